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

impl Sought {
    /// `None` when there is nothing to look for.
    pub(super) fn new(words: &str) -> Option<Self> {
        let plain = plain(words);
        (!plain.is_empty()).then_some(Self { plain })
    }

    /// Whether an event holds them.
    pub(super) fn is_in(&self, event: &Event) -> bool {
        // An event that cannot be written was never recorded.
        serde_json::to_value(event).is_ok_and(|event| self.is_within(&event))
    }

    fn is_within(&self, value: &Value) -> bool {
        match value {
            Value::String(text) => plain(text).contains(&self.plain),
            Value::Array(values) => values.iter().any(|value| self.is_within(value)),
            Value::Object(values) => values.values().any(|value| self.is_within(value)),
            _ => false,
        }
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
            ("Zoé", "zoe\u{301}e"),
            ("Jean-Paul", "jean\u{2011}pa\u{ad}ul"),
        ] {
            let event = Event::Closed { note: Some(text.to_owned()) };
            assert!(Sought::new(words).is_some_and(|sought| sought.is_in(&event)), "{words}");
        }
        let other = Event::Closed { note: Some("Zo et d’autres".to_owned()) };
        assert!(Sought::new("Zoé").is_some_and(|sought| !sought.is_in(&other)));
        assert!(Sought::new(" \u{200b}").is_none());
    }
}
