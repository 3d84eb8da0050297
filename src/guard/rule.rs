//! A compiled rule: what people may read about it, and the matcher that looks for it.

use std::collections::{HashMap, HashSet};

use super::finding::{Channel, Family, Severity};
use super::fold::is_word_byte;
use super::format::{Example, Kind};
use super::mend::Mend;
use crate::language::{Language, Localized};

/// A rule of the guard.
#[derive(Debug)]
pub struct Rule {
    /// Identifier, unique among the rules of a guard: `family.name`.
    pub id: String,
    /// What it protects.
    pub family: Family,
    /// How grave a finding of it is.
    pub severity: Severity,
    /// Whether it speaks for itself; if not, it is a sign that counts where the learned layer agrees.
    pub certain: bool,
    /// Whether the written consent of whoever is named makes it milder, where the pack's law knows one.
    pub consent: bool,
    /// How it looks for what it forbids.
    pub kind: Kind,
    /// The languages of the texts it reads.
    pub langs: Vec<Language>,
    /// The channels it holds for.
    pub channels: Vec<Channel>,
    /// Why what it finds is a finding; `{match}` stands for the words found.
    pub message: Localized,
    /// A way to mend it.
    pub fix: Localized,
    /// The edit that mends it, where one can be told.
    pub mend: Option<Mend>,
    /// The legal or professional source.
    pub source: String,
    /// Texts in which it must find what `[[…]]` marks.
    pub bad: Vec<Example>,
    /// Texts on which the guard stays silent.
    pub good: Vec<Example>,
    /// The file that defines it.
    pub file: String,
    /// The line on which it begins.
    pub line: usize,
    pub(crate) matcher: Matcher,
    /// What makes it silent.
    pub(crate) unless: Vec<Test>,
    /// What must hold for it to speak: any of these, if there are some.
    pub(crate) when: Vec<Test>,
}

/// What a rule asks about a place before it speaks.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Test {
    /// The place is one of the practice's own contact details.
    OwnContact,
    /// The practice has told none of its contact details.
    NoContacts,
    /// A predicate of the sentence holds: its number among the guard's.
    Predicate(usize),
}

/// How a rule looks for what it forbids.
#[derive(Debug)]
pub(crate) enum Matcher {
    /// The patterns are in the guard's set; this is what their matches must satisfy.
    Regex(Conditions),
    /// The phrases are in the guard's automaton.
    Phrases,
    /// The words of every set are in the guard's automaton.
    Window { sets: usize, within: usize, ordered: bool },
    /// Words in capitals.
    Caps { min_words: usize, min_letters: usize, words: WordSet },
    /// The author's display name, but for these words.
    EchoAuthor { common: WordSet },
    /// Numbers and rare words of the review, but for these.
    EchoReview { common: WordSet },
    /// Patterns, in the guard's set, of which the text must match one.
    Missing,
    /// What the learned layer suspects in the rule's family.
    Learned,
}

/// What a match of a regular expression must satisfy to be a finding.
#[derive(Debug, Default)]
pub(crate) struct Conditions {
    /// Named groups whose words make the match harmless.
    pub(crate) allow: Vec<(String, WordSet)>,
    /// Named groups whose words, where they take part in the match, must be among these.
    pub(crate) require: Vec<(String, WordSet)>,
    /// What the original slice must match as well: capitals, chiefly.
    pub(crate) original: Option<regex::Regex>,
}

/// A set of folded words and phrases.
#[derive(Debug, Default)]
pub(crate) struct WordSet {
    words: HashSet<String>,
    /// Entries of several words, by their first word.
    phrases: HashMap<String, Vec<String>>,
    /// Entries that end in `*`: any word that begins so.
    prefixes: Vec<String>,
}

impl WordSet {
    /// Makes a set of folded entries.
    pub(crate) fn new(entries: impl IntoIterator<Item = String>) -> Self {
        let mut set = Self::default();
        for entry in entries {
            if let Some(prefix) = entry.strip_suffix('*') {
                set.prefixes.push(prefix.to_owned());
            } else if entry.bytes().all(is_word_byte) {
                set.words.insert(entry);
            } else {
                let first = first_word(&entry).to_owned();
                set.phrases.entry(first).or_default().push(entry);
            }
        }
        set
    }

    /// Whether a word is in the set.
    pub(crate) fn contains(&self, word: &str) -> bool {
        self.words.contains(word) || self.prefixes.iter().any(|prefix| word.starts_with(prefix.as_str()))
    }

    /// Whether the text begins with an entry; `word` is its part that a pattern captured.
    pub(crate) fn opens(&self, text: &str, word: &str) -> bool {
        self.contains(word)
            || self.phrases.get(first_word(text)).is_some_and(|phrases| {
                phrases.iter().any(|phrase| {
                    text.strip_prefix(phrase.as_str())
                        .is_some_and(|rest| !rest.bytes().next().is_some_and(is_word_byte))
                })
            })
    }
}

fn first_word(text: &str) -> &str {
    let end = text.bytes().position(|byte| !is_word_byte(byte)).unwrap_or(text.len());
    &text[..end]
}
