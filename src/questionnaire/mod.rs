//! The guided classification: a graph of questions in which every path ends in one outcome.
//!
//! The graph is data of a pack. It has no cycle, so a path is never longer than the graph is deep,
//! and progress (« question 2/5 ») can be told at each step. [`Questionnaire::load`] refuses a graph
//! that a person could get stuck in.

mod load;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use crate::cue::Signal;
use crate::language::Localized;

/// Answers given so far, by question, in the order in which they were given.
pub type Answers = Vec<(String, String)>;

/// A whole questionnaire, checked.
#[derive(Debug, Clone)]
pub struct Questionnaire {
    start: String,
    questions: BTreeMap<String, Question>,
    outcomes: BTreeMap<String, Outcome>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its identifier.
    pub id: String,
    /// The question itself.
    pub ask: Localized,
    /// What helps to answer it.
    pub help: Option<Localized>,
    /// 2 to 25 answers.
    pub answers: Vec<Answer>,
}

/// One answer to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Its identifier within the question.
    pub id: String,
    /// What a person reads on the button, at most 80 characters.
    pub label: Localized,
    /// What is noticed in a review that speaks for this answer. Empty for most.
    pub suggested_by: Vec<Signal>,
    /// Where it leads.
    pub next: Next,
}

/// Where an answer leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// To another question.
    Question(String),
    /// To the end.
    Outcome(String),
}

/// What kind of end an outcome is: it decides what a person may do there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeKind {
    /// A public reply is proposed.
    Reply,
    /// Silence, with its reason.
    NoReply,
    /// The author is reached in private.
    PrivateContact,
    /// Steps in order, with their dates.
    Procedure,
    /// It is a complaint: a public reply is proposed, and its own clocks run.
    Complaint,
    /// Someone else decides.
    Escalate,
    /// People first.
    Emergency,
}

impl OutcomeKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Reply,
        Self::NoReply,
        Self::PrivateContact,
        Self::Procedure,
        Self::Complaint,
        Self::Escalate,
        Self::Emergency,
    ];

    /// Whether a public reply is proposed there: to a complaint as well, whose clocks run all the same.
    pub const fn proposes(self) -> bool {
        matches!(self, Self::Reply | Self::Complaint)
    }

    /// The name that files, the journal and the message catalogue use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::NoReply => "no_reply",
            Self::PrivateContact => "private_contact",
            Self::Procedure => "procedure",
            Self::Complaint => "complaint",
            Self::Escalate => "escalate",
            Self::Emergency => "emergency",
        }
    }
}

/// One end of the questionnaire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Its identifier, also the folder of its templates.
    pub id: String,
    /// Its name for people.
    pub title: Localized,
    /// What kind of end it is.
    pub kind: OutcomeKind,
    /// What to know before acting.
    pub advice: Option<Localized>,
    /// What to do, in order.
    pub steps: Vec<Step>,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its identifier within the outcome.
    pub id: String,
    /// At once, or after the steps before it.
    pub when: When,
    /// What to do.
    pub action: Localized,
    /// Ids of the ready texts that go with it.
    pub templates: Vec<String>,
    /// By when.
    pub deadline: Option<Deadline>,
    /// Answers it is meant for, by question; it is left out for any other.
    pub only: BTreeMap<String, Vec<String>>,
}

/// When a step is due relative to the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum When {
    /// At once.
    Now,
    /// After the ones before it, as the reaction to them demands.
    Then,
}

/// A legal or practical clock: a length of time from an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// Calendar months.
    #[serde(default)]
    pub months: u8,
    /// Days.
    #[serde(default)]
    pub days: u16,
    /// What it runs from.
    pub from: ClockStart,
}

/// The event that starts a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockStart {
    /// The review's first posting. Legal time-bars run from it, never from discovery.
    FirstPosted,
    /// The day on which the practice received it.
    Received,
    /// The day on which the step before it was done.
    PreviousStep,
}

impl Deadline {
    /// The last day, counted from `start`; the end of a shorter month where the day is missing.
    pub fn last_day(&self, start: Date) -> Option<Date> {
        start.checked_add(i32::from(self.months).months().days(i32::from(self.days))).ok()
    }
}

/// How far along a path someone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Number of the question to answer, from 1.
    pub number: usize,
    /// Questions of the longest path that is still open.
    pub of: usize,
}

/// Where a list of answers has led.
#[derive(Debug, Clone, Copy)]
pub enum Position<'a> {
    /// This question is to be answered.
    At(&'a Question),
    /// The end is reached.
    Done(&'a Outcome),
}

/// An answer that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerError {
    /// This question is not the one to answer now.
    NotAsked(String),
    /// The question has no such answer.
    Unknown {
        /// The question.
        question: String,
        /// The answer given.
        answer: String,
    },
}

impl Questionnaire {
    /// The first question.
    pub fn start(&self) -> &str {
        &self.start
    }

    /// A question by its id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.get(id)
    }

    /// An outcome by its id.
    pub fn outcome(&self, id: &str) -> Option<&Outcome> {
        self.outcomes.get(id)
    }

    /// Every outcome, by id.
    pub fn outcomes(&self) -> impl Iterator<Item = &Outcome> {
        self.outcomes.values()
    }

    /// Every question, by id.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.questions.values()
    }

    /// Where answers, given in order from the start, have led.
    ///
    /// # Errors
    /// On the first answer that is not to the question asked, or not one of its answers.
    pub fn position(&self, answers: &[(String, String)]) -> Result<Position<'_>, AnswerError> {
        let mut at = Position::At(&self.questions[&self.start]);
        for (question, answer) in answers {
            at = match at {
                Position::At(asked) if asked.id == *question => self.follow(asked, answer)?,
                _ => return Err(AnswerError::NotAsked(question.clone())),
            };
        }
        Ok(at)
    }

    fn follow(&self, asked: &Question, answer: &str) -> Result<Position<'_>, AnswerError> {
        let unknown = || AnswerError::Unknown { question: asked.id.clone(), answer: answer.to_owned() };
        let chosen = asked.answers.iter().find(|candidate| candidate.id == answer).ok_or_else(unknown)?;
        Ok(self.position_at(&chosen.next))
    }

    /// Orders answers given in any order along the path that they describe, and stops at the first
    /// question that none of them answers.
    ///
    /// # Errors
    /// On an answer that its question does not have, and on one that lies off the path although the
    /// path is complete.
    pub fn arrange(&self, given: &BTreeMap<String, String>) -> Result<Answers, AnswerError> {
        for (question, answer) in given {
            let known = self.questions.get(question).ok_or_else(|| AnswerError::NotAsked(question.clone()))?;
            self.follow(known, answer)?;
        }
        let mut answers = Answers::new();
        let mut at = Position::At(&self.questions[&self.start]);
        while let Position::At(asked) = at {
            let Some(answer) = given.get(&asked.id) else { return Ok(answers) };
            at = self.follow(asked, answer)?;
            answers.push((asked.id.clone(), answer.clone()));
        }
        let off_path = given.keys().find(|question| answers.iter().all(|(answered, _)| answered != *question));
        off_path.map_or(Ok(answers), |question| Err(AnswerError::NotAsked(question.clone())))
    }

    /// How far along the answers are.
    pub fn progress(&self, answers: &[(String, String)]) -> Progress {
        let left = match self.position(answers) {
            Ok(Position::At(question)) => self.depth(&question.id),
            _ => 0,
        };
        Progress { number: answers.len() + 1, of: answers.len() + left }
    }

    /// Questions on the longest path from this one to an end, itself included.
    fn depth(&self, question: &str) -> usize {
        let ahead = self.questions[question].answers.iter().map(|answer| match &answer.next {
            Next::Question(next) => self.depth(next),
            Next::Outcome(_) => 0,
        });
        1 + ahead.max().unwrap_or(0)
    }

    fn position_at(&self, next: &Next) -> Position<'_> {
        match next {
            Next::Question(id) => Position::At(&self.questions[id]),
            Next::Outcome(id) => Position::Done(&self.outcomes[id]),
        }
    }

    /// Every path from the start to an end.
    pub fn paths(&self) -> Vec<(Answers, &Outcome)> {
        let mut complete = Vec::new();
        let mut open = vec![(Answers::new(), Position::At(&self.questions[&self.start]))];
        while let Some((answers, at)) = open.pop() {
            match at {
                Position::Done(outcome) => complete.push((answers, outcome)),
                Position::At(question) => open.extend(question.answers.iter().rev().map(|answer| {
                    let step = (question.id.clone(), answer.id.clone());
                    (answers.iter().cloned().chain([step]).collect(), self.position_at(&answer.next))
                })),
            }
        }
        complete
    }
}

impl Outcome {
    /// The steps meant for these answers, in order.
    pub fn steps_for<'a>(&'a self, answers: &'a [(String, String)]) -> impl Iterator<Item = &'a Step> {
        self.steps.iter().filter(|step| suits(&step.only, answers))
    }
}

/// Whether answers meet a condition: for each question named, the answer given is one of those listed.
pub fn suits(condition: &BTreeMap<String, Vec<String>>, answers: &[(String, String)]) -> bool {
    condition.iter().all(|(question, allowed)| {
        answers.iter().any(|(answered, answer)| answered == question && allowed.contains(answer))
    })
}

/// Ids of all the templates that an outcome's steps name.
pub fn step_templates(outcome: &Outcome) -> BTreeSet<&str> {
    outcome.steps.iter().flat_map(|step| step.templates.iter().map(String::as_str)).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn three_months_end_on_the_last_day_of_a_shorter_month() {
        let three_months = Deadline { months: 3, days: 0, from: ClockStart::FirstPosted };
        assert_eq!(three_months.last_day(date(2026, 11, 30)), Some(date(2027, 2, 28)));
        assert_eq!(three_months.last_day(date(2027, 11, 30)), Some(date(2028, 2, 29)));
    }
}
