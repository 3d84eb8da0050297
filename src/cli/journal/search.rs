//! `egard journal search`: exchanges by words and filters, with the match shown.

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::{Format, print_json, print_sheet};
use crate::cli::office::{Opened, block_on};
use crate::cli::{Failure, Global, Outcome, colour, print_painted};
use crate::desk::{Match, Results};
use crate::sheet::Field;
use crate::terminal::{self, Brush};

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[arg(value_name = "WORDS", required = true)]
    words: Vec<String>,
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    page: u32,
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// A page, as JSON shows it.
#[derive(Serialize)]
struct Found<'a> {
    total: usize,
    /// Whether there are more than `total`, which are not all counted.
    and_more: bool,
    page: usize,
    pages: usize,
    hits: Vec<Hit<'a>>,
}

/// An exchange that was found, as JSON shows it.
#[derive(Serialize)]
struct Hit<'a> {
    exchange: &'a str,
    received: String,
    status: &'a str,
    outcome: Option<&'a str>,
    part: &'a str,
    excerpt: &'a str,
    /// Where what was looked for stands in the excerpt, in bytes of UTF-8.
    marks: Vec<(usize, usize)>,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Outcome {
    let Opened { desk, visit, .. } = Opened::open(global)?;
    let typed = arguments.words.join(" ");
    let page = usize::try_from(arguments.page).unwrap_or(usize::MAX);
    let results = block_on(desk.search(&visit, &typed, page))?;
    let results = results.map_err(|error| Failure::bad(error.tell(global.language)))?;
    match arguments.format {
        Format::Human => for_people(global, &results)?,
        Format::Json => print_json(&as_json(&results))?,
        Format::Csv => as_sheet(global, &results)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn for_people(global: &Global, results: &Results) -> Result<(), Failure> {
    let brush = Brush::of_terminal(global.language, colour());
    print_painted(&brush.heading(&results.heading))?;
    results.hits.iter().try_for_each(|hit| print_painted(&format!("\n{}", brush.found(hit))))
}

fn as_json(results: &Results) -> Found<'_> {
    Found {
        total: results.total,
        and_more: results.and_more,
        page: results.page,
        pages: results.pages,
        hits: results.hits.iter().map(hit_of).collect(),
    }
}

fn hit_of(hit: &Match) -> Hit<'_> {
    Hit {
        exchange: hit.exchange.as_str(),
        received: hit.day.to_string(),
        status: hit.status.name(),
        outcome: hit.outcome.as_deref(),
        part: hit.excerpt.part.name(),
        excerpt: &hit.excerpt.text,
        marks: hit.excerpt.marks.iter().map(|mark| (mark.start, mark.end)).collect(),
    }
}

fn as_sheet(global: &Global, results: &Results) -> Result<(), Failure> {
    print_sheet(global.language, |sheet| {
        sheet.row(["exchange", "received", "status", "outcome", "part", "excerpt"].map(Field::from))?;
        results.hits.iter().try_for_each(|hit| {
            sheet.row([
                hit.exchange.to_string().into(),
                hit.day.to_string().into(),
                hit.status.name().into(),
                hit.outcome.clone().into(),
                hit.excerpt.part.name().into(),
                terminal::clean(&hit.excerpt.text).into_owned().into(),
            ])
        })
    })
}
