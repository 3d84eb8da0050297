//! The bot: shows the desk's screens as messages of a chat, and turns clicks into the desk's requests.
//!
//! It keeps nothing between two clicks: every button carries the exchange, the revision and the
//! action. So the process may be killed at any moment, and buttons on old messages still work.

mod button;
mod card;
mod commands;
mod connect;
mod courier;
mod custom_id;
mod erase;
mod evidence;
mod figures;
mod files;
mod form;
mod handler;
mod limits;
mod markdown;
mod message;
mod modal;
mod office;
mod person;
mod queue;
mod record;
mod reply;
mod service;
mod slash;

use std::sync::Arc;
use std::time::Duration;

use serenity::all::{ClientBuilder, GatewayIntents};
use serenity::gateway::GatewayError;
use tokio::sync::RwLock;

pub use connect::Token;

use crate::config::Discord;
use crate::desk::Desk;
use crate::journal::Journal;
use courier::Courier;
use files::Files;
use handler::Watcher;
use person::Guilds;
use service::{Handler, loggable};

/// How long stopping waits for what is under way.
const GRACE: Duration = Duration::from_secs(10);

/// How long a task may take to begin once its event was received.
const HAND_OVER: Duration = Duration::from_millis(50);
/// How often someone who waits for an answer tries to reach Discord.
const FEW_TRIES: usize = 3;

/// Why the bot stopped.
#[derive(Debug, thiserror::Error)]
pub enum BotError {
    /// Discord does not know the token.
    #[error("Discord refuses the token")]
    WrongToken,
    /// The gateway cannot be used with these settings.
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
        tokio::select! {
            () = &mut stop => return Ok(()),
            reached = connect::reach(&http, None) => reached?,
        }
        let guilds = self.guilds();

        let under_way = Arc::new(RwLock::new(()));
        let settings = self.settings.guilds.iter().map(toml::Spanned::get_ref);
        let (courier, bell) = Courier::new(self.desk.clone(), settings);
        let files = Files::new(self.settings.api.as_deref());
        let served = guilds.ids().collect::<Vec<_>>();
        let handler = Handler { desk: self.desk, guilds, files, under_way: Arc::clone(&under_way), bell };
        let http = Arc::into_inner(http).unwrap_or_else(|| connect::http(&self.token, self.settings.api.as_deref()));
        let mut client = ClientBuilder::new_with_http(http, GatewayIntents::empty())
            .event_handler(handler)
            .raw_event_handler(Watcher)
            .await
            .map_err(|error| BotError::Gateway(loggable(&error)))?;
        let shards = Arc::clone(&client.shard_manager);
        let courier = tokio::spawn(courier.run(Arc::clone(&client.http), Arc::clone(&under_way)));
        // Beside the serving: Discord takes its time to write the commands of many servers.
        let registration = tokio::spawn(commands::register_changed(Arc::clone(&client.http), served, self.journal));
        let ended = tokio::select! {
            () = &mut stop => None,
            ended = client.start() => Some(ended),
        };
        shards.shutdown_all().await;
        // What was received a moment ago has a task of its own that may not have begun.
        tokio::time::sleep(HAND_OVER).await;
        // Whoever still reads is answering someone.
        if tokio::time::timeout(GRACE, under_way.write()).await.is_err() {
            tracing::warn!("stopped while interactions were still under way");
        }
        courier.abort();
        registration.abort();
        match ended {
            None | Some(Ok(())) => Ok(()),
            Some(Err(serenity::Error::Gateway(GatewayError::InvalidAuthentication))) => Err(BotError::WrongToken),
            Some(Err(error)) => Err(BotError::Gateway(loggable(&error))),
        }
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
