//! `egard journal list`.

use std::process::ExitCode;

use clap::Args;
use comfy_table::{Table, presets};

use super::{Format, print_json};
use crate::cli::office::{block_on, journal_failure, load_config, open_journal, practice};
use crate::cli::{Failure, Global, Outcome, print_line};
use crate::exchange::Status;
use crate::journal::{Journal, Query, Summary};
use crate::practice::Practice;
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
        Format::Csv => list_as_csv(&summaries)?,
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

fn list_as_csv(summaries: &[Summary]) -> Result<(), Failure> {
    print_line("exchange,practice,revision,status,outcome,received_at,updated_at,assignee,due,open_measures")?;
    summaries.iter().try_for_each(|summary| {
        let due = summary.due.map(|due| due.to_string()).unwrap_or_default();
        let outcome = summary.outcome.as_deref().unwrap_or_default();
        let fields = [
            summary.exchange.to_string(),
            summary.practice.to_string(),
            summary.revision.to_string(),
            summary.status.name().to_owned(),
            outcome.to_owned(),
            summary.received_at.to_string(),
            summary.updated_at.to_string(),
            summary.assignee.clone(),
            due,
            summary.open_measures.to_string(),
        ];
        print_line(&fields.map(|field| csv_field(&field)).join(","))
    })
}

/// A field that a spreadsheet takes as text and never as a formula.
pub(super) fn csv_field(field: &str) -> String {
    let guarded = if field.starts_with(['=', '+', '-', '@', '\t']) { format!("'{field}") } else { field.to_owned() };
    if guarded.contains([',', '"', '\n']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

#[cfg(test)]
mod tests {
    use super::csv_field;

    #[test]
    fn a_field_never_becomes_a_formula_nor_breaks_its_row() {
        assert_eq!(csv_field("=1+1"), "'=1+1");
        assert_eq!(csv_field("a,\"b\""), "\"a,\"\"b\"\"\"");
    }
}
