//! The whole conversation in a terminal, for a person or for a script.
//!
//! It shows the desk's screens and turns keys into the desk's requests; it holds no rule of its own.
//! A person may leave at any moment: the exchange stays in the journal and can be taken up again.

mod brush;
mod clean;
mod console;
mod interactive;
mod own_file;
mod paint;
mod plain;
mod snippet;

use std::io;
use std::path::Path;

use jiff::tz::TimeZone;

pub use brush::Brush;
pub(crate) use clean::{clean, clean_json, painted};
pub use console::{Console, Interrupted, Item};
pub use interactive::Interactive;
pub(crate) use own_file::{new_file, own_file, write_new};
pub use plain::Plain;
pub use snippet::underline;

use crate::desk::{
    Action, Capture, Desk, DeskError, Errand, Form, Inputs, Private, Response, Screen, Visit, Waiting, WaitsFor,
    queue_line,
};
use crate::exchange::{ExchangeId, Status};
use crate::journal::Query;
use crate::practice::Practice;
use crate::review::Review;
use crate::text;

/// How the journal names this face.
const FACE: &str = "terminal";
/// How many open exchanges are offered to be taken up again.
const MOST_OPEN: usize = 9;

/// Why a conversation ended early.
#[derive(Debug, thiserror::Error)]
pub enum TalkError {
    /// The terminal failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The journal failed.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

/// A colon and one letter, or a colon and letters alone: a review may well begin with « :( ».
fn is_command(typed: &str) -> bool {
    let mut words = typed.split_whitespace();
    let Some(name) = words.next().and_then(|word| word.strip_prefix(':')) else { return false };
    let is_name = !name.is_empty() && name.bytes().all(|letter| letter.is_ascii_alphabetic());
    is_name && (name.len() == 1 || words.next().is_none())
}

/// What the person does next, once an exchange is left.
enum After {
    NextReview,
    Leave,
}

/// Talks until the person leaves or the input ends.
///
/// # Errors
/// When the terminal or the journal fails.
pub async fn converse(desk: &Desk, visit: &Visit, console: &mut dyn Console) -> Result<(), TalkError> {
    let mut talk = Talk { desk, visit, console };
    talk.welcome()?;
    talk.news().await?;
    talk.outlook().await?;
    loop {
        match talk.intake().await {
            Ok(Some(screen)) => match talk.exchange(screen).await? {
                After::NextReview => {
                    talk.console.page();
                    talk.news().await?;
                }
                After::Leave => return Ok(()),
            },
            Ok(None) | Err(Interrupted::Back) => {}
            Err(Interrupted::Left) => return Ok(talk.console.say(&text!(visit.language, "terminal-goodbye"))?),
            Err(Interrupted::Io(error)) => return Err(error.into()),
        }
    }
}

struct Talk<'a> {
    desk: &'a Desk,
    visit: &'a Visit,
    console: &'a mut dyn Console,
}

impl Talk<'_> {
    fn welcome(&mut self) -> Result<(), TalkError> {
        let language = self.visit.language;
        let practice = self.desk.practice(&self.visit.practice)?.name.clone();
        self.console.page();
        let heading = text!(language, "terminal-welcome", practice = practice);
        self.console.say(&self.console.brush().heading(&heading))?;
        Ok(())
    }

    /// What was decided on this person's texts and what became due, since they were last told.
    async fn news(&mut self) -> Result<(), TalkError> {
        let news = self.desk.news(self.visit).await?;
        self.tell(&news).await
    }

    /// The summaries that a manager has not read yet, or else how much waits.
    async fn outlook(&mut self) -> Result<(), TalkError> {
        let (visit, language) = (self.visit, self.visit.language);
        if let Ok(by) = visit.managing() {
            let summaries = self.desk.summaries_for(by).await?;
            if !summaries.is_empty() {
                return self.tell(&summaries).await;
            }
        }
        let queue = self.desk.queue(visit).await?;
        if !queue.is_empty() {
            let overdue = queue.iter().filter(|waiting| waiting.overdue).count();
            let said = text!(language, "terminal-waiting", waiting = queue.len(), overdue = overdue);
            self.console.say(&self.console.brush().aside(&said))?;
        }
        Ok(())
    }

    /// Tells each, and has it put on record. Where that fails the person is told so, and the rest next time: a journal
    /// that cannot be written to can still be read.
    async fn tell(&mut self, errands: &[Errand]) -> Result<(), TalkError> {
        for errand in errands {
            if let Errand::Decided { text, .. } | Errand::Remind { text, .. } | Errand::Summary { text, .. } = errand {
                let brush = self.console.brush();
                self.console.say(&brush.text(text))?;
                if let Err(error) = self.desk.told(self.visit, errand).await {
                    self.console.say(&brush.refusal(&error.tell(self.visit.language)))?;
                    break;
                }
            }
        }
        Ok(())
    }

    /// What waits, to take one up.
    async fn queue(&mut self) -> Result<Option<Screen>, Interrupted> {
        let language = self.visit.language;
        let queue = self.desk.queue(self.visit).await;
        let Some(queue) = self.or_say(queue.map(Some))? else { return Ok(None) };
        if queue.is_empty() {
            self.console.say(&text!(language, "queue-empty"))?;
            return Ok(None);
        }
        let zone = self.desk.practice(&self.visit.practice).map_or(TimeZone::UTC, Practice::zone);
        let item = |waiting: &Waiting| {
            let whom = match &waiting.waits_for {
                WaitsFor::Managers => text!(language, "queue-managers"),
                WaitsFor::Person(person) => person.clone(),
            };
            let since = waiting.since.to_zoned(zone.clone()).strftime("%d/%m %H:%M").to_string();
            let about = text!(language, "queue-about", whom = whom, since = since);
            let label = format!("{} · {about}", queue_line(waiting, language));
            Item { id: waiting.exchange.to_string(), label: clean(&label).into_owned() }
        };
        let items: Vec<Item> = queue.iter().map(item).collect();
        let chosen = self.console.choose(&text!(language, "terminal-queue"), &items)?;
        let shown = self.desk.take_up(self.visit, queue[chosen].exchange, FACE).await;
        self.or_say(shown.map(Some))
    }

    /// Takes in a review, a sample, or an open exchange; `None` asks again.
    async fn intake(&mut self) -> Result<Option<Screen>, Interrupted> {
        let language = self.visit.language;
        let asked = self.console.brush().text(&text!(language, "terminal-paste"));
        let typed = self.console.ask(&asked)?;
        let result = match typed.trim() {
            "" => {
                let sample = text!(language, "terminal-sample");
                self.desk.receive(self.visit, Review::of(sample), None).await.map(Some)
            }
            "?" => {
                let help = self.console.brush().text(&text!(language, "terminal-help"));
                self.console.say(&help)?;
                Ok(None)
            }
            ":q" => return Err(Interrupted::Left),
            ":l" => return self.open_exchanges().await,
            ":f" => return self.queue().await,
            ":s" => {
                self.console.say(&text!(language, "terminal-search-what"))?;
                Ok(None)
            }
            command if command.starts_with(":s ") => return self.search(&command[3..]).await,
            command if command.starts_with(":l ") => {
                let found = self.desk.find(self.visit, command[3..].trim()).await;
                let found = match found {
                    Ok(id) => self.desk.take_up(self.visit, id, FACE).await,
                    Err(error) => Err(error),
                };
                found.map(Some)
            }
            command if is_command(command) => {
                self.console.say(&text!(language, "terminal-unknown-command", typed = clean(command).into_owned()))?;
                Ok(None)
            }
            review => self.desk.receive(self.visit, Review::of(review), None).await.map(Some),
        };
        self.or_say(result)
    }

    /// An error that the person can mend is said, and the question asked again.
    fn or_say<T>(&mut self, result: Result<Option<T>, DeskError>) -> Result<Option<T>, Interrupted> {
        match result {
            Ok(value) => Ok(value),
            Err(error) => {
                let message = self.console.brush().refusal(&error.tell(self.visit.language));
                self.console.say(&message)?;
                Ok(None)
            }
        }
    }

    async fn open_exchanges(&mut self) -> Result<Option<Screen>, Interrupted> {
        let language = self.visit.language;
        let statuses = Status::ALL.into_iter().filter(|status| *status != Status::Closed).collect();
        let query =
            Query { practice: Some(self.visit.practice.clone()), statuses, limit: Some(MOST_OPEN), ..Query::default() };
        let open = self.desk.list(&query).await;
        let Some(open) = self.or_say(open.map(Some))? else { return Ok(None) };
        if open.is_empty() {
            self.console.say(&text!(language, "terminal-none-open"))?;
            return Ok(None);
        }
        let zone = self.desk.practice(&self.visit.practice).map_or(TimeZone::UTC, Practice::zone);
        let items: Vec<Item> = open
            .iter()
            .map(|summary| {
                let status = crate::wording::named(language, "status", summary.status.name());
                let day = summary.received_at.to_zoned(zone.clone()).strftime("%d/%m %H:%M").to_string();
                Item { id: summary.exchange.to_string(), label: format!("{} · {day} · {status}", summary.exchange) }
            })
            .collect();
        let chosen = self.console.choose(&text!(language, "terminal-open"), &items)?;
        let shown = self.desk.take_up(self.visit, open[chosen].exchange, FACE).await;
        self.or_say(shown.map(Some))
    }

    /// What was found, page by page, to open one of it.
    async fn search(&mut self, typed: &str) -> Result<Option<Screen>, Interrupted> {
        let language = self.visit.language;
        let mut page = 1;
        loop {
            let results = self.desk.search(self.visit, typed, page).await;
            let Some(results) = self.or_say(results.map(Some))? else { return Ok(None) };
            self.console.say(&self.console.brush().heading(&results.heading))?;
            if results.hits.is_empty() {
                return Ok(None);
            }
            let mut items = Vec::new();
            for hit in &results.hits {
                self.console.say(&format!("\n{}", self.console.brush().found(hit)))?;
                let label = format!("{} · {} · {}", hit.exchange, hit.day, hit.status_text);
                items.push(Item { id: hit.exchange.to_string(), label });
            }
            let mut pages = Vec::new();
            for (id, label, to) in [
                ("previous", text!(language, "terminal-previous-page"), results.previous),
                ("more", text!(language, "terminal-next-page"), results.next),
            ] {
                if let Some(to) = to {
                    items.push(Item { id: id.to_owned(), label });
                    pages.push(to);
                }
            }
            let chosen = self.console.choose(&text!(language, "terminal-found"), &items)?;
            match results.hits.get(chosen) {
                Some(hit) => {
                    let shown = self.desk.view(self.visit, hit.exchange, "search").await;
                    return self.or_say(shown.map(Some));
                }
                None => page = pages.get(chosen - results.hits.len()).copied().unwrap_or(page),
            }
        }
    }

    /// Goes through one exchange until it is left.
    async fn exchange(&mut self, mut screen: Screen) -> Result<After, TalkError> {
        let mut notice: Option<String> = None;
        loop {
            self.show(&screen, notice.take())?;
            let action = match self.next_action(&screen) {
                Ok(Asked::Act(action)) => action,
                // One goes back among questions; from anything else one steps aside, and undoes nothing.
                Err(Interrupted::Back) if !screen.choices.is_empty() => Action::Back,
                Ok(Asked::NextReview) | Err(Interrupted::Back) => return Ok(After::NextReview),
                Ok(Asked::Leave) | Err(Interrupted::Left) => return self.leave(screen.reference.exchange),
                Err(Interrupted::Io(error)) => return Err(error.into()),
            };
            match self.take(&screen, &action).await {
                Ok(Some((message, next))) => {
                    notice = message;
                    screen = *next;
                }
                Ok(None) | Err(Interrupted::Back) => {}
                Err(Interrupted::Left) => return self.leave(screen.reference.exchange),
                Err(Interrupted::Io(error)) => return Err(error.into()),
            }
        }
    }

    /// Does what was chosen; gives the screen that follows, with what went wrong. A form that was refused
    /// is asked again with what was typed in it.
    async fn take(
        &mut self,
        screen: &Screen,
        action: &Action,
    ) -> Result<Option<(Option<String>, Box<Screen>)>, Interrupted> {
        let mut asked: Option<Form> = None;
        loop {
            let inputs = asked.as_ref().map(|form| self.form(form)).transpose()?;
            let at = asked.as_ref().map_or(screen.reference, |form| form.reference);
            let response = match self.desk.act(self.visit, at, action, inputs.as_ref()).await {
                Ok(response) => response,
                Err(error) => return Ok(Some((Some(error.tell(self.visit.language)), Box::new(screen.clone())))),
            };
            match response {
                Response::Screen(next) => return Ok(Some((None, next))),
                Response::Form(form) => asked = Some(form),
                Response::Private(private) => {
                    self.private(&private)?;
                    // What was typed for a letter may have completed the review.
                    return Ok(self.as_it_is(screen).await);
                }
                Response::Captures(captures) => {
                    self.captures(screen.reference.exchange, &captures).await?;
                    return Ok(self.as_it_is(screen).await);
                }
                Response::Refused { message, screen: current } => {
                    let form = asked.take().filter(|form| current.reference == form.reference);
                    let (Some(mut form), Some(inputs)) = (form, inputs) else {
                        return Ok(Some((Some(message), current)));
                    };
                    self.console.say(&self.console.brush().refusal(&message))?;
                    for field in &mut form.fields {
                        field.value = inputs.get(&field.id).cloned();
                    }
                    asked = Some(form);
                }
            }
        }
    }

    /// The exchange of a screen as it now is.
    async fn as_it_is(&self, screen: &Screen) -> Option<(Option<String>, Box<Screen>)> {
        let shown = self.desk.show(self.visit, screen.reference.exchange).await;
        shown.ok().map(|screen| (None, Box::new(screen)))
    }

    fn show(&mut self, screen: &Screen, notice: Option<String>) -> io::Result<()> {
        self.console.page();
        let brush = self.console.brush();
        self.console.say(&brush.screen(screen))?;
        if let Some(notice) = notice {
            self.console.say(&brush.refusal(&notice))?;
        }
        Ok(())
    }

    fn leave(&mut self, exchange: ExchangeId) -> Result<After, TalkError> {
        let language = self.visit.language;
        self.console.say(&text!(language, "terminal-left", exchange = exchange.as_str()))?;
        Ok(After::Leave)
    }

    fn next_action(&mut self, screen: &Screen) -> Result<Asked, Interrupted> {
        let language = self.visit.language;
        let mut items = Vec::new();
        let mut asked = Vec::new();
        for choice in &screen.choices {
            let id = match &choice.action {
                Action::Answer { answer, .. } => answer.clone(),
                other => other.to_string(),
            };
            let label = choice.label.as_str();
            let marked = || text!(language, "terminal-suggested", label = label);
            items.push(Item { id, label: if choice.suggested { marked() } else { label.to_owned() } });
            asked.push(Pick::Act(choice.action.clone()));
        }
        for button in &screen.buttons {
            items.push(Item { id: button.action.to_string(), label: button.label.clone() });
            asked.push(Pick::Act(button.action.clone()));
        }
        for (index, menu) in screen.menus.iter().enumerate() {
            items.push(Item { id: menu.id.to_owned(), label: menu.label.clone() });
            asked.push(Pick::Menu(index));
        }
        items.push(Item { id: "next".to_owned(), label: text!(language, "terminal-next-review") });
        asked.push(Pick::NextReview);
        items.push(Item { id: "quit".to_owned(), label: text!(language, "terminal-quit") });
        asked.push(Pick::Leave);

        let prompt = if screen.choices.is_empty() {
            text!(language, "terminal-what-next")
        } else {
            text!(language, "terminal-answer")
        };
        let chosen = self.console.choose(&prompt, &items)?;
        Ok(match &asked[chosen] {
            Pick::Act(action) => Asked::Act(action.clone()),
            Pick::NextReview => Asked::NextReview,
            Pick::Leave => Asked::Leave,
            Pick::Menu(index) => {
                let menu = &screen.menus[*index];
                let option =
                    |choice: &crate::desk::Choice| Item { id: choice.action.to_string(), label: choice.label.clone() };
                let options: Vec<Item> = menu.options.iter().map(option).collect();
                let chosen = match self.console.choose(&menu.label, &options) {
                    Ok(chosen) => chosen,
                    Err(Interrupted::Back) => return self.next_action(screen),
                    Err(other) => return Err(other),
                };
                Asked::Act(menu.options[chosen].action.clone())
            }
        })
    }

    fn form(&mut self, form: &Form) -> Result<Inputs, Interrupted> {
        let heading = self.console.brush().heading(&form.title);
        self.console.say(&heading)?;
        let mut inputs = Inputs::new();
        for field in &form.fields {
            inputs.insert(field.id.clone(), self.console.fill(field)?);
        }
        Ok(inputs)
    }

    /// Shows a text to copy, alone, so that a mouse or a finger selects nothing else.
    fn private(&mut self, private: &Private) -> Result<(), Interrupted> {
        let language = self.visit.language;
        let brush = self.console.brush();
        self.console.page();
        self.console.say(&brush.heading(&private.title))?;
        for note in &private.notes {
            self.console.say(&brush.aside(note))?;
        }
        if let Some(text) = &private.readable {
            self.console.say(&format!("\n{}\n", clean(text)))?;
        }
        if let Some(text) = &private.copyable {
            self.console.say(&format!("\n{}\n", clean(text)))?;
            if !private.findings.is_empty() {
                let shown = underline(&private.title, text, &private.findings, brush);
                self.console.say(&shown)?;
            }
        }
        let mut items = vec![Item { id: "ok".to_owned(), label: text!(language, "terminal-continue") }];
        if let Some(document) = &private.document {
            let name = document.name.as_str();
            items.push(Item { id: "save".to_owned(), label: text!(language, "terminal-save", file = name) });
        }
        let prompt = match private.copyable {
            Some(_) => text!(language, "terminal-copied"),
            None => text!(language, "terminal-what-next"),
        };
        let chosen = self.console.choose(&prompt, &items)?;
        match &private.document {
            Some(document) if chosen == 1 => self.save(&document.name, &document.bytes),
            _ => Ok(()),
        }
    }

    /// Tells the captures of an exchange; a terminal shows no picture, so they are saved to be opened elsewhere.
    async fn captures(&mut self, exchange: ExchangeId, captures: &[Capture]) -> Result<(), Interrupted> {
        let language = self.visit.language;
        let brush = self.console.brush();
        self.console.page();
        self.console.say(&brush.heading(&text!(language, "captures-title", exchange = exchange.as_str())))?;
        for capture in captures {
            self.console.say(&format!("{}\n{}", brush.text(&capture.about), capture.file_name()))?;
        }
        let go_on = Item { id: "ok".to_owned(), label: text!(language, "terminal-continue") };
        let label = text!(language, "terminal-save-captures", count = captures.len());
        let save = Item { id: "save".to_owned(), label };
        let prompt = text!(language, "terminal-what-next");
        if self.console.choose(&prompt, &[go_on.clone(), save])? == 0 {
            return Ok(());
        }
        for capture in captures {
            self.save_capture(capture).await?;
        }
        // What was said of each would be gone with the next page.
        self.console.choose(&prompt, &[go_on]).map(drop)
    }

    /// Writes a capture into the folder one is in, as it was kept.
    async fn save_capture(&mut self, capture: &Capture) -> Result<(), Interrupted> {
        let name = capture.file_name();
        let Ok(bytes) = self.desk.contents(capture).await else {
            let lost = text!(self.visit.language, "export-capture-lost", file = name.as_str());
            return Ok(self.console.say(&self.console.brush().refusal(&lost))?);
        };
        self.save(&name, &bytes)
    }

    /// Writes a file into the folder one is in; one that is there already stays as it is.
    fn save(&mut self, name: &str, bytes: &[u8]) -> Result<(), Interrupted> {
        let language = self.visit.language;
        let said = match write_new(Path::new(name), bytes) {
            Ok(()) => text!(language, "terminal-saved", file = name),
            Err(error) => {
                let why = crate::wording::why(language, &error);
                self.console.brush().refusal(&text!(language, "terminal-not-saved", file = name, why = why))
            }
        };
        Ok(self.console.say(&said)?)
    }
}

enum Pick {
    Act(Action),
    Menu(usize),
    NextReview,
    Leave,
}

enum Asked {
    Act(Action),
    NextReview,
    Leave,
}
