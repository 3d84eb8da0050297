//! Every exchange of every practice, kept for good.
//!
//! [`Journal`] is the port that the desk works through; [`embedded`] is its first implementation, an
//! append-only archive with a working store beside it. Nothing above the port may assume that one
//! process alone writes, so every append names the revision that it expects.

pub mod embedded;
pub mod memory;
mod mention;
mod proof;
pub mod search;

use std::collections::{BTreeMap, BTreeSet};

use std::ops::Range;

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::exchange::{Actor, Digest, Ending, ErasureCause, Event, Exchange, ExchangeId, Origin, Recorded, Status};
use crate::guard::Channel;
use crate::likeness::Likeness;
use crate::practice::PracticeId;
pub use proof::{BadCapture, CaptureState, ChainEnd, Contained, Deposited, NotDeposited, Verified};
pub use search::{Excerpt, Found, Hit, Part, Search, Wanted};

/// The events of one step, to be recorded together or not at all.
#[derive(Debug, Clone)]
pub struct Append {
    /// The practice.
    pub practice: PracticeId,
    /// The exchange.
    pub exchange: ExchangeId,
    /// The revision that the exchange is expected to have: 0 for a new one.
    pub expected: u32,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: Actor,
    /// What happened, in order; at least one event.
    pub events: Vec<Event>,
}

impl Append {
    /// The revision once these events are recorded: a step makes a new one, a mere trace does not.
    pub fn revision(&self) -> u32 {
        if self.events.iter().any(Event::is_step) { self.expected + 1 } else { self.expected }
    }
}

/// The erasing of an exchange, or of one entry of a register. Its trace stays, its content goes.
#[derive(Debug, Clone)]
pub struct Erasure {
    /// The practice.
    pub practice: PracticeId,
    /// The exchange.
    pub exchange: ExchangeId,
    /// Of a register, the number of the entry; of an exchange everything goes.
    pub entry: Option<u32>,
    /// The revision that the exchange is expected to have.
    pub expected: u32,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: Actor,
    /// Why; it stays readable.
    pub reason: String,
    /// At a request, or for its age.
    pub cause: ErasureCause,
}

impl Erasure {
    /// The event that stays of it.
    pub fn event(&self) -> Event {
        Event::Erased { reason: self.reason.clone(), cause: self.cause, entry: self.entry }
    }

    /// Whether an event of the same exchange goes with it.
    pub fn covers(&self, recorded: &Recorded) -> bool {
        let is_trace_of_one = matches!(recorded.event, Event::Erased { .. });
        !is_trace_of_one && self.entry.is_none_or(|entry| entry == recorded.revision)
    }

    /// What stands in the way, given what is recorded. A hold makes no new revision, so it is looked for again
    /// where nothing can come in between.
    ///
    /// # Errors
    /// When it was erased before, there never was such a thing, or it is held.
    pub fn check(&self, history: &[Recorded]) -> Result<(), JournalError> {
        if !history.iter().any(|recorded| self.covers(recorded)) {
            return Err(JournalError::Refused("there is nothing to erase"));
        }
        let exchange = Exchange::replay(self.exchange, history.to_vec());
        if exchange.is_some_and(|exchange| exchange.hold.is_some()) { Err(JournalError::Held) } else { Ok(()) }
    }
}

/// Where some words are mentioned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mentions {
    /// In these exchanges, each with the words around the first place.
    pub exchanges: BTreeMap<ExchangeId, String>,
    /// In these entries of the practice's register, by number.
    pub entries: BTreeSet<u32>,
}

impl Mentions {
    /// Takes an event that holds the words.
    fn add(&mut self, exchange: ExchangeId, revision: u32, around: String) {
        if exchange == ExchangeId::REGISTER {
            self.entries.insert(revision);
        } else {
            self.exchanges.entry(exchange).or_insert(around);
        }
    }
}

/// What a list shows of an exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The exchange.
    pub exchange: ExchangeId,
    /// The practice.
    pub practice: PracticeId,
    /// Its revision.
    pub revision: u32,
    /// Where it stands.
    pub status: Status,
    /// The outcome, once it is classified.
    pub outcome: Option<String>,
    /// When the review came in.
    pub received_at: Timestamp,
    /// When the last step was taken.
    pub updated_at: Timestamp,
    /// Who is in charge.
    pub assignee: String,
    /// Earliest last day among the steps and measures still to be done.
    pub due: Option<Date>,
    /// How many measures are still to be carried out.
    #[serde(default)]
    pub open_measures: usize,
    /// The public reply, if one is proposed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<Reply>,
}

/// What is kept of a reply, so that the next one differs from it: never its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The template that it began with.
    pub template: String,
    /// What tells whether another text resembles it.
    pub likeness: Likeness,
    /// When it went online.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Timestamp>,
}

impl Reply {
    fn of(exchange: &Exchange) -> Option<Self> {
        let draft = exchange.draft.as_ref().filter(|draft| draft.channel == Channel::Public)?;
        // A publication that was taken back never was.
        let stands = matches!(exchange.ending, Some(Ending::Published(_)));
        let published = exchange.history.iter().rev().find_map(|recorded| match &recorded.event {
            Event::Published { sha256, .. } if stands && *sha256 == draft.sha256 => Some(recorded.at),
            _ => None,
        });
        Some(Self { template: draft.template.clone(), likeness: Likeness::of(&draft.text), published_at: published })
    }
}

impl Summary {
    /// The summary of an exchange.
    pub fn of(exchange: &Exchange, practice: &PracticeId) -> Self {
        let steps = exchange.classified.iter().flat_map(|classified| &classified.steps);
        let open = steps.filter(|step| !exchange.is_closed() && !exchange.done.contains(&step.step));
        Self {
            exchange: exchange.id,
            practice: practice.clone(),
            revision: exchange.revision,
            status: exchange.status,
            outcome: exchange.classified.as_ref().map(|classified| classified.outcome.clone()),
            received_at: exchange.received_at,
            updated_at: exchange.updated_at,
            assignee: exchange.assignee.clone(),
            due: open.filter_map(|step| step.due).chain(exchange.open_measures().map(|(_, open)| open.due)).min(),
            open_measures: exchange.open_measures().count(),
            reply: Reply::of(exchange),
        }
    }
}

/// What to list.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Only this practice.
    pub practice: Option<PracticeId>,
    /// Only these statuses; any when empty.
    pub statuses: Vec<Status>,
    /// Only those with a measure still to be carried out.
    pub with_measures: bool,
    /// Only those received from this moment on.
    pub since: Option<Timestamp>,
    /// At most so many, the newest first; all when `None`.
    pub limit: Option<usize>,
}

impl Query {
    /// Whether it asks for this exchange.
    pub fn wants(&self, summary: &Summary) -> bool {
        self.practice.as_ref().is_none_or(|practice| *practice == summary.practice)
            && (self.statuses.is_empty() || self.statuses.contains(&summary.status))
            && (!self.with_measures || summary.open_measures > 0)
            && self.since.is_none_or(|since| summary.received_at >= since)
    }
}

/// Which histories to go through.
#[derive(Debug, Clone)]
pub struct Span {
    /// The practice.
    pub practice: PracticeId,
    /// Only what came in from that moment on, and before the other.
    pub received: Range<Timestamp>,
    /// Only those of which a step was taken from that moment on, or of which something is still to be done.
    pub alive_since: Option<Timestamp>,
}

impl Span {
    /// Whether it asks for this exchange.
    pub fn wants(&self, summary: &Summary) -> bool {
        let alive = |since: Timestamp| {
            summary.updated_at >= since
                || summary.status.is_open()
                || summary.due.is_some()
                || summary.open_measures > 0
        };
        summary.practice == self.practice
            && self.received.contains(&summary.received_at)
            && self.alive_since.is_none_or(alive)
    }
}

/// How far one has gone through histories: the last exchange that was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// When it came in.
    pub received_at: Timestamp,
    /// Which one.
    pub exchange: ExchangeId,
}

/// The whole history of one exchange.
#[derive(Debug, Clone)]
pub struct History {
    /// The exchange, and its place among the others.
    pub mark: Mark,
    /// Everything recorded of it, in order.
    pub events: Vec<Recorded>,
}

/// The last line of a practice's chain: a digest over all that came before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChainHead {
    /// Its number, from 1.
    pub line: u64,
    /// Its SHA-256.
    pub sha256: String,
}

/// Most histories that the journal gives at once.
pub const PAGE: usize = 256;

/// Why the journal did not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Someone else took a step in between.
    #[error("the exchange is at revision {current}")]
    Conflict {
        /// Its revision now.
        current: u32,
    },
    /// Another process owns the folder.
    #[error("the data folder {folder} is in use by another egard process; stop it, or name another folder with --data")]
    InUse {
        /// The folder.
        folder: String,
    },
    /// The folder or a file in it cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The archive is not as it was written.
    #[error("{file}:{line}: {what}")]
    Broken {
        /// The segment.
        file: String,
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        what: String,
    },
    /// A newer version wrote it.
    #[error("{file}: written by a newer version of egard (format {found}, this one reads up to {known})")]
    Newer {
        /// The file.
        file: String,
        /// Its format.
        found: u32,
        /// The newest format that is known here.
        known: u32,
    },
    /// The exchange is held: nothing of it may be erased.
    #[error("the exchange is held")]
    Held,
    /// No journal would record such a step.
    #[error("the step cannot be recorded: {0}")]
    Refused(&'static str),
    /// The working store failed; the archive is whole.
    #[error("the working store failed: {0}")]
    Store(String),
    /// The search index failed; the archive is whole.
    #[error("the search index failed: {0}")]
    Search(String),
    /// The journal is closing.
    #[error("the journal is closed")]
    Closed,
}

/// The journal, as the desk sees it.
#[async_trait]
pub trait Journal: Send + Sync {
    /// Records a step; returns the exchange's new revision once it is on the disk for good. A chat
    /// message begins one exchange: a second one that names it is a conflict.
    async fn append(&self, step: Append) -> Result<u32, JournalError>;

    /// Whole histories of a practice in the order of reception, a page at a time so that none has to hold them
    /// all: those after `after`, or the first ones. What was erased is left out. An empty page is the end.
    async fn histories(&self, span: &Span, after: Option<Mark>) -> Result<Vec<History>, JournalError>;

    /// The end of a practice's chain, where the journal keeps one.
    async fn head(&self, practice: &PracticeId) -> Result<Option<ChainHead>, JournalError>;

    /// Everything recorded of an exchange, in order; empty when there is none.
    async fn load(&self, practice: &PracticeId, exchange: ExchangeId) -> Result<Vec<Recorded>, JournalError>;

    /// How many events are recorded of an exchange: as long as that stays the same, so does what [`load`](Self::load)
    /// gives.
    async fn count(&self, practice: &PracticeId, exchange: ExchangeId) -> Result<usize, JournalError>;

    /// Exchanges that a query asks for, the newest first.
    async fn list(&self, query: &Query) -> Result<Vec<Summary>, JournalError>;

    /// Exchanges with a step or a measure to be done on this day or before, the most urgent first.
    async fn due(&self, practice: &PracticeId, by: Date) -> Result<Vec<Summary>, JournalError>;

    /// Exchanges whose identifier begins so, at most ten.
    async fn find(&self, practice: Option<&PracticeId>, prefix: &str) -> Result<Vec<Summary>, JournalError>;

    /// Exchanges of a practice that a search asks for, the newest review first. Whatever was recorded before it
    /// was asked for is found.
    async fn search(&self, practice: &PracticeId, search: &Search) -> Result<Found, JournalError>;

    /// The exchange that a chat message began.
    async fn by_origin(&self, practice: &PracticeId, origin: &Origin) -> Result<Option<ExchangeId>, JournalError>;

    /// Erases an exchange, or an entry of a register: when this returns, the content is gone from the archive, with
    /// the captures that no other exchange has. The search index is still to [forget](Self::forget) it.
    async fn erase(&self, erasure: Erasure) -> Result<(), JournalError>;

    /// Leaves no byte of these exchanges, which are erased, in the search index. The index forgets many as quickly
    /// as one, so it is asked once, after all of them.
    async fn forget(&self, practice: &PracticeId, exchanges: &[ExchangeId]) -> Result<(), JournalError>;

    /// Where a practice's journal mentions these words, whatever their accents and capitals. Reads all of it.
    async fn mentions(&self, practice: &PracticeId, words: &str) -> Result<Mentions, JournalError>;

    /// Proves all that is recorded, of every practice, and tells the line that was deposited where one of the chains
    /// still contains it: then nothing up to it was changed since. Reads all of it; a journal that keeps no chains
    /// has no ends of them to tell.
    ///
    /// # Errors
    /// [`JournalError::Broken`] names the first line that does not hold.
    async fn verify(&self, deposited: Option<&Deposited>) -> Result<(Verified, Option<Contained>), JournalError>;

    /// Keeps a capture; its digest is given once it is on the disk for good.
    async fn keep_evidence(&self, bytes: Vec<u8>) -> Result<Digest, JournalError>;

    /// Removes a capture that no event names; one that is named stays. For a capture that was kept and could not be
    /// recorded.
    async fn drop_evidence(&self, digest: &Digest) -> Result<(), JournalError>;

    /// A capture that is kept.
    async fn evidence(&self, digest: &Digest) -> Result<Vec<u8>, JournalError>;

    /// A small setting of the installation, by key: a cache, which may be lost.
    async fn setting(&self, key: &str) -> Result<Option<String>, JournalError>;

    /// Keeps a small setting.
    async fn keep_setting(&self, key: &str, value: &str) -> Result<(), JournalError>;
}
