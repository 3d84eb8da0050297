//! The working store: what can be asked for quickly, derived from the archive and never the truth.
//!
//! One sled tree holds it all, so that a step changes it whole or not at all. sled may lose entries
//! without a word when a byte of its file flips, so the store keeps a tally over all of its entries,
//! changed with each of them: [`Store::check`] reads everything once and holds it against the tally.
//! One thread writes; any may read.
//!
//! Keys, by their first byte:
//!
//! | key | value |
//! | --- | --- |
//! | `x` practice `0` exchange | [`Record`] |
//! | `t` practice `0` received (newest first) exchange | |
//! | `s` practice `0` status `0` received (newest first) exchange | |
//! | `d` practice `0` last day `0` exchange | |
//! | `m` practice `0` received (newest first) exchange, if it has a measure to be taken | |
//! | `o` practice `0` face `0` message | exchange |
//! | `u` practice `0` template | how often it was proposed |
//! | `p` digest of a capture `0` practice `0` exchange | |
//! | `c` setting | its value |
//! | `h` practice | the last line of its chain |
//! | `g` segment | how far it is taken in |
//! | `v` | version of this layout, written last of all when the store is built |
//! | `z` | the tally |

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use backon::{BlockingRetryable, ConstantBuilder};
use jiff::Timestamp;

use super::chain::Head;
use super::layout::{self, Segment};
use super::record::{Record, decode_position, encode_position};
use crate::exchange::{Digest, Event, ExchangeId, Origin, Status};
use crate::journal::{JournalError, Mark, Query, Span, Summary};
use crate::practice::PracticeId;

/// Version of the layout; another one is built anew from the archive.
const VERSION: &[u8] = b"4";
const VERSION_KEY: &[u8] = b"v";
const TALLY_KEY: &[u8] = b"z";
/// The most that sled may keep in memory.
const CACHE_BYTES: u64 = 16 * 1024 * 1024;
/// Most exchanges that [`Store::find`] gives.
const MOST_FOUND: usize = 10;

/// The open store.
#[derive(Debug)]
pub(super) struct Store {
    db: sled::Db,
    folder: PathBuf,
}

/// What an error of sled's says: a full disk or a closed door is no fault of the store's.
pub(super) fn error_of(folder: &Path, error: sled::Error) -> JournalError {
    match error {
        // sled wraps the error of the system's in a text: its kind says it better.
        sled::Error::Io(source) if is_of_the_disk(&source) => layout::failed(folder)(source.kind().into()),
        other => JournalError::Store(other.to_string()),
    }
}

fn is_of_the_disk(error: &io::Error) -> bool {
    use io::ErrorKind::{PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    matches!(error.kind(), PermissionDenied | QuotaExceeded | ReadOnlyFilesystem | StorageFull)
}

fn unreadable(what: &str) -> JournalError {
    JournalError::Store(format!("{what} cannot be read"))
}

/// Whether a store could not be opened because someone has it open.
pub(super) fn is_locked(error: &sled::Error) -> bool {
    matches!(error, sled::Error::Io(error) if error.to_string().contains("could not acquire lock"))
}

impl Store {
    pub(super) fn open(folder: &Path) -> Result<Self, sled::Error> {
        // This process holds the folder's own lock, so whoever holds sled's is a thread of sled that an
        // earlier handle left behind here: it lets go a moment later.
        let open = || sled::Config::new().path(folder).cache_capacity(CACHE_BYTES).open();
        let waits = ConstantBuilder::default().with_delay(Duration::from_millis(5)).with_max_times(1_000);
        let db = open.retry(waits).when(is_locked).call()?;
        Ok(Self { db, folder: folder.to_owned() })
    }

    fn failed(&self, error: sled::Error) -> JournalError {
        error_of(&self.folder, error)
    }

    fn get(&self, key: &[u8]) -> Result<Option<sled::IVec>, JournalError> {
        self.db.get(key).map_err(|error| self.failed(error))
    }

    fn scan(&self, prefix: &[u8]) -> impl Iterator<Item = Result<(sled::IVec, sled::IVec), JournalError>> {
        self.db.scan_prefix(prefix).map(|entry| entry.map_err(|error| self.failed(error)))
    }

    pub(super) fn record(&self, practice: &PracticeId, exchange: ExchangeId) -> Result<Option<Record>, JournalError> {
        self.get(&keys::record(practice, exchange))?.map(|bytes| decode_record(&bytes)).transpose()
    }

    pub(super) fn by_origin(&self, practice: &PracticeId, origin: &Origin) -> Result<Option<ExchangeId>, JournalError> {
        let found = self.get(&keys::origin(practice, origin))?;
        found.map(|bytes| exchange_of(&bytes).ok_or_else(|| unreadable("an origin"))).transpose()
    }

    pub(super) fn setting(&self, key: &str) -> Result<Option<String>, JournalError> {
        let value = self.get(&keys::setting(key))?;
        value.map(|bytes| String::from_utf8(bytes.to_vec()).map_err(|_| unreadable("a setting"))).transpose()
    }

    /// The last line of a practice's chain.
    pub(super) fn head(&self, practice: &PracticeId) -> Result<Option<Head>, JournalError> {
        let bytes = self.get(&keys::head(practice))?;
        bytes.map(|bytes| decode_head(&bytes).ok_or_else(|| unreadable("the end of a chain"))).transpose()
    }

    /// The last line of every practice's chain.
    pub(super) fn heads(&self) -> Result<Vec<(PracticeId, Head)>, JournalError> {
        let entries = self.scan(b"h").map(|entry| {
            let (key, value) = entry?;
            let practice = std::str::from_utf8(&key[1..]).ok().and_then(|id| PracticeId::new(id).ok());
            practice.zip(decode_head(&value)).ok_or_else(|| unreadable("the end of a chain"))
        });
        entries.collect()
    }

    /// How far each segment is taken in.
    pub(super) fn taken_in(&self) -> Result<BTreeMap<Segment, u64>, JournalError> {
        let entries = self.scan(b"g").map(|entry| {
            let (key, value) = entry?;
            let segment = key[1..].try_into().map(|number| Segment::from_number(u32::from_be_bytes(number)));
            let end = value.as_ref().try_into().map(u64::from_be_bytes);
            segment.ok().zip(end.ok()).ok_or_else(|| unreadable("the extent of a segment"))
        });
        entries.collect()
    }

    /// The summaries that a query asks for, the newest first.
    pub(super) fn list(&self, query: &Query) -> Result<Vec<Summary>, JournalError> {
        let limit = query.limit.unwrap_or(usize::MAX);
        if query.since.is_some() || (!query.with_measures && query.statuses.is_empty() && query.limit.is_none()) {
            let all = self.list_all(query.practice.as_ref())?;
            return Ok(all.into_iter().filter(|summary| query.wants(summary)).take(limit).collect());
        }
        let mut found = Vec::new();
        for practice in self.practices(query.practice.as_ref())? {
            let prefixes = match query.statuses.as_slice() {
                // Few have any: what else is asked of them is looked at one by one.
                _ if query.with_measures => vec![keys::measures(&practice)],
                [] => vec![keys::times(&practice)],
                statuses => statuses.iter().map(|status| keys::status(&practice, *status)).collect(),
            };
            for prefix in prefixes {
                let most = if query.with_measures { usize::MAX } else { limit };
                for entry in self.scan(&prefix).take(most) {
                    let (key, _) = entry?;
                    found.push((key.subslice(prefix.len(), key.len() - prefix.len()), practice.clone()));
                }
            }
        }
        // What is left of the keys is the time, newest first, and the exchange.
        found.sort_unstable();
        found.dedup();
        if !query.with_measures {
            found.truncate(limit);
        }
        let summaries = found.iter().map(|(rest, practice)| self.summary(practice, rest.get(8..)));
        // A step taken since the keys were read may have changed the status.
        summaries
            .filter_map(|summary| {
                summary.transpose().filter(|found| found.as_ref().map_or(true, |summary| query.wants(summary)))
            })
            .take(limit)
            .collect()
    }

    /// Records that a span asks for, in the order of reception: those after `after`, at most so many.
    pub(super) fn records(
        &self,
        span: &Span,
        after: Option<Mark>,
        most: usize,
    ) -> Result<Vec<(Mark, Record)>, JournalError> {
        let prefix = keys::times(&span.practice);
        let newest = keys::received(&span.practice, span.received.end);
        // The keys go from the latest to the earliest: what comes after a mark stands before it.
        let end = match after {
            Some(mark) => keys::time(&span.practice, mark.received_at, mark.exchange),
            None => keys::up_to(&span.practice, span.received.start),
        };
        let mut found = Vec::new();
        if newest >= end {
            return Ok(found);
        }
        for key in self.db.range(newest..end).keys().rev() {
            let key = key.map_err(|error| self.failed(error))?;
            let exchange = key.get(prefix.len() + 8..).and_then(exchange_of).ok_or_else(|| unreadable("a key"))?;
            let Some(record) = self.record(&span.practice, exchange)? else { continue };
            let Some(summary) = record.summary.as_ref().filter(|summary| span.wants(summary)) else { continue };
            found.push((Mark { received_at: summary.received_at, exchange }, record));
            if found.len() == most {
                break;
            }
        }
        Ok(found)
    }

    /// Every summary: reading all records in a row is much quicker than looking each of them up.
    fn list_all(&self, practice: Option<&PracticeId>) -> Result<Vec<Summary>, JournalError> {
        let prefix = practice.map_or_else(|| b"x".to_vec(), |practice| keys::of(b'x', practice, &[b""]));
        let records = self.scan(&prefix).map(|entry| entry.and_then(|(_, value)| decode_record(&value)));
        let summaries = records.filter_map(|record| record.map(|record| record.summary).transpose());
        let mut found = summaries.collect::<Result<Vec<_>, _>>()?;
        found.sort_by(|one, two| {
            let newest_first = two.received_at.cmp(&one.received_at);
            newest_first.then_with(|| (one.exchange, &one.practice).cmp(&(two.exchange, &two.practice)))
        });
        Ok(found)
    }

    /// Exchanges with something to be done on this day or before, the most urgent first.
    pub(super) fn due(&self, practice: &PracticeId, by: jiff::civil::Date) -> Result<Vec<Summary>, JournalError> {
        let prefix = keys::dues(practice);
        let mut end = prefix.clone();
        end.extend(by.to_string().as_bytes());
        end.push(1);
        let mut found = Vec::new();
        for key in self.db.range(prefix..end).keys() {
            let key = key.map_err(|error| self.failed(error))?;
            found.extend(self.summary(practice, key.get(key.len().saturating_sub(10)..))?);
        }
        found.sort_by_key(|summary| (summary.due, summary.exchange));
        Ok(found)
    }

    /// How often each template of a practice was proposed.
    pub(super) fn template_uses(&self, practice: &PracticeId) -> Result<BTreeMap<String, u64>, JournalError> {
        let prefix = keys::template(practice, "");
        let entries = self.scan(&prefix).map(|entry| {
            let (key, value) = entry?;
            let template = String::from_utf8(key[prefix.len()..].to_vec()).ok();
            let uses = value.as_ref().try_into().map(u64::from_be_bytes).ok();
            template.zip(uses).ok_or_else(|| unreadable("the use of a template"))
        });
        entries.collect()
    }

    /// Exchanges whose identifier begins so.
    pub(super) fn find(&self, practice: Option<&PracticeId>, prefix: &str) -> Result<Vec<Summary>, JournalError> {
        let prefix = prefix.to_ascii_lowercase();
        let mut found = Vec::new();
        for practice in self.practices(practice)? {
            let prefix = keys::of(b'x', &practice, &[prefix.as_bytes()]);
            let records = self.scan(&prefix).map(|entry| entry.and_then(|(_, value)| decode_record(&value)));
            let summaries = records.filter_map(|record| record.map(|record| record.summary).transpose());
            found.extend(summaries.take(MOST_FOUND - found.len()).collect::<Result<Vec<_>, _>>()?);
        }
        Ok(found)
    }

    /// Whether any exchange has this capture.
    pub(super) fn has_evidence(&self, sha256: &str) -> Result<bool, JournalError> {
        self.scan(&keys::evidence_of_any(sha256)).next().transpose().map(|found| found.is_some())
    }

    fn practices(&self, only: Option<&PracticeId>) -> Result<Vec<PracticeId>, JournalError> {
        match only {
            Some(practice) => Ok(vec![practice.clone()]),
            None => Ok(self.heads()?.into_iter().map(|(practice, _)| practice).collect()),
        }
    }

    fn summary(&self, practice: &PracticeId, exchange: Option<&[u8]>) -> Result<Option<Summary>, JournalError> {
        let exchange = exchange.and_then(exchange_of).ok_or_else(|| unreadable("a key"))?;
        Ok(self.record(practice, exchange)?.and_then(|record| record.summary))
    }

    /// Marks the store as built.
    pub(super) fn seal(&self) -> Result<(), JournalError> {
        let mut changes = Changes::new(self);
        changes.put(VERSION_KEY.to_vec(), VERSION.to_vec());
        changes.commit()?;
        self.flush()
    }

    /// Writes everything out. Only the one thread that writes may call this.
    pub(super) fn flush(&self) -> Result<(), JournalError> {
        self.db.flush().map(drop).map_err(|error| self.failed(error))
    }

    /// Reads everything once; says what is off, if anything is.
    pub(super) fn check(&self) -> Result<Result<(), Flaw>, JournalError> {
        match self.get(VERSION_KEY)? {
            Some(version) if version.as_ref() == VERSION => {}
            Some(_) => return Ok(Err(Flaw::Version)),
            None if self.db.is_empty() => return Ok(Err(Flaw::Empty)),
            None => return Ok(Err(Flaw::Unfinished)),
        }
        let (mut tally, mut lines) = (0_u64, 0_u64);
        for entry in self.db.iter() {
            let (key, value) = entry.map_err(|error| self.failed(error))?;
            if key.as_ref() == TALLY_KEY {
                continue;
            }
            tally = tally.wrapping_add(digest(&key, &value));
            if key.first() == Some(&b'x') {
                let Some(count) = Record::lines(&value) else { return Ok(Err(Flaw::Tally)) };
                lines += count;
            }
        }
        let whole = self.tally()? == tally && lines == self.heads()?.iter().map(|(_, head)| head.seq).sum::<u64>();
        Ok(if whole { Ok(()) } else { Err(Flaw::Tally) })
    }

    fn tally(&self) -> Result<u64, JournalError> {
        let Some(bytes) = self.get(TALLY_KEY)? else { return Ok(0) };
        bytes.as_ref().try_into().map(u64::from_be_bytes).map_err(|_| unreadable("the tally"))
    }
}

/// What [`Store::check`] may find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flaw {
    /// There is nothing in it.
    Empty,
    /// It has another layout.
    Version,
    /// Building it was interrupted.
    Unfinished,
    /// Entries are missing or changed.
    Tally,
}

/// A weak digest of an entry, eight bytes at a time: against what a disk does, not against an adversary.
/// Each part of it can be undone, so a single change never goes unnoticed.
fn digest(key: &[u8], value: &[u8]) -> u64 {
    let mix = |hash: u64, word: u64| (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    [key, value].iter().fold(0, |hash, bytes| {
        let (words, rest) = bytes.as_chunks();
        let hash = words.iter().fold(hash, |hash, word| mix(hash, u64::from_le_bytes(*word)));
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        mix(mix(hash, u64::from_le_bytes(last)), bytes.len() as u64)
    })
}

/// Changes to be made together; what reads through it sees them already.
pub(super) struct Changes<'a> {
    store: &'a Store,
    entries: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
}

impl<'a> Changes<'a> {
    pub(super) fn new(store: &'a Store) -> Self {
        Self { store, entries: BTreeMap::new() }
    }

    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, JournalError> {
        match self.entries.get(key) {
            Some(entry) => Ok(entry.clone()),
            None => Ok(self.store.get(key)?.map(|bytes| bytes.to_vec())),
        }
    }

    fn put(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.entries.insert(key, Some(value));
    }

    fn remove(&mut self, key: Vec<u8>) {
        self.entries.insert(key, None);
    }

    pub(super) fn record(&self, practice: &PracticeId, exchange: ExchangeId) -> Result<Option<Record>, JournalError> {
        self.get(&keys::record(practice, exchange))?.map(|bytes| decode_record(&bytes)).transpose()
    }

    /// Whether a chat message began an exchange, one of these changes included.
    pub(super) fn has_origin(&self, practice: &PracticeId, origin: &Origin) -> Result<bool, JournalError> {
        Ok(self.get(&keys::origin(practice, origin))?.is_some())
    }

    /// Replaces an exchange's record and what is derived from it.
    pub(super) fn put_record(
        &mut self,
        practice: &PracticeId,
        exchange: ExchangeId,
        before: Option<&Record>,
        after: &Record,
    ) -> Result<(), JournalError> {
        let encoded = after.encode().map_err(|_| JournalError::Store("a record cannot be written".to_owned()))?;
        for key in before.and_then(|record| record.summary.as_ref()).into_iter().flat_map(keys::derived) {
            self.remove(key);
        }
        for key in after.summary.iter().flat_map(keys::derived) {
            self.put(key, Vec::new());
        }
        self.put(keys::record(practice, exchange), encoded);
        Ok(())
    }

    /// Takes note of what new events say besides the exchange's own state: how often templates are
    /// proposed, and which chat message leads where. A message that began several leads to the latest.
    pub(super) fn note<'e>(
        &mut self,
        practice: &PracticeId,
        exchange: ExchangeId,
        events: impl IntoIterator<Item = &'e Event>,
    ) -> Result<(), JournalError> {
        for event in events {
            match event {
                Event::Received { origin: Some(origin), .. } => {
                    self.put(keys::origin(practice, origin), exchange.as_str().as_bytes().to_vec());
                }
                Event::Proposed { draft } => {
                    let key = keys::template(practice, &draft.template);
                    let uses = self.get(&key)?.and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_be_bytes);
                    self.put(key, (uses + 1).to_be_bytes().to_vec());
                }
                Event::EvidenceAdded { evidence } => {
                    self.put(keys::evidence(evidence.sha256.as_str(), practice, exchange), Vec::new());
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Takes back what was noted of events that are erased. Gives the captures that no other exchange has.
    pub(super) fn forget<'e>(
        &mut self,
        practice: &PracticeId,
        exchange: ExchangeId,
        events: impl IntoIterator<Item = &'e Event>,
    ) -> Result<Vec<Digest>, JournalError> {
        let mut alone = Vec::new();
        for event in events {
            match event {
                Event::Received { origin: Some(origin), .. } => {
                    let key = keys::origin(practice, origin);
                    if self.get(&key)?.is_some_and(|there| there == exchange.as_str().as_bytes()) {
                        self.remove(key);
                    }
                }
                Event::Proposed { draft } => {
                    let key = keys::template(practice, &draft.template);
                    let uses = self.get(&key)?.and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_be_bytes);
                    if uses > 1 { self.put(key, (uses - 1).to_be_bytes().to_vec()) } else { self.remove(key) }
                }
                Event::EvidenceAdded { evidence } => {
                    self.remove(keys::evidence(evidence.sha256.as_str(), practice, exchange));
                    if !self.is_evidence_of_any(evidence.sha256.as_str())? {
                        alone.push(evidence.sha256.clone());
                    }
                }
                _ => {}
            }
        }
        Ok(alone)
    }

    /// Whether an exchange still has this capture once these changes are made.
    fn is_evidence_of_any(&self, sha256: &str) -> Result<bool, JournalError> {
        for entry in self.store.scan(&keys::evidence_of_any(sha256)) {
            let (key, _) = entry?;
            if self.entries.get(key.as_ref()).is_none_or(Option::is_some) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(super) fn head(&self, practice: &PracticeId) -> Result<Head, JournalError> {
        let Some(bytes) = self.get(&keys::head(practice))? else { return Ok(Head::none()) };
        decode_head(&bytes).ok_or_else(|| unreadable("the end of a chain"))
    }

    pub(super) fn put_head(&mut self, practice: &PracticeId, head: &Head) {
        self.put(keys::head(practice), encode_head(head));
    }

    pub(super) fn put_taken_in(&mut self, segment: Segment, end: u64) {
        self.put(keys::segment(segment), end.to_be_bytes().to_vec());
    }

    pub(super) fn put_setting(&mut self, key: &str, value: &str) {
        self.put(keys::setting(key), value.as_bytes().to_vec());
    }

    /// Makes the changes, all at once.
    pub(super) fn commit(self) -> Result<(), JournalError> {
        let Self { store, entries } = self;
        let mut batch = sled::Batch::default();
        let mut tally = store.tally()?;
        for (key, value) in entries {
            if let Some(old) = store.get(&key)? {
                tally = tally.wrapping_sub(digest(&key, &old));
            }
            match value {
                Some(value) => {
                    tally = tally.wrapping_add(digest(&key, &value));
                    batch.insert(key, value);
                }
                None => batch.remove(key),
            }
        }
        batch.insert(TALLY_KEY, &tally.to_be_bytes());
        store.db.apply_batch(batch).map_err(|error| store.failed(error))
    }
}

fn decode_record(bytes: &[u8]) -> Result<Record, JournalError> {
    Record::decode(bytes).ok_or_else(|| unreadable("a record"))
}

fn exchange_of(bytes: &[u8]) -> Option<ExchangeId> {
    std::str::from_utf8(bytes).ok()?.parse().ok()
}

fn encode_head(head: &Head) -> Vec<u8> {
    let mut bytes = head.seq.to_be_bytes().to_vec();
    bytes.extend(head.hash.as_bytes());
    if let Some(position) = head.position {
        encode_position(position, &mut bytes);
    }
    bytes
}

fn decode_head(bytes: &[u8]) -> Option<Head> {
    let (seq, rest) = bytes.split_first_chunk()?;
    let (hash, position) = rest.split_at_checked(64)?;
    let hash = String::from_utf8(hash.to_vec()).ok()?;
    Some(Head { seq: u64::from_be_bytes(*seq), hash, position: Some(decode_position(position)?) })
}

mod keys {
    use super::{ExchangeId, Origin, PracticeId, Segment, Status, Summary, Timestamp};

    pub(super) fn of(kind: u8, practice: &PracticeId, parts: &[&[u8]]) -> Vec<u8> {
        let mut key = vec![kind];
        key.extend(practice.as_str().as_bytes());
        for part in parts {
            key.push(0);
            key.extend(*part);
        }
        key
    }

    pub(super) fn record(practice: &PracticeId, exchange: ExchangeId) -> Vec<u8> {
        of(b'x', practice, &[exchange.as_str().as_bytes()])
    }

    pub(super) fn times(practice: &PracticeId) -> Vec<u8> {
        of(b't', practice, &[b""])
    }

    pub(super) fn measures(practice: &PracticeId) -> Vec<u8> {
        of(b'm', practice, &[b""])
    }

    /// From there on, keys are of what came in at that moment or before.
    pub(super) fn received(practice: &PracticeId, at: Timestamp) -> Vec<u8> {
        [times(practice).as_slice(), &newest_first(at)].concat()
    }

    pub(super) fn time(practice: &PracticeId, at: Timestamp, exchange: ExchangeId) -> Vec<u8> {
        [received(practice, at).as_slice(), exchange.as_str().as_bytes()].concat()
    }

    /// Comes after every key of what came in at that moment or later.
    pub(super) fn up_to(practice: &PracticeId, at: Timestamp) -> Vec<u8> {
        [received(practice, at).as_slice(), &[u8::MAX]].concat()
    }

    pub(super) fn status(practice: &PracticeId, status: Status) -> Vec<u8> {
        of(b's', practice, &[status.name().as_bytes(), b""])
    }

    pub(super) fn dues(practice: &PracticeId) -> Vec<u8> {
        of(b'd', practice, &[b""])
    }

    pub(super) fn origin(practice: &PracticeId, origin: &Origin) -> Vec<u8> {
        of(b'o', practice, &[origin.face.as_bytes(), origin.message.as_bytes()])
    }

    pub(super) fn template(practice: &PracticeId, template: &str) -> Vec<u8> {
        of(b'u', practice, &[template.as_bytes()])
    }

    pub(super) fn evidence(sha256: &str, practice: &PracticeId, exchange: ExchangeId) -> Vec<u8> {
        let (practice, exchange) = (practice.as_str().as_bytes(), exchange.as_str().as_bytes());
        [evidence_of_any(sha256).as_slice(), practice, b"\0", exchange].concat()
    }

    pub(super) fn evidence_of_any(sha256: &str) -> Vec<u8> {
        [b"p", sha256.as_bytes(), b"\0"].concat()
    }

    pub(super) fn setting(key: &str) -> Vec<u8> {
        [b"c", key.as_bytes()].concat()
    }

    pub(super) fn head(practice: &PracticeId) -> Vec<u8> {
        [b"h", practice.as_str().as_bytes()].concat()
    }

    pub(super) fn segment(segment: Segment) -> Vec<u8> {
        [&b"g"[..], &segment.number().to_be_bytes()].concat()
    }

    /// The keys under which a list finds an exchange.
    pub(super) fn derived(summary: &Summary) -> Vec<Vec<u8>> {
        let newest_first = newest_first(summary.received_at);
        let exchange = summary.exchange;
        let exchange = exchange.as_str().as_bytes();
        let at = |mut key: Vec<u8>| {
            key.extend(newest_first);
            key.extend(exchange);
            key
        };
        let mut keys = vec![at(times(&summary.practice)), at(status(&summary.practice, summary.status))];
        if summary.open_measures > 0 {
            keys.push(at(measures(&summary.practice)));
        }
        keys.extend(summary.due.map(|day| of(b'd', &summary.practice, &[day.to_string().as_bytes(), exchange])));
        keys
    }

    /// Sorts as bytes from the latest moment to the earliest.
    fn newest_first(at: Timestamp) -> [u8; 8] {
        let ascending = at.as_microsecond().cast_unsigned() ^ (1 << 63);
        (!ascending).to_be_bytes()
    }
}
