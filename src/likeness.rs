//! How alike two texts are, told from a few numbers of each and never from the texts.
//!
//! `MinHash` (Broder, 1997): of all runs of three words the smallest digest, under several digests; the share
//! of smallest digests that two texts have in common estimates the share of runs that they have in common.
//! So the journal can tell that a reply resembles another without keeping either in its working store.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Digests of a text: more of them estimate better, and take more room.
const DIGESTS: usize = 24;
/// Words of a run.
const RUN: usize = 3;
/// From this share on two replies read alike.
const ALIKE: f32 = 0.5;

/// The few numbers of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Likeness(Vec<u32>);

impl Likeness {
    /// The numbers of a text. Case, punctuation and the space between words do not matter.
    pub fn of(text: &str) -> Self {
        let text = text.to_lowercase();
        let words: Vec<&str> =
            text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let runs = words.windows(RUN.min(words.len().max(1)));
        let mut smallest = vec![u32::MAX; DIGESTS];
        for run in runs {
            for (smallest, digest) in smallest.iter_mut().zip(digests(run)) {
                *smallest = (*smallest).min(digest);
            }
        }
        Self(smallest)
    }

    /// Whether two texts read alike.
    pub fn is_alike(&self, other: &Self) -> bool {
        let same = self.0.iter().zip(&other.0).filter(|(one, other)| one == other && **one != u32::MAX).count();
        #[expect(clippy::cast_precision_loss, reason = "there are few digests")]
        let share = same as f32 / DIGESTS as f32;
        share >= ALIKE
    }
}

/// As many digests of a run as are wanted: the pieces of a few SHA-256, the same in every process.
fn digests(run: &[&str]) -> impl Iterator<Item = u32> {
    let run = run.join(" ");
    (0..=u8::MAX).flat_map(move |number| {
        let whole = Sha256::new().chain_update([number]).chain_update(run.as_bytes()).finalize();
        let pieces: Vec<u32> = whole.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
        pieces
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "Bonjour, merci de votre message. L’attente peut peser, et nous le comprenons. Nous avons \
        ouvert une seconde ligne pour que chacun soit entendu plus vite. Le secret nous interdit d’en dire plus ici.";

    #[test]
    fn a_text_with_a_word_changed_reads_alike_and_another_does_not() {
        let changed = ONE.replace("seconde", "deuxième").replace("Bonjour, ", "");
        assert!(Likeness::of(ONE).is_alike(&Likeness::of(&changed)));
        let other = "Bonjour, un accès compliqué décourage. Une plaque plus visible est posée, et l’entrée de la \
            cour reste ouverte le samedi. Nous restons joignables par téléphone pour en parler.";
        assert!(!Likeness::of(ONE).is_alike(&Likeness::of(other)));
    }

    #[test]
    fn what_holds_no_word_is_like_nothing() {
        assert!(!Likeness::of("").is_alike(&Likeness::of("…")));
    }
}
