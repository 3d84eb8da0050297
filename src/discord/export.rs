//! `/journal exporter`: an exchange, or a period, as a file for a manager's eyes alone.
//!
//! What may leave by the chat has to fit a message of it; what does not fit, and the archive itself, which holds all
//! practices, leave by the terminal.

use std::io::{self, Write};

use serenity::all::ResolvedOption;

use super::commands::name;
use super::figures::period;
use super::limits::{LARGEST_UPLOAD, LARGEST_UPLOAD_MB};
use super::office::text_option;
use super::reply::Asked;
use super::service::{Context, Handler, ServeError};
use crate::desk::{DeskError, PeriodFormat, Private, Visit};
use crate::document::Document;
use crate::text;

pub(super) async fn serve(
    handler: &Handler,
    context: &Context,
    asked: Asked<'_>,
    visit: &Visit,
    options: &[ResolvedOption<'_>],
) -> Result<(), ServeError> {
    visit.managing()?;
    asked.think(&context.http).await?;
    let _turn = handler.heavy.acquire().await;
    match exported(handler, visit, options).await {
        Ok(private) => Ok(asked.private_or_word(&context.http, &private, &[], visit.language).await?),
        Err(refused) => Ok(asked.say_after(&context.http, &refused, None).await?),
    }
}

/// What was asked for, or why not.
async fn exported(handler: &Handler, visit: &Visit, options: &[ResolvedOption<'_>]) -> Result<Private, String> {
    let language = visit.language;
    let (exchange, format) = (text_option(options, name::EXCHANGE_OPTION), text_option(options, name::FORMAT_OPTION));
    let has_days = [name::FROM_OPTION, name::TO_OPTION].iter().any(|day| text_option(options, day).is_some());
    let told = |error: DeskError| error.tell(language);
    match (exchange, format) {
        (Some(_), _) if has_days => Err(text!(language, "export-one-or-period")),
        (Some(exchange), None | Some("docx")) => one(handler, visit, exchange, false).await.map_err(told),
        (Some(exchange), Some("json")) => one(handler, visit, exchange, true).await.map_err(told),
        (None, None | Some("csv")) => several(handler, visit, options, PeriodFormat::Csv).await,
        (None, Some("jsonl")) => several(handler, visit, options, PeriodFormat::Jsonl).await,
        (Some(_), Some(_)) => Err(text!(language, "export-formats-one")),
        (None, Some(_)) => Err(text!(language, "export-formats-period")),
    }
}

/// An exchange with its whole history.
async fn one(handler: &Handler, visit: &Visit, exchange: &str, as_json: bool) -> Result<Private, DeskError> {
    let (managing, id) = (visit.managing()?, handler.desk.find(visit, exchange.trim()).await?);
    let document = if as_json {
        Document { name: format!("{id}.json"), bytes: handler.desk.export_json(managing, id).await? }
    } else {
        handler.desk.dossier(managing, id).await?
    };
    Ok(attached(
        text!(visit.language, "dossier-title", exchange = id.as_str()),
        text!(visit.language, "dossier-attached"),
        Some(document),
    ))
}

/// Every exchange that came in within a period.
async fn several(
    handler: &Handler,
    visit: &Visit,
    options: &[ResolvedOption<'_>],
    format: PeriodFormat,
) -> Result<Private, String> {
    let language = visit.language;
    let told = |error: DeskError| error.tell(language);
    let (managing, period) = (visit.managing().map_err(told)?, period(handler, visit, options).map_err(told)?);
    let mut file = Fitting(Vec::new());
    let written = handler.desk.export_period(managing, period, format, &mut file).await;
    let count = written.map_err(|error| {
        if file.is_full() { text!(language, "export-period-too-large", most = LARGEST_UPLOAD_MB) } else { told(error) }
    })?;
    let ending = match format {
        PeriodFormat::Csv => "csv",
        PeriodFormat::Jsonl => "jsonl",
    };
    // The chat takes no empty file.
    let document =
        (count > 0).then(|| Document { name: format!("{}_{}.{ending}", period.from, period.to), bytes: file.0 });
    let day = |day| crate::desk::long_date(day, language);
    let title = text!(language, "figures-period", from = day(period.from), to = day(period.to));
    Ok(attached(title, text!(language, "export-period-attached", count = count), document))
}

fn attached(title: String, note: String, document: Option<Document>) -> Private {
    Private { title, notes: vec![note], document, ..Private::default() }
}

/// A file that is to fit a message: it takes no more than one holds.
struct Fitting(Vec<u8>);

impl Fitting {
    fn is_full(&self) -> bool {
        self.0.len() >= LARGEST_UPLOAD
    }
}

impl Write for Fitting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let fits = bytes.len().min(LARGEST_UPLOAD - self.0.len());
        self.0.extend_from_slice(&bytes[..fits]);
        // Nothing written where something was to be is how a writer says that it is full.
        Ok(fits)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
