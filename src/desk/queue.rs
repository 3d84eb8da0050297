//! What waits: for whom, since when, until when; what burns first stands first.

use jiff::Timestamp;
use jiff::civil::Date;

use super::clocks::LastDay;
use super::work::Work;
use super::{Desk, DeskError, Visit, long_date};
use crate::exchange::{ExchangeId, Status};
use crate::journal::Query;
use crate::language::Language;
use crate::pack::Pack;
use crate::practice::Practice;
use crate::text;

/// For whom something waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WaitsFor {
    /// For a manager's word.
    Managers,
    /// For whoever is in charge.
    Person(String),
}

/// An exchange that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub exchange: ExchangeId,
    /// Its heading: outcome and status, in words.
    pub title: String,
    /// Where it stands.
    pub status: Status,
    /// For whom.
    pub waits_for: WaitsFor,
    /// Since when: its last step.
    pub since: Timestamp,
    /// The last day that comes first, if one runs.
    pub burns: Option<LastDay>,
    /// Whether that day is gone by.
    pub overdue: bool,
}

/// One line on an exchange that waits, in words.
pub fn line(waiting: &Waiting, language: Language) -> String {
    let (exchange, title) = (waiting.exchange.to_string(), waiting.title.as_str());
    let Some(clock) = &waiting.burns else {
        return text!(language, "queue-line", exchange = exchange, title = title);
    };
    let (day, what) = (long_date(clock.due, language), clock.label.as_str());
    if waiting.overdue {
        text!(language, "queue-line-late", exchange = exchange, title = title, day = day, what = what)
    } else {
        text!(language, "queue-line-due", exchange = exchange, title = title, day = day, what = what)
    }
}

impl Desk {
    /// Every exchange that waits for somebody, what burns first at the top.
    ///
    /// # Errors
    /// When the practice is not served or the journal fails.
    pub async fn queue(&self, visit: &Visit) -> Result<Vec<Waiting>, DeskError> {
        let practice = self.practice(&visit.practice)?;
        let pack = self.pack(practice)?;
        Ok(queue_of(&self.open(visit, practice, &pack).await?))
    }

    /// Every exchange in which something may have to be done.
    pub(super) async fn open<'a>(
        &self,
        visit: &'a Visit,
        practice: &'a Practice,
        pack: &'a Pack,
    ) -> Result<Vec<Work<'a>>, DeskError> {
        let statuses = Status::ALL.into_iter().filter(|status| status.is_open()).collect();
        let open = Query { practice: Some(practice.id.clone()), statuses, ..Query::default() };
        let open = self.journal.list(&open).await?;
        // Of what is online or closed only that counts of which a day still runs: a promise, a complaint's step.
        let running = self.journal.due(&practice.id, Date::MAX).await?;
        let ended = running.into_iter().filter(|summary| !summary.status.is_open());
        let mut work = Vec::new();
        for summary in open.into_iter().chain(ended) {
            // One that was erased meanwhile waits for nobody.
            if let Ok(exchange) = self.exchange(&practice.id, summary.exchange).await {
                work.push(self.work_without_past(visit, practice, pack, exchange));
            }
        }
        Ok(work)
    }
}

/// What waits for somebody, what burns first at the top.
pub(super) fn queue_of(open: &[Work<'_>]) -> Vec<Waiting> {
    let waiting = |work: &Work<'_>| {
        let exchange = &work.exchange;
        let burns = work.clocks().into_iter().next();
        // A reply that is online waits for nobody, unless something was promised with it.
        if burns.is_none() && !exchange.status.is_open() {
            return None;
        }
        let waits_for = match exchange.status {
            Status::Submitted => WaitsFor::Managers,
            _ => WaitsFor::Person(exchange.assignee.clone()),
        };
        Some(Waiting {
            exchange: exchange.id,
            title: work.title(),
            status: exchange.status,
            waits_for,
            since: exchange.updated_at,
            overdue: burns.as_ref().is_some_and(|clock| clock.due < work.today),
            burns,
        })
    };
    let mut queue: Vec<_> = open.iter().filter_map(waiting).collect();
    queue.sort_by_key(|waiting| {
        let due = waiting.burns.as_ref().map(|clock| clock.due);
        (due.is_none(), due, waiting.since, waiting.exchange)
    });
    queue
}
