//! Keys of features: what is looked up in the table of weights.
//!
//! A feature is never stored as text, only as a number made of what it is and of its words. The way
//! these numbers are made is part of the weights: a change here asks for a new training.

/// A feature, or a part of one.
pub type Key = u64;

pub(crate) const NUMBER: Key = 1;
pub(crate) const ENDING: Key = 2;
pub(crate) const WORDS: Key = 3;
pub(crate) const SHAPES: Key = 4;
pub(crate) const SENSES: Key = 5;
pub(crate) const CLASS: Key = 6;
pub(crate) const LETTERS: Key = 7;
pub(crate) const SPELLING: Key = 8;
pub(crate) const BEFORE: Key = 9;
pub(crate) const AFTER: Key = 10;
pub(crate) const PLACE: Key = 11;
pub(crate) const ECHO: Key = 12;
pub(crate) const ECHOES: Key = 13;
pub(crate) const RULE: Key = 14;

/// The golden ratio in 64 bits, odd: multiplying by it spreads what was added.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// One more part of a key.
pub(crate) const fn with(key: Key, part: Key) -> Key {
    (key.rotate_left(23) ^ part).wrapping_mul(SPREAD)
}

/// The key of a word: its bytes, one after the other (FNV-1a).
pub(crate) fn of_bytes(bytes: &[u8]) -> Key {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |key, byte| (key ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3))
}

/// The key of a feature of some kind.
pub(crate) fn of_parts(kind: Key, parts: &[Key]) -> Key {
    parts.iter().fold(with(SPREAD, kind), |key, part| with(key, *part))
}
