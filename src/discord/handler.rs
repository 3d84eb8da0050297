//! Routes interactions to what serves them, and lets none go without an answer.

use async_trait::async_trait;
use serenity::all::{Context, EventHandler, Http, Interaction, RawEventHandler, Ready};
use serenity::model::event::Event;

use super::person::{Stranger, language};
use super::reply::Asked;
use super::service::{Handler, ServeError, loggable};
use super::{button, form, message, slash};
use crate::desk::Visit;
use crate::language::Language;
use crate::text;

#[async_trait]
impl EventHandler for Handler {
    async fn ready(&self, _: Context, ready: Ready) {
        tracing::info!(guilds = ready.guilds.len(), "connected");
    }

    async fn interaction_create(&self, context: Context, interaction: Interaction) {
        let _under_way = self.under_way.read().await;
        let id = interaction.id();
        let served = self.serve(&context, &interaction).await;
        if let Err(error) = served {
            tracing::warn!(%id, error = %loggable(&error), "an interaction could not be served");
        }
    }
}

impl Handler {
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

/// Sees the events that the library does not understand, so that none passes in silence.
pub(super) struct Watcher;

#[async_trait]
impl RawEventHandler for Watcher {
    async fn raw_event(&self, context: Context, event: Event) {
        let Event::Unknown(unknown) = event else { return };
        tracing::warn!(kind = %unknown.kind, "an event could not be read");
        if unknown.kind == "INTERACTION_CREATE" {
            apologize(&context.http, &unknown.value).await;
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
    let sent = http.create_interaction_response(id.into(), token, &body, Vec::new()).await;
    if let Err(error) = sent {
        tracing::warn!(error = %loggable(&error), "an unread interaction could not be answered");
    }
}
