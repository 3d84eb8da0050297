//! `egard journal queue`: what waits, what burns first at the top.

use std::process::ExitCode;

use clap::Args;
use comfy_table::{Table, presets};
use serde::Serialize;

use super::print_json;
use crate::cli::office::{Opened, block_on};
use crate::cli::{Failure, Global, Outcome, print_line};
use crate::desk::{Waiting, WaitsFor};
use crate::practice::Practice;
use crate::{terminal, text, wording};

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[arg(long, value_enum, default_value_t = super::show::Format::Human)]
    format: super::show::Format,
}

/// One exchange that waits, as JSON shows it.
#[derive(Serialize)]
struct Line<'a> {
    exchange: &'a str,
    status: &'a str,
    waits_for: &'a str,
    since: String,
    clock: Option<&'a str>,
    due: Option<String>,
    overdue: bool,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Outcome {
    let Opened { desk, visit, practice, .. } = Opened::open(global)?;
    let queue = block_on(desk.queue(&visit))?.map_err(|error| Failure::bad(error.tell(global.language)))?;
    if arguments.format == super::show::Format::Json {
        print_json(&queue.iter().map(line).collect::<Vec<_>>())?;
    } else {
        for_people(global, &practice, &queue)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn line(waiting: &Waiting) -> Line<'_> {
    Line {
        exchange: waiting.exchange.as_str(),
        status: waiting.status.name(),
        waits_for: match &waiting.waits_for {
            WaitsFor::Managers => "managers",
            WaitsFor::Person(person) => person,
        },
        since: waiting.since.to_string(),
        clock: waiting.burns.as_ref().map(|clock| clock.id.as_str()),
        due: waiting.burns.as_ref().map(|clock| clock.due.to_string()),
        overdue: waiting.overdue,
    }
}

fn for_people(global: &Global, practice: &Practice, queue: &[Waiting]) -> Result<(), Failure> {
    let language = global.language;
    if queue.is_empty() {
        return print_line(&text!(language, "queue-empty"));
    }
    let mut table = Table::new();
    table.load_preset(presets::UTF8_HORIZONTAL_ONLY);
    let headings = ["exchange", "status", "waits-for", "since", "due", "to-do"];
    table.set_header(headings.map(|heading| wording::named(language, "column", heading)));
    for waiting in queue {
        let due = waiting.burns.as_ref().map(|clock| clock.due.to_string()).unwrap_or_default();
        let due = if waiting.overdue { format!("! {due}") } else { due };
        let waits_for = match &waiting.waits_for {
            WaitsFor::Managers => text!(language, "queue-managers"),
            WaitsFor::Person(person) => terminal::clean(person).into_owned(),
        };
        table.add_row([
            waiting.exchange.to_string(),
            wording::named(language, "status", waiting.status.name()),
            waits_for,
            waiting.since.to_zoned(practice.zone()).strftime("%Y-%m-%d %H:%M").to_string(),
            due,
            waiting.burns.as_ref().map(|clock| terminal::clean(&clock.label).into_owned()).unwrap_or_default(),
        ]);
    }
    print_line(&table.to_string())
}
