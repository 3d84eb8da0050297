//! The connection through which events come: made, watched, and taken up again where it broke off.
//!
//! The protocol is the library's affair. Decided here is what follows when a connection ends: it is thrown away
//! whole, in whatever state it is, and another one resumes its session where there is one. So nothing waits for a
//! dying connection to finish dying; and which endings are for good, which end the session, and how long to wait
//! before the next one, stands in one place.

use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use backon::ExponentialBackoff;
use futures_util::StreamExt as _;
use tokio::time::{Instant, MissedTickBehavior};
use twilight_gateway::error::ReceiveMessageErrorType;
use twilight_gateway::queue::InMemoryQueue;
use twilight_gateway::{CloseFrame, ConfigBuilder, Intents, Message, Session, Shard, ShardId, ShardState};

use super::BotError;
use super::connect::Token;
use super::handler;
use super::patience::without_end;
use super::service::{Context, Handler};
use super::watchdog::{Stuck, Watchdog};

/// How often the watchdog looks.
const LOOK: Duration = Duration::from_secs(1);
/// How long a session has to be open before all is calm.
const CALM: Duration = Duration::from_secs(10);
/// First and longest wait before another connection while it is not.
const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// How often in a row a session may fail to be resumed before it is given up.
const RESUMES: u32 = 3;
/// What Discord asks to wait, in seconds, before identifying after it ended a session: anything from one to five.
const AFTER_SESSION: std::ops::Range<f64> = 1.0..3.0;
/// How often a failure that lasts is told.
const TELL_EVERY: Duration = Duration::from_secs(60);
/// How long taking leave of the gateway may take.
const LEAVE: Duration = Duration::from_secs(2);

/// How a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// It could not be made.
    Unreachable,
    /// The gateway asked for another one.
    Asked,
    /// The gateway ended the session.
    SessionOver,
    /// The gateway closed it; some gateways give no code.
    Closed(Option<u16>),
    /// It broke off without a word.
    Dropped,
    /// It stood and was dead.
    Stuck(Stuck),
}

impl Ending {
    /// Whether the session ended with it, as Discord documents its codes.
    const fn ends_session(self) -> bool {
        matches!(self, Self::SessionOver | Self::Closed(Some(4003 | 4006 | 4007 | 4009)))
    }

    /// What a person has to mend before there can be another one.
    fn for_good(self) -> Option<BotError> {
        match self {
            Self::Closed(Some(4004)) => Some(BotError::WrongToken),
            Self::Closed(Some(4011)) => Some(BotError::TooManyServers),
            Self::Closed(Some(code @ (4010 | 4012))) => Some(BotError::Outdated(code)),
            Self::Closed(Some(code @ (4013 | 4014))) => Some(BotError::Intents(code)),
            _ => None,
        }
    }

    fn tell(self) {
        match self {
            Self::Unreachable => tracing::warn!("the gateway cannot be reached; trying again"),
            Self::Asked => tracing::info!("the gateway asked for another connection"),
            Self::SessionOver => tracing::warn!("the gateway ended the session; opening another"),
            Self::Closed(Some(code)) => tracing::warn!(code, "the gateway closed the connection; connecting again"),
            Self::Closed(None) => tracing::warn!("the gateway closed the connection without a code; connecting again"),
            Self::Dropped => tracing::warn!("the connection to the gateway broke off; connecting again"),
            Self::Stuck(stuck) => tracing::warn!(%stuck, "the connection to the gateway was dead; connecting again"),
        }
    }
}

/// What is left of a connection that ended: its session, and where to resume it.
struct Left {
    session: Session,
    url: Option<String>,
}

/// The way to the gateway.
pub(super) struct Gateway {
    token: Token,
    url: String,
    /// Shared by all connections: Discord counts how often a bot identifies.
    queue: InMemoryQueue,
}

impl Gateway {
    /// The way to the gateway at this address.
    pub(super) fn new(token: Token, url: String) -> Self {
        Self { token, url, queue: InMemoryQueue::default() }
    }

    /// Has every event served until `stop` resolves, then takes leave.
    ///
    /// # Errors
    /// When Discord closes the connection for a reason that a person has to mend.
    pub(super) async fn serve(
        &self,
        handler: &Arc<Handler>,
        context: &Context,
        mut stop: Pin<&mut impl Future<Output = ()>>,
    ) -> Result<(), BotError> {
        let mut left = None;
        let mut waits = Waits::new();
        loop {
            let mut shard = self.shard(left.take());
            let ending = tokio::select! {
                () = &mut stop => {
                    take_leave(&mut shard, handler, context).await;
                    return Ok(());
                }
                ending = receive(&mut shard, handler, context, &mut waits) => ending,
            };
            if let Some(error) = ending.for_good() {
                return Err(error);
            }
            let wait = waits.ended(ending);
            left = what_is_left(&shard, ending).filter(|_| waits.refused < RESUMES);
            drop(shard);
            tokio::select! {
                () = &mut stop => return Ok(()),
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    fn shard(&self, left: Option<Left>) -> Shard {
        let config = ConfigBuilder::new(self.token.reveal().to_owned(), Intents::empty())
            .proxy_url(self.url.clone())
            .queue(self.queue.clone());
        let config = match left {
            Some(Left { session, url: Some(url) }) => config.session(session).resume_url(url),
            Some(Left { session, url: None }) => config.session(session),
            None => config,
        };
        Shard::with_config(ShardId::ONE, config.build())
    }
}

/// The session of a connection that ended, where it may be resumed.
fn what_is_left(shard: &Shard, ending: Ending) -> Option<Left> {
    let session = shard.session().filter(|_| !ending.ends_session())?.clone();
    // What resumes sessions may be gone while the gateway itself is there.
    let url = shard.resume_url().filter(|_| ending != Ending::Unreachable).map(str::to_owned);
    Some(Left { session, url })
}

/// Has what comes served until the connection is over.
async fn receive(shard: &mut Shard, handler: &Arc<Handler>, context: &Context, waits: &mut Waits) -> Ending {
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut watchdog = Watchdog::new(shard.state(), Instant::now());
    let (mut was_connected, mut was_active) = (false, false);
    loop {
        tokio::select! {
            came = shard.next() => match came {
                Some(Ok(Message::Text(frame))) => {
                    watchdog.heard(Instant::now());
                    handler::receive(handler, context, &frame);
                }
                Some(Ok(Message::Close(frame))) => return closed(frame.map(|frame| frame.code)),
                Some(Err(error)) if matches!(error.kind(), ReceiveMessageErrorType::Reconnect) => {
                    return Ending::Unreachable;
                }
                // Its words may be those of a review.
                Some(Err(_)) => tracing::warn!("a frame of the gateway could not be read"),
                None => return Ending::Dropped,
            },
            _ = look.tick() => {}
        }
        let state = shard.state();
        match state {
            // The library would go on by itself.
            ShardState::Disconnected { .. } if was_connected => {
                return if shard.session().is_some() { Ending::Asked } else { Ending::SessionOver };
            }
            // It did: the line broke without a word.
            ShardState::Identifying | ShardState::Resuming if was_active => return Ending::Dropped,
            ShardState::Active => {
                was_active = true;
                waits.opened();
            }
            _ => {}
        }
        was_connected |= !matches!(state, ShardState::Disconnected { .. });
        let unanswered = shard.latency().sent().filter(|_| shard.latency().received().is_none());
        if let Some(stuck) = watchdog.look(Instant::now(), state, unanswered.map(Instant::from)) {
            return Ending::Stuck(stuck);
        }
    }
}

/// 1006 is no code that can be sent: the library makes it up for a connection that broke off.
const fn closed(code: Option<u16>) -> Ending {
    match code {
        Some(1006) => Ending::Dropped,
        code => Ending::Closed(code),
    }
}

/// Tells the gateway that the bot leaves; what came before is served all the same.
async fn take_leave(shard: &mut Shard, handler: &Arc<Handler>, context: &Context) {
    if !shard.state().is_identified() {
        return;
    }
    shard.close(CloseFrame::NORMAL);
    // The library would connect again once its frame is sent.
    let leaving = std::future::poll_fn(|cx| {
        loop {
            match shard.poll_next_unpin(cx) {
                Poll::Ready(Some(Ok(Message::Text(frame)))) => handler::receive(handler, context, &frame),
                Poll::Pending if shard.state().is_identified() => return Poll::Pending,
                Poll::Ready(_) | Poll::Pending => return Poll::Ready(()),
            }
        }
    });
    // A gateway that does not answer is left all the same.
    let _ = tokio::time::timeout(LEAVE, leaving).await;
}

/// How long to wait before the next connection: not at all when all was calm, longer and longer otherwise.
struct Waits {
    backoff: Option<ExponentialBackoff>,
    /// Since when a session is open.
    open: Option<Instant>,
    /// How many connections in a row opened no session.
    unopened: u32,
    /// How many of these reached the gateway all the same: the session may be what it does not take. While nothing
    /// can be reached the session is kept, and with it what comes meanwhile.
    refused: u32,
    told: Option<Instant>,
}

impl Waits {
    const fn new() -> Self {
        Self { backoff: None, open: None, unopened: 0, refused: 0, told: None }
    }

    /// A session is open now.
    fn opened(&mut self) {
        let since = *self.open.get_or_insert_with(Instant::now);
        (self.unopened, self.refused) = (0, 0);
        if since.elapsed() >= CALM {
            self.backoff = None;
        }
    }

    /// A connection ended: how long to wait before the next one.
    fn ended(&mut self, ending: Ending) -> Duration {
        if self.open.take().is_none() {
            self.unopened = self.unopened.saturating_add(1);
            let reached = !matches!(ending, Ending::Unreachable | Ending::Stuck(Stuck::Unconnected));
            self.refused = self.refused.saturating_add(u32::from(reached));
        }
        // A failure that lasts is told from time to time.
        if self.unopened <= 1 || self.told.is_none_or(|told| told.elapsed() >= TELL_EVERY) {
            ending.tell();
            self.told = Some(Instant::now());
        }
        let asked = match ending {
            Ending::SessionOver => Duration::from_secs_f64(rand::random_range(AFTER_SESSION)),
            _ => Duration::ZERO,
        };
        let backoff = match &mut self.backoff {
            Some(backoff) => backoff.next().unwrap_or(LONGEST_WAIT),
            none => {
                *none = Some(without_end(FIRST_WAIT, LONGEST_WAIT));
                Duration::ZERO
            }
        };
        asked.max(backoff)
    }
}
