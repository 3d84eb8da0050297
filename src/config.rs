//! The configuration of an installation: practices, where their packs are, and the chat.
//!
//! Without a file a demonstration practice is used, so that a first try needs nothing.

use std::fmt;
use std::io::{self, Read as _};
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use crate::exchange::Role;
use crate::fault::Fault;
use crate::practice::{Practice, PracticeId};

/// Longest name of a place that is watched: it is offered in a list of the chat.
const MAX_PLACE: usize = 90;

/// Largest file read, in bytes: room for thousands of practices.
const MAX_BYTES: u64 = 4 << 20;

/// The file read when no other is named.
pub const DEFAULT_FILE: &str = "egard.toml";

/// A whole configuration, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// The practices served; at least one.
    pub practices: Vec<Practice>,
    /// A folder of packs laid over those compiled in.
    pub templates: Option<PathBuf>,
    /// The terminal's settings.
    pub terminal: Terminal,
    /// The chat's settings.
    pub discord: Discord,
    /// Whether no file was there and the demonstration practice is used.
    pub demonstration: bool,
    /// The file's name and its text, to say where something in it is wrong.
    file: (String, String),
}

/// Settings of the terminal.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terminal {
    /// The role of whoever sits at it. Without it: a manager where the practice has one person, and
    /// staff elsewhere.
    pub role: Option<Role>,
}

/// Settings of the chat.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Discord {
    /// A file that holds the bot's token and nothing else.
    pub token_file: Option<PathBuf>,
    /// Address of a server that speaks Discord's API: a rate-limiting proxy.
    pub api: Option<String>,
    /// The servers served.
    #[serde(default, rename = "guild")]
    pub guilds: Vec<Spanned<Guild>>,
}

/// A server of the chat, and the practice whose team it is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guild {
    /// Its identifier.
    pub id: NonZeroU64,
    /// The practice.
    pub practice: PracticeId,
    /// Roles of the chat whose members are staff; everyone when empty.
    #[serde(default)]
    pub staff_roles: Vec<u64>,
    /// Roles of the chat whose members are managers.
    #[serde(default)]
    pub manager_roles: Vec<u64>,
    /// Roles of the chat whose members answer for the practice: managers who also give roles.
    #[serde(default)]
    pub responsible_roles: Vec<u64>,
    /// The channel in which texts to be decided on appear.
    #[serde(default)]
    pub managers_channel: Option<NonZeroU64>,
    /// The channel in which the team is reminded; the managers' without it.
    #[serde(default)]
    pub reminders_channel: Option<NonZeroU64>,
}

impl Guild {
    /// The role that someone with these roles of the chat has here, if any.
    pub fn role_of(&self, roles: impl IntoIterator<Item = u64>) -> Option<Role> {
        let mut best = self.staff_roles.is_empty().then_some(Role::Staff);
        for role in roles {
            let of = [
                (&self.responsible_roles, Role::Responsible),
                (&self.manager_roles, Role::Manager),
                (&self.staff_roles, Role::Staff),
            ];
            let found = of.into_iter().find(|(known, _)| known.contains(&role)).map(|(_, role)| role);
            best = best.max(found);
        }
        best
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    templates: Option<PathBuf>,
    #[serde(default)]
    terminal: Terminal,
    #[serde(default)]
    discord: Discord,
    #[serde(default, rename = "practice")]
    practices: Vec<Spanned<Practice>>,
}

/// Why a configuration cannot be used.
#[derive(Debug)]
pub enum ConfigError {
    /// The file named is not there or cannot be read.
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It has faults.
    Faulty(Vec<Fault>),
}

impl Config {
    /// Reads a configuration; `None` reads the default file, or the demonstration without one.
    ///
    /// # Errors
    /// When a file that was named is not there, or has faults.
    pub fn load(named: Option<&Path>) -> Result<Self, ConfigError> {
        let path = named.unwrap_or(Path::new(DEFAULT_FILE));
        match read(path) {
            Ok(source) => Self::parse(path, &source).map_err(ConfigError::Faulty),
            Err(error) if named.is_none() && error.kind() == io::ErrorKind::NotFound => Ok(Self::demonstration()),
            Err(source) => Err(ConfigError::Io { path: path.to_owned(), source }),
        }
    }

    fn demonstration() -> Self {
        Self {
            practices: vec![Practice::demonstration()],
            templates: None,
            terminal: Terminal::default(),
            discord: Discord::default(),
            demonstration: true,
            file: (DEFAULT_FILE.to_owned(), String::new()),
        }
    }

    fn parse(path: &Path, source: &str) -> Result<Self, Vec<Fault>> {
        let name = path.display().to_string();
        let file: File = toml::from_str(source).map_err(|error| vec![Fault::from_toml(&name, source, 1, &error)])?;
        let faults = check(&name, source, &file);
        if !faults.is_empty() {
            return Err(faults);
        }
        // Paths in a file are meant from where the file is.
        let from_file = |inner: PathBuf| path.parent().map_or_else(|| inner.clone(), |folder| folder.join(&inner));
        let mut discord = file.discord;
        discord.token_file = discord.token_file.map(from_file);
        Ok(Self {
            practices: file.practices.into_iter().map(Spanned::into_inner).collect(),
            templates: file.templates.map(from_file),
            terminal: file.terminal,
            discord,
            demonstration: false,
            file: (name, source.to_owned()),
        })
    }

    /// A fault at a byte of the file, found once its packs were there to compare with.
    pub fn fault(&self, at: usize, message: impl Into<String>) -> Fault {
        let (name, source) = &self.file;
        Fault::at_offset(name, source, at, message)
    }

    /// A practice by its id, or the first one.
    pub fn practice(&self, id: Option<&PracticeId>) -> Option<&Practice> {
        match id {
            Some(id) => self.practices.iter().find(|practice| practice.id == *id),
            None => self.practices.first(),
        }
    }
}

fn read(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    String::from_utf8(bytes).map_err(|_| io::ErrorKind::InvalidData.into())
}

fn check(name: &str, source: &str, file: &File) -> Vec<Fault> {
    let mut faults = Vec::new();
    if file.practices.is_empty() {
        faults.push(Fault::at_line(name, 1, "at least one [[practice]] is needed"));
    }
    let mut seen = std::collections::BTreeSet::new();
    for practice in &file.practices {
        let at = practice.span().start;
        let practice = practice.get_ref();
        if !seen.insert(&practice.id) {
            faults.push(Fault::at_offset(name, source, at, format!("practice {} is there twice", practice.id)));
        }
        let mut places = std::collections::BTreeSet::new();
        for place in &practice.watch {
            let length = place.name.trim().chars().count();
            if length == 0 || length > MAX_PLACE || place.every_days == 0 || !places.insert(place.name.trim()) {
                let message = format!(
                    "practice.watch {:?}: each place has a name of its own of 1 to {MAX_PLACE} characters, and at least one day between visits",
                    place.name
                );
                faults.push(Fault::at_offset(name, source, at, message));
            }
        }
        if practice.reminders.from >= practice.reminders.to {
            let message = "practice.reminders: `from` comes before `to`, on the same day".to_owned();
            faults.push(Fault::at_offset(name, source, at, message));
        }
        if jiff::tz::TimeZone::get(&practice.time_zone).is_err() {
            let message = format!("time_zone = {:?}: expected a name such as \"Europe/Paris\"", practice.time_zone);
            faults.push(Fault::at_offset(name, source, at, message));
        }
    }
    let mut guilds = std::collections::BTreeSet::new();
    for guild in &file.discord.guilds {
        let at = guild.span().start;
        let guild = guild.get_ref();
        if !guilds.insert(guild.id) {
            faults.push(Fault::at_offset(name, source, at, format!("discord.guild {} is there twice", guild.id)));
        }
        if !seen.contains(&guild.practice) {
            let message =
                format!("discord.guild {} names the practice {}, which there is not", guild.id, guild.practice);
            faults.push(Fault::at_offset(name, source, at, message));
        }
    }
    faults
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, source } => write!(f, "{}: {source}", path.display()),
            Self::Faulty(faults) => {
                for (index, fault) in faults.iter().enumerate() {
                    write!(f, "{}{fault}", if index == 0 { "" } else { "\n" })?;
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        let source = "[[practice]]\nid = \"x\"\nname = \"X\"\ncolor = 1\n";
        let faults = Config::parse(Path::new("egard.toml"), source).expect_err("a fault");
        assert_eq!(faults[0].line, 4);
    }

    #[test]
    fn a_manager_role_beats_a_staff_role_and_strangers_have_none() {
        let guild = Guild {
            id: NonZeroU64::MIN,
            practice: PracticeId::new("x").expect("an id"),
            staff_roles: vec![10],
            manager_roles: vec![20],
            responsible_roles: vec![40],
            managers_channel: None,
            reminders_channel: None,
        };
        assert_eq!(guild.role_of([20, 10]), Some(Role::Manager));
        assert_eq!(guild.role_of([20, 40]), Some(Role::Responsible));
        assert_eq!(guild.role_of([10]), Some(Role::Staff));
        assert_eq!(guild.role_of([30]), None);
    }
}
