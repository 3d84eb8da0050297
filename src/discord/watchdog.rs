//! Notices a connection that stands and is dead: one that never greets, never opens the session, or no longer
//! answers. Nothing of that ends a connection by itself, and meanwhile every press on a button is lost.
//!
//! It only looks, at a moment it is given; whoever asks throws the connection away. Where that one had a session,
//! the next connection resumes it, so that what came meanwhile still comes.

use std::fmt;
use std::time::Duration;

use tokio::time::Instant;
use twilight_gateway::ShardState;

/// How long making a connection may take: a little more than the library gives itself.
const CONNECT: Duration = Duration::from_secs(12);
/// How long the gateway may take to greet, which it does at once.
const GREETING: Duration = Duration::from_secs(2);
/// How long it may take to open a session: identifying may have to wait for five seconds, since Discord asks for that
/// between two of them.
const OPENING: Duration = Duration::from_secs(10);
/// How long it may take to resume one, and between two events of one that is resumed: that waits for nothing.
const RESUMING: Duration = Duration::from_secs(3);
/// How long a heartbeat may go without an answer and without an event.
const ANSWER: Duration = Duration::from_secs(3);

/// What is wrong with a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stuck {
    /// It could not be made.
    Unconnected,
    /// The gateway did not greet.
    Silent,
    /// The gateway greeted, and opened no session.
    Unopened,
    /// The gateway answers no heartbeat.
    Deaf,
}

impl fmt::Display for Stuck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unconnected => "it could not be made",
            Self::Silent => "the gateway does not greet",
            Self::Unopened => "the gateway opens no session",
            Self::Deaf => "the gateway answers no heartbeat",
        })
    }
}

/// Watches one connection.
#[derive(Debug)]
pub(super) struct Watchdog {
    state: ShardState,
    /// Since when it is in that state.
    since: Instant,
    /// When the last frame came, if one did.
    heard: Option<Instant>,
}

impl Watchdog {
    /// A watchdog for a connection that is being made.
    pub(super) const fn new(state: ShardState, now: Instant) -> Self {
        Self { state, since: now, heard: None }
    }

    /// A frame came.
    pub(super) const fn heard(&mut self, now: Instant) {
        self.heard = Some(now);
    }

    /// What is wrong now, in this state and with a heartbeat unanswered since then.
    pub(super) fn look(&mut self, now: Instant, state: ShardState, unanswered: Option<Instant>) -> Option<Stuck> {
        if self.state != state {
            (self.state, self.since) = (state, now);
        }
        let (since, heard) = (self.since, self.heard);
        let waited = |since: Instant, limit: Duration| now.saturating_duration_since(since) > limit;
        match (state, heard) {
            (ShardState::Disconnected { .. }, _) => waited(since, CONNECT).then_some(Stuck::Unconnected),
            (ShardState::Identifying, None) => waited(since, GREETING).then_some(Stuck::Silent),
            (ShardState::Identifying, Some(_)) => waited(since, OPENING).then_some(Stuck::Unopened),
            (ShardState::Resuming, heard) => waited(heard.unwrap_or(since), RESUMING).then_some(Stuck::Unopened),
            (ShardState::Active, heard) => {
                let asked = unanswered.filter(|asked| heard.is_none_or(|heard| heard < *asked))?;
                waited(asked, ANSWER).then_some(Stuck::Deaf)
            }
            (ShardState::FatallyClosed, _) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONNECTING: ShardState = ShardState::Disconnected { reconnect_attempts: 0 };

    fn after(start: Instant, seconds: u64) -> Instant {
        start + Duration::from_secs(seconds)
    }

    /// Each stage has its own patience, counted from its own beginning.
    #[test]
    fn a_stage_that_lasts_too_long_is_stuck() {
        let start = Instant::now();
        let mut dog = Watchdog::new(CONNECTING, start);
        assert_eq!(dog.look(after(start, 11), CONNECTING, None), None);
        assert_eq!(dog.look(after(start, 13), CONNECTING, None), Some(Stuck::Unconnected));
        assert_eq!(dog.look(after(start, 14), ShardState::Identifying, None), None);
        assert_eq!(dog.look(after(start, 19), ShardState::Identifying, None), Some(Stuck::Silent));
        dog.heard(after(start, 19));
        assert_eq!(dog.look(after(start, 20), ShardState::Identifying, None), None);
        assert_eq!(dog.look(after(start, 25), ShardState::Identifying, None), Some(Stuck::Unopened));
        assert_eq!(dog.look(after(start, 26), ShardState::Active, None), None);
        assert_eq!(dog.look(after(start, 999), ShardState::Active, None), None);
    }

    /// A session that is resumed may bring many events; only silence is wrong.
    #[test]
    fn events_that_come_again_are_waited_for() {
        let start = Instant::now();
        let mut dog = Watchdog::new(ShardState::Resuming, start);
        for seconds in [2, 4, 6, 8] {
            assert_eq!(dog.look(after(start, seconds), ShardState::Resuming, None), None);
            dog.heard(after(start, seconds));
        }
        assert_eq!(dog.look(after(start, 12), ShardState::Resuming, None), Some(Stuck::Unopened));
    }

    /// A heartbeat without an answer is nothing while events come, and everything while none does.
    #[test]
    fn silence_after_a_heartbeat_is_noticed() {
        let start = Instant::now();
        let mut dog = Watchdog::new(ShardState::Active, start);
        dog.heard(start);
        let asked = Some(after(start, 40));
        assert_eq!(dog.look(after(start, 42), ShardState::Active, asked), None);
        assert_eq!(dog.look(after(start, 44), ShardState::Active, asked), Some(Stuck::Deaf));
        dog.heard(after(start, 46));
        assert_eq!(dog.look(after(start, 60), ShardState::Active, asked), None);
    }
}
