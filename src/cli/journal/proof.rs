//! `egard journal verify` and `egard journal rebuild`.

use std::process::ExitCode;

use clap::Args;

use crate::cli::office::journal_failure;
use crate::cli::{Failure, Global, Outcome, print_line};
use crate::desk::bad_capture_text;
use crate::journal::{Contained, Deposited, JournalError, Verified, embedded};
use crate::text;

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[arg(long, value_name = "SEQ:DIGEST")]
    against: Option<String>,
}

pub(super) fn verify(global: &Global, arguments: &Arguments) -> Outcome {
    let language = global.language;
    // Read here and not with the arguments: what is wrong with it takes a sentence, in the reader's language.
    let deposited = arguments.against.as_deref().map(|text| deposited(text, global)).transpose()?;
    let proved = match &deposited {
        Some(deposited) => embedded::verify_against(&global.data, deposited),
        None => embedded::verify(&global.data).map(|verified| (verified, None)),
    };
    let (verified, contained) = proved.map_err(|error| match error {
        JournalError::Broken { file, line, what } => {
            Failure::no(text!(language, "error-archive-broken", place = format!("{file}:{line}"), what = what))
        }
        other => journal_failure(&other, global),
    })?;
    let told = tell(global, &verified)?;
    if deposited.is_none() {
        return Ok(told);
    }
    let (end, at) = contained.ok_or_else(|| Failure::no(text!(language, "journal-not-contained")))?;
    print_line(&contains(global, &(end, at)))?;
    Ok(told)
}

fn deposited(text: &str, global: &Global) -> Result<Deposited, Failure> {
    text.parse().map_err(|_| Failure::bad(text!(global.language, "error-not-deposited", value = text)))
}

fn contains(global: &Global, (end, at): &Contained) -> String {
    let (practice, at) = (end.practice.as_str(), at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string());
    text!(global.language, "journal-contained", practice = practice, seq = end.seq, at = at)
}

/// What was proved: a capture that is not as it was kept makes the answer no.
pub(super) fn tell(global: &Global, proved: &Verified) -> Outcome {
    let language = global.language;
    print_line(&text!(language, "journal-verified", lines = proved.lines, exchanges = proved.exchanges))?;
    if proved.captures > 0 {
        print_line(&text!(language, "journal-captures", count = proved.captures))?;
    }
    for end in &proved.practices {
        let head =
            text!(language, "journal-head", practice = end.practice.as_str(), seq = end.seq, hash = end.hash.as_str());
        print_line(&head)?;
    }
    if proved.unfinished {
        print_line(&text!(language, "journal-unfinished"))?;
    }
    if proved.erasing > 0 {
        print_line(&text!(language, "journal-erasing", count = proved.erasing))?;
    }
    let bad: Vec<_> = proved.bad_captures.iter().map(|capture| bad_capture_text(capture, global.language)).collect();
    if bad.is_empty() { Ok(ExitCode::SUCCESS) } else { Err(Failure::no(bad.join("\n"))) }
}

pub(super) fn rebuild(global: &Global) -> Outcome {
    let rebuilt = embedded::rebuild(&global.data).map_err(|error| journal_failure(&error, global))?;
    let said = text!(global.language, "journal-rebuilt", lines = rebuilt.lines, exchanges = rebuilt.exchanges);
    print_line(&said)?;
    Ok(ExitCode::SUCCESS)
}
