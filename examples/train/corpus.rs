//! The texts to learn from, replies and reviews: one file of JSON lines for each author.

use std::collections::{BTreeSet, HashSet};
use std::error::Error;
use std::fs;
use std::ops::Range;
use std::path::Path;

use egard::cue::learned::Head;
use egard::cue::{CueReader, Ground, Signal, Urgent};
use egard::guard::learned::FAMILIES;
use egard::guard::{Example, Family, Kind, Rule};
use egard::language::Language;
use egard::pack::Pack;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A reply or a review with the words in it that matter, as bytes and by column of the weights.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) author: String,
    pub(crate) language: Language,
    /// The review that is answered, if this is a reply.
    pub(crate) review: String,
    pub(crate) body: String,
    pub(crate) spans: Vec<(Range<usize>, usize)>,
    /// Whether nothing is to be said of it at all: whoever suspects it is wrong.
    pub(crate) innocent: bool,
}

impl Text {
    /// Whether it has words that matter to a column.
    pub(crate) fn is_marked_for(&self, column: usize) -> bool {
        self.spans.iter().any(|(_, other)| *other == column)
    }
}

#[derive(Deserialize)]
struct Line {
    id: String,
    lang: Language,
    #[serde(default)]
    review: Option<String>,
    text: String,
    label: Label,
    #[serde(default)]
    spans: Vec<(usize, usize, String)>,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Label {
    Ok,
    Bad,
}

/// Reads the replies of a folder.
pub(crate) fn replies(folder: &Path) -> Result<Vec<Text>, Box<dyn Error>> {
    read(folder, reply)
}

/// Reads the reviews of a folder, as the signals that are learned together see them.
pub(crate) fn reviews(folder: &Path, head: Head) -> Result<Vec<Text>, Box<dyn Error>> {
    read(folder, |author, line| review(author, head, line))
}

/// Reads every file of a folder, in the order of their names.
fn read<L: DeserializeOwned>(
    folder: &Path,
    text: impl Fn(&str, L) -> Result<Text, String>,
) -> Result<Vec<Text>, Box<dyn Error>> {
    let mut paths: Vec<_> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.sort();
    let mut texts = Vec::new();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "jsonl")) {
        let author = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for (number, line) in fs::read_to_string(path)?.lines().enumerate() {
            let read =
                serde_json::from_str::<L>(line).map_err(|error| error.to_string()).and_then(|line| text(&author, line));
            texts.push(read.map_err(|error| format!("{}:{}: {error}", path.display(), number + 1))?);
        }
    }
    Ok(texts)
}

/// Code points of a text as bytes.
fn bytes(text: &str, start: usize, end: usize) -> Result<Range<usize>, String> {
    let at = |character: usize| text.char_indices().map(|(at, _)| at).chain([text.len()]).nth(character);
    match (at(start), at(end)) {
        (Some(start), Some(end)) if start < end => Ok(start..end),
        _ => Err(format!("no words from {start} to {end}")),
    }
}

#[derive(Deserialize)]
struct ReviewLine {
    lang: Language,
    text: String,
    grounds: Vec<Ground>,
    urgent: Option<Urgent>,
    /// The words that matter: from, to, and `ground:…`, `urgent:…` or something else.
    hints: Vec<(usize, usize, String)>,
}

/// A review, with what matters to a head. What is said without any words marked is said by all of it.
fn review(author: &str, head: Head, line: ReviewLine) -> Result<Text, String> {
    let mut signals: Vec<Signal> = line.grounds.iter().map(|ground| taught(Signal::Ground(*ground))).collect();
    signals.extend(line.urgent.map(|urgent| taught(Signal::Urgent(urgent))));
    let mut spans = Vec::new();
    for (column, signal) in head.iter().enumerate().filter(|(_, signal)| signals.contains(signal)) {
        let own = line.hints.iter().filter(|(_, _, of)| hinted(of) == Some(*signal));
        let marked = own
            .map(|(start, end, _)| Ok((bytes(&line.text, *start, *end)?, column)))
            .collect::<Result<Vec<_>, String>>()?;
        if marked.is_empty() {
            spans.push((0..line.text.len(), column));
        }
        spans.extend(marked);
    }
    Ok(Text {
        author: author.to_owned(),
        language: line.lang,
        review: String::new(),
        body: line.text,
        spans,
        innocent: signals.is_empty(),
    })
}

/// A threat is learned as one thing, and so is danger, told by whoever is in it or of somebody else.
fn taught(signal: Signal) -> Signal {
    match signal {
        Signal::Ground(Ground::Threat) => Signal::Urgent(Urgent::Threat),
        Signal::Urgent(Urgent::AbuseReported) => Signal::Urgent(Urgent::PersonInDanger),
        other => other,
    }
}

/// The signal that a hint speaks of, if it is one.
fn hinted(hint: &str) -> Option<Signal> {
    match Signal::named(&hint.replacen(':', ".", 1)).as_slice() {
        [signal] => Some(taught(*signal)),
        _ => None,
    }
}

/// The reviews that are answered in the replies, so far as no written cue finds fault with them: nearly all
/// are lawful, and they are what everyday reviews speak of.
pub(crate) fn answered(replies: &[Text], cues: &CueReader) -> Vec<Text> {
    let mut seen = HashSet::new();
    let reviews = replies.iter().filter(|reply| !reply.review.is_empty() && seen.insert(reply.review.as_str()));
    let sampled = reviews.step_by(REVIEWS_PER_SAMPLE).filter(|reply| {
        let reading = cues.read_as_written(&reply.review, Some(reply.language));
        reading.urgent().is_empty() && reading.grounds().is_empty()
    });
    sampled.map(|reply| fit("answered", reply.language, reply.review.clone())).collect()
}

/// One in so many of the reviews that are answered is learned from.
const REVIEWS_PER_SAMPLE: usize = 4;

fn reply(author: &str, line: Line) -> Result<Text, String> {
    let spans = line
        .spans
        .iter()
        .map(|(start, end, kind)| Ok((bytes(&line.text, *start, *end)?, family(kind)?)))
        .collect::<Result<Vec<_>, String>>()?;
    if (line.label == Label::Bad) == spans.is_empty() {
        return Err(format!("{}: its label does not agree with its marks", line.id));
    }
    Ok(Text {
        author: author.to_owned(),
        language: line.lang,
        review: line.review.unwrap_or_default(),
        body: line.text,
        spans,
        innocent: line.label == Label::Ok,
    })
}

/// The family of a kind of fault: its place among the families that are learned.
fn family(kind: &str) -> Result<usize, String> {
    let family = match kind {
        "confirms_patient"
        | "denies_patient"
        | "clinical_detail"
        | "visit_or_date"
        | "billing_or_account"
        | "third_party"
        | "identity"
        | "asks_public_details"
        | "medical_advice"
        | "admits_liability" => 0,
        "promotion" | "comparison" | "guarantee" | "solicits_reviews" | "testimonial_reuse" => 1,
        "insult_or_blame" | "sarcasm" | "legal_threat" | "shouting" | "removal_pressure" => 2,
        other => return Err(format!("unknown kind of fault `{other}`")),
    };
    debug_assert!(family < FAMILIES);
    Ok(family)
}

/// The authors, in the order of their names.
pub(crate) fn authors(texts: &[Text]) -> BTreeSet<&str> {
    texts.iter().map(|text| text.author.as_str()).collect()
}

/// What the rules hold to be fit or unfit: their own examples. Each stands several times: these few must not
/// drown among thousands.
pub(crate) fn examples(pack: &Pack) -> Vec<Text> {
    let examples = pack.guard.rules().iter().filter(|rule| !matches!(rule.kind, Kind::Missing | Kind::Echo));
    let examples = examples.flat_map(|rule| {
        let bad = rule.bad.iter().filter_map(move |example| unfit(rule, text_of(example)));
        bad.chain(rule.good.iter().filter_map(move |example| {
            Some(fit("rules", language_of(rule, text_of(example))?, text_of(example).to_owned()))
        }))
    });
    let once: Vec<Text> = examples.collect();
    (0..COPIES).flat_map(|_| once.iter().cloned()).collect()
}

/// How often each example stands.
const COPIES: usize = 2;

fn text_of(example: &Example) -> &str {
    match example {
        Example::Text(text) => text,
        Example::Reply(reply) => &reply.text,
    }
}

fn fit(author: &str, language: Language, text: String) -> Text {
    Text { author: author.to_owned(), language, review: String::new(), body: text, spans: Vec::new(), innocent: true }
}

/// An example in which `[[…]]` marks what is unfit.
fn unfit(rule: &Rule, marked: &str) -> Option<Text> {
    let family = match rule.family {
        Family::Secrecy | Family::Identity | Family::Echo => 0,
        Family::Promotion | Family::Misleading => 1,
        Family::Tone => 2,
        Family::Completeness => return None,
    };
    let (text, marks) = unmarked(marked)?;
    let spans = marks.into_iter().map(|mark| (mark, family)).collect();
    Some(Text { spans, innocent: false, ..fit("rules", language_of(rule, &text)?, text) })
}

/// A text without its marks, and what they held.
fn unmarked(marked: &str) -> Option<(String, Vec<Range<usize>>)> {
    let mut text = String::new();
    let mut marks = Vec::new();
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once("[[") {
        let (inside, after) = after.split_once("]]")?;
        text.push_str(before);
        marks.push(text.len()..text.len() + inside.len());
        text.push_str(inside);
        rest = after;
    }
    text.push_str(rest);
    Some((text, marks))
}

/// The language of an example: the rule's, or its own where the rule reads both.
fn language_of(rule: &Rule, text: &str) -> Option<Language> {
    match rule.langs.as_slice() {
        [language] => Some(*language),
        _ => Language::detect(text),
    }
}
