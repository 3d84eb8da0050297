//! `egard draft`: one proposal without a dialogue, for scripts.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write as _};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::office::{Office, block_on, open_journal, read_text};
use super::{Asked, Failure, Global, Outcome, print_json, print_line};
use crate::cue::{NoticeView, ReviewReading};
use crate::desk::{Action, Desk, DeskError, Inputs, Reference, Response, Visit};
use crate::exchange::{Exchange, ExchangeId};
use crate::guard::{Channel, FindingView, Verdict};
use crate::journal::Journal;
use crate::journal::memory::MemoryJournal;
use crate::language::Language;
use crate::pack::Pack;
use crate::questionnaire::{AnswerError, Answers, Outcome as QuestionnaireOutcome, OutcomeKind, Position, Question};
use crate::review::{MAX_CHARS, Review};
use crate::{text, wording};

/// Most bytes of a review: no character takes more than four.
const MAX_BYTES: u64 = 4 * MAX_CHARS as u64;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[arg(long = "answer", value_name = "QUESTION=ANSWER", value_parser = pair)]
    answers: Vec<(String, String)>,
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = pair)]
    vars: Vec<(String, String)>,
    #[arg(long, value_name = "PACK")]
    pack: Option<String>,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[arg(long)]
    no_journal: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

fn pair(text: &str) -> Result<(String, String), String> {
    text.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())).ok_or_else(|| "NAME=VALUE".to_owned())
}

/// What the command prints as JSON.
#[derive(Serialize, Default)]
struct Draft<'a> {
    exchange: Option<ExchangeId>,
    outcome: Option<String>,
    kind: Option<OutcomeKind>,
    template: Option<String>,
    text: Option<String>,
    verdict: Option<Verdict>,
    findings: Vec<FindingView<'a>>,
    missing: Vec<Missing>,
    suggestions: Vec<Suggested<'a>>,
}

/// An answer that what was noticed in the review speaks for. It is never given by itself.
#[derive(Serialize)]
struct Suggested<'a> {
    question: &'a str,
    answer: &'a str,
    label: &'a str,
    because: Vec<NoticeView<'a>>,
}

/// A question that is still to be answered.
#[derive(Serialize)]
struct Missing {
    question: String,
    ask: String,
    choices: Vec<Choice>,
}

#[derive(Serialize)]
struct Choice {
    id: String,
    label: String,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Outcome {
    let office = Office::open(global, arguments.pack.as_deref())?;
    let visit = office.visit(global)?;
    let review = read_text(io::stdin().lock(), "stdin", MAX_BYTES, global.language)?;
    let review = Review::of(review).checked().map_err(|unusable| explain(global, &DeskError::Review(unusable)))?;
    let pack = office.packs.get(&office.practice(global)?.pack);
    let pack = pack.ok_or_else(|| Failure::bad(text!(global.language, "error-no-template")))?;
    let answers = arrange(global, &pack, &arguments.answers)?;
    let reading = pack.cues.read(&review.text, None);
    let suggestions = suggested(&reading, &pack, global.language);
    match pack.questionnaire.position(&answers) {
        Ok(Position::At(question)) => return missing(global, arguments.format, question, suggestions),
        Ok(Position::Done(outcome)) => known_vars(global, &pack, outcome, &answers, &arguments.vars)?,
        Err(_) => {}
    }
    let journal: Arc<dyn Journal> =
        if arguments.no_journal { Arc::new(MemoryJournal::default()) } else { Arc::new(open_journal(global)?) };
    let walk = Walk { global, desk: office.desk(journal), visit, arguments };
    let exchange = block_on(walk.through(review, &answers))??;
    let recorded = (!arguments.no_journal).then_some(exchange.id);
    if exchange.needs_approval(&office.practice(global)?.policy) {
        let why = crate::desk::approval_text(&exchange, global.language);
        // A remark beside the text: nothing is lost where nobody listens.
        let _ = writeln!(io::stderr(), "egard: {why}");
    }
    show(global, arguments.format, &Draft { suggestions, ..describe(global, &exchange, recorded) })
}

fn suggested<'a>(reading: &'a ReviewReading, pack: &'a Pack, language: Language) -> Vec<Suggested<'a>> {
    let suggestions = reading.suggestions(&pack.questionnaire).into_iter();
    suggestions
        .map(|suggestion| Suggested {
            question: &suggestion.question.id,
            answer: &suggestion.answer.id,
            label: suggestion.answer.label.get(language),
            because: suggestion.because.into_iter().map(|notice| notice.view(language)).collect(),
        })
        .collect()
}

fn arrange(global: &Global, pack: &Pack, given: &[(String, String)]) -> Result<Answers, Failure> {
    let mut answers = BTreeMap::new();
    for (question, answer) in given {
        if answers.insert(question.clone(), answer.clone()).is_some() {
            return Err(Failure::bad(text!(global.language, "draft-answered-twice", question = question.as_str())));
        }
    }
    pack.questionnaire.arrange(&answers).map_err(|error| {
        let choices = match &error {
            AnswerError::Unknown { question, .. } => pack.questionnaire.question(question),
            AnswerError::NotAsked(_) => None,
        };
        let known = choices.map(|question| {
            let ids: Vec<_> = question.answers.iter().map(|answer| answer.id.as_str()).collect();
            text!(global.language, "draft-known-answers", answers = ids.join(", "))
        });
        let refusal = crate::desk::explain(&crate::exchange::Refusal::Answer(error), global.language);
        Failure::bad(format!("{refusal} {}", known.unwrap_or_default()).trim_end().to_owned())
    })
}

/// Refuses a value that no text of the outcome asks for, before anything is recorded.
fn known_vars(
    global: &Global,
    pack: &Pack,
    outcome: &QuestionnaireOutcome,
    answers: &Answers,
    vars: &[(String, String)],
) -> Result<(), Failure> {
    let templates =
        Language::ALL.into_iter().flat_map(|language| pack.templates.choose(language, &outcome.id, answers));
    let known: BTreeSet<&str> = templates
        .filter(|template| template.channel == Channel::Public)
        .flat_map(|template| template.asked().map(|(name, _)| name))
        .collect();
    match vars.iter().find(|(name, _)| !known.contains(name.as_str())) {
        None => Ok(()),
        Some((name, _)) => Err(unknown_var(global, name, known)),
    }
}

fn unknown_var<'a>(global: &Global, name: &str, known: impl IntoIterator<Item = &'a str>) -> Failure {
    let known = known.into_iter().collect::<Vec<_>>().join(", ");
    Failure::bad(text!(global.language, "draft-unknown-var", name = name, known = known))
}

fn missing(global: &Global, format: Format, question: &Question, suggestions: Vec<Suggested<'_>>) -> Outcome {
    let language = global.language;
    let choice = |answer: &crate::questionnaire::Answer| Choice {
        id: answer.id.clone(),
        label: answer.label.get(language).to_owned(),
    };
    let missing = Missing {
        question: question.id.clone(),
        ask: question.ask.get(language).to_owned(),
        choices: question.answers.iter().map(choice).collect(),
    };
    if format == Format::Json {
        print_json(&Draft { missing: vec![missing], suggestions, ..Draft::default() }, false)?;
        return Ok(ExitCode::from(super::BAD));
    }
    let mut lines =
        vec![text!(language, "draft-missing", question = missing.question.as_str(), ask = missing.ask.as_str())];
    let speaks = suggestions.iter().filter(|suggestion| suggestion.question == missing.question);
    let suggested: Vec<_> = speaks.map(|there| text!(language, "suggested", label = there.label)).collect();
    lines.extend(
        missing.choices.iter().map(|choice| format!("  --answer {}={}  {}", missing.question, choice.id, choice.label)),
    );
    lines.extend(suggested);
    Err(Failure::bad(lines.join("\n")))
}

/// Takes the same steps as a person would.
struct Walk<'a> {
    global: &'a Global,
    desk: Desk,
    visit: Visit,
    arguments: &'a Arguments,
}

impl Walk<'_> {
    async fn through(&self, review: Review, answers: &Answers) -> Result<Exchange, Failure> {
        let received = self.desk.receive(&self.visit, review, None).await;
        let mut at = received.map_err(|error| explain(self.global, &error))?.reference;
        for (question, answer) in answers {
            let action = Action::Answer { question: question.clone(), answer: answer.clone() };
            at = self.act(at, &action, None).await?;
        }
        if let Some(Asked::Language(language)) = self.global.asked_language {
            at = self.act(at, &Action::Language(language), None).await?;
        }
        if !self.arguments.vars.is_empty() {
            at = self.fill(at).await?;
        }
        let exchange = self.desk.history(&self.visit, at.exchange).await;
        exchange.map_err(|error| explain(self.global, &error))
    }

    async fn fill(&self, at: Reference) -> Result<Reference, Failure> {
        let inputs: Inputs = self.arguments.vars.iter().cloned().collect();
        let asked: Vec<String> = match self.desk.act(&self.visit, at, &Action::Fill, None).await {
            Ok(Response::Form(form)) => form.fields.into_iter().map(|field| field.id).collect(),
            _ => Vec::new(),
        };
        if let Some(unknown) = inputs.keys().find(|name| !asked.contains(name)) {
            return Err(unknown_var(self.global, unknown, asked.iter().map(String::as_str)));
        }
        self.act(at, &Action::Fill, Some(&inputs)).await
    }

    async fn act(&self, at: Reference, action: &Action, inputs: Option<&Inputs>) -> Result<Reference, Failure> {
        match self.desk.act(&self.visit, at, action, inputs).await {
            Ok(Response::Screen(screen)) => Ok(screen.reference),
            Ok(Response::Refused { message, .. }) => Err(Failure::bad(message)),
            Ok(Response::Form(_) | Response::Private(_) | Response::Captures(_)) => Ok(at),
            Err(error) => Err(explain(self.global, &error)),
        }
    }
}

fn describe<'a>(global: &Global, exchange: &'a Exchange, recorded: Option<ExchangeId>) -> Draft<'a> {
    let draft = exchange.draft.as_ref();
    let classified = exchange.classified.as_ref();
    Draft {
        exchange: recorded,
        outcome: classified.map(|classified| classified.outcome.clone()),
        kind: classified.map(|classified| classified.kind),
        template: draft.map(|draft| draft.template.clone()),
        text: draft.map(|draft| draft.text.clone()),
        verdict: exchange.verdict(),
        findings: draft
            .map(|draft| draft.findings.iter().map(|finding| finding.view(global.language)).collect())
            .unwrap_or_default(),
        missing: Vec::new(),
        suggestions: Vec::new(),
    }
}

fn show(global: &Global, format: Format, draft: &Draft<'_>) -> Outcome {
    let blocked = draft.verdict == Some(Verdict::Block);
    if format == Format::Json {
        print_json(draft, false)?;
    } else if let Some(text) = &draft.text {
        if blocked {
            // What must not be posted must not end in the file that the output goes to.
            let verdict = crate::desk::verdict_text(Verdict::Block, global.language);
            let lines = draft.findings.iter().map(|finding| format!("« {} » · {}", finding.text, finding.message));
            return Err(Failure::no(std::iter::once(verdict).chain(lines).collect::<Vec<_>>().join("\n")));
        }
        print_line(text)?;
    } else {
        let kind = draft.kind.map_or("", OutcomeKind::name);
        let kind = wording::named(global.language, "kind", kind);
        let outcome = draft.outcome.as_deref().unwrap_or_default();
        print_line(&text!(global.language, "draft-no-reply", outcome = outcome, kind = kind))?;
    }
    Ok(if blocked { ExitCode::from(super::NO) } else { ExitCode::SUCCESS })
}

fn explain(global: &Global, error: &DeskError) -> Failure {
    Failure::bad(error.explain(global.language))
}
