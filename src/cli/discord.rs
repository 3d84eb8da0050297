//! `egard discord`: the bot; `egard discord register`: its commands.

use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::office::{Office, block_on, open_journal, read_file};
use super::{Failure, Global, Outcome, print_line};
use crate::config::Config;
use crate::discord::{Bot, BotError, Token};
use crate::journal::Journal;
use crate::pack::ShelfError;
use crate::text;

/// Environment variable that holds the bot's token.
const TOKEN: &str = "DISCORD_TOKEN";
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
        BotError::Gateway(why) => Failure::bad(text!(global.language, "error-gateway", why = why)),
    };
    if let Some(Command::Register) = arguments.command {
        let servers = block_on(bot.register())?.map_err(failed)?;
        print_line(&text!(global.language, "discord-registered", count = servers))?;
        return Ok(ExitCode::SUCCESS);
    }
    let watched = office.packs.watch(|reloaded| match reloaded {
        Ok(()) => tracing::info!("templates reloaded"),
        Err(error) => tracing::error!("templates not reloaded, the old ones go on serving: {}", describe(&error)),
    });
    // Without a watch the templates only change at the next start.
    let _watch = watched.inspect_err(|error| tracing::warn!(%error, "the folder of templates cannot be watched")).ok();
    let runtime = tokio::runtime::Builder::new_multi_thread()
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

/// The token from the environment, or from the file that the configuration names.
pub(super) fn token(global: &Global, config: &Config) -> Result<Token, Failure> {
    if let Some(token) = std::env::var(TOKEN).ok().and_then(|text| Token::new(&text)) {
        return Ok(token);
    }
    let missing = || Failure::bad(text!(global.language, "error-no-token", variable = TOKEN));
    let file = config.discord.token_file.as_deref().ok_or_else(missing)?;
    refuse_if_open_to_others(file, global)?;
    Token::new(&read_file(file, MAX_TOKEN, global.language)?).ok_or_else(missing)
}

#[cfg(unix)]
fn refuse_if_open_to_others(file: &Path, global: &Global) -> Result<(), Failure> {
    use std::os::unix::fs::MetadataExt as _;
    let name = file.display().to_string();
    let about = std::fs::metadata(file).map_err(|error| Failure::file(global.language, &name, &error))?;
    let open_to_others = about.mode() & 0o077;
    if open_to_others == 0 {
        Ok(())
    } else {
        Err(Failure::bad(text!(global.language, "error-token-file-open", file = name)))
    }
}

#[cfg(not(unix))]
fn refuse_if_open_to_others(_: &Path, _: &Global) -> Result<(), Failure> {
    Ok(())
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
    Targets::new()
        .with_default(LevelFilter::WARN)
        .with_target("serenity::gateway::ws", LevelFilter::ERROR)
        .with_target("egard", level)
}
