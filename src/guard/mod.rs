//! The guard: reads a text that is about to be published and says what must not be.
//!
//! A guard is made once from the rule files of a pack and then only read: [`Guard::check`] is a
//! pure function of the text and of what is known about it. The same input gives the same
//! findings; nothing here reads a file, a clock or the network.
//!
//! # Layout
//!
//! - `format` reads rule files, `compile` makes a guard of them, `rule` is what it holds.
//! - `fold` and `sentence` prepare a text, `reading` is a text so prepared.
//! - `learned` weighs what the rules noticed and all that they cannot name, `suspect` puts the two
//!   together.
//! - `search` runs the matchers (`lexicon`, `window`, `caps`, `echo`, and regular expressions),
//!   `merge` makes findings of what they hit, `mend` the edits that mend them.
//! - `waiver` relaxes a rule for one practice.
//! - `examples` checks every rule against its own examples.
//!
//! # How it stays fast
//!
//! A text is folded to ASCII once. All phrases are one automaton, all patterns of a language one
//! set: two passes tell which rules have something to say, and only these look closer.

mod caps;
mod compile;
mod echo;
mod examples;
mod finding;
mod fold;
mod format;
pub mod learned;
mod lexicon;
mod mend;
mod merge;
mod reading;
mod rule;
mod search;
mod sentence;
mod suspect;
mod waiver;
mod window;

/// What another reader of texts needs to put its own words into this engine.
pub(crate) mod engine {
    pub(crate) use super::Resembling;
    pub(crate) use super::examples::unmarked;
    pub(crate) use super::fold::Folded;
    pub(crate) use super::format::{OneOrMany, Placed, RuleTable, Tables};
}

use std::ops::Range;
use std::sync::OnceLock;

use regex::bytes::{Regex, RegexSet};

pub use finding::{Channel, Family, Finding, FindingView, Report, Severity, Verdict};
pub use format::{Example, Kind, ReplyExample};
pub use mend::{Extent, Mend, Replacement, mended};
pub use rule::Rule;
pub use waiver::{Leniency, Waived, Waiver};

use crate::fault::Fault;
use crate::language::Language;
use learned::{Layer, Sketch, Vocabularies, Weights};
use lexicon::Lexicon;
use reading::Reading;

/// A rule file or lexicon file, already read.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Its path inside the pack, for faults.
    pub file: &'a str,
    /// Its text.
    pub text: &'a str,
}

/// A text to check, and what is known about it.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The text.
    pub text: &'a str,
    /// Its language; without it, it is guessed, and a text too short to tell is read as both.
    pub language: Option<Language>,
    /// Where the text is going.
    pub channel: Channel,
    /// The practice's own public telephones, addresses, e-mails and sites: no finding.
    pub contacts: &'a [String],
    /// The rules that the practice has relaxed.
    pub waivers: &'a [Waiver],
    /// The review that the text answers.
    pub review: Option<&'a str>,
    /// The display name of the review's author.
    pub author: Option<&'a str>,
}

impl<'a> Subject<'a> {
    /// A text for the public, of which nothing else is known.
    pub const fn public(text: &'a str) -> Self {
        Self { text, language: None, channel: Channel::Public, contacts: &[], waivers: &[], review: None, author: None }
    }
}

/// How many things a guard looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Rules.
    pub rules: usize,
    /// Different words and phrases.
    pub phrases: usize,
    /// Regular expressions.
    pub patterns: usize,
    /// Entries of the vocabularies by which the learned layer knows what words speak of.
    pub words: usize,
    /// Features that were learned.
    pub weights: usize,
}

/// The compiled rules of one pack.
#[derive(Debug)]
pub struct Guard {
    rules: Vec<Rule>,
    lexicon: Lexicon,
    patterns: Vec<Pattern>,
    sets: Vec<Patterns>,
    predicates: Vec<Expression>,
    /// How many entries the vocabularies of the learned layer have.
    words: usize,
    vocabularies: Vocabularies,
    /// What was learned of replies: an engine that reads other texts has none.
    learned: Option<Weights<'static>>,
}

/// One regular expression of a rule.
#[derive(Debug)]
struct Pattern {
    rule: usize,
    expression: Expression,
}

/// A regular expression, compiled the first time it is needed.
///
/// The set of its language has proved that it compiles, and tells whether it matches; most never
/// do in the life of a process.
#[derive(Debug)]
pub(crate) struct Expression {
    source: String,
    regex: OnceLock<Option<Regex>>,
}

impl Expression {
    fn new(source: String) -> Self {
        Self { source, regex: OnceLock::new() }
    }

    /// The compiled expression; `None` only if it does not compile, which loading has ruled out.
    fn regex(&self) -> Option<&Regex> {
        self.regex.get_or_init(|| compile::regex(&self.source).ok()).as_ref()
    }

    /// Whether it has named groups to look at.
    fn has_groups(&self) -> bool {
        self.source.contains("(?P<")
    }
}

/// The patterns of one language as a set, to tell in one pass which of them match.
#[derive(Debug)]
struct Patterns {
    language: Language,
    /// The distinct sources, as many as `members`.
    sources: Vec<String>,
    /// Built when a text of the language is first read: it is by far the largest part of a guard, and
    /// a practice may never meet the other language.
    set: OnceLock<Option<RegexSet>>,
    /// For each of the set, its numbers among the guard's patterns.
    members: Vec<Vec<usize>>,
}

impl Patterns {
    /// The set; `None` only if it does not compile, which loading or a test has ruled out.
    fn set(&self) -> Option<&RegexSet> {
        self.set.get_or_init(|| compile::set(&self.sources).ok()).as_ref()
    }

    /// Which of the sources may match. Without a set, any of them.
    fn candidates(&self, text: &[u8]) -> Vec<usize> {
        match self.set() {
            Some(set) => set.matches(text).into_iter().collect(),
            None => (0..self.sources.len()).collect(),
        }
    }
}

/// What another reader's words, and what was learned for it, notice in a text: bytes of the text.
#[derive(Debug)]
pub(crate) struct Noticed {
    /// The number of a rule, and where it fired.
    pub(crate) places: Vec<(usize, Range<usize>)>,
    /// For each of the weights, what of the text resembles what a column of them was taught.
    pub(crate) likenesses: Vec<Vec<Resembling>>,
}

/// A clause of a text that resembles what was taught.
#[derive(Debug, Clone)]
pub(crate) struct Resembling {
    /// What it resembles: a column of the weights.
    pub(crate) column: usize,
    /// Where it stands.
    pub(crate) span: Range<usize>,
    /// How far above the level from which on it is told.
    pub(crate) excess: f32,
}

impl Guard {
    /// Compiles rule files and lexicon files, those of common and the pack's own.
    ///
    /// # Errors
    ///
    /// Every fault of every file, with its line.
    pub fn load(files: &[Source<'_>]) -> Result<Self, Vec<Fault>> {
        compile::compile(files, compile::Proof::Now)
    }

    /// Loads rules whose expressions are known to compile: those that are compiled in, which a test
    /// loads in full. Each is compiled when it is first needed.
    ///
    /// # Errors
    ///
    /// Every other fault of every file, with its line.
    pub fn load_trusted(files: &[Source<'_>]) -> Result<Self, Vec<Fault>> {
        compile::compile(files, compile::Proof::Elsewhere)
    }

    /// A guard of tables that another reader of files made, with the faults it found.
    pub(crate) fn of_tables(tables: engine::Tables, faults: Vec<Fault>) -> Result<Self, Vec<Fault>> {
        compile::compile_tables(tables, faults, compile::Proof::Now)
    }

    /// The same of tables whose expressions are known to compile.
    pub(crate) fn of_trusted_tables(tables: engine::Tables, faults: Vec<Fault>) -> Result<Self, Vec<Fault>> {
        compile::compile_tables(tables, faults, compile::Proof::Elsewhere)
    }

    /// Where rules fire in a text read in these languages, and what it resembles by each of these
    /// weights. The overlapping hits of a rule are one.
    pub(crate) fn notice(&self, text: &str, languages: &[Language], learned: &[Weights<'static>]) -> Noticed {
        let subject = Subject::public(text);
        let mut reading = Reading::new(&subject, &self.predicates);
        reading.languages = languages.to_vec();
        let hits = merge::unite(search::hits(self, &reading, |_| true));
        let signs = suspect::signs(self, &hits);
        let original = |span| reading.folded.original(span);
        let likenesses = learned.iter().map(|weights| {
            let layer = Layer { weights: *weights, vocabularies: &self.vocabularies };
            let found = layer.likenesses(&reading, &signs);
            found
                .into_iter()
                .map(|one| Resembling { column: one.column, span: original(one.span), excess: one.excess })
                .collect()
        });
        Noticed {
            likenesses: likenesses.collect(),
            places: hits.into_iter().map(|hit| (hit.rule, original(hit.span))).collect(),
        }
    }

    /// Checks a text.
    pub fn check(&self, subject: &Subject<'_>) -> Report {
        let reading = Reading::new(subject, &self.predicates);
        let is_on = |number: usize| self.rules.get(number).is_some_and(|rule| reading.severity(rule).is_some());
        let hits = merge::unite(search::hits(self, &reading, is_on));
        let hits = suspect::weighed(self, &reading, hits);
        let findings = merge::findings(self, &reading, hits);
        Report { verdict: Verdict::of(&findings), findings }
    }

    /// What the learned layer sees of a text, for its trainer.
    pub fn sketch(&self, subject: &Subject<'_>, language: Language) -> Sketch {
        let reading = Reading::new(subject, &self.predicates);
        let hits = merge::unite(search::hits(self, &reading, |_| true));
        let sketch = self.vocabularies.sketch(language, &reading, &suspect::signs(self, &hits));
        Sketch { signed: hits.iter().any(|hit| suspect::would_block(self, hit)), ..sketch }
    }

    /// Every rule, in the order of the files.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// How many things it looks for.
    pub fn size(&self) -> Size {
        Size {
            rules: self.rules.len(),
            phrases: self.lexicon.len(),
            patterns: self.patterns.len(),
            words: self.words,
            weights: self.learned.as_ref().map_or(0, Weights::len),
        }
    }

    /// Runs every rule on its own examples: it must find exactly what each `bad` one marks, and no
    /// rule may find anything in a `good` one (a notice excepted).
    pub fn self_test(&self) -> Vec<Fault> {
        examples::run(self)
    }
}
