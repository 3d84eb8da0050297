//! What is submitted in a form.

use serenity::all::ModalInteraction;

use super::button::act;
use super::custom_id::CustomId;
use super::reply::Asked;
use super::service::{Context, Handler, ServeError};
use super::several::{self, Cause};
use super::{erase, modal, office};
use crate::desk::{Action, Inputs, Reference, Response, Visit};
use crate::review::Review;
use crate::text;

pub(super) async fn serve(
    handler: &Handler,
    context: &Context,
    submitted: &ModalInteraction,
    visit: &Visit,
) -> Result<(), ServeError> {
    let asked = Asked::Modal(submitted);
    if !modal::is_whole(submitted) {
        return Ok(asked.say_back(&context.http, &text!(visit.language, "discord-not-understood")).await?);
    }
    let inputs = modal::inputs(submitted);
    match submitted.data.custom_id.parse() {
        Ok(CustomId::Act(at, action)) => act(handler, context, asked, visit, at, &action, Some(&inputs)).await,
        Ok(CustomId::New) => new_review(handler, context, asked, visit, &inputs).await,
        Ok(CustomId::Consent) => office::consent_given(handler, context, asked, visit, &inputs).await,
        Ok(CustomId::Quick(language, template)) => {
            let private = handler.desk.use_template(visit, language, &template, &inputs)?;
            Ok(asked.private(&context.http, &private).await?)
        }
        Ok(CustomId::Keeping(keeping, exchange)) => {
            erase::submitted(handler, context, asked, visit, (keeping, exchange), &inputs).await
        }
        Ok(CustomId::Several(Cause::Mention, seen)) => {
            several::submitted(handler, context, asked, visit, &seen, &inputs).await
        }
        Ok(
            CustomId::Menu(..)
            | CustomId::Open(_)
            | CustomId::Several(Cause::Age, _)
            | CustomId::Evidence(_)
            | CustomId::Page(_)
            | CustomId::View,
        )
        | Err(_) => Ok(asked.say(&context.http, &text!(visit.language, "discord-old-button")).await?),
    }
}

/// Takes the text in at once; what was typed about it is added next, and when that cannot be read the
/// review is there all the same.
async fn new_review(
    handler: &Handler,
    context: &Context,
    asked: Asked<'_>,
    visit: &Visit,
    inputs: &Inputs,
) -> Result<(), ServeError> {
    let text = inputs.get("review").cloned().unwrap_or_default();
    let screen = handler.desk.receive(visit, Review::of(text), None).await?;
    let about: Inputs = inputs
        .iter()
        .filter(|(field, _)| *field != "review")
        .map(|(field, value)| (field.clone(), value.clone()))
        .collect();
    if about.values().all(|value| value.trim().is_empty()) {
        return Ok(asked.screen(&context.http, &screen, visit.language).await?);
    }
    let at: Reference = screen.reference;
    match handler.desk.act(visit, at, &Action::Describe, Some(&about)).await? {
        Response::Screen(screen) => Ok(asked.screen(&context.http, &screen, visit.language).await?),
        Response::Refused { message, screen } => {
            // The day is what people write in many ways: the rest is kept without it.
            let rest: Inputs = about.clone().into_iter().filter(|(field, _)| field != "first_posted").collect();
            let kept = handler.desk.act(visit, screen.reference, &Action::Describe, Some(&rest)).await?;
            let screen = match kept {
                Response::Screen(kept) => kept,
                _ => screen,
            };
            asked.screen(&context.http, &screen, visit.language).await?;
            Ok(asked.say_after(&context.http, &message, modal::what_was_typed(&about)).await?)
        }
        Response::Form(_) | Response::Private(_) | Response::Captures(_) => {
            Ok(asked.screen(&context.http, &screen, visit.language).await?)
        }
    }
}
