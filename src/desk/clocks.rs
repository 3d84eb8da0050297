//! The last days of an exchange that run at a moment, and when somebody is reminded of them.
//!
//! Days count, not hours: a clock has a last day where the practice is. A reminder comes some days before it
//! and on it, in the hours in which the practice wants to be spoken to. What was given is on record, so that
//! neither a restart nor a clock set back gives it twice.

use jiff::ToSpan as _;
use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp, Zoned};

use super::work::Work;
use crate::exchange::{Exchange, Reminder, Stage};
use crate::practice::{Practice, Reminders};
use crate::text;

/// How long after the practice's day began its summaries still make sense.
const MORNING: SignedDuration = SignedDuration::from_hours(3);
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
    let days = practice.policy.answer_within_days.filter(|_| exchange.status.awaits_answer())?;
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

    /// The reminders that are to be given today and were not, each with its clock: to one person at the terminal, or
    /// in the chat.
    ///
    /// Putting reminders off holds back those that come early, never that of a last day itself. On the day until
    /// which they were put off what burns first is told once, and not twice.
    pub(super) fn reminders(&self, to: Option<&str>) -> Vec<(Reminder, LastDay)> {
        let clocks = self.clocks();
        let again = self.told_again(&clocks, to);
        let given = |reminder: &Reminder| self.given(to).any(|given| given == reminder);
        let today = clocks.into_iter().filter_map(|clock| Some((self.reminder(&clock, again.as_ref())?, clock)));
        today.filter(|(reminder, _)| !given(reminder)).collect()
    }

    /// What there is to be reminded of today about one last day.
    fn reminder(&self, clock: &LastDay, again: Option<&(String, Date)>) -> Option<Reminder> {
        let (today, before) = (self.today, i32::from(self.practice.reminders.before_days).days());
        let first = clock.due.checked_sub(before).unwrap_or(clock.due);
        let begun = [(Stage::Due, clock.due), (Stage::Before, first)].into_iter().find(|(_, since)| *since <= today);
        // What was put off stands for all that had begun by then.
        let again = again.filter(|(id, until)| *id == clock.id && begun.is_none_or(|(_, since)| since <= *until));
        let quiet = self.exchange.snoozed_until.is_some_and(|until| today < until);
        let (stage, due) = match (again, begun) {
            (Some((_, until)), _) => (Stage::Snoozed, *until),
            (None, Some((Stage::Before, _))) if quiet => return None,
            (None, Some((stage, _))) => (stage, clock.due),
            (None, None) => return None,
        };
        Some(Reminder { clock: clock.id.clone(), due, stage })
    }

    /// Once reminders are no longer put off: the clock that is told again, and the day until which they were. It is
    /// the one that was told again already, or else what burns first.
    fn told_again(&self, clocks: &[LastDay], to: Option<&str>) -> Option<(String, Date)> {
        let until = self.exchange.snoozed_until.filter(|until| *until <= self.today)?;
        let is_it = |given: &&Reminder| given.stage == Stage::Snoozed && given.due == until;
        let told = self.given(to).find(is_it).map(|given| &given.clock);
        Some((told.or(clocks.first().map(|clock| &clock.id))?.clone(), until))
    }

    /// The reminders that were given: to one person at the terminal, or in the chat.
    fn given(&self, to: Option<&str>) -> impl Iterator<Item = &Reminder> {
        let given = self.exchange.reminded.iter().filter(move |(_, whom)| whom.as_deref() == to);
        given.map(|(reminder, _)| reminder)
    }
}

impl Reminders {
    /// Whether the practice may be spoken to at this moment of its day.
    pub(super) fn may_speak(&self, now: &Zoned) -> bool {
        (self.from..self.to).contains(&now.time())
    }

    /// Whether it is the beginning of the practice's day, when summaries are read.
    pub(super) fn is_morning(&self, now: &Zoned) -> bool {
        let end = self.from.checked_add(MORNING).unwrap_or(Time::MAX).min(self.to);
        (self.from..end).contains(&now.time())
    }

    /// The next moment from which it may be spoken to.
    pub(super) fn next_opening(&self, now: &Zoned) -> Option<Timestamp> {
        let day = if now.time() < self.from { now.date() } else { now.date().tomorrow().ok()? };
        // An hour that a change to summer time leaves out begins with the next one.
        Some(day.to_datetime(self.from).to_zoned(now.time_zone().clone()).ok()?.timestamp())
    }
}
