//! What a person can do to an exchange, from taking a review in to closing it.

use super::compose::Past;
use super::form::REVIEW_FIELDS;
use super::work::Work;
use super::{Action, Desk, DeskError, Inputs, Private, Reference, Response, Screen, Visit};
use crate::document::{self, Document};
use crate::exchange::{Command, Event, Exchange, ExchangeId, FindingKey, Origin, Recorded, Refusal};
use crate::guard::{Channel, Severity};
use crate::journal::{Append, JournalError};
use crate::language::Language;
use crate::pack::Pack;
use crate::practice::Practice;
use crate::questionnaire::Position;
use crate::review::Review;
use crate::{text, wording};

impl Desk {
    /// Takes a review in. A chat message that began an exchange before shows that one again.
    ///
    /// # Errors
    /// When the review is unusable or the journal fails.
    pub async fn receive(&self, visit: &Visit, review: Review, origin: Option<Origin>) -> Result<Screen, DeskError> {
        let practice = self.practice(&visit.practice)?;
        let pack = self.pack(practice)?;
        if let Some(origin) = &origin
            && let Some(known) = self.journal.by_origin(&practice.id, origin).await?
        {
            return self.show(visit, known).await;
        }
        let review = review.checked().map_err(DeskError::Review)?;
        let language = Language::detect(&review.text).unwrap_or(practice.language);
        let received = Event::Received {
            review,
            language,
            pack: pack.about.id.clone(),
            pack_version: pack.about.version.clone(),
            origin: origin.clone(),
        };
        let (id, at) = (ExchangeId::from_random(rand::random()), self.clock.now());
        match (self.append(visit, id, 0, vec![received.clone()]).await, origin) {
            // The journal holds exactly this: there is no need to read it back.
            (Ok(revision), _) => {
                let first = Recorded { revision, at, actor: visit.actor.clone(), event: received };
                let exchange = Exchange::replay(id, vec![first]).ok_or(DeskError::UnknownExchange(id))?;
                Ok(self.work_for(None, visit, practice, &pack, exchange).await?.screen())
            }
            // Someone else took the same message in at the same moment: theirs is the exchange.
            (Err(error @ DeskError::Journal(JournalError::Conflict { .. })), Some(origin)) => {
                let known = self.journal.by_origin(&practice.id, &origin).await?.ok_or(error)?;
                self.show(visit, known).await
            }
            (Err(error), _) => Err(error),
        }
    }

    /// An exchange as it is.
    ///
    /// # Errors
    /// When there is none or the journal fails.
    pub async fn show(&self, visit: &Visit, id: ExchangeId) -> Result<Screen, DeskError> {
        let practice = self.practice(&visit.practice)?;
        let pack = self.pack(practice)?;
        let exchange = self.exchange(&practice.id, id).await?;
        Ok(self.work_for(None, visit, practice, &pack, exchange).await?.screen())
    }

    /// An exchange with its whole history.
    ///
    /// # Errors
    /// When there is none or the journal fails.
    pub async fn history(&self, visit: &Visit, id: ExchangeId) -> Result<Exchange, DeskError> {
        self.exchange(&visit.practice, id).await
    }

    /// Does what a person asked for, on the state that they saw. An action that needs something
    /// typed answers with a form when `inputs` is `None`.
    ///
    /// # Errors
    /// When the journal fails or there is no such exchange; a refusal is a [`Response`].
    pub async fn act(
        &self,
        visit: &Visit,
        seen: Reference,
        action: &Action,
        inputs: Option<&Inputs>,
    ) -> Result<Response, DeskError> {
        let practice = self.practice(&visit.practice)?;
        let pack = self.pack(practice)?;
        let exchange = self.exchange(&practice.id, seen.exchange).await?;
        let work = self.work_for(Some(action), visit, practice, &pack, exchange).await?;
        if *action == Action::Captures {
            return self.captures(&work).await;
        }
        let stale = work.exchange.revision != seen.revision;
        if !stale && inputs.is_none() {
            match work.form(seen, action) {
                Ok(Some(form)) => return Ok(Response::Form(form)),
                Ok(None) => {}
                Err(error) => return work.refused(error),
            }
        }
        let empty = Inputs::new();
        match self.take(&work, seen.revision, action, inputs.unwrap_or(&empty)).await {
            Ok(response) => Ok(response),
            Err(DeskError::Journal(JournalError::Conflict { .. })) => {
                let exchange = self.exchange(&practice.id, seen.exchange).await?;
                let current = exchange.revision;
                let work = self.work(visit, practice, &pack, exchange).await?;
                work.refused(Refusal::Stale { current }.into())
            }
            Err(error) => work.refused(error),
        }
    }

    pub(super) async fn work<'a>(
        &self,
        visit: &'a Visit,
        practice: &'a Practice,
        pack: &'a Pack,
        exchange: Exchange,
    ) -> Result<Work<'a>, DeskError> {
        let past = self.past(visit).await?;
        Ok(Work { past, ..self.work_without_past(visit, practice, pack, exchange) })
    }

    /// The same for what a person asked for, or to show the exchange: as long as there is another question to ask,
    /// nothing is composed, and the many exchanges of the past are not read.
    async fn work_for<'a>(
        &self,
        action: Option<&Action>,
        visit: &'a Visit,
        practice: &'a Practice,
        pack: &'a Pack,
        exchange: Exchange,
    ) -> Result<Work<'a>, DeskError> {
        if asks_on(pack, &exchange, action) {
            return Ok(self.work_without_past(visit, practice, pack, exchange));
        }
        self.work(visit, practice, pack, exchange).await
    }

    /// The same where nothing is composed, and so nothing of the past matters.
    pub(super) fn work_without_past<'a>(
        &self,
        visit: &'a Visit,
        practice: &'a Practice,
        pack: &'a Pack,
        exchange: Exchange,
    ) -> Work<'a> {
        let past = Past::default();
        Work { visit, practice, pack, exchange, today: self.today(practice), now: self.clock.now(), past }
    }

    async fn take(&self, work: &Work<'_>, seen: u32, action: &Action, inputs: &Inputs) -> Result<Response, DeskError> {
        // What was seen is checked before anything is composed for it.
        if seen != work.exchange.revision {
            return Err(Refusal::Stale { current: work.exchange.revision }.into());
        }
        if let Some(response) = self.recheck(work, action).await? {
            return Ok(response);
        }
        if let Some(described) = self.facts_of_a_letter(work, action, inputs).await? {
            let reference = Reference { exchange: work.exchange.id, revision: described.exchange.revision };
            let rest: Inputs = inputs
                .iter()
                .filter(|(field, _)| !is_fact(field))
                .map(|(field, value)| (field.clone(), value.clone()))
                .collect();
            // What was typed of the review is kept; what the letter asks besides comes next, unless it came along.
            if rest.is_empty()
                && let Some(form) = described.form(reference, action)?
            {
                return Ok(Response::Form(form));
            }
            return Box::pin(self.take(&described, reference.revision, action, &rest)).await;
        }
        if *action == Action::Report {
            return Ok(Response::Private(work.how_to_report()));
        }
        let command = work.command(action, inputs)?;
        let private = work.private(&command)?;
        let mut events = work.decide(seen, command)?;
        events.extend(work.after(&events, self.clock.now()).follow_up(&events)?);
        // The journal holds exactly this once it has taken the step: there is no need to read it back.
        let after = work.after(&events, self.clock.now());
        if !events.is_empty() {
            self.append(work.visit, work.exchange.id, seen, events).await?;
        }
        Ok(match private {
            Some(private) => Response::Private(private),
            None => Response::Screen(Box::new(after.screen())),
        })
    }

    /// A letter may need to know more of the review than is known: what was typed of it is recorded first.
    async fn facts_of_a_letter<'a>(
        &self,
        work: &Work<'a>,
        action: &Action,
        inputs: &Inputs,
    ) -> Result<Option<Work<'a>>, DeskError> {
        if !matches!(action, Action::Prepare(_)) || !inputs.keys().any(|field| is_fact(field)) {
            return Ok(None);
        }
        let mut facts = work.known_facts();
        facts.extend(inputs.iter().map(|(field, value)| (field.clone(), value.clone())));
        let review = described(&work.exchange.review, &facts, work.today)?;
        let events = work.decide(work.exchange.revision, Command::Describe(review))?;
        let after = work.after(&events, self.clock.now());
        if !events.is_empty() {
            self.append(work.visit, work.exchange.id, work.exchange.revision, events).await?;
        }
        Ok(Some(after))
    }

    /// Before a text goes on its way the guard reads it by the rules of this moment: templates and rules
    /// may have been reloaded since it was written.
    async fn recheck(&self, work: &Work<'_>, action: &Action) -> Result<Option<Response>, DeskError> {
        let goes_out = matches!(
            action,
            Action::Submit
                | Action::Approve
                | Action::ApproveWithNote
                | Action::Revise
                | Action::Copy
                | Action::Publish
        );
        let Some(draft) = work.exchange.draft.as_ref().filter(|_| goes_out) else { return Ok(None) };
        let fresh = work.composer().rechecked(&work.exchange, draft);
        let worse = fresh.verdict(&work.exchange.overridden) > draft.verdict(&work.exchange.overridden);
        if !worse {
            return Ok(None);
        }
        let events = work.decide(work.exchange.revision, Command::Recheck(fresh))?;
        let screen = Box::new(work.after(&events, self.clock.now()).screen());
        self.append(work.visit, work.exchange.id, work.exchange.revision, events).await?;
        Ok(Some(Response::Refused { message: text!(work.visit.language, "refusal-rules-changed"), screen }))
    }

    pub(super) async fn append(
        &self,
        visit: &Visit,
        exchange: ExchangeId,
        expected: u32,
        events: Vec<Event>,
    ) -> Result<u32, DeskError> {
        let (practice, at, actor) = (visit.practice.clone(), self.clock.now(), visit.actor.clone());
        Ok(self.journal.append(Append { practice, exchange, expected, at, actor, events }).await?)
    }
}

/// Whether an exchange without an outcome gets none by an action either.
fn asks_on(pack: &Pack, exchange: &Exchange, action: Option<&Action>) -> bool {
    let mut answers = exchange.answers.clone();
    match action {
        None => {}
        Some(Action::Answer { question, answer }) => answers.push((question.clone(), answer.clone())),
        Some(_) => return false,
    }
    let has_no_text = exchange.classified.is_none() && exchange.draft.is_none();
    has_no_text && matches!(pack.questionnaire.position(&answers), Ok(Position::At(_)))
}

/// The question whose answer is the possible ground, by the names that the places' data uses.
const GROUND: &str = "ground";
/// The letter of the step at which a review is reported to a site.
pub(super) const REPORTING: &str = "letter.report-host";

impl Work<'_> {
    pub(super) fn refused(&self, error: DeskError) -> Result<Response, DeskError> {
        if error.is_for_the_person() {
            let message = error.explain(self.visit.language);
            Ok(Response::Refused { message, screen: Box::new(self.screen()) })
        } else {
            Err(error)
        }
    }

    fn command(&self, action: &Action, inputs: &Inputs) -> Result<Command, DeskError> {
        let typed = |field: &str| inputs.get(field).cloned().unwrap_or_default();
        let optional = |field: &str| inputs.get(field).filter(|value| !value.trim().is_empty()).cloned();
        let not_now = || DeskError::from(Refusal::NotNow(self.exchange.status));
        Ok(match action {
            Action::Back => Command::TakeBack,
            Action::Answer { question, answer } => {
                Command::Answer { question: question.clone(), answer: answer.clone() }
            }
            Action::Describe => Command::Describe(described(&self.exchange.review, inputs, self.today)?),
            Action::Another => {
                let composer = self.composer();
                let template = composer.next_variant(&self.exchange)?;
                let filled = self.exchange.draft.as_ref().map(|draft| draft.filled.clone()).unwrap_or_default();
                Command::Propose(composer.draft(&self.exchange, template, &filled)?)
            }
            Action::Fill => {
                let draft = self.exchange.draft.as_ref().ok_or_else(not_now)?;
                let template = self.pack.templates.get(draft.language, &draft.template).ok_or(DeskError::NoTemplate)?;
                Command::Propose(self.composer().draft(&self.exchange, template, inputs)?)
            }
            Action::Edit => {
                let draft = self.exchange.draft.as_ref().ok_or_else(not_now)?;
                Command::Edit(self.composer().edited(&self.exchange, draft, &typed("text")))
            }
            Action::Mend => {
                let draft = self.exchange.draft.as_ref().ok_or_else(not_now)?;
                let text = draft.mended(&self.exchange.overridden).ok_or(Refusal::NothingToMend)?;
                Command::Edit(self.composer().edited(&self.exchange, draft, &text))
            }
            Action::Override(finding) => {
                let draft = self.exchange.draft.as_ref().ok_or_else(not_now)?;
                let finding = draft.findings.get(*finding).ok_or(Refusal::UnknownFinding)?;
                Command::Override { finding: FindingKey::of(finding), reason: typed("reason") }
            }
            Action::Submit => Command::Submit,
            Action::Approve | Action::ApproveWithNote => Command::Approve { note: optional("note") },
            Action::Revise => {
                let draft = self.exchange.draft.as_ref().ok_or_else(not_now)?;
                let draft = self.composer().edited(&self.exchange, draft, &typed("text"));
                Command::EditAndApprove { draft, note: optional("note") }
            }
            Action::Refuse => Command::Refuse { reason: typed("reason") },
            Action::CheckOnline => Command::CheckOnline { text: typed("online") },
            Action::Take => Command::Reassign { to: self.visit.actor.id.clone() },
            Action::HandOver => Command::Reassign { to: typed("to") },
            Action::Snooze => {
                let until = typed_day(inputs, "until")?.ok_or_else(|| DeskError::BadDay(String::new()))?;
                Command::Snooze { until }
            }
            Action::RequestChanges => Command::RequestChanges { note: typed("note") },
            Action::Copy => Command::Copy,
            Action::Publish => Command::Publish { url: optional("url") },
            Action::NotAnswer => Command::NotAnswer { reason: typed("reason") },
            Action::Prepare(template) => {
                let offered = self.ready_texts().into_iter().flat_map(|menu| menu.options);
                let wanted = Action::Prepare(template.clone());
                offered.map(|choice| choice.action).find(|action| *action == wanted).ok_or(DeskError::NoTemplate)?;
                let template =
                    self.pack.templates.get(self.exchange.language, template).ok_or(DeskError::NoTemplate)?;
                Command::Prepare(self.composer().draft(&self.exchange, template, inputs)?)
            }
            Action::DoStep(step) => Command::DoStep { step: step.clone() },
            // They take no step: they are served before there is a command.
            Action::Report | Action::Captures => return Err(not_now()),
            Action::PlanMeasure => {
                Command::PlanMeasure { measure: typed("measure"), due: typed_day(inputs, "measure_due")? }
            }
            Action::DoMeasure(measure) => Command::DoMeasure(*measure),
            Action::Language(language) => Command::ChooseLanguage(*language),
            Action::Close => Command::Close { note: optional("note") },
            Action::Reopen => Command::Reopen { reason: typed("reason") },
        })
    }

    /// What follows by itself on these events, which led here: an outcome that is a reply comes with a
    /// proposal, and so does a change of language.
    fn follow_up(&self, events: &[Event]) -> Result<Vec<Event>, DeskError> {
        let due = events.iter().any(|event| match event {
            Event::Classified { kind, .. } => kind.proposes(),
            Event::LanguageChosen { .. } => self.exchange.is_reply(),
            _ => false,
        });
        if !due {
            return Ok(Vec::new());
        }
        let composer = self.composer();
        let template = composer.variants(&self.exchange).first().copied().ok_or(DeskError::NoTemplate)?;
        let draft = composer.draft(&self.exchange, template, &Inputs::new())?;
        Ok(self.decide(self.exchange.revision, Command::Propose(draft))?)
    }

    /// How a professional answers where the review stands.
    fn how_to_answer(&self) -> String {
        self.platform().reply.get(self.visit.language).to_owned()
    }

    /// What to click to report the review, where it stands, for the possible ground that was chosen.
    fn how_to_report(&self) -> Private {
        let (language, platform) = (self.visit.language, self.platform());
        let steps = match language {
            Language::Fr => &platform.report.fr,
            Language::En => &platform.report.en,
        };
        let mut lines: Vec<String> = steps.iter().enumerate().map(|(at, step)| format!("{}. {step}", at + 1)).collect();
        let ground = self.exchange.answers.iter().find(|(question, _)| question == GROUND);
        let choice = ground.and_then(|(_, ground)| platform.grounds.get(ground));
        if let Some(choice) = choice {
            let words = if language == Language::Fr { &choice.fr } else { &choice.en };
            lines.push(text!(language, "report-choice", choice = words.as_str()));
        }
        let day = super::long_date(platform.written, language);
        let mut notes = vec![text!(language, "report-written", day = day), platform.note.get(language).to_owned()];
        if platform.uncertain || choice.is_some_and(|choice| choice.uncertain) {
            notes.push(text!(language, "report-uncertain"));
        }
        Private {
            title: text!(language, "report-title", platform = platform.name.get(language)),
            notes,
            readable: Some(lines.join("\n")),
            copyable: None,
            document: None,
            findings: Vec::new(),
        }
    }

    /// What a command shows to that person alone.
    fn private(&self, command: &Command) -> Result<Option<Private>, DeskError> {
        let language = self.visit.language;
        match command {
            Command::Copy => {
                let Some(draft) = self.exchange.draft.as_ref() else { return Ok(None) };
                Ok(Some(Private {
                    title: text!(language, "private-copy-title"),
                    notes: vec![text!(language, "private-copy-note"), self.how_to_answer()],
                    copyable: Some(draft.text.clone()),
                    ..Private::default()
                }))
            }
            Command::Prepare(draft) => {
                let Some(template) = self.pack.templates.get(draft.language, &draft.template) else { return Ok(None) };
                let worth_telling = draft.findings.iter().any(|finding| finding.severity > Severity::Notice);
                let channel = wording::named(language, "channel", draft.channel.as_str());
                let findings =
                    if worth_telling { super::finding_views(&draft.findings, &[], language) } else { Vec::new() };
                // Where the guard has something to say its words are shown in the text that it read.
                let is_document = matches!(draft.channel, Channel::Letter | Channel::Internal) && findings.is_empty();
                let name = format!("{}-{}.docx", template.id.replace('.', "-"), self.exchange.id);
                let page = if is_document {
                    Some(self.composer().page(&self.exchange, template, &draft.filled)?)
                } else {
                    None
                };
                let document = page.as_ref().map(|page| Document::of_markdown(name, page)).transpose()?;
                let copyable = page.map_or_else(|| draft.text.clone(), |page| document::plain_text(&page));
                Ok(Some(Private {
                    title: template.title.clone(),
                    notes: vec![channel],
                    copyable: Some(copyable),
                    document,
                    findings,
                    ..Private::default()
                }))
            }
            _ => Ok(None),
        }
    }
}

/// Whether a field is something known of a review besides its text.
fn is_fact(field: &str) -> bool {
    REVIEW_FIELDS.contains(&field)
}

/// The review with what was typed about it; a blank field empties it.
fn described(review: &Review, inputs: &Inputs, today: jiff::civil::Date) -> Result<Review, DeskError> {
    let typed = |field: &str| inputs.get(field).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    let rating = typed("rating").map(|rating| rating.parse().map_err(|_| DeskError::BadRating(rating))).transpose()?;
    let first_posted = typed_day(inputs, "first_posted")?;
    if let Some(day) = first_posted.filter(|day| *day > today) {
        return Err(DeskError::BadDay(day.strftime("%d/%m/%Y").to_string()));
    }
    Ok(Review {
        text: review.text.clone(),
        author: typed("author"),
        platform: typed("platform"),
        url: typed("url"),
        rating,
        first_posted,
    })
}

/// The day typed into a field; none if it is blank.
///
/// # Errors
/// When it cannot be read as a day.
pub fn typed_day(inputs: &Inputs, field: &str) -> Result<Option<jiff::civil::Date>, DeskError> {
    read_day(inputs.get(field).map(String::as_str).unwrap_or_default())
}

/// The day that somebody typed; none if that is blank.
///
/// # Errors
/// When it cannot be read as a day.
pub fn read_day(typed: &str) -> Result<Option<jiff::civil::Date>, DeskError> {
    let typed = Some(typed.trim()).filter(|typed| !typed.is_empty());
    typed.map(|day| parse_day(day).ok_or_else(|| DeskError::BadDay(day.to_owned()))).transpose()
}

/// A day as people type it: 31/12/2026, 31.12.2026 or 2026-12-31.
pub(super) fn parse_day(text: &str) -> Option<jiff::civil::Date> {
    let formats = ["%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d"];
    let day = formats.into_iter().find_map(|format| jiff::civil::Date::strptime(format, text).ok());
    // « 03/11/26 » would be the year 26.
    day.filter(|day| day.year() >= 2000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{Actor, Role};
    use crate::pack::Shelf;

    /// The past is read as soon as a text may be composed, and no sooner: it is a hundred exchanges.
    #[test]
    fn the_past_is_left_alone_while_there_is_another_question() {
        let shelf = Shelf::load(["health-fr"], None).unwrap();
        let pack = shelf.get("health-fr").unwrap();
        let answer = |question: &str, answer: &str| Action::Answer { question: question.into(), answer: answer.into() };
        let received = Event::Received {
            review: Review::of("Accueil glacial.".to_owned()),
            language: crate::language::Language::Fr,
            pack: pack.about.id.clone(),
            pack_version: pack.about.version.clone(),
            origin: None,
        };
        let actor = Actor { id: "discord:1".to_owned(), role: Role::Staff };
        let recorded = Recorded { at: jiff::Timestamp::UNIX_EPOCH, revision: 1, actor, event: received };
        let mut exchange = Exchange::replay(ExchangeId::from_random(1), vec![recorded]).unwrap();
        assert!(asks_on(&pack, &exchange, None));
        let Ok(Position::At(first)) = pack.questionnaire.position(&[]) else { panic!("no first question") };
        let leads_on = |there: &&crate::questionnaire::Answer| {
            matches!(pack.questionnaire.position(&[(first.id.clone(), there.id.clone())]), Ok(Position::At(_)))
        };
        let on = first.answers.iter().find(leads_on).unwrap();
        let end = first.answers.iter().find(|there| !leads_on(there)).unwrap();
        assert!(asks_on(&pack, &exchange, Some(&answer(&first.id, &on.id))));
        assert!(!asks_on(&pack, &exchange, Some(&answer(&first.id, &end.id))));
        assert!(!asks_on(&pack, &exchange, Some(&answer(&first.id, "never"))), "what is refused is judged whole");
        assert!(!asks_on(&pack, &exchange, Some(&Action::Back)));
        exchange.answers.push((first.id.clone(), end.id.clone()));
        assert!(!asks_on(&pack, &exchange, None));
    }
}
