//! The REST half: requests are recorded, made to fail when a test asked for it, checked, and
//! done to the model of what people see.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart, Request as HttpRequest, State as Shares};
use axum::http::{StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

use super::Request;
use super::checks::{self, Body as Kind};
use super::seen::{Answer, Choice, EPHEMERAL, File, Message, Modal, id_of};
use super::state::{Effect, Interaction, Shared, State, planned};
use super::world::{ATTACHMENT_SIZE_LIMIT, Channel, Id, snowflake};

/// A status and, unless there is nothing to say, a body.
type Reply = (u16, Option<Value>);

/// A request as the routes see it.
struct Call {
    method: String,
    /// The path below `/api/v10`.
    path: String,
    query: String,
    authorization: Option<String>,
    body: Value,
    files: Vec<(u64, File)>,
}

fn ok(body: Value) -> Reply {
    (200, Some(body))
}

fn refuse(status: u16, code: u32, message: &str) -> Reply {
    (status, Some(json!({ "message": message, "code": code })))
}

/// Serves every request but the gateway's.
pub(super) async fn handle(Shares(shared): Shares<Arc<Shared>>, request: HttpRequest) -> Response {
    let path = request.uri().path().to_owned();
    if path.starts_with("/attachments/") {
        return download(&shared, &path);
    }
    let call = match read(&shared, request).await {
        Ok(call) => call,
        Err(fault) => {
            shared.write(|state| state.fault(format!("{path}: {fault}")));
            return respond(refuse(400, 50_109, "The request body contains invalid JSON."));
        }
    };
    let (index, plan) = shared.write(|state| {
        let index = state.requests.len();
        let files = match call.files.len() {
            0 => String::new(),
            count => format!(" with {count} file(s)"),
        };
        state.note(format!("<- {} {}{files} {}", call.method, call.path, call.body));
        state.requests.push(Request {
            method: call.method.clone(),
            path: call.path.clone(),
            query: call.query.clone(),
            body: call.body.clone(),
            files: call.files.iter().map(|(_, file)| file.clone()).collect(),
            status: None,
        });
        (index, planned(state, &call.method, &call.path))
    });
    let mut instead = None;
    let mut run = true;
    match plan {
        Some(Effect::Fail(status, body)) => (run, instead) = (false, Some((status, Some(body)))),
        Some(Effect::FailAfter(status, body)) => instead = Some((status, Some(body))),
        Some(Effect::Hold(arrived, released)) => {
            let _ = arrived.send(());
            // An error says that the test dropped its hold: the request goes on.
            let _ = released.await;
        }
        None => {}
    }
    let reply = shared.write(|state| {
        let done = run.then(|| authorised(&shared, state, &call).unwrap_or_else(|| execute(&shared, state, &call)));
        let reply = instead.or(done).unwrap_or((500, None));
        state.requests[index].status = Some(reply.0);
        if reply.0 >= 400 {
            let said = reply.1.clone().unwrap_or_default();
            state.note(format!("   answered {} {said}", reply.0));
        }
        reply
    });
    respond(reply)
}

fn respond((status, body): Reply) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Response::builder().status(status);
    // An empty body has no type: a client that is told of JSON reads it.
    if body.is_some() {
        response = response.header(header::CONTENT_TYPE, "application/json");
    }
    if let Some(after) = body.as_ref().and_then(|b| b["retry_after"].as_f64()) {
        response = response
            .header("retry-after", after.ceil().to_string())
            .header("x-ratelimit-reset-after", after.to_string())
            .header("x-ratelimit-scope", "user");
    }
    if body.as_ref().is_some_and(|b| b["global"] == true) {
        response = response.header("x-ratelimit-global", "true");
    }
    let body = body.map_or_else(Body::empty, |value| Body::from(value.to_string()));
    response.body(body).unwrap_or_default()
}

fn download(shared: &Shared, path: &str) -> Response {
    let served = shared.write(|state| {
        state.note(format!("<- GET {path}"));
        state.served.get(path).cloned()
    });
    match served {
        Some(file) => Response::builder()
            .header(header::CONTENT_TYPE, file.content_type)
            .body(Body::from(file.bytes))
            .unwrap_or_default(),
        None => respond((404, None)),
    }
}

/// Reads a request whole: JSON, or `payload_json` and files.
async fn read(shared: &Shared, request: HttpRequest) -> Result<Call, String> {
    let uri = request.uri();
    let path = uri.path();
    let mut call = Call {
        method: request.method().to_string(),
        path: path.strip_prefix("/api/v10").unwrap_or(path).to_owned(),
        query: uri.query().unwrap_or_default().to_owned(),
        authorization: header_of(&request, header::AUTHORIZATION),
        body: Value::Null,
        files: Vec::new(),
    };
    let kind = header_of(&request, header::CONTENT_TYPE).unwrap_or_default();
    if !kind.starts_with("multipart/form-data") {
        let bytes = axum::body::to_bytes(request.into_body(), usize::MAX)
            .await
            .map_err(|e| format!("the body did not arrive: {e}"))?;
        if !bytes.is_empty() {
            call.body = serde_json::from_slice(&bytes).map_err(|e| format!("not JSON: {e}"))?;
        }
        return Ok(call);
    }
    let mut parts = Multipart::from_request(request, &()).await.map_err(|e| format!("not a form: {e}"))?;
    while let Some(part) = parts.next_field().await.map_err(|e| e.to_string())? {
        let field = part.name().unwrap_or_default().to_owned();
        let name = part.file_name().map(ToOwned::to_owned);
        let content_type = part.content_type().unwrap_or("application/octet-stream").to_owned();
        let bytes = part.bytes().await.map_err(|e| e.to_string())?;
        if field == "payload_json" {
            call.body = serde_json::from_slice(&bytes).map_err(|e| format!("payload_json: {e}"))?;
        } else if let Some(name) = name {
            let number = file_number(&field, call.files.len())?;
            call.files.push((number, new_file(shared, name, content_type, &bytes)));
        }
    }
    Ok(call)
}

fn new_file(shared: &Shared, name: String, content_type: String, bytes: &Bytes) -> File {
    let id = snowflake();
    File {
        id,
        url: shared.file_url(shared.settings.application_id, id, &name),
        name,
        description: None,
        content_type,
        bytes: bytes.to_vec(),
    }
}

/// The number of a file's field: `files[2]`, or the older `file2` and `file`.
fn file_number(field: &str, position: usize) -> Result<u64, String> {
    let inner = field.strip_prefix("files[").and_then(|rest| rest.strip_suffix(']'));
    match inner.or_else(|| field.strip_prefix("file")) {
        Some("") => Ok(position as u64),
        Some(number) => number.parse().map_err(|_| format!("a field of the form is named {field:?}")),
        None => Err(format!("a field of the form is named {field:?}")),
    }
}

fn header_of(request: &HttpRequest, name: header::HeaderName) -> Option<String> {
    let value = request.headers().get(name)?;
    value.to_str().ok().map(ToOwned::to_owned)
}

/// The refusal of a request without the right token. Routes that carry an interaction's token
/// in their path need no other; a wrong one is refused there too.
fn authorised(shared: &Shared, state: &State, call: &Call) -> Option<Reply> {
    let by_path = call.path.starts_with("/interactions/") || call.path.starts_with("/webhooks/");
    let expected = format!("Bot {}", shared.settings.token);
    let right = match &call.authorization {
        Some(given) => *given == expected && !state.token_revoked,
        None => by_path || call.path == "/gateway",
    };
    (!right).then(|| refuse(401, 0, "401: Unauthorized"))
}

fn execute(shared: &Shared, state: &mut State, call: &Call) -> Reply {
    let application = shared.settings.application_id.to_string();
    let method = call.method.as_str();
    let segments: Vec<&str> = call.path.trim_matches('/').split('/').collect();
    match (method, segments.as_slice()) {
        ("GET", ["gateway"]) => ok(json!({ "url": shared.gateway_url() })),
        ("GET", ["gateway", "bot"]) => ok(json!({
            "url": shared.gateway_url(),
            "shards": 1,
            "session_start_limit":
                { "total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1 },
        })),
        ("GET", ["users", "@me"]) => ok(shared.bot_user()),
        ("GET", ["applications", "@me"] | ["oauth2", "applications", "@me"]) => ok(application_info(shared)),
        (_, ["applications", app, rest @ ..]) if *app == application => commands(shared, state, call, rest),
        ("POST", ["interactions", id, token, "callback"]) => callback(shared, state, call, id, token),
        (_, ["webhooks", app, token, rest @ ..]) if *app == application => webhook(shared, state, call, token, rest),
        (_, ["channels", id, rest @ ..]) => channel(shared, state, call, id, rest),
        ("POST", ["users", "@me", "channels"]) => direct_channel(state, call),
        ("GET", ["guilds", rest @ ..]) => guild(state, call, rest),
        _ => unexpected(state, call),
    }
}

fn unexpected(state: &mut State, call: &Call) -> Reply {
    let line = format!("{} {} {}", call.method, call.path, call.body);
    state.note(format!("UNEXPECTED {line}"));
    state.unexpected.push(line);
    refuse(404, 0, "404: Not Found")
}

fn application_info(shared: &Shared) -> Value {
    json!({
        "id": shared.settings.application_id.to_string(),
        "name": shared.settings.bot_name, "icon": null, "description": "", "summary": "",
        "bot_public": false, "bot_require_code_grant": false, "verify_key": "0".repeat(64),
        "flags": 0, "owner": shared.bot_user(), "team": null, "bot": shared.bot_user(),
        "redirect_uris": [], "interactions_endpoint_url": null,
        "role_connections_verification_url": null,
    })
}

/// Collects the faults of a body. When the server was told to reject what is invalid, the
/// refusal to answer with.
fn check(shared: &Shared, state: &mut State, call: &Call, kind: Kind, body: &Value) -> Option<Reply> {
    let found = checks::faults(kind, body, call.files.len());
    for fault in &found {
        state.fault(format!("{} {}: {fault}", call.method, call.path));
    }
    let size: u64 = call.files.iter().map(|(_, file)| file.bytes.len() as u64).sum();
    if size > ATTACHMENT_SIZE_LIMIT {
        let what = format!("{size} bytes of files, Discord takes {ATTACHMENT_SIZE_LIMIT}");
        state.fault(format!("{} {}: {what}", call.method, call.path));
        return Some(refuse(413, 40_005, "Request entity too large"));
    }
    // Mentions are our own rule: Discord takes them.
    let refused: Vec<&String> = found.iter().filter(|fault| !fault.starts_with("allowed_mentions")).collect();
    (shared.settings.reject_invalid && !refused.is_empty()).then(|| {
        let errors = json!({ "_errors": refused });
        (400, Some(json!({ "message": "Invalid Form Body", "code": 50_035, "errors": errors })))
    })
}

// ---- commands ----------------------------------------------------------------------------

fn commands(shared: &Shared, state: &mut State, call: &Call, rest: &[&str]) -> Reply {
    let (guild, rest) = match rest {
        ["commands", rest @ ..] => (None, rest),
        ["guilds", guild, "commands", rest @ ..] => match guild.parse::<Id>() {
            Ok(guild) if state.guilds.contains_key(&guild) => (Some(guild), rest),
            _ => return refuse(403, 50_001, "Missing Access"),
        },
        _ => return unexpected(state, call),
    };
    let existing = state.commands.get(&guild).cloned().unwrap_or_default();
    match (call.method.as_str(), rest) {
        ("GET", []) => ok(Value::Array(existing)),
        ("PUT", []) => {
            if let Some(refusal) = check(shared, state, call, Kind::Commands, &call.body) {
                return refusal;
            }
            let given = call.body.as_array().cloned().unwrap_or_default();
            let all: Vec<Value> = given.iter().map(|one| registered(shared, guild, one, &existing)).collect();
            state.commands.insert(guild, all.clone());
            state.registrations += 1;
            ok(Value::Array(all))
        }
        ("POST", []) => {
            if let Some(refusal) = check(shared, state, call, Kind::Command, &call.body) {
                return refusal;
            }
            let command = registered(shared, guild, &call.body, &existing);
            let all = state.commands.entry(guild).or_default();
            let before = all.len();
            all.retain(|one| one["id"] != command["id"]);
            let status = if all.len() == before { 201 } else { 200 };
            all.push(command.clone());
            state.registrations += 1;
            (status, Some(command))
        }
        (method, [id]) => {
            let Some(at) = existing.iter().position(|one| one["id"] == **id) else {
                return refuse(404, 10_063, "Unknown application command");
            };
            let all = state.commands.entry(guild).or_default();
            match method {
                "GET" => ok(all[at].clone()),
                "DELETE" => {
                    all.remove(at);
                    state.registrations += 1;
                    (204, None)
                }
                "PATCH" => {
                    for (key, value) in call.body.as_object().into_iter().flatten() {
                        all[at][key] = value.clone();
                    }
                    let whole = all[at].clone();
                    state.registrations += 1;
                    check(shared, state, call, Kind::Command, &whole).unwrap_or_else(|| ok(whole))
                }
                _ => unexpected(state, call),
            }
        }
        _ => unexpected(state, call),
    }
}

/// A command as Discord returns it: it keeps its id when one of its kind and name was there,
/// and its version when nothing changed.
fn registered(shared: &Shared, guild: Option<Id>, given: &Value, existing: &[Value]) -> Value {
    let mut command = json!({
        "id": null,
        "application_id": shared.settings.application_id.to_string(),
        "version": null,
        "default_member_permissions": null,
        "type": 1,
        "name": "",
        "name_localizations": null,
        "description": "",
        "description_localizations": null,
        "dm_permission": true,
        "contexts": null,
        "integration_types": [0],
        "options": [],
        "nsfw": false,
    });
    if let Some(guild) = guild {
        command["guild_id"] = json!(guild.to_string());
    }
    for (key, value) in given.as_object().into_iter().flatten() {
        let defaulted = matches!(key.as_str(), "type" | "description" | "options" | "id");
        if !(value.is_null() && defaulted) {
            command[key] = value.clone();
        }
    }
    if let Some(permissions) = command["default_member_permissions"].as_u64() {
        command["default_member_permissions"] = json!(permissions.to_string());
    }
    let same = |one: &&Value| one["type"] == command["type"] && one["name"] == command["name"];
    let before = existing.iter().find(same).cloned();
    command["id"] = before.as_ref().map_or_else(|| json!(snowflake().to_string()), |one| one["id"].clone());
    let mut unchanged = before.unwrap_or_default();
    let version = unchanged["version"].take();
    if !version.is_null() && unchanged == command {
        command["version"] = version;
    } else {
        command["version"] = json!(snowflake().to_string());
    }
    command
}

// ---- interactions ------------------------------------------------------------------------

fn callback(shared: &Shared, state: &mut State, call: &Call, id: &str, token: &str) -> Reply {
    let unknown = refuse(404, 10_062, "Unknown interaction");
    let Ok(id) = id.parse::<Id>() else {
        return unknown;
    };
    let Some(interaction) = state.interactions.get(&id) else {
        return unknown;
    };
    if interaction.token != token || interaction.expired {
        return unknown;
    }
    let what = interaction.what.clone();
    if interaction.answer.is_some() {
        state.fault(format!("{what} was answered twice"));
        return refuse(400, 40_060, "Interaction has already been acknowledged.");
    }
    let took = interaction.sent_at.elapsed();
    if took > shared.settings.callback_deadline {
        let limit = shared.settings.callback_deadline;
        state.fault(format!("{what} was answered after {took:?}, Discord waits {limit:?}"));
    }
    if let Some(refusal) = check(shared, state, call, Kind::Callback, &call.body) {
        return refusal;
    }
    let (answer, original) = match answer(shared, state, call, id) {
        Ok(answered) => answered,
        Err(refusal) => return refusal,
    };
    let message = answer.any_message().cloned();
    let Some(interaction) = state.interactions.get_mut(&id) else {
        return unknown;
    };
    interaction.answer = Some((answer, took));
    interaction.original = original;
    if !call.query.contains("with_response=true") {
        return (204, None);
    }
    let kind = interaction.kind;
    let mut resource = json!({ "type": call.body["type"] });
    let mut about = json!({ "id": id.to_string(), "type": kind });
    if let Some(message) = &message {
        about["response_message_id"] = json!(message.id.to_string());
        about["response_message_loading"] = json!(message.loading);
        about["response_message_ephemeral"] = json!(message.ephemeral);
        resource["message"] = message.json();
    }
    ok(json!({ "interaction": about, "resource": resource }))
}

/// What a callback does, and the message that `@original` stands for from then on.
fn answer(shared: &Shared, state: &mut State, call: &Call, id: Id) -> Result<(Answer, Option<Id>), Reply> {
    let interaction = &state.interactions[&id];
    let (kind, clicked) = (interaction.kind, interaction.message);
    let (channel, user) = (interaction.channel.clone(), interaction.user.clone());
    let data = &call.body["data"];
    let answer_kind = call.body["type"].as_u64().unwrap_or_default();
    let allowed = match answer_kind {
        1 => kind == 1,
        // To kinds that are still to come, a message is the best answer there is.
        4 | 5 => !matches!(kind, 1 | 4),
        6 | 7 => matches!(kind, 3 | 5) && clicked.is_some(),
        8 => kind == 4,
        9 => matches!(kind, 2 | 3),
        _ => false,
    };
    if !allowed {
        let what = interaction.what.clone();
        state.fault(format!("{what} cannot be answered with a callback of type {answer_kind}"));
        return Err(refuse(400, 50_035, "Invalid Form Body"));
    }
    match (answer_kind, clicked) {
        (1, _) => Ok((Answer::Pong, None)),
        (4 | 5, _) => {
            let mut message = shared.blank_message(&channel);
            describe(shared, interaction, &mut message, clicked);
            message.ephemeral = data["flags"].as_u64().unwrap_or_default() & EPHEMERAL != 0;
            message.viewer = message.ephemeral.then_some(user.id);
            message.loading = answer_kind == 5;
            if answer_kind == 4 {
                message.apply(data, call.files.clone());
            }
            store(shared, state, call, message.clone());
            let (ephemeral, original) = (message.ephemeral, Some(message.id));
            let answer = if answer_kind == 4 {
                Answer::Message { ephemeral, message }
            } else {
                Answer::Deferred { ephemeral, message }
            };
            Ok((answer, original))
        }
        (6 | 7, Some(clicked)) => {
            shared.serve(state, &call.files);
            let Some(message) = state.live_message(clicked) else {
                return Err(refuse(404, 10_008, "Unknown Message"));
            };
            let answer = if answer_kind == 7 {
                message.edit(data, call.files.clone());
                Answer::Update { message: message.clone() }
            } else {
                Answer::DeferredUpdate { message: message.clone() }
            };
            Ok((answer, Some(clicked)))
        }
        (8, _) => {
            let choices = data["choices"].as_array().cloned().unwrap_or_default();
            let choices = choices
                .into_iter()
                .map(|mut choice| Choice {
                    name: choice["name"].as_str().unwrap_or_default().to_owned(),
                    value: choice["value"].take(),
                })
                .collect();
            Ok((Answer::Autocomplete { choices }, None))
        }
        _ => Ok((Answer::Modal(Modal::read(data, clicked, channel.id, user.id)), None)),
    }
}

/// What Discord adds to a message that answers an interaction.
fn describe(shared: &Shared, by: &Interaction, message: &mut Message, clicked: Option<Id>) {
    message.kind = match (by.kind, by.command_kind) {
        (2, 1) => 20,
        (2, _) => 23,
        _ => 0,
    };
    let application = shared.settings.application_id.to_string();
    let owners = by.channel.interaction_context(&by.user)["authorizing_integration_owners"].take();
    let mut metadata = json!({
        "id": snowflake().to_string(), "type": by.kind, "user": by.user.json(),
        "authorizing_integration_owners": owners,
    });
    if by.kind == 5 {
        let mut trigger = metadata.clone();
        trigger["type"] = json!(if clicked.is_some() { 3 } else { 2 });
        if let Some(clicked) = clicked {
            trigger["interacted_message_id"] = json!(clicked.to_string());
        }
        metadata["triggering_interaction_metadata"] = trigger;
    } else if let Some(clicked) = clicked {
        metadata["interacted_message_id"] = json!(clicked.to_string());
    }
    message.extra.insert("interaction_metadata".to_owned(), metadata);
    message.extra.insert("application_id".to_owned(), json!(application));
    message.extra.insert("webhook_id".to_owned(), json!(application));
}

/// Puts a new message where people see it.
fn store(shared: &Shared, state: &mut State, call: &Call, message: Message) {
    shared.serve(state, &call.files);
    announce(state, &message, None);
    state.messages.insert(message.id, message);
}

/// Tells the bot of a new message, when its intents ask for that.
pub(super) fn announce(state: &mut State, message: &Message, member: Option<Value>) {
    const GUILD_MESSAGES: u64 = 1 << 9;
    const DIRECT_MESSAGES: u64 = 1 << 12;
    const MESSAGE_CONTENT: u64 = 1 << 15;
    let intents = state.sessions.last().map_or(0, |session| session.intents);
    let wanted = if message.guild_id.is_some() { GUILD_MESSAGES } else { DIRECT_MESSAGES };
    if message.ephemeral || intents & wanted == 0 {
        return;
    }
    let mut event = message.json();
    if let Some(guild) = message.guild_id {
        event["guild_id"] = json!(guild.to_string());
        event["member"] = member.unwrap_or_else(|| json!({ "roles": [] }));
        if intents & MESSAGE_CONTENT == 0 && !message.from_bot {
            event["content"] = json!("");
            event["embeds"] = json!([]);
            event["attachments"] = json!([]);
            event["components"] = json!([]);
        }
    }
    state.dispatch("MESSAGE_CREATE", &event);
}

fn webhook(shared: &Shared, state: &mut State, call: &Call, token: &str, rest: &[&str]) -> Reply {
    let found = state
        .interactions
        .iter()
        .find(|(_, interaction)| interaction.token == token)
        .map(|(id, interaction)| (*id, interaction.expired, interaction.answer.is_some()));
    let (id, what) = match found {
        Some((id, false, true)) => (id, state.interactions[&id].what.clone()),
        Some((id, false, false)) => {
            let what = state.interactions[&id].what.clone();
            state.fault(format!("{} {}: {what} was not answered yet", call.method, call.path));
            return refuse(404, 10_015, "Unknown Webhook");
        }
        Some((_, true, _)) => return refuse(401, 50_027, "Invalid Webhook Token"),
        None => return refuse(404, 10_015, "Unknown Webhook"),
    };
    let original = state.interactions[&id].original;
    match (call.method.as_str(), rest) {
        ("POST", []) => followup(shared, state, call, id),
        (method, ["messages", which]) => {
            let target = match *which {
                "@original" => original,
                other => other.parse().ok(),
            };
            let Some(message) = target.and_then(|target| state.live_message(target)) else {
                return refuse(404, 10_008, "Unknown Message");
            };
            let target = message.id;
            if !message.from_bot {
                state.fault(format!("{what}: {method} of a message that is not the bot's"));
                return refuse(403, 50_005, "Cannot edit a message authored by another user");
            }
            match method {
                "GET" => ok(message.json()),
                "PATCH" => edit(shared, state, call, Kind::WebhookEdit, target),
                "DELETE" => {
                    message.deleted = true;
                    message.version += 1;
                    (204, None)
                }
                _ => unexpected(state, call),
            }
        }
        _ => unexpected(state, call),
    }
}

fn edit(shared: &Shared, state: &mut State, call: &Call, kind: Kind, target: Id) -> Reply {
    if let Some(refusal) = check(shared, state, call, kind, &call.body) {
        return refusal;
    }
    shared.serve(state, &call.files);
    let Some(message) = state.live_message(target) else {
        return refuse(404, 10_008, "Unknown Message");
    };
    message.edit(&call.body, call.files.clone());
    ok(message.json())
}

fn followup(shared: &Shared, state: &mut State, call: &Call, id: Id) -> Reply {
    if let Some(refusal) = check(shared, state, call, Kind::Followup, &call.body) {
        return refusal;
    }
    let interaction = &state.interactions[&id];
    let original = interaction.original;
    let mut message = shared.blank_message(&interaction.channel);
    describe(shared, interaction, &mut message, interaction.message);
    let user = interaction.user.id;
    // The first followup of a deferred answer fills that answer in, and leaves it as private or
    // as public as it was.
    if let Some(loading) = original.and_then(|id| state.live_message(id)).filter(|m| m.loading) {
        let target = loading.id;
        loading.edit(&call.body, call.files.clone());
        let filled = loading.json();
        shared.serve(state, &call.files);
        state.followups.push(target);
        return ok(filled);
    }
    message.ephemeral = call.body["flags"].as_u64().unwrap_or_default() & EPHEMERAL != 0;
    message.viewer = message.ephemeral.then_some(user);
    message.apply(&call.body, call.files.clone());
    let sent = message.json();
    state.followups.push(message.id);
    store(shared, state, call, message);
    ok(sent)
}

// ---- channels and guilds -----------------------------------------------------------------

fn channel(shared: &Shared, state: &mut State, call: &Call, id: &str, rest: &[&str]) -> Reply {
    let known = id.parse::<Id>().ok().and_then(|id| state.channels.get(&id));
    let Some(channel) = known.cloned() else {
        return refuse(404, 10_003, "Unknown Channel");
    };
    match (call.method.as_str(), rest) {
        ("GET", []) => ok(channel.json()),
        ("POST", ["typing"]) => (204, None),
        ("POST", ["messages"]) => {
            if let Some(refusal) = check(shared, state, call, Kind::ChannelMessage, &call.body) {
                return refusal;
            }
            // The same nonce again, within minutes, is the same message again.
            let nonce = call.body["nonce"].as_str().filter(|_| call.body["enforce_nonce"] == true);
            let known = nonce.and_then(|nonce| state.nonces.get(nonce).copied());
            if let Some(known) = known.and_then(|id| state.live_message(id)) {
                return ok(known.json());
            }
            let mut message = shared.blank_message(&channel);
            if let Some(nonce) = nonce {
                state.nonces.insert(nonce.to_owned(), message.id);
            }
            if call.body["message_reference"].is_object() {
                message.kind = 19;
                let mut reference = call.body["message_reference"].clone();
                reference["channel_id"] = json!(channel.id.to_string());
                message.extra.insert("message_reference".to_owned(), reference);
            }
            message.apply(&call.body, call.files.clone());
            let sent = message.json();
            state.posts.push(message.id);
            store(shared, state, call, message);
            ok(sent)
        }
        ("GET", ["messages"]) => {
            let visible = |m: &&Message| m.channel_id == channel.id && !m.deleted && !m.ephemeral;
            let all: Vec<Value> = state.messages.values().rev().filter(visible).map(Message::json).collect();
            ok(Value::Array(all))
        }
        (method, ["messages", which]) => {
            let of_this = |m: &&mut Message| m.channel_id == channel.id && !m.ephemeral;
            let found = which.parse().ok().and_then(|id| state.live_message(id)).filter(of_this);
            let Some(message) = found else {
                return refuse(404, 10_008, "Unknown Message");
            };
            let target = message.id;
            match method {
                "GET" => ok(message.json()),
                "PATCH" if message.from_bot => edit(shared, state, call, Kind::ChannelEdit, target),
                "PATCH" => refuse(403, 50_005, "Cannot edit a message authored by another user"),
                "DELETE" if message.from_bot => {
                    message.deleted = true;
                    message.version += 1;
                    (204, None)
                }
                "DELETE" => refuse(403, 50_013, "Missing Permissions"),
                _ => unexpected(state, call),
            }
        }
        _ => unexpected(state, call),
    }
}

fn direct_channel(state: &mut State, call: &Call) -> Reply {
    let recipient = id_of(&call.body["recipient_id"]).and_then(|id| state.users.get(&id)).cloned();
    let Some(recipient) = recipient else {
        return refuse(400, 50_033, "Invalid Recipient(s)");
    };
    let channel = open_direct(state, &recipient);
    ok(channel.json())
}

/// The conversation of the bot with a person, opened at its first use.
pub(super) fn open_direct(state: &mut State, user: &super::User) -> Channel {
    let with = |c: &&Channel| c.recipient.as_ref().is_some_and(|r| r.id == user.id);
    if let Some(open) = state.channels.values().find(with) {
        return open.clone();
    }
    let channel = Channel { id: snowflake(), name: String::new(), guild: None, recipient: Some(user.clone()) };
    state.channels.insert(channel.id, channel.clone());
    channel
}

fn guild(state: &mut State, call: &Call, rest: &[&str]) -> Reply {
    let id = rest.first().and_then(|id| id.parse::<Id>().ok());
    let Some(guild) = id.and_then(|id| state.guilds.get(&id)) else {
        return refuse(404, 10_004, "Unknown Guild");
    };
    let guild_id = guild.id;
    match rest {
        [_] => {
            let roles = state.roles.get(&guild_id).cloned().unwrap_or_default();
            ok(super::world::guild_create(guild, &roles, &[]))
        }
        [_, "channels"] => {
            let inside = |c: &&Channel| c.guild.as_ref().is_some_and(|g| g.id == guild_id);
            ok(state.channels.values().filter(inside).map(Channel::json).collect())
        }
        [_, "members", user] => match user.parse::<Id>().ok().and_then(|id| state.users.get(&id)) {
            Some(user) => ok(user.member()),
            None => refuse(404, 10_007, "Unknown Member"),
        },
        _ => unexpected(state, call),
    }
}
