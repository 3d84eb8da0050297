//! Bringing the working store to where the archive is.
//!
//! The archive is the truth. A store that is whole and merely behind takes in what it lacks; one that
//! is gone, damaged, of another version or at odds with the archive is thrown away and built anew.
//! A line of the archive that is not as it was written ends either.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::archive::Disk;
use super::chain::Chains;
use super::erasing::{Erasures, Key};
use super::evidence::Captures;
use super::layout::{Layout, Position, Segment, create_folder, make_private, remove_all};
use super::line::Line;
use super::record::{Record, add_up};
use super::scan::{Reader, scan_all};
use super::store::{Changes, Flaw, Store, error_of, is_locked};
use crate::exchange::ExchangeId;
use crate::journal::JournalError;
use crate::practice::PracticeId;

/// Exchanges that go into the store at once.
const EXCHANGES_AT_ONCE: usize = 500;

/// Why the working store was built anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// There was none, or an empty one.
    Gone,
    /// sled could not open or read it.
    Unreadable,
    /// Another version of the program had laid it out.
    Version,
    /// Building it had been interrupted.
    Unfinished,
    /// Entries were missing or changed.
    Damaged,
    /// It did not fit the archive: one of them was put back from a copy.
    AtOdds,
    /// Something was erased that it did not know of: what it had noted of it goes too.
    Erased,
    /// It was asked for.
    Asked,
}

impl Reason {
    /// The name under which the message catalogue explains it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Unreadable => "unreadable",
            Self::Version => "version",
            Self::Unfinished => "unfinished",
            Self::Damaged => "damaged",
            Self::AtOdds => "at_odds",
            Self::Erased => "erased",
            Self::Asked => "asked",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What was taken into the store.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct TakenIn {
    pub(super) lines: u64,
    pub(super) exchanges: u64,
}

/// A store that is where the archive is.
pub(super) struct BroughtUp {
    pub(super) store: Store,
    pub(super) rebuilt: Option<Reason>,
    pub(super) taken_in: TakenIn,
    /// Lines that the store had taken in and that the archive does not have.
    pub(super) lost: u64,
}

enum Unfit {
    /// It is to be built anew.
    Because(Reason),
    /// It is whole and does not fit the archive: so many lines of each practice had been there.
    AtOdds(BTreeMap<PracticeId, u64>),
    /// Nothing can be done about it here.
    Failed(JournalError),
}

impl From<JournalError> for Unfit {
    fn from(error: JournalError) -> Self {
        match error {
            JournalError::Store(_) => Self::Because(Reason::Unreadable),
            // A broken line may also be a store that expects another archive: building it tells which.
            JournalError::Broken { .. } => Self::Because(Reason::AtOdds),
            other => Self::Failed(other),
        }
    }
}

/// Opens the store, checks it, and has it take in what the archive holds beyond it.
pub(super) fn bring_up(layout: &Layout, disk: &mut dyn Disk) -> Result<BroughtUp, JournalError> {
    let guarded = catch_unwind(AssertUnwindSafe(|| as_it_is(layout)));
    let (reason, known) = match guarded.unwrap_or(Err(Unfit::Because(Reason::Unreadable))) {
        Ok((store, taken_in)) => return Ok(BroughtUp { store, rebuilt: None, taken_in, lost: 0 }),
        Err(Unfit::Failed(error)) => return Err(error),
        Err(Unfit::Because(reason)) => (reason, BTreeMap::new()),
        Err(Unfit::AtOdds(known)) => (Reason::AtOdds, known),
    };
    let (store, taken_in) = build(layout, disk)?;
    let new = reason == Reason::Gone && taken_in.lines == 0;
    let lost = lost(&known, &store)?;
    if lost > 0 {
        tracing::error!(lines = lost, "lines that had been recorded are gone from the archive");
    }
    Ok(BroughtUp { store, rebuilt: (!new).then_some(reason), taken_in, lost })
}

/// How many lines that were known before a store does not have.
fn lost(known: &BTreeMap<PracticeId, u64>, store: &Store) -> Result<u64, JournalError> {
    let there: BTreeMap<_, _> = store.heads()?.into_iter().map(|(practice, head)| (practice, head.seq)).collect();
    let missing = known.iter().map(|(practice, seq)| seq.saturating_sub(there.get(practice).copied().unwrap_or(0)));
    Ok(missing.sum())
}

/// Throws the store away and builds it from the archive; leaves it alone if the archive is broken. What was
/// to be erased and is not yet is erased first.
pub(super) fn build(layout: &Layout, disk: &mut dyn Disk) -> Result<(Store, TakenIn), JournalError> {
    let mut chains = Chains::default();
    let all = find_new(layout, &BTreeMap::new(), &mut chains)?;
    if let Some(fault) = all.erasures.fault(layout, false) {
        return Err(fault);
    }
    all.erasures.finish(layout, disk)?;
    remove_all(&layout.sled())?;
    let store = open(layout)?;
    let taken_in = take_in(layout, &store, &chains, &all)?;
    if all.erasures.is_any() {
        Captures::new(layout).remove_unnamed(|sha256| store.has_evidence(sha256))?;
    }
    store.seal()?;
    Ok((store, taken_in))
}

fn as_it_is(layout: &Layout) -> Result<(Store, TakenIn), Unfit> {
    if !layout.sled().join("db").exists() {
        return Err(Unfit::Because(Reason::Gone));
    }
    let store = open(layout)?;
    store.check()?.map_err(|flaw| {
        Unfit::Because(match flaw {
            Flaw::Empty => Reason::Gone,
            Flaw::Version => Reason::Version,
            Flaw::Unfinished => Reason::Unfinished,
            Flaw::Tally => Reason::Damaged,
        })
    })?;
    if !fits(layout, &store)? {
        let known = store.heads()?.into_iter().map(|(practice, head)| (practice, head.seq));
        return Err(Unfit::AtOdds(known.collect()));
    }
    let mut chains = Chains::from_heads(store.heads()?);
    let new = find_new(layout, &store.taken_in()?, &mut chains)?;
    if new.erasures.is_any() {
        return Err(Unfit::Because(Reason::Erased));
    }
    if let Some(fault) = new.erasures.fault(layout, false) {
        return Err(fault.into());
    }
    let taken_in = take_in(layout, &store, &chains, &new)?;
    Ok((store, taken_in))
}

fn open(layout: &Layout) -> Result<Store, JournalError> {
    let folder = layout.sled();
    create_folder(&folder)?;
    let store = Store::open(&folder).map_err(|error| match error {
        // sled has no kind of its own for this.
        error if is_locked(&error) => layout.in_use(),
        other => error_of(&folder, other),
    })?;
    for file in ["db", "conf"] {
        make_private(&folder.join(file))?;
    }
    Ok(store)
}

/// Whether the archive still holds all that the store has taken in, as far as their ends tell.
fn fits(layout: &Layout, store: &Store) -> Result<bool, JournalError> {
    for (segment, end) in store.taken_in()? {
        if fs::metadata(layout.segment(segment)).map_or(0, |file| file.len()) < end {
            return Ok(false);
        }
    }
    let mut reader = Reader::new(layout);
    for (_, head) in store.heads()? {
        let Some(position) = head.position else { return Ok(false) };
        if !reader.has(position, &head.hash)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Where a line lies and the revision that it names.
type NewLine = (Position, u32);

/// What the archive holds beyond the store.
struct New {
    /// By exchange, in the order of the archive, its lines.
    found: Vec<(Key, Vec<NewLine>)>,
    /// How far each segment goes.
    ends: Vec<(Segment, u64)>,
    /// What is erased in it.
    erasures: Erasures,
}

/// Takes new lines in.
fn take_in(layout: &Layout, store: &Store, chains: &Chains, new: &New) -> Result<TakenIn, JournalError> {
    let New { found, ends, .. } = new;
    let lines = found.iter().map(|(_, lines)| lines.len() as u64).sum();
    let mut reader = Reader::new(layout);
    for some in found.chunks(EXCHANGES_AT_ONCE) {
        let mut changes = Changes::new(store);
        for (key, lines) in some {
            add(&mut reader, &mut changes, key, lines)?;
        }
        changes.commit()?;
    }
    // Last, so that a store whose building is cut short is known by its number of lines.
    let mut changes = Changes::new(store);
    if lines > 0 {
        for (practice, head) in chains.heads() {
            changes.put_head(practice, head);
        }
        for (segment, end) in ends {
            changes.put_taken_in(*segment, *end);
        }
        changes.commit()?;
    }
    let exchanges = found.iter().filter(|((_, exchange), _)| *exchange != ExchangeId::REGISTER).count();
    Ok(TakenIn { lines, exchanges: exchanges as u64 })
}

/// Checks the lines beyond what is taken in and sorts them by exchange.
fn find_new(layout: &Layout, taken_in: &BTreeMap<Segment, u64>, chains: &mut Chains) -> Result<New, JournalError> {
    let mut found = Vec::new();
    let mut places = HashMap::new();
    let mut erasures = Erasures::default();
    let scanned = scan_all(layout, taken_in, |position, bytes| {
        let line = Line::proved(bytes)?;
        chains.follow(&line, position)?;
        erasures.follow(&line, position)?;
        let key = (line.header.practice, line.header.exchange);
        let place = *places.entry(key.clone()).or_insert(found.len());
        if place == found.len() {
            found.push((key, Vec::new()));
        }
        found[place].1.push((position, line.header.revision));
        Ok(())
    })?;
    Ok(New { found, ends: scanned.ends, erasures })
}

/// Adds new lines to what the store has of an exchange.
fn add(
    reader: &mut Reader<'_>,
    changes: &mut Changes<'_>,
    (practice, exchange): &Key,
    lines: &[NewLine],
) -> Result<(), JournalError> {
    let before = changes.record(practice, *exchange)?;
    let new: Vec<Position> = lines.iter().map(|(position, _)| *position).collect();
    let known = before.as_ref().map(|record| record.positions.clone()).unwrap_or_default();
    let mut history = reader.history(practice, *exchange, &known)?;
    let fresh = reader.history(practice, *exchange, &new)?;
    changes.note(practice, *exchange, fresh.iter().map(|recorded| &recorded.event))?;
    history.extend(fresh);
    let (summary, _) = add_up(practice, *exchange, history);
    let revision = lines.last().map_or(0, |(_, revision)| *revision);
    let after = Record { revision, summary, positions: [known, new].concat() };
    changes.put_record(practice, *exchange, before.as_ref(), &after)
}
