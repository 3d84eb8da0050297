//! The commands that are typed: `/avis`, `/modele`, `/verifier`, `/aide`.

use serenity::all::{
    AutocompleteChoice, CommandInteraction, CreateAutocompleteResponse, CreateInteractionResponse, ResolvedOption,
    ResolvedValue,
};

use super::commands::name;
use super::custom_id::CustomId;
use super::limits::{MAX_OPTIONS, OptionLabel};
use super::reply::Asked;
use super::service::{Context, Handler, ServeError};
use super::{modal, office, queue, record};
use crate::desk::{Inputs, Private, Visit};
use crate::language::Language;
use crate::text;

pub(super) async fn serve(
    handler: &Handler,
    context: &Context,
    command: &CommandInteraction,
    visit: &Visit,
) -> Result<(), ServeError> {
    let asked = Asked::Command(command);
    let options = command.data.options();
    match command.data.name.as_str() {
        name::REVIEW => Ok(asked.form(&context.http, modal::new_review(visit.language)).await?),
        name::TEMPLATE => template(handler, context, asked, &options, visit).await,
        name::CHECK => {
            let text = typed(&options, name::TEXT_OPTION);
            let checked = handler.desk.check(visit, text)?;
            Ok(asked.checked(&context.http, text, &checked).await?)
        }
        command_name if office::is_here(command_name) => office::serve(handler, context, command, visit).await,
        name::JOURNAL => record::serve(handler, context, command, visit).await,
        name::ROLE => queue::role(handler, context, command, visit).await,
        name::HELP => Ok(asked.private(&context.http, &help(visit.language)).await?),
        _ => Ok(asked.say(&context.http, &text!(visit.language, "discord-not-understood")).await?),
    }
}

fn help(language: Language) -> Private {
    Private {
        title: text!(language, "discord-help-title"),
        notes: vec![text!(language, "discord-help")],
        ..Private::default()
    }
}

/// A template that asks for nothing is shown at once; one that asks opens a form.
async fn template(
    handler: &Handler,
    context: &Context,
    asked: Asked<'_>,
    options: &[ResolvedOption<'_>],
    visit: &Visit,
) -> Result<(), ServeError> {
    let language = reply_language(handler, options, visit)?;
    let wanted = typed(options, name::TEMPLATE_OPTION);
    // What was typed without choosing from the list is looked for as words.
    let found = handler.desk.find_templates(visit, language, wanted, 1)?.into_iter().next();
    let fields = handler.desk.template_fields(visit, language, wanted);
    let (id, fields) = match (fields, found) {
        (Ok(fields), _) => (wanted.to_owned(), fields),
        (Err(_), Some(found)) => {
            let fields = handler.desk.template_fields(visit, language, &found.id)?;
            (found.id, fields)
        }
        (Err(error), None) => return Err(error.into()),
    };
    if fields.is_empty() {
        let private = handler.desk.use_template(visit, language, &id, &Inputs::new())?;
        return Ok(asked.private(&context.http, &private).await?);
    }
    let modal = modal::of_fields(&CustomId::Quick(language, id), &text!(visit.language, "form-fill"), &fields);
    Ok(asked.form(&context.http, modal).await?)
}

/// The titles that hold what is being typed.
pub(super) async fn complete(
    handler: &Handler,
    context: &Context,
    typing: &CommandInteraction,
    visit: &Visit,
) -> serenity::Result<()> {
    let options = typing.data.options();
    let words = options.iter().find_map(|option| match option.value {
        ResolvedValue::Autocomplete { value, .. } => Some(value),
        _ => None,
    });
    if office::is_here(&typing.data.name) {
        let found = office::complete(handler, visit, &typing.data.name, words.unwrap_or_default());
        return offer(context, typing, choices(found)).await;
    }
    let found = reply_language(handler, &options, visit)
        .and_then(|language| handler.desk.find_templates(visit, language, words.unwrap_or_default(), MAX_OPTIONS));
    // A list that cannot be made is an empty one: there is no other way to answer here.
    let found = found.unwrap_or_default().into_iter().map(|template| (template.title, template.id));
    offer(context, typing, choices(found)).await
}

/// What is offered, each by its title; the chat takes no more than so many.
pub(super) fn choices(found: impl IntoIterator<Item = (String, String)>) -> Vec<AutocompleteChoice> {
    let choice = |(title, value): (String, String)| AutocompleteChoice::new(OptionLabel::new(&title), value);
    found.into_iter().take(MAX_OPTIONS).map(choice).collect()
}

/// Answers someone who is typing.
pub(super) async fn offer(
    context: &Context,
    typing: &CommandInteraction,
    choices: Vec<AutocompleteChoice>,
) -> serenity::Result<()> {
    let response = CreateAutocompleteResponse::new().set_choices(choices);
    typing.create_response(&context.http, CreateInteractionResponse::Autocomplete(response)).await
}

/// The language asked for, or the practice's own.
fn reply_language(
    handler: &Handler,
    options: &[ResolvedOption<'_>],
    visit: &Visit,
) -> Result<Language, crate::desk::DeskError> {
    let practice = handler.desk.practice(&visit.practice)?;
    Ok(typed(options, name::LANGUAGE_OPTION).parse().unwrap_or(practice.language))
}

fn typed<'a>(options: &[ResolvedOption<'a>], wanted: &str) -> &'a str {
    let value = options.iter().find(|option| option.name == wanted).map(|option| &option.value);
    match value {
        Some(ResolvedValue::String(text)) => text,
        _ => "",
    }
}
