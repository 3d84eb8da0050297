//! A text under check, read once: folded, cut into sentences, predicates answered on demand.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;

use super::finding::Severity;
use super::fold::{Folded, fold};
use super::rule::{Rule, Test};
use super::sentence::Sentences;
use super::waiver::relaxed;
use super::{Expression, Subject};
use crate::language::Language;

/// Below this many letters a guess of the language is worth little.
const LETTERS_TO_TELL: usize = 20;

/// A text under check.
pub(crate) struct Reading<'a> {
    pub(crate) subject: &'a Subject<'a>,
    pub(crate) folded: Folded,
    pub(crate) sentences: Sentences,
    pub(crate) languages: Vec<Language>,
    predicates: &'a [Expression],
    /// Answers already given: whether a predicate holds in a sentence.
    answers: RefCell<HashMap<(usize, usize), bool>>,
    contacts: Vec<Contact>,
}

impl<'a> Reading<'a> {
    /// Reads a text.
    pub(crate) fn new(subject: &'a Subject<'a>, predicates: &'a [Expression]) -> Self {
        let folded = Folded::new(subject.text);
        let sentences = Sentences::new(folded.text());
        Self {
            languages: languages(subject),
            sentences,
            folded,
            predicates,
            answers: RefCell::default(),
            contacts: subject.contacts.iter().filter_map(|contact| Contact::new(contact)).collect(),
            subject,
        }
    }

    /// Whether a rule has anything to say on this text.
    pub(crate) fn concerns(&self, rule: &Rule) -> bool {
        rule.channels.contains(&self.subject.channel)
            && rule.langs.iter().any(|language| self.languages.contains(language))
    }

    /// How grave what a rule finds is to this practice; `None` where it has switched the rule off.
    pub(crate) fn severity(&self, rule: &Rule) -> Option<Severity> {
        relaxed(&rule.id, rule.severity, self.subject.waivers)
    }

    /// Whether an exception of a rule holds at a place.
    pub(crate) fn excused(&self, rule: &Rule, span: &Range<usize>) -> bool {
        let passes = |test: &Test| match test {
            Test::OwnContact => self.own_contact(span),
            Test::NoContacts => self.contacts.is_empty(),
            Test::Predicate(number) => self.holds(*number, span.start),
        };
        rule.unless.iter().any(passes) || !(rule.when.is_empty() || rule.when.iter().any(passes))
    }

    fn holds(&self, predicate: usize, at: usize) -> bool {
        let sentence = self.sentences.index_at(at);
        let known = self.answers.borrow().get(&(predicate, sentence)).copied();
        known.unwrap_or_else(|| {
            let text = &self.folded.text()[self.sentences.span(sentence)];
            let regex = self.predicates.get(predicate).and_then(Expression::regex);
            let answer = regex.is_some_and(|regex| regex.is_match(text.as_bytes()));
            self.answers.borrow_mut().insert((predicate, sentence), answer);
            answer
        })
    }

    fn own_contact(&self, span: &Range<usize>) -> bool {
        let text = self.folded.text();
        self.contacts.iter().any(|contact| contact.covers(text, span))
    }
}

fn languages(subject: &Subject<'_>) -> Vec<Language> {
    let detected = || {
        let letters = subject.text.chars().filter(|c| c.is_alphabetic()).take(LETTERS_TO_TELL).count();
        if letters < LETTERS_TO_TELL { None } else { Language::detect(subject.text) }
    };
    match subject.language.or_else(detected) {
        Some(language) => vec![language],
        None => Language::ALL.to_vec(),
    }
}

/// One of the practice's own public contact details.
struct Contact {
    folded: String,
    /// The significant digits of a telephone number, national prefix dropped.
    digits: Option<String>,
}

impl Contact {
    fn new(contact: &str) -> Option<Self> {
        let folded = fold(contact);
        let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
        let is_phone = digits.len() >= 3 && !folded.chars().any(|c| c.is_ascii_alphabetic());
        let digits = is_phone.then(|| significant(&digits).to_owned());
        (!folded.is_empty()).then_some(Self { folded, digits })
    }

    fn covers(&self, text: &str, span: &Range<usize>) -> bool {
        let found = &text[span.clone()];
        if let Some(digits) = &self.digits {
            let written: String = found.chars().filter(char::is_ascii_digit).collect();
            return !written.is_empty() && significant(&written) == digits;
        }
        text.match_indices(self.folded.as_str()).any(|(at, own)| at <= span.start && span.end <= at + own.len())
            || (!found.is_empty() && found.contains(self.folded.as_str()) && found.len() <= self.folded.len() + 8)
    }
}

/// « +33 1 23 45 67 89 » and « 01 23 45 67 89 » are one number: its last nine digits tell it.
fn significant(digits: &str) -> &str {
    &digits[digits.len().saturating_sub(9)..]
}
