//! Finding exchanges by what people type, and opening what was found.

use jiff::civil::Date;

use super::query::Reader;
use super::{Desk, DeskError, Screen, Visit};
use crate::exchange::{Command, ExchangeId, Status};
use crate::journal::{Excerpt, Hit, Search};
use crate::practice::Practice;
use crate::{text, wording};

/// A page of what was found, the newest review first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Results {
    /// How many were found, and which page this is, in words.
    pub heading: String,
    /// The exchanges of the page.
    pub hits: Vec<Match>,
    /// How many there are on all pages.
    pub total: usize,
    /// Whether there are more than that.
    pub and_more: bool,
    /// Which page it is, from 1.
    pub page: usize,
    /// How many pages there are, at least.
    pub pages: usize,
    /// The page before.
    pub previous: Option<usize>,
    /// The page after.
    pub next: Option<usize>,
}

/// An exchange that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Which.
    pub exchange: ExchangeId,
    /// Where it stands.
    pub status: Status,
    /// Where it stands, in words.
    pub status_text: String,
    /// Its outcome, by its identifier.
    pub outcome: Option<String>,
    /// The day on which the review came in, where the practice is.
    pub day: Date,
    /// Of what the excerpt is a piece, in words: the review, a reply…
    pub part_text: String,
    /// The words around what was looked for, raw, and where they are marked.
    pub excerpt: Excerpt,
}

impl Desk {
    /// A page, from 1, of the exchanges that someone looks for. Staff may: it is what their own team wrote.
    ///
    /// # Errors
    /// When what was typed cannot be read, or the journal fails.
    pub async fn search(&self, visit: &Visit, typed: &str, page: usize) -> Result<Results, DeskError> {
        let practice = self.practice(&visit.practice)?;
        let pack = self.pack(practice)?;
        let reader = Reader { practice, pack: &pack, asker: &visit.actor.id };
        let search = reader.read(typed).map_err(DeskError::Search)?;
        self.results(visit, practice, Search { page: page.max(1), ..search }).await
    }

    /// A page, from 1, of all exchanges.
    ///
    /// # Errors
    /// When the journal fails.
    pub async fn latest(&self, visit: &Visit, page: usize) -> Result<Results, DeskError> {
        let practice = self.practice(&visit.practice)?;
        self.results(visit, practice, Search { page: page.max(1), ..Search::default() }).await
    }

    async fn results(&self, visit: &Visit, practice: &Practice, search: Search) -> Result<Results, DeskError> {
        let found = self.journal.search(&practice.id, &search).await?;
        let zone = practice.zone();
        let one = |hit: &Hit| Match {
            exchange: hit.summary.exchange,
            status: hit.summary.status,
            status_text: wording::named(visit.language, "status", hit.summary.status.name()),
            outcome: hit.summary.outcome.clone(),
            day: hit.summary.received_at.to_zoned(zone.clone()).date(),
            part_text: wording::named(visit.language, "part", hit.excerpt.part.name()),
            excerpt: hit.excerpt.clone(),
        };
        let heading = match found.total {
            0 => text!(visit.language, "search-none"),
            total if found.and_more => {
                text!(visit.language, "search-found-more", total = total, page = found.page)
            }
            total => {
                text!(visit.language, "search-found", total = total, page = found.page, pages = found.pages.max(1))
            }
        };
        Ok(Results {
            heading,
            hits: found.hits.iter().map(one).collect(),
            total: found.total,
            and_more: found.and_more,
            page: found.page,
            pages: found.pages,
            previous: found.previous(),
            next: found.next(),
        })
    }

    /// An exchange as it is, opened elsewhere than in the chat where it lives. That a manager read it there is put
    /// on record before it is shown; `with` says with what: `search`, `terminal`…
    ///
    /// # Errors
    /// When there is no such exchange or the journal fails.
    pub async fn view(&self, visit: &Visit, id: ExchangeId, with: &str) -> Result<Screen, DeskError> {
        self.note(visit, id, Command::View { with: with.to_owned() }).await?;
        self.show(visit, id).await
    }

    /// An exchange that is taken up on a face. Where it lives in the chat of another one, a manager's reading is put
    /// on record, as [`view`](Self::view) does.
    ///
    /// # Errors
    /// When there is no such exchange or the journal fails.
    pub async fn take_up(&self, visit: &Visit, id: ExchangeId, face: &str) -> Result<Screen, DeskError> {
        let exchange = self.exchange(&visit.practice, id).await?;
        let begun_elsewhere = exchange.origin.as_ref().is_some_and(|origin| origin.face != face);
        if begun_elsewhere || exchange.cards.iter().any(|card| card.face != face) {
            self.view(visit, id, face).await
        } else {
            self.show(visit, id).await
        }
    }
}
