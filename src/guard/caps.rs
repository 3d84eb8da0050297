//! Shouting: words in capitals, read on the original text.

use std::ops::Range;

use super::fold::fold;
use super::reading::Reading;
use super::rule::WordSet;

/// A run of capitals has a word at least this long, or is a list of initials.
const LONG_WORD: usize = 4;

/// A run of words in capitals.
#[derive(Default)]
struct Run {
    span: Range<usize>,
    words: usize,
    letters: usize,
    /// Letters of its longest word: « RC, VOL, BDG » are initials, not a cry.
    longest: usize,
    /// Whether a word of it is one that people shout alone.
    emphatic: bool,
}

/// Spans, folded, of the runs of at least so many words and letters in capitals, and of the words
/// given when they stand alone in capitals.
pub(crate) fn shouted(
    reading: &Reading<'_>,
    min_words: usize,
    min_letters: usize,
    emphatic: &WordSet,
) -> Vec<Range<usize>> {
    let text = reading.subject.text;
    let mut spans = Vec::new();
    let mut run = Run::default();
    for word in words(text) {
        let slice = &text[word.clone()];
        match shape(slice) {
            Shape::Capitals(letters) => {
                run.span = if run.words == 0 { word } else { run.span.start..word.end };
                run.words += 1;
                run.letters += letters;
                run.longest = run.longest.max(letters);
                run.emphatic |= letters > 1 && emphatic.contains(&fold(slice));
            }
            // « LE 15 » and « C'EST À » go on through numbers and single letters.
            Shape::Neutral if run.words > 0 => {}
            Shape::Neutral | Shape::Plain => {
                run.close(reading, min_words, min_letters, &mut spans);
                run = Run::default();
            }
        }
    }
    run.close(reading, min_words, min_letters, &mut spans);
    spans
}

impl Run {
    fn close(&self, reading: &Reading<'_>, words: usize, letters: usize, spans: &mut Vec<Range<usize>>) {
        let cried = self.words >= words && self.letters >= letters && self.longest >= LONG_WORD;
        if cried || (self.words > 0 && self.emphatic) {
            spans.push(reading.folded.folded(self.span.clone()));
        }
    }
}

enum Shape {
    Capitals(usize),
    Neutral,
    Plain,
}

fn shape(word: &str) -> Shape {
    // Most words begin with a small letter: nothing more to look at.
    if word.starts_with(char::is_lowercase) && word.len() > 1 {
        return Shape::Plain;
    }
    let mut letters = 0;
    for c in word.chars().filter(|c| c.is_alphabetic()) {
        if !c.is_uppercase() && letters > 0 {
            return Shape::Plain;
        }
        letters += 1;
    }
    if letters <= 1 { Shape::Neutral } else { Shape::Capitals(letters) }
}

/// The words of a text, apostrophes included: « C'EST » is one.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let start = loop {
            let (at, c) = chars.next()?;
            if c.is_alphanumeric() {
                break at;
            }
        };
        let mut end = text.len();
        while let Some((at, c)) = chars.peek() {
            if c.is_alphanumeric() || matches!(c, '\'' | '’') {
                chars.next();
            } else {
                end = *at;
                break;
            }
        }
        Some(start..end)
    })
}
