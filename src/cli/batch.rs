//! Streams of JSON lines: read one at a time, so that memory stays flat however long they are.

use std::io::{self, BufRead, Write as _};

use super::Failure;

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
