//! What is kept with an exchange beside its steps: captures, reminders given, the messages that show it.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Digest;

/// A capture of what stood online, kept by its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Digest of its bytes, and its name in the journal's folder of evidence.
    pub sha256: Digest,
    /// What it is.
    pub media: Media,
    /// Its length, in bytes.
    pub bytes: u64,
    /// Where it comes from: `discord:<message>`, or `file`.
    pub origin: String,
    /// When it was fetched.
    pub fetched_at: Timestamp,
}

impl Evidence {
    /// The name of a file that holds it, outside the journal.
    pub fn file_name(&self) -> String {
        format!("{}.{}", self.sha256, self.media.extension())
    }
}

/// What kinds of capture are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Media {
    /// A PNG picture.
    Png,
    /// A JPEG picture.
    Jpeg,
    /// A WebP picture.
    Webp,
    /// A GIF picture.
    Gif,
    /// A PDF document.
    Pdf,
}

impl Media {
    /// What these bytes are, by how they begin: a name or a header can say anything.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(Self::Pdf),
            _ => None,
        }
    }

    /// The extension of a file that holds it.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
            Self::Gif => "gif",
            Self::Pdf => "pdf",
        }
    }
}

/// One reminder that was given: of which clock, for which day, at which stage.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reminder {
    /// The clock: a step, `target`, or `measure.<place>`.
    pub clock: String,
    /// The last day it is about.
    pub due: Date,
    /// Before it, or on it.
    pub stage: Stage,
}

/// When a reminder comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Some days before.
    Before,
    /// On the last day.
    Due,
    /// On the day until which it had been put off.
    Snoozed,
}

/// A message of the chat that shows an exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The face: `discord`.
    pub face: String,
    /// Where it is, as that face names it: `<channel>/<message>`.
    pub place: String,
    /// For whom.
    pub audience: Audience,
    /// The revision it showed when it was posted.
    pub revision: u32,
}

/// For whom a card is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// The team.
    Team,
    /// The managers, who decide.
    Managers,
}

/// Which summary was posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DigestKind {
    /// Of the morning.
    Morning,
    /// Of the week.
    Weekly,
}

/// Why something was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ErasureCause {
    /// A manager decided it, at somebody's request.
    Request,
    /// It was as old as the practice keeps such things.
    Retention,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capture_is_known_by_its_first_bytes_and_by_nothing_else() {
        assert_eq!(Media::of(b"%PDF-1.7"), Some(Media::Pdf));
        assert_eq!(Media::of(b"RIFF\0\0\0\0WEBPVP8 "), Some(Media::Webp));
        assert_eq!(Media::of(b"<svg onload=alert(1)>"), None);
        assert_eq!(Media::of(b""), None);
    }
}
