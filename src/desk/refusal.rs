//! What went wrong, in words for the person; what the logs get is another matter.

use super::keep::{MAX_CAPTURE, UnfitCapture};
use super::query::BadQuery;
use crate::consent::{MAX_FIELD, Unfit};
use crate::document::DocumentError;
use crate::exchange::{ExchangeId, Refusal};
use crate::journal::JournalError;
use crate::language::Language;
use crate::questionnaire::AnswerError;
use crate::review::{MAX_CHARS, Unusable};
use crate::template::RenderError;
use crate::{text, wording};

/// Why the desk did not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The review cannot be taken.
    #[error("the review cannot be used")]
    Review(Unusable),
    /// The rating is no number.
    #[error("the rating is no number")]
    BadRating(String),
    /// The day is none.
    #[error("the day cannot be read")]
    BadDay(String),
    /// A period ends before it begins.
    #[error("the period ends before it begins")]
    BadPeriod,
    /// A picture could not be made.
    #[error(transparent)]
    Chart(#[from] crate::chart::ChartError),
    /// A file could not be written.
    #[error("a file could not be written: {0}")]
    Unwritten(String),
    /// A sheet could not be made.
    #[error(transparent)]
    Sheet(#[from] crate::sheet::SheetError),
    /// The register cannot take an entry.
    #[error("the register cannot take the entry")]
    Register(Unfit),
    /// The pack's law knows no consent to be cited.
    #[error("this pack knows no consent")]
    NoConsents,
    /// What was brought is no capture that is kept.
    #[error("the capture cannot be kept")]
    Capture(UnfitCapture),
    /// Nothing was captured of the exchange.
    #[error("there is no capture")]
    NoCaptures,
    /// A rule of the domain refuses.
    #[error("refused")]
    Refused(Refusal),
    /// The configuration lacks what a template cannot do without.
    #[error("the configuration lacks {}", .0.join(", "))]
    NotConfigured(Vec<&'static str>),
    /// A document could not be made.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// A template gave no text.
    #[error("a template gave no text")]
    Render(RenderError),
    /// No template suits.
    #[error("no template suits")]
    NoTemplate,
    /// There is no such exchange.
    #[error("there is no exchange {0}")]
    UnknownExchange(ExchangeId),
    /// All that was recorded of the exchange is erased.
    #[error("the exchange {0} is erased")]
    Erased(ExchangeId),
    /// What was typed cannot be looked for.
    #[error("the search cannot be read")]
    Search(BadQuery),
    /// No exchange is named so.
    #[error("no exchange is named so")]
    NoneBegins(String),
    /// More than one exchange begins so.
    #[error("several exchanges begin so")]
    SeveralBegin(Vec<ExchangeId>),
    /// There is no such practice.
    #[error("there is no practice {0}")]
    UnknownPractice(String),
    /// There is no such pack.
    #[error("there is no pack {0}")]
    UnknownPack(String),
    /// The journal failed.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

impl From<Refusal> for DeskError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<RenderError> for DeskError {
    fn from(error: RenderError) -> Self {
        Self::Render(error)
    }
}

impl DeskError {
    /// What to tell the person: one or two sentences.
    pub fn explain(&self, language: Language) -> String {
        match self {
            Self::Review(unusable) => explain_review(*unusable, language),
            Self::BadRating(rating) => text!(language, "error-review-rating", rating = rating.as_str()),
            Self::BadDay(day) => text!(language, "error-day", day = day.as_str()),
            Self::Refused(refusal) => explain(refusal, language),
            Self::Render(error) => explain_render(error, language),
            Self::Register(unfit) => match unfit {
                Unfit::Blank => text!(language, "register-blank"),
                Unfit::Name => text!(language, "register-name"),
                Unfit::TooLong => text!(language, "refusal-too-long", most = MAX_FIELD),
                Unfit::Past => text!(language, "refusal-past-day"),
                Unfit::Unknown => text!(language, "register-unknown"),
            },
            Self::BadPeriod => text!(language, "error-period"),
            Self::Capture(unfit) => explain_capture(*unfit, language),
            Self::NoCaptures => text!(language, "no-captures"),
            Self::NoConsents => text!(language, "register-no-consents"),
            Self::NotConfigured(keys) => text!(language, "error-not-configured", keys = keys.join(", ")),
            Self::Document(_) | Self::Chart(_) | Self::Sheet(_) | Self::Unwritten(_) => {
                text!(language, "error-document")
            }
            Self::NoTemplate => text!(language, "error-no-template"),
            Self::UnknownExchange(id) => text!(language, "error-unknown-exchange", exchange = id.as_str()),
            Self::Erased(id) => text!(language, "error-erased-exchange", exchange = id.as_str()),
            Self::Search(bad) => bad.explain(language),
            Self::NoneBegins(typed) => text!(language, "error-unknown-exchange", exchange = typed.as_str()),
            Self::SeveralBegin(ids) => {
                let known: Vec<_> = ids.iter().map(ExchangeId::to_string).collect();
                text!(language, "error-several-exchanges", known = known.join(", "))
            }
            Self::UnknownPractice(id) => text!(language, "error-unknown-practice", practice = id.as_str()),
            Self::UnknownPack(id) => text!(language, "error-unknown-pack", pack = id.as_str()),
            Self::Journal(JournalError::Held) => text!(language, "refusal-held"),
            Self::Journal(JournalError::Search(_)) => text!(language, "error-search"),
            Self::Journal(JournalError::Io { .. }) => text!(language, "error-journal-io"),
            Self::Journal(_) => text!(language, "error-journal"),
        }
    }

    /// What to tell the person; what is ours is logged too.
    pub fn tell(&self, language: Language) -> String {
        if !self.is_for_the_person() {
            tracing::error!(error = %self, "the desk failed");
        }
        self.explain(language)
    }

    /// Whether the person can do something about it; if not, it belongs in the logs too.
    pub fn is_for_the_person(&self) -> bool {
        matches!(self, Self::Journal(JournalError::Held))
            || !matches!(
                self,
                Self::Journal(_)
                    | Self::UnknownPack(_)
                    | Self::Document(_)
                    | Self::Chart(_)
                    | Self::Sheet(_)
                    | Self::Unwritten(_)
            )
    }
}

fn explain_capture(unfit: UnfitCapture, language: Language) -> String {
    match unfit {
        UnfitCapture::Kind => text!(language, "capture-kind"),
        UnfitCapture::TooLarge => text!(language, "capture-too-large", most = MAX_CAPTURE / 1024 / 1024),
        UnfitCapture::Elsewhere => text!(language, "capture-elsewhere"),
        UnfitCapture::Unreachable => text!(language, "capture-unreachable"),
    }
}

fn explain_review(unusable: Unusable, language: Language) -> String {
    match unusable {
        Unusable::Empty => text!(language, "error-review-empty"),
        Unusable::TooLong(length) => text!(language, "error-review-long", length = length, most = MAX_CHARS),
        Unusable::Rating(rating) => text!(language, "error-review-rating", rating = rating),
        Unusable::Url => text!(language, "error-url"),
    }
}

fn explain_render(error: &RenderError, language: Language) -> String {
    match error {
        RenderError::Missing(names) => text!(language, "error-missing-values", names = names.join(", ")),
        RenderError::TooLong { length, most } => text!(language, "error-text-long", length = *length, most = *most),
        RenderError::Unknown | RenderError::Engine(_) => text!(language, "error-no-template"),
    }
}

/// A refusal in words.
pub fn explain(refusal: &Refusal, language: Language) -> String {
    match refusal {
        Refusal::Stale { .. } => text!(language, "refusal-stale"),
        Refusal::ManagersOnly => text!(language, "refusal-managers-only"),
        Refusal::ResponsibleOnly => text!(language, "refusal-responsible-only"),
        Refusal::OwnText => text!(language, "refusal-own-text"),
        Refusal::UnknownPerson => text!(language, "refusal-unknown-person"),
        Refusal::CannotTellApart => text!(language, "refusal-cannot-tell-apart"),
        Refusal::AlreadyApproved => text!(language, "refusal-already-approved"),
        Refusal::RefusedText => text!(language, "refusal-refused-text"),
        Refusal::Held => text!(language, "refusal-held"),
        Refusal::NotHeld => text!(language, "refusal-not-held"),
        Refusal::Blocked => text!(language, "refusal-blocked"),
        Refusal::NeedsApproval => text!(language, "refusal-needs-approval"),
        Refusal::NotNow(status) => {
            text!(language, "refusal-not-now", status = wording::named(language, "status", status.name()))
        }
        Refusal::Review(unusable) => explain_review(*unusable, language),
        Refusal::Answer(AnswerError::NotAsked(question)) => {
            text!(language, "refusal-not-asked", question = question.as_str())
        }
        Refusal::Answer(AnswerError::Unknown { question, answer }) => {
            text!(language, "refusal-unknown-answer", question = question.as_str(), answer = answer.as_str())
        }
        Refusal::ReasonMissing => text!(language, "refusal-reason-missing"),
        Refusal::TooLong(most) => text!(language, "refusal-too-long", most = *most),
        Refusal::EmptyText => text!(language, "refusal-empty-text"),
        Refusal::BadUrl => text!(language, "error-url"),
        Refusal::UnknownFinding => text!(language, "refusal-unknown-finding"),
        Refusal::NothingToMend => text!(language, "refusal-nothing-to-mend"),
        Refusal::UnknownMeasure => text!(language, "refusal-unknown-measure"),
        Refusal::PastDay => text!(language, "refusal-past-day"),
        Refusal::UnknownStep(_) => text!(language, "refusal-unknown-step"),
        Refusal::NothingToTakeBack => text!(language, "refusal-nothing-to-take-back"),
    }
}
