//! The files of all packs, by path: those compiled in, and those of a folder laid over them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use super::{COMMON, PACK_FILE};

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/response_templates");

/// Largest file read from a folder, in bytes: no pack file comes near.
const MAX_BYTES: u64 = 1 << 20;
/// Deepest folder read.
const MAX_DEPTH: usize = 6;
/// Most files and folders looked at: many times those of all packs together.
const MAX_ENTRIES: usize = 10_000;

/// Text files of packs: path with `/` between folders, text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    texts: BTreeMap<String, String>,
    /// Whether a folder was laid over them.
    overlaid: bool,
}

/// Why a folder of packs could not be read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The system refused.
    #[error("{path}: {source}")]
    Io {
        /// What was being read.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// It is no text in UTF-8.
    #[error("{0}: the file is not UTF-8 text")]
    NotText(PathBuf),
    /// It is too large to be a pack's.
    #[error("{0}: the file is larger than 1 MiB")]
    TooLarge(PathBuf),
    /// It is a pipe, a device or the like, which may never end.
    #[error("{0}: this is no ordinary file")]
    NoFile(PathBuf),
    /// There is more in the folder than packs ever have.
    #[error("{0}: a folder of packs has at most {MAX_ENTRIES} files and folders")]
    TooMany(PathBuf),
}

impl Files {
    /// The packs compiled into the binary.
    pub fn embedded() -> Self {
        let mut files = Self::default();
        files.embed(&EMBEDDED);
        files
    }

    /// The packs compiled in, with a folder laid over them where there is one.
    ///
    /// # Errors
    /// Names the file or folder that cannot be read.
    pub fn with(folder: Option<&Path>) -> Result<Self, FileError> {
        match folder {
            Some(folder) => Self::embedded().overlaid(folder),
            None => Ok(Self::embedded()),
        }
    }

    /// What every pack shares, without the packs: what a folder of packs is linted over.
    pub fn embedded_common() -> Self {
        let mut files = Self::embedded();
        files.texts.retain(|path, _| path.split('/').next() == Some(COMMON));
        files
    }

    fn embed(&mut self, folder: &Dir<'_>) {
        for file in folder.files() {
            if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
                self.texts.insert(path.replace('\\', "/"), text.to_owned());
            }
        }
        for inner in folder.dirs() {
            self.embed(inner);
        }
    }

    /// These files with those of a folder laid over them, file by file.
    ///
    /// # Errors
    /// Names the file or folder that cannot be read.
    pub fn overlaid(mut self, folder: &Path) -> Result<Self, FileError> {
        let mut left = MAX_ENTRIES;
        self.read(folder, folder, MAX_DEPTH, &mut left)?;
        self.overlaid = true;
        Ok(self)
    }

    fn read(&mut self, root: &Path, folder: &Path, depth: usize, left: &mut usize) -> Result<(), FileError> {
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| FileError::Io { path, source }
        };
        let listed = std::fs::read_dir(folder).map_err(io(folder))?.take(*left + 1);
        let mut entries: Vec<_> = listed.collect::<Result<_, _>>().map_err(io(folder))?;
        *left = left.checked_sub(entries.len()).ok_or_else(|| FileError::TooMany(root.to_owned()))?;
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            let about = std::fs::metadata(&path).map_err(io(&path))?;
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            if hidden {
                continue;
            }
            if about.is_dir() {
                if depth > 0 {
                    self.read(root, &path, depth - 1, left)?;
                }
            } else if path.extension().is_some_and(|extension| extension == "toml" || extension == "hbs") {
                let text = read_text(&path, about.is_file())?;
                self.texts.insert(relative(root, &path), text);
            }
        }
        Ok(())
    }

    /// Whether they are those compiled in and nothing else.
    pub fn are_embedded(&self) -> bool {
        !self.overlaid
    }

    /// The text of one file.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// Files whose path begins and ends so, in order of path.
    pub fn under<'a>(&'a self, prefix: &str, suffix: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let (from, suffix) = (prefix.to_owned(), suffix.to_owned());
        let prefix = from.clone();
        self.texts
            .range(from..)
            .take_while(move |(path, _)| path.starts_with(&prefix))
            .filter(move |(path, _)| path.ends_with(&suffix))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The packs there are: every folder with a description.
    pub fn packs(&self) -> Vec<String> {
        let with_file = self.texts.keys().filter_map(|path| path.strip_suffix(PACK_FILE)?.strip_suffix('/'));
        let packs: BTreeSet<_> = with_file.filter(|folder| *folder != COMMON && !folder.contains('/')).collect();
        packs.into_iter().map(str::to_owned).collect()
    }
}

/// The text of one file, which may grow while it is read.
fn read_text(path: &Path, is_file: bool) -> Result<String, FileError> {
    if !is_file {
        return Err(FileError::NoFile(path.to_owned()));
    }
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes));
    read.map_err(|source| FileError::Io { path: path.to_owned(), source })?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(FileError::TooLarge(path.to_owned()));
    }
    String::from_utf8(bytes).map_err(|_| FileError::NotText(path.to_owned()))
}

fn relative(root: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap_or(path);
    inside.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}
