//! What people change in a template's text: the words that they take out and put in again and again are
//! those that the template should be rid of, or have.

use std::collections::{BTreeMap, BTreeSet};

use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};
use similar::{Algorithm, DiffTag, capture_diff_slices};

/// A word is told once it was changed in so many texts: the words of one text say nothing of the template,
/// and are nobody else's business.
const TOLD_FROM: usize = 2;
/// Most words told.
const MOST_TOLD: usize = 5;

/// The changes made to the texts of one template.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edits {
    /// Texts that were changed.
    pub texts: usize,
    /// Words put in, in all of them.
    pub added: usize,
    /// Words taken out.
    pub removed: usize,
    /// In how many texts each word was put in, in small letters.
    put_in: BTreeMap<String, usize>,
    /// In how many it was taken out.
    taken_out: BTreeMap<String, usize>,
}

/// A word, and in how many texts it was put in or taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Word {
    /// In small letters.
    pub word: String,
    /// In how many texts.
    pub texts: usize,
}

impl Edits {
    pub(super) fn add(&mut self, from: &str, to: &str) {
        let (from, to): (Vec<&str>, Vec<&str>) = (from.split_whitespace().collect(), to.split_whitespace().collect());
        let (mut put_in, mut taken_out) = (BTreeSet::new(), BTreeSet::new());
        for change in capture_diff_slices(Algorithm::Patience, &from, &to) {
            if change.tag() == DiffTag::Equal {
                continue;
            }
            self.removed += change.old_range().len();
            self.added += change.new_range().len();
            taken_out.extend(from[change.old_range()].iter().filter_map(|word| bare(word)));
            put_in.extend(to[change.new_range()].iter().filter_map(|word| bare(word)));
        }
        self.texts += 1;
        for word in taken_out.difference(&put_in) {
            *self.taken_out.entry(word.clone()).or_default() += 1;
        }
        for word in put_in.difference(&taken_out) {
            *self.put_in.entry(word.clone()).or_default() += 1;
        }
    }

    /// The words most often put in.
    pub fn often_put_in(&self) -> Vec<Word> {
        most(&self.put_in)
    }

    /// The words most often taken out.
    pub fn often_taken_out(&self) -> Vec<Word> {
        most(&self.taken_out)
    }
}

/// A word without the signs around it; none of three letters or fewer, which say nothing.
fn bare(word: &str) -> Option<String> {
    let word = word.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
    (word.chars().count() > 3).then_some(word)
}

fn most(counts: &BTreeMap<String, usize>) -> Vec<Word> {
    let told = counts.iter().filter(|(_, texts)| **texts >= TOLD_FROM);
    let mut words: Vec<_> = told.map(|(word, texts)| Word { word: word.clone(), texts: *texts }).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.texts));
    words.truncate(MOST_TOLD);
    words
}

impl Serialize for Edits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Edits", 5)?;
        fields.serialize_field("texts", &self.texts)?;
        fields.serialize_field("words_added", &self.added)?;
        fields.serialize_field("words_removed", &self.removed)?;
        fields.serialize_field("often_put_in", &self.often_put_in())?;
        fields.serialize_field("often_taken_out", &self.often_taken_out())?;
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_changed_in_one_text_alone_are_counted_and_not_told() {
        let mut edits = Edits::default();
        edits.add("Bonjour, merci de votre message.", "Bonjour Camille, merci de votre retour.");
        assert_eq!((edits.texts, edits.added, edits.removed), (1, 3, 2));
        assert!(edits.often_put_in().is_empty() && edits.often_taken_out().is_empty());
        edits.add("Merci pour ce message !", "Merci pour ce retour !");
        let word = |word: &str| vec![Word { word: word.to_owned(), texts: 2 }];
        assert_eq!((edits.often_put_in(), edits.often_taken_out()), (word("retour"), word("message")));
    }
}
