//! The chains of the archive: each practice has one, of lines that name the hash of the one before.
//!
//! A line taken out, put in, moved or written anew breaks the chain of its practice at that place, and
//! a practice's lines prove themselves without those of any other.

use std::collections::BTreeMap;

use super::layout::Position;
use super::line::{Line, LineFault, no_line};
use crate::exchange::ExchangeId;
use crate::practice::PracticeId;

/// The last line of a practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) seq: u64,
    pub(super) hash: String,
    pub(super) position: Option<Position>,
}

impl Head {
    /// The head of a practice that has no line yet.
    pub(super) fn none() -> Self {
        Self { seq: 0, hash: no_line(), position: None }
    }
}

/// Where each practice's chain has come to.
#[derive(Debug, Default)]
pub(super) struct Chains {
    heads: BTreeMap<PracticeId, Head>,
    open_step: Option<(PracticeId, ExchangeId, u32)>,
}

impl Chains {
    pub(super) fn from_heads(heads: impl IntoIterator<Item = (PracticeId, Head)>) -> Self {
        Self { heads: heads.into_iter().collect(), open_step: None }
    }

    /// Takes the next line of the archive, which must continue its practice's chain.
    pub(super) fn follow(&mut self, line: &Line<'_>, position: Position) -> Result<(), LineFault> {
        let header = &line.header;
        let step = (header.practice.clone(), header.exchange, header.revision);
        if self.open_step.take().is_some_and(|open| open != step) {
            return Err(LineFault::HalfStep);
        }
        let head = self.heads.entry(header.practice.clone()).or_insert_with(Head::none);
        let (practice, expected, found) = (header.practice.clone(), head.seq + 1, header.seq);
        if found != expected {
            return Err(LineFault::Sequence { practice, expected, found });
        }
        if header.prev != head.hash {
            return Err(LineFault::Previous { practice });
        }
        *head = Head { seq: found, hash: line.hash.to_owned(), position: Some(position) };
        self.open_step = header.more.then_some(step);
        Ok(())
    }

    /// Whether the last line taken announces more lines of its step.
    pub(super) fn is_amid_a_step(&self) -> bool {
        self.open_step.is_some()
    }

    pub(super) fn heads(&self) -> impl Iterator<Item = (&PracticeId, &Head)> {
        self.heads.iter()
    }
}
