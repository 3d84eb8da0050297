//! `egard guide`: what the team itself reads, filled for the practice.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::office::Office;
use super::{Failure, Global, Outcome, print_line};
use crate::desk::{Desk, DeskError, Reading, Visit};
use crate::journal::memory::MemoryJournal;
use crate::terminal::{clean, write_new};
use crate::text;
use crate::wording::why;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[arg(value_name = "NAME")]
    name: Option<String>,
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Outcome {
    let office = Office::open(global, None)?;
    // Nothing is read from the journal here, and nothing written.
    let desk = office.desk(Arc::new(MemoryJournal::default()));
    let visit = office.visit(global)?;
    let failed = |error: DeskError| Failure::bad(error.explain(global.language));
    let Some(name) = &arguments.name else {
        return list(&desk, &visit).map_err(failed)?;
    };
    let found = match desk.reading(&visit, Reading::Guide, name) {
        Err(DeskError::NoTemplate) => desk.reading(&visit, Reading::Card, name),
        found => found,
    };
    let reading = found.map_err(|error| match error {
        DeskError::NoTemplate => Failure::bad(text!(global.language, "guide-unknown", name = name.as_str())),
        other => failed(other),
    })?;
    if let Some(out) = &arguments.out {
        let document = reading
            .document
            .ok_or_else(|| Failure::bad(text!(global.language, "guide-no-document", name = name.as_str())))?;
        write_new(out, &document.bytes).map_err(|error| {
            let (file, why) = (out.display().to_string(), why(global.language, &error));
            Failure::bad(text!(global.language, "terminal-not-saved", file = file, why = why))
        })?;
        print_line(&text!(global.language, "terminal-saved", file = out.display().to_string()))?;
        return Ok(ExitCode::SUCCESS);
    }
    print_line(&clean(reading.readable.as_deref().unwrap_or_default()))?;
    Ok(ExitCode::SUCCESS)
}

/// The names of all there is to read.
fn list(desk: &Desk, visit: &Visit) -> Result<Outcome, DeskError> {
    let mut lines = Vec::new();
    for what in [Reading::Guide, Reading::Card] {
        let readings = desk.readings(visit, what)?;
        lines.extend(readings.into_iter().map(|reading| format!("{:<32} {}", reading.id, reading.title)));
    }
    Ok(print_line(&lines.join("\n")).map(|()| ExitCode::SUCCESS))
}
