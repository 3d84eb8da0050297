//! What a person sees, free of any platform: each face shows it in its own way.

use jiff::civil::Date;

use super::{Action, Capture};
use crate::document::Document;
use crate::exchange::{Card, ExchangeId, Status};
use crate::guard::{Replacement, Severity, Verdict};

/// The exchange and the revision that a screen shows; whatever is pressed carries them back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// The exchange.
    pub exchange: ExchangeId,
    /// Its revision.
    pub revision: u32,
}

/// One state of an exchange, to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Screen {
    /// What it shows.
    pub reference: Reference,
    /// Where the exchange stands.
    pub status: Status,
    /// Its heading.
    pub title: String,
    /// The review, kept in sight.
    pub review: ReviewView,
    /// What there is to read, in order.
    pub blocks: Vec<Block>,
    /// The answers to choose from, when a question is asked.
    pub choices: Vec<Choice>,
    /// What can be pressed.
    pub buttons: Vec<Button>,
    /// Lists of things to choose one from.
    pub menus: Vec<Menu>,
    /// Messages of a chat that show it.
    pub cards: Vec<Card>,
}

/// The review as it is kept in sight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewView {
    /// « Avis » or "Review".
    pub label: String,
    /// Its text, raw: each face escapes it in its own way.
    pub text: String,
    /// Platform, author, rating, day and address, those known.
    pub about: Vec<String>,
}

/// A piece of what there is to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A question, with how far along it is.
    Question {
        /// « Question 2/5 ».
        progress: String,
        /// The question.
        ask: String,
        /// What helps to answer it.
        help: Option<String>,
    },
    /// The answer that what was noticed in the review speaks for. Nothing is chosen by it.
    Suggestion {
        /// « Suggéré : Menace contre l’équipe ».
        title: String,
        /// What was noticed, with the words.
        because: Vec<String>,
    },
    /// Answers given so far: question, answer.
    Answers {
        /// « Réponses ».
        title: String,
        /// Each question with its answer.
        given: Vec<(String, String)>,
    },
    /// A paragraph.
    Text(String),
    /// A paragraph that matters.
    Important(String),
    /// Who looks after it, as the journal names them: each face shows people in its own way.
    InCharge(String),
    /// A proposed text.
    Proposal {
        /// The template's name, and which variant it is.
        title: String,
        /// The text, raw.
        text: String,
        /// The guard's verdict.
        verdict: Verdict,
        /// The verdict in words.
        verdict_text: String,
    },
    /// What the guard found in the proposed text.
    Findings {
        /// « Points relevés ».
        title: String,
        /// Each finding.
        findings: Vec<FindingView>,
    },
    /// What changed from one text to another, word by word.
    Changes {
        /// « Ce qui a changé depuis le modèle ».
        title: String,
        /// The pieces of both texts, in order.
        pieces: Vec<Piece>,
    },
    /// What happened last.
    History {
        /// « Historique ».
        title: String,
        /// Each event, the latest last.
        lines: Vec<HistoryLine>,
    },
    /// Steps to take.
    Checklist {
        /// « Marche à suivre ».
        title: String,
        /// Each step.
        items: Vec<CheckItem>,
    },
}

/// A piece of two texts that were held against each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// In which of them it stands.
    pub change: Change,
    /// The words, with the spaces around them.
    pub text: String,
}

/// In which of two texts something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// In both.
    Same,
    /// Only in the later one.
    Added,
    /// Only in the earlier one.
    Removed,
}

/// One event, as a card shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryLine {
    /// When, where the practice is: day and time.
    pub at: String,
    /// What.
    pub what: String,
    /// By whom, as the journal names them.
    pub actor: String,
    /// What was said with it.
    pub detail: Option<String>,
}

/// A finding, in the person's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingView {
    /// The rule.
    pub rule: String,
    /// How grave.
    pub severity: Severity,
    /// Where it begins in the text, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
    /// The words found.
    pub text: String,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub fix: String,
    /// Where that is said.
    pub source: String,
    /// The edit that mends it, where one can be told.
    pub replacement: Option<Replacement>,
    /// What made it milder than its rule, in words.
    pub waived: Option<String>,
    /// Whether a manager set it aside.
    pub overridden: bool,
}

/// A step to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckItem {
    /// « Tout de suite » or « Ensuite », where there is an order.
    pub when: Option<String>,
    /// What to do.
    pub text: String,
    /// Its last day.
    pub due: Option<Date>,
    /// The last day in words.
    pub due_text: Option<String>,
    /// Whether it is done.
    pub done: bool,
}

/// One answer to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What choosing it does.
    pub action: Action,
    /// What it says.
    pub label: String,
    /// Whether what was noticed in the review speaks for it. It is shown, and never chosen by itself.
    pub suggested: bool,
}

impl Choice {
    /// A choice that nothing speaks for.
    pub const fn new(action: Action, label: String) -> Self {
        Self { action, label, suggested: false }
    }
}

/// How much a button stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// The thing to do next.
    Primary,
    /// Anything else.
    Secondary,
    /// A good end.
    Success,
    /// An end without a reply.
    Danger,
}

/// One thing to press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// What pressing it does.
    pub action: Action,
    /// What it says.
    pub label: String,
    /// How much it stands out.
    pub style: Style,
}

/// A list of things to choose one from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Menu {
    /// Its name, unique on a screen.
    pub id: &'static str,
    /// What it says before anything is chosen.
    pub label: String,
    /// What there is to choose.
    pub options: Vec<Choice>,
}

/// What a person is asked to type before an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// What it is for.
    pub reference: Reference,
    /// What it leads to.
    pub action: Action,
    /// Its heading.
    pub title: String,
    /// One to five fields.
    pub fields: Vec<Field>,
}

/// One thing to type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name among the inputs.
    pub id: String,
    /// What it is.
    pub label: String,
    /// What helps to fill it.
    pub hint: Option<String>,
    /// Whether several lines are expected.
    pub long: bool,
    /// Whether it may stay empty.
    pub required: bool,
    /// Most characters.
    pub max_chars: usize,
    /// What stands in it to begin with.
    pub value: Option<String>,
}

/// Something for one person alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Private {
    /// Its heading.
    pub title: String,
    /// What there is to know.
    pub notes: Vec<String>,
    /// A text to read that must not go out as it is.
    pub readable: Option<String>,
    /// A text to copy, exactly as it should be pasted.
    pub copyable: Option<String>,
    /// The same as a document for a word processor: of a letter, a note or a guide.
    pub document: Option<Document>,
    /// What the guard found in it.
    pub findings: Vec<FindingView>,
}

/// What the desk answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Response {
    /// The exchange as it now is, for all to see.
    Screen(Box<Screen>),
    /// Ask this first.
    Form(Form),
    /// For that person alone; what others see stays as it is.
    Private(Private),
    /// Captures to look at, for that person alone; at least one.
    Captures(Vec<Capture>),
    /// Not done, and why, with the exchange as it is.
    Refused {
        /// Why.
        message: String,
        /// The exchange as it is.
        screen: Box<Screen>,
    },
}
