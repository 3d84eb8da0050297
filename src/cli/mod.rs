//! The command line: one file per command.
//!
//! Every command ends in an [`ExitCode`]: 0 when it did what was asked, 1 when the answer is no (a
//! blocked text, a broken journal), 2 when it could not be asked (bad input, a missing file).

mod authoring;
mod batch;
mod chat;
mod check;
mod discord;
mod doctor;
mod draft;
mod explain;
mod guide;
mod help;
mod journal;
mod office;
mod read;
mod register;
mod sarif;
mod templates;

use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::language::Language;
use crate::practice::PracticeId;
use crate::text;
use crate::wording::why;

/// Exit code of a negative answer.
const NO: u8 = 1;
/// Exit code of a request that could not be carried out.
const BAD: u8 = 2;

/// What the command line says.
#[derive(Debug, Parser)]
#[command(name = "egard", version, disable_help_subcommand = true)]
struct Arguments {
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[arg(long, global = true, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    #[arg(long, global = true, value_name = "LANG")]
    lang: Option<String>,
    #[arg(long, global = true, value_name = "ID", value_parser = practice_id)]
    practice: Option<PracticeId>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Chat,
    Discord(discord::Arguments),
    Draft(draft::Arguments),
    Check(check::Arguments),
    Read(read::Arguments),
    Templates(templates::Arguments),
    Guide(guide::Arguments),
    Watch(register::WatchArguments),
    Consent(register::ConsentArguments),
    Role(register::RoleArguments),
    Journal(journal::Arguments),
    Doctor,
}

fn practice_id(text: &str) -> Result<PracticeId, String> {
    PracticeId::new(text).map_err(|id| format!("{id:?}: 1-32 a-z 0-9 -"))
}

/// Everything that every command may need to know.
struct Global {
    config: Option<PathBuf>,
    data: PathBuf,
    /// The language of the interface.
    language: Language,
    /// The language asked for on the command line, which a reply then has too.
    asked_language: Option<Asked>,
    practice: Option<PracticeId>,
}

/// What `--lang` said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Language(Language),
    /// The text's own.
    Auto,
}

/// Why a command failed, in words for the person.
#[derive(Debug)]
struct Failure {
    message: String,
    code: u8,
}

impl Failure {
    /// A request that could not be carried out.
    fn bad(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: BAD }
    }

    /// A file that the system would not read or write.
    fn file(language: Language, name: &str, error: &std::io::Error) -> Self {
        Self::bad(text!(language, "error-file", file = name, why = why(language, error)))
    }

    /// A negative answer.
    fn no(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: NO }
    }
}

type Outcome = Result<ExitCode, Failure>;

/// Reads the arguments, does what they say, and gives the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let language = help::language_of(&arguments);
    let command = help::localized(Arguments::command(), language);
    let parsed = command.try_get_matches_from(&arguments).and_then(|matches| Arguments::from_arg_matches(&matches));
    let parsed = match parsed {
        Ok(parsed) => parsed,
        Err(error) if !error.use_stderr() => {
            // Help and version; a failure to print changes nothing.
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "egard: {}", help::explain(&error, language));
            return ExitCode::from(BAD);
        }
    };
    match dispatch(parsed, language) {
        Ok(code) => code,
        Err(failure) => {
            if !failure.message.is_empty() {
                // Nothing can be said where nobody listens.
                let _ = writeln!(std::io::stderr(), "egard: {}", failure.message);
            }
            ExitCode::from(failure.code)
        }
    }
}

fn dispatch(arguments: Arguments, language: Language) -> Outcome {
    let asked_language = match arguments.lang.as_deref() {
        None => None,
        Some("auto") => Some(Asked::Auto),
        Some(code) => {
            let unknown = || Failure::bad(crate::text!(language, "error-language", code = code));
            Some(Asked::Language(code.parse().map_err(|_| unknown())?))
        }
    };
    let global = Global {
        config: arguments.config,
        data: arguments.data,
        language,
        asked_language,
        practice: arguments.practice,
    };
    match arguments.command.unwrap_or(Command::Chat) {
        Command::Chat => chat::run(&global),
        Command::Discord(arguments) => discord::run(&global, &arguments),
        Command::Draft(arguments) => draft::run(&global, &arguments),
        Command::Check(arguments) => check::run(&global, &arguments),
        Command::Read(arguments) => read::run(&global, &arguments),
        Command::Templates(arguments) => templates::run(&global, &arguments),
        Command::Guide(arguments) => guide::run(&global, &arguments),
        Command::Watch(arguments) => register::watch(&global, &arguments),
        Command::Role(arguments) => register::roles(&global, &arguments),
        Command::Consent(arguments) => register::consent(&global, &arguments),
        Command::Journal(arguments) => journal::run(&global, &arguments),
        Command::Doctor => doctor::run(&global),
    }
}

/// Writes to the output; a reader that has gone away ends the program quietly.
fn print(text: &str) -> Result<(), Failure> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {
            Err(Failure { message: String::new(), code: 0 })
        }
        Err(error) => Err(Failure::bad(format!("stdout: {error}"))),
    }
}

/// Writes a line to the output.
fn print_line(text: &str) -> Result<(), Failure> {
    print(&format!("{text}\n"))
}

/// Whether colours are wanted on the output.
fn colour() -> bool {
    let choice = anstream::AutoStream::choice(&std::io::stdout());
    choice != anstream::ColorChoice::Never
}
