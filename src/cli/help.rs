//! The language of the interface, and help in that language.

use std::error::Error as _;
use std::ffi::OsString;

use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, ArgAction, Command};

use crate::language::Language;
use crate::{text, wording};

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
    command.mut_args(|argument| describe_argument(argument, language, "cli-global"))
}

fn describe(command: Command, language: Language, prefix: &str) -> Command {
    let mut command = command
        .about(wording::format(language, &format!("{prefix}-about"), None))
        .help_template(text!(language, "cli-template"))
        .subcommand_help_heading(text!(language, "cli-commands"));
    let names: Vec<String> = command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
    for name in names {
        command = command.mut_subcommand(&name, |inner| {
            let prefix = format!("{prefix}-{name}");
            describe(inner, language, &prefix).mut_args(|argument| describe_argument(argument, language, &prefix))
        });
    }
    command
}

/// An argument with its description; what clap would add to it in English is part of the description.
fn describe_argument(argument: Arg, language: Language, prefix: &str) -> Arg {
    let id = argument.get_id().to_string();
    let heading =
        if argument.is_positional() { text!(language, "cli-arguments") } else { text!(language, "cli-options") };
    let described = argument.help(wording::format(language, &format!("{prefix}-{id}"), None)).help_heading(heading);
    if described.get_action().takes_values() {
        described.hide_default_value(true).hide_possible_values(true)
    } else {
        described
    }
}

/// What is wrong with the arguments, in one or two sentences.
pub(super) fn explain(error: &clap::Error, language: Language) -> String {
    let context = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = context(ContextKind::InvalidArg);
    let what = match error.kind() {
        ErrorKind::UnknownArgument => text!(language, "cli-error-unknown", argument = argument),
        ErrorKind::InvalidSubcommand => {
            text!(language, "cli-error-command", command = context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            text!(language, "cli-error-missing-command")
        }
        ErrorKind::MissingRequiredArgument => text!(language, "cli-error-missing", argument = argument),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let value = context(ContextKind::InvalidValue);
            let known = context(ContextKind::ValidValue);
            let known =
                if known.is_empty() { error.source().map(ToString::to_string).unwrap_or_default() } else { known };
            text!(language, "cli-error-value", value = value, argument = argument, known = known)
        }
        ErrorKind::ArgumentConflict => {
            text!(language, "cli-error-conflict", argument = argument, other = context(ContextKind::PriorArg))
        }
        _ => text!(language, "cli-error-other"),
    };
    format!("{what} {}", text!(language, "cli-error-help"))
}
