//! Proving the archive: every line as it was written, every chain without a gap, every capture there, and
//! nothing gone that no event says was erased.
//!
//! Reads the folder alone and takes no lock, so it works on a copy, on a disk that cannot be written
//! to, and while another process records.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::str::FromStr;

use jiff::Timestamp;

use super::archive::read_format;
use super::chain::{Chains, Head};
use super::erasing::{Erasures, Key};
use super::evidence::{Captures, State};
use super::layout::Layout;
use super::line::Line;
use super::scan::scan_all;
use crate::exchange::{Digest, Event, ExchangeId};
use crate::journal::JournalError;
use crate::practice::PracticeId;

/// How often a folder in which another process erases at this very moment is read again.
const TRIES: usize = 3;

/// An archive that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    pub found: State,
}

/// The end of a chain as somebody kept it: `SEQ:DIGEST`, or the digest alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deposited {
    seq: Option<u64>,
    hash: String,
}

impl FromStr for Deposited {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = "SEQ:DIGEST, or the 64 digits of the digest";
        let (seq, hash) = match text.trim().rsplit_once(':') {
            Some((seq, hash)) => (Some(seq.trim().parse().map_err(|_| expected)?), hash.trim()),
            None => (None, text.trim()),
        };
        let is_digest = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_digest { Ok(Self { seq, hash: hash.to_ascii_lowercase() }) } else { Err(expected) }
    }
}

impl Deposited {
    fn is(&self, line: &Line<'_>) -> bool {
        line.hash == self.hash && self.seq.is_none_or(|seq| seq == line.header.seq)
    }
}

/// The line of a chain that somebody had kept the digest of, and when it was written.
pub type Contained = (ChainEnd, Timestamp);

/// Checks the data folder from the first line of its archive to the last, with the captures.
///
/// # Errors
/// [`JournalError::Broken`] names the first line that does not hold; [`JournalError::Io`] the file that
/// cannot be read.
pub fn verify(folder: &Path) -> Result<Verified, JournalError> {
    Ok(steadily(folder, None)?.0)
}

/// The same, and the line that was deposited, if one of the chains still contains it: then nothing up to it was
/// changed since.
///
/// # Errors
/// The same.
pub fn verify_against(folder: &Path, deposited: &Deposited) -> Result<(Verified, Option<Contained>), JournalError> {
    steadily(folder, Some(deposited))
}

/// Another process may erase while this one reads: what then looks amiss is looked at once more.
fn steadily(folder: &Path, deposited: Option<&Deposited>) -> Result<(Verified, Option<Contained>), JournalError> {
    let layout = Layout::new(folder);
    read_format(&layout)?;
    let mut tries = 1;
    loop {
        let before = length(&layout)?;
        let proved = prove(&layout, deposited);
        let is_well = proved.as_ref().is_ok_and(|(verified, _)| verified.bad_captures.is_empty());
        if is_well || tries == TRIES || length(&layout)? == before {
            return proved;
        }
        tries += 1;
    }
}

/// How long the archive is, in bytes: erasing adds a line to it before anything goes.
fn length(layout: &Layout) -> Result<u64, JournalError> {
    let segments = layout.segments()?.into_iter();
    Ok(segments.filter_map(|segment| layout.segment(segment).metadata().ok()).map(|file| file.len()).sum())
}

fn prove(layout: &Layout, deposited: Option<&Deposited>) -> Result<(Verified, Option<Contained>), JournalError> {
    let mut chains = Chains::default();
    let mut erasures = Erasures::default();
    let mut exchanges: HashSet<Key> = HashSet::new();
    let mut named: Vec<(Key, Digest)> = Vec::new();
    let (mut lines, mut contained) = (0, None);
    let scanned = scan_all(layout, &BTreeMap::new(), |position, bytes| {
        let line = Line::proved(bytes)?;
        chains.follow(&line, position)?;
        erasures.follow(&line, position)?;
        if deposited.is_some_and(|deposited| deposited.is(&line)) {
            let (practice, seq, hash) = (line.header.practice.clone(), line.header.seq, line.hash.to_owned());
            contained = Some((ChainEnd { practice, seq, hash }, line.header.at));
        }
        let key = (line.header.practice.clone(), line.header.exchange);
        if line.header.kind == "evidence_added"
            && let Ok(Some(Event::EvidenceAdded { evidence })) = line.event()
        {
            named.push((key.clone(), evidence.sha256));
        }
        if line.header.exchange != ExchangeId::REGISTER {
            exchanges.insert(key);
        }
        lines += 1;
        Ok(())
    })?;
    if let Some(fault) = erasures.fault(layout, true) {
        return Err(fault);
    }
    let (mut captures, mut bad_captures) = (0, Vec::new());
    let kept = Captures::new(layout);
    for ((practice, exchange), sha256) in named.into_iter().filter(|(key, _)| !erasures.has_erased(key)) {
        match kept.state(&sha256)? {
            State::Whole => captures += 1,
            found => bad_captures.push(BadCapture { practice, exchange, sha256, found }),
        }
    }
    let end = |(practice, head): (&PracticeId, &Head)| ChainEnd {
        practice: practice.clone(),
        seq: head.seq,
        hash: head.hash.clone(),
    };
    let verified = Verified {
        lines,
        exchanges: exchanges.len() as u64,
        practices: chains.heads().map(end).collect(),
        unfinished: scanned.torn || chains.is_amid_a_step(),
        erasing: erasures.unfinished(),
        captures,
        bad_captures,
    };
    Ok((verified, contained))
}
