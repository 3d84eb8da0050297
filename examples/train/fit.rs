//! Logistic regression over sparse features, fitted by gradient descent (Adagrad).
//!
//! A clause is scored for each family by its own features and by those of its sentence; a reply by
//! those of all its clauses. All are fitted at once: each clause against its marks, each reply against
//! its label, and the sum of the worst clause and the reply, which is what the guard will look at,
//! against the label too.

use std::collections::{HashMap, HashSet};

use egard::guard::learned::{FAMILIES, Key, Levels, Reach, STEADIER, Sketch, SketchedClause};
use egard::language::Language;

use crate::augment::{self, Dice};
use crate::corpus::Text;

/// How much the reply as a whole counts beside its worst clause, in the guard.
pub(crate) const SHARE: f32 = 0.6;
const EPOCHS: usize = 6;
const RATE: f32 = 0.2;
const DECAY: f32 = 1e-5;
/// A marked clause is rarer than others and counts so much more.
const MARKED: f32 = 3.0;
/// How much the sum of worst clause and reply counts beside each alone: it is what the guard looks at.
const TOGETHER: f32 = 2.0;
/// How sharply the worst clause stands for all of them while fitting.
const SHARPNESS: f32 = 2.0;
/// A feature seen in fewer clauses is chance.
const CLAUSES_TO_COUNT: u32 = 2;
/// Divides the rarity of a feature, so that values are about one.
const RARITY: f32 = 6.0;
/// A clause is unfit if it holds this many bytes of a mark, or the whole of a shorter one.
const BYTES_OF_A_MARK: usize = 3;

/// Sparse features: number and value.
pub(crate) type Vector = Vec<(u32, f32)>;

/// A clause, with the families it is marked for.
pub(crate) struct Clause {
    pub(crate) sketch: SketchedClause,
    pub(crate) marked: [bool; FAMILIES],
}

/// A reply to learn from.
pub(crate) struct Example {
    pub(crate) clauses: Vec<Clause>,
    pub(crate) marked: [bool; FAMILIES],
    /// Whether a rule that would block is among its signs.
    pub(crate) signed: bool,
}

/// How a layer sees a text: the guard a reply, the cues a review.
pub(crate) type Eye<'a> = dyn Fn(&Text, Language) -> Sketch + Sync + 'a;

/// Texts as examples, each once as it is and every second once more mistyped.
pub(crate) fn examples<'a>(
    eye: &Eye<'_>,
    language: Language,
    texts: impl Iterator<Item = &'a Text> + Clone,
) -> Vec<Example> {
    let mistyped = texts.clone().zip(0..).filter(|(_, number)| number % 2 == 0);
    let mistyped = mistyped.map(|(text, number)| example(eye, language, &augment::mistyped(text, number)));
    texts.map(|text| example(eye, language, text)).chain(mistyped).collect()
}

/// A text as an example.
pub(crate) fn example(eye: &Eye<'_>, language: Language, text: &Text) -> Example {
    let sketch = eye(text, language);
    let clauses = sketch.clauses.into_iter().map(|sketch| {
        let marked = std::array::from_fn(|column| {
            text.spans.iter().filter(|(_, other)| *other == column).any(|(span, _)| {
                let shared = span.end.min(sketch.span.end).saturating_sub(span.start.max(sketch.span.start));
                shared >= BYTES_OF_A_MARK.min(span.len()).max(1)
            })
        });
        Clause { sketch, marked }
    });
    Example {
        clauses: clauses.collect(),
        marked: std::array::from_fn(|column| text.is_marked_for(column)),
        signed: sketch.signed,
    }
}

/// Where a feature adds: to a clause, from elsewhere in the sentence, to the reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Part {
    Clause,
    Sentence,
    Reply,
}

/// The features that are worth a number, with how rare each is.
pub(crate) struct Space {
    pub(crate) numbers: HashMap<(Part, Key), u32>,
    pub(crate) rarity: Vec<f32>,
}

impl Space {
    /// Counts the features of examples.
    pub(crate) fn of(examples: &[Example]) -> Self {
        let mut seen_in: HashMap<(Part, Key), u32> = HashMap::new();
        let mut documents = [0_u32; 3];
        for example in examples {
            for number in 0..example.clauses.len() {
                documents[0] += 1;
                count(clause_features(example, number), &mut seen_in);
            }
            documents[2] += 1;
            count(reply_features(example), &mut seen_in);
        }
        documents[1] = documents[0];
        let mut kept: Vec<((Part, Key), u32)> =
            seen_in.into_iter().filter(|(_, clauses)| *clauses >= CLAUSES_TO_COUNT).collect();
        kept.sort_unstable();
        let rarity = kept.iter().map(|((part, _), clauses)| {
            let documents = documents[*part as usize] as f32;
            (libm::logf((1.0 + documents) / (1.0 + *clauses as f32)) + 1.0) / RARITY
        });
        Self {
            rarity: rarity.collect(),
            numbers: kept.iter().zip(0..).map(|((feature, _), number)| (*feature, number)).collect(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.rarity.len()
    }

    fn vector(&self, features: impl Iterator<Item = (Part, Key)>) -> Vector {
        let mut total = 0.0_f32;
        let mut numbers: Vec<u32> = Vec::new();
        for feature in features {
            total += 1.0;
            numbers.extend(self.numbers.get(&feature));
        }
        numbers.sort_unstable();
        let scale = 1.0 / (total + STEADIER).sqrt();
        let repeated = numbers.chunk_by(|a, b| a == b);
        repeated.map(|same| (same[0], same.len() as f32 * self.rarity[same[0] as usize] * scale)).collect()
    }

    /// The vector of each clause, and that of the reply.
    pub(crate) fn vectors(&self, example: &Example) -> (Vec<Vector>, Vector) {
        let clauses = (0..example.clauses.len()).map(|number| self.vector(clause_features(example, number)));
        (clauses.collect(), self.vector(reply_features(example)))
    }
}

fn count(features: impl Iterator<Item = (Part, Key)>, seen_in: &mut HashMap<(Part, Key), u32>) {
    let distinct: HashSet<(Part, Key)> = features.collect();
    for feature in distinct {
        *seen_in.entry(feature).or_default() += 1;
    }
}

fn clause_features(example: &Example, number: usize) -> impl Iterator<Item = (Part, Key)> {
    let own = &example.clauses[number].sketch;
    let beside = example
        .clauses
        .iter()
        .enumerate()
        .filter(move |(other, clause)| *other != number && clause.sketch.sentence == own.sentence);
    let sentence = beside.flat_map(|(_, clause)| &clause.sketch.features);
    let sentence = sentence.filter(|(_, reach)| *reach == Reach::Sentence).map(|(key, _)| (Part::Sentence, *key));
    own.features.iter().map(|(key, _)| (Part::Clause, *key)).chain(sentence)
}

fn reply_features(example: &Example) -> impl Iterator<Item = (Part, Key)> {
    let features = example.clauses.iter().flat_map(|clause| &clause.sketch.features);
    features.filter(|(_, reach)| *reach != Reach::Clause).map(|(key, _)| (Part::Reply, *key))
}

/// What was fitted.
pub(crate) struct Model {
    pub(crate) weights: [Vec<f32>; FAMILIES],
    clause_bias: [f32; FAMILIES],
    reply_bias: [f32; FAMILIES],
}

impl Model {
    /// Where clauses and texts start from; no level is set.
    pub(crate) fn starts(&self) -> Levels {
        Levels {
            clause: self.clause_bias,
            reply: self.reply_bias,
            share: SHARE,
            warn: f32::MAX,
            mark: 0.0,
            agree: f32::MAX,
            sure: [f32::MAX; FAMILIES],
        }
    }

    /// How suspect each family's worst clause is, the reply's share included.
    pub(crate) fn worst(&self, clauses: &[Vector], reply: &Vector) -> [f32; FAMILIES] {
        std::array::from_fn(|family| {
            let weights = &self.weights[family];
            let worst = clauses.iter().map(|clause| dot(weights, clause)).fold(f32::MIN, f32::max);
            worst + self.clause_bias[family] + SHARE * (dot(weights, reply) + self.reply_bias[family])
        })
    }
}

fn dot(weights: &[f32], vector: &Vector) -> f32 {
    vector.iter().map(|(number, value)| weights[*number as usize] * value).sum()
}

fn likely(logit: f32) -> f32 {
    1.0 / (1.0 + libm::expf(-logit))
}

/// Fits a model.
pub(crate) fn train(space: &Space, examples: &[Example]) -> Model {
    let vectors: Vec<(Vec<Vector>, Vector)> = examples.iter().map(|example| space.vectors(example)).collect();
    let fitted = std::array::from_fn(|family| fit(space.len(), family, examples, &vectors));
    let [a, b, c] = fitted;
    Model {
        clause_bias: [a.clause.bias, b.clause.bias, c.clause.bias],
        reply_bias: [a.reply.bias, b.reply.bias, c.reply.bias],
        weights: [a.weights, b.weights, c.weights],
    }
}

struct Fit {
    weights: Vec<f32>,
    /// The sum of the squares of past gradients, for each weight.
    past: Vec<f32>,
    clause: Bias,
    reply: Bias,
}

struct Bias {
    bias: f32,
    past: f32,
}

impl Bias {
    const fn new(bias: f32) -> Self {
        Self { bias, past: 0.1 }
    }

    fn descend(&mut self, gradient: f32) {
        self.past += gradient * gradient;
        self.bias -= RATE * 0.1 * gradient / self.past.sqrt();
    }
}

impl Fit {
    fn descend(&mut self, vector: &Vector, gradient: f32) {
        for (number, value) in vector {
            let number = *number as usize;
            let slope = gradient * value + DECAY * self.weights[number];
            self.past[number] += slope * slope;
            self.weights[number] -= RATE * slope / self.past[number].sqrt();
        }
    }
}

fn fit(features: usize, family: usize, examples: &[Example], vectors: &[(Vec<Vector>, Vector)]) -> Fit {
    let mut fit = Fit {
        weights: vec![0.0; features],
        past: vec![1e-2; features],
        clause: Bias::new(-2.0),
        reply: Bias::new(-1.0),
    };
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut dice = Dice::new(1);
    for _ in 0..EPOCHS {
        for at in (1..order.len()).rev() {
            order.swap(at, dice.roll(at + 1));
        }
        for number in &order {
            step(&mut fit, family, &examples[*number], &vectors[*number]);
        }
    }
    fit
}

fn step(fit: &mut Fit, family: usize, example: &Example, (clauses, reply): &(Vec<Vector>, Vector)) {
    let expected = f32::from(u8::from(example.marked[family]));
    let logits: Vec<f32> = clauses.iter().map(|clause| dot(&fit.weights, clause) + fit.clause.bias).collect();
    let of_reply = dot(&fit.weights, reply) + fit.reply.bias;
    let worst = logits.iter().copied().fold(f32::MIN, f32::max);
    let parts: Vec<f32> = logits.iter().map(|logit| libm::expf(SHARPNESS * (logit - worst))).collect();
    let total: f32 = parts.iter().sum();
    let both = TOGETHER * (likely(worst + libm::logf(total) / SHARPNESS + of_reply) - expected);
    for ((clause, vector), (logit, part)) in example.clauses.iter().zip(clauses).zip(logits.iter().zip(&parts)) {
        let marked = clause.marked[family];
        let own = if marked { MARKED * (likely(*logit) - 1.0) } else { likely(*logit) };
        let gradient = own + both * part / total;
        if gradient.abs() > NEGLIGIBLE {
            fit.descend(vector, gradient);
            fit.clause.descend(gradient);
        }
    }
    let gradient = likely(of_reply) - expected + both;
    if gradient.abs() > NEGLIGIBLE {
        fit.descend(reply, gradient);
        fit.reply.descend(gradient);
    }
}

/// A smaller gradient teaches nothing.
const NEGLIGIBLE: f32 = 1e-4;
