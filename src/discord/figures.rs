//! `/journal stats`: the figures, for a manager's eyes alone.
//!
//! They read much and may take longer than the chat waits for an answer, so the chat says first that one is coming.
//! A phone shows little: the main figures come whole, of the others the first rows, and all of them in a sheet.

use serenity::all::ResolvedOption;

use super::commands::name;
use super::limits::{clip, units};
use super::markdown::escape;
use super::office::text_option;
use super::reply::Asked;
use super::service::{Context, Handler, ServeError};
use crate::desk::{Brief, Cell, DeskError, Picture, Private, Section, Visit, read_day, tabulate};
use crate::document::Document;
use crate::language::Language;
use crate::sheet::Sheet;
use crate::statistics::Period;
use crate::text;

/// Most rows told of what is attached whole.
const FEW: usize = 5;
/// Most units of all that is told so: what an embed takes, less a line on where the rest is.
const ROOM: usize = 3_700;
/// Most units of such a row: what people wrote may be long.
const ROW: usize = 160;

/// The figures of a period: the main ones, the first rows of the others, all of them in a sheet, and all that
/// there are pictures of.
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
    match figures(handler, visit, options).await {
        Ok(Figures { main, pictures, others }) => {
            asked.private_or_word(&context.http, &main, &pictures, visit.language).await?;
            Ok(asked.private_or_word(&context.http, &others, &[], visit.language).await?)
        }
        Err(error) => Ok(asked.say_after(&context.http, &error.tell(visit.language), None).await?),
    }
}

/// The period that was asked for, or the last twelve months.
pub(super) fn period(handler: &Handler, visit: &Visit, options: &[ResolvedOption<'_>]) -> Result<Period, DeskError> {
    let day = |name: &str| read_day(text_option(options, name).unwrap_or_default());
    handler.desk.period(visit.managing()?, day(name::FROM_OPTION)?, day(name::TO_OPTION)?)
}

/// What is told of a period.
struct Figures {
    main: Private,
    pictures: Vec<Picture>,
    others: Private,
}

async fn figures(handler: &Handler, visit: &Visit, options: &[ResolvedOption<'_>]) -> Result<Figures, DeskError> {
    let (managing, language) = (visit.managing()?, visit.language);
    let period = period(handler, visit, options)?;
    let sum = handler.desk.statistics(managing, period).await?;
    let sections = handler.desk.sections(managing, &sum)?;
    let (desk, own) = (handler.desk.clone(), visit.clone());
    // Drawing is work for a thread of its own: others are being served meanwhile.
    let drawn = tokio::task::spawn_blocking(move || desk.charts(own.managing()?, &sum)).await;
    let pictures = drawn.unwrap_or_else(|_| Err(DeskError::Unwritten("the drawing stopped".to_owned())))?;
    let title = sections.first().map(|section| section.title.clone()).unwrap_or_default();
    let period = sections.first().map(|section| section.note.clone());
    let whole = sections.iter().filter(|section| section.brief == Brief::Whole).map(|section| told(section, language));
    let main = Private { title, notes: period.into_iter().chain(whole).collect(), ..Private::default() };
    let sheet = sheet(&sections, language)?;
    let notes = others(&sections, &sheet.name, language);
    let title = text!(language, "figures-others-title");
    Ok(Figures { main, pictures, others: Private { title, notes, document: Some(sheet), ..Private::default() } })
}

/// Where all of them are, and of as many sections as fit the first rows.
pub(super) fn others(sections: &[Section], file: &str, language: Language) -> Vec<String> {
    let mut notes = vec![text!(language, "figures-others-note", file = file)];
    let mut room = ROOM;
    for told in sections.iter().filter_map(|section| in_brief(section, language)) {
        room = room.saturating_sub(units(&told) + 1);
        if room == 0 {
            break;
        }
        notes.push(told);
    }
    notes
}

/// All sections as a sheet.
fn sheet(sections: &[Section], language: Language) -> Result<Document, DeskError> {
    let mut bytes = Vec::new();
    let mut sheet = Sheet::new(language, &mut bytes)?;
    tabulate(sections, language, &mut sheet)?;
    sheet.finish()?;
    Ok(Document { name: text!(language, "figures-file"), bytes })
}

/// The first rows of a section, each by its name, with the day on which they count; nothing where there is
/// nothing to tell.
fn in_brief(section: &Section, language: Language) -> Option<String> {
    let rows = match section.brief {
        Brief::First if !section.rows.is_empty() => &section.rows[..section.rows.len().min(FEW)],
        Brief::Note => &[],
        _ => return None,
    };
    let mut lines = vec![format!("**{}**", escape(&section.title)), format!("-# {}", escape(&section.note))];
    // What one figure is, the title says.
    if section.columns.len() > 2 {
        lines.push(format!("-# {}", escape(&section.columns.join(" · "))));
    }
    lines.extend(rows.iter().map(|row| {
        let cells: Vec<_> = row.iter().map(|cell| cell.show(language)).collect();
        let (name, figures) = cells.split_first().map_or(("", &[][..]), |(name, rest)| (name.as_str(), rest));
        escape(&clip(&format!("{name} : {}", figures.join(" · ")), ROW))
    }));
    if section.brief == Brief::First && section.rows.len() > rows.len() {
        lines.push(format!("… + {}", section.rows.len() - rows.len()));
    }
    lines.push(String::new());
    Some(lines.join("\n"))
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
