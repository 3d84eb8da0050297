//! The figures of a practice, for those who manage it: as sections of rows that every face shows in its own
//! way, and as pictures.

use std::io::Write;

use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Desk, DeskError, Managing, long_date};
use crate::chart::{Bar, Chart, Figures as Drawn, Slot};
use crate::exchange::Exchange;
use crate::journal::{Mark, Span};
use crate::language::Language;
use crate::pack::Pack;
use crate::practice::Practice;
use crate::sheet::{Field, Sheet, SheetError};
use crate::statistics::{Calendar, Count, Month, Period, Spread, Statistics, TOPIC, Tally, TemplateUse, Word};
use crate::template::{Template, TemplateStatus};
use crate::{text, wording};

/// Folders of a pack whose templates answer no review.
const NOT_FOR_REVIEWS: [&str; 3] = ["guide", "training", "quick"];
/// Most bars of a picture; what is left is one bar more.
const MOST_BARS: usize = 8;
const SECONDS_A_DAY: i64 = 86_400;
/// No review is older.
const FIRST_DAY: Date = jiff::civil::date(2000, 1, 1);

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A number.
    Count(usize),
    /// A part of a whole, shown as both.
    Share(usize, usize),
    /// Seconds.
    Duration(Option<i64>),
    /// Nothing to tell.
    Nothing,
}

impl Cell {
    /// The cell as a person reads it.
    pub fn show(&self, language: Language) -> String {
        match self {
            Self::Text(words) => words.clone(),
            Self::Count(count) => count.to_string(),
            Self::Share(_, 0) | Self::Duration(None) | Self::Nothing => "—".to_owned(),
            Self::Share(part, whole) => {
                text!(
                    language,
                    "figures-share",
                    part = *part,
                    whole = *whole,
                    percent = (part * 200 + whole) / (whole * 2)
                )
            }
            Self::Duration(Some(seconds)) => duration(*seconds, language),
        }
    }

    /// The cell as a spreadsheet takes it: durations in days, a part without its whole.
    #[allow(clippy::cast_precision_loss, reason = "seconds of years")]
    pub fn field(&self) -> Field {
        match self {
            Self::Text(words) => words.as_str().into(),
            Self::Count(count) | Self::Share(count, _) => (*count).into(),
            Self::Duration(Some(seconds)) => {
                Field::Number((*seconds as f64 / SECONDS_A_DAY as f64 * 100.0).round() / 100.0)
            }
            Self::Duration(None) | Self::Nothing => Field::Empty,
        }
    }
}

/// One part of the figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Its title.
    pub title: String,
    /// On which day its figures count, or what else there is to know.
    pub note: String,
    /// What stands in each column.
    pub columns: Vec<String>,
    /// As many cells as columns each; none where there is nothing.
    pub rows: Vec<Vec<Cell>>,
    /// What is told of it where there is room for little.
    pub brief: Brief,
}

/// What is told of a section where there is room for little.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Brief {
    /// All of it.
    Whole,
    /// Its first rows, which say the most.
    First,
    /// Its note.
    Note,
    /// Nothing: pictures show it better.
    Pictures,
}

/// A picture, as a PNG file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its file name.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Desk {
    /// The period that is asked for as far as there can be reviews in it, or the last twelve months.
    ///
    /// # Errors
    /// When it ends before it begins.
    pub fn period(&self, managing: Managing<'_>, from: Option<Date>, to: Option<Date>) -> Result<Period, DeskError> {
        let today = self.today_of(managing.visit())?;
        // Nothing came in after today, nor before there were such pages: a year that was mistyped costs nothing.
        let usual = Period::last_year(to.map_or(today, |to| to.min(today)));
        let period = Period { from: from.map_or(usual.from, |from| from.max(FIRST_DAY)), to: usual.to };
        if period.from > period.to { Err(DeskError::BadPeriod) } else { Ok(period) }
    }

    /// The figures of a period.
    ///
    /// # Errors
    /// When the journal fails.
    pub async fn statistics(&self, managing: Managing<'_>, period: Period) -> Result<Statistics, DeskError> {
        let practice = self.practice(&managing.visit().practice)?;
        let pack = self.pack(practice)?;
        let calendar = Calendar {
            period,
            zone: practice.zone(),
            today: self.today(practice),
            answer_within_days: practice.policy.answer_within_days,
        };
        let days = moments(period, &practice.zone());
        let span = Span {
            practice: practice.id.clone(),
            // What came in before may have been published since; what came in after the period waits today.
            received: jiff::Timestamp::MIN..jiff::Timestamp::MAX,
            alive_since: Some(days.start),
        };
        let mut tally = Tally::new(calendar);
        self.each(&span, |exchange| tally.add(exchange)).await?;
        Ok(tally.finish(known(&pack)))
    }

    /// Goes through the exchanges of a span in the order of reception, holding a page of them at a time.
    pub(super) async fn each(&self, span: &Span, mut visit: impl FnMut(&Exchange) + Send) -> Result<(), DeskError> {
        let mut after: Option<Mark> = None;
        loop {
            let page = self.journal.histories(span, after).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.mark);
            for history in page {
                if let Some(exchange) = Exchange::replay(history.mark.exchange, history.events) {
                    visit(&exchange);
                }
            }
        }
    }

    /// The figures in words: sections, in the order in which they are read.
    ///
    /// # Errors
    /// When the practice or its pack is not served.
    pub fn sections(&self, managing: Managing<'_>, sum: &Statistics) -> Result<Vec<Section>, DeskError> {
        let practice = self.practice(&managing.visit().practice)?;
        let pack = self.pack(practice)?;
        let page = Page { practice, pack: &pack, sum, language: managing.visit().language };
        Ok(page.sections())
    }

    /// The figures as pictures.
    ///
    /// # Errors
    /// When the practice or its pack is not served, or a picture cannot be made.
    pub fn charts(&self, managing: Managing<'_>, sum: &Statistics) -> Result<Vec<Picture>, DeskError> {
        let practice = self.practice(&managing.visit().practice)?;
        let pack = self.pack(practice)?;
        let page = Page { practice, pack: &pack, sum, language: managing.visit().language };
        let picture = |(name, chart): (&str, Chart)| Ok(Picture { name: format!("{name}.png"), bytes: chart.png()? });
        page.charts().into_iter().map(picture).collect()
    }
}

/// Sections as rows of a sheet: one row a cell, so that all of them fit the same columns.
///
/// # Errors
/// When the sheet cannot be written.
pub fn tabulate(sections: &[Section], language: Language, sheet: &mut Sheet<impl Write>) -> Result<(), SheetError> {
    let headings = ["section", "row", "column", "value"];
    sheet.row(headings.map(|name| wording::named(language, "figures-column", name).into()))?;
    for section in sections {
        for row in &section.rows {
            let name = row.first().map(|cell| cell.show(language)).unwrap_or_default();
            for (column, cell) in section.columns.iter().zip(row).skip(usize::from(section.columns.len() > 1)) {
                let place = [&section.title, &name, column].map(|text| text.as_str().into());
                sheet.row(place.into_iter().chain([cell.field()]))?;
            }
        }
    }
    Ok(())
}

/// From the first moment of a period to the first after it.
pub(super) fn moments(period: Period, zone: &TimeZone) -> std::ops::Range<jiff::Timestamp> {
    let start = |day: Date| day.to_zoned(zone.clone()).map(|start| start.timestamp());
    let end = start(period.to.saturating_add(1.day())).unwrap_or(jiff::Timestamp::MAX);
    start(period.from).unwrap_or(jiff::Timestamp::MIN)..end
}

/// Templates that are there to answer reviews.
fn known(pack: &Pack) -> impl Iterator<Item = &str> {
    let offered = |template: &&Template| {
        template.status == TemplateStatus::Approved && !NOT_FOR_REVIEWS.contains(&template.folder.as_str())
    };
    let all = [Language::Fr, Language::En].into_iter().flat_map(|language| pack.templates.all(language));
    all.filter(offered).map(|template| template.id.as_str())
}

/// How long something took, in the unit that says it best.
fn duration(seconds: i64, language: Language) -> String {
    match seconds {
        ..3_600 => text!(language, "figures-minutes", count = seconds / 60),
        3_600..172_800 => text!(language, "figures-hours", count = seconds / 3_600),
        _ => text!(language, "figures-days", count = tenths(seconds, language)),
    }
}

/// Days with one decimal.
fn tenths(seconds: i64, language: Language) -> String {
    let tenths = (seconds * 10 + SECONDS_A_DAY / 2) / SECONDS_A_DAY;
    if tenths % 10 == 0 {
        (tenths / 10).to_string()
    } else {
        format!("{}{}{}", tenths / 10, decimal(language), tenths % 10)
    }
}

const fn decimal(language: Language) -> char {
    match language {
        Language::Fr => ',',
        Language::En => '.',
    }
}

struct Page<'a> {
    practice: &'a Practice,
    pack: &'a Pack,
    sum: &'a Statistics,
    language: Language,
}

impl Page<'_> {
    fn named(&self, name: &str) -> String {
        wording::named(self.language, "figures", name)
    }

    fn sections(&self) -> Vec<Section> {
        let sum = self.sum;
        let mut sections = vec![self.summary(), self.times(), self.months()];
        let groups = [
            ("outcomes", self.counted(&sum.outcomes, |id| self.outcome(id))),
            ("topics", self.counted(&sum.topics, |id| self.topic(id))),
            ("platforms", self.counted(&sum.platforms, str::to_owned)),
            ("ratings", self.counted(&sum.ratings, |stars| format!("{stars} ★"))),
        ];
        let on_reception = || self.named("reception_note");
        sections
            .extend(groups.map(|(name, rows)| self.section(self.named(name), on_reception(), &[name, "count"], rows)));
        sections.extend([self.reading(), self.reasons(), self.rules(), self.review(), self.templates(), self.unused()]);
        sections.push(self.measures());
        sections
    }

    /// A section of which the first rows say the most.
    fn section(&self, title: String, note: String, columns: &[&str], rows: Vec<Vec<Cell>>) -> Section {
        let columns = columns.iter().map(|column| wording::named(self.language, "figures-column", column)).collect();
        Section { title, note, columns, rows, brief: Brief::First }
    }

    /// A figure, and the day on which it counts.
    fn figure(&self, name: &str, cell: Cell, counted: &str) -> Vec<Cell> {
        vec![Cell::Text(self.named(name)), cell, Cell::Text(self.named(counted))]
    }

    fn summary(&self) -> Section {
        let sum = self.sum;
        let target = self.practice.policy.answer_within_days;
        let rows = vec![
            self.figure("received", Cell::Count(sum.received), "on_reception"),
            self.figure("published", Cell::Count(sum.published), "on_publication"),
            self.figure("edited", Cell::Share(sum.published_edited, sum.published), "on_publication"),
            self.figure("not_answered", Cell::Count(sum.not_answered), "on_decision"),
            self.figure("waiting", Cell::Count(sum.waiting), "as_of_today"),
            self.figure("overdue", Cell::Count(sum.overdue.exchanges), "as_of_today"),
            self.figure(
                "overdue_target",
                target.map_or(Cell::Nothing, |_| Cell::Count(sum.overdue.target)),
                "as_of_today",
            ),
            self.figure("overdue_steps", Cell::Count(sum.overdue.steps), "as_of_today"),
            self.figure("overdue_measures", Cell::Count(sum.overdue.measures), "as_of_today"),
        ];
        let day = |day: Date| long_date(day, self.language);
        let note = text!(self.language, "figures-period", from = day(sum.period.from), to = day(sum.period.to));
        let title = text!(self.language, "figures-title", practice = self.practice.name.as_str());
        Section { brief: Brief::Whole, ..self.section(title, note, &["figure", "count", "counted"], rows) }
    }

    fn times(&self) -> Section {
        let row = |name: &str, spread: &Spread, counted: &str| {
            let (median, p90) = (Cell::Duration(spread.median()), Cell::Duration(spread.p90()));
            vec![
                Cell::Text(self.named(name)),
                Cell::Count(spread.count()),
                median,
                p90,
                Cell::Text(self.named(counted)),
            ]
        };
        let times = &self.sum.times;
        let rows = vec![
            row("to_proposal", &times.proposal, "on_proposal"),
            row("to_approval", &times.approval, "on_approval"),
            row("to_publication", &times.publication, "on_publication"),
        ];
        let columns = ["figure", "count", "median", "p90", "counted"];
        Section { brief: Brief::Whole, ..self.section(self.named("times"), self.named("times_note"), &columns, rows) }
    }

    fn months(&self) -> Section {
        let row = |month: &Month| {
            vec![
                Cell::Text(format!("{} {}", self.month(month.month), month.month.year())),
                Cell::Count(month.received),
                Cell::Count(month.published),
                Cell::Duration(month.to_publication.median()),
                Cell::Duration(month.to_publication.p90()),
                Cell::Count(month.measures_promised),
                Cell::Count(month.measures_done),
            ]
        };
        let rows = self.sum.months.iter().map(row).collect();
        let columns = ["month", "received", "published", "median", "p90", "promised", "done"];
        Section {
            brief: Brief::Pictures,
            ..self.section(self.named("months"), self.named("months_note"), &columns, rows)
        }
    }

    fn counted(&self, counts: &[Count], name: impl Fn(&str) -> String) -> Vec<Vec<Cell>> {
        let all = counts.iter().map(|count| count.count).sum();
        let name = |count: &Count| count.name.as_deref().map_or_else(|| self.named("unknown"), &name);
        counts.iter().map(|count| vec![Cell::Text(name(count)), Cell::Share(count.count, all)]).collect()
    }

    fn reading(&self) -> Section {
        let reading = &self.sum.reading;
        let rows = vec![
            self.figure("first_time", Cell::Share(reading.first_time, reading.decided), "on_first_word"),
            self.figure("changes", Cell::Count(reading.changes), "on_word"),
            self.figure("refused", Cell::Count(reading.refused), "on_word"),
        ];
        Section {
            brief: Brief::Whole,
            ..self.section(self.named("reading"), self.named("reading_note"), &["figure", "count", "counted"], rows)
        }
    }

    fn reasons(&self) -> Section {
        let rows = self.sum.reading.reasons.iter().map(|reason| {
            let word = if reason.refused { "word_refused" } else { "word_changes" };
            [reason.day.to_string(), reason.exchange.to_string(), self.named(word), reason.reason.clone()]
                .map(Cell::Text)
                .into()
        });
        let columns = ["day", "exchange", "word", "reason"];
        self.section(self.named("reasons"), self.named("word_note"), &columns, rows.collect())
    }

    fn rules(&self) -> Section {
        let rows = self
            .sum
            .rules
            .iter()
            .map(|rule| vec![Cell::Text(rule.rule.clone()), Cell::Count(rule.fired), Cell::Count(rule.overridden)]);
        self.section(self.named("rules"), self.named("rules_note"), &["rule", "fired", "overridden"], rows.collect())
    }

    /// Templates that people had reason to change or to send back, the most troublesome first.
    fn review(&self) -> Section {
        let row = |used: &TemplateUse| {
            let edits = &used.edits;
            let (removed, added) = (edits.often_taken_out(), edits.often_put_in());
            let words = [("taken_out", removed), ("put_in", added)];
            let often = words.into_iter().filter(|(_, words)| !words.is_empty());
            let often: Vec<_> = often.map(|(name, words)| format!("{} {}", self.named(name), listed(&words))).collect();
            let changed = text!(self.language, "figures-words", added = edits.added, removed = edits.removed);
            let changed = if edits.texts == 0 { Cell::Nothing } else { Cell::Text(changed) };
            vec![
                Cell::Text(used.template.clone()),
                Cell::Count(used.proposed),
                Cell::Share(used.first_time, used.decided),
                Cell::Count(used.sent_back),
                Cell::Share(edits.texts, used.proposed.max(edits.texts)),
                changed,
                if often.is_empty() { Cell::Nothing } else { Cell::Text(often.join(" ; ")) },
            ]
        };
        let rows = self.sum.templates.iter().filter(|used| used.is_to_review()).map(row).collect();
        let columns = ["template", "proposed", "first_time", "sent_back", "edited", "words", "often"];
        self.section(self.named("to_review"), self.named("to_review_note"), &columns, rows)
    }

    fn templates(&self) -> Section {
        let mut used: Vec<_> = self.sum.templates.iter().collect();
        used.sort_by_key(|used| (std::cmp::Reverse(used.proposed + used.prepared), &used.template));
        let row = |used: &TemplateUse| {
            vec![
                Cell::Text(used.template.clone()),
                Cell::Count(used.proposed),
                Cell::Count(used.published),
                Cell::Count(used.published_edited),
                Cell::Count(used.prepared),
            ]
        };
        let columns = ["template", "proposed", "published", "published_edited", "prepared"];
        let rows = used.into_iter().map(row).collect();
        self.section(self.named("templates"), self.named("templates_note"), &columns, rows)
    }

    fn unused(&self) -> Section {
        let rows: Vec<_> = self.sum.never_used.iter().map(|id| vec![Cell::Text(id.clone())]).collect();
        let note = text!(self.language, "figures-unused-note", count = self.sum.never_used.len());
        Section { brief: Brief::Note, ..self.section(self.named("unused"), note, &["template"], rows) }
    }

    fn measures(&self) -> Section {
        let measures = &self.sum.measures;
        let rows = vec![
            self.figure("promised", Cell::Count(measures.promised), "on_promise"),
            self.figure("done", Cell::Count(measures.done), "on_done"),
            self.figure("done_late", Cell::Count(measures.done_late), "on_done"),
            self.figure("open", Cell::Count(measures.open), "as_of_today"),
            self.figure("late", Cell::Count(measures.late), "as_of_today"),
        ];
        Section {
            brief: Brief::Whole,
            ..self.section(self.named("measures"), self.named("measures_note"), &["figure", "count", "counted"], rows)
        }
    }

    fn month(&self, day: Date) -> String {
        wording::named(self.language, "short-month", &day.month().to_string())
    }

    fn outcome(&self, id: &str) -> String {
        let outcome = self.pack.questionnaire.outcome(id);
        outcome.map_or_else(|| id.to_owned(), |outcome| outcome.title.get(self.language).to_owned())
    }

    fn topic(&self, id: &str) -> String {
        let question = self.pack.questionnaire.question(TOPIC);
        let answer = question.and_then(|question| question.answers.iter().find(|answer| answer.id == id));
        answer.map_or_else(|| id.to_owned(), |answer| answer.label.get(self.language).to_owned())
    }

    fn charts(&self) -> Vec<(&'static str, Chart)> {
        #[allow(clippy::cast_precision_loss, reason = "nobody counts so far")]
        let count = |count: usize| Some(count as f64);
        #[allow(clippy::cast_precision_loss, reason = "seconds of years")]
        let days = |seconds: Option<i64>| seconds.map(|seconds| seconds as f64 / SECONDS_A_DAY as f64);
        let received = self.columns(["received", "published"], |month| [count(month.received), count(month.published)]);
        let times = self.columns(["median", "p90"], |month| {
            [days(month.to_publication.median()), days(month.to_publication.p90())]
        });
        let measures =
            self.columns(["promised", "done"], |month| [count(month.measures_promised), count(month.measures_done)]);
        let outcomes = self.bars(&self.sum.outcomes, |id| self.outcome(id));
        let topics = self.bars(&self.sum.topics, |id| self.topic(id));
        vec![
            ("months", self.chart("months", "count", received)),
            ("times", self.chart("times", "days", times)),
            ("outcomes", self.chart("outcomes", "reviews", outcomes)),
            ("topics", self.chart("topics", "reviews", topics)),
            ("measures", self.chart("measures", "measures", measures)),
        ]
    }

    fn chart(&self, name: &str, unit: &str, figures: Drawn) -> Chart {
        Chart {
            title: wording::named(self.language, "chart", name),
            note: wording::named(self.language, "chart-note", name),
            unit: wording::named(self.language, "chart-unit", unit),
            empty: text!(self.language, "chart-empty"),
            decimal: decimal(self.language),
            figures,
        }
    }

    fn columns(&self, series: [&str; 2], values: impl Fn(&Month) -> [Option<f64>; 2]) -> Drawn {
        let first = self.sum.period.from.first_of_month();
        let slot = |month: &Month| Slot {
            label: self.month(month.month),
            group: (month.month == first || month.month.month() == 1).then(|| month.month.year().to_string()),
            values: values(month).into(),
        };
        let series = series.map(|name| wording::named(self.language, "chart-series", name)).into();
        Drawn::Columns { slots: self.sum.months.iter().map(slot).collect(), series }
    }

    #[allow(clippy::cast_precision_loss, reason = "nobody counts so far")]
    fn bars(&self, counts: &[Count], name: impl Fn(&str) -> String) -> Drawn {
        let name = |count: &Count| count.name.as_deref().map_or_else(|| self.named("unknown"), &name);
        let (shown, rest) = counts.split_at(counts.len().min(MOST_BARS));
        let mut bars: Vec<_> =
            shown.iter().map(|count| Bar { label: name(count), value: count.count as f64 }).collect();
        let rest: usize = rest.iter().map(|count| count.count).sum();
        if rest > 0 {
            bars.push(Bar { label: self.named("others"), value: rest as f64 });
        }
        Drawn::Bars(bars)
    }
}

/// Words with how many texts each was changed in.
fn listed(words: &[Word]) -> String {
    let one = |word: &Word| format!("{} ({})", word.word, word.texts);
    words.iter().map(one).collect::<Vec<_>>().join(", ")
}
