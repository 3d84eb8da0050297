//! One fault found in a file that a person wrote: where it is, what is wrong, what was expected.
//!
//! Loaders collect faults instead of stopping at the first one, so that a lint shows them all at
//! once, as a compiler does.

use std::fmt;
use std::ops::Range;

/// A fault at a line of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Path of the file inside its pack, with `/` between folders.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong and what was expected.
    pub message: String,
}

impl Fault {
    /// A fault at a known line (from 1).
    pub fn at_line(file: &str, line: usize, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, message: message.into() }
    }

    /// A fault at a byte of the file's source.
    pub fn at_offset(file: &str, source: &str, offset: usize, message: impl Into<String>) -> Self {
        Self::at_line(file, line_of(source, offset), message)
    }

    /// A fault from a TOML error; `source` is the text that was parsed, `first_line` the line of
    /// the file (from 1) on which that text begins.
    pub fn from_toml(file: &str, source: &str, first_line: usize, error: &toml::de::Error) -> Self {
        let offset = error.span().map_or(0, |span: Range<usize>| span.start);
        Self::at_line(file, first_line + line_of(source, offset) - 1, error.message())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

/// The line (from 1) that holds a byte offset.
pub fn line_of(source: &str, offset: usize) -> usize {
    source.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() + 1
}
