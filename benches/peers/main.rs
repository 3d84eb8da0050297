//! Égard beside other tools, one table each: its bot beside the same step written with discord.js and with
//! discord.py, all three against the same fake Discord; its guard beside Presidio and EDS-NLP, on replies that
//! it was not trained on.
//!
//! ```sh
//! cargo bench --bench peers                   # both, five rounds of bots
//! cargo bench --bench peers -- bots           # or one of them
//! cargo bench --bench peers -- texts
//! cargo bench --bench peers -- bots rounds=1  # a quick look
//! ```
//!
//! The others are installed under `target/` by npm and pip, at the versions that are written down beside this
//! file. What cannot be installed is said and left out.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::cast_precision_loss,
    reason = "a program for the bench alone"
)]

#[path = "../gauge/mod.rs"]
mod gauge;
#[path = "../../tests/support/mod.rs"]
mod support;

mod bots;
mod install;
mod machine;
mod texts;

use comfy_table::{CellAlignment, Table, presets};

/// How often each bot is run anew, unless `rounds=` says otherwise.
const ROUNDS: usize = 5;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let has = |word: &str| args.iter().any(|arg| arg == word);
    if has(texts::ALONE) {
        return texts::guard_alone();
    }
    // `cargo test --benches` starts this program too, without `--bench`: there is nothing to hold.
    if !has("--bench") {
        return;
    }
    let rounds = args.iter().find_map(|arg| arg.strip_prefix("rounds=")?.parse().ok());
    let everything = !has("bots") && !has("texts");
    println!("{}", machine::described(&install::folder()));
    if everything || has("bots") {
        bots::compare(rounds.unwrap_or(ROUNDS).max(1));
    }
    if everything || has("texts") {
        texts::compare();
    }
}

/// A table as Markdown, its first columns being words and the others figures.
fn table(head: &[&str], words: usize) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::ASCII_MARKDOWN).set_header(head);
    for column in table.column_iter_mut().skip(words) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// The figure in the middle.
fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    at(&figures, 0.5)
}

/// The figure that this share of all lies below; they are in order.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a length")]
fn at(figures: &[f64], share: f64) -> f64 {
    let index = (figures.len().saturating_sub(1) as f64 * share).round() as usize;
    figures.get(index).copied().unwrap_or(f64::NAN)
}
