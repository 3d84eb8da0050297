//! What one person has not been told yet who sits down at the terminal: what was decided, what became due, and for
//! managers how the day begins and how the last week went.
//!
//! What there is to be told of is what the chat is told of, worked out in one place; whether it was told is each
//! person's own. So what was told here is still posted there, and the other way round. No hour is too late for
//! whoever comes by themselves.

use super::errands::reminders;
use super::work::Work;
use super::{Desk, DeskError, Errand, Managing, Visit};

impl Desk {
    /// Decisions on texts that this person handed over, and reminders of what they are in charge of; a manager is
    /// reminded of everything, as in the managers' channel.
    ///
    /// # Errors
    /// When the practice is not served or the journal fails.
    pub async fn news(&self, visit: &Visit) -> Result<Vec<Errand>, DeskError> {
        let practice = self.practice(&visit.practice)?;
        let pack = self.pack(practice)?;
        let ids = practice.ids_of(&visit.actor.id);
        let open = self.open(visit, practice, &pack).await?;
        let decided = open.iter().rev().filter_map(Work::decision_to_tell);
        let decided = decided.filter(|errand| matches!(errand, Errand::Decided { to, .. } if ids.contains(to)));
        let theirs = open.iter().filter(|work| visit.actor.is_manager() || ids.contains(&work.exchange.assignee));
        let due = theirs.flat_map(|work| reminders(work, Some(&visit.actor.id)));
        Ok(decided.chain(due).collect())
    }

    /// The summary of the day and that of the week before, each once to each manager.
    ///
    /// # Errors
    /// When the practice is not served or the journal fails.
    pub async fn summaries_for(&self, by: Managing<'_>) -> Result<Vec<Errand>, DeskError> {
        let visit = by.visit();
        let practice = self.practice(&visit.practice)?;
        let pack = self.pack(practice)?;
        let open = self.open(visit, practice, &pack).await?;
        self.summaries(visit, practice, &open, Some(&visit.actor.id)).await
    }

    /// Puts on record that this person was told.
    ///
    /// # Errors
    /// When the journal fails.
    pub async fn told(&self, visit: &Visit, errand: &Errand) -> Result<(), DeskError> {
        self.record(&visit.practice, errand, None, Some(&visit.actor.id)).await
    }
}
