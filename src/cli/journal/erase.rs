//! `egard journal erase` and `egard journal purge`: what goes for good is shown first.

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::Args;
use comfy_table::{ContentArrangement, Table, presets};
use inquire::Confirm;

use crate::cli::office::{Opened, block_on};
use crate::cli::{Failure, Global, NO, Outcome, print_line};
use crate::desk::{Aged, Desk, DeskError, Erased, Managing, Mentioned, Standing, erased_consent_text, erased_text};
use crate::exchange::Card;
use crate::journal::Summary;
use crate::practice::Practice;
use crate::terminal::{self, clean};
use crate::{text, wording};

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[arg(value_name = "EXCHANGE", required_unless_present = "matching", conflicts_with = "matching")]
    exchange: Vec<String>,
    #[arg(long, value_name = "TEXT")]
    matching: Option<String>,
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct PurgeArguments {
    #[arg(long)]
    yes: bool,
}

/// Erases exchanges that are named, or all that mention something.
pub(super) fn run(global: &Global, arguments: &Arguments) -> Outcome {
    let Opened { desk, visit, practice, journal } = Opened::open(global)?;
    let failed = |error: DeskError| Failure::bad(error.tell(global.language));
    block_on(async {
        let managing = visit.managing().map_err(failed)?;
        let found = match &arguments.matching {
            Some(words) => desk.mentioned(managing, words).await.map_err(failed)?,
            None => named(&desk, managing, &arguments.exchange).await.map_err(failed)?,
        };
        if found.exchanges.is_empty() && found.consents.is_empty() {
            print_line(&text!(global.language, "erase-none"))?;
            return Ok(ExitCode::SUCCESS);
        }
        show(global, &practice, &found)?;
        if !confirmed(global, arguments.yes)? {
            return Ok(ExitCode::SUCCESS);
        }
        let mut gone = Gone::default();
        let told = |erased: Erased| gone.tell(global, erased);
        let forgotten = desk.erase_all(managing, &found.exchanges, &arguments.reason, told).await;
        for entry in &found.consents {
            let erased = desk.erase_consent(managing, entry.number, &arguments.reason).await;
            gone.tell_consent(global, entry.number, &erased);
        }
        // The working store is written out; the archive has everything already.
        journal.close().await.ok();
        gone.conclude(global, &forgotten)
    })?
}

async fn named(desk: &Desk, managing: Managing<'_>, names: &[String]) -> Result<Mentioned, DeskError> {
    let mut found = Mentioned::default();
    for name in names {
        let summary = desk.find_summary(managing.visit(), &terminal::clean(name)).await?;
        if !found.exchanges.iter().any(|there| there.exchange == summary.exchange) {
            found.exchanges.push(summary);
        }
    }
    Ok(found)
}

fn show(global: &Global, practice: &Practice, found: &Mentioned) -> Result<(), Failure> {
    let language = global.language;
    if !found.exchanges.is_empty() {
        let mut table = Table::new();
        table.load_preset(presets::UTF8_HORIZONTAL_ONLY);
        table.set_content_arrangement(ContentArrangement::Dynamic);
        let columns = ["exchange", "received", "status", "around"];
        // Exchanges that were named are known by that.
        let columns = if found.around.is_empty() { &columns[..3] } else { &columns };
        table.set_header(columns.iter().map(|key| wording::named(language, "column", key)));
        found.exchanges.iter().for_each(|summary| {
            let around = found.around.get(&summary.exchange).map(|around| clean(around).into_owned());
            table.add_row(row(global, practice, summary).into_iter().chain(around));
        });
        print_line(&table.to_string())?;
    }
    let consents: Vec<_> = found.consents.iter().map(|entry| entry.number.to_string()).collect();
    if !consents.is_empty() {
        print_line(&text!(language, "erase-consents", numbers = consents.join(", ")))?;
    }
    Ok(())
}

fn row(global: &Global, practice: &Practice, summary: &Summary) -> [String; 3] {
    [
        summary.exchange.to_string(),
        summary.received_at.to_zoned(practice.zone()).strftime("%Y-%m-%d").to_string(),
        wording::named(global.language, "status", summary.status.name()),
    ]
}

/// Asks whoever sits at a terminal; nobody else is there to be asked.
fn confirmed(global: &Global, yes: bool) -> Result<bool, Failure> {
    let language = global.language;
    if yes {
        return Ok(true);
    }
    if !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal()) {
        return Err(Failure::bad(text!(language, "erase-confirm-missing")));
    }
    let question = text!(language, "erase-confirm");
    let (choice, retry) = (text!(language, "confirm-choice"), text!(language, "confirm-retry"));
    let shown = |_: bool| choice.clone();
    let asked = Confirm::new(&question)
        .with_default(false)
        .with_default_value_formatter(&shown)
        .with_parser(&yes_or_no)
        .with_error_message(&retry);
    // Whoever leaves the question has not said yes.
    Ok(asked.prompt_skippable().ok().flatten().unwrap_or(false))
}

/// A yes or a no, in either language.
fn yes_or_no(typed: &str) -> Result<bool, ()> {
    match typed.trim().to_lowercase().as_str() {
        "o" | "oui" | "y" | "yes" => Ok(true),
        "n" | "non" | "no" => Ok(false),
        _ => Err(()),
    }
}

/// What has gone, while it goes.
#[derive(Default)]
struct Gone {
    count: usize,
    /// The messages of the chat that still show it.
    cards: Vec<Card>,
    /// Whether anything stayed that was to go.
    some_stayed: bool,
}

impl Gone {
    /// Whether anybody reads it changes nothing of what is decided.
    fn tell(&mut self, global: &Global, (id, erased): Erased) {
        let _ = print_line(&erased_text(id, &erased, global.language));
        self.count(erased.is_ok());
        self.cards.extend(erased.into_iter().flatten());
    }

    fn tell_consent(&mut self, global: &Global, number: u32, erased: &Result<(), DeskError>) {
        let _ = print_line(&erased_consent_text(number, erased, global.language));
        self.count(erased.is_ok());
    }

    fn count(&mut self, is_gone: bool) {
        self.count += usize::from(is_gone);
        self.some_stayed |= !is_gone;
    }

    /// Tells what is left for people to do, and what the next opening does.
    fn conclude(&self, global: &Global, forgotten: &Result<(), DeskError>) -> Outcome {
        let language = global.language;
        if self.count > 0 {
            print_line(&text!(language, "erase-elsewhere"))?;
        }
        if !self.cards.is_empty() {
            let places: Vec<_> = self.cards.iter().map(|card| format!("{} {}", card.face, card.place)).collect();
            let places = terminal::clean(&places.join(", ")).into_owned();
            print_line(&text!(language, "erase-cards", places = places))?;
        }
        if let Err(error) = forgotten {
            tracing::error!(%error, "the search index did not forget what is erased");
            print_line(&text!(language, "erase-index-later"))?;
        }
        let all_done = !self.some_stayed && forgotten.is_ok();
        Ok(if all_done { ExitCode::SUCCESS } else { ExitCode::from(NO) })
    }
}

/// Lists what is past its retention, and erases it when told so.
pub(super) fn purge(global: &Global, arguments: &PurgeArguments) -> Outcome {
    let Opened { desk, visit, practice, journal } = Opened::open(global)?;
    let language = global.language;
    let failed = |error: DeskError| Failure::bad(error.tell(language));
    block_on(async {
        let managing = visit.managing().map_err(failed)?;
        if practice.retention.is_empty() {
            print_line(&text!(language, "purge-not-set"))?;
            return Ok(ExitCode::SUCCESS);
        }
        let aged = desk.aged(managing).await.map_err(failed)?;
        if aged.is_empty() {
            print_line(&text!(language, "purge-none"))?;
        } else {
            print_line(&table_of(global, &practice, &aged))?;
        }
        let goes = aged.iter().filter(|aged| aged.standing == Standing::Goes).count();
        let (mut gone, mut forgotten) = (Gone::default(), Ok(()));
        if arguments.yes {
            forgotten = desk.purge(managing, &aged, |erased| gone.tell(global, erased)).await;
        } else if goes > 0 {
            print_line(&text!(language, "purge-dry", count = goes))?;
        }
        // The working store is written out; the archive has everything already.
        journal.close().await.ok();
        gone.conclude(global, &forgotten)
    })?
}

fn table_of(global: &Global, practice: &Practice, aged: &[Aged]) -> String {
    let language = global.language;
    let mut table = Table::new();
    table.load_preset(presets::UTF8_HORIZONTAL_ONLY);
    let headings = ["exchange", "received", "status", "kept-until", "becomes"];
    table.set_header(headings.map(|key| wording::named(language, "column", key)));
    for aged in aged {
        let becomes = clean(&aged.becomes(language)).into_owned();
        let [exchange, received, status] = row(global, practice, &aged.summary);
        table.add_row([exchange, received, status, aged.until.to_string(), becomes]);
    }
    table.to_string()
}
