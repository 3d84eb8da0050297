//! What was noticed in a review, and the answers it suggests.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::Serialize;

use super::signal::{Ground, Signal, Topic, Urgent};
use crate::language::{Language, Localized};
use crate::questionnaire::{Answer, Question, Questionnaire};

/// One thing noticed, at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Identifier of the cue.
    pub cue: String,
    /// What it points to.
    pub points_to: Signal,
    /// First byte, in the review.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The words found there.
    pub text: String,
    /// What was noticed, worded with care.
    pub message: Localized,
}

/// A notice in one language: the flat form that reports print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct NoticeView<'a> {
    /// Identifier of the cue.
    pub cue: &'a str,
    /// What it points to.
    pub points_to: Signal,
    /// First byte, in the review.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The words found there.
    pub text: &'a str,
    /// What was noticed.
    pub message: &'a str,
}

impl Notice {
    /// The notice as one reader sees it.
    pub fn view(&self, reader: Language) -> NoticeView<'_> {
        NoticeView {
            cue: &self.cue,
            points_to: self.points_to,
            start: self.start,
            end: self.end,
            text: &self.text,
            message: self.message.get(reader),
        }
    }

    fn holds(&self, other: &Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// All that was noticed in a review. It decides nothing: a person answers the questions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReviewReading {
    notices: Vec<Notice>,
}

/// An answer that what was noticed speaks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion<'a> {
    /// The question.
    pub question: &'a Question,
    /// The answer, never chosen by itself.
    pub answer: &'a Answer,
    /// What speaks for it, at least one notice.
    pub because: Vec<&'a Notice>,
}

impl ReviewReading {
    /// Puts notices in order: possible emergencies, possible grounds, topics, the rest. Of two that
    /// say the same, one inside the other, the longer stays.
    pub(super) fn of(mut notices: Vec<Notice>) -> Self {
        notices.sort_by(|a, b| {
            (a.points_to, a.start, Reverse(a.end), &a.cue).cmp(&(b.points_to, b.start, Reverse(b.end), &b.cue))
        });
        let mut kept: Vec<Notice> = Vec::with_capacity(notices.len());
        for notice in notices {
            let told = |there: &Notice| there.points_to == notice.points_to && there.holds(&notice);
            if !kept.iter().any(told) {
                kept.push(notice);
            }
        }
        Self { notices: kept }
    }

    /// Everything noticed, possible emergencies first.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    fn points_to(&self, signal: Signal) -> bool {
        self.notices.iter().any(|notice| notice.points_to == signal)
    }

    /// Possible emergencies, the gravest first.
    pub fn urgent(&self) -> Vec<Urgent> {
        Urgent::ALL.iter().copied().filter(|urgent| self.points_to(Signal::Urgent(*urgent))).collect()
    }

    /// Possible grounds. A threat that may not wait is one too.
    pub fn grounds(&self) -> Vec<Ground> {
        let there = |ground: &Ground| {
            self.points_to(Signal::Ground(*ground))
                || (*ground == Ground::Threat && self.points_to(Signal::Urgent(Urgent::Threat)))
        };
        Ground::ALL.iter().copied().filter(there).collect()
    }

    /// What it is about, the most spoken of first.
    pub fn topics(&self) -> Vec<Topic> {
        let places = |topic: Topic| self.places(Signal::Topic(topic));
        let mut topics: Vec<_> = Topic::ALL.iter().copied().filter(|topic| places(*topic).0 > 0).collect();
        topics.sort_by_key(|topic| (Reverse(places(*topic).0), places(*topic).1));
        topics
    }

    /// In how many places a signal was noticed, and the first of them.
    fn places(&self, signal: Signal) -> (usize, usize) {
        let starts: BTreeSet<usize> =
            self.notices.iter().filter(|notice| notice.points_to == signal).map(|notice| notice.start).collect();
        (starts.len(), starts.first().copied().unwrap_or(usize::MAX))
    }

    /// Whether it expresses discontent.
    pub fn is_complaint(&self) -> bool {
        self.points_to(Signal::Complaint)
    }

    /// Whether it praises.
    pub fn is_positive(&self) -> bool {
        self.points_to(Signal::Positive)
    }

    /// The answer to a question that what was noticed speaks for: the gravest signal decides, and
    /// among topics the one most spoken of.
    pub fn suggestion<'a>(&'a self, question: &'a Question) -> Option<Suggestion<'a>> {
        let heard = |answer: &Answer| {
            let signals = answer.suggested_by.iter().copied().filter(|signal| self.points_to(*signal));
            signals.map(|signal| self.weight(signal)).min()
        };
        let answer = question
            .answers
            .iter()
            .filter_map(|answer| Some((heard(answer)?, answer)))
            .min_by_key(|(weight, _)| *weight)?
            .1;
        let because = self.notices.iter().filter(|notice| answer.suggested_by.contains(&notice.points_to)).collect();
        Some(Suggestion { question, answer, because })
    }

    fn weight(&self, signal: Signal) -> (Signal, Reverse<usize>, usize) {
        let (count, first) = self.places(signal);
        match signal {
            Signal::Topic(_) => (Signal::Topic(Topic::Waiting), Reverse(count), first),
            other => (other, Reverse(count), first),
        }
    }

    /// The suggested answers to all questions of a questionnaire, those that there are.
    pub fn suggestions<'a>(&'a self, questionnaire: &'a Questionnaire) -> Vec<Suggestion<'a>> {
        questionnaire.questions().filter_map(|question| self.suggestion(question)).collect()
    }
}
