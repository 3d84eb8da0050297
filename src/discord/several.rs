//! `/journal purger` and `/journal mentions`: what would go is shown first, and goes as it was shown.
//!
//! The button under a list carries a digest of it. When it is pressed the list is made anew; where that is another,
//! nothing is erased and the new one is shown. So a process that was started since serves it, and nobody erases what
//! they could not read: what does not fit the message comes whole as a file. The words that are looked for stand in
//! the footer of the list, where the chat shows them as they are; no identifier and no log holds them.

use std::fmt;
use std::str::FromStr;

use serenity::all::{
    ButtonStyle, ComponentInteraction, CreateAttachment, CreateButton, CreateEmbed, CreateEmbedFooter,
    CreateInteractionResponseFollowup, CreateModal, Message, ResolvedOption,
};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::commands::name;
use super::courier;
use super::custom_id::CustomId;
use super::erase::reason_field;
use super::limits::{ButtonLabel, Content, EmbedTitle, LARGEST_UPLOAD, units};
use super::markdown::{escape, is_hidden};
use super::modal;
use super::office::{listed, text_option};
use super::reply::{self, Asked};
use super::service::{Context, Handler, ServeError};
use crate::desk::{
    Aged, DeskError, Erased, Inputs, Private, Standing, Visit, erased_consent_text, erased_text, long_date,
};
use crate::exchange::{Card, Digest};
use crate::journal::Summary;
use crate::language::Language;
use crate::practice::Practice;
use crate::register::Entry;
use crate::{text, wording};

/// Longest list in a message, in units: an embed takes 4,096, with what is said before and after it.
const LONGEST: usize = 3_600;

/// What makes several go at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// They are past their retention.
    Age,
    /// They mention somebody.
    Mention,
}

impl Cause {
    const fn name(self) -> &'static str {
        match self {
            Self::Age => "purge",
            Self::Mention => "mentions",
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Cause {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        [Self::Age, Self::Mention].into_iter().find(|cause| cause.name() == name).ok_or(())
    }
}

/// A line of a list, and the revision at which it says what is so.
#[derive(Debug)]
pub(super) struct Line {
    text: String,
    revision: u32,
}

impl Line {
    pub(super) fn new(text: &str, revision: u32) -> Self {
        Self { text: Content::new(text).to_string(), revision }
    }
}

/// What goes and what stays, as it is read before anything does.
#[derive(Debug)]
pub(super) struct Listing {
    pub(super) cause: Cause,
    pub(super) lines: Vec<Line>,
    /// How many of them go.
    pub(super) going: usize,
    /// What is said where there are none.
    pub(super) none: String,
    /// What was looked for.
    pub(super) words: Option<String>,
}

impl Listing {
    /// Tells this list from any other.
    fn digest(&self) -> Digest {
        let lines: Vec<_> = self.lines.iter().map(|line| format!("{} {}", line.revision, line.text)).collect();
        Digest::of(lines.join("\n").as_bytes())
    }

    fn title(&self, language: Language) -> String {
        let count = self.lines.len();
        match self.cause {
            Cause::Age => text!(language, "purge-title", count = count),
            Cause::Mention => text!(language, "mentions-title", count = count),
        }
    }

    fn button(&self, language: Language) -> CreateButton {
        let label = match self.cause {
            Cause::Age => text!(language, "purge-go", count = self.going),
            Cause::Mention => text!(language, "mentions-go", count = self.going),
        };
        CreateButton::new(CustomId::Several(self.cause, self.digest()).to_string())
            .label(ButtonLabel::new(&label))
            .style(ButtonStyle::Danger)
    }

    /// As many lines as fit a message, and how many do not.
    fn fitting(&self) -> (String, usize) {
        let mut shown = String::new();
        for (place, line) in self.lines.iter().enumerate() {
            let entry = format!("▫️ {}\n", escape(&line.text));
            if units(&shown) + units(&entry) > LONGEST {
                return (shown, self.lines.len() - place);
            }
            shown.push_str(&entry);
        }
        (shown, 0)
    }

    /// All of it.
    fn whole(&self) -> String {
        let lines: Vec<_> = self.lines.iter().map(|line| line.text.as_str()).collect();
        lines.join("\n")
    }
}

/// The message that shows a list, below `note`. Where not even a file shows all of it, there is no button to erase it.
pub(super) fn message(listing: &Listing, note: Option<&str>, language: Language) -> CreateInteractionResponseFollowup {
    if listing.lines.is_empty() {
        let said: Vec<_> = note.into_iter().chain([listing.none.as_str()]).collect();
        return reply::said_after(&said.join("\n"), None);
    }
    let (shown, hidden) = listing.fitting();
    let whole = (hidden > 0).then(|| listing.whole());
    let is_readable = whole.as_ref().is_none_or(|whole| whole.len() <= LARGEST_UPLOAD);
    let rest = match (hidden, is_readable) {
        (0, _) => String::new(),
        (_, true) => text!(language, "several-attached", count = hidden),
        (_, false) => text!(language, "several-too-many", count = hidden),
    };
    let dry = text!(language, "several-dry", count = listing.going);
    let mut embed = CreateEmbed::new()
        .title(EmbedTitle::new(&listing.title(language)).to_string())
        .description(format!("{dry}\n\n{shown}{rest}"));
    if let Some(words) = &listing.words {
        embed = embed.footer(CreateEmbedFooter::new(words));
    }
    let file = whole
        .filter(|_| is_readable)
        .map(|whole| CreateAttachment::bytes(whole.into_bytes(), text!(language, "several-file")));
    let message = note.map_or_else(reply::private_message_after, |note| reply::said_after(note, None));
    let message = message.embed(embed).files(file);
    if is_readable && listing.going > 0 { message.button(listing.button(language)) } else { message }
}

/// `/journal purger`: shows what is past its retention.
pub(super) async fn purge(
    handler: &Handler,
    context: &Context,
    asked: Asked<'_>,
    visit: &Visit,
) -> Result<(), ServeError> {
    visit.managing()?;
    asked.think(&context.http).await?;
    let listing = past_retention(handler, visit).await.map(|(_, listing)| listing);
    show(context, asked, visit, listing).await
}

/// `/journal mentions`: shows what mentions a name or a text.
pub(super) async fn mentions(
    handler: &Handler,
    context: &Context,
    asked: Asked<'_>,
    visit: &Visit,
    options: &[ResolvedOption<'_>],
) -> Result<(), ServeError> {
    visit.managing()?;
    asked.think(&context.http).await?;
    // Nobody looks for what cannot be seen.
    let words = text_option(options, name::NAME_OPTION).unwrap_or_default().replace(is_hidden, " ");
    let listing = mentioned(handler, visit, words.trim()).await.map(|(_, listing)| listing);
    show(context, asked, visit, listing).await
}

async fn show(
    context: &Context,
    asked: Asked<'_>,
    visit: &Visit,
    listing: Result<Listing, DeskError>,
) -> Result<(), ServeError> {
    let message = match listing {
        Ok(listing) => message(&listing, None, visit.language),
        Err(error) => reply::said_after(&error.tell(visit.language), None),
    };
    Ok(asked.message_or_word(&context.http, message, visit.language).await?)
}

/// What is past its retention, and the list of it.
async fn past_retention(handler: &Handler, visit: &Visit) -> Result<(Vec<Aged>, Listing), DeskError> {
    let (language, practice) = (visit.language, handler.desk.practice(&visit.practice)?);
    let aged = handler.desk.aged(visit.managing()?).await?;
    let line = |aged: &Aged| {
        let until = text!(language, "purge-until", day = long_date(aged.until, language));
        about(&aged.summary, &[until, aged.becomes(language)], practice, language)
    };
    let none =
        if practice.retention.is_empty() { text!(language, "purge-not-set") } else { text!(language, "purge-none") };
    let going = aged.iter().filter(|aged| aged.standing == Standing::Goes).count();
    let listing = Listing { cause: Cause::Age, lines: aged.iter().map(line).collect(), going, none, words: None };
    Ok((aged, listing))
}

/// Of what mentions some words, all that nothing keeps.
struct Going {
    exchanges: Vec<Summary>,
    consents: Vec<Entry>,
}

/// What mentions some words and may go, and the list of all that mentions them.
async fn mentioned(handler: &Handler, visit: &Visit, words: &str) -> Result<(Going, Listing), DeskError> {
    let (language, practice) = (visit.language, handler.desk.practice(&visit.practice)?);
    let managing = visit.managing()?;
    let found = handler.desk.mentioned(managing, words).await?;
    let held = handler.desk.held(managing, &found.exchanges).await?;
    let of_exchange = |summary: &Summary| {
        let kept = held.get(&summary.exchange).map(|reason| text!(language, "purge-held", reason = reason.as_str()));
        let around =
            found.around.get(&summary.exchange).map(|around| text!(language, "several-around", text = around.as_str()));
        about(summary, &around.into_iter().chain(kept).collect::<Vec<_>>(), practice, language)
    };
    let of_consent = |entry: &Entry| {
        let (name, what) = (entry.consent.name.as_str(), entry.consent.what.as_str());
        Line::new(&text!(language, "mentions-consent", number = entry.number, name = name, what = what), entry.number)
    };
    let exchanges = found.exchanges.iter().map(of_exchange);
    let lines: Vec<_> = exchanges.chain(found.consents.iter().map(of_consent)).collect();
    let mut going = Going { exchanges: found.exchanges, consents: found.consents };
    going.exchanges.retain(|summary| !held.contains_key(&summary.exchange));
    let listing = Listing {
        cause: Cause::Mention,
        lines,
        going: going.exchanges.len() + going.consents.len(),
        none: text!(language, "mentions-none"),
        words: Some(words.to_owned()),
    };
    Ok((going, listing))
}

/// What a line says of an exchange.
fn about(summary: &Summary, more: &[String], practice: &Practice, language: Language) -> Line {
    let day = long_date(summary.received_at.to_zoned(practice.zone()).date(), language);
    let received = text!(language, "several-received", day = day);
    let status = wording::named(language, "status", summary.status.name());
    let parts = [&[summary.exchange.to_string(), received, status][..], more].concat();
    Line::new(&parts.join(" · "), summary.revision)
}

/// The button under a list: what is past its retention goes at once, its reason being set; of what mentions somebody,
/// the reason is asked for.
pub(super) async fn pressed(
    handler: &Handler,
    context: &Context,
    component: &ComponentInteraction,
    visit: &Visit,
    cause: Cause,
    seen: &Digest,
) -> Result<(), ServeError> {
    visit.managing()?;
    let asked = Asked::Component(component);
    if cause == Cause::Mention {
        return Ok(asked.form(&context.http, form(visit.language, seen)).await?);
    }
    asked.think(&context.http).await?;
    conclude(context, asked, visit, |cards| purge_as_seen(handler, visit, seen, cards)).await
}

/// The form that asks why.
pub(super) fn form(language: Language, seen: &Digest) -> CreateModal {
    let id = CustomId::Several(Cause::Mention, seen.clone());
    modal::of_fields(&id, &text!(language, "form-mentions"), &[reason_field(language)])
}

/// Erases what mentions somebody.
pub(super) async fn submitted(
    handler: &Handler,
    context: &Context,
    asked: Asked<'_>,
    visit: &Visit,
    seen: &Digest,
    inputs: &Inputs,
) -> Result<(), ServeError> {
    visit.managing()?;
    let Some(words) = asked.card().and_then(words_of) else {
        return Ok(asked.say_back(&context.http, &text!(visit.language, "discord-search-lost")).await?);
    };
    asked.think(&context.http).await?;
    let reason = inputs.get("reason").map(String::as_str).unwrap_or_default();
    conclude(context, asked, visit, |cards| erase_as_seen(handler, visit, words, (seen, reason), cards)).await
}

fn words_of(message: &Message) -> Option<&str> {
    Some(message.embeds.first()?.footer.as_ref()?.text.as_str())
}

/// What came of a list that was to go.
enum Outcome {
    Gone(Gone),
    /// It is another by now.
    Changed(Listing),
}

/// Where the cards of what is gone are handed over, to be taken out of the chat.
type Cards = UnboundedSender<Vec<Card>>;

async fn purge_as_seen(handler: &Handler, visit: &Visit, seen: &Digest, cards: Cards) -> Result<Outcome, DeskError> {
    let (aged, listing) = past_retention(handler, visit).await?;
    if listing.digest() != *seen {
        return Ok(Outcome::Changed(listing));
    }
    let mut gone = Gone::default();
    let told = |erased| gone.exchange(erased, &cards, visit.language);
    let forgotten = handler.desk.purge(visit.managing()?, &aged, told).await;
    gone.forgotten(forgotten);
    Ok(Outcome::Gone(gone))
}

async fn erase_as_seen(
    handler: &Handler,
    visit: &Visit,
    words: &str,
    (seen, reason): (&Digest, &str),
    cards: Cards,
) -> Result<Outcome, DeskError> {
    let (language, managing) = (visit.language, visit.managing()?);
    let (going, listing) = mentioned(handler, visit, words).await?;
    if listing.digest() != *seen {
        return Ok(Outcome::Changed(listing));
    }
    let mut gone = Gone::default();
    let told = |erased| gone.exchange(erased, &cards, language);
    let forgotten = handler.desk.erase_all(managing, &going.exchanges, reason, told).await;
    for entry in &going.consents {
        let erased = handler.desk.erase_consent(managing, entry.number, reason).await;
        gone.consent(entry.number, &erased, language);
    }
    gone.forgotten(forgotten);
    Ok(Outcome::Gone(gone))
}

/// Says what came of it. The cards of what is gone go while the rest is being erased: the journal no longer knows
/// them, and a bot that is stopped in the midst would leave them for good.
async fn conclude<T: Future<Output = Result<Outcome, DeskError>>>(
    context: &Context,
    asked: Asked<'_>,
    visit: &Visit,
    erase: impl FnOnce(Cards) -> T,
) -> Result<(), ServeError> {
    let (cards, mut gone) = unbounded_channel();
    let told = async { tell(context, asked, visit, erase(cards).await).await };
    let removed = async {
        while let Some(cards) = gone.recv().await {
            courier::remove(&context.http, &cards).await;
        }
    };
    let (told, ()) = tokio::join!(told, removed);
    told
}

async fn tell(
    context: &Context,
    asked: Asked<'_>,
    visit: &Visit,
    outcome: Result<Outcome, DeskError>,
) -> Result<(), ServeError> {
    let language = visit.language;
    let message = match outcome {
        Ok(Outcome::Gone(gone)) => reply::shown_after(&gone.told(language), &[]),
        Ok(Outcome::Changed(listing)) => {
            let changed = text!(language, "several-changed");
            message(&listing, Some(&changed), language).add_files(asked.typed().map(reply::text_file))
        }
        Err(error) => reply::said_after(&error.tell(language), asked.typed()),
    };
    Ok(asked.message_or_word(&context.http, message, language).await?)
}

/// What has gone and what has not, in words.
#[derive(Default)]
struct Gone {
    erased: Vec<String>,
    stayed: Vec<String>,
    /// Whether the search index is still to forget it.
    index_later: bool,
}

impl Gone {
    fn exchange(&mut self, (id, erased): Erased, cards: &Cards, language: Language) {
        self.note(erased.is_ok(), erased_text(id, &erased, language));
        if let Ok(shown) = erased {
            // Whoever takes them out waits for as long as there may be more.
            let _ = cards.send(shown);
        }
    }

    fn consent(&mut self, number: u32, erased: &Result<(), DeskError>, language: Language) {
        self.note(erased.is_ok(), erased_consent_text(number, erased, language));
    }

    fn note(&mut self, is_gone: bool, told: String) {
        if is_gone { self.erased.push(told) } else { self.stayed.push(told) }
    }

    fn forgotten(&mut self, forgotten: Result<(), DeskError>) {
        if let Err(error) = forgotten {
            tracing::error!(%error, "the search index did not forget what is erased");
            self.index_later = true;
        }
    }

    /// What failed first.
    fn told(&self, language: Language) -> Private {
        let mut lines = [self.stayed.as_slice(), &self.erased].concat();
        if !self.erased.is_empty() {
            lines.push(text!(language, "several-elsewhere"));
        }
        if self.index_later {
            lines.push(text!(language, "erase-index-later"));
        }
        listed(text!(language, "several-gone", gone = self.erased.len(), stayed = self.stayed.len()), lines)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::exchange::ExchangeId;
    use crate::journal::JournalError;

    fn listing(lines: usize, length: usize) -> Listing {
        let text = "a".repeat(length);
        let lines: Vec<_> = (0..lines).map(|_| Line::new(&text, 1)).collect();
        Listing { cause: Cause::Age, going: lines.len(), lines, none: String::new(), words: None }
    }

    /// Nobody may erase what they could not read: neither in the message, nor in a file beside it.
    #[test]
    fn what_cannot_be_shown_whole_has_no_button() {
        let shown = |listing: &Listing| {
            let shown = json!(message(listing, None, Language::Fr));
            (shown["attachments"].as_array().map_or(0, Vec::len), shown["components"].to_string().contains("e1:purge:"))
        };
        assert_eq!(shown(&listing(3, 100)), (0, true));
        assert_eq!(shown(&listing(100, 100)), (1, true));
        assert_eq!(shown(&listing(6_000, 2_000)), (0, false));
        assert_eq!(shown(&Listing { going: 0, ..listing(3, 100) }), (0, false));
    }

    /// What stayed is what somebody has to look after.
    #[test]
    fn what_failed_is_told_first_and_what_is_still_to_be_done_last() {
        let (mut gone, (cards, _)) = (Gone::default(), unbounded_channel());
        gone.exchange((ExchangeId::from_random(1), Ok(Vec::new())), &cards, Language::Fr);
        gone.exchange((ExchangeId::from_random(2), Err(JournalError::Held.into())), &cards, Language::Fr);
        gone.consent(3, &Ok(()), Language::Fr);
        gone.forgotten(Err(JournalError::Search("full".to_owned()).into()));
        let told = gone.told(Language::Fr);
        assert_eq!(told.title, "2 éléments effacés du journal, 1 non");
        let [failed, .., index] = told.notes.as_slice() else { panic!("{:?}", told.notes) };
        assert!(failed.contains(ExchangeId::from_random(2).as_str()) && failed.contains("non effacé"), "{failed}");
        assert!(index.contains("index de recherche"), "{index}");
    }

    #[test]
    fn a_list_is_another_when_a_line_or_a_revision_is() {
        let of = |text: &str, revision| Listing { lines: vec![Line::new(text, revision)], ..listing(0, 0) }.digest();
        assert_eq!(of("a", 1), of("a", 1));
        assert_ne!(of("a", 1), of("a", 2));
        assert_ne!(of("a", 1), of("b", 1));
    }
}
