//! The commands of a message's menu: answer this review, check this reply.

use serenity::all::{CommandInteraction, Message, ResolvedTarget};

use super::commands::name;
use super::courier;
use super::evidence;
use super::modal;
use super::reply::Asked;
use super::service::{Context, Handler, ServeError};
use crate::desk::Visit;
use crate::exchange::Origin;
use crate::review::Review;
use crate::text;

pub(super) async fn serve(
    handler: &Handler,
    context: &Context,
    command: &CommandInteraction,
    visit: &Visit,
) -> Result<(), ServeError> {
    let asked = Asked::Command(command);
    let Some(ResolvedTarget::Message(message)) = command.data.target() else {
        return Ok(asked.say(&context.http, &text!(visit.language, "discord-not-understood")).await?);
    };
    let text = text_of(message);
    match command.data.name.as_str() {
        name::ANSWER_REVIEW if text.is_empty() => {
            // A forward whose text did not arrive, or a picture alone: the form takes it.
            asked.form(&context.http, modal::new_review(visit.language)).await?;
            evidence::later(context, asked, visit, message).await
        }
        name::ANSWER_REVIEW => {
            let origin = Origin { face: courier::FACE.to_owned(), message: message.id.to_string() };
            let screen = handler.desk.receive(visit, Review::of(text), Some(origin)).await?;
            let shown = asked.screen(&context.http, &screen, visit.language).await;
            // What is attached is fetched whatever became of the answer: its links expire.
            evidence::with_review(handler, context, asked, visit, screen.reference.exchange, message).await?;
            Ok(shown?)
        }
        name::ADD_EVIDENCE => evidence::add(handler, context, command, visit, message).await,
        name::CHECK_REPLY => {
            let checked = handler.desk.check(visit, &text)?;
            Ok(asked.checked(&context.http, &text, &checked).await?)
        }
        _ => Ok(asked.say(&context.http, &text!(visit.language, "discord-not-understood")).await?),
    }
}

/// The text of a message, or of the messages forwarded in it.
fn text_of(message: &Message) -> String {
    let own = message.content.trim();
    if !own.is_empty() {
        return own.to_owned();
    }
    let forwarded = message.message_snapshots.iter().map(|snapshot| snapshot.content.trim());
    forwarded.filter(|content| !content.is_empty()).collect::<Vec<_>>().join("\n\n")
}
