//! Text from outside, made fit for a terminal.
//!
//! A review may hold escape sequences that move the cursor or bidirectional marks that reverse what
//! is read. Each such character is replaced by one of the same length in bytes, so that the places
//! of findings stay right.

use std::borrow::Cow;

use crate::review::reverses_reading;

/// The text without anything that a terminal would obey.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_harmless) {
        return Cow::Borrowed(text);
    }
    let replaced = text.chars().map(|letter| match (is_harmless(letter), letter.len_utf8()) {
        (true, _) => letter,
        (false, 1) => '?',
        (false, 2) => '¿',
        (false, _) => '\u{fffd}',
    });
    Cow::Owned(replaced.collect())
}

fn is_harmless(letter: char) -> bool {
    letter == '\n' || letter == '\t' || (!letter.is_control() && !reverses_reading(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_reversals_are_replaced_length_for_length() {
        let hostile = "a\u{1b}[31mb\u{9b}c\u{202e}d\re\n\u{e9}";
        let cleaned = clean(hostile);
        assert_eq!(cleaned.len(), hostile.len());
        assert_eq!(cleaned, "a?[31mb¿c\u{fffd}d?e\né");
    }
}
