//! What can happen to an exchange. These are stored for good: a field may be added with a default,
//! never renamed or removed.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Actor, Card, Digest, DigestKind, Draft, ErasureCause, Evidence, FindingKey, Reminder, Role};
use crate::consent::Consent;
use crate::guard::{Finding, Waiver};
use crate::language::Language;
use crate::questionnaire::OutcomeKind;
use crate::review::Review;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// A review came in.
    Received {
        /// The review.
        review: Review,
        /// The language to answer in.
        language: Language,
        /// The pack at work.
        pack: String,
        /// Its version.
        pack_version: String,
        /// The chat message it came from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        origin: Option<Origin>,
    },
    /// A question was answered.
    Answered {
        /// The question.
        question: String,
        /// The answer chosen.
        answer: String,
    },
    /// What is known of the review was completed.
    Described {
        /// The review, its text unchanged.
        review: Review,
        /// What is to be done, with dates that may now be told.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        steps: Vec<StepDue>,
    },
    /// The answers led to an outcome.
    Classified {
        /// The outcome.
        outcome: String,
        /// What kind of end it is.
        kind: OutcomeKind,
        /// What is to be done, with dates.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        steps: Vec<StepDue>,
    },
    /// A template was rendered and proposed.
    Proposed {
        /// The text and what the guard found.
        draft: Draft,
    },
    /// A person changed the text.
    Edited {
        /// The text and what the guard found.
        draft: Draft,
    },
    /// The guard read the same text again, by rules that have changed.
    Rechecked {
        /// What it found.
        findings: Vec<Finding>,
        /// The rules that the practice had relaxed.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        waivers: Vec<Waiver>,
    },
    /// A manager set one finding aside.
    Overridden {
        /// The finding.
        finding: FindingKey,
        /// Why.
        reason: String,
    },
    /// The text was handed to a manager.
    Submitted {
        /// Digest of the text.
        sha256: Digest,
    },
    /// A manager approved exactly this text.
    Approved {
        /// Digest of the text.
        sha256: Digest,
        /// What the manager added.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        /// How many more people are to read it after this one.
        #[serde(default, skip_serializing_if = "is_zero")]
        wanted: u8,
    },
    /// A manager asked for a change.
    ChangesRequested {
        /// Which.
        note: String,
    },
    /// A manager refused exactly this text: it will not go out.
    Refused {
        /// Digest of the text.
        sha256: Digest,
        /// Why.
        reason: String,
    },
    /// The text was shown to be copied. A trace, not a step: what others see stays current.
    Copied {
        /// Digest of the text.
        sha256: Digest,
    },
    /// A ready text was prepared: a letter, a note, a call guide. A trace, not a step.
    Prepared {
        /// The text and what the guard found.
        draft: Draft,
    },
    /// The text was posted.
    Published {
        /// Digest of the text.
        sha256: Digest,
        /// Where it can be read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        url: Option<String>,
    },
    /// It was decided not to answer.
    NotAnswered {
        /// Why.
        reason: String,
    },
    /// A step of the outcome was done.
    StepDone {
        /// The step.
        step: String,
        /// The step whose clock begins to run with it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        starts: Option<StepDue>,
    },
    /// Something will be improved because of the review.
    MeasurePlanned {
        /// What, in general terms.
        measure: String,
        /// By when.
        due: Date,
    },
    /// It has been improved.
    MeasureDone {
        /// The measure's place among those of the exchange.
        measure: usize,
    },
    /// The exchange was closed.
    Closed {
        /// What there is to say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// A closed exchange was opened again.
    Reopened {
        /// Why.
        reason: String,
    },
    /// Someone else is in charge.
    Reassigned {
        /// The actor now in charge.
        to: String,
    },
    /// The language of the reply was chosen.
    LanguageChosen {
        /// The language.
        language: Language,
    },
    /// The step before was taken back.
    TakenBack,
    /// The text as it stands online was held against the one that was approved. A trace.
    OnlineChecked {
        /// Digest of the text found online.
        sha256: Digest,
        /// That text, where it differs from the approved one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        differs: Option<String>,
    },
    /// A capture was put with the review. A trace.
    EvidenceAdded {
        /// What, and where it comes from.
        evidence: Evidence,
    },
    /// Nothing may be erased of it until further notice. A trace.
    HoldPlaced {
        /// Why.
        reason: String,
    },
    /// It may be erased again. A trace.
    HoldLifted {
        /// Why.
        reason: String,
    },
    /// Nobody is to be reminded before that day. A trace.
    Snoozed {
        /// The day on which the reminder comes again.
        until: Date,
    },
    /// Someone was reminded of a day. A trace.
    Reminded {
        /// Of which day, and how.
        reminder: Reminder,
        /// Whom alone, at the terminal; none where it was posted in the chat.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
    },
    /// A message of the chat shows it. A trace.
    CardPosted {
        /// Which message.
        card: Card,
    },
    /// The author of the text was told what was decided. A trace.
    AuthorTold {
        /// The revision of the decision.
        decision: u32,
    },
    /// A manager read it elsewhere than in the chat where it lives, or looked at its captures. A trace.
    Viewed {
        /// With what: `terminal`, `search`, `export`, `captures`…
        with: String,
    },
    /// All that was recorded before was erased; only this stays readable. Of a register, one entry was.
    Erased {
        /// Why.
        reason: String,
        /// Whether its age or a person's request was the cause.
        cause: ErasureCause,
        /// Of a register: the number of the entry.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        entry: Option<u32>,
    },
    /// Of the register: somebody agreed in writing to be cited.
    ConsentGiven {
        /// To what, and where the paper lies.
        consent: Consent,
    },
    /// Of the register: a consent is no longer in force.
    ConsentWithdrawn {
        /// Its number.
        number: u32,
    },
    /// Of the register: a place that is watched was looked at.
    PlaceVisited {
        /// The place, as the configuration names it.
        place: String,
    },
    /// Of the register: someone was given a role.
    RoleGiven {
        /// To whom, as the journal names them.
        to: String,
        /// The role; none gives back what their chat says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        role: Option<Role>,
    },
    /// Of the register: the summary of a day or a week was posted.
    DigestPosted {
        /// Which.
        digest: DigestKind,
        /// The day it is of: for a week, the Monday after it.
        day: Date,
        /// To whom alone it was told, at the terminal; none where it was posted in the chat.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
    },
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_zero(number: &u8) -> bool {
    *number == 0
}

impl Event {
    /// The name that the archive and the message catalogue use.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Received { .. } => "received",
            Self::Answered { .. } => "answered",
            Self::Described { .. } => "described",
            Self::Classified { .. } => "classified",
            Self::Proposed { .. } => "proposed",
            Self::Edited { .. } => "edited",
            Self::Rechecked { .. } => "rechecked",
            Self::Overridden { .. } => "overridden",
            Self::Submitted { .. } => "submitted",
            Self::Approved { .. } => "approved",
            Self::ChangesRequested { .. } => "changes_requested",
            Self::Copied { .. } => "copied",
            Self::Prepared { .. } => "prepared",
            Self::Published { .. } => "published",
            Self::NotAnswered { .. } => "not_answered",
            Self::StepDone { .. } => "step_done",
            Self::MeasurePlanned { .. } => "measure_planned",
            Self::MeasureDone { .. } => "measure_done",
            Self::Closed { .. } => "closed",
            Self::Reopened { .. } => "reopened",
            Self::Reassigned { .. } => "reassigned",
            Self::LanguageChosen { .. } => "language_chosen",
            Self::TakenBack => "taken_back",
            Self::ConsentGiven { .. } => "consent_given",
            Self::ConsentWithdrawn { .. } => "consent_withdrawn",
            Self::PlaceVisited { .. } => "place_visited",
            Self::Refused { .. } => "refused",
            Self::OnlineChecked { .. } => "online_checked",
            Self::EvidenceAdded { .. } => "evidence_added",
            Self::HoldPlaced { .. } => "hold_placed",
            Self::HoldLifted { .. } => "hold_lifted",
            Self::Snoozed { .. } => "snoozed",
            Self::Reminded { .. } => "reminded",
            Self::CardPosted { .. } => "card_posted",
            Self::AuthorTold { .. } => "author_told",
            Self::Viewed { .. } => "viewed",
            Self::Erased { .. } => "erased",
            Self::RoleGiven { .. } => "role_given",
            Self::DigestPosted { .. } => "digest_posted",
        }
    }

    /// Whether it belongs to the practice's register, and to no exchange.
    pub const fn is_of_the_register(&self) -> bool {
        matches!(
            self,
            Self::ConsentGiven { .. }
                | Self::ConsentWithdrawn { .. }
                | Self::PlaceVisited { .. }
                | Self::DigestPosted { .. }
                | Self::RoleGiven { .. }
        )
    }

    /// Whether the exchange moves on with it, so that what people see of it before is stale.
    pub fn is_step(&self) -> bool {
        !matches!(
            self,
            Self::Copied { .. }
                | Self::Prepared { .. }
                | Self::OnlineChecked { .. }
                | Self::EvidenceAdded { .. }
                | Self::HoldPlaced { .. }
                | Self::HoldLifted { .. }
                | Self::Snoozed { .. }
                | Self::Reminded { .. }
                | Self::CardPosted { .. }
                | Self::AuthorTold { .. }
                | Self::Viewed { .. }
                | Self::Erased { .. }
        )
    }
}

/// The chat message that a review came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The face: `discord`.
    pub face: String,
    /// The message, as that face names it.
    pub message: String,
}

/// One step of an outcome, with its last day where it could be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepDue {
    /// The step.
    pub step: String,
    /// Its last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
}

/// An event as the journal gives it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The revision that the exchange had once it was recorded.
    pub revision: u32,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: Actor,
    /// What.
    pub event: Event,
}
