//! Streams of JSON lines: read one at a time, so that memory stays flat however long they are.

use std::io::{self, BufRead, Write as _};

use serde::de::DeserializeOwned;

use super::Failure;
use crate::language::Language;
use crate::text;

/// Largest text read at once, in bytes, in a stream or alone: many times the longest that a platform takes.
pub(super) const MAX_TEXT: u64 = 100_000;

/// Hands each line of the standard input that is not blank, with its number, to `each`; then makes
/// sure that all that was printed has left.
pub(super) fn lines(most: u64, mut each: impl FnMut(&[u8], usize) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut input = io::stdin().lock();
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        number += 1;
        let read = io::Read::take(&mut input, most).read_until(b'\n', &mut line);
        if read.map_err(|error| Failure::bad(format!("stdin: {error}")))? == 0 {
            break;
        }
        if !line.iter().all(u8::is_ascii_whitespace) {
            each(&line, number)?;
        }
    }
    io::stdout().flush().map_err(|error| Failure::bad(format!("stdout: {error}")))
}

/// Where a line stands in its stream, and the language of whoever reads what is wrong with it.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) number: usize,
    pub(super) language: Language,
}

impl Place {
    /// What is wrong with the line.
    pub(super) fn bad(self, why: &str) -> Failure {
        Failure::bad(text!(self.language, "check-batch-line", line = self.number, why = why))
    }

    /// Reads the line. The parser's own words may quote the text, so only the place is told.
    pub(super) fn parse<T: DeserializeOwned>(self, line: &[u8]) -> Result<T, Failure> {
        serde_json::from_slice(line)
            .map_err(|error| self.bad(&text!(self.language, "check-batch-json", column = error.column())))
    }

    /// Refuses a text larger than [`MAX_TEXT`].
    pub(super) fn text_within_bounds(self, asked: &str) -> Result<(), Failure> {
        if asked.len() as u64 > MAX_TEXT {
            return Err(self.bad(&text!(self.language, "error-too-large", file = "text", most = MAX_TEXT)));
        }
        Ok(())
    }

    /// The language that the line tells for its text, if it tells one.
    pub(super) fn language_told(self, code: Option<&str>) -> Result<Option<Language>, Failure> {
        match code {
            None | Some("auto") => Ok(None),
            Some(code) => {
                code.parse().map(Some).map_err(|_| self.bad(&text!(self.language, "error-language", code = code)))
            }
        }
    }
}
