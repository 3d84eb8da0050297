//! A folded text as tokens and clauses: what the learned layer reads.
//!
//! A clause is what stands between two marks of punctuation, and never less than three words: small
//! enough that what is said in passing is not drowned, large enough to have a subject and a verb.

use std::ops::Range;

use super::super::sentence::Sentences;
use super::Vocabulary;
use super::key::{self, Key};

/// Fewer words than this are part of the clause beside them.
const WORDS_OF_A_CLAUSE: usize = 3;
/// An elided article or pronoun (« l' », « qu' ») has at most this many letters.
const LETTERS_OF_AN_ELISION: usize = 4;
/// Words that differ by their ending say the same about grammar; an ending has this many letters.
const LETTERS_OF_AN_ENDING: usize = 3;

/// One word, number or mark.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    /// Where it stands in the folded text.
    pub(crate) span: Range<usize>,
    /// The word itself; a number is its count of digits.
    pub(crate) word: Key,
    /// A word of grammar itself, of any other only its ending.
    pub(crate) shape: Key,
    /// What it speaks of, or else its shape.
    pub(crate) sense: Key,
    /// The classes of the vocabulary it belongs to.
    pub(crate) classes: [Option<Key>; 2],
    /// Whether it is made of letters.
    pub(crate) is_word: bool,
    /// Whether the review says it too.
    pub(crate) echoed: bool,
}

/// A run of tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clause {
    pub(crate) tokens: Range<usize>,
    pub(crate) sentence: usize,
}

/// Cuts a folded text into tokens.
pub(crate) fn tokens(folded: &str, vocabulary: &Vocabulary, review: &[Key]) -> Vec<Token> {
    let bytes = folded.as_bytes();
    let mut tokens = Vec::with_capacity(folded.len() / 5);
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let end = match byte {
            b'a'..=b'z' => end_of_word(bytes, at),
            b'0'..=b'9' => end_of_number(bytes, at),
            b' ' => {
                at += 1;
                continue;
            }
            _ => at + 1,
        };
        tokens.push(token(bytes, at..end, vocabulary, review));
        at = end;
    }
    tokens
}

/// The words of a review, sorted, for [`tokens`] to look up.
pub(crate) fn words_of(folded: &str) -> Vec<Key> {
    let mut words: Vec<Key> = folded
        .as_bytes()
        .split(|byte| !byte.is_ascii_lowercase())
        .filter(|word| word.len() > 2)
        .map(key::of_bytes)
        .collect();
    words.sort_unstable();
    words
}

fn end_of_word(bytes: &[u8], start: usize) -> usize {
    let letters = bytes.iter().skip(start).take_while(|byte| byte.is_ascii_lowercase()).count();
    let end = start + letters;
    let elided = letters <= LETTERS_OF_AN_ELISION
        && bytes.get(end) == Some(&b'\'')
        && bytes.get(end + 1).is_some_and(u8::is_ascii_lowercase);
    end + usize::from(elided)
}

fn end_of_number(bytes: &[u8], start: usize) -> usize {
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut end = start;
    while is_digit(end) || (matches!(bytes.get(end), Some(b'.' | b',' | b':' | b'/')) && is_digit(end + 1)) {
        end += 1;
    }
    end
}

fn token(bytes: &[u8], span: Range<usize>, vocabulary: &Vocabulary, review: &[Key]) -> Token {
    let text = &bytes[span.clone()];
    let first = text.first().copied().unwrap_or_default();
    if first.is_ascii_digit() {
        let number = key::of_parts(key::NUMBER, &[digits_told_apart(text.len())]);
        let shape = key::of_parts(key::NUMBER, &[]);
        return Token { span, word: number, shape, sense: shape, classes: [None; 2], is_word: false, echoed: false };
    }
    let word = key::of_bytes(text);
    if !first.is_ascii_lowercase() {
        return Token { span, word, shape: word, sense: word, classes: [None; 2], is_word: false, echoed: false };
    }
    let classes = vocabulary.classes(word);
    let shape = if vocabulary.is_grammar(word) {
        word
    } else {
        let letters = if text.len() > LETTERS_OF_AN_ENDING + 1 { LETTERS_OF_AN_ENDING } else { 1 };
        key::of_parts(key::ENDING, &[key::of_bytes(&text[text.len() - letters..])])
    };
    let sense = if shape == word { word } else { classes[0].unwrap_or(shape) };
    let echoed = text.len() > 2 && review.binary_search(&word).is_ok();
    Token { span, word, shape, sense, classes, is_word: true, echoed }
}

/// One digit, two, a year or an amount, or more: a telephone number.
fn digits_told_apart(length: usize) -> Key {
    match length {
        0..=2 => length as Key,
        3..=4 => 3,
        _ => 5,
    }
}

/// Cuts tokens into clauses.
pub(crate) fn clauses(tokens: &[Token], folded: &str, sentences: &Sentences) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = Vec::new();
    let mut start = 0;
    for at in 0..tokens.len() {
        let Some(token) = tokens.get(at) else { break };
        let sentence = sentences.index_at(token.span.start);
        let last = tokens.get(at + 1).is_none_or(|next| sentences.index_at(next.span.start) != sentence);
        if last || parts(tokens, at, folded) {
            join(&mut clauses, Clause { tokens: start..at + 1, sentence }, tokens);
            start = at + 1;
        }
    }
    clauses
}

/// Whether a mark ends a clause inside its sentence.
fn parts(tokens: &[Token], at: usize, folded: &str) -> bool {
    let (Some(token), next) = (tokens.get(at), tokens.get(at + 1)) else { return false };
    let open_after = next.is_none_or(|next| next.span.start > token.span.end);
    match folded.as_bytes().get(token.span.start) {
        Some(b';' | b'(' | b')') => true,
        Some(b',' | b':') => open_after,
        Some(b'-') => {
            let before = at.checked_sub(1).and_then(|before| tokens.get(before));
            open_after && before.is_some_and(|before| before.span.end < token.span.start)
        }
        _ => false,
    }
}

fn join(clauses: &mut Vec<Clause>, clause: Clause, tokens: &[Token]) {
    let words = |clause: &Clause| tokens[clause.tokens.clone()].iter().filter(|token| token.is_word).count();
    match clauses.last_mut() {
        Some(last)
            if words(&clause) == 0
                || (last.sentence == clause.sentence
                    && (words(&clause) < WORDS_OF_A_CLAUSE || words(last) < WORDS_OF_A_CLAUSE)) =>
        {
            last.tokens.end = clause.tokens.end;
        }
        _ => clauses.push(clause),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(folded: &str) -> Vec<&str> {
        let tokens = tokens(folded, &Vocabulary::default(), &[]);
        clauses(&tokens, folded, &Sentences::new(folded))
            .iter()
            .map(|clause| &folded[tokens[clause.tokens.start].span.start..tokens[clause.tokens.end - 1].span.end])
            .collect()
    }

    #[test]
    fn cuts_at_marks_but_not_to_shreds() {
        assert_eq!(
            cut("le second rendez-vous, lui, avait ete honore. merci de votre message : nous en parlons en equipe."),
            [
                "le second rendez-vous, lui,",
                "avait ete honore.",
                "merci de votre message :",
                "nous en parlons en equipe."
            ]
        );
    }

    #[test]
    fn keeps_hours_and_elisions_whole() {
        let folded = "l'accueil ouvre a 8:30";
        let texts: Vec<&str> =
            tokens(folded, &Vocabulary::default(), &[]).into_iter().map(|token| &folded[token.span]).collect();
        assert_eq!(texts, ["l'", "accueil", "ouvre", "a", "8:30"]);
    }
}
