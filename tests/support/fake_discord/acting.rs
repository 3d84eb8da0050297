//! Acting as a person: commands, clicks, choices, forms.

use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use serde_json::{Map, Value, json};

use super::FakeDiscord;
use super::rest::announce;
use super::seen::{Answer, Button, Message, Modal};
use super::state::{Interaction, Shared, State};
use super::world::{Channel, Id, OptionValue, Post, User, snowflake, timestamp_of};

const COMMAND: u64 = 2;
const COMPONENT: u64 = 3;
const AUTOCOMPLETE: u64 = 4;
const FORM: u64 = 5;

/// An action that was sent to the bot. Awaiting it gives the bot's answer.
#[must_use = "await the bot's answer, or excuse it"]
pub struct Pending {
    shared: Arc<Shared>,
    id: Id,
    what: String,
    at: &'static Location<'static>,
}

impl Pending {
    /// The interaction's id.
    pub fn id(&self) -> Id {
        self.id
    }

    /// Expects no answer: `assert_clean` will not ask for one. For tests that kill the bot.
    pub fn excuse(self) {
        self.shared.write(|state| {
            if let Some(interaction) = state.interactions.get_mut(&self.id) {
                interaction.excused = true;
            }
        });
    }

    /// Waits for the bot's answer.
    pub async fn answer(self) -> Answer {
        let Self { shared, id, what, at } = self;
        let what = format!("an answer to {what}");
        shared
            .wait_for(&what, at, |state| {
                let (answer, _) = state.interactions.get(&id)?.answer.as_ref()?;
                Some(answer.clone())
            })
            .await
    }

    /// Waits for the bot's answer and, when that was put off, for the message itself: so that a
    /// test need not know whether the bot puts its answer off.
    pub async fn settled(self) -> Answer {
        let (shared, at, what) = (Arc::clone(&self.shared), self.at, self.what.clone());
        let answer = self.answer().await;
        let (id, version) = match &answer {
            Answer::Deferred { message, .. } | Answer::DeferredUpdate { message } => (message.id, message.version),
            _ => return answer,
        };
        let what = format!("the message that was put off by {what}");
        let message =
            shared.wait_for(&what, at, |state| state.messages.get(&id).filter(|m| m.version > version).cloned()).await;
        match answer {
            Answer::Deferred { ephemeral, .. } => Answer::Message { ephemeral, message },
            _ => Answer::Update { message },
        }
    }
}

impl IntoFuture for Pending {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.answer())
    }
}

/// What is sent of an action.
struct Act {
    kind: u64,
    command_kind: u64,
    data: Value,
    message: Option<Message>,
    what: String,
}

impl FakeDiscord {
    #[track_caller]
    fn act(&self, user: &User, channel: &Channel, act: Act) -> Pending {
        self.send(user, channel, act, &Value::Null)
    }

    #[track_caller]
    fn send(&self, user: &User, channel: &Channel, act: Act, over: &Value) -> Pending {
        let at = Location::caller();
        let id = snowflake();
        let token = format!("interaction-token-{id}");
        let mut event = channel.interaction_context(user);
        event["id"] = json!(id.to_string());
        event["application_id"] = json!(self.application_id().to_string());
        event["type"] = json!(act.kind);
        event["token"] = json!(token);
        event["data"] = act.data;
        if let Some(message) = &act.message {
            event["message"] = message.json();
        }
        for (key, value) in over.as_object().into_iter().flatten() {
            event[key] = value.clone();
        }
        let what = format!("{} by {}", act.what, user.name);
        let sent = self.shared.write(|state| {
            if let Some(alter) = state.alterations.pop_front() {
                alter(&mut event);
            }
            state.users.insert(user.id, user.clone());
            state.note(format!("{} does: {}", user.name, act.what));
            let interaction = Interaction {
                token,
                kind: act.kind,
                what: what.clone(),
                user: user.clone(),
                channel: channel.clone(),
                command_kind: act.command_kind,
                message: act.message.map(|message| message.id),
                sent_at: Instant::now(),
                answer: None,
                original: None,
                expired: false,
                excused: false,
            };
            state.interactions.insert(id, interaction);
            state.dispatch("INTERACTION_CREATE", &event)
        });
        assert!(sent, "{what}: no bot has a session; await `identified()` first");
        Pending { shared: Arc::clone(&self.shared), id, what, at }
    }

    /// Changes the next interaction just before it is sent, to what no client would send.
    pub fn alter_next(&self, alter: impl FnOnce(&mut Value) + Send + 'static) {
        self.shared.write(|state| state.alterations.push_back(Box::new(alter)));
    }

    /// Sends an interaction whose fields are these, over the ordinary ones of this person in
    /// this channel: at least `type` and `data`. A `message` that the server knows can be
    /// updated by the answer.
    #[track_caller]
    pub fn raw_interaction(&self, user: &User, channel: &Channel, fields: &Value) -> Pending {
        let kind = fields["type"].as_u64().unwrap_or(COMMAND);
        let id = super::seen::id_of(&fields["message"]["id"]);
        let message = id.and_then(|id| self.shared.read().messages.get(&id).cloned());
        let act = Act {
            kind,
            command_kind: fields["data"]["type"].as_u64().unwrap_or(1),
            data: Value::Null,
            message,
            what: format!("a raw interaction {}", fields["data"]),
        };
        self.send(user, channel, act, fields)
    }

    /// Posts a message in a channel.
    pub fn post(&self, user: &User, channel: &Channel, post: impl Into<Post>) -> Message {
        let post = post.into();
        let mut message = self.shared.blank_message(channel);
        message.from_bot = false;
        message.author = user.json();
        message.content.clone_from(&post.content);
        message.embeds.clone_from(&post.embeds);
        if !post.uploads.is_empty() {
            let files: Vec<Value> = post.uploads.iter().map(super::Upload::json).collect();
            message.extra.insert("attachments".to_owned(), json!(files));
        }
        if let Some(answered) = &post.answered {
            let (message_id, channel_id) = (answered.id.to_string(), answered.channel_id.to_string());
            let reference = json!({ "type": 0, "message_id": message_id, "channel_id": channel_id });
            message.kind = 19;
            message.extra.insert("message_reference".to_owned(), reference);
            message.extra.insert("referenced_message".to_owned(), answered.json());
        }
        if let Some(forwarded) = &post.forwarded {
            // A forward names the message it copies and carries what that said.
            let reference = json!({
                "type": 1,
                "message_id": snowflake().to_string(),
                "channel_id": snowflake().to_string(),
            });
            let snapshots = if post.without_snapshot { json!([]) } else { json!([{ "message": snapshot(forwarded) }]) };
            message.flags |= 1 << 14;
            message.extra.insert("message_reference".to_owned(), reference);
            message.extra.insert("message_snapshots".to_owned(), snapshots);
        }
        self.shared.write(|state| {
            state.users.insert(user.id, user.clone());
            state.note(format!("{} posts {:?}", user.name, post.content));
            announce(state, &message, Some(user.partial_member()));
            state.messages.insert(message.id, message.clone());
        });
        message
    }

    // ---- commands ------------------------------------------------------------------------

    /// Uses a slash command: its name, then those of its subcommands, in any language it is
    /// registered in, and the values of its options. The value of an option with choices may be
    /// given by the choice's name.
    #[track_caller]
    pub fn slash(&self, user: &User, channel: &Channel, name: &str, options: &[(&str, OptionValue)]) -> Pending {
        let found = slash_data(&self.shared.read(), user, channel, name, options, None);
        let data = found.unwrap_or_else(|fault| panic!("/{name}: {fault}"));
        let what = format!("/{name}");
        self.act(user, channel, Act { kind: COMMAND, command_kind: 1, data, message: None, what })
    }

    /// Types in an option of a slash command, the others being empty.
    #[track_caller]
    pub fn autocomplete(&self, user: &User, channel: &Channel, name: &str, option: &str, typed: &str) -> Pending {
        self.autocomplete_with(user, channel, name, &[(option, typed.into())])
    }

    /// Types in the last of these options, the others being filled in already.
    #[track_caller]
    pub fn autocomplete_with(
        &self,
        user: &User,
        channel: &Channel,
        name: &str,
        options: &[(&str, OptionValue)],
    ) -> Pending {
        let focused = options.last().map(|(option, _)| *option);
        let found = slash_data(&self.shared.read(), user, channel, name, options, focused);
        let data = found.unwrap_or_else(|fault| panic!("/{name}: {fault}"));
        let what = format!("typing in /{name}");
        self.act(user, channel, Act { kind: AUTOCOMPLETE, command_kind: 1, data, message: None, what })
    }

    /// Uses a message command on a message.
    #[track_caller]
    pub fn message_command(&self, user: &User, channel: &Channel, name: &str, target: &Message) -> Pending {
        let found = find_command(&self.shared.read(), user, channel, 3, name);
        let command = found.unwrap_or_else(|fault| panic!("{fault}"));
        let target = self.message(target.id);
        let mut resolved = Map::new();
        resolved.insert(target.id.to_string(), target.json());
        let mut data = command_data(&command);
        data["resolved"] = json!({ "messages": resolved });
        data["target_id"] = json!(target.id.to_string());
        let what = format!("the message command {name:?}");
        self.act(user, channel, Act { kind: COMMAND, command_kind: 3, data, message: None, what })
    }

    // ---- components ----------------------------------------------------------------------

    /// The channel of a message and the message as it stands; what the person holds, when the
    /// part they use is no longer there.
    #[track_caller]
    fn seen_by(&self, user: &User, held: &Message, has: impl Fn(&Message) -> bool) -> (Channel, Message) {
        let state = self.shared.read();
        let now = state.messages.get(&held.id).cloned();
        let channel = state.channels.get(&held.channel_id).cloned();
        drop(state);
        let (Some(now), Some(channel)) = (now, channel) else {
            panic!("no such message:\n{held}");
        };
        assert!(!now.deleted, "the message was deleted:\n{held}");
        assert!(now.viewer.is_none_or(|viewer| viewer == user.id), "{} does not see this message:\n{held}", user.name);
        let mut message = now;
        if !has(&message) {
            message.components.clone_from(&held.components);
        }
        (channel, message)
    }

    /// Clicks a button: given by its `custom_id` or by its label, on the message as the person
    /// last saw it (an older state of a message stands for a late click).
    #[track_caller]
    pub fn click(&self, user: &User, message: &Message, which: &str) -> Pending {
        let Button { custom_id, label, disabled, .. } = message.button(which);
        assert!(!disabled, "the button {label:?} is greyed out:\n{message}");
        assert!(!custom_id.is_empty(), "the button {label:?} is a link:\n{message}");
        let has = |m: &Message| m.buttons().iter().any(|b| b.custom_id == custom_id);
        let (channel, message) = self.seen_by(user, message, has);
        let data = json!({ "component_type": 2, "custom_id": custom_id, "id": 1 });
        let what = format!("click [{label}] ({custom_id})");
        let message = Some(message);
        self.act(user, &channel, Act { kind: COMPONENT, command_kind: 0, data, message, what })
    }

    /// Chooses values in a select of strings: the select by its `custom_id` (an empty text for
    /// the only one of the message), each value by itself or by its label.
    #[track_caller]
    pub fn choose(&self, user: &User, message: &Message, custom_id: &str, values: &[&str]) -> Pending {
        let select = message.select(custom_id);
        assert_eq!(select.kind, 3, "not a select of strings: {select:?}");
        let chosen: Vec<String> = values
            .iter()
            .map(|wanted| {
                let by_value = select.options.iter().find(|o| o.value == *wanted);
                by_value
                    .or_else(|| select.options.iter().find(|o| o.label == *wanted))
                    .unwrap_or_else(|| panic!("no option {wanted:?} in {select:#?}"))
                    .value
                    .clone()
            })
            .collect();
        self.chosen(user, message, &select, &chosen, None)
    }

    /// Chooses people in a select of people.
    #[track_caller]
    pub fn choose_users(&self, user: &User, message: &Message, custom_id: &str, people: &[&User]) -> Pending {
        let select = message.select(custom_id);
        assert!(matches!(select.kind, 5 | 7), "not a select of people: {select:?}");
        let mut resolved = json!({ "users": {}, "members": {} });
        for person in people {
            resolved["users"][person.id.to_string()] = person.json();
            resolved["members"][person.id.to_string()] = person.partial_member();
        }
        let ids: Vec<String> = people.iter().map(|person| person.id.to_string()).collect();
        self.chosen(user, message, &select, &ids, Some(resolved))
    }

    #[track_caller]
    fn chosen(
        &self,
        user: &User,
        message: &Message,
        select: &super::Select,
        values: &[String],
        resolved: Option<Value>,
    ) -> Pending {
        let id = &select.custom_id;
        assert!(!select.disabled, "the select {id:?} is greyed out:\n{message}");
        let count = values.len() as u64;
        assert!(
            (select.min_values..=select.max_values).contains(&count),
            "{count} values for a select that takes {} to {}: {select:?}",
            select.min_values,
            select.max_values
        );
        let has = |m: &Message| m.selects().iter().any(|s| s.custom_id == *id);
        let (channel, message) = self.seen_by(user, message, has);
        let what = format!("choose {values:?} in {id}");
        let mut data = json!({ "component_type": select.kind, "custom_id": id, "id": 1, "values": values });
        if let Some(resolved) = resolved {
            data["resolved"] = resolved;
        }
        let message = Some(message);
        self.act(user, &channel, Act { kind: COMPONENT, command_kind: 0, data, message, what })
    }

    /// Sends a form. Fields are given by their `custom_id` or their label; those left out keep
    /// what was in them. The message that it was opened from comes along by itself.
    #[track_caller]
    pub fn submit_modal(&self, user: &User, modal: &Modal, fields: &[(&str, &str)]) -> Pending {
        assert_eq!(modal.user_id, user.id, "{} did not open this form", user.name);
        for (name, _) in fields {
            modal.field(name);
        }
        let value_of = |id: &str| {
            let field = modal.field(id);
            let given = fields.iter().find(|(name, _)| *name == id || *name == field.label);
            given.map_or(field.value.clone(), |(_, value)| (*value).to_owned())
        };
        for field in &modal.fields {
            let length = value_of(&field.custom_id).chars().count() as u64;
            let least = field.min_length.unwrap_or(0).max(u64::from(field.required));
            let most = field.max_length.unwrap_or(4000);
            assert!(
                length <= most && (length >= least || length == 0 && !field.required),
                "the field {:?} takes {least} to {most} characters, not {length}",
                field.label
            );
        }
        let rows: Vec<Value> = modal
            .rows
            .iter()
            .enumerate()
            .map(|(number, row)| {
                let answer = |input: &Value| {
                    let id = input["custom_id"].as_str().unwrap_or_default();
                    json!({ "type": 4, "id": number * 2 + 2, "custom_id": id, "value": value_of(id) })
                };
                let number = number * 2 + 1;
                if row["type"] == 18 {
                    json!({ "type": 18, "id": number, "component": answer(&row["component"]) })
                } else {
                    let inputs = row["components"].as_array().map_or(&[][..], Vec::as_slice);
                    let answers: Vec<Value> = inputs.iter().map(answer).collect();
                    json!({ "type": 1, "id": number, "components": answers })
                }
            })
            .collect();
        let state = self.shared.read();
        let channel = state.channels[&modal.channel_id].clone();
        let message = modal.message_id.and_then(|id| state.messages.get(&id).cloned());
        drop(state);
        let data = json!({ "custom_id": modal.custom_id, "components": rows });
        let what = format!("send the form {:?} ({})", modal.title, modal.custom_id);
        self.act(user, &channel, Act { kind: FORM, command_kind: 0, data, message, what })
    }
}

/// What a forward carries of the message it copies.
fn snapshot(post: &Post) -> Value {
    let files: Vec<Value> = post.uploads.iter().map(super::Upload::json).collect();
    json!({
        "content": post.content, "timestamp": timestamp_of(snowflake()), "edited_timestamp": null,
        "mentions": [], "mention_roles": [], "attachments": files, "embeds": post.embeds,
        "type": 0, "flags": 0, "components": [],
    })
}

/// The start of a command's data.
fn command_data(command: &Value) -> Value {
    let mut data = json!({ "id": command["id"], "name": command["name"], "type": command["type"] });
    if let Some(guild) = command.get("guild_id") {
        data["guild_id"] = guild.clone();
    }
    data
}

/// Whether something registered goes by this name for this person.
fn is_called(thing: &Value, name: &str, user: &User) -> bool {
    thing["name"] == name || thing["name_localizations"][&user.locale] == name
}

/// A registered command that this person can use in this channel.
fn find_command(state: &State, user: &User, channel: &Channel, kind: u64, name: &str) -> Result<Value, String> {
    let guild = channel.guild.as_ref().map(|guild| guild.id);
    let places = [guild, None];
    let places = if guild.is_some() { &places[..] } else { &places[1..] };
    let all: Vec<&Value> = places.iter().filter_map(|p| state.commands.get(p)).flatten().collect();
    let wanted = |one: &&&Value| one["type"] == kind && is_called(one, name, user);
    all.iter().find(wanted).map(|one| (**one).clone()).ok_or_else(|| {
        let names: Vec<String> = all.iter().map(|one| format!("{}", one["name"])).collect();
        format!("no command {name:?} is registered here, only {}", names.join(", "))
    })
}

/// The data of a slash command, checked as a client would; with the focused option, of typing
/// in it.
fn slash_data(
    state: &State,
    user: &User,
    channel: &Channel,
    path: &str,
    given: &[(&str, OptionValue)],
    focused: Option<&str>,
) -> Result<Value, String> {
    let mut words = path.split_whitespace();
    let command = find_command(state, user, channel, 1, words.next().unwrap_or_default())?;
    let mut data = command_data(&command);
    // The subcommands, from the outside in: their types and names.
    let mut subs: Vec<(Value, Value)> = Vec::new();
    let mut known = command["options"].as_array().cloned().unwrap_or_default();
    for word in words {
        let sub = |o: &&Value| matches!(o["type"].as_u64(), Some(1 | 2)) && is_called(o, word, user);
        let found = known.iter().find(sub).ok_or_else(|| format!("no subcommand {word:?}"))?;
        subs.push((found["type"].clone(), found["name"].clone()));
        known = found["options"].as_array().cloned().unwrap_or_default();
    }
    if known.iter().any(|o| matches!(o["type"].as_u64(), Some(1 | 2))) {
        return Err("a subcommand must be named".to_owned());
    }
    let mut options = Vec::new();
    let mut resolved = json!({});
    for (name, value) in given {
        let found = known.iter().find(|o| is_called(o, name, user));
        let option = found.ok_or_else(|| format!("no option {name:?}"))?;
        let is_focused = focused == Some(*name);
        if is_focused && option["autocomplete"] != true {
            return Err(format!("the option {name:?} has no autocomplete"));
        }
        let value = option_value(option, value, user, is_focused, &mut resolved)?;
        let mut sent = json!({ "name": option["name"], "type": option["type"], "value": value });
        if is_focused {
            sent["focused"] = json!(true);
        }
        options.push(sent);
    }
    let missing =
        known.iter().find(|o| o["required"] == true && !given.iter().any(|(name, _)| is_called(o, name, user)));
    if let (Some(missing), None) = (missing, focused) {
        return Err(format!("the option {} is required", missing["name"]));
    }
    for (kind, name) in subs.into_iter().rev() {
        options = vec![json!({ "type": kind, "name": name, "options": options })];
    }
    data["options"] = Value::Array(options);
    if resolved.as_object().is_some_and(|r| !r.is_empty()) {
        data["resolved"] = resolved;
    }
    Ok(data)
}

/// The value that is sent for an option, when a client would let it be sent.
fn option_value(
    option: &Value,
    value: &OptionValue,
    user: &User,
    typing: bool,
    resolved: &mut Value,
) -> Result<Value, String> {
    let kind = option["type"].as_u64().unwrap_or_default();
    let name = &option["name"];
    match (kind, value) {
        (3 | 4 | 10, OptionValue::Plain(value)) => {
            if typing {
                return Ok(value.clone());
            }
            let value = match option["choices"].as_array().filter(|all| !all.is_empty()) {
                Some(choices) => choices
                    .iter()
                    .find(|c| c["value"] == *value || value.as_str().is_some_and(|v| is_called(c, v, user)))
                    .map(|choice| choice["value"].clone())
                    .ok_or_else(|| format!("{value} is not a choice of the option {name}"))?,
                None => value.clone(),
            };
            let fits = match kind {
                3 => value.as_str().is_some_and(|text| {
                    let length = text.chars().count() as u64;
                    length >= option["min_length"].as_u64().unwrap_or(0)
                        && length <= option["max_length"].as_u64().unwrap_or(6000)
                }),
                4 => value.is_i64(),
                _ => value.is_number(),
            };
            let in_range = value.as_f64().is_none_or(|number| {
                option["min_value"].as_f64().is_none_or(|least| number >= least)
                    && option["max_value"].as_f64().is_none_or(|most| number <= most)
            });
            if fits && in_range { Ok(value) } else { Err(format!("{value} does not fit the option {option}")) }
        }
        (5, OptionValue::Plain(value)) if value.is_boolean() => Ok(value.clone()),
        (6 | 9, OptionValue::User(person)) => {
            let id = person.id.to_string();
            resolved["users"][&id] = person.json();
            resolved["members"][&id] = person.partial_member();
            Ok(json!(id))
        }
        (7, OptionValue::Channel(channel)) => {
            let id = channel.id.to_string();
            resolved["channels"][&id] = channel.json();
            resolved["channels"][&id]["permissions"] = json!(user.permissions.to_string());
            Ok(json!(id))
        }
        (11, OptionValue::Upload(upload)) => {
            let id = upload.id.to_string();
            resolved["attachments"][&id] = upload.json();
            Ok(json!(id))
        }
        _ => Err(format!("{value:?} does not fit the option {name} of type {kind}")),
    }
}
