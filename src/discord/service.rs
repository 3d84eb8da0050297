//! What serves everyone, and how serving may fail.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use serenity::all::{Http, InteractionId};
use serenity::http::HttpError;
use tokio::sync::{Notify, RwLock, Semaphore};

use super::courier::Bell;
use super::files::Files;
use super::person::Guilds;
use crate::desk::{Desk, DeskError};

/// How many interactions are remembered as served.
const REMEMBERED: usize = 1_024;

/// What an interaction is answered with.
#[derive(Clone)]
pub(super) struct Context {
    pub(super) http: Arc<Http>,
}

/// What serving an interaction ended in, when it did not end well.
#[derive(Debug, thiserror::Error)]
pub(super) enum ServeError {
    /// The desk refused or failed.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The answer could not be sent.
    #[error(transparent)]
    Discord(#[from] serenity::Error),
}

/// What serves everyone.
pub(super) struct Handler {
    pub(super) desk: Desk,
    pub(super) guilds: Guilds,
    pub(super) files: Files,
    /// Held for reading by each interaction under way; stopping waits to write.
    pub(super) under_way: Arc<RwLock<()>>,
    /// Calls the courier.
    pub(super) bell: Bell,
    /// Told when Discord refused the token.
    pub(super) doubt: Arc<Notify>,
    pub(super) served: Served,
    /// Turns at answers that carry files: each is held in memory until the chat has taken it.
    pub(super) heavy: Semaphore,
}

/// How many answers that carry files are made at once.
pub(super) const HEAVY_AT_ONCE: usize = 2;

/// The interactions that were served last. A session that is resumed may bring one again.
#[derive(Default)]
pub(super) struct Served(Mutex<BTreeSet<InteractionId>>);

impl Served {
    /// Whether an interaction is new; from now on it is not.
    pub(super) fn is_new(&self, id: InteractionId) -> bool {
        let mut served = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = served.insert(id);
        if served.len() > REMEMBERED {
            // Identifiers grow with time.
            served.pop_first();
        }
        is_new
    }
}

/// Whether Discord refuses the token.
pub(super) fn is_unauthorized(error: &serenity::Error) -> bool {
    status(error) == Some(401)
}

/// The status that Discord answered with, if it answered.
pub(super) fn status(error: &serenity::Error) -> Option<u16> {
    match error {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => Some(response.status_code.as_u16()),
        _ => None,
    }
}

/// An error of the chat without what a body may have held.
pub(super) fn loggable(error: &serenity::Error) -> String {
    match error {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => {
            format!("Discord answered {} (code {})", response.status_code, response.error.code)
        }
        serenity::Error::Http(_) => "the request to Discord failed".to_owned(),
        serenity::Error::Other(why) => (*why).to_owned(),
        serenity::Error::Model(error) => format!("model: {error}"),
        _ => "the answer could not be sent".to_owned(),
    }
}
