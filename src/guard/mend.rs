//! How a finding is mended by an edit, where a rule can tell.
//!
//! A rule says what takes the place of what it found: other words, nothing, small letters, or a
//! sentence more. The edit is worked out here, on the original text, with the spaces and the
//! punctuation that it leaves behind; [`mended`] makes all the edits of a text at once.

use std::fmt;
use std::ops::Range;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::finding::{Finding, Severity};
use super::format::{EchoOf, Kind, RuleTable};
use crate::language::{Language, Localized};
use crate::text;

/// An edit that mends a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replacement {
    /// First byte that goes, in the text that was checked.
    pub start: usize,
    /// The byte after the last that goes.
    pub end: usize,
    /// What stands there instead.
    pub text: String,
}

/// How the findings of a rule are mended, as `replace` says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mend {
    /// The words found give way to others.
    Words(Localized),
    /// They go, and perhaps all that stands around them.
    Remove(Extent),
    /// What is in capitals becomes an ordinary sentence.
    SentenceCase,
    /// A sentence is added to the text.
    Append(Localized),
}

/// How much goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Extent {
    /// The words found.
    Words,
    /// The sentence that holds them.
    Sentence,
}

/// `case = "sentence"`: there is no other.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Case {
    Sentence,
}

/// The table that `replace` may be; exactly one of these ways.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    fr: Option<String>,
    en: Option<String>,
    remove: Option<Extent>,
    case: Option<Case>,
    append: Option<Worded>,
}

/// A text that is the same in both languages, or one for each.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected a text or { fr = \"…\", en = \"…\" }")]
enum Worded {
    Same(String),
    Each(Localized),
}

impl From<Worded> for Localized {
    fn from(worded: Worded) -> Self {
        match worded {
            Worded::Same(text) => Self { fr: text.clone(), en: text },
            Worded::Each(each) => each,
        }
    }
}

/// What may be written after `replace =`.
const WAYS: &str = "a text, { fr = \"…\", en = \"…\" }, { remove = \"words\" or \"sentence\" }, \
                    { case = \"sentence\" } or { append = … }";

impl TryFrom<Table> for Mend {
    type Error = String;

    fn try_from(table: Table) -> Result<Self, String> {
        match table {
            Table { fr: Some(fr), en: Some(en), remove: None, case: None, append: None } => {
                Ok(Self::Words(Localized { fr, en }))
            }
            Table { fr: None, en: None, remove: Some(extent), case: None, append: None } => Ok(Self::Remove(extent)),
            Table { fr: None, en: None, remove: None, case: Some(Case::Sentence), append: None } => {
                Ok(Self::SentenceCase)
            }
            Table { fr: None, en: None, remove: None, case: None, append: Some(text) } => Ok(Self::Append(text.into())),
            _ => Err(format!("`replace` says one thing: {WAYS}")),
        }
    }
}

impl<'de> Deserialize<'de> for Mend {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Ways;

        impl<'de> Visitor<'de> for Ways {
            type Value = Mend;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(WAYS)
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Mend, E> {
                Ok(Mend::Words(Worded::Same(text.to_owned()).into()))
            }

            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Mend, M::Error> {
                let table = Table::deserialize(MapAccessDeserializer::new(map))?;
                Mend::try_from(table).map_err(serde::de::Error::custom)
            }
        }

        deserializer.deserialize_any(Ways)
    }
}

impl Mend {
    /// Why it cannot work for a rule, if it cannot.
    pub(crate) fn misfit(&self, rule: &RuleTable) -> Option<String> {
        if rule.echo == Some(EchoOf::Review) {
            return Some("`replace` mends nothing: the rule only aggravates the findings of others".to_owned());
        }
        let fits = match self {
            Self::Words(_) | Self::Remove(_) => rule.kind != Kind::Missing,
            Self::SentenceCase => rule.kind == Kind::Caps,
            Self::Append(_) => rule.kind == Kind::Missing,
        };
        if !fits {
            return Some(match rule.kind {
                Kind::Missing => "`replace`: only `append` gives what is missing".to_owned(),
                _ => "`replace`: `case` mends capitals, and `append` what is missing".to_owned(),
            });
        }
        match self {
            Self::Words(words) => [&words.fr, &words.en].into_iter().find_map(|text| unfillable(text, rule)),
            Self::Append(words) => [&words.fr, &words.en]
                .into_iter()
                .any(|text| text.trim().is_empty() || text.contains(['{', '}']))
                .then(|| "`replace`: what is appended is a whole sentence, without `{…}`".to_owned()),
            Self::Remove(_) | Self::SentenceCase => None,
        }
    }

    /// The names that its texts leave to be filled, `match` aside.
    fn groups(&self) -> impl Iterator<Item = &str> {
        let texts = match self {
            Self::Words(words) => vec![words.fr.as_str(), words.en.as_str()],
            Self::Remove(_) | Self::SentenceCase | Self::Append(_) => Vec::new(),
        };
        texts.into_iter().flat_map(pieces).filter_map(|piece| match piece {
            Piece::Name("match") | Piece::Text(_) | Piece::Stray => None,
            Piece::Name(name) => Some(name),
        })
    }

    /// Whether it needs to know what the named groups of the pattern matched.
    pub(crate) fn has_groups(&self) -> bool {
        self.groups().next().is_some()
    }

    /// The edit that mends a finding; `None` where it would change nothing.
    pub(crate) fn replacement(&self, place: &Place<'_>) -> Option<Replacement> {
        let replacement = match self {
            Self::Words(words) => place.worded(words.get(place.language)),
            Self::Remove(Extent::Words) => place.without_words(),
            Self::Remove(Extent::Sentence) => place.without_sentence(),
            Self::SentenceCase => place.in_sentence_case(),
            Self::Append(words) => place.appended(words.get(place.language)),
        };
        let changes = place.text.get(replacement.start..replacement.end)? != replacement.text;
        changes.then_some(replacement)
    }
}

/// Why the names in a text cannot be filled by a rule.
fn unfillable(text: &str, rule: &RuleTable) -> Option<String> {
    if text.trim().is_empty() {
        return Some("`replace` is empty: write { remove = \"words\" }".to_owned());
    }
    pieces(text).find_map(|piece| match piece {
        Piece::Text(_) | Piece::Name("match") => None,
        Piece::Stray => Some("`replace`: a brace that opens or closes no name".to_owned()),
        Piece::Name(name) => {
            let patterns: Vec<&str> = rule.pattern.iter().flat_map(super::format::OneOrMany::iter).collect();
            let everywhere = patterns.iter().all(|pattern| pattern.contains(&format!("(?P<{name}>")));
            let known = rule.kind == Kind::Regex && rule.phrases.is_none() && everywhere;
            (!known).then(|| format!("`replace`: not every pattern of the rule has a group `{name}`"))
        }
    })
}

/// A part of a text with names to fill.
enum Piece<'a> {
    Text(&'a str),
    Name(&'a str),
    Stray,
}

/// The parts of a text: words, and names in braces.
fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let named = rest.strip_prefix('{').and_then(|inside| inside.split_once('}'));
        let (piece, after) = match (named, rest.find(['{', '}'])) {
            (Some((name, after)), _) if !name.is_empty() && name.bytes().all(super::fold::is_word_byte) => {
                (Piece::Name(name), after)
            }
            (_, Some(0)) => (Piece::Stray, &rest[1..]),
            (_, Some(brace)) => (Piece::Text(&rest[..brace]), &rest[brace..]),
            (_, None) if rest.is_empty() => return None,
            (_, None) => (Piece::Text(rest), ""),
        };
        rest = after;
        Some(piece)
    })
}

/// Where a finding stands, in the original text.
pub(crate) struct Place<'a> {
    /// The whole text.
    pub(crate) text: &'a str,
    /// The words found.
    pub(crate) span: Range<usize>,
    /// The sentence, or sentences, that hold them.
    pub(crate) sentence: Range<usize>,
    /// The language of the text.
    pub(crate) language: Language,
    /// What the named groups that the mend asks for matched.
    pub(crate) groups: Vec<(String, String)>,
}

/// Small words that mean nothing once what they led to is gone.
const FRENCH_LEADS: [&str; 16] =
    ["à", "au", "aux", "de", "du", "des", "chez", "pour", "avec", "par", "en", "vers", "et", "ou", "ni", "n°"];
const ENGLISH_LEADS: [&str; 14] =
    ["to", "of", "for", "with", "from", "by", "on", "at", "in", "and", "or", "via", "is", "than"];
/// Articles: they go only where nothing follows for them to lead to.
const ARTICLES: [&str; 8] = ["le", "la", "les", "un", "une", "the", "an", "this"];
const ELISIONS: [&str; 6] = ["d'", "d’", "l'", "l’", "qu'", "qu’"];
/// What joins parts of a sentence and can neither begin nor end it.
const JOINTS: [char; 6] = [',', ';', ':', '–', '—', '-'];

/// Words of a line that only greets.
const GREETINGS: [&str; 9] = ["bonjour", "bonsoir", "madame", "monsieur", "hello", "hi", "dear", "sir", "madam"];
/// Words with which a line says something, be it ever so short.
const THANKS: [&str; 3] = ["merci", "thank", "thanks"];
/// A signature has no more words.
const LONGEST_SIGNATURE: usize = 8;

impl<'a> Place<'a> {
    fn replace(&self, range: Range<usize>, text: impl Into<String>) -> Replacement {
        debug_assert!(self.text.is_char_boundary(range.start) && self.text.is_char_boundary(range.end));
        Replacement { start: range.start, end: range.end, text: text.into() }
    }

    fn found(&self) -> &'a str {
        self.text.get(self.span.clone()).unwrap_or_default()
    }

    /// Whether no word of the sentence comes before this byte.
    fn opens_sentence(&self, at: usize) -> bool {
        let before = self.text.get(self.sentence.start..at).unwrap_or_default();
        !before.chars().any(char::is_alphanumeric)
    }

    fn worded(&self, words: &str) -> Replacement {
        let fill = |piece: Piece<'_>| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Name("match") => self.found().to_owned(),
            Piece::Name(name) => {
                let group = self.groups.iter().find(|(known, _)| known == name);
                group.map(|(_, value)| value.clone()).unwrap_or_default()
            }
            Piece::Stray => String::new(),
        };
        let filled: String = pieces(words).map(fill).collect();
        let filled = if self.opens_sentence(self.span.start) { capitalized(&filled) } else { filled };
        self.replace(self.span.clone(), filled)
    }

    /// The words go, and with them what they leave without a meaning: « à », a comma, a second space.
    fn without_words(&self) -> Replacement {
        let (mut left, mut right) = (self.text[..self.span.start].trim_end_matches(blank), &self.text[self.span.end..]);
        let gap = right;
        right = right.trim_start_matches(blank);
        if let (Some(outer), Some(rest)) = (left.strip_suffix('('), right.strip_prefix(')')) {
            (left, right) = (outer.trim_end_matches(blank), rest.trim_start_matches(blank));
        }
        let ends = right.chars().next().is_none_or(|first| !first.is_alphanumeric());
        left = self.without_leads(left, ends);
        let closes = right.chars().next().is_none_or(|first| !first.is_alphanumeric() && !"«“\"(".contains(first));
        if closes {
            left = self.without_leads(left.trim_end_matches(|c| blank(c) || JOINTS.contains(&c)), ends);
        }
        // The range begins and ends in the sentence: nothing before it was taken away.
        let left = &self.text[..left.len().max(self.sentence.start)];
        if !self.keeps_a_word(left.len(), self.text.len() - right.len()) {
            return self.without_sentence();
        }
        let end = |right: &str| self.text.len() - right.len();
        if self.opens_sentence(left.len()) {
            let right = right.trim_start_matches(|c| blank(c) || JOINTS.contains(&c));
            let first = right.chars().next().map_or(0, char::len_utf8);
            let space = if left.ends_with(|c: char| !c.is_whitespace() && !"«“\"(".contains(c)) { " " } else { "" };
            let head = format!("{space}{}", capitalized(&right[..first]));
            return self.replace(left.len()..end(&right[first..]), head);
        }
        let first = right.chars().next();
        let joint = match first {
            // « Sophie M. » takes the full stop of its sentence along.
            _ if self.found().ends_with('.') && first.is_none_or(|c| c == '\n' || c.is_uppercase()) => {
                if first.is_some_and(char::is_uppercase) { ". ".to_owned() } else { ".".to_owned() }
            }
            None | Some('\n' | ',' | '.' | ')' | '…' | '\'' | '’') => String::new(),
            // In French a space stands before these: it stays as it was.
            Some('!' | '?' | ';' | ':' | '»') => gap.chars().take_while(|c| blank(*c)).collect(),
            Some(_) if left.ends_with(['(', '\n']) => String::new(),
            Some(_) => " ".to_owned(),
        };
        self.replace(left.len()..end(right), joint)
    }

    /// What comes before the words, without the small words that led to them.
    fn without_leads<'t>(&self, mut left: &'t str, ends: bool) -> &'t str {
        while left.len() > self.sentence.start {
            let inside = &left[self.sentence.start.min(left.len())..];
            if let Some(elided) = ELISIONS.iter().find(|elided| inside.to_lowercase().ends_with(*elided)) {
                let cut = left.len() - elided.len();
                if !left.is_char_boundary(cut) || left[..cut].ends_with(char::is_alphanumeric) {
                    return left;
                }
                left = left[..cut].trim_end_matches(blank);
                continue;
            }
            let start = inside
                .rfind(|c: char| !c.is_alphanumeric() && c != '°')
                .map_or(0, |at| at + inside[at..].chars().next().map_or(0, char::len_utf8));
            let word = inside[start..].to_lowercase();
            let leads: &[&str] = if self.language == Language::Fr { &FRENCH_LEADS } else { &ENGLISH_LEADS };
            let goes = leads.contains(&word.as_str()) || (ends && ARTICLES.contains(&word.as_str()));
            if !goes {
                return left;
            }
            left = left[..left.len() - (inside.len() - start)].trim_end_matches(blank);
        }
        left
    }

    /// Whether a word of the sentence is left when this much goes.
    fn keeps_a_word(&self, from: usize, to: usize) -> bool {
        let before = self.text.get(self.sentence.start..from).unwrap_or_default();
        let after = self.text.get(to..self.sentence.end.max(to)).unwrap_or_default();
        before.chars().chain(after.chars()).any(char::is_alphanumeric)
    }

    /// The sentence goes, and one of the spaces around it; a greeting on a line of its own stays. Where
    /// nothing else is said, words that hold for anybody stand there instead.
    fn without_sentence(&self) -> Replacement {
        let whole = self.text.get(self.sentence.clone()).unwrap_or_default();
        let before = self.text.get(self.sentence.start..self.span.start).unwrap_or_default();
        let greeting = before.rfind(",\n").or_else(|| before.rfind(",\r\n")).map_or(0, |comma| comma + 1);
        let start = self.sentence.start + greeting + leading(&whole[greeting..]);
        let end = (self.sentence.start + whole.trim_end().len()).max(start);
        let (left, right) = (&self.text[..start], &self.text[end..]);
        if emptied(&format!("{left}{right}"), self.text) {
            return self.replace(start..end, text!(self.language, "neutral-reply"));
        }
        let bare = left.trim_end_matches(blank);
        let own_line = bare.is_empty() || bare.ends_with('\n');
        let last_line = right.trim_start_matches(blank).is_empty() || right.trim_start_matches(blank).starts_with('\n');
        let (start, end) = match (own_line, last_line) {
            // It stands alone between two line breaks: one set of them goes as well.
            (true, true) if right.trim_start().is_empty() => (left.trim_end().len(), self.text.len()),
            (true, true) => (start, end + leading(right)),
            (true, false) => (start, end + right.len() - right.trim_start_matches(blank).len()),
            (false, _) => (bare.len(), end),
        };
        self.replace(start..end, "")
    }

    fn in_sentence_case(&self) -> Replacement {
        let lower = self.found().to_lowercase();
        let lower = if self.opens_sentence(self.span.start) { capitalized(&lower) } else { lower };
        let after = &self.text[self.span.end..];
        let bare = after.trim_start_matches(blank);
        let marks: String = bare.chars().take_while(|c| matches!(c, '!' | '?')).collect();
        if marks.len() < 2 {
            return self.replace(self.span.clone(), lower);
        }
        let space = &after[..after.len() - bare.len()];
        let mark = if marks.contains('?') { '?' } else { '!' };
        self.replace(self.span.start..self.span.end + space.len() + marks.len(), format!("{lower}{space}{mark}"))
    }

    /// The sentence is added after the last one, before a signature that ends in no full stop.
    fn appended(&self, words: &str) -> Replacement {
        let text = self.text.trim_end();
        let ended = text.char_indices().rev().find(|(at, c)| {
            let rest = &text[at + c.len_utf8()..];
            matches!(c, '.' | '!' | '?' | '…') && rest.chars().next().is_none_or(char::is_whitespace)
        });
        match ended {
            Some((at, mark)) => {
                let at = at + mark.len_utf8();
                self.replace(at..at, format!(" {words}"))
            }
            None if text.is_empty() => self.replace(0..self.text.len(), words),
            None if text.ends_with(char::is_alphanumeric) => self.replace(text.len()..text.len(), format!(". {words}")),
            None => self.replace(text.len()..text.len(), format!(" {words}")),
        }
    }
}

/// A space, and no line break.
fn blank(c: char) -> bool {
    c.is_whitespace() && c != '\n' && c != '\r'
}

/// The length of the white space with which a text begins.
fn leading(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The text with every edit that its findings offer, all at once; `None` when they offer none.
///
/// Of two edits that overlap the wider is made, since it takes away what the other would mend; then
/// the graver finding's, then the first. A reply of which nothing would be left but a greeting becomes
/// one sentence that holds for anybody.
pub fn mended(text: &str, findings: &[Finding], language: Language) -> Option<String> {
    let edits = chosen(text, findings);
    if edits.is_empty() {
        return None;
    }
    let neutral = text!(language, "neutral-reply");
    // A sentence that is added to nothing is no reply, and the neutral one lacks nothing.
    let kept = edited(text, edits.iter().filter(|edit| edit.start < edit.end));
    let mended = if is_bare(&kept) {
        neutral
    } else if emptied(&kept, text) {
        edited(text, in_place_of_the_longest(text, &edits, &neutral).iter())
    } else if kept.contains(&neutral) {
        kept
    } else {
        edited(text, edits.iter())
    };
    (mended != text).then_some(mended)
}

fn edited<'a>(text: &str, edits: impl Iterator<Item = &'a Replacement>) -> String {
    let mut mended = String::with_capacity(text.len());
    let mut from = 0;
    for edit in edits {
        push(&mut mended, text.get(from..edit.start).unwrap_or_default(), from > 0);
        mended.push_str(&edit.text);
        from = edit.end;
    }
    push(&mut mended, text.get(from..).unwrap_or_default(), true);
    mended.truncate(mended.trim_end().len());
    mended
}

/// Adds what stood after an edit, without the white space of which the edit has left too much.
fn push(mended: &mut String, rest: &str, after_an_edit: bool) {
    let mut rest = rest;
    if after_an_edit {
        if mended.trim_end().is_empty() {
            mended.clear();
            rest = rest.trim_start();
        } else if mended.ends_with('\n') {
            rest = rest.trim_start_matches(blank);
            if mended.ends_with("\n\n") {
                rest = rest.trim_start();
            }
        } else if rest.starts_with(['\n', '\r']) {
            mended.truncate(mended.trim_end_matches(blank).len());
        }
    }
    mended.push_str(rest);
}

/// The edits to make: sound ones, in order, no two of them overlapping.
fn chosen(text: &str, findings: &[Finding]) -> Vec<Replacement> {
    let sound = |edit: &Replacement| text.get(edit.start..edit.end).is_some();
    let mut offered: Vec<(Severity, Replacement)> = findings
        .iter()
        .filter_map(|finding| Some((finding.severity, finding.replacement.clone().filter(sound)?)))
        .collect();
    offered = united(offered);
    offered.sort_by(|(one_severity, one), (other_severity, other)| {
        let width = |edit: &Replacement| edit.end - edit.start;
        (width(other), other_severity, one.start, &one.text).cmp(&(width(one), one_severity, other.start, &other.text))
    });
    let mut chosen: Vec<Replacement> = Vec::new();
    for (_, edit) in offered {
        if !chosen.iter().any(|other| overlap(other, &edit)) {
            chosen.push(edit);
        }
    }
    chosen.sort_by_key(|edit| (edit.start, edit.end));
    chosen
}

/// Two removals that overlap are one: the other way round one of them would be lost.
fn united(mut offered: Vec<(Severity, Replacement)>) -> Vec<(Severity, Replacement)> {
    offered.sort_by(|(_, one), (_, other)| (one.start, one.end, &one.text).cmp(&(other.start, other.end, &other.text)));
    let (removals, mut rest): (Vec<_>, Vec<_>) = offered.into_iter().partition(|(_, edit)| edit.text.is_empty());
    let mut united: Vec<(Severity, Replacement)> = Vec::new();
    for (severity, edit) in removals {
        match united.last_mut() {
            Some((there, last)) if edit.start <= last.end => {
                last.end = last.end.max(edit.end);
                *there = severity.max(*there);
            }
            _ => united.push((severity, edit)),
        }
    }
    rest.extend(united);
    rest
}

fn overlap(one: &Replacement, other: &Replacement) -> bool {
    let same_place = one.start == other.start && one.end == other.end;
    same_place || (one.start < other.end && other.start < one.end)
}

/// The removals among some edits, the longest of which leaves these words where it took others.
fn in_place_of_the_longest(text: &str, edits: &[Replacement], words: &str) -> Vec<Replacement> {
    let mut removals: Vec<Replacement> = edits.iter().filter(|edit| edit.start < edit.end).cloned().collect();
    if let Some(longest) = removals.iter_mut().max_by_key(|edit| edit.end - edit.start) {
        let gone = text.get(longest.start..longest.end).unwrap_or_default();
        let (before, after) = (&gone[..leading(gone)], &gone[gone.trim_end().len()..]);
        longest.text = format!("{before}{words}{after}");
    }
    removals
}

/// Whether edits have taken all that a reply said: only a greeting and a signature are left.
fn emptied(kept: &str, text: &str) -> bool {
    is_bare(kept) || (kept.lines().all(is_no_sentence) && !text.lines().all(is_no_sentence))
}

/// Whether a reply has no word, or none but a greeting.
fn is_bare(text: &str) -> bool {
    words(text).all(|word| GREETINGS.contains(&word.to_lowercase().as_str()))
}

/// Whether a line greets or signs: it ends in no full stop, is short, and gives no thanks.
fn is_no_sentence(line: &str) -> bool {
    let line = line.trim();
    let thanks = words(line).next().is_some_and(|word| THANKS.contains(&word.to_lowercase().as_str()));
    is_bare(line) || !(thanks || line.ends_with(['.', '!', '?', '…']) || words(line).count() > LONGEST_SIGNATURE)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place<'a>(text: &'a str, words: &str, language: Language) -> Place<'a> {
        let start = text.find(words).unwrap_or(text.len());
        // The sentence is the text: these tests are about words.
        Place { text, span: start..start + words.len(), sentence: 0..text.len(), language, groups: Vec::new() }
    }

    fn applied(text: &str, edit: &Replacement) -> String {
        format!("{}{}{}", &text[..edit.start], edit.text, &text[edit.end..])
    }

    #[test]
    fn words_go_with_what_led_to_them() {
        let cases = [
            ("Bonjour Madame Dupont, merci.", "Madame Dupont", "Bonjour, merci."),
            ("M. Roche, nous vous lisons.", "M. Roche", "Nous vous lisons."),
            ("Merci à Sophie M. pour sa note.", "Sophie M.", "Merci pour sa note."),
            ("Merci à Sophie M.", "Sophie M.", "Merci."),
            ("Merci, et à jeudi !", "à jeudi", "Merci !"),
            ("Appelez-moi au 06 12 34 56 78.", "06 12 34 56 78", "Appelez-moi."),
            ("Appelez le 04 72 11 22 33.", "04 72 11 22 33", "Appelez."),
            ("Ce mardi-là, deux personnes manquaient.", "Ce mardi-là", "Deux personnes manquaient."),
            ("Notre numéro (06 12 34 56 78) répond.", "06 12 34 56 78", "Notre numéro répond."),
            ("Merci beaucoup, Marie !", "Marie", "Merci beaucoup !"),
            ("Le mot d'Anne nous touche.", "Anne", "Le mot nous touche."),
        ];
        for (text, words, expected) in cases {
            let edit = place(text, words, Language::Fr).without_words();
            assert_eq!(applied(text, &edit), expected, "{text}");
        }
        let text = "So glad to read it, Priya!";
        assert_eq!(applied(text, &place(text, "Priya", Language::En).without_words()), "So glad to read it!");
    }

    #[test]
    fn a_sentence_goes_with_one_of_its_spaces() {
        let sentence = |text: &'static str, sentence: &str| {
            let start = text.find(sentence).unwrap_or_default();
            let span = start..start + sentence.len();
            let place = Place { text, span: span.clone(), sentence: span, language: Language::Fr, groups: Vec::new() };
            applied(text, &place.without_sentence())
        };
        assert_eq!(sentence("Un. Deux. Trois.", "Deux."), "Un. Trois.");
        assert_eq!(sentence("Un. Deux. Trois.", "Un."), "Deux. Trois.");
        assert_eq!(sentence("Un. Deux.", "Deux."), "Un.");
        assert_eq!(sentence("Un.\n\nDeux.\n\nTrois.", "Deux."), "Un.\n\nTrois.");
        assert_eq!(sentence("Un.\n\nDeux.", "Deux."), "Un.");
        assert_eq!(sentence("Un.\n\nDeux. Trois.", "Deux."), "Un.\n\nTrois.");
    }

    #[test]
    fn capitals_and_a_run_of_marks_become_an_ordinary_sentence() {
        let text = "C'EST FAUX !!! Merci.";
        assert_eq!(applied(text, &place(text, "C'EST FAUX", Language::Fr).in_sentence_case()), "C'est faux ! Merci.");
    }

    #[test]
    fn what_is_missing_comes_before_the_signature() {
        let text = "Nous lisons chaque avis.\n\nLe cabinet";
        let edit = place(text, "aucun", Language::Fr).appended("Nous restons joignables.");
        assert_eq!(applied(text, &edit), "Nous lisons chaque avis. Nous restons joignables.\n\nLe cabinet");
    }
}
