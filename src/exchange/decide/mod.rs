//! The one place that permits or refuses a step.

use jiff::ToSpan as _;
use jiff::civil::Date;

mod approval;
mod upkeep;

use super::{Actor, Card, Draft, ErasureCause, Event, Evidence, Exchange, FindingKey, Reminder, Status, StepDue};
use crate::guard::{Channel, Verdict};
use crate::language::Language;
use crate::practice::{Person, Policy};
use crate::questionnaire::{AnswerError, ClockStart, OutcomeKind, Position, Questionnaire, Step};
use crate::review::{Review, Unusable, is_web_address};

/// Longest reason, note or name, in characters.
pub const MAX_NOTE: usize = 1_000;
/// Longest text of a draft, in UTF-16 units as forms count: no platform takes more.
pub const MAX_TEXT: usize = 4_000;

/// The variable of a template that tells what will be improved.
pub const PROMISE: &str = "measure";

/// What someone wants to do.
#[derive(Debug, Clone)]
pub enum Command {
    /// Answer the question asked.
    Answer {
        /// The question.
        question: String,
        /// The answer.
        answer: String,
    },
    /// Complete what is known of the review.
    Describe(Review),
    /// Put a rendered template forward.
    Propose(Draft),
    /// Replace the text.
    Edit(Draft),
    /// Take the guard's word on the current text as its rules now are.
    Recheck(Draft),
    /// Set one finding aside.
    Override {
        /// The finding.
        finding: FindingKey,
        /// Why.
        reason: String,
    },
    /// Hand the text to a manager.
    Submit,
    /// Approve the text.
    Approve {
        /// What there is to add.
        note: Option<String>,
    },
    /// Change the text and approve it as changed; someone else still reads it.
    EditAndApprove {
        /// The text as changed.
        draft: Draft,
        /// What there is to add.
        note: Option<String>,
    },
    /// Ask for a change.
    RequestChanges {
        /// Which.
        note: String,
    },
    /// Refuse that this text goes out.
    Refuse {
        /// Why.
        reason: String,
    },
    /// Hold the text found online against the approved one.
    CheckOnline {
        /// The text found online.
        text: String,
    },
    /// Put a capture with the review.
    AddEvidence(Evidence),
    /// Keep everything until further notice.
    PlaceHold {
        /// Why.
        reason: String,
    },
    /// Let it be erased again.
    LiftHold {
        /// Why.
        reason: String,
    },
    /// Put reminders off.
    Snooze {
        /// Until that day.
        until: Date,
    },
    /// Note that somebody was reminded.
    Remind {
        /// Of which day, and how.
        reminder: Reminder,
        /// Whom alone, at the terminal; none where it was posted in the chat.
        to: Option<String>,
    },
    /// Note a message of the chat that shows it.
    PostCard(Card),
    /// Note that the author was told of a decision, by its revision.
    TellAuthor(u32),
    /// Note that it was read elsewhere than in the chat where it lives, or that its captures were looked at.
    View {
        /// With what: `terminal`, `search`, `export`…
        with: String,
    },
    /// Erase all that was recorded.
    Erase {
        /// Why.
        reason: String,
        /// At a request, or for its age.
        cause: ErasureCause,
    },
    /// Take the text out, to post it.
    Copy,
    /// Take out a ready text that goes with the outcome.
    Prepare(Draft),
    /// Say that it is online.
    Publish {
        /// Where.
        url: Option<String>,
    },
    /// Decide not to answer.
    NotAnswer {
        /// Why.
        reason: String,
    },
    /// Say that a step is done.
    DoStep {
        /// The step.
        step: String,
    },
    /// Note something that will be improved.
    PlanMeasure {
        /// What.
        measure: String,
        /// By when; in a month without it.
        due: Option<Date>,
    },
    /// Say that a measure is carried out, by its place.
    DoMeasure(usize),
    /// Close the exchange.
    Close {
        /// What there is to say.
        note: Option<String>,
    },
    /// Open it again.
    Reopen {
        /// Why.
        reason: String,
    },
    /// Put someone in charge.
    Reassign {
        /// Whom.
        to: String,
    },
    /// Answer in this language.
    ChooseLanguage(Language),
    /// Take the last step back.
    TakeBack,
}

impl Command {
    /// Whether it makes sense on an exchange that is closed: what was promised is followed beyond.
    const fn is_for_a_closed_one(&self) -> bool {
        matches!(
            self,
            Self::Reopen { .. }
                | Self::Reassign { .. }
                | Self::PlanMeasure { .. }
                | Self::DoMeasure(_)
                | Self::CheckOnline { .. }
                | Self::AddEvidence(_)
                | Self::PlaceHold { .. }
                | Self::LiftHold { .. }
                | Self::Snooze { .. }
                | Self::Remind { .. }
                | Self::PostCard(_)
                | Self::TellAuthor(_)
                | Self::View { .. }
                | Self::Erase { .. }
        )
    }
}

/// What a decision rests on besides the state.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// The practice's policy.
    pub policy: &'a Policy,
    /// People of its team whose faces are known to be one person's.
    pub people: &'a [Person],
    /// The pack's questionnaire.
    pub questionnaire: &'a Questionnaire,
    /// The day on which the review came in, in the practice's time zone.
    pub received: Date,
    /// Today, in the practice's time zone.
    pub today: Date,
}

/// Why a step is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The person saw an older state than this revision.
    Stale {
        /// The current revision.
        current: u32,
    },
    /// Only a manager may.
    ManagersOnly,
    /// Only the person who answers for the practice may.
    ResponsibleOnly,
    /// One does not approve one's own text.
    OwnText,
    /// Nobody is named so in the journal.
    UnknownPerson,
    /// Nothing tells whether the person wrote the text under another name, on another face.
    CannotTellApart,
    /// The person has approved it already.
    AlreadyApproved,
    /// A manager refused exactly this text.
    RefusedText,
    /// It is kept until further notice.
    Held,
    /// It is not held.
    NotHeld,
    /// The text has findings that block it.
    Blocked,
    /// The text waits for approval.
    NeedsApproval,
    /// It makes no sense in this status.
    NotNow(Status),
    /// What is said of the review cannot be taken.
    Review(Unusable),
    /// The answer does not fit the question asked.
    Answer(AnswerError),
    /// A reason is asked for.
    ReasonMissing,
    /// It is longer than this many characters.
    TooLong(usize),
    /// The text is empty.
    EmptyText,
    /// The address is not one.
    BadUrl,
    /// There is no such finding in the current text.
    UnknownFinding,
    /// No finding of the current text says how to mend it.
    NothingToMend,
    /// There is no such measure, or it is done.
    UnknownMeasure,
    /// The day is gone by.
    PastDay,
    /// The outcome has no such step, or it is done.
    UnknownStep(String),
    /// There is nothing to take back.
    NothingToTakeBack,
}

/// Permits a step, giving the events to record, or refuses it. `seen` is the revision that the
/// person had before their eyes.
///
/// # Errors
/// The reason for refusing, fit to be shown to the person.
pub fn decide(
    exchange: &Exchange,
    seen: u32,
    command: Command,
    actor: &Actor,
    rules: &Rules<'_>,
) -> Result<Vec<Event>, Refusal> {
    if seen != exchange.revision {
        return Err(Refusal::Stale { current: exchange.revision });
    }
    if exchange.is_closed() && !command.is_for_a_closed_one() {
        return Err(Refusal::NotNow(exchange.status));
    }
    let decision = Decision { exchange, actor, rules };
    match command {
        Command::Answer { question, answer } => decision.answer(question, answer),
        Command::Describe(review) => decision.describe(review),
        Command::Propose(draft) => decision.propose(draft),
        Command::Edit(draft) => decision.edit(draft),
        Command::Recheck(draft) => decision.recheck(draft),
        Command::Override { finding, reason } => decision.override_finding(finding, reason),
        Command::Submit => decision.submit(),
        Command::Approve { note } => decision.approve(note),
        Command::EditAndApprove { draft, note } => decision.edit_and_approve(draft, note),
        Command::RequestChanges { note } => decision.request_changes(note),
        Command::Refuse { reason } => decision.refuse(reason),
        Command::CheckOnline { text } => decision.check_online(&text),
        Command::AddEvidence(evidence) => Ok(decision.add_evidence(evidence)),
        Command::PlaceHold { reason } => decision.place_hold(reason),
        Command::LiftHold { reason } => decision.lift_hold(reason),
        Command::Snooze { until } => decision.snooze(until),
        Command::Remind { reminder, to } => Ok(decision.remind(reminder, to)),
        Command::PostCard(card) => Ok(vec![Event::CardPosted { card }]),
        Command::TellAuthor(revision) => Ok(decision.tell_author(revision)),
        Command::View { with } => Ok(decision.view(with)),
        Command::Erase { reason, cause } => decision.erase(reason, cause),
        Command::Copy => decision.copy(),
        Command::Prepare(draft) => decision.prepare(draft),
        Command::Publish { url } => decision.publish(url),
        Command::NotAnswer { reason } => decision.not_answer(reason),
        Command::DoStep { step } => decision.do_step(step),
        Command::PlanMeasure { measure, due } => decision.plan_measure(measure, due),
        Command::DoMeasure(measure) => decision.do_measure(measure),
        // Silence has its own way to close, which asks for the reason.
        Command::Close { .. } if exchange.status == Status::NoReply => Err(Refusal::ReasonMissing),
        Command::Close { note } if exchange.has_open_clocks() => {
            Ok(vec![Event::Closed { note: Some(needed(note.unwrap_or_default())?) }])
        }
        Command::Close { note } => Ok(vec![Event::Closed { note: short(note)? }]),
        Command::Reopen { reason } => decision.reopen(reason),
        Command::Reassign { to } if to.trim() == exchange.assignee => Ok(Vec::new()),
        Command::Reassign { to } => Ok(vec![Event::Reassigned { to: actor_id(&needed(to)?)? }]),
        Command::ChooseLanguage(_) if exchange.status == Status::Published => Err(Refusal::NotNow(exchange.status)),
        Command::ChooseLanguage(language) if language == exchange.language => Ok(Vec::new()),
        Command::ChooseLanguage(language) => Ok(vec![Event::LanguageChosen { language }]),
        Command::TakeBack => decision.take_back(),
    }
}

struct Decision<'a> {
    exchange: &'a Exchange,
    actor: &'a Actor,
    rules: &'a Rules<'a>,
}

type Decided = Result<Vec<Event>, Refusal>;

impl Decision<'_> {
    fn answer(&self, question: String, answer: String) -> Decided {
        let mut answers = self.exchange.answers.clone();
        answers.push((question.clone(), answer.clone()));
        let position = self.rules.questionnaire.position(&answers).map_err(Refusal::Answer)?;
        let mut events = vec![Event::Answered { question, answer }];
        if let Position::Done(outcome) = position {
            let steps = outcome.steps_for(&answers).map(|step| self.due(step, &self.exchange.review)).collect();
            events.push(Event::Classified { outcome: outcome.id.clone(), kind: outcome.kind, steps });
        }
        Ok(events)
    }

    fn describe(&self, review: Review) -> Decided {
        let text = self.exchange.review.text.clone();
        let review = Review { text, ..review }.checked().map_err(Refusal::Review)?;
        if review == self.exchange.review {
            return Ok(Vec::new());
        }
        let recorded = self.exchange.classified.iter().flat_map(|there| &there.steps);
        let steps = recorded.map(|due| self.due_again(due, &review)).collect();
        Ok(vec![Event::Described { review, steps }])
    }

    /// What is now known of the review may give a step its date; a clock that runs already goes on.
    fn due_again(&self, recorded: &StepDue, review: &Review) -> StepDue {
        let outcome = self.exchange.classified.as_ref();
        let outcome = outcome.and_then(|there| self.rules.questionnaire.outcome(&there.outcome));
        let step = outcome.and_then(|outcome| outcome.steps.iter().find(|step| step.id == recorded.step));
        let from = step.and_then(|step| step.deadline).map(|deadline| deadline.from);
        match (step, from) {
            (Some(step), Some(ClockStart::FirstPosted | ClockStart::Received)) => self.due(step, review),
            _ => recorded.clone(),
        }
    }

    fn due(&self, step: &Step, review: &Review) -> StepDue {
        let start = |from| match from {
            ClockStart::FirstPosted => review.first_posted,
            ClockStart::Received => Some(self.rules.received),
            // Known once the step before it is done.
            ClockStart::PreviousStep => None,
        };
        let due = step.deadline.and_then(|deadline| deadline.last_day(start(deadline.from)?));
        StepDue { step: step.id.clone(), due }
    }

    fn propose(&self, draft: Draft) -> Decided {
        if self.exchange.classified.is_none() || matches!(self.exchange.status, Status::Published) {
            return Err(Refusal::NotNow(self.exchange.status));
        }
        Ok(vec![Event::Proposed { draft }])
    }

    fn edit(&self, draft: Draft) -> Decided {
        let current = self.draft()?;
        if self.exchange.status == Status::Published {
            return Err(Refusal::NotNow(self.exchange.status));
        }
        if draft.text.trim().is_empty() {
            return Err(Refusal::EmptyText);
        }
        if draft.text.encode_utf16().count() > MAX_TEXT {
            return Err(Refusal::TooLong(MAX_TEXT));
        }
        // A text that says what it said is no edit, and keeps its approval.
        if draft.sha256 == current.sha256 { Ok(Vec::new()) } else { Ok(vec![Event::Edited { draft }]) }
    }

    fn recheck(&self, draft: Draft) -> Decided {
        let current = self.draft()?;
        // What the guard says of another text says nothing of this one.
        if draft.sha256 != current.sha256 || draft.findings == current.findings {
            Ok(Vec::new())
        } else {
            Ok(vec![Event::Rechecked { findings: draft.findings, waivers: draft.waivers }])
        }
    }

    fn copy(&self) -> Decided {
        self.reply()?;
        let text = self.exchange.publishable(self.rules.policy).ok_or_else(|| self.why_not_publishable())?;
        Ok(vec![Event::Copied { sha256: text.sha256().clone() }])
    }

    /// A letter or a note is the practice's own affair. A public text that goes with an outcome goes out
    /// as it is; one that holds a person's words takes the way of a reply, unless one person is all
    /// there is. In an emergency nobody waits for a manager.
    fn prepare(&self, draft: Draft) -> Decided {
        let classified = self.exchange.classified.as_ref().ok_or(Refusal::NotNow(self.exchange.status))?;
        if draft.channel == Channel::Public {
            if draft.verdict(&[]) == Verdict::Block {
                return Err(Refusal::Blocked);
            }
            let changed = draft.is_changed();
            let asked = self.rules.policy.approval_for(&classified.outcome).asked(changed);
            let manages = self.actor.is_manager() && self.rules.policy.approvers_for(&classified.outcome) == 1;
            let excused = !changed && (manages || classified.kind == OutcomeKind::Emergency);
            if asked && !excused && !self.rules.policy.one_person {
                return Err(Refusal::NeedsApproval);
            }
        }
        Ok(vec![Event::Prepared { draft }])
    }

    fn publish(&self, url: Option<String>) -> Decided {
        self.reply()?;
        if self.exchange.status == Status::Published {
            return Err(Refusal::NotNow(self.exchange.status));
        }
        let text = self.exchange.publishable(self.rules.policy).ok_or_else(|| self.why_not_publishable())?;
        let url = short(url)?;
        if url.as_deref().is_some_and(|url| !is_web_address(url)) {
            return Err(Refusal::BadUrl);
        }
        let mut events = vec![Event::Published { sha256: text.sha256().clone(), url }];
        events.extend(self.promised());
        Ok(events)
    }

    /// What the text says will be improved is followed from the day it is online.
    fn promised(&self) -> Option<Event> {
        let draft = self.exchange.draft.as_ref()?;
        // A promise that was edited out again is none.
        let promise = draft.filled.get(PROMISE).filter(|promise| draft.text.contains(promise.trim()))?;
        let known = self.exchange.measures.iter().any(|measure| measure.text == *promise);
        (!known).then(|| Event::MeasurePlanned { measure: promise.clone(), due: self.in_a_month() })
    }

    fn in_a_month(&self) -> Date {
        self.rules.today.saturating_add(1.month())
    }

    fn plan_measure(&self, measure: String, due: Option<Date>) -> Decided {
        if due.is_some_and(|due| due < self.rules.today) {
            return Err(Refusal::PastDay);
        }
        let due = due.unwrap_or_else(|| self.in_a_month());
        Ok(vec![Event::MeasurePlanned { measure: needed(measure)?, due }])
    }

    fn do_measure(&self, measure: usize) -> Decided {
        if !self.exchange.open_measures().any(|(place, _)| place == measure) {
            return Err(Refusal::UnknownMeasure);
        }
        Ok(vec![Event::MeasureDone { measure }])
    }

    fn not_answer(&self, reason: String) -> Decided {
        if self.exchange.status == Status::Published {
            return Err(Refusal::NotNow(self.exchange.status));
        }
        Ok(vec![Event::NotAnswered { reason: needed(reason)? }])
    }

    fn do_step(&self, step: String) -> Decided {
        let classified = self.exchange.classified.as_ref().ok_or(Refusal::NotNow(self.exchange.status))?;
        let known = classified.steps.iter().any(|due| due.step == step);
        if !known || self.exchange.done.contains(&step) {
            return Err(Refusal::UnknownStep(step));
        }
        let starts = self.clock_started_by(&step);
        Ok(vec![Event::StepDone { step, starts }])
    }

    /// The next step, when its clock runs from the doing of this one.
    fn clock_started_by(&self, step: &str) -> Option<StepDue> {
        let classified = self.exchange.classified.as_ref()?;
        let place = classified.steps.iter().position(|due| due.step == step)?;
        let next = classified.steps.get(place + 1)?;
        let outcome = self.rules.questionnaire.outcome(&classified.outcome)?;
        let deadline = outcome.steps.iter().find(|there| there.id == next.step)?.deadline?;
        let due = (deadline.from == ClockStart::PreviousStep).then(|| deadline.last_day(self.rules.today))?;
        Some(StepDue { step: next.step.clone(), due })
    }

    fn reopen(&self, reason: String) -> Decided {
        if !matches!(self.exchange.status, Status::Closed | Status::Published) {
            return Err(Refusal::NotNow(self.exchange.status));
        }
        Ok(vec![Event::Reopened { reason: needed(reason)? }])
    }

    fn take_back(&self) -> Decided {
        let last = self.exchange.last_step().ok_or(Refusal::NothingToTakeBack)?;
        let managers = matches!(
            last.event,
            Event::Approved { .. } | Event::ChangesRequested { .. } | Event::Refused { .. } | Event::Overridden { .. }
        );
        if managers {
            self.manager()?;
        }
        Ok(vec![Event::TakenBack])
    }

    fn manager(&self) -> Result<(), Refusal> {
        if self.actor.is_manager() { Ok(()) } else { Err(Refusal::ManagersOnly) }
    }

    fn draft(&self) -> Result<&Draft, Refusal> {
        self.exchange.draft.as_ref().ok_or(Refusal::NotNow(self.exchange.status))
    }

    /// The draft of a public reply.
    fn reply(&self) -> Result<&Draft, Refusal> {
        let draft = self.draft()?;
        let public = draft.channel == Channel::Public && self.exchange.is_reply();
        if public { Ok(draft) } else { Err(Refusal::NotNow(self.exchange.status)) }
    }

    fn unblocked(&self) -> Result<(), Refusal> {
        if self.exchange.verdict() == Some(Verdict::Block) { Err(Refusal::Blocked) } else { Ok(()) }
    }

    fn why_not_publishable(&self) -> Refusal {
        match (self.exchange.verdict(), self.exchange.refusal()) {
            (Some(Verdict::Block), _) => Refusal::Blocked,
            (_, Some(_)) => Refusal::RefusedText,
            _ => Refusal::NeedsApproval,
        }
    }
}

/// How the journal names somebody: a face, and a name that it knows there. Nobody's own name is one.
///
/// # Errors
/// When it is none.
pub(crate) fn actor_id(text: &str) -> Result<String, Refusal> {
    let is_one = match text.split_once(':') {
        Some(("discord", id)) => !id.is_empty() && id.bytes().all(|digit| digit.is_ascii_digit()),
        Some(("terminal" | "person", name)) => !name.is_empty() && !name.contains(char::is_whitespace),
        _ => false,
    };
    if is_one { Ok(text.to_owned()) } else { Err(Refusal::UnknownPerson) }
}

/// What a person has to say with what they do, trimmed.
///
/// # Errors
/// When it is blank or longer than [`MAX_NOTE`].
pub(crate) fn needed(text: String) -> Result<String, Refusal> {
    short(Some(text))?.ok_or(Refusal::ReasonMissing)
}

/// Trims a note; an empty one is none.
fn short(text: Option<String>) -> Result<Option<String>, Refusal> {
    let Some(text) = text else { return Ok(None) };
    let text = text.trim();
    if text.chars().count() > MAX_NOTE {
        return Err(Refusal::TooLong(MAX_NOTE));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}
