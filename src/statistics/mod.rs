//! What the exchanges of a practice add up to over a period.
//!
//! Each figure belongs to one day: what came in counts on the day it came in, what was done on the day it
//! was done, both where the practice is; what waits is told as it stands today, whatever the period. A step
//! that was taken back counts nowhere. There is no figure by person, and none can be made of these: nobody's
//! identifier is kept in them.

mod edits;
mod spread;

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

pub use edits::{Edits, Word};
pub use spread::Spread;

use crate::exchange::{Draft, Ending, Event, Exchange, ExchangeId, Provenance, Recorded};
use crate::guard::{Channel, Severity};

/// The question whose answer tells what a review is about.
pub const TOPIC: &str = "topic";

/// The days that are looked at, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Period {
    /// The first.
    pub from: Date,
    /// The last.
    pub to: Date,
}

impl Period {
    /// The twelve months that end today, the first of them whole.
    pub fn last_year(today: Date) -> Self {
        let from = today.first_of_month().saturating_sub(11.months());
        Self { from, to: today }
    }

    fn has(self, day: Date) -> bool {
        (self.from..=self.to).contains(&day)
    }

    /// The first days of the months that it touches.
    fn months(self) -> impl Iterator<Item = Date> {
        let to = self.to;
        self.from.first_of_month().series(1.month()).take_while(move |month| *month <= to)
    }
}

/// How the days of a practice are counted.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// What is looked at.
    pub period: Period,
    /// The practice's time zone.
    pub zone: TimeZone,
    /// Today, in that zone.
    pub today: Date,
    /// How many days after it came in a review should be answered, where the practice says so.
    pub answer_within_days: Option<u16>,
}

impl Calendar {
    fn day(&self, recorded: &Recorded) -> Date {
        recorded.at.to_zoned(self.zone.clone()).date()
    }

    /// The day, if it is one of the period.
    fn counted(&self, recorded: &Recorded) -> Option<Date> {
        Some(self.day(recorded)).filter(|day| self.period.has(*day))
    }
}

/// How many, of what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Of what; nothing where it is not known.
    pub name: Option<String>,
    /// How many.
    pub count: usize,
}

/// One month of the period, or what of it lies in the period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Month {
    /// Its first day.
    pub month: Date,
    /// Reviews that came in.
    pub received: usize,
    /// Replies that went online.
    pub published: usize,
    /// From reception to publication, for those.
    pub to_publication: Spread,
    /// Measures promised.
    pub measures_promised: usize,
    /// Measures carried out.
    pub measures_done: usize,
}

/// What is late today.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Overdue {
    /// Exchanges with anything late.
    pub exchanges: usize,
    /// Of these, reviews that should have been answered by the practice's own target.
    pub target: usize,
    /// Of these, those with a step whose last day is over.
    pub steps: usize,
    /// Of these, those with a measure whose last day is over.
    pub measures: usize,
}

/// From reception on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Times {
    /// To the first text proposed; counted on the day of the proposal.
    pub proposal: Spread,
    /// To the last approval; counted on the day of the approval.
    pub approval: Spread,
    /// To the first publication; counted on the day of the publication.
    pub publication: Spread,
}

/// Why a manager did not let a text through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// When.
    pub day: Date,
    /// Of which exchange.
    pub exchange: ExchangeId,
    /// Whether the text was refused; if not, a change was asked for.
    pub refused: bool,
    /// The manager's own words.
    pub reason: String,
}

/// What managers said of the texts handed to them; counted on the day of the word.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// Exchanges whose first text handed over was decided on.
    pub decided: usize,
    /// Of these, those where it was approved as it was.
    pub first_time: usize,
    /// Texts refused.
    pub refused: usize,
    /// Changes asked for.
    pub changes: usize,
    /// Why, the latest first.
    pub reasons: Vec<Reason>,
}

/// How a rule of the guard fared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RuleUse {
    /// The rule.
    pub rule: String,
    /// Exchanges in whose texts it found something; counted on the day of the first finding.
    pub fired: usize,
    /// Exchanges in which a manager set it aside; counted on that day.
    pub overridden: usize,
}

/// How a template fared; each figure counted on the day of what it tells.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TemplateUse {
    /// The template.
    pub template: String,
    /// Exchanges in which it was proposed.
    pub proposed: usize,
    /// Exchanges in which it was prepared as a letter, a note, a guide.
    pub prepared: usize,
    /// Replies made of it that went online.
    pub published: usize,
    /// Of these, those that a person had changed first.
    pub published_edited: usize,
    /// First texts handed over that were decided on.
    pub decided: usize,
    /// Of these, those approved as they were.
    pub first_time: usize,
    /// Times that one was refused or a change was asked for.
    pub sent_back: usize,
    /// What people changed in it.
    pub edits: Edits,
}

impl TemplateUse {
    /// Whether people have had reason to change it.
    pub fn is_to_review(&self) -> bool {
        self.sent_back > 0 || self.edits.texts > 0
    }

    /// How much it asks to be looked at: share of texts sent back or changed, in thousandths.
    fn trouble(&self) -> usize {
        (self.sent_back + self.edits.texts) * 1_000 / self.proposed.max(1)
    }
}

/// Improvements promised.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Measures {
    /// Promised; counted on the day of the promise.
    pub promised: usize,
    /// Carried out; counted on that day.
    pub done: usize,
    /// Of these, those that were late.
    pub done_late: usize,
    /// Still to be carried out today.
    pub open: usize,
    /// Of these, those that are late today.
    pub late: usize,
}

/// The figures of a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statistics {
    /// Of which days.
    pub period: Period,
    /// The day on which they were made.
    pub today: Date,
    /// Reviews that came in; counted on that day.
    pub received: usize,
    /// Replies that went online; counted on the day they first did.
    pub published: usize,
    /// Reviews that it was decided not to answer; counted on the day of the decision.
    pub not_answered: usize,
    /// Reviews that wait today for something to be done.
    pub waiting: usize,
    /// What is late today.
    pub overdue: Overdue,
    /// How long things took.
    pub times: Times,
    /// Of the reviews that came in: the outcome.
    pub outcomes: Vec<Count>,
    /// Of the reviews that came in: what they are about.
    pub topics: Vec<Count>,
    /// Of the reviews that came in: where they stand.
    pub platforms: Vec<Count>,
    /// Of the reviews that came in: their stars.
    pub ratings: Vec<Count>,
    /// Month by month.
    pub months: Vec<Month>,
    /// What managers said.
    pub reading: Reading,
    /// Of the replies that went online, those that a person had changed first.
    pub published_edited: usize,
    /// Rules that found something.
    pub rules: Vec<RuleUse>,
    /// Templates used, those that ask most to be looked at first.
    pub templates: Vec<TemplateUse>,
    /// Templates that were there to be used and were not.
    pub never_used: Vec<String>,
    /// Improvements.
    pub measures: Measures,
}

/// Adds exchanges up, one after the other.
#[derive(Debug)]
pub struct Tally {
    calendar: Calendar,
    sum: Statistics,
    outcomes: Counts,
    topics: Counts,
    platforms: Counts,
    ratings: Counts,
    rules: BTreeMap<String, RuleUse>,
    templates: BTreeMap<String, TemplateUse>,
}

impl Tally {
    /// Nothing yet.
    pub fn new(calendar: Calendar) -> Self {
        let month = |month| Month {
            month,
            received: 0,
            published: 0,
            to_publication: Spread::default(),
            measures_promised: 0,
            measures_done: 0,
        };
        let sum = Statistics {
            period: calendar.period,
            today: calendar.today,
            received: 0,
            published: 0,
            not_answered: 0,
            waiting: 0,
            overdue: Overdue::default(),
            times: Times::default(),
            outcomes: Vec::new(),
            topics: Vec::new(),
            platforms: Vec::new(),
            ratings: Vec::new(),
            months: calendar.period.months().map(month).collect(),
            reading: Reading::default(),
            published_edited: 0,
            rules: Vec::new(),
            templates: Vec::new(),
            never_used: Vec::new(),
            measures: Measures::default(),
        };
        let (rules, templates) = (BTreeMap::new(), BTreeMap::new());
        let counts = Counts::default;
        Self {
            calendar,
            sum,
            outcomes: counts(),
            topics: counts(),
            platforms: counts(),
            ratings: counts(),
            rules,
            templates,
        }
    }

    /// Adds one exchange.
    pub fn add(&mut self, exchange: &Exchange) {
        let standing = exchange.standing();
        self.reception(exchange, &standing);
        self.today(exchange);
        self.milestones(exchange, &standing);
        self.reading(exchange, &standing);
        self.findings(&standing);
        self.wordings(&standing);
        self.measures(exchange, &standing);
    }

    /// What they add up to; `known` are the templates that were there to be used.
    pub fn finish<'a>(mut self, known: impl IntoIterator<Item = &'a str>) -> Statistics {
        let known: BTreeSet<&str> = known.into_iter().collect();
        self.sum.never_used =
            known.into_iter().filter(|id| !self.templates.contains_key(*id)).map(str::to_owned).collect();
        self.sum.outcomes = self.outcomes.sorted();
        self.sum.topics = self.topics.sorted();
        self.sum.platforms = self.platforms.sorted();
        self.sum.ratings = self.ratings.by_name();
        self.sum.rules = self.rules.into_values().collect();
        self.sum.rules.sort_by_key(|rule| (std::cmp::Reverse(rule.fired), rule.rule.clone()));
        self.sum.templates = self.templates.into_values().collect();
        self.sum.templates.sort_by_key(|used| {
            (std::cmp::Reverse(used.trouble()), std::cmp::Reverse(used.proposed), used.template.clone())
        });
        self.sum.reading.reasons.sort_by_key(|reason| (std::cmp::Reverse(reason.day), reason.exchange));
        self.sum
    }

    fn month(&mut self, day: Date) -> Option<&mut Month> {
        let first = day.first_of_month();
        self.sum.months.iter_mut().find(|month| month.month == first)
    }

    fn template(&mut self, id: &str) -> &mut TemplateUse {
        let used = || TemplateUse { template: id.to_owned(), ..TemplateUse::default() };
        self.templates.entry(id.to_owned()).or_insert_with(used)
    }

    /// What came in, on the day it did.
    fn reception(&mut self, exchange: &Exchange, standing: &[&Recorded]) {
        let Some(day) = standing.first().and_then(|first| self.calendar.counted(first)) else { return };
        self.sum.received += 1;
        if let Some(month) = self.month(day) {
            month.received += 1;
        }
        self.outcomes.add(exchange.classified.as_ref().map(|classified| classified.outcome.as_str()));
        self.topics.add(topic(exchange));
        self.platforms.add(exchange.review.platform.as_deref());
        self.ratings.add(exchange.review.rating.map(|rating| rating.to_string()).as_deref());
    }

    /// What waits and what is late, as it stands today.
    fn today(&mut self, exchange: &Exchange) {
        let today = self.calendar.today;
        let waits = is_waiting(exchange);
        let received = exchange.received_at.to_zoned(self.calendar.zone.clone()).date();
        let target = self.calendar.answer_within_days.map(|days| received.saturating_add(i32::from(days).days()));
        let target = exchange.status.awaits_answer() && target.is_some_and(|last| last < today);
        let steps = exchange.classified.iter().flat_map(|classified| &classified.steps);
        let steps = !exchange.is_closed()
            && steps
                .filter(|step| !exchange.done.contains(&step.step))
                .any(|step| step.due.is_some_and(|due| due < today));
        let measures = exchange.open_measures().any(|(_, measure)| measure.due < today);
        self.sum.waiting += usize::from(waits);
        let overdue = &mut self.sum.overdue;
        overdue.target += usize::from(target);
        overdue.steps += usize::from(steps);
        overdue.measures += usize::from(measures);
        overdue.exchanges += usize::from(target || steps || measures);
    }

    /// Proposal, approval, publication, silence: how long each took, on its own day.
    fn milestones(&mut self, exchange: &Exchange, standing: &[&Recorded]) {
        let since = |recorded: &Recorded| recorded.at.duration_since(exchange.received_at).as_secs();
        let proposed = standing.iter().find(|recorded| match &recorded.event {
            Event::Proposed { draft } => draft.channel == Channel::Public,
            _ => false,
        });
        if let Some(proposed) = proposed.filter(|proposed| self.calendar.counted(proposed).is_some()) {
            self.sum.times.proposal.add(since(proposed));
        }
        let approved = standing.iter().rfind(|recorded| matches!(&recorded.event, Event::Approved { wanted: 0, .. }));
        if let Some(approved) = approved.filter(|approved| self.calendar.counted(approved).is_some()) {
            self.sum.times.approval.add(since(approved));
        }
        let published = standing.iter().position(|recorded| matches!(recorded.event, Event::Published { .. }));
        if let Some(at) = published
            && let Some(day) = self.calendar.counted(standing[at])
        {
            let took = since(standing[at]);
            self.sum.published += 1;
            self.sum.times.publication.add(took);
            if let Some(month) = self.month(day) {
                month.published += 1;
                month.to_publication.add(took);
            }
            if let Some(draft) = last_draft(&standing[..at]) {
                let edited = usize::from(draft.provenance == Provenance::Edited);
                self.sum.published_edited += edited;
                let used = self.template(&draft.template);
                used.published += 1;
                used.published_edited += edited;
            }
        }
        let silent = standing.iter().rfind(|recorded| matches!(recorded.event, Event::NotAnswered { .. }));
        if matches!(exchange.ending, Some(Ending::NotAnswered(_)))
            && silent.is_some_and(|silent| self.calendar.counted(silent).is_some())
        {
            self.sum.not_answered += 1;
        }
    }

    /// What managers said of the texts handed to them.
    fn reading(&mut self, exchange: &Exchange, standing: &[&Recorded]) {
        for (at, recorded) in standing.iter().enumerate() {
            let (refused, reason) = match &recorded.event {
                Event::Refused { reason, .. } => (true, reason),
                Event::ChangesRequested { note } => (false, note),
                _ => continue,
            };
            let Some(day) = self.calendar.counted(recorded) else { continue };
            if refused {
                self.sum.reading.refused += 1;
            } else {
                self.sum.reading.changes += 1;
            }
            self.sum.reading.reasons.push(Reason { day, exchange: exchange.id, refused, reason: reason.clone() });
            if let Some(draft) = last_draft(&standing[..at]) {
                self.template(&draft.template).sent_back += 1;
            }
        }
        let Some((decided, approved)) = first_word(standing) else { return };
        if self.calendar.counted(standing[decided]).is_none() {
            return;
        }
        self.sum.reading.decided += 1;
        self.sum.reading.first_time += usize::from(approved);
        if let Some(draft) = last_draft(&standing[..decided]) {
            let used = self.template(&draft.template);
            used.decided += 1;
            used.first_time += usize::from(approved);
        }
    }

    /// Rules that found something graver than a notice, and those set aside; once each in an exchange.
    fn findings(&mut self, standing: &[&Recorded]) {
        let (mut fired, mut overridden) = (BTreeSet::new(), BTreeSet::new());
        for recorded in standing {
            let findings = match &recorded.event {
                Event::Proposed { draft } | Event::Edited { draft } | Event::Prepared { draft } => &draft.findings,
                Event::Rechecked { findings, .. } => findings,
                Event::Overridden { finding, .. } => {
                    if overridden.insert(finding.rule.as_str()) && self.calendar.counted(recorded).is_some() {
                        self.rule(&finding.rule).overridden += 1;
                    }
                    continue;
                }
                _ => continue,
            };
            for finding in findings.iter().filter(|finding| finding.severity > Severity::Notice) {
                if fired.insert(finding.rule.as_str()) && self.calendar.counted(recorded).is_some() {
                    self.rule(&finding.rule).fired += 1;
                }
            }
        }
    }

    fn rule(&mut self, id: &str) -> &mut RuleUse {
        let used = || RuleUse { rule: id.to_owned(), ..RuleUse::default() };
        self.rules.entry(id.to_owned()).or_insert_with(used)
    }

    /// Which templates were put forward, and what people made of them.
    fn wordings(&mut self, standing: &[&Recorded]) {
        let (mut proposed, mut prepared) = (BTreeSet::new(), BTreeSet::new());
        // The text as the template had it, until the next one is put forward.
        let mut pristine: Option<&Draft> = None;
        let mut changed: Option<(&Draft, &Draft)> = None;
        for recorded in standing {
            match &recorded.event {
                Event::Proposed { draft } => {
                    self.changed(changed.take());
                    let counts = self.calendar.counted(recorded).is_some();
                    if proposed.insert(draft.template.as_str()) && counts {
                        self.template(&draft.template).proposed += 1;
                    }
                    pristine = Some(draft).filter(|_| counts);
                }
                Event::Prepared { draft }
                    if prepared.insert(draft.template.as_str()) && self.calendar.counted(recorded).is_some() =>
                {
                    self.template(&draft.template).prepared += 1;
                }
                Event::Edited { draft } => changed = pristine.map(|pristine| (pristine, draft)),
                _ => {}
            }
        }
        self.changed(changed);
    }

    /// Notes what became of a proposed text: from how it was put forward to how people left it.
    fn changed(&mut self, change: Option<(&Draft, &Draft)>) {
        if let Some((from, to)) = change.filter(|(from, to)| from.text != to.text) {
            self.template(&from.template).edits.add(&from.text, &to.text);
        }
    }

    fn measures(&mut self, exchange: &Exchange, standing: &[&Recorded]) {
        for recorded in standing {
            let Some(day) = self.calendar.counted(recorded) else { continue };
            match &recorded.event {
                Event::MeasurePlanned { .. } => {
                    self.sum.measures.promised += 1;
                    if let Some(month) = self.month(day) {
                        month.measures_promised += 1;
                    }
                }
                Event::MeasureDone { measure } => {
                    self.sum.measures.done += 1;
                    let late = exchange.measures.get(*measure).is_some_and(|measure| measure.due < day);
                    self.sum.measures.done_late += usize::from(late);
                    if let Some(month) = self.month(day) {
                        month.measures_done += 1;
                    }
                }
                _ => {}
            }
        }
        self.sum.measures.open += exchange.open_measures().count();
        let late = exchange.open_measures().filter(|(_, measure)| measure.due < self.calendar.today);
        self.sum.measures.late += late.count();
    }
}

/// Whether something is still to be done about the review itself.
pub fn is_waiting(exchange: &Exchange) -> bool {
    exchange.status.is_open()
}

/// What a review is about, as it was answered.
pub fn topic(exchange: &Exchange) -> Option<&str> {
    exchange.answers.iter().find(|(question, _)| question == TOPIC).map(|(_, answer)| answer.as_str())
}

/// The public text as it stood after these events.
fn last_draft<'a>(standing: &[&'a Recorded]) -> Option<&'a Draft> {
    standing.iter().rev().find_map(|recorded| match &recorded.event {
        Event::Proposed { draft } | Event::Edited { draft } if draft.channel == Channel::Public => Some(draft),
        _ => None,
    })
}

/// Where the first text handed over was decided on, and whether it was approved as it was.
fn first_word(standing: &[&Recorded]) -> Option<(usize, bool)> {
    let submitted = standing.iter().enumerate().find_map(|(at, recorded)| match &recorded.event {
        Event::Submitted { sha256 } => Some((at, sha256)),
        _ => None,
    });
    let (at, handed_over) = submitted?;
    standing.iter().enumerate().skip(at + 1).find_map(|(at, recorded)| match &recorded.event {
        Event::Approved { sha256, wanted: 0, .. } => Some((at, sha256 == handed_over)),
        Event::Approved { sha256, .. } if sha256 != handed_over => Some((at, false)),
        Event::ChangesRequested { .. } | Event::Refused { .. } => Some((at, false)),
        _ => None,
    })
}

/// Counts by name; names that differ in capitals or spaces alone are one, as it was first written.
#[derive(Debug, Default)]
struct Counts(BTreeMap<Option<String>, Count>);

impl Counts {
    fn add(&mut self, name: Option<&str>) {
        let name = name.map(str::trim).filter(|name| !name.is_empty());
        let count = || Count { name: name.map(str::to_owned), count: 0 };
        self.0.entry(name.map(str::to_lowercase)).or_insert_with(count).count += 1;
    }

    /// The most frequent first, what is not known last.
    fn sorted(self) -> Vec<Count> {
        let mut counts = self.by_name();
        counts.sort_by_key(|count| (count.name.is_none(), std::cmp::Reverse(count.count)));
        counts
    }

    fn by_name(self) -> Vec<Count> {
        let mut counts: Vec<_> = self.0.into_values().collect();
        counts.sort_by_key(|count| (count.name.is_none(), count.name.clone()));
        counts
    }
}
