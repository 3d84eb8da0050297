//! Reading the archive: from one end to the other, or the lines of one exchange.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;

use super::layout::{Layout, Position, Segment, failed};
use super::line::{FORMAT, Line, LineFault};
use crate::exchange::{ExchangeId, Recorded};
use crate::journal::JournalError;
use crate::practice::PracticeId;

/// How a scan ended.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    /// The end of the last whole line of each segment.
    pub(super) ends: Vec<(Segment, u64)>,
    /// Whether the beginning of another line lies behind the very last one.
    pub(super) torn: bool,
}

/// Hands every whole line of the archive to `each`, with its position, but for those `taken_in` already.
pub(super) fn scan_all(
    layout: &Layout,
    taken_in: &BTreeMap<Segment, u64>,
    mut each: impl FnMut(Position, &[u8]) -> Result<(), LineFault>,
) -> Result<Scanned, JournalError> {
    let mut scanned = Scanned::default();
    for segment in layout.segments()? {
        if scanned.torn
            && let Some((before, end)) = scanned.ends.last()
        {
            return Err(broken(&layout.segment(*before), *end, &LineFault::NotALine));
        }
        let from = taken_in.get(&segment).copied().unwrap_or_default();
        let (end, torn) = scan(layout, segment, from..u64::MAX, &mut |position, line| {
            each(position, line)?;
            Ok(true)
        })?;
        scanned.ends.push((segment, end));
        scanned.torn = torn;
    }
    Ok(scanned)
}

/// Hands the whole lines of the archive between two extents to `each`, which says whether to go on.
pub(super) fn scan_between(
    layout: &Layout,
    from: &BTreeMap<Segment, u64>,
    to: &BTreeMap<Segment, u64>,
    mut each: impl FnMut(Position, &[u8]) -> Result<bool, LineFault>,
) -> Result<(), JournalError> {
    let mut goes_on = true;
    for (segment, end) in to {
        let start = from.get(segment).copied().unwrap_or_default();
        if goes_on && start < *end {
            scan(layout, *segment, start..*end, &mut |position, line| {
                goes_on = each(position, line)?;
                Ok(goes_on)
            })?;
        }
    }
    Ok(())
}

/// Scans a part of a segment, for as long as `each` says to go on; gives the end of its last whole line and
/// whether more lies behind it.
///
/// Reads no further than the file went at the beginning, so another process may be writing to it.
fn scan(
    layout: &Layout,
    segment: Segment,
    part: Range<u64>,
    each: &mut impl FnMut(Position, &[u8]) -> Result<bool, LineFault>,
) -> Result<(u64, bool), JournalError> {
    let path = layout.segment(segment);
    let mut file = File::open(&path).map_err(failed(&path))?;
    let length = file.metadata().map_err(failed(&path))?.len().min(part.end);
    file.seek(SeekFrom::Start(part.start)).map_err(failed(&path))?;
    let mut lines = BufReader::with_capacity(256 * 1024, file.take(length.saturating_sub(part.start)));
    let mut line = Vec::new();
    let mut offset = part.start;
    loop {
        line.clear();
        let read = lines.read_until(b'\n', &mut line).map_err(failed(&path))?;
        if line.pop_if(|last| *last == b'\n').is_none() {
            return Ok((offset, read > 0));
        }
        let position = u32::try_from(line.len()).map_err(|_| LineFault::NotALine);
        let goes_on = position
            .and_then(|length| each(Position { segment, offset, length }, &line))
            .map_err(|fault| broken(&path, offset, &fault))?;
        offset += read as u64;
        if !goes_on {
            return Ok((offset, false));
        }
    }
}

/// Says at which line of which file the archive is not as it was written.
pub(super) fn broken(path: &Path, offset: u64, fault: &LineFault) -> JournalError {
    if let LineFault::Newer(found) = *fault {
        return JournalError::Newer { file: path.display().to_string(), found, known: FORMAT };
    }
    let line = line_at(path, offset).unwrap_or_default();
    JournalError::Broken { file: path.display().to_string(), line, what: fault.to_string() }
}

/// The number, from 1, of the line that begins at an offset.
pub(super) fn line_at(path: &Path, offset: u64) -> io::Result<u64> {
    let mut before = BufReader::with_capacity(256 * 1024, File::open(path)?.take(offset));
    let mut number = 1;
    loop {
        let block = before.fill_buf()?;
        if block.is_empty() {
            return Ok(number);
        }
        number += block.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
        let length = block.len();
        before.consume(length);
    }
}

/// Reads single lines; keeps the segments that it has met open.
pub(super) struct Reader<'a> {
    layout: &'a Layout,
    files: BTreeMap<Segment, File>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(layout: &'a Layout) -> Self {
        Self { layout, files: BTreeMap::new() }
    }

    /// What is recorded of an exchange. Events that were erased are left out: the lines of their
    /// payloads say only that they were there.
    pub(super) fn history(
        &mut self,
        practice: &PracticeId,
        exchange: ExchangeId,
        positions: &[Position],
    ) -> Result<Vec<Recorded>, JournalError> {
        let mut history = Vec::with_capacity(positions.len());
        let mut bytes = Vec::new();
        for position in positions {
            self.read(*position, &mut bytes)?;
            let recorded = Line::checked(&bytes).and_then(|line| {
                if line.header.practice != *practice || line.header.exchange != exchange {
                    return Err(LineFault::OtherExchange);
                }
                line.into_recorded()
            });
            history.extend(recorded.map_err(|fault| self.broken(*position, &fault))?);
        }
        Ok(history)
    }

    /// Whether the line at a position is whole and has this hash.
    pub(super) fn has(&mut self, position: Position, hash: &str) -> Result<bool, JournalError> {
        let mut bytes = Vec::new();
        match self.read(position, &mut bytes) {
            Ok(()) => Ok(Line::checked(&bytes).is_ok_and(|line| line.hash == hash)),
            Err(JournalError::Broken { .. }) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// The line at a position, whatever has become of it.
    pub(super) fn bytes(&mut self, position: Position) -> Result<Vec<u8>, JournalError> {
        let mut bytes = Vec::new();
        self.read(position, &mut bytes)?;
        Ok(bytes)
    }

    fn read(&mut self, position: Position, bytes: &mut Vec<u8>) -> Result<(), JournalError> {
        bytes.clear();
        bytes.resize(position.length as usize, 0);
        let read = self.file(position.segment).and_then(|file| read_at(file, bytes, position.offset));
        read.map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof | io::ErrorKind::NotFound => self.broken(position, &LineFault::Missing),
            _ => failed(&self.layout.segment(position.segment))(error),
        })
    }

    fn file(&mut self, segment: Segment) -> io::Result<&File> {
        match self.files.entry(segment) {
            Entry::Occupied(there) => Ok(there.into_mut()),
            Entry::Vacant(place) => Ok(place.insert(File::open(self.layout.segment(segment))?)),
        }
    }

    fn broken(&self, position: Position, fault: &LineFault) -> JournalError {
        broken(&self.layout.segment(position.segment), position.offset, fault)
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(not(unix))]
fn read_at(mut file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    file.seek(SeekFrom::Start(offset))?;
    file.read_exact(bytes)
}
