//! A backup of the data folder: its archive up to the end of a whole step, and its captures.
//!
//! Made while another process may be recording, from what only ever grows; where something was erased in
//! between, it is made again. The copy is proved before it counts as one. Put back as a data folder it opens
//! like any other: the working store is built from it.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::archive::whole_steps;
use super::evidence::Captures;
use super::layout::{Layout, create_folder, failed, private, sync_folder};
use super::verify::{Verified, verify};
use crate::journal::JournalError;

/// How often a copy is made again because something was erased while it was made.
const TRIES: usize = 3;

/// Copies a data folder to a place where nothing is yet: a folder, or one file where the name ends in `.tar`.
/// Tells what the copy holds.
///
/// # Errors
/// When the archive does not hold, there is something at that place, or a file cannot be read or written.
pub fn copy(folder: &Path, out: &Path) -> Result<Verified, JournalError> {
    if out.exists() {
        return Err(failed(out)(io::ErrorKind::AlreadyExists.into()));
    }
    verify(folder)?;
    if out.extension().is_none_or(|extension| extension != "tar") {
        return into_folder(folder, out);
    }
    let unpacked = unpacked(out);
    let packed = into_folder(folder, &unpacked).and_then(|verified| pack(&unpacked, out).map(|()| verified));
    let removed = fs::remove_dir_all(&unpacked).map_err(failed(&unpacked));
    let verified = packed.inspect_err(|_| remove(out))?;
    removed.map(|()| verified)
}

/// Where a copy lies before it is one file.
fn unpacked(out: &Path) -> PathBuf {
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(format!("-{:08x}", rand::random::<u32>()));
    out.with_file_name(name)
}

fn into_folder(folder: &Path, out: &Path) -> Result<Verified, JournalError> {
    let mut tries = 1;
    loop {
        // What is there already is not ours to take back.
        create_root(out)?;
        let copied = copy_once(&Layout::new(folder), &Layout::new(out), out).and_then(|()| verify(out));
        match copied {
            Ok(verified) if verified.bad_captures.is_empty() || tries == TRIES => return Ok(verified),
            Err(error) if tries == TRIES || !matches!(error, JournalError::Broken { .. }) => {
                remove(out);
                return Err(error);
            }
            _ => remove(out),
        }
        tries += 1;
    }
}

/// Takes back what was made of a copy that is none.
fn remove(out: &Path) {
    let removed = if out.is_dir() { fs::remove_dir_all(out) } else { fs::remove_file(out) };
    if let Err(error) = removed
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(file = %out.display(), %error, "an unfinished copy could not be removed");
    }
}

fn create_root(out: &Path) -> Result<(), JournalError> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(out).map_err(failed(out))
}

fn copy_once(from: &Layout, to: &Layout, root: &Path) -> Result<(), JournalError> {
    create_folder(&to.archive())?;
    if from.format().exists() {
        copy_file(&from.format(), &to.format())?;
    }
    // What comes behind the newest of these began after the copy did.
    let segments = from.segments()?;
    for segment in &segments {
        copy_file(&from.segment(*segment), &to.segment(*segment))?;
    }
    if let Some(newest) = segments.last() {
        let path = to.segment(*newest);
        let mut file = OpenOptions::new().read(true).write(true).open(&path).map_err(failed(&path))?;
        let length = file.metadata().map_err(failed(&path))?.len();
        let end = whole_steps(&mut file, &path, length)?;
        file.set_len(end).and_then(|()| file.sync_all()).map_err(failed(&path))?;
    }
    let mut captures = Captures::new(from).names()?;
    // Not those that are on their way there.
    captures.retain(|name| !name.contains('.'));
    if !captures.is_empty() {
        create_folder(&to.evidence())?;
    }
    for name in captures {
        match copy_file(&from.evidence().join(&name), &to.evidence().join(&name)) {
            // It went with its exchange meanwhile; or else the proof of the copy says that it is missing.
            Err(JournalError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {}
            copied => copied?,
        }
    }
    for folder in [to.archive(), to.evidence(), root.to_owned()].iter().filter(|folder| folder.exists()) {
        sync_folder(folder).map_err(failed(folder))?;
    }
    Ok(())
}

/// Copies a file as far as it goes at this moment.
fn copy_file(from: &Path, to: &Path) -> Result<(), JournalError> {
    let source = File::open(from).map_err(failed(from))?;
    let length = source.metadata().map_err(failed(from))?.len();
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    let mut file = private(&mut options).open(to).map_err(failed(to))?;
    io::copy(&mut source.take(length), &mut file).and_then(|_| file.sync_all()).map_err(failed(to))
}

fn pack(folder: &Path, out: &Path) -> Result<(), JournalError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    let file = private(&mut options).open(out).map_err(failed(out))?;
    let mut tar = tar::Builder::new(file);
    tar.append_dir_all("data", folder)
        .and_then(|()| tar.into_inner())
        .and_then(|file| file.sync_all())
        .map_err(failed(out))
}
