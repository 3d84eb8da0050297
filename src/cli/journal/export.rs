//! `egard journal export`.

use std::process::ExitCode;

use clap::Args;

use crate::cli::office::{Office, block_on, journal_failure, open_journal};
use crate::cli::{Failure, Global, Outcome, print_line};
use crate::journal::embedded;
use crate::{terminal, text};

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[arg(value_name = "EXCHANGE", required_unless_present = "archive")]
    exchange: Option<String>,
    #[arg(long, conflicts_with = "exchange")]
    archive: bool,
    #[arg(long, value_name = "FILE")]
    out: std::path::PathBuf,
}

/// One exchange with its whole history, as a document for the client's file.
pub(super) fn run(global: &Global, arguments: &Arguments) -> Outcome {
    let Some(exchange) = &arguments.exchange else { return archive(global, &arguments.out) };
    let office = Office::open(global, None)?;
    let desk = office.desk(std::sync::Arc::new(open_journal(global)?));
    let visit = office.visit(global)?;
    let explain = |error: crate::desk::DeskError| Failure::bad(error.explain(global.language));
    let id = block_on(desk.find(&visit, &terminal::clean(exchange)))?.map_err(explain)?;
    let dossier = block_on(desk.dossier(&visit, id))?.map_err(explain)?;
    std::fs::File::create_new(&arguments.out)
        .and_then(|mut file| std::io::Write::write_all(&mut file, &dossier.bytes))
        .map_err(|error| Failure::bad(format!("{}: {error}", arguments.out.display())))?;
    print_line(&text!(global.language, "terminal-saved", file = arguments.out.display().to_string()))?;
    Ok(ExitCode::SUCCESS)
}

/// The archive and its captures as they are, to be kept elsewhere.
fn archive(global: &Global, out: &std::path::Path) -> Outcome {
    let copied = embedded::copy(&global.data, out).map_err(|error| journal_failure(&error, global))?;
    print_line(&text!(global.language, "terminal-saved", file = out.display().to_string()))?;
    super::proof::tell(global, &copied)
}
