//! Folding: one plain ASCII reading of a text, with the way back to the original.
//!
//! Every rule but a few reads this folded text, so that accents, capitals, curly quotes,
//! look-alike letters and invisible characters can neither hide a word nor need a rule of their
//! own. Being ASCII, it is also what makes matching fast. Each folded byte remembers the span of
//! the original character it comes from; a finding is always shown on the original.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Stands for a character that has no ASCII reading (an emoji, a Chinese character…).
///
/// A control character: no pattern names it, and it is no part of a word.
const PLACEHOLDER: u8 = 0x1A;

/// A text folded to ASCII.
#[derive(Debug, Clone)]
pub(crate) struct Folded {
    text: String,
    /// For each folded byte, where its original character begins and ends.
    spans: Vec<(usize, usize)>,
    original_len: usize,
}

impl Folded {
    /// Folds a text.
    pub(crate) fn new(original: &str) -> Self {
        let mut folder = Folder::with_capacity(original.len());
        for (start, c) in original.char_indices() {
            folder.push(c, start, start + c.len_utf8());
        }
        folder.join_spaced_letters();
        // Only ASCII was ever pushed, so that this never takes the lossy way.
        let text = String::from_utf8(folder.bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        Self { text, spans: folder.spans, original_len: original.len() }
    }

    /// The folded text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The span of the original that a span of the folded text comes from.
    pub(crate) fn original(&self, folded: Range<usize>) -> Range<usize> {
        let start = self.spans.get(folded.start).map_or(self.original_len, |span| span.0);
        if folded.end <= folded.start {
            return start..start;
        }
        let end = self.spans.get(folded.end - 1).map_or(self.original_len, |span| span.1);
        start..end.max(start)
    }

    /// The folded span that an original span was read as.
    pub(crate) fn folded(&self, original: Range<usize>) -> Range<usize> {
        let start = self.spans.partition_point(|span| span.1 <= original.start);
        let end = self.spans.partition_point(|span| span.0 < original.end);
        start..end.max(start)
    }
}

/// Folds a word or phrase of a rules file, whose place does not matter.
pub(crate) fn fold(text: &str) -> String {
    Folded::new(text).text.trim().to_owned()
}

/// Whether a folded byte belongs to a word.
pub(crate) fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Fewer single letters in a row are initials or an abbreviation.
const SPACED_LETTERS: usize = 4;

struct Folder {
    bytes: Vec<u8>,
    spans: Vec<(usize, usize)>,
    /// Line feeds in the run of white space being read.
    line_feeds: usize,
}

impl Folder {
    fn with_capacity(capacity: usize) -> Self {
        Self { bytes: Vec::with_capacity(capacity + 8), spans: Vec::with_capacity(capacity + 8), line_feeds: 0 }
    }

    fn push(&mut self, c: char, start: usize, end: usize) {
        if c.is_ascii_alphanumeric() || c.is_ascii_punctuation() {
            self.byte(c.to_ascii_lowercase(), start, end);
        } else if c.is_whitespace() {
            self.space(c, start, end);
        } else if c.is_control() || is_invisible(c) {
            // Dropped: it changes nothing for a reader.
        } else if is_combining_mark(c) {
            self.extend_last(end);
        } else if let Some(text) = plain(c) {
            self.str(text, start, end);
        } else {
            self.unusual(c, start, end);
        }
    }

    fn byte(&mut self, c: char, start: usize, end: usize) {
        // Every caller has checked that the character is ASCII.
        self.bytes.push(u8::try_from(c).unwrap_or(PLACEHOLDER));
        self.spans.push((start, end));
        self.line_feeds = 0;
    }

    fn str(&mut self, text: &str, start: usize, end: usize) {
        if is_currency(text) && self.bytes.last().is_some_and(|last| is_word_byte(*last)) {
            // « 80€ » reads as « 80 € » does.
            self.byte(' ', start, start);
        }
        for c in text.chars() {
            self.byte(c, start, end);
        }
    }

    /// A run of white space is one space, or one line feed when it holds a blank line: patterns
    /// are written with single spaces, and a paragraph still ends a sentence.
    fn space(&mut self, c: char, start: usize, end: usize) {
        let in_run = matches!(self.bytes.last(), Some(b' ' | b'\n'));
        let line_feeds = self.line_feeds + usize::from(matches!(c, '\n' | '\u{2029}'));
        if in_run {
            self.extend_last(end);
            if line_feeds >= 2
                && let Some(last) = self.bytes.last_mut()
            {
                *last = b'\n';
            }
        } else {
            self.byte(' ', start, end);
        }
        self.line_feeds = line_feeds;
    }

    /// « v o t r e » and « d.o.s.s.i.e.r » read as the words they are to a reader.
    fn join_spaced_letters(&mut self) {
        let mut stays = vec![true; self.bytes.len()];
        let mut at = 0;
        while at < self.bytes.len() {
            let letters = self.spaced_letters(at);
            if letters >= SPACED_LETTERS {
                // Every second byte of the run is what stands between two letters.
                let end = at + 2 * letters - 1;
                stays.iter_mut().take(end).skip(at + 1).step_by(2).for_each(|stays| *stays = false);
                at = end;
            } else {
                at += 1;
            }
        }
        if stays.contains(&false) {
            let (mut bytes, mut spans) = (stays.iter().copied(), stays.iter().copied());
            self.bytes.retain(|_| bytes.next().unwrap_or(true));
            self.spans.retain(|_| spans.next().unwrap_or(true));
        }
    }

    /// How many single letters stand in a row from here, with one and the same narrow sign between them.
    fn spaced_letters(&self, start: usize) -> usize {
        let byte = |at: usize| self.bytes.get(at).copied();
        let is_letter = |at: usize| byte(at).is_some_and(|byte| byte.is_ascii_lowercase());
        let is_alone = |at: usize| is_letter(at) && !byte(at + 1).is_some_and(is_word_byte);
        let Some(sign) = byte(start + 1).filter(|sign| matches!(sign, b' ' | b'.' | b'-' | b'_' | b'*' | b'/')) else {
            return 0;
        };
        if !is_letter(start) || start.checked_sub(1).and_then(byte).is_some_and(is_word_byte) {
            return 0;
        }
        // Two spaces end a word among spaced letters: only a single one stands inside it.
        let is_narrow = |at: usize| sign != b' ' || self.spans.get(at).is_some_and(|(from, to)| to - from == 1);
        let goes_on = |at: &usize| {
            byte(at - 1) == Some(sign) && is_narrow(at - 1) && (is_alone(*at) || (sign == b'_' && is_letter(*at)))
        };
        1 + (start + 2..self.bytes.len()).step_by(2).take_while(goes_on).count()
    }

    fn extend_last(&mut self, end: usize) {
        if let Some(last) = self.spans.last_mut() {
            last.1 = end;
        }
    }

    /// What has no entry of its own: lower case, then compatibility decomposition, and for what
    /// is still not ASCII a look-alike or the placeholder.
    fn unusual(&mut self, c: char, start: usize, end: usize) {
        let before = self.bytes.len();
        let mut unread = false;
        for part in c.to_lowercase().nfkd() {
            if part.is_ascii_alphanumeric() || part.is_ascii_punctuation() {
                self.byte(part.to_ascii_lowercase(), start, end);
            } else if part.is_whitespace() || is_combining_mark(part) || is_invisible(part) {
                // Part of a decomposition: the base letter says enough.
            } else if let Some(text) = plain(part).or_else(|| look_alike(part)) {
                self.str(text, start, end);
            } else {
                unread = true;
            }
        }
        if unread || self.bytes.len() == before {
            self.bytes.truncate(before);
            self.spans.truncate(before);
            self.byte(char::from(PLACEHOLDER), start, end);
        }
    }
}

fn is_currency(text: &str) -> bool {
    matches!(text, "eur" | "gbp")
}

/// The ASCII reading of the characters that French and English texts use every day, and of the
/// letters that no decomposition reaches.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'â' | 'ä' | 'á' | 'ã' | 'å' | 'À' | 'Â' | 'Ä' | 'Á' | 'Ã' | 'Å' | 'ɑ' => "a",
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => "e",
        'î' | 'ï' | 'í' | 'ì' | 'Î' | 'Ï' | 'Í' | 'Ì' | 'ı' | 'İ' => "i",
        'ô' | 'ö' | 'ó' | 'ò' | 'õ' | 'ø' | 'Ô' | 'Ö' | 'Ó' | 'Ò' | 'Õ' | 'Ø' | '°' | 'º' => "o",
        'ù' | 'û' | 'ü' | 'ú' | 'Ù' | 'Û' | 'Ü' | 'Ú' => "u",
        'ÿ' | 'ý' | 'Ÿ' | 'Ý' => "y",
        'ç' | 'Ç' => "c",
        'ñ' | 'Ñ' => "n",
        'œ' | 'Œ' => "oe",
        'æ' | 'Æ' => "ae",
        'ß' | 'ẞ' => "ss",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'ł' | 'Ł' => "l",
        'þ' | 'Þ' => "th",
        'ɡ' => "g",
        '\u{2018}'..='\u{201B}' | 'ʼ' | 'ʹ' | 'ʻ' | '′' | '´' | '＇' | '‹' | '›' => "'",
        '«' | '»' | '“' | '”' | '„' | '‟' | '″' => "\"",
        '\u{2010}'..='\u{2015}' | '−' | '⁃' => "-",
        '…' => "...",
        '·' | '•' | '‧' => ".",
        '⁄' | '∕' => "/",
        '€' => "eur",
        '£' => "gbp",
        _ => return None,
    })
}

/// Letters of other alphabets that a reader takes for Latin ones.
fn look_alike(c: char) -> Option<&'static str> {
    Some(match c {
        'а' | 'α' => "a",
        'в' | 'ь' | 'β' => "b",
        'с' | 'ϲ' | 'ς' => "c",
        'ԁ' => "d",
        'е' | 'є' | 'ε' => "e",
        'г' | 'ɼ' => "r",
        'ɢ' => "g",
        'н' | 'һ' => "h",
        'і' | 'ι' => "i",
        'ј' => "j",
        'к' | 'κ' => "k",
        'ӏ' => "l",
        'м' => "m",
        'п' | 'η' => "n",
        'о' | 'ο' | 'σ' | 'օ' => "o",
        'р' | 'ρ' => "p",
        'ԛ' => "q",
        'ѕ' => "s",
        'т' | 'τ' => "t",
        'υ' | 'μ' => "u",
        'ν' | 'ѵ' => "v",
        'ԝ' | 'ω' | 'ш' => "w",
        'х' | 'χ' => "x",
        'у' | 'γ' => "y",
        _ => return None,
    })
}

/// Characters that show nothing: soft hyphens, joiners, direction marks, variation selectors.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use proptest::prelude::*;

    fn folded_of(original: &str, word: &str) -> String {
        let folded = Folded::new(original);
        let at = folded.text().find(word).unwrap();
        original[folded.original(at..at + word.len())].to_owned()
    }

    #[test]
    fn reads_accents_ligatures_and_quotes() {
        assert_eq!(fold("L’ŒUVRE « Été » — ﬁn…"), "l'oeuvre \" ete \" - fin...");
        assert_eq!(fold("ſtraße Łódź æther"), "strasse lodz aether");
    }

    #[test]
    fn collapses_white_space_and_keeps_paragraphs() {
        assert_eq!(fold("a \u{a0}\t b\nc\r\n\r\nd"), "a b c\nd");
    }

    #[test]
    fn drops_what_cannot_be_seen() {
        assert_eq!(fold("vo\u{200b}tre co\u{ad}uronne\u{202e}"), "votre couronne");
    }

    #[test]
    fn maps_look_alikes_and_styled_letters() {
        assert_eq!(fold("vоtrе соurоnnе"), "votre couronne");
        assert_eq!(fold("𝐯𝐨𝐭𝐫𝐞 ｃｏｕｒｏｎｎｅ"), "votre couronne");
    }

    #[test]
    fn joins_letters_that_were_spaced() {
        assert_eq!(fold("v o t r e  d o s s i e r est là"), "votre dossier est la");
        assert_eq!(fold("v·o·t·r·e carie, v/o/t/r/e dent"), "votre carie, votre dent");
        assert_eq!(fold("votre c.o.u.r.o.n.n.e, m.a.l faite"), "votre couronne, m.a.l faite");
        assert_eq!(folded_of("é, v o t r e dent", "votre"), "v o t r e");
        assert_eq!(fold("il y a M. D. et a b c"), "il y a m. d. et a b c");
    }

    #[test]
    fn keeps_a_place_for_what_it_cannot_read() {
        assert_eq!(fold("a😀b"), "a\u{1a}b");
        assert_eq!(fold("שלום"), "\u{1a}\u{1a}\u{1a}\u{1a}");
        assert_eq!(fold("👨‍👩‍👧"), "\u{1a}\u{1a}\u{1a}");
    }

    #[test]
    fn spells_currencies() {
        assert_eq!(fold("80€, 80 €, £5"), "80 eur, 80 eur, gbp5");
    }

    #[test]
    fn finds_the_way_back() {
        assert_eq!(folded_of("😀 votre cœur 😀", "coeur"), "cœur");
        assert_eq!(folded_of("vo\u{200b}tre cоuronne", "votre"), "vo\u{200b}tre");
        assert_eq!(folded_of("e\u{301}te\u{301} !", "ete"), "e\u{301}te\u{301}");
        assert_eq!(folded_of("שלום votre dent", "votre dent"), "votre dent");
        assert_eq!(folded_of("la ﬁn", "fin"), "ﬁn");
    }

    #[test]
    fn maps_original_spans_forward() {
        let folded = Folded::new("le cœur bat");
        let at = "le ".len().."le cœur".len();
        assert_eq!(&folded.text()[folded.folded(at)], "coeur");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100_000))]

        #[test]
        fn never_panics_and_stays_on_boundaries(text in any::<String>(), a in 0usize..200, b in 0usize..200) {
            let folded = Folded::new(&text);
            prop_assert!(folded.text().is_ascii());
            prop_assert_eq!(folded.text().len(), folded.spans.len());
            let span = folded.original(a.min(b)..a.max(b));
            prop_assert!(text.get(span).is_some());
            prop_assert!(folded.spans.windows(2).all(|pair| pair[0].0 <= pair[1].0));
        }
    }
}
