//! The language of the interface, and help in that language.

use std::ffi::OsString;

use clap::{Arg, ArgAction, Command};

use crate::language::Language;
use crate::wording;

/// The language that the arguments ask for, or the environment's, or French.
pub(super) fn language_of(arguments: &[OsString]) -> Language {
    let texts: Vec<_> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    let after = texts.iter().position(|text| *text == "--lang").and_then(|at| texts.get(at + 1).copied());
    let joined = texts.iter().find_map(|text| text.strip_prefix("--lang="));
    let asked = after.or(joined).and_then(Language::from_locale);
    asked.or_else(from_environment).unwrap_or(Language::Fr)
}

fn from_environment() -> Option<Language> {
    let names = ["LC_ALL", "LC_MESSAGES", "LANG"];
    let set = names.iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))?;
    Language::from_locale(&set)
}

/// The command with its descriptions in a language: `cli-<command>` and `cli-<command>-<argument>`
/// in the catalogue.
pub(super) fn localized(command: Command, language: Language) -> Command {
    // Of its own accord clap describes these two in English.
    let help = Arg::new("help").short('h').long("help").global(true).action(ArgAction::Help);
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    let command = command.disable_help_flag(true).disable_version_flag(true).arg(help).arg(version);
    let command = describe(command, language, "cli");
    command.mut_args(|argument| {
        let id = argument.get_id().to_string();
        argument.help(wording::format(language, &format!("cli-global-{id}"), None))
    })
}

fn describe(command: Command, language: Language, prefix: &str) -> Command {
    let help_template = wording::format(language, "cli-template", None);
    let mut command = command
        .about(wording::format(language, &format!("{prefix}-about"), None))
        .help_template(help_template)
        .subcommand_help_heading(wording::format(language, "cli-commands", None));
    let names: Vec<String> = command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
    for name in names {
        command = command.mut_subcommand(&name, |inner| {
            let prefix = format!("{prefix}-{name}");
            let inner = describe(inner, language, &prefix);
            inner.mut_args(|argument| {
                let id = argument.get_id().to_string();
                argument.help(wording::format(language, &format!("{prefix}-{id}"), None))
            })
        });
    }
    command
}
