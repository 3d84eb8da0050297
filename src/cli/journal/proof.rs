//! `egard journal verify` and `egard journal rebuild`.

use std::process::ExitCode;

use crate::cli::office::journal_failure;
use crate::cli::{Failure, Global, Outcome, print_line};
use crate::journal::{JournalError, embedded};
use crate::text;

pub(super) fn verify(global: &Global) -> Outcome {
    let language = global.language;
    let proved = embedded::verify(&global.data).map_err(|error| match error {
        JournalError::Broken { file, line, what } => {
            Failure::no(text!(language, "error-archive-broken", place = format!("{file}:{line}"), what = what))
        }
        other => journal_failure(&other, global),
    })?;
    print_line(&text!(language, "journal-verified", lines = proved.lines, exchanges = proved.exchanges))?;
    for end in &proved.practices {
        let head =
            text!(language, "journal-head", practice = end.practice.as_str(), seq = end.seq, hash = end.hash.as_str());
        print_line(&head)?;
    }
    if proved.unfinished {
        print_line(&text!(language, "journal-unfinished"))?;
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn rebuild(global: &Global) -> Outcome {
    let rebuilt = embedded::rebuild(&global.data).map_err(|error| journal_failure(&error, global))?;
    let said = text!(global.language, "journal-rebuilt", lines = rebuilt.lines, exchanges = rebuilt.exchanges);
    print_line(&said)?;
    Ok(ExitCode::SUCCESS)
}
