//! A person's written consent to be cited, as the practice's register keeps it: a reference, never the paper.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Longest name, purpose, place or reference, in characters.
pub const MAX_FIELD: usize = 200;

/// A person's written consent to be cited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Who: the name as it may be shown.
    pub name: String,
    /// For what: a sentence of theirs, a first name, a photograph…
    pub what: String,
    /// Where: a site, a network, the waiting room…
    pub place: String,
    /// The last day on which it holds; without one, until it is withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Where the signed paper lies.
    pub reference: String,
}

/// Words that stand before a name and are none.
const CIVILITIES: [&str; 16] = [
    "madame",
    "monsieur",
    "mademoiselle",
    "mme",
    "mlle",
    "mr",
    "m",
    "mrs",
    "ms",
    "miss",
    "dr",
    "docteur",
    "doctor",
    "maître",
    "me",
    "sir",
];
/// Fewest letters of a name: fewer would be in any text.
const LETTERS_OF_A_NAME: usize = 3;

/// The words of a name without those that stand before it, in small letters.
fn name_words(name: &str) -> Vec<String> {
    let words = name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).filter(|word| !CIVILITIES.contains(&word.as_str())).collect()
}

/// Why something cannot be entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// A field is blank.
    Blank,
    /// A name is none that could be told in a text.
    Name,
    /// A field is longer than [`MAX_FIELD`].
    TooLong,
    /// Its last day is gone by.
    Past,
    /// There is no such entry, or it is no longer in force.
    Unknown,
}

impl Consent {
    /// Checks what a person typed.
    ///
    /// # Errors
    /// Says what makes it unfit.
    pub fn checked(mut self, today: Date) -> Result<Self, Unfit> {
        for field in [&mut self.name, &mut self.what, &mut self.place, &mut self.reference] {
            *field = checked_field(field)?;
        }
        let letters: usize = name_words(&self.name).iter().map(|word| word.chars().count()).sum();
        if letters < LETTERS_OF_A_NAME || !self.name.chars().any(char::is_uppercase) {
            return Err(Unfit::Name);
        }
        if self.until.is_some_and(|until| until < today) { Err(Unfit::Past) } else { Ok(self) }
    }

    /// Whether a text holds the name as words of its own: « Ana » is not in « Anaïs ».
    pub fn is_named_in(&self, text: &str) -> bool {
        let is_edge = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
        text.match_indices(self.name.as_str()).any(|(at, found)| {
            is_edge(text[..at].chars().next_back()) && is_edge(text[at + found.len()..].chars().next())
        })
    }

    /// Whether words that name somebody name this person and nobody else.
    pub fn is_of(&self, words: &str) -> bool {
        let own = name_words(&self.name);
        let others = name_words(words);
        !others.is_empty() && others.iter().all(|word| own.contains(word))
    }

    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.until.is_none_or(|until| day <= until)
    }
}

/// A field as it is kept.
///
/// # Errors
/// When it is blank or too long.
pub fn checked_field(field: &str) -> Result<String, Unfit> {
    let field = field.trim();
    match field.chars().count() {
        0 => Err(Unfit::Blank),
        length if length > MAX_FIELD => Err(Unfit::TooLong),
        _ => Ok(field.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use jiff::civil::date;

    use super::*;

    fn consent(until: Option<Date>) -> Consent {
        Consent {
            name: " Camille R. ".into(),
            what: "une phrase".into(),
            place: "site".into(),
            until,
            reference: "classeur 3, page 12".into(),
        }
    }

    #[test]
    fn a_name_is_kept_without_the_spaces_around_it() {
        assert_eq!(consent(None).checked(date(2026, 1, 1)).unwrap().name, "Camille R.");
    }

    #[test]
    fn a_name_that_would_be_in_any_text_is_none() {
        for name in ["a", "Madame", "Mme M.", "merci", "R."] {
            let named = Consent { name: name.into(), ..consent(None) };
            assert_eq!(named.checked(date(2026, 1, 1)), Err(Unfit::Name), "{name}");
        }
    }

    #[test]
    fn a_person_is_told_from_others() {
        let given = Consent { name: "Madame Ana Roussel".into(), ..consent(None) };
        assert!(given.is_of("Mme Roussel") && !given.is_of("Madame Durand") && !given.is_of("Madame"));
        let ana = Consent { name: "Ana".into(), ..consent(None) };
        assert!(ana.is_named_in("merci à Ana.") && !ana.is_named_in("merci à Anaïs"));
    }

    #[test]
    fn a_consent_that_says_nothing_or_is_over_is_not_entered() {
        let blank = Consent { reference: "  ".into(), ..consent(None) };
        assert_eq!(blank.checked(date(2026, 1, 1)), Err(Unfit::Blank));
        let long = Consent { what: "x".repeat(MAX_FIELD + 1), ..consent(None) };
        assert_eq!(long.checked(date(2026, 1, 1)), Err(Unfit::TooLong));
        assert_eq!(consent(Some(date(2025, 12, 31))).checked(date(2026, 1, 1)), Err(Unfit::Past));
    }
}
