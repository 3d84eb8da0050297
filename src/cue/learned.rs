//! What was learned of reviews: despair, danger and hostility told in words that no list foresees.
//!
//! The same machinery as the [guard's](crate::guard::learned), taught reviews of which people marked the
//! words that mattered. It speaks through cues of kind `learned`, which say what to make of it, and only
//! where no written cue points to the same.
//!
//! A file of weights has three columns; six signals are two files.

use std::ops::Range;

use regex::Regex;

use super::Cue;
use super::signal::{Ground, Signal, Urgent};
use crate::fault::Fault;
use crate::guard::engine::{Folded, unmarked};
use crate::guard::learned::{FAMILIES, Weights};
use crate::language::Language;

/// Signals that are learned together, in the order of the columns of their weights.
pub type Head = [Signal; FAMILIES];

/// All that is learned. Ill-treatment and assault that are reported count as danger.
pub const HEADS: [Head; 2] = [
    [
        Signal::Urgent(Urgent::Suicidal),
        Signal::Urgent(Urgent::PersonInDanger),
        Signal::Urgent(Urgent::MedicalEmergency),
    ],
    [Signal::Urgent(Urgent::FraudReported), Signal::Urgent(Urgent::Threat), Signal::Ground(Ground::Insult)],
];

/// The files of weights of [`HEADS`], compiled in.
static FILES: [&[u8]; HEADS.len()] = [include_bytes!("distress.bin"), include_bytes!("hostility.bin")];

/// Whether a signal is learned.
pub(super) fn is_taught(signal: Signal) -> bool {
    HEADS.as_flattened().contains(&signal)
}

/// Whether a signal is one of the emergencies that are easily taken for each other; a threat stands apart.
pub(super) fn is_distress(signal: Signal) -> bool {
    matches!(signal, Signal::Urgent(urgent) if urgent != Urgent::Threat)
}

/// Whether a life may be at stake beyond the symptoms of a body: these two are never crowded out.
pub(super) fn is_of_life(signal: Signal) -> bool {
    matches!(signal, Signal::Urgent(Urgent::Suicidal | Urgent::PersonInDanger))
}

/// What was learned, head by head. A file that is none is left out, which a test rules out.
pub(super) fn shipped() -> Vec<(Head, Weights<'static>)> {
    HEADS.into_iter().zip(FILES).filter_map(|(head, file)| Some((head, Weights::read(file)?))).collect()
}

/// A cue for what was learned, with its examples: no written rule of the engine looks for it.
#[derive(Debug)]
pub(super) struct LearnedCue {
    pub(super) cue: Cue,
    pub(super) languages: Vec<Language>,
    pub(super) yes: Vec<String>,
    pub(super) no: Vec<String>,
    /// What a clause must not say, folded, for the cue to speak of it: an insult that is reported is none.
    pub(super) except: Vec<Regex>,
    pub(super) file: String,
    pub(super) line: usize,
}

impl LearnedCue {
    /// Whether it reads reviews in a language; in both when it names none.
    pub(super) fn reads(&self, language: Language) -> bool {
        self.languages.is_empty() || self.languages.contains(&language)
    }

    /// Whether an exception holds in a clause.
    pub(super) fn is_excepted(&self, clause: &str) -> bool {
        if self.except.is_empty() {
            return false;
        }
        let folded = Folded::new(clause);
        self.except.iter().any(|except| except.is_match(folded.text()))
    }

    /// Holds the cue against its examples; `noticed` tells where it speaks in a text.
    pub(super) fn test(&self, noticed: impl Fn(&str) -> Vec<Range<usize>>) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |message: String| {
            faults.push(Fault::at_line(&self.file, self.line, format!("cue `{}`: {message}", self.cue.id)));
        };
        for marked in &self.yes {
            match unmarked(marked) {
                Err(message) => fault(message),
                Ok((text, expected)) if noticed(&text) != expected => {
                    fault(format!("in the `yes` example « {text} » it speaks elsewhere or not at all"));
                }
                Ok(_) => {}
            }
        }
        for text in self.no.iter().filter(|text| !noticed(text).is_empty()) {
            fault(format!("it speaks in the `no` example « {text} »"));
        }
        faults
    }
}
