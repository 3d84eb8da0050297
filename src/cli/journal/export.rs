//! `egard journal export`: one exchange, a period, or the archive itself.

use std::fs::{DirBuilder, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use crate::cli::office::{Office, Opened, block_on, journal_failure};
use crate::cli::{Failure, Global, NO, Outcome, print_line};
use crate::desk::{Desk, DeskError, Managing, PeriodFormat};
use crate::exchange::Evidence;
use crate::journal::embedded::{self, EmbeddedJournal};
use crate::language::Language;
use crate::wording::why;
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
    let Opened { desk, visit, .. } = Opened::open(global)?;
    let managing = visit.managing().map_err(|error| told(global, &error))?;
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
fn new_file(language: Language, path: &Path) -> Result<File, Failure> {
    terminal::new_file(path).map_err(|error| unwritten(language, path, &error))
}

fn unwritten(language: Language, path: &Path, error: &io::Error) -> Failure {
    let (file, why) = (path.display().to_string(), why(language, error));
    Failure::bad(text!(language, "terminal-not-saved", file = file, why = why))
}

/// A file of which only a part was written would be taken for the whole.
fn given_up(path: &Path, failure: Failure) -> Failure {
    // Where even that fails, the failure told is the one that matters.
    let _ = std::fs::remove_file(path);
    failure
}

/// A file that remembers why it could not be written to: whoever writes a sheet says only that it failed.
struct Watched {
    file: BufWriter<File>,
    failure: Option<io::Error>,
}

impl Watched {
    fn note<T>(&mut self, done: io::Result<T>) -> io::Result<T> {
        done.map_err(|error| {
            let kind = error.kind();
            self.failure.get_or_insert(error);
            kind.into()
        })
    }
}

impl Write for Watched {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes);
        self.note(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.file.flush();
        self.note(flushed)
    }
}

/// Captures on their way to a folder beside a document.
struct Beside<'a> {
    language: Language,
    folder: PathBuf,
    captures: &'a [Evidence],
}

impl<'a> Beside<'a> {
    /// Makes the folder, if there is anything to put into it.
    fn new(language: Language, out: &Path, captures: &'a [Evidence]) -> Result<Self, Failure> {
        let mut name = out.file_stem().unwrap_or_default().to_owned();
        name.push("-captures");
        let folder = out.with_file_name(name);
        if !captures.is_empty() {
            let mut builder = DirBuilder::new();
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(&folder).map_err(|error| unwritten(language, &folder, &error))?;
        }
        Ok(Self { language, folder, captures })
    }

    /// Writes them; gives the names of those that are gone or damaged, which a document lists all the same.
    fn write(&self, desk: &Desk, managing: Managing<'_>) -> Result<Vec<String>, Failure> {
        let mut lost = Vec::new();
        for evidence in self.captures {
            let path = self.folder.join(evidence.file_name());
            match block_on(desk.capture(managing, evidence))? {
                Ok(bytes) => new_file(self.language, &path)?
                    .write_all(&bytes)
                    .map_err(|error| unwritten(self.language, &path, &error))?,
                Err(_) => lost.push(evidence.file_name()),
            }
        }
        Ok(lost)
    }

    /// Takes back what was written.
    fn give_up(&self) {
        if !self.captures.is_empty() {
            // Where even that fails, the failure told is the one that matters.
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

/// One exchange with its whole history, and its captures in a folder beside it.
fn one(global: &Global, desk: &Desk, managing: Managing<'_>, exchange: &str, json: bool, out: &Path) -> Outcome {
    let explain = |error: DeskError| told(global, &error);
    let id = block_on(desk.find(managing.visit(), &terminal::clean(exchange)))?.map_err(explain)?;
    let exchange = block_on(desk.history(managing.visit(), id))?.map_err(explain)?;
    let mut file = new_file(global.language, out)?;
    let beside = Beside::new(global.language, out, &exchange.evidence).map_err(|failure| given_up(out, failure))?;
    let mut written = || {
        let bytes = if json {
            block_on(desk.export_json(managing, id))?
        } else {
            block_on(desk.dossier(managing, id))?.map(|document| document.bytes)
        };
        file.write_all(&bytes.map_err(explain)?).map_err(|error| unwritten(global.language, out, &error))?;
        beside.write(desk, managing)
    };
    let lost = written().map_err(|failure| {
        beside.give_up();
        given_up(out, failure)
    })?;
    print_line(&text!(global.language, "terminal-saved", file = out.display().to_string()))?;
    let (count, folder) = (beside.captures.len() - lost.len(), beside.folder.display().to_string());
    if count > 0 {
        print_line(&text!(global.language, "export-captures-saved", count = count, folder = folder))?;
    }
    for file in &lost {
        print_line(&text!(global.language, "export-capture-lost", file = file.as_str()))?;
    }
    Ok(if lost.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(NO) })
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
    let mut file = Watched { file: BufWriter::new(new_file(global.language, &arguments.out)?), failure: None };
    let written = block_on(desk.export_period(managing, period, format, &mut file))?;
    let count = written.map_err(|error| {
        let failure = match file.failure.take() {
            Some(failure) => unwritten(global.language, &arguments.out, &failure),
            None => explain(error),
        };
        given_up(&arguments.out, failure)
    })?;
    let file = arguments.out.display().to_string();
    print_line(&text!(global.language, "export-period-saved", count = count, file = file))?;
    Ok(ExitCode::SUCCESS)
}

/// The archive and its captures as they are, to be kept elsewhere.
fn archive(global: &Global, out: &Path) -> Outcome {
    let office = Office::open(global, None)?;
    let mut visit = office.visit(global)?;
    // While the bot is at work nobody else can ask the register: what the configuration says has to do.
    if global.data.exists()
        && let Ok((journal, _)) = EmbeddedJournal::open(&global.data)
    {
        visit =
            block_on(office.desk(Arc::new(journal)).with_given_role(visit))?.map_err(|error| told(global, &error))?;
    }
    visit.managing().map_err(|error| told(global, &error))?;
    let copied = embedded::copy(&global.data, out).map_err(|error| journal_failure(&error, global))?;
    print_line(&text!(global.language, "terminal-saved", file = out.display().to_string()))?;
    super::proof::tell(global, &copied)
}
