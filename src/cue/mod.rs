//! The reading of an incoming review: cues that point to a possible emergency, to a possible ground,
//! to what it is about, and to the answers of the questionnaire.
//!
//! A cue says what was noticed and where, never what a review *is*: only a court decides what is
//! unlawful, and only a person answers a question. [`CueReader::read`] is a pure function of the text
//! and of its language.
//!
//! # Layout
//!
//! - `signal` lists what a cue may point to, `format` reads cue files.
//! - `reading` is what was noticed, in order, and what it suggests.
//!
//! The words are looked for by the guard's own engine, on the folded text: a review without accents
//! or in capitals reads like any other.

mod format;
mod reading;
mod signal;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

pub use reading::{Notice, NoticeView, ReviewReading, Suggestion};
pub use signal::{Ground, Signal, Topic, Urgent};

use crate::fault::Fault;
use crate::guard::engine::Tables;
use crate::guard::{Guard, Source};
use crate::language::{Language, Localized};

/// One thing to notice in a review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue {
    /// Identifier, unique among the cues of a pack.
    pub id: String,
    /// What it points to.
    pub points_to: Signal,
    /// What was noticed; `{match}` stands for the words found.
    pub message: Localized,
}

/// Notices what words written in cue files do not: a classifier that learned from examples.
pub trait Scorer: fmt::Debug + Send + Sync {
    /// What it notices in a review that is read in these languages. Must be a pure function.
    fn score(&self, text: &str, languages: &[Language]) -> Vec<Scored>;
}

/// Something that a [`Scorer`] noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scored {
    /// What to call it in reports, as a cue has an identifier.
    pub cue: String,
    /// What it points to.
    pub points_to: Signal,
    /// The words that tell most, in bytes of the review. One that is no span of it is dropped.
    pub span: Range<usize>,
    /// What was noticed; `{match}` stands for the words found.
    pub message: Localized,
    /// How sure it is, in percent.
    pub score: u8,
}

/// The cues of a pack, and what may be learned beside them.
#[derive(Debug)]
pub struct CueReader {
    /// The cues, in the order of the engine's rules.
    cues: Vec<Cue>,
    engine: Guard,
    learned: Option<Arc<dyn Scorer>>,
}

/// Whether expressions are proved to compile now or were elsewhere.
type Compile = fn(Tables, Vec<Fault>) -> Result<Guard, Vec<Fault>>;

impl CueReader {
    /// Compiles cue files, with the lexicon files whose lists they name.
    ///
    /// # Errors
    /// Every fault of every file, with its line.
    pub fn load(files: &[Source<'_>]) -> Result<Self, Vec<Fault>> {
        Self::compile(files, Guard::of_tables)
    }

    /// Loads cues whose expressions are known to compile: those that are compiled in.
    ///
    /// # Errors
    /// Every other fault of every file, with its line.
    pub fn load_trusted(files: &[Source<'_>]) -> Result<Self, Vec<Fault>> {
        Self::compile(files, Guard::of_trusted_tables)
    }

    fn compile(files: &[Source<'_>], compile: Compile) -> Result<Self, Vec<Fault>> {
        let (mut tables, mut faults, mut placed) = (Tables::default(), Vec::new(), Vec::new());
        for file in files {
            tables.read_with(file.file, file.text, "cue", &mut placed, &mut faults);
        }
        let cues = format::translate(placed, &mut tables, &mut faults);
        let engine = compile(tables, faults)
            .map_err(|faults| faults.into_iter().map(format::in_words_of_cues).collect::<Vec<_>>())?;
        Ok(Self { cues, engine, learned: None })
    }

    /// The same reader with a learned scorer beside its cues.
    #[must_use]
    pub fn with_learned(self, learned: Arc<dyn Scorer>) -> Self {
        Self { learned: Some(learned), ..self }
    }

    /// The cues, in the order of the files.
    pub fn cues(&self) -> &[Cue] {
        &self.cues
    }

    /// Reads a review. Without a language it is read in both: a text of three words, without
    /// accents and in the spelling of a telephone, belies every guess.
    pub fn read(&self, text: &str, language: Option<Language>) -> ReviewReading {
        let languages = language.map_or_else(|| Language::ALL.to_vec(), |one| vec![one]);
        let written = self.engine.places(text, &languages).into_iter().filter_map(|(number, span)| {
            let cue = self.cues.get(number)?;
            notice(text, &cue.id, cue.points_to, span, &cue.message, None)
        });
        let scored = self.learned.iter().flat_map(|learned| learned.score(text, &languages));
        let learned = scored.filter_map(|scored| {
            notice(text, &scored.cue, scored.points_to, scored.span, &scored.message, Some(scored.score.min(100)))
        });
        ReviewReading::of(written.chain(learned).collect())
    }

    /// Runs every cue on its own examples: it must find exactly what each `yes` one marks, and
    /// nothing in a `no` one.
    pub fn self_test(&self) -> Vec<Fault> {
        self.engine.self_test().into_iter().map(format::in_words_of_cues).collect()
    }
}

fn notice(
    text: &str,
    cue: &str,
    points_to: Signal,
    span: Range<usize>,
    message: &Localized,
    score: Option<u8>,
) -> Option<Notice> {
    let words = text.get(span.clone())?;
    let fill = |message: &str| message.replace("{match}", words);
    Some(Notice {
        cue: cue.to_owned(),
        points_to,
        start: span.start,
        end: span.end,
        text: words.to_owned(),
        message: Localized { fr: fill(&message.fr), en: fill(&message.en) },
        score,
    })
}

#[cfg(test)]
mod tests;
