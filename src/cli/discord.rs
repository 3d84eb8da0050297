//! `egard discord`: the bot; `egard discord register`: its commands.

use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand};
use tracing_subscriber::EnvFilter;

use super::office::{Office, block_on, open_journal, read_file};
use super::{Failure, Global, Outcome, print_line};
use crate::config::Config;
use crate::discord::{Bot, BotError, Token};
use crate::journal::Journal;
use crate::pack::ShelfError;
use crate::text;

/// Environment variable that holds the bot's token.
const TOKEN: &str = "DISCORD_TOKEN";
/// Environment variable that holds the filter of logs.
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
    let journal: Arc<dyn Journal> = Arc::new(open_journal(global)?);
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
    runtime.block_on(bot.run(stop())).map_err(failed)?;
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

fn describe(error: &ShelfError) -> String {
    super::office::shelf_failure(error, crate::language::Language::En).message
}

/// Resolves when the process is asked to stop.
async fn stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        _ = interrupted => {}
        () = terminated => {}
    }
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
    let about = std::fs::metadata(file).map_err(|error| Failure::bad(format!("{name}: {error}")))?;
    if about.mode() & 0o077 == 0 {
        Ok(())
    } else {
        Err(Failure::bad(text!(global.language, "error-token-file-open", file = name)))
    }
}

#[cfg(not(unix))]
fn refuse_if_open_to_others(_: &Path, _: &Global) -> Result<(), Failure> {
    Ok(())
}

/// Logs of the bot: for people in a terminal, JSON elsewhere. The chat library prints whole events
/// when it is asked for details, so it is never asked.
fn log() {
    let filter = ["serenity=warn", "serenity::gateway::ws=error"]
        .into_iter()
        .filter_map(|directive| directive.parse().ok())
        .fold(wanted("info"), EnvFilter::add_directive);
    if io::stderr().is_terminal() {
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).init();
    } else {
        tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(io::stderr).init();
    }
}

/// Logs of the other commands: only what someone at the terminal must know.
pub(super) fn log_to_stderr() {
    tracing_subscriber::fmt().with_env_filter(wanted("warn")).without_time().with_target(false).with_writer(io::stderr).init();
}

fn wanted(default: &str) -> EnvFilter {
    EnvFilter::try_from_env(LOG).unwrap_or_else(|_| EnvFilter::new(default))
}
