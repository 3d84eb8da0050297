//! Trying again while someone waits for an answer.
//!
//! What Discord could not do, or did not hear, is tried again as long as it takes an answer; what it refuses is
//! not. A try whose outcome is unknown is repeated too, since an interaction is answered only once: the second
//! time Discord says that it was answered, which is what was wanted.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder, Retryable as _};
use serenity::http::HttpError;

use super::service::status;

/// How long it makes sense to go on: Discord takes an answer for three seconds, some of which went by.
const PATIENCE: Duration = Duration::from_millis(2_700);
/// How long one try may take: half of it.
const ONE_TRY: Duration = Duration::from_millis(1_300);
/// First wait between two tries, doubled each time.
const FIRST_WAIT: Duration = Duration::from_millis(100);
/// How long to wait where Discord says that it was asked too often. How long it asks for stands in a header that
/// the library reads by itself, or keeps to itself behind a proxy; a second is the least it ever asks for.
const TOO_OFTEN: Duration = Duration::from_secs(1);
/// How often something is tried that may wait a little.
const FEW: usize = 5;

/// The code with which Discord says that an interaction was answered already.
const ANSWERED: isize = 40_060;

/// Answers an interaction within the time that Discord gives for it.
///
/// # Errors
/// When Discord refuses the answer, or cannot be reached in time.
pub(super) async fn in_time<F>(send: impl Fn() -> F) -> serenity::Result<()>
where
    F: Future<Output = serenity::Result<()>>,
{
    let is_again = AtomicBool::new(false);
    let once = || async {
        let again = is_again.swap(true, Ordering::Relaxed);
        match tokio::time::timeout(ONE_TRY, send()).await {
            Ok(Err(error)) if again && code(&error) == Some(ANSWERED) => Ok(()),
            Ok(answer) => answer,
            Err(_) => Err(TIMED_OUT),
        }
    };
    let all = once.retry(waits().without_max_times()).when(may_pass).adjust(longer);
    tokio::time::timeout(PATIENCE, all).await.unwrap_or(Err(TIMED_OUT))
}

/// Does what is not bound to three seconds, a few times if need be.
///
/// # Errors
/// When Discord refuses it, or fails each time.
pub(super) async fn soon<T, F>(send: impl Fn() -> F) -> serenity::Result<T>
where
    F: Future<Output = serenity::Result<T>>,
{
    // What was cut short may have been done, and would be done twice.
    let once_more = |error: &serenity::Error| may_pass(error) && !was_cut_short(error);
    send.retry(waits().with_max_times(FEW)).when(once_more).adjust(longer).await
}

/// Waits for what is tried without end: each twice the one before, within these bounds, and by chance more.
pub(super) fn without_end(first: Duration, longest: Duration) -> ExponentialBackoff {
    ExponentialBuilder::default()
        .with_min_delay(first)
        .with_max_delay(longest)
        .with_jitter()
        .without_max_times()
        .build()
}

const TIMED_OUT: serenity::Error = serenity::Error::Other("Discord did not answer in time");

fn waits() -> ExponentialBuilder {
    ExponentialBuilder::default().with_min_delay(FIRST_WAIT).with_jitter()
}

fn longer(error: &serenity::Error, wait: Option<Duration>) -> Option<Duration> {
    if status(error) == Some(429) { wait.map(|wait| wait.max(TOO_OFTEN)) } else { wait }
}

/// Whether the same request may succeed a moment later.
pub(super) fn may_pass(error: &serenity::Error) -> bool {
    match (error, status(error)) {
        (_, Some(status)) => status == 429 || status >= 500,
        (serenity::Error::Http(HttpError::Request(_)) | serenity::Error::Other(_), None) => true,
        _ => false,
    }
}

fn was_cut_short(error: &serenity::Error) -> bool {
    matches!(error, serenity::Error::Http(HttpError::Request(error)) if error.is_timeout())
}

fn code(error: &serenity::Error) -> Option<isize> {
    match error {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => Some(response.error.code),
        _ => None,
    }
}
