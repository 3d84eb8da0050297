//! What the working store keeps of an exchange: where its lines lie and what a list shows of it.
//!
//! Texts are not copied out of the archive, so that erasing them there is enough.

use super::layout::{Position, Segment};
use crate::exchange::{Exchange, ExchangeId, Recorded};
use crate::journal::Summary;
use crate::practice::PracticeId;

/// One exchange in the working store.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) revision: u32,
    /// `None` when the review was erased: such an exchange is not listed.
    pub(super) summary: Option<Summary>,
    pub(super) positions: Vec<Position>,
}

const POSITION: usize = 16;

impl Record {
    pub(super) fn encode(&self) -> Result<Vec<u8>, serde_json::Error> {
        let summary = self.summary.as_ref().map(serde_json::to_vec).transpose()?.unwrap_or_default();
        let length = u32::try_from(summary.len()).unwrap_or_default();
        let mut bytes = Vec::with_capacity(8 + summary.len() + self.positions.len() * POSITION);
        bytes.extend(self.revision.to_be_bytes());
        bytes.extend(length.to_be_bytes());
        bytes.extend(summary);
        self.positions.iter().for_each(|position| encode_position(*position, &mut bytes));
        Ok(bytes)
    }

    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let (revision, rest) = bytes.split_first_chunk()?;
        let (summary, positions) = split(rest)?;
        let summary = if summary.is_empty() { None } else { Some(serde_json::from_slice(summary).ok()?) };
        let positions = positions.chunks(POSITION).map(decode_position).collect::<Option<_>>()?;
        Some(Self { revision: u32::from_be_bytes(*revision), summary, positions })
    }

    /// How many lines an encoded record points to, without decoding the rest.
    pub(super) fn lines(bytes: &[u8]) -> Option<u64> {
        let (_, positions) = split(bytes.get(4..)?)?;
        positions.len().is_multiple_of(POSITION).then_some((positions.len() / POSITION) as u64)
    }
}

fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    rest.split_at_checked(u32::from_be_bytes(*length) as usize)
}

pub(super) fn encode_position(position: Position, out: &mut Vec<u8>) {
    out.extend(position.segment.number().to_be_bytes());
    out.extend(position.offset.to_be_bytes());
    out.extend(position.length.to_be_bytes());
}

pub(super) fn decode_position(bytes: &[u8]) -> Option<Position> {
    let (segment, rest) = bytes.split_first_chunk()?;
    let (offset, rest) = rest.split_first_chunk()?;
    let length = rest.try_into().ok()?;
    Some(Position {
        segment: Segment::from_number(u32::from_be_bytes(*segment)),
        offset: u64::from_be_bytes(*offset),
        length: u32::from_be_bytes(length),
    })
}

/// Adds a history up: what a list shows of it, if its review was not erased, and the history back.
pub(super) fn add_up(
    practice: &PracticeId,
    exchange: ExchangeId,
    history: Vec<Recorded>,
) -> (Option<Summary>, Vec<Recorded>) {
    match Exchange::replay(exchange, history) {
        Some(state) => (Some(Summary::of(&state, practice)), state.history),
        None => (None, Vec::new()),
    }
}
