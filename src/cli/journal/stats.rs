//! `egard journal stats`.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, TableComponent, presets};
use jiff::civil::Date;

use super::{Format, print_json, print_sheet};
use crate::cli::office::{Opened, block_on};
use crate::cli::{Failure, Global, Outcome, print_line};
use crate::desk::{Cell, DeskError, Picture, Section, tabulate};
use crate::terminal::{clean, own_file};
use crate::text;

/// Narrowest page, in columns of characters: the tables are made for it.
const NARROWEST: u16 = 80;
/// Widest page: a line that is longer is hard to read.
const WIDEST: u16 = 120;

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[arg(long, value_name = "DAY")]
    from: Option<Date>,
    #[arg(long, value_name = "DAY")]
    to: Option<Date>,
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    #[arg(long, value_name = "DIR")]
    charts: Option<PathBuf>,
}

/// The figures of a period, for managers alone.
pub(super) fn run(global: &Global, arguments: &Arguments) -> Outcome {
    let Opened { desk, visit, .. } = Opened::open(global)?;
    let explain = |error: DeskError| Failure::bad(error.explain(global.language));
    let managing = visit.managing().map_err(explain)?;
    let period = desk.period(managing, arguments.from, arguments.to).map_err(explain)?;
    let sum = block_on(desk.statistics(managing, period))?.map_err(explain)?;
    let sections = desk.sections(managing, &sum).map_err(explain)?;
    match arguments.format {
        Format::Human => sections.iter().try_for_each(|section| for_people(global, section))?,
        Format::Json => print_json(&sum)?,
        Format::Csv => print_sheet(global.language, |sheet| tabulate(&sections, global.language, sheet))?,
    }
    if let Some(folder) = &arguments.charts {
        save(global, folder, &desk.charts(managing, &sum).map_err(explain)?)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn for_people(global: &Global, section: &Section) -> Result<(), Failure> {
    let page = textwrap::Options::new(width().into()).word_splitter(textwrap::WordSplitter::NoHyphenation);
    print_line(&format!("{}\n{}", clean(&section.title), textwrap::fill(&clean(&section.note), &page)))?;
    if section.rows.is_empty() {
        return print_line("  —\n");
    }
    // A list of names alone reads better as a paragraph.
    if section.columns.len() == 1 {
        let names: Vec<_> = section.rows.iter().flatten().map(|cell| cell.show(global.language)).collect();
        let page =
            page.word_separator(textwrap::WordSeparator::AsciiSpace).initial_indent("  ").subsequent_indent("  ");
        return print_line(&format!("{}\n", textwrap::fill(&clean(&names.join(", ")), page)));
    }
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(width());
    table.set_style(TableComponent::HeaderLines, '─').set_style(TableComponent::MiddleHeaderIntersections, '─');
    table.set_header(&section.columns);
    for row in &section.rows {
        table.add_row(row.iter().map(|cell| clean(&cell.show(global.language)).into_owned()));
    }
    if let Some(names) = table.column_mut(0) {
        names.set_constraint(ColumnConstraint::ContentWidth);
    }
    for (column, cell) in section.rows.iter().flatten().take(section.columns.len()).enumerate() {
        let is_number = !matches!(cell, Cell::Text(_));
        if let Some(column) = table.column_mut(column).filter(|_| is_number) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    print_line(&format!("{table}\n"))
}

/// As wide as the terminal, within reason.
fn width() -> u16 {
    terminal_size::terminal_size().map_or(NARROWEST, |(width, _)| width.0.clamp(NARROWEST, WIDEST))
}

fn save(global: &Global, folder: &Path, pictures: &[Picture]) -> Result<(), Failure> {
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |error: std::io::Error| Failure::file(global.language, &path, &error)
    };
    std::fs::create_dir_all(folder).map_err(failed(folder))?;
    for picture in pictures {
        let path = folder.join(&picture.name);
        let mut options = OpenOptions::new();
        let file = own_file(options.create(true).truncate(true), &path);
        file.and_then(|mut file| file.write_all(&picture.bytes)).map_err(failed(&path))?;
    }
    let folder = folder.display().to_string();
    let said = text!(global.language, "figures-charts-saved", count = pictures.len(), folder = folder);
    // Told beside the figures, which may be on their way into another program.
    let _ = std::io::stderr().write_all(format!("egard: {}\n", clean(&said)).as_bytes());
    Ok(())
}
