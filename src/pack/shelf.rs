//! The packs in use, reloaded whole or not at all.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use notify_debouncer_mini::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_mini::{DebounceEventResult, Debouncer, new_debouncer};

use super::{FileError, Files, Pack, PackError};

/// Packs by id; each is swapped at once when its folder changes and it is whole.
#[derive(Debug)]
pub struct Shelf {
    folder: Option<PathBuf>,
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
        let packs = load_all(ids, folder)?;
        Ok(Self { folder: folder.map(Path::to_owned), packs: RwLock::new(packs) })
    }

    /// A pack, as it is now.
    pub fn get(&self, id: &str) -> Option<Arc<Pack>> {
        self.packs.read().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    /// Loads every pack again; the old ones go on serving unless all of the new ones are whole.
    ///
    /// # Errors
    /// On the first pack that does not load.
    pub fn reload(&self) -> Result<(), ShelfError> {
        let ids: Vec<String> = self.packs.read().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect();
        let fresh = load_all(ids.iter().map(String::as_str), self.folder.as_deref())?;
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
            if events.is_ok() {
                told(reloaded.reload());
            }
        })?;
        debouncer.watcher().watch(folder, RecursiveMode::Recursive)?;
        Ok(Some(Watch { _debouncer: debouncer }))
    }
}

fn load_all<'a>(
    ids: impl IntoIterator<Item = &'a str>,
    folder: Option<&Path>,
) -> Result<BTreeMap<String, Arc<Pack>>, ShelfError> {
    let mut files = Files::embedded();
    if let Some(folder) = folder {
        files = files.overlaid(folder).map_err(ShelfError::File)?;
    }
    let load = if folder.is_some() { Pack::load } else { Pack::load_trusted };
    ids.into_iter().map(|id| Ok((id.to_owned(), Arc::new(load(&files, id).map_err(ShelfError::Pack)?)))).collect()
}
