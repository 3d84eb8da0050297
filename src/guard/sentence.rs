//! Cuts a folded text into sentences, the span within which a predicate or a window holds.
//!
//! Made for replies: « M. Durand », « Dr. Petit », « Sophie M. », « 2.5 » and « art. 9 » do not end
//! a sentence, since a rule that looks at both sides of such a dot would miss what it is for.

use std::ops::Range;

/// Abbreviations after which a dot ends nothing.
const ABBREVIATIONS: [&str; 30] = [
    "mm", "mme", "mmes", "mlle", "mlles", "dr", "drs", "pr", "me", "mr", "mrs", "ms", "prof", "st", "ste", "art",
    "tel", "av", "bd", "cf", "ex", "env", "no", "vs", "etc", "resp", "ext", "approx", "jr", "sr",
];

/// The sentences of one folded text.
#[derive(Debug)]
pub(crate) struct Sentences {
    /// Where each sentence begins; the first is 0.
    starts: Vec<usize>,
    len: usize,
}

impl Sentences {
    /// Finds the sentences of a folded text.
    pub(crate) fn new(folded: &str) -> Self {
        let bytes = folded.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            let ends = match byte {
                b'\n' => true,
                b'!' | b'?' => followed_by_space(bytes, at),
                b'.' => followed_by_space(bytes, at) && !after_abbreviation(bytes, at),
                _ => false,
            };
            let next = at + 1 + closers(bytes, at);
            if ends && next < bytes.len() {
                starts.push(next);
            }
        }
        Self { starts, len: folded.len() }
    }

    /// The number of the sentence that holds a byte.
    pub(crate) fn index_at(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).saturating_sub(1)
    }

    /// The span of a sentence.
    pub(crate) fn span(&self, index: usize) -> Range<usize> {
        let start = self.starts.get(index).copied().unwrap_or(self.len);
        start..self.starts.get(index + 1).copied().unwrap_or(self.len)
    }
}

/// Closing quotes and brackets may stand between a mark and the space after it.
fn closers(bytes: &[u8], at: usize) -> usize {
    bytes.iter().skip(at + 1).take_while(|byte| matches!(byte, b'"' | b')' | b'\'')).count()
}

fn followed_by_space(bytes: &[u8], at: usize) -> bool {
    bytes.get(at + 1 + closers(bytes, at)).is_none_or(u8::is_ascii_whitespace)
}

fn after_abbreviation(bytes: &[u8], dot: usize) -> bool {
    let head = bytes.get(..dot).unwrap_or_default();
    let letters = head.iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let word = &head[head.len() - letters..];
    // One letter is an initial, or the end of « p.m. ».
    word.len() == 1 || ABBREVIATIONS.iter().any(|known| known.as_bytes() == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        let sentences = Sentences::new(text);
        (0..sentences.starts.len()).map(|index| text[sentences.span(index)].trim()).collect()
    }

    #[test]
    fn cuts_after_marks() {
        assert_eq!(cut("merci. a vous ! oui ? non"), ["merci.", "a vous !", "oui ?", "non"]);
        assert_eq!(cut("\"fin.\" suite"), ["\"fin.\"", "suite"]);
        assert_eq!(cut("merci\nbonjour"), ["merci", "bonjour"]);
    }

    #[test]
    fn does_not_cut_after_titles_initials_and_decimals() {
        assert_eq!(cut("m. durand et dr. petit ont 2.5 ans"), ["m. durand et dr. petit ont 2.5 ans"]);
        assert_eq!(cut("merci a sophie m. pour tout"), ["merci a sophie m. pour tout"]);
        assert_eq!(cut("voir art. 9 du code"), ["voir art. 9 du code"]);
    }

    #[test]
    fn knows_the_sentence_of_a_byte() {
        let sentences = Sentences::new("un. deux. trois.");
        assert_eq!(sentences.index_at(0), 0);
        assert_eq!(sentences.index_at(5), 1);
        assert_eq!(sentences.index_at(15), 2);
    }
}
