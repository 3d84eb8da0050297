//! Brings to people what they did not ask for: texts to decide on, decisions, reminders, summaries.
//!
//! What there is to bring is the desk's affair; here it is posted, and then put on record. Between the two the
//! process may be killed: each message carries the errand's key as its nonce, which Discord holds against the
//! last minutes' messages, so that it is there once all the same.
//!
//! Where someone has taken a step it looks at that exchange alone; at all that waits when a practice's day begins,
//! and every quarter of an hour, since a clock may be set. What could not be brought is tried again a minute later.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU64;
use std::sync::Arc;
use std::time::Duration;

use serenity::all::{
    ChannelId, CreateAllowedMentions, CreateButton, CreateEmbed, CreateMessage, Http, Message, MessageId,
    MessageReference, MessageReferenceKind, Nonce, UserId,
};
use serenity::http::HttpError;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Mutex, RwLock};
use tokio::task::JoinSet;

use super::card;
use super::custom_id::CustomId;
use super::limits::{ButtonLabel, clip};
use super::markdown::escape_but_links;
use super::service::{ServeError, loggable};
use crate::config::Guild;
use crate::desk::{Desk, DeskError, Errand, Screen};
use crate::exchange::{Card, ExchangeId};
use crate::language::Language;
use crate::practice::{Practice, PracticeId};
use crate::text;

/// The face that cards and origins of the chat name.
pub(super) const FACE: &str = "discord";
/// How long it sleeps at most.
const LONGEST_SLEEP: Duration = Duration::from_secs(15 * 60);
/// How long it sleeps at least, so that a clock that stands still does not keep it busy.
const SHORTEST_SLEEP: Duration = Duration::from_secs(1);
/// How long it sleeps at most while something could not be brought.
const SLEEP_AFTER_FAILURE: Duration = Duration::from_secs(60);
/// Longest text of a message of the courier's, in units: the chat takes 4,096 in an embed.
const LONGEST: usize = 4_000;

/// Where a practice's messages go.
#[derive(Debug, Clone, Copy, Default)]
struct Channels {
    managers: Option<NonZeroU64>,
    reminders: Option<NonZeroU64>,
}

/// An exchange of which someone took a step.
type Moved = (PracticeId, ExchangeId);

/// Tells the courier where someone took a step.
#[derive(Clone)]
pub(super) struct Bell(UnboundedSender<Moved>);

impl Bell {
    /// Has the courier look at an exchange.
    pub(super) fn ring(&self, practice: &PracticeId, exchange: ExchangeId) {
        // Once it is gone the bot is stopping; at the next start all that waits is looked at.
        let _ = self.0.send((practice.clone(), exchange));
    }
}

/// Brings what there is to bring.
pub(super) struct Courier {
    desk: Desk,
    channels: BTreeMap<PracticeId, Channels>,
    moved: Mutex<UnboundedReceiver<Moved>>,
}

impl Courier {
    /// A courier for these servers, and its bell.
    pub(super) fn new<'a>(desk: Desk, guilds: impl IntoIterator<Item = &'a Guild>) -> (Self, Bell) {
        let mut channels: BTreeMap<PracticeId, Channels> = BTreeMap::new();
        for guild in guilds {
            let of = channels.entry(guild.practice.clone()).or_default();
            of.managers = of.managers.or(guild.managers_channel);
            of.reminders = of.reminders.or(guild.reminders_channel).or(guild.managers_channel);
        }
        let (bell, moved) = unbounded_channel();
        (Self { desk, channels, moved: Mutex::new(moved) }, Bell(bell))
    }

    /// Works until it is dropped; a fault of its own is told and ends nothing.
    pub(super) async fn run(self, http: Arc<Http>, under_way: Arc<RwLock<()>>) {
        let courier = Arc::new(self);
        loop {
            let (courier, http, under_way) = (Arc::clone(&courier), Arc::clone(&http), Arc::clone(&under_way));
            let mut work = JoinSet::new();
            work.spawn(async move { courier.work(&http, &under_way).await });
            // The set ends its task when it is dropped with this one.
            if work.join_next().await.is_some_and(|ended| ended.is_err()) {
                tracing::error!("what brings reminders and decisions failed, and begins again");
                tokio::time::sleep(SHORTEST_SLEEP).await;
            }
        }
    }

    /// Brings what there is to bring, again and again; meanwhile it holds `under_way` for reading.
    async fn work(&self, http: &Http, under_way: &RwLock<()>) {
        let mut moved = self.moved.lock().await;
        loop {
            let busy = under_way.read().await;
            let mut longest = LONGEST_SLEEP;
            for practice in self.channels.keys() {
                let errands = self.desk.errands(practice).await;
                if !Self::is_done(practice, self.serve(http, practice, errands).await) {
                    longest = SLEEP_AFTER_FAILURE;
                }
            }
            drop(busy);
            let mut waking = tokio::time::Instant::now() + self.sleep(longest);
            loop {
                let first = tokio::select! {
                    () = tokio::time::sleep_until(waking) => break,
                    Some(first) = moved.recv() => first,
                };
                let _busy = under_way.read().await;
                let more = std::iter::from_fn(|| moved.try_recv().ok());
                for (practice, exchange) in [first].into_iter().chain(more).collect::<BTreeSet<_>>() {
                    let errands = self.desk.errands_of(&practice, exchange).await;
                    if !Self::is_done(&practice, self.serve(http, &practice, errands).await) {
                        waking = waking.min(tokio::time::Instant::now() + SLEEP_AFTER_FAILURE);
                    }
                }
            }
        }
    }

    /// Says that something is still to be brought; `true` where nothing is.
    fn is_done(practice: &PracticeId, served: Result<(), ServeError>) -> bool {
        match served {
            // What was erased meanwhile needs nothing more.
            Ok(()) | Err(ServeError::Desk(DeskError::Erased(_) | DeskError::UnknownExchange(_))) => true,
            Err(error) => {
                tracing::warn!(%practice, error = %told(&error), "something is still to be brought");
                false
            }
        }
    }

    /// How long there is nothing to bring that no step brings about.
    fn sleep(&self, longest: Duration) -> Duration {
        let next = self.channels.keys().filter_map(|practice| self.desk.next_errands(practice)).min();
        let until = next.and_then(|next| Duration::try_from(next.duration_since(self.desk.now())).ok());
        until.unwrap_or(longest).clamp(SHORTEST_SLEEP, longest)
    }

    async fn serve(
        &self,
        http: &Http,
        practice: &PracticeId,
        errands: Result<Vec<Errand>, DeskError>,
    ) -> Result<(), ServeError> {
        let Some(channels) = self.channels.get(practice).copied() else { return Ok(()) };
        let mut failed = Ok(());
        for errand in errands? {
            // One that cannot be brought keeps none of the others waiting.
            match self.bring(http, self.desk.practice(practice)?, channels, &errand).await {
                Ok(Some(message)) => self.record(http, practice, &errand, &message).await?,
                // Nobody can be reached for it here: a person of the terminal's, a channel that is not set.
                Ok(None) => {}
                Err(error) => failed = Err(error.into()),
            }
        }
        failed
    }

    /// Puts on record what was posted. Where that fails nothing more is posted until it works again: it would
    /// all be posted once more. What shows an exchange that was erased meanwhile is taken away again.
    async fn record(
        &self,
        http: &Http,
        practice: &PracticeId,
        errand: &Errand,
        message: &Message,
    ) -> Result<(), ServeError> {
        let place = Some((FACE, place_of(message)));
        let recorded = self.desk.brought(practice, errand, place).await;
        if let Err(DeskError::Erased(_) | DeskError::UnknownExchange(_)) = recorded {
            return Ok(message.delete(http).await?);
        }
        recorded?;
        if let Errand::Decide(shown) = errand {
            let now = self.desk.shown_to_all(practice, shown.reference.exchange).await?;
            if now.reference != shown.reference {
                // Posted while the exchange moved on.
                show_again(http, &now, self.desk.practice(practice)?.language, message.channel_id, message.id).await;
            }
        }
        Ok(())
    }

    /// Posts an errand; nothing where nobody can be reached for it.
    async fn bring(
        &self,
        http: &Http,
        practice: &Practice,
        channels: Channels,
        errand: &Errand,
    ) -> serenity::Result<Option<Message>> {
        let language = practice.language;
        let post = |channel: Option<ChannelId>, message: CreateMessage| {
            let key = errand.key(&practice.id);
            async move {
                let Some(channel) = channel else { return Ok(None) };
                let message = message.nonce(Nonce::String(key)).enforce_nonce(true);
                channel.send_message(http, message).await.map(Some)
            }
        };
        let reminders = channels.reminders.map(ChannelId::from);
        match errand {
            Errand::Decide(screen) => {
                post(channels.managers.map(ChannelId::from), card::posted(screen, language)).await
            }
            Errand::Decided { exchange, to, card, text, .. } => {
                let Some(person) = user(practice, to) else { return Ok(None) };
                let message = call(person, text, *exchange, language);
                if let Some((channel, card)) = card.as_ref().and_then(place) {
                    let answer = message.clone().reference_message(reply_to(channel, card));
                    match post(Some(channel), answer).await {
                        // The channel is gone, or closed to us: there is another.
                        Err(error) if is_closed_to_us(&error) => {}
                        posted => return posted,
                    }
                }
                post(reminders, message).await
            }
            Errand::Remind { exchange, to, text, .. } => {
                let message = match user(practice, to) {
                    Some(person) => call(person, text, *exchange, language),
                    None => said(text).button(open(*exchange, language)),
                };
                post(reminders, message).await
            }
            Errand::Summary { text, .. } => post(reminders, said(text)).await,
        }
    }
}

/// Whether a channel is not there, or not for the bot.
fn is_closed_to_us(error: &serenity::Error) -> bool {
    match error {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => {
            matches!(response.status_code.as_u16(), 403 | 404)
        }
        _ => false,
    }
}

/// Shows an exchange as it now is on the other messages that show it. One that is gone, or that cannot be
/// changed, does no harm: what is pressed on it is answered with the current state.
pub(super) async fn refresh(http: &Http, screen: &Screen, language: Language, but: Option<MessageId>) {
    let others = screen.cards.iter().filter_map(place).filter(|(_, message)| Some(*message) != but);
    for (channel, message) in others {
        show_again(http, screen, language, channel, message).await;
    }
}

async fn show_again(http: &Http, screen: &Screen, language: Language, channel: ChannelId, message: MessageId) {
    let edited = channel.edit_message(http, message, card::refreshed(screen, language)).await;
    if let Err(error) = edited {
        tracing::warn!(exchange = %screen.reference.exchange, error = %loggable(&error), "a card shows an older state");
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

/// Whether a message is known to show an exchange.
pub(super) fn is_card_of(screen: &Screen, message: MessageId) -> bool {
    screen.cards.iter().filter_map(place).any(|(_, there)| there == message)
}

/// The person of the chat whom the journal names so.
fn user(practice: &Practice, actor: &str) -> Option<UserId> {
    let ids = practice.ids_of(actor);
    let of_the_chat = ids.iter().find_map(|id| id.strip_prefix(FACE)?.strip_prefix(':'))?;
    of_the_chat.parse::<NonZeroU64>().ok().map(UserId::from)
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
