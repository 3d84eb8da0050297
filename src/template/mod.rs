//! Templates of replies, letters and notes: one `.hbs` file each, TOML front matter and a
//! Handlebars body.
//!
//! Handlebars alone lets a typing error pass in an `{{#if}}`, overflows the stack on partials that
//! include each other and overwrites a duplicate name in silence. So each body is read as a tree and
//! held against its front matter before anything is registered (`lint`), and rendering is strict.

mod file;
mod library;
mod lint;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use library::{Library, RenderError, Sources};

use crate::guard::Channel;
use crate::language::{Language, Localized};

/// Whether a template may be proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TemplateStatus {
    /// Being written.
    Draft,
    /// Being read.
    Review,
    /// May be proposed.
    Approved,
    /// No longer proposed.
    Retired,
}

/// What a reply is made of, after the advice that practices are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Element {
    /// Thanks for the opinion.
    Thanks,
    /// Understanding for the discomfort.
    Empathy,
    /// An apology for what concerns everybody.
    Apology,
    /// The cause, in general terms.
    Cause,
    /// What is done about it.
    Measure,
    /// Surprise at what is said.
    Surprise,
    /// Secrecy forbids a full answer.
    Secrecy,
    /// How the practice can be reached.
    Contact,
}

/// Where the value of a variable comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VarSource {
    /// The practice's settings.
    Practice,
    /// Staff, when the template is used.
    Ask,
    /// The review, or the day's date.
    Review,
}

impl VarSource {
    /// The names that this source knows; any name may be asked for.
    fn names(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Practice => Some(&[
                "practice_name",
                "phone",
                "email",
                "address",
                "website",
                "signature",
                "responsible",
                "registered_name",
                "registered_title",
            ]),
            Self::Review => Some(&["url", "platform", "first_posted", "author", "rating", "review_text", "today"]),
            Self::Ask => None,
        }
    }
}

/// A variable of a template.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Var {
    /// Whether the template makes no sense without it.
    #[serde(default)]
    pub required: bool,
    /// Where its value comes from.
    pub source: VarSource,
    /// What staff are asked, for a variable that is asked for.
    pub ask: Option<Localized>,
}

/// One set of values that shows the template at work.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What it shows.
    pub name: String,
    /// The values.
    #[serde(default)]
    pub vars: BTreeMap<String, String>,
}

/// One template, checked.
#[derive(Debug, Clone)]
pub struct Template {
    /// `<folder>.<name>`.
    pub id: String,
    /// The folder: an outcome, `letter` or `quick`.
    pub folder: String,
    /// The language of its text.
    pub language: Language,
    /// Path of its file in the pack.
    pub file: String,
    /// Its name for people.
    pub title: String,
    /// Where its text is meant to go.
    pub channel: Channel,
    /// Whether it may be proposed.
    pub status: TemplateStatus,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// What its text is made of.
    pub elements: BTreeSet<Element>,
    /// Answers that it suits, by question.
    pub when: BTreeMap<String, Vec<String>>,
    /// Longest text, in characters.
    pub max_chars: usize,
    /// Its variables, those of its partials included.
    pub vars: BTreeMap<String, Var>,
    /// Values that show it at work.
    pub examples: Vec<Example>,
    /// What it rests on, by kind of source.
    pub source: BTreeMap<String, String>,
    /// The body as written.
    pub body: String,
}

impl Template {
    /// The variables that staff are asked for, in the order in which the text comes to them; those of its
    /// partials stand last.
    pub fn asked(&self) -> impl Iterator<Item = (&str, &Var)> {
        let mut asked: Vec<(&str, &Var)> = self
            .vars
            .iter()
            .filter(|(_, var)| var.source == VarSource::Ask)
            .map(|(name, var)| (name.as_str(), var))
            .collect();
        let first = |name: &str| {
            let uses = [format!("{{{{{name}}}}}"), format!("{{{{#if {name}}}}}"), format!("{{{{#unless {name}}}}}")];
            uses.iter().filter_map(|used| self.body.find(used)).min().unwrap_or(usize::MAX)
        };
        asked.sort_by_key(|(name, _)| first(name));
        asked.into_iter()
    }

    /// These values, and a stand-in for each that the practice or the review always has: what an
    /// example is shown with.
    pub fn stand_ins(&self, vars: &BTreeMap<String, String>) -> BTreeMap<String, String> {
        let mut values = vars.clone();
        for (name, var) in &self.vars {
            if var.required && var.source != VarSource::Ask {
                values.entry(name.clone()).or_insert_with(|| "…".to_owned());
            }
        }
        values
    }
}
