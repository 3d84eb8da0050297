//! `egard watch`, `egard consent` and `egard role`: the practice's register.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use comfy_table::{Table, presets};

use super::office::{Opened, block_on};
use super::{Failure, Global, Outcome, print_line};
use crate::consent::Consent;
use crate::desk::DeskError;
use crate::exchange::Role;
use crate::terminal::clean;
use crate::{text, wording};

#[derive(Debug, Args)]
pub(super) struct WatchArguments {
    #[arg(long, value_name = "PLACE")]
    visited: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct ConsentArguments {
    #[command(subcommand)]
    command: Option<ConsentCommand>,
}

#[derive(Debug, Subcommand)]
enum ConsentCommand {
    List(ListArguments),
    Add(AddArguments),
    Withdraw(WithdrawArguments),
    Erase(EraseArguments),
}

#[derive(Debug, Args)]
struct ListArguments {
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Args)]
struct AddArguments {
    #[arg(long, value_name = "NAME")]
    name: String,
    #[arg(long, value_name = "TEXT")]
    what: String,
    #[arg(long, value_name = "PLACE")]
    place: String,
    #[arg(long, value_name = "DAY")]
    until: Option<jiff::civil::Date>,
    #[arg(long, value_name = "TEXT")]
    reference: String,
}

#[derive(Debug, Args)]
struct WithdrawArguments {
    #[arg(value_name = "NUMBER")]
    number: u32,
}

#[derive(Debug, Args)]
struct EraseArguments {
    #[arg(value_name = "NUMBER")]
    number: u32,
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

#[derive(Debug, Args)]
pub(super) struct RoleArguments {
    #[command(subcommand)]
    command: Option<RoleCommand>,
}

#[derive(Debug, Subcommand)]
enum RoleCommand {
    List,
    Give(GiveArguments),
    Reset(ResetArguments),
}

#[derive(Debug, Args)]
struct GiveArguments {
    #[arg(value_name = "PERSON")]
    person: String,
    #[arg(value_name = "ROLE", value_parser = role)]
    role: Role,
}

#[derive(Debug, Args)]
struct ResetArguments {
    #[arg(value_name = "PERSON")]
    person: String,
}

fn role(name: &str) -> Result<Role, String> {
    let known = [Role::Staff, Role::Manager];
    known.into_iter().find(|role| role.name() == name).ok_or_else(|| known.map(Role::name).join(", "))
}

/// Who was given which role here.
pub(super) fn roles(global: &Global, arguments: &RoleArguments) -> Outcome {
    let language = global.language;
    let Opened { desk, visit, journal, .. } = Opened::open(global)?;
    let failed = |error: DeskError| Failure::bad(error.tell(language));
    block_on(async {
        match &arguments.command {
            Some(RoleCommand::Give(GiveArguments { person, role })) => {
                desk.give_role(&visit, person, Some(*role)).await.map_err(failed)?;
            }
            Some(RoleCommand::Reset(ResetArguments { person })) => {
                desk.give_role(&visit, person, None).await.map_err(failed)?;
            }
            Some(RoleCommand::List) | None => {}
        }
        let roles = desk.roles(&visit).await.map_err(failed)?;
        // The working store is written out; the archive has everything already.
        journal.close().await.ok();
        let mut table = Table::new();
        table.load_preset(presets::UTF8_HORIZONTAL_ONLY);
        table.set_header(["who", "role"].map(|key| wording::named(language, "column", key)));
        for (person, role) in &roles {
            table.add_row([clean(person).into_owned(), wording::named(language, "role", role.name())]);
        }
        print_line(&if roles.is_empty() { text!(language, "roles-none") } else { table.to_string() })
    })??;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn watch(global: &Global, arguments: &WatchArguments) -> Outcome {
    let language = global.language;
    let Opened { desk, visit, practice, journal } = Opened::open(global)?;
    let failed = |error: DeskError| Failure::bad(error.tell(language));
    block_on(async {
        if let Some(place) = &arguments.visited {
            desk.visit_place(&visit, place).await.map_err(failed)?;
        }
        let places = desk.places(&visit).await.map_err(failed)?;
        // The working store is written out; the archive has everything already.
        journal.close().await.ok();
        if places.is_empty() {
            return print_line(&text!(language, "watch-none"));
        }
        let mut table = Table::new();
        table.load_preset(presets::UTF8_HORIZONTAL_ONLY);
        table.set_header(["place", "visited", "address"].map(|key| wording::named(language, "column", key)));
        for place in &places {
            let visited = place.visited.map_or_else(
                || text!(language, "watch-never"),
                |at| at.to_zoned(practice.zone()).strftime("%Y-%m-%d").to_string(),
            );
            let mark = if place.is_due { "• " } else { "" };
            let url = place.watched.url.clone().unwrap_or_default();
            table.add_row([format!("{mark}{}", place.watched.name), visited, url]);
        }
        print_line(&table.to_string())
    })??;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn consent(global: &Global, arguments: &ConsentArguments) -> Outcome {
    let language = global.language;
    let Opened { desk, visit, journal, .. } = Opened::open(global)?;
    let failed = |error: DeskError| Failure::bad(error.tell(language));
    // The list says who deals with the practice: it is a manager's affair like the rest.
    let managing = visit.managing().map_err(failed)?;
    block_on(async {
        match &arguments.command {
            Some(ConsentCommand::Add(AddArguments { name, what, place, until, reference })) => {
                let (name, what, place) = (name.clone(), what.clone(), place.clone());
                let consent = Consent { name, what, place, until: *until, reference: reference.clone() };
                desk.give_consent(&visit, consent).await.map_err(failed)?;
            }
            Some(ConsentCommand::Withdraw(WithdrawArguments { number })) => {
                desk.withdraw_consent(&visit, *number).await.map_err(failed)?;
            }
            Some(ConsentCommand::Erase(EraseArguments { number, reason })) => {
                desk.erase_consent(managing, *number, reason).await.map_err(failed)?;
            }
            Some(ConsentCommand::List(_)) | None => {}
        }
        let all = matches!(&arguments.command, Some(ConsentCommand::List(ListArguments { all: true })));
        let consents = desk.consents(managing).await.map_err(failed)?;
        let today = desk.today_of(&visit).map_err(failed)?;
        // The working store is written out; the archive has everything already.
        journal.close().await.ok();
        let mut table = Table::new();
        table.load_preset(presets::UTF8_HORIZONTAL_ONLY);
        let headings = ["number", "who", "what", "place", "until", "reference"];
        table.set_header(headings.map(|key| wording::named(language, "column", key)));
        let mut any = false;
        let wanted = consents.iter().filter(|entry| all || entry.is_in_force(today));
        for entry in wanted {
            any = true;
            let consent = &entry.consent;
            let until = match (entry.withdrawn, consent.until) {
                (true, _) => text!(language, "consent-withdrawn"),
                (false, Some(until)) => until.to_string(),
                (false, None) => String::new(),
            };
            let cells = [&consent.name, &consent.what, &consent.place, &until, &consent.reference];
            let number = entry.number.to_string();
            table.add_row(std::iter::once(number).chain(cells.into_iter().map(|cell| clean(cell).into_owned())));
        }
        print_line(&if any { table.to_string() } else { text!(language, "consent-none") })
    })??;
    Ok(ExitCode::SUCCESS)
}
