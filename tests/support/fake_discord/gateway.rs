//! The gateway half: HELLO, IDENTIFY, READY, heartbeats, RESUME, and what tests do to them.

use std::sync::Arc;

use axum::extract::State as Shares;
use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::Identify;
use super::state::{Effect, Out, Session, Shared, State, planned};
use super::world::{Channel, guild_create, snowflake};

/// Opens a gateway connection, unless a test planned `WS /gateway` to fail.
pub(super) async fn upgrade(Shares(shared): Shares<Arc<Shared>>, socket: WebSocketUpgrade) -> Response {
    match shared.write(|state| planned(state, "WS", "/gateway")) {
        Some(Effect::Fail(status, _) | Effect::FailAfter(status, _)) => {
            return StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE).into_response();
        }
        Some(Effect::Hold(arrived, released)) => {
            let _ = arrived.send(());
            let _ = released.await;
        }
        None => {}
    }
    socket.on_upgrade(move |socket| serve(shared, socket))
}

/// What a frame of the bot leads to.
enum Next {
    Continue,
    Close(u16),
}

async fn serve(shared: Arc<Shared>, mut socket: WebSocket) {
    let (out, mut orders) = mpsc::unbounded_channel();
    let number = shared.write(|state| {
        state.connections += 1;
        let number = state.connections;
        state.note(format!("gateway connection {number} opened"));
        number
    });
    if !held_up(&shared, "/hello", &mut socket).await {
        shared.write(|state| state.note(format!("gateway connection {number} ended before its HELLO")));
        return;
    }
    let hello = json!({ "op": 10, "d": { "heartbeat_interval": shared.settings.heartbeat_interval } });
    let greeted = socket.send(Frame::Text(hello.to_string().into())).await.is_ok();
    let how = if greeted {
        converse(&shared, number, &mut socket, &out, &mut orders).await
    } else {
        "the bot dropped it".to_owned()
    };
    shared.write(|state| {
        state.note(format!("gateway connection {number} ended: {how}"));
        if let Some(session) = session_of(state, number) {
            session.connection = None;
        }
    });
}

/// Waits where a test holds `GATEWAY /hello`, `/identify` or `/resume`. False when the bot left meanwhile.
async fn held_up(shared: &Shared, what: &str, socket: &mut WebSocket) -> bool {
    let Some(Effect::Hold(arrived, released)) = shared.write(|state| planned(state, "GATEWAY", what)) else {
        return true;
    };
    let _ = arrived.send(());
    tokio::select! {
        _ = released => true,
        left = async { while let Some(Ok(_)) = socket.recv().await {} } => { let () = left; false }
    }
}

/// What a test holds a frame by.
fn path_of(frame: &str) -> &'static str {
    let frame: Value = serde_json::from_str(frame).unwrap_or_default();
    match frame["op"].as_u64() {
        Some(2) => "/identify",
        Some(6) => "/resume",
        _ => "/other",
    }
}

/// Serves a connection until it ends, and says how it did.
async fn converse(
    shared: &Shared,
    number: u64,
    socket: &mut WebSocket,
    out: &mpsc::UnboundedSender<Out>,
    orders: &mut mpsc::UnboundedReceiver<Out>,
) -> String {
    loop {
        tokio::select! {
            order = orders.recv() => match order {
                Some(Out::Frame(text)) => {
                    if socket.send(Frame::Text(text.into())).await.is_err() {
                        return "the bot dropped it".to_owned();
                    }
                }
                Some(Out::Close(code)) => {
                    close(socket, code).await;
                    return format!("closed by the test with {code:?}");
                }
                Some(Out::Drop) | None => return "dropped by the test".to_owned(),
            },
            frame = socket.recv() => match frame {
                Some(Ok(Frame::Text(text))) => {
                    if !held_up(shared, path_of(text.as_str()), socket).await {
                        return "the bot dropped it".to_owned();
                    }
                    match receive(shared, number, out, text.as_str()) {
                        Next::Continue => {}
                        Next::Close(code) => {
                            close(socket, Some(code)).await;
                            return format!("closed by the gateway with {code}");
                        }
                    }
                }
                Some(Ok(Frame::Close(frame))) => {
                    let code = frame.map(|frame| frame.code);
                    // These two end the session, any other lets it be resumed.
                    if matches!(code, Some(1000 | 1001)) {
                        shared.write(|state| {
                            if let Some(session) = session_of(state, number) {
                                session.alive = false;
                            }
                        });
                    }
                    return format!("closed by the bot with {code:?}");
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return "the bot dropped it".to_owned(),
            },
        }
    }
}

/// The session that a connection serves.
fn session_of(state: &mut State, number: u64) -> Option<&mut Session> {
    state.sessions.iter_mut().find(|s| s.connection.as_ref().is_some_and(|(n, _)| *n == number))
}

/// Sends a close frame and waits for the bot's, for a moment.
async fn close(socket: &mut WebSocket, code: Option<u16>) {
    let frame = code.map(|code| CloseFrame { code, reason: "".into() });
    if socket.send(Frame::Close(frame)).await.is_ok() {
        let until_it_ends = async { while let Some(Ok(_)) = socket.recv().await {} };
        let _ = tokio::time::timeout(std::time::Duration::from_secs(2), until_it_ends).await;
    }
}

fn receive(shared: &Shared, number: u64, out: &mpsc::UnboundedSender<Out>, text: &str) -> Next {
    let Ok(frame) = serde_json::from_str::<Value>(text) else {
        shared.write(|state| state.fault(format!("the gateway received what is not JSON: {text}")));
        return Next::Close(4002);
    };
    match frame["op"].as_u64() {
        Some(1) => {
            shared.write(|state| {
                state.heartbeats += 1;
                if !state.heartbeats_unanswered {
                    let _ = out.send(Out::Frame(json!({ "op": 11 }).to_string()));
                }
            });
            Next::Continue
        }
        Some(2) => identify(shared, number, out, &frame["d"]),
        Some(6) => resume(shared, number, out, &frame["d"]),
        Some(op @ (3 | 4 | 8 | 31)) => {
            shared.write(|state| state.note(format!("<- gateway op {op} {}", frame["d"])));
            Next::Continue
        }
        _ => {
            shared.write(|state| {
                state.fault(format!("the gateway received an unknown frame: {text}"));
            });
            Next::Close(4001)
        }
    }
}

fn right_token(shared: &Shared, given: &Value) -> bool {
    let given = given.as_str().unwrap_or_default();
    !shared.read().token_revoked && given.strip_prefix("Bot ").unwrap_or(given) == shared.settings.token
}

fn identify(shared: &Shared, number: u64, out: &mpsc::UnboundedSender<Out>, data: &Value) -> Next {
    let intents = data["intents"].as_u64().unwrap_or_default();
    let right = right_token(shared, &data["token"]);
    shared.write(|state| {
        state.note(format!("<- IDENTIFY with intents {intents:#b}, right token: {right}"));
        if !right {
            return Next::Close(4004);
        }
        if intents & shared.settings.refused_intents != 0 {
            return Next::Close(4014);
        }
        if session_of(state, number).is_some() {
            return Next::Close(4005);
        }
        // A bot that identifies anew gave its former session up.
        for session in &mut state.sessions {
            session.alive = false;
        }
        let id = format!("session-{:x}", snowflake());
        state.sessions.push(Session {
            id: id.clone(),
            events: Vec::new(),
            connection: Some((number, out.clone())),
            alive: true,
            intents,
        });
        let guilds: Vec<Value> =
            state.guilds.keys().map(|id| json!({ "id": id.to_string(), "unavailable": true })).collect();
        let of_shards = data.get("shard").cloned().unwrap_or_else(|| json!([0, 1]));
        let ready = json!({
            "v": 10,
            "user": shared.bot_user(),
            "guilds": guilds,
            "session_id": id,
            "session_type": "normal",
            "resume_gateway_url": shared.gateway_url(),
            "shard": of_shards,
            "application": { "id": shared.settings.application_id.to_string(), "flags": 0 },
            "private_channels": [],
            "user_settings": {},
        });
        state.dispatch("READY", &ready);
        let ids: Vec<_> = state.guilds.keys().copied().collect();
        for id in ids {
            tell_of_guild(state, id);
        }
        state.identifies.push(Identify { intents, session_id: id, presence: data["presence"].clone() });
        Next::Continue
    })
}

/// Sends `GUILD_CREATE`, when the bot asked for guilds.
pub(super) fn tell_of_guild(state: &mut State, id: u64) {
    let intents = state.sessions.last().map_or(0, |session| session.intents);
    let Some(guild) = state.guilds.get(&id).filter(|_| intents & 1 != 0) else {
        return;
    };
    let inside = |c: &&Channel| c.guild.as_ref().is_some_and(|g| g.id == id);
    let channels: Vec<&Channel> = state.channels.values().filter(inside).collect();
    let roles = state.roles.get(&id).map_or(&[][..], Vec::as_slice);
    let event = guild_create(guild, roles, &channels);
    state.dispatch("GUILD_CREATE", &event);
}

fn resume(shared: &Shared, number: u64, out: &mpsc::UnboundedSender<Out>, data: &Value) -> Next {
    if !right_token(shared, &data["token"]) {
        return Next::Close(4004);
    }
    let seen = data["seq"].as_u64().and_then(|seq| usize::try_from(seq).ok()).unwrap_or(0);
    let wanted = data["session_id"].as_str().unwrap_or_default();
    shared.write(|state| {
        let found = state.sessions.iter_mut().find(|s| s.alive && s.id == wanted && seen <= s.events.len());
        let Some(session) = found else {
            state.note(format!("<- RESUME of {wanted} at {seen}: refused"));
            let _ = out.send(Out::Frame(json!({ "op": 9, "d": false }).to_string()));
            return Next::Continue;
        };
        session.connection = Some((number, out.clone()));
        // What was kept back is among what is missed.
        state.withheld = None;
        let missed = session.events[seen..].to_vec();
        for event in &missed {
            let _ = out.send(Out::Frame(event.to_string()));
        }
        state.note(format!("<- RESUME of {wanted} at {seen}: {} events again", missed.len()));
        state.resumes += 1;
        state.dispatch("RESUMED", &json!({}));
        Next::Continue
    })
}
