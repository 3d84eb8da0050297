//! The token, and reaching Discord for the first time.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use serenity::all::{Http, HttpBuilder};
use serenity::builder::CreateAllowedMentions;
use tokio::sync::Notify;

use super::BotError;
use super::patience::without_end;
use super::service::{is_unauthorized, loggable};

/// First and longest wait between two tries.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// How long Discord may take to let itself be reached, and to answer a request: some carry files.
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(30);
/// How often what is known of limits is looked through.
const TIDY: Duration = Duration::from_secs(60);
/// How often a failure that lasts is told.
const TELL_EVERY: Duration = Duration::from_secs(60);

/// The bot's token, which is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// The token itself.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }

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
    // A request that hangs would otherwise hang for good. Where this fails the library's own client is no worse.
    let builder = match reqwest::Client::builder().connect_timeout(CONNECT).timeout(ANSWER).build() {
        Ok(client) => builder.client(client),
        Err(_) => builder,
    };
    match api {
        // A proxy that speaks Discord's API keeps to its limits itself.
        Some(api) => builder.proxy(api).ratelimiter_disabled(true).build(),
        None => builder.build(),
    }
}

/// Tries until Discord answers, or so many times, waiting longer each time; a failure that lasts is told
/// once a minute. Gives the address of the gateway.
pub(super) async fn reach(http: &Http, tries: Option<usize>) -> Result<String, BotError> {
    let waits = without_end(FIRST_WAIT, LONGEST_WAIT);
    let mut told: Option<Instant> = None;
    for wait in waits.take(tries.unwrap_or(usize::MAX)) {
        let why = match tokio::time::timeout(CONNECT, greet(http)).await {
            Ok(Ok(gateway)) => return Ok(gateway),
            Ok(Err(error)) if is_unauthorized(&error) => return Err(BotError::WrongToken),
            Ok(Err(error)) => loggable(&error),
            Err(_) => "no answer".to_owned(),
        };
        if told.is_none_or(|told| told.elapsed() >= TELL_EVERY) {
            tracing::warn!(error = %why, "Discord cannot be reached; trying again");
            told = Some(Instant::now());
        }
        tokio::time::sleep(wait).await;
    }
    Err(BotError::Gateway("Discord cannot be reached".to_owned()))
}

/// Learns who the bot is, and where the gateway is.
async fn greet(http: &Http) -> serenity::Result<String> {
    let application = http.get_current_application_info().await?;
    http.set_application_id(application.id);
    Ok(http.get_gateway().await?.url)
}

/// Resolves once Discord refuses the token for good: one refusal, which `doubt` tells, is asked about again.
pub(super) async fn refused(http: &Http, doubt: &Notify) {
    loop {
        doubt.notified().await;
        if http.get_current_application_info().await.is_err_and(|error| is_unauthorized(&error)) {
            return;
        }
    }
}

/// Forgets limits that are over, again and again. The library keeps one for each interaction that was ever
/// answered; a proxy keeps to the limits itself.
pub(super) async fn tidy(http: &Http) -> Infallible {
    loop {
        tokio::time::sleep(TIDY).await;
        forget_limits(http).await;
    }
}

async fn forget_limits(http: &Http) {
    let Some(limits) = &http.ratelimiter else { return };
    let routes = limits.routes();
    let mut routes = routes.write().await;
    let now = SystemTime::now();
    // One that is held by a request, or says when the next one may go, is still needed.
    routes.retain(|_, limit| {
        Arc::strong_count(limit) > 1
            || limit.try_lock().is_ok_and(|limit| limit.reset().is_some_and(|reset| reset > now))
    });
    routes.shrink_to_fit();
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serenity::all::{Http, InteractionId};
    use serenity::http::{LightMethod, Request, Route};

    use super::{Token, forget_limits};

    /// Each interaction is a route of its own: without forgetting, a process that serves for months grows by
    /// what every click ever took. What still counts is kept.
    #[tokio::test]
    async fn limits_do_not_pile_up() {
        let http = Http::new("nobody");
        let routes = http.ratelimiter.as_ref().expect("a limiter").routes();
        let of = |id: u64| Route::InteractionResponse { interaction_id: InteractionId::new(id), token: "t" };
        for round in 0..10 {
            for click in 1..=1_000 {
                routes.write().await.entry(of(round * 1_000 + click).ratelimiting_bucket()).or_default();
            }
            forget_limits(&http).await;
            assert_eq!(routes.read().await.len(), 0);
        }
        assert!(routes.read().await.capacity() < 100);

        let limited = axum::http::Response::builder()
            .header("x-ratelimit-limit", "5")
            .header("x-ratelimit-remaining", "0")
            .header("x-ratelimit-reset-after", "60")
            .body("")
            .expect("an answer");
        let limit = Arc::clone(routes.write().await.entry(of(1).ratelimiting_bucket()).or_default());
        let request = Request::new(of(1), LightMethod::Post);
        let noted = limit.lock().await.post_hook(&limited.into(), &request, &|_| {}, false).await;
        assert!(noted.is_ok());
        let held = Arc::clone(routes.write().await.entry(of(2).ratelimiting_bucket()).or_default());
        drop(limit);
        forget_limits(&http).await;
        assert_eq!(routes.read().await.len(), 2);
        drop(held);
        forget_limits(&http).await;
        assert_eq!(routes.read().await.len(), 1);
    }

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
