//! `egard journal measures`.

use std::process::ExitCode;

use clap::Args;
use comfy_table::{ContentArrangement, Table, presets};

use super::{Format, print_json, print_sheet};
use crate::cli::office::{Opened, block_on};
use crate::cli::{Failure, Global, Outcome, print_line};
use crate::desk::{DeskError, OpenMeasure};
use crate::sheet::Field;
use crate::terminal::clean;
use crate::{text, wording};

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[arg(long)]
    all: bool,
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// What was promised to be improved, the latest first.
pub(super) fn run(global: &Global, arguments: &Arguments) -> Outcome {
    let Opened { desk, visit, .. } = Opened::open(global)?;
    let explain = |error: DeskError| Failure::bad(error.explain(global.language));
    let measures = if arguments.all {
        block_on(desk.all_measures(&visit))?.map_err(explain)?
    } else {
        block_on(desk.open_measures(&visit))?.map_err(explain)?
    };
    match arguments.format {
        Format::Human => for_people(global, &measures)?,
        Format::Json => print_json(&measures)?,
        Format::Csv => print_sheet(global.language, |sheet| {
            sheet.row(["exchange", "measure", "owner", "due", "done", "late"].map(Field::from))?;
            measures.iter().try_for_each(|measure| {
                sheet.row([
                    measure.exchange.to_string().into(),
                    measure.measure.clone().into(),
                    measure.owner.clone().into(),
                    measure.due.to_string().into(),
                    measure.done.map(|day| day.to_string()).into(),
                    usize::from(measure.is_late).into(),
                ])
            })
        })?,
    }
    Ok(ExitCode::SUCCESS)
}

fn for_people(global: &Global, measures: &[OpenMeasure]) -> Result<(), Failure> {
    let language = global.language;
    if measures.is_empty() {
        return print_line(&text!(language, "measures-none"));
    }
    let mut table = Table::new();
    table.load_preset(presets::UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    let headings = ["measure", "owner", "due", "done", "exchange"];
    table.set_header(headings.map(|heading| wording::named(language, "column", heading)));
    for measure in measures {
        let late = if measure.is_late { format!(" ({})", text!(language, "measures-late")) } else { String::new() };
        table.add_row([
            clean(&measure.measure).into_owned(),
            clean(&measure.owner).into_owned(),
            format!("{}{late}", measure.due),
            measure.done.map_or_else(|| "—".to_owned(), |day| day.to_string()),
            measure.exchange.to_string(),
        ]);
    }
    print_line(&table.to_string())
}
