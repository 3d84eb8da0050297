//! What proving a journal comes to: its lines as they were written, its chains without a gap, its captures there.

use std::str::FromStr;

use jiff::Timestamp;

use crate::exchange::{Digest, ExchangeId};
use crate::practice::PracticeId;

/// A journal that holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// Its lines.
    pub lines: u64,
    /// Its exchanges.
    pub exchanges: u64,
    /// The chain of each practice.
    pub practices: Vec<ChainEnd>,
    /// The last step is not whole: it is being written at this moment, or a power cut took the rest of
    /// it. It was never acknowledged; the next opening puts it aside.
    pub unfinished: bool,
    /// Erasures that were decided and are not carried out to the end: one is under way, or a power cut came in
    /// between. The next opening finishes them.
    pub erasing: usize,
    /// Captures that are as they were kept.
    pub captures: usize,
    /// Captures that are not.
    pub bad_captures: Vec<BadCapture>,
}

/// The end of a practice's chain. Whoever keeps it elsewhere can later show that nothing before it was
/// changed, the last lines included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainEnd {
    /// The practice.
    pub practice: PracticeId,
    /// Sequence number of its last line, and so how many it has.
    pub seq: u64,
    /// Hash of that line: 64 hexadecimal digits.
    pub hash: String,
}

/// The line of a chain that somebody had kept the digest of, and when it was written.
pub type Contained = (ChainEnd, Timestamp);

/// A capture that an exchange names and that is missing or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadCapture {
    /// The practice.
    pub practice: PracticeId,
    /// The exchange.
    pub exchange: ExchangeId,
    /// The capture, and the name of its file.
    pub sha256: Digest,
    /// How it is found.
    pub found: CaptureState,
}

/// How a capture is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaptureState {
    /// As it was kept.
    Whole,
    /// Not there.
    Missing,
    /// Not the same bytes.
    Changed,
}

/// The end of a chain as somebody kept it: `SEQ:DIGEST`, or the digest alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deposited {
    seq: Option<u64>,
    hash: String,
}

/// The text is not the end of a chain as a proof tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the end of a chain")]
pub struct NotDeposited;

impl FromStr for Deposited {
    type Err = NotDeposited;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // The chat shows it between such marks, and they are copied with it.
        let text = text.trim_matches(|letter: char| letter.is_whitespace() || letter == '`');
        let (seq, hash) = match text.rsplit_once(':') {
            Some((seq, hash)) => (Some(seq.trim().parse().map_err(|_| NotDeposited)?), hash.trim()),
            None => (None, text),
        };
        let is_digest = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_digest { Ok(Self { seq, hash: hash.to_ascii_lowercase() }) } else { Err(NotDeposited) }
    }
}

impl Deposited {
    /// Whether it is the line of this number and this hash.
    pub(super) fn is(&self, seq: u64, hash: &str) -> bool {
        hash == self.hash && self.seq.is_none_or(|own| own == seq)
    }
}
