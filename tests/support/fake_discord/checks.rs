//! What Discord would refuse: bodies against its `OpenAPI` description when that is at hand, and
//! the limits that the description does not state. Nothing here stops a request: faults are
//! collected, and a test asks for them at its end.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, Registry, ValidationError, Validator};
use serde_json::{Value, json};

/// The address under which the description is known to its own references.
const DOCUMENT: &str = "json-schema:///discord.json";

/// The locales in which Discord takes localisations.
const LOCALES: &[&str] = &[
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR",
    "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko",
];

/// The kinds of body that the bot sends, each with the schema it must satisfy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Body {
    /// The callback that answers an interaction.
    Callback,
    /// A further message of an interaction.
    Followup,
    /// An edit of a message of an interaction.
    WebhookEdit,
    /// A message of the bot's own accord.
    ChannelMessage,
    /// An edit of such a message.
    ChannelEdit,
    /// The whole list of commands.
    Commands,
    /// One command.
    Command,
}

/// Every fault of a body, in words; an empty list when Discord would take it.
pub(super) fn faults(kind: Body, body: &Value, new_files: usize) -> Vec<String> {
    let mut found = described_faults(kind, body);
    match kind {
        Body::Callback => callback(body, new_files, &mut found),
        Body::Followup | Body::ChannelMessage => message(body, new_files, true, &mut found),
        Body::WebhookEdit | Body::ChannelEdit => message(body, new_files, false, &mut found),
        Body::Commands => commands(body, &mut found),
        Body::Command => command(body, &mut found),
    }
    found
}

// ---- against the description -------------------------------------------------------------

/// Discord's description, read once, and the validators made of it so far.
struct Description {
    registry: Registry<'static>,
    validators: Mutex<HashMap<&'static str, &'static Validator>>,
}

/// Where the description should be: `DISCORD_OPENAPI`, or a folder beside the project.
fn description_path() -> PathBuf {
    std::env::var_os("DISCORD_OPENAPI")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/discord/openapi.json"), PathBuf::from)
}

/// The description, when it is at hand; says once when it is not.
fn description() -> Option<&'static Description> {
    static LOADED: OnceLock<Option<Description>> = OnceLock::new();
    LOADED
        .get_or_init(|| {
            let path = description_path();
            let Ok(text) = std::fs::read_to_string(&path) else {
                eprintln!(
                    "Discord's OpenAPI description is not at {}: bodies are not validated \
                     against it. Set DISCORD_OPENAPI to its path to have them validated.",
                    path.display()
                );
                return None;
            };
            let document: Value = serde_json::from_str(&text).expect("a JSON description");
            // Only the schemas are referred to: the paths would be indexed for nothing.
            let schemas = json!({ "components": { "schemas": document["components"]["schemas"] } });
            let registry = Registry::new()
                .draft(Draft::Draft202012)
                .add(DOCUMENT, schemas)
                .and_then(jsonschema::RegistryBuilder::prepare)
                .expect("a description whose references resolve");
            Some(Description { registry, validators: Mutex::default() })
        })
        .as_ref()
}

/// The numbers that the description gives to the kinds of something, when it is at hand: `InteractionTypes`…
pub(super) fn described_kinds(schema: &str) -> Vec<u64> {
    let text = std::fs::read_to_string(description_path()).unwrap_or_default();
    let document: Value = serde_json::from_str(&text).unwrap_or_default();
    let kinds = list(&document["components"]["schemas"][schema], "oneOf").iter();
    kinds.filter_map(|kind| kind["const"].as_u64()).collect()
}

/// Whether bodies are validated against the description.
pub(super) fn has_description() -> bool {
    description().is_some()
}

impl Description {
    /// The validator of a schema, compiled at its first use.
    fn validator(&'static self, schema: &'static str) -> &'static Validator {
        let mut validators = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
        validators.entry(schema).or_insert_with(|| {
            let reference = json!({ "$ref": format!("{DOCUMENT}#/components/schemas/{schema}") });
            let compiled = jsonschema::options()
                .with_draft(Draft::Draft202012)
                .with_registry(&self.registry)
                .build(&reference)
                .unwrap_or_else(|e| panic!("the schema {schema} does not compile: {e}"));
            Box::leak(Box::new(compiled))
        })
    }
}

/// The faults that the description finds.
fn described_faults(kind: Body, body: &Value) -> Vec<String> {
    let Some(description) = description() else {
        return Vec::new();
    };
    let schema = match kind {
        Body::Callback => match body["type"].as_u64() {
            Some(1) => "PongInteractionCallbackRequest",
            Some(6 | 7) => "UpdateMessageInteractionCallbackRequest",
            Some(8) => "ApplicationCommandAutocompleteCallbackRequest",
            Some(9) => "ModalInteractionCallbackRequest",
            _ => "CreateMessageInteractionCallbackRequest",
        },
        Body::Followup => "IncomingWebhookRequestPartial",
        Body::WebhookEdit => "IncomingWebhookUpdateRequestPartial",
        Body::ChannelMessage => "MessageCreateRequest",
        Body::ChannelEdit => "MessageEditRequestPartial",
        Body::Commands | Body::Command => "ApplicationCommandUpdateRequest",
    };
    let validator = description.validator(schema);
    let one = std::slice::from_ref(body);
    let bodies = match (kind, body) {
        (Body::Commands, Value::Array(all)) => all.as_slice(),
        _ => one,
    };
    let mut found = Vec::new();
    for body in bodies {
        let mut of_this = Vec::new();
        for error in validator.iter_errors(body) {
            explain(&error, &mut of_this);
        }
        of_this.retain(|fault| !is_false_alarm(fault));
        let name = body["name"].as_str().map(|name| format!("{name}: ")).unwrap_or_default();
        found.extend(of_this.into_iter().map(|fault| format!("{name}{fault}")));
    }
    found
}

/// Whether the API takes what the description refuses: permissions as text, and the number of
/// a new file as a number.
fn is_false_alarm(fault: &str) -> bool {
    let place = fault.split(':').next().unwrap_or_default();
    let of_a_file = place.contains("/attachments/") && place.ends_with("/id");
    place == "/default_member_permissions" || of_a_file && fault.ends_with("not of type \"string\"")
}

/// An error in words. Of alternatives (a button or a select…) the one that was meant is looked
/// for: it is the one whose `type` fits.
fn explain(error: &ValidationError<'_>, found: &mut Vec<String>) {
    if let ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } = error.kind() {
        let here = error.instance_path().to_string();
        let not_meant = |errors: &&Vec<ValidationError<'static>>| {
            errors.iter().any(|e| {
                let path = e.instance_path().to_string();
                let missed = path == here && matches!(e.kind(), ValidationErrorKind::Type { .. });
                missed || path == format!("{here}/type")
            })
        };
        let meant: Vec<_> = context.iter().filter(|errors| !not_meant(errors)).collect();
        if let [meant] = meant.as_slice() {
            for error in *meant {
                explain(error, found);
            }
            return;
        }
    }
    let place = error.instance_path().to_string();
    let place = if place.is_empty() { "/".to_owned() } else { place };
    let mut what = error.to_string();
    if what.chars().count() > 300 {
        what = what.chars().take(300).collect::<String>() + "…";
    }
    found.push(format!("{place}: {what}"));
}

// ---- limits that it does not state -------------------------------------------------------

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// Discord counts now letters, now UTF-16 units: the strictest holds everywhere.
fn length(value: &Value, key: &str) -> usize {
    text(value, key).encode_utf16().count()
}

fn at_most(found: &mut Vec<String>, what: &str, has: usize, limit: usize) {
    if has > limit {
        found.push(format!("{what}: {has}, Discord takes {limit}"));
    }
}

fn callback(body: &Value, new_files: usize, found: &mut Vec<String>) {
    let data = &body["data"];
    match body["type"].as_u64() {
        Some(4) => message(data, new_files, true, found),
        Some(7) => message(data, new_files, false, found),
        Some(8) => {
            let choices = list(data, "choices");
            at_most(found, "choices of an option", choices.len(), 25);
            for choice in choices {
                choice_of_option(choice, found);
            }
        }
        Some(9) => modal(data, found),
        _ => {}
    }
}

fn choice_of_option(choice: &Value, found: &mut Vec<String>) {
    let name = text(choice, "name");
    if name.trim().is_empty() {
        found.push("a choice has no name".to_owned());
    }
    at_most(found, &format!("name of the choice {name:?}"), length(choice, "name"), 100);
    at_most(found, &format!("value of the choice {name:?}"), length(choice, "value"), 100);
}

fn message(body: &Value, new_files: usize, is_new: bool, found: &mut Vec<String>) {
    at_most(found, "characters of content", length(body, "content"), 2000);
    let embeds = list(body, "embeds");
    let components = list(body, "components");
    at_most(found, "embeds", embeds.len(), 10);
    at_most(found, "files", new_files, 10);
    let mut total = 0;
    for embed in embeds {
        let size = embed_size(embed, found);
        total += size;
        if size == 0 && embed["image"].is_null() && embed["thumbnail"].is_null() {
            found.push("an embed is empty".to_owned());
        }
    }
    at_most(found, "characters in all embeds", total, 6000);
    rows(components, found);
    let carries_text = !text(body, "content").trim().is_empty() || !embeds.is_empty();
    let kept_files = list(body, "attachments").len();
    if is_new && !carries_text && components.is_empty() && new_files + kept_files == 0 {
        found.push("the message is empty".to_owned());
    }
    if carries_text && body["allowed_mentions"]["parse"].as_array().is_none_or(|p| !p.is_empty()) {
        found.push(format!(
            "allowed_mentions must be there with an empty parse where there is text, it is {}",
            body["allowed_mentions"]
        ));
    }
    for attachment in list(body, "attachments") {
        let number = attachment["id"].as_u64().or_else(|| text(attachment, "id").parse().ok());
        if number.is_some_and(|n| n < 1000 && n >= new_files as u64) {
            found.push(format!("attachment {attachment} names a file that was not sent"));
        }
    }
}

/// The characters of an embed that count towards the total.
fn embed_size(embed: &Value, found: &mut Vec<String>) -> usize {
    let mut size = length(embed, "title")
        + length(embed, "description")
        + length(&embed["author"], "name")
        + length(&embed["footer"], "text");
    at_most(found, "fields of an embed", list(embed, "fields").len(), 25);
    for field in list(embed, "fields") {
        for (key, limit) in [("name", 256), ("value", 1024)] {
            if text(field, key).trim().is_empty() {
                found.push(format!("an embed's field has an empty {key}: {field}"));
            }
            at_most(found, &format!("{key} of an embed's field"), length(field, key), limit);
            size += length(field, key);
        }
    }
    at_most(found, "title of an embed", length(embed, "title"), 256);
    at_most(found, "description of an embed", length(embed, "description"), 4096);
    at_most(found, "footer of an embed", length(&embed["footer"], "text"), 2048);
    size
}

fn rows(rows: &[Value], found: &mut Vec<String>) {
    at_most(found, "rows", rows.len(), 5);
    let mut seen = HashSet::new();
    for row in rows {
        if row["type"] != 1 {
            found.push(format!("a component outside a row: {row}"));
            continue;
        }
        let parts = list(row, "components");
        if parts.is_empty() {
            found.push("a row is empty".to_owned());
        }
        at_most(found, "components in a row", parts.len(), 5);
        if parts.len() > 1 && parts.iter().any(|part| part["type"] != 2) {
            found.push("a select shares its row".to_owned());
        }
        for part in parts {
            let id = text(part, "custom_id");
            at_most(found, &format!("custom_id {id:?}"), id.chars().count(), 100);
            if !id.is_empty() && !seen.insert(id) {
                found.push(format!("custom_id {id:?} is there twice"));
            }
            match part["type"].as_u64() {
                Some(2) => button(part, found),
                Some(3) => string_select(part, found),
                _ => {}
            }
        }
    }
}

fn button(button: &Value, found: &mut Vec<String>) {
    at_most(found, "label of a button", length(button, "label"), 80);
    let (id, url) = (text(button, "custom_id"), text(button, "url"));
    let is_link = button["style"] == 5;
    if is_link == url.is_empty() || is_link != id.is_empty() {
        found.push(format!("a link needs a URL alone, any other button a custom_id alone: {button}"));
    }
    if text(button, "label").trim().is_empty() && button["emoji"].is_null() {
        found.push(format!("a button has neither label nor emoji: {button}"));
    }
}

fn string_select(select: &Value, found: &mut Vec<String>) {
    let id = text(select, "custom_id");
    let options = list(select, "options");
    if options.is_empty() {
        found.push(format!("the select {id:?} has no options"));
    }
    at_most(found, &format!("options of the select {id:?}"), options.len(), 25);
    at_most(found, "placeholder of a select", length(select, "placeholder"), 150);
    let mut values = HashSet::new();
    for option in options {
        for key in ["label", "value", "description"] {
            at_most(found, &format!("{key} of an option of {id:?}"), length(option, key), 100);
        }
        if text(option, "label").trim().is_empty() || text(option, "value").trim().is_empty() {
            found.push(format!("an option of {id:?} has no label or no value: {option}"));
        }
        if !values.insert(text(option, "value")) {
            found.push(format!("the select {id:?} has the value {} twice", option["value"]));
        }
    }
    let most = select["max_values"].as_u64().unwrap_or(1);
    let fewest = select["min_values"].as_u64().unwrap_or(1);
    if fewest > most || most > options.len() as u64 {
        found.push(format!("the select {id:?} takes {fewest} to {most} values of {}", options.len()));
    }
    let preset = options.iter().filter(|o| o["default"] == true).count() as u64;
    if preset > most {
        found.push(format!("the select {id:?} has {preset} values chosen and takes {most}"));
    }
}

fn modal(data: &Value, found: &mut Vec<String>) {
    let rows = list(data, "components");
    if rows.is_empty() {
        found.push("a form has no rows".to_owned());
    }
    at_most(found, "rows of a form", rows.len(), 5);
    at_most(found, "title of a form", length(data, "title"), 45);
    at_most(found, "custom_id of a form", length(data, "custom_id"), 100);
    for key in ["title", "custom_id"] {
        if text(data, key).is_empty() {
            found.push(format!("a form has no {key}"));
        }
    }
    let mut seen = HashSet::new();
    for row in rows {
        let inputs = list(row, "components");
        if row["type"] != 1 || inputs.len() != 1 || inputs[0]["type"] != 4 {
            found.push(format!("a row of a form is not one text input: {row}"));
        }
        for input in inputs {
            let id = text(input, "custom_id");
            if id.is_empty() || !seen.insert(id) {
                found.push(format!("custom_id {id:?} of a field is empty or there twice"));
            }
            let label = length(input, "label");
            if text(input, "label").trim().is_empty() {
                found.push(format!("the field {id:?} has no label"));
            }
            at_most(found, &format!("label of the field {id:?}"), label, 45);
            at_most(found, &format!("custom_id of the field {id:?}"), id.chars().count(), 100);
            at_most(found, &format!("placeholder of the field {id:?}"), length(input, "placeholder"), 100);
            let most = input["max_length"].as_u64().unwrap_or(4000);
            let fewest = input["min_length"].as_u64().unwrap_or(0);
            if fewest > most || most > 4000 || most == 0 {
                found.push(format!("the field {id:?} takes {fewest} to {most} characters"));
            }
            let preset = length(input, "value") as u64;
            if preset > most {
                found.push(format!("the field {id:?} holds {preset} characters and takes {most}"));
            }
        }
    }
}

// ---- commands ----------------------------------------------------------------------------

fn commands(body: &Value, found: &mut Vec<String>) {
    let Some(all) = body.as_array() else {
        found.push("the commands are not a list".to_owned());
        return;
    };
    let kind = |command: &Value| command["type"].as_u64().unwrap_or(1);
    at_most(found, "slash commands", all.iter().filter(|c| kind(c) == 1).count(), 100);
    for menu in [2, 3] {
        at_most(found, "context-menu commands", all.iter().filter(|c| kind(c) == menu).count(), 15);
    }
    let mut seen = HashSet::new();
    for one in all {
        if !seen.insert((kind(one), text(one, "name"))) {
            found.push(format!("the command {} is there twice", one["name"]));
        }
        command(one, found);
    }
}

fn command(command: &Value, found: &mut Vec<String>) {
    let name = text(command, "name");
    if command["type"].as_u64().unwrap_or(1) == 1 {
        names(command, name, found);
        descriptions(command, name, found);
        options(list(command, "options"), name, found);
    } else {
        at_most(found, &format!("name of {name:?}"), name.chars().count(), 32);
        if name.is_empty() || !text(command, "description").is_empty() {
            found.push(format!("a context-menu command has a name and no description: {name:?}"));
        }
        for (locale, value) in localised(command, "name_localizations", found) {
            let has = value.chars().count();
            at_most(found, &format!("name of {name:?} in {locale}"), has, 32);
        }
    }
    at_most(found, &format!("characters of the command {name:?}"), command_size(command), 8000);
}

/// The characters of a command that count towards its total: names, descriptions and values,
/// in the longest language each.
fn command_size(command: &Value) -> usize {
    let longest = |key: &str| {
        let others = command[format!("{key}_localizations")].as_object();
        others
            .into_iter()
            .flat_map(|map| map.values())
            .filter_map(|v| v.as_str().map(|v| v.chars().count()))
            .chain([length(command, key)])
            .max()
            .unwrap_or_default()
    };
    let value = length(command, "value");
    let below: usize = ["options", "choices"].iter().flat_map(|key| list(command, key)).map(command_size).sum();
    longest("name") + longest("description") + value + below
}

fn localised<'a>(of: &'a Value, key: &str, found: &mut Vec<String>) -> Vec<(&'a str, &'a str)> {
    let mut all = Vec::new();
    for (locale, value) in of[key].as_object().into_iter().flatten() {
        if !LOCALES.contains(&locale.as_str()) {
            found.push(format!("{key} of {}: Discord has no locale {locale:?}", of["name"]));
        }
        all.push((locale.as_str(), value.as_str().unwrap_or_default()));
    }
    all
}

fn is_command_name(name: &str) -> bool {
    let count = name.chars().count();
    let allowed = |c: char| matches!(c, '-' | '_' | '\'') || c.is_alphanumeric();
    (1..=32).contains(&count) && name.chars().all(allowed) && name.to_lowercase() == name
}

fn names(of: &Value, whole: &str, found: &mut Vec<String>) {
    let own = std::iter::once(("", text(of, "name")));
    for (locale, name) in own.chain(localised(of, "name_localizations", found)) {
        if !is_command_name(name) {
            found.push(format!("{name:?} ({whole} {locale}) is not a name Discord takes"));
        }
    }
}

fn descriptions(of: &Value, whole: &str, found: &mut Vec<String>) {
    let own = std::iter::once(("", text(of, "description")));
    for (locale, description) in own.chain(localised(of, "description_localizations", found)) {
        let count = description.chars().count();
        if !(1..=100).contains(&count) {
            found.push(format!("description of {whole:?} {locale}: {count} characters, Discord takes 1 to 100"));
        }
    }
}

fn options(options: &[Value], whole: &str, found: &mut Vec<String>) {
    at_most(found, &format!("options of {whole:?}"), options.len(), 25);
    let mut seen = HashSet::new();
    let mut optional_before = false;
    let is_sub = |option: &Value| matches!(option["type"].as_u64(), Some(1 | 2));
    if options.iter().any(is_sub) && !options.iter().all(is_sub) {
        found.push(format!("{whole:?} mixes subcommands with options"));
    }
    for option in options {
        let name = text(option, "name");
        let path = format!("{whole} {name}");
        if !seen.insert(name) {
            found.push(format!("the option {path:?} is there twice"));
        }
        names(option, &path, found);
        descriptions(option, &path, found);
        let required = option["required"] == true;
        if required && optional_before {
            found.push(format!("the option {path:?} is required and comes after one that is not"));
        }
        optional_before |= !required;
        let choices = list(option, "choices");
        at_most(found, &format!("choices of {path:?}"), choices.len(), 25);
        if !choices.is_empty() && option["autocomplete"] == true {
            found.push(format!("the option {path:?} has both choices and autocomplete"));
        }
        for choice in choices {
            choice_of_option(choice, found);
            for (locale, name) in localised(choice, "name_localizations", found) {
                let count = name.chars().count();
                at_most(found, &format!("name of a choice of {path:?} in {locale}"), count, 100);
            }
        }
        self::options(list(option, "options"), &path, found);
    }
}
