//! What is to be brought to people without their asking: a text to decide on, a decision, a reminder, a summary.
//!
//! The desk says what there is to bring; a face brings it, and then tells the desk, which puts it on record.
//! So nothing is forgotten across a restart, and nothing is brought twice but by the crash that falls between
//! the bringing and the record. For that moment each errand has a key, by which a face can tell that it was
//! brought already.

use std::cmp::Ordering;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use super::clocks::LastDay;
use super::queue::{Waiting, WaitsFor, line, queue_of};
use super::work::Work;
use super::{Desk, DeskError, Screen, TRIES, Visit, long_date};
use crate::exchange::{
    Actor, Audience, Card, Command, Digest, DigestKind, Event, Exchange, ExchangeId, Recorded, Reminder, Role, Stage,
    Status,
};
use crate::journal::{Append, JournalError, Query};
use crate::language::Language;
use crate::practice::{Practice, PracticeId};
use crate::text;

/// Under what name the journal knows what nobody asked for.
const COURIER: &str = "egard:courier";
/// Statuses in which something may have to be decided, or was.
const DECIDED: [Status; 4] = [Status::Submitted, Status::Approved, Status::ChangesRequested, Status::Refused];
/// How long ago a review may have come in to which a reply went online last week, in days.
const LONGEST_ANSWER_DAYS: i32 = 365;
/// Most lines of a summary.
const MOST_LINES: usize = 10;

/// Something to bring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Errand {
    /// A text to decide on, to the managers.
    Decide(Box<Screen>),
    /// A decision, to whoever handed the text over.
    Decided {
        /// The exchange.
        exchange: ExchangeId,
        /// The revision of the decision.
        decision: u32,
        /// To whom.
        to: String,
        /// The message of the chat that shows the exchange to the team.
        card: Option<Card>,
        /// What was decided, in words.
        text: String,
    },
    /// A reminder, to whoever is in charge.
    Remind {
        /// The exchange.
        exchange: ExchangeId,
        /// Which reminder.
        reminder: Reminder,
        /// To whom.
        to: String,
        /// What is to be done by when, in words.
        text: String,
    },
    /// A summary, to the team.
    Summary {
        /// Which.
        digest: DigestKind,
        /// The day it is of.
        day: Date,
        /// The summary.
        text: String,
    },
}

impl Errand {
    /// What tells it from every other: 24 characters, the same after a restart.
    pub fn key(&self, practice: &PracticeId) -> String {
        let what = match self {
            Self::Decide(screen) => format!("decide {} {}", screen.reference.exchange, screen.reference.revision),
            Self::Decided { exchange, decision, .. } => format!("decided {exchange} {decision}"),
            Self::Remind { exchange, reminder, .. } => {
                format!("remind {exchange} {} {} {:?}", reminder.clock, reminder.due, reminder.stage)
            }
            Self::Summary { digest, day, .. } => format!("summary {digest:?} {day}"),
        };
        Digest::of(format!("{practice} {what}").as_bytes()).as_str()[..24].to_owned()
    }
}

impl Desk {
    /// What there is to bring to a practice at this moment.
    ///
    /// # Errors
    /// When the practice is not served or the journal fails.
    pub async fn errands(&self, practice: &PracticeId) -> Result<Vec<Errand>, DeskError> {
        let practice = self.practice(practice)?;
        let pack = self.pack(practice)?;
        let visit = courier(practice);
        let query = Query { practice: Some(practice.id.clone()), statuses: DECIDED.to_vec(), ..Query::default() };
        let mut errands = Vec::new();
        for summary in self.journal.list(&query).await?.iter().rev() {
            // One that was erased meanwhile waits for nobody.
            let Ok(exchange) = self.exchange(&practice.id, summary.exchange).await else { continue };
            errands.extend(self.decisions(self.work_without_past(&visit, practice, &pack, exchange)).await?);
        }
        let now = self.clock.now().to_zoned(practice.zone());
        if practice.reminders.may_speak(&now) {
            let open = self.open(&visit, practice, &pack).await?;
            errands.extend(open.iter().flat_map(|work| reminders(work, None)));
            if practice.reminders.is_morning(&now) {
                errands.extend(self.summaries(&visit, practice, &open, None).await?);
            }
        }
        Ok(errands)
    }

    /// What a step brought about that is to be brought to people: of one exchange alone.
    ///
    /// # Errors
    /// When the practice is not served, there is no such exchange, or the journal fails.
    pub async fn errands_of(&self, practice: &PracticeId, id: ExchangeId) -> Result<Vec<Errand>, DeskError> {
        let practice = self.practice(practice)?;
        let pack = self.pack(practice)?;
        let visit = courier(practice);
        let exchange = self.exchange(&practice.id, id).await?;
        let work = self.work_without_past(&visit, practice, &pack, exchange);
        let may_speak = practice.reminders.may_speak(&self.clock.now().to_zoned(practice.zone()));
        let reminders = if may_speak { reminders(&work, None) } else { Vec::new() };
        Ok(self.decisions(work).await?.into_iter().chain(reminders).collect())
    }

    /// An exchange as it is, in the practice's own language, for whoever reads a channel.
    ///
    /// # Errors
    /// When there is none or the journal fails.
    pub async fn shown_to_all(&self, practice: &PracticeId, exchange: ExchangeId) -> Result<Screen, DeskError> {
        self.show(&courier(self.practice(practice)?), exchange).await
    }

    /// The next moment at which there may be something to bring that no step brings about.
    pub fn next_errands(&self, practice: &PracticeId) -> Option<Timestamp> {
        let practice = self.practice(practice).ok()?;
        practice.reminders.next_opening(&self.clock.now().to_zoned(practice.zone()))
    }

    /// Puts on record that something was brought, for a card with the message that shows it.
    ///
    /// # Errors
    /// When the journal fails.
    pub async fn brought(
        &self,
        practice: &PracticeId,
        errand: &Errand,
        place: Option<(&str, String)>,
    ) -> Result<(), DeskError> {
        self.record(practice, errand, place, None).await
    }

    /// The same of what was told to one person, who came by themselves.
    pub(super) async fn record(
        &self,
        practice: &PracticeId,
        errand: &Errand,
        place: Option<(&str, String)>,
        to: Option<&str>,
    ) -> Result<(), DeskError> {
        let visit = courier(self.practice(practice)?);
        let to = to.map(str::to_owned);
        match errand {
            Errand::Decide(screen) => {
                let Some((face, place)) = place else { return Ok(()) };
                let at = screen.reference;
                self.card_posted(&visit, at.exchange, face, place, Audience::Managers, at.revision).await
            }
            Errand::Decided { exchange, decision, .. } => {
                self.note(&visit, *exchange, Command::TellAuthor(*decision)).await
            }
            Errand::Remind { exchange, reminder, .. } => {
                self.note(&visit, *exchange, Command::Remind { reminder: reminder.clone(), to }).await
            }
            Errand::Summary { digest, day, .. } => {
                let posted = Event::DigestPosted { digest: *digest, day: *day, to };
                self.enter(&visit, |_| Ok(posted.clone())).await.map(drop)
            }
        }
    }

    /// Puts on record that a message of a chat shows an exchange, once for each message.
    ///
    /// # Errors
    /// When there is no such exchange or the journal fails.
    pub async fn card_posted(
        &self,
        visit: &Visit,
        exchange: ExchangeId,
        face: &str,
        place: String,
        audience: Audience,
        revision: u32,
    ) -> Result<(), DeskError> {
        let card = Card { face: face.to_owned(), place, audience, revision };
        self.note(visit, exchange, Command::PostCard(card)).await
    }

    /// Puts someone in charge, whatever steps others take meanwhile.
    ///
    /// # Errors
    /// When there is no such exchange or the journal fails.
    pub async fn hand_over(&self, visit: &Visit, exchange: ExchangeId, to: &str) -> Result<(), DeskError> {
        self.note(visit, exchange, Command::Reassign { to: to.to_owned() }).await
    }

    /// Records something that depends on no state that a person saw, whatever steps others take meanwhile.
    pub(super) async fn note(&self, visit: &Visit, id: ExchangeId, command: Command) -> Result<(), DeskError> {
        let practice = self.practice(&visit.practice)?;
        let pack = self.pack(practice)?;
        let mut last = JournalError::Conflict { current: 0 };
        for _ in 0..TRIES {
            let exchange = self.exchange(&practice.id, id).await?;
            let work = self.work_without_past(visit, practice, &pack, exchange);
            let expected = work.exchange.revision;
            let events = work.decide(expected, command.clone())?;
            if events.is_empty() {
                return Ok(());
            }
            let (practice, at, actor) = (practice.id.clone(), self.clock.now(), visit.actor.clone());
            match self.journal.append(Append { practice, exchange: id, expected, at, actor, events }).await {
                Ok(_) => return Ok(()),
                Err(conflict @ JournalError::Conflict { .. }) => last = conflict,
                Err(error) => {
                    // What was erased meanwhile is told as that.
                    self.exchange(&visit.practice, id).await?;
                    return Err(error.into());
                }
            }
        }
        Err(last.into())
    }

    /// A text to decide on and a decision to tell, of one exchange.
    async fn decisions(&self, work: Work<'_>) -> Result<Vec<Errand>, DeskError> {
        if !DECIDED.contains(&work.exchange.status) {
            return Ok(Vec::new());
        }
        let tell = work.decision_to_tell();
        if !waits_for_a_card(&work.exchange) {
            return Ok(tell.into_iter().collect());
        }
        let shown = Work { past: self.past(work.visit).await?, ..work };
        Ok([Errand::Decide(Box::new(shown.screen()))].into_iter().chain(tell).collect())
    }

    /// The summary of the day, and that of the week before; each once to one person at the terminal, or in the chat,
    /// and none where nothing waits.
    pub(super) async fn summaries(
        &self,
        visit: &Visit,
        practice: &Practice,
        open: &[Work<'_>],
        to: Option<&str>,
    ) -> Result<Vec<Errand>, DeskError> {
        let today = self.today(practice);
        let monday = today.saturating_sub(i32::from(today.weekday().to_monday_zero_offset()).days());
        let wanted = [
            (DigestKind::Morning, practice.reminders.morning, today),
            (DigestKind::Weekly, practice.reminders.weekly, monday),
        ];
        let register = self.register(visit).await?;
        let mut errands = Vec::new();
        for (digest, wanted, day) in wanted {
            let last = register.summaries.get(&(digest, to.map(str::to_owned)));
            if !wanted || last.is_some_and(|last| *last >= day) {
                continue;
            }
            let text = match digest {
                DigestKind::Morning => morning(&queue_of(open), visit.language),
                DigestKind::Weekly => self.week(visit, practice, monday, open).await?,
            };
            errands.extend(text.map(|text| Errand::Summary { digest, day, text }));
        }
        Ok(errands)
    }

    /// What came in and went out in the week before this Monday.
    async fn week(
        &self,
        visit: &Visit,
        practice: &Practice,
        monday: Date,
        open: &[Work<'_>],
    ) -> Result<Option<String>, DeskError> {
        let first = monday.saturating_sub(7.days());
        let within = |at: Timestamp| (start_of(first, practice)..start_of(monday, practice)).contains(&at);
        // A reply may go online long after its review came in.
        let since = Some(start_of(first.saturating_sub(LONGEST_ANSWER_DAYS.days()), practice));
        let query = Query { practice: Some(practice.id.clone()), since, ..Query::default() };
        let summaries = self.journal.list(&query).await?;
        let received = summaries.iter().filter(|summary| within(summary.received_at)).count();
        let published = summaries.iter().filter_map(|summary| summary.reply.as_ref()?.published_at);
        let published = published.filter(|at| within(*at)).count();
        let waiting = queue_of(open).len();
        if received + published + waiting == 0 {
            return Ok(None);
        }
        let measures: usize = open.iter().map(|work| work.exchange.open_measures().count()).sum();
        Ok(Some(text!(
            visit.language,
            "weekly-summary",
            first = long_date(first, visit.language),
            received = received,
            published = published,
            waiting = waiting,
            measures = measures
        )))
    }
}

/// What waits on a morning; nothing where nothing does.
fn morning(queue: &[Waiting], language: Language) -> Option<String> {
    if queue.is_empty() {
        return None;
    }
    let managers = queue.iter().filter(|waiting| waiting.waits_for == WaitsFor::Managers).count();
    let overdue = queue.iter().filter(|waiting| waiting.overdue).count();
    let summary = text!(language, "morning-summary", waiting = queue.len(), managers = managers, overdue = overdue);
    let lines = queue.iter().take(MOST_LINES).map(|waiting| line(waiting, language));
    Some([summary].into_iter().chain(lines).collect::<Vec<_>>().join("\n"))
}

/// The reminders of an exchange that are to be given now: to one person at the terminal, or in the chat.
pub(super) fn reminders(work: &Work<'_>, to: Option<&str>) -> Vec<Errand> {
    let (language, exchange) = (work.visit.language, work.exchange.id);
    let errand = |(reminder, clock): (Reminder, LastDay)| {
        let (day, what, id) = (long_date(clock.due, language), clock.label, exchange.to_string());
        // Whoever is told days later is told what has become of it meanwhile.
        let text = match clock.due.cmp(&work.today) {
            Ordering::Less => text!(language, "reminder-late", what = what, day = day, exchange = id),
            Ordering::Equal => text!(language, "reminder-due", what = what, exchange = id),
            Ordering::Greater if reminder.stage == Stage::Snoozed && reminder.due == work.today => {
                text!(language, "reminder-again", what = what, day = day, exchange = id)
            }
            Ordering::Greater => text!(language, "reminder-before", what = what, day = day, exchange = id),
        };
        Errand::Remind { exchange, reminder, to: work.exchange.assignee.clone(), text }
    };
    work.reminders(to).into_iter().map(errand).collect()
}

/// Midnight at the beginning of a day, where the practice is.
fn start_of(day: Date, practice: &Practice) -> Timestamp {
    day.to_zoned(practice.zone()).map_or(Timestamp::MIN, |midnight| midnight.timestamp())
}

/// Whoever brings things, in the practice's own language.
fn courier(practice: &Practice) -> Visit {
    let actor = Actor { id: COURIER.to_owned(), role: Role::Staff };
    Visit { actor, practice: practice.id.clone(), language: practice.language }
}

/// Whether the text was handed over and no card of the managers' shows it since. A manager who corrected and
/// approved it did so on one.
fn waits_for_a_card(exchange: &Exchange) -> bool {
    if exchange.status != Status::Submitted {
        return false;
    }
    let approved = |revision: u32| {
        let is_it =
            |recorded: &&Recorded| recorded.revision == revision && matches!(recorded.event, Event::Approved { .. });
        exchange.history.iter().any(|recorded| is_it(&recorded))
    };
    let handed_over = exchange
        .history
        .iter()
        .rev()
        .find(|recorded| matches!(recorded.event, Event::Submitted { .. }) && !approved(recorded.revision));
    let since = handed_over.map_or(0, |recorded| recorded.revision);
    !exchange.cards.iter().any(|card| card.audience == Audience::Managers && card.revision >= since)
}

impl Work<'_> {
    /// The last decision on the text, if whoever handed it over was not told.
    pub(super) fn decision_to_tell(&self) -> Option<Errand> {
        let (exchange, language) = (&self.exchange, self.visit.language);
        let (at, decision) =
            exchange.history.iter().enumerate().rev().find(|(_, recorded)| recorded.event.is_step())?;
        let id = exchange.id.to_string();
        let text = match &decision.event {
            Event::Approved { note, .. } => {
                let revised = exchange.editor.as_ref() == Some(&decision.actor.id);
                let said = match exchange.status {
                    Status::Approved => text!(language, "told-approved", exchange = id),
                    _ if revised => text!(language, "told-confirm", exchange = id),
                    _ => return None,
                };
                match note {
                    Some(note) => format!("{said}\n{}", text!(language, "approval-note", note = note.as_str())),
                    None => said,
                }
            }
            Event::ChangesRequested { note } => text!(language, "told-changes", exchange = id, note = note.as_str()),
            Event::Refused { reason, .. } => text!(language, "told-refused", exchange = id, reason = reason.as_str()),
            _ => return None,
        };
        let told = Event::AuthorTold { decision: decision.revision };
        if exchange.history[at..].iter().any(|recorded| recorded.event == told) {
            return None;
        }
        let handed_over = exchange.history.iter().rev().find(|recorded| {
            matches!(recorded.event, Event::Submitted { .. }) && recorded.actor.id != decision.actor.id
        });
        let to = handed_over?.actor.id.clone();
        let card = exchange.cards.iter().rev().find(|card| card.audience == Audience::Team).cloned();
        Some(Errand::Decided { exchange: exchange.id, decision: decision.revision, to, card, text })
    }
}
