//! Looking at captures: whoever may see an exchange may see what was captured of it.
//!
//! To look is no step. It makes no card stale, and a card that is stale leads to the same captures. Their bytes are read
//! one by one, when a face has room for them, and held against their digests.

use super::dossier::exact_time;
use super::history::short;
use super::work::Work;
use super::{Action, Button, Desk, DeskError, Response, Style};
use crate::exchange::{Command, Evidence};
use crate::text;

/// With what an exchange was read, as its history says it.
const WITH: &str = "captures";

/// A capture that somebody may look at. Only the desk makes one, for whoever may see its exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    evidence: Evidence,
    /// What it is, its size, whence and when it came and how its digest begins, in words.
    pub about: String,
}

impl Capture {
    /// The name of a file that holds it.
    pub fn file_name(&self) -> String {
        self.evidence.file_name()
    }

    /// Its length, in bytes.
    pub fn length(&self) -> usize {
        usize::try_from(self.evidence.bytes).unwrap_or(usize::MAX)
    }
}

impl Desk {
    /// The captures of an exchange, in the order in which they came. That a manager looks at them is put on record
    /// before they are shown.
    pub(super) async fn captures(&self, work: &Work<'_>) -> Result<Response, DeskError> {
        if work.exchange.evidence.is_empty() {
            return work.refused(DeskError::NoCaptures);
        }
        self.note(work.visit, work.exchange.id, Command::View { with: WITH.to_owned() }).await?;
        Ok(Response::Captures(work.exchange.evidence.iter().map(|evidence| work.capture(evidence)).collect()))
    }

    /// The bytes of a capture, as they were kept.
    ///
    /// # Errors
    /// When it is gone or damaged.
    pub async fn contents(&self, capture: &Capture) -> Result<Vec<u8>, DeskError> {
        Ok(self.journal.evidence(&capture.evidence.sha256).await?)
    }
}

impl Work<'_> {
    fn capture(&self, evidence: &Evidence) -> Capture {
        let language = self.visit.language;
        let told = text!(
            language,
            "dossier-capture",
            kind = evidence.media.extension().to_uppercase(),
            bytes = evidence.bytes,
            origin = evidence.origin.as_str(),
            at = exact_time(evidence.fetched_at, self.practice)
        );
        let about = format!("{told}, SHA-256 {}…", short(evidence.sha256.as_str()));
        Capture { evidence: evidence.clone(), about }
    }

    /// Shows the captures, where there are any.
    pub(super) fn captures_button(&self) -> Option<Button> {
        let count = self.exchange.evidence.len();
        let label = text!(self.visit.language, "button-captures", count = count);
        (count > 0).then_some(Button { action: Action::Captures, label, style: Style::Secondary })
    }
}
