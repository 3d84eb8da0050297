//! Room on the disk kept for the working store, so that a full disk stops the recording of steps and
//! nothing else.
//!
//! sled writes when it is opened and behind the caller's back; one that meets a full disk serves no
//! reads any more. So a file of some size is kept, given up as soon as the disk is found full, and made
//! again before the next step is recorded: until that works, there is no room for the step either.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;

use super::layout::{Layout, failed, private};
use crate::journal::JournalError;

const BYTES: u32 = 8 * 1024 * 1024;

/// The file that keeps the room.
pub(super) struct Reserve {
    path: PathBuf,
    held: bool,
}

impl Reserve {
    /// The reserve of a data folder; it may not be held yet.
    pub(super) fn new(layout: &Layout) -> Self {
        let path = layout.reserve();
        let held = fs::metadata(&path).is_ok_and(|file| file.len() == u64::from(BYTES));
        Self { path, held }
    }

    pub(super) fn is_held(&self) -> bool {
        self.held
    }

    /// Makes sure that the room is there.
    pub(super) fn hold(&mut self) -> Result<(), JournalError> {
        if !self.held {
            if let Err(error) = self.fill() {
                self.release();
                return Err(failed(&self.path)(error));
            }
            self.held = true;
        }
        Ok(())
    }

    /// Gives the room up.
    pub(super) fn release(&mut self) {
        self.held = false;
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, "the reserve could not be given up");
            }
            _ => {}
        }
    }

    fn fill(&self) -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        let mut file = private(&mut options).open(&self.path)?;
        // Not zeros: a file system may keep those without giving them room.
        let mut block = vec![0; 64 * 1024];
        rand::fill(&mut block[..]);
        for _ in 0..BYTES as usize / block.len() {
            file.write_all(&block)?;
        }
        file.sync_all()
    }
}
