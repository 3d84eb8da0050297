//! Proving the archive: every line as it was written, every chain without a gap, every capture there, and
//! nothing gone that no event says was erased.
//!
//! Reads the folder alone and takes no lock, so it works on a copy, on a disk that cannot be written
//! to, and while another process records.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use super::archive::read_format;
use super::chain::{Chains, Head};
use super::erasing::{Erasures, Key};
use super::evidence::Captures;
use super::layout::{Layout, Segment};
use super::line::Line;
use super::scan::scan_all;
use crate::exchange::{Digest, Event, ExchangeId};
use crate::journal::{BadCapture, CaptureState, ChainEnd, Contained, Deposited, JournalError, Verified};
use crate::practice::PracticeId;

/// How often a folder in which another process erases at this very moment is read on in.
pub(super) const TRIES: usize = 8;

/// Checks the data folder from the first line of its archive to the last, with the captures.
///
/// # Errors
/// [`JournalError::Broken`] names the first line that does not hold; [`JournalError::Io`] the file that
/// cannot be read.
pub fn verify(folder: &Path) -> Result<Verified, JournalError> {
    Ok(prove(&Layout::new(folder), None)?.0)
}

/// The same, and the line that was deposited, if one of the chains still contains it: then nothing up to it was
/// changed since.
///
/// # Errors
/// The same.
pub fn verify_against(folder: &Path, deposited: &Deposited) -> Result<(Verified, Option<Contained>), JournalError> {
    prove(&Layout::new(folder), Some(deposited))
}

/// Another process may erase meanwhile. The event that accounts for what then looks amiss was on the disk before
/// anything went, so it is among the lines behind those that were read: they are read on to.
pub(super) fn prove(
    layout: &Layout,
    deposited: Option<&Deposited>,
) -> Result<(Verified, Option<Contained>), JournalError> {
    read_format(layout)?;
    let mut proof = Proof::default();
    let mut tries = 1;
    loop {
        let before = proof.lines;
        proof.read_on(layout, deposited)?;
        let fault = proof.erasures.fault(layout, true);
        let (captures, bad_captures) = proof.captures(layout)?;
        let is_well = fault.is_none() && bad_captures.is_empty();
        if is_well || proof.lines == before || tries == TRIES {
            let verified = proof.verified(captures, bad_captures);
            return fault.map_or(Ok((verified, proof.contained)), Err);
        }
        tries += 1;
    }
}

/// What a reading of the archive has come to.
#[derive(Default)]
pub(super) struct Proof {
    chains: Chains,
    pub(super) erasures: Erasures,
    exchanges: HashSet<Key>,
    /// Captures, and whose they are.
    named: Vec<(Key, Digest)>,
    /// Captures that were looked at and found as they were kept.
    whole: HashSet<Digest>,
    lines: u64,
    contained: Option<Contained>,
    /// How far each segment is read.
    ends: BTreeMap<Segment, u64>,
    torn: bool,
}

impl Proof {
    /// Reads the whole lines behind those that were read.
    pub(super) fn read_on(&mut self, layout: &Layout, deposited: Option<&Deposited>) -> Result<(), JournalError> {
        let from = std::mem::take(&mut self.ends);
        let scanned = scan_all(layout, &from, |position, bytes| {
            let line = Line::proved(bytes)?;
            self.chains.follow(&line, position)?;
            self.erasures.follow(&line, position)?;
            if deposited.is_some_and(|deposited| deposited.is(line.header.seq, line.hash)) {
                let (practice, seq, hash) = (line.header.practice.clone(), line.header.seq, line.hash.to_owned());
                self.contained = Some((ChainEnd { practice, seq, hash }, line.header.at));
            }
            let key = (line.header.practice.clone(), line.header.exchange);
            if line.header.kind == "evidence_added"
                && let Ok(Some(Event::EvidenceAdded { evidence })) = line.event()
            {
                self.named.push((key.clone(), evidence.sha256));
            }
            if line.header.exchange != ExchangeId::REGISTER {
                self.exchanges.insert(key);
            }
            self.lines += 1;
            Ok(())
        })?;
        self.ends = scanned.ends.into_iter().collect();
        self.torn = scanned.torn;
        Ok(())
    }

    /// Captures that an exchange still has.
    pub(super) fn named(&self) -> impl Iterator<Item = &(Key, Digest)> {
        self.named.iter().filter(|(key, _)| !self.erasures.has_erased(key))
    }

    /// How many of them are as they were kept, and those that are not.
    fn captures(&mut self, layout: &Layout) -> Result<(usize, Vec<BadCapture>), JournalError> {
        let kept = Captures::new(layout);
        let mut whole = std::mem::take(&mut self.whole);
        let (mut captures, mut bad) = (0, Vec::new());
        for ((practice, exchange), sha256) in self.named() {
            let found = if whole.contains(sha256) { CaptureState::Whole } else { kept.state(sha256)? };
            if found == CaptureState::Whole {
                captures += 1;
                whole.insert(sha256.clone());
            } else {
                let (practice, sha256) = (practice.clone(), sha256.clone());
                bad.push(BadCapture { practice, exchange: *exchange, sha256, found });
            }
        }
        self.whole = whole;
        Ok((captures, bad))
    }

    fn verified(&self, captures: usize, bad_captures: Vec<BadCapture>) -> Verified {
        let end = |(practice, head): (&PracticeId, &Head)| ChainEnd {
            practice: practice.clone(),
            seq: head.seq,
            hash: head.hash.clone(),
        };
        Verified {
            lines: self.lines,
            exchanges: self.exchanges.len() as u64,
            practices: self.chains.heads().map(end).collect(),
            unfinished: self.torn || self.chains.is_amid_a_step(),
            erasing: self.erasures.unfinished(),
            captures,
            bad_captures,
        }
    }
}
