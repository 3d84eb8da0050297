//! The report of a training: what held-out authors say of it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use egard::guard::learned::{FAMILIES, Levels};
use egard::language::Language;

use crate::validate::Held;

/// The report, in Markdown.
pub(crate) struct Report(String);

impl Report {
    pub(crate) fn new() -> Self {
        Self(String::from(
            "# Report of the last training\n\nWritten by the trainer. Each author’s file was held out in turn and judged by a model of all the\nothers: these are figures on authors not trained on, for the learned layers alone.\n",
        ))
    }

    pub(crate) fn finish(self) -> String {
        self.0
    }

    /// A layer begins.
    pub(crate) fn layer(&mut self, title: &str, weights: usize, bytes: usize) {
        let _ = writeln!(self.0, "\n## {title}\n\nWeights: {weights}; bytes: {bytes}.");
    }

    /// What a language of the layer is worth: a line for each author, and one for each column.
    pub(crate) fn language(&mut self, language: Language, columns: &[String], held: &[Held], levels: &Levels) {
        let _ = writeln!(self.0, "\n### {}\n", language.code());
        let _ = writeln!(
            self.0,
            "| author | marked | found | sure | innocent | suspected | sure |\n| --- | --- | --- | --- | --- | --- | --- |"
        );
        let authors: BTreeSet<&str> = held.iter().map(|held| held.author.as_str()).collect();
        for author in authors {
            self.line(author, &all_columns(held.iter().filter(|held| held.author == author)), levels);
        }
        self.line("all", &all_columns(held.iter()), levels);
        for (column, name) in columns.iter().enumerate() {
            self.line(&format!("all, for {name}"), &Judged::of(held.iter(), &[column]), levels);
        }
    }

    fn line(&mut self, name: &str, judged: &Judged<'_>, levels: &Levels) {
        let Judged { marked, innocent, columns } = judged;
        // A layer with no level to warn tells only what it is sure of.
        let sure = |held: &&&Held| columns.iter().any(|column| held.logits[*column] >= levels.sure[*column]);
        let found = |held: &&&Held| {
            if levels.warn < f32::MAX { held.suspect() >= levels.warn } else { sure(held) }
        };
        let blocked = |held: &&&Held| found(held) && sure(held);
        let share = |some: usize, all: &[&Held]| {
            if all.is_empty() { "-".to_owned() } else { format!("{:.1} %", 100.0 * some as f32 / all.len() as f32) }
        };
        let _ = writeln!(
            self.0,
            "| {name} | {} | {} | {} | {} | {} | {} |",
            marked.len(),
            share(marked.iter().filter(found).count(), marked),
            share(marked.iter().filter(blocked).count(), marked),
            innocent.len(),
            share(innocent.iter().filter(found).count(), innocent),
            share(innocent.iter().filter(blocked).count(), innocent),
        );
    }
}

/// The texts that are marked for some columns, and those that are innocent of everything.
struct Judged<'a> {
    marked: Vec<&'a Held>,
    innocent: Vec<&'a Held>,
    columns: Vec<usize>,
}

impl<'a> Judged<'a> {
    fn of(held: impl Iterator<Item = &'a Held>, columns: &[usize]) -> Self {
        let (innocent, others): (Vec<_>, Vec<_>) = held.partition(|held| held.innocent);
        let marked = others.into_iter().filter(|held| columns.iter().any(|column| held.marked[*column]));
        Self { marked: marked.collect(), innocent, columns: columns.to_vec() }
    }
}

fn all_columns<'a>(held: impl Iterator<Item = &'a Held>) -> Judged<'a> {
    Judged::of(held, &std::array::from_fn::<_, FAMILIES, _>(|column| column))
}
