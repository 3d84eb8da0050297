//! Whether an event mentions somebody: by the words themselves, in every text that it holds, whatever their
//! accents, capitals, quotes and spaces. No index stands in between, so that nothing is missed by one.

use serde_json::Value;

use super::search::fold;
use crate::exchange::Event;

/// Words that are looked for.
#[derive(Debug, Clone)]
pub(super) struct Sought {
    plain: String,
}

/// What has fewer letters stands in too many other words: it is looked for by itself.
const FEW_LETTERS: usize = 4;
/// So many words before and after those that were found are shown with them.
const WORDS_AROUND: usize = 6;
/// Most letters that are shown.
const MOST_SHOWN: usize = 160;

impl Sought {
    /// `None` when there is nothing to look for.
    pub(super) fn new(words: &str) -> Option<Self> {
        let plain = plain(words);
        (!plain.is_empty()).then_some(Self { plain })
    }

    /// The words around the first place of an event that holds them.
    pub(super) fn found_in(&self, event: &Event) -> Option<String> {
        // An event that cannot be written was never recorded.
        self.found_within(&serde_json::to_value(event).ok()?)
    }

    fn found_within(&self, value: &Value) -> Option<String> {
        match value {
            Value::String(text) => self.is_within(&plain(text)).then(|| self.around(text)),
            Value::Array(values) => values.iter().find_map(|value| self.found_within(value)),
            // Of which kind it is, nobody wrote.
            Value::Object(fields) => {
                fields.iter().filter(|(name, _)| *name != "type").find_map(|(_, value)| self.found_within(value))
            }
            _ => None,
        }
    }

    fn is_within(&self, plain: &str) -> bool {
        if self.plain.chars().count() >= FEW_LETTERS {
            return plain.contains(&self.plain);
        }
        plain.match_indices(&self.plain).any(|(at, found)| {
            let (before, after) = (&plain[..at], &plain[at + found.len()..]);
            !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric)
        })
    }

    /// The words of a text around those that were found, as they were written.
    fn around(&self, text: &str) -> String {
        let words: Vec<&str> = text.split_whitespace().collect();
        let wanted = self.plain.split(' ').count();
        let end = |start: usize| (start + wanted).min(words.len());
        let found = (0..words.len()).find(|start| self.is_within(&plain(&words[*start..end(*start)].join(" "))));
        let found = found.unwrap_or_default();
        let (from, to) = (found.saturating_sub(WORDS_AROUND), (end(found) + WORDS_AROUND).min(words.len()));
        let shown = words[from..to].join(" ");
        let cut = shown.char_indices().nth(MOST_SHOWN).map(|(at, _)| &shown[..at]);
        let (before, after) =
            (if from > 0 { "… " } else { "" }, if cut.is_some() || to < words.len() { " …" } else { "" });
        format!("{before}{}{after}", cut.unwrap_or(&shown))
    }
}

/// A text without accents, capitals and what cannot be seen, its quotes plain and its spaces single.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in fold(text).chars() {
        match letter {
            '’' | '‘' | 'ʼ' | '`' | '´' => plain.push('\''),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => plain.push('-'),
            '\u{00ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            letter if letter.is_whitespace() => {
                if !plain.ends_with(' ') {
                    plain.push(' ');
                }
            }
            letter => plain.push(letter),
        }
    }
    plain.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_however_it_is_written() {
        for (words, text) in [
            ("Lœtitia Hervé", "merci à LOETITIA\u{a0}\nHERVE !"),
            ("d'Alembert", "Madame D’ALEMBERT"),
            ("Zoé", "zoe\u{301}, elle"),
            ("Jean-Paul", "jean\u{2011}pa\u{ad}ul"),
        ] {
            let event = Event::Closed { note: Some(text.to_owned()) };
            assert!(Sought::new(words).is_some_and(|sought| sought.found_in(&event).is_some()), "{words}");
        }
        let other = Event::Closed { note: Some("Zo et d’autres".to_owned()) };
        assert!(Sought::new("Zoé").is_some_and(|sought| sought.found_in(&other).is_none()));
        assert!(Sought::new(" \u{200b}").is_none());
    }
    /// « Ana » is not in « analyse », and nobody is called like a kind of event.
    #[test]
    fn short_names_stand_by_themselves() {
        let note = |text: &str| Event::Closed { note: Some(text.to_owned()) };
        let found = |words: &str, text: &str| Sought::new(words).and_then(|sought| sought.found_in(&note(text)));
        assert_eq!(found("Ana", "une analyse"), None);
        assert_eq!(found("Ana", "Merci à ANA, vraiment"), Some("Merci à ANA, vraiment".to_owned()));
        assert_eq!(found("closed", "rien"), None);
    }

    #[test]
    fn what_is_around_is_shown_as_it_was_written() {
        let event = Event::Closed { note: Some("un deux trois quatre cinq six sept Zoé  Dupré huit".to_owned()) };
        let found = Sought::new("zoe dupre").and_then(|sought| sought.found_in(&event));
        assert_eq!(found.as_deref(), Some("… deux trois quatre cinq six sept Zoé Dupré huit"));
        let long = Event::Closed { note: Some("é".repeat(500)) };
        let found = Sought::new("éééé").and_then(|sought| sought.found_in(&long)).unwrap_or_default();
        assert_eq!(found.chars().count(), MOST_SHOWN + 2);
    }
}
