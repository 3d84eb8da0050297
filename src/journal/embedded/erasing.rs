//! Erasing: payloads give way to blanks where they stand, and nothing else of the archive moves.
//!
//! The event that says so goes to the disk first, then the captures go, then the payloads, and last of all
//! the working store learns of it. So a store that knows of an erasure also says that it is done, and one
//! that does not is built anew from the archive, which finishes it first. Wherever the power goes, what was
//! decided is carried out at the next opening, and doing it twice changes nothing. The search index forgets
//! many at once, after all of them; until it has, a note beside it says that it is not to be trusted with them.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom};
use std::path::Path;

use super::archive::Disk;
use super::layout::{Layout, Position, Segment, create_folder, failed, private, remove_all, sync_folder};
use super::line::{Line, LineFault, Payload, blank};
use super::scan::{Reader, broken, scan_all};
use crate::exchange::{Event, ExchangeId};
use crate::journal::JournalError;
use crate::practice::PracticeId;

/// Whose lines: an exchange's, or a register's.
pub(super) type Key = (PracticeId, ExchangeId);

/// What is erased: of a register one entry, by its revision; of an exchange all.
pub(super) type What = (Key, Option<u32>);

/// What a reading of the archive from its beginning tells of erasing.
#[derive(Debug, Default)]
pub(super) struct Erasures {
    /// What still has a payload.
    whole: HashSet<What>,
    /// Lines without theirs, and why they would be at fault if nobody had erased them.
    gone: HashMap<Key, Vec<(u32, Position, LineFault)>>,
    /// What the archive says is erased.
    erased: HashSet<What>,
    /// Of that, what is not blank throughout.
    unfinished: HashSet<What>,
}

impl Erasures {
    /// Takes the next line of the archive.
    pub(super) fn follow(&mut self, line: &Line<'_>, position: Position) -> Result<(), LineFault> {
        let key = (line.header.practice.clone(), line.header.exchange);
        let revision = line.header.revision;
        let is_entry = line.header.exchange == ExchangeId::REGISTER;
        if let Some(erased) = erased_by(line)? {
            self.account_for((key, erased.entry));
            return Ok(());
        }
        match line.payload {
            Payload::Whole(_) => {
                self.whole.insert((key, is_entry.then_some(revision)));
            }
            Payload::Blank => self.gone.entry(key).or_default().push((revision, position, LineFault::Unaccounted)),
            Payload::Other => self.gone.entry(key).or_default().push((revision, position, LineFault::Payload)),
        }
        Ok(())
    }

    fn account_for(&mut self, what: What) {
        let (key, entry) = &what;
        let mut half = false;
        if let Some(gone) = self.gone.get_mut(key) {
            gone.retain(|(revision, _, fault)| {
                let covered = entry.is_none_or(|entry| entry == *revision);
                half |= covered && *fault == LineFault::Payload;
                !covered
            });
        }
        if self.whole.remove(&what) || half {
            self.unfinished.insert(what.clone());
        }
        self.erased.insert(what);
    }

    /// The first line whose payload is not what was written, and that no event accounts for. A payload that is
    /// blank reads as nothing; whether that is a fault as well is for the caller to say.
    pub(super) fn fault(&self, layout: &Layout, blank_is_one: bool) -> Option<JournalError> {
        let all = self.gone.values().flatten();
        let faults = all.filter(|(_, _, fault)| blank_is_one || *fault == LineFault::Payload);
        let (_, at, fault) = faults.min_by_key(|(_, at, _)| (at.segment, at.offset))?;
        Some(broken(&layout.segment(at.segment), at.offset, fault))
    }

    /// Whether all of an exchange is erased.
    pub(super) fn has_erased(&self, key: &Key) -> bool {
        self.erased.contains(&(key.clone(), None))
    }

    /// Whether anything ever was.
    pub(super) fn is_any(&self) -> bool {
        !self.erased.is_empty()
    }

    /// How many erasures are not carried out to the end.
    pub(super) fn unfinished(&self) -> usize {
        self.unfinished.len()
    }

    /// Carries out what was decided and cut short.
    pub(super) fn finish(&self, layout: &Layout, disk: &mut dyn Disk) -> Result<(), JournalError> {
        if self.unfinished.is_empty() {
            return Ok(());
        }
        let mut positions = Vec::new();
        scan_all(layout, &BTreeMap::new(), |position, bytes| {
            let line = Line::proved(bytes)?;
            let key = (line.header.practice.clone(), line.header.exchange);
            let of_entry = (key.clone(), Some(line.header.revision));
            let is_meant = self.unfinished.contains(&(key, None)) || self.unfinished.contains(&of_entry);
            if is_meant && erased_by(&line)?.is_none() {
                positions.push(position);
            }
            Ok(())
        })?;
        blank_out(layout, disk, &positions)?;
        remove_torn(layout)
    }
}

/// What is erased of an exchange or a register: everything, unless an entry is named.
struct Erased {
    entry: Option<u32>,
}

/// What a line says is erased.
fn erased_by(line: &Line<'_>) -> Result<Option<Erased>, LineFault> {
    if line.header.kind != "erased" {
        return Ok(None);
    }
    match line.event()? {
        Some(Event::Erased { entry, .. }) => Ok(Some(Erased { entry })),
        _ => Err(LineFault::UnknownEvent),
    }
}

/// Blanks the payloads of these lines, for good when it returns.
pub(super) fn blank_out(layout: &Layout, disk: &mut dyn Disk, positions: &[Position]) -> Result<(), JournalError> {
    let mut reader = Reader::new(layout);
    let mut files: BTreeMap<Segment, File> = BTreeMap::new();
    for position in positions {
        let path = layout.segment(position.segment);
        let bytes = reader.bytes(*position)?;
        let line = Line::proved(&bytes).map_err(|fault| broken(&path, position.offset, &fault))?;
        if line.payload == Payload::Blank {
            continue;
        }
        let range = line.payload_range(bytes.len());
        let file = match files.entry(position.segment) {
            Entry::Occupied(there) => there.into_mut(),
            Entry::Vacant(place) => place.insert(OpenOptions::new().write(true).open(&path).map_err(failed(&path))?),
        };
        file.seek(SeekFrom::Start(position.offset + range.start as u64))
            .and_then(|_| disk.write(file, &blank(range.len())))
            .map_err(failed(&path))?;
    }
    files.iter().try_for_each(|(segment, file)| disk.sync(file).map_err(failed(&layout.segment(*segment))))
}

/// Notes that the search index is to forget an exchange, before anything of it goes: an index that may still
/// hold its words at the next opening is thrown away there.
pub(super) fn is_to_be_forgotten(layout: &Layout, practice: &PracticeId, id: ExchangeId) -> Result<(), JournalError> {
    let folder = layout.forgetting();
    create_folder(&folder)?;
    let path = folder.join(format!("{practice}.{id}"));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    private(&mut options).open(&path).and_then(|_| sync_folder(&folder)).map_err(failed(&path))
}

/// Notes that it has forgotten these.
pub(super) fn is_forgotten(layout: &Layout, practice: &PracticeId, ids: &[ExchangeId]) -> Result<(), JournalError> {
    ids.iter().try_for_each(|id| gone(&layout.forgetting().join(format!("{practice}.{id}"))))
}

/// Throws the search index away where it was not known to have forgotten what is erased. Only who has the
/// folder to themselves may do so.
pub(super) fn forget_what_was_cut_short(layout: &Layout) -> Result<(), JournalError> {
    let none_left = match fs::read_dir(layout.forgetting()) {
        Ok(mut left) => left.next().is_none(),
        Err(_) => !layout.forgetting().exists(),
    };
    if none_left {
        return Ok(());
    }
    // The notes go last.
    [layout.search(), layout.forgetting()].iter().try_for_each(|place| remove_all(place))
}

fn gone(path: &Path) -> Result<(), JournalError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(path)(error)),
        _ => Ok(()),
    }
}

/// What power cuts left of steps that were never acknowledged may say what is erased, under an identifier that
/// nobody knows. Nothing rests on it: it goes whole.
pub(super) fn remove_torn(layout: &Layout) -> Result<(), JournalError> {
    let folder = layout.archive();
    let removed = || -> io::Result<bool> {
        let mut any = false;
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            if entry.file_name().to_str().is_some_and(|name| name.starts_with("torn-")) {
                fs::remove_file(entry.path())?;
                any = true;
            }
        }
        if any {
            sync_folder(&folder)?;
        }
        Ok(any)
    };
    removed().map(drop).map_err(failed(&folder))
}
