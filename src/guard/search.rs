//! Runs the matchers of a guard over one reading.

use std::ops::Range;

use regex::bytes::{Captures, Regex};

use super::lexicon::Entry;
use super::reading::Reading;
use super::rule::{Conditions, Matcher, Rule};
use super::{Guard, caps, echo, window};

/// A place where a rule fired, in folded offsets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) rule: usize,
    pub(crate) span: Range<usize>,
    pub(crate) by: By,
}

/// On whose word a hit stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum By {
    /// The rule's own.
    Rule,
    /// The rule's, and the learned layer agrees; `sure` if it is sure.
    Both { sure: bool },
    /// The learned layer's alone, for these words above all.
    Learned { sure: bool, words: Vec<Range<usize>> },
}

impl Hit {
    fn new(rule: usize, span: Range<usize>) -> Self {
        Self { rule, span, by: By::Rule }
    }
}

/// Finds the hits of the rules that `wanted` keeps; echoes of the review are left to the merge.
pub(crate) fn hits(guard: &Guard, reading: &Reading<'_>, wanted: impl Fn(usize) -> bool) -> Vec<Hit> {
    let live: Vec<bool> =
        guard.rules.iter().enumerate().map(|(number, rule)| reading.concerns(rule) && wanted(number)).collect();
    let is_live = |number: usize| live.get(number).copied().unwrap_or(false);
    let mut hits = Vec::new();
    by_lexicon(guard, reading, is_live, &mut hits);
    by_pattern(guard, reading, is_live, &mut hits);
    by_shape(guard, reading, is_live, &mut hits);
    hits.retain(|hit| guard.rules.get(hit.rule).is_some_and(|rule| !reading.excused(rule, &hit.span)));
    hits
}

fn by_lexicon(guard: &Guard, reading: &Reading<'_>, is_live: impl Fn(usize) -> bool, hits: &mut Vec<Hit>) {
    let mut windows: Vec<Entry> = Vec::new();
    guard.lexicon.find(reading.folded.text(), |entry| {
        if !is_live(entry.owner.rule) {
            return;
        }
        match guard.rules.get(entry.owner.rule).map(|rule| &rule.matcher) {
            Some(Matcher::Window { .. }) => windows.push(entry),
            _ => hits.push(Hit::new(entry.owner.rule, entry.start..entry.end)),
        }
    });
    windows.sort_by_key(|entry| (entry.owner.rule, entry.start, entry.end));
    for entries in windows.chunk_by(|a, b| a.owner.rule == b.owner.rule) {
        let Some(number) = entries.first().map(|entry| entry.owner.rule) else { continue };
        if let Some(Rule { matcher: Matcher::Window { sets, within, ordered }, .. }) = guard.rules.get(number) {
            let shape = window::Shape { sets: *sets, within: *within, ordered: *ordered };
            hits.extend(shape.find(reading, entries).into_iter().map(|span| Hit::new(number, span)));
        }
    }
}

fn by_pattern(guard: &Guard, reading: &Reading<'_>, is_live: impl Fn(usize) -> bool, hits: &mut Vec<Hit>) {
    let text = reading.folded.text().as_bytes();
    let mut matched = vec![false; guard.patterns.len()];
    for patterns in guard.sets.iter().filter(|patterns| reading.languages.contains(&patterns.language)) {
        for index in patterns.candidates(text) {
            for number in patterns.members.get(index).into_iter().flatten() {
                if let Some(flag) = matched.get_mut(*number) {
                    *flag = true;
                }
            }
        }
    }
    for (pattern, _) in guard.patterns.iter().zip(&matched).filter(|(_, matched)| **matched) {
        if !is_live(pattern.rule) {
            continue;
        }
        let Some(Matcher::Regex(conditions)) = guard.rules.get(pattern.rule).map(|rule| &rule.matcher) else {
            continue;
        };
        let rule = pattern.rule;
        let Some(regex) = pattern.expression.regex() else { continue };
        if pattern.expression.has_groups() {
            captured(regex, conditions, reading, |span| hits.push(Hit::new(rule, span)));
        } else {
            let spans = regex.find_iter(text).map(|found| found.range());
            hits.extend(
                spans.filter(|span| conditions.original_agrees(reading, span)).map(|span| Hit::new(rule, span)),
            );
        }
    }
    for (number, rule) in guard.rules.iter().enumerate().filter(|(number, _)| is_live(*number)) {
        let answered =
            || guard.patterns.iter().zip(&matched).any(|(pattern, matched)| *matched && pattern.rule == number);
        if matches!(rule.matcher, Matcher::Missing) && !answered() {
            hits.push(Hit::new(number, text.len()..text.len()));
        }
    }
}

/// Finds the matches of a pattern with groups; a match that its groups excuse hides no other that
/// begins inside it.
fn captured(regex: &Regex, conditions: &Conditions, reading: &Reading<'_>, mut found: impl FnMut(Range<usize>)) {
    let text = reading.folded.text();
    let mut at = 0;
    while let Some(captures) = regex.captures_at(text.as_bytes(), at) {
        let Some(whole) = captures.get(0).map(|whole| whole.range()) else { return };
        let span = captures.name("at").map_or(whole.clone(), |at| at.range());
        if conditions.hold(text, &captures) && conditions.original_agrees(reading, &span) {
            at = span.end.max(whole.start + 1);
            found(span);
        } else {
            // What stands before `at` excused it: looking again from inside would forget that.
            at = whole.start.max(span.start) + 1;
        }
        if at > text.len() {
            return;
        }
    }
}

impl Conditions {
    fn hold(&self, text: &str, captures: &Captures<'_>) -> bool {
        let group = |name: &str| captures.name(name).map(|group| (&text[group.start()..], &text[group.range()]));
        let allowed =
            self.allow.iter().any(|(name, words)| group(name).is_some_and(|(rest, word)| words.opens(rest, word)));
        !allowed
            && self.require.iter().all(|(name, words)| group(name).is_none_or(|(rest, word)| words.opens(rest, word)))
    }

    fn original_agrees(&self, reading: &Reading<'_>, span: &Range<usize>) -> bool {
        self.original.as_ref().is_none_or(|regex| {
            let slice = reading.folded.original(span.clone());
            reading.subject.text.get(slice).is_some_and(|slice| regex.is_match(slice))
        })
    }
}

fn by_shape(guard: &Guard, reading: &Reading<'_>, is_live: impl Fn(usize) -> bool, hits: &mut Vec<Hit>) {
    for (number, rule) in guard.rules.iter().enumerate().filter(|(number, _)| is_live(*number)) {
        let spans = match &rule.matcher {
            Matcher::Caps { min_words, min_letters, words } => caps::shouted(reading, *min_words, *min_letters, words),
            Matcher::EchoAuthor { common } => echo::author(reading, common),
            _ => continue,
        };
        hits.extend(spans.into_iter().map(|span| Hit::new(number, span)));
    }
}
