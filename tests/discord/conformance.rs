//! Every kind of interaction that a person could send, whole, with a part of it missing, empty or of another kind, and
//! with more than there is today: each is answered, or the log names it. Nobody is ever left without a word.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::support::bot::Bot;
use crate::support::fake_discord::{Answer, Channel, FakeDiscord, Pending, User, snowflake};
use crate::team::{REVIEW, TO_A_REPLY, Team};

/// What the log says of an event that it could not read.
const UNREAD: &str = "an event could not be read";

/// How many are on their way at once.
const AT_ONCE: usize = 100;

/// The kinds of something: those of Discord's description, where it is at hand, and numbers around them.
fn kinds(schema: &str) -> BTreeSet<u64> {
    FakeDiscord::described_kinds(schema).into_iter().chain(0..=24).chain([99, 254]).collect()
}

/// A place in a value, and what stands there instead; nothing where it is taken away.
type Spoiled = (String, Option<Value>);

/// Something to send, as it is or spoiled.
struct Attempt {
    what: String,
    fields: Value,
    spoiled: Option<Spoiled>,
}

impl Attempt {
    fn new(what: impl Into<String>, fields: Value) -> Self {
        Self { what: what.into(), fields, spoiled: None }
    }
}

/// Every place of a value down to a depth, each spoiled in three ways.
fn spoilings(value: &Value, at: &str, depth: usize, found: &mut Vec<Spoiled>) {
    let inside: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(name, inner)| (name.clone(), inner)).collect(),
        Value::Array(parts) => parts.iter().enumerate().map(|(at, inner)| (at.to_string(), inner)).collect(),
        _ => Vec::new(),
    };
    for (name, inner) in inside {
        let at = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
        let other = match inner {
            Value::String(_) => json!(7),
            Value::Array(_) => json!({}),
            Value::Object(_) => json!([]),
            _ => json!("autre chose"),
        };
        found.extend([(at.clone(), None), (at.clone(), Some(Value::Null)), (at.clone(), Some(other))]);
        if depth > 1 {
            spoilings(inner, &at, depth - 1, found);
        }
    }
}

/// Spoils a value.
fn spoil(value: &mut Value, (at, other): &Spoiled) {
    let Some((parent, name)) = at.rsplit_once('/') else { return };
    let name = name.replace("~1", "/").replace("~0", "~");
    match (value.pointer_mut(parent), other) {
        (Some(Value::Object(fields)), Some(other)) => drop(fields.insert(name, other.clone())),
        (Some(Value::Object(fields)), None) => drop(fields.shift_remove(&name)),
        (Some(Value::Array(parts)), Some(other)) => parts[name.parse::<usize>().unwrap()] = other.clone(),
        (Some(Value::Array(parts)), None) => drop(parts.remove(name.parse().unwrap())),
        _ => {}
    }
}

/// More than there is today, wherever there is anything.
fn with_more(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(with_more);
            // A map by identifiers holds nothing else.
            if !fields.keys().any(|name| name.parse::<u64>().is_ok()) {
                fields.insert("something_new".to_owned(), json!({ "deep": [1, "deux", null] }));
            }
        }
        Value::Array(parts) => parts.iter_mut().for_each(with_more),
        _ => {}
    }
}

/// The people and places of a test, and what the bot says meanwhile.
struct Stage<'a> {
    team: &'a Team,
    bot: &'a Bot,
    sent: usize,
    answered: usize,
}

impl Stage<'_> {
    /// Waits until each of these was answered. Without its token nothing can be: then the log names it.
    async fn settle(&mut self, pending: Vec<(String, Pending)>) {
        for (what, pending) in pending {
            self.sent += 1;
            if what.contains(" with /token ") {
                self.bot.line(&pending.id().to_string()).await;
                pending.excuse();
            } else {
                let answer = pending.answer().await;
                self.answered += 1;
                in_their_language(&what, &answer);
            }
        }
    }

    /// Sends these as Bob.
    async fn send(&mut self, channel: &Channel, attempts: impl IntoIterator<Item = Attempt>) {
        let mut attempts = attempts.into_iter().peekable();
        while attempts.peek().is_some() {
            let mut pending = Vec::new();
            for Attempt { what, fields, spoiled } in attempts.by_ref().take(AT_ONCE) {
                let what = spoiled.iter().fold(what, |what, (at, other)| format!("{what} with {at} {other:?}"));
                self.team.fake.alter_next(move |event| spoiled.iter().for_each(|spoiled| spoil(event, spoiled)));
                pending.push((what, self.team.fake.raw_interaction(&self.team.bob, channel, &fields)));
            }
            self.settle(pending).await;
        }
    }

    /// An interaction as it is sent, to see where it could be altered.
    async fn whole(&mut self, channel: &Channel, fields: &Value) -> Value {
        let sent = Arc::new(Mutex::new(Value::Null));
        let witness = Arc::clone(&sent);
        self.team.fake.alter_next(move |event| *witness.lock().unwrap() = event.clone());
        let pending = self.team.fake.raw_interaction(&self.team.bob, channel, fields);
        self.settle(vec![("whole".to_owned(), pending)]).await;
        let sent = sent.lock().unwrap();
        sent.clone()
    }

    /// Nothing that the bot said was anything that Discord refuses.
    fn faultless(&self) {
        // How fast is told elsewhere: here a hundred come at once, on whatever machine this is.
        let mut faults = self.team.fake.take_faults();
        faults.retain(|fault| !fault.contains("was answered after"));
        assert!(faults.is_empty(), "{} faults of {} interactions:\n{}", faults.len(), self.sent, faults.join("\n"));
        eprintln!("{} sent, {} answered, the others without a token and named in the log", self.sent, self.answered);
    }
}

/// Bob reads English in a French server; only where his own language is missing may he be told in French.
fn in_their_language(what: &str, answer: &Answer) {
    let said = answer.text();
    let french = ["n’a pas été comprise", "marché de notre côté", "Il vous manque un rôle"];
    let wrong = french.iter().any(|text| said.contains(text));
    assert!(!wrong || what.contains("/locale"), "{what} is answered in another language: {said}");
}

fn slash(name: &str, options: &Value) -> Value {
    json!({ "type": 2, "data": { "id": "1", "name": name, "type": 1, "options": options } })
}

fn typing(name: &str, options: &Value) -> Value {
    json!({ "type": 4, "data": { "id": "1", "name": name, "type": 1, "options": options } })
}

fn submitted(custom_id: &str, rows: &Value) -> Value {
    json!({ "type": 5, "data": { "custom_id": custom_id, "components": rows } })
}

fn input(custom_id: &str, value: &str) -> Value {
    json!({ "type": 4, "id": 2, "custom_id": custom_id, "value": value })
}

fn person(user: &User) -> Value {
    json!({ "id": user.id.to_string(), "username": "quelquun", "discriminator": "0", "global_name": "Quelqu’un", "avatar": null })
}

/// One of each kind that the library knows, as a client sends it.
async fn ordinary(team: &Team) -> Vec<(&'static str, Value)> {
    let (alice, bob) = (&team.alice, &team.bob);
    let card = team.card(alice, REVIEW).await;
    let review = team.fake.post(bob, &team.channel, "Un avis posté là, sans rien de plus.").json();
    let id = review["id"].as_str().unwrap();
    let target = json!({
        "id": "1", "name": "Répondre à cet avis", "type": 3, "target_id": id, "resolved": { "messages": { id: review } },
    });
    let member = json!({ "users": { bob.id.to_string(): person(bob) } });
    let whom = json!({ "id": "1", "name": "Profil", "type": 2, "target_id": bob.id.to_string(), "resolved": member });
    let press = json!({ "component_type": 2, "custom_id": card.button(TO_A_REPLY[0]).custom_id, "id": 1 });
    let exchange = crate::team::exchange_of(&card);
    let choose = json!({
        "component_type": 3, "id": 1, "custom_id": format!("e1:{exchange}:1:menu.answer"), "values": ["answer.urgency.none"],
    });
    let words = json!([{ "name": "texte", "type": 3, "value": "Bonjour, merci pour ce message." }]);
    let search =
        json!([{ "name": "chercher", "type": 1, "options": [{ "name": "mots", "type": 3, "value": "salle" }] }]);
    let focused = json!([{ "name": "modele", "type": 3, "value": "merci", "focused": true }]);
    let row = json!([{ "type": 1, "id": 1, "components": [input("review", "Un avis saisi à la main.")] }]);
    vec![
        ("a command", slash("verifier", &words)),
        ("a subcommand", slash("journal", &search)),
        ("a message command", json!({ "type": 2, "data": target })),
        ("a user command", json!({ "type": 2, "data": whom })),
        ("a button", json!({ "type": 3, "data": press, "message": card.json() })),
        ("a menu", json!({ "type": 3, "data": choose, "message": card.json() })),
        ("typing", typing("modele", &focused)),
        ("a form", submitted("e1:new", &row)),
    ]
}

/// Whatever part is missing, empty or something else, down to the fourth level, somebody is told or the log says so.
#[tokio::test]
async fn an_interaction_with_any_part_spoiled_is_answered_or_named_in_the_log() {
    let team = Team::new();
    let bot = team.bot().await;
    let mut stage = Stage { team: &team, bot: &bot, sent: 0, answered: 0 };
    let mut nameless = 0;
    for (what, fields) in ordinary(&team).await {
        let whole = stage.whole(&team.channel, &fields).await;
        let mut places = Vec::new();
        spoilings(&whole, "", 4, &mut places);
        // Without a number the log can only say that there was one: a number of another's would be taken for it.
        let (of_the_id, mut places): (Vec<_>, Vec<_>) = places.into_iter().partition(|(at, _)| at == "/id");
        // Of another type, it is another interaction.
        places.retain(|(at, _)| at != "/type");
        let attempt = |spoiled| Attempt { spoiled: Some(spoiled), ..Attempt::new(what, fields.clone()) };
        stage.send(&team.channel, places.into_iter().map(attempt)).await;
        let before = bot.stderr().lines().filter(|line| line.contains(UNREAD) && !line.contains("\"id\"")).count();
        assert_eq!(before, nameless, "{what}: a line names nothing");
        for spoiled in of_the_id.into_iter().filter(|(_, other)| *other != Some(json!(7))) {
            team.fake.alter_next(move |event| spoil(event, &spoiled));
            team.fake.raw_interaction(&team.bob, &team.channel, &fields).excuse();
            nameless += 1;
            bot.lines("\"kind\":\"INTERACTION_CREATE\"}", nameless).await;
        }
        let mut more = fields.clone();
        with_more(&mut more);
        stage.send(&team.channel, [Attempt::new(format!("{what} with more"), more)]).await;
    }
    assert!(stage.sent > 1_500, "only {} were sent", stage.sent);
    stage.faultless();
    // And the bot goes on.
    assert!(team.fake.slash(&team.alice, &team.channel, "aide", &[]).await.is_ephemeral());
    assert_eq!(bot.terminate().await.code, Some(0));
}

/// Every type that Discord's description names, and those around, in every place where there is a type.
fn of_every_type(team: &Team, card: &Value, custom_id: &str) -> Vec<(String, Value)> {
    let bob = &team.bob;
    let mentions = format!("e1:mentions:{}", "0".repeat(64));
    let mut all = Vec::new();
    for kind in kinds("InteractionTypes") {
        all.push((format!("interaction {kind}"), json!({ "type": kind, "data": {} })));
    }
    for kind in [json!(null), json!("2"), json!(-1), json!(256), json!(2.5), json!(u64::MAX), json!([2]), json!({})] {
        all.push((
            format!("interaction {kind}"),
            json!({ "type": kind, "data": { "id": "1", "name": "aide", "type": 1 } }),
        ));
    }
    for kind in kinds("ApplicationCommandType") {
        all.push((
            format!("command {kind}"),
            json!({ "type": 2, "data": { "id": "1", "name": "aide", "type": kind } }),
        ));
    }
    let resolved = json!({
        "users": { "9": person(bob) }, "members": {}, "roles": {}, "channels": {}, "messages": {},
        "attachments": { "9": { "id": "9", "filename": "a.png", "size": 1, "url": "https://x.example/a", "proxy_url": "" } },
    });
    for kind in kinds("ApplicationCommandOptionType") {
        for value in [json!("9"), json!(9), json!(true), json!(0.5), Value::Null] {
            let option = json!([{ "name": "texte", "type": kind, "value": value, "options": [] }]);
            for name in ["verifier", "journal", "consentement", "role", "inconnue"] {
                let mut command = slash(name, &option);
                all.push((format!("option {kind} {value} of {name}"), command.clone()));
                command["data"]["resolved"] = resolved.clone();
                all.push((format!("option {kind} {value} of {name}, resolved"), command));
            }
            let focused = json!([{ "name": "modele", "type": kind, "value": value, "focused": true }]);
            all.push((format!("typing {kind} {value}"), typing("modele", &focused)));
        }
    }
    for kind in kinds("MessageComponentTypes") {
        for values in [json!(["9"]), json!([]), json!(null)] {
            let data = json!({ "component_type": kind, "custom_id": custom_id, "id": 1, "values": values });
            all.push((format!("component {kind} {values}"), json!({ "type": 3, "data": data, "message": card })));
        }
        let inner =
            json!({ "type": kind, "id": 2, "custom_id": "review", "value": "Un texte saisi.", "values": ["9"] });
        for rows in [
            json!([{ "type": 1, "id": 1, "components": [inner] }]),
            json!([{ "type": 18, "id": 1, "component": inner }]),
            json!([inner]),
            json!([{ "type": 1, "id": 1, "components": [input("review", "Un texte saisi.")] }, inner]),
        ] {
            for id in ["e1:new", "e1:consent", mentions.as_str(), "e9:new"] {
                all.push((format!("form {id} of {rows}"), submitted(id, &rows)));
            }
        }
    }
    all
}

/// A kind that came after the library was written is answered, and a form of which a part cannot be read is not taken
/// as if it were whole.
#[tokio::test]
async fn every_kind_of_interaction_is_answered_or_named_in_the_log() {
    let team = Team::new();
    let bot = team.bot().await;
    let mut stage = Stage { team: &team, bot: &bot, sent: 0, answered: 0 };
    let card = team.card(&team.alice, REVIEW).await;
    let custom_id = card.button(TO_A_REPLY[0]).custom_id;
    let all = of_every_type(&team, &card.json(), &custom_id);
    stage.send(&team.channel, all.into_iter().map(|(what, fields)| Attempt::new(what, fields))).await;
    assert!(stage.sent > 1_000, "only {} were sent", stage.sent);

    let label = json!([{ "type": 18, "id": 1, "component": input("review", "Un avis saisi autrement.") }]);
    let answer = team.fake.raw_interaction(&team.alice, &team.channel, &submitted("e1:new", &label)).settled().await;
    assert!(answer.private().says("n’a pas été comprise"), "{answer}");
    let mut unread = submitted("e1:new", &label);
    unread["entitlements"] = Value::Null;
    let answer = team.fake.raw_interaction(&team.alice, &team.channel, &unread).settled().await;
    assert_eq!(answer.private().file("texte.txt").text(), "Un avis saisi autrement.", "what was typed comes back");
    stage.faultless();
    bot.terminate().await;
}

/// Wherever an application can be used, and whoever paid for what.
#[tokio::test]
async fn every_context_is_answered_or_named_in_the_log() {
    let team = Team::new();
    let bot = team.bot().await;
    let mut stage = Stage { team: &team, bot: &bot, sent: 0, answered: 0 };
    let direct = team.fake.direct(&team.bob);
    let entitlement = json!({
        "id": "1", "sku_id": "2", "application_id": "3", "user_id": "4", "promotion_id": null, "type": 8,
        "deleted": false, "starts_at": null, "ends_at": null, "consumed": false, "gift_code_flags": 0,
    });
    let mut overs = vec![
        json!({ "entitlements": [entitlement], "entitlement_sku_ids": ["2"] }),
        json!({ "entitlements": [{ "id": "1", "type": 99, "something_new": {} }] }),
        json!({ "authorizing_integration_owners": { "1": team.bob.id.to_string() } }),
        json!({ "authorizing_integration_owners": { "7": "8" }, "context": 2 }),
        json!({ "guild_id": null, "guild": null, "member": null, "context": 2, "user": person(&team.bob) }),
        json!({ "guild_id": snowflake().to_string() }),
    ];
    for kind in kinds("InteractionContextType") {
        overs.push(json!({ "context": kind }));
    }
    for kind in kinds("ChannelTypes") {
        overs.push(
            json!({ "channel": { "id": "5", "type": kind, "permissions": "0", "recipients": [person(&team.bob)] } }),
        );
    }
    for kind in kinds("EntitlementTypes") {
        let mut entitlement = entitlement.clone();
        entitlement["type"] = json!(kind);
        overs.push(json!({ "entitlements": [entitlement] }));
    }
    for (what, fields) in ordinary(&team).await {
        for channel in [&team.channel, &direct] {
            let with = |over: &Value| {
                let mut fields = fields.clone();
                for (key, value) in over.as_object().unwrap() {
                    fields[key] = value.clone();
                }
                Attempt::new(format!("{what} with {over}"), fields)
            };
            stage.send(channel, overs.iter().map(with)).await;
        }
    }
    stage.faultless();
    bot.terminate().await;
}

/// Events that are new, or of another form than they were, are named in the log and end nothing; so are frames that
/// are none.
#[tokio::test]
async fn unknown_events_are_named_in_the_log() {
    let team = Team::new();
    let bot = team.bot().await;
    let payloads =
        [json!(null), json!([]), json!({}), json!("un texte zinzolin"), json!(7), json!({ "id": "5", "a": [{}] })];
    for (number, payload) in payloads.iter().enumerate() {
        let name = format!("SOMETHING_NEW_{number}");
        team.fake.raw_event(&name, payload);
        let line = bot.line(&name).await;
        assert!(line.contains(UNREAD) && !line.contains("zinzolin"), "{line}");
    }
    for name in ["MESSAGE_CREATE", "GUILD_CREATE", "CHANNEL_UPDATE", "ENTITLEMENT_CREATE", "TYPING_START"] {
        team.fake.raw_event(name, &json!({ "id": "pas un nombre", "content": "un texte zinzolin" }));
        assert!(bot.line(name).await.contains(UNREAD));
    }
    for payload in payloads {
        team.fake.raw_event("INTERACTION_CREATE", &payload);
    }
    bot.lines("INTERACTION_CREATE", 6).await;
    let frames = ["", "zinzolin", "{}", "[]", r#"{"op":99}"#, r#"{"op":0}"#, r#"{"op":0,"s":null,"t":"X","d":{}}"#];
    for (number, frame) in (1..).zip(frames) {
        team.fake.raw_frame(frame);
        bot.lines("a frame of the gateway could not be", number).await;
    }
    assert!(team.fake.slash(&team.alice, &team.channel, "aide", &[]).await.is_ephemeral());
    let exit = bot.terminate().await;
    assert!(exit.code == Some(0) && !exit.stderr.contains("zinzolin"), "{exit:?}");
    assert_eq!(team.fake.identifies(), 1, "the connection was kept");
    team.fake.assert_clean();
}
