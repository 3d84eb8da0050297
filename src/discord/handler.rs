//! Routes interactions to what serves them, and lets none go without an answer.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use serde_json::{Value, json};

use serenity::all::{Http, Interaction, MessageId};
use serenity::model::event::{Event, GatewayEvent};

use super::courier;
use super::patience::in_time;
use super::person::{Stranger, language};
use super::reply::Asked;
use super::service::{Context, Handler, ServeError, is_unauthorized, loggable};
use super::{button, form, message, modal, reply, slash};
use crate::desk::{Inputs, Visit};
use crate::exchange::ExchangeId;
use crate::language::Language;
use crate::{text, wording};

/// Has a frame of the gateway served: an interaction in a task of its own, which stopping waits for from this
/// moment on.
pub(super) fn receive(handler: &Arc<Handler>, context: &Context, frame: &str) {
    let event = match serde_json::from_str(frame) {
        Ok(GatewayEvent::Dispatch(_, event)) => event,
        Ok(_) => return,
        Err(_) => {
            tracing::warn!("a frame of the gateway could not be understood");
            return;
        }
    };
    let under_way = Arc::clone(&handler.under_way).try_read_owned();
    match event {
        Event::Ready(ready) => tracing::info!(guilds = ready.ready.guilds.len(), "connected"),
        Event::Resumed(_) => tracing::info!("connected again, with all that came meanwhile"),
        Event::InteractionCreate(event) => {
            let id = event.interaction.id();
            if !handler.served.is_new(id) {
                tracing::info!(%id, "an interaction came twice");
                return;
            }
            let (handler, context) = (Arc::clone(handler), context.clone());
            tokio::spawn(async move {
                let _under_way = under_way;
                handler.interaction(&context, &event.interaction).await;
            });
        }
        Event::Unknown(unknown) => {
            tracing::warn!(kind = %unknown.kind, id = id_of(&unknown.value), "an event could not be read");
            if unknown.kind == "INTERACTION_CREATE" {
                let context = context.clone();
                tokio::spawn(async move {
                    let _under_way = under_way;
                    answer_unread(&context.http, &unknown.value, "discord-not-understood").await;
                });
            }
        }
        _ => {}
    }
}

impl Handler {
    async fn interaction(&self, context: &Context, interaction: &Interaction) {
        let id = interaction.id();
        match unless_it_panics(self.serve(context, interaction)).await {
            Some(Ok(())) => {}
            Some(Err(error)) => {
                tracing::warn!(%id, error = %loggable(&error), "an interaction could not be served");
                if is_unauthorized(&error) {
                    self.doubt.notify_one();
                }
            }
            None => {
                tracing::error!(%id, "serving an interaction panicked");
                answer_unread(&context.http, &json!(interaction), "discord-broken").await;
            }
        }
    }

    async fn serve(&self, context: &Context, interaction: &Interaction) -> serenity::Result<()> {
        match interaction {
            Interaction::Command(command) => {
                let asked = Asked::Command(command);
                let member = command.member.as_deref();
                let who = self.guilds.visit(command.guild_id, &command.user, member, &command.locale);
                let Some(visit) = self.welcome(context, asked, who, &command.locale).await? else { return Ok(()) };
                let served = if command.data.target().is_some() {
                    message::serve(self, context, command, &visit).await
                } else {
                    slash::serve(self, context, command, &visit).await
                };
                self.finish(context, asked, served, visit.language).await
            }
            Interaction::Component(component) => {
                let asked = Asked::Component(component);
                let member = component.member.as_ref();
                let who = self.guilds.visit(component.guild_id, &component.user, member, &component.locale);
                let Some(visit) = self.welcome(context, asked, who, &component.locale).await? else { return Ok(()) };
                let served = button::serve(self, context, component, &visit).await;
                self.finish(context, asked, served, visit.language).await
            }
            Interaction::Modal(modal) => {
                let asked = Asked::Modal(modal);
                let member = modal.member.as_ref();
                let who = self.guilds.visit(modal.guild_id, &modal.user, member, &modal.locale);
                let Some(visit) = self.welcome(context, asked, who, &modal.locale).await? else { return Ok(()) };
                let served = form::serve(self, context, modal, &visit).await;
                self.finish(context, asked, served, visit.language).await
            }
            Interaction::Autocomplete(typing) => {
                let member = typing.member.as_deref();
                match self.guilds.visit(typing.guild_id, &typing.user, member, &typing.locale) {
                    Ok(visit) => slash::complete(self, context, typing, &visit).await,
                    // There is no way to say why, but to leave someone waiting is none either.
                    Err(_) => slash::offer(context, typing, Vec::new()).await,
                }
            }
            // The gateway sends none; whoever did would wait for this.
            Interaction::Ping(ping) => {
                context.http.create_interaction_response(ping.id, &ping.token, &json!({ "type": PONG }), vec![]).await
            }
            other => {
                tracing::warn!(id = %other.id(), "an interaction of a kind that is not known");
                Ok(())
            }
        }
    }

    /// Shows an exchange as it now is on every message that shows it but this one; what cannot be shown now is shown
    /// later.
    pub(super) async fn others_follow(
        &self,
        http: &Http,
        visit: &Visit,
        exchange: ExchangeId,
        but: Option<MessageId>,
    ) -> Result<(), ServeError> {
        if !courier::refresh(&self.desk, http, &visit.practice, exchange, but).await? {
            self.bell.late(&visit.practice, exchange);
        }
        Ok(())
    }

    /// The visit, or an answer that says why there is none.
    async fn welcome(
        &self,
        context: &Context,
        asked: Asked<'_>,
        who: Result<Visit, Stranger>,
        locale: &str,
    ) -> serenity::Result<Option<Visit>> {
        let language = language(locale);
        let why = match who {
            Ok(visit) => match self.desk.with_given_role(visit).await {
                Ok(visit) => return Ok(Some(visit)),
                Err(error) => error.tell(language),
            },
            Err(Stranger::Direct) => text!(language, "discord-no-direct"),
            Err(Stranger::Guild) => text!(language, "discord-unknown-guild"),
            Err(Stranger::Person) => text!(language, "discord-no-role"),
        };
        asked.say(&context.http, &why).await?;
        Ok(None)
    }

    /// What went wrong at the desk is said to the person, calmly, and what they typed comes back.
    async fn finish(
        &self,
        context: &Context,
        asked: Asked<'_>,
        served: Result<(), ServeError>,
        language: Language,
    ) -> serenity::Result<()> {
        match served {
            Ok(()) => Ok(()),
            Err(ServeError::Discord(error)) => Err(error),
            Err(ServeError::Desk(error)) => asked.say_back(&context.http, &error.tell(language)).await,
        }
    }
}

/// The numbers by which the chat tells interactions and answers apart, where the library has no names for them.
const PING: u64 = 1;
const AUTOCOMPLETION: u64 = 4;
const PONG: u64 = 1;
const MESSAGE: u64 = 4;
const CHOICES: u64 = 8;
/// Marks a message that one person alone sees.
const EPHEMERAL: u64 = 64;

/// Answers an interaction that could not be served, so that the person is not left waiting. One that lacks what an
/// answer needs is left to the log.
async fn answer_unread(http: &Http, interaction: &Value, why: &str) {
    let token = interaction.get("token").and_then(Value::as_str).filter(|token| !token.is_empty());
    let (Some(id), Some(token)) = (id_of(interaction).filter(|id| *id != 0), token) else { return };
    let kind = interaction.get("type").and_then(Value::as_u64);
    let typed = modal::what_was_typed(&typed_in(interaction));
    let files = typed.filter(|_| kind != Some(AUTOCOMPLETION)).map(reply::text_file);
    let body = unread(kind, &wording::format(person_language(interaction), why, None));
    let files: Vec<_> = files.into_iter().collect();
    let sent = in_time(|| http.create_interaction_response(id.into(), token, &body, files.clone())).await;
    if let Err(error) = sent {
        tracing::warn!(id, error = %loggable(&error), "an unread interaction could not be answered");
    }
}

/// What answers an interaction of a kind that could not be served.
pub(super) fn unread(kind: Option<u64>, why: &str) -> Value {
    match kind {
        Some(PING) => json!({ "type": PONG }),
        // It takes no message: an empty list closes it.
        Some(AUTOCOMPLETION) => json!({ "type": CHOICES, "data": { "choices": [] } }),
        _ => json!({
            "type": MESSAGE,
            "data": { "content": why, "flags": EPHEMERAL, "allowed_mentions": { "parse": [] } },
        }),
    }
}

/// The identifier of what an event is about.
fn id_of(value: &Value) -> Option<u64> {
    let id = value.get("id")?;
    id.as_str().map_or_else(|| id.as_u64(), |id| id.parse().ok())
}

/// The language of whoever sent what could not be read, or else of their server.
fn person_language(interaction: &Value) -> Language {
    let locale = |key: &str| interaction.get(key).and_then(Value::as_str);
    locale("locale").or_else(|| locale("guild_locale")).map_or(Language::Fr, language)
}

/// What was typed in a form, wherever in it: the parts of forms change, their values stay.
pub(super) fn typed_in(interaction: &Value) -> Inputs {
    let mut typed = Inputs::new();
    let mut open: Vec<&Value> = interaction.pointer("/data/components").into_iter().collect();
    while let Some(part) = open.pop() {
        match part {
            Value::Array(parts) => open.extend(parts),
            Value::Object(fields) => {
                if let Some(Value::String(value)) = fields.get("value") {
                    let name = fields.get("custom_id").and_then(Value::as_str).unwrap_or_default();
                    typed.insert(name.to_owned(), value.clone());
                }
                open.extend(fields.values().filter(|inner| inner.is_object() || inner.is_array()));
            }
            _ => {}
        }
    }
    typed
}

/// What some work gives; nothing when it panics, which would end its task without a word to anybody.
async fn unless_it_panics<T>(work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    std::future::poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
        Ok(polled) => polled.map(Some),
        Err(_) => Poll::Ready(None),
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A fault of ours in one person's step must not leave them waiting.
    #[tokio::test]
    async fn a_panic_ends_the_work_and_not_the_answer() {
        assert_eq!(unless_it_panics(async { 1 }).await, Some(1));
        let broken = async {
            tokio::task::yield_now().await;
            assert_eq!(1, 2, "a fault of ours");
        };
        assert_eq!(unless_it_panics(broken).await, None);
    }

    #[test]
    fn what_was_typed_is_found_in_parts_of_any_kind() {
        let label = json!({ "type": 18, "component": { "type": 4, "custom_id": "text", "value": "Bonjour" } });
        let row = json!({ "type": 1, "components": [{ "type": 4, "custom_id": "note", "value": "vite" }] });
        let typed = typed_in(&json!({ "data": { "components": [label, [row], 7] } }));
        let typed: Vec<_> = typed.iter().map(|(field, value)| (field.as_str(), value.as_str())).collect();
        assert_eq!(typed, [("note", "vite"), ("text", "Bonjour")]);
    }

    #[test]
    fn the_language_is_the_persons_or_else_the_servers() {
        let language = |value: Value| person_language(&value);
        assert_eq!(language(json!({ "locale": "en-GB", "guild_locale": "fr" })), Language::En);
        assert_eq!(language(json!({ "locale": 7, "guild_locale": "en-US" })), Language::En);
        assert_eq!(language(json!({})), Language::Fr);
    }
}
