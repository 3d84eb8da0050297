//! What is kept beside the steps: captures, holds, reminders, the messages that show an exchange, and erasing.

use jiff::civil::Date;

use super::{Decided, Decision, MAX_TEXT, Refusal, needed};
use crate::exchange::{Digest, Ending, ErasureCause, Event, Evidence, Reminder};

impl Decision<'_> {
    /// What stands online is what was approved, but for the spaces that sites change as they like.
    pub(super) fn check_online(&self, text: &str) -> Decided {
        let published = matches!(self.exchange.ending, Some(Ending::Published(_)));
        let draft = self.reply()?;
        if !published {
            return Err(Refusal::NotNow(self.exchange.status));
        }
        let text = text.trim();
        if text.is_empty() {
            return Err(Refusal::EmptyText);
        }
        if text.encode_utf16().count() > MAX_TEXT {
            return Err(Refusal::TooLong(MAX_TEXT));
        }
        let same = text.split_whitespace().eq(draft.text.split_whitespace());
        let differs = (!same).then(|| text.to_owned());
        Ok(vec![Event::OnlineChecked { sha256: Digest::of(text.as_bytes()), differs }])
    }

    /// A capture that is there already stays as it was taken first.
    pub(super) fn add_evidence(&self, evidence: Evidence) -> Vec<Event> {
        let known = self.exchange.evidence.iter().any(|there| there.sha256 == evidence.sha256);
        if known { Vec::new() } else { vec![Event::EvidenceAdded { evidence }] }
    }

    pub(super) fn place_hold(&self, reason: String) -> Decided {
        self.manager()?;
        if self.exchange.hold.is_some() {
            return Err(Refusal::Held);
        }
        Ok(vec![Event::HoldPlaced { reason: needed(reason)? }])
    }

    pub(super) fn lift_hold(&self, reason: String) -> Decided {
        self.manager()?;
        if self.exchange.hold.is_none() {
            return Err(Refusal::NotHeld);
        }
        Ok(vec![Event::HoldLifted { reason: needed(reason)? }])
    }

    pub(super) fn snooze(&self, until: Date) -> Decided {
        if until <= self.rules.today { Err(Refusal::PastDay) } else { Ok(vec![Event::Snoozed { until }]) }
    }

    /// A reminder is given once in the chat, and once to each person at the terminal.
    pub(super) fn remind(&self, reminder: Reminder, to: Option<String>) -> Vec<Event> {
        let given = (reminder, to);
        if self.exchange.reminded.contains(&given) {
            return Vec::new();
        }
        let (reminder, to) = given;
        vec![Event::Reminded { reminder, to }]
    }

    /// The author is told once of each decision.
    pub(super) fn tell_author(&self, decision: u32) -> Vec<Event> {
        let told = self.exchange.history.iter().any(|recorded| recorded.event == Event::AuthorTold { decision });
        if told { Vec::new() } else { vec![Event::AuthorTold { decision }] }
    }

    /// Staff read what their own team writes; a manager's reading elsewhere leaves a trace.
    pub(super) fn view(&self, with: String) -> Vec<Event> {
        if self.actor.is_manager() { vec![Event::Viewed { with }] } else { Vec::new() }
    }

    /// Nothing is erased while it is held, neither at a request nor for its age. Age needs no manager: the
    /// practice's configuration has decided.
    pub(super) fn erase(&self, reason: String, cause: ErasureCause) -> Decided {
        if cause == ErasureCause::Request {
            self.manager()?;
        }
        if self.exchange.hold.is_some() {
            return Err(Refusal::Held);
        }
        Ok(vec![Event::Erased { reason: needed(reason)?, cause, entry: None }])
    }
}
