//! Opens what a command works with: configuration, packs, journal, desk.

use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::sync::Arc;

use super::explain::nearest;
use super::{Failure, Global};
use crate::config::{Config, ConfigError};
use crate::desk::{Desk, SystemClock, Visit};
use crate::exchange::{Actor, Role};
use crate::guard::Guard;
use crate::journal::embedded::{EmbeddedJournal, Opening};
use crate::journal::{Journal, JournalError};
use crate::language::Language;
use crate::pack::{Files, PackError, Shelf, ShelfError};
use crate::practice::{ANY_OUTCOME, Practice};
use crate::text;
use crate::wording::why;

/// A configuration and its packs, opened.
pub(super) struct Office {
    pub(super) config: Config,
    pub(super) packs: Arc<Shelf>,
}

impl Office {
    /// Reads the configuration and loads the packs that its practices use.
    pub(super) fn open(global: &Global, pack: Option<&str>) -> Result<Self, Failure> {
        let mut config = load_config(global)?;
        if let Some(pack) = pack {
            for practice in &mut config.practices {
                pack.clone_into(&mut practice.pack);
            }
        }
        let ids: std::collections::BTreeSet<_> =
            config.practices.iter().map(|practice| practice.pack.as_str()).collect();
        let packs =
            Shelf::load(ids, config.templates.as_deref()).map_err(|error| shelf_failure(&error, global.language))?;
        let office = Self { packs: Arc::new(packs), config };
        let mut unknown = office.unknown_names(global.language);
        // Another pack for one command has rules of its own: a waiver of the usual one is no mistake there.
        if pack.is_none() {
            unknown.extend(office.unfit_waivers(global.language));
        }
        if unknown.is_empty() {
            Ok(office)
        } else {
            Err(Failure::bad(text!(global.language, "error-config", faults = unknown.join("\n"))))
        }
    }

    /// Outcomes and professions that the configuration names and the practice's pack does not have: a
    /// typing error there would loosen the policy without a word.
    fn unknown_names(&self, language: Language) -> Vec<String> {
        let mut unknown = Vec::new();
        for practice in &self.config.practices {
            let Some(pack) = self.packs.get(&practice.pack) else { continue };
            let outcomes: Vec<_> = pack.questionnaire.outcomes().map(|outcome| outcome.id.as_str()).collect();
            let policy = &practice.policy;
            let approval = policy.approval_by_outcome.keys().filter(|outcome| *outcome != "quick");
            let retention = practice.retention.keys().filter(|outcome| *outcome != ANY_OUTCOME);
            for outcome in approval.chain(policy.approvers_by_outcome.keys()).chain(retention) {
                if !outcomes.contains(&outcome.as_str()) {
                    let known = outcomes.join(", ");
                    unknown.push(text!(
                        language,
                        "error-unknown-outcome",
                        practice = practice.id.as_str(),
                        outcome = outcome.as_str(),
                        known = known
                    ));
                }
            }
            for key in pack.about.requires.iter().filter_map(|required| required.lacking(practice)) {
                let (practice, pack) = (practice.id.as_str(), practice.pack.as_str());
                unknown.push(text!(language, "error-required-setting", practice = practice, pack = pack, key = key));
            }
            if let Some(profession) =
                practice.profession.as_deref().filter(|there| !pack.about.profession.contains_key(*there))
            {
                let known: Vec<_> = pack.about.profession.keys().map(String::as_str).collect();
                unknown.push(text!(
                    language,
                    "error-unknown-profession",
                    practice = practice.id.as_str(),
                    profession = profession,
                    known = known.join(", ")
                ));
            }
        }
        unknown
    }

    fn unfit_waivers(&self, language: Language) -> Vec<String> {
        let served =
            self.config.practices.iter().filter_map(|practice| Some((practice, self.packs.get(&practice.pack)?)));
        served.flat_map(|(practice, pack)| unfit_waivers(&self.config, practice, &pack.guard, language)).collect()
    }

    /// The practice that the command is for.
    pub(super) fn practice(&self, global: &Global) -> Result<&Practice, Failure> {
        practice(&self.config, global)
    }

    /// A desk over this journal.
    pub(super) fn desk(&self, journal: Arc<dyn Journal>) -> Desk {
        let practices = self.config.practices.iter().cloned();
        Desk::new(journal, Arc::new(SystemClock), Arc::clone(&self.packs), practices)
    }

    /// Whoever sits at the terminal.
    pub(super) fn visit(&self, global: &Global) -> Result<Visit, Failure> {
        let practice = self.practice(global)?;
        // The system's own word on who is logged in: a variable of the environment could be set.
        let id = practice.actor_id("terminal", &whoami::username().unwrap_or_else(|_| "unknown".to_owned()));
        let usual = if practice.policy.one_person { Role::Manager } else { Role::Staff };
        let role = self.config.terminal.role.unwrap_or(usual);
        Ok(Visit { actor: Actor { id, role }, practice: practice.id.clone(), language: global.language })
    }
}

/// A desk over the journal of the data folder, and whoever is at it.
pub(super) struct Opened {
    pub(super) desk: Desk,
    pub(super) visit: Visit,
    pub(super) practice: Practice,
    pub(super) journal: EmbeddedJournal,
}

impl Opened {
    /// Opens both.
    pub(super) fn open(global: &Global) -> Result<Self, Failure> {
        let office = Office::open(global, None)?;
        let journal = open_journal(global)?;
        let desk = office.desk(Arc::new(journal.clone()));
        let visit = block_on(desk.with_given_role(office.visit(global)?))?;
        let visit = visit.map_err(|error| Failure::bad(error.tell(global.language)))?;
        Ok(Self { desk, visit, practice: office.practice(global)?.clone(), journal })
    }
}

pub(super) fn load_config(global: &Global) -> Result<Config, Failure> {
    Config::load(global.config.as_deref()).map_err(|error| {
        Failure::bad(match &error {
            ConfigError::Io { path, source } => {
                text!(
                    global.language,
                    "error-config-io",
                    file = path.display().to_string(),
                    why = why(global.language, source)
                )
            }
            ConfigError::Faulty(_) => text!(global.language, "error-config", faults = error.to_string()),
        })
    })
}

/// The practice named on the command line, or the first one.
pub(super) fn practice<'a>(config: &'a Config, global: &Global) -> Result<&'a Practice, Failure> {
    config.practice(global.practice.as_ref()).ok_or_else(|| {
        let id = global.practice.as_ref().map_or("", |id| id.as_str());
        Failure::bad(text!(global.language, "error-unknown-practice", practice = id))
    })
}

/// Rules that a practice relaxes and that its pack does not have, or that are no graver than what it asks:
/// a typing error there would leave it believing what is not so.
fn unfit_waivers(config: &Config, practice: &Practice, guard: &Guard, language: Language) -> Vec<String> {
    let mut unfit = Vec::new();
    for (id, relaxed) in &practice.rules {
        let severity = relaxed.get_ref().severity;
        let message = match guard.rules().iter().find(|rule| rule.id == *id) {
            Some(rule) if severity.softens(rule.severity) => continue,
            Some(rule) => text!(
                language,
                "error-waiver-not-milder",
                rule = id.as_str(),
                asked = severity.as_str(),
                severity = rule.severity.as_str()
            ),
            None => {
                let near = nearest(id, guard.rules().iter().map(|rule| rule.id.as_str())).join(", ");
                let unknown =
                    text!(language, "error-waiver-unknown", rule = id.as_str(), pack = practice.pack.as_str());
                let near = if near.is_empty() { near } else { text!(language, "error-waiver-near", near = near) };
                format!("{unknown} {near}").trim_end().to_owned()
            }
        };
        unfit.push(config.fault(relaxed.span().start, message).to_string());
    }
    unfit
}

/// Refuses a configuration whose practice relaxes rules as it cannot.
pub(super) fn refuse_unfit_waivers(
    config: &Config,
    practice: &Practice,
    guard: &Guard,
    language: Language,
) -> Result<(), Failure> {
    let unfit = unfit_waivers(config, practice, guard, language);
    if unfit.is_empty() {
        Ok(())
    } else {
        Err(Failure::bad(text!(language, "error-config", faults = unfit.join("\n"))))
    }
}

/// The files of all packs: those compiled in, with the configured folder laid over them.
pub(super) fn pack_files(config: &Config, language: Language) -> Result<Files, Failure> {
    Files::with(config.templates.as_deref()).map_err(|error| shelf_failure(&ShelfError::File(error), language))
}

/// Opens the journal in the data folder, telling what had to be mended.
pub(super) fn open_journal(global: &Global) -> Result<EmbeddedJournal, Failure> {
    let (journal, opening) = EmbeddedJournal::open(&global.data).map_err(|error| journal_failure(&error, global))?;
    for line in mended(&opening, global.language) {
        // Told in passing: nothing is lost where nobody listens.
        let _ = writeln!(std::io::stderr(), "egard: {line}");
    }
    Ok(journal)
}

fn mended(opening: &Opening, language: Language) -> Vec<String> {
    let torn = opening.torn.as_ref().map(|place| text!(language, "journal-torn", place = place.to_string()));
    let rebuilt = opening.rebuilt.as_ref().map(|_| text!(language, "journal-rebuilt-itself"));
    let lost = (opening.lost > 0).then(|| text!(language, "journal-lines-lost", count = opening.lost));
    [torn, rebuilt, lost].into_iter().flatten().collect()
}

pub(super) fn journal_failure(error: &JournalError, global: &Global) -> Failure {
    let language = global.language;
    Failure::bad(match error {
        JournalError::InUse { folder } => text!(language, "error-in-use", folder = folder.as_str()),
        JournalError::Io { path, source } => file_failure(path, source, language),
        JournalError::Newer { file, found, known } => {
            text!(language, "error-archive-newer", file = file.as_str(), found = *found, known = *known)
        }
        JournalError::Broken { file, line, what } => {
            text!(language, "error-archive-broken", place = format!("{file}:{line}"), what = what.as_str())
        }
        JournalError::Held => text!(language, "refusal-held"),
        JournalError::Conflict { .. } => text!(language, "refusal-stale"),
        JournalError::Store(why) => text!(language, "error-store", why = why.as_str()),
        JournalError::Search(why) => text!(language, "error-search-index", why = why.as_str()),
        JournalError::Refused(why) => (*why).to_owned(),
        JournalError::Closed => text!(language, "error-journal"),
    })
}

/// What stands in the way of a file of the data folder, and what to do about it.
fn file_failure(path: &str, error: &io::Error, language: Language) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => text!(language, "error-disk-full", path = path),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            text!(language, "error-data-closed", path = path)
        }
        _ => text!(language, "error-data-io", path = path, why = why(language, error)),
    }
}

pub(super) fn shelf_failure(error: &ShelfError, language: Language) -> Failure {
    match error {
        ShelfError::File(error) => Failure::bad(text!(language, "error-templates-io", why = error.to_string())),
        ShelfError::Pack(error) => pack_failure(error, language),
    }
}

pub(super) fn pack_failure(error: &PackError, language: Language) -> Failure {
    Failure::bad(match error {
        PackError::Unknown { id, known } => {
            text!(language, "error-no-such-pack", pack = id.as_str(), known = known.join(", "))
        }
        PackError::Faulty(faults) => {
            let lines: Vec<_> = faults.iter().map(ToString::to_string).collect();
            text!(language, "error-faulty-pack", faults = lines.join("\n"))
        }
    })
}

/// Runs something asynchronous on this thread.
pub(super) fn block_on<T>(future: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::bad(error.to_string()))?;
    Ok(runtime.block_on(future))
}

/// Reads a UTF-8 text of at most so many bytes, naming the source in what goes wrong.
pub(super) fn read_text(
    reader: impl std::io::Read,
    name: &str,
    most: u64,
    language: Language,
) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    std::io::Read::take(reader, most + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::file(language, name, &error))?;
    if bytes.len() as u64 > most {
        return Err(Failure::bad(text!(language, "error-too-large", file = name, most = most)));
    }
    String::from_utf8(bytes).map_err(|_| Failure::bad(text!(language, "error-not-utf8", file = name)))
}

/// Reads a text file of at most so many bytes.
pub(super) fn read_file(path: &Path, most: u64, language: Language) -> Result<String, Failure> {
    let name = path.display().to_string();
    let file = std::fs::File::open(path).map_err(|error| Failure::file(language, &name, &error))?;
    read_text(file, &name, most, language)
}
