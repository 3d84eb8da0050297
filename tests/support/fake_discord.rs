//! A fake Discord: REST below `/api/v10` and the gateway websocket on one loopback port, for
//! tests in which the real bot runs as its own process.
//!
//! ```ignore
//! let fake = FakeDiscord::start();
//! let guild = fake.guild("Cabinet", "fr");
//! let channel = fake.channel(&guild, "avis");
//! let alice = User::new("Alice", "fr", &[]);
//! let bot = Bot::spawn(&fake, binary, &config, &data);
//! fake.identified().await;
//! let answer = fake.slash(&alice, &channel, "avis", &[]).await;
//! assert!(answer.private().says("…"));
//! fake.assert_clean();
//! ```
//!
//! - Nothing sleeps. Whatever is awaited fails after a limit (ten seconds unless the builder
//!   says otherwise), telling what was awaited, from which line of the test, all that happened
//!   so far, and the end of the bot's logs.
//! - A person can only do what a client would let them do: a command that is not registered, a
//!   button that is not on the message or is greyed out, a form with a required field left
//!   empty panic in the test. `raw_interaction`, `raw_event`, `raw_frame` and `alter_next` do
//!   what no client does.
//! - Actions are sent when the method is called and answered when its result is awaited. So two
//!   people acting at once is two calls, then two awaits.
//! - The server runs on a thread of its own: a test may block without stopping it.

mod acting;
mod checks;
mod cut;
mod gateway;
mod rest;
mod seen;
mod state;
mod world;

use std::net::{Ipv4Addr, TcpListener};
use std::panic::Location;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use serde_json::{Value, json};
use tokio::sync::oneshot;

pub use acting::Pending;
pub use seen::{Answer, Button, Choice, Field, File, Message, Modal, Select, SelectOption};
use state::{Effect, Out, Plan, Served, Settings, Shared, State, Tail};
pub use world::{ATTACHMENT_SIZE_LIMIT, Channel, Guild, Id, OptionValue, Post, Upload, User, snowflake};

/// A request that the bot made.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its method.
    pub method: String,
    /// Its path below `/api/v10`.
    pub path: String,
    /// What follows the question mark.
    pub query: String,
    /// Its JSON body; of a multipart body, `payload_json`.
    pub body: Value,
    /// The files sent with it.
    pub files: Vec<File>,
    /// The status it was answered with; none while it is held.
    pub status: Option<u16>,
}

/// What the bot said of itself when it identified.
#[derive(Clone, Debug)]
pub struct Identify {
    /// The intents it asked for.
    pub intents: u64,
    /// The session it was given.
    pub session_id: String,
    /// The presence it asked for.
    pub presence: Value,
}

/// A request held on its way; see `FakeDiscord::hold_next`. Dropping it lets the request go on.
#[derive(Debug)]
pub struct Hold {
    arrived: oneshot::Receiver<()>,
    release: oneshot::Sender<()>,
    limit: Duration,
    what: String,
}

impl Hold {
    /// Waits until the request has arrived; nothing of it is done yet.
    pub async fn arrived(&mut self) {
        match tokio::time::timeout(self.limit, &mut self.arrived).await {
            Ok(Ok(())) => {}
            _ => panic!("{} did not arrive within {:?}", self.what, self.limit),
        }
    }

    /// Lets the request go on.
    pub fn release(self) {
        let _ = self.release.send(());
    }
}

/// How a server is started when the ordinary way does not do.
#[derive(Clone, Debug)]
pub struct Builder {
    settings: Settings,
}

impl Builder {
    /// The bot token that is accepted, every other being refused.
    pub fn token(mut self, token: &str) -> Self {
        token.clone_into(&mut self.settings.token);
        self
    }

    /// How long waits last before they fail.
    pub fn limit(mut self, limit: Duration) -> Self {
        self.settings.limit = limit;
        self
    }

    /// The interval of heartbeats that HELLO asks for, in milliseconds.
    pub fn heartbeat_interval(mut self, milliseconds: u64) -> Self {
        self.settings.heartbeat_interval = milliseconds;
        self
    }

    /// Intents that close the connection with 4014, as privileged ones do that are not enabled.
    pub fn refuse_intents(mut self, intents: u64) -> Self {
        self.settings.refused_intents = intents;
        self
    }

    /// Answers 400 to invalid bodies, as Discord does. Otherwise they are taken, so that a test
    /// goes on and reports all its faults at its end.
    pub fn reject_invalid(mut self) -> Self {
        self.settings.reject_invalid = true;
        self
    }

    /// How long the bot has to answer an interaction before that is a fault.
    pub fn callback_deadline(mut self, deadline: Duration) -> Self {
        self.settings.callback_deadline = deadline;
        self
    }

    /// Starts the server.
    pub fn start(self) -> FakeDiscord {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free loopback port");
        listener.set_nonblocking(true).expect("a non-blocking port");
        let address = listener.local_addr().expect("the port's address");
        let shared = Arc::new(Shared::new(self.settings, address));
        let (stop, stopped) = oneshot::channel::<()>();
        let (served, cut) = (Arc::clone(&shared), Arc::clone(&shared.cut));
        std::thread::Builder::new()
            .name("fake-discord".to_owned())
            .spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
                runtime.block_on(async move {
                    let router = Router::new()
                        .route("/gateway", axum::routing::get(gateway::upgrade))
                        .route("/gateway/", axum::routing::get(gateway::upgrade))
                        .fallback(rest::handle)
                        .layer(DefaultBodyLimit::disable())
                        .with_state(served);
                    let listener = tokio::net::TcpListener::from_std(listener).expect("a port of the runtime");
                    let listener = cut::Listening { listener, cut: Arc::clone(&cut) };
                    tokio::select! {
                        _ = stopped => {}
                        ended = axum::serve(listener, router) => ended.expect("a running server"),
                    }
                });
                // Dropping the runtime drops every connection.
                runtime.shutdown_background();
            })
            .expect("a thread for the server");
        FakeDiscord { shared, stop: Some(stop) }
    }
}

/// The server. It stops, and drops every connection, when this is dropped.
pub struct FakeDiscord {
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
}

impl Drop for FakeDiscord {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }
}

impl Shared {
    fn gateway_url(&self) -> String {
        format!("ws://{}/gateway", self.address)
    }
}

/// Whether a request is meant by a pattern: `POST /interactions/*/*/callback`, where a `*` or a
/// `{word}` stands for one segment and the method may be left out.
fn matches_pattern(pattern: &str, method: &str, path: &str) -> bool {
    let (wanted, pattern) = match pattern.split_once(' ') {
        Some((wanted, pattern)) => (Some(wanted), pattern),
        None => (None, pattern),
    };
    let pattern = pattern.strip_prefix("/api/v10").unwrap_or(pattern);
    let (pattern, path) = (pattern.trim_matches('/'), path.trim_matches('/'));
    wanted.is_none_or(|wanted| wanted == method)
        && pattern.split('/').count() == path.split('/').count()
        && pattern
            .split('/')
            .zip(path.split('/'))
            .all(|(want, has)| want == "*" || want.starts_with('{') || want == has)
}

// ---- starting, people and places ---------------------------------------------------------

impl FakeDiscord {
    /// A server with the ordinary settings.
    pub fn start() -> Self {
        Self::builder().start()
    }

    /// A server with other settings.
    pub fn builder() -> Builder {
        // Three parts, the first one the bot's id in base 64, as clients may expect; put together
        // here so that no scanner takes it for a secret.
        let token = ["MTExMTExMTExMTExMTExMTEx", "fake", "opens-only-this-server"].join(".");
        let settings = Settings {
            token,
            application_id: 111_111_111_111_111_111,
            bot_name: "bot".to_owned(),
            limit: Duration::from_secs(10),
            heartbeat_interval: 41_250,
            refused_intents: 0,
            reject_invalid: false,
            callback_deadline: Duration::from_secs(3),
        };
        Builder { settings }
    }

    /// Where the REST API is, for `HttpBuilder::proxy`: `http://127.0.0.1:PORT`.
    pub fn api_url(&self) -> String {
        format!("http://{}", self.shared.address)
    }

    /// Where the gateway is.
    pub fn gateway_url(&self) -> String {
        self.shared.gateway_url()
    }

    /// The token that is accepted.
    pub fn token(&self) -> &str {
        &self.shared.settings.token
    }

    /// The bot's application id, which is its user id too.
    pub fn application_id(&self) -> Id {
        self.shared.settings.application_id
    }

    /// Whether bodies are validated against Discord's `OpenAPI` description.
    pub fn validates_against_description() -> bool {
        checks::has_description()
    }

    /// The numbers that Discord's description gives to the kinds of something: `InteractionTypes`…; none without it.
    pub fn described_kinds(schema: &str) -> Vec<u64> {
        checks::described_kinds(schema)
    }

    /// A new guild that the bot is in, with its preferred locale.
    pub fn guild(&self, name: &str, locale: &str) -> Guild {
        let guild = Guild { id: snowflake(), name: name.to_owned(), locale: locale.to_owned() };
        self.shared.write(|state| {
            state.guilds.insert(guild.id, guild.clone());
            gateway::tell_of_guild(state, guild.id);
        });
        guild
    }

    /// A new role of a guild.
    pub fn role(&self, guild: &Guild, name: &str) -> Id {
        let id = snowflake();
        self.shared.write(|state| {
            state.roles.entry(guild.id).or_default().push((id, name.to_owned()));
        });
        id
    }

    /// A new text channel of a guild.
    pub fn channel(&self, guild: &Guild, name: &str) -> Channel {
        let channel = Channel { id: snowflake(), name: name.to_owned(), guild: Some(guild.clone()), recipient: None };
        self.shared.write(|state| state.channels.insert(channel.id, channel.clone()));
        channel
    }

    /// The direct conversation of the bot with a person.
    pub fn direct(&self, user: &User) -> Channel {
        self.shared.write(|state| {
            state.users.insert(user.id, user.clone());
            rest::open_direct(state, user)
        })
    }

    /// A file that a person uploads: for `Post::attach` or as the value of an option.
    pub fn upload(&self, name: &str, content_type: &str, bytes: &[u8]) -> Upload {
        let id = snowflake();
        let path = format!("/attachments/{}/{id}/{name}", self.application_id());
        let served = Served { content_type: content_type.to_owned(), bytes: bytes.to_vec() };
        let url = format!("{}{path}", self.api_url());
        self.shared.write(|state| state.served.insert(path, served));
        Upload { id, name: name.to_owned(), content_type: content_type.to_owned(), size: bytes.len(), url }
    }

    /// Shows this in failing waits as well; `Bot` gives its logs.
    pub(super) fn show_on_failure(&self, tail: Tail) {
        self.shared.write(|state| state.tails.push(tail));
    }
}

// ---- the gateway -------------------------------------------------------------------------

impl FakeDiscord {
    /// Waits for the bot's next IDENTIFY: each call takes one, so after a restart it waits for
    /// the new process.
    #[track_caller]
    pub fn identified(&self) -> impl Future<Output = Identify> + '_ {
        let at = Location::caller();
        self.shared.wait_for("the bot to identify", at, |state| {
            let next = state.identifies.get(state.identifies_taken).cloned();
            state.identifies_taken += usize::from(next.is_some());
            next
        })
    }

    /// Waits for the bot's next successful RESUME: each call takes one.
    #[track_caller]
    pub fn resumed(&self) -> impl Future<Output = ()> + '_ {
        let at = Location::caller();
        self.shared.wait_for("the bot to resume", at, |state| {
            let has = state.resumes > state.resumes_taken;
            state.resumes_taken += usize::from(has);
            has.then_some(())
        })
    }

    /// Waits until the bot has no gateway connection.
    #[track_caller]
    pub fn disconnected(&self) -> impl Future<Output = ()> + '_ {
        let at = Location::caller();
        self.shared.wait_for("the bot to leave the gateway", at, |state| {
            state.sessions.iter().all(|s| s.connection.is_none()).then_some(())
        })
    }

    /// Waits for one more heartbeat than now.
    #[track_caller]
    pub fn heartbeat(&self) -> impl Future<Output = ()> + '_ {
        let at = Location::caller();
        let before = self.heartbeats();
        self.shared.wait_for("a heartbeat", at, move |state| (state.heartbeats > before).then_some(()))
    }

    /// How many times a bot identified.
    pub fn identifies(&self) -> usize {
        self.shared.read().identifies.len()
    }

    /// How many times it resumed.
    pub fn resumes(&self) -> usize {
        self.shared.read().resumes
    }

    /// How many heartbeats it sent.
    pub fn heartbeats(&self) -> usize {
        self.shared.read().heartbeats
    }

    /// Leaves heartbeats without an answer, or answers them again.
    pub fn ignore_heartbeats(&self, ignore: bool) {
        self.shared.write(|state| state.heartbeats_unanswered = ignore);
    }

    #[track_caller]
    fn order(&self, what: &str, order: Out) {
        let sent = self.shared.write(|state| {
            state.note(format!("the test: {what}"));
            let session = state.sessions.last();
            let connection = session.and_then(|s| s.connection.as_ref());
            connection.is_some_and(|(_, out)| out.send(order).is_ok())
        });
        assert!(sent, "{what}: no bot is connected to the gateway");
    }

    /// Asks the bot to reconnect and resume (op 7).
    #[track_caller]
    pub fn ask_to_reconnect(&self) {
        self.order("op 7", Out::Frame(json!({ "op": 7, "d": null }).to_string()));
    }

    /// Tells the bot that its session is invalid (op 9), and whether it may resume it.
    #[track_caller]
    pub fn invalidate_session(&self, resumable: bool) {
        self.order("op 9", Out::Frame(json!({ "op": 9, "d": resumable }).to_string()));
        if !resumable {
            self.shared.write(|state| {
                if let Some(session) = state.sessions.last_mut() {
                    session.alive = false;
                    session.connection = None;
                }
            });
        }
    }

    /// Closes the gateway connection with a code, or with a close frame that has none.
    #[track_caller]
    pub fn close_gateway(&self, code: Option<u16>) {
        self.order("close the gateway", Out::Close(code));
    }

    /// Drops the gateway's TCP connection without a word.
    #[track_caller]
    pub fn drop_connection(&self) {
        self.order("drop the gateway connection", Out::Drop);
    }

    /// Drops the gateway's TCP connection in the middle of the next frame that is sent.
    pub fn drop_in_next_frame(&self) {
        self.shared.write(|state| state.note("the test: drop the connection in the next frame"));
        self.shared.cut.store(true, Ordering::SeqCst);
    }

    /// Keeps events back from now on.
    pub fn withhold(&self) {
        self.shared.write(|state| state.withheld = Some(Vec::new()));
    }

    /// Sends what was kept back, the newest first.
    #[track_caller]
    pub fn deliver_reversed(&self) {
        let withheld = self.shared.write(|state| state.withheld.take()).unwrap_or_default();
        for frame in withheld.into_iter().rev() {
            self.order("a frame that was kept back", Out::Frame(frame));
        }
    }

    /// Sends an event with whatever data.
    #[track_caller]
    pub fn raw_event(&self, name: &str, data: &Value) {
        let sent = self.shared.write(|state| state.dispatch(name, data));
        assert!(sent, "{name}: no bot has a session");
    }

    /// Sends a frame with whatever text, outside the sequence.
    #[track_caller]
    pub fn raw_frame(&self, text: &str) {
        self.order("a raw frame", Out::Frame(text.to_owned()));
    }

    /// The data of the newest event sent with this name.
    pub fn last_event(&self, name: &str) -> Option<Value> {
        let state = self.shared.read();
        let events = state.sessions.iter().rev().flat_map(|s| s.events.iter().rev());
        events.into_iter().find(|e| e["t"] == name).map(|e| e["d"].clone())
    }
}

// ---- requests ----------------------------------------------------------------------------

impl FakeDiscord {
    fn plan(&self, pattern: &str, effect: Effect) {
        let pattern = pattern.to_owned();
        self.shared.write(|state| state.plans.push(Plan { pattern, effect, lasts: false }));
    }

    /// Makes the next request of a route fail, nothing of it being done. A pattern is a method
    /// and a path below `/api/v10`, `*` standing for a segment: `POST
    /// /interactions/*/*/callback`. The websocket is `WS /gateway`. A body with `retry_after`
    /// gets the headers of a 429 too.
    pub fn fail_next(&self, pattern: &str, status: u16, body: &Value) {
        self.plan(pattern, Effect::Fail(status, body.clone()));
    }

    /// The same for the next so many requests.
    pub fn fail_times(&self, times: usize, pattern: &str, status: u16, body: &Value) {
        for _ in 0..times {
            self.fail_next(pattern, status, body);
        }
    }

    /// Makes every request of a route fail until `mend` is called.
    pub fn break_down(&self, pattern: &str, status: u16, body: &Value) {
        let (pattern, effect) = (pattern.to_owned(), Effect::Fail(status, body.clone()));
        self.shared.write(|state| state.plans.push(Plan { pattern, effect, lasts: true }));
    }

    /// Ends what `break_down` began.
    pub fn mend(&self, pattern: &str) {
        self.shared.write(|state| state.plans.retain(|plan| !(plan.lasts && plan.pattern == pattern)));
    }

    /// Makes the next request of a route look failed although it was done: what the bot sees
    /// when an answer is lost on its way.
    pub fn fail_after_effect(&self, pattern: &str, status: u16, body: &Value) {
        self.plan(pattern, Effect::FailAfter(status, body.clone()));
    }

    /// Holds the next request of a route until the test lets it go.
    pub fn hold_next(&self, pattern: &str) -> Hold {
        let (has_arrived, arrived) = oneshot::channel();
        let (release, released) = oneshot::channel();
        self.plan(pattern, Effect::Hold(has_arrived, released));
        Hold { arrived, release, limit: self.shared.settings.limit, what: pattern.to_owned() }
    }

    /// Every request so far.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.read().requests.clone()
    }

    /// Every request so far of a route.
    pub fn requests_to(&self, pattern: &str) -> Vec<Request> {
        let mut all = self.requests();
        all.retain(|r| matches_pattern(pattern, &r.method, &r.path));
        all
    }

    /// Waits for a request of a route to be answered: each call with the same pattern takes the
    /// next one.
    #[track_caller]
    pub fn request(&self, pattern: &str) -> impl Future<Output = Request> + '_ {
        let at = Location::caller();
        let pattern = pattern.to_owned();
        async move {
            let what = format!("a request {pattern}");
            self.shared
                .wait_for(&what, at, |state| {
                    let found = state.requests.iter().enumerate().find(|(index, r)| {
                        r.status.is_some()
                            && matches_pattern(&pattern, &r.method, &r.path)
                            && !state.taken_requests.contains(&(pattern.clone(), *index))
                    });
                    let (index, request) = found.map(|(index, r)| (index, r.clone()))?;
                    state.taken_requests.insert((pattern.clone(), index));
                    Some(request)
                })
                .await
        }
    }

    /// The commands registered in a guild, or globally.
    pub fn commands(&self, guild: Option<&Guild>) -> Vec<Value> {
        let guild = guild.map(|guild| guild.id);
        self.shared.read().commands.get(&guild).cloned().unwrap_or_default()
    }

    /// How many times commands were written.
    pub fn registrations(&self) -> usize {
        self.shared.read().registrations
    }

    /// Waits until commands are registered, wherever.
    #[track_caller]
    pub fn registered(&self) -> impl Future<Output = ()> + '_ {
        let at = Location::caller();
        self.shared.wait_for("commands to be registered", at, |state| {
            state.commands.values().any(|all| !all.is_empty()).then_some(())
        })
    }

    /// Makes the bot's token worth nothing from now on, as when it is reset: REST answers 401,
    /// the gateway closes with 4004 when the bot identifies or resumes.
    pub fn revoke_token(&self) {
        self.shared.write(|state| state.token_revoked = true);
    }

    /// Makes the tokens of all interactions so far too old to be used.
    pub fn expire_tokens(&self) {
        self.shared.write(|state| {
            for interaction in state.interactions.values_mut() {
                interaction.expired = true;
            }
        });
    }
}

// ---- what people see ---------------------------------------------------------------------

impl FakeDiscord {
    /// A message as it stands now, deleted or not.
    #[track_caller]
    pub fn message(&self, id: Id) -> Message {
        let found = self.shared.read().messages.get(&id).cloned();
        found.unwrap_or_else(|| panic!("no message {id}"))
    }

    /// The messages that everyone sees in a channel, oldest first.
    pub fn messages(&self, channel: &Channel) -> Vec<Message> {
        let state = self.shared.read();
        let seen = |m: &&Message| m.channel_id == channel.id && !m.deleted && !m.ephemeral;
        state.messages.values().filter(seen).cloned().collect()
    }

    /// The messages that a person sees in a channel, oldest first.
    pub fn messages_for(&self, user: &User, channel: &Channel) -> Vec<Message> {
        let state = self.shared.read();
        let seen = |m: &&Message| m.channel_id == channel.id && !m.deleted && m.viewer.is_none_or(|v| v == user.id);
        state.messages.values().filter(seen).cloned().collect()
    }

    /// Waits for the next followup: each call takes one.
    #[track_caller]
    pub fn next_followup(&self) -> impl Future<Output = Message> + '_ {
        let at = Location::caller();
        self.shared.wait_for("a followup", at, |state| {
            let list = state.followups.clone();
            take_message(state, &list)
        })
    }

    /// Waits for the next message that the bot posts in a channel of its own accord: each call
    /// takes one.
    #[track_caller]
    pub fn next_post(&self, channel: &Channel) -> impl Future<Output = Message> + '_ {
        let at = Location::caller();
        let channel = channel.id;
        self.shared.wait_for("a message of the bot's own accord", at, move |state| {
            let mut list = state.posts.clone();
            list.retain(|id| state.messages[id].channel_id == channel);
            take_message(state, &list)
        })
    }

    /// Waits until a message is newer than this state of it: edited or deleted.
    #[track_caller]
    pub fn next_edit(&self, message: &Message) -> impl Future<Output = Message> + '_ {
        let (at, id, version) = (Location::caller(), message.id, message.version);
        self.shared.wait_for("an edit of a message", at, move |state| {
            let newer = state.messages.get(&id).filter(|m| m.version > version);
            newer.cloned()
        })
    }

    /// Waits until a message satisfies a condition.
    #[track_caller]
    pub fn message_when(
        &self,
        id: Id,
        condition: impl Fn(&Message) -> bool + 'static,
    ) -> impl Future<Output = Message> + '_ {
        let at = Location::caller();
        self.shared.wait_for("a message to satisfy a condition", at, move |state| {
            state.messages.get(&id).filter(|m| condition(m)).cloned()
        })
    }

    /// Deletes a message, as a person with the right to do so would.
    pub fn delete(&self, message: &Message) {
        self.shared.write(|state| {
            if let Some(message) = state.live_message(message.id) {
                message.deleted = true;
                message.version += 1;
            }
        });
    }
}

fn take_message(state: &mut State, list: &[Id]) -> Option<Message> {
    let next = list.iter().find(|id| !state.taken_messages.contains(id))?;
    state.taken_messages.insert(*next);
    state.messages.get(next).cloned()
}

// ---- the verdict -------------------------------------------------------------------------

impl FakeDiscord {
    /// What Discord would have refused so far, in words.
    pub fn faults(&self) -> Vec<String> {
        self.shared.read().faults.clone()
    }

    /// Waits for a fault and forgets it: for tests that provoke one.
    #[track_caller]
    pub fn next_fault(&self) -> impl Future<Output = String> + '_ {
        let at = Location::caller();
        self.shared.wait_for("a fault", at, |state| (!state.faults.is_empty()).then(|| state.faults.remove(0)))
    }

    /// The same, and forgets them: for tests that provoke faults.
    pub fn take_faults(&self) -> Vec<String> {
        self.shared.write(|state| std::mem::take(&mut state.faults))
    }

    /// Requests of routes that the server does not know.
    pub fn unexpected(&self) -> Vec<String> {
        self.shared.read().unexpected.clone()
    }

    /// Interactions that the bot did not answer, in words, but for excused ones.
    pub fn unanswered(&self) -> Vec<String> {
        let state = self.shared.read();
        let waiting = |i: &&state::Interaction| i.answer.is_none() && !i.excused;
        state.interactions.values().filter(waiting).map(|i| i.what.clone()).collect()
    }

    /// What was done and how long the bot took to answer, in order.
    pub fn timings(&self) -> Vec<(String, Duration)> {
        let state = self.shared.read();
        let answered = state.interactions.values();
        answered.filter_map(|i| i.answer.as_ref().map(|(_, took)| (i.what.clone(), *took))).collect()
    }

    /// All that happened so far, a line each.
    pub fn transcript(&self) -> Vec<String> {
        self.shared.read().transcript.clone()
    }

    /// Fails when Discord would have refused anything, when an unknown route was asked for,
    /// when an interaction went unanswered, or when a planned failure was never met.
    #[track_caller]
    pub fn assert_clean(&self) {
        let mut wrong = self.faults();
        wrong.extend(self.unexpected().iter().map(|u| format!("unexpected request: {u}")));
        wrong.extend(self.unanswered().iter().map(|u| format!("never answered: {u}")));
        let state = self.shared.read();
        let plans = state.plans.iter();
        wrong.extend(plans.map(|p| format!("planned and never met: {}", p.pattern)));
        if !wrong.is_empty() {
            let story = state.story();
            drop(state);
            panic!("not clean:\n- {}\nWhat happened:\n{story}", wrong.join("\n- "));
        }
    }
}
