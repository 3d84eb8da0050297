//! `egard templates`: the packs, listed, shown, rendered and linted.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use comfy_table::{Table, presets};
use serde::Serialize;

use super::office::{load_config, pack_failure, pack_files, practice};
use super::{Asked, Failure, Global, Outcome, authoring, print_json, print_line};
use crate::guard::Channel;
use crate::language::Language;
use crate::pack::{FileError, Files, Pack, PackError};
use crate::template::{RenderError, Template, TemplateStatus};
use crate::{text, wording};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(ListArguments),
    Show(ShowArguments),
    Render(RenderArguments),
    Lint(LintArguments),
    New(authoring::NewArguments),
    Diff(authoring::DiffArguments),
}

#[derive(Debug, Args)]
struct ListArguments {
    #[arg(long, value_name = "PACK")]
    pack: Option<String>,
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Debug, Args)]
struct ShowArguments {
    #[arg(value_name = "TEMPLATE")]
    template: String,
    #[arg(long, value_name = "PACK")]
    pack: Option<String>,
}

#[derive(Debug, Args)]
struct RenderArguments {
    #[arg(value_name = "TEMPLATE")]
    template: String,
    #[arg(long = "var", value_name = "NAME=VALUE")]
    vars: Vec<String>,
    #[arg(long, value_name = "PACK")]
    pack: Option<String>,
}

#[derive(Debug, Args)]
struct LintArguments {
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Outcome {
    match &arguments.command {
        Command::List(arguments) => list(global, arguments),
        Command::Show(arguments) => show(global, arguments),
        Command::Render(arguments) => render(global, arguments),
        Command::Lint(arguments) => lint(global, arguments),
        Command::New(arguments) => authoring::new(global, arguments),
        Command::Diff(arguments) => authoring::diff(global, arguments),
    }
}

/// A template, as a list has it.
#[derive(Serialize)]
struct Row<'a> {
    pack: &'a str,
    language: Language,
    id: &'a str,
    outcome: &'a str,
    when: &'a BTreeMap<String, Vec<String>>,
    channel: Channel,
    status: TemplateStatus,
    title: &'a str,
    vars: Vec<&'a str>,
    tags: &'a [String],
}

fn row<'a>(pack: &'a Pack, template: &'a Template) -> Row<'a> {
    Row {
        pack: &pack.about.id,
        language: template.language,
        id: &template.id,
        outcome: &template.folder,
        when: &template.when,
        channel: template.channel,
        status: template.status,
        title: &template.title,
        vars: template.asked().map(|(name, _)| name).collect(),
        tags: &template.tags,
    }
}

fn list(global: &Global, arguments: &ListArguments) -> Outcome {
    let config = load_config(global)?;
    let files = pack_files(&config, global.language)?;
    let ids = arguments.pack.clone().map_or_else(|| files.packs(), |pack| vec![pack]);
    let packs = ids.iter().map(|id| load(global, &files, id)).collect::<Result<Vec<_>, _>>()?;
    let languages = languages(global);
    let rows: Vec<_> = packs
        .iter()
        .flat_map(|pack| {
            languages.iter().flat_map(|language| pack.templates.all(*language)).map(|template| row(pack, template))
        })
        .collect();
    if arguments.format == Format::Json {
        print_json(&rows, true)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut table = Table::new();
    table.load_preset(presets::UTF8_HORIZONTAL_ONLY);
    let headings = ["language", "template", "title", "channel"];
    table.set_header(headings.map(|heading| wording::named(global.language, "column", heading)));
    for row in &rows {
        table.add_row([row.language.code(), row.id, row.title, row.channel.as_str()]);
    }
    print_line(&table.to_string())?;
    Ok(ExitCode::SUCCESS)
}

/// The languages asked for: both, or the one of `--lang`.
fn languages(global: &Global) -> Vec<Language> {
    match global.asked_language {
        Some(Asked::Language(language)) => vec![language],
        Some(Asked::Auto) | None => Language::ALL.to_vec(),
    }
}

fn load(global: &Global, files: &Files, id: &str) -> Result<Pack, Failure> {
    Pack::load_trusted(files, id).map_err(|error| pack_failure(&error, global.language))
}

/// The pack of a command: the one named, or the practice's.
fn pack_of(global: &Global, named: Option<&String>) -> Result<Pack, Failure> {
    let config = load_config(global)?;
    let files = pack_files(&config, global.language)?;
    let id = match named {
        Some(id) => id.clone(),
        None => practice(&config, global)?.pack.clone(),
    };
    load(global, &files, &id)
}

fn find<'a>(global: &Global, pack: &'a Pack, id: &str) -> Result<&'a Template, Failure> {
    pack.templates.get(global.language, id).ok_or_else(|| {
        Failure::bad(text!(global.language, "error-no-such-template", template = id, pack = pack.about.id.as_str()))
    })
}

fn show(global: &Global, arguments: &ShowArguments) -> Outcome {
    let pack = pack_of(global, arguments.pack.as_ref())?;
    let template = find(global, &pack, &arguments.template)?;
    print_line(&format!("{} · {}\n{}\n", template.id, template.title, template.file))?;
    for (name, var) in template.asked() {
        let ask = var.ask.as_ref().map_or("", |ask| ask.get(global.language));
        print_line(&format!("  --var {name}=…  {ask}"))?;
    }
    print_line(&format!("\n{}", template.body.trim()))?;
    Ok(ExitCode::SUCCESS)
}

fn render(global: &Global, arguments: &RenderArguments) -> Outcome {
    let language = global.language;
    let config = load_config(global)?;
    let practice = practice(&config, global)?;
    let pack = pack_of(global, arguments.pack.as_ref())?;
    let template = find(global, &pack, &arguments.template)?;
    let mut values: BTreeMap<String, String> =
        practice.variables().into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let today = jiff::Timestamp::now().to_zoned(practice.zone()).date();
    values.insert("today".to_owned(), today.to_string());
    for pair in &arguments.vars {
        let (name, value) =
            pair.split_once('=').ok_or_else(|| Failure::bad(text!(language, "error-pair", pair = pair.as_str())))?;
        if !template.vars.contains_key(name) {
            let known: Vec<_> = template.vars.keys().map(String::as_str).collect();
            return Err(Failure::bad(text!(language, "draft-unknown-var", name = name, known = known.join(", "))));
        }
        values.insert(name.to_owned(), value.to_owned());
    }
    let rendered = pack.templates.render(language, &template.id, &values).map_err(|error| match error {
        RenderError::Missing(names) => Failure::bad(text!(language, "error-missing-values", names = names.join(", "))),
        RenderError::TooLong { length, most } => {
            Failure::bad(text!(language, "error-text-long", length = length, most = most))
        }
        RenderError::Unknown | RenderError::Engine(_) => Failure::bad(text!(language, "error-no-template")),
    })?;
    print_line(&rendered)?;
    Ok(ExitCode::SUCCESS)
}

/// What a folder is linted as: packs of its own when it describes one, and otherwise a layer over those
/// supplied, of which it then names at least one.
fn linted(dir: Option<&Path>) -> Result<(Files, Vec<String>), FileError> {
    let Some(dir) = dir else {
        let files = Files::embedded();
        let packs = files.packs();
        return Ok((files, packs));
    };
    let own = Files::default().overlaid(dir)?;
    if !own.packs().is_empty() {
        return Ok((Files::embedded_common().overlaid(dir)?, own.packs()));
    }
    let files = Files::embedded().overlaid(dir)?;
    let packs = files.packs().into_iter().filter(|id| own.under(&format!("{id}/"), "").next().is_some()).collect();
    Ok((files, packs))
}

fn lint(global: &Global, arguments: &LintArguments) -> Outcome {
    let language = global.language;
    let (files, packs) = linted(arguments.dir.as_deref())
        .map_err(|error| Failure::bad(text!(language, "error-templates-io", why = error.to_string())))?;
    if packs.is_empty() {
        return Err(Failure::bad(text!(language, "lint-no-pack")));
    }
    let mut faults = Vec::new();
    for id in &packs {
        match Pack::load(&files, id) {
            Ok(pack) => {
                faults.extend(pack.guard.self_test());
                faults.extend(pack.cues.self_test());
            }
            Err(PackError::Faulty(found)) => faults.extend(found),
            Err(error) => return Err(pack_failure(&error, language)),
        }
    }
    faults.sort();
    faults.dedup();
    if faults.is_empty() {
        print_line(&text!(language, "lint-clean", packs = packs.join(", ")))?;
        return Ok(ExitCode::SUCCESS);
    }
    let count = faults.len();
    let lines: Vec<_> = faults.iter().map(ToString::to_string).collect();
    Err(Failure::no(format!("{}\n{}", text!(language, "lint-faults", count = count), lines.join("\n"))))
}
