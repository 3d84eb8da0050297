//! `egard journal`: the record, one file per command.

mod erase;
mod export;
mod keep;
mod list;
mod measures;
mod proof;
mod queue;
mod search;
mod show;
mod stats;

use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;

use super::{Failure, Global, Outcome, print};
use crate::language::Language;
use crate::sheet::{Sheet, SheetError};
use crate::terminal::clean;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(list::Arguments),
    Show(show::Arguments),
    Search(search::Arguments),
    Export(export::Arguments),
    Stats(stats::Arguments),
    Measures(measures::Arguments),
    Queue(queue::Arguments),
    Attach(keep::AttachArguments),
    Hold(keep::HoldArguments),
    Release(keep::HoldArguments),
    Erase(erase::Arguments),
    Purge(erase::PurgeArguments),
    Verify(proof::Arguments),
    Rebuild,
}

/// How a list is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Human,
    Json,
    Csv,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Outcome {
    match &arguments.command {
        Command::List(arguments) => list::run(global, arguments),
        Command::Show(arguments) => show::run(global, arguments),
        Command::Search(arguments) => search::run(global, arguments),
        Command::Export(arguments) => export::run(global, arguments),
        Command::Stats(arguments) => stats::run(global, arguments),
        Command::Measures(arguments) => measures::run(global, arguments),
        Command::Queue(arguments) => queue::run(global, arguments),
        Command::Attach(arguments) => keep::attach(global, arguments),
        Command::Hold(arguments) => keep::hold(global, arguments),
        Command::Release(arguments) => keep::release(global, arguments),
        Command::Erase(arguments) => erase::run(global, arguments),
        Command::Purge(arguments) => erase::purge(global, arguments),
        Command::Verify(arguments) => proof::verify(global, arguments),
        Command::Rebuild => proof::rebuild(global),
    }
}

/// Prints a sheet that `fill` fills.
fn print_sheet(
    language: Language,
    fill: impl FnOnce(&mut Sheet<&mut Vec<u8>>) -> Result<(), SheetError>,
) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    let filled = Sheet::new(language, &mut bytes).and_then(|mut sheet| {
        fill(&mut sheet)?;
        sheet.finish()
    });
    filled.map_err(|error| Failure::bad(error.to_string()))?;
    // What was written came in as text. A sheet's lines end in CR LF, which a terminal may well obey.
    let lines = String::from_utf8_lossy(&bytes);
    lines.split_inclusive("\r\n").try_for_each(|line| match line.strip_suffix("\r\n") {
        Some(line) => print(&format!("{}\r\n", clean(line))),
        None => print(&clean(line)),
    })
}

fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    super::print_json(value, true)
}
