//! `egard journal attach`, `hold` and `release`: captures, and what may not be erased.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::cli::office::{Opened, block_on};
use crate::cli::{Failure, Global, Outcome, print_line};
use crate::desk::{DeskError, MAX_CAPTURE};
use crate::{terminal, text};

/// Where a capture comes from that somebody brings from their machine.
const ORIGIN: &str = "file";

#[derive(Debug, Args)]
pub(in crate::cli) struct AttachArguments {
    #[arg(value_name = "EXCHANGE")]
    exchange: String,
    #[arg(value_name = "FILE", required = true)]
    file: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct HoldArguments {
    #[arg(value_name = "EXCHANGE")]
    exchange: String,
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// Puts captures with an exchange.
pub(super) fn attach(global: &Global, arguments: &AttachArguments) -> Outcome {
    let Opened { desk, visit, journal, .. } = Opened::open(global)?;
    let failed = |error: DeskError| Failure::bad(error.tell(global.language));
    block_on(async {
        let id = desk.find(&visit, &terminal::clean(&arguments.exchange)).await.map_err(failed)?;
        for file in &arguments.file {
            let name = terminal::clean(&file.display().to_string()).into_owned();
            let bytes = bytes_of(file).map_err(|error| Failure::file(global.language, &name, &error))?;
            let refused = |error: DeskError| Failure::bad(format!("{name}: {}", error.tell(global.language)));
            desk.add_evidence(&visit, id, bytes, ORIGIN).await.map_err(refused)?;
            print_line(&text!(global.language, "terminal-attached", file = name.as_str(), exchange = id.to_string()))?;
        }
        // The working store is written out; the archive has everything already.
        journal.close().await.ok();
        Ok(ExitCode::SUCCESS)
    })?
}

/// Reads no more of a file than what tells that it is too large.
fn bytes_of(file: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(file)?.take(MAX_CAPTURE as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

pub(super) fn hold(global: &Global, arguments: &HoldArguments) -> Outcome {
    change_hold(global, arguments, true)
}

pub(super) fn release(global: &Global, arguments: &HoldArguments) -> Outcome {
    change_hold(global, arguments, false)
}

fn change_hold(global: &Global, arguments: &HoldArguments, hold: bool) -> Outcome {
    let Opened { desk, visit, journal, .. } = Opened::open(global)?;
    let failed = |error: DeskError| Failure::bad(error.tell(global.language));
    block_on(async {
        let managing = visit.managing().map_err(failed)?;
        let id = desk.find(&visit, &terminal::clean(&arguments.exchange)).await.map_err(failed)?;
        let exchange = id.to_string();
        let said = if hold {
            desk.place_hold(managing, id, &arguments.reason).await.map_err(failed)?;
            text!(global.language, "hold-placed", exchange = exchange)
        } else {
            desk.lift_hold(managing, id, &arguments.reason).await.map_err(failed)?;
            text!(global.language, "hold-lifted", exchange = exchange)
        };
        // The working store is written out; the archive has everything already.
        journal.close().await.ok();
        print_line(&said)?;
        Ok(ExitCode::SUCCESS)
    })?
}
