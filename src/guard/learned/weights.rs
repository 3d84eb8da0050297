//! The file of weights: made by the trainer, compiled into the program, read where it lies.
//!
//! It is one table, looked up by key, that needs no loading: a slot holds part of the key, to know
//! it again, an exponent, and nine small numbers, one for each [column](COLUMNS). Weights are numbers
//! of eight bits because a sum of thousands of them forgives it, and the file must stay small.
//!
//! | bytes | what |
//! | --- | --- |
//! | 8 | [`MAGIC`] |
//! | 4 | number of slots, little-endian like all that follows |
//! | 2 × 13 × 4 | for French, then English: three biases of a clause, three of a reply (logits, in the order secrecy, promotion, tone), how much the reply counts, then the thresholds: to warn, to mark, to agree, and to be sure for each family (logits) |
//! | slots × 12 | key (2), exponent (1), weights (9); a slot whose key is 0 is free |

use super::key::Key;
use crate::language::Language;

/// What the file begins with; another number when the making of keys or the layout changes.
pub(crate) const MAGIC: [u8; 8] = *b"egardw02";
/// A clause, the rest of its sentence, the reply: each for secrecy, promotion and tone.
pub(crate) const COLUMNS: usize = 9;
/// Secrecy, promotion, tone.
pub const FAMILIES: usize = 3;
const SLOT: usize = 3 + COLUMNS;
const VALUES: usize = 13;
const HEADER: usize = MAGIC.len() + 4 + 2 * VALUES * 4;
/// An exponent byte of this value stands for 2⁰.
const EXPONENT_OF_ONE: u8 = 64;

/// One weight for each column.
pub type Row = [f32; COLUMNS];

/// What is not looked up by key, for one language. All are logits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Levels {
    /// Where a clause starts from, by family.
    pub clause: [f32; FAMILIES],
    /// Where a reply starts from, by family.
    pub reply: [f32; FAMILIES],
    /// How much the reply as a whole counts beside its worst clause.
    pub share: f32,
    /// From here on a reply is suspect.
    pub warn: f32,
    /// How far below the worst clause of a suspect reply another one is suspect too.
    pub mark: f32,
    /// From here on a suspect reply blocks where a rule that would block agrees.
    pub agree: f32,
    /// From here on a clause tells by itself, by family: a reply blocks, a review is noticed.
    pub sure: [f32; FAMILIES],
}

impl Levels {
    fn values(&self) -> [f32; VALUES] {
        let ([c0, c1, c2], [r0, r1, r2], [b0, b1, b2]) = (self.clause, self.reply, self.sure);
        [c0, c1, c2, r0, r1, r2, self.share, self.warn, self.mark, self.agree, b0, b1, b2]
    }

    fn of_values([c0, c1, c2, r0, r1, r2, share, warn, mark, agree, b0, b1, b2]: [f32; VALUES]) -> Self {
        Self { clause: [c0, c1, c2], reply: [r0, r1, r2], share, warn, mark, agree, sure: [b0, b1, b2] }
    }
}

/// The table of weights.
#[derive(Debug, Clone, Copy)]
pub struct Weights<'a> {
    levels: [Levels; 2],
    slots: &'a [[u8; SLOT]],
}

impl<'a> Weights<'a> {
    /// Reads a file of weights; `None` if it is not one.
    pub fn read(file: &'a [u8]) -> Option<Self> {
        let (header, table) = file.split_at_checked(HEADER)?;
        let (magic, rest) = header.split_first_chunk::<8>()?;
        let (count, values) = rest.split_first_chunk::<4>()?;
        let (slots, over) = table.as_chunks::<SLOT>();
        let whole =
            *magic == MAGIC && over.is_empty() && slots.len() == usize::try_from(u32::from_le_bytes(*count)).ok()?;
        let mut numbers = values.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
        let mut levels = || Levels::of_values(std::array::from_fn(|_| numbers.next().unwrap_or_default()));
        (whole && slots.iter().any(is_free)).then(|| Self { levels: [levels(), levels()], slots })
    }

    /// Writes a file of weights. The rows are those of both languages; a fifth of the slots at least stays free.
    pub fn write(levels: [Levels; 2], rows: &[(Language, Key, Row)]) -> Vec<u8> {
        let count = rows.len() + rows.len() / 4 + 1;
        let mut slots = vec![[0_u8; SLOT]; count];
        for (language, key, row) in rows {
            let (mut at, mark) = place(*language, *key, count);
            while !is_free(&slots[at]) {
                at = (at + 1) % count;
            }
            slots[at] = slot(mark, row);
        }
        let mut file = MAGIC.to_vec();
        file.extend(u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
        file.extend(levels.iter().flat_map(Levels::values).flat_map(f32::to_le_bytes));
        file.extend(slots.as_flattened());
        file
    }

    /// What is not looked up.
    pub const fn levels(&self, language: Language) -> Levels {
        match language {
            Language::Fr => self.levels[0],
            Language::En => self.levels[1],
        }
    }

    /// How many features have a weight.
    pub fn len(&self) -> usize {
        self.slots.iter().filter(|slot| !is_free(slot)).count()
    }

    /// Whether no feature has a weight.
    pub fn is_empty(&self) -> bool {
        self.slots.iter().all(is_free)
    }

    /// The weights of a feature, if it has some.
    pub fn row(&self, language: Language, key: Key) -> Option<Row> {
        let (mut at, mark) = place(language, key, self.slots.len());
        loop {
            let slot = self.slots.get(at)?;
            if slot[..2] == mark {
                let scale = two_to(slot[2]);
                return Some(std::array::from_fn(|column| f32::from(slot[3 + column].cast_signed()) * scale));
            }
            if is_free(slot) {
                return None;
            }
            at = if at + 1 == self.slots.len() { 0 } else { at + 1 };
        }
    }
}

fn is_free(slot: &[u8; SLOT]) -> bool {
    slot[..2] == [0, 0]
}

/// The slot a key is looked for first, and the part of it that the slot holds.
fn place(language: Language, key: Key, slots: usize) -> (usize, [u8; 2]) {
    let seed = match language {
        Language::Fr => 0x0066_7200_0000_0066,
        Language::En => 0x0065_6E00_0000_0065,
    };
    // A key's high bits depend on all of it; folding them in makes its low ones do so too.
    let spread = (key ^ seed).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    let spread = spread ^ (spread >> 32);
    let [a, b, ..] = spread.to_le_bytes();
    let at = (u128::from(spread.rotate_left(32)) * slots as u128) >> 64;
    (usize::try_from(at).unwrap_or_default(), if [a, b] == [0, 0] { [1, 0] } else { [a, b] })
}

fn two_to(exponent: u8) -> f32 {
    f32::from_bits((u32::from(exponent) + 127 - u32::from(EXPONENT_OF_ONE)) << 23)
}

fn slot(mark: [u8; 2], row: &Row) -> [u8; SLOT] {
    let largest = row.iter().fold(0_f32, |largest, weight| largest.max(weight.abs()));
    let exponent = (0..=u8::MAX / 2).find(|exponent| largest <= 127.0 * two_to(*exponent)).unwrap_or(u8::MAX / 2);
    let mut slot = [0; SLOT];
    slot[..2].copy_from_slice(&mark);
    slot[2] = exponent;
    for (byte, weight) in slot[3..].iter_mut().zip(row) {
        #[expect(clippy::cast_possible_truncation, reason = "the exponent was chosen so that it fits")]
        let rounded = (weight / two_to(exponent)).round() as i8;
        *byte = rounded.cast_unsigned();
    }
    slot
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const LEVELS: Levels = Levels {
        clause: [-1.0, -2.0, -3.0],
        reply: [0.5, 0.25, 0.0],
        share: 0.5,
        warn: 1.0,
        mark: 0.75,
        agree: 1.5,
        sure: [2.0, 3.0, 4.0],
    };

    #[test]
    fn finds_again_what_was_written() {
        let rows: Vec<(Language, Key, Row)> = (1..2000_u16)
            .map(|n| (Language::Fr, super::super::key::of_bytes(&n.to_le_bytes()), [f32::from(n) / 100.0; COLUMNS]))
            .collect();
        let file = Weights::write([LEVELS; 2], &rows);
        let weights = Weights::read(&file).unwrap();
        assert_eq!(weights.levels(Language::En), LEVELS);
        assert_eq!(weights.len(), rows.len());
        for (language, key, row) in rows {
            let found = weights.row(language, key).unwrap();
            assert!((found[4] - row[4]).abs() <= row[4] / 100.0, "{found:?} {row:?}");
        }
        assert_eq!(weights.row(Language::En, super::super::key::of_bytes(b"absent")), None);
    }

    #[test]
    fn refuses_another_file() {
        let file = Weights::write([LEVELS; 2], &[]);
        assert!(Weights::read(&file).is_some());
        assert!(Weights::read(&file[1..]).is_none());
        assert!(Weights::read(&file[..file.len() - 1]).is_none());
        assert!(Weights::read(b"").is_none());
    }
}
