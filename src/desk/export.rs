//! Exchanges as data for others to keep: one whole as JSON, a period as one line each, as rows of a sheet or
//! as JSON. docs/export.md describes both; a field may be added there, never renamed.
//!
//! To export is to read: each exchange that goes out remembers by whom, since it leaves the chat where it lives.

use std::collections::BTreeSet;
use std::io::Write;

use jiff::Timestamp;
use serde::Serialize;

use super::figures::moments;
use super::{Desk, DeskError, Managing};
use crate::exchange::{Actor, Command, Draft, Ending, Event, Evidence, Exchange, ExchangeId, Measure, Origin};
use crate::journal::{ChainHead, Span};
use crate::language::Language;
use crate::practice::{Practice, PracticeId};
use crate::review::Review;
use crate::sheet::{Field, Sheet};
use crate::statistics::{Period, topic};

/// With what an exchange was read, as its history says it.
const WITH: &str = "export";
/// Names and version of what is written; a change that breaks readers makes a new version.
const FORMAT: &str = "egard.exchange";
const VERSION: u32 = 1;
const SECONDS_AN_HOUR: f64 = 3_600.0;

/// In which form a period goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodFormat {
    /// A sheet, one row an exchange.
    Csv,
    /// JSON, one line an exchange.
    Jsonl,
}

impl Desk {
    /// Everything of an exchange as JSON.
    ///
    /// # Errors
    /// When there is no such exchange or the journal fails.
    pub async fn export_json(&self, managing: Managing<'_>, id: ExchangeId) -> Result<Vec<u8>, DeskError> {
        let practice = self.practice(&managing.visit().practice)?;
        let exchange = self.read_out(managing, practice, id).await?;
        let whole = Whole { head: self.journal.head(&practice.id).await?, ..self.whole(practice, &exchange) };
        let mut bytes = serde_json::to_vec_pretty(&whole).map_err(unwritten)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Every exchange that came in within a period, one a line, in the order of reception. Gives how many.
    ///
    /// # Errors
    /// When the journal fails or the file cannot be written.
    pub async fn export_period(
        &self,
        managing: Managing<'_>,
        period: Period,
        format: PeriodFormat,
        to: &mut (dyn Write + Send),
    ) -> Result<usize, DeskError> {
        let practice = self.practice(&managing.visit().practice)?;
        let received = moments(period, &practice.zone());
        let span = Span { practice: practice.id.clone(), received, alive_since: None };
        let mut lines = Lines::new(format, managing.visit().language, to)?;
        let (mut count, mut after) = (0, None);
        loop {
            let page = self.journal.histories(&span, after).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.mark);
            for history in page {
                let id = history.mark.exchange;
                let exchange = match self.read_out(managing, practice, id).await {
                    // It was erased since the page was read; that is no reason to keep the others.
                    Err(DeskError::Erased(_)) => continue,
                    exchange => exchange?,
                };
                lines.add(practice, &exchange, &self.whole(practice, &exchange))?;
                count += 1;
            }
        }
        lines.finish()?;
        Ok(count)
    }

    /// An exchange that goes out. Whoever was told of it is told before it does, and stands in it.
    pub(super) async fn read_out(
        &self,
        managing: Managing<'_>,
        practice: &Practice,
        id: ExchangeId,
    ) -> Result<Exchange, DeskError> {
        self.note(managing.visit(), id, Command::View { with: WITH.to_owned() }).await?;
        self.exchange(&practice.id, id).await
    }

    /// A capture of an exchange that goes out, as it was kept.
    ///
    /// # Errors
    /// When it is gone or damaged.
    pub async fn capture(&self, _: Managing<'_>, evidence: &Evidence) -> Result<Vec<u8>, DeskError> {
        Ok(self.journal.evidence(&evidence.sha256).await?)
    }

    fn whole<'a>(&self, practice: &'a Practice, exchange: &'a Exchange) -> Whole<'a> {
        let events = exchange.history.iter().map(|recorded| EventLine {
            at: recorded.at,
            revision: recorded.revision,
            actor: &recorded.actor,
            event: &recorded.event,
        });
        let (ended, ending) = ending(exchange);
        Whole {
            format: FORMAT,
            version: VERSION,
            exported_at: self.clock.now(),
            practice: PracticeLine { id: &practice.id, name: &practice.name, time_zone: &practice.time_zone },
            head: None,
            exchange: exchange.id,
            revision: exchange.revision,
            received_at: exchange.received_at,
            updated_at: exchange.updated_at,
            status: exchange.status.name(),
            outcome: exchange.classified.as_ref().map(|classified| classified.outcome.as_str()),
            topic: topic(exchange),
            ended,
            ending,
            review: &exchange.review,
            language: exchange.language,
            pack: &exchange.pack,
            origin: exchange.origin.as_ref(),
            assignee: &exchange.assignee,
            answers: exchange.answers.iter().map(|(question, answer)| AnswerLine { question, answer }).collect(),
            text: exchange.draft.as_ref(),
            measures: exchange.measures.iter().map(MeasureLine::of).collect(),
            evidence: exchange.evidence.iter().map(EvidenceLine::of).collect(),
            hold: exchange.hold.as_deref(),
            events: events.collect(),
        }
    }
}

fn unwritten(error: impl std::fmt::Display) -> DeskError {
    DeskError::Unwritten(error.to_string())
}

/// How an exchange ended, and where or why.
fn ending(exchange: &Exchange) -> (Option<&'static str>, Option<&str>) {
    match &exchange.ending {
        Some(Ending::Published(url)) => (Some("published"), url.as_deref()),
        Some(Ending::NotAnswered(reason)) => (Some("not_answered"), Some(reason)),
        Some(Ending::Closed(note)) => (Some("closed"), note.as_deref()),
        None => (None, None),
    }
}

/// An exchange with everything that is recorded of it.
#[derive(Serialize)]
struct Whole<'a> {
    format: &'static str,
    version: u32,
    exported_at: Timestamp,
    practice: PracticeLine<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<ChainHead>,
    exchange: ExchangeId,
    revision: u32,
    received_at: Timestamp,
    updated_at: Timestamp,
    status: &'static str,
    outcome: Option<&'a str>,
    topic: Option<&'a str>,
    ended: Option<&'static str>,
    ending: Option<&'a str>,
    review: &'a Review,
    language: Language,
    pack: &'a str,
    origin: Option<&'a Origin>,
    assignee: &'a str,
    answers: Vec<AnswerLine<'a>>,
    text: Option<&'a Draft>,
    measures: Vec<MeasureLine<'a>>,
    evidence: Vec<EvidenceLine<'a>>,
    hold: Option<&'a str>,
    events: Vec<EventLine<'a>>,
}

#[derive(Serialize)]
struct PracticeLine<'a> {
    id: &'a PracticeId,
    name: &'a str,
    time_zone: &'a str,
}

#[derive(Serialize)]
struct AnswerLine<'a> {
    question: &'a str,
    answer: &'a str,
}

#[derive(Serialize)]
struct MeasureLine<'a> {
    measure: &'a str,
    due: jiff::civil::Date,
    done: bool,
}

impl<'a> MeasureLine<'a> {
    fn of(measure: &'a Measure) -> Self {
        Self { measure: &measure.text, due: measure.due, done: measure.done }
    }
}

#[derive(Serialize)]
struct EvidenceLine<'a> {
    file: String,
    #[serde(flatten)]
    evidence: &'a Evidence,
}

impl<'a> EvidenceLine<'a> {
    fn of(evidence: &'a Evidence) -> Self {
        Self { file: evidence.file_name(), evidence }
    }
}

#[derive(Serialize)]
struct EventLine<'a> {
    at: Timestamp,
    revision: u32,
    actor: &'a Actor,
    event: &'a Event,
}

/// A period on its way out.
enum Lines<'a> {
    Csv(Box<Sheet<&'a mut (dyn Write + Send)>>),
    Jsonl(&'a mut (dyn Write + Send)),
}

impl<'a> Lines<'a> {
    fn new(format: PeriodFormat, language: Language, to: &'a mut (dyn Write + Send)) -> Result<Self, DeskError> {
        match format {
            PeriodFormat::Jsonl => Ok(Self::Jsonl(to)),
            PeriodFormat::Csv => {
                let mut sheet = Sheet::new(language, to)?;
                sheet.row(COLUMNS.map(|(name, _)| name.into()))?;
                Ok(Self::Csv(Box::new(sheet)))
            }
        }
    }

    fn add(&mut self, practice: &Practice, exchange: &Exchange, whole: &Whole<'_>) -> Result<(), DeskError> {
        match self {
            Self::Csv(sheet) => {
                let row = Row { practice, exchange };
                Ok(sheet.row(COLUMNS.map(|(_, field)| field(&row)))?)
            }
            Self::Jsonl(to) => {
                let mut line = serde_json::to_vec(whole).map_err(unwritten)?;
                line.push(b'\n');
                to.write_all(&line).map_err(unwritten)
            }
        }
    }

    fn finish(self) -> Result<(), DeskError> {
        match self {
            Self::Csv(sheet) => Ok(sheet.finish()?),
            Self::Jsonl(to) => to.flush().map_err(unwritten),
        }
    }
}

/// One exchange, as a row.
struct Row<'a> {
    practice: &'a Practice,
    exchange: &'a Exchange,
}

type Column = (&'static str, fn(&Row<'_>) -> Field);

/// The columns of a period, in order.
const COLUMNS: [Column; 32] = [
    ("exchange", |row| row.exchange.id.to_string().into()),
    ("practice", |row| row.practice.id.to_string().into()),
    ("received_at", |row| row.moment(Some(row.exchange.received_at))),
    ("first_posted", |row| row.exchange.review.first_posted.map(|day| day.to_string()).into()),
    ("platform", |row| row.exchange.review.platform.clone().into()),
    ("author", |row| row.exchange.review.author.clone().into()),
    ("rating", |row| row.exchange.review.rating.map(usize::from).into()),
    ("review_url", |row| row.exchange.review.url.clone().into()),
    ("review", |row| row.exchange.review.text.clone().into()),
    ("language", |row| row.exchange.language.code().into()),
    ("topic", |row| topic(row.exchange).into()),
    ("outcome", |row| row.exchange.classified.as_ref().map(|classified| classified.outcome.clone()).into()),
    ("status", |row| row.exchange.status.name().into()),
    ("ended", |row| ending(row.exchange).0.into()),
    ("ending", |row| ending(row.exchange).1.into()),
    ("template", |row| row.exchange.draft.as_ref().map(|draft| draft.template.clone()).into()),
    ("edited", |row| row.exchange.draft.as_ref().map(|draft| usize::from(draft.is_changed())).into()),
    ("text", |row| row.exchange.draft.as_ref().map(|draft| draft.text.clone()).into()),
    ("text_sha256", |row| row.exchange.draft.as_ref().map(|draft| draft.sha256.to_string()).into()),
    ("proposed_at", |row| row.first(|event| matches!(event, Event::Proposed { .. }))),
    ("submitted_at", |row| row.first(|event| matches!(event, Event::Submitted { .. }))),
    ("approved_at", |row| row.last(|event| matches!(event, Event::Approved { wanted: 0, .. }))),
    ("approved_by", |row| row.approvers().into()),
    ("published_at", |row| row.first(is_publication)),
    ("hours_to_publication", |row| row.hours_to_publication().into()),
    ("changes_requested", |row| row.count(|event| matches!(event, Event::ChangesRequested { .. })).into()),
    ("refused", |row| row.count(|event| matches!(event, Event::Refused { .. })).into()),
    ("overridden", |row| row.overridden().into()),
    ("measures_open", |row| row.exchange.open_measures().count().into()),
    ("captures", |row| row.exchange.evidence.len().into()),
    ("assignee", |row| row.exchange.assignee.clone().into()),
    ("updated_at", |row| row.moment(Some(row.exchange.updated_at))),
];

fn is_publication(event: &Event) -> bool {
    matches!(event, Event::Published { .. })
}

impl Row<'_> {
    /// A moment where the practice is, to the minute: what a spreadsheet takes for a day and an hour.
    fn moment(&self, at: Option<Timestamp>) -> Field {
        at.map(|at| at.to_zoned(self.practice.zone()).strftime("%Y-%m-%d %H:%M").to_string()).into()
    }

    fn at(&self, last: bool, is_it: impl Fn(&Event) -> bool) -> Option<Timestamp> {
        let standing = self.exchange.standing();
        let mut found = standing.iter().filter(|recorded| is_it(&recorded.event)).map(|recorded| recorded.at);
        if last { found.next_back() } else { found.next() }
    }

    fn first(&self, is_it: impl Fn(&Event) -> bool) -> Field {
        self.moment(self.at(false, is_it))
    }

    fn last(&self, is_it: impl Fn(&Event) -> bool) -> Field {
        self.moment(self.at(true, is_it))
    }

    fn count(&self, is_it: impl Fn(&Event) -> bool) -> usize {
        self.exchange.standing().iter().filter(|recorded| is_it(&recorded.event)).count()
    }

    fn approvers(&self) -> Option<String> {
        let by: Vec<_> = self.exchange.approvals.iter().map(|approval| approval.by.id.as_str()).collect();
        (!by.is_empty()).then(|| by.join(", "))
    }

    /// Rules that a manager set aside.
    fn overridden(&self) -> Option<String> {
        let standing = self.exchange.standing();
        let rules: BTreeSet<&str> = standing.iter().filter_map(|recorded| overridden(&recorded.event)).collect();
        (!rules.is_empty()).then(|| rules.into_iter().collect::<Vec<_>>().join(", "))
    }

    fn hours_to_publication(&self) -> Option<f64> {
        let published = self.at(false, is_publication)?;
        let hours = published.duration_since(self.exchange.received_at).as_secs_f64() / SECONDS_AN_HOUR;
        Some((hours * 100.0).round() / 100.0)
    }
}

fn overridden(event: &Event) -> Option<&str> {
    match event {
        Event::Overridden { finding, .. } => Some(&finding.rule),
        _ => None,
    }
}
