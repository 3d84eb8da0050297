//! The report of a training: what held-out authors say of it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use egard::guard::learned::{FAMILIES, LEARNED, Levels};
use egard::language::Language;

use crate::validate::Held;

/// The report, in Markdown.
pub(crate) fn of(held: &[(Language, Vec<Held>)], levels: [&Levels; 2], weights: usize, bytes: usize) -> String {
    let mut report = String::from(
        "# Report of the last training\n\nWritten by the trainer. Each author’s file was held out in turn and judged by a model of all the\nothers: these are figures on authors not trained on, for the learned layer alone.\n",
    );
    let _ = writeln!(report, "\nWeights: {weights}; bytes: {bytes}.");
    for ((language, held), levels) in held.iter().zip(levels) {
        let _ = writeln!(report, "\n## {}\n", language.code());
        let _ = writeln!(
            report,
            "| author | unfit | found | blocked | fit | suspected | blocked |\n| --- | --- | --- | --- | --- | --- | --- |"
        );
        let authors: BTreeSet<&str> = held.iter().map(|held| held.author.as_str()).collect();
        for author in authors {
            line(&mut report, author, held.iter().filter(|held| held.author == author), levels);
        }
        line(&mut report, "all", held.iter(), levels);
        for (family, name) in LEARNED.iter().enumerate() {
            let own = held.iter().filter(|held| !held.is_unfit() || held.unfit[family]);
            line(&mut report, &format!("all, unfit for {name}"), own, levels);
        }
    }
    report
}

fn line<'a>(report: &mut String, name: &str, held: impl Iterator<Item = &'a Held>, levels: &Levels) {
    let (unfit, fit): (Vec<&Held>, Vec<&Held>) = held.partition(|held| held.is_unfit());
    let warned = |held: &&&Held| held.suspect() >= levels.warn;
    let blocked =
        |held: &&&Held| warned(held) && (0..FAMILIES).any(|family| held.logits[family] >= levels.block[family]);
    let share = |some: usize, all: &[&Held]| {
        if all.is_empty() { "-".to_owned() } else { format!("{:.1} %", 100.0 * some as f32 / all.len() as f32) }
    };
    let _ = writeln!(
        report,
        "| {name} | {} | {} | {} | {} | {} | {} |",
        unfit.len(),
        share(unfit.iter().filter(warned).count(), &unfit),
        share(unfit.iter().filter(blocked).count(), &unfit),
        fit.len(),
        share(fit.iter().filter(warned).count(), &fit),
        share(fit.iter().filter(blocked).count(), &fit),
    );
}
