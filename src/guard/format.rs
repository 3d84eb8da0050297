//! The format of rule and lexicon files, as people write them.
//!
//! A file is TOML and may hold `[[rule]]`, `[[predicate]]` and `[[list]]` tables. Each table is
//! read on its own, so that one mistake hides no other.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::finding::{Channel, Family, Severity};
use super::mend::Mend;
use crate::fault::Fault;
use crate::language::{Language, Localized};

/// How a rule looks for what it forbids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Regular expressions on the folded text.
    Regex,
    /// Words and phrases, whole words only.
    Phrases,
    /// Several sets of words near one another in a sentence.
    Window,
    /// Words in capitals.
    Caps,
    /// What the reply repeats of the review.
    Echo,
    /// What the reply lacks.
    Missing,
    /// What the learned layer suspects.
    Learned,
}

/// What an echo rule compares the reply with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum EchoOf {
    /// The display name of the review's author: a finding of its own.
    Author,
    /// Numbers and rare words of the review: they aggravate a finding that holds them.
    Review,
}

/// An inline example of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Example {
    /// A text alone; in a `bad` one, `[[…]]` marks what the rule must find.
    Text(String),
    /// A text with the review that it answers.
    Reply(ReplyExample),
}

/// An example of a reply to a given review.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplyExample {
    /// The review.
    #[serde(default)]
    pub review: Option<String>,
    /// The display name of its author.
    #[serde(default)]
    pub author: Option<String>,
    /// The practice's own public contact details.
    #[serde(default)]
    pub contacts: Vec<String>,
    /// The reply.
    pub text: String,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        let all = match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many.as_slice(),
        };
        all.iter().map(String::as_str)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleTable {
    pub(crate) id: String,
    pub(crate) family: Family,
    pub(crate) severity: Severity,
    #[serde(default)]
    pub(crate) consent: bool,
    #[serde(default = "certain")]
    pub(crate) certain: bool,
    pub(crate) kind: Kind,
    pub(crate) lang: Option<Vec<Language>>,
    pub(crate) channel: Option<Vec<Channel>>,
    pub(crate) pattern: Option<OneOrMany>,
    pub(crate) original: Option<String>,
    #[serde(default)]
    pub(crate) allow: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(crate) require: BTreeMap<String, Vec<String>>,
    pub(crate) phrases: Option<Vec<String>>,
    pub(crate) sets: Option<Vec<Vec<String>>>,
    pub(crate) within: Option<usize>,
    #[serde(default)]
    pub(crate) ordered: bool,
    pub(crate) words: Option<Vec<String>>,
    pub(crate) min_words: Option<usize>,
    pub(crate) min_letters: Option<usize>,
    pub(crate) echo: Option<EchoOf>,
    #[serde(default)]
    pub(crate) unless: Vec<String>,
    #[serde(default)]
    pub(crate) when: Vec<String>,
    pub(crate) message: Localized,
    pub(crate) fix: Localized,
    pub(crate) source: String,
    pub(crate) replace: Option<Mend>,
    pub(crate) bad: Vec<Example>,
    pub(crate) good: Vec<Example>,
}

/// A rule speaks for itself unless it says otherwise.
const fn certain() -> bool {
    true
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PredicateTable {
    pub(crate) id: String,
    pub(crate) pattern: OneOrMany,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListTable {
    pub(crate) id: String,
    pub(crate) words: Vec<String>,
}

/// A table with the place it was read from.
#[derive(Debug)]
pub(crate) struct Placed<T> {
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) table: T,
}

/// All the tables of some files.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    pub(crate) rules: Vec<Placed<RuleTable>>,
    pub(crate) predicates: Vec<Placed<PredicateTable>>,
    pub(crate) lists: Vec<Placed<ListTable>>,
}

impl Tables {
    /// Reads one more file of rules.
    pub(crate) fn read(&mut self, file: &str, text: &str, faults: &mut Vec<Fault>) {
        let mut rules = std::mem::take(&mut self.rules);
        self.read_with(file, text, "rule", &mut rules, faults);
        self.rules = rules;
    }

    /// Reads one more file, whose tables of that name go `into` a list of their own.
    pub(crate) fn read_with<T: for<'de> Deserialize<'de>>(
        &mut self,
        file: &str,
        text: &str,
        name: &str,
        into: &mut Vec<Placed<T>>,
        faults: &mut Vec<Fault>,
    ) {
        let (root, errors) = DeTable::parse_recoverable(text);
        faults.extend(errors.iter().map(|error| Fault::from_toml(file, text, 1, error)));
        if !errors.is_empty() {
            return;
        }
        let reader = Reader { file, text };
        for (key, value) in root.into_inner() {
            match key.get_ref().as_ref() {
                "predicate" => reader.tables(value, &mut self.predicates, faults),
                "list" => reader.tables(value, &mut self.lists, faults),
                own if own == name => reader.tables(value, into, faults),
                other => faults.push(Fault::at_offset(
                    file,
                    text,
                    key.span().start,
                    format!("unknown key `{other}`, expected `[[{name}]]`, `[[predicate]]` or `[[list]]`"),
                )),
            }
        }
    }
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
}

impl Reader<'_> {
    fn tables<'de, T: Deserialize<'de>>(
        &self,
        value: Spanned<DeValue<'de>>,
        into: &mut Vec<Placed<T>>,
        faults: &mut Vec<Fault>,
    ) {
        let at = value.span().start;
        let DeValue::Array(items) = value.into_inner() else {
            let message = "expected an array of tables, written `[[…]]`";
            faults.push(Fault::at_offset(self.file, self.text, at, message));
            return;
        };
        for item in items {
            let line = crate::fault::line_of(self.text, item.span().start);
            match T::deserialize(ValueDeserializer::from(item)) {
                Ok(table) => into.push(Placed { file: self.file.to_owned(), line, table }),
                Err(error) => faults.push(self.fault(&error, line)),
            }
        }
    }

    /// A missing field has no place of its own: it is reported where its table begins.
    fn fault(&self, error: &toml::de::Error, line: usize) -> Fault {
        match error.span() {
            Some(span) if span.start > 0 => Fault::at_offset(self.file, self.text, span.start, error.message()),
            _ => Fault::at_line(self.file, line, error.message()),
        }
    }
}
