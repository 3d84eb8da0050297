//! `egard journal export`: one exchange, a period, or the archive itself.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use crate::cli::office::{Office, block_on, journal_failure, open_journal};
use crate::cli::{Failure, Global, Outcome, print_line};
use crate::desk::{Desk, DeskError, Managing, PeriodFormat};
use crate::journal::embedded;
use crate::{terminal, text};

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[arg(value_name = "EXCHANGE", required_unless_present_any = ["archive", "from", "to"])]
    exchange: Option<String>,
    #[arg(long, conflicts_with = "exchange")]
    archive: bool,
    #[arg(long, value_name = "DAY", conflicts_with_all = ["exchange", "archive"])]
    from: Option<Date>,
    #[arg(long, value_name = "DAY", conflicts_with_all = ["exchange", "archive"])]
    to: Option<Date>,
    #[arg(long, value_enum, conflicts_with = "archive")]
    format: Option<Format>,
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Docx,
    Json,
    Csv,
    Jsonl,
}

impl Arguments {
    /// The format that was named, or that the file's name ends with.
    fn format(&self) -> Option<Format> {
        let by_name = || Format::from_str(self.out.extension()?.to_str()?, true).ok();
        self.format.or_else(by_name)
    }
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Outcome {
    if arguments.archive {
        return archive(global, &arguments.out);
    }
    let office = Office::open(global, None)?;
    let visit = office.visit(global)?;
    let managing = visit.managing().map_err(|error| told(global, &error))?;
    let desk = office.desk(Arc::new(open_journal(global)?));
    match (&arguments.exchange, arguments.format()) {
        (Some(exchange), None | Some(Format::Docx)) => one(global, &desk, managing, exchange, false, &arguments.out),
        (Some(exchange), Some(Format::Json)) => one(global, &desk, managing, exchange, true, &arguments.out),
        (None, None | Some(Format::Csv)) => period(global, &desk, managing, PeriodFormat::Csv, arguments),
        (None, Some(Format::Jsonl)) => period(global, &desk, managing, PeriodFormat::Jsonl, arguments),
        (Some(_), _) => Err(Failure::bad(text!(global.language, "export-formats-one"))),
        (None, _) => Err(Failure::bad(text!(global.language, "export-formats-period"))),
    }
}

fn told(global: &Global, error: &DeskError) -> Failure {
    Failure::bad(error.explain(global.language))
}

/// A file that was not there before: what exists stays as it is.
fn new_file(path: &Path) -> Result<File, Failure> {
    File::create_new(path).map_err(|error| unwritten(path, &error))
}

fn unwritten(path: &Path, error: &std::io::Error) -> Failure {
    Failure::bad(format!("{}: {error}", path.display()))
}

/// One exchange with its whole history.
fn one(global: &Global, desk: &Desk, managing: Managing<'_>, exchange: &str, json: bool, out: &Path) -> Outcome {
    let explain = |error: DeskError| told(global, &error);
    let id = block_on(desk.find(managing.visit(), &terminal::clean(exchange)))?.map_err(explain)?;
    let mut file = new_file(out)?;
    let bytes = if json {
        block_on(desk.export_json(managing, id))?.map_err(explain)?
    } else {
        block_on(desk.dossier(managing, id))?.map_err(explain)?.bytes
    };
    file.write_all(&bytes).map_err(|error| unwritten(out, &error))?;
    print_line(&text!(global.language, "terminal-saved", file = out.display().to_string()))?;
    Ok(ExitCode::SUCCESS)
}

/// Every exchange that came in within a period, one a line.
fn period(
    global: &Global,
    desk: &Desk,
    managing: Managing<'_>,
    format: PeriodFormat,
    arguments: &Arguments,
) -> Outcome {
    let explain = |error: DeskError| told(global, &error);
    let period = desk.period(managing, arguments.from, arguments.to).map_err(explain)?;
    let mut file = BufWriter::new(new_file(&arguments.out)?);
    let count = block_on(desk.export_period(managing, period, format, &mut file))?.map_err(explain)?;
    let file = arguments.out.display().to_string();
    print_line(&text!(global.language, "export-period-saved", count = count, file = file))?;
    Ok(ExitCode::SUCCESS)
}

/// The archive and its captures as they are, to be kept elsewhere.
fn archive(global: &Global, out: &Path) -> Outcome {
    let copied = embedded::copy(&global.data, out).map_err(|error| journal_failure(&error, global))?;
    print_line(&text!(global.language, "terminal-saved", file = out.display().to_string()))?;
    super::proof::tell(global, &copied)
}
