//! The two languages that the project speaks.
//!
//! A person's language (of buttons and messages) and a reply's language (of the text to post) are
//! the same type but travel apart: a French secretary may well answer an English review.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A language of the interface, of a template or of a text under check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// French, the first language of every pack.
    Fr,
    /// English.
    En,
}

impl Language {
    /// Every language, in the order in which packs list them.
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// The two-letter code, as folders and files write it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// Reads a locale such as `fr`, `fr-FR`, `en_GB.UTF-8`; `None` for a language not spoken here.
    pub fn from_locale(locale: &str) -> Option<Self> {
        match locale.get(..2)?.to_ascii_lowercase().as_str() {
            "fr" => Some(Self::Fr),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// Guesses the language of a text: French or English, `None` when it looks like another one
    /// or says nothing.
    pub fn detect(text: &str) -> Option<Self> {
        if !text.chars().any(char::is_alphabetic) {
            return None;
        }
        match whichlang::detect_language(text) {
            whichlang::Lang::Fra => Some(Self::Fr),
            whichlang::Lang::Eng => Some(Self::En),
            _ => None,
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The code given is neither `fr` nor `en`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("« {0} »: fr, en")]
pub struct UnknownLanguage(pub String);

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        match code {
            "fr" => Ok(Self::Fr),
            "en" => Ok(Self::En),
            other => Err(UnknownLanguage(other.to_owned())),
        }
    }
}

/// A text of a pack in both languages: `{ fr = "…", en = "…" }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Localized {
    /// The French text.
    pub fr: String,
    /// The English text.
    pub en: String,
}

impl Localized {
    /// The text in one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Fr => &self.fr,
            Language::En => &self.en,
        }
    }
}
