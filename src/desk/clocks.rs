//! The last days of an exchange that run at a moment, and when somebody is reminded of them.
//!
//! Days count, not hours: a clock has a last day where the practice is. A reminder comes some days before it
//! and on it, in the hours in which the practice wants to be spoken to. What was given is on record, so that
//! neither a restart nor a clock set back gives it twice.

use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::{Timestamp, Zoned};

use super::work::Work;
use crate::exchange::{Exchange, Reminder, Stage, Status};
use crate::practice::{Practice, Reminders};
use crate::text;

/// The clock of the practice's own target for answering.
const TARGET: &str = "target";

/// One last day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastDay {
    /// What runs: a step, `target`, or `measure.<place>`.
    pub id: String,
    /// What is to be done by then, in words.
    pub label: String,
    /// The last day.
    pub due: Date,
}

/// The practice's own last day for answering, while a review waits for it.
pub(super) fn target(exchange: &Exchange, practice: &Practice) -> Option<Date> {
    let drafting = exchange.status.is_drafting();
    let waits = drafting
        || matches!(
            exchange.status,
            Status::Received | Status::Classifying | Status::Submitted | Status::Approved | Status::NoReply
        );
    let days = practice.policy.answer_within_days.filter(|_| waits)?;
    let received = exchange.received_at.to_zoned(practice.zone()).date();
    received.checked_add(i32::from(days).days()).ok()
}

impl Work<'_> {
    /// Every last day that runs, the earliest first.
    pub(super) fn clocks(&self) -> Vec<LastDay> {
        let language = self.visit.language;
        let target = target(&self.exchange, self.practice).map(|due| LastDay {
            id: TARGET.to_owned(),
            label: text!(language, "clock-target"),
            due,
        });
        let steps =
            self.steps().filter(|(step, _)| !self.exchange.is_closed() && !self.exchange.done.contains(&step.id));
        let steps = steps.filter_map(|(step, due)| {
            Some(LastDay { id: step.id.clone(), label: step.action.get(language).to_owned(), due: due? })
        });
        let measures = self.exchange.open_measures().map(|(place, measure)| LastDay {
            id: format!("measure.{place}"),
            label: measure.text.clone(),
            due: measure.due,
        });
        let mut clocks: Vec<_> = target.into_iter().chain(steps).chain(measures).collect();
        clocks.sort_by_key(|clock| clock.due);
        clocks
    }

    /// The reminders that are to be given today and were not, each with its clock.
    pub(super) fn reminders(&self) -> Vec<(Reminder, LastDay)> {
        let (exchange, today) = (&self.exchange, self.today);
        if exchange.snoozed_until.is_some_and(|until| today < until) {
            return Vec::new();
        }
        let before = i32::from(self.practice.reminders.before_days).days();
        let clocks = self.clocks();
        // Whoever put it off is reminded on that day of what burns first.
        let again = exchange.snoozed_until.and_then(|until| {
            let clock = clocks.first()?.clone();
            Some((Reminder { clock: clock.id.clone(), due: until, stage: Stage::Snoozed }, clock))
        });
        let due = clocks.into_iter().filter_map(|clock| {
            let first = clock.due.checked_sub(before).unwrap_or(clock.due);
            let stage = match (today >= clock.due, today >= first) {
                (true, _) => Stage::Due,
                (false, true) => Stage::Before,
                (false, false) => return None,
            };
            Some((Reminder { clock: clock.id.clone(), due: clock.due, stage }, clock))
        });
        let given = |reminder: &Reminder| exchange.reminded.contains(reminder);
        again.into_iter().chain(due).filter(|(reminder, _)| !given(reminder)).collect()
    }
}

impl Reminders {
    /// Whether the practice may be spoken to at this moment of its day.
    pub(super) fn may_speak(&self, now: &Zoned) -> bool {
        (self.from..self.to).contains(&now.time())
    }

    /// The next moment from which it may be spoken to.
    pub(super) fn next_opening(&self, now: &Zoned) -> Option<Timestamp> {
        let day = if now.time() < self.from { now.date() } else { now.date().tomorrow().ok()? };
        // An hour that a change to summer time leaves out begins with the next one.
        Some(day.to_datetime(self.from).to_zoned(now.time_zone().clone()).ok()?.timestamp())
    }
}
