//! The bot: shows the desk's screens as messages of a chat, and turns clicks into the desk's requests.
//!
//! It keeps nothing between two clicks: every button carries the exchange, the revision and the
//! action. So the process may be killed at any moment, and buttons on old messages still work.

mod button;
mod captures;
mod card;
mod commands;
#[cfg(test)]
mod conformance;
mod connect;
mod courier;
mod custom_id;
mod erase;
mod evidence;
mod export;
mod figures;
mod files;
mod form;
mod gateway;
mod handler;
mod limits;
mod markdown;
mod message;
mod modal;
mod office;
mod patience;
mod person;
mod proof;
mod queue;
mod record;
mod reply;
mod service;
mod several;
mod slash;
#[cfg(test)]
mod spoiled;
mod watchdog;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, RwLock, Semaphore};

pub use connect::Token;

use crate::config::Discord;
use crate::desk::Desk;
use crate::journal::Journal;
use courier::Courier;
use files::Files;
use gateway::Gateway;
use person::Guilds;
use service::{Context, HEAVY_AT_ONCE, Handler, Served, loggable};

/// How long stopping waits for what is under way.
const GRACE: Duration = Duration::from_secs(10);

/// How often someone who waits for an answer tries to reach Discord.
const FEW_TRIES: usize = 3;

/// Why the bot stopped.
#[derive(Debug, thiserror::Error)]
pub enum BotError {
    /// Discord does not know the token.
    #[error("Discord refuses the token")]
    WrongToken,
    /// Discord takes no bot of so many servers on one connection.
    #[error("the bot is in too many servers for one connection")]
    TooManyServers,
    /// Discord does not take what the bot says at the gateway, with this code.
    #[error("the gateway refuses the connection (code {0})")]
    Outdated(u16),
    /// Discord does not let the bot receive what it asks for, with this code.
    #[error("the gateway refuses the intents (code {0})")]
    Intents(u16),
    /// Discord cannot be used with these settings.
    #[error("{0}")]
    Gateway(String),
}

/// Everything that the bot works with.
pub struct Bot {
    /// The desk.
    pub desk: Desk,
    /// Where the registration of commands is noted.
    pub journal: Arc<dyn Journal>,
    /// The chat's settings.
    pub settings: Discord,
    /// The bot's token.
    pub token: Token,
}

impl Bot {
    /// Serves until `stop` resolves, then finishes what is under way.
    ///
    /// # Errors
    /// When Discord refuses the token or the connection for good.
    pub async fn run(self, stop: impl Future<Output = ()>) -> Result<(), BotError> {
        tokio::pin!(stop);
        let http = Arc::new(connect::http(&self.token, self.settings.api.as_deref()));
        let gateway = tokio::select! {
            () = &mut stop => return Ok(()),
            reached = connect::reach(&http, None) => Gateway::new(self.token.clone(), reached?),
        };
        let guilds = self.guilds();

        let under_way = Arc::new(RwLock::new(()));
        let doubt = Arc::new(Notify::new());
        let settings = self.settings.guilds.iter().map(toml::Spanned::get_ref);
        let (courier, bell) = Courier::new(self.desk.clone(), settings);
        let courier = tokio::spawn(courier.run(Arc::clone(&http), Arc::clone(&under_way), Arc::clone(&doubt)));
        // Beside the serving: Discord takes its time to write the commands of many servers.
        let served = guilds.ids().collect::<Vec<_>>();
        let registration = tokio::spawn(commands::register_changed(Arc::clone(&http), served, self.journal));
        let handler = Arc::new(Handler {
            desk: self.desk,
            guilds,
            files: Files::new(self.settings.api.as_deref()),
            under_way: Arc::clone(&under_way),
            bell,
            doubt: Arc::clone(&doubt),
            served: Served::default(),
            heavy: Semaphore::new(HEAVY_AT_ONCE),
        });
        let context = Context { http };
        let ended = tokio::select! {
            ended = gateway.serve(&handler, &context, stop) => ended,
            () = connect::refused(&context.http, &doubt) => Err(BotError::WrongToken),
            never = connect::tidy(&context.http) => match never {},
        };
        // Whoever still reads is answering someone.
        let alone = tokio::time::timeout(GRACE, under_way.write()).await;
        if alone.is_err() {
            tracing::warn!("stopped while interactions were still under way");
        }
        courier.abort();
        registration.abort();
        drop(alone);
        ended
    }

    fn guilds(&self) -> Guilds {
        Guilds::new(&self.settings.guilds, |practice| self.desk.practice(practice).ok())
    }

    /// Writes the commands of every configured server; gives how many servers.
    ///
    /// # Errors
    /// When Discord refuses the token or one of the servers.
    pub async fn register(&self) -> Result<usize, BotError> {
        let http = connect::http(&self.token, self.settings.api.as_deref());
        connect::reach(&http, Some(FEW_TRIES)).await?;
        let guilds = self.guilds();
        for guild in guilds.ids() {
            let written = commands::register(&http, guild).await;
            written.map_err(|error| BotError::Gateway(format!("{guild}: {}", loggable(&error))))?;
        }
        Ok(guilds.ids().count())
    }
}
