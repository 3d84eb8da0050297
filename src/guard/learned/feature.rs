//! What the learned layer sees of a text: words, their letters, endings and senses, what stands
//! around a clause, what the review said, and what the rules noticed.
//!
//! The trainer and the guard read a text through this one function, so that they cannot differ.
//! Every feature adds to its clause alone or to the whole reply as well: nothing is normalised by
//! what else is there but the number of features, which is what lets the sums of a word's letters be
//! stored with the word.

use super::key::{self, Key};
use super::token::{Clause, Token};

/// The longest run of words, of shapes and of senses that is one feature.
const WORDS: usize = 3;
const SHAPES: usize = 4;
const SENSES: usize = 3;
/// Runs of letters inside a word, its two ends marked.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=5;
/// How many words before and after a clause tell its place.
const WORDS_BEFORE: usize = 4;
const WORDS_AFTER: usize = 3;
/// Beyond this, a clause is simply far from the beginning or the end.
const FAR: usize = 3;

/// Which sums a feature adds to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reach {
    /// Its clause.
    Clause,
    /// Its clause and the reply.
    Reply,
    /// Its clause, the reply, and the other clauses of its sentence.
    Sentence,
}

/// A sink of features.
pub(crate) trait Sink {
    /// A feature of a clause.
    fn add(&mut self, clause: usize, key: Key, reach: Reach);
    /// The letters of a word; all of them together when the sink knows the word, or one by one with
    /// [`letters`].
    fn spell(&mut self, clause: usize, token: &Token, letters: &[u8]);
}

/// Shows a sink every feature of a text.
pub(crate) fn features(folded: &str, tokens: &[Token], clauses: &[Clause], sink: &mut impl Sink) {
    for (number, clause) in clauses.iter().enumerate() {
        let own = &tokens[clause.tokens.clone()];
        runs(own, number, sink);
        for token in own.iter().filter(|token| token.is_word) {
            sink.spell(number, token, &folded.as_bytes()[token.span.clone()]);
        }
        around(tokens, clauses, number, sink);
        echoes(own, number, sink);
    }
}

/// Runs of words, of shapes and of senses.
fn runs(own: &[Token], clause: usize, sink: &mut impl Sink) {
    for at in 0..own.len() {
        let (mut words, mut shapes, mut senses) =
            (key::of_parts(key::WORDS, &[]), key::of_parts(key::SHAPES, &[]), key::of_parts(key::SENSES, &[]));
        for (length, token) in own.iter().skip(at).take(SHAPES).enumerate().map(|(before, token)| (before + 1, token)) {
            shapes = key::with(shapes, token.shape);
            if length <= WORDS {
                words = key::with(words, token.word);
                sink.add(clause, words, if length < WORDS { Reach::Sentence } else { Reach::Reply });
            }
            if length <= SENSES {
                senses = key::with(senses, token.sense);
            }
            if length > 1 {
                sink.add(clause, shapes, Reach::Reply);
                if length <= SENSES {
                    sink.add(clause, senses, Reach::Reply);
                }
            }
        }
    }
    for class in own.iter().flat_map(|token| token.classes.iter().flatten()) {
        sink.add(clause, key::of_parts(key::CLASS, &[*class]), Reach::Sentence);
    }
}

/// What stands before and after, and where in the reply.
fn around(tokens: &[Token], clauses: &[Clause], number: usize, sink: &mut impl Sink) {
    let tokens_of =
        |at: Option<usize>| at.and_then(|at| clauses.get(at)).map_or(&[][..], |clause| &tokens[clause.tokens.clone()]);
    for token in tokens_of(number.checked_sub(1)).iter().rev().take(WORDS_BEFORE) {
        sink.add(number, key::of_parts(key::BEFORE, &[token.word]), Reach::Clause);
    }
    for token in tokens_of(number.checked_add(1)).iter().take(WORDS_AFTER) {
        sink.add(number, key::of_parts(key::AFTER, &[token.word]), Reach::Clause);
    }
    let (from_start, from_end) = (number.min(FAR), (clauses.len() - 1 - number).min(FAR));
    sink.add(number, key::of_parts(key::PLACE, &[0, from_start as Key]), Reach::Clause);
    sink.add(number, key::of_parts(key::PLACE, &[1, from_end as Key]), Reach::Clause);
}

/// Words that the review said too.
fn echoes(own: &[Token], clause: usize, sink: &mut impl Sink) {
    let mut long = 0;
    for token in own.iter().filter(|token| token.echoed) {
        sink.add(clause, key::of_parts(key::ECHO, &[token.word]), Reach::Clause);
        long += usize::from(token.span.len() > LETTERS_OF_A_RARE_WORD);
    }
    sink.add(clause, key::of_parts(key::ECHOES, &[long.min(FAR) as Key]), Reach::Clause);
}

/// Shorter words are repeated by chance.
const LETTERS_OF_A_RARE_WORD: usize = 4;

/// Shows every run of letters of a word.
pub(crate) fn letters(word: &[u8], mut show: impl FnMut(Key)) {
    let padded = |at: usize| if at == 0 || at > word.len() { b' ' } else { word.get(at - 1).copied().unwrap_or(b' ') };
    let length = word.len() + 2;
    for start in 0..length {
        let mut run = key::of_parts(key::LETTERS, &[]);
        for (letters, at) in (start..length).take(*LETTERS.end()).enumerate() {
            run = key::with(run, Key::from(padded(at)));
            if LETTERS.contains(&(letters + 1)) {
                show(run);
            }
        }
    }
}

/// How many runs of letters a word has.
pub(crate) fn letters_of(length: usize) -> usize {
    LETTERS.map(|run| (length + 3).saturating_sub(run)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_the_letters_it_shows() {
        for word in ["a", "vu", "dent", "couronnes"] {
            let mut shown = 0;
            letters(word.as_bytes(), |_| shown += 1);
            assert_eq!(shown, letters_of(word.len()), "{word}");
        }
    }
}
