//! A journal that keeps nothing: for a proposal that is not to be recorded, and for tests.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use jiff::civil::Date;

use super::mention::Sought;
use super::search::{Matcher, labels};
use super::{
    Append, ChainHead, Contained, Deposited, Erasure, Found, History, Hit, Journal, JournalError, Mark, Mentions, PAGE,
    Query, Search, Span, Summary, Verified,
};
use crate::exchange::{Digest, Event, Exchange, ExchangeId, Origin, Recorded};
use crate::practice::PracticeId;

type Histories = BTreeMap<(PracticeId, ExchangeId), Vec<Recorded>>;

/// A journal in memory.
#[derive(Debug, Default)]
pub struct MemoryJournal {
    histories: Mutex<Histories>,
    settings: Mutex<BTreeMap<String, String>>,
    /// By digest.
    captures: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl MemoryJournal {
    fn histories(&self) -> MutexGuard<'_, Histories> {
        self.histories.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn captures(&self) -> MutexGuard<'_, BTreeMap<String, Vec<u8>>> {
        self.captures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn summaries(&self) -> Vec<Summary> {
        let mut summaries: Vec<_> = self
            .histories()
            .iter()
            .filter_map(|((practice, id), history)| {
                Exchange::replay(*id, history.clone()).map(|exchange| Summary::of(&exchange, practice))
            })
            .collect();
        summaries.sort_by_key(|summary| std::cmp::Reverse(summary.received_at));
        summaries
    }
}

/// The digest of the capture that an event adds.
fn capture_of(recorded: &Recorded) -> Option<String> {
    match &recorded.event {
        Event::EvidenceAdded { evidence } => Some(evidence.sha256.as_str().to_owned()),
        _ => None,
    }
}

/// Whether a history began with this chat message.
fn began(history: &[Recorded], origin: &Origin) -> bool {
    match history.first().map(|first| &first.event) {
        Some(Event::Received { origin: there, .. }) => there.as_ref() == Some(origin),
        _ => false,
    }
}

#[async_trait]
impl Journal for MemoryJournal {
    async fn append(&self, step: Append) -> Result<u32, JournalError> {
        let revision = step.revision();
        let mut histories = self.histories();
        if let Some(Event::Received { origin: Some(origin), .. }) = step.events.first()
            && histories.iter().any(|((practice, _), history)| *practice == step.practice && began(history, origin))
        {
            return Err(JournalError::Conflict { current: step.expected });
        }
        let history = histories.entry((step.practice, step.exchange)).or_default();
        let current = history.last().map_or(0, |last| last.revision);
        if current != step.expected {
            return Err(JournalError::Conflict { current });
        }
        let recorded = |event| Recorded { revision, at: step.at, actor: step.actor.clone(), event };
        history.extend(step.events.into_iter().map(recorded));
        Ok(revision)
    }

    async fn load(&self, practice: &PracticeId, exchange: ExchangeId) -> Result<Vec<Recorded>, JournalError> {
        Ok(self.histories().get(&(practice.clone(), exchange)).cloned().unwrap_or_default())
    }

    async fn count(&self, practice: &PracticeId, exchange: ExchangeId) -> Result<usize, JournalError> {
        Ok(self.histories().get(&(practice.clone(), exchange)).map_or(0, Vec::len))
    }

    async fn histories(&self, span: &Span, after: Option<Mark>) -> Result<Vec<History>, JournalError> {
        // Of what came in at the same moment, the embedded journal gives the higher identifier first.
        let place = |mark: Mark| (mark.received_at, std::cmp::Reverse(mark.exchange));
        let wanted = self.summaries().into_iter().filter(|summary| span.wants(summary));
        let marks = wanted.map(|summary| Mark { received_at: summary.received_at, exchange: summary.exchange });
        let mut marks: Vec<_> = marks.filter(|mark| after.is_none_or(|after| place(*mark) > place(after))).collect();
        marks.sort_by_key(|mark| place(*mark));
        marks.truncate(PAGE);
        let histories = self.histories();
        let history = |mark: Mark| {
            let events = histories.get(&(span.practice.clone(), mark.exchange)).cloned().unwrap_or_default();
            History { mark, events }
        };
        Ok(marks.into_iter().map(history).collect())
    }

    async fn head(&self, _: &PracticeId) -> Result<Option<ChainHead>, JournalError> {
        Ok(None)
    }

    async fn list(&self, query: &Query) -> Result<Vec<Summary>, JournalError> {
        Ok(self
            .summaries()
            .into_iter()
            .filter(|summary| query.wants(summary))
            .take(query.limit.unwrap_or(usize::MAX))
            .collect())
    }

    async fn due(&self, practice: &PracticeId, by: Date) -> Result<Vec<Summary>, JournalError> {
        let is_due = |summary: &Summary| summary.practice == *practice && summary.due.is_some_and(|due| due <= by);
        let mut found: Vec<_> = self.summaries().into_iter().filter(is_due).collect();
        found.sort_by_key(|summary| (summary.due, summary.exchange));
        Ok(found)
    }

    async fn find(&self, practice: Option<&PracticeId>, prefix: &str) -> Result<Vec<Summary>, JournalError> {
        let wanted = |summary: &Summary| {
            practice.is_none_or(|practice| *practice == summary.practice)
                && summary.exchange.as_str().starts_with(prefix)
        };
        Ok(self.summaries().into_iter().filter(wanted).take(10).collect())
    }

    async fn search(&self, practice: &PracticeId, search: &Search) -> Result<Found, JournalError> {
        let matcher = Matcher::new(&search.wanted);
        let asked = search.labels(practice);
        let suits = |exchange: &Exchange| {
            let own = labels(practice, exchange);
            asked.iter().all(|group| group.iter().any(|label| own.contains(label)))
                && search.covers(exchange.received_at)
                && matcher.suits(exchange)
        };
        let mut found: Vec<Exchange> = {
            let histories = self.histories();
            let own = histories.iter().filter(|((there, _), _)| there == practice);
            own.filter_map(|((_, id), history)| Exchange::replay(*id, history.clone())).filter(suits).collect()
        };
        found.sort_by_key(|exchange| std::cmp::Reverse(exchange.received_at));
        let hit =
            |exchange: &Exchange| Hit { summary: Summary::of(exchange, practice), excerpt: matcher.excerpt(exchange) };
        let hits = found.iter().skip(search.skipped()).take(search.per_page).map(hit).collect();
        Ok(Found::new(search, found.len(), false, hits))
    }

    async fn by_origin(&self, practice: &PracticeId, origin: &Origin) -> Result<Option<ExchangeId>, JournalError> {
        let histories = self.histories();
        let found = histories.iter().find(|((there, _), history)| there == practice && began(history, origin));
        Ok(found.map(|((_, exchange), _)| *exchange))
    }

    async fn erase(&self, erasure: Erasure) -> Result<(), JournalError> {
        let mut histories = self.histories();
        let Some(history) = histories.get_mut(&(erasure.practice.clone(), erasure.exchange)) else {
            return Err(JournalError::Refused("there is nothing to erase"));
        };
        let revision = history.last().map_or(0, |last| last.revision);
        if revision != erasure.expected {
            return Err(JournalError::Conflict { current: revision });
        }
        erasure.check(history)?;
        history.retain(|recorded| !erasure.covers(recorded));
        history.push(Recorded { revision, at: erasure.at, actor: erasure.actor.clone(), event: erasure.event() });
        let named: BTreeSet<String> = histories.values().flatten().filter_map(capture_of).collect();
        self.captures().retain(|digest, _| named.contains(digest));
        Ok(())
    }

    async fn forget(&self, _: &PracticeId, _: &[ExchangeId]) -> Result<(), JournalError> {
        Ok(())
    }

    async fn mentions(&self, practice: &PracticeId, words: &str) -> Result<Mentions, JournalError> {
        let mut mentions = Mentions::default();
        let Some(sought) = Sought::new(words) else { return Ok(mentions) };
        for ((_, exchange), history) in self.histories().iter().filter(|((there, _), _)| there == practice) {
            for recorded in history.iter().filter(|recorded| !matches!(recorded.event, Event::Erased { .. })) {
                if let Some(around) = sought.found_in(&recorded.event) {
                    mentions.add(*exchange, recorded.revision, around);
                }
            }
        }
        Ok(mentions)
    }

    async fn verify(&self, _: Option<&Deposited>) -> Result<(Verified, Option<Contained>), JournalError> {
        let histories = self.histories();
        let lines = histories.values().map(|history| history.len() as u64).sum();
        let exchanges = histories.keys().filter(|(_, exchange)| *exchange != ExchangeId::REGISTER).count() as u64;
        let captures = self.captures().len();
        Ok((Verified { lines, exchanges, captures, ..Verified::default() }, None))
    }

    async fn keep_evidence(&self, bytes: Vec<u8>) -> Result<Digest, JournalError> {
        let digest = Digest::of(&bytes);
        self.captures().insert(digest.as_str().to_owned(), bytes);
        Ok(digest)
    }

    async fn drop_evidence(&self, digest: &Digest) -> Result<(), JournalError> {
        let is_named = self.histories().values().flatten().filter_map(capture_of).any(|named| named == digest.as_str());
        if !is_named {
            self.captures().remove(digest.as_str());
        }
        Ok(())
    }

    async fn evidence(&self, digest: &Digest) -> Result<Vec<u8>, JournalError> {
        let missing = || JournalError::Io { path: digest.to_string(), source: std::io::ErrorKind::NotFound.into() };
        self.captures().get(digest.as_str()).cloned().ok_or_else(missing)
    }

    async fn setting(&self, key: &str) -> Result<Option<String>, JournalError> {
        Ok(self.settings.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned())
    }

    async fn keep_setting(&self, key: &str, value: &str) -> Result<(), JournalError> {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), value.to_owned());
        Ok(())
    }
}
