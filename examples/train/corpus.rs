//! The replies to learn from: one file of JSON lines for each author.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::ops::Range;
use std::path::Path;

use egard::guard::learned::FAMILIES;
use egard::guard::{Channel, Example, Family, Kind, Rule};
use egard::language::Language;
use egard::pack::Pack;
use serde::Deserialize;

/// A reply with the words in it that are unfit, as bytes and by family.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) author: String,
    pub(crate) language: Language,
    pub(crate) review: String,
    pub(crate) text: String,
    pub(crate) spans: Vec<(Range<usize>, usize)>,
}

impl Reply {
    /// Whether it is unfit for a family.
    pub(crate) fn is_unfit_for(&self, family: usize) -> bool {
        self.spans.iter().any(|(_, other)| *other == family)
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

/// Reads every file of a folder, in the order of their names.
pub(crate) fn read(folder: &Path) -> Result<Vec<Reply>, Box<dyn Error>> {
    let mut paths: Vec<_> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.sort();
    let mut replies = Vec::new();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "jsonl")) {
        let author = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for (number, line) in fs::read_to_string(path)?.lines().enumerate() {
            let reply = serde_json::from_str::<Line>(line)
                .map_err(|error| error.to_string())
                .and_then(|line| reply(&author, line));
            replies.push(reply.map_err(|error| format!("{}:{}: {error}", path.display(), number + 1))?);
        }
    }
    Ok(replies)
}

fn reply(author: &str, line: Line) -> Result<Reply, String> {
    let ends: Vec<usize> = line.text.char_indices().map(|(at, _)| at).chain([line.text.len()]).collect();
    let at =
        |character: usize| ends.get(character).copied().ok_or_else(|| format!("{}: no character {character}", line.id));
    let spans = line
        .spans
        .iter()
        .map(|(start, end, kind)| Ok((at(*start)?..at(*end)?, family(kind)?)))
        .collect::<Result<Vec<_>, String>>()?;
    if (line.label == Label::Bad) == spans.is_empty() {
        return Err(format!("{}: its label does not agree with its marks", line.id));
    }
    Ok(Reply {
        author: author.to_owned(),
        language: line.lang,
        review: line.review.unwrap_or_default(),
        text: line.text,
        spans,
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
pub(crate) fn authors(replies: &[Reply]) -> BTreeSet<&str> {
    replies.iter().map(|reply| reply.author.as_str()).collect()
}

/// What the project itself holds to be fit or unfit: the replies its templates make, and the examples of
/// its rules. Each stands several times: these few must not drown among thousands.
pub(crate) fn own(pack: &Pack) -> Vec<Reply> {
    let templates = pack.about.locales.iter().flat_map(|language| pack.templates.all(*language));
    let rendered = templates.filter(|template| template.channel == Channel::Public).flat_map(|template| {
        template.examples.iter().filter_map(|example| {
            let values = template.stand_ins(&example.vars);
            let text = pack.templates.render(template.language, &template.id, &values).ok()?;
            Some(fit("templates", template.language, text))
        })
    });
    let examples = pack.guard.rules().iter().filter(|rule| !matches!(rule.kind, Kind::Missing | Kind::Echo));
    let examples = examples.flat_map(|rule| {
        let bad = rule.bad.iter().filter_map(move |example| unfit(rule, text_of(example)));
        bad.chain(rule.good.iter().filter_map(move |example| {
            Some(fit("rules", language_of(rule, text_of(example))?, text_of(example).to_owned()))
        }))
    });
    let once: Vec<Reply> = rendered.chain(examples).collect();
    (0..COPIES).flat_map(|_| once.iter().cloned()).collect()
}

/// How often each of the project's own texts stands.
const COPIES: usize = 2;

fn text_of(example: &Example) -> &str {
    match example {
        Example::Text(text) => text,
        Example::Reply(reply) => &reply.text,
    }
}

fn fit(author: &str, language: Language, text: String) -> Reply {
    Reply { author: author.to_owned(), language, review: String::new(), text, spans: Vec::new() }
}

/// An example in which `[[…]]` marks what is unfit.
fn unfit(rule: &Rule, marked: &str) -> Option<Reply> {
    let family = match rule.family {
        Family::Secrecy | Family::Identity | Family::Echo => 0,
        Family::Promotion | Family::Misleading => 1,
        Family::Tone => 2,
        Family::Completeness => return None,
    };
    let mut text = String::new();
    let mut spans = Vec::new();
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once("[[") {
        let (inside, after) = after.split_once("]]")?;
        text.push_str(before);
        spans.push((text.len()..text.len() + inside.len(), family));
        text.push_str(inside);
        rest = after;
    }
    text.push_str(rest);
    Some(Reply { spans, ..fit("rules", language_of(rule, &text)?, text) })
}

/// The language of an example: the rule's, or its own where the rule reads both.
fn language_of(rule: &Rule, text: &str) -> Option<Language> {
    match rule.langs.as_slice() {
        [language] => Some(*language),
        _ => Language::detect(text),
    }
}
