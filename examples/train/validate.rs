//! What a layer is worth on authors that it was not trained on.
//!
//! Each author's file is held out in turn, all of it, twins together: a random split would let the
//! model learn an author's habits and flatter it.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use egard::cue::learned::HEADS;
use egard::guard::learned::{FAMILIES, Levels, either};
use egard::language::Language;

use crate::corpus::Text;
use crate::fit::{self, Eye, Model, Space};

/// How many lawful reviews in a thousand may be noticed for each column: everyday ones and hard ones, which look like
/// what they are not. A needless look at a possible emergency costs a minute; a ground that is wrongly
/// suggested may lead to a wrong step.
const NOTICED: [[usize; FAMILIES]; HEADS.len()] = [[26, 26, 26], [20, 46, 20]];
/// How many fit replies in a hundred the layer may suspect: these are hard ones, most of them the twin of
/// an unfit reply; everyday replies are suspected far less.
const ALARMS: usize = 10;
/// A clause this much below the worst one is marked too (a factor of twenty).
const MARK: f32 = 3.0;
/// Of the replies above a blocking level, this many at least are unfit.
const RIGHT: f32 = 0.99;
/// A blocking level that fewer replies reach says nothing.
const REPLIES_TO_TELL: usize = 40;

/// How a held-out reply was judged.
pub(crate) struct Held {
    pub(crate) author: String,
    /// The columns that it has marked words for.
    pub(crate) marked: [bool; FAMILIES],
    pub(crate) innocent: bool,
    pub(crate) logits: [f32; FAMILIES],
    pub(crate) signed: bool,
}

impl Held {
    pub(crate) fn suspect(&self) -> f32 {
        either(&self.logits)
    }
}

/// Judges every text by a model of all other authors, and of the texts beside.
pub(crate) fn by_author(eye: &Eye<'_>, language: Language, texts: &[&Text], beside: &[&Text]) -> Vec<Held> {
    let authors: Vec<&str> =
        texts.iter().map(|text| text.author.as_str()).collect::<BTreeSet<_>>().into_iter().collect();
    let next = AtomicUsize::new(0);
    let judged = Mutex::new(Vec::new());
    let work = || {
        while let Some(author) = authors.get(next.fetch_add(1, Ordering::Relaxed)) {
            let held = judge(eye, language, texts, beside, author);
            if let Ok(mut judged) = judged.lock() {
                judged.push((*author, held));
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let mut judged = judged.into_inner().unwrap_or_default();
    judged.sort_by_key(|(author, _)| *author);
    judged.into_iter().flat_map(|(_, held)| held).collect()
}

fn judge(eye: &Eye<'_>, language: Language, texts: &[&Text], beside: &[&Text], author: &str) -> Vec<Held> {
    let others = texts.iter().filter(|text| text.author != author);
    let examples = fit::examples(eye, language, others.chain(beside).copied());
    let space = Space::of(&examples);
    let model = fit::train(&space, &examples);
    let held = texts.iter().filter(|text| text.author == author).map(|text| {
        let example = fit::example(eye, language, text);
        let (clauses, whole) = space.vectors(&example);
        Held {
            author: author.to_owned(),
            marked: example.marked,
            innocent: text.innocent,
            signed: example.signed,
            logits: model.worst(&clauses, &whole),
        }
    });
    held.collect()
}

/// What is not looked up, of a layer that reads replies.
pub(crate) fn levels_of_replies(model: &Model, held: &[Held]) -> Levels {
    Levels {
        warn: warn_level(held),
        mark: MARK,
        agree: agree_level(held),
        sure: std::array::from_fn(|family| block_level(held, family)),
        ..model.starts()
    }
}

/// The same of one that reads reviews: the levels from which on the signals of a head are noticed.
pub(crate) fn levels_of_reviews(number: usize, model: &Model, held: &[Held]) -> Levels {
    let level = |column: usize| {
        let innocent = held.iter().filter(|held| held.innocent).map(|held| held.logits[column]);
        exceeded_by(innocent.collect(), NOTICED[number][column])
    };
    Levels { sure: std::array::from_fn(level), ..model.starts() }
}

/// The level that so many in a thousand exceed.
fn exceeded_by(mut logits: Vec<f32>, thousandths: usize) -> f32 {
    logits.sort_by(|a, b| b.total_cmp(a));
    logits.get(logits.len() * thousandths / 1000).copied().unwrap_or(f32::MAX)
}

/// The level from which on a reply is suspect.
fn warn_level(held: &[Held]) -> f32 {
    exceeded_by(held.iter().filter(|held| held.innocent).map(Held::suspect).collect(), ALARMS * 10)
}

/// The lowest level of a family's worst clause from which on replies are unfit nearly always.
fn block_level(held: &[Held], family: usize) -> f32 {
    level(held.iter().map(|held| (held.logits[family], !held.innocent)).collect())
}

/// The lowest level from which on replies in which a rule would block are unfit nearly always.
fn agree_level(held: &[Held]) -> f32 {
    level(held.iter().filter(|held| held.signed).map(|held| (held.suspect(), !held.innocent)).collect())
}

/// The lowest score from which on nearly all are unfit.
fn level(mut scored: Vec<(f32, bool)>) -> f32 {
    scored.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let (mut unfit, mut level) = (0, f32::MAX);
    for (above, (score, is_unfit)) in scored.into_iter().enumerate() {
        unfit += usize::from(is_unfit);
        if above + 1 >= REPLIES_TO_TELL && unfit as f32 >= RIGHT * (above + 1) as f32 {
            level = score;
        }
    }
    level
}
