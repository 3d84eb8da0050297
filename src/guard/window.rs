//! Words of several sets near one another in one sentence.

use std::ops::Range;

use super::lexicon::Entry;
use super::reading::Reading;

/// What makes the words of a window belong together.
pub(crate) struct Shape {
    /// How many sets there are; a word of each is needed.
    pub(crate) sets: usize,
    /// How many words the whole may hold between its ends.
    pub(crate) within: usize,
    /// Whether the words must come in the order of the sets.
    pub(crate) ordered: bool,
}

impl Shape {
    /// The spans in which a word of every set is found. The entries are those of one rule, sorted.
    pub(crate) fn find(&self, reading: &Reading<'_>, entries: &[Entry]) -> Vec<Range<usize>> {
        entries
            .iter()
            .filter(|entry| entry.owner.set == 0)
            .filter_map(|anchor| self.around(reading, entries, anchor))
            .collect()
    }

    fn around(&self, reading: &Reading<'_>, entries: &[Entry], anchor: &Entry) -> Option<Range<usize>> {
        let mut span = anchor.start..anchor.end;
        let mut last = anchor.end;
        for set in 1..self.sets {
            let near = entries
                .iter()
                .filter(|entry| entry.owner.set == set)
                .filter(|entry| entry.start >= last || (!self.ordered && entry.end <= anchor.start))
                .filter(|entry| self.close(reading, anchor, entry))
                .min_by_key(|entry| gap(anchor, entry))?;
            span = span.start.min(near.start)..span.end.max(near.end);
            if self.ordered {
                last = near.end;
            }
        }
        Some(span)
    }

    fn close(&self, reading: &Reading<'_>, a: &Entry, b: &Entry) -> bool {
        let between = a.end.min(b.end)..a.start.max(b.start);
        let text = reading.folded.text();
        let words = text.get(between).map_or(0, |text| text.bytes().filter(|byte| *byte == b' ').count());
        words <= self.within && reading.sentences.index_at(a.start) == reading.sentences.index_at(b.start)
    }
}

fn gap(a: &Entry, b: &Entry) -> usize {
    if a.start <= b.start { b.start.saturating_sub(a.end) } else { a.start.saturating_sub(b.end) }
}
