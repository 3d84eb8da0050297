//! Typing errors, put into copies of replies: a hurried hand must not hide a fault.
//!
//! Accents, capitals and look-alike letters need none of this: the guard folds them away first.

use std::ops::Range;

use crate::corpus::Text;

/// One letter in so many is mistyped.
const LETTERS_PER_ERROR: usize = 40;

/// A generator of numbers that look random and are always the same (xorshift).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        // Few enough sides for the high bits of a roll to be as good as all of them.
        usize::try_from(self.0 >> 33).unwrap_or_default() % sides
    }
}

/// The reply as someone in a hurry would have typed it; its marks move along.
pub(crate) fn mistyped(reply: &Text, seed: u64) -> Text {
    let mut dice = Dice::new(seed);
    let letters: Vec<(usize, char)> = reply.body.char_indices().collect();
    let mut text = String::with_capacity(reply.body.len() + 16);
    let mut moved = vec![0; reply.body.len() + 1];
    let mut at = 0;
    while let Some((offset, letter)) = letters.get(at).copied() {
        moved[offset] = text.len();
        let next = letters.get(at + 1).copied().filter(|(_, next)| next.is_alphabetic());
        let errs = letter.is_alphabetic() && dice.roll(LETTERS_PER_ERROR) == 0;
        match (errs.then(|| dice.roll(4)), next) {
            (Some(0), _) => {}
            (Some(1), _) => text.extend([letter, letter]),
            (Some(2), Some((after, next))) => {
                moved[after] = text.len();
                text.extend([next, letter]);
                at += 1;
            }
            (Some(_), _) => text.push(neighbour(letter, &mut dice)),
            (None, _) => text.push(letter),
        }
        at += 1;
    }
    moved[reply.body.len()] = text.len();
    let spans = reply.spans.iter().map(|(span, family)| (moved_span(span, &moved), *family)).collect();
    Text { body: text, spans, ..reply.clone() }
}

fn moved_span(span: &Range<usize>, moved: &[usize]) -> Range<usize> {
    moved[span.start]..moved[span.end].max(moved[span.start])
}

/// A letter beside this one on the keyboard, or nearly.
fn neighbour(letter: char, dice: &mut Dice) -> char {
    const ROWS: [&str; 3] = ["azertyuiop", "qsdfghjklm", "wxcvbn"];
    let lower = letter.to_ascii_lowercase();
    let beside = ROWS.iter().find_map(|row| {
        let at = row.find(lower)?;
        let other = if dice.roll(2) == 0 { at.checked_sub(1)? } else { at + 1 };
        row.as_bytes().get(other).copied()
    });
    beside.map_or(letter, char::from)
}
