//! Captures from the chat: what is attached to the message of a review, and « Ajouter comme preuve ».
//!
//! Whoever adds a later message chooses the exchange from a list, unless the message answers a card. The list
//! carries the links itself: nothing is fetched before somebody has said what it belongs to, and nothing is
//! remembered in between.

use serenity::all::{
    CommandInteraction, ComponentInteraction, ComponentInteractionDataKind, CreateActionRow, CreateAllowedMentions,
    CreateEmbed, CreateInteractionResponseMessage, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption,
    Message, MessageId, UserId,
};

use super::custom_id::CustomId;
use super::limits::{MAX_OPTIONS, OptionLabel, Placeholder, clip, units};
use super::reply::Asked;
use super::service::{Context, Handler, ServeError};
use super::{courier, files};
use crate::desk::{DeskError, Visit};
use crate::exchange::{ExchangeId, Status};
use crate::journal::Query;
use crate::language::Language;
use crate::{text, wording};

/// Most characters of a review by which its exchange is known in the list.
const WORDS: usize = 60;
/// Most units of links in one embed, and in all of them: the chat takes 4,096 and 6,000.
const LINKS: usize = 4_000;
const ALL_LINKS: usize = 5_900;

/// Where captures come from and what they are of.
struct Brought<'a> {
    exchange: ExchangeId,
    message: MessageId,
    links: &'a [String],
}

/// Keeps what is attached to the message of a review, once its card is there.
pub(super) async fn with_review(
    handler: &Handler,
    context: &Context,
    asked: Asked<'_>,
    visit: &Visit,
    exchange: ExchangeId,
    message: &Message,
) -> Result<(), ServeError> {
    let links = files::links(message);
    if links.is_empty() {
        return Ok(());
    }
    let kept = keep(handler, visit, &Brought { exchange, message: message.id, links: &links }).await;
    let Some(refused) = told(context, asked, visit, kept).await? else { return Ok(()) };
    if refused.len() < links.len() {
        let screen = handler.desk.show(visit, exchange).await?;
        asked.card_again(&context.http, &screen, visit.language).await?;
    }
    if refused.is_empty() { Ok(()) } else { Ok(asked.say_after(&context.http, &said(refused), None).await?) }
}

/// A picture alone opens the form: its exchange is not there yet, so the picture is for later.
pub(super) async fn later(
    context: &Context,
    asked: Asked<'_>,
    visit: &Visit,
    message: &Message,
) -> Result<(), ServeError> {
    if files::links(message).is_empty() {
        return Ok(());
    }
    Ok(asked.say_after(&context.http, &text!(visit.language, "discord-capture-later"), None).await?)
}

/// Keeps captures; gives what is to be said of those that are not kept.
async fn keep(handler: &Handler, visit: &Visit, brought: &Brought<'_>) -> Result<Vec<String>, ServeError> {
    let origin = format!("{}:{}", courier::FACE, brought.message);
    let mut refused = Vec::new();
    for link in brought.links {
        let kept = match handler.files.fetch(link).await {
            Ok(bytes) => handler.desk.add_evidence(visit, brought.exchange, bytes, &origin).await,
            Err(unfit) => Err(DeskError::Capture(unfit)),
        };
        match kept {
            Err(error @ DeskError::Capture(_)) => refused.push(error.tell(visit.language)),
            kept => kept?,
        }
    }
    Ok(refused)
}

/// Says what went wrong at the desk: the interaction was answered already.
async fn told(
    context: &Context,
    asked: Asked<'_>,
    visit: &Visit,
    kept: Result<Vec<String>, ServeError>,
) -> Result<Option<Vec<String>>, ServeError> {
    match kept {
        Err(ServeError::Desk(error)) => {
            asked.say_after(&context.http, &error.tell(visit.language), None).await?;
            Ok(None)
        }
        kept => kept.map(Some),
    }
}

/// The same refusal of several files is said once.
fn said(mut refused: Vec<String>) -> String {
    refused.dedup();
    refused.join("\n")
}

/// « Ajouter comme preuve ».
pub(super) async fn add(
    handler: &Handler,
    context: &Context,
    command: &CommandInteraction,
    visit: &Visit,
    message: &Message,
) -> Result<(), ServeError> {
    let asked = Asked::Command(command);
    let links = files::links(message);
    if links.is_empty() {
        return Ok(asked.say(&context.http, &text!(visit.language, "discord-no-capture")).await?);
    }
    let own = UserId::from(std::num::NonZeroU64::from(command.application_id));
    if let Some(exchange) = answered_card(message, own) {
        return bring(handler, context, asked, visit, &Brought { exchange, message: message.id, links: &links }).await;
    }
    let options = open_exchanges(handler, visit).await?;
    if options.is_empty() {
        return Ok(asked.say(&context.http, &text!(visit.language, "discord-no-open-exchange")).await?);
    }
    Ok(asked.message(&context.http, choice(message.id, &links, options, visit.language)).await?)
}

/// The list from which the exchange is chosen; it carries the links.
pub(super) fn choice(
    message: MessageId,
    links: &[String],
    options: Vec<CreateSelectMenuOption>,
    language: Language,
) -> CreateInteractionResponseMessage {
    let label = text!(language, "discord-which-exchange");
    let id = CustomId::Evidence(message.get()).to_string();
    let menu = CreateSelectMenu::new(id, CreateSelectMenuKind::String { options });
    let menu = menu.placeholder(Placeholder::new(&label));
    CreateInteractionResponseMessage::new()
        .content(label)
        .embeds(listed(links).into_iter().map(|part| CreateEmbed::new().description(part)).collect())
        .components(vec![CreateActionRow::SelectMenu(menu)])
        .ephemeral(true)
        .allowed_mentions(CreateAllowedMentions::new())
}

/// An exchange by how its review begins.
pub(super) fn option(exchange: ExchangeId, review: &str, status: &str) -> CreateSelectMenuOption {
    let words = clip(review, WORDS);
    CreateSelectMenuOption::new(OptionLabel::new(&format!("{words} · {status}")), exchange.as_str())
}

/// The exchange was chosen.
pub(super) async fn chosen(
    handler: &Handler,
    context: &Context,
    component: &ComponentInteraction,
    visit: &Visit,
    message: u64,
) -> Result<(), ServeError> {
    let asked = Asked::Component(component);
    let exchange = match &component.data.kind {
        ComponentInteractionDataKind::StringSelect { values } => values.first().and_then(|value| value.parse().ok()),
        _ => None,
    };
    let listed = component.message.embeds.iter().filter_map(|embed| embed.description.as_deref());
    let links: Vec<String> = listed.flat_map(read_back).collect();
    match exchange.filter(|_| message > 0 && !links.is_empty()) {
        Some(exchange) => {
            let brought = Brought { exchange, message: MessageId::new(message), links: &links };
            bring(handler, context, asked, visit, &brought).await
        }
        None => Ok(asked.say(&context.http, &text!(visit.language, "discord-old-button")).await?),
    }
}

/// Answers before anything is fetched: a file may take longer than the chat waits.
async fn bring(
    handler: &Handler,
    context: &Context,
    asked: Asked<'_>,
    visit: &Visit,
    brought: &Brought<'_>,
) -> Result<(), ServeError> {
    let http = &context.http;
    asked.think(http).await?;
    let kept = keep(handler, visit, brought).await;
    let Some(mut lines) = told(context, asked, visit, kept).await? else { return Ok(()) };
    let count = brought.links.len() - lines.len();
    if count > 0 {
        let exchange = brought.exchange.to_string();
        lines.insert(0, text!(visit.language, "discord-captures-added", count = count, exchange = exchange));
    }
    asked.say_after(http, &said(lines), None).await?;
    if count > 0 {
        handler.others_follow(http, visit, brought.exchange, None).await?;
    }
    Ok(())
}

/// The exchange of the card that a message answers.
fn answered_card(message: &Message, own: UserId) -> Option<ExchangeId> {
    let card = message.referenced_message.as_deref().filter(|card| card.author.id == own)?;
    let footer = &card.embeds.last()?.footer.as_ref()?.text;
    footer.split_once(" · ")?.0.parse().ok()
}

/// The exchanges that are still open, the newest first, by how their reviews begin.
async fn open_exchanges(handler: &Handler, visit: &Visit) -> Result<Vec<CreateSelectMenuOption>, ServeError> {
    let statuses = Status::ALL.into_iter().filter(|status| *status != Status::Closed).collect();
    let query =
        Query { practice: Some(visit.practice.clone()), statuses, limit: Some(MAX_OPTIONS), ..Query::default() };
    let mut options = Vec::new();
    for summary in handler.desk.list(&query).await? {
        let exchange = handler.desk.history(visit, summary.exchange).await?;
        let status = wording::named(visit.language, "status", exchange.status.name());
        options.push(option(exchange.id, &exchange.review.text, &status));
    }
    Ok(options)
}

/// Links as the list carries them, in as many parts as it takes.
fn listed(links: &[String]) -> Vec<String> {
    let (mut parts, mut total) = (vec![String::new()], 0);
    for (at, link) in links.iter().enumerate() {
        let line = format!("[{}]({link})\n", at + 1);
        total += units(&line);
        if total > ALL_LINKS {
            tracing::warn!(left_out = links.len() - at, "the links to captures are longer than a message holds");
            break;
        }
        match parts.last_mut() {
            Some(part) if units(part) + units(&line) <= LINKS => part.push_str(&line),
            _ => parts.push(line),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn read_back(listed: &str) -> Vec<String> {
    let link = |line: &str| Some(line.split_once("](")?.1.strip_suffix(')')?.to_owned());
    listed.lines().filter_map(link).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_read_back_as_they_were_listed() {
        let links = ["https://cdn.discordapp.com/a](b).png?ex=1&hm=2".to_owned(), "https://x.example/2".to_owned()];
        let read = |links: &[String]| listed(links).iter().flat_map(|part| read_back(part)).collect::<Vec<_>>();
        assert_eq!(read(&links), links);
        let ten: Vec<String> =
            (0..10).map(|at| format!("https://cdn.discordapp.com/{at}/{}", "x".repeat(500))).collect();
        assert_eq!(read(&ten), ten);
        assert!(listed(&ten).len() > 1, "more than one embed holds");
    }
}
