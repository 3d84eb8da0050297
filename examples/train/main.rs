//! Trains the learned layers, of the guard and of the cues: `cargo run --release --example train`.
//!
//! Reads the replies and the reviews of `training/`, learns from all of them, and writes the weights that are
//! compiled in, with a report of what texts by authors held out of training say of them.
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

use egard::cue::learned::HEADS;
use egard::guard::Subject;
use egard::guard::learned::{LEARNED, Levels, Weights};
use egard::language::Language;
use egard::pack::{Files, Pack};

use corpus::Text;
use fit::{Eye, Model};
use report::Report;
use validate::Held;

/// The pack whose rules and cues are signs for the layers: those of common, and its own.
const PACK: &str = "health-fr";
const REPORT: &str = "training/report.md";
const DIGESTS: &str = "training/digests.txt";
/// How many rows each layer keeps: together the files stay below six million bytes, a fifth of their slots
/// free.
const ROWS_OF_REPLIES: usize = 325_000;
const ROWS_OF_REVIEWS: usize = 35_000;

/// A layer to train.
struct Layer<'a> {
    title: &'a str,
    columns: [String; 3],
    texts: Vec<Text>,
    /// Texts that are learned from and never held out: they are of no one author.
    beside: &'a [Text],
    eye: &'a Eye<'a>,
    levels: &'a dyn Fn(&Model, &[Held]) -> Levels,
    rows: usize,
    file: &'a str,
}

fn main() -> Result<(), Box<dyn Error>> {
    let pack = Pack::load_trusted(&Files::embedded(), PACK).map_err(|error| format!("{error:?}"))?;
    let mut replies = corpus::replies(Path::new("training/replies"))?;
    let answered = corpus::answered(&replies, &pack.cues);
    replies.extend(corpus::examples(&pack));
    let mut report = Report::new();
    for (head, (title, file)) in
        [("Reviews: distress", "src/cue/distress.bin"), ("Reviews: hostility", "src/cue/hostility.bin")]
            .into_iter()
            .enumerate()
    {
        train(
            &Layer {
                title,
                columns: HEADS[head].map(|signal| signal.to_string()),
                texts: corpus::reviews(Path::new("training/reviews"), HEADS[head])?,
                beside: &answered,
                eye: &|text, language| pack.cues.sketch(&text.body, language),
                levels: &|model, held| validate::levels_of_reviews(head, model, held),
                rows: ROWS_OF_REVIEWS,
                file,
            },
            &mut report,
        )?;
    }
    train(
        &Layer {
            title: "Replies",
            columns: LEARNED.map(|family| family.to_string()),
            texts: replies,
            beside: &[],
            eye: &|text, language| {
                let subject =
                    Subject { language: Some(language), review: Some(&text.review), ..Subject::public(&text.body) };
                pack.guard.sketch(&subject, language)
            },
            levels: &validate::levels_of_replies,
            rows: ROWS_OF_REPLIES,
            file: "src/guard/learned/replies.bin",
        },
        &mut report,
    )?;
    fs::write(REPORT, report.finish())?;
    fs::write(DIGESTS, digests::of_training(Path::new("."))?)?;
    Ok(())
}

/// Trains a layer on all of its texts, and reports how held-out authors were judged.
fn train(layer: &Layer<'_>, report: &mut Report) -> Result<(), Box<dyn Error>> {
    println!("{}: {} texts by {} authors", layer.title, layer.texts.len(), corpus::authors(&layer.texts).len());
    let learned = Language::ALL.map(|language| learn(layer, language));
    let rows = Language::ALL
        .into_iter()
        .zip(&learned)
        .flat_map(|(language, learned)| learned.rows.iter().map(move |row| (language, row.clone())));
    let kept = rows::heaviest(rows.collect(), layer.rows);
    let file = Weights::write(learned.each_ref().map(|learned| learned.levels), &kept);
    fs::write(layer.file, &file)?;
    println!("{}: {} weights, {} bytes", layer.title, kept.len(), file.len());
    report.layer(layer.title, kept.len(), file.len());
    for (language, learned) in Language::ALL.into_iter().zip(&learned) {
        report.language(language, &layer.columns, &learned.held, &learned.levels);
    }
    Ok(())
}

/// What is learned of one language, and how held-out texts were judged.
struct Learned {
    levels: Levels,
    rows: Vec<rows::Weighted>,
    held: Vec<Held>,
}

fn learn(layer: &Layer<'_>, language: Language) -> Learned {
    let of_language = |text: &&Text| text.language == language;
    let texts: Vec<&Text> = layer.texts.iter().filter(of_language).collect();
    let beside: Vec<&Text> = layer.beside.iter().filter(of_language).collect();
    let held = validate::by_author(layer.eye, language, &texts, &beside);
    let examples = fit::examples(layer.eye, language, texts.iter().chain(&beside).copied());
    let space = fit::Space::of(&examples);
    let model = fit::train(&space, &examples);
    Learned { levels: (layer.levels)(&model, &held), rows: rows::of(&space, &model, &examples), held }
}

#[path = "../../tests/support/digests.rs"]
mod digests;
