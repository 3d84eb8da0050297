//! Reads a questionnaire from its TOML file, and refuses one that a person could get lost in.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::Spanned;

use super::{Answer, Deadline, Next, Outcome, OutcomeKind, Question, Questionnaire, Step, When};
use crate::cue::Signal;
use crate::fault::Fault;
use crate::language::Localized;

/// Longest label of an answer, in characters: a button holds no more.
const MAX_LABEL: usize = 80;
/// Longest question, in characters.
const MAX_ASK: usize = 250;
/// Longest identifier: two of them and an exchange's fit a button's own identifier.
const MAX_ID: usize = 24;
/// Most questions: the way through them is followed from each to the next.
const MAX_QUESTIONS: usize = 500;
/// Fewest and most answers of a question: a menu holds no more.
const ANSWERS: std::ops::RangeInclusive<usize> = 2..=25;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    start: Spanned<String>,
    question: BTreeMap<String, Spanned<RawQuestion>>,
    outcome: BTreeMap<String, Spanned<RawOutcome>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawQuestion {
    ask: Localized,
    help: Option<Localized>,
    answers: Vec<Spanned<RawAnswer>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAnswer {
    id: String,
    label: Localized,
    #[serde(default)]
    suggested_by: Vec<Spanned<String>>,
    next: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOutcome {
    title: Localized,
    kind: OutcomeKind,
    advice: Option<Localized>,
    #[serde(default)]
    steps: Vec<Spanned<RawStep>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStep {
    id: String,
    when: When,
    #[serde(rename = "do")]
    action: Localized,
    #[serde(default)]
    templates: Vec<String>,
    deadline: Option<Deadline>,
    #[serde(default)]
    only: BTreeMap<String, Vec<String>>,
}

impl Questionnaire {
    /// Reads and checks a questionnaire; `file` is its path in the pack, for messages.
    ///
    /// # Errors
    /// Every fault found, each with its line.
    pub fn load(file: &str, source: &str) -> Result<Self, Vec<Fault>> {
        let raw: File = toml::from_str(source).map_err(|error| vec![Fault::from_toml(file, source, 1, &error)])?;
        let mut check = Check { file, source, raw: &raw, faults: Vec::new() };
        check.everything();
        let faults = check.faults;
        if faults.is_empty() { Ok(build(raw)) } else { Err(faults) }
    }
}

struct Check<'a> {
    file: &'a str,
    source: &'a str,
    raw: &'a File,
    faults: Vec<Fault>,
}

impl Check<'_> {
    fn everything(&mut self) {
        self.start();
        let count = self.raw.question.len();
        if count > MAX_QUESTIONS {
            self.fault(0, format!("a questionnaire has at most {MAX_QUESTIONS} questions, this one {count}"));
        }
        for (id, question) in &self.raw.question {
            self.id(id, question.span().start);
            self.question(question);
        }
        for (id, outcome) in &self.raw.outcome {
            self.id(id, outcome.span().start);
            self.steps(outcome);
        }
        // What follows walks the graph, and so needs every target to exist.
        if self.faults.is_empty() {
            self.cycles();
        }
        if self.faults.is_empty() {
            self.unreachable();
        }
    }

    fn fault(&mut self, offset: usize, message: String) {
        self.faults.push(Fault::at_offset(self.file, self.source, offset, message));
    }

    fn start(&mut self) {
        let start = &self.raw.start;
        if !self.raw.question.contains_key(start.get_ref()) {
            self.fault(start.span().start, format!("start = {:?}: there is no such question", start.get_ref()));
        }
    }

    fn id(&mut self, id: &str, offset: usize) {
        let fits = (1..=MAX_ID).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if !fits {
            self.fault(offset, format!("identifier {id:?}: expected 1 to {MAX_ID} of a-z, 0-9 and -"));
        }
    }

    fn question(&mut self, question: &Spanned<RawQuestion>) {
        let at = question.span().start;
        let question = question.get_ref();
        self.length(at, &question.ask, MAX_ASK);
        if !ANSWERS.contains(&question.answers.len()) {
            let count = question.answers.len();
            self.fault(
                at,
                format!("a question has {} to {} answers, this one {count}", ANSWERS.start(), ANSWERS.end()),
            );
        }
        let mut seen = BTreeSet::new();
        let mut heard = BTreeSet::new();
        for answer in &question.answers {
            let at = answer.span().start;
            let answer = answer.get_ref();
            self.id(&answer.id, at);
            self.length(at, &answer.label, MAX_LABEL);
            if !seen.insert(&answer.id) {
                self.fault(at, format!("answer {:?} is there twice", answer.id));
            }
            self.signals(&answer.suggested_by, &mut heard);
            self.target(&answer.next);
        }
    }

    /// A signal speaks for one answer of a question at most, or it would suggest two.
    fn signals(&mut self, names: &[Spanned<String>], heard: &mut BTreeSet<Signal>) {
        for name in names {
            let signals = Signal::named(name.get_ref());
            if signals.is_empty() {
                let message = format!(
                    "suggested_by = {:?}: expected one of urgent, ground, topic, complaint, positive, or one of them \
                     such as \"ground.insult\"",
                    name.get_ref()
                );
                self.fault(name.span().start, message);
            }
            for signal in signals {
                if !heard.insert(signal) {
                    self.fault(name.span().start, format!("{signal} already suggests an answer of this question"));
                }
            }
        }
    }

    fn length(&mut self, at: usize, text: &Localized, most: usize) {
        for text in [&text.fr, &text.en] {
            let length = text.chars().count();
            if text.trim().is_empty() || length > most {
                self.fault(at, format!("a text of 1 to {most} characters is expected here, this one has {length}"));
            }
        }
    }

    fn target(&mut self, next: &Spanned<String>) {
        let known = match target(next.get_ref()) {
            Some(Next::Question(id)) => self.raw.question.contains_key(&id),
            Some(Next::Outcome(id)) => self.raw.outcome.contains_key(&id),
            None => false,
        };
        if !known {
            let message = format!(
                "next = {:?} leads nowhere: expected \"question.<id>\" or \"outcome.<id>\" of this file",
                next.get_ref()
            );
            self.fault(next.span().start, message);
        }
    }

    fn steps(&mut self, outcome: &Spanned<RawOutcome>) {
        let outcome_at = outcome.span().start;
        let outcome = outcome.get_ref();
        if outcome.kind == OutcomeKind::Procedure && outcome.steps.is_empty() {
            self.fault(outcome_at, "a procedure has at least one step".to_owned());
        }
        if outcome.steps.len() > *ANSWERS.end() {
            self.fault(outcome_at, format!("an outcome has at most {} steps", ANSWERS.end()));
        }
        self.length(outcome_at, &outcome.title, MAX_ASK);
        let mut seen = BTreeSet::new();
        for step in &outcome.steps {
            let at = step.span().start;
            let step = step.get_ref();
            self.id(&step.id, at);
            self.length(at, &step.action, MAX_ASK);
            if !seen.insert(&step.id) {
                self.fault(at, format!("step {:?} is there twice", step.id));
            }
            self.condition(at, &step.only);
        }
    }

    fn condition(&mut self, at: usize, only: &BTreeMap<String, Vec<String>>) {
        for (question, answers) in only {
            let Some(known) = self.raw.question.get(question) else {
                self.fault(at, format!("only = {{ {question} = … }}: there is no such question"));
                continue;
            };
            for answer in answers {
                if known.get_ref().answers.iter().all(|candidate| candidate.get_ref().id != *answer) {
                    self.fault(at, format!("question {question:?} has no answer {answer:?}"));
                }
            }
        }
    }

    fn cycles(&mut self) {
        let mut done = BTreeSet::new();
        for id in self.raw.question.keys() {
            let mut path = Vec::new();
            if let Some(fault) = self.cycle_from(id, &mut path, &mut done) {
                self.faults.push(fault);
                return;
            }
        }
    }

    fn cycle_from<'b>(&'b self, id: &'b str, path: &mut Vec<&'b str>, done: &mut BTreeSet<&'b str>) -> Option<Fault> {
        if done.contains(id) {
            return None;
        }
        let question = &self.raw.question[id];
        if path.contains(&id) {
            let round = path.join(" → ");
            let message = format!("the questions go round in a circle: {round} → {id}");
            return Some(Fault::at_offset(self.file, self.source, question.span().start, message));
        }
        path.push(id);
        for answer in &question.get_ref().answers {
            if let Some(next) = answer.get_ref().next.get_ref().strip_prefix("question.")
                && let Some(fault) = self.cycle_from(next, path, done)
            {
                return Some(fault);
            }
        }
        path.pop();
        done.insert(id);
        None
    }

    fn unreachable(&mut self) {
        let mut reached = BTreeSet::new();
        let mut open = vec![format!("question.{}", self.raw.start.get_ref())];
        while let Some(target) = open.pop() {
            if let Some(question) = target.strip_prefix("question.").and_then(|id| self.raw.question.get(id)) {
                let next = question.get_ref().answers.iter().map(|answer| answer.get_ref().next.get_ref().clone());
                open.extend(next.filter(|target| !reached.contains(target)));
            }
            reached.insert(target);
        }
        let questions = self.raw.question.iter().map(|(id, question)| (format!("question.{id}"), question.span()));
        let outcomes = self.raw.outcome.iter().map(|(id, outcome)| (format!("outcome.{id}"), outcome.span()));
        let lost: Vec<_> = questions.chain(outcomes).filter(|(id, _)| !reached.contains(id)).collect();
        for (id, span) in lost {
            self.fault(span.start, format!("{id} is never reached from the start"));
        }
    }
}

fn target(next: &str) -> Option<Next> {
    match next.split_once('.')? {
        ("question", id) => Some(Next::Question(id.to_owned())),
        ("outcome", id) => Some(Next::Outcome(id.to_owned())),
        _ => None,
    }
}

fn build(raw: File) -> Questionnaire {
    let questions = raw.question.into_iter().map(|(id, question)| {
        let question = question.into_inner();
        let answers = question.answers.into_iter().filter_map(|answer| {
            let answer = answer.into_inner();
            let signals = answer.suggested_by.iter().flat_map(|name| Signal::named(name.get_ref()));
            Some(Answer {
                id: answer.id,
                label: answer.label,
                suggested_by: signals.collect(),
                next: target(answer.next.get_ref())?,
            })
        });
        let built = Question { id: id.clone(), ask: question.ask, help: question.help, answers: answers.collect() };
        (id, built)
    });
    let outcomes = raw.outcome.into_iter().map(|(id, outcome)| {
        let outcome = outcome.into_inner();
        let built = Outcome {
            id: id.clone(),
            title: outcome.title,
            kind: outcome.kind,
            advice: outcome.advice,
            steps: outcome.steps.into_iter().map(|step| build_step(step.into_inner())).collect(),
        };
        (id, built)
    });
    Questionnaire { start: raw.start.into_inner(), questions: questions.collect(), outcomes: outcomes.collect() }
}

fn build_step(step: RawStep) -> Step {
    Step {
        id: step.id,
        when: step.when,
        action: step.action,
        templates: step.templates,
        deadline: step.deadline,
        only: step.only,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
start = "a"
[question.a]
ask = { fr = "A ?", en = "A?" }
answers = [
  { id = "x", label = { fr = "X", en = "X" }, next = "question.b" },
  { id = "y", label = { fr = "Y", en = "Y" }, next = "outcome.end" },
]
[question.b]
ask = { fr = "B ?", en = "B?" }
answers = [
  { id = "x", label = { fr = "X", en = "X" }, next = "outcome.end" },
  { id = "y", label = { fr = "Y", en = "Y" }, next = "outcome.end" },
]
[outcome.end]
title = { fr = "Fin", en = "End" }
kind = "reply"
"#;

    fn faults(source: &str) -> Vec<(usize, String)> {
        let found = Questionnaire::load("q.toml", source).expect_err("a fault");
        found.into_iter().map(|fault| (fault.line, fault.message)).collect()
    }

    #[test]
    fn every_path_of_a_good_graph_is_walked_once() {
        let questionnaire = Questionnaire::load("q.toml", GOOD).expect("a good graph");
        assert_eq!(questionnaire.paths().len(), 3);
        assert_eq!(questionnaire.progress(&[]).of, 2);
    }

    #[test]
    fn a_circle_is_refused_with_its_round() {
        let source =
            GOOD.replacen("next = \"outcome.end\" },\n]\n[outcome", "next = \"question.a\" },\n]\n[outcome", 1);
        let found = faults(&source);
        assert!(found[0].1.contains("a → b → a"), "{found:?}");
    }

    #[test]
    fn an_unknown_target_is_refused_at_its_line() {
        let found = faults(&GOOD.replacen("question.b\"", "question.c\"", 1));
        assert_eq!(found[0].0, 6);
    }

    #[test]
    fn an_unknown_key_is_refused_at_its_line() {
        let found = faults(&GOOD.replace("kind = \"reply\"", "kind = \"reply\"\ncolour = \"red\""));
        assert_eq!(found[0].0, 18);
    }

    #[test]
    fn a_suggestion_by_an_unknown_signal_or_for_two_answers_is_refused_at_its_line() {
        let by = |first: &str, second: &str| {
            let with = |signal: &str| format!("suggested_by = [\"{signal}\"], next");
            let one = GOOD.replacen("next", &with(first), 1);
            let at = one.find("\"y\"").expect("the second answer");
            format!("{}{}", &one[..at], one[at..].replacen("next", &with(second), 1))
        };
        assert!(Questionnaire::load("q.toml", &by("ground.insult", "ground.threat")).is_ok());
        assert_eq!(faults(&by("ground.insolt", "complaint"))[0].0, 6);
        assert_eq!(faults(&by("ground.insult", "ground"))[0].0, 7);
    }

    #[test]
    fn an_outcome_that_no_path_reaches_is_refused() {
        let lost = format!("{GOOD}\n[outcome.lost]\ntitle = {{ fr = \"L\", en = \"L\" }}\nkind = \"reply\"\n");
        assert!(faults(&lost)[0].1.contains("outcome.lost"));
    }

    #[test]
    fn answers_given_in_any_order_are_arranged_along_their_path() {
        let questionnaire = Questionnaire::load("q.toml", GOOD).expect("a good graph");
        let given = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(question, answer)| ((*question).to_owned(), (*answer).to_owned())).collect()
        };
        let arranged = questionnaire.arrange(&given(&[("b", "y"), ("a", "x")])).expect("a path");
        assert_eq!(arranged.len(), 2);
        assert_eq!(arranged[0].0, "a");
        assert!(questionnaire.arrange(&given(&[("a", "y"), ("b", "x")])).is_err(), "b lies off the path");
        assert!(questionnaire.arrange(&given(&[("a", "z")])).is_err(), "a has no answer z");
    }
}
