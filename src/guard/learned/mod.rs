//! The learned layer: suspects what no rule can name, because it is only implied.
//!
//! Rules find what can be written down. « Le second rendez-vous, lui, avait été honoré » cannot be:
//! what gives it away is the company of its words. This layer is a logistic regression over runs of
//! words, letters, endings and senses of a clause, trained on thousands of replies of which people
//! marked the words that should not have been there. It is plain on purpose: it runs in
//! microseconds, offline, says the same every time, and can tell which words weighed.
//!
//! It only ever adds: it suspects, it never clears what a rule has found. And it is never sure
//! alone, but above a level that replies it had not been trained on proved right 99 times in 100.
//!
//! # Layout
//!
//! - `token` cuts a text into tokens and clauses, `feature` says what is seen of them, `key` names it.
//! - `weights` is the file of what was learned; `examples/train` makes it, from `training/`.

mod feature;
mod key;
mod token;
mod weights;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

pub use feature::Reach;
pub use key::Key;
pub use weights::{FAMILIES, Levels, Row, Weights};

use super::finding::Family;
use super::fold::Folded;
use super::reading::Reading;
use super::sentence::Sentences;
use crate::language::Language;
use feature::Sink;
use token::{Clause, Token};

/// The families that were learned, in the order of the columns of weights.
pub const LEARNED: [Family; FAMILIES] = [Family::Secrecy, Family::Promotion, Family::Tone];
/// Added to the number of features, so that a clause of two words does not count double.
pub const STEADIER: f32 = 20.0;

/// What words are, for one language.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    classes: HashMap<Key, [Option<Key>; 2]>,
    grammar: HashSet<Key>,
}

impl Vocabulary {
    /// Enters the words of a class, folded; phrases are for the rules alone.
    pub(crate) fn class<'a>(&mut self, name: &str, words: impl Iterator<Item = &'a str>) {
        let name = key::of_bytes(name.as_bytes());
        for word in words.filter(|word| word.bytes().all(|byte| byte.is_ascii_lowercase())) {
            let classes = self.classes.entry(key::of_bytes(word.as_bytes())).or_default();
            if let Some(free) = classes.iter_mut().find(|class| class.is_none()) {
                *free = Some(name);
            }
        }
    }

    /// Enters words of grammar, folded.
    pub(crate) fn grammar<'a>(&mut self, words: impl Iterator<Item = &'a str>) {
        self.grammar.extend(words.map(|word| key::of_bytes(word.as_bytes())));
    }

    fn classes(&self, word: Key) -> [Option<Key>; 2] {
        self.classes.get(&word).copied().unwrap_or_default()
    }

    fn is_grammar(&self, word: Key) -> bool {
        self.grammar.contains(&word)
    }
}

/// A clause that the layer suspects.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Suspicion {
    /// Where it stands in the folded text.
    pub(crate) span: Range<usize>,
    pub(crate) family: Family,
    /// Whether it is so strong that it blocks.
    pub(crate) sure: bool,
    /// Whether it is strong enough for a rule that would block to do so.
    pub(crate) firm: bool,
    /// The words that weighed most, in the order of the text: folded offsets.
    pub(crate) words: Vec<Range<usize>>,
}

/// What a rule noticed: its key and where, in the folded text.
pub(crate) type Sign = (Key, Range<usize>);

/// The key of a rule as a feature.
pub(crate) fn sign(rule: &str) -> Key {
    key::of_parts(key::RULE, &[key::of_bytes(rule.as_bytes())])
}

/// A text prepared for the layer.
struct Prepared<'a> {
    folded: &'a str,
    tokens: Vec<Token>,
    clauses: Vec<Clause>,
}

impl<'a> Prepared<'a> {
    fn new(folded: &'a str, sentences: &Sentences, vocabulary: &Vocabulary, review: Option<&str>) -> Self {
        let review = review.map(|review| token::words_of(Folded::new(review).text())).unwrap_or_default();
        let tokens = token::tokens(folded, vocabulary, &review);
        let clauses = token::clauses(&tokens, folded, sentences);
        Self { folded, tokens, clauses }
    }

    fn span(&self, clause: &Clause) -> Range<usize> {
        let tokens = &self.tokens[clause.tokens.clone()];
        tokens.first().map_or(0, |token| token.span.start)..tokens.last().map_or(0, |token| token.span.end)
    }

    fn show(&self, signs: &[Sign], sink: &mut impl Sink) {
        feature::features(self.folded, &self.tokens, &self.clauses, sink);
        for (number, clause) in self.clauses.iter().enumerate() {
            let span = self.span(clause);
            for (sign, _) in signs.iter().filter(|(_, at)| at.start < span.end && span.start < at.end) {
                sink.add(number, *sign, Reach::Reply);
            }
        }
    }
}

/// The sums of one clause.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    row: Row,
    /// How many features: of the clause, those that reach its sentence, those that reach the reply.
    features: [f32; 3],
}

impl Sums {
    fn count(&mut self, reach: Reach, features: f32) {
        let [clause, sentence, reply] = &mut self.features;
        *clause += features;
        match reach {
            Reach::Clause => {}
            Reach::Reply => *reply += features,
            Reach::Sentence => {
                *sentence += features;
                *reply += features;
            }
        }
    }

    fn add(&mut self, row: &Row) {
        for (sum, weight) in self.row.iter_mut().zip(row) {
            *sum += weight;
        }
    }
}

struct Summing<'a> {
    weights: &'a Weights<'a>,
    language: Language,
    clauses: Vec<Sums>,
}

impl Sink for Summing<'_> {
    fn add(&mut self, clause: usize, key: Key, reach: Reach) {
        let Some(sums) = self.clauses.get_mut(clause) else { return };
        sums.count(reach, 1.0);
        if let Some(row) = self.weights.row(self.language, key) {
            sums.add(&row);
        }
    }

    fn spell(&mut self, clause: usize, token: &Token, letters: &[u8]) {
        let Some(sums) = self.clauses.get_mut(clause) else { return };
        #[expect(clippy::cast_precision_loss, reason = "a word has few letters")]
        sums.count(Reach::Reply, feature::letters_of(letters.len()) as f32);
        spelling(self.weights, self.language, token, letters, |row| sums.add(row));
    }
}

/// The weights of a word's letters: their sum if the word is known, or else one by one.
fn spelling(weights: &Weights<'_>, language: Language, token: &Token, letters: &[u8], mut found: impl FnMut(&Row)) {
    match weights.row(language, key::of_parts(key::SPELLING, &[token.word])) {
        Some(row) => found(&row),
        None => feature::letters(letters, |key| {
            if let Some(row) = weights.row(language, key) {
                found(&row);
            }
        }),
    }
}

/// What words are, in French and in English.
#[derive(Debug, Default)]
pub(crate) struct Vocabularies(pub(crate) [Vocabulary; 2]);

impl Vocabularies {
    fn of(&self, language: Language) -> &Vocabulary {
        let [french, english] = &self.0;
        match language {
            Language::Fr => french,
            Language::En => english,
        }
    }
}

/// What was learned of replies, compiled in; `None` if it is no file of weights, which a test rules out.
pub(crate) fn of_replies() -> Option<Weights<'static>> {
    Weights::read(include_bytes!("replies.bin"))
}

/// The layer: what was learned, and what words are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layer<'a> {
    pub(crate) weights: Weights<'static>,
    pub(crate) vocabularies: &'a Vocabularies,
}

/// A clause that resembles what was taught.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Likeness {
    /// The column of weights: what it resembles.
    pub(crate) column: usize,
    /// Where it stands in the folded text.
    pub(crate) span: Range<usize>,
    /// How far above the level of its column it lies, as a logit.
    pub(crate) excess: f32,
}

/// A text with how much each clause of it resembles what each column was taught, as logits.
struct Scored<'a> {
    text: Prepared<'a>,
    logits: Vec<[f32; FAMILIES]>,
}

impl Layer<'_> {
    /// What is suspect in a text, given what the rules noticed.
    pub(crate) fn judge(&self, reading: &Reading<'_>, signs: &[Sign]) -> Vec<Suspicion> {
        reading.languages.iter().flat_map(|language| self.judge_as(*language, reading, signs)).collect()
    }

    fn judge_as(&self, language: Language, reading: &Reading<'_>, signs: &[Sign]) -> Vec<Suspicion> {
        let levels = self.weights.levels(language);
        let Scored { text, logits } = self.scored(language, reading, signs);
        let worst = worst(&logits);
        let suspect = either(&worst);
        if suspect < levels.warn {
            return Vec::new();
        }
        let gravest = worst.iter().copied().fold(f32::MIN, f32::max);
        let mut suspicions = Vec::new();
        for (family, column) in LEARNED.into_iter().zip(0..) {
            for (clause, logits) in text.clauses.iter().zip(&logits) {
                if logits[column] >= gravest - levels.mark {
                    suspicions.push(Suspicion {
                        span: text.span(clause),
                        family,
                        sure: logits[column] >= levels.sure[column],
                        firm: suspect >= levels.agree,
                        words: self.heaviest(language, &text, clause, column),
                    });
                }
            }
        }
        suspicions
    }

    /// For each column the clause that resembles most what it was taught, if that is enough.
    pub(crate) fn likenesses(&self, reading: &Reading<'_>, signs: &[Sign]) -> Vec<Likeness> {
        reading.languages.iter().flat_map(|language| self.likenesses_as(*language, reading, signs)).collect()
    }

    fn likenesses_as(&self, language: Language, reading: &Reading<'_>, signs: &[Sign]) -> Vec<Likeness> {
        let levels = self.weights.levels(language);
        let Scored { text, logits } = self.scored(language, reading, signs);
        let best = |column: usize| {
            let clauses = text.clauses.iter().zip(&logits).map(|(clause, logits)| (logits[column], clause));
            let (logit, clause) = clauses.max_by(|(one, _), (other, _)| one.total_cmp(other))?;
            let excess = logit - levels.sure[column];
            (excess >= 0.0).then(|| Likeness { column, span: text.span(clause), excess })
        };
        (0..FAMILIES).filter_map(best).collect()
    }

    fn scored<'a>(&self, language: Language, reading: &'a Reading<'_>, signs: &[Sign]) -> Scored<'a> {
        let vocabulary = self.vocabularies.of(language);
        let text = Prepared::new(reading.folded.text(), &reading.sentences, vocabulary, reading.subject.review);
        let mut sink = Summing { weights: &self.weights, language, clauses: vec![Sums::default(); text.clauses.len()] };
        text.show(signs, &mut sink);
        let logits = logits(&self.weights.levels(language), &text.clauses, &sink.clauses);
        Scored { text, logits }
    }

    /// The words of a clause that weigh most by themselves and with the word after them.
    fn heaviest(&self, language: Language, text: &Prepared<'_>, clause: &Clause, column: usize) -> Vec<Range<usize>> {
        let tokens = &text.tokens[clause.tokens.clone()];
        let weight = |key: Key| self.weights.row(language, key).map_or(0.0, |row| row[column]);
        let of_one = |token: &Token| {
            let mut sum = weight(key::of_parts(key::WORDS, &[token.word]));
            spelling(&self.weights, language, token, &text.folded.as_bytes()[token.span.clone()], |row| {
                sum += row[column];
            });
            sum
        };
        let of_two = |at: usize| match (tokens.get(at), tokens.get(at + 1)) {
            (Some(one), Some(two)) => weight(key::of_parts(key::WORDS, &[one.word, two.word])),
            _ => 0.0,
        };
        let mut weighed: Vec<(f32, &Token)> = tokens
            .iter()
            .enumerate()
            .filter(|(_, token)| token.is_word)
            .map(|(at, token)| (of_one(token) + of_two(at) + at.checked_sub(1).map_or(0.0, of_two), token))
            .collect();
        weighed.sort_by(|(one, a), (other, b)| other.total_cmp(one).then(a.span.start.cmp(&b.span.start)));
        weighed.truncate(WORDS_SHOWN);
        let mut words: Vec<Range<usize>> = weighed.into_iter().map(|(_, token)| token.span.clone()).collect();
        words.sort_by_key(|word| word.start);
        words
    }
}

/// How many of the words that weighed are shown.
const WORDS_SHOWN: usize = 3;

/// How suspect each clause is, by family, the reply's share included.
fn logits(levels: &Levels, clauses: &[Clause], sums: &[Sums]) -> Vec<[f32; FAMILIES]> {
    let mut features = 0.0;
    let mut reply = [0.0; FAMILIES];
    for sum in sums {
        features += sum.features[2];
        for (family, total) in reply.iter_mut().enumerate() {
            *total += sum.row[2 * FAMILIES + family];
        }
    }
    let reply: [f32; FAMILIES] =
        std::array::from_fn(|family| levels.reply[family] + reply[family] / (features + STEADIER).sqrt());
    let sentences = of_sentences(clauses, sums);
    let alone = clauses.iter().zip(sums).map(|(clause, own)| {
        let whole = sentences.get(&clause.sentence).copied().unwrap_or(*own);
        let features = own.features[0] + whole.features[1] - own.features[1];
        std::array::from_fn(|family| {
            let beside = whole.row[FAMILIES + family] - own.row[FAMILIES + family];
            levels.clause[family]
                + (own.row[family] + beside) / (features + STEADIER).sqrt()
                + levels.share * reply[family]
        })
    });
    alone.collect()
}

/// The sums of all clauses of each sentence together.
fn of_sentences(clauses: &[Clause], sums: &[Sums]) -> HashMap<usize, Sums> {
    let mut sentences: HashMap<usize, Sums> = HashMap::new();
    for (clause, own) in clauses.iter().zip(sums) {
        let whole = sentences.entry(clause.sentence).or_default();
        whole.add(&own.row);
        for (sum, features) in whole.features.iter_mut().zip(own.features) {
            *sum += features;
        }
    }
    sentences
}

/// The worst clause of each family.
fn worst(logits: &[[f32; FAMILIES]]) -> [f32; FAMILIES] {
    std::array::from_fn(|family| logits.iter().map(|logits| logits[family]).fold(f32::MIN, f32::max))
}

/// How suspect a reply is of any fault at all, as a logit.
pub fn either(families: &[f32; FAMILIES]) -> f32 {
    let innocent: f32 = families.iter().map(|logit| 1.0 / (1.0 + logit.exp())).product();
    ((1.0 - innocent).max(f32::MIN_POSITIVE) / innocent.max(f32::MIN_POSITIVE)).ln()
}

/// A text as the trainer sees it.
#[derive(Debug, Clone)]
pub struct Sketch {
    /// Its clauses.
    pub clauses: Vec<SketchedClause>,
    /// Whether a rule that would block, if it were certain, found something in it.
    pub signed: bool,
}

/// A clause as the trainer sees it.
#[derive(Debug, Clone)]
pub struct SketchedClause {
    /// Where it stands in the original text.
    pub span: Range<usize>,
    /// The number of its sentence.
    pub sentence: usize,
    /// Its features, letters one by one.
    pub features: Vec<(Key, Reach)>,
    /// Its words: their key as a feature, and those of their letters.
    pub words: Vec<(Key, Vec<Key>)>,
}

impl Sink for Sketch {
    fn add(&mut self, clause: usize, key: Key, reach: Reach) {
        if let Some(clause) = self.clauses.get_mut(clause) {
            clause.features.push((key, reach));
        }
    }

    fn spell(&mut self, clause: usize, token: &Token, letters: &[u8]) {
        let Some(clause) = self.clauses.get_mut(clause) else { return };
        let mut runs = Vec::new();
        feature::letters(letters, |key| runs.push(key));
        clause.features.extend(runs.iter().map(|key| (*key, Reach::Reply)));
        clause.words.push((key::of_parts(key::SPELLING, &[token.word]), runs));
    }
}

impl Vocabularies {
    /// What the trainer sees of a text.
    pub(crate) fn sketch(&self, language: Language, reading: &Reading<'_>, signs: &[Sign]) -> Sketch {
        let vocabulary = self.of(language);
        let text = Prepared::new(reading.folded.text(), &reading.sentences, vocabulary, reading.subject.review);
        let clauses = text.clauses.iter().map(|clause| SketchedClause {
            span: reading.folded.original(text.span(clause)),
            sentence: clause.sentence,
            features: Vec::new(),
            words: Vec::new(),
        });
        let mut sketch = Sketch { clauses: clauses.collect(), signed: false };
        text.show(signs, &mut sketch);
        sketch
    }
}
