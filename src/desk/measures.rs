//! What was promised to be improved, followed until it is.

use jiff::civil::Date;
use serde::Serialize;

use super::{Desk, DeskError, Visit};
use crate::exchange::{Event, Exchange, ExchangeId};
use crate::journal::Query;

/// A measure, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenMeasure {
    /// Of which exchange.
    pub exchange: ExchangeId,
    /// What, in general terms.
    pub measure: String,
    /// Who is in charge of it, as the journal names them.
    pub owner: String,
    /// By when.
    pub due: Date,
    /// When it was carried out.
    pub done: Option<Date>,
    /// Whether it is not, and its day is gone by.
    pub is_late: bool,
}

impl Desk {
    /// Measures still to be carried out, the latest first.
    ///
    /// # Errors
    /// When the practice is not served or the journal fails.
    pub async fn open_measures(&self, visit: &Visit) -> Result<Vec<OpenMeasure>, DeskError> {
        let mut measures = Vec::new();
        let query = Query { practice: Some(visit.practice.clone()), with_measures: true, ..Query::default() };
        for summary in self.journal.list(&query).await? {
            let exchange = self.exchange(&visit.practice, summary.exchange).await?;
            measures.extend(self.measures_of(visit, &exchange)?.into_iter().filter(|measure| measure.done.is_none()));
        }
        measures.sort_by(|one, other| (one.due, one.exchange).cmp(&(other.due, other.exchange)));
        Ok(measures)
    }

    /// Every measure of the last twelve months' exchanges and all that are still open: the latest first, then
    /// those that are done.
    ///
    /// # Errors
    /// When the practice is not served or the journal fails.
    pub async fn all_measures(&self, visit: &Visit) -> Result<Vec<OpenMeasure>, DeskError> {
        let practice = self.practice(&visit.practice)?;
        let year = crate::statistics::Period::last_year(self.today(practice));
        let span = crate::journal::Span {
            practice: practice.id.clone(),
            received: jiff::Timestamp::MIN..jiff::Timestamp::MAX,
            alive_since: Some(super::figures::moments(year, &practice.zone()).start),
        };
        let mut measures = Vec::new();
        self.each(&span, |exchange| measures.extend(self.measures_of(visit, exchange).unwrap_or_default())).await?;
        measures.sort_by_key(|measure| (measure.done.is_some(), measure.due, measure.exchange));
        Ok(measures)
    }

    fn measures_of(&self, visit: &Visit, exchange: &Exchange) -> Result<Vec<OpenMeasure>, DeskError> {
        let practice = self.practice(&visit.practice)?;
        let today = self.today(practice);
        let standing = exchange.standing();
        let done = |place: usize| {
            let done = standing.iter().rev().find(|recorded| recorded.event == Event::MeasureDone { measure: place });
            done.map(|recorded| recorded.at.to_zoned(practice.zone()).date())
        };
        let measures = exchange.measures.iter().enumerate().map(|(place, measure)| OpenMeasure {
            exchange: exchange.id,
            measure: measure.text.clone(),
            owner: exchange.assignee.clone(),
            due: measure.due,
            done: done(place).filter(|_| measure.done),
            is_late: !measure.done && measure.due < today,
        });
        Ok(measures.collect())
    }
}
