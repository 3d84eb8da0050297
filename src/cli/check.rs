//! `egard check`: the guard on texts from files, from standard input or in a stream of JSON lines.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

use super::batch::{self, MAX_TEXT};
use super::office::{load_config, pack_failure, pack_files, read_file, read_text, refuse_unfit_waivers};
use super::{Asked, Failure, Global, Outcome, explain, print_json, print_line, print_painted, sarif};
use crate::desk::{finding_views, verdict_text};
use crate::guard::{Channel, FindingView, Guard, Report, Subject, Verdict, Waiver};
use crate::language::Language;
use crate::pack::{Files, Pack};
use crate::{terminal, text};

/// Longest line of `--batch`, in bytes: a text and the review it answers, every character escaped.
const MAX_LINE: u64 = 20 * MAX_TEXT;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    #[arg(long, value_name = "FILE")]
    review: Option<PathBuf>,
    #[arg(long, value_name = "PACK")]
    pack: Option<String>,
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    #[arg(long, conflicts_with_all = ["files", "review"])]
    batch: bool,
    #[arg(long, value_name = "RULE", conflicts_with_all = ["files", "review", "pack", "format", "batch"])]
    explain: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
    Sarif,
}

/// One text to check, as a line of `--batch`; what else the line holds is its sender's own affair.
#[derive(Deserialize)]
struct BatchLine {
    id: String,
    text: String,
    lang: Option<String>,
    pack: Option<String>,
    review: Option<String>,
    contacts: Option<Vec<String>>,
}

/// What the guard says of one text, as a line of JSON.
#[derive(Serialize)]
struct ResultLine<'a> {
    id: &'a str,
    verdict: Verdict,
    findings: Vec<FindingView<'a>>,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Outcome {
    if let Some(rule) = &arguments.explain {
        return explain::run(global, rule);
    }
    let config = load_config(global)?;
    let files = pack_files(&config, global.language)?;
    let practice = super::office::practice(&config, global)?;
    let pack = arguments.pack.clone().unwrap_or_else(|| practice.pack.clone());
    let guard = load_guard(&files, &pack, global.language)?;
    if arguments.pack.is_none() {
        refuse_unfit_waivers(&config, practice, &guard, global.language)?;
    }
    let waivers = practice.waivers();
    if arguments.batch {
        return Batch { global, files, guards: vec![(pack, guard)], waivers }.run();
    }
    // The demonstration's own contacts mean nothing to whoever checks a text of theirs.
    let contacts = if config.demonstration { Vec::new() } else { practice.public_contacts() };
    let review = arguments.review.as_deref().map(|path| read_file(path, MAX_TEXT, global.language)).transpose()?;
    let texts = read_texts(arguments, global.language)?;
    let checked: Vec<_> = texts
        .into_iter()
        .map(|(name, text)| {
            let report = guard.check(&Subject {
                text: &text,
                language: language_of_text(global),
                channel: Channel::Public,
                contacts: &contacts,
                waivers: &waivers,
                review: review.as_deref(),
                author: None,
            });
            (name, text, report)
        })
        .collect();
    match arguments.format {
        Format::Human => show_human(global, &checked)?,
        Format::Json => show_json(global, &checked)?,
        Format::Sarif => print_json(&sarif::document(&checked, guard.rules(), global.language), true)?,
    }
    let blocked = checked.iter().any(|(_, _, report)| report.verdict == Verdict::Block);
    Ok(if blocked { ExitCode::from(super::NO) } else { ExitCode::SUCCESS })
}

fn load_guard(files: &Files, pack: &str, language: Language) -> Result<Guard, Failure> {
    Pack::load_guard(files, pack).map_err(|error| pack_failure(&error, language))
}

fn language_of_text(global: &Global) -> Option<Language> {
    match global.asked_language {
        Some(Asked::Language(language)) => Some(language),
        Some(Asked::Auto) | None => None,
    }
}

fn read_texts(arguments: &Arguments, language: Language) -> Result<Vec<(String, String)>, Failure> {
    let texts: Vec<(String, String)> = if arguments.files.is_empty() {
        vec![("stdin".to_owned(), read_text(io::stdin().lock(), "stdin", MAX_TEXT, language)?)]
    } else {
        let read = |path: &PathBuf| Ok((path.display().to_string(), read_file(path, MAX_TEXT, language)?));
        arguments.files.iter().map(read).collect::<Result<_, Failure>>()?
    };
    match texts.iter().find(|(_, text)| text.trim().is_empty()) {
        Some((name, _)) => Err(Failure::bad(text!(language, "check-empty", file = name.as_str()))),
        None => Ok(texts),
    }
}

fn show_human(global: &Global, checked: &[(String, String, Report)]) -> Result<(), Failure> {
    let language = global.language;
    for (name, text, report) in checked {
        let findings = finding_views(&report.findings, &[], language);
        if !findings.is_empty() {
            let brush = terminal::Brush::of_terminal(language, super::colour());
            print_painted(&terminal::underline(name, text, &findings, brush))?;
        }
        let verdict = verdict_text(report.verdict, language);
        let count = findings.len();
        print_line(&text!(language, "check-summary", file = name.as_str(), verdict = verdict, count = count))?;
    }
    Ok(())
}

fn show_json(global: &Global, checked: &[(String, String, Report)]) -> Result<(), Failure> {
    checked.iter().try_for_each(|(name, _, report)| print_json(&result_line(name, report, global.language), false))
}

fn result_line<'a>(id: &'a str, report: &'a Report, language: Language) -> ResultLine<'a> {
    let findings = report.findings.iter().map(|finding| finding.view(language)).collect();
    ResultLine { id, verdict: report.verdict, findings }
}

/// A stream of texts, answered in order, one at a time so that memory stays flat.
struct Batch<'a> {
    global: &'a Global,
    files: Files,
    /// Guards loaded so far, the default one first.
    guards: Vec<(String, Guard)>,
    /// The rules that the practice has relaxed.
    waivers: Vec<Waiver>,
}

impl Batch<'_> {
    fn run(mut self) -> Outcome {
        let mut blocked = false;
        batch::lines(MAX_LINE, |line, number| {
            blocked |= self.one(line, number)?;
            Ok(())
        })?;
        Ok(if blocked { ExitCode::from(super::NO) } else { ExitCode::SUCCESS })
    }

    /// Checks one line; tells whether it is blocked.
    fn one(&mut self, line: &[u8], number: usize) -> Result<bool, Failure> {
        let language = self.global.language;
        let place = batch::Place { number, language };
        let asked: BatchLine = place.parse(line)?;
        place.text_within_bounds(&asked.text)?;
        let text_language = place.language_told(asked.lang.as_deref())?.or_else(|| language_of_text(self.global));
        let at = self.guard(asked.pack.as_deref()).map_err(|failure| place.bad(&failure.message))?;
        let guard = &self.guards[at].1;
        let report = guard.check(&Subject {
            text: &asked.text,
            language: text_language,
            channel: Channel::Public,
            contacts: asked.contacts.as_deref().unwrap_or_default(),
            waivers: &self.waivers,
            review: asked.review.as_deref(),
            author: None,
        });
        print_json(&result_line(&asked.id, &report, language), false)?;
        Ok(report.verdict == Verdict::Block)
    }

    /// The place of a pack's guard among those loaded.
    fn guard(&mut self, pack: Option<&str>) -> Result<usize, Failure> {
        let Some(pack) = pack else { return Ok(0) };
        if let Some(there) = self.guards.iter().position(|(there, _)| there == pack) {
            return Ok(there);
        }
        self.guards.push((pack.to_owned(), load_guard(&self.files, pack, self.global.language)?));
        Ok(self.guards.len() - 1)
    }
}
