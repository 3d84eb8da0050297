//! `/journal`: finding exchanges and opening one, for one person alone.
//!
//! A page of what was found knows what was asked: it stands in the footer, where the chat shows it as it is. So
//! its buttons carry the page alone and work in a process that was started since.

use std::fmt::Write as _;
use std::time::Duration;

use serenity::all::{
    ButtonStyle, CommandInteraction, ComponentInteraction, ComponentInteractionDataKind, CreateActionRow,
    CreateAllowedMentions, CreateButton, CreateEmbed, CreateEmbedFooter, CreateInteractionResponseMessage,
    CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption,
};

use super::commands::name;
use super::custom_id::CustomId;
use super::erase::{self, Keeping};
use super::limits::{ButtonLabel, EmbedTitle, OptionLabel, Placeholder, clip, units};
use super::markdown::{escape, is_hidden};
use super::office::{subcommand, text_option};
use super::reply::Asked;
use super::service::{Context, Handler, ServeError};
use super::{export, figures, proof, queue, several};
use crate::desk::{Match, Results, Visit};
use crate::journal::Excerpt;
use crate::text;

/// Most units of what is looked for: it has to fit the footer of the page.
pub(super) const MAX_WORDS: u16 = 400;
/// Most units of an excerpt: ten of them fit the 6,000 of a message with all else.
const EXCERPT: usize = 400;
/// How long a search is waited for: the chat gives three seconds to answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// What the journal says an exchange was opened with.
const SEARCH: &str = "search";

pub(super) async fn serve(
    handler: &Handler,
    context: &Context,
    command: &CommandInteraction,
    visit: &Visit,
) -> Result<(), ServeError> {
    let asked = Asked::Command(command);
    let options = command.data.options();
    match subcommand(&options) {
        Some((name::JOURNAL_SEARCH, options)) => {
            let words = text_option(options, name::WORDS_OPTION).unwrap_or_default();
            page(handler, context, asked, visit, Some(words), 1).await
        }
        Some((name::JOURNAL_LIST, _)) => page(handler, context, asked, visit, None, 1).await,
        Some((name::JOURNAL_VIEW, options)) => {
            let exchange = text_option(options, name::EXCHANGE_OPTION).unwrap_or_default().trim();
            let exchange = handler.desk.find(visit, exchange).await?;
            let screen = handler.desk.view(visit, exchange, "view").await?;
            Ok(asked.card_for_one(&context.http, &screen, visit.language).await?)
        }
        Some((name::JOURNAL_QUEUE | name::JOURNAL_HAND_OVER, _)) => {
            queue::serve(handler, context, command, visit).await
        }
        Some((name::JOURNAL_STATS, options)) => figures::serve(handler, context, asked, visit, options).await,
        Some((name::JOURNAL_EXPORT, options)) => export::serve(handler, context, asked, visit, options).await,
        Some((name::JOURNAL_ERASE, options)) => {
            erase::ask(handler, context, asked, visit, Keeping::Erase, options).await
        }
        Some((name::JOURNAL_HOLD, options)) => erase::ask(handler, context, asked, visit, Keeping::Hold, options).await,
        Some((name::JOURNAL_RELEASE, options)) => {
            erase::ask(handler, context, asked, visit, Keeping::Release, options).await
        }
        Some((name::JOURNAL_PURGE, _)) => several::purge(handler, context, asked, visit).await,
        Some((name::JOURNAL_MENTIONS, options)) => several::mentions(handler, context, asked, visit, options).await,
        Some((name::JOURNAL_VERIFY, options)) => proof::serve(handler, context, asked, visit, options).await,
        _ => Ok(asked.say(&context.http, &text!(visit.language, "discord-not-understood")).await?),
    }
}

/// Another page of what a message shows.
pub(super) async fn turn(
    handler: &Handler,
    context: &Context,
    component: &ComponentInteraction,
    visit: &Visit,
    number: usize,
) -> Result<(), ServeError> {
    let asked = Asked::Component(component);
    let Some(embed) = component.message.embeds.first() else {
        return Ok(asked.say(&context.http, &text!(visit.language, "discord-search-lost")).await?);
    };
    let words = embed.footer.as_ref().map(|footer| footer.text.as_str());
    page(handler, context, asked, visit, words, number).await
}

/// Opens the exchange that was chosen from a page.
pub(super) async fn open(
    handler: &Handler,
    context: &Context,
    component: &ComponentInteraction,
    visit: &Visit,
) -> Result<(), ServeError> {
    let asked = Asked::Component(component);
    let chosen = match &component.data.kind {
        ComponentInteractionDataKind::StringSelect { values } => values.first().and_then(|value| value.parse().ok()),
        _ => None,
    };
    let Some(exchange) = chosen else {
        return Ok(asked.say(&context.http, &text!(visit.language, "discord-old-button")).await?);
    };
    let screen = handler.desk.view(visit, exchange, SEARCH).await?;
    Ok(asked.card_for_one(&context.http, &screen, visit.language).await?)
}

/// Shows a page: of what some words find, or of everything.
async fn page(
    handler: &Handler,
    context: &Context,
    asked: Asked<'_>,
    visit: &Visit,
    words: Option<&str>,
    number: usize,
) -> Result<(), ServeError> {
    let search = async {
        match words {
            Some(words) => handler.desk.search(visit, words, number).await,
            None => handler.desk.latest(visit, number).await,
        }
    };
    match tokio::time::timeout(PATIENCE, search).await {
        Ok(results) => Ok(asked.page(&context.http, message(&results?, words, visit)).await?),
        Err(_) => Ok(asked.say(&context.http, &text!(visit.language, "discord-search-slow")).await?),
    }
}

/// The message that shows a page of what was found.
pub(super) fn message(results: &Results, words: Option<&str>, visit: &Visit) -> CreateInteractionResponseMessage {
    let language = visit.language;
    let title = match words {
        Some(_) => text!(language, "discord-search-title"),
        None => text!(language, "discord-list-title"),
    };
    let mut embed = CreateEmbed::new().title(EmbedTitle::new(&title).to_string()).description(&results.heading);
    for hit in &results.hits {
        let shown = text!(language, "labelled", label = hit.part_text.as_str(), text = marked(&hit.excerpt));
        embed = embed.field(about(hit), shown, false);
    }
    if let Some(words) = words {
        // Nobody looks for what cannot be seen.
        let words = words.replace(is_hidden, " ");
        embed = embed.footer(CreateEmbedFooter::new(clip(&words, usize::from(MAX_WORDS))));
    }
    CreateInteractionResponseMessage::new()
        .embed(embed)
        .components(rows(results, visit))
        .ephemeral(true)
        .allowed_mentions(CreateAllowedMentions::new())
}

/// What is known of an exchange, on one line.
fn about(hit: &Match) -> String {
    let outcome = hit.outcome.as_ref().map(|outcome| format!(" · {outcome}")).unwrap_or_default();
    EmbedTitle::new(&format!("{} · {} · {}{outcome}", hit.exchange, hit.day, hit.status_text)).to_string()
}

/// The excerpt with what was found in bold; without, where there is so much of it that it would not fit.
fn marked(excerpt: &Excerpt) -> String {
    let (mut shown, mut at) = (String::new(), 0);
    for mark in &excerpt.marks {
        shown.push_str(&escape(&excerpt.text[at..mark.start]));
        // Writing to a String cannot fail.
        let _ = write!(shown, "**__{}__**", escape(&excerpt.text[mark.clone()]));
        at = mark.end;
    }
    shown.push_str(&escape(&excerpt.text[at..]));
    if units(&shown) <= EXCERPT { shown } else { clip(&escape(&excerpt.text), EXCERPT) }
}

fn rows(results: &Results, visit: &Visit) -> Vec<CreateActionRow> {
    let mut rows = Vec::new();
    if !results.hits.is_empty() {
        let option = |hit: &Match| CreateSelectMenuOption::new(OptionLabel::new(&about(hit)), hit.exchange.to_string());
        let options = results.hits.iter().map(option).collect();
        let menu = CreateSelectMenu::new(CustomId::View.to_string(), CreateSelectMenuKind::String { options });
        let label = text!(visit.language, "discord-choose-exchange");
        rows.push(CreateActionRow::SelectMenu(menu.placeholder(Placeholder::new(&label))));
    }
    let button = |page: Option<usize>, label: String| {
        page.map(|page| {
            let id = CustomId::Page(page).to_string();
            CreateButton::new(id).label(ButtonLabel::new(&label)).style(ButtonStyle::Secondary)
        })
    };
    let turns = [
        button(results.previous, text!(visit.language, "terminal-previous-page")),
        button(results.next, text!(visit.language, "terminal-next-page")),
    ];
    let turns: Vec<_> = turns.into_iter().flatten().collect();
    if !turns.is_empty() {
        rows.push(CreateActionRow::Buttons(turns));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Part;

    #[test]
    fn marks_stand_out_and_nothing_of_the_text_is_live() {
        let text = "un **accueil** glacé @everyone".to_owned();
        let marks = std::iter::once(5..12).collect();
        let excerpt = Excerpt { part: Part::Review, text, marks };
        assert_eq!(marked(&excerpt), "un \\*\\***__accueil__**\\*\\* glacé \\@everyone");
        let text = "* ".repeat(180);
        let marks = (0..180).map(|at| at * 2..at * 2 + 1).collect();
        assert!(units(&marked(&Excerpt { part: Part::Review, text, marks })) <= EXCERPT);
    }
}
