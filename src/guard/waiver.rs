//! Rules that a practice has switched off or made milder.
//!
//! Some rule may not suit a practice. To take it out of the pack would take it from everybody and
//! leave no trace; a waiver names the rule, how far it is relaxed and why, and goes on record with
//! every text that is read under it.

use serde::{Deserialize, Serialize};

use super::finding::Severity;

/// How far a rule is relaxed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Leniency {
    /// It finds nothing any more.
    Off,
    /// What it finds is worth knowing, and changes nothing.
    Notice,
    /// What it finds is to be looked at, and stands in nobody's way.
    Warn,
}

impl Leniency {
    /// The word that files use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Notice => "notice",
            Self::Warn => "warn",
        }
    }

    /// How grave a finding of the rule still is; `None` where it finds nothing.
    pub const fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Notice => Some(Severity::Notice),
            Self::Warn => Some(Severity::Warn),
        }
    }

    /// Whether it is milder than the rule as it stands.
    pub fn softens(self, severity: Severity) -> bool {
        self.severity().is_none_or(|left| left < severity)
    }
}

/// A rule that a practice has relaxed, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    /// The rule.
    pub rule: String,
    /// How far.
    pub severity: Leniency,
    /// Why.
    pub reason: String,
}

/// What a waiver did to a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waived {
    /// How grave the finding is without it.
    pub from: Severity,
    /// Why it is milder.
    pub reason: String,
}

/// The waiver of a rule; of several the mildest.
pub(crate) fn of_rule<'a>(rule: &str, waivers: &'a [Waiver]) -> Option<&'a Waiver> {
    waivers.iter().filter(|waiver| waiver.rule == rule).min_by_key(|waiver| waiver.severity.severity())
}

/// How grave a finding of a rule is under these waivers; `None` where the rule is off.
pub(crate) fn relaxed(rule: &str, severity: Severity, waivers: &[Waiver]) -> Option<Severity> {
    match of_rule(rule, waivers) {
        None => Some(severity),
        Some(waiver) => waiver.severity.severity().map(|left| left.min(severity)),
    }
}
