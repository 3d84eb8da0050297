//! Text from outside, made fit for a terminal.
//!
//! A review may hold escape sequences that move the cursor or bidirectional marks that reverse what
//! is read. Each such character is replaced by one of the same length in bytes, so that the places
//! of findings stay right.

use std::borrow::Cow;
use std::fmt::Write as _;

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

/// A painted page without anything that a terminal would obey, but for colours.
///
/// What is painted was cleaned before it was; this is the last door, where whatever was forgotten stays.
pub(crate) fn painted(page: &str) -> String {
    let mut safe = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(at) = rest.find('\u{1b}') {
        safe.push_str(&clean(&rest[..at]));
        let colour = colour_at(&rest[at..]).max(1);
        let kept = &rest[at..at + colour];
        safe.push_str(if colour > 1 { kept } else { "?" });
        rest = &rest[at + colour..];
    }
    safe.push_str(&clean(rest));
    safe
}

/// How many bytes a sequence that sets a colour takes here; none where there is another one.
fn colour_at(text: &str) -> usize {
    let digits = |letter: char| letter.is_ascii_digit() || letter == ';';
    let body = text.strip_prefix("\u{1b}[").map(|rest| rest.trim_start_matches(digits));
    body.filter(|rest| rest.starts_with('m')).map_or(0, |rest| text.len() - rest.len() + 1)
}

/// JSON that means the same and shows nothing that a terminal would obey: such characters stand only in its
/// strings, where they may be written by their number.
pub(crate) fn clean_json(json: &str) -> Cow<'_, str> {
    if json.chars().all(is_harmless) {
        return Cow::Borrowed(json);
    }
    let mut written = String::with_capacity(json.len() + 16);
    for letter in json.chars() {
        if is_harmless(letter) {
            written.push(letter);
        } else {
            // Writing to a String cannot fail.
            let _ = write!(written, "\\u{:04x}", u32::from(letter));
        }
    }
    Cow::Owned(written)
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

    #[test]
    fn of_a_painted_page_only_colours_are_obeyed() {
        let page = "\u{1b}[1;31mRed\u{1b}[0m \u{1b}[2J\u{1b}]0;title\u{7}\u{9b}31m\u{202e}\u{1b}";
        assert_eq!(painted(page), "\u{1b}[1;31mRed\u{1b}[0m ?[2J?]0;title?¿31m\u{fffd}?");
    }

    #[test]
    fn json_keeps_its_meaning_and_obeys_nothing() {
        let meant = "\u{1b}[31m \u{9b} \u{7f} \u{202e} \u{e9}";
        let json = serde_json::to_string(meant).expect("JSON");
        let safe = clean_json(&json);
        assert!(safe.chars().all(is_harmless), "{safe}");
        assert_eq!(serde_json::from_str::<String>(&safe).expect("JSON"), meant);
    }
}
