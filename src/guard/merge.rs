//! From hits to findings: aggravated by echoes, merged, mapped back to the original.

use std::cmp::Ordering;
use std::ops::Range;

use super::Guard;
use super::echo::Material;
use super::finding::{Family, Finding, Severity};
use super::mend::{Mend, Place, Replacement};
use super::reading::Reading;
use super::rule::{Matcher, Rule};
use super::search::{By, Hit};
use super::waiver::{Waived, of_rule};
use crate::language::Localized;

/// A hit on its way to a finding.
struct Weighed {
    hit: Hit,
    family: Family,
    severity: Severity,
}

/// Unites the overlapping hits of each rule.
pub(crate) fn unite(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by_key(|hit| (hit.rule, hit.span.start, hit.span.end));
    let mut united: Vec<Hit> = Vec::with_capacity(hits.len());
    for hit in hits {
        match united.last_mut() {
            Some(last) if last.rule == hit.rule && hit.span.start < last.span.end => {
                last.span.end = last.span.end.max(hit.span.end);
            }
            Some(last) if *last == hit => {}
            _ => united.push(hit),
        }
    }
    united
}

/// The findings that united hits make.
pub(crate) fn findings(guard: &Guard, reading: &Reading<'_>, hits: Vec<Hit>) -> Vec<Finding> {
    let echoes = echoes(guard, reading);
    let mut weighed: Vec<Weighed> = hits
        .into_iter()
        .filter_map(|hit| {
            let rule = guard.rules.get(hit.rule)?;
            let severity = severity(rule, &hit, reading, &echoes)?;
            Some(Weighed { hit, family: rule.family, severity })
        })
        .collect();
    drop_contained(&mut weighed);
    let mut findings: Vec<Finding> = weighed.iter().filter_map(|weighed| finding(guard, weighed, reading)).collect();
    findings.sort_by(|a, b| (a.start, a.end, &a.rule).cmp(&(b.start, b.end, &b.rule)));
    findings
}

/// What the review holds, for each rule that aggravates, with the severity that it gives.
fn echoes(guard: &Guard, reading: &Reading<'_>) -> Vec<(Material, Severity)> {
    let Some(review) = reading.subject.review else { return Vec::new() };
    let rules = guard.rules.iter().filter(|rule| reading.concerns(rule));
    rules
        .filter_map(|rule| match &rule.matcher {
            Matcher::EchoReview { common } => Some((Material::of(review, common), reading.severity(rule)?)),
            _ => None,
        })
        .collect()
}

/// What a rule noticed is aggravated by an echo of the review; the learned layer alone has weighed that
/// already. Nothing makes graver what the practice has made milder.
fn severity(rule: &Rule, hit: &Hit, reading: &Reading<'_>, echoes: &[(Material, Severity)]) -> Option<Severity> {
    let own = reading.severity(rule)?;
    Some(match hit.by {
        By::Rule => aggravated(rule, own, &reading.folded.text()[hit.span.clone()], echoes),
        By::Learned { sure: true, .. } if own == rule.severity => Severity::Block,
        By::Learned { .. } => own,
        By::Both { sure } => {
            let agreed = if sure { own } else { own.min(Severity::Warn) };
            aggravated(rule, agreed, &reading.folded.text()[hit.span.clone()], echoes)
        }
    })
}

fn aggravated(rule: &Rule, severity: Severity, slice: &str, echoes: &[(Material, Severity)]) -> Severity {
    if !matches!(rule.family, Family::Secrecy | Family::Identity) {
        return severity;
    }
    let raised = echoes.iter().filter(|(material, _)| material.is_echoed_in(slice)).map(|(_, raised)| *raised);
    raised.max().map_or(severity, |raised| raised.max(severity))
}

/// Of two findings of one family, one inside the other, the graver stays, or else the longer.
fn drop_contained(weighed: &mut Vec<Weighed>) {
    let order = |one: &Weighed| (one.severity, one.hit.span.len(), std::cmp::Reverse(one.hit.rule));
    // Only what overlaps can hold the other: in the order of the text, that is what follows closely.
    weighed.sort_by_key(|one| (one.hit.span.start, one.hit.span.end));
    let mut beaten = vec![false; weighed.len()];
    for (at, one) in weighed.iter().enumerate() {
        let close = weighed.iter().enumerate().skip(at + 1);
        for (other_at, other) in close.take_while(|(_, other)| other.hit.span.start <= one.hit.span.end) {
            if one.family == other.family
                && (holds(&one.hit.span, &other.hit.span) || holds(&other.hit.span, &one.hit.span))
            {
                match order(one).cmp(&order(other)) {
                    Ordering::Less => beaten[at] = true,
                    Ordering::Greater => beaten[other_at] = true,
                    Ordering::Equal => {}
                }
            }
        }
    }
    let mut beaten = beaten.into_iter();
    weighed.retain(|_| !beaten.next().unwrap_or(false));
}

fn holds(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    // An empty span (something missing) is inside nothing.
    !inner.is_empty() && outer.start <= inner.start && inner.end <= outer.end
}

fn finding(guard: &Guard, weighed: &Weighed, reading: &Reading<'_>) -> Option<Finding> {
    let rule = guard.rules.get(weighed.hit.rule)?;
    let replacement = rule.mend.as_ref().and_then(|mend| replacement(guard, mend, weighed, reading));
    let span = reading.folded.original(weighed.hit.span.clone());
    let text = reading.subject.text.get(span.clone())?;
    let words = match &weighed.hit.by {
        By::Learned { words, .. } => words.iter().map(|word| reading.folded.original(word.clone())).collect(),
        By::Rule | By::Both { .. } => Vec::new(),
    };
    let words: Vec<&str> = words.into_iter().filter_map(|word| reading.subject.text.get(word)).collect();
    let fill = |message: &str| message.replace("{match}", text).replace("{words}", &words.join(", "));
    Some(Finding {
        rule: rule.id.clone(),
        family: rule.family,
        severity: weighed.severity,
        start: span.start,
        end: span.end,
        text: text.to_owned(),
        message: Localized { fr: fill(&rule.message.fr), en: fill(&rule.message.en) },
        source: rule.source.clone(),
        fix: rule.fix.clone(),
        replacement,
        waived: waived(rule, weighed.severity, reading),
    })
}

/// What a waiver of the practice did to a finding, if it did anything: an echo may have raised it again.
fn waived(rule: &Rule, severity: Severity, reading: &Reading<'_>) -> Option<Waived> {
    let waiver = of_rule(&rule.id, reading.subject.waivers)?;
    (severity < rule.severity).then(|| Waived { from: rule.severity, reason: waiver.reason.clone() })
}

/// The edit that mends a finding, worked out on the original.
fn replacement(guard: &Guard, mend: &Mend, weighed: &Weighed, reading: &Reading<'_>) -> Option<Replacement> {
    let span = &weighed.hit.span;
    let (first, last) = (reading.sentences.index_at(span.start), reading.sentences.index_at(span.end.max(1) - 1));
    let from = reading.sentences.span(first).start;
    let to = reading.sentences.span(last.max(first)).end;
    let groups = if mend.has_groups() { groups(guard, weighed, reading, from) } else { Vec::new() };
    let language = match guard.rules.get(weighed.hit.rule)?.langs.as_slice() {
        [only] => *only,
        _ => reading.languages.first().copied()?,
    };
    mend.replacement(&Place {
        text: reading.subject.text,
        span: reading.folded.original(span.clone()),
        sentence: reading.folded.original(from..to),
        language,
        groups,
    })
}

/// What the named groups of the pattern that made a hit matched, in the original.
fn groups(guard: &Guard, weighed: &Weighed, reading: &Reading<'_>, sentence: usize) -> Vec<(String, String)> {
    let text = reading.folded.text();
    let own = guard.patterns.iter().filter(|pattern| pattern.rule == weighed.hit.rule);
    for regex in own.filter_map(|pattern| pattern.expression.regex()) {
        // A lead may stand before the sentence: its mark and a space.
        let mut at = sentence.saturating_sub(2);
        while let Some(captures) = regex.captures_at(text.as_bytes(), at) {
            let Some(whole) = captures.get(0) else { break };
            let found = captures.name("at").unwrap_or(whole);
            if found.start() == weighed.hit.span.start {
                let original = |range| reading.subject.text.get(reading.folded.original(range)).unwrap_or_default();
                let named = regex.capture_names().flatten();
                return named
                    .filter_map(|name| Some((name.to_owned(), original(captures.name(name)?.range()).to_owned())))
                    .collect();
            }
            at = whole.start() + 1;
            if whole.start() > weighed.hit.span.start || at > text.len() {
                break;
            }
        }
    }
    Vec::new()
}
