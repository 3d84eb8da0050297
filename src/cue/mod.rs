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
//! - `learned` is what was learned of thousands of reviews: what no list of words foresees.
//! - `reading` is what was noticed, in order, and what it suggests.
//!
//! The words are looked for by the guard's own engine, on the folded text: a review without accents
//! or in capitals reads like any other.

mod format;
pub mod learned;
mod reading;
mod signal;

use std::collections::BTreeSet;
use std::ops::Range;

use learned::{Head, LearnedCue};
pub use reading::{Notice, NoticeView, ReviewReading, Suggestion};
pub use signal::{Ground, Signal, Topic, Urgent};

use crate::fault::Fault;
use crate::guard::engine::{Resembling, Tables};
use crate::guard::learned::{Sketch, Weights};
use crate::guard::{Guard, Source, Subject};
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

/// Most kinds of distress told of one review with the help of learned cues.
const DISTRESSES_TOLD: usize = 2;
/// Fewer words than these resemble anything.
const WORDS_TO_TELL: usize = 4;

/// The cues of a pack, those that are written out and those that were learned.
#[derive(Debug)]
pub struct CueReader {
    /// The written cues, in the order of the engine's rules.
    cues: Vec<Cue>,
    engine: Guard,
    learned: Vec<LearnedCue>,
    heads: Vec<(Head, Weights<'static>)>,
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
        let (cues, learned) = format::translate(placed, &mut tables, &mut faults);
        let engine = compile(tables, faults)
            .map_err(|faults| faults.into_iter().map(format::in_words_of_cues).collect::<Vec<_>>())?;
        Ok(Self { cues, engine, learned, heads: learned::shipped() })
    }

    /// The cues, the written ones in the order of the files, then the learned ones.
    pub fn cues(&self) -> impl Iterator<Item = &Cue> {
        self.cues.iter().chain(self.learned.iter().map(|learned| &learned.cue))
    }

    /// Reads a review. Without a language it is read in both: a text of three words, without
    /// accents and in the spelling of a telephone, belies every guess.
    pub fn read(&self, text: &str, language: Option<Language>) -> ReviewReading {
        let weights: Vec<_> = self.heads.iter().map(|(_, weights)| *weights).collect();
        let (mut told, likenesses) = self.written(text, language, &weights);
        let learned = self.learned_notices(text, language, &told, &likenesses);
        told.extend(learned);
        ReviewReading::of(told)
    }

    /// Reads a review with the written cues alone: what was learned must not choose what is learned from.
    pub fn read_as_written(&self, text: &str, language: Option<Language>) -> ReviewReading {
        ReviewReading::of(self.written(text, language, &[]).0)
    }

    /// What the written cues tell, and what the review resembles by these weights.
    fn written(
        &self,
        text: &str,
        language: Option<Language>,
        weights: &[Weights<'static>],
    ) -> (Vec<Notice>, Vec<Vec<Resembling>>) {
        let languages = language.map_or_else(|| Language::ALL.to_vec(), |one| vec![one]);
        let noticed = self.engine.notice(text, &languages, weights);
        let places = noticed.places.into_iter();
        let told = places.filter_map(|(number, span)| notice(text, self.cues.get(number)?, span));
        (told.collect(), noticed.likenesses)
    }

    /// What the learned cues add to what the written ones told. Kinds of distress resemble each other: the
    /// likeliest are told, those that are told already among them; a life is told of whatever else there is.
    fn learned_notices(
        &self,
        text: &str,
        language: Option<Language>,
        told: &[Notice],
        likenesses: &[Vec<Resembling>],
    ) -> Vec<Notice> {
        if text.split_whitespace().nth(WORDS_TO_TELL - 1).is_none() {
            return Vec::new();
        }
        let heads = self.heads.iter().zip(likenesses);
        let mut found: Vec<(Signal, &Resembling)> = heads
            .flat_map(|((head, _), found)| found.iter().filter_map(|one| Some((*head.get(one.column)?, one))))
            .collect();
        found.sort_by(|(_, one), (_, other)| other.excess.total_cmp(&one.excess));
        let mut signals: BTreeSet<Signal> = told.iter().map(|there| there.points_to).collect();
        let mut notices = Vec::new();
        for (signal, one) in found {
            let distresses = signals.iter().filter(|signal| learned::is_distress(**signal)).count();
            let crowded = learned::is_distress(signal) && distresses >= DISTRESSES_TOLD;
            // « Je vais me tuer » threatens nobody else.
            let of_oneself = signal == Signal::Urgent(Urgent::Threat)
                && told.iter().any(|there| {
                    there.points_to == Signal::Urgent(Urgent::Suicidal)
                        && there.start < one.span.end
                        && one.span.start < there.end
                });
            if signals.contains(&signal) || of_oneself || (crowded && !learned::is_of_life(signal)) {
                continue;
            }
            let suits = |learned: &&LearnedCue| {
                learned.cue.points_to == signal
                    && language.is_none_or(|language| learned.reads(language))
                    && !learned.is_excepted(&text[one.span.clone()])
            };
            if let Some(learned) = self.learned.iter().find(suits) {
                signals.insert(signal);
                notices.extend(notice(text, &learned.cue, one.span.clone()));
            }
        }
        notices
    }

    /// What the learned cues see of a review, for their trainer.
    pub fn sketch(&self, text: &str, language: Language) -> Sketch {
        self.engine.sketch(&Subject::public(text), language)
    }

    /// Runs every cue on its own examples: it must find exactly what each `yes` one marks, and
    /// nothing in a `no` one.
    pub fn self_test(&self) -> Vec<Fault> {
        let mut faults: Vec<Fault> = self.engine.self_test().into_iter().map(format::in_words_of_cues).collect();
        for learned in &self.learned {
            faults.extend(learned.test(|text| {
                let language = learned.languages.first().copied().filter(|_| learned.languages.len() == 1);
                let reading = self.read(text, language);
                let own = reading.notices().iter().filter(|notice| notice.cue == learned.cue.id);
                own.map(|notice| notice.start..notice.end).collect()
            }));
        }
        faults
    }
}

fn notice(text: &str, cue: &Cue, span: Range<usize>) -> Option<Notice> {
    let words = text.get(span.clone())?;
    let fill = |message: &str| message.replace("{match}", words);
    Some(Notice {
        cue: cue.id.clone(),
        points_to: cue.points_to,
        start: span.start,
        end: span.end,
        text: words.to_owned(),
        message: Localized { fr: fill(&cue.message.fr), en: fill(&cue.message.en) },
    })
}

#[cfg(test)]
mod tests;
