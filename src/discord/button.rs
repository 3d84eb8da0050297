//! What is pressed or chosen on a card.

use serenity::all::{ComponentInteraction, ComponentInteractionDataKind, CreateButton, Http, MessageFlags};

use super::captures;
use super::courier;
use super::custom_id::CustomId;
use super::evidence;
use super::modal;
use super::record;
use super::reply::Asked;
use super::service::{Context, Handler, ServeError};
use super::several;
use crate::desk::{Action, Inputs, Reference, Response, Screen, Visit};
use crate::exchange::Audience;
use crate::text;

pub(super) async fn serve(
    handler: &Handler,
    context: &Context,
    component: &ComponentInteraction,
    visit: &Visit,
) -> Result<(), ServeError> {
    let asked = Asked::Component(component);
    if let Ok(CustomId::Open(exchange)) = component.data.custom_id.parse() {
        // The button stands in a channel of reminders, or under an answer: seldom where the exchange lives.
        let screen = handler.desk.view(visit, exchange, "open").await?;
        return Ok(asked.card_for_one(&context.http, &screen, visit.language).await?);
    }
    match component.data.custom_id.parse() {
        Ok(CustomId::Page(number)) => return record::turn(handler, context, component, visit, number).await,
        Ok(CustomId::Evidence(message)) => {
            return evidence::chosen(handler, context, component, visit, message).await;
        }
        Ok(CustomId::Several(cause, seen)) => {
            return several::pressed(handler, context, component, visit, cause, &seen).await;
        }
        Ok(CustomId::View) => return record::open(handler, context, component, visit).await,
        _ => {}
    }
    let pressed = match component.data.custom_id.parse() {
        Ok(CustomId::Act(at, action)) => Some((at, action)),
        Ok(CustomId::Menu(at, _)) => chosen(component).map(|action| (at, action)),
        _ => None,
    };
    match pressed {
        Some((at, action)) => act(handler, context, asked, visit, at, &action, None).await,
        None => Ok(asked.say(&context.http, &text!(visit.language, "discord-old-button")).await?),
    }
}

fn chosen(component: &ComponentInteraction) -> Option<Action> {
    match &component.data.kind {
        ComponentInteractionDataKind::StringSelect { values } => values.first()?.parse().ok(),
        _ => None,
    }
}

/// Asks the desk and shows what it answers.
pub(super) async fn act(
    handler: &Handler,
    context: &Context,
    asked: Asked<'_>,
    visit: &Visit,
    at: Reference,
    action: &Action,
    inputs: Option<&Inputs>,
) -> Result<(), ServeError> {
    let http = &context.http;
    match handler.desk.act(visit, at, action, inputs).await? {
        Response::Screen(screen) => {
            let shown = asked.screen(http, &screen, visit.language).await;
            // The step is taken, whether or not the chat could be told.
            after_step(handler, http, asked, visit, &screen, shown.is_ok()).await?;
            shown?;
        }
        Response::Form(form) if !asked.takes_a_form() => {
            let screen = handler.desk.show(visit, form.reference.exchange).await?;
            asked.screen(http, &screen, visit.language).await?;
            let button = CreateButton::new(CustomId::Act(form.reference, form.action).to_string())
                .label(text!(visit.language, "discord-go-on"));
            asked.go_on(http, &text!(visit.language, "discord-more-to-fill"), button).await?;
        }
        Response::Form(form) => asked.form(http, modal::of_form(&form)).await?,
        Response::Private(private) if !asked.takes_a_form() => {
            // What was typed for a letter may have completed the review: then the card moves on first.
            let screen = handler.desk.show(visit, at.exchange).await?;
            if screen.reference == at {
                asked.private(http, &private).await?;
            } else {
                asked.screen(http, &screen, visit.language).await?;
                asked.private_after(http, &private).await?;
            }
        }
        Response::Private(private) => asked.private(http, &private).await?,
        Response::Captures(captures) => captures::show(handler, context, asked, visit, at.exchange, &captures).await?,
        Response::Refused { message, screen } => {
            let typed = asked.typed();
            if screen.reference == at && typed.is_none() {
                // The card is as they saw it: only the reason is news.
                asked.say(http, &message).await?;
            } else {
                asked.screen(http, &screen, visit.language).await?;
                asked.say_after(http, &message, typed).await?;
            }
        }
    }
    Ok(())
}

/// A step was taken: other messages that show the exchange follow, and the courier looks what it brings about. The
/// message on which it was taken follows too where the answer that was to change it did not arrive.
async fn after_step(
    handler: &Handler,
    http: &Http,
    asked: Asked<'_>,
    visit: &Visit,
    screen: &Screen,
    answered: bool,
) -> Result<(), ServeError> {
    handler.bell.step(&visit.practice, screen.reference.exchange);
    // One that a single person sees is no card of the team's, and cannot be changed by others.
    let message =
        asked.card().filter(|message| !message.flags.is_some_and(|flags| flags.contains(MessageFlags::EPHEMERAL)));
    if let Some(message) = message
        && !courier::is_card_of(screen, message.id)
    {
        let (at, place) = (screen.reference, courier::place_of(message));
        // One of the courier's may be pressed before it is on record.
        let managers = handler.guilds.is_for_managers(message.channel_id);
        let audience = if managers { Audience::Managers } else { Audience::Team };
        handler.desk.card_posted(visit, at.exchange, courier::FACE, place, audience, at.revision).await?;
    }
    let has_others =
        screen.cards.iter().any(|card| message.is_none_or(|message| card.place != courier::place_of(message)));
    if has_others || !answered {
        let but = message.map(|message| message.id).filter(|_| answered);
        handler.others_follow(http, visit, screen.reference.exchange, but).await?;
    }
    Ok(())
}
