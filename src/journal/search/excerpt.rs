//! The words around a match, cut from the texts of an exchange with what was found marked.

use std::ops::Range;

use super::words::{Forms, initial, words};
use super::{Excerpt, Part, Passage, Wanted, passages};
use crate::exchange::Exchange;
use crate::language::Language;

/// Longest excerpt, in characters.
const LENGTH: usize = 180;
/// How much of it stands before the first match.
const BEFORE: usize = 50;

/// The forms of a word.
type Word = (String, Option<String>);

/// What is looked for, in all its forms.
pub(in crate::journal) struct Matcher {
    forms: Forms,
    /// By language, then by wanted row, then by word: its forms.
    rows: Vec<(Language, Vec<Vec<Word>>)>,
    count: usize,
}

impl Matcher {
    pub(in crate::journal) fn new(wanted: &[Wanted]) -> Self {
        let forms = Forms::new();
        let row = |row: &Wanted, language| row.words().iter().map(|word| forms.of(word, language)).collect();
        let all = |language| wanted.iter().map(|wanted| row(wanted, language)).collect();
        let rows = Language::ALL.into_iter().map(|language| (language, all(language))).collect();
        Self { rows, forms, count: wanted.len() }
    }

    /// Whether everything that is looked for stands somewhere in the exchange.
    pub(in crate::journal) fn suits(&self, exchange: &Exchange) -> bool {
        let mut found = vec![false; self.count];
        for passage in passages(exchange) {
            self.places(&passage).iter().for_each(|(row, _)| found[*row] = true);
        }
        found.into_iter().all(|found| found)
    }

    /// Where each row stands in a passage, in the order of the text.
    fn places(&self, passage: &Passage<'_>) -> Vec<(usize, Range<usize>)> {
        let at: Vec<Range<usize>> = words(passage.text).collect();
        let mut places = Vec::new();
        for (language, rows) in self.rows.iter().filter(|(language, _)| passage.is_read_as(*language)) {
            let word = |place: &Range<usize>| &passage.text[place.clone()];
            for (row, wanted) in rows.iter().enumerate() {
                // Few words begin alike, and finding the forms of all of them would take long.
                let alike = |(place, wanted): (&Range<usize>, &Word)| initial(word(place)) == initial(&wanted.0);
                let same =
                    |(place, wanted): (&Range<usize>, &Word)| is_same(&self.forms.of(word(place), *language), wanted);
                let found = at
                    .windows(wanted.len())
                    .filter(|some| some.iter().zip(wanted).all(alike) && some.iter().zip(wanted).all(same));
                places.extend(found.map(|some| (row, some[0].start..some[some.len() - 1].end)));
            }
        }
        places.sort_by_key(|(row, place)| (place.start, place.end, *row));
        places.dedup();
        places
    }

    /// The piece that shows best what was found: of the passage that has most of it, the earliest of them.
    /// Without words to look for, the beginning of the review.
    pub(in crate::journal) fn excerpt(&self, exchange: &Exchange) -> Excerpt {
        let mut best: (usize, Part, &str, Vec<Range<usize>>) = (0, Part::Review, &exchange.review.text, Vec::new());
        if self.count > 0 {
            for passage in passages(exchange) {
                let places = self.places(&passage);
                let mut rows: Vec<usize> = places.iter().map(|(row, _)| *row).collect();
                rows.sort_unstable();
                rows.dedup();
                if rows.len() > best.0 {
                    best = (rows.len(), passage.part, passage.text, merged(places));
                }
            }
        }
        let (_, part, text, marks) = best;
        cut(part, text, &marks)
    }
}

fn is_same((one, other): &Word, (wanted, wanted_other): &Word) -> bool {
    let is = |form: &String| form == one || Some(form) == other.as_ref();
    is(wanted) || wanted_other.as_ref().is_some_and(is)
}

/// Places in order, those that touch as one.
fn merged(places: Vec<(usize, Range<usize>)>) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::new();
    for (_, place) in places {
        match merged.last_mut() {
            Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
            _ => merged.push(place),
        }
    }
    merged
}

/// Cuts the piece out, on one line.
fn cut(part: Part, text: &str, marks: &[Range<usize>]) -> Excerpt {
    let first = marks.first().map_or(0, |mark| mark.start);
    let start = if text[..first].chars().count() <= BEFORE { 0 } else { word_start(text, back(text, first, BEFORE)) };
    let end = text[start..].char_indices().nth(LENGTH).map_or(text.len(), |(at, _)| start + at);
    let end = if end == text.len() { end } else { word_end(text, start, end) };
    let mut piece = String::with_capacity(end - start + 8);
    let mut shown: Vec<Range<usize>> = Vec::new();
    if start > 0 {
        piece.push('…');
    }
    let lead = piece.len();
    // Line ends and tabs are one byte as a space is: places stay right.
    piece.extend(text[start..end].chars().map(|letter| if matches!(letter, '\n' | '\t') { ' ' } else { letter }));
    for mark in marks.iter().filter(|mark| mark.start >= start && mark.end <= end) {
        shown.push(mark.start - start + lead..mark.end - start + lead);
    }
    if end < text.len() {
        piece.push('…');
    }
    Excerpt { part, text: piece, marks: shown }
}

/// The place so many characters before another.
fn back(text: &str, from: usize, characters: usize) -> usize {
    text[..from].char_indices().rev().nth(characters.saturating_sub(1)).map_or(0, |(at, _)| at)
}

/// The beginning of the first whole word from a place on.
fn word_start(text: &str, from: usize) -> usize {
    let rest = &text[from..];
    let space = rest.find(char::is_whitespace).unwrap_or_default();
    let word = rest[space..].find(|letter: char| !letter.is_whitespace()).unwrap_or_default();
    // A word longer than what stands before a match is cut in its midst.
    if rest[..space].chars().count() >= BEFORE { from } else { from + space + word }
}

/// The end of the last whole word before a place.
fn word_end(text: &str, start: usize, end: usize) -> usize {
    let piece = &text[start..end];
    let space = piece.rfind(char::is_whitespace).filter(|at| piece[..*at].chars().count() > LENGTH / 2);
    space.map_or(end, |at| start + piece[..at].trim_end().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(excerpt: &Excerpt) -> Vec<&str> {
        excerpt.marks.iter().map(|mark| &excerpt.text[mark.clone()]).collect()
    }

    #[test]
    fn the_piece_holds_the_match_whole_words_and_the_right_places() {
        let text = format!("{}\nl’été, ATTENTE interminable {}", "mot ".repeat(100), "é ".repeat(200));
        let at = text.find("ATTENTE").unwrap_or_default();
        let excerpt = cut(Part::Review, &text, std::slice::from_ref(&(at..at + 7)));
        assert_eq!(shown(&excerpt), ["ATTENTE"]);
        assert!(excerpt.text.starts_with("…mot ") && excerpt.text.ends_with("é…"), "{}", excerpt.text);
        assert!(excerpt.text.chars().count() <= LENGTH + 2 && !excerpt.text.contains('\n'));
    }

    #[test]
    fn a_text_without_spaces_is_cut_all_the_same() {
        let text = "é".repeat(1_000);
        let excerpt = cut(Part::Note, &text, std::slice::from_ref(&(1_000..1_002)));
        assert_eq!(shown(&excerpt), ["é"]);
        assert!(excerpt.text.chars().count() <= LENGTH + 2);
        assert_eq!(cut(Part::Note, "", &[]).text, "");
    }
}
