//! Captures in the data folder: each a file that is named by the digest of its bytes.
//!
//! A file is whole on the disk before any event names it, and is never changed. It goes when the last
//! exchange that names it is erased. One that could not be recorded goes at once, and what a crash left unnamed at
//! the next opening.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::PathBuf;

use super::layout::{Layout, create_folder, failed, private, sync_folder};
use crate::exchange::Digest;
use crate::journal::{CaptureState, JournalError};

/// What a file is called until it is whole.
const UNFINISHED: &str = "new";

/// The folder of captures.
#[derive(Debug, Clone)]
pub(super) struct Captures {
    folder: PathBuf,
}

impl Captures {
    pub(super) fn new(layout: &Layout) -> Self {
        Self { folder: layout.evidence() }
    }

    fn path(&self, digest: &Digest) -> PathBuf {
        self.folder.join(digest.as_str())
    }

    /// Keeps these bytes; gives their digest once they are on the disk for good.
    pub(super) fn keep(&self, bytes: &[u8]) -> Result<Digest, JournalError> {
        let digest = Digest::of(bytes);
        let path = self.path(&digest);
        if self.state(&digest)? == CaptureState::Whole {
            return Ok(digest);
        }
        create_folder(&self.folder)?;
        // Two people may bring the same capture at the same moment.
        let new = self.folder.join(format!("{}-{:08x}.{UNFINISHED}", digest.as_str(), rand::random::<u32>()));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        let written = private(&mut options).open(&new).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&new, &path)?;
            sync_folder(&self.folder)
        });
        if let Err(error) = written {
            // What there is of it is no capture; if it stays, the next opening removes it.
            let _ = fs::remove_file(&new);
            return Err(failed(&path)(error));
        }
        Ok(digest)
    }

    /// The bytes of a capture, as they were kept.
    pub(super) fn read(&self, digest: &Digest) -> Result<Vec<u8>, JournalError> {
        let path = self.path(digest);
        let bytes = fs::read(&path).map_err(failed(&path))?;
        if Digest::of(&bytes) == *digest {
            return Ok(bytes);
        }
        let what = "the file is not the one that was kept: it does not have the digest it is named by".to_owned();
        Err(JournalError::Broken { file: path.display().to_string(), line: 0, what })
    }

    /// Whether a capture is there as it was kept.
    pub(super) fn state(&self, digest: &Digest) -> Result<CaptureState, JournalError> {
        match self.read(digest) {
            Ok(_) => Ok(CaptureState::Whole),
            Err(JournalError::Broken { .. }) => Ok(CaptureState::Changed),
            Err(JournalError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                Ok(CaptureState::Missing)
            }
            Err(other) => Err(other),
        }
    }

    /// Whether a capture is there, whatever stands in it.
    pub(super) fn has(&self, digest: &Digest) -> bool {
        self.path(digest).is_file()
    }

    /// Removes captures; those that are gone already stay gone.
    pub(super) fn remove(&self, digests: impl IntoIterator<Item = Digest>) -> Result<(), JournalError> {
        let mut any = false;
        for digest in digests {
            let path = self.path(&digest);
            match fs::remove_file(&path) {
                Ok(()) => any = true,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(failed(&path)(error)),
            }
        }
        if any { sync_folder(&self.folder).map_err(failed(&self.folder)) } else { Ok(()) }
    }

    /// Removes what was cut short on its way here. Only who has the folder to themselves may do so.
    pub(super) fn remove_unfinished(&self) -> Result<(), JournalError> {
        self.remove_where(|name| name.ends_with(&format!(".{UNFINISHED}")))
    }

    /// Removes captures that nothing names any more. Only who has the folder to themselves may do so.
    pub(super) fn remove_unnamed(
        &self,
        is_named: impl Fn(&str) -> Result<bool, JournalError>,
    ) -> Result<(), JournalError> {
        let mut unnamed = Vec::new();
        for name in self.names()? {
            if !is_named(&name)? {
                unnamed.push(name);
            }
        }
        self.remove_where(|name| unnamed.iter().any(|there| there == name))
    }

    fn remove_where(&self, is_meant: impl Fn(&str) -> bool) -> Result<(), JournalError> {
        let mut any = false;
        for name in self.names()?.into_iter().filter(|name| is_meant(name)) {
            let path = self.folder.join(name);
            fs::remove_file(&path).map_err(failed(&path))?;
            any = true;
        }
        if any { sync_folder(&self.folder).map_err(failed(&self.folder)) } else { Ok(()) }
    }

    /// The names of all files there.
    pub(super) fn names(&self) -> Result<Vec<String>, JournalError> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(&self.folder)(error)),
        };
        let names = entries.map(|entry| Ok(entry.map_err(failed(&self.folder))?.file_name().into_string().ok()));
        Ok(names.collect::<Result<Vec<_>, JournalError>>()?.into_iter().flatten().collect())
    }
}
