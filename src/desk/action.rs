//! What a person can press, and its name on the wire.
//!
//! An action's name is short and holds all that it needs, so that a button on an old message still
//! works in a process that was started since.

use std::fmt;
use std::str::FromStr;

use crate::language::Language;

/// One thing that a person asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Answer a question.
    Answer {
        /// The question.
        question: String,
        /// The answer.
        answer: String,
    },
    /// Complete what is known of the review.
    Describe,
    /// Take the last step back.
    Back,
    /// Go to the next variant.
    Another,
    /// Fill the variables of the current template.
    Fill,
    /// Change the text.
    Edit,
    /// Make every edit that the findings offer.
    Mend,
    /// Set a finding aside, by its place in the list.
    Override(usize),
    /// Hand the text to a manager.
    Submit,
    /// Approve the text.
    Approve,
    /// Approve the text with a note.
    ApproveWithNote,
    /// Change the text and approve it as changed.
    Revise,
    /// Ask for a change.
    RequestChanges,
    /// Refuse the text.
    Refuse,
    /// Hold the text found online against the approved one.
    CheckOnline,
    /// Take charge of it.
    Take,
    /// Put someone else in charge.
    HandOver,
    /// Put reminders off.
    Snooze,
    /// Show the text to copy.
    Copy,
    /// Show the captures.
    Captures,
    /// Say that it is online.
    Publish,
    /// Decide not to answer.
    NotAnswer,
    /// Prepare a ready text.
    Prepare(String),
    /// Say that a step is done.
    DoStep(String),
    /// Note something that will be improved.
    PlanMeasure,
    /// Say that a measure is carried out, by its place.
    DoMeasure(usize),
    /// Show what to click to report the review.
    Report,
    /// Answer in this language.
    Language(Language),
    /// Close.
    Close,
    /// Open again.
    Reopen,
}

/// The text names no action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown action")]
pub struct UnknownAction;

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer { question, answer } => write!(f, "answer.{question}.{answer}"),
            Self::Describe => f.write_str("describe"),
            Self::Back => f.write_str("back"),
            Self::Another => f.write_str("another"),
            Self::Fill => f.write_str("fill"),
            Self::Edit => f.write_str("edit"),
            Self::Mend => f.write_str("mend"),
            Self::Override(finding) => write!(f, "override.{finding}"),
            Self::Submit => f.write_str("submit"),
            Self::Approve => f.write_str("approve"),
            Self::ApproveWithNote => f.write_str("approve-note"),
            Self::Revise => f.write_str("revise"),
            Self::RequestChanges => f.write_str("changes"),
            Self::Refuse => f.write_str("refuse"),
            Self::CheckOnline => f.write_str("online"),
            Self::Take => f.write_str("take"),
            Self::HandOver => f.write_str("hand-over"),
            Self::Snooze => f.write_str("snooze"),
            Self::Copy => f.write_str("copy"),
            Self::Captures => f.write_str("captures"),
            Self::Publish => f.write_str("publish"),
            Self::NotAnswer => f.write_str("silence"),
            Self::Prepare(template) => write!(f, "prepare.{template}"),
            Self::DoStep(step) => write!(f, "done.{step}"),
            Self::Report => f.write_str("report"),
            Self::PlanMeasure => f.write_str("measure"),
            Self::DoMeasure(measure) => write!(f, "measured.{measure}"),
            Self::Language(language) => write!(f, "lang.{language}"),
            Self::Close => f.write_str("close"),
            Self::Reopen => f.write_str("reopen"),
        }
    }
}

impl FromStr for Action {
    type Err = UnknownAction;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (verb, rest) = text.split_once('.').map_or((text, None), |(verb, rest)| (verb, Some(rest)));
        Ok(match (verb, rest) {
            ("answer", Some(rest)) => {
                let (question, answer) = rest.split_once('.').ok_or(UnknownAction)?;
                Self::Answer { question: question.to_owned(), answer: answer.to_owned() }
            }
            ("describe", None) => Self::Describe,
            ("back", None) => Self::Back,
            ("another", None) => Self::Another,
            ("fill", None) => Self::Fill,
            ("edit", None) => Self::Edit,
            ("mend", None) => Self::Mend,
            ("override", Some(finding)) => Self::Override(finding.parse().map_err(|_| UnknownAction)?),
            ("submit", None) => Self::Submit,
            ("approve", None) => Self::Approve,
            ("approve-note", None) => Self::ApproveWithNote,
            ("revise", None) => Self::Revise,
            ("changes", None) => Self::RequestChanges,
            ("refuse", None) => Self::Refuse,
            ("online", None) => Self::CheckOnline,
            ("take", None) => Self::Take,
            ("hand-over", None) => Self::HandOver,
            ("snooze", None) => Self::Snooze,
            ("copy", None) => Self::Copy,
            ("captures", None) => Self::Captures,
            ("publish", None) => Self::Publish,
            ("silence", None) => Self::NotAnswer,
            ("prepare", Some(template)) => Self::Prepare(template.to_owned()),
            ("done", Some(step)) => Self::DoStep(step.to_owned()),
            ("report", None) => Self::Report,
            ("measure", None) => Self::PlanMeasure,
            ("measured", Some(measure)) => Self::DoMeasure(measure.parse().map_err(|_| UnknownAction)?),
            ("lang", Some(code)) => Self::Language(code.parse().map_err(|_| UnknownAction)?),
            ("close", None) => Self::Close,
            ("reopen", None) => Self::Reopen,
            _ => return Err(UnknownAction),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_reads_back_from_its_name() {
        let actions = [
            Action::Answer { question: "topic".into(), answer: "waiting".into() },
            Action::Describe,
            Action::Back,
            Action::Another,
            Action::Fill,
            Action::Edit,
            Action::Mend,
            Action::Override(3),
            Action::Submit,
            Action::Approve,
            Action::ApproveWithNote,
            Action::Revise,
            Action::RequestChanges,
            Action::Refuse,
            Action::CheckOnline,
            Action::Take,
            Action::HandOver,
            Action::Snooze,
            Action::Copy,
            Action::Captures,
            Action::Publish,
            Action::NotAnswer,
            Action::Prepare("letter.insurer".into()),
            Action::DoStep("evidence".into()),
            Action::Report,
            Action::PlanMeasure,
            Action::DoMeasure(1),
            Action::Language(Language::En),
            Action::Close,
            Action::Reopen,
        ];
        for action in actions {
            assert_eq!(action.to_string().parse(), Ok(action));
        }
    }

    #[test]
    fn anything_else_is_no_action() {
        for text in ["", "delete", "answer", "answer.topic", "override.x", "back.now", "lang.de"] {
            assert_eq!(text.parse::<Action>(), Err(UnknownAction), "{text}");
        }
    }
}
