//! What people type to find exchanges: words, rows of words in quotes, and filters such as `statut:publié`.
//!
//! Filters have a French and an English name each, and both are taken whatever the person's language. What
//! cannot be read is answered with what was wrong and what is accepted.

use std::ops::RangeInclusive;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::steps::parse_day;
use crate::exchange::Status;
use crate::journal::search::fold;
use crate::journal::{Search, Wanted};
use crate::language::{Language, Localized};
use crate::pack::Pack;
use crate::practice::Practice;
use crate::statistics::TOPIC;
use crate::{text, wording};

/// Filters, each with its names in French and in English, folded.
const FILTERS: [(Filter, &[&str]); 11] = [
    (Filter::Status, &["statut", "status"]),
    (Filter::Outcome, &["issue", "outcome"]),
    (Filter::Topic, &["sujet", "topic"]),
    (Filter::Platform, &["plateforme", "platform"]),
    (Filter::Rating, &["note", "rating"]),
    (Filter::From, &["du", "from"]),
    (Filter::To, &["au", "to"]),
    (Filter::Author, &["auteur", "author"]),
    (Filter::Approver, &["approuve-par", "approved-by"]),
    (Filter::Template, &["modele", "template"]),
    (Filter::Rule, &["regle", "rule"]),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filter {
    Status,
    Outcome,
    Topic,
    Platform,
    Rating,
    From,
    To,
    Author,
    Approver,
    Template,
    Rule,
}

/// Why what was typed cannot be looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadQuery {
    /// Neither a word nor a filter.
    Nothing,
    /// No filter is called so.
    Filter(String),
    /// Nothing stands behind the filter's colon.
    Blank(String),
    /// No status is called so.
    Status(String),
    /// The pack has no such outcome or topic; holds what it has.
    Unknown {
        /// The filter and its value, as typed.
        typed: String,
        /// What is accepted.
        known: Vec<String>,
    },
    /// No stars can be read.
    Rating(String),
    /// No day can be read.
    Day(String),
    /// The first day comes after the last.
    Days,
}

impl BadQuery {
    /// What was wrong and what is accepted, in the person's language.
    pub(super) fn explain(&self, language: Language) -> String {
        match self {
            Self::Nothing => text!(language, "search-nothing-asked"),
            Self::Filter(name) => {
                text!(language, "search-unknown-filter", name = name.as_str(), known = filter_names(language))
            }
            Self::Blank(name) => text!(language, "search-blank-filter", name = name.as_str()),
            Self::Status(value) => {
                let known = Status::ALL.map(|status| status_word(status, language)).join(", ");
                text!(language, "search-unknown-value", value = value.as_str(), known = known)
            }
            Self::Unknown { typed, known } => {
                text!(language, "search-unknown-value", value = typed.as_str(), known = known.join(", "))
            }
            Self::Rating(value) => text!(language, "search-bad-rating", value = value.as_str()),
            Self::Day(value) => text!(language, "search-bad-day", value = value.as_str()),
            Self::Days => text!(language, "search-bad-days"),
        }
    }
}

/// The names of all filters in a language.
fn filter_names(language: Language) -> String {
    let place = match language {
        Language::Fr => 0,
        Language::En => 1,
    };
    FILTERS.iter().map(|(_, names)| format!("{}:", names[place])).collect::<Vec<_>>().join(" ")
}

/// A status as it is typed: « texte-refuse », "awaiting-approval".
fn status_word(status: Status, language: Language) -> String {
    typeable(&wording::named(language, "status", status.name()))
}

fn typeable(label: &str) -> String {
    fold(label).replace([' ', '_', '’', '\''], "-")
}

/// What the words of a query are read with.
pub(super) struct Reader<'a> {
    pub(super) practice: &'a Practice,
    pub(super) pack: &'a Pack,
    /// Whoever asks, as the journal names them.
    pub(super) asker: &'a str,
}

impl Reader<'_> {
    /// Reads what was typed.
    pub(super) fn read(&self, typed: &str) -> Result<Search, BadQuery> {
        let mut search = Search::default();
        for piece in pieces(typed) {
            match piece {
                Piece::Row(row) => search.wanted.extend(Wanted::row(&row)),
                Piece::Word(word) => search.wanted.extend(Wanted::row(without_elision(&word))),
                Piece::Filter(name, value) => self.filter(&mut search, &name, &value)?,
            }
        }
        match (search.from, search.before) {
            (Some(from), Some(before)) if from >= before => Err(BadQuery::Days),
            _ if search == Search::default() => Err(BadQuery::Nothing),
            _ => Ok(search),
        }
    }

    fn filter(&self, search: &mut Search, name: &str, value: &str) -> Result<(), BadQuery> {
        let folded = typeable(name);
        let filter = FILTERS.iter().find(|(_, names)| names.contains(&folded.as_str())).map(|(filter, _)| *filter);
        let filter = filter.ok_or_else(|| BadQuery::Filter(name.to_owned()))?;
        if value.is_empty() {
            return Err(BadQuery::Blank(name.to_owned()));
        }
        match filter {
            Filter::Status => search.statuses.push(status(value)?),
            Filter::Outcome => search.outcomes.push(self.outcome(name, value)?),
            Filter::Topic => search.topics.push(self.topic(name, value)?),
            Filter::Platform => search.platforms.push(value.to_owned()),
            Filter::Rating => search.ratings = Some(stars(value).ok_or_else(|| BadQuery::Rating(value.to_owned()))?),
            Filter::From => search.from = Some(self.begin_of(day(value)?, value)?),
            Filter::To => {
                let after = day(value)?.checked_add(1.day()).map_err(|_| BadQuery::Day(value.to_owned()))?;
                search.before = Some(self.begin_of(after, value)?);
            }
            Filter::Author => search.authors.extend(self.people(value)),
            Filter::Approver => search.approvers.extend(self.people(value)),
            Filter::Template => search.templates.push(value.to_owned()),
            Filter::Rule => search.rules.push(value.to_owned()),
        }
        Ok(())
    }

    fn begin_of(&self, day: Date, typed: &str) -> Result<Timestamp, BadQuery> {
        let zone: TimeZone = self.practice.zone();
        day.to_zoned(zone).map(|begin| begin.timestamp()).map_err(|_| BadQuery::Day(typed.to_owned()))
    }

    /// An outcome by its identifier.
    fn outcome(&self, name: &str, value: &str) -> Result<String, BadQuery> {
        let known: Vec<_> = self.pack.questionnaire.outcomes().map(|outcome| outcome.id.clone()).collect();
        let asked = typeable(value);
        let found = known.iter().find(|id| typeable(id) == asked).cloned();
        found.ok_or_else(|| BadQuery::Unknown { typed: format!("{name}:{value}"), known })
    }

    /// A topic by its identifier or by what its answer says.
    fn topic(&self, name: &str, value: &str) -> Result<String, BadQuery> {
        let answers = self.pack.questionnaire.question(TOPIC).map(|question| question.answers.as_slice());
        let answers = answers.unwrap_or_default();
        let asked = typeable(value);
        let is_it =
            |label: &Localized| Language::ALL.into_iter().any(|language| typeable(label.get(language)) == asked);
        let found = answers.iter().find(|answer| typeable(&answer.id) == asked || is_it(&answer.label));
        found.map(|answer| answer.id.clone()).ok_or_else(|| {
            let known = answers.iter().map(|answer| answer.id.clone()).collect();
            BadQuery::Unknown { typed: format!("{name}:{value}"), known }
        })
    }

    /// Who may be meant: oneself, someone mentioned in the chat, a person of the configuration, someone at a
    /// terminal, or the journal's own name for them.
    fn people(&self, value: &str) -> Vec<String> {
        if ["moi", "me"].contains(&fold(value).as_str()) {
            return vec![self.asker.to_owned()];
        }
        let mentioned = value.strip_prefix("<@").and_then(|rest| rest.strip_suffix('>'));
        let mentioned = mentioned.map(|id| id.trim_start_matches('!'));
        if let Some(id) = mentioned {
            return vec![self.practice.actor_id("discord", id)];
        }
        match value.split_once(':') {
            Some((face, name)) if ["discord", "terminal"].contains(&face) => {
                vec![value.to_owned(), self.practice.actor_id(face, name)]
            }
            Some(_) => vec![value.to_owned()],
            None => vec![
                format!("person:{value}"),
                self.practice.actor_id("terminal", value),
                self.practice.actor_id("discord", value),
            ],
        }
    }
}

/// A status by its name or by its words, or by their beginning where that says which.
fn status(value: &str) -> Result<Status, BadQuery> {
    let asked = typeable(value);
    let names = |status: Status| {
        let words = Language::ALL.map(|language| status_word(status, language));
        words.into_iter().chain([typeable(status.name())])
    };
    let exactly = Status::ALL.into_iter().find(|status| names(*status).any(|name| name == asked));
    let begins = || {
        let mut found = Status::ALL.into_iter().filter(|status| names(*status).any(|name| name.starts_with(&asked)));
        found.next().filter(|_| found.next().is_none())
    };
    exactly.or_else(begins).ok_or_else(|| BadQuery::Status(value.to_owned()))
}

/// `3`, `<3`, `<=3`, `>3`, `>=3`, `2-4`.
fn stars(value: &str) -> Option<RangeInclusive<u8>> {
    let number = |text: &str| text.trim().parse::<u8>().ok().filter(|stars| (1..=5).contains(stars));
    let range = if let Some(most) = value.strip_prefix("<=") {
        1..=number(most)?
    } else if let Some(more) = value.strip_prefix('<') {
        1..=number(more)? - 1
    } else if let Some(least) = value.strip_prefix(">=") {
        number(least)?..=5
    } else if let Some(less) = value.strip_prefix('>') {
        number(less)? + 1..=5
    } else if let Some((least, most)) = value.split_once('-') {
        number(least)?..=number(most)?
    } else {
        number(value)?..=number(value)?
    };
    (!range.is_empty()).then_some(range)
}

fn day(value: &str) -> Result<Date, BadQuery> {
    parse_day(value).ok_or_else(|| BadQuery::Day(value.to_owned()))
}

/// « l’attente » asks for « attente »: what is left of an elided word would be in nearly every text.
fn without_elision(word: &str) -> &str {
    match word.split_once(['\'', '’']) {
        Some((before, rest)) if before.chars().count() <= 2 && !rest.is_empty() => rest,
        _ => word,
    }
}

/// A piece of what was typed.
enum Piece {
    Word(String),
    Row(String),
    Filter(String, String),
}

/// Cuts what was typed at spaces outside of quotes.
fn pieces(typed: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = typed.trim_start();
    while let Some(first) = rest.chars().next() {
        let (piece, left) = if let Some((row, left)) = quoted(rest) {
            (Piece::Row(row.to_owned()), left)
        } else if let Some((name, after)) = filter_name(rest) {
            let (value, left) = quoted(after).unwrap_or_else(|| word(after));
            (Piece::Filter(name.to_owned(), value.trim().to_owned()), left)
        } else {
            // A quote that is never closed is a mark like any other.
            let start = if is_quote(first) { first.len_utf8() } else { 0 };
            let (word, left) = word(&rest[start..]);
            (Piece::Word(word.to_owned()), left)
        };
        pieces.push(piece);
        rest = left.trim_start();
    }
    pieces
}

fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '«' | '“' | '”' | '»')
}

/// What stands in quotes at the beginning, and what follows.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let open = text.chars().next()?;
    let close: &[char] = match open {
        '"' => &['"'],
        '«' => &['»'],
        '“' => &['”', '“'],
        _ => return None,
    };
    text[open.len_utf8()..].split_once(close)
}

fn word(text: &str) -> (&str, &str) {
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

/// The name of a filter at the beginning, and what stands behind its colon. An address or an hour has a colon too,
/// and so has an actor's name in the journal.
fn filter_name(text: &str) -> Option<(&str, &str)> {
    let (name, value) = word(text).0.split_once(':')?;
    let is_name = !name.is_empty() && name.chars().all(|letter| letter.is_alphabetic() || letter == '-');
    (is_name && !value.starts_with("//")).then(|| (name, &text[name.len() + 1..]))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::pack::Files;

    fn read(typed: &str) -> Result<Search, BadQuery> {
        let practice = Practice::demonstration();
        let pack = Pack::load_trusted(&Files::embedded(), &practice.pack).unwrap();
        Reader { practice: &practice, pack: &pack, asker: "terminal:ana" }.read(typed)
    }

    fn rows(typed: &str) -> Vec<Vec<String>> {
        read(typed).unwrap().wanted.iter().map(|row| row.words().to_vec()).collect()
    }

    #[test]
    fn words_rows_and_stray_marks_are_told_apart() {
        assert_eq!(rows("deux  heures"), [["deux"], ["heures"]]);
        assert_eq!(rows("\"deux heures\" attente"), [vec!["deux", "heures"], vec!["attente"]]);
        assert_eq!(rows("« second guichet »"), [["second", "guichet"]]);
        assert_eq!(rows("\"jamais fermé"), [["jamais"], ["fermé"]]);
        assert_eq!(rows("l’attente rendez-vous"), [vec!["attente"], vec!["rendez", "vous"]]);
        assert_eq!(rows("https://exemple.fr 12:30"), [vec!["https", "exemple", "fr"], vec!["12", "30"]]);
        for nothing in ["", "  ", "!?", "\"\""] {
            assert_eq!(read(nothing), Err(BadQuery::Nothing), "{nothing}");
        }
    }

    #[test]
    fn filters_are_read_in_both_languages() {
        let search = read("Statut:publié status:awaiting-approval plateforme:\"Pages Jaunes\" note:<3").unwrap();
        assert_eq!(search.statuses, [Status::Published, Status::Submitted]);
        assert_eq!((search.platforms, search.ratings), (vec!["Pages Jaunes".to_owned()], Some(1..=2)));
        let search = read("du:2026-03-29 au:29/03/2026 modèle:founded.waiting règle:secrecy issue:founded").unwrap();
        let hours = search.before.unwrap().duration_since(search.from.unwrap()).as_hours();
        assert_eq!(hours, 23, "the day on which clocks go forward in Paris");
        assert_eq!((search.templates.len(), search.rules.len(), search.outcomes.len()), (1, 1, 1));
        let search = read("auteur:moi approuvé-par:<@7> author:terminal:bob").unwrap();
        assert_eq!(search.authors[0], "terminal:ana");
        assert_eq!((search.authors[1].as_str(), search.approvers[0].as_str()), ("terminal:bob", "discord:7"));
        for (typed, stars) in [("4", 4..=4), (">=4", 4..=5), (">4", 5..=5), ("<=2", 1..=2), ("2-4", 2..=4)] {
            assert_eq!(read(&format!("rating:{typed}")).unwrap().ratings, Some(stars), "{typed}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_answered_with_what_can() {
        for (typed, said) in [
            ("couleur:rouge", "approuve-par:"),
            ("statut:", "statut"),
            ("statut:zzz", "texte-refuse"),
            ("statut:re", "recu"),
            ("issue:zzz", "founded"),
            ("sujet:zzz", "waiting"),
            ("note:6", "1"),
            ("note:<1", "5"),
            ("du:hier", "31/12"),
            ("du:2026-02-01 au:2026-01-01", "avant"),
        ] {
            let message = read(typed).unwrap_err().explain(Language::Fr);
            assert!(message.contains(said), "{typed}: {message}");
        }
    }
}
