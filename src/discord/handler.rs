//! Routes interactions to what serves them, and lets none go without an answer.

use std::sync::Arc;

use serenity::all::{Http, Interaction};
use serenity::model::event::{Event, GatewayEvent};

use super::patience::in_time;
use super::person::{Stranger, language};
use super::reply::Asked;
use super::service::{Context, Handler, ServeError, is_unauthorized, loggable};
use super::{button, form, message, slash};
use crate::desk::Visit;
use crate::language::Language;
use crate::text;

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
            tracing::warn!(kind = %unknown.kind, "an event could not be read");
            if unknown.kind == "INTERACTION_CREATE" {
                let context = context.clone();
                tokio::spawn(async move {
                    let _under_way = under_way;
                    apologize(&context.http, &unknown.value).await;
                });
            }
        }
        _ => {}
    }
}

impl Handler {
    async fn interaction(&self, context: &Context, interaction: &Interaction) {
        let id = interaction.id();
        if let Err(error) = self.serve(context, interaction).await {
            tracing::warn!(%id, error = %loggable(&error), "an interaction could not be served");
            if is_unauthorized(&error) {
                self.doubt.notify_one();
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
            _ => Ok(()),
        }
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

/// Answers an interaction that could not be read, so that the person is not left waiting.
async fn apologize(http: &Http, value: &serde_json::Value) {
    let number = |key: &str| value.get(key).and_then(|id| id.as_str()).and_then(|id| id.parse::<u64>().ok());
    let token = value.get("token").and_then(|token| token.as_str());
    let (Some(id), Some(token)) = (number("id").filter(|id| *id != 0), token) else { return };
    let locale = value.get("locale").and_then(|locale| locale.as_str()).unwrap_or("fr");
    let kind = value.get("type").and_then(serde_json::Value::as_u64);
    // An autocompletion takes no message: an empty list closes it.
    let body = if kind == Some(4) {
        serde_json::json!({ "type": 8, "data": { "choices": [] } })
    } else {
        let content = text!(language(locale), "discord-not-understood");
        serde_json::json!({ "type": 4, "data": { "content": content, "flags": 64, "allowed_mentions": { "parse": [] } } })
    };
    let sent = in_time(|| http.create_interaction_response(id.into(), token, &body, Vec::new())).await;
    if let Err(error) = sent {
        tracing::warn!(error = %loggable(&error), "an unread interaction could not be answered");
    }
}
