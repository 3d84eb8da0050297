//! Everything that one request works on, gathered once.

use jiff::Timestamp;

use super::Visit;
use super::compose::{Composer, Past};
use crate::exchange::{Command, Event, Exchange, Refusal, Rules, decide};
use crate::pack::Pack;
use crate::platform::Platform;
use crate::practice::Practice;

/// Everything that one request works on.
pub(super) struct Work<'a> {
    pub(super) visit: &'a Visit,
    pub(super) practice: &'a Practice,
    pub(super) pack: &'a Pack,
    pub(super) exchange: Exchange,
    pub(super) today: jiff::civil::Date,
    pub(super) now: Timestamp,
    pub(super) past: Past,
}

impl Work<'_> {
    /// The same work once these events are recorded too.
    pub(super) fn after(&self, events: &[Event], at: Timestamp) -> Self {
        let exchange = self.exchange.after(events, &self.visit.actor, at);
        Self { exchange, past: self.past.clone(), ..*self }
    }

    /// Where the review stands, as far as that is known.
    pub(super) fn platform(&self) -> &Platform {
        let review = &self.exchange.review;
        self.pack.platforms.of(review.url.as_deref(), review.platform.as_deref())
    }

    pub(super) fn composer(&self) -> Composer<'_> {
        Composer { practice: self.practice, pack: self.pack, today: self.today, past: &self.past }
    }

    pub(super) fn decide(&self, seen: u32, command: Command) -> Result<Vec<Event>, Refusal> {
        let received = self.exchange.received_at.to_zoned(self.practice.zone()).date();
        let rules = Rules {
            policy: &self.practice.policy,
            people: &self.practice.person,
            questionnaire: &self.pack.questionnaire,
            received,
            today: self.today,
        };
        decide(&self.exchange, seen, command, &self.visit.actor, &rules)
    }
}
