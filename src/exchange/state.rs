//! What the events of an exchange add up to.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Actor, ApprovedText, Card, Digest, Draft, Event, Evidence, ExchangeId, FindingKey, Origin, Provenance, Recorded,
    Reminder, StepDue,
};
use crate::guard::{Channel, Verdict};
use crate::language::Language;
use crate::practice::Policy;
use crate::questionnaire::{Answers, OutcomeKind};
use crate::review::Review;

/// Where an exchange stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The review is in, no question answered.
    Received,
    /// Questions are being answered.
    Classifying,
    /// The answers led to silence, whose reason is still to be given.
    NoReply,
    /// A text is proposed as the template has it.
    Proposed,
    /// A person changed the text.
    Edited,
    /// A manager is to read it.
    Submitted,
    /// A manager asked for a change.
    ChangesRequested,
    /// A manager refused the text.
    Refused,
    /// A manager approved it.
    Approved,
    /// It is online.
    Published,
    /// The author is to be reached in private.
    PrivateContact,
    /// Steps are under way.
    Procedure,
    /// It is handled as a complaint.
    Complaint,
    /// Someone else decides.
    Escalated,
    /// People first.
    Emergency,
    /// Done.
    Closed,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 16] = [
        Self::Received,
        Self::Classifying,
        Self::NoReply,
        Self::Proposed,
        Self::Edited,
        Self::Submitted,
        Self::ChangesRequested,
        Self::Refused,
        Self::Approved,
        Self::Published,
        Self::PrivateContact,
        Self::Procedure,
        Self::Complaint,
        Self::Escalated,
        Self::Emergency,
        Self::Closed,
    ];

    /// The name that the journal, the command line and the message catalogue use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Classifying => "classifying",
            Self::NoReply => "no_reply",
            Self::Proposed => "proposed",
            Self::Edited => "edited",
            Self::Submitted => "submitted",
            Self::ChangesRequested => "changes_requested",
            Self::Refused => "refused",
            Self::Approved => "approved",
            Self::Published => "published",
            Self::PrivateContact => "private_contact",
            Self::Procedure => "procedure",
            Self::Complaint => "complaint",
            Self::Escalated => "escalated",
            Self::Emergency => "emergency",
            Self::Closed => "closed",
        }
    }

    /// Whether a text is being worked on, and nobody else's word is awaited.
    pub const fn is_drafting(self) -> bool {
        matches!(self, Self::Proposed | Self::Edited | Self::ChangesRequested | Self::Refused)
    }

    /// Whether something is still to be done before the review is answered or set aside.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Published | Self::Closed)
    }

    /// Whether the review waits for its public answer, or for the decision to leave it without one.
    pub const fn awaits_answer(self) -> bool {
        self.is_drafting()
            || matches!(self, Self::Received | Self::Classifying | Self::Submitted | Self::Approved | Self::NoReply)
    }

    const fn of_kind(kind: OutcomeKind) -> Self {
        match kind {
            OutcomeKind::Reply | OutcomeKind::Complaint => Self::Classifying,
            OutcomeKind::NoReply => Self::NoReply,
            OutcomeKind::PrivateContact => Self::PrivateContact,
            OutcomeKind::Procedure => Self::Procedure,
            OutcomeKind::Escalate => Self::Escalated,
            OutcomeKind::Emergency => Self::Emergency,
        }
    }
}

/// The outcome that the answers led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classified {
    /// The outcome.
    pub outcome: String,
    /// What kind of end it is.
    pub kind: OutcomeKind,
    /// What is to be done.
    pub steps: Vec<StepDue>,
}

/// Something that will be improved because of a review, followed until it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// What, in general terms.
    pub text: String,
    /// By when.
    pub due: Date,
    /// Whether it is done.
    pub done: bool,
}

/// One person's word that the current text may go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Whose.
    pub by: Actor,
    /// What they added.
    pub note: Option<String>,
}

/// How an exchange ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// The reply is online, perhaps at this address.
    Published(Option<String>),
    /// It was decided not to answer, for this reason.
    NotAnswered(String),
    /// It was closed otherwise.
    Closed(Option<String>),
}

/// The state of an exchange.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// Its identifier.
    pub id: ExchangeId,
    /// Number of steps recorded; a command carries the one it saw.
    pub revision: u32,
    /// The review.
    pub review: Review,
    /// The language to answer in.
    pub language: Language,
    /// The pack at work when it came in.
    pub pack: String,
    /// The chat message it came from.
    pub origin: Option<Origin>,
    /// The answers, in order.
    pub answers: Answers,
    /// Where they led.
    pub classified: Option<Classified>,
    /// The current text.
    pub draft: Option<Draft>,
    /// Who put words of their own into the current text or handed it over.
    pub authors: Vec<String>,
    /// Whose words came into the current text last.
    pub editor: Option<String>,
    /// Findings of the current text that a manager set aside.
    pub overridden: Vec<FindingKey>,
    /// Who has approved exactly the current text.
    pub approvals: Vec<Approval>,
    /// What a manager asked to change.
    pub change_wanted: Option<String>,
    /// Texts that a manager refused, with the reason.
    pub refused: Vec<(Digest, String)>,
    /// Steps of the outcome that are done.
    pub done: Vec<String>,
    /// What will be improved because of it: an exchange that is closed may still have some to do.
    pub measures: Vec<Measure>,
    /// Captures of what stood online.
    pub evidence: Vec<Evidence>,
    /// Why nothing of it may be erased, while that is so.
    pub hold: Option<String>,
    /// Nobody is to be reminded before that day.
    pub snoozed_until: Option<Date>,
    /// Reminders that were given: to one person at the terminal, or in the chat.
    pub reminded: Vec<(Reminder, Option<String>)>,
    /// Messages of the chat that show it.
    pub cards: Vec<Card>,
    /// The text found online, where it is not the approved one.
    pub online_differs: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// How it ended.
    pub ending: Option<Ending>,
    /// Who is in charge.
    pub assignee: String,
    /// When the review came in.
    pub received_at: Timestamp,
    /// When the last step was taken.
    pub updated_at: Timestamp,
    /// Everything, in order, also what was taken back.
    pub history: Vec<Recorded>,
}

impl Exchange {
    /// The state that these events add up to; `None` when they do not begin with a review.
    ///
    /// A step taken back stays in the history and no longer counts: the rest is added up again
    /// without it, so that nothing has to know how to undo itself.
    pub fn replay(id: ExchangeId, history: Vec<Recorded>) -> Option<Self> {
        let standing = standing(&history);
        let (first, rest) = standing.split_first()?;
        let mut exchange = Self::received(id, first)?;
        for recorded in rest {
            exchange.apply(&recorded.event, &recorded.actor);
        }
        if let Some(last) = history.last() {
            exchange.revision = last.revision;
        }
        if let Some(step) = history.iter().rfind(|recorded| recorded.event.is_step()) {
            exchange.updated_at = step.at;
        }
        exchange.history = history;
        Some(exchange)
    }

    /// The state once these events are recorded too, as one step.
    #[must_use]
    pub fn after(&self, events: &[Event], actor: &Actor, at: Timestamp) -> Self {
        let revision = self.revision + u32::from(events.iter().any(Event::is_step));
        let added = events.iter().map(|event| Recorded { revision, at, actor: actor.clone(), event: event.clone() });
        let history: Vec<_> = self.history.iter().cloned().chain(added).collect();
        // A history that began with a review still does.
        Self::replay(self.id, history).unwrap_or_else(|| self.clone())
    }

    fn received(id: ExchangeId, first: &Recorded) -> Option<Self> {
        let Event::Received { review, language, pack, origin, .. } = &first.event else { return None };
        Some(Self {
            id,
            revision: first.revision,
            review: review.clone(),
            language: *language,
            pack: pack.clone(),
            origin: origin.clone(),
            answers: Answers::new(),
            classified: None,
            draft: None,
            authors: Vec::new(),
            editor: None,
            overridden: Vec::new(),
            approvals: Vec::new(),
            change_wanted: None,
            refused: Vec::new(),
            evidence: Vec::new(),
            hold: None,
            snoozed_until: None,
            reminded: Vec::new(),
            cards: Vec::new(),
            online_differs: None,
            done: Vec::new(),
            measures: Vec::new(),
            status: Status::Received,
            ending: None,
            assignee: first.actor.id.clone(),
            received_at: first.at,
            updated_at: first.at,
            history: Vec::new(),
        })
    }

    fn apply(&mut self, event: &Event, actor: &Actor) {
        match event {
            Event::Received { .. } | Event::TakenBack => {}
            Event::Answered { question, answer } => {
                self.answers.push((question.clone(), answer.clone()));
                self.status = Status::Classifying;
            }
            Event::Described { review, steps } => {
                self.review = review.clone();
                if let Some(classified) = &mut self.classified {
                    classified.steps.clone_from(steps);
                }
            }
            Event::Classified { outcome, kind, steps } => {
                self.status = Status::of_kind(*kind);
                self.classified = Some(Classified { outcome: outcome.clone(), kind: *kind, steps: steps.clone() });
            }
            Event::Proposed { draft } => {
                // What someone filled in goes along to the next wording, and stays theirs.
                if !draft.is_changed() {
                    self.authors.clear();
                }
                self.take_draft(draft, actor, Status::Proposed);
            }
            Event::Edited { draft } => self.take_draft(draft, actor, Status::Edited),
            Event::Rechecked { findings, waivers } => {
                if let Some(draft) = &mut self.draft {
                    draft.findings.clone_from(findings);
                    draft.waivers.clone_from(waivers);
                }
            }
            Event::Overridden { finding, .. } => self.overridden.push(finding.clone()),
            Event::Submitted { .. } => {
                self.change_wanted = None;
                self.add_author(actor);
                self.status = Status::Submitted;
            }
            Event::Approved { note, wanted, .. } => {
                self.approvals.push(Approval { by: actor.clone(), note: note.clone() });
                self.change_wanted = None;
                if *wanted == 0 {
                    self.status = Status::Approved;
                }
            }
            Event::ChangesRequested { note } => {
                self.approvals.clear();
                self.change_wanted = Some(note.clone());
                self.status = Status::ChangesRequested;
            }
            Event::Refused { sha256, reason } => {
                self.approvals.clear();
                self.change_wanted = None;
                self.refused.push((sha256.clone(), reason.clone()));
                self.status = Status::Refused;
            }
            Event::Published { url, .. } => {
                self.ending = Some(Ending::Published(url.clone()));
                self.status = Status::Published;
            }
            Event::NotAnswered { reason } => {
                self.ending = Some(Ending::NotAnswered(reason.clone()));
                self.status = if self.has_open_clocks() { Status::Complaint } else { Status::Closed };
            }
            Event::StepDone { step, starts } => {
                self.done.push(step.clone());
                let steps = self.classified.iter_mut().flat_map(|classified| &mut classified.steps);
                for due in steps.filter(|due| starts.as_ref().is_some_and(|started| started.step == due.step)) {
                    due.due = starts.as_ref().and_then(|started| started.due);
                }
            }
            Event::MeasurePlanned { measure, due } => {
                self.measures.push(Measure { text: measure.clone(), due: *due, done: false });
            }
            Event::MeasureDone { measure } => {
                if let Some(measure) = self.measures.get_mut(*measure) {
                    measure.done = true;
                }
            }
            Event::Closed { note } => {
                self.ending.get_or_insert_with(|| Ending::Closed(note.clone()));
                self.status = Status::Closed;
            }
            Event::Reopened { .. } => {
                self.ending = None;
                self.approvals.clear();
                self.online_differs = None;
                self.status = self.status_when_open();
            }
            Event::Reassigned { to } => to.clone_into(&mut self.assignee),
            Event::LanguageChosen { language } => self.language = *language,
            beside => self.keep_beside(beside),
        }
    }

    /// What was done beside the steps.
    fn keep_beside(&mut self, event: &Event) {
        match event {
            Event::OnlineChecked { differs, .. } => self.online_differs.clone_from(differs),
            Event::EvidenceAdded { evidence } => self.evidence.push(evidence.clone()),
            Event::HoldPlaced { reason } => self.hold = Some(reason.clone()),
            Event::HoldLifted { .. } => self.hold = None,
            Event::Snoozed { until } => self.snoozed_until = Some(*until),
            Event::Reminded { reminder, to } => self.reminded.push((reminder.clone(), to.clone())),
            Event::CardPosted { card } => self.cards.push(card.clone()),
            // Told in the history alone, or of the register.
            _ => {}
        }
    }

    fn take_draft(&mut self, draft: &Draft, actor: &Actor, status: Status) {
        self.draft = Some(draft.clone());
        self.overridden.clear();
        self.approvals.clear();
        self.editor = None;
        if draft.is_changed() {
            self.editor = Some(actor.id.clone());
            self.add_author(actor);
        }
        // A private text accompanies its outcome; only a reply moves through approval.
        if draft.channel == Channel::Public && self.is_reply() {
            self.status = status;
        }
    }

    fn add_author(&mut self, actor: &Actor) {
        if !self.authors.contains(&actor.id) {
            self.authors.push(actor.id.clone());
        }
    }

    fn status_when_open(&self) -> Status {
        match (&self.classified, &self.draft) {
            (Some(classified), Some(draft)) if classified.kind.proposes() => {
                if draft.provenance == Provenance::Edited {
                    Status::Edited
                } else {
                    Status::Proposed
                }
            }
            (Some(classified), _) => Status::of_kind(classified.kind),
            (None, _) if self.answers.is_empty() => Status::Received,
            (None, _) => Status::Classifying,
        }
    }

    /// Whether it is a complaint of which something is still to be done: silence in public ends nothing.
    pub fn has_open_clocks(&self) -> bool {
        self.classified.as_ref().is_some_and(|classified| {
            classified.kind == OutcomeKind::Complaint
                && classified.steps.iter().any(|step| !self.done.contains(&step.step))
        })
    }

    /// Whether a public reply goes with the outcome.
    pub fn is_reply(&self) -> bool {
        self.classified.as_ref().is_some_and(|classified| classified.kind.proposes())
    }

    /// Whether nothing more is to be done.
    pub fn is_closed(&self) -> bool {
        self.status == Status::Closed
    }

    /// Measures that are still to be carried out, each with its place.
    pub fn open_measures(&self) -> impl Iterator<Item = (usize, &Measure)> {
        self.measures.iter().enumerate().filter(|(_, measure)| !measure.done)
    }

    /// The guard's verdict on the current text, overrides set aside.
    pub fn verdict(&self) -> Option<Verdict> {
        self.draft.as_ref().map(|draft| draft.verdict(&self.overridden))
    }

    /// Whether the current text waits for a second person under this policy.
    pub fn needs_approval(&self, policy: &Policy) -> bool {
        let (Some(draft), Some(classified)) = (&self.draft, &self.classified) else { return false };
        let asked = policy.approval_for(&classified.outcome).asked(draft.is_changed());
        asked && self.readers_wanted(&self.approvals, policy) > 0
    }

    /// How many more people have to read the current text under this policy, given who approved it: as many
    /// managers as the policy says, and at least one person whose words are not the last in it.
    pub(super) fn readers_wanted(&self, approvals: &[Approval], policy: &Policy) -> u8 {
        if policy.one_person {
            return u8::from(approvals.is_empty());
        }
        let outcome = self.classified.as_ref().map_or("", |classified| classified.outcome.as_str());
        let managers = approvals.iter().filter(|approval| approval.by.is_manager()).count();
        let wanted = policy.approvers_for(outcome).saturating_sub(u8::try_from(managers).unwrap_or(u8::MAX));
        let other_eyes = approvals.iter().any(|approval| Some(&approval.by.id) != self.editor.as_ref());
        wanted.max(u8::from(!other_eyes))
    }

    /// Why a manager refused the current text, if one did.
    pub fn refusal(&self) -> Option<&str> {
        let draft = self.draft.as_ref()?;
        self.refused.iter().rev().find(|(sha256, _)| *sha256 == draft.sha256).map(|(_, reason)| reason.as_str())
    }

    /// The current text, if the guard lets it through and the policy is satisfied.
    pub fn publishable(&self, policy: &Policy) -> Option<ApprovedText<'_>> {
        let draft = self.draft.as_ref()?;
        let allowed = self.is_reply()
            && draft.channel == Channel::Public
            && draft.verdict(&self.overridden) != Verdict::Block
            && self.refusal().is_none()
            && !self.needs_approval(policy);
        allowed.then_some(ApprovedText { text: &draft.text, sha256: &draft.sha256 })
    }

    /// What still stands of the history: a step that was taken back is left out, and so is the taking back.
    pub fn standing(&self) -> Vec<&Recorded> {
        standing(&self.history)
    }

    /// The last step that still stands and may be taken back, with who took it.
    pub fn last_step(&self) -> Option<&Recorded> {
        standing(&self.history).into_iter().skip(1).rfind(|recorded| recorded.event.is_step())
    }
}

/// What still stands of a history: a step that was taken back is left out, and so is the taking back.
fn standing(history: &[Recorded]) -> Vec<&Recorded> {
    let mut standing = Vec::with_capacity(history.len());
    for recorded in history {
        if recorded.event == Event::TakenBack {
            drop_last_step(&mut standing);
        } else {
            standing.push(recorded);
        }
    }
    standing
}

/// Removes the last step, which may be several events of one revision; the review itself stays.
fn drop_last_step(standing: &mut Vec<&Recorded>) {
    let Some(last) = standing.iter().skip(1).rfind(|recorded| recorded.event.is_step()).map(|last| last.revision)
    else {
        return;
    };
    // A trace says what was done meanwhile; that stays done.
    standing.retain(|recorded| recorded.revision != last || !recorded.event.is_step());
}
