//! Finding exchanges: by words in what was written, and by what is known of them.
//!
//! What is looked for means the same in every journal: the texts of an exchange, their words' forms and
//! the labels by which it is filtered are told here.

mod excerpt;
pub(in crate::journal) mod words;

use std::collections::BTreeSet;
use std::ops::{Range, RangeInclusive};

use jiff::Timestamp;

pub(in crate::journal) use excerpt::Matcher;
pub(crate) use words::fold;

use super::Summary;
use crate::exchange::{Draft, Event, Exchange, Status};
use crate::language::Language;
use crate::practice::PracticeId;
use crate::statistics::topic;

/// Hits of a page, unless another number is asked for.
pub const USUAL_PAGE: usize = 10;
/// Shorter texts are looked at as French and as English: too little tells which they are.
const SURE_LENGTH: usize = 40;

/// One word, or several in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted(Vec<String>);

impl Wanted {
    /// The words of a text, to be found in this order with nothing between them; `None` if it has none.
    pub fn row(text: &str) -> Option<Self> {
        let row: Vec<_> = words::words(text).map(|place| text[place].to_owned()).collect();
        (!row.is_empty()).then_some(Self(row))
    }

    /// The words.
    pub fn words(&self) -> &[String] {
        &self.0
    }
}

/// What to look for. Each thing asked for must hold; where several values are given, one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// Words and rows of words in the review, the texts and the notes, in any of their forms.
    pub wanted: Vec<Wanted>,
    /// Where it stands.
    pub statuses: Vec<Status>,
    /// Its outcome.
    pub outcomes: Vec<String>,
    /// What the review is about.
    pub topics: Vec<String>,
    /// Where the review stands; case and accents do not count.
    pub platforms: Vec<String>,
    /// Its stars.
    pub ratings: Option<RangeInclusive<u8>>,
    /// Received at this moment or later.
    pub from: Option<Timestamp>,
    /// Received before this moment.
    pub before: Option<Timestamp>,
    /// Who put words of their own into a text or handed it over.
    pub authors: Vec<String>,
    /// Who approved a text.
    pub approvers: Vec<String>,
    /// A template of the text or of what was prepared, or a template's folder.
    pub templates: Vec<String>,
    /// A rule that fired on one of the texts, or a family of rules.
    pub rules: Vec<String>,
    /// Which page, from 1.
    pub page: usize,
    /// Hits of a page, at least one.
    pub per_page: usize,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            wanted: Vec::new(),
            statuses: Vec::new(),
            outcomes: Vec::new(),
            topics: Vec::new(),
            platforms: Vec::new(),
            ratings: None,
            from: None,
            before: None,
            authors: Vec::new(),
            approvers: Vec::new(),
            templates: Vec::new(),
            rules: Vec::new(),
            page: 1,
            per_page: USUAL_PAGE,
        }
    }
}

impl Search {
    /// How many hits come before those of its page.
    pub(in crate::journal) fn skipped(&self) -> usize {
        self.page.saturating_sub(1).saturating_mul(self.per_page.max(1))
    }

    /// The labels that an exchange must have: one of each group.
    pub(in crate::journal) fn labels(&self, practice: &PracticeId) -> Vec<Vec<String>> {
        let of = |kind: &str, values: &[String]| values.iter().map(|value| label(kind, value)).collect::<Vec<_>>();
        let ratings = self.ratings.clone().map_or_else(Vec::new, |range| range.take(5).collect());
        let groups = [
            vec![label("practice", practice.as_str())],
            self.statuses.iter().map(|status| label("status", status.name())).collect(),
            of("outcome", &self.outcomes),
            of("topic", &self.topics),
            self.platforms.iter().map(|platform| label("platform", &fold(platform))).collect(),
            ratings.iter().map(|rating| label("rating", &rating.to_string())).collect(),
            of("author", &self.authors),
            of("approver", &self.approvers),
            of("template", &self.templates),
            of("rule", &self.rules),
        ];
        groups.into_iter().filter(|group| !group.is_empty()).collect()
    }

    /// Whether an exchange received at that moment is asked for.
    pub(in crate::journal) fn covers(&self, received: Timestamp) -> bool {
        self.from.is_none_or(|from| received >= from) && self.before.is_none_or(|before| received < before)
    }
}

/// A page of what was found, the newest review first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The exchanges of the page.
    pub hits: Vec<Hit>,
    /// How many there are on all pages.
    pub total: usize,
    /// Whether there are more than that: of very many, not all are counted.
    pub and_more: bool,
    /// Which page it is, from 1.
    pub page: usize,
    /// How many pages there are, at least.
    pub pages: usize,
}

impl Found {
    /// A page that a search asks for.
    pub(in crate::journal) fn new(search: &Search, total: usize, and_more: bool, hits: Vec<Hit>) -> Self {
        let pages = total.div_ceil(search.per_page.max(1)) + usize::from(and_more);
        Self { hits, total, and_more, page: search.page.max(1), pages }
    }

    /// The page after this one, if there is one.
    pub fn next(&self) -> Option<usize> {
        (self.page < self.pages).then_some(self.page + 1)
    }

    /// The page before this one, if there is one.
    pub fn previous(&self) -> Option<usize> {
        (self.page > 1).then(|| (self.page - 1).min(self.pages)).filter(|page| *page > 0)
    }
}

/// An exchange that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// What a list shows of it.
    pub summary: Summary,
    /// The words around what was looked for.
    pub excerpt: Excerpt,
}

/// A short piece of a text, cut from the archive when it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// Of what it is a piece.
    pub part: Part,
    /// The piece on one line, with « … » where something was cut off.
    pub text: String,
    /// Where in it the words looked for are, in bytes, in order.
    pub marks: Vec<Range<usize>>,
}

/// The texts of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The review.
    Review,
    /// The name that its author shows.
    Author,
    /// A reply, as proposed or as edited.
    Reply,
    /// A letter, a note or a call guide that was prepared.
    Letter,
    /// A note or a reason that a person gave.
    Note,
}

impl Part {
    /// The name that the message catalogue uses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::Author => "author",
            Self::Reply => "reply",
            Self::Letter => "letter",
            Self::Note => "note",
        }
    }
}

/// One text of an exchange.
#[derive(Debug, Clone, Copy)]
pub(in crate::journal) struct Passage<'a> {
    pub(in crate::journal) part: Part,
    pub(in crate::journal) text: &'a str,
    /// Both where nothing tells.
    pub(in crate::journal) language: Option<Language>,
}

impl Passage<'_> {
    /// Whether its words are looked at as those of this language.
    pub(in crate::journal) fn is_read_as(&self, language: Language) -> bool {
        self.language.is_none_or(|own| own == language)
    }
}

/// Everything in an exchange that words are looked for in, the current review and the latest text first.
pub(in crate::journal) fn passages(exchange: &Exchange) -> Vec<Passage<'_>> {
    let review = &exchange.review;
    // Told when the review came in; a language that it is read in besides would only be read in vain.
    let told = exchange.history.iter().find_map(|recorded| match &recorded.event {
        Event::Received { language, .. } => Some(*language),
        _ => None,
    });
    let language = told.filter(|_| review.text.len() >= SURE_LENGTH);
    let mut passages = vec![Passage { part: Part::Review, text: &review.text, language }];
    let mut known = BTreeSet::new();
    let mut written = Vec::new();
    let mut notes = Vec::new();
    for recorded in exchange.history.iter().rev() {
        match &recorded.event {
            Event::Proposed { draft } | Event::Edited { draft } if known.insert(&draft.sha256) => {
                written.push(passage_of(Part::Reply, draft));
            }
            Event::Prepared { draft } if known.insert(&draft.sha256) => written.push(passage_of(Part::Letter, draft)),
            other => notes.extend(said(other)),
        }
    }
    passages.extend(written);
    let in_both = |part| move |text| Passage { part, text, language: None };
    passages.extend(notes.into_iter().map(in_both(Part::Note)));
    passages.extend(review.author.as_deref().map(in_both(Part::Author)));
    passages
}

fn passage_of(part: Part, draft: &Draft) -> Passage<'_> {
    Passage { part, text: &draft.text, language: Some(draft.language) }
}

/// What a person said with a step.
fn said(event: &Event) -> Option<&str> {
    match event {
        Event::Overridden { reason, .. }
        | Event::Refused { reason, .. }
        | Event::NotAnswered { reason }
        | Event::Reopened { reason }
        | Event::HoldPlaced { reason }
        | Event::HoldLifted { reason } => Some(reason),
        Event::ChangesRequested { note } => Some(note),
        Event::Approved { note, .. } | Event::Closed { note } => note.as_deref(),
        Event::MeasurePlanned { measure, .. } => Some(measure),
        Event::OnlineChecked { differs, .. } => differs.as_deref(),
        _ => None,
    }
}

/// By what an exchange is filtered.
pub(in crate::journal) fn labels(practice: &PracticeId, exchange: &Exchange) -> BTreeSet<String> {
    let mut labels = BTreeSet::from([label("practice", practice.as_str()), label("status", exchange.status.name())]);
    labels.extend(exchange.classified.iter().map(|classified| label("outcome", &classified.outcome)));
    labels.extend(topic(exchange).map(|topic| label("topic", topic)));
    labels.extend(exchange.review.platform.iter().map(|platform| label("platform", &fold(platform))));
    labels.extend(exchange.review.rating.iter().map(|rating| label("rating", &rating.to_string())));
    labels.extend(exchange.authors.iter().map(|author| label("author", author)));
    labels.extend(exchange.draft.iter().flat_map(|draft| with_its_family("template", &draft.template)));
    for recorded in &exchange.history {
        match &recorded.event {
            Event::Approved { .. } => drop(labels.insert(label("approver", &recorded.actor.id))),
            Event::Edited { draft } => {
                labels.insert(label("author", &recorded.actor.id));
                labels.extend(fired(draft));
            }
            Event::Proposed { draft } => labels.extend(fired(draft)),
            Event::Prepared { draft } => {
                labels.extend(with_its_family("template", &draft.template));
                labels.extend(fired(draft));
            }
            Event::Rechecked { findings, .. } => {
                labels.extend(findings.iter().flat_map(|finding| with_its_family("rule", &finding.rule)));
            }
            _ => {}
        }
    }
    labels
}

fn fired(draft: &Draft) -> impl Iterator<Item = String> {
    draft.findings.iter().flat_map(|finding| with_its_family("rule", &finding.rule))
}

/// `secrecy.visit` is found by its whole name and by `secrecy`.
fn with_its_family(kind: &str, name: &str) -> impl Iterator<Item = String> {
    let family = name.split_once('.').map(|(family, _)| label(kind, family));
    family.into_iter().chain([label(kind, name)])
}

fn label(kind: &str, value: &str) -> String {
    format!("{kind}:{value}")
}
