//! `egard journal`: the record, listed, shown, proved and rebuilt.

use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use comfy_table::{Table, presets};
use serde::Serialize;

use super::office::{Office, block_on, journal_failure, load_config, open_journal, practice};
use super::{Failure, Global, Outcome, print_line};
use crate::exchange::{Event, Exchange, Recorded, Status};
use crate::guard::Waiver;
use crate::journal::embedded::{rebuild, verify};
use crate::journal::{Journal, JournalError, Query, Summary};
use crate::language::Language;
use crate::practice::Practice;
use crate::{terminal, text, wording};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(ListArguments),
    Show(ShowArguments),
    Export(ExportArguments),
    Verify,
    Rebuild,
}

#[derive(Debug, Args)]
struct ListArguments {
    #[arg(long, value_name = "STATUS", value_parser = status)]
    status: Vec<Status>,
    #[arg(long)]
    with_measures: bool,
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Debug, Args)]
struct ShowArguments {
    #[arg(value_name = "EXCHANGE")]
    exchange: String,
    #[arg(long, value_enum, default_value_t = ShowFormat::Human)]
    format: ShowFormat,
}

#[derive(Debug, Args)]
struct ExportArguments {
    #[arg(value_name = "EXCHANGE")]
    exchange: String,
    #[arg(long, value_name = "FILE")]
    out: std::path::PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ShowFormat {
    Human,
    Json,
}

fn status(name: &str) -> Result<Status, String> {
    let known = || Status::ALL.map(Status::name).join(", ");
    Status::ALL.into_iter().find(|status| status.name() == name).ok_or_else(known)
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Outcome {
    match &arguments.command {
        Command::List(arguments) => list(global, arguments),
        Command::Show(arguments) => show(global, arguments),
        Command::Export(arguments) => export(global, arguments),
        Command::Verify => prove(global),
        Command::Rebuild => build(global),
    }
}

fn list(global: &Global, arguments: &ListArguments) -> Outcome {
    let config = load_config(global)?;
    let practice = practice(&config, global)?;
    let journal = open_journal(global)?;
    let query = Query {
        practice: Some(practice.id.clone()),
        statuses: arguments.status.clone(),
        with_measures: arguments.with_measures,
        limit: arguments.limit,
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
fn csv_field(field: &str) -> String {
    let guarded = if field.starts_with(['=', '+', '-', '@', '\t']) { format!("'{field}") } else { field.to_owned() };
    if guarded.contains([',', '"', '\n']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    print_line(&serde_json::to_string_pretty(value).map_err(|error| Failure::bad(error.to_string()))?)
}

/// One event, as JSON shows it.
#[derive(Serialize)]
struct EventLine<'a> {
    at: String,
    revision: u32,
    actor: &'a str,
    event: &'a Event,
}

fn show(global: &Global, arguments: &ShowArguments) -> Outcome {
    let office = Office::open(global, None)?;
    let practice = office.practice(global)?.clone();
    let journal = open_journal(global)?;
    let desk = office.desk(std::sync::Arc::new(journal));
    let visit = office.visit(global)?;
    let explain = |error: crate::desk::DeskError| Failure::bad(error.explain(global.language));
    let id = block_on(desk.find(&visit, &terminal::clean(&arguments.exchange)))?.map_err(explain)?;
    let exchange = block_on(desk.history(&visit, id))?.map_err(explain)?;
    if arguments.format == ShowFormat::Json {
        let lines: Vec<_> = exchange.history.iter().map(event_line).collect();
        print_json(&lines)?;
        return Ok(ExitCode::SUCCESS);
    }
    let screen = block_on(desk.show(&visit, id))?.map_err(explain)?;
    let brush = terminal::Brush { height: u16::MAX, ..terminal::Brush::of_terminal(global.language, super::colour()) };
    print_line(&brush.screen(&screen))?;
    print_line(&brush.heading(&text!(global.language, "journal-history")))?;
    history(global, &practice, &exchange)?;
    Ok(ExitCode::SUCCESS)
}

/// One exchange with its whole history, as a document for the client's file.
fn export(global: &Global, arguments: &ExportArguments) -> Outcome {
    let office = Office::open(global, None)?;
    let desk = office.desk(std::sync::Arc::new(open_journal(global)?));
    let visit = office.visit(global)?;
    let explain = |error: crate::desk::DeskError| Failure::bad(error.explain(global.language));
    let id = block_on(desk.find(&visit, &terminal::clean(&arguments.exchange)))?.map_err(explain)?;
    let dossier = block_on(desk.dossier(&visit, id))?.map_err(explain)?;
    std::fs::File::create_new(&arguments.out)
        .and_then(|mut file| std::io::Write::write_all(&mut file, &dossier.bytes))
        .map_err(|error| Failure::bad(format!("{}: {error}", arguments.out.display())))?;
    print_line(&text!(global.language, "terminal-saved", file = arguments.out.display().to_string()))?;
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
        let what = wording::named(global.language, "event", recorded.event.name());
        let detail = detail(&recorded.event, global.language)
            .map(|detail| format!(" · {}", terminal::clean(&detail)))
            .unwrap_or_default();
        print_line(&format!(
            "  {at}  {:>3}  {}  {what}{detail}",
            recorded.revision,
            terminal::clean(&recorded.actor.id)
        ))
    })
}

/// What a line of the history adds to the event's name.
fn detail(event: &Event, language: Language) -> Option<String> {
    match event {
        Event::Answered { question, answer } => Some(format!("{question} = {answer}")),
        Event::Classified { outcome, .. } => Some(outcome.clone()),
        Event::Proposed { draft } | Event::Edited { draft } | Event::Prepared { draft } => {
            let waivers = waived(&draft.waivers, language).map(|waived| format!(" · {waived}")).unwrap_or_default();
            Some(format!("{} · {}{waivers}", draft.template, &draft.sha256.as_str()[..12]))
        }
        Event::Rechecked { waivers, .. } => waived(waivers, language),
        Event::Overridden { finding, reason } => Some(format!("{} · {reason}", finding.rule)),
        Event::Approved { note, .. } | Event::Closed { note } => note.clone(),
        Event::ChangesRequested { note } => Some(note.clone()),
        Event::Published { url, .. } => url.clone(),
        Event::NotAnswered { reason } | Event::Reopened { reason } => Some(reason.clone()),
        Event::StepDone { step, .. } => Some(step.clone()),
        Event::MeasurePlanned { measure, due } => Some(format!("{measure} · {due}")),
        Event::MeasureDone { measure } => Some((measure + 1).to_string()),
        Event::Reassigned { to } => Some(to.clone()),
        Event::LanguageChosen { language } => Some(language.to_string()),
        Event::ConsentGiven { consent } => Some(format!("{} · {} · {}", consent.name, consent.what, consent.place)),
        Event::ConsentWithdrawn { number } => Some(number.to_string()),
        Event::PlaceVisited { place } => Some(place.clone()),
        Event::Received { .. }
        | Event::Described { .. }
        | Event::Submitted { .. }
        | Event::Copied { .. }
        | Event::TakenBack => None,
    }
}

/// The rules that the practice had relaxed when the guard read a text, each with its reason.
fn waived(waivers: &[Waiver], language: Language) -> Option<String> {
    let one = |waiver: &Waiver| format!("{} = {} ({})", waiver.rule, waiver.severity.as_str(), waiver.reason);
    let list: Vec<_> = waivers.iter().map(one).collect();
    (!list.is_empty()).then(|| text!(language, "journal-waivers", waivers = list.join(" ; ")))
}

fn prove(global: &Global) -> Outcome {
    let language = global.language;
    let proved = verify(&global.data).map_err(|error| match error {
        JournalError::Broken { file, line, what } => {
            Failure::no(text!(language, "error-archive-broken", place = format!("{file}:{line}"), what = what))
        }
        other => journal_failure(&other, global),
    })?;
    print_line(&text!(language, "journal-verified", lines = proved.lines, exchanges = proved.exchanges))?;
    for end in &proved.practices {
        let head =
            text!(language, "journal-head", practice = end.practice.as_str(), seq = end.seq, hash = end.hash.as_str());
        print_line(&head)?;
    }
    if proved.unfinished {
        print_line(&text!(language, "journal-unfinished"))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn build(global: &Global) -> Outcome {
    let rebuilt = rebuild(&global.data).map_err(|error| journal_failure(&error, global))?;
    let said = text!(global.language, "journal-rebuilt", lines = rebuilt.lines, exchanges = rebuilt.exchanges);
    print_line(&said)?;
    Ok(ExitCode::SUCCESS)
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
