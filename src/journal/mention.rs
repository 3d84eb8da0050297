//! Whether an event mentions somebody: by the words themselves, in every text that it holds, whatever their
//! accents, capitals, quotes and spaces. No index stands in between, so that nothing is missed by one.

use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::exchange::Event;

/// Words that are looked for.
#[derive(Debug, Clone)]
pub(super) struct Sought {
    folded: String,
}

impl Sought {
    /// `None` when there is nothing to look for.
    pub(super) fn new(words: &str) -> Option<Self> {
        let folded = fold(words);
        (!folded.is_empty()).then_some(Self { folded })
    }

    /// Whether an event holds them.
    pub(super) fn is_in(&self, event: &Event) -> bool {
        // An event that cannot be written was never recorded.
        serde_json::to_value(event).is_ok_and(|event| self.is_within(&event))
    }

    fn is_within(&self, value: &Value) -> bool {
        match value {
            Value::String(text) => fold(text).contains(&self.folded),
            Value::Array(values) => values.iter().any(|value| self.is_within(value)),
            Value::Object(values) => values.values().any(|value| self.is_within(value)),
            _ => false,
        }
    }
}

/// A text without accents, capitals and what cannot be seen, its quotes plain and its spaces single.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase) {
        match letter {
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            '’' | '‘' | 'ʼ' | '`' | '´' => folded.push('\''),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => folded.push('-'),
            '\u{00ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            letter if letter.is_whitespace() => {
                if !folded.ends_with(' ') {
                    folded.push(' ');
                }
            }
            letter => folded.push(letter),
        }
    }
    folded.trim().to_owned()
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
