//! Where things lie in the data folder, and who may read them.
//!
//! Every path of the embedded journal is made here, so that a folder or a file never comes into
//! being with wider rights than its owner's.

use std::fmt;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::journal::JournalError;

/// The rights of whoever does not own a folder.
#[cfg(unix)]
const OTHERS: u32 = 0o077;
/// Longer than it takes to look whether a folder is taken.
const A_LOOK: Duration = Duration::from_millis(100);

/// The places of one data folder.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    root: PathBuf,
}

/// Whether there is no room: on the disk, or in what its owner may take of it.
pub(super) fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

impl Layout {
    pub(super) fn new(folder: &Path) -> Self {
        Self { root: folder.to_owned() }
    }

    pub(super) fn archive(&self) -> PathBuf {
        self.root.join("archive")
    }

    pub(super) fn segment(&self, segment: Segment) -> PathBuf {
        self.archive().join(segment.to_string())
    }

    pub(super) fn format(&self) -> PathBuf {
        self.archive().join("FORMAT")
    }

    pub(super) fn sled(&self) -> PathBuf {
        self.root.join("sled")
    }

    pub(super) fn evidence(&self) -> PathBuf {
        self.root.join("evidence")
    }

    pub(super) fn forgetting(&self) -> PathBuf {
        self.root.join("forgetting")
    }

    pub(super) fn search(&self) -> PathBuf {
        self.root.join("search")
    }

    pub(super) fn reserve(&self) -> PathBuf {
        self.root.join("reserve")
    }

    /// Makes the folders that are missing.
    pub(super) fn prepare(&self) -> Result<(), JournalError> {
        // Somebody else's folder, named by mistake, is not ours to close.
        let is_ours = !self.root.exists() || self.archive().exists();
        for folder in [self.root.clone(), self.archive()] {
            create_folder(&folder)?;
        }
        if is_ours {
            self.close_to_others();
        }
        Ok(())
    }

    /// A folder that was made by hand, or put back from a backup, may be open to others.
    #[cfg(unix)]
    fn close_to_others(&self) {
        use std::os::unix::fs::PermissionsExt as _;
        let Ok(about) = fs::metadata(&self.root) else { return };
        let mode = about.permissions().mode();
        if mode & OTHERS != 0
            && let Err(error) = fs::set_permissions(&self.root, fs::Permissions::from_mode(mode & 0o700))
        {
            tracing::warn!(%error, "the data folder is open to others on this machine");
        }
    }

    #[cfg(not(unix))]
    fn close_to_others(&self) {}

    /// Whether others on the machine may enter the folder.
    #[cfg(unix)]
    pub(super) fn is_open_to_others(&self) -> bool {
        use std::os::unix::fs::PermissionsExt as _;
        fs::metadata(&self.root).is_ok_and(|about| about.permissions().mode() & OTHERS != 0)
    }

    #[cfg(not(unix))]
    pub(super) fn is_open_to_others(&self) -> bool {
        false
    }

    /// Whether a process has the folder at this moment.
    pub(super) fn is_taken(&self) -> bool {
        let lock = File::open(self.root.join("lock"));
        lock.is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }

    /// Takes the folder for this process; it stays taken for as long as the file is open.
    pub(super) fn lock(&self) -> Result<File, JournalError> {
        let path = self.root.join("lock");
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        let file = private(&mut options).open(&path).map_err(failed(&path))?;
        // Whoever only looks whether the folder is taken has it for an instant.
        let locked = file.try_lock().or_else(|_| {
            std::thread::sleep(A_LOOK);
            file.try_lock()
        });
        match locked {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(self.in_use()),
            Err(TryLockError::Error(error)) => Err(failed(&path)(error)),
        }
    }

    pub(super) fn in_use(&self) -> JournalError {
        JournalError::InUse { folder: self.root.display().to_string() }
    }

    /// The segments there are, the oldest first.
    pub(super) fn segments(&self) -> Result<Vec<Segment>, JournalError> {
        let folder = self.archive();
        let mut segments = Vec::new();
        for entry in fs::read_dir(&folder).map_err(failed(&folder))? {
            let name = entry.map_err(failed(&folder))?.file_name();
            segments.extend(name.to_str().and_then(Segment::parse));
        }
        segments.sort_unstable();
        Ok(segments)
    }
}

/// One file of the archive: the lines of a month (UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Segment(u32);

impl Segment {
    /// The month of a moment.
    pub(super) fn of(at: Timestamp) -> Self {
        let date = at.to_zoned(TimeZone::UTC).date();
        let number = i32::from(date.year()) * 100 + i32::from(date.month());
        Self(u32::try_from(number).unwrap_or_default())
    }

    pub(super) fn from_number(number: u32) -> Self {
        Self(number)
    }

    pub(super) fn number(self) -> u32 {
        self.0
    }

    fn parse(name: &str) -> Option<Self> {
        let (year, month) = name.strip_suffix(".jsonl")?.split_once('-')?;
        let digits = |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return None;
        }
        Some(Self(year.parse::<u32>().ok()? * 100 + month.parse::<u32>().ok()?))
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}.jsonl", self.0 / 100, self.0 % 100)
    }
}

/// Where one line lies; its length leaves the newline out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) segment: Segment,
    pub(super) offset: u64,
    pub(super) length: u32,
}

/// Says which file could not be read or written.
pub(super) fn failed(path: &Path) -> impl Fn(io::Error) -> JournalError {
    let path = path.display().to_string();
    move |source| JournalError::Io { path: path.clone(), source }
}

/// Makes a folder that its owner alone may enter; one that is there stays as it is.
pub(super) fn create_folder(path: &Path) -> Result<(), JournalError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(failed(path))
}

/// A file made with these options belongs to its owner alone.
pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// Leaves a file that is there to its owner alone.
pub(super) fn make_private(path: &Path) -> Result<(), JournalError> {
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        fs::set_permissions(path, mode).map_err(failed(path))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Removes whatever is at this place, if anything is.
pub(super) fn remove_all(path: &Path) -> Result<(), JournalError> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(path)(error)),
        _ => Ok(()),
    }
}

/// Has the entries of a folder, and not only the files themselves, reach the disk.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(path)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_segment_is_a_month_and_nothing_else_is_one() {
        let november = Segment::of("2026-11-30T23:59:59Z".parse().unwrap());
        assert_eq!(november.to_string(), "2026-11.jsonl");
        assert_eq!(Segment::parse("2026-11.jsonl"), Some(november));
        assert!(Segment::of("2026-12-01T00:00:00Z".parse().unwrap()) > november);
        for name in ["FORMAT", "2026-11.jsonl~", "torn-20261130T000000Z.txt", "+026-11.jsonl", "2026-1.jsonl"] {
            assert_eq!(Segment::parse(name), None, "{name}");
        }
    }
}
