//! The commands for what belongs to the practice: `/politique`, `/charte`, `/conseil`, `/veille`,
//! `/consentement`, `/mesures`.

use serenity::all::{CommandInteraction, CreateModal, ResolvedOption, ResolvedValue};

use super::card::person;
use super::commands::name;
use super::custom_id::CustomId;
use super::markdown::escape;
use super::modal;
use super::reply::Asked;
use super::service::{Context, Handler, ServeError};
use crate::consent::{Consent, MAX_FIELD};
use crate::desk::{DeskError, Field, Inputs, Private, Reading, Visit};
use crate::language::Language;
use crate::{text, wording};

/// Whether a command is one of these.
pub(super) fn is_here(command: &str) -> bool {
    [name::POLICY, name::CHARTER, name::ADVICE, name::WATCH, name::CONSENT, name::MEASURES].contains(&command)
}

pub(super) async fn serve(
    handler: &Handler,
    context: &Context,
    command: &CommandInteraction,
    visit: &Visit,
) -> Result<(), ServeError> {
    let (asked, http) = (Asked::Command(command), &context.http);
    let options = command.data.options();
    let private = match command.data.name.as_str() {
        name::POLICY => handler.desk.reading(visit, Reading::Guide, "policy")?,
        name::CHARTER => handler.desk.reading(visit, Reading::Guide, "charter")?,
        name::ADVICE => match text_option(&options, name::CARD_OPTION) {
            Some(card) => handler.desk.reading(visit, Reading::Card, card)?,
            None => handler.desk.card_of_the_day(visit)?,
        },
        name::WATCH => {
            if let Some(place) = text_option(&options, name::PLACE_OPTION) {
                handler.desk.visit_place(visit, place).await?;
            }
            watch(handler, visit).await?
        }
        name::MEASURES => {
            // Every exchange that promised something is read for it.
            asked.think(http).await?;
            return match measures(handler, visit).await {
                Ok(private) => Ok(asked.private_after(http, &private).await?),
                Err(error) => Ok(asked.say_after(http, &error.tell(visit.language), None).await?),
            };
        }
        _ => match subcommand(&options) {
            Some((name::CONSENT_ADD, _)) => {
                return Ok(asked.form(http, consent_form(visit.language)).await?);
            }
            Some((name::CONSENT_WITHDRAW, options)) => {
                let number = number_option(options, name::NUMBER_OPTION).unwrap_or_default();
                handler.desk.withdraw_consent(visit, number).await?;
                consents(handler, visit).await?
            }
            _ => consents(handler, visit).await?,
        },
    };
    Ok(asked.private(http, &private).await?)
}

/// What was typed about a consent.
pub(super) async fn consent_given(
    handler: &Handler,
    context: &Context,
    asked: Asked<'_>,
    visit: &Visit,
    inputs: &Inputs,
) -> Result<(), ServeError> {
    let typed = |field: &str| inputs.get(field).cloned().unwrap_or_default();
    let consent = Consent {
        name: typed("consent_name"),
        what: typed("consent_what"),
        place: typed("consent_place"),
        until: crate::desk::typed_day(inputs, "consent_until")?,
        reference: typed("consent_reference"),
    };
    handler.desk.give_consent(visit, consent).await?;
    Ok(asked.private(&context.http, &consents(handler, visit).await?).await?)
}

/// The form in which a consent is typed.
pub(super) fn consent_form(language: Language) -> CreateModal {
    modal::of_fields(&CustomId::Consent, &text!(language, "form-consent"), &consent_fields(language))
}

fn consent_fields(language: Language) -> Vec<Field> {
    let field = |id: &str, required: bool| Field {
        id: id.to_owned(),
        label: wording::named(language, "field", id),
        hint: Some(wording::named(language, "hint", id)),
        long: false,
        required,
        max_chars: MAX_FIELD,
        value: None,
    };
    ["consent_name", "consent_what", "consent_place", "consent_until", "consent_reference"]
        .map(|id| field(id, id != "consent_until"))
        .into()
}

/// The list says who deals with the practice: it is a manager's affair like the rest.
async fn consents(handler: &Handler, visit: &Visit) -> Result<Private, ServeError> {
    let language = visit.language;
    let consents = handler.desk.consents(visit.managing()?).await?;
    let today = handler.desk.today_of(visit)?;
    let line = |entry: &crate::register::Entry| {
        let consent = &entry.consent;
        let until = consent.until.map_or_else(
            || text!(language, "consent-no-end"),
            |until| text!(language, "consent-until", day = crate::desk::long_date(until, language)),
        );
        let (name, what) = (escape(&consent.name), escape(&consent.what));
        let (place, reference) = (escape(&consent.place), escape(&consent.reference));
        format!("**{}.** {name} · {what} · {place} · {until} · {reference}", entry.number)
    };
    let lines: Vec<_> = consents.iter().filter(|entry| entry.is_in_force(today)).map(line).collect();
    let shown = if lines.is_empty() { vec![text!(language, "consent-none")] } else { lines };
    Ok(listed(text!(language, "consent-title"), shown))
}

async fn watch(handler: &Handler, visit: &Visit) -> Result<Private, ServeError> {
    let language = visit.language;
    let places = handler.desk.places(visit).await?;
    let zone = handler.desk.practice(&visit.practice)?.zone();
    let lines = places.iter().map(|place| {
        let mark = if place.is_due { "🔔" } else { "✅" };
        let visited = place.visited.map_or_else(
            || text!(language, "watch-never"),
            |at| {
                let day = crate::desk::long_date(at.to_zoned(zone.clone()).date(), language);
                text!(language, "watch-last", day = day)
            },
        );
        let url = place.watched.url.as_ref().map(|url| format!(" · <{url}>")).unwrap_or_default();
        format!("{mark} **{}** · {visited}{url}", escape(&place.watched.name))
    });
    let lines: Vec<_> = lines.collect();
    if lines.is_empty() {
        let guide = handler.desk.reading(visit, Reading::Guide, "watch")?;
        return Ok(Private { notes: vec![text!(language, "watch-none")], ..guide });
    }
    Ok(listed(text!(language, "watch-title"), lines))
}

/// What was promised and is still to be done, the latest first, each with who is in charge.
async fn measures(handler: &Handler, visit: &Visit) -> Result<Private, DeskError> {
    let language = visit.language;
    let lines = handler.desk.open_measures(visit).await?.into_iter().map(|open| {
        let mark = if open.is_late { "🔴" } else { "▫️" };
        let day = text!(language, "step-due", day = crate::desk::long_date(open.due, language));
        let (measure, owner) = (escape(&open.measure), person(&open.owner));
        format!("{mark} {measure} · *{day}* · {owner} · `{}`", open.exchange)
    });
    let lines: Vec<_> = lines.collect();
    let shown = if lines.is_empty() { vec![text!(language, "measures-none")] } else { lines };
    Ok(listed(text!(language, "measures-title"), shown))
}

/// A list in a message; one that is too long for it comes as a file, whole.
pub(super) fn listed(title: String, lines: Vec<String>) -> Private {
    let is_long = lines.iter().map(|line| line.chars().count() + 1).sum::<usize>() > LONGEST_LIST;
    let (notes, copyable) = if is_long { (Vec::new(), Some(lines.join("\n"))) } else { (lines, None) };
    Private { title, notes, copyable, ..Private::default() }
}

/// Most characters of a list in a message.
const LONGEST_LIST: usize = 2_000;

pub(super) fn text_option<'a>(options: &[ResolvedOption<'a>], wanted: &str) -> Option<&'a str> {
    options.iter().filter(|option| option.name == wanted).find_map(|option| match &option.value {
        ResolvedValue::String(text) => Some(*text),
        _ => None,
    })
}

fn number_option(options: &[ResolvedOption<'_>], wanted: &str) -> Option<u32> {
    options.iter().filter(|option| option.name == wanted).find_map(|option| match &option.value {
        ResolvedValue::Integer(number) => u32::try_from(*number).ok(),
        _ => None,
    })
}

pub(super) fn subcommand<'a, 'b>(options: &'b [ResolvedOption<'a>]) -> Option<(&'a str, &'b [ResolvedOption<'a>])> {
    options.iter().find_map(|option| match &option.value {
        ResolvedValue::SubCommand(own) => Some((option.name, own.as_slice())),
        _ => None,
    })
}

/// The cards, or the places watched, whose name holds what is being typed.
pub(super) fn complete(handler: &Handler, visit: &Visit, command: &str, typed: &str) -> Vec<(String, String)> {
    let typed = typed.to_lowercase();
    let all: Vec<(String, String)> = if command == name::ADVICE {
        let cards = handler.desk.readings(visit, Reading::Card).unwrap_or_default();
        cards.into_iter().map(|card| (card.title, card.id)).collect()
    } else {
        let places = handler.desk.practice(&visit.practice).map(|practice| practice.watch.clone());
        places.unwrap_or_default().into_iter().map(|place| (place.name.clone(), place.name)).collect()
    };
    all.into_iter().filter(|(title, _)| title.to_lowercase().contains(&typed)).collect()
}
