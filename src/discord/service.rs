//! What serves everyone, and how serving may fail.

use std::sync::Arc;

use tokio::sync::RwLock;

use super::courier::Bell;
use super::files::Files;
use super::person::Guilds;
use crate::desk::{Desk, DeskError};

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
}

/// An error of the chat without what a body may have held.
pub(super) fn loggable(error: &serenity::Error) -> String {
    match error {
        serenity::Error::Http(serenity::http::HttpError::UnsuccessfulRequest(response)) => {
            format!("Discord answered {} (code {})", response.status_code, response.error.code)
        }
        serenity::Error::Http(_) => "the request to Discord failed".to_owned(),
        serenity::Error::Gateway(error) => format!("gateway: {error}"),
        serenity::Error::Model(error) => format!("model: {error}"),
        _ => "the answer could not be sent".to_owned(),
    }
}
