//! The words of a text as they are looked for: one form for « attente », « Attentes » and « ATTENTE ».
//!
//! Case and accents are folded, and the ends of words cut off by the Snowball stemmers of French and of
//! English. The French one reads accents, and people leave them out: a word with accents has two forms,
//! folded after and before it was cut, so that « réparée », « reparee » and « réparés » meet.

use std::borrow::Cow;
use std::ops::Range;

use frostem::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::language::Language;

/// Where the words of a text are, in bytes.
pub(in crate::journal) const fn words(text: &str) -> Words<'_> {
    Words { text, from: 0 }
}

/// Goes through the words of a text.
pub(in crate::journal) struct Words<'a> {
    text: &'a str,
    from: usize,
}

impl Iterator for Words<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let start = self.from + self.text[self.from..].find(char::is_alphanumeric)?;
        let goes_on = |letter: char| letter.is_alphanumeric() || (!letter.is_ascii() && is_combining_mark(letter));
        let end = self.text[start..].find(|letter| !goes_on(letter)).map_or(self.text.len(), |length| start + length);
        self.from = end;
        Some(start..end)
    }
}

/// What cuts words down to their forms.
#[derive(Clone)]
pub(in crate::journal) struct Forms {
    french: Stemmer,
    english: Stemmer,
}

impl Forms {
    pub(in crate::journal) fn new() -> Self {
        Self { french: Stemmer::new(Algorithm::French), english: Stemmer::new(Algorithm::English) }
    }

    /// The form of a word in a language, and the other one that it has if its accents count.
    pub(in crate::journal) fn of(&self, word: &str, language: Language) -> (String, Option<String>) {
        if word.is_ascii() {
            return (self.cut(&word.to_ascii_lowercase(), language).into_owned(), None);
        }
        let lower: String = word.nfc().flat_map(char::to_lowercase).collect();
        let folded = fold(&lower);
        let form = self.cut(&folded, language).into_owned();
        let other = match language {
            Language::Fr => Some(fold(&self.cut(&lower, language))).filter(|other| *other != form),
            Language::En => None,
        };
        (form, other)
    }

    fn cut<'a>(&self, word: &'a str, language: Language) -> Cow<'a, str> {
        match language {
            Language::Fr => self.french.stem(word),
            Language::En => self.english.stem(word),
        }
    }
}

/// The first letter of a word, folded. Forms of one word begin alike: only ends are cut.
pub(in crate::journal) fn initial(word: &str) -> Option<char> {
    let first = word.chars().next()?;
    if first.is_ascii() {
        Some(first.to_ascii_lowercase())
    } else {
        fold(first.encode_utf8(&mut [0; 4])).chars().next()
    }
}

/// The text in lower case and without accents.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase) {
        match letter {
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            other => folded.push(other),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a typed word meets a written one, in one of the languages.
    fn meet(typed: &str, written: &str) -> bool {
        let forms = Forms::new();
        Language::ALL.into_iter().any(|language| {
            let (one, other) = forms.of(written, language);
            let (typed, typed_other) = forms.of(typed, language);
            [Some(typed), typed_other].into_iter().flatten().any(|typed| typed == one || Some(typed) == other)
        })
    }

    #[test]
    fn inflections_case_and_accents_meet() {
        for (typed, written) in [
            ("attente", "Attentes"),
            ("ATTENTE", "attente"),
            ("repare", "réparé"),
            ("reparee", "réparée"),
            ("réparé", "réparées"),
            ("écoute", "e\u{301}coutes"),
            ("coeur", "CŒUR"),
            ("appointments", "appointment"),
            ("waited", "waiting"),
        ] {
            assert!(meet(typed, written), "{typed} {written}");
        }
        assert!(!meet("facture", "fracture"));
    }

    #[test]
    fn words_are_cut_at_apostrophes_and_hyphens_and_keep_their_places() {
        let text = "L’attente : rendez-vous à 9h, e\u{301}té.";
        let found: Vec<&str> = words(text).map(|place| &text[place]).collect();
        assert_eq!(found, ["L", "attente", "rendez", "vous", "à", "9h", "e\u{301}té"]);
    }
}
