//! Trains the learned layer of the guard: `cargo run --release --example train`.
//!
//! Reads the replies of `training/replies/`, learns from all of them, and writes the weights that are
//! compiled into the guard, with a report of what replies by authors held out of training say of them.
//! The same texts make the same bytes: nothing here depends on a clock, a thread or the machine's own
//! mathematics.

#![allow(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a program that tells what it does, in round figures"
)]

mod augment;
mod corpus;
mod fit;
mod report;
mod rows;
mod validate;

use std::error::Error;
use std::fs;
use std::path::Path;

use egard::guard::Guard;
use egard::guard::learned::{FAMILIES, Levels, Weights};
use egard::language::Language;
use egard::pack::{Files, Pack};

use corpus::Reply;
use validate::Held;

/// The pack whose rules are signs for the layer: those of common, and its own.
const PACK: &str = "health-fr";
const WEIGHTS: &str = "src/guard/learned/weights.bin";
const REPORT: &str = "training/report.md";
const DIGESTS: &str = "training/digests.txt";

fn main() -> Result<(), Box<dyn Error>> {
    let pack = Pack::load_trusted(&Files::embedded(), PACK).map_err(|error| format!("{error:?}"))?;
    let guard = &pack.guard;
    let mut replies = corpus::read(Path::new("training/replies"))?;
    replies.extend(corpus::own(&pack));
    println!("{} replies by {} authors", replies.len(), corpus::authors(&replies).len());
    let mut levels = Vec::new();
    let mut rows = Vec::new();
    let mut held_out = Vec::new();
    for language in Language::ALL {
        let own: Vec<&Reply> = replies.iter().filter(|reply| reply.language == language).collect();
        let (own_levels, own_rows, held) = learn(guard, language, &own);
        println!("{}: {} replies, {} features", language.code(), own.len(), own_rows.len());
        levels.push(own_levels);
        rows.extend(own_rows.into_iter().map(|row| (language, row)));
        held_out.push((language, held));
    }
    let [french, english] = levels.as_slice() else { return Err("two languages are expected".into()) };
    let kept = rows::heaviest(rows);
    let file = Weights::write([*french, *english], &kept);
    fs::write(WEIGHTS, &file)?;
    fs::write(REPORT, report::of(&held_out, [french, english], kept.len(), file.len()))?;
    fs::write(DIGESTS, egard_digests()?)?;
    println!("{} weights, {} bytes", kept.len(), file.len());
    Ok(())
}

/// What is learned of one language: levels, weights, and how held-out replies were judged.
fn learn(guard: &Guard, language: Language, replies: &[&Reply]) -> (Levels, Vec<rows::Weighted>, Vec<Held>) {
    let held = validate::by_author(guard, language, replies);
    let examples = fit::examples(guard, language, replies, &|_| true);
    let space = fit::Space::of(&examples);
    let model = fit::train(&space, &examples);
    let levels = Levels {
        clause: model.clause_bias,
        reply: model.reply_bias,
        share: fit::SHARE,
        warn: validate::warn_level(&held),
        mark: validate::MARK,
        agree: validate::agree_level(&held),
        block: std::array::from_fn::<_, FAMILIES, _>(|family| validate::block_level(&held, family)),
    };
    (levels, rows::of(&space, &model, &examples), held)
}

#[path = "../../tests/support/digests.rs"]
mod digests;

fn egard_digests() -> std::io::Result<String> {
    digests::of_training(Path::new("."))
}
