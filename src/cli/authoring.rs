//! `egard templates new` and `diff`: what helps whoever writes a pack, or a layer over one.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use similar::TextDiff;

use super::office::{load_config, pack_failure};
use super::{Failure, Global, Outcome, print_line};
use crate::language::Language;
use crate::pack::{Files, Pack};
use crate::questionnaire::OutcomeKind;
use crate::text;

#[derive(Debug, Args)]
pub(super) struct NewArguments {
    #[arg(value_name = "PACK")]
    pack: String,
    #[arg(value_name = "OUTCOME")]
    outcome: String,
    #[arg(value_name = "NAME")]
    name: String,
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct DiffArguments {
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// The folder named, or the one of the configuration.
fn folder(global: &Global, named: Option<&PathBuf>) -> Result<PathBuf, Failure> {
    match named {
        Some(dir) => Ok(dir.clone()),
        None => {
            load_config(global)?.templates.ok_or_else(|| Failure::bad(text!(global.language, "templates-no-folder")))
        }
    }
}

/// Writes a template that already passes, in every language of the pack.
pub(super) fn new(global: &Global, arguments: &NewArguments) -> Outcome {
    let language = global.language;
    let NewArguments { pack: id, outcome, name, dir } = arguments;
    let dir = folder(global, dir.as_ref())?;
    if !is_name(name) {
        return Err(Failure::bad(text!(language, "templates-bad-name", name = name.as_str())));
    }
    let over = |files: Files| if dir.exists() { files.overlaid(&dir) } else { Ok(files) };
    let io =
        |error: &dyn std::fmt::Display| Failure::bad(text!(language, "error-templates-io", why = error.to_string()));
    let files = over(Files::embedded()).map_err(|error| io(&error))?;
    let pack = Pack::load(&files, id).map_err(|error| pack_failure(&error, language))?;
    let kind = pack.questionnaire.outcome(outcome).map(|outcome| outcome.kind);
    let is_quick = outcome == crate::pack::QUICK;
    if kind.is_none() && !is_quick {
        let known: Vec<_> = pack.questionnaire.outcomes().map(|outcome| outcome.id.as_str()).collect();
        let known = format!("{}, {}", known.join(", "), crate::pack::QUICK);
        return Err(Failure::bad(text!(language, "templates-no-outcome", outcome = outcome.as_str(), known = known)));
    }
    let is_public = is_quick || kind.is_some_and(OutcomeKind::proposes);
    let paths: Vec<(Language, PathBuf)> = pack
        .about
        .locales
        .iter()
        .map(|written| (*written, dir.join(id).join(written.code()).join(outcome).join(format!("{name}.hbs"))))
        .collect();
    if let Some((_, there)) = paths.iter().find(|(_, path)| path.exists()) {
        return Err(Failure::bad(text!(language, "templates-there-already", file = there.display().to_string())));
    }
    let built_in =
        pack.about.locales.iter().any(|written| pack.templates.get(*written, &format!("{outcome}.{name}")).is_some());
    if built_in {
        return Err(Failure::bad(text!(language, "templates-built-in", template = format!("{outcome}.{name}"))));
    }
    for (written, path) in &paths {
        write(path, &skeleton(*written, name, is_public)).map_err(|error| io(&error))?;
        print_line(&path.display().to_string())?;
    }
    // What was written is held against the whole pack, as it will be when it is used.
    let files = Files::embedded().overlaid(&dir).map_err(|error| io(&error))?;
    Pack::load(&files, id).map_err(|error| pack_failure(&error, language))?;
    print_line(&text!(language, "templates-written"))?;
    Ok(ExitCode::SUCCESS)
}

fn is_name(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=30).contains(&name.len()) && name.bytes().all(fits) && !name.starts_with('-')
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text)
}

fn skeleton(language: Language, name: &str, is_public: bool) -> String {
    let title = name.replace('-', " ");
    let (channel, elements, body) = match (language, is_public) {
        (Language::Fr, true) => (
            "public",
            r#"elements  = ["thanks", "secrecy", "contact"]"#,
            "{{> greeting}} merci de ce message, que toute l’équipe lira. {{> secrecy}} Nous restons joignables {{> contact}}.",
        ),
        (Language::En, true) => (
            "public",
            r#"elements  = ["thanks", "secrecy", "contact"]"#,
            "{{> greeting}} thank you for this message, which the whole team will read. {{> secrecy}} We can be reached {{> contact}}.",
        ),
        (Language::Fr, false) => (
            "internal",
            "",
            "> À compléter avant de s’en servir.\n\n## À faire\n\n- Relire l’avis.\n- Noter ce qui est décidé.",
        ),
        (Language::En, false) => (
            "internal",
            "",
            "> To be completed before use.\n\n## To do\n\n- Read the review again.\n- Note what is decided.",
        ),
    };
    let mut front = format!("+++\ntitle     = \"{title}\"\nchannel   = \"{channel}\"\nstatus    = \"draft\"\n");
    if !elements.is_empty() {
        let _ = writeln!(front, "{elements}");
    }
    front.push_str("max_chars = 1000\n\n[[example]]\nname = \"bare\"\nvars = {}\n+++\n");
    format!("{front}{body}\n")
}

/// What a folder adds to the packs compiled in, and what it changes, line by line.
pub(super) fn diff(global: &Global, arguments: &DiffArguments) -> Outcome {
    let language = global.language;
    let dir = folder(global, arguments.dir.as_ref())?;
    let own = Files::default()
        .overlaid(&dir)
        .map_err(|error| Failure::bad(text!(language, "error-templates-io", why = error.to_string())))?;
    let built_in = Files::embedded();
    let mut differs = false;
    for (path, changed) in own.under("", "") {
        let before = built_in.get(path);
        if before == Some(changed) {
            continue;
        }
        differs = true;
        match before {
            None => print_line(&text!(language, "templates-added", file = path))?,
            Some(before) => {
                let diff = TextDiff::from_lines(before, changed);
                let shown = diff.unified_diff().context_radius(2).header(&format!("built-in/{path}"), path).to_string();
                print_line(shown.trim_end())?;
            }
        }
    }
    if !differs {
        print_line(&text!(language, "templates-no-difference"))?;
    }
    Ok(ExitCode::SUCCESS)
}
