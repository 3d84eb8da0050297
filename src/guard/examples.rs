//! Runs the examples that rules carry: they are their documentation and their tests.

use std::ops::Range;

use super::finding::{Channel, Finding, Severity};
use super::format::{Example, ReplyExample};
use super::reading::Reading;
use super::rule::{Matcher, Rule};
use super::{Guard, Subject, mended, merge, search};
use crate::fault::Fault;
use crate::language::Language;

/// Runs every example of every rule.
pub(crate) fn run(guard: &Guard) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (number, rule) in guard.rules.iter().enumerate() {
        let mut fault = |message: String| {
            faults.push(Fault::at_line(&rule.file, rule.line, format!("rule `{}`: {message}", rule.id)));
        };
        for example in &rule.bad {
            if let Err(message) = bad(guard, number, rule, example) {
                fault(message);
            }
        }
        for example in &rule.good {
            if let Err(message) = good(guard, rule, example) {
                fault(message);
            }
        }
    }
    faults
}

fn bad(guard: &Guard, number: usize, rule: &Rule, example: &Example) -> Result<(), String> {
    let reply = reply(example);
    let (text, expected) = unmarked(&reply.text)?;
    if expected.is_empty() {
        return Err(format!("the bad example « {text} » marks nothing, expected `[[…]]`"));
    }
    let subject = subject(rule, &reply, &text);
    let found: Vec<Range<usize>> = match rule.matcher {
        Matcher::EchoReview { .. } => raised(guard, rule, &subject),
        Matcher::Learned => {
            alone(guard, rule, &subject).into_iter().map(|finding| finding.start..finding.end).collect()
        }
        _ => {
            let reading = Reading::new(&subject, &guard.predicates);
            let hits = merge::unite(search::hits(guard, &reading, |other| other == number));
            hits.into_iter().map(|hit| reading.folded.original(hit.span)).collect()
        }
    };
    if found == expected {
        return mending(guard, rule, &subject);
    }
    let show = |spans: &[Range<usize>]| {
        let slices: Vec<&str> = spans.iter().filter_map(|span| text.get(span.clone())).collect();
        format!("[{}]", slices.join("] ["))
    };
    Err(format!("in « {text} » expected {}, found {}", show(&expected), show(&found)))
}

/// What an echo of the review aggravates: the findings as grave as the rule says, that were less so
/// without the review.
fn raised(guard: &Guard, rule: &Rule, subject: &Subject<'_>) -> Vec<Range<usize>> {
    let before = guard.check(&Subject { review: None, ..*subject }).findings;
    let was = |finding: &Finding| {
        before.iter().any(|other| other.start == finding.start && other.severity >= finding.severity)
    };
    let after = guard.check(subject).findings;
    after
        .iter()
        .filter(|finding| finding.severity == rule.severity && !was(finding))
        .map(|finding| finding.start..finding.end)
        .collect()
}

/// What a rule offers instead must be no finding of its own, and none that is graver.
fn mending(guard: &Guard, rule: &Rule, subject: &Subject<'_>) -> Result<(), String> {
    let (language, Some(mended)) = mended_by(guard, rule, subject) else { return Ok(()) };
    let after = guard.check(&Subject { text: &mended, language: Some(language), ..*subject }).findings;
    // What the learned layer makes of the words that are left was there before the edit.
    let is_learned =
        |id: &str| guard.rules.iter().any(|rule| rule.id == id && matches!(rule.matcher, Matcher::Learned));
    let is_new = |finding: &&Finding| finding.severity > rule.severity && !is_learned(&finding.rule);
    match after.iter().find(|finding| finding.rule == rule.id || is_new(finding)) {
        None => Ok(()),
        Some(finding) => Err(format!(
            "« {} » is mended to « {mended} », in which `{}` finds [{}]",
            subject.text, finding.rule, finding.text
        )),
    }
}

/// A text with the edits that one rule offers, and its language.
fn mended_by(guard: &Guard, rule: &Rule, subject: &Subject<'_>) -> (Language, Option<String>) {
    let own = alone(guard, rule, subject);
    let language = subject.language.or_else(|| Language::detect(subject.text)).unwrap_or(Language::Fr);
    (language, mended(subject.text, &own, language))
}

/// What a rule finds by itself: a sign, too, is explained and mended for what it is.
fn alone(guard: &Guard, rule: &Rule, subject: &Subject<'_>) -> Vec<Finding> {
    if matches!(rule.matcher, Matcher::Learned) {
        return guard.check(subject).findings.into_iter().filter(|finding| finding.rule == rule.id).collect();
    }
    let reading = Reading::new(subject, &guard.predicates);
    let is_own = |number: usize| guard.rules.get(number).is_some_and(|other| other.id == rule.id);
    merge::findings(guard, &reading, merge::unite(search::hits(guard, &reading, is_own)))
}

impl Guard {
    /// What a `bad` example becomes by the edits that its rule offers; `None` when it offers none.
    pub fn mended_example(&self, rule: &Rule, example: &Example) -> Option<String> {
        let reply = reply(example);
        let (text, _) = unmarked(&reply.text).ok()?;
        mended_by(self, rule, &subject(rule, &reply, &text)).1
    }
}

fn good(guard: &Guard, rule: &Rule, example: &Example) -> Result<(), String> {
    let reply = reply(example);
    let report = guard.check(&subject(rule, &reply, &reply.text));
    match report.findings.iter().find(|finding| finding.severity > Severity::Notice || finding.rule == rule.id) {
        None => Ok(()),
        Some(finding) => {
            Err(format!("`{}` finds [{}] in the good example « {} »", finding.rule, finding.text, reply.text))
        }
    }
}

fn reply(example: &Example) -> ReplyExample {
    match example {
        Example::Reply(reply) => reply.clone(),
        Example::Text(text) => ReplyExample { review: None, author: None, contacts: Vec::new(), text: text.clone() },
    }
}

fn subject<'a>(rule: &Rule, reply: &'a ReplyExample, text: &'a str) -> Subject<'a> {
    let language: Option<Language> = match rule.langs.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    Subject {
        text,
        language,
        channel: rule.channels.first().copied().unwrap_or(Channel::Public),
        contacts: &reply.contacts,
        waivers: &[],
        review: reply.review.as_deref(),
        author: reply.author.as_deref(),
    }
}

/// A text without its marks, and the spans that they held.
pub(crate) fn unmarked(marked: &str) -> Result<(String, Vec<Range<usize>>), String> {
    let mut text = String::with_capacity(marked.len());
    let mut spans = Vec::new();
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once("[[") {
        text.push_str(before);
        let start = text.len();
        let Some((inside, after)) = after.split_once("]]") else {
            return Err(format!("`[[` without `]]` in « {marked} »"));
        };
        text.push_str(inside);
        spans.push(start..text.len());
        rest = after;
    }
    text.push_str(rest);
    Ok((text, spans))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_marks() {
        assert_eq!(unmarked("a [[b]] c [[d]]."), Ok(("a b c d.".to_owned(), vec![2..3, 6..7])));
        assert_eq!(unmarked("[[a]][[]]"), Ok(("a".to_owned(), vec![0..1, 1..1])));
        assert!(unmarked("a [[b").is_err());
    }
}
