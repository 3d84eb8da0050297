//! Proving the journal to a practice: what concerns it, and nothing of others that stand in the same archive.

use super::{Desk, DeskError, Managing};
use crate::journal::{BadCapture, CaptureState, ChainEnd, Contained, Deposited};
use crate::language::Language;
use crate::text;

/// What a proof of all that is recorded tells a practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proved {
    /// The end of its chain, which can be deposited elsewhere; none where nothing is recorded of it.
    pub end: Option<ChainEnd>,
    /// The line that was deposited, where its chain still contains it.
    pub contained: Option<Contained>,
    /// Its captures that are not as they were kept.
    pub bad_captures: Vec<BadCapture>,
}

impl Desk {
    /// Proves all that is recorded, and whether nothing changed up to the line that was deposited. Reads all of it.
    ///
    /// # Errors
    /// When a line is not as it was written, or the journal cannot be read.
    pub async fn verify(&self, by: Managing<'_>, deposited: Option<&Deposited>) -> Result<Proved, DeskError> {
        let own = &by.visit().practice;
        let (verified, contained) = self.journal.verify(deposited).await?;
        Ok(Proved {
            end: verified.practices.into_iter().find(|end| end.practice == *own),
            contained: contained.filter(|(end, _)| end.practice == *own),
            bad_captures: verified.bad_captures.into_iter().filter(|capture| capture.practice == *own).collect(),
        })
    }
}

/// What is wrong with a capture, in words.
pub fn bad_capture_text(capture: &BadCapture, language: Language) -> String {
    let (exchange, sha256) = (capture.exchange.to_string(), capture.sha256.to_string());
    match capture.found {
        CaptureState::Missing => text!(language, "capture-missing", exchange = exchange, sha256 = sha256),
        CaptureState::Changed | CaptureState::Whole => {
            text!(language, "capture-changed", exchange = exchange, sha256 = sha256)
        }
    }
}
