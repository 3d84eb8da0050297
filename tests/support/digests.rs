//! Digests of what the learned layer is made of and of what was made of it: texts, program, weights.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// What a training depends on, and what it makes.
const MADE_OF: [&str; 10] = [
    "training/replies",
    "training/reviews",
    "examples/train",
    "src/guard",
    "src/cue/distress.bin",
    "src/cue/hostility.bin",
    "response_templates/common/cues",
    "response_templates/common/lexicon",
    "response_templates/common/rules",
    "response_templates/health-fr/rules",
];

/// One line for each: a digest of a file, or of all the files of a folder, names and bytes, in the order of their names.
pub(crate) fn of_training(root: &Path) -> io::Result<String> {
    let mut lines = String::new();
    for folder in MADE_OF {
        let mut files = Vec::new();
        list(root.join(folder), &mut files)?;
        // What a learned cue says, and its examples, are no part of what is learned.
        files.retain(|file| !file.ends_with("cues/learned.toml"));
        files.sort();
        let mut digest = Sha256::new();
        for file in files {
            digest.update(file.file_name().unwrap_or_default().as_encoded_bytes());
            digest.update(Sha256::digest(fs::read(&file)?));
        }
        let _ = writeln!(lines, "{:x}  {folder}", digest.finalize());
    }
    Ok(lines)
}

fn list(path: PathBuf, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            list(entry?.path(), files)?;
        }
    } else {
        files.push(path);
    }
    Ok(())
}
