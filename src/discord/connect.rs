//! The token, and reaching Discord for the first time.

use std::fmt;
use std::time::{Duration, Instant};

use backon::{BackoffBuilder, ExponentialBuilder};
use serenity::all::{Http, HttpBuilder};
use serenity::builder::CreateAllowedMentions;
use serenity::http::HttpError;

use super::BotError;
use super::service::loggable;

/// First and longest wait between two tries.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// How often a failure that lasts is told.
const TELL_EVERY: Duration = Duration::from_secs(60);

/// The bot's token, which is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A token, as typed or read from a file; `None` when no token could read so.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix("Bot ").unwrap_or(text).trim();
        // It goes into a header as it is.
        let fits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| Self(text.to_owned()))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The client of Discord's API. Mentions never fire, whatever a text holds.
pub(super) fn http(token: &Token, api: Option<&str>) -> Http {
    let builder = HttpBuilder::new(&token.0).default_allowed_mentions(CreateAllowedMentions::new());
    match api {
        // A proxy that speaks Discord's API keeps to its limits itself.
        Some(api) => builder.proxy(api).ratelimiter_disabled(true).build(),
        None => builder.build(),
    }
}

/// Tries until Discord answers, or so many times, waiting longer each time; a failure that lasts is told
/// once a minute.
pub(super) async fn reach(http: &Http, tries: Option<usize>) -> Result<(), BotError> {
    let waits = ExponentialBuilder::default()
        .with_min_delay(FIRST_WAIT)
        .with_max_delay(LONGEST_WAIT)
        .with_jitter()
        .without_max_times()
        .build();
    let mut told: Option<Instant> = None;
    for wait in waits.take(tries.unwrap_or(usize::MAX)) {
        let error = match http.get_current_application_info().await {
            Ok(application) => {
                http.set_application_id(application.id);
                return Ok(());
            }
            Err(error) => error,
        };
        if is_unauthorized(&error) {
            return Err(BotError::WrongToken);
        }
        if told.is_none_or(|told| told.elapsed() >= TELL_EVERY) {
            tracing::warn!(error = %loggable(&error), "Discord cannot be reached; trying again");
            told = Some(Instant::now());
        }
        tokio::time::sleep(wait).await;
    }
    Err(BotError::Gateway("Discord cannot be reached".to_owned()))
}

fn is_unauthorized(error: &serenity::Error) -> bool {
    match error {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => response.status_code.as_u16() == 401,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Token;

    #[test]
    fn a_token_never_shows() {
        let token = Token::new(" Bot secret\n").expect("a token");
        assert_eq!(token, Token::new("secret").expect("a token"));
        assert!(!format!("{token:?}").contains("secret"));
        for unfit in [" \n", "two\nlines", "two words", "a\u{0}b", "jéton"] {
            assert_eq!(Token::new(unfit), None, "{unfit:?}");
        }
    }
}
