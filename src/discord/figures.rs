//! `/journal stats` and `/journal exporter`: the figures and the record, for a manager's eyes alone.
//!
//! Both read much and may take longer than the chat waits for an answer, so they say first that one is coming.

use serenity::all::CommandInteraction;

use super::limits::LARGEST_UPLOAD;
use super::markdown::escape;
use super::reply::{self, Asked};
use super::service::{Context, Handler, ServeError};
use crate::desk::{Cell, DeskError, Picture, Private, Section, Visit};
use crate::language::Language;
use crate::text;

/// The main figures as text, and all that there are pictures of.
pub(super) async fn stats(
    handler: &Handler,
    context: &Context,
    command: &CommandInteraction,
    visit: &Visit,
) -> Result<(), ServeError> {
    visit.managing()?;
    let asked = Asked::Command(command);
    asked.think(&context.http).await?;
    match figures(handler, visit).await {
        Ok((private, pictures)) => deliver(context, asked, visit, &private, &pictures).await,
        Err(error) => Ok(asked.say_after(&context.http, &error.tell(visit.language), None).await?),
    }
}

/// An exchange with its whole history, as a document.
pub(super) async fn export(
    handler: &Handler,
    context: &Context,
    command: &CommandInteraction,
    visit: &Visit,
    exchange: &str,
) -> Result<(), ServeError> {
    visit.managing()?;
    let asked = Asked::Command(command);
    asked.think(&context.http).await?;
    match dossier(handler, visit, exchange).await {
        Ok(private) => deliver(context, asked, visit, &private, &[]).await,
        Err(error) => Ok(asked.say_after(&context.http, &error.tell(visit.language), None).await?),
    }
}

/// Shows what was asked for, or says why not.
async fn deliver(
    context: &Context,
    asked: Asked<'_>,
    visit: &Visit,
    private: &Private,
    pictures: &[Picture],
) -> Result<(), ServeError> {
    let document = private.document.iter().map(|document| document.bytes.len());
    let bytes: usize = document.chain(pictures.iter().map(|picture| picture.bytes.len())).sum();
    if bytes > LARGEST_UPLOAD {
        let most = LARGEST_UPLOAD / 1024 / 1024;
        return Ok(asked
            .say_after(&context.http, &text!(visit.language, "discord-too-large", most = most), None)
            .await?);
    }
    let message = reply::shown_after(private, pictures);
    Ok(asked.message_or_word(&context.http, message, visit.language).await?)
}

async fn figures(handler: &Handler, visit: &Visit) -> Result<(Private, Vec<Picture>), DeskError> {
    let managing = visit.managing()?;
    let period = handler.desk.period(managing, None, None)?;
    let sum = handler.desk.statistics(managing, period).await?;
    let sections = handler.desk.sections(managing, &sum)?;
    let (desk, own) = (handler.desk.clone(), visit.clone());
    // Drawing is work for a thread of its own: others are being served meanwhile.
    let drawn = tokio::task::spawn_blocking(move || desk.charts(own.managing()?, &sum)).await;
    let pictures = drawn.unwrap_or_else(|_| Err(DeskError::Unwritten("the drawing stopped".to_owned())))?;
    let title = sections.first().map(|section| section.title.clone()).unwrap_or_default();
    let notes = sections.iter().filter(|section| section.main).map(|section| told(section, visit.language)).collect();
    let (readable, copyable, document, findings) = (None, None, None, Vec::new());
    Ok((Private { title, notes, readable, copyable, document, findings }, pictures))
}

/// A section on a few lines: each row by its name, its figures, and the day on which they count.
fn told(section: &Section, language: Language) -> String {
    let row = |row: &Vec<Cell>| {
        let cells: Vec<_> = row.iter().map(|cell| escape(&cell.show(language))).collect();
        let (name, figures) = cells.split_first().map_or(("", &[][..]), |(name, rest)| (name.as_str(), rest));
        match figures {
            [one, counted] => format!("{name} : **{one}** · *{counted}*"),
            [middle @ .., counted] => format!("{name} : **{}** · *{counted}*", middle.join(" · ")),
            [] => name.to_owned(),
        }
    };
    let rows: Vec<_> = section.rows.iter().map(row).collect();
    let columns = section.columns.len();
    let head = if columns > 3 { section.columns[1..columns - 1].join(" · ") } else { String::new() };
    let head = if head.is_empty() { head } else { format!(" ({})", escape(&head)) };
    format!("**{}**{head}\n{}\n", escape(&section.title), rows.join("\n"))
}

async fn dossier(handler: &Handler, visit: &Visit, exchange: &str) -> Result<Private, DeskError> {
    let id = handler.desk.find(visit, exchange.trim()).await?;
    let document = handler.desk.dossier(visit.managing()?, id).await?;
    Ok(Private {
        title: text!(visit.language, "dossier-title", exchange = id.as_str()),
        notes: vec![text!(visit.language, "dossier-attached")],
        readable: None,
        copyable: None,
        document: Some(document),
        findings: Vec::new(),
    })
}
