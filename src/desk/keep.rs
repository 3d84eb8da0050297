//! What is kept, for how long, and what is not: captures, holds, retention, erasing.
//!
//! Erasing is a manager's decision with a reason, and the reason is all that stays. A hold beats it, and beats
//! age as well. An exchange that is still open is kept whatever its age: somebody is waiting for something.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::{Desk, DeskError, Managing, TRIES, Visit};
use crate::consent::Unfit;
use crate::exchange::{
    Card, Command, ErasureCause, Event, Evidence, Exchange, ExchangeId, Media, Refusal, Status, needed,
};
use crate::journal::{Erasure, JournalError, Query, Summary};
use crate::language::Language;
use crate::practice::{Practice, Retention};
use crate::register::Entry;
use crate::text;

/// Largest capture, in bytes.
pub const MAX_CAPTURE: usize = 25 * 1024 * 1024;

/// Why something is no capture that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnfitCapture {
    /// It is neither a picture nor a PDF document, whatever it is called.
    Kind,
    /// It is larger than [`MAX_CAPTURE`].
    TooLarge,
    /// It lies elsewhere than where the chat keeps its files.
    Elsewhere,
    /// It could not be fetched.
    Unreachable,
}

/// What becomes of an exchange that is as old as the practice keeps such things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It goes.
    Goes,
    /// It is held, for this reason.
    Held(String),
    /// It is still open.
    Open,
}

/// An exchange that is past its retention.
#[derive(Debug, Clone)]
pub struct Aged {
    /// The exchange.
    pub summary: Summary,
    /// The last day on which it was to be kept.
    pub until: Date,
    /// How long such things are kept and why.
    pub retention: Retention,
    /// What becomes of it.
    pub standing: Standing,
}

/// What mentions some words.
#[derive(Debug, Clone, Default)]
pub struct Mentioned {
    /// Exchanges, the newest first.
    pub exchanges: Vec<Summary>,
    /// Of each, the words around the first place.
    pub around: BTreeMap<ExchangeId, String>,
    /// Entries of the register.
    pub consents: Vec<Entry>,
}

impl Aged {
    /// What becomes of it, in words.
    pub fn becomes(&self, language: Language) -> String {
        match &self.standing {
            Standing::Goes => text!(language, "purge-goes", reason = self.retention.reason.as_str()),
            Standing::Held(reason) => text!(language, "purge-held", reason = reason.as_str()),
            Standing::Open => text!(language, "purge-open"),
        }
    }
}

/// What came of erasing one exchange: the messages of the chat that showed it.
pub type Erased = (ExchangeId, Result<Vec<Card>, DeskError>);

/// What came of erasing an exchange, in words.
pub fn erased_text<T>(id: ExchangeId, erased: &Result<T, DeskError>, language: Language) -> String {
    let exchange = id.to_string();
    match erased {
        Ok(_) => text!(language, "erase-done", exchange = exchange),
        Err(error) => text!(language, "erase-not-done", exchange = exchange, why = error.tell(language)),
    }
}

/// What came of erasing an entry of the register, in words.
pub fn erased_consent_text(number: u32, erased: &Result<(), DeskError>, language: Language) -> String {
    match erased {
        Ok(()) => text!(language, "erase-consent-done", number = number),
        Err(error) => text!(language, "erase-consent-not-done", number = number, why = error.tell(language)),
    }
}

/// What is left to do of an exchange that is erased.
#[derive(Debug)]
pub struct Leftover {
    /// The messages of the chat that showed it: what they say is not the journal's to erase.
    pub cards: Vec<Card>,
    /// Whether the search index has forgotten it. One that cannot is thrown away at the next opening.
    pub forgotten: Result<(), DeskError>,
}

impl Desk {
    /// Has everything of an exchange kept until further notice.
    ///
    /// # Errors
    /// When it is held already, there is no such exchange, no reason is given, or the journal fails.
    pub async fn place_hold(&self, by: Managing<'_>, id: ExchangeId, reason: &str) -> Result<(), DeskError> {
        self.note(by.visit(), id, Command::PlaceHold { reason: reason.to_owned() }).await
    }

    /// Lets it be erased again.
    ///
    /// # Errors
    /// When it is not held, there is no such exchange, no reason is given, or the journal fails.
    pub async fn lift_hold(&self, by: Managing<'_>, id: ExchangeId, reason: &str) -> Result<(), DeskError> {
        self.note(by.visit(), id, Command::LiftHold { reason: reason.to_owned() }).await
    }

    /// Puts a capture with an exchange. What is there already stays as it was taken first.
    ///
    /// # Errors
    /// When it is no picture and no PDF document or too large, there is no such exchange, or the journal fails.
    pub async fn add_evidence(
        &self,
        visit: &Visit,
        id: ExchangeId,
        bytes: Vec<u8>,
        origin: &str,
    ) -> Result<(), DeskError> {
        if bytes.len() > MAX_CAPTURE {
            return Err(DeskError::Capture(UnfitCapture::TooLarge));
        }
        let media = Media::of(&bytes).ok_or(DeskError::Capture(UnfitCapture::Kind))?;
        // Nothing is kept that no exchange is to name.
        self.exchange(&visit.practice, id).await?;
        let (length, origin, fetched_at) = (bytes.len() as u64, origin.to_owned(), self.clock.now());
        let sha256 = self.journal.keep_evidence(bytes).await?;
        let evidence = Evidence { sha256: sha256.clone(), media, bytes: length, origin, fetched_at };
        let noted = self.note(visit, id, Command::AddEvidence(evidence)).await;
        if noted.is_err()
            && let Err(error) = self.journal.drop_evidence(&sha256).await
        {
            tracing::warn!(%sha256, %error, "a capture that nothing names stays until the next opening");
        }
        noted
    }

    /// Erases an exchange, at somebody's request. Gives what is left to do: there is no way back from there, so it
    /// is told whatever becomes of the search index.
    ///
    /// # Errors
    /// When it is held, there is no such exchange, no reason is given, or the journal fails.
    pub async fn erase(&self, by: Managing<'_>, id: ExchangeId, reason: &str) -> Result<Leftover, DeskError> {
        let cards = self.erase_one(by, id, None, reason).await?;
        Ok(Leftover { cards, forgotten: self.forget(by, &[id]).await })
    }

    /// Erases an exchange as it was seen at a revision, or as it is.
    async fn erase_one(
        &self,
        by: Managing<'_>,
        id: ExchangeId,
        seen: Option<u32>,
        reason: &str,
    ) -> Result<Vec<Card>, DeskError> {
        let command = Command::Erase { reason: reason.to_owned(), cause: ErasureCause::Request };
        for _ in 1..TRIES {
            match self.erase_as(by.visit(), id, seen, command.clone()).await {
                // A step that somebody took meanwhile goes with the rest, unless the exchange was to go as it was seen:
                // that is refused then.
                Err(DeskError::Journal(JournalError::Conflict { .. })) => {}
                erased => return erased,
            }
        }
        self.erase_as(by.visit(), id, seen, command).await
    }

    /// Erases several, each on its own and as it was listed: what has moved on since is left alone, and one that is
    /// held keeps no other. What came of each is told at once; the search index forgets them all at the end.
    ///
    /// # Errors
    /// When the search index cannot forget them; it is thrown away at the next opening.
    pub async fn erase_all(
        &self,
        by: Managing<'_>,
        listed: &[Summary],
        reason: &str,
        mut told: impl FnMut(Erased),
    ) -> Result<(), DeskError> {
        let mut gone = Vec::new();
        for summary in listed {
            let (id, seen) = (summary.exchange, Some(summary.revision));
            let erased = self.erase_one(by, id, seen, reason).await;
            gone.extend(erased.is_ok().then_some(id));
            told((id, erased));
        }
        self.forget(by, &gone).await
    }

    /// Erases an entry of the register: who agreed to be cited may ask for it too.
    ///
    /// # Errors
    /// When there is no such entry, no reason is given, or the journal fails.
    pub async fn erase_consent(&self, by: Managing<'_>, number: u32, reason: &str) -> Result<(), DeskError> {
        let visit = by.visit();
        let reason = needed(reason.to_owned())?;
        for _ in 0..TRIES {
            let register = self.register(visit).await?;
            if !register.consents.iter().any(|entry| entry.number == number) {
                return Err(DeskError::Register(Unfit::Unknown));
            }
            let erasure = Erasure {
                practice: visit.practice.clone(),
                exchange: ExchangeId::REGISTER,
                entry: Some(number),
                expected: register.revision,
                at: self.clock.now(),
                actor: visit.actor.clone(),
                reason: reason.clone(),
                cause: ErasureCause::Request,
            };
            match self.journal.erase(erasure).await {
                Err(JournalError::Conflict { .. }) => {}
                erased => return Ok(erased?),
            }
        }
        Err(Refusal::Stale { current: 0 }.into())
    }

    /// What mentions these words, found in the archive itself.
    ///
    /// # Errors
    /// When the journal fails.
    pub async fn mentioned(&self, by: Managing<'_>, words: &str) -> Result<Mentioned, DeskError> {
        let visit = by.visit();
        let mentions = self.journal.mentions(&visit.practice, words).await?;
        let mut exchanges = self.journal.list(&of_practice(visit)).await?;
        exchanges.retain(|summary| mentions.exchanges.contains_key(&summary.exchange));
        let mut consents = self.register(visit).await?.consents.clone();
        consents.retain(|entry| mentions.entries.contains(&entry.number));
        Ok(Mentioned { exchanges, around: mentions.exchanges, consents })
    }

    /// Those of some exchanges that are held, each with the reason.
    ///
    /// # Errors
    /// When the journal fails.
    pub async fn held(
        &self,
        by: Managing<'_>,
        exchanges: &[Summary],
    ) -> Result<BTreeMap<ExchangeId, String>, DeskError> {
        let mut held = BTreeMap::new();
        for summary in exchanges {
            match self.exchange(&by.visit().practice, summary.exchange).await {
                Ok(exchange) => held.extend(exchange.hold.map(|reason| (summary.exchange, reason))),
                // Somebody was quicker.
                Err(DeskError::Erased(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(held)
    }

    /// What is past its retention, the oldest first. Days count from the last step.
    ///
    /// # Errors
    /// When the journal fails.
    pub async fn aged(&self, by: Managing<'_>) -> Result<Vec<Aged>, DeskError> {
        let visit = by.visit();
        let practice = self.practice(&visit.practice)?;
        let today = self.today(practice);
        let mut aged = Vec::new();
        for summary in self.journal.list(&of_practice(visit)).await? {
            let Some((retention, until)) = kept_until(practice, &summary).filter(|(_, until)| *until < today) else {
                continue;
            };
            let standing = match self.exchange(&practice.id, summary.exchange).await {
                Ok(exchange) => standing(&exchange),
                // Somebody was quicker.
                Err(DeskError::Erased(_)) => continue,
                Err(error) => return Err(error),
            };
            aged.push(Aged { summary, until, retention: retention.clone(), standing });
        }
        aged.sort_by_key(|aged| (aged.until, aged.summary.exchange));
        Ok(aged)
    }

    /// Erases what is past its retention and neither held nor open, as it was listed: what has moved on since is
    /// left alone. What came of each is told at once.
    ///
    /// # Errors
    /// When the search index cannot forget them; it is thrown away at the next opening.
    pub async fn purge(&self, by: Managing<'_>, aged: &[Aged], mut told: impl FnMut(Erased)) -> Result<(), DeskError> {
        let mut gone = Vec::new();
        for aged in aged.iter().filter(|aged| aged.standing == Standing::Goes) {
            let command = Command::Erase { reason: aged.retention.reason.clone(), cause: ErasureCause::Retention };
            let (id, seen) = (aged.summary.exchange, aged.summary.revision);
            let erased = self.erase_as(by.visit(), id, Some(seen), command).await;
            gone.extend(erased.is_ok().then_some(id));
            told((id, erased));
        }
        self.forget(by, &gone).await
    }

    /// Has the search index forget what is erased.
    async fn forget(&self, by: Managing<'_>, gone: &[ExchangeId]) -> Result<(), DeskError> {
        if gone.is_empty() { Ok(()) } else { Ok(self.journal.forget(&by.visit().practice, gone).await?) }
    }

    async fn erase_as(
        &self,
        visit: &Visit,
        id: ExchangeId,
        seen: Option<u32>,
        command: Command,
    ) -> Result<Vec<Card>, DeskError> {
        let practice = self.practice(&visit.practice)?;
        let pack = self.pack(practice)?;
        let exchange = self.exchange(&practice.id, id).await?;
        let work = self.work_without_past(visit, practice, &pack, exchange);
        let expected = work.exchange.revision;
        for event in work.decide(seen.unwrap_or(expected), command)? {
            let Event::Erased { reason, cause, entry } = event else { continue };
            let (practice, at, actor) = (practice.id.clone(), self.clock.now(), visit.actor.clone());
            self.journal.erase(Erasure { practice, exchange: id, entry, expected, at, actor, reason, cause }).await?;
        }
        Ok(work.exchange.cards)
    }
}

fn of_practice(visit: &Visit) -> Query {
    Query { practice: Some(visit.practice.clone()), ..Query::default() }
}

/// How long the practice keeps such an exchange, and the last day of that; `None` where it keeps them for good.
fn kept_until<'a>(practice: &'a Practice, summary: &Summary) -> Option<(&'a Retention, Date)> {
    let retention = practice.retention_of(summary.outcome.as_deref())?;
    let last_step = summary.updated_at.to_zoned(practice.zone()).date();
    Some((retention, last_step.checked_add(i64::from(retention.days.get()).days()).ok()?))
}

fn standing(exchange: &Exchange) -> Standing {
    let has_ended = matches!(exchange.status, Status::Closed | Status::Published);
    match &exchange.hold {
        Some(reason) => Standing::Held(reason.clone()),
        None if has_ended && exchange.open_measures().next().is_none() => Standing::Goes,
        None => Standing::Open,
    }
}
