//! `egard journal show`.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::print_json;
use crate::cli::office::{Opened, block_on};
use crate::cli::{Failure, Global, Outcome, colour, print_line, print_painted};
use crate::desk::{event_detail, event_name};
use crate::exchange::{Event, Exchange, Recorded};
use crate::practice::Practice;
use crate::{terminal, text};

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[arg(value_name = "EXCHANGE")]
    exchange: String,
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Format {
    Human,
    Json,
}

/// One event, as JSON shows it.
#[derive(Serialize)]
struct EventLine<'a> {
    at: String,
    revision: u32,
    actor: &'a str,
    event: &'a Event,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Outcome {
    let Opened { desk, visit, practice, .. } = Opened::open(global)?;
    let explain = |error: crate::desk::DeskError| Failure::bad(error.explain(global.language));
    let id = block_on(desk.find(&visit, &terminal::clean(&arguments.exchange)))?.map_err(explain)?;
    let exchange = block_on(desk.history(&visit, id))?.map_err(explain)?;
    // This reading is on record before it is shown, and the next one shows it.
    let screen = block_on(desk.view(&visit, id, "terminal"))?.map_err(explain)?;
    if arguments.format == Format::Json {
        let lines: Vec<_> = exchange.history.iter().map(event_line).collect();
        print_json(&lines)?;
        return Ok(ExitCode::SUCCESS);
    }
    let brush = terminal::Brush { height: u16::MAX, ..terminal::Brush::of_terminal(global.language, colour()) };
    print_painted(&brush.screen(&screen))?;
    print_painted(&brush.heading(&text!(global.language, "journal-history")))?;
    history(global, &practice, &exchange)?;
    Ok(ExitCode::SUCCESS)
}

fn event_line(recorded: &Recorded) -> EventLine<'_> {
    EventLine {
        at: recorded.at.to_string(),
        revision: recorded.revision,
        actor: &recorded.actor.id,
        event: &recorded.event,
    }
}

fn history(global: &Global, practice: &Practice, exchange: &Exchange) -> Result<(), Failure> {
    exchange.history.iter().try_for_each(|recorded| {
        let at = recorded.at.to_zoned(practice.zone()).strftime("%Y-%m-%d %H:%M:%S");
        let what = event_name(&recorded.event, global.language);
        let detail = event_detail(&recorded.event, global.language)
            .map(|detail| format!(" · {}", terminal::clean(&detail)))
            .unwrap_or_default();
        print_line(&format!(
            "  {at}  {:>3}  {}  {what}{detail}",
            recorded.revision,
            terminal::clean(&recorded.actor.id)
        ))
    })
}
