//! Bringing the index to where the archive is, in one pass over what it has not seen.
//!
//! The lines of an exchange stand near each other, so they are gathered until there are too many and
//! those begun first are indexed. An exchange of which more comes later is read again at the end,
//! from the places that the working store knows. What the working store has taken in is whole and
//! acknowledged: the index goes no further.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use super::Fault;
use super::index::Terms;
use crate::exchange::{Exchange, ExchangeId, Recorded};
use crate::journal::JournalError;
use crate::journal::embedded::layout::{Layout, Position, Segment};
use crate::journal::embedded::line::Line;
use crate::journal::embedded::scan::{Reader, scan_between};
use crate::journal::embedded::store::Store;
use crate::practice::PracticeId;

/// Version of the layout; another one is built anew from the archive.
const VERSION: u32 = 2;
/// Bytes of lines that are gathered at most.
const MOST_GATHERED: usize = 4 * 1024 * 1024;

type Key = (PracticeId, ExchangeId);

/// Gives the working store for a moment: it may be brought up again while the index is being built.
pub(super) type Stores<'a> = &'a dyn Fn() -> Result<Arc<Store>, JournalError>;

/// How far the index has come, as noted with each commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Extent {
    version: u32,
    segments: Vec<SegmentExtent>,
}

/// The last line of a segment that is taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct SegmentExtent {
    segment: u32,
    offset: u64,
    length: u32,
    hash: String,
}

impl SegmentExtent {
    fn position(&self) -> Position {
        Position { segment: Segment::from_number(self.segment), offset: self.offset, length: self.length }
    }

    fn end(&self) -> u64 {
        self.offset + u64::from(self.length) + 1
    }
}

impl Extent {
    pub(super) fn none() -> Self {
        Self { version: VERSION, segments: Vec::new() }
    }

    /// Reads the note of a commit; `None` of another version, or where building was cut short.
    pub(super) fn read(note: Option<&str>) -> Option<Self> {
        serde_json::from_str(note?).ok().filter(|extent: &Self| extent.version == VERSION)
    }

    /// Whether the archive still has the lines that the index ends with, and the store has taken them in.
    pub(super) fn fits(&self, layout: &Layout, stores: Stores<'_>) -> Result<bool, JournalError> {
        let ends = stores()?.taken_in()?;
        let mut reader = Reader::new(layout);
        for there in &self.segments {
            let position = there.position();
            let is_behind = ends.get(&position.segment).is_none_or(|end| *end < there.end());
            if is_behind || !reader.has(position, &there.hash)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn ends(&self) -> BTreeMap<Segment, u64> {
        self.segments.iter().map(|there| (there.position().segment, there.end())).collect()
    }

    fn put(&mut self, position: Position, hash: &str) {
        let there = SegmentExtent {
            segment: position.segment.number(),
            offset: position.offset,
            length: position.length,
            hash: hash.to_owned(),
        };
        if let Some(last) = self.segments.last_mut().filter(|last| last.segment == there.segment) {
            *last = there;
        } else {
            self.segments.retain(|other| other.segment != there.segment);
            self.segments.push(there);
        }
    }
}

/// Takes in what the store has beyond an extent; gives the new one.
pub(super) fn take_in(
    layout: &Layout,
    stores: Stores<'_>,
    terms: &mut Terms,
    extent: &Extent,
    stop: &AtomicBool,
) -> Result<Extent, Fault> {
    let (seen, ends) = (extent.ends(), stores()?.taken_in()?);
    if seen == ends {
        return Ok(extent.clone());
    }
    let mut extent = extent.clone();
    let mut gathered = Gathered::default();
    let mut failed = None;
    scan_between(layout, &seen, &ends, |position, bytes| {
        let line = Line::parse(bytes)?;
        extent.put(position, line.hash);
        let key = (line.header.practice.clone(), line.header.exchange);
        let is_new = line.header.kind == "received";
        gathered.add(key, is_new, line.into_recorded()?, bytes.len());
        if failed.is_none() && gathered.bytes > MOST_GATHERED {
            failed = gathered.index_first(terms).err();
        }
        Ok(failed.is_none() && !stop.load(Ordering::Relaxed))
    })?;
    if let Some(error) = failed {
        return Err(error.into());
    }
    if stop.load(Ordering::Relaxed) {
        return Err(JournalError::Closed.into());
    }
    while gathered.index_first(terms)? {}
    let mut reader = Reader::new(layout);
    for (practice, exchange) in &gathered.late {
        terms.remove(practice, *exchange);
        if let Some(exchange) = read(&*stores()?, &mut reader, practice, *exchange)? {
            terms.add(practice, &exchange)?;
        }
    }
    terms.commit(&note_of(&extent)?)?;
    Ok(extent)
}

/// The note that an index is built up to there.
pub(super) fn note_of(extent: &Extent) -> Result<String, JournalError> {
    serde_json::to_string(extent).map_err(|error| JournalError::Search(error.to_string()))
}

/// An exchange as the archive has it; `None` once erased.
pub(super) fn read(
    store: &Store,
    reader: &mut Reader<'_>,
    practice: &PracticeId,
    exchange: ExchangeId,
) -> Result<Option<Exchange>, JournalError> {
    let Some(record) = store.record(practice, exchange)? else { return Ok(None) };
    let history = reader.history(practice, exchange, &record.positions)?;
    Ok(Exchange::replay(exchange, history))
}

/// Exchanges of which some lines were read.
#[derive(Default)]
struct Gathered {
    histories: HashMap<Key, (Vec<Recorded>, usize)>,
    /// In the order in which they began.
    begun: VecDeque<Key>,
    bytes: usize,
    /// Those that went on after they were indexed.
    late: BTreeSet<Key>,
}

impl Gathered {
    fn add(&mut self, key: Key, is_new: bool, recorded: Option<Recorded>, bytes: usize) {
        if key.1 == ExchangeId::REGISTER || self.late.contains(&key) {
            return;
        }
        if is_new {
            self.begun.push_back(key.clone());
            self.histories.insert(key.clone(), (Vec::new(), 0));
        }
        let Some((history, size)) = self.histories.get_mut(&key) else {
            self.late.insert(key);
            return;
        };
        history.extend(recorded);
        *size += bytes;
        self.bytes += bytes;
    }

    /// Indexes the exchange that began first; says whether there was one.
    fn index_first(&mut self, terms: &Terms) -> tantivy::Result<bool> {
        let Some(key) = self.begun.pop_front() else { return Ok(false) };
        let Some((history, bytes)) = self.histories.remove(&key) else { return Ok(true) };
        self.bytes -= bytes;
        if let Some(exchange) = Exchange::replay(key.1, history) {
            terms.add(&key.0, &exchange)?;
        }
        Ok(true)
    }
}
