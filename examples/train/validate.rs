//! What the layer is worth on authors that it was not trained on.
//!
//! Each author's file is held out in turn, all of it, twins together: a random split would let the
//! model learn an author's habits and flatter it.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use egard::guard::Guard;
use egard::guard::learned::{FAMILIES, either};
use egard::language::Language;

use crate::corpus::Reply;
use crate::fit::{self, Space};

/// How many fit replies in a hundred the layer may suspect: these are hard ones, most of them the twin of
/// an unfit reply; everyday replies are suspected far less.
const ALARMS: usize = 10;
/// A clause this much below the worst one is marked too (a factor of twenty).
pub(crate) const MARK: f32 = 3.0;
/// Of the replies above a blocking level, this many at least are unfit.
const RIGHT: f32 = 0.99;
/// A blocking level that fewer replies reach says nothing.
const REPLIES_TO_TELL: usize = 40;

/// How a held-out reply was judged.
pub(crate) struct Held {
    pub(crate) author: String,
    pub(crate) unfit: [bool; FAMILIES],
    pub(crate) logits: [f32; FAMILIES],
    pub(crate) signed: bool,
}

impl Held {
    pub(crate) fn is_unfit(&self) -> bool {
        self.unfit.contains(&true)
    }

    pub(crate) fn suspect(&self) -> f32 {
        either(&self.logits)
    }
}

/// Judges every reply by a model of all other authors.
pub(crate) fn by_author(guard: &Guard, language: Language, replies: &[&Reply]) -> Vec<Held> {
    let authors: Vec<&str> =
        replies.iter().map(|reply| reply.author.as_str()).collect::<BTreeSet<_>>().into_iter().collect();
    let next = AtomicUsize::new(0);
    let judged = Mutex::new(Vec::new());
    let work = || {
        while let Some(author) = authors.get(next.fetch_add(1, Ordering::Relaxed)) {
            let held = judge(guard, language, replies, author);
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

fn judge(guard: &Guard, language: Language, replies: &[&Reply], author: &str) -> Vec<Held> {
    let examples = fit::examples(guard, language, replies, &|reply| reply.author != author);
    let space = Space::of(&examples);
    let model = fit::train(&space, &examples);
    let held = replies.iter().filter(|reply| reply.author == author).filter_map(|reply| {
        let example = fit::example(guard, language, reply)?;
        let (clauses, whole) = space.vectors(&example);
        Some(Held {
            author: author.to_owned(),
            unfit: example.unfit,
            signed: example.signed,
            logits: model.worst(&clauses, &whole),
        })
    });
    held.collect()
}

/// The level from which on a reply is suspect.
pub(crate) fn warn_level(held: &[Held]) -> f32 {
    let mut fit: Vec<f32> = held.iter().filter(|held| !held.is_unfit()).map(Held::suspect).collect();
    fit.sort_by(|a, b| b.total_cmp(a));
    fit.get(fit.len() * ALARMS / 100).copied().unwrap_or(f32::MAX)
}

/// The lowest level of a family's worst clause from which on replies are unfit nearly always.
pub(crate) fn block_level(held: &[Held], family: usize) -> f32 {
    level(held.iter().map(|held| (held.logits[family], held.is_unfit())).collect())
}

/// The lowest level from which on replies in which a rule would block are unfit nearly always.
pub(crate) fn agree_level(held: &[Held]) -> f32 {
    level(held.iter().filter(|held| held.signed).map(|held| (held.suspect(), held.is_unfit())).collect())
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
