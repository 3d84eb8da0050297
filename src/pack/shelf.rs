//! The packs in use, reloaded whole or not at all.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use notify_debouncer_mini::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_mini::{DebounceEventResult, Debouncer, new_debouncer};

use super::{FileError, Files, Pack, PackError};

/// Packs by id; each is swapped at once when its folder changes and it is whole.
#[derive(Debug)]
pub struct Shelf {
    folder: Option<PathBuf>,
    /// What was read last, or why nothing could be: whether sound or not, it is not tried again.
    seen: Mutex<Result<Files, String>>,
    /// A std lock, because it is held only to clone or swap an `Arc`.
    packs: RwLock<BTreeMap<String, Arc<Pack>>>,
}

/// Keeps a folder watched; dropping it ends that.
#[derive(Debug)]
pub struct Watch {
    _debouncer: Debouncer<RecommendedWatcher>,
}

/// Why packs could not be loaded.
#[derive(Debug)]
pub enum ShelfError {
    /// A file could not be read.
    File(FileError),
    /// A pack has faults, or is not there.
    Pack(PackError),
}

impl Shelf {
    /// Loads these packs: the ones compiled in, with those of a folder laid over them.
    ///
    /// # Errors
    /// On the first pack that does not load.
    pub fn load<'a>(ids: impl IntoIterator<Item = &'a str>, folder: Option<&Path>) -> Result<Self, ShelfError> {
        let files = Files::with(folder).map_err(ShelfError::File)?;
        let packs = load_all(ids, &files)?;
        Ok(Self { folder: folder.map(Path::to_owned), seen: Mutex::new(Ok(files)), packs: RwLock::new(packs) })
    }

    /// A pack, as it is now.
    pub fn get(&self, id: &str) -> Option<Arc<Pack>> {
        self.packs.read().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    /// Loads every pack again if a file changed; the old ones go on serving unless all of the new ones
    /// are whole. `None` when nothing changed: a folder's being read is an event of its own, and to load
    /// again on that would never end.
    fn reload(&self) -> Option<Result<(), ShelfError>> {
        let files = Files::with(self.folder.as_deref());
        let seen = files.as_ref().map(Files::clone).map_err(ToString::to_string);
        let mut last = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if *last == seen {
            return None;
        }
        *last = seen;
        Some(files.map_err(ShelfError::File).and_then(|files| self.swap(&files)))
    }

    fn swap(&self, files: &Files) -> Result<(), ShelfError> {
        let ids: Vec<String> = self.packs.read().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect();
        let fresh = load_all(ids.iter().map(String::as_str), files)?;
        *self.packs.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    /// Reloads whenever a file of the folder changes, telling each time how it went.
    ///
    /// # Errors
    /// When the system cannot watch the folder.
    pub fn watch(
        self: &Arc<Self>,
        told: impl Fn(Result<(), ShelfError>) + Send + 'static,
    ) -> Result<Option<Watch>, notify_debouncer_mini::notify::Error> {
        let Some(folder) = &self.folder else { return Ok(None) };
        let reloaded = Arc::clone(self);
        let mut debouncer = new_debouncer(Duration::from_millis(200), move |events: DebounceEventResult| {
            if events.is_ok()
                && let Some(outcome) = reloaded.reload()
            {
                told(outcome);
            }
        })?;
        debouncer.watcher().watch(folder, RecursiveMode::Recursive)?;
        Ok(Some(Watch { _debouncer: debouncer }))
    }
}

fn load_all<'a>(
    ids: impl IntoIterator<Item = &'a str>,
    files: &Files,
) -> Result<BTreeMap<String, Arc<Pack>>, ShelfError> {
    let load = if files.are_embedded() { Pack::load_trusted } else { Pack::load };
    ids.into_iter().map(|id| Ok((id.to_owned(), Arc::new(load(files, id).map_err(ShelfError::Pack)?)))).collect()
}
