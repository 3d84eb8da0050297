//! `/journal`: the record, for one person alone.

use serenity::all::{CommandInteraction, Context};

use super::commands::name;
use super::figures;
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
    let options = command.data.options();
    match subcommand(&options) {
        Some((name::JOURNAL_STATS, _)) => figures::stats(handler, context, command, visit).await,
        Some((name::JOURNAL_EXPORT, options)) => {
            let exchange = text_option(options, name::EXCHANGE_OPTION).unwrap_or_default();
            figures::export(handler, context, command, visit, exchange).await
        }
        _ => {
            let asked = Asked::Command(command);
            Ok(asked.say(&context.http, &text!(visit.language, "discord-not-understood")).await?)
        }
    }
}
