//! Interactions as no client sends them: ordinary ones, spoiled anywhere, are read, or known for ones that cannot be
//! read and answered as such; nothing in them stops the bot, and nothing that was typed is lost.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};
use serenity::all::Interaction;
use serenity::model::event::{Event, GatewayEvent};

use super::custom_id::CustomId;
use super::{handler, modal, office};

const EXCHANGE: &str = "0123456789";

/// What comes with every interaction in a server.
fn from_a_server(kind: u64, data: &Value) -> Value {
    let user = json!({
        "id": "20", "username": "alice", "discriminator": "0", "global_name": "Alice", "avatar": null, "bot": false,
    });
    json!({
        "id": "10", "application_id": "11", "type": kind, "token": "un-jeton", "version": 1, "data": data,
        "guild_id": "12", "channel_id": "13", "locale": "fr", "guild_locale": "fr", "app_permissions": "0",
        "channel": { "id": "13", "type": 0, "guild_id": "12", "name": "avis", "permissions": "0" },
        "member": {
            "user": user, "roles": ["14"], "joined_at": "2026-01-01T00:00:00Z", "deaf": false, "mute": false,
            "flags": 0, "permissions": "0", "nick": null, "avatar": null, "pending": false, "premium_since": null,
        },
        "entitlements": [], "authorizing_integration_owners": { "0": "12" }, "context": 0,
        "attachment_size_limit": 10_485_760,
    })
}

fn message() -> Value {
    json!({
        "id": "30", "channel_id": "13", "content": "Deux heures d’attente.", "type": 0, "tts": false, "pinned": false,
        "author": { "id": "21", "username": "egard", "discriminator": "0", "avatar": null },
        "timestamp": "2026-11-22T09:00:00Z", "edited_timestamp": null, "mention_everyone": false, "mentions": [],
        "mention_roles": [], "attachments": [{
            "id": "31", "filename": "a.png", "size": 9, "url": "https://cdn.discordapp.com/attachments/1/2/a.png",
            "proxy_url": "https://media.discordapp.net/attachments/1/2/a.png", "content_type": "image/png",
        }],
        "embeds": [{ "title": "Avis", "footer": { "text": "salle d’attente" } }], "flags": 0,
        "components": [{ "type": 1, "components": [
            { "type": 2, "style": 1, "label": "Non", "custom_id": "e1:view" },
        ]}],
    })
}

/// One of each kind, as a client sends it.
fn ordinary() -> Vec<Value> {
    let typed = |name: &str, options: Value| json!({ "id": "1", "name": name, "type": 1, "options": options });
    let target = json!({
        "id": "1", "name": "Répondre à cet avis", "type": 3, "target_id": "30", "resolved": { "messages": { "30": message() } },
    });
    let words =
        json!([{ "name": "chercher", "type": 1, "options": [{ "name": "mots", "type": 3, "value": "salle" }] }]);
    let focused = json!([{ "name": "modele", "type": 3, "value": "merci", "focused": true }]);
    let press = json!({ "component_type": 2, "custom_id": format!("e1:{EXCHANGE}:1:copy"), "id": 1 });
    let choose = json!({
        "component_type": 3, "custom_id": format!("e1:{EXCHANGE}:1:menu.answer"), "values": ["answer.urgency.none"],
    });
    let row = |field: &str, typed: &str| json!({ "type": 1, "components": [{ "type": 4, "custom_id": field, "value": typed }] });
    let form = json!({ "custom_id": "e1:new", "components": [row("review", "Un avis."), row("author", "Zoé")] });
    let with_message = |kind: u64, data: Value| {
        let mut interaction = from_a_server(kind, &data);
        interaction["message"] = message();
        interaction
    };
    vec![
        from_a_server(2, &typed("journal", words)),
        from_a_server(2, &target),
        with_message(3, press),
        with_message(3, choose),
        from_a_server(4, &typed("modele", focused)),
        from_a_server(5, &form),
        with_message(5, form),
    ]
}

/// One part spoiled: which, and how.
#[derive(Debug, Clone)]
struct Spoiling {
    at: Index,
    how: How,
}

#[derive(Debug, Clone)]
enum How {
    Remove,
    Replace(Value),
    Double,
    AddTo(String, Value),
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(|number| json!(number.to_string())),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        select(&["", "0", "e1:new", "e1:page:1", "e1:0123456789:1:menu.answer", "null", "-1"][..])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec(("[a-z_]{1,10}|type|id|value|components|options", inner), 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn spoilings() -> impl Strategy<Value = Vec<Spoiling>> {
    let how = prop_oneof![
        Just(How::Remove),
        anything().prop_map(How::Replace),
        Just(How::Double),
        ("[a-z_]{1,12}|value|components|resolved", anything()).prop_map(|(name, value)| How::AddTo(name, value)),
    ];
    vec((any::<Index>(), how).prop_map(|(at, how)| Spoiling { at, how }), 1..5)
}

/// Every place of a value, as pointers.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.replace('~', "~0").replace('/', "~1"), value)).collect()
        }
        Value::Array(parts) => parts.iter().enumerate().map(|(index, part)| (index.to_string(), part)).collect(),
        _ => return,
    };
    for (name, value) in inner {
        let place = format!("{at}/{name}");
        places(value, &place, found);
        found.push(place);
    }
}

fn spoil(interaction: &mut Value, Spoiling { at, how }: &Spoiling) {
    let mut all = Vec::new();
    places(interaction, "", &mut all);
    if all.is_empty() {
        return;
    }
    let place = at.get(&all);
    let Some((parent, name)) = place.rsplit_once('/') else { return };
    let part = interaction.pointer(place).cloned().unwrap_or_default();
    match (how, interaction.pointer_mut(parent)) {
        (How::Remove, Some(Value::Object(fields))) => drop(fields.remove(name)),
        (How::Remove, Some(Value::Array(parts))) => drop(parts.pop()),
        (How::Double, Some(Value::Array(parts))) => parts.push(part),
        (How::Replace(other), _) => drop(interaction.pointer_mut(place).map(|part| *part = other.clone())),
        (How::AddTo(field, other), Some(Value::Object(fields))) => drop(fields.insert(field.clone(), other.clone())),
        _ => {}
    }
}

fn read(interaction: &Value) -> Result<Event, String> {
    let frame = json!({ "op": 0, "s": 1, "t": "INTERACTION_CREATE", "d": interaction }).to_string();
    match serde_json::from_str(&frame) {
        Ok(GatewayEvent::Dispatch(_, event)) => Ok(event),
        Ok(_) => Err("another frame".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// Everything that is read of an interaction before the desk is asked.
fn look(interaction: &Interaction, whole: &Value) -> Result<(), TestCaseError> {
    match interaction {
        Interaction::Command(command) | Interaction::Autocomplete(command) => {
            let options = command.data.options();
            if let Some((_, options)) = office::subcommand(&options) {
                office::text_option(options, "mots");
            }
            let _ = command.data.target();
        }
        Interaction::Component(component) => {
            if let Ok(id) = component.data.custom_id.parse::<CustomId>() {
                prop_assert_eq!(id.to_string().parse(), Ok(id));
            }
        }
        Interaction::Modal(form) => {
            let found = handler::typed_in(whole);
            let typed = modal::inputs(form);
            for value in typed.values().filter(|value| !value.is_empty()) {
                prop_assert!(found.values().any(|there| there == value), "what was typed would not come back");
            }
            if modal::is_whole(form) {
                prop_assert_eq!(typed.len().min(1), form.data.components.len().min(1));
            }
        }
        _ => {}
    }
    Ok(())
}

/// Without this the others would hold of nothing.
#[test]
fn ordinary_interactions_are_read() {
    for interaction in ordinary() {
        let event = read(&interaction).unwrap();
        let Event::InteractionCreate(read) = event else { panic!("{interaction:#} cannot be read") };
        look(&read.interaction, &interaction).unwrap();
    }
}

proptest! {
    /// Whatever part is missing, doubled, added or another thing, it is an interaction, or one that cannot be read and
    /// of which all that came is there to be answered.
    #[test]
    fn a_spoiled_interaction_is_read_or_known_for_it(which in any::<Index>(), spoilings in spoilings()) {
        let mut interaction = which.get(&ordinary()).clone();
        for spoiling in &spoilings {
            spoil(&mut interaction, spoiling);
        }
        match read(&interaction) {
            Ok(Event::InteractionCreate(event)) => look(&event.interaction, &interaction)?,
            Ok(Event::Unknown(unknown)) => {
                prop_assert_eq!(&unknown.kind, "INTERACTION_CREATE");
                let typed = modal::what_was_typed(&handler::typed_in(&unknown.value));
                prop_assert_eq!(typed, modal::what_was_typed(&handler::typed_in(&interaction)));
                let kind = unknown.value.get("type").and_then(Value::as_u64);
                let answer = handler::unread(kind, "?");
                let expected = match kind {
                    Some(1) => json!({ "type": 1 }),
                    Some(4) => json!({ "type": 8, "data": { "choices": [] } }),
                    _ => json!({
                        "type": 4, "data": { "content": "?", "flags": 64, "allowed_mentions": { "parse": [] } },
                    }),
                };
                prop_assert_eq!(answer, expected);
            }
            other => prop_assert!(false, "neither: {other:?}"),
        }
    }

    /// A frame that was changed in its letters stops nothing.
    #[test]
    fn a_broken_frame_is_read_or_refused(which in any::<Index>(), at in any::<Index>(), other in any::<char>(), cut in any::<bool>()) {
        let interaction = which.get(&ordinary()).clone();
        let frame = json!({ "op": 0, "s": 1, "t": "INTERACTION_CREATE", "d": interaction }).to_string();
        let mut letters: Vec<char> = frame.chars().collect();
        let place = at.index(letters.len());
        if cut { letters.truncate(place) } else { letters[place] = other }
        let frame: String = letters.into_iter().collect();
        if let Ok(GatewayEvent::Dispatch(_, Event::InteractionCreate(event))) = serde_json::from_str(&frame) {
            look(&event.interaction, &serde_json::from_str::<Value>(&frame).unwrap()["d"])?;
        }
    }
}
