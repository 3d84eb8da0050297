//! `egard discord`: the bot; `egard discord register`: its commands.

use std::fs::File;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::office::{Office, block_on, open_journal, read_text};
use super::{Failure, Global, Outcome, print_line};
use crate::config::Config;
use crate::discord::{Bot, BotError, Token};
use crate::journal::Journal;
use crate::pack::ShelfError;
use crate::text;

/// How many threads read the disk for those who wait. More of them only hold more memory and stand in each other's way.
const READERS: usize = 16;
/// Environment variable that holds the bot's token.
const TOKEN: &str = "DISCORD_TOKEN";
/// Environment variable that names a file that holds it.
const TOKEN_FILE: &str = "DISCORD_TOKEN_FILE";
/// Environment variable in which a service manager names the folder of what it hands over in confidence.
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";
/// Environment variable that holds the level of logs.
const LOG: &str = "EGARD_LOG";
/// Longest token file, in bytes.
const MAX_TOKEN: u64 = 1024;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Register,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Outcome {
    log();
    let office = Office::open(global, None)?;
    if office.config.discord.guilds.is_empty() {
        return Err(Failure::bad(text!(global.language, "doctor-no-guild")));
    }
    let token = token(global, &office.config)?;
    let embedded = open_journal(global)?;
    let journal: Arc<dyn Journal> = Arc::new(embedded.clone());
    let desk = office.desk(Arc::clone(&journal));
    let bot = Bot { desk, journal, settings: office.config.discord.clone(), token };
    let failed = |error: BotError| match error {
        BotError::WrongToken => Failure::bad(text!(global.language, "error-wrong-token")),
        BotError::TooManyServers => Failure::bad(text!(global.language, "error-gateway-servers")),
        BotError::Outdated(code) => Failure::bad(text!(global.language, "error-gateway-outdated", code = code)),
        BotError::Intents(code) => Failure::bad(text!(global.language, "error-gateway-intents", code = code)),
        BotError::Gateway(why) => Failure::bad(text!(global.language, "error-gateway", why = why)),
    };
    if let Some(Command::Register) = arguments.command {
        let servers = block_on(bot.register())?.map_err(failed)?;
        print_line(&text!(global.language, "discord-registered", count = servers))?;
        return Ok(ExitCode::SUCCESS);
    }
    tell_panics_by_their_place();
    let watched = office.packs.watch(|reloaded| match reloaded {
        Ok(()) => tracing::info!("templates reloaded"),
        Err(error) => tracing::error!("templates not reloaded, the old ones go on serving: {}", describe(&error)),
    });
    // Without a watch the templates only change at the next start.
    let _watch = watched.inspect_err(|error| tracing::warn!(%error, "the folder of templates cannot be watched")).ok();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .max_blocking_threads(READERS)
        .enable_all()
        .build()
        .map_err(|error| Failure::bad(error.to_string()))?;
    let stop = {
        let _context = runtime.enter();
        stop().map_err(|error| Failure::bad(error.to_string()))?
    };
    // Built while the bot serves; a search that comes before is told so, and what fails is in the logs.
    runtime.spawn(async move { embedded.prepare_search().await });
    runtime.block_on(bot.run(stop)).map_err(failed)?;
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

fn describe(error: &ShelfError) -> String {
    super::office::shelf_failure(error, crate::language::Language::En).message
}

/// Listens for being asked to stop, from this moment on; what it gives resolves once that happened.
#[cfg(unix)]
fn stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupted, mut terminated) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

/// Listens for being asked to stop; what it gives resolves once that happened.
#[cfg(not(unix))]
fn stop() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a way to be told, the process is ended from outside.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

/// The token from the environment, or from a file that the environment or the configuration names.
pub(super) fn token(global: &Global, config: &Config) -> Result<Token, Failure> {
    if let Ok(typed) = std::env::var(TOKEN)
        && !typed.trim().is_empty()
    {
        return fit(global, TOKEN, &typed);
    }
    let named = std::env::var_os(TOKEN_FILE).filter(|path| !path.is_empty()).map(PathBuf::from);
    let path = named.as_ref().or(config.discord.token_file.as_ref());
    let path = path.ok_or_else(|| missing(global))?;
    let name = path.display().to_string();
    let file = File::open(path).map_err(|error| Failure::file(global.language, &name, &error))?;
    // The file that is looked at is the one that is read, whatever happens to its name in between.
    if is_open_to_others(path, &file) {
        return Err(Failure::bad(text!(global.language, "error-token-file-open", file = name)));
    }
    let typed = read_text(file, &name, MAX_TOKEN, global.language)?;
    if typed.trim().is_empty() { Err(missing(global)) } else { fit(global, &name, &typed) }
}

fn missing(global: &Global) -> Failure {
    Failure::bad(text!(global.language, "error-no-token", variable = TOKEN))
}

/// A token that could be one; what cannot is not shown, only where it was read.
fn fit(global: &Global, place: &str, typed: &str) -> Result<Token, Failure> {
    Token::new(typed).ok_or_else(|| Failure::bad(text!(global.language, "error-token-unfit", place = place)))
}

#[cfg(unix)]
fn is_open_to_others(path: &Path, file: &File) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    // What a service manager hands over lies in a folder that the service alone may enter, and names the service
    // in an access list, which shows as rights of the group.
    let folder = std::env::var_os(CREDENTIALS).filter(|folder| !folder.is_empty());
    let is_handed_over = folder.is_some_and(|folder| path.parent() == Some(Path::new(&folder)));
    let others = if is_handed_over { 0o037 } else { 0o077 };
    file.metadata().is_ok_and(|about| about.mode() & others != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_: &Path, _: &File) -> bool {
    false
}

/// Logs of the bot: for people in a terminal, JSON elsewhere.
fn log() {
    let registry = tracing_subscriber::registry().with(filter(LevelFilter::INFO));
    if io::stderr().is_terminal() {
        registry.with(tracing_subscriber::fmt::layer().with_writer(io::stderr)).init();
    } else {
        registry.with(tracing_subscriber::fmt::layer().json().with_writer(io::stderr)).init();
    }
}

/// Logs of the conversation, for whoever asks for them: the person at the terminal is told what matters
/// in their own language.
pub(super) fn log_if_asked() {
    if std::env::var_os(LOG).is_some() {
        let layer = tracing_subscriber::fmt::layer().with_ansi(io::stderr().is_terminal()).with_writer(io::stderr);
        tracing_subscriber::registry().with(filter(LevelFilter::WARN)).with(layer).init();
    }
}

/// The variable sets the level of Égard's own logs alone: libraries print whole events and frames when
/// they are asked for details, and review text with them.
fn filter(default: LevelFilter) -> Targets {
    let level = std::env::var(LOG).ok().and_then(|level| level.parse().ok()).unwrap_or(default);
    Targets::new().with_default(LevelFilter::WARN).with_target("egard", level)
}

/// What a panic says may quote the text that it was about, which is nothing for the logs.
fn tell_panics_by_their_place() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let thread = std::thread::current().name().unwrap_or_default().to_owned();
        tracing::error!(%place, %thread, "a fault of our own");
    }));
}
