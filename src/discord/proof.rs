//! `/journal verifier`: the proof of the archive, for a manager. Of other practices that stand in the same archive
//! it tells nothing, and of a line at fault only where it is.

use std::path::Path;

use serenity::all::ResolvedOption;

use super::commands::name;
use super::markdown::escape;
use super::office::{listed, text_option};
use super::reply::{self, Asked};
use super::service::{Context, Handler, ServeError};
use crate::desk::{DeskError, Private, Proved, Visit, bad_capture_text};
use crate::journal::{Deposited, JournalError};
use crate::language::Language;
use crate::text;

/// Longest end of a chain that is typed: a number, and 64 digits.
pub(super) const MAX_DEPOSITED: u16 = 90;

/// Proves what is recorded, and that nothing changed up to a line that was deposited, where one is given.
pub(super) async fn serve(
    handler: &Handler,
    context: &Context,
    asked: Asked<'_>,
    visit: &Visit,
    options: &[ResolvedOption<'_>],
) -> Result<(), ServeError> {
    let (http, language, managing) = (&context.http, visit.language, visit.managing()?);
    let typed = text_option(options, name::DIGEST_OPTION);
    let Ok(deposited) = typed.map(str::parse::<Deposited>).transpose() else {
        let value = escape(typed.unwrap_or_default());
        return Ok(asked.say(http, &text!(language, "error-not-deposited", value = value)).await?);
    };
    // All of the archive is read.
    asked.think(http).await?;
    let message = match handler.desk.verify(managing, deposited.as_ref()).await {
        Ok(proved) => reply::shown_after(&told(&proved, deposited.is_some(), language), &[]),
        Err(DeskError::Journal(JournalError::Broken { file, line, what })) => {
            tracing::error!(%file, line, %what, "the archive is not as it was written");
            reply::shown_after(&broken(&file, line, language), &[])
        }
        Err(error) => reply::said_after(&error.tell(language), None),
    };
    Ok(asked.message_or_word(http, message, language).await?)
}

/// What was proved; `asked` where a line that was deposited was to be found.
pub(super) fn told(proved: &Proved, asked: bool, language: Language) -> Private {
    let title = if !proved.bad_captures.is_empty() {
        text!(language, "proof-not-whole")
    } else if asked && proved.contained.is_none() {
        text!(language, "proof-not-found")
    } else {
        text!(language, "proof-whole")
    };
    let mut lines: Vec<_> = proved.bad_captures.iter().map(|capture| bad_capture_text(capture, language)).collect();
    lines.push(text!(language, "proof-lines", count = proved.end.as_ref().map_or(0, |end| end.seq)));
    if let Some(end) = &proved.end {
        lines.push(text!(language, "proof-head", seq = end.seq, hash = end.hash.as_str()));
    }
    match &proved.contained {
        Some((end, at)) => {
            let (practice, at) = (end.practice.as_str(), at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string());
            lines.push(text!(language, "journal-contained", practice = practice, seq = end.seq, at = at));
        }
        None if asked => lines.push(text!(language, "proof-not-contained")),
        None => {}
    }
    listed(title, lines)
}

/// Where the first line at fault is: its file by its name alone.
pub(super) fn broken(file: &str, line: u64, language: Language) -> Private {
    let file = Path::new(file).file_name().unwrap_or_default().to_string_lossy();
    listed(text!(language, "proof-not-whole"), vec![text!(language, "proof-broken", place = format!("{file}:{line}"))])
}
