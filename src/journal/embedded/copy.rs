//! A backup of the data folder: its archive up to the end of a whole step, and its captures.
//!
//! Made while another process may be recording, from what only ever grows. Where something was erased in between,
//! the event that says so is behind what was copied: it is copied too, and the erasing carried out in the copy. The
//! copy is proved before it counts as one. Put back as a data folder it opens
//! like any other: the working store is built from it.

use std::collections::HashSet;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use super::archive::{RealDisk, whole_steps};
use super::evidence::Captures;
use super::layout::{Layout, create_folder, failed, private, sync_folder};
use super::verify::{Proof, TRIES, verify};
use crate::journal::{JournalError, Verified};

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
    // What is there already is not ours to take back.
    create_root(out)?;
    let copied = copy_whole(&Layout::new(folder), &Layout::new(out), out);
    if copied.is_err() {
        remove(out);
    }
    copied
}

fn copy_whole(from: &Layout, to: &Layout, out: &Path) -> Result<Verified, JournalError> {
    copy_on(from, to, out)?;
    let mut copied = verify(out);
    for _ in 1..TRIES {
        // What was erased after its payload was copied is to be erased here too: the copy tells by itself.
        let is_erasing = copied.as_ref().is_ok_and(|verified| verified.erasing > 0);
        let is_done = copied.as_ref().is_ok_and(|verified| verified.bad_captures.is_empty()) && !is_erasing;
        if is_done || !(copy_on(from, to, out)? || is_erasing) {
            break;
        }
        settle(to)?;
        copied = verify(out);
    }
    copied
}

/// Carries out in the copy what was erased while it was made, as far as the copy tells.
fn settle(to: &Layout) -> Result<(), JournalError> {
    let mut proof = Proof::default();
    proof.read_on(to, None)?;
    proof.erasures.finish(to, &mut RealDisk)?;
    let named: HashSet<&str> = proof.named().map(|(_, sha256)| sha256.as_str()).collect();
    Captures::new(to).remove_unnamed(|name| Ok(named.contains(name)))
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

/// Copies what is not copied yet, up to the end of a whole step; says whether there was anything.
fn copy_on(from: &Layout, to: &Layout, root: &Path) -> Result<bool, JournalError> {
    create_folder(&to.archive())?;
    if from.format().exists() {
        copy_file(&from.format(), &to.format())?;
    }
    let before = length(to)?;
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
    Ok(length(to)? > before)
}

/// How long the archive is, in bytes.
fn length(layout: &Layout) -> Result<u64, JournalError> {
    let segments = layout.segments()?.into_iter();
    Ok(segments.filter_map(|segment| layout.segment(segment).metadata().ok()).map(|file| file.len()).sum())
}

/// Copies a file as far as it goes at this moment, behind what is copied already.
fn copy_file(from: &Path, to: &Path) -> Result<(), JournalError> {
    let mut source = File::open(from).map_err(failed(from))?;
    let length = source.metadata().map_err(failed(from))?.len();
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    let mut file = private(&mut options).open(to).map_err(failed(to))?;
    let there = file.metadata().map_err(failed(to))?.len();
    source.seek(SeekFrom::Start(there)).map_err(failed(from))?;
    io::copy(&mut source.take(length.saturating_sub(there)), &mut file)
        .and_then(|_| file.sync_all())
        .map_err(failed(to))
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
