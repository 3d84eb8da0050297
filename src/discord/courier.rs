//! Brings to people what they did not ask for: texts to decide on, decisions, reminders, summaries.
//!
//! What there is to bring is the desk's affair; here it is posted, and then put on record. Between the two the
//! process may be killed: each message carries the errand's key as its nonce, which Discord holds against the
//! last minutes' messages, so that it is there once all the same.
//!
//! It wakes when someone has taken a step, when a practice's day begins, and every quarter of an hour, since
//! a clock may be set.

use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::sync::Arc;
use std::time::Duration;

use serenity::all::{
    ChannelId, CreateAllowedMentions, CreateButton, CreateEmbed, CreateMessage, Http, Message, MessageId,
    MessageReference, MessageReferenceKind, Nonce, UserId,
};
use tokio::sync::{Notify, RwLock};

use super::card;
use super::custom_id::CustomId;
use super::limits::{ButtonLabel, clip};
use super::markdown::escape_but_links;
use super::service::{ServeError, loggable};
use crate::config::Guild;
use crate::desk::{Desk, Errand, Screen};
use crate::exchange::{Audience, Card, ExchangeId};
use crate::language::Language;
use crate::practice::PracticeId;
use crate::text;

/// The face that cards and origins of the chat name.
pub(super) const FACE: &str = "discord";
/// How long it sleeps at most.
const LONGEST_SLEEP: Duration = Duration::from_secs(15 * 60);
/// How long it sleeps at least, so that a clock that stands still does not keep it busy.
const SHORTEST_SLEEP: Duration = Duration::from_secs(1);
/// Longest text of a message of the courier's, in units: the chat takes 4,096 in an embed.
const LONGEST: usize = 4_000;

/// Where a practice's messages go.
#[derive(Debug, Clone, Copy, Default)]
struct Channels {
    managers: Option<NonZeroU64>,
    reminders: Option<NonZeroU64>,
}

/// Brings what there is to bring.
pub(super) struct Courier {
    desk: Desk,
    channels: BTreeMap<PracticeId, Channels>,
    wake: Arc<Notify>,
}

impl Courier {
    /// A courier for these servers; it wakes when `wake` is notified.
    pub(super) fn new<'a>(desk: Desk, guilds: impl IntoIterator<Item = &'a Guild>, wake: Arc<Notify>) -> Self {
        let mut channels: BTreeMap<PracticeId, Channels> = BTreeMap::new();
        for guild in guilds {
            let of = channels.entry(guild.practice.clone()).or_default();
            of.managers = of.managers.or(guild.managers_channel);
            of.reminders = of.reminders.or(guild.reminders_channel).or(guild.managers_channel);
        }
        Self { desk, channels, wake }
    }

    /// Works until it is dropped; while it brings something it holds `under_way` for reading.
    pub(super) async fn run(self, http: Arc<Http>, under_way: Arc<RwLock<()>>) {
        loop {
            let busy = under_way.read().await;
            for (practice, channels) in &self.channels {
                if let Err(error) = self.serve(&http, practice, *channels).await {
                    tracing::warn!(%practice, error = %told(&error), "something is still to be brought");
                }
            }
            drop(busy);
            tokio::select! {
                () = self.wake.notified() => {}
                () = tokio::time::sleep(self.sleep()) => {}
            }
        }
    }

    /// How long there is nothing to bring that no step brings about.
    fn sleep(&self) -> Duration {
        let next = self.channels.keys().filter_map(|practice| self.desk.next_errands(practice)).min();
        let until = next.and_then(|next| Duration::try_from(next.duration_since(self.desk.now())).ok());
        until.unwrap_or(LONGEST_SLEEP).clamp(SHORTEST_SLEEP, LONGEST_SLEEP)
    }

    async fn serve(&self, http: &Http, practice: &PracticeId, channels: Channels) -> Result<(), ServeError> {
        let language = self.desk.practice(practice)?.language;
        let mut failed = Ok(());
        for errand in self.desk.errands(practice).await? {
            let key = errand.key(practice);
            // One that cannot be brought keeps none of the others waiting.
            match self.bring(http, channels, language, &errand, key).await {
                Ok(Brought::Posted(message)) => {
                    let place = Some((FACE, place_of(&message)));
                    self.desk.brought(practice, &errand, place).await?;
                    if let Errand::Decide(screen) = &errand {
                        self.catch_up(http, practice, screen, &message).await?;
                    }
                }
                Ok(Brought::ToNobodyHere) => {}
                Err(error) => failed = Err(error.into()),
            }
        }
        failed
    }

    /// A card that was posted while the exchange moved on shows it as it is.
    async fn catch_up(
        &self,
        http: &Http,
        practice: &PracticeId,
        shown: &Screen,
        message: &Message,
    ) -> Result<(), ServeError> {
        let now = self.desk.shown_to_all(practice, shown.reference.exchange).await?;
        if now.reference != shown.reference {
            let language = self.desk.practice(practice)?.language;
            message.channel_id.edit_message(http, message.id, card::refreshed(&now, language)).await?;
        }
        Ok(())
    }

    async fn bring(
        &self,
        http: &Http,
        channels: Channels,
        language: Language,
        errand: &Errand,
        key: String,
    ) -> serenity::Result<Brought> {
        let (channel, message) = match errand {
            Errand::Decide(screen) => (channels.managers.map(ChannelId::from), card::posted(screen, language)),
            Errand::Decided { exchange, to, card, text, .. } => {
                let Some(person) = user(to) else { return Ok(Brought::ToNobodyHere) };
                let shown = card.as_ref().and_then(place);
                let message = call(person, text, *exchange, language);
                match shown {
                    Some((channel, card)) => (Some(channel), message.reference_message(reply_to(channel, card))),
                    None => (channels.managers.map(ChannelId::from), message),
                }
            }
            Errand::Remind { exchange, to, text, .. } => {
                let message = match user(to) {
                    Some(person) => call(person, text, *exchange, language),
                    None => said(text).button(open(*exchange, language)),
                };
                (channels.reminders.map(ChannelId::from), message)
            }
            Errand::Summary { text, .. } => (channels.reminders.map(ChannelId::from), said(text)),
        };
        let Some(channel) = channel else { return Ok(Brought::ToNobodyHere) };
        let message = message.nonce(Nonce::String(key)).enforce_nonce(true);
        Ok(Brought::Posted(Box::new(channel.send_message(http, message).await?)))
    }
}

/// What became of an errand.
enum Brought {
    Posted(Box<Message>),
    /// Nobody can be reached for it here: a person of the terminal's, a channel that is not set.
    ToNobodyHere,
}

/// Shows an exchange as it now is on the other messages that show it. One that is gone, or that cannot be
/// changed, does no harm: what is pressed on it is answered with the current state.
pub(super) async fn refresh(http: &Http, screen: &Screen, language: Language, but: Option<MessageId>) {
    for (channel, message) in screen.cards.iter().filter_map(place) {
        if Some(message) == but {
            continue;
        }
        let edited = channel.edit_message(http, message, card::refreshed(screen, language)).await;
        if let Err(error) = edited {
            tracing::warn!(exchange = %screen.reference.exchange, error = %loggable(&error), "a card shows an older state");
        }
    }
}

/// Deletes the messages that show an exchange whose content is erased. Where that is not allowed, a person will.
pub(super) async fn remove(http: &Http, cards: &[Card]) {
    for (channel, message) in cards.iter().filter_map(place) {
        if let Err(error) = channel.delete_message(http, message).await {
            tracing::warn!(error = %loggable(&error), "a card could not be deleted");
        }
    }
}

/// Where a message is, as a card names it.
pub(super) fn place_of(message: &Message) -> String {
    format!("{}/{}", message.channel_id, message.id)
}

fn place(card: &Card) -> Option<(ChannelId, MessageId)> {
    let (channel, message) = card.place.split_once('/').filter(|_| card.face == FACE)?;
    let (channel, message) = (channel.parse::<NonZeroU64>().ok()?, message.parse::<NonZeroU64>().ok()?);
    Some((channel.into(), message.into()))
}

/// Whether a message is a card of the managers'.
pub(super) fn is_shown_to(screen: &Screen, message: MessageId, audience: Audience) -> bool {
    screen.cards.iter().any(|card| card.audience == audience && place(card).is_some_and(|(_, there)| there == message))
}

/// The person of the chat that the journal names so.
fn user(actor: &str) -> Option<UserId> {
    actor.strip_prefix(FACE)?.strip_prefix(':')?.parse::<NonZeroU64>().ok().map(UserId::from)
}

/// A message that calls one person, and nobody else whatever the text holds.
fn call(person: UserId, text: &str, exchange: ExchangeId, language: Language) -> CreateMessage {
    said(text)
        .content(format!("<@{person}>"))
        .allowed_mentions(CreateAllowedMentions::new().users([person]))
        .button(open(exchange, language))
}

fn said(text: &str) -> CreateMessage {
    let about = CreateEmbed::new().description(clip(&escape_but_links(text), LONGEST));
    CreateMessage::new().embed(about).allowed_mentions(CreateAllowedMentions::new())
}

/// Shows the exchange to whoever presses it.
fn open(exchange: ExchangeId, language: Language) -> CreateButton {
    CreateButton::new(CustomId::Open(exchange).to_string())
        .label(ButtonLabel::new(&text!(language, "discord-open")))
        .style(serenity::all::ButtonStyle::Secondary)
}

/// An answer to a message; to nothing, where that is gone.
fn reply_to(channel: ChannelId, message: MessageId) -> MessageReference {
    MessageReference::new(MessageReferenceKind::Default, channel).message_id(message).fail_if_not_exists(false)
}

fn told(error: &ServeError) -> String {
    match error {
        ServeError::Desk(error) => error.to_string(),
        ServeError::Discord(error) => loggable(error),
    }
}
