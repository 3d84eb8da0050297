//! `egard read`: what the cues notice in a review, from a file, from standard input or in a stream of
//! JSON lines.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

use super::batch::{self, MAX_TEXT};
use super::office::{load_config, pack_failure, pack_files, read_file, read_text};
use super::{Failure, Global, Outcome, print_json, print_line, print_painted};
use crate::cue::{CueReader, Ground, NoticeView, ReviewReading, Topic, Urgent};
use crate::language::Language;
use crate::pack::{Files, Pack};
use crate::{terminal, text, wording};

/// Longest line of `--batch`, in bytes: a review with every character escaped.
const MAX_LINE: u64 = 10 * MAX_TEXT;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    #[arg(long, value_name = "PACK")]
    pack: Option<String>,
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    #[arg(long, conflicts_with = "file")]
    batch: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
}

/// One review to read, as a line of `--batch`; what else the line holds is its sender's own affair.
#[derive(Deserialize)]
struct BatchLine {
    id: String,
    text: String,
    lang: Option<String>,
}

/// What was noticed in one review, as a line of JSON.
#[derive(Serialize)]
struct ResultLine<'a> {
    id: &'a str,
    urgent: Vec<Urgent>,
    grounds: Vec<Ground>,
    topics: Vec<Topic>,
    complaint: bool,
    positive: bool,
    cues: Vec<NoticeView<'a>>,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Outcome {
    let config = load_config(global)?;
    let files = pack_files(&config, global.language)?;
    let practice = super::office::practice(&config, global)?;
    let pack = arguments.pack.as_deref().unwrap_or(&practice.pack);
    let cues = load_cues(&files, pack, global.language)?;
    if arguments.batch {
        batch::lines(MAX_LINE, |line, number| one(global, &cues, line, number))?;
        return Ok(ExitCode::SUCCESS);
    }
    let (name, review) = review(arguments.file.as_deref(), global.language)?;
    let reading = cues.read(&review, None);
    match arguments.format {
        Format::Human => show(global.language, &reading)?,
        Format::Json => print_json(&result_line(&name, &reading, global.language), false)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn load_cues(files: &Files, pack: &str, language: Language) -> Result<CueReader, Failure> {
    Pack::load_cues(files, pack).map_err(|error| pack_failure(&error, language))
}

/// The review with the name of where it came from; a hyphen is the standard input.
fn review(file: Option<&Path>, language: Language) -> Result<(String, String), Failure> {
    let (name, text) = match file.filter(|path| path.as_os_str() != "-") {
        Some(path) => (path.display().to_string(), read_file(path, MAX_TEXT, language)?),
        None => ("stdin".to_owned(), read_text(io::stdin().lock(), "stdin", MAX_TEXT, language)?),
    };
    if text.trim().is_empty() {
        Err(Failure::bad(text!(language, "read-empty", file = name)))
    } else {
        Ok((name, text))
    }
}

fn one(global: &Global, cues: &CueReader, line: &[u8], number: usize) -> Result<(), Failure> {
    let place = batch::Place { number, language: global.language };
    let asked: BatchLine = place.parse(line)?;
    place.text_within_bounds(&asked.text)?;
    let reading = cues.read(&asked.text, place.language_told(asked.lang.as_deref())?);
    print_json(&result_line(&asked.id, &reading, global.language), false)
}

fn result_line<'a>(id: &'a str, reading: &'a ReviewReading, language: Language) -> ResultLine<'a> {
    ResultLine {
        id,
        urgent: reading.urgent(),
        grounds: reading.grounds(),
        topics: reading.topics(),
        complaint: reading.is_complaint(),
        positive: reading.is_positive(),
        cues: reading.notices().iter().map(|notice| notice.view(language)).collect(),
    }
}

fn show(language: Language, reading: &ReviewReading) -> Result<(), Failure> {
    if reading.notices().is_empty() {
        return print_line(&text!(language, "read-nothing"));
    }
    let brush = terminal::Brush::of_terminal(language, super::colour());
    let named = |family: &str, words: Vec<&str>| {
        let names: Vec<_> = words.into_iter().map(|word| wording::named(language, family, word)).collect();
        names.join(", ")
    };
    let urgent = named("urgent", reading.urgent().into_iter().map(Urgent::as_str).collect());
    if !urgent.is_empty() {
        print_painted(&brush.refusal(&text!(language, "read-urgent", list = urgent)))?;
    }
    let grounds = named("ground", reading.grounds().into_iter().map(Ground::as_str).collect());
    if !grounds.is_empty() {
        print_painted(&brush.heading(&text!(language, "read-grounds", list = grounds)))?;
    }
    let topics = named("topic", reading.topics().into_iter().map(Topic::as_str).collect());
    if !topics.is_empty() {
        print_line(&text!(language, "read-topics", list = topics))?;
    }
    for notice in reading.notices() {
        print_painted(&brush.aside(&format!("- {}", notice.message.get(language))))?;
    }
    Ok(())
}
