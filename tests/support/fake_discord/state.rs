//! All that the server knows, behind one lock, and the way to wait for it to change.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::panic::Location;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot, watch};

use super::seen::{Answer, File, Message};
use super::world::{Channel, Guild, Id, User, snowflake};
use super::{Identify, Request, matches_pattern};

/// How the server behaves; see `Builder`.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) token: String,
    pub(super) application_id: Id,
    pub(super) bot_name: String,
    pub(super) limit: Duration,
    pub(super) heartbeat_interval: u64,
    pub(super) refused_intents: u64,
    pub(super) reject_invalid: bool,
    pub(super) callback_deadline: Duration,
}

/// What the gateway task of a connection is told to do.
#[derive(Debug)]
pub(super) enum Out {
    /// Send this text.
    Frame(String),
    /// Send a close frame, with or without a code.
    Close(Option<u16>),
    /// Drop the TCP connection.
    Drop,
}

/// A gateway session: what was dispatched in it, and the connection it has now.
pub(super) struct Session {
    pub(super) id: String,
    pub(super) events: Vec<Value>,
    pub(super) connection: Option<(u64, mpsc::UnboundedSender<Out>)>,
    pub(super) alive: bool,
    pub(super) intents: u64,
}

/// An interaction: who did what, and what the bot made of it.
pub(super) struct Interaction {
    pub(super) token: String,
    pub(super) kind: u64,
    pub(super) what: String,
    pub(super) user: User,
    pub(super) channel: Channel,
    /// 1 for a slash command, 3 for a message command.
    pub(super) command_kind: u64,
    /// The message that was clicked, or whose form was sent.
    pub(super) message: Option<Id>,
    pub(super) sent_at: Instant,
    pub(super) answer: Option<(Answer, Duration)>,
    /// The message that `@original` stands for.
    pub(super) original: Option<Id>,
    pub(super) expired: bool,
    pub(super) excused: bool,
}

/// A request that is to go wrong.
pub(super) struct Plan {
    pub(super) pattern: String,
    pub(super) effect: Effect,
    /// Whether every such request goes wrong until the test says otherwise; only `Effect::Fail` can last.
    pub(super) lasts: bool,
}

/// What was planned for a request; it is planned no longer, unless it lasts.
pub(super) fn planned(state: &mut State, method: &str, path: &str) -> Option<Effect> {
    let at = state.plans.iter().position(|plan| matches_pattern(&plan.pattern, method, path))?;
    match &state.plans[at] {
        Plan { effect: Effect::Fail(status, body), lasts: true, .. } => Some(Effect::Fail(*status, body.clone())),
        _ => Some(state.plans.remove(at).effect),
    }
}

/// How it goes wrong.
pub(super) enum Effect {
    /// This answer, and nothing is done.
    Fail(u16, Value),
    /// What was asked is done, and this is answered all the same.
    FailAfter(u16, Value),
    /// It waits until it is let go.
    Hold(oneshot::Sender<()>, oneshot::Receiver<()>),
}

/// A file that the server gives to whoever asks.
#[derive(Clone)]
pub(super) struct Served {
    pub(super) content_type: String,
    pub(super) bytes: Vec<u8>,
}

/// What a failing wait shows of a bot process.
pub(super) type Tail = Arc<dyn Fn() -> String + Send + Sync>;

/// A change to be made to the next interaction before it is sent.
pub(super) type Alteration = Box<dyn FnOnce(&mut Value) + Send>;

#[derive(Default)]
pub(super) struct State {
    pub(super) transcript: Vec<String>,
    pub(super) requests: Vec<Request>,
    pub(super) taken_requests: HashSet<(String, usize)>,
    pub(super) faults: Vec<String>,
    pub(super) unexpected: Vec<String>,
    pub(super) plans: Vec<Plan>,
    pub(super) commands: HashMap<Option<Id>, Vec<Value>>,
    pub(super) registrations: usize,
    pub(super) interactions: BTreeMap<Id, Interaction>,
    pub(super) messages: BTreeMap<Id, Message>,
    /// Messages of the bot's own accord and followups, in order; each is taken once.
    pub(super) posts: Vec<Id>,
    /// Messages by the nonce that they were sent with.
    pub(super) nonces: BTreeMap<String, Id>,
    pub(super) followups: Vec<Id>,
    pub(super) taken_messages: HashSet<Id>,
    pub(super) sessions: Vec<Session>,
    pub(super) identifies: Vec<Identify>,
    pub(super) identifies_taken: usize,
    pub(super) resumes: usize,
    pub(super) resumes_taken: usize,
    pub(super) heartbeats: usize,
    pub(super) heartbeats_unanswered: bool,
    pub(super) token_revoked: bool,
    /// Events that are kept back while a test reorders them.
    pub(super) withheld: Option<Vec<String>>,
    pub(super) connections: u64,
    pub(super) alterations: VecDeque<Alteration>,
    pub(super) guilds: BTreeMap<Id, Guild>,
    pub(super) roles: HashMap<Id, Vec<(Id, String)>>,
    pub(super) channels: BTreeMap<Id, Channel>,
    pub(super) users: BTreeMap<Id, User>,
    pub(super) served: HashMap<String, Served>,
    pub(super) tails: Vec<Tail>,
    pub(super) started: Option<Instant>,
}

impl State {
    /// Adds a line to what a failing wait shows.
    pub(super) fn note(&mut self, line: impl AsRef<str>) {
        let since = self.started.map_or(0, |start| start.elapsed().as_millis());
        let mut line = line.as_ref().replace('\n', " ");
        if line.chars().count() > 400 {
            line = line.chars().take(400).collect::<String>() + "…";
        }
        self.transcript.push(format!("{since:>6} ms  {line}"));
    }

    /// Records a fault of the bot.
    pub(super) fn fault(&mut self, fault: impl Into<String>) {
        let fault = fault.into();
        self.note(format!("FAULT {fault}"));
        self.faults.push(fault);
    }

    /// Sends an event to the newest session, or keeps it for when that session resumes.
    /// False when no bot ever identified, or its session is over.
    pub(super) fn dispatch(&mut self, event: &str, data: &Value) -> bool {
        let Some(session) = self.sessions.last_mut().filter(|s| s.alive) else {
            return false;
        };
        let sequence = session.events.len() + 1;
        let frame = json!({ "op": 0, "s": sequence, "t": event, "d": data });
        let text = frame.to_string();
        session.events.push(frame);
        if let Some(withheld) = &mut self.withheld {
            withheld.push(text);
            self.note(format!("-> {event} (kept back by the test)"));
            return true;
        }
        let sent = session.connection.as_ref().is_some_and(|(_, out)| out.send(Out::Frame(text)).is_ok());
        let kept = if sent { "" } else { " (kept until the bot resumes)" };
        self.note(format!("-> {event}{kept} {}", data["id"].as_str().unwrap_or_default()));
        true
    }

    /// What a failing wait and a failing test show.
    pub(super) fn story(&self) -> String {
        let skipped = self.transcript.len().saturating_sub(60);
        let mut story = String::new();
        if skipped > 0 {
            story = format!("  ({skipped} earlier lines)\n");
        }
        for line in &self.transcript[skipped..] {
            story.push_str(line);
            story.push('\n');
        }
        if self.transcript.is_empty() {
            story.push_str("  nothing\n");
        }
        for tail in &self.tails {
            story.push_str(&tail());
        }
        story
    }

    /// The message, when there is one that was not deleted.
    pub(super) fn live_message(&mut self, id: Id) -> Option<&mut Message> {
        self.messages.get_mut(&id).filter(|message| !message.deleted)
    }
}

/// The state, its watchers and its settings.
pub(super) struct Shared {
    state: Mutex<State>,
    changed: watch::Sender<u64>,
    pub(super) settings: Settings,
    pub(super) address: std::net::SocketAddr,
    /// Whether the next frame of a gateway is to be cut.
    pub(super) cut: Arc<AtomicBool>,
}

impl Shared {
    pub(super) fn new(settings: Settings, address: std::net::SocketAddr) -> Self {
        Self {
            state: Mutex::new(State { started: Some(Instant::now()), ..State::default() }),
            changed: watch::Sender::new(0),
            settings,
            address,
            cut: Arc::default(),
        }
    }

    /// The state, to read. A test that panicked while holding it must not hide its message.
    pub(super) fn read(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state and wakes whoever waits.
    pub(super) fn write<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.read());
        self.changed.send_modify(|count| *count = count.wrapping_add(1));
        result
    }

    /// Waits until `look` finds something. Past the limit it fails, saying what was waited for,
    /// where, and what happened so far.
    pub(super) async fn wait_for<T>(
        &self,
        what: &str,
        at: &'static Location<'static>,
        mut look: impl FnMut(&mut State) -> Option<T>,
    ) -> T {
        let mut changes = self.changed.subscribe();
        let deadline = tokio::time::Instant::now() + self.settings.limit;
        loop {
            changes.mark_unchanged();
            if let Some(found) = look(&mut self.read()) {
                return found;
            }
            if tokio::time::timeout_at(deadline, changes.changed()).await.is_err() {
                let story = self.read().story();
                panic!(
                    "waited {:?} for {what}, in vain (at {at}). What happened so far:\n{story}",
                    self.settings.limit
                );
            }
        }
    }

    /// The bot's user object.
    pub(super) fn bot_user(&self) -> Value {
        json!({
            "id": self.settings.application_id.to_string(),
            "username": self.settings.bot_name,
            "discriminator": "0",
            "global_name": null,
            "avatar": null,
            "bot": true,
            "verified": true,
            "mfa_enabled": true,
            "email": null,
            "flags": 0,
            "public_flags": 0,
        })
    }

    /// A new message of the bot, before its body is applied.
    pub(super) fn blank_message(&self, channel: &Channel) -> Message {
        Message {
            id: snowflake(),
            channel_id: channel.id,
            guild_id: channel.guild.as_ref().map(|guild| guild.id),
            from_bot: true,
            content: String::new(),
            embeds: Vec::new(),
            components: Vec::new(),
            files: Vec::new(),
            ephemeral: false,
            viewer: None,
            loading: false,
            deleted: false,
            version: 0,
            author: self.bot_user(),
            kind: 0,
            flags: 0,
            edited_at: None,
            extra: serde_json::Map::new(),
        }
    }

    /// Where the server gives a file.
    pub(super) fn file_url(&self, channel: Id, id: Id, name: &str) -> String {
        format!("http://{}/attachments/{channel}/{id}/{name}", self.address)
    }

    /// Makes the bot's files downloadable.
    pub(super) fn serve(&self, state: &mut State, files: &[(u64, File)]) {
        let base = format!("http://{}", self.address);
        for (_, file) in files {
            let path = file.url.strip_prefix(&base).unwrap_or(&file.url).to_owned();
            let served = Served { content_type: file.content_type.clone(), bytes: file.bytes.clone() };
            state.served.insert(path, served);
        }
    }
}
