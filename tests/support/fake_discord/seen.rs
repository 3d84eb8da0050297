//! What a person sees: messages with their buttons and selects, forms, choices, answers.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::world::{Id, timestamp_now, timestamp_of};

/// The flag of a message that only one person sees.
pub(super) const EPHEMERAL: u64 = 1 << 6;
/// The flag of a message that says "the application is thinking".
const LOADING: u64 = 1 << 7;

/// A message as it stood when it was taken; newer states come from `FakeDiscord::message`,
/// `next_edit` and the like.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own about a message")]
pub struct Message {
    /// Its id.
    pub id: Id,
    /// The channel it is in.
    pub channel_id: Id,
    /// The guild of that channel.
    pub guild_id: Option<Id>,
    /// Whether the bot wrote it.
    pub from_bot: bool,
    /// Its content.
    pub content: String,
    /// Its embeds, as Discord would return them.
    pub embeds: Vec<Value>,
    /// Its rows of components, as Discord would return them.
    pub components: Vec<Value>,
    /// Its attached files.
    pub files: Vec<File>,
    /// Whether one person alone sees it.
    pub ephemeral: bool,
    /// Who that person is.
    pub viewer: Option<Id>,
    /// Whether it says "the application is thinking".
    pub loading: bool,
    /// Whether it was deleted.
    pub deleted: bool,
    /// How many times it was edited, deletion included.
    pub version: usize,
    pub(super) author: Value,
    pub(super) kind: u8,
    pub(super) flags: u64,
    pub(super) edited_at: Option<String>,
    /// Further fields of the message object: references, snapshots, interaction metadata.
    pub(super) extra: Map<String, Value>,
}

/// A file attached to a message.
#[derive(Clone, Debug)]
pub struct File {
    /// The attachment's id.
    pub id: Id,
    /// The file's name.
    pub name: String,
    /// Its description (alternative text).
    pub description: Option<String>,
    /// Its media type.
    pub content_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Where it can be downloaded.
    pub url: String,
}

impl File {
    /// The file's bytes as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// A button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What is written on it.
    pub label: String,
    /// What the bot gets when it is clicked; empty for a link.
    pub custom_id: String,
    /// Whether it is greyed out.
    pub disabled: bool,
    /// 1 primary, 2 secondary, 3 success, 4 danger, 5 link.
    pub style: u64,
    /// Where a link leads.
    pub url: Option<String>,
}

/// A select menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Select {
    /// What the bot gets when something is chosen.
    pub custom_id: String,
    /// The component type: 3 strings, 5 people, 6 roles, 7 both, 8 channels.
    pub kind: u64,
    /// What it shows while nothing is chosen.
    pub placeholder: String,
    /// What can be chosen, for a select of strings.
    pub options: Vec<SelectOption>,
    /// The fewest values that can be chosen.
    pub min_values: u64,
    /// The most values that can be chosen.
    pub max_values: u64,
    /// Whether it is greyed out.
    pub disabled: bool,
}

/// One line of a select menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectOption {
    /// What is written on it.
    pub label: String,
    /// What the bot gets when it is chosen.
    pub value: String,
    /// The smaller line below the label.
    pub description: String,
    /// Whether it is chosen already.
    pub default: bool,
}

/// A form that the bot opened.
#[derive(Clone, Debug)]
pub struct Modal {
    /// What the bot gets when the form is sent.
    pub custom_id: String,
    /// Its title.
    pub title: String,
    /// Its fields.
    pub fields: Vec<Field>,
    /// The message whose button or select opened it; none when a command did.
    pub message_id: Option<Id>,
    /// The channel it was opened in.
    pub channel_id: Id,
    /// The person it was opened for.
    pub user_id: Id,
    /// The form's rows as the bot sent them.
    pub(super) rows: Vec<Value>,
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What the bot finds the answer under.
    pub custom_id: String,
    /// The line above the field.
    pub label: String,
    /// What is in it from the start.
    pub value: String,
    /// What it shows while empty.
    pub placeholder: String,
    /// Whether it must be filled.
    pub required: bool,
    /// The fewest characters.
    pub min_length: Option<u64>,
    /// The most characters.
    pub max_length: Option<u64>,
    /// Whether it takes several lines.
    pub paragraph: bool,
}

/// A suggestion shown below the option that a person types in.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What is written on it.
    pub name: String,
    /// What is sent when it is picked.
    pub value: Value,
}

/// What the bot answered to an interaction.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A new message.
    Message {
        /// Whether only the person who acted sees it.
        ephemeral: bool,
        /// The message.
        message: Message,
    },
    /// "The application is thinking": the message comes later.
    Deferred {
        /// Whether only the person who acted sees it.
        ephemeral: bool,
        /// The message that will be filled in.
        message: Message,
    },
    /// The message that was clicked, edited.
    Update {
        /// The message after the edit.
        message: Message,
    },
    /// "I will edit the message that was clicked", or nothing at all.
    DeferredUpdate {
        /// The message that was clicked, as it stands.
        message: Message,
    },
    /// A form.
    Modal(Modal),
    /// Suggestions for an option.
    Autocomplete {
        /// The suggestions, in order.
        choices: Vec<Choice>,
    },
    /// What a ping is answered with.
    Pong,
}

fn text_of(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

fn list_of<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

impl Message {
    /// Everything that can be read on it: the content, then each embed's author, title,
    /// description, fields and footer, one a line.
    pub fn text(&self) -> String {
        let mut lines = vec![self.content.clone()];
        for embed in &self.embeds {
            lines.push(text_of(&embed["author"], "name"));
            lines.push(text_of(embed, "title"));
            lines.push(text_of(embed, "description"));
            for field in list_of(embed, "fields") {
                lines.push(text_of(field, "name"));
                lines.push(text_of(field, "value"));
            }
            lines.push(text_of(&embed["footer"], "text"));
        }
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }

    /// Whether a text can be read on it.
    pub fn says(&self, text: &str) -> bool {
        self.text().contains(text)
    }

    fn parts(&self) -> impl Iterator<Item = &Value> {
        self.components.iter().flat_map(|row| list_of(row, "components"))
    }

    /// Its buttons, row by row.
    pub fn buttons(&self) -> Vec<Button> {
        self.parts()
            .filter(|part| part["type"] == 2)
            .map(|part| Button {
                label: text_of(part, "label"),
                custom_id: text_of(part, "custom_id"),
                disabled: part["disabled"] == true,
                style: part["style"].as_u64().unwrap_or_default(),
                url: part["url"].as_str().map(ToOwned::to_owned),
            })
            .collect()
    }

    /// The labels of its buttons, row by row.
    pub fn labels(&self) -> Vec<String> {
        self.buttons().into_iter().map(|b| b.label).collect()
    }

    /// The button with this `custom_id` or, failing that, the only one with this label.
    pub fn find_button(&self, which: &str) -> Option<Button> {
        let buttons = self.buttons();
        if let Some(button) = buttons.iter().find(|b| b.custom_id == which) {
            return Some(button.clone());
        }
        let mut labelled = buttons.into_iter().filter(|b| b.label == which);
        match (labelled.next(), labelled.next()) {
            (Some(button), None) => Some(button),
            _ => None,
        }
    }

    /// The same, or a panic that shows the message.
    #[track_caller]
    pub fn button(&self, which: &str) -> Button {
        self.find_button(which).unwrap_or_else(|| panic!("no single button {which:?} on this message:\n{self}"))
    }

    /// Its select menus.
    pub fn selects(&self) -> Vec<Select> {
        self.parts()
            .filter(|part| matches!(part["type"].as_u64(), Some(3 | 5..=8)))
            .map(|part| Select {
                custom_id: text_of(part, "custom_id"),
                kind: part["type"].as_u64().unwrap_or_default(),
                placeholder: text_of(part, "placeholder"),
                options: list_of(part, "options")
                    .iter()
                    .map(|option| SelectOption {
                        label: text_of(option, "label"),
                        value: text_of(option, "value"),
                        description: text_of(option, "description"),
                        default: option["default"] == true,
                    })
                    .collect(),
                min_values: part["min_values"].as_u64().unwrap_or(1),
                max_values: part["max_values"].as_u64().unwrap_or(1),
                disabled: part["disabled"] == true,
            })
            .collect()
    }

    /// The select with this `custom_id`; an empty text stands for the only one.
    #[track_caller]
    pub fn select(&self, custom_id: &str) -> Select {
        let mut all = self.selects();
        if custom_id.is_empty() && all.len() == 1 {
            return all.remove(0);
        }
        all.into_iter()
            .find(|s| s.custom_id == custom_id)
            .unwrap_or_else(|| panic!("no select {custom_id:?} on this message:\n{self}"))
    }

    /// The attached file of this name.
    #[track_caller]
    pub fn file(&self, name: &str) -> &File {
        self.files
            .iter()
            .find(|file| file.name == name)
            .unwrap_or_else(|| panic!("no file {name:?} on this message:\n{self}"))
    }

    /// The message object, as Discord would return it.
    pub fn json(&self) -> Value {
        let attachments: Vec<Value> = self.files.iter().map(|file| file.json(self)).collect();
        let mut message = json!({
            "id": self.id.to_string(),
            "channel_id": self.channel_id.to_string(),
            "author": self.author,
            "type": self.kind,
            "content": self.content,
            "timestamp": timestamp_of(self.id),
            "edited_timestamp": self.edited_at,
            "tts": false,
            "mention_everyone": false,
            "mentions": [],
            "mention_roles": [],
            "pinned": false,
            "attachments": attachments,
            "embeds": self.embeds,
            "components": self.components,
            "flags": self.all_flags(),
        });
        for (key, value) in &self.extra {
            message[key] = value.clone();
        }
        message
    }

    fn all_flags(&self) -> u64 {
        self.flags | if self.ephemeral { EPHEMERAL } else { 0 } | if self.loading { LOADING } else { 0 }
    }

    /// Takes over what a body of the bot says: what is absent stays, what is there replaces.
    pub(super) fn apply(&mut self, body: &Value, new_files: Vec<(u64, File)>) {
        if let Some(content) = body.get("content") {
            content.as_str().unwrap_or_default().clone_into(&mut self.content);
        }
        if let Some(listed) = body.get("attachments") {
            let listed = listed.as_array().map_or(&[][..], Vec::as_slice);
            self.files.retain(|file| listed.iter().any(|a| id_of(&a["id"]) == Some(file.id)));
        }
        for (number, mut file) in new_files {
            if let Some(entry) = list_of(body, "attachments").iter().find(|a| id_of(&a["id"]) == Some(number)) {
                file.description = entry["description"].as_str().map(ToOwned::to_owned);
                if let Some(name) = entry["filename"].as_str() {
                    name.clone_into(&mut file.name);
                }
            }
            self.files.push(file);
        }
        if let Some(embeds) = body.get("embeds") {
            self.embeds = embeds.as_array().cloned().unwrap_or_default();
        }
        for embed in &mut self.embeds {
            if embed.get("type").is_none_or(Value::is_null) {
                embed["type"] = json!("rich");
            }
            for key in ["image", "thumbnail"] {
                let name = embed[key]["url"].as_str().and_then(|u| u.strip_prefix("attachment://"));
                if let Some(file) = self.files.iter().find(|f| Some(f.name.as_str()) == name) {
                    embed[key]["url"] = json!(file.url);
                }
            }
        }
        if let Some(components) = body.get("components") {
            self.components = components.as_array().cloned().unwrap_or_default();
            let mut next = 1;
            for row in &mut self.components {
                number_components(row, &mut next);
            }
        }
        if let Some(flags) = body["flags"].as_u64() {
            self.flags = flags & !(EPHEMERAL | LOADING);
        }
    }

    /// Takes over an edit: the same, and the message is no longer loading and is newer.
    pub(super) fn edit(&mut self, body: &Value, new_files: Vec<(u64, File)>) {
        self.apply(body, new_files);
        self.loading = false;
        self.version += 1;
        self.edited_at = Some(timestamp_now());
    }
}

/// Discord gives every component a number and returns it.
fn number_components(component: &mut Value, next: &mut u64) {
    if let Some(object) = component.as_object_mut() {
        object.entry("id").or_insert_with(|| json!(*next));
        *next += 1;
        if let Some(Value::Array(children)) = object.get_mut("components") {
            for child in children {
                number_components(child, next);
            }
        }
    }
}

/// An id given as text or as a number.
pub(super) fn id_of(value: &Value) -> Option<Id> {
    value.as_u64().or_else(|| value.as_str().and_then(|text| text.parse().ok()))
}

impl File {
    fn json(&self, message: &Message) -> Value {
        let mut attachment = json!({
            "id": self.id.to_string(),
            "filename": self.name,
            "size": self.bytes.len(),
            "url": self.url,
            "proxy_url": self.url,
            "content_type": self.content_type,
        });
        if let Some(description) = &self.description {
            attachment["description"] = json!(description);
        }
        if message.ephemeral {
            attachment["ephemeral"] = json!(true);
        }
        attachment
    }
}

impl std::fmt::Display for Message {
    /// The message as a person sees it, in plain text.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut marks = String::new();
        for (mark, holds) in
            [("only one person sees it", self.ephemeral), ("thinking", self.loading), ("deleted", self.deleted)]
        {
            if holds {
                write!(marks, " ({mark})")?;
            }
        }
        writeln!(f, "message {}{marks}", self.id)?;
        for line in self.text().lines() {
            writeln!(f, "  | {line}")?;
        }
        for row in &self.components {
            let mut shown = Vec::new();
            for part in list_of(row, "components") {
                let off = if part["disabled"] == true { ", off" } else { "" };
                shown.push(if part["type"] == 2 {
                    format!("[{}]({}{off})", text_of(part, "label"), text_of(part, "custom_id"))
                } else {
                    let options: Vec<String> = list_of(part, "options").iter().map(|o| text_of(o, "label")).collect();
                    format!("<{}>({}{off})", options.join(" / "), text_of(part, "custom_id"))
                });
            }
            writeln!(f, "  {}", shown.join(" "))?;
        }
        for file in &self.files {
            writeln!(f, "  file {} ({} bytes)", file.name, file.bytes.len())?;
        }
        Ok(())
    }
}

impl Modal {
    /// The form of a callback's data.
    pub(super) fn read(data: &Value, message_id: Option<Id>, channel_id: Id, user_id: Id) -> Self {
        let rows = list_of(data, "components").to_vec();
        let mut fields = Vec::new();
        for row in &rows {
            // A row of one text input, or the newer label around one component.
            let label = (row["type"] == 18).then(|| text_of(row, "label"));
            let labelled = std::slice::from_ref(&row["component"]);
            let inputs = if label.is_some() { labelled } else { list_of(row, "components") };
            for input in inputs {
                fields.push(Field {
                    custom_id: text_of(input, "custom_id"),
                    label: label.clone().unwrap_or_else(|| text_of(input, "label")),
                    value: text_of(input, "value"),
                    placeholder: text_of(input, "placeholder"),
                    required: input["required"] != false,
                    min_length: input["min_length"].as_u64(),
                    max_length: input["max_length"].as_u64(),
                    paragraph: input["style"] == 2,
                });
            }
        }
        Self {
            custom_id: text_of(data, "custom_id"),
            title: text_of(data, "title"),
            fields,
            message_id,
            channel_id,
            user_id,
            rows,
        }
    }

    /// The field with this `custom_id` or, failing that, this label.
    #[track_caller]
    pub fn field(&self, which: &str) -> &Field {
        self.fields
            .iter()
            .find(|f| f.custom_id == which)
            .or_else(|| self.fields.iter().find(|f| f.label == which))
            .unwrap_or_else(|| panic!("no field {which:?} in this form: {self:#?}"))
    }

    /// Everything that can be read on it: its title, its labels, its values.
    pub fn text(&self) -> String {
        let mut lines = vec![self.title.clone()];
        for field in &self.fields {
            lines.extend([field.label.clone(), field.placeholder.clone(), field.value.clone()]);
        }
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }
}

impl Answer {
    fn name(&self) -> &'static str {
        match self {
            Self::Message { .. } => "a message",
            Self::Deferred { .. } => "a deferred message",
            Self::Update { .. } => "an update",
            Self::DeferredUpdate { .. } => "a deferred update",
            Self::Modal(_) => "a form",
            Self::Autocomplete { .. } => "suggestions",
            Self::Pong => "a pong",
        }
    }

    /// The message of any answer that has one.
    pub fn any_message(&self) -> Option<&Message> {
        match self {
            Self::Message { message, .. }
            | Self::Deferred { message, .. }
            | Self::Update { message }
            | Self::DeferredUpdate { message } => Some(message),
            Self::Modal(_) | Self::Autocomplete { .. } | Self::Pong => None,
        }
    }

    /// The new message; a panic for any other answer.
    #[track_caller]
    pub fn message(&self) -> &Message {
        match self {
            Self::Message { message, .. } => message,
            other => panic!("expected a message, got {}:\n{other}", other.name()),
        }
    }

    /// The new message that everyone sees; a panic for any other answer.
    #[track_caller]
    pub fn public(&self) -> &Message {
        match self {
            Self::Message { ephemeral: false, message } => message,
            other => panic!("expected a message for everyone, got {}:\n{other}", other.name()),
        }
    }

    /// The new message that only the person who acted sees; a panic for any other answer.
    #[track_caller]
    pub fn private(&self) -> &Message {
        match self {
            Self::Message { ephemeral: true, message } => message,
            other => panic!("expected a message for one person, got {}:\n{other}", other.name()),
        }
    }

    /// The clicked message after its edit; a panic for any other answer.
    #[track_caller]
    pub fn update(&self) -> &Message {
        match self {
            Self::Update { message } => message,
            other => panic!("expected an update, got {}:\n{other}", other.name()),
        }
    }

    /// The form; a panic for any other answer.
    #[track_caller]
    pub fn modal(&self) -> &Modal {
        match self {
            Self::Modal(modal) => modal,
            other => panic!("expected a form, got {}:\n{other}", other.name()),
        }
    }

    /// The suggestions; a panic for any other answer.
    #[track_caller]
    pub fn choices(&self) -> &[Choice] {
        match self {
            Self::Autocomplete { choices } => choices,
            other => panic!("expected suggestions, got {}:\n{other}", other.name()),
        }
    }

    /// Whether only the person who acted sees the answer.
    pub fn is_ephemeral(&self) -> bool {
        self.any_message().is_none_or(|message| message.ephemeral)
    }

    /// Everything that can be read on it.
    pub fn text(&self) -> String {
        match self {
            Self::Modal(modal) => modal.text(),
            Self::Autocomplete { choices } => {
                let names: Vec<&str> = choices.iter().map(|c| c.name.as_str()).collect();
                names.join("\n")
            }
            _ => self.any_message().map(Message::text).unwrap_or_default(),
        }
    }

    /// The buttons of its message.
    pub fn buttons(&self) -> Vec<Button> {
        self.any_message().map(Message::buttons).unwrap_or_default()
    }

    /// The selects of its message.
    pub fn selects(&self) -> Vec<Select> {
        self.any_message().map(Message::selects).unwrap_or_default()
    }

    /// The files of its message.
    pub fn files(&self) -> &[File] {
        self.any_message().map_or(&[], |m| m.files.as_slice())
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.any_message() {
            Some(message) => message.fmt(f),
            None => f.write_str(&self.text()),
        }
    }
}
