//! What came in: one public review or comment, as staff forward it.
//!
//! Nothing here says who the author is for the practice: a note that ties an author to a patient
//! would be health data, so there is no field for one.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Longest review kept, in characters: above every platform's own limit.
pub const MAX_CHARS: usize = 10_000;

/// One review or comment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// The text, as published.
    pub text: String,
    /// The author's display name, as published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Where it stands: "Google", "Facebook"…
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// Address of the page or of the review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Stars, 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<u8>,
    /// Day of its first posting: legal clocks run from it, not from its discovery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_posted: Option<Date>,
}

/// Why a text cannot be taken as a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusable {
    /// There is no text.
    Empty,
    /// It is longer than [`MAX_CHARS`]; holds its length in characters.
    TooLong(usize),
    /// The rating is not between 1 and 5.
    Rating(u8),
    /// The address is not an http or https one.
    Url,
}

impl Review {
    /// A review with a text alone.
    pub fn of(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Checks what a person typed: the text is there and of a length that a platform allows.
    ///
    /// # Errors
    /// Says what makes it unusable.
    pub fn checked(mut self) -> Result<Self, Unusable> {
        self.text = one_kind_of_line_end(self.text.trim());
        for field in [&mut self.author, &mut self.platform, &mut self.url] {
            *field = field.take().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        }
        if self.text.is_empty() {
            return Err(Unusable::Empty);
        }
        let length = self.text.chars().count();
        if length > MAX_CHARS {
            return Err(Unusable::TooLong(length));
        }
        if let Some(rating) = self.rating
            && !(1..=5).contains(&rating)
        {
            return Err(Unusable::Rating(rating));
        }
        if self.url.as_deref().is_some_and(|url| !is_web_address(url)) {
            return Err(Unusable::Url);
        }
        Ok(self)
    }
}

/// The text with line feeds alone between its lines, wherever it was typed.
pub fn one_kind_of_line_end(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Whether a character reverses the direction in which the text around it is read.
pub fn reverses_reading(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
}

/// Whether a text is an http or https address without spaces.
pub fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| rest.contains('.') && !rest.contains(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_review_is_refused_and_a_padded_one_is_trimmed() {
        assert_eq!(Review::of(" \n ").checked(), Err(Unusable::Empty));
        assert_eq!(Review::of("a\r\nb\rc").checked().map(|review| review.text), Ok("a\nb\nc".to_owned()));
        assert_eq!(Review::of("  Bof. ").checked().map(|review| review.text), Ok("Bof.".to_owned()));
    }

    #[test]
    fn length_is_counted_in_characters_not_bytes() {
        assert!(Review::of("é".repeat(MAX_CHARS)).checked().is_ok());
        assert_eq!(Review::of("é".repeat(MAX_CHARS + 1)).checked(), Err(Unusable::TooLong(MAX_CHARS + 1)));
    }

    #[test]
    fn only_web_addresses_and_stars_from_one_to_five_are_kept() {
        let bad_url = Review { url: Some("javascript:alert(1)".into()), ..Review::of("x") };
        assert_eq!(bad_url.checked(), Err(Unusable::Url));
        let bad_rating = Review { rating: Some(6), ..Review::of("x") };
        assert_eq!(bad_rating.checked(), Err(Unusable::Rating(6)));
    }
}
