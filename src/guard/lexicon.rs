//! Every phrase of every rule in one automaton, so that a text is read once for all of them.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, BuildError, MatchKind};

use super::fold::is_word_byte;

/// Whose phrase it is: a rule, and for a window which of its sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Owner {
    pub(crate) rule: usize,
    pub(crate) set: usize,
}

/// An entry found in a text: folded offsets, whole words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) owner: Owner,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

#[derive(Debug, Default)]
struct Owners {
    /// Of the phrase as a whole word.
    whole: Vec<Owner>,
    /// Of the phrase as the beginning of a word.
    prefix: Vec<Owner>,
}

/// The phrases of a guard, being gathered.
#[derive(Debug, Default)]
pub(crate) struct LexiconBuilder {
    phrases: HashMap<String, Owners>,
}

impl LexiconBuilder {
    /// Adds folded entries; a final `*` stands for any ending.
    pub(crate) fn add(&mut self, entries: Vec<String>, owner: Owner) {
        for entry in entries {
            let (phrase, prefix) = match entry.strip_suffix('*') {
                Some(phrase) => (phrase.to_owned(), true),
                None => (entry, false),
            };
            if phrase.is_empty() {
                continue;
            }
            let owners = self.phrases.entry(phrase).or_default();
            let owners = if prefix { &mut owners.prefix } else { &mut owners.whole };
            if !owners.contains(&owner) {
                owners.push(owner);
            }
        }
    }

    /// Builds the automaton.
    pub(crate) fn build(self) -> Result<Lexicon, BuildError> {
        // Sorted, so that the same files make the same guard.
        let mut phrases: Vec<(String, Owners)> = self.phrases.into_iter().collect();
        phrases.sort_by(|a, b| a.0.cmp(&b.0));
        let (texts, owners): (Vec<String>, Vec<Owners>) = phrases.into_iter().unzip();
        let automaton = AhoCorasickBuilder::new()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&texts)?;
        Ok(Lexicon { automaton, owners })
    }
}

/// The phrases of a guard.
#[derive(Debug)]
pub(crate) struct Lexicon {
    automaton: AhoCorasick,
    owners: Vec<Owners>,
}

impl Lexicon {
    /// How many different phrases there are.
    pub(crate) fn len(&self) -> usize {
        self.owners.len()
    }

    /// Finds every entry of a folded text, overlapping ones too.
    pub(crate) fn find(&self, folded: &str, mut found: impl FnMut(Entry)) {
        let bytes = folded.as_bytes();
        for hit in self.automaton.find_overlapping_iter(bytes) {
            let (start, end) = (hit.start(), hit.end());
            if joins(bytes, start) {
                continue;
            }
            let Some(owners) = self.owners.get(hit.pattern().as_usize()) else { continue };
            if !joins(bytes, end) {
                owners.whole.iter().for_each(|owner| found(Entry { owner: *owner, start, end }));
            }
            if !owners.prefix.is_empty() {
                let end = end + bytes.iter().skip(end).take_while(|byte| is_word_byte(**byte)).count();
                owners.prefix.iter().for_each(|owner| found(Entry { owner: *owner, start, end }));
            }
        }
    }
}

/// Whether a place falls inside a word.
fn joins(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    before.is_some_and(|byte| is_word_byte(*byte)) && bytes.get(at).is_some_and(|byte| is_word_byte(*byte))
}
