//! Files that a person asked for: nobody else on the machine may read them, and none is written over unasked.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// Opens a file for writing that nobody else on the machine may read: what leaves the journal is as secret as what
/// is in it.
pub(crate) fn own_file(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options.write(true).open(path)
}

/// Makes a file that was not there before: what exists stays as it is.
pub(crate) fn new_file(path: &Path) -> io::Result<File> {
    own_file(OpenOptions::new().create_new(true), path)
}

/// Writes a document into a new file.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    new_file(path)?.write_all(bytes)
}
