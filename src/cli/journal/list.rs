//! `egard journal list`.

use std::process::ExitCode;

use clap::Args;
use comfy_table::{Table, presets};

use super::{Format, print_json, print_sheet};
use crate::cli::office::{block_on, journal_failure, load_config, open_journal, practice};
use crate::cli::{Failure, Global, Outcome, print_line};
use crate::exchange::Status;
use crate::journal::{Journal, Query, Summary};
use crate::practice::Practice;
use crate::sheet::Field;
use crate::{text, wording};

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[arg(long, value_name = "STATUS", value_parser = status)]
    status: Vec<Status>,
    #[arg(long)]
    with_measures: bool,
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

fn status(name: &str) -> Result<Status, String> {
    let known = || Status::ALL.map(Status::name).join(", ");
    Status::ALL.into_iter().find(|status| status.name() == name).ok_or_else(known)
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Outcome {
    let config = load_config(global)?;
    let practice = practice(&config, global)?;
    let journal = open_journal(global)?;
    let query = Query {
        practice: Some(practice.id.clone()),
        statuses: arguments.status.clone(),
        with_measures: arguments.with_measures,
        limit: arguments.limit,
        ..Query::default()
    };
    let mut summaries = block_on(journal.list(&query))?.map_err(|error| journal_failure(&error, global))?;
    match arguments.format {
        Format::Human => list_for_people(global, practice, &summaries)?,
        Format::Json => {
            // What tells replies apart is of use to the program alone.
            for summary in &mut summaries {
                summary.reply = None;
            }
            print_json(&summaries)?;
        }
        Format::Csv => list_as_sheet(global, practice, &summaries)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn list_for_people(global: &Global, practice: &Practice, summaries: &[Summary]) -> Result<(), Failure> {
    let language = global.language;
    if summaries.is_empty() {
        return print_line(&text!(language, "journal-empty", practice = practice.name.as_str()));
    }
    let mut table = Table::new();
    table.load_preset(presets::UTF8_HORIZONTAL_ONLY);
    let headings = ["exchange", "received", "status", "outcome", "due"];
    table.set_header(headings.map(|heading| wording::named(language, "column", heading)));
    for summary in summaries {
        table.add_row([
            summary.exchange.to_string(),
            summary.received_at.to_zoned(practice.zone()).strftime("%Y-%m-%d %H:%M").to_string(),
            wording::named(language, "status", summary.status.name()),
            summary.outcome.clone().unwrap_or_default(),
            summary.due.map(|due| due.to_string()).unwrap_or_default(),
        ]);
    }
    print_line(&table.to_string())
}

fn list_as_sheet(global: &Global, practice: &Practice, summaries: &[Summary]) -> Result<(), Failure> {
    let headings = [
        "exchange",
        "practice",
        "revision",
        "status",
        "outcome",
        "received_at",
        "updated_at",
        "assignee",
        "due",
        "open_measures",
    ];
    let minute = |at: jiff::Timestamp| at.to_zoned(practice.zone()).strftime("%Y-%m-%d %H:%M").to_string();
    print_sheet(global.language, |sheet| {
        sheet.row(headings.map(Field::from))?;
        summaries.iter().try_for_each(|summary| {
            sheet.row([
                summary.exchange.to_string().into(),
                summary.practice.to_string().into(),
                Field::from(summary.revision as usize),
                summary.status.name().into(),
                summary.outcome.clone().into(),
                minute(summary.received_at).into(),
                minute(summary.updated_at).into(),
                summary.assignee.clone().into(),
                summary.due.map(|due| due.to_string()).into(),
                summary.open_measures.into(),
            ])
        })
    })
}
