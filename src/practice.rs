//! The team the bot works for: who it is, how it is reached, and the policy it has chosen.

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU32;

use jiff::civil::Time;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize};
use toml::Spanned;

use crate::guard::{Leniency, Waiver};
use crate::language::Language;

/// Identifier of a practice: 1 to 32 of `a-z`, `0-9` and `-`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct PracticeId(String);

impl PracticeId {
    /// Reads an identifier.
    ///
    /// # Errors
    /// Gives the text back when it is not one.
    pub fn new(id: &str) -> Result<Self, String> {
        let fits = (1..=32).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if fits { Ok(Self(id.to_owned())) } else { Err(id.to_owned()) }
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PracticeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for PracticeId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(&text)
            .map_err(|id| serde::de::Error::custom(format!("practice id {id:?}: expected 1 to 32 of a-z, 0-9 and -")))
    }
}

/// When a reply needs a second person before it may be copied out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approval {
    /// Never.
    Off,
    /// When a person changed the text of a pre-approved template, or added to it.
    #[default]
    WhenEdited,
    /// Always.
    Required,
}

impl Approval {
    /// Whether a text waits for a second person, given whether a person's words are in it.
    pub const fn asked(self, changed_by_a_person: bool) -> bool {
        match self {
            Self::Off => false,
            Self::WhenEdited => changed_by_a_person,
            Self::Required => true,
        }
    }
}

/// How many managers approve a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Approvers {
    /// One.
    #[default]
    One,
    /// Two.
    Two,
}

impl Approvers {
    /// How many.
    pub const fn number(self) -> u8 {
        match self {
            Self::One => 1,
            Self::Two => 2,
        }
    }
}

impl TryFrom<u8> for Approvers {
    type Error = String;

    fn try_from(number: u8) -> Result<Self, String> {
        match number {
            1 => Ok(Self::One),
            2 => Ok(Self::Two),
            other => Err(format!("approvers = {other}: expected 1 or 2")),
        }
    }
}

impl From<Approvers> for u8 {
    fn from(approvers: Approvers) -> Self {
        approvers.number()
    }
}

/// Who must approve what.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The rule for every outcome not named below.
    #[serde(default)]
    pub approval: Approval,
    /// Outcomes with a rule of their own.
    #[serde(default)]
    pub approval_by_outcome: BTreeMap<String, Approval>,
    /// How many managers approve a text that waits for approval: 1 or 2.
    #[serde(default)]
    pub approvers: Approvers,
    /// Outcomes where it is another number.
    #[serde(default)]
    pub approvers_by_outcome: BTreeMap<String, Approvers>,
    /// The practice has one person, who may approve their own text.
    #[serde(default)]
    pub one_person: bool,
    /// How many days after it came in a review should be answered: the practice's own target.
    #[serde(default)]
    pub answer_within_days: Option<u16>,
    /// Whether silence is suggested rather than a public reply; the profession's custom without it.
    #[serde(default)]
    pub no_reply: Option<bool>,
    /// Whether a reply may apologise for what concerns everybody; the profession's custom without it.
    #[serde(default)]
    pub apology: Option<bool>,
}

impl Policy {
    /// The approval that an outcome asks for.
    pub fn approval_for(&self, outcome: &str) -> Approval {
        self.approval_by_outcome.get(outcome).copied().unwrap_or(self.approval)
    }

    /// How many managers approve a text of an outcome.
    pub fn approvers_for(&self, outcome: &str) -> u8 {
        self.approvers_by_outcome.get(outcome).copied().unwrap_or(self.approvers).number()
    }
}

/// A person of the team, so that they are one person whatever they use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// How the journal names them: no name, an identifier such as "p1".
    pub id: String,
    /// Their identifier on Discord.
    #[serde(default)]
    pub discord: Option<u64>,
    /// Their login on the machine where the terminal runs.
    #[serde(default)]
    pub terminal: Option<String>,
}

impl Person {
    /// How the journal would name them by each face that they use.
    pub fn faces(&self) -> Vec<String> {
        let discord = self.discord.map(|id| format!("discord:{id}"));
        let terminal = self.terminal.as_ref().map(|login| format!("terminal:{login}"));
        discord.into_iter().chain(terminal).collect()
    }
}

/// How the practice may be reached: public already, so a reply may carry it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Telephone, as it should be shown.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Postal address.
    pub address: Option<String>,
    /// Web site.
    pub website: Option<String>,
}

/// One practice.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Practice {
    /// Its identifier, also its name in the journal.
    pub id: PracticeId,
    /// Its public name.
    pub name: String,
    /// One of the pack's professions.
    #[serde(default)]
    pub profession: Option<String>,
    /// The pack it works with.
    #[serde(default = "default_pack")]
    pub pack: String,
    /// The language of its replies where the review's cannot be told.
    #[serde(default = "default_language")]
    pub language: Language,
    /// Its time zone, an IANA name.
    #[serde(default = "default_time_zone")]
    pub time_zone: String,
    /// Who signs a reply; the practice's name without it.
    #[serde(default)]
    pub signature: Option<String>,
    /// Title of the person who handles remarks.
    #[serde(default)]
    pub responsible: Option<String>,
    /// The name entered in the profession's register, where the pack has replies signed with it.
    #[serde(default)]
    pub registered_name: Option<String>,
    /// The exact title entered there.
    #[serde(default)]
    pub registered_title: Option<String>,
    /// Its public contact details.
    #[serde(default)]
    pub contact: Contact,
    /// Places where people speak of it, to be looked at regularly.
    #[serde(default)]
    pub watch: Vec<Watched>,
    /// When its team is reminded.
    #[serde(default)]
    pub reminders: Reminders,
    /// People of its team that use more than one face, each under one identifier.
    #[serde(default)]
    pub person: Vec<Person>,
    /// Its approval policy.
    #[serde(default)]
    pub policy: Policy,
    /// Rules of its pack that it has relaxed, by identifier, each with its place in the file.
    #[serde(default)]
    pub rules: BTreeMap<String, Spanned<Relaxed>>,
    /// How long it keeps exchanges, by outcome; [`ANY_OUTCOME`] for all others. What neither names is kept.
    #[serde(default)]
    pub retention: BTreeMap<String, Retention>,
}

/// Stands for every outcome that has no retention of its own, and for exchanges without an outcome.
pub const ANY_OUTCOME: &str = "default";

/// How long exchanges are kept, and why so long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Days from the last step.
    pub days: NonZeroU32,
    /// Why: it stays with what is erased by it.
    #[serde(deserialize_with = "reason")]
    pub reason: String,
}

/// When the team is reminded of what is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reminders {
    /// How many days before a last day the first reminder comes.
    pub before_days: u16,
    /// Before this time of day nothing is posted.
    pub from: Time,
    /// From this time of day on nothing is posted any more.
    pub to: Time,
    /// Whether a summary of what waits is posted each morning.
    pub morning: bool,
    /// Whether a summary of the week is posted each Monday.
    pub weekly: bool,
}

impl Default for Reminders {
    fn default() -> Self {
        Self {
            before_days: 2,
            from: Time::constant(8, 30, 0, 0),
            to: Time::constant(19, 0, 0, 0),
            morning: true,
            weekly: true,
        }
    }
}

/// A place where people speak of the practice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Watched {
    /// What the team calls it.
    pub name: String,
    /// Its address.
    #[serde(default)]
    pub url: Option<String>,
    /// How many days may pass between two visits.
    #[serde(default = "default_days")]
    pub every_days: u16,
}

fn default_days() -> u16 {
    7
}

/// How far a practice has relaxed a rule, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relaxed {
    /// How far.
    pub severity: Leniency,
    /// Why: it goes on record with every text that is read so.
    #[serde(deserialize_with = "reason")]
    pub reason: String,
}

fn reason<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    let text = text.trim();
    if text.is_empty() { Err(serde::de::Error::custom("the reason is empty")) } else { Ok(text.to_owned()) }
}

fn default_pack() -> String {
    "health-fr".to_owned()
}

fn default_language() -> Language {
    Language::Fr
}

fn default_time_zone() -> String {
    "Europe/Paris".to_owned()
}

impl Practice {
    /// The practice that serves a first try, when nothing is configured.
    pub fn demonstration() -> Self {
        Self {
            id: PracticeId("demo".to_owned()),
            name: "Cabinet des Tilleuls".to_owned(),
            profession: None,
            pack: default_pack(),
            language: Language::Fr,
            time_zone: default_time_zone(),
            signature: None,
            responsible: None,
            registered_name: None,
            registered_title: None,
            watch: Vec::new(),
            reminders: Reminders::default(),
            person: Vec::new(),
            contact: Contact {
                phone: Some("01 99 00 12 34".to_owned()),
                email: Some("contact@tilleuls.example".to_owned()),
                ..Contact::default()
            },
            policy: Policy { one_person: true, ..Policy::default() },
            rules: BTreeMap::new(),
            retention: BTreeMap::new(),
        }
    }

    /// Its time zone; UTC when the machine does not know the name.
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }

    /// The values that templates may print, by variable name.
    pub fn variables(&self) -> BTreeMap<&'static str, &str> {
        let optional = [
            ("phone", &self.contact.phone),
            ("email", &self.contact.email),
            ("address", &self.contact.address),
            ("website", &self.contact.website),
            ("signature", &self.signature),
            ("responsible", &self.responsible),
            ("registered_name", &self.registered_name),
            ("registered_title", &self.registered_title),
        ];
        let mut variables = BTreeMap::from([("practice_name", self.name.as_str())]);
        variables.extend(optional.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?))));
        variables
    }

    /// How long it keeps exchanges with this outcome.
    pub fn retention_of(&self, outcome: Option<&str>) -> Option<&Retention> {
        outcome.and_then(|outcome| self.retention.get(outcome)).or_else(|| self.retention.get(ANY_OUTCOME))
    }

    /// The rules that it has relaxed.
    pub fn waivers(&self) -> Vec<Waiver> {
        let waiver = |(rule, relaxed): (&String, &Spanned<Relaxed>)| {
            let Relaxed { severity, reason } = relaxed.get_ref();
            Waiver { rule: rule.clone(), severity: *severity, reason: reason.clone() }
        };
        self.rules.iter().map(waiver).collect()
    }

    /// How the journal names someone: as the person that the configuration knows, or else by the face that
    /// they use and their name there.
    pub fn actor_id(&self, face: &str, name: &str) -> String {
        let is_them = |person: &&Person| match face {
            "discord" => person.discord.is_some_and(|id| id.to_string() == name),
            _ => person.terminal.as_deref() == Some(name),
        };
        self.person.iter().find(is_them).map_or_else(|| format!("{face}:{name}"), |them| format!("person:{}", them.id))
    }

    /// Every way in which the journal may name someone: as a person, and by each face that they use.
    pub fn ids_of(&self, actor: &str) -> Vec<String> {
        let all = |person: &Person| [vec![format!("person:{}", person.id)], person.faces()].concat();
        let known = self.person.iter().map(all).find(|ids| ids.iter().any(|id| id == actor));
        known.unwrap_or_else(|| vec![actor.to_owned()])
    }

    /// Contact details that are public, and so no finding of the guard.
    pub fn public_contacts(&self) -> Vec<String> {
        let contact = &self.contact;
        [&contact.phone, &contact.email, &contact.address, &contact.website]
            .into_iter()
            .filter_map(Clone::clone)
            .chain([self.name.clone()])
            .chain(self.signature.clone())
            .chain(self.registered_name.clone())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_that_could_leave_its_folder_is_refused() {
        for id in ["", "../x", "A", "été", &"x".repeat(33)] {
            assert!(PracticeId::new(id).is_err(), "{id:?}");
        }
        assert!(PracticeId::new("cabinet-2").is_ok());
    }

    #[test]
    fn an_outcome_of_its_own_beats_the_general_policy() {
        let policy =
            Policy { approval_by_outcome: BTreeMap::from([("thanks".to_owned(), Approval::Off)]), ..Policy::default() };
        assert_eq!(policy.approval_for("thanks"), Approval::Off);
        assert_eq!(policy.approval_for("founded"), Approval::WhenEdited);
    }
}
