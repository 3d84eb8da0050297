//! « Voir la capture »: what was captured of a review, for whoever asks alone.
//!
//! Captures go out as they were kept, as many as one message holds. What does not fit and what is gone or damaged is
//! said in its place, so that nobody takes what they see for all there is.

use serenity::all::{CreateAttachment, CreateInteractionResponseFollowup};

use super::limits::{LARGEST_UPLOAD, LARGEST_UPLOAD_MB, MAX_FILES};
use super::markdown::escape;
use super::reply::{self, Asked};
use super::service::{Context, Handler, ServeError};
use crate::desk::{Capture, Desk, Private, Visit};
use crate::document::Document;
use crate::exchange::ExchangeId;
use crate::language::Language;
use crate::text;

/// The list of captures, where there are more than one message shows.
const LIST: &str = "captures.txt";
/// Room left for that list, in bytes.
const LIST_ROOM: usize = 64 * 1024;

/// A capture on its way into a message.
pub(super) struct Shown {
    /// The name of its file.
    pub(super) name: String,
    /// What there is to say of it, raw.
    pub(super) about: String,
    /// What becomes of it.
    pub(super) fate: Fate,
}

/// What becomes of a capture in a message.
pub(super) enum Fate {
    /// It is attached: its bytes, as they were kept.
    Attached(Vec<u8>),
    /// It is gone or damaged.
    Lost,
    /// The message holds no more.
    LeftOut,
}

/// Shows captures. Reading them may take longer than the chat waits for an answer.
pub(super) async fn show(
    handler: &Handler,
    context: &Context,
    asked: Asked<'_>,
    visit: &Visit,
    exchange: ExchangeId,
    captures: &[Capture],
) -> Result<(), ServeError> {
    asked.think(&context.http).await?;
    let _turn = handler.heavy.acquire().await;
    let shown = read(&handler.desk, captures).await;
    let message = message(exchange, shown, visit.language);
    Ok(asked.message_or_word(&context.http, message, visit.language).await?)
}

/// Reads what the message has room for, the first ones first. What is too large for it is not read at all.
async fn read(desk: &Desk, captures: &[Capture]) -> Vec<Shown> {
    let mut files = MAX_FILES - usize::from(is_long(captures.len()));
    let mut room = LARGEST_UPLOAD - LIST_ROOM;
    let mut shown = Vec::with_capacity(captures.len());
    for capture in captures {
        let fate = if files == 0 || capture.length() > room {
            Fate::LeftOut
        } else {
            match desk.contents(capture).await {
                Ok(bytes) => {
                    files -= 1;
                    room -= capture.length();
                    Fate::Attached(bytes)
                }
                Err(error) => {
                    tracing::warn!(%error, "a capture could not be read");
                    Fate::Lost
                }
            }
        };
        shown.push(Shown { name: capture.file_name(), about: capture.about.clone(), fate });
    }
    shown
}

/// Whether so many captures are told in a file of their own: what is said of one takes a tenth of a message.
const fn is_long(count: usize) -> bool {
    count > MAX_FILES
}

/// The message that shows captures: each with its name, what is said of it and what becomes of it.
pub(super) fn message(
    exchange: ExchangeId,
    captures: Vec<Shown>,
    language: Language,
) -> CreateInteractionResponseFollowup {
    let count = captures.len();
    let (mut told, mut files) = (Vec::with_capacity(count), Vec::new());
    for (Shown { name, about, fate }, number) in captures.into_iter().zip(1..) {
        let about = if is_long(count) { about } else { escape(&about) };
        let rest = match &fate {
            Fate::Attached(_) => name.clone(),
            Fate::Lost => format!("⚠️ {}", text!(language, "export-capture-lost", file = name.as_str())),
            Fate::LeftOut => format!("{name}\n⚠️ {}", left_out(language)),
        };
        told.push(format!("{number}. {about}\n{rest}"));
        if let Fate::Attached(bytes) = fate {
            files.push(CreateAttachment::bytes(bytes, name));
        }
    }
    let list = is_long(count).then(|| Document { name: LIST.to_owned(), bytes: told.join("\n\n").into_bytes() });
    let notes = if list.is_some() { vec![text!(language, "captures-many", count = count, file = LIST)] } else { told };
    let private = Private {
        title: text!(language, "captures-title", exchange = exchange.as_str()),
        notes,
        document: list,
        ..Private::default()
    };
    reply::shown_after(&private, &[]).add_files(files)
}

fn left_out(language: Language) -> String {
    text!(language, "capture-left-out", files = MAX_FILES, most = LARGEST_UPLOAD_MB)
}
