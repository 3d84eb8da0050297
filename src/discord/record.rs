//! `/journal`: what managers do to what is on record.

use serenity::all::{CommandInteraction, Context};

use super::commands::name;
use super::erase::{self, Keeping};
use super::office::{subcommand, text_option};
use super::reply::Asked;
use super::service::{Handler, ServeError};
use crate::desk::Visit;
use crate::text;

pub(super) async fn serve(
    handler: &Handler,
    context: &Context,
    command: &CommandInteraction,
    visit: &Visit,
) -> Result<(), ServeError> {
    let asked = Asked::Command(command);
    let options = command.data.options();
    let asked_for = subcommand(&options).map(|(name, options)| (name, text_option(options, name::EXCHANGE_OPTION)));
    match asked_for {
        Some((name::JOURNAL_ERASE, exchange)) => {
            erase::ask(handler, context, asked, visit, Keeping::Erase, exchange.unwrap_or_default()).await
        }
        Some((name::JOURNAL_HOLD, exchange)) => {
            erase::ask(handler, context, asked, visit, Keeping::Hold, exchange.unwrap_or_default()).await
        }
        Some((name::JOURNAL_RELEASE, exchange)) => {
            erase::ask(handler, context, asked, visit, Keeping::Release, exchange.unwrap_or_default()).await
        }
        _ => Ok(asked.say(&context.http, &text!(visit.language, "discord-not-understood")).await?),
    }
}
