//! `/journal file`, `/journal confier` and `/role`: what waits, and who looks after it.

use serenity::all::{
    CommandInteraction, CreateActionRow, CreateEmbed, CreateInteractionResponseFollowup, CreateSelectMenu,
    CreateSelectMenuKind, CreateSelectMenuOption, ResolvedOption, ResolvedValue, User,
};

use super::card::person;
use super::commands::name;
use super::courier;
use super::custom_id::CustomId;
use super::limits::{EmbedTitle, MAX_OPTIONS, OptionLabel, Placeholder, clip, units};
use super::markdown::escape_but_links;
use super::office::{subcommand, text_option};
use super::reply::{self, Asked};
use super::service::{Context, Handler, ServeError};
use crate::desk::{Visit, Waiting, WaitsFor, queue_line};
use crate::exchange::Role;
use crate::{text, wording};

/// Longest list, in units: an embed takes 4,096.
const LONGEST: usize = 3_900;

/// Shows what waits. It is read from every open exchange, and may take longer than the chat waits for an answer: so
/// that something comes is said first.
async fn show(handler: &Handler, context: &Context, asked: Asked<'_>, visit: &Visit) -> Result<(), ServeError> {
    asked.think(&context.http).await?;
    let message = match handler.desk.queue(visit).await {
        Ok(queue) => message(&queue, visit),
        Err(error) => reply::said_after(&error.tell(visit.language), None),
    };
    Ok(asked.message_after(&context.http, message).await?)
}

/// What waits, what burns first at the top, with a menu that opens one.
pub(super) fn message(queue: &[Waiting], visit: &Visit) -> CreateInteractionResponseFollowup {
    let language = visit.language;
    if queue.is_empty() {
        return reply::said_after(&text!(language, "queue-empty"), None);
    }
    let about = CreateEmbed::new()
        .title(EmbedTitle::new(&text!(language, "discord-queue-title", count = queue.len())).to_string())
        .description(lines(queue, visit));
    let option = |waiting: &Waiting| {
        let label = OptionLabel::new(&queue_line(waiting, language));
        CreateSelectMenuOption::new(label, waiting.exchange.to_string())
    };
    let options = queue.iter().take(MAX_OPTIONS).map(option).collect();
    let menu = CreateSelectMenu::new(CustomId::View.to_string(), CreateSelectMenuKind::String { options });
    let label = text!(language, "discord-choose-exchange");
    let menu = CreateActionRow::SelectMenu(menu.placeholder(Placeholder::new(&label)));
    reply::private_message_after().embed(about).components(vec![menu])
}

/// Each that waits on two lines: what and by when, for whom and since when. What does not fit is counted.
fn lines(queue: &[Waiting], visit: &Visit) -> String {
    let language = visit.language;
    let mut shown = String::new();
    for (place, waiting) in queue.iter().enumerate() {
        let mark = if waiting.overdue { "🔥" } else { "▫️" };
        let whom = match &waiting.waits_for {
            WaitsFor::Managers => text!(language, "queue-managers"),
            WaitsFor::Person(actor) => person(actor),
        };
        // The chat shows a moment in each reader's own time.
        let since = format!("<t:{}:R>", waiting.since.as_second());
        let about = text!(language, "queue-about", whom = whom, since = since);
        let entry = format!("{mark} {}\n-# {about}\n", escape_but_links(&clip(&queue_line(waiting, language), 300)));
        if units(&shown) + units(&entry) > LONGEST {
            shown.push_str(&text!(language, "queue-more", count = queue.len() - place));
            break;
        }
        shown.push_str(&entry);
    }
    shown
}

/// Puts someone of the chat in charge of an exchange.
async fn hand_over(
    handler: &Handler,
    context: &Context,
    asked: Asked<'_>,
    options: &[ResolvedOption<'_>],
    visit: &Visit,
) -> Result<(), ServeError> {
    let exchange = text_option(options, name::EXCHANGE_OPTION).unwrap_or_default().trim();
    let exchange = handler.desk.find(visit, exchange).await?;
    let Some(to) = user_option(options, name::PERSON_OPTION) else {
        return Ok(asked.say(&context.http, &text!(visit.language, "discord-not-understood")).await?);
    };
    let practice = handler.desk.practice(&visit.practice)?;
    let to = practice.actor_id(courier::FACE, &to.id.to_string());
    handler.desk.hand_over(visit, exchange, &to).await?;
    let said = text!(visit.language, "discord-handed-over", exchange = exchange.as_str(), to = person(&to));
    asked.say(&context.http, &said).await?;
    handler.others_follow(&context.http, visit, exchange, None).await
}

/// Gives someone a role, or back the one that the chat gives them; without a person, tells who has one.
pub(super) async fn role(
    handler: &Handler,
    context: &Context,
    command: &CommandInteraction,
    visit: &Visit,
) -> Result<(), ServeError> {
    let asked = Asked::Command(command);
    let options = command.data.options();
    let language = visit.language;
    let practice = handler.desk.practice(&visit.practice)?;
    let wanted = match text_option(&options, name::ROLE_OPTION) {
        Some(role) if role == Role::Manager.name() => Some(Some(Role::Manager)),
        Some(role) if role == Role::Staff.name() => Some(Some(Role::Staff)),
        Some(_) => Some(None),
        // Without a role nothing is given and nothing taken.
        None => None,
    };
    if let (Some(to), Some(role)) = (user_option(&options, name::PERSON_OPTION), wanted) {
        let to = practice.actor_id(courier::FACE, &to.id.to_string());
        handler.desk.give_role(visit, &to, role).await?;
    }
    let roles = handler.desk.roles(visit).await?;
    let line =
        |(to, role): (&String, &Role)| format!("{} · {}", person(to), wording::named(language, "role", role.name()));
    let lines: Vec<String> = roles.iter().map(line).collect();
    let said = if lines.is_empty() { text!(language, "roles-none") } else { lines.join("\n") };
    Ok(asked.say(&context.http, &said).await?)
}

fn user_option<'a>(options: &[ResolvedOption<'a>], wanted: &str) -> Option<&'a User> {
    options.iter().filter(|option| option.name == wanted).find_map(|option| match &option.value {
        ResolvedValue::User(user, _) => Some(*user),
        _ => None,
    })
}

/// What of `/journal` is served here.
pub(super) async fn serve(
    handler: &Handler,
    context: &Context,
    command: &CommandInteraction,
    visit: &Visit,
) -> Result<(), ServeError> {
    let asked = Asked::Command(command);
    match subcommand(&command.data.options()) {
        Some((name::JOURNAL_HAND_OVER, options)) => hand_over(handler, context, asked, options, visit).await,
        _ => show(handler, context, asked, visit).await,
    }
}
