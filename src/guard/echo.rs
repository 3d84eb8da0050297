//! What the reply repeats of the review.
//!
//! The author's name is a finding by itself. A number or a rare word that the reply shares with
//! the review proves nothing alone (measured), but aggravates a finding that holds it: there the
//! reply confirms what the author told.

use std::collections::HashSet;
use std::ops::Range;

use super::fold::{fold, is_word_byte};
use super::reading::Reading;
use super::rule::WordSet;

/// A word shorter than this is not rare.
const RARE_LETTERS: usize = 5;
/// A part of a name shorter than this is an initial or a particle.
const NAME_LETTERS: usize = 3;

/// Spans, folded, of the parts of the author's display name that the reply repeats, capital first.
pub(crate) fn author(reading: &Reading<'_>, common: &WordSet) -> Vec<Range<usize>> {
    let Some(author) = reading.subject.author else { return Vec::new() };
    let name = fold(author);
    let parts: HashSet<&str> = words(&name)
        .map(|span| &name[span])
        .filter(|part| part.len() >= NAME_LETTERS && !common.contains(part))
        .collect();
    if parts.is_empty() {
        return Vec::new();
    }
    let text = reading.folded.text();
    words(text).filter(|span| parts.contains(&text[span.clone()]) && capital(reading, span)).collect()
}

fn capital(reading: &Reading<'_>, span: &Range<usize>) -> bool {
    let original = reading.folded.original(span.clone());
    let slice = reading.subject.text.get(original).unwrap_or_default();
    slice.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric())
}

/// The numbers and rare words of a review.
pub(crate) struct Material(HashSet<String>);

impl Material {
    /// Gathers them.
    pub(crate) fn of(review: &str, common: &WordSet) -> Self {
        let folded = fold(review);
        let rare = words(&folded)
            .map(|span| &folded[span])
            .filter(|word| word.len() >= RARE_LETTERS || word.bytes().all(|byte| byte.is_ascii_digit()))
            .filter(|word| !common.contains(word))
            .map(|word| singular(word).to_owned())
            .collect();
        Self(rare)
    }

    /// Whether a folded slice repeats one of them.
    pub(crate) fn is_echoed_in(&self, slice: &str) -> bool {
        !self.0.is_empty() && words(slice).any(|span| self.0.contains(singular(&slice[span])))
    }
}

fn singular(word: &str) -> &str {
    if word.len() > RARE_LETTERS { word.strip_suffix('s').unwrap_or(word) } else { word }
}

fn words(folded: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = folded.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes.get(at..)?.iter().position(|byte| is_word_byte(*byte))?;
        let len = bytes.get(start..)?.iter().take_while(|byte| is_word_byte(**byte)).count();
        at = start + len;
        Some(start..at)
    })
}
