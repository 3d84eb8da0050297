//! Makes a screen of an exchange: what there is to read and what can be pressed, by its status.

use super::clocks::target;
use super::compose::long_date;
use super::history::{changes, last_lines};
use super::steps::REPORTING;
use super::work::Work;
use super::{
    Action, Block, Button, CheckItem, Choice, FindingView, Inputs, Menu, Reference, ReviewView, Screen, Style,
};
use crate::cue::{ReviewReading, Signal};
use crate::exchange::{Draft, Ending, Event, Exchange, FindingKey, Measure, Status};
use crate::guard::{Channel, Finding, Severity, Verdict};
use crate::language::Language;
use crate::questionnaire::{Answer, ClockStart, Deadline, Next, Outcome, OutcomeKind, Position, When};
use crate::template::Template;
use crate::{text, wording};

/// Most reasons shown for a suggestion: the rest says the same.
const MOST_REASONS: usize = 3;
/// Most characters of the review's words repeated in a sentence of ours.
const MOST_WORDS: usize = 120;

/// Words of the review, cut where they would hide the sentence that repeats them.
fn short(words: &str) -> String {
    let cut = words.char_indices().nth(MOST_WORDS).map(|(at, _)| &words[..at]);
    cut.map_or_else(|| words.to_owned(), |cut| format!("{cut}…"))
}

/// Findings in a person's language.
pub fn finding_views(findings: &[Finding], overridden: &[FindingKey], language: Language) -> Vec<FindingView> {
    let view = |finding: &Finding| FindingView {
        rule: finding.rule.clone(),
        severity: finding.severity,
        start: finding.start,
        end: finding.end,
        text: finding.text.clone(),
        message: finding.message.get(language).to_owned(),
        fix: finding.fix.get(language).to_owned(),
        source: finding.source.clone(),
        replacement: finding.replacement.clone(),
        waived: finding
            .waived
            .as_ref()
            .map(|waived| text!(language, "finding-waived", reason = waived.reason.as_str())),
        overridden: overridden.contains(&FindingKey::of(finding)),
    };
    findings.iter().map(view).collect()
}

/// A verdict in words.
pub fn verdict_text(verdict: Verdict, language: Language) -> String {
    match verdict {
        Verdict::Pass => text!(language, "verdict-pass"),
        Verdict::Warn => text!(language, "verdict-warn"),
        Verdict::Block => text!(language, "verdict-block"),
    }
}

/// Why a text waits for a second person, in words.
pub fn approval_text(exchange: &Exchange, language: Language) -> String {
    if exchange.draft.as_ref().is_some_and(Draft::is_changed) {
        text!(language, "next-approval")
    } else {
        text!(language, "next-approval-always")
    }
}

impl Work<'_> {
    /// The screen of the exchange as it is.
    pub(super) fn screen(&self) -> Screen {
        let exchange = &self.exchange;
        // Without a question there is nothing to suggest.
        let reading = self.asked().map(|_| self.pack.cues.read(&exchange.review.text, None)).unwrap_or_default();
        Screen {
            reference: Reference { exchange: exchange.id, revision: exchange.revision },
            status: exchange.status,
            title: self.title(),
            review: self.review(),
            blocks: self.blocks(&reading),
            choices: self.choices(&reading),
            buttons: self.buttons().into_iter().chain(self.captures_button()).collect(),
            menus: self.menus(),
            cards: exchange.cards.clone(),
        }
    }

    fn language(&self) -> Language {
        self.visit.language
    }

    pub(super) fn title(&self) -> String {
        let status = wording::named(self.language(), "status", self.exchange.status.name());
        match self.outcome() {
            Some(outcome) => format!("{} · {status}", outcome.title.get(self.language())),
            None => status,
        }
    }

    pub(super) fn outcome(&self) -> Option<&Outcome> {
        self.pack.questionnaire.outcome(&self.exchange.classified.as_ref()?.outcome)
    }

    fn review(&self) -> ReviewView {
        let (review, language) = (&self.exchange.review, self.language());
        let about = [
            review.platform.clone(),
            review.author.clone(),
            review.rating.map(|rating| {
                format!("{}{}", "★".repeat(rating.into()), "☆".repeat(5_usize.saturating_sub(rating.into())))
            }),
            review.first_posted.map(|day| long_date(day, language)),
            review.url.clone(),
        ];
        ReviewView {
            label: text!(language, "review-label"),
            text: review.text.clone(),
            about: about.into_iter().flatten().collect(),
        }
    }

    fn blocks(&self, reading: &ReviewReading) -> Vec<Block> {
        let language = self.language();
        let mut blocks = Vec::new();
        blocks.extend(self.emergency(reading));
        blocks.extend(self.answers());
        if let Some(outcome) = self.outcome()
            && let Some(advice) = &outcome.advice
            && !self.exchange.is_closed()
        {
            let advice = advice.get(language).to_owned();
            blocks.push(if outcome.kind == OutcomeKind::Emergency {
                Block::Important(advice)
            } else {
                Block::Text(advice)
            });
        }
        blocks.extend(self.in_charge());
        blocks.extend(self.put_off());
        blocks.extend(self.held());
        blocks.extend(self.decided());
        blocks.extend(self.profession_advice());
        blocks.extend(self.question());
        blocks.extend(self.suggestion(reading));
        blocks.extend(self.proposal());
        blocks.extend(self.approvals());
        blocks.extend(self.changes());
        blocks.extend(self.online());
        blocks.extend(self.findings());
        blocks.extend(self.resemblance());
        blocks.extend(self.too_long_for_the_place());
        blocks.extend(self.target());
        blocks.extend(self.checklist());
        blocks.extend(self.measures());
        blocks.extend(self.captures());
        blocks.extend(self.last_events());
        blocks.extend(self.what_next());
        blocks
    }

    /// Who looks after it, once somebody took it or it was handed over.
    fn in_charge(&self) -> Option<Block> {
        let standing = self.exchange.standing();
        let changed = standing.iter().any(|recorded| matches!(recorded.event, Event::Reassigned { .. }));
        changed.then(|| Block::InCharge(self.exchange.assignee.clone()))
    }

    /// Until when nobody is reminded early.
    fn put_off(&self) -> Option<Block> {
        let until = self.exchange.snoozed_until.filter(|until| *until > self.today)?;
        Some(Block::Text(text!(self.language(), "put-off", day = long_date(until, self.language()))))
    }

    /// Why nothing of it may be erased.
    fn held(&self) -> Option<Block> {
        let reason = self.exchange.hold.as_deref()?;
        Some(Block::Text(text!(self.language(), "held", reason = reason)))
    }

    /// The captures that are kept with it.
    fn captures(&self) -> Option<Block> {
        let evidence = &self.exchange.evidence;
        let last = evidence.iter().map(|capture| capture.fetched_at).max()?.to_zoned(self.practice.zone()).date();
        let kinds: std::collections::BTreeSet<_> =
            evidence.iter().map(|capture| capture.media.extension().to_uppercase()).collect();
        let kinds = kinds.into_iter().collect::<Vec<_>>().join(", ");
        let day = long_date(last, self.language());
        Some(Block::Text(text!(self.language(), "captures", count = evidence.len(), kinds = kinds, day = day)))
    }

    /// What a manager said that the text waits for.
    fn decided(&self) -> Option<Block> {
        let language = self.language();
        if let Some(note) = &self.exchange.change_wanted {
            return Some(Block::Important(text!(language, "change-wanted", note = note.as_str())));
        }
        let reason = self.exchange.refusal()?;
        Some(Block::Important(text!(language, "text-refused", reason = reason)))
    }

    /// What managers said with their approvals, and how many more people are to read the text.
    fn approvals(&self) -> Option<Block> {
        let language = self.language();
        let approvals = &self.exchange.approvals;
        let notes = approvals.iter().filter_map(|approval| approval.note.as_deref());
        let notes = notes.map(|note| text!(language, "approval-note", note = note));
        let waits = self.exchange.status == Status::Submitted && !approvals.is_empty();
        let revised = approvals.iter().any(|approval| Some(&approval.by.id) == self.exchange.editor.as_ref());
        let more =
            waits.then(|| if revised { text!(language, "approval-revised") } else { text!(language, "approval-more") });
        let said: Vec<String> = notes.chain(more).collect();
        (!said.is_empty()).then(|| Block::Text(said.join("\n")))
    }

    /// What whoever decides has to see first: which words are not the template's.
    fn changes(&self) -> Option<Block> {
        let draft = self.exchange.draft.as_ref().filter(|draft| draft.is_changed())?;
        let decides = matches!(self.exchange.status, Status::Submitted | Status::ChangesRequested | Status::Refused);
        let template = self.current_template().filter(|_| decides)?;
        let bare = self.composer().draft(&self.exchange, template, &Inputs::new()).ok().map(|bare| bare.text);
        // A template that cannot do without a person's words is shown as it was first proposed.
        let proposed = || {
            self.exchange.history.iter().rev().find_map(|recorded| match &recorded.event {
                Event::Proposed { draft } => Some(draft.text.clone()),
                _ => None,
            })
        };
        let pieces = changes(&bare.or_else(proposed)?, &draft.text);
        let title = text!(self.language(), "changes-title");
        (!pieces.is_empty()).then_some(Block::Changes { title, pieces })
    }

    /// Whether the text online is the one that was approved, once somebody compared them: whoever did is told
    /// in either case.
    fn online(&self) -> Option<Block> {
        let language = self.language();
        if let Some(online) = &self.exchange.online_differs {
            let pieces = changes(&self.exchange.draft.as_ref()?.text, online);
            return Some(Block::Changes { title: text!(language, "online-title"), pieces });
        }
        let is_online = matches!(self.exchange.ending, Some(Ending::Published(_)));
        let standing = self.exchange.standing();
        // What was compared before it was last published was another text.
        let since = standing.iter().rev().take_while(|recorded| !matches!(recorded.event, Event::Published { .. }));
        let compared =
            since.filter(|_| is_online).find(|recorded| matches!(recorded.event, Event::OnlineChecked { .. }));
        let day = long_date(compared?.at.to_zoned(self.practice.zone()).date(), language);
        Some(Block::Text(text!(language, "online-checked", day = day)))
    }

    fn last_events(&self) -> Option<Block> {
        let language = self.language();
        let decides = self.exchange.status == Status::Submitted;
        let lines = || last_lines(&self.exchange, self.practice, language);
        decides.then(|| Block::History { title: text!(language, "journal-history"), lines: lines() })
    }

    fn answers(&self) -> Option<Block> {
        let language = self.language();
        let given: Vec<_> = self
            .exchange
            .answers
            .iter()
            .filter_map(|(question, answer)| {
                let question = self.pack.questionnaire.question(question)?;
                let answer = question.answers.iter().find(|there| there.id == *answer)?;
                Some((question.ask.get(language).to_owned(), answer.label.get(language).to_owned()))
            })
            .collect();
        (!given.is_empty()).then(|| Block::Answers { title: text!(language, "answers-title"), given })
    }

    /// The question to answer now.
    fn asked(&self) -> Option<&crate::questionnaire::Question> {
        if self.exchange.classified.is_some() || self.exchange.is_closed() {
            return None;
        }
        match self.pack.questionnaire.position(&self.exchange.answers) {
            Ok(Position::At(question)) => Some(question),
            _ => None,
        }
    }

    /// What the practice's Order or regulator advises, at the question where it matters.
    fn profession_advice(&self) -> Option<Block> {
        let about = &self.pack.about;
        let asked = self.asked().filter(|asked| about.advice_at.as_ref() == Some(&asked.id));
        let profession = about.profession_of(self.practice)?;
        let advice = profession.advice.as_ref().filter(|_| asked.is_some())?.get(self.language());
        let source = profession.source.as_ref().map(|source| format!(" ({source})")).unwrap_or_default();
        Some(Block::Text(format!("{advice}{source}")))
    }

    fn question(&self) -> Option<Block> {
        let language = self.language();
        let question = self.asked()?;
        let progress = self.pack.questionnaire.progress(&self.exchange.answers);
        Some(Block::Question {
            progress: text!(language, "question-progress", number = progress.number, total = progress.of),
            ask: question.ask.get(language).to_owned(),
            help: question.help.as_ref().map(|help| help.get(language).to_owned()),
        })
    }

    /// A possible emergency, with what to do first: it stands above all else until a person has said
    /// what it is.
    fn emergency(&self, reading: &ReviewReading) -> Option<Block> {
        let language = self.language();
        let notice = reading.notices().iter().find(|notice| matches!(notice.points_to, Signal::Urgent(_)))?;
        let Signal::Urgent(urgent) = notice.points_to else { return None };
        let heard = |answer: &&Answer| answer.suggested_by.contains(&notice.points_to);
        let questions = &self.pack.questionnaire;
        let found = questions.questions().find_map(|asked| Some((asked, asked.answers.iter().find(heard)?)));
        if found.is_some_and(|(asked, _)| self.exchange.answers.iter().any(|(answered, _)| *answered == asked.id)) {
            return None;
        }
        let outcome = found.and_then(|(_, answer)| match &answer.next {
            Next::Outcome(id) => questions.outcome(id)?.advice.as_ref(),
            Next::Question(_) => None,
        });
        let first = outcome.map_or_else(|| text!(language, "urgent-first"), |advice| advice.get(language).to_owned());
        let what = wording::named(language, "urgent", urgent.as_str());
        Some(Block::Important(text!(
            language,
            "urgent-noticed",
            what = what,
            words = short(&notice.text),
            first = first
        )))
    }

    /// The answer that leads to silence, where the practice or its profession holds that silence is better.
    fn silence_advised(&self) -> Option<&Answer> {
        let about = &self.pack.about;
        let asked = self.asked().filter(|asked| about.advice_at.as_ref() == Some(&asked.id))?;
        let custom = || about.profession_of(self.practice).is_some_and(|profession| profession.no_reply);
        if !self.practice.policy.no_reply.unwrap_or_else(custom) {
            return None;
        }
        let is_silence = |answer: &&Answer| match &answer.next {
            Next::Outcome(id) => {
                self.pack.questionnaire.outcome(id).is_some_and(|outcome| outcome.kind == OutcomeKind::NoReply)
            }
            Next::Question(_) => false,
        };
        asked.answers.iter().find(is_silence)
    }

    /// What was noticed that speaks for an answer to the question asked.
    fn suggestion(&self, reading: &ReviewReading) -> Option<Block> {
        let language = self.language();
        if let Some(answer) = self.silence_advised() {
            let (label, why) = (answer.label.get(language), text!(language, "silence-advised"));
            return Some(Block::Suggestion { title: text!(language, "suggested", label = label), because: vec![why] });
        }
        let suggestion = reading.suggestion(self.asked()?)?;
        let label = suggestion.answer.label.get(language);
        let because =
            suggestion.because.iter().take(MOST_REASONS).map(|notice| notice.message.get(language).to_owned());
        Some(Block::Suggestion { title: text!(language, "suggested", label = label), because: because.collect() })
    }

    fn choices(&self, reading: &ReviewReading) -> Vec<Choice> {
        let Some(question) = self.asked() else { return Vec::new() };
        let language = self.language();
        let silence = self.silence_advised().map(|answer| &answer.id);
        let suggested = silence.or_else(|| reading.suggestion(question).map(|suggestion| &suggestion.answer.id));
        let choice = |answer: &Answer| Choice {
            action: Action::Answer { question: question.id.clone(), answer: answer.id.clone() },
            label: answer.label.get(language).to_owned(),
            suggested: suggested == Some(&answer.id),
        };
        question.answers.iter().map(choice).collect()
    }

    fn proposal(&self) -> Option<Block> {
        let draft = self.exchange.draft.as_ref()?;
        let verdict = draft.verdict(&self.exchange.overridden);
        Some(Block::Proposal {
            title: self.proposal_title(),
            text: draft.text.clone(),
            verdict,
            verdict_text: verdict_text(verdict, self.language()),
        })
    }

    fn proposal_title(&self) -> String {
        let language = self.language();
        let composer = self.composer();
        let variants = composer.variants(&self.exchange);
        let template = self.current_template().map_or_else(String::new, |template| template.title.clone());
        let place = variants.iter().position(|variant| {
            Some(variant.id.as_str()) == self.current_template().map(|template| template.id.as_str())
        });
        match place {
            Some(place) if variants.len() > 1 => {
                text!(language, "proposal-variant", template = template, number = place + 1, total = variants.len())
            }
            _ => template,
        }
    }

    pub(super) fn current_template(&self) -> Option<&Template> {
        let draft = self.exchange.draft.as_ref()?;
        self.pack.templates.get(draft.language, &draft.template)
    }

    fn findings(&self) -> Option<Block> {
        let language = self.language();
        let draft = self.exchange.draft.as_ref()?;
        let findings = finding_views(&draft.findings, &self.exchange.overridden, language);
        (!findings.is_empty()).then(|| Block::Findings { title: text!(language, "findings-title"), findings })
    }

    /// The practice's own day for answering, while the review waits.
    fn target(&self) -> Option<Block> {
        let day = target(&self.exchange, self.practice)?;
        let key_day = long_date(day, self.language());
        Some(Block::Text(if day < self.today {
            text!(self.language(), "target-missed", day = key_day)
        } else {
            text!(self.language(), "target", day = key_day)
        }))
    }

    /// A text that the place would cut.
    fn too_long_for_the_place(&self) -> Option<Block> {
        let (platform, draft) = (self.platform(), self.exchange.draft.as_ref()?);
        let most = platform.max_chars.filter(|most| draft.text.chars().count() > *most)?;
        let name = platform.name.get(self.language());
        Some(Block::Important(text!(self.language(), "too-long-for-place", platform = name, most = most)))
    }

    /// A page that shows the same words twice reads as a machine's.
    fn resemblance(&self) -> Option<Block> {
        let drafting = self.exchange.status.is_drafting();
        let draft = self.exchange.draft.as_ref().filter(|_| drafting)?;
        let other = self.past.resembling(&draft.text, &self.exchange, self.now)?;
        let published = other.reply.as_ref()?.published_at?.to_zoned(self.practice.zone()).date();
        let (exchange, day) = (other.exchange.to_string(), long_date(published, self.language()));
        Some(Block::Text(text!(self.language(), "resembles", exchange = exchange, day = day)))
    }

    fn checklist(&self) -> Option<Block> {
        let language = self.language();
        let items: Vec<_> = self.steps().map(|(step, due)| self.check_item(step, due)).collect();
        (!items.is_empty()).then(|| Block::Checklist { title: text!(language, "checklist-title"), items })
    }

    /// What will be improved because of the review.
    fn measures(&self) -> Option<Block> {
        let language = self.language();
        let item = |measure: &Measure| CheckItem {
            when: None,
            text: measure.text.clone(),
            due: Some(measure.due),
            due_text: Some(text!(language, "step-due", day = long_date(measure.due, language))),
            done: measure.done,
        };
        let items: Vec<_> = self.exchange.measures.iter().map(item).collect();
        (!items.is_empty()).then(|| Block::Checklist { title: text!(language, "measures-title"), items })
    }

    pub(super) fn steps(&self) -> impl Iterator<Item = (&crate::questionnaire::Step, Option<jiff::civil::Date>)> {
        let recorded = self.exchange.classified.iter().flat_map(|classified| &classified.steps);
        recorded.filter_map(|due| Some((self.outcome()?.steps.iter().find(|step| step.id == due.step)?, due.due)))
    }

    fn check_item(&self, step: &crate::questionnaire::Step, due: Option<jiff::civil::Date>) -> CheckItem {
        let language = self.language();
        let when = match step.when {
            When::Now => text!(language, "step-now"),
            When::Then => text!(language, "step-then"),
        };
        let due_text = match (due, step.deadline) {
            (Some(due), _) => Some(text!(language, "step-due", day = long_date(due, language))),
            (None, Some(deadline)) => Some(clock_text(deadline, language)),
            (None, None) => None,
        };
        CheckItem {
            when: Some(when),
            text: step.action.get(language).to_owned(),
            due,
            due_text,
            done: self.exchange.done.contains(&step.id),
        }
    }

    /// A sentence on what is expected now.
    fn what_next(&self) -> Option<Block> {
        let language = self.language();
        let exchange = &self.exchange;
        let sentence = match exchange.status {
            Status::Refused if exchange.refusal().is_some() => text!(language, "next-refused"),
            status if status.is_drafting() && exchange.verdict() == Some(Verdict::Block) => {
                text!(language, "next-blocked")
            }
            status if status.is_drafting() && exchange.needs_approval(&self.practice.policy) => {
                approval_text(exchange, language)
            }
            Status::Proposed | Status::Edited | Status::Approved => text!(language, "next-copy"),
            Status::Submitted => text!(language, "next-submitted"),
            Status::NoReply => text!(language, "next-no-reply"),
            Status::Published => match &exchange.ending {
                Some(Ending::Published(Some(url))) => text!(language, "next-published-at", url = url.as_str()),
                _ => text!(language, "next-published"),
            },
            Status::Closed => return Some(Block::Text(self.ending())),
            _ => return None,
        };
        Some(Block::Text(sentence))
    }

    fn ending(&self) -> String {
        let language = self.language();
        match &self.exchange.ending {
            Some(Ending::NotAnswered(reason)) => text!(language, "ending-not-answered", reason = reason.as_str()),
            Some(Ending::Published(_)) => text!(language, "ending-published"),
            Some(Ending::Closed(Some(note))) => text!(language, "ending-closed-note", note = note.as_str()),
            Some(Ending::Closed(None)) | None => text!(language, "ending-closed"),
        }
    }

    fn button(&self, action: Action, key: &str, style: Style) -> Button {
        Button { action, label: wording::named(self.language(), "button", key), style }
    }

    fn buttons(&self) -> Vec<Button> {
        let mut buttons = match self.exchange.status {
            Status::Proposed | Status::Edited | Status::ChangesRequested | Status::Refused => self.drafting_buttons(),
            Status::Submitted => {
                let mut buttons = vec![
                    self.button(Action::Approve, "approve", Style::Success),
                    self.button(Action::ApproveWithNote, "approve-note", Style::Secondary),
                    self.button(Action::RequestChanges, "changes", Style::Secondary),
                    self.button(Action::Revise, "revise", Style::Secondary),
                    self.button(Action::Refuse, "refuse", Style::Danger),
                    self.button(Action::Edit, "edit", Style::Secondary),
                ];
                buttons.extend(self.mend_button());
                buttons
            }
            Status::Approved => vec![
                self.button(Action::Copy, "copy", Style::Primary),
                self.button(Action::Publish, "publish", Style::Success),
                self.button(Action::Edit, "edit", Style::Secondary),
                self.button(Action::RequestChanges, "changes", Style::Secondary),
                self.button(Action::Refuse, "refuse", Style::Danger),
            ],
            Status::NoReply => vec![self.button(Action::NotAnswer, "silence", Style::Primary)],
            Status::PrivateContact | Status::Procedure | Status::Complaint | Status::Escalated | Status::Emergency => {
                vec![self.button(Action::Close, "close", Style::Success)]
            }
            Status::Published => vec![
                self.button(Action::Close, "close", Style::Success),
                self.button(Action::CheckOnline, "online", Style::Secondary),
                self.button(Action::PlanMeasure, "measure", Style::Secondary),
                self.button(Action::Reopen, "reopen", Style::Secondary),
            ],
            Status::Closed => {
                return vec![
                    self.button(Action::Reopen, "reopen", Style::Secondary),
                    self.button(Action::PlanMeasure, "measure", Style::Secondary),
                ];
            }
            Status::Received | Status::Classifying => {
                vec![]
            }
        };
        if self.exchange.last_step().is_some() {
            buttons.push(self.button(Action::Back, "back", Style::Secondary));
        }
        if self.steps().any(|(step, _)| step.templates.iter().any(|template| template == REPORTING)) {
            buttons.push(self.button(Action::Report, "report", Style::Secondary));
        }
        if !self.exchange.is_reply() {
            buttons.push(self.button(Action::Describe, "describe", Style::Secondary));
        }
        if matches!(self.exchange.status, Status::Received | Status::Classifying) {
            buttons.push(self.button(Action::Close, "cancel", Style::Danger));
        }
        buttons
    }

    fn drafting_buttons(&self) -> Vec<Button> {
        let exchange = &self.exchange;
        let policy = &self.practice.policy;
        let blocked = exchange.verdict() == Some(Verdict::Block);
        let mut buttons = Vec::new();
        if !blocked && !exchange.needs_approval(policy) {
            buttons.push(self.button(Action::Copy, "copy", Style::Primary));
            buttons.push(self.button(Action::Publish, "publish", Style::Success));
        } else if !blocked && policy.one_person {
            buttons.push(self.button(Action::Approve, "approve", Style::Success));
        } else if !blocked {
            buttons.push(self.button(Action::Submit, "submit", Style::Primary));
        }
        if self.composer().variants(exchange).len() > 1 {
            buttons.push(self.button(Action::Another, "another", Style::Secondary));
        }
        if self.current_template().is_some_and(|template| template.asked().next().is_some()) {
            buttons.push(self.button(Action::Fill, "fill", Style::Secondary));
        }
        buttons.push(self.button(Action::Edit, "edit", Style::Secondary));
        buttons.extend(self.mend_button());
        let other = if exchange.language == Language::Fr { Language::En } else { Language::Fr };
        buttons.push(self.button(Action::Language(other), &format!("language-{other}"), Style::Secondary));
        buttons.push(self.button(Action::NotAnswer, "silence", Style::Danger));
        buttons
    }

    /// Makes every edit that the findings offer. A template as it was approved, with a mere notice, is
    /// better left so: the edit would ask for a second person.
    fn mend_button(&self) -> Option<Button> {
        let exchange = &self.exchange;
        let draft = exchange.draft.as_ref()?;
        draft.mended(&exchange.overridden)?;
        if !draft.is_changed() && exchange.verdict() == Some(Verdict::Pass) {
            return None;
        }
        let blocked = exchange.verdict() == Some(Verdict::Block);
        Some(self.button(Action::Mend, "mend", if blocked { Style::Primary } else { Style::Secondary }))
    }

    fn menus(&self) -> Vec<Menu> {
        if self.exchange.is_closed() {
            // What was promised is followed beyond closing.
            let measures = self.measures_to_do();
            let follow = measures.is_some().then(|| self.follow_up_menu());
            return measures.into_iter().chain(follow).collect();
        }
        let follow = Some(self.follow_up_menu());
        let menus = [self.overrides(), self.ready_texts(), self.steps_to_do(), self.measures_to_do(), follow];
        menus.into_iter().flatten().collect()
    }

    /// Who looks after it, and when they are reminded.
    fn follow_up_menu(&self) -> Menu {
        let language = self.language();
        let entry = |action: Action, key: &str| Choice::new(action, wording::named(language, "button", key));
        let options =
            vec![entry(Action::Take, "take"), entry(Action::HandOver, "hand-over"), entry(Action::Snooze, "snooze")];
        Menu { id: "follow", label: text!(language, "menu-follow"), options }
    }

    /// Texts that go with the outcome: those of its steps, and those of its folder.
    pub(super) fn ready_texts(&self) -> Option<Menu> {
        let outcome = self.outcome()?;
        let mut ids: Vec<&str> = self.steps().flat_map(|(step, _)| step.templates.iter().map(String::as_str)).collect();
        // The public texts of an outcome that proposes are its variants.
        let own = self.pack.templates.choose(self.exchange.language, &outcome.id, &self.exchange.answers);
        let own = own.into_iter().filter(|template| !outcome.kind.proposes() || template.channel != Channel::Public);
        ids.extend(own.map(|template| template.id.as_str()));
        let mut seen = std::collections::BTreeSet::new();
        ids.retain(|id| seen.insert(*id));
        let options: Vec<_> = ids
            .into_iter()
            .filter_map(|id| {
                let template = self.pack.templates.get(self.exchange.language, id)?;
                Some(Choice::new(Action::Prepare(id.to_owned()), template.title.clone()))
            })
            .collect();
        let label = text!(self.language(), "menu-ready-texts");
        (!options.is_empty()).then_some(Menu { id: "prepare", label, options })
    }

    fn steps_to_do(&self) -> Option<Menu> {
        let language = self.language();
        let open = self.steps().filter(|(step, _)| !self.exchange.done.contains(&step.id));
        let options: Vec<_> = open
            .map(|(step, _)| Choice::new(Action::DoStep(step.id.clone()), step.action.get(language).to_owned()))
            .collect();
        let label = text!(language, "menu-steps");
        (!options.is_empty()).then_some(Menu { id: "done", label, options })
    }

    fn measures_to_do(&self) -> Option<Menu> {
        let open = self.exchange.open_measures();
        let options: Vec<_> =
            open.map(|(place, measure)| Choice::new(Action::DoMeasure(place), measure.text.clone())).collect();
        let label = text!(self.language(), "menu-measures");
        (!options.is_empty()).then_some(Menu { id: "measured", label, options })
    }

    /// Findings that a manager may set aside: those that stand in the way, and where a manager decides on the
    /// text also those that are to be looked at again.
    fn overrides(&self) -> Option<Menu> {
        let language = self.language();
        let draft = self.exchange.draft.as_ref()?;
        let decides = self.exchange.status == Status::Submitted;
        let least = if decides { Severity::Warn } else { Severity::Block };
        let standing = draft.findings.iter().enumerate().filter(|(_, finding)| {
            finding.severity >= least && !self.exchange.overridden.contains(&FindingKey::of(finding))
        });
        let options: Vec<_> = standing
            .map(|(index, finding)| {
                let label = text!(
                    language,
                    "menu-override-option",
                    words = finding.text.as_str(),
                    rule = finding.rule.as_str()
                );
                Choice::new(Action::Override(index), label)
            })
            .collect();
        let label = text!(language, "menu-override");
        (!options.is_empty()).then_some(Menu { id: "override", label, options })
    }
}

/// A clock whose last day is not known, in words.
fn clock_text(deadline: Deadline, language: Language) -> String {
    let length = match (deadline.months, deadline.days) {
        (0, days) => text!(language, "clock-days", days = days),
        (months, _) => text!(language, "clock-months", months = months),
    };
    match deadline.from {
        ClockStart::FirstPosted => text!(language, "clock-from-first-posted", length = length),
        ClockStart::Received => text!(language, "clock-from-received", length = length),
        ClockStart::PreviousStep => text!(language, "clock-from-previous", length = length),
    }
}
