//! Brings to people what they did not ask for: texts to decide on, decisions, reminders, summaries.
//!
//! What there is to bring is the desk's affair; here it is posted, and then put on record. Between the two the
//! process may be killed: each message carries the errand's key as its nonce, which Discord holds against the
//! last minutes' messages, so that it is there once all the same.
//!
//! Where someone has taken a step it looks at that exchange alone; at all that waits when a practice's day begins,
//! and every quarter of an hour, since a clock may be set. What could not be brought is tried again a minute later,
//! and a card that could not be changed as soon as that works again.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU64;
use std::sync::Arc;
use std::time::Duration;

use backon::ExponentialBackoff;
use serenity::all::{
    ChannelId, CreateAllowedMentions, CreateButton, CreateEmbed, CreateMessage, Http, Message, MessageId,
    MessageReference, MessageReferenceKind, Nonce, UserId,
};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Mutex, Notify, RwLock};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::card;
use super::custom_id::CustomId;
use super::limits::{ButtonLabel, clip};
use super::markdown::escape_but_links;
use super::patience::{may_pass, soon, without_end};
use super::service::{ServeError, is_unauthorized, loggable, status};
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

/// Why the courier is called to an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    /// Someone took a step.
    Step,
    /// A card shows an older state, since Discord could not be told. What is pressed on it is answered with the
    /// current state; so nothing is lost when the process ends meanwhile.
    Late,
}

type Call = (Why, PracticeId, ExchangeId);

/// Calls the courier to an exchange.
#[derive(Clone)]
pub(super) struct Bell(UnboundedSender<Call>);

impl Bell {
    /// Someone took a step.
    pub(super) fn step(&self, practice: &PracticeId, exchange: ExchangeId) {
        // Once it is gone the bot is stopping; at the next start all that waits is looked at.
        let _ = self.0.send((Why::Step, practice.clone(), exchange));
    }

    /// A card shows an older state.
    pub(super) fn late(&self, practice: &PracticeId, exchange: ExchangeId) {
        let _ = self.0.send((Why::Late, practice.clone(), exchange));
    }
}

/// Exchanges of which a card shows an older state, and when that is tried again.
#[derive(Default)]
struct Late {
    exchanges: BTreeSet<(PracticeId, ExchangeId)>,
    waits: Option<ExponentialBackoff>,
    next: Option<Instant>,
}

impl Late {
    /// Sets the next try, later and later while there is something to try.
    fn plan(&mut self) {
        if self.exchanges.is_empty() {
            *self = Self::default();
            return;
        }
        let waits = self.waits.get_or_insert_with(|| without_end(SHORTEST_SLEEP, SLEEP_AFTER_FAILURE));
        let wait = waits.next().unwrap_or(SLEEP_AFTER_FAILURE);
        self.next = Some(Instant::now() + wait);
    }
}

/// Brings what there is to bring.
pub(super) struct Courier {
    desk: Desk,
    channels: BTreeMap<PracticeId, Channels>,
    calls: Mutex<UnboundedReceiver<Call>>,
    late: Mutex<Late>,
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
        let (bell, calls) = unbounded_channel();
        (Self { desk, channels, calls: Mutex::new(calls), late: Mutex::default() }, Bell(bell))
    }

    /// Works until it is dropped; a fault of its own is told and ends nothing. `doubt` is told when Discord refuses
    /// the token.
    pub(super) async fn run(self, http: Arc<Http>, under_way: Arc<RwLock<()>>, doubt: Arc<Notify>) {
        let courier = Arc::new(self);
        loop {
            let (courier, http, under_way) = (Arc::clone(&courier), Arc::clone(&http), Arc::clone(&under_way));
            let doubt = Arc::clone(&doubt);
            let mut work = JoinSet::new();
            work.spawn(async move { courier.work(&http, &under_way, &doubt).await });
            // The set ends its task when it is dropped with this one.
            if work.join_next().await.is_some_and(|ended| ended.is_err()) {
                tracing::error!("what brings reminders and decisions failed, and begins again");
                tokio::time::sleep(SHORTEST_SLEEP).await;
            }
        }
    }

    /// Brings what there is to bring, again and again; meanwhile it holds `under_way` for reading.
    async fn work(&self, http: &Http, under_way: &RwLock<()>, doubt: &Notify) {
        let mut calls = self.calls.lock().await;
        let late = &mut *self.late.lock().await;
        loop {
            let busy = under_way.read().await;
            let mut longest = LONGEST_SLEEP;
            for practice in self.channels.keys() {
                let errands = self.desk.errands(practice).await;
                if !Self::is_done(practice, self.serve(http, practice, errands).await, doubt) {
                    longest = SLEEP_AFTER_FAILURE;
                }
            }
            drop(busy);
            let mut waking = Instant::now() + self.sleep(longest);
            loop {
                let retry = late.next.unwrap_or(waking);
                let first = tokio::select! {
                    () = tokio::time::sleep_until(waking) => break,
                    () = tokio::time::sleep_until(retry), if late.next.is_some() => None,
                    Some(first) = calls.recv() => Some(first),
                };
                let _busy = under_way.read().await;
                if first.is_none() {
                    self.show_late(http, late).await;
                }
                let more = std::iter::from_fn(|| calls.try_recv().ok());
                for (why, practice, exchange) in first.into_iter().chain(more).collect::<BTreeSet<_>>() {
                    if why == Why::Late {
                        late.exchanges.insert((practice, exchange));
                        // A try that is planned already is not put off by another card.
                        if late.next.is_none() {
                            late.plan();
                        }
                        continue;
                    }
                    let errands = self.desk.errands_of(&practice, exchange).await;
                    if !Self::is_done(&practice, self.serve(http, &practice, errands).await, doubt) {
                        waking = waking.min(Instant::now() + SLEEP_AFTER_FAILURE);
                    }
                }
            }
        }
    }

    /// Shows exchanges as they now are on their cards; those that could not be shown are kept.
    async fn show_late(&self, http: &Http, late: &mut Late) {
        for (practice, exchange) in std::mem::take(&mut late.exchanges) {
            match refresh(&self.desk, http, &practice, exchange, None).await {
                Ok(true) | Err(DeskError::Erased(_) | DeskError::UnknownExchange(_)) => {}
                Ok(false) | Err(_) => drop(late.exchanges.insert((practice, exchange))),
            }
        }
        late.plan();
    }

    /// Says that something is still to be brought; `true` where nothing is.
    fn is_done(practice: &PracticeId, served: Result<(), ServeError>, doubt: &Notify) -> bool {
        let error = match served {
            // What was erased meanwhile needs nothing more.
            Ok(()) | Err(ServeError::Desk(DeskError::Erased(_) | DeskError::UnknownExchange(_))) => return true,
            Err(error) => error,
        };
        tracing::warn!(%practice, error = %told(&error), "something is still to be brought");
        if matches!(&error, ServeError::Discord(error) if is_unauthorized(error)) {
            doubt.notify_one();
        }
        false
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
                // The key keeps a second try from being a second message.
                soon(|| channel.send_message(http, message.clone())).await.map(Some)
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
    matches!(status(error), Some(403 | 404))
}

/// Shows an exchange as it now is on every message that shows it but this one, in the practice's own language: they
/// are everybody's. One that is gone, or that cannot be changed, does no harm: what is pressed on it is answered with
/// the current state. Gives false where one could be changed later.
pub(super) async fn refresh(
    desk: &Desk,
    http: &Http,
    practice: &PracticeId,
    exchange: ExchangeId,
    but: Option<MessageId>,
) -> Result<bool, DeskError> {
    let (screen, language) = (desk.shown_to_all(practice, exchange).await?, desk.practice(practice)?.language);
    let others = screen.cards.iter().filter_map(place).filter(|(_, message)| Some(*message) != but);
    let mut done = true;
    for (channel, message) in others {
        done &= show_again(http, &screen, language, channel, message).await;
    }
    Ok(done)
}

async fn show_again(http: &Http, screen: &Screen, language: Language, channel: ChannelId, message: MessageId) -> bool {
    let edited = soon(|| channel.edit_message(http, message, card::refreshed(screen, language))).await;
    let Err(error) = edited else { return true };
    tracing::warn!(exchange = %screen.reference.exchange, error = %loggable(&error), "a card shows an older state");
    !may_pass(&error)
}

/// Deletes the messages that show an exchange whose content is erased. Where that is not allowed, a person will.
pub(super) async fn remove(http: &Http, cards: &[Card]) {
    for (channel, message) in cards.iter().filter_map(place) {
        if let Err(error) = soon(|| channel.delete_message(http, message)).await {
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
pub(super) fn call(person: UserId, text: &str, exchange: ExchangeId, language: Language) -> CreateMessage {
    said(text)
        .content(format!("<@{person}>"))
        .allowed_mentions(CreateAllowedMentions::new().users([person]))
        .button(open(exchange, language))
}

/// A message that says something to whoever reads the channel.
pub(super) fn said(text: &str) -> CreateMessage {
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
