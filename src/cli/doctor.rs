//! `egard doctor`: what is configured, what is missing, what is broken, and how to mend it.
//!
//! It takes nothing and changes nothing, so it can be asked while the bot is at work: with `--serving` it is what
//! a supervisor asks every minute, and leaves out the proof of the whole archive.

use std::process::ExitCode;

use clap::Args;

use super::discord::token;
use super::office::{Office, load_config};
use super::{Failure, Global, Outcome, print_line};
use crate::config::Config;
use crate::guard::Waiver;
use crate::journal::JournalError;
use crate::journal::embedded::{is_in_use, is_open_to_others, verify};
use crate::practice::Practice;
use crate::{terminal, text};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[arg(long)]
    serving: bool,
}

/// What a check came to.
enum Finding {
    Good(String),
    /// Works, yet something is worth doing.
    Advice(String),
    Bad(String),
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Outcome {
    let language = global.language;
    let mut findings = Vec::new();
    match load_config(global) {
        Err(failure) => findings.push(Finding::Bad(failure.message)),
        Ok(config) => {
            findings.push(if config.demonstration {
                Finding::Advice(text!(language, "doctor-demonstration"))
            } else {
                Finding::Good(text!(language, "doctor-config", count = config.practices.len()))
            });
            findings.push(match Office::open(global, None) {
                Ok(_) => Finding::Good(text!(language, "doctor-packs")),
                Err(failure) => Finding::Bad(failure.message),
            });
            findings.extend(practices(global, &config));
            findings.extend(waivers(global, &config));
            findings.extend(retention(global, &config));
            findings.extend(chat(global, &config));
        }
    }
    findings.extend(folder(global));
    findings.push(if arguments.serving { serving(global) } else { journal(global) });
    for finding in &findings {
        let (mark, line) = match finding {
            Finding::Good(line) => ("✔", line),
            Finding::Advice(line) => ("!", line),
            Finding::Bad(line) => ("✘", line),
        };
        print_line(&format!("{mark} {}", terminal::clean(line)))?;
    }
    let broken = findings.iter().any(|finding| matches!(finding, Finding::Bad(_)));
    Ok(if broken { ExitCode::from(super::NO) } else { ExitCode::SUCCESS })
}

fn practices(global: &Global, config: &Config) -> Vec<Finding> {
    let unreachable = config.practices.iter().filter(|practice| {
        practice.contact.phone.is_none() && practice.contact.email.is_none() && practice.contact.address.is_none()
    });
    unreachable
        .map(|practice| Finding::Advice(text!(global.language, "doctor-no-contact", practice = practice.id.as_str())))
        .collect()
}

/// Every rule that a practice has relaxed, so that whoever looks after it is reminded, and why.
fn waivers(global: &Global, config: &Config) -> Vec<Finding> {
    let told = |practice: &Practice, waiver: &Waiver| {
        Finding::Advice(text!(
            global.language,
            "doctor-waiver",
            practice = practice.id.as_str(),
            rule = waiver.rule.as_str(),
            severity = waiver.severity.as_str(),
            reason = waiver.reason.as_str()
        ))
    };
    let each = config.practices.iter();
    each.flat_map(|practice| practice.waivers().iter().map(|waiver| told(practice, waiver)).collect::<Vec<_>>())
        .collect()
}

/// How long each practice keeps what, so that nobody is surprised when it goes.
fn retention(global: &Global, config: &Config) -> Vec<Finding> {
    let told = |practice: &Practice| {
        let lengths = practice.retention.iter().map(|(outcome, retention)| format!("{outcome} = {}", retention.days));
        let lengths = lengths.collect::<Vec<_>>().join(", ");
        let language = global.language;
        let id = practice.id.as_str();
        Finding::Good(text!(language, "doctor-retention", practice = id, lengths = lengths))
    };
    config.practices.iter().filter(|practice| !practice.retention.is_empty()).map(told).collect()
}

fn chat(global: &Global, config: &Config) -> Vec<Finding> {
    let language = global.language;
    let mut findings = vec![match token(global, config) {
        Ok(_) => Finding::Good(text!(language, "doctor-token")),
        Err(Failure { message, .. }) => Finding::Advice(message),
    }];
    if config.discord.guilds.is_empty() {
        findings.push(Finding::Advice(text!(language, "doctor-no-guild")));
    }
    findings.extend(
        config
            .discord
            .guilds
            .iter()
            .map(toml::Spanned::get_ref)
            .filter(|guild| guild.manager_roles.is_empty())
            .map(|guild| Finding::Advice(text!(language, "doctor-no-managers", guild = guild.id.to_string()))),
    );
    findings
}

/// Whether somebody else on the machine could look into the data folder.
fn folder(global: &Global) -> Option<Finding> {
    let folder = global.data.display().to_string();
    let told = || Finding::Bad(text!(global.language, "doctor-folder-open", folder = folder));
    is_open_to_others(&global.data).then(told)
}

/// Whether the bot, or another process, is at work on the data folder.
fn serving(global: &Global) -> Finding {
    let language = global.language;
    let folder = global.data.display().to_string();
    if is_in_use(&global.data) {
        Finding::Good(text!(language, "doctor-serving", folder = folder))
    } else {
        Finding::Bad(text!(language, "doctor-not-serving", folder = folder))
    }
}

fn journal(global: &Global) -> Finding {
    let language = global.language;
    if !global.data.exists() {
        return Finding::Advice(text!(language, "doctor-no-data", folder = global.data.display().to_string()));
    }
    match verify(&global.data) {
        Ok(proved) if !proved.bad_captures.is_empty() => {
            Finding::Bad(text!(language, "doctor-captures", count = proved.bad_captures.len()))
        }
        Ok(proved) => {
            Finding::Good(text!(language, "journal-verified", lines = proved.lines, exchanges = proved.exchanges))
        }
        Err(JournalError::Broken { file, line, what }) => {
            Finding::Bad(text!(language, "error-archive-broken", place = format!("{file}:{line}"), what = what))
        }
        Err(error) => Finding::Bad(super::office::journal_failure(&error, global).message),
    }
}
