//! Proving the archive: every line as it was written, every chain without a gap.
//!
//! Reads the archive alone and takes no lock, so it works on a copy, on a disk that cannot be written
//! to, and while another process records.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use super::archive::read_format;
use super::chain::{Chains, Head};
use super::layout::Layout;
use super::line::Line;
use super::scan::scan_all;
use crate::exchange::ExchangeId;
use crate::journal::JournalError;
use crate::practice::PracticeId;

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

/// Checks the archive of a data folder from its first line to its last.
///
/// # Errors
/// [`JournalError::Broken`] names the first line that does not hold; [`JournalError::Io`] the file that
/// cannot be read.
pub fn verify(folder: &Path) -> Result<Verified, JournalError> {
    let layout = Layout::new(folder);
    read_format(&layout)?;
    let mut chains = Chains::default();
    let mut exchanges: HashSet<(PracticeId, ExchangeId)> = HashSet::new();
    let mut lines = 0;
    let scanned = scan_all(&layout, &BTreeMap::new(), |position, bytes| {
        let line = Line::checked(bytes)?;
        chains.follow(&line, position)?;
        if line.header.exchange != ExchangeId::REGISTER {
            exchanges.insert((line.header.practice, line.header.exchange));
        }
        lines += 1;
        Ok(())
    })?;
    let end = |(practice, head): (&PracticeId, &Head)| ChainEnd {
        practice: practice.clone(),
        seq: head.seq,
        hash: head.hash.clone(),
    };
    Ok(Verified {
        lines,
        exchanges: exchanges.len() as u64,
        practices: chains.heads().map(end).collect(),
        unfinished: scanned.torn || chains.is_amid_a_step(),
    })
}
