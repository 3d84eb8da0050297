//! Discord's limits, each in a type: what holds one of these fits.
//!
//! Lengths are counted in UTF-16 units, the strictest way of counting that Discord uses anywhere.

use std::fmt;

use unicode_segmentation::UnicodeSegmentation as _;

use super::markdown::is_hidden;

/// A text of at most `N` units; what is longer ends in « … ».
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clipped<const N: usize>(String);

/// Label of a button.
pub(super) type ButtonLabel = Clipped<80>;
/// Label of an option of a menu, also its value.
pub(super) type OptionLabel = Clipped<100>;
/// What a menu says before anything is chosen.
pub(super) type Placeholder = Clipped<150>;
/// Title of an embed, or name of one of its fields.
pub(super) type EmbedTitle = Clipped<256>;
/// Title of a form.
pub(super) type ModalTitle = Clipped<45>;
/// Label of a field of a form.
pub(super) type InputLabel = Clipped<45>;
/// What stands in an empty field of a form.
pub(super) type InputHint = Clipped<100>;
/// Content of a message.
pub(super) type Content = Clipped<2000>;

/// Most bytes of files in one message.
pub(super) const LARGEST_UPLOAD: usize = LARGEST_UPLOAD_MB * 1024 * 1024;
/// The same as people are told it.
pub(super) const LARGEST_UPLOAD_MB: usize = 10;
/// Most files of one message.
pub(super) const MAX_FILES: usize = 10;
/// Most options of a menu, and of an autocompletion.
pub(super) const MAX_OPTIONS: usize = 25;
/// Most buttons of a row.
pub(super) const MAX_BUTTONS: usize = 5;
/// Most rows of a message.
pub(super) const MAX_ROWS: usize = 5;
/// Most units of a field of a form.
pub(super) const MAX_INPUT: usize = 4000;

impl<const N: usize> Clipped<N> {
    /// The text on one line, clipped to fit. Marks that turn the reading around would turn what stands beside it.
    pub(super) fn new(text: &str) -> Self {
        let plain = |letter: char| match letter {
            '\n' | '\r' | '\t' => ' ',
            hidden if is_hidden(hidden) => char::REPLACEMENT_CHARACTER,
            letter => letter,
        };
        Self(clip(&text.chars().map(plain).collect::<String>(), N))
    }

    /// The text, or `None` when it does not fit.
    pub(super) fn whole(text: &str) -> Option<Self> {
        (units(text) <= N).then(|| Self(text.to_owned()))
    }
}

impl<const N: usize> From<Clipped<N>> for String {
    fn from(clipped: Clipped<N>) -> Self {
        clipped.0
    }
}

impl<const N: usize> fmt::Display for Clipped<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Length of a text as Discord counts it.
pub(super) fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The text cut so that it has at most so many units, « … » included. What a reader sees as one sign is never cut in
/// two: half a family would be other people, a letter without its accent another letter.
pub(super) fn clip(text: &str, most: usize) -> String {
    if units(text) <= most {
        return text.to_owned();
    }
    let mut left = most.saturating_sub(1);
    let mut fits = |sign: &&str| {
        let (length, room) = (units(sign), left);
        left = left.saturating_sub(length);
        length <= room
    };
    let mut clipped: String = text.graphemes(true).take_while(&mut fits).collect();
    // A backslash cut from what it escapes would escape the ellipsis.
    while clipped.ends_with('\\') {
        clipped.pop();
    }
    clipped.push('…');
    clipped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_kept_and_what_does_not_ends_in_an_ellipsis() {
        assert_eq!(clip("abcd", 4), "abcd");
        assert_eq!(clip("abcde", 4), "abc…");
        assert_eq!(clip("ab\\*d", 4), "ab…");
    }

    #[test]
    fn a_sign_made_of_several_is_kept_or_dropped_as_a_whole() {
        let family = "👨\u{200d}👩\u{200d}👧";
        assert_eq!(clip(&family.repeat(2), 15), format!("{family}…"));
        assert_eq!(clip(&format!("ab{family}c"), 9), "ab…");
        assert_eq!(clip("cafe\u{301} au lait", 5), "caf…");
        assert_eq!(clip("drapeaux 🇫🇷🇨🇦", 14), "drapeaux 🇫🇷…");
        assert_eq!(clip(&format!("a{}", "\u{301}".repeat(50)), 10), "…");
    }

    #[test]
    fn a_label_stays_on_its_line_and_reads_one_way() {
        assert_eq!(ButtonLabel::new("a\u{202e}b\nc\0").to_string(), "a\u{fffd}b c\u{fffd}");
    }

    #[test]
    fn an_emoji_counts_for_two() {
        assert_eq!(units("🙂"), 2);
        assert_eq!(clip("🙂🙂🙂", 5), "🙂🙂…");
        assert!(Clipped::<3>::whole("🙂🙂").is_none());
    }
}
