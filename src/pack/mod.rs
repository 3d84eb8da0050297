//! All that a sector in a jurisdiction needs: questionnaire, templates, guard rules and cues, loaded
//! together, checked together and swapped together.
//!
//! Packs are compiled into the binary, so that it works alone. A folder named in the configuration
//! is laid over them file by file. [`Pack::load`] holds the parts against each other, so that a pack
//! that loads has a text for every end of its questionnaire and none that the guard objects to.

mod check;
mod files;
mod shelf;

use std::collections::BTreeMap;

use serde::Deserialize;

pub(crate) use check::QUICK;
pub use files::{FileError, Files};
pub use shelf::{Shelf, ShelfError, Watch};

use crate::cue::CueReader;
use crate::fault::Fault;
use crate::guard::{Guard, Source};
use crate::language::{Language, Localized};
use crate::platform::Platforms;
use crate::practice::Practice;
use crate::questionnaire::Questionnaire;
use crate::template::{Library, Sources};

/// Folder of what every pack shares.
pub(crate) const COMMON: &str = "common";
/// The pack's description.
const PACK_FILE: &str = "pack.toml";
/// The pack's questionnaire.
const QUESTIONNAIRE_FILE: &str = "questionnaire.toml";
/// The places where reviews stand.
const PLATFORMS_FILE: &str = "platforms.toml";
/// Folder of guard rules.
const RULES: &str = "rules";
/// Folder of cues.
const CUES: &str = "cues";

/// A pack's description, as `pack.toml` has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// Its identifier, also its folder.
    pub id: String,
    /// Its version, recorded with every exchange.
    pub version: String,
    /// Its name for people.
    pub title: Localized,
    /// Where its rules hold.
    pub jurisdiction: Localized,
    /// The languages it writes in.
    pub locales: Vec<Language>,
    /// What a practice must have configured, because the pack's texts are signed with it.
    #[serde(default)]
    pub requires: Vec<Required>,
    /// Whether a client's words may be shown again, by whoever agreed in writing.
    #[serde(default)]
    pub testimonials: Testimonials,
    /// The question at which the advice of the practice's profession is shown.
    pub advice_at: Option<String>,
    /// The professions it serves, by identifier.
    #[serde(default)]
    pub profession: BTreeMap<String, Profession>,
}

/// A setting of a practice that a pack cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Required {
    /// `registered_name`.
    RegisteredName,
    /// `registered_title`.
    RegisteredTitle,
}

impl Required {
    /// The key of the configuration, if this practice lacks it.
    pub fn lacking(self, practice: &Practice) -> Option<&'static str> {
        let (key, value) = match self {
            Self::RegisteredName => ("registered_name", &practice.registered_name),
            Self::RegisteredTitle => ("registered_title", &practice.registered_title),
        };
        value.as_deref().is_none_or(|value| value.trim().is_empty()).then_some(key)
    }
}

/// Whether the law of a pack lets a client's words be shown again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Testimonials {
    /// Never.
    #[default]
    Never,
    /// By whoever agreed in writing, as the practice's register has it.
    WithConsent,
}

impl About {
    /// The profession that a practice exercises, if the pack knows it.
    pub fn profession_of(&self, practice: &Practice) -> Option<&Profession> {
        self.profession.get(practice.profession.as_ref()?)
    }
}

/// A profession that a pack serves.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profession {
    /// Its name.
    pub title: Localized,
    /// What its Order or regulator advises.
    pub advice: Option<Localized>,
    /// Whether that advice is not to answer in public: silence is then suggested.
    #[serde(default)]
    pub no_reply: bool,
    /// Whether a reply may apologise for what concerns everybody.
    #[serde(default = "yes")]
    pub apology: bool,
    /// Where that is said.
    pub source: Option<String>,
}

const fn yes() -> bool {
    true
}

/// A whole pack, checked.
#[derive(Debug)]
pub struct Pack {
    /// Its description.
    pub about: About,
    /// Its questions and outcomes.
    pub questionnaire: Questionnaire,
    /// Its texts.
    pub templates: Library,
    /// Its rules.
    pub guard: Guard,
    /// What reads an incoming review.
    pub cues: CueReader,
    /// The places where reviews stand.
    pub platforms: Platforms,
}

/// Why a pack was not loaded.
#[derive(Debug, Clone)]
pub enum PackError {
    /// There is no such pack; holds those there are.
    Unknown {
        /// The one asked for.
        id: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// Its files have faults.
    Faulty(Vec<Fault>),
}

impl Pack {
    /// Loads a pack and checks its parts against each other: what must be done with files that
    /// someone may have changed.
    ///
    /// # Errors
    /// Every fault found, each with file and line.
    pub fn load(files: &Files, id: &str) -> Result<Self, PackError> {
        let pack = Self::load_parts(files, id, Guard::load, CueReader::load)?;
        let faults = check::whole(&pack);
        if faults.is_empty() { Ok(pack) } else { Err(PackError::Faulty(faults)) }
    }

    /// Loads a pack whose parts are known to fit: one that is compiled in, which a test checks whole.
    /// Starting is several times faster so.
    ///
    /// # Errors
    /// Every fault that a part has by itself, each with file and line.
    pub fn load_trusted(files: &Files, id: &str) -> Result<Self, PackError> {
        Self::load_parts(files, id, Guard::load_trusted, CueReader::load_trusted)
    }

    fn load_parts(
        files: &Files,
        id: &str,
        load_guard: Load<Guard>,
        load_cues: Load<CueReader>,
    ) -> Result<Self, PackError> {
        known(files, id)?;
        let (about, questionnaire) = (load_about(files, id), load_questionnaire(files, id));
        let templates = load_templates(files, id);
        let guard = load_words(files, id, RULES, load_guard);
        let cues = load_words(files, id, CUES, load_cues);
        let platforms = load_platforms(files);
        match (about, questionnaire, templates, guard, cues, platforms) {
            (Ok(about), Ok(questionnaire), Ok(templates), Ok(guard), Ok(cues), Ok(platforms)) => {
                Ok(Self { about, questionnaire, templates, guard, cues, platforms })
            }
            (about, questionnaire, templates, guard, cues, platforms) => {
                let own = [about.err(), questionnaire.err(), templates.err()];
                let faults = own.into_iter().chain([guard.err(), cues.err(), platforms.err()]).collect::<Vec<_>>();
                Err(PackError::Faulty(faults.into_iter().flatten().flatten().collect()))
            }
        }
    }

    /// Loads a pack's cues alone: all that reads a review. Those that are compiled in
    /// are trusted.
    ///
    /// # Errors
    /// Every fault found, each with file and line.
    pub fn load_cues(files: &Files, id: &str) -> Result<CueReader, PackError> {
        known(files, id)?;
        let load = if files.are_embedded() { CueReader::load_trusted } else { CueReader::load };
        load_words(files, id, CUES, load).map_err(PackError::Faulty)
    }

    /// Loads a pack's rules alone: all that the guard needs. Rules that are compiled in are trusted.
    ///
    /// # Errors
    /// Every fault found, each with file and line.
    pub fn load_guard(files: &Files, id: &str) -> Result<Guard, PackError> {
        known(files, id)?;
        let load = if files.are_embedded() { Guard::load_trusted } else { Guard::load };
        load_words(files, id, RULES, load).map_err(PackError::Faulty)
    }
}

fn known(files: &Files, id: &str) -> Result<(), PackError> {
    let packs = files.packs();
    if packs.iter().any(|pack| pack == id) {
        Ok(())
    } else {
        Err(PackError::Unknown { id: id.to_owned(), known: packs })
    }
}

fn load_about(files: &Files, id: &str) -> Result<About, Vec<Fault>> {
    let file = format!("{id}/{PACK_FILE}");
    let source = files.get(&file).unwrap_or_default();
    let about: About = toml::from_str(source).map_err(|error| vec![Fault::from_toml(&file, source, 1, &error)])?;
    if about.id == id {
        Ok(about)
    } else {
        Err(vec![Fault::at_line(&file, 1, format!("id = {:?} stands in the folder {id}", about.id))])
    }
}

fn load_questionnaire(files: &Files, id: &str) -> Result<Questionnaire, Vec<Fault>> {
    let file = format!("{id}/{QUESTIONNAIRE_FILE}");
    let missing = || vec![Fault::at_line(&file, 1, "the file is missing")];
    Questionnaire::load(&file, files.get(&file).ok_or_else(missing)?)
}

fn load_platforms(files: &Files) -> Result<Platforms, Vec<Fault>> {
    let file = format!("{COMMON}/{PLATFORMS_FILE}");
    let missing = || vec![Fault::at_line(&file, 1, "the file is missing")];
    Platforms::load(&file, files.get(&file).ok_or_else(missing)?)
}

fn load_templates(files: &Files, id: &str) -> Result<Library, Vec<Fault>> {
    let mut sources: BTreeMap<Language, Sources<'_>> = BTreeMap::new();
    for language in Language::ALL {
        let folders = [format!("{COMMON}/{language}/"), format!("{id}/{language}/")];
        let texts = folders.iter().flat_map(|folder| files.under(folder, ".hbs")).collect();
        sources.insert(language, texts);
    }
    Library::load(&sources)
}

/// How rules or cues are loaded: proved or trusted.
type Load<T> = fn(&[Source<'_>]) -> Result<T, Vec<Fault>>;

/// Loads the files of a folder, common ones first, with the lexicons that they name.
fn load_words<T>(files: &Files, id: &str, folder: &str, load: Load<T>) -> Result<T, Vec<Fault>> {
    let folders = [COMMON, id].into_iter().flat_map(|pack| [format!("{pack}/lexicon/"), format!("{pack}/{folder}/")]);
    let sources: Vec<_> = folders
        .flat_map(|folder| files.under(&folder, ".toml").map(|(file, text)| Source { file, text }).collect::<Vec<_>>())
        .collect();
    load(&sources)
}
