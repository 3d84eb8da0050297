//! `/journal effacer`, `/journal conserver` and `/journal liberer`: each asks for its reason in a form.
//!
//! Erasing takes the content from the journal; what the chat shows of it is the chat's. The bot deletes its own
//! cards where it may, and says that the rest is for people to delete.

use std::fmt;
use std::str::FromStr;

use serenity::all::{CreateModal, ResolvedOption};

use super::commands::name;
use super::courier;
use super::custom_id::CustomId;
use super::modal;
use super::office::text_option;
use super::reply::Asked;
use super::service::{Context, Handler, ServeError};
use crate::desk::{Field, Inputs, Leftover, Visit};
use crate::exchange::{ExchangeId, MAX_NOTE};
use crate::language::Language;
use crate::{text, wording};

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeping {
    Erase,
    Hold,
    Release,
}

impl Keeping {
    const fn name(self) -> &'static str {
        match self {
            Self::Erase => "erase",
            Self::Hold => "hold",
            Self::Release => "release",
        }
    }
}

impl fmt::Display for Keeping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Keeping {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        [Self::Erase, Self::Hold, Self::Release].into_iter().find(|keeping| keeping.name() == name).ok_or(())
    }
}

/// Opens the form, for a manager and an exchange that there is.
pub(super) async fn ask(
    handler: &Handler,
    context: &Context,
    asked: Asked<'_>,
    visit: &Visit,
    keeping: Keeping,
    options: &[ResolvedOption<'_>],
) -> Result<(), ServeError> {
    visit.managing()?;
    let exchange =
        handler.desk.find(visit, text_option(options, name::EXCHANGE_OPTION).unwrap_or_default().trim()).await?;
    Ok(asked.form(&context.http, form(visit.language, keeping, exchange)).await?)
}

/// The form that asks why.
pub(super) fn form(language: Language, keeping: Keeping, exchange: ExchangeId) -> CreateModal {
    modal::of_fields(
        &CustomId::Keeping(keeping, exchange),
        &wording::named(language, "form-keeping", keeping.name()),
        &[reason_field(language)],
    )
}

/// The field in which the reason is typed.
pub(super) fn reason_field(language: Language) -> Field {
    Field {
        id: "reason".to_owned(),
        label: wording::named(language, "field", "keeping-reason"),
        hint: Some(wording::named(language, "hint", "keeping-reason")),
        long: true,
        required: true,
        max_chars: MAX_NOTE,
        value: None,
    }
}

/// Does what the form was for.
pub(super) async fn submitted(
    handler: &Handler,
    context: &Context,
    asked: Asked<'_>,
    visit: &Visit,
    (keeping, exchange): (Keeping, ExchangeId),
    inputs: &Inputs,
) -> Result<(), ServeError> {
    let (language, managing) = (visit.language, visit.managing()?);
    let reason = inputs.get("reason").map(String::as_str).unwrap_or_default();
    let id = exchange.to_string();
    let said = match keeping {
        Keeping::Hold => {
            handler.desk.place_hold(managing, exchange, reason).await?;
            text!(language, "hold-placed", exchange = id)
        }
        Keeping::Release => {
            handler.desk.lift_hold(managing, exchange, reason).await?;
            text!(language, "hold-lifted", exchange = id)
        }
        Keeping::Erase => {
            let Leftover { cards, forgotten } = handler.desk.erase(managing, exchange, reason).await?;
            let mut said = text!(language, "discord-erased", exchange = id);
            if let Err(error) = forgotten {
                tracing::error!(%exchange, %error, "the search index did not forget what is erased");
                said = format!("{said}\n{}", text!(language, "erase-index-later"));
            }
            let told = asked.say(&context.http, &said).await;
            courier::remove(&context.http, &cards).await;
            return Ok(told?);
        }
    };
    asked.say(&context.http, &said).await?;
    handler.others_follow(&context.http, visit, exchange, None).await
}
