//! The application itself: takes what a person asks for, and answers with a screen.
//!
//! Every face goes through [`Desk`], so that the same steps give the same events whether they are
//! taken on Discord, in the terminal or from a script. The desk reads the exchange from the journal,
//! lets [`decide`](crate::exchange::decide) permit or refuse, records what was decided, and only then
//! answers. It keeps nothing between two requests, but what a register adds up to until it grows.

mod action;
mod captures;
mod clocks;
mod compose;
mod dossier;
mod errands;
mod export;
mod figures;
mod form;
mod history;
mod keep;
mod measures;
mod news;
mod office;
mod proof;
mod query;
mod queue;
mod quick;
mod refusal;
mod screen;
mod search;
mod steps;
mod view;
mod work;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

pub use action::{Action, UnknownAction};
pub use captures::Capture;
pub use clocks::LastDay;
pub use compose::long_date;
pub use errands::Errand;
pub use export::PeriodFormat;
pub use figures::{Brief, Cell, Picture, Section, tabulate};
pub use history::{event_detail, event_name};
pub use keep::{
    Aged, Erased, Leftover, MAX_CAPTURE, Mentioned, Standing, UnfitCapture, erased_consent_text, erased_text,
};
pub use measures::OpenMeasure;
use office::Registers;
pub use office::{Place, Reading};
pub use proof::{Proved, bad_capture_text};
pub use query::BadQuery;
pub use queue::{Waiting, WaitsFor, line as queue_line};
pub use quick::{Checked, QuickTemplate};
pub use refusal::{DeskError, explain};
pub use screen::{
    Block, Button, Change, CheckItem, Choice, Field, FindingView, Form, HistoryLine, Menu, Piece, Private, Reference,
    Response, ReviewView, Screen, Style,
};
pub use search::{Match, Results};
pub use steps::{read_day, typed_day};
pub use view::{approval_text, finding_views, verdict_text};

use crate::exchange::{Actor, Event, Exchange, ExchangeId, Refusal};
use crate::journal::{Journal, Query, Summary};
use crate::language::Language;
use crate::pack::{Pack, Shelf};
use crate::practice::{Practice, PracticeId};

/// How often something that depends on no state that a person saw is tried while others take steps.
const TRIES: usize = 5;

/// What tells the time, so that tests can set it.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// What a person typed into a form, by field.
pub type Inputs = BTreeMap<String, String>;

/// Who asks, for which practice, and in which language they read.
#[derive(Debug, Clone)]
pub struct Visit {
    /// The person, with the role they hold now.
    pub actor: Actor,
    /// The practice.
    pub practice: PracticeId,
    /// The language of the interface.
    pub language: Language,
}

/// A visit by someone who manages: what only managers may do asks for one of these, so that nothing can
/// reach it with less.
#[derive(Debug, Clone, Copy)]
pub struct Managing<'a> {
    visit: &'a Visit,
}

impl Visit {
    /// The visit as a manager's.
    ///
    /// # Errors
    /// When the person is no manager.
    pub fn managing(&self) -> Result<Managing<'_>, DeskError> {
        if self.actor.is_manager() { Ok(Managing { visit: self }) } else { Err(Refusal::ManagersOnly.into()) }
    }
}

impl<'a> Managing<'a> {
    /// The visit itself.
    pub fn visit(self) -> &'a Visit {
        self.visit
    }
}

/// The desk of an installation.
#[derive(Clone)]
pub struct Desk {
    journal: Arc<dyn Journal>,
    clock: Arc<dyn Clock>,
    packs: Arc<Shelf>,
    practices: Arc<BTreeMap<PracticeId, Practice>>,
    registers: Arc<Registers>,
}

impl Desk {
    /// A desk for these practices.
    pub fn new(
        journal: Arc<dyn Journal>,
        clock: Arc<dyn Clock>,
        packs: Arc<Shelf>,
        practices: impl IntoIterator<Item = Practice>,
    ) -> Self {
        let practices = practices.into_iter().map(|practice| (practice.id.clone(), practice)).collect();
        Self { journal, clock, packs, practices: Arc::new(practices), registers: Arc::default() }
    }

    /// Exchanges that a query asks for, the newest first.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn list(&self, query: &Query) -> Result<Vec<Summary>, DeskError> {
        Ok(self.journal.list(query).await?)
    }

    /// The one exchange of the practice whose identifier begins so.
    ///
    /// # Errors
    /// When there is none, or more than one.
    pub async fn find(&self, visit: &Visit, prefix: &str) -> Result<ExchangeId, DeskError> {
        Ok(self.find_summary(visit, prefix).await?.exchange)
    }

    /// The same, with what a list shows of it.
    ///
    /// # Errors
    /// When there is none, or more than one.
    pub async fn find_summary(&self, visit: &Visit, prefix: &str) -> Result<Summary, DeskError> {
        let found = self.journal.find(Some(&visit.practice), &prefix.to_ascii_lowercase()).await?;
        match found.as_slice() {
            [one] => Ok(one.clone()),
            [] => Err(self.erased(visit, prefix).await.unwrap_or_else(|| DeskError::NoneBegins(prefix.to_owned()))),
            several => Err(DeskError::SeveralBegin(several.iter().map(|summary| summary.exchange).collect())),
        }
    }

    /// That an exchange was erased, if it was one of the practice's and is named in full: no list has it any more.
    async fn erased(&self, visit: &Visit, name: &str) -> Option<DeskError> {
        let exchange = self.exchange(&visit.practice, name.parse().ok()?).await;
        exchange.err().filter(|error| matches!(error, DeskError::Erased(_)))
    }

    /// A practice that this desk serves.
    ///
    /// # Errors
    /// When it serves no such practice.
    pub fn practice(&self, id: &PracticeId) -> Result<&Practice, DeskError> {
        self.practices.get(id).ok_or_else(|| DeskError::UnknownPractice(id.to_string()))
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Today, where the practice is.
    ///
    /// # Errors
    /// When the practice is not served.
    pub fn today_of(&self, visit: &Visit) -> Result<jiff::civil::Date, DeskError> {
        Ok(self.today(self.practice(&visit.practice)?))
    }

    fn pack(&self, practice: &Practice) -> Result<Arc<Pack>, DeskError> {
        self.packs.get(&practice.pack).ok_or_else(|| DeskError::UnknownPack(practice.pack.clone()))
    }

    async fn exchange(&self, practice: &PracticeId, id: ExchangeId) -> Result<Exchange, DeskError> {
        let history = self.journal.load(practice, id).await?;
        let erased = history.last().is_some_and(|last| matches!(last.event, Event::Erased { .. }));
        let missing = if erased { DeskError::Erased(id) } else { DeskError::UnknownExchange(id) };
        Exchange::replay(id, history).ok_or(missing)
    }
}
