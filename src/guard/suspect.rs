//! Rules and the learned layer together.
//!
//! A rule that is certain stands. One that is not is a sign: the learned layer weighs it with all the
//! rest, and it becomes a finding where that layer suspects the clause, so that a person reads the
//! rule's reason and remedy. Where the layer suspects a clause and no rule says why, it speaks itself.

use super::learned::{self, Layer, Sign, Suspicion};
use super::reading::Reading;
use super::rule::Matcher;
use super::search::{By, Hit};
use super::{Family, Guard, Severity};

/// What the rules noticed, for the learned layer.
pub(crate) fn signs(guard: &Guard, hits: &[Hit]) -> Vec<Sign> {
    hits.iter().filter_map(|hit| Some((learned::sign(&guard.rules.get(hit.rule)?.id), hit.span.clone()))).collect()
}

/// The hits that stand once the learned layer has weighed them, and those that it adds.
pub(crate) fn weighed(guard: &Guard, reading: &Reading<'_>, hits: Vec<Hit>) -> Vec<Hit> {
    let Some(weights) = guard.learned.filter(|_| guard.rules.iter().any(|rule| is_learned(rule, reading))) else {
        return hits;
    };
    let layer = Layer { weights, vocabularies: &guard.vocabularies };
    let suspicions = layer.judge(reading, &signs(guard, &hits));
    let mut standing: Vec<Hit> = hits.into_iter().filter_map(|hit| agreed(guard, hit, &suspicions)).collect();
    let told: Vec<bool> = suspicions.iter().map(|suspicion| is_told(guard, suspicion, &standing)).collect();
    for (suspicion, _) in suspicions.into_iter().zip(told).filter(|(_, told)| !told) {
        let rules = guard.rules.iter().enumerate();
        let rule = rules.filter(|(_, rule)| rule.family == suspicion.family && is_learned(rule, reading));
        for (rule, _) in rule {
            let by = By::Learned { sure: suspicion.sure, words: suspicion.words.clone() };
            standing.push(Hit { rule, span: suspicion.span.clone(), by });
        }
    }
    standing
}

/// Whether a hit is a sign that would block if its rule were certain.
pub(crate) fn would_block(guard: &Guard, hit: &Hit) -> bool {
    guard.rules.get(hit.rule).is_some_and(|rule| !rule.certain && rule.severity == Severity::Block)
}

fn is_learned(rule: &super::Rule, reading: &Reading<'_>) -> bool {
    matches!(rule.matcher, Matcher::Learned) && reading.concerns(rule)
}

/// A hit of a certain rule as it is; a sign if a suspicion covers it.
fn agreed(guard: &Guard, hit: Hit, suspicions: &[Suspicion]) -> Option<Hit> {
    let rule = guard.rules.get(hit.rule)?;
    if rule.certain {
        return Some(hit);
    }
    let mut covering = suspicions.iter().filter(|suspicion| meets(suspicion, &hit)).peekable();
    covering.peek()?;
    let sure = covering.any(|suspicion| suspicion.sure || suspicion.firm);
    Some(Hit { by: By::Both { sure }, ..hit })
}

/// Whether a rule already tells what a suspicion would, as gravely.
fn is_told(guard: &Guard, suspicion: &Suspicion, hits: &[Hit]) -> bool {
    let grave = if suspicion.sure { Severity::Block } else { Severity::Warn };
    hits.iter().filter(|hit| meets(suspicion, hit)).any(|hit| {
        guard.rules.get(hit.rule).is_some_and(|rule| rule.severity >= grave && akin(rule.family, suspicion.family))
    })
}

fn meets(suspicion: &Suspicion, hit: &Hit) -> bool {
    hit.span.start < suspicion.span.end && suspicion.span.start < hit.span.end
}

/// Whether two families protect the same: the learned layer tells three apart, the rules more.
fn akin(rule: Family, learned: Family) -> bool {
    let of = |family| match family {
        Family::Identity | Family::Echo => Family::Secrecy,
        Family::Misleading => Family::Promotion,
        other => other,
    };
    of(rule) == learned
}
