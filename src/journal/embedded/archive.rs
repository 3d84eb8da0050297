//! Writing the archive: whole batches of lines at the end of the newest segment, or nothing.
//!
//! A batch is acknowledged once it is on the disk. One that cannot be written whole is cut off again,
//! so that the next one begins where the last good one ended.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Torn;
use super::erasing::blank_out;
use super::layout::{Layout, Position, Segment, failed, private, sync_folder};
use super::line::{FORMAT, Line, LineFault};
use super::recover::{BroughtUp, bring_up};
use super::scan::{broken, line_at};
use crate::journal::JournalError;

/// The two calls that a full or failing disk answers with an error; tests put one in its place.
pub(super) trait Disk: Send {
    fn write(&mut self, file: &mut File, bytes: &[u8]) -> io::Result<()>;
    fn sync(&mut self, file: &File) -> io::Result<()>;
}

/// The disk as it is.
pub(super) struct RealDisk;

impl Disk for RealDisk {
    fn write(&mut self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)
    }

    fn sync(&mut self, file: &File) -> io::Result<()> {
        file.sync_data()
    }
}

/// The archive, open for writing.
pub(super) struct Archive {
    layout: Layout,
    disk: Box<dyn Disk>,
    current: Option<Current>,
}

struct Current {
    segment: Segment,
    file: File,
    /// The end of the last good batch.
    length: u64,
    /// Whether something may lie behind it.
    soiled: bool,
}

impl Archive {
    /// Opens the archive at its end; an unfinished step there is put aside.
    pub(super) fn open(layout: &Layout, disk: Box<dyn Disk>) -> Result<(Self, Option<Torn>), JournalError> {
        check_format(layout)?;
        let mut archive = Self { layout: layout.clone(), disk, current: None };
        let Some(newest) = layout.segments()?.pop() else { return Ok((archive, None)) };
        let torn = mend_end(layout, newest)?;
        archive.enter(newest)?;
        Ok((archive, torn))
    }

    /// The segment in which a line of this moment goes. The clock may be set back; the archive is not.
    pub(super) fn segment_for(&self, at: Timestamp) -> Segment {
        let month = Segment::of(at);
        self.current.as_ref().map_or(month, |current| month.max(current.segment))
    }

    /// Where the next line of a segment goes.
    pub(super) fn end_of(&self, segment: Segment) -> u64 {
        self.current.as_ref().filter(|current| current.segment == segment).map_or(0, |current| current.length)
    }

    /// Has these lines on the disk for good when it returns, or none of them.
    pub(super) fn append(&mut self, segment: Segment, lines: &[u8]) -> Result<(), JournalError> {
        self.clean()?;
        if self.current.as_ref().is_none_or(|current| current.segment != segment) {
            self.enter(segment)?;
        }
        let path = self.layout.segment(segment);
        let Some(current) = &mut self.current else { return Err(JournalError::Closed) };
        current.soiled = true;
        let written = current.file.seek(SeekFrom::Start(current.length));
        let written = written.and_then(|_| self.disk.write(&mut current.file, lines));
        let written = written.and_then(|()| self.disk.sync(&current.file));
        match written {
            Ok(()) => {
                current.length += lines.len() as u64;
                current.soiled = false;
                Ok(())
            }
            Err(error) => {
                tracing::error!(file = %path.display(), %error, "a batch could not be written and is taken back");
                if let Err(error) = self.clean() {
                    tracing::error!(%error, "the rest of the batch is still there; it is cut off before the next one");
                }
                Err(failed(&path)(error))
            }
        }
    }

    /// Blanks the payloads of these lines, for good when it returns.
    pub(super) fn blank(&mut self, positions: &[Position]) -> Result<(), JournalError> {
        blank_out(&self.layout, self.disk.as_mut(), positions)
    }

    /// Brings the working store up to where the archive is.
    pub(super) fn bring_up(&mut self) -> Result<BroughtUp, JournalError> {
        bring_up(&self.layout, self.disk.as_mut())
    }

    /// Cuts off what a failed batch may have left.
    fn clean(&mut self) -> Result<(), JournalError> {
        let Some(current) = self.current.as_mut().filter(|current| current.soiled) else { return Ok(()) };
        let cut = current.file.set_len(current.length).and_then(|()| current.file.sync_data());
        cut.map_err(failed(&self.layout.segment(current.segment)))?;
        current.soiled = false;
        Ok(())
    }

    fn enter(&mut self, segment: Segment) -> Result<(), JournalError> {
        let path = self.layout.segment(segment);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let file = private(&mut options).open(&path).map_err(failed(&path))?;
        let length = file.metadata().map_err(failed(&path))?.len();
        sync_folder(&self.layout.archive()).map_err(failed(&path))?;
        self.current = Some(Current { segment, file, length, soiled: false });
        Ok(())
    }
}

/// Reads the version of the archive's format, or writes it down in a new one.
fn check_format(layout: &Layout) -> Result<(), JournalError> {
    match read_format(layout)? {
        Some(()) => Ok(()),
        None => write_format(layout),
    }
}

/// Refuses an archive that a newer version wrote; `None` where no version is written down.
pub(super) fn read_format(layout: &Layout) -> Result<Option<()>, JournalError> {
    let path = layout.format();
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(&path)(error)),
    };
    match text.trim().strip_prefix("egard archive, format ").map(str::parse::<u32>) {
        Some(Ok(version)) if version > FORMAT => Err(broken(&path, 0, &LineFault::Newer(version))),
        Some(Ok(_)) => Ok(Some(())),
        _ => Err(JournalError::Broken {
            file: path.display().to_string(),
            line: 1,
            what: format!("expected « egard archive, format {FORMAT} »; delete the file to have it written anew"),
        }),
    }
}

fn write_format(layout: &Layout) -> Result<(), JournalError> {
    let path = layout.format();
    let new = path.with_extension("new");
    let text = format!("egard archive, format {FORMAT}\n");
    write_whole(&new, text.as_bytes()).and_then(|()| fs::rename(&new, &path)).map_err(failed(&path))?;
    sync_folder(&layout.archive()).map_err(failed(&path))
}

fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    let mut file = private(&mut options).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Puts aside what lies behind the last whole step: it was never acknowledged.
fn mend_end(layout: &Layout, segment: Segment) -> Result<Option<Torn>, JournalError> {
    let path = layout.segment(segment);
    let mut file = OpenOptions::new().read(true).write(true).open(&path).map_err(failed(&path))?;
    let length = file.metadata().map_err(failed(&path))?.len();
    let end = whole_steps(&mut file, &path, length)?;
    if end == length {
        return Ok(None);
    }
    let at = Timestamp::now().to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%S%3fZ").to_string();
    let aside = layout.archive().join(format!("torn-{at}.txt"));
    let cut = read_range(&mut file, end, length).and_then(|rest| {
        write_whole(&aside, &rest)?;
        sync_folder(&layout.archive())?;
        file.set_len(end)?;
        file.sync_all()
    });
    cut.map_err(failed(&path))?;
    let line = line_at(&path, end).map_err(failed(&path))?;
    Ok(Some(Torn { file: path.display().to_string(), line, kept: aside.display().to_string() }))
}

/// The end of the last whole step of a segment of this length.
pub(super) fn whole_steps(file: &mut File, path: &Path, length: u64) -> Result<u64, JournalError> {
    let mut end = after_last_newline(file, length).map_err(failed(path))?;
    let mut is_last = end == length;
    while end > 0 {
        let start = after_last_newline(file, end - 1).map_err(failed(path))?;
        let bytes = read_range(file, start, end - 1).map_err(failed(path))?;
        match Line::parse(&bytes) {
            Ok(line) if !line.header.more => break,
            Ok(_) => {}
            Err(LineFault::NotALine) if is_last => {}
            // Whoever reads the archive from its beginning says what is wrong there.
            Err(_) => break,
        }
        is_last = false;
        end = start;
    }
    Ok(end)
}

/// The place behind the last newline before `end`.
fn after_last_newline(file: &mut File, end: u64) -> io::Result<u64> {
    const BLOCK: u64 = 16 * 1024;
    let mut end = end;
    while end > 0 {
        let start = end.saturating_sub(BLOCK);
        let block = read_range(file, start, end)?;
        if let Some(place) = block.iter().rposition(|byte| *byte == b'\n') {
            return Ok(start + place as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

fn read_range(file: &mut File, start: u64, end: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.take(end - start).read_to_end(&mut bytes)?;
    Ok(bytes)
}
