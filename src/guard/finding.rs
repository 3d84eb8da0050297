//! What a check says: findings, their families and severities, and the verdict they add up to.
//!
//! A finding is stored with the exchange it belongs to, so that it carries all that a reader will
//! need later, in both languages, even when the rule that made it has changed since.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::mend::Replacement;
use super::waiver::Waived;
use crate::language::{Language, Localized};

/// What a rule protects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// Professional secrecy: that the author was received, and all that follows from it.
    Secrecy,
    /// Names, numbers and other marks by which a person is known.
    Identity,
    /// Publicity that the profession may not make.
    Promotion,
    /// What aggrieves the author and harms the practice.
    Tone,
    /// Promises that nobody can keep and claims that nobody can check.
    Misleading,
    /// What a good reply has and this one has not.
    Completeness,
    /// What the reply repeats of the review.
    Echo,
}

impl Family {
    /// Every family.
    pub const ALL: [Self; 7] =
        [Self::Secrecy, Self::Identity, Self::Promotion, Self::Tone, Self::Misleading, Self::Completeness, Self::Echo];

    /// The word that files and reports use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Secrecy => "secrecy",
            Self::Identity => "identity",
            Self::Promotion => "promotion",
            Self::Tone => "tone",
            Self::Misleading => "misleading",
            Self::Completeness => "completeness",
            Self::Echo => "echo",
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; changes nothing.
    Notice,
    /// To be looked at by a person.
    Warn,
    /// Not to be published.
    Block,
}

impl Severity {
    /// The word that files and reports use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Warn => "warn",
            Self::Block => "block",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where a text is going: what may be said depends on who will read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// Under the review, for everybody.
    Public,
    /// To the author alone.
    Private,
    /// To a host, a lawyer, an insurer.
    Letter,
    /// Inside the practice.
    Internal,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 4] = [Self::Public, Self::Private, Self::Letter, Self::Internal];

    /// The word that files and the message catalogue use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
            Self::Letter => "letter",
            Self::Internal => "internal",
        }
    }
}

/// What the findings of a text add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Nothing stands in the way.
    Pass,
    /// A person must look at it.
    Warn,
    /// Not to be published as it is.
    Block,
}

impl Verdict {
    /// The verdict of some findings: that of the gravest.
    pub fn of(findings: &[Finding]) -> Self {
        match findings.iter().map(|finding| finding.severity).max() {
            Some(Severity::Block) => Self::Block,
            Some(Severity::Warn) => Self::Warn,
            Some(Severity::Notice) | None => Self::Pass,
        }
    }

    /// The word that files and reports use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Block => "block",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One place in a text where a rule fired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Identifier of the rule.
    pub rule: String,
    /// What the rule protects.
    pub family: Family,
    /// How grave it is.
    pub severity: Severity,
    /// First byte, in the text that was checked.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The words found there.
    pub text: String,
    /// Why they are a finding.
    pub message: Localized,
    /// The legal or professional source.
    pub source: String,
    /// A way to mend it.
    pub fix: Localized,
    /// The edit that does so, where one can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replacement: Option<Replacement>,
    /// What made it milder than its rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waived: Option<Waived>,
}

impl Finding {
    /// The finding as one reader sees it.
    pub fn view(&self, reader: Language) -> FindingView<'_> {
        FindingView {
            rule: &self.rule,
            family: self.family,
            severity: self.severity,
            start: self.start,
            end: self.end,
            text: &self.text,
            message: self.message.get(reader),
            source: &self.source,
            fix: self.fix.get(reader),
            replacement: self.replacement.as_ref(),
            waived: self.waived.as_ref(),
        }
    }
}

/// A finding in one language: the flat form that reports print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FindingView<'a> {
    /// Identifier of the rule.
    pub rule: &'a str,
    /// What the rule protects.
    pub family: Family,
    /// How grave it is.
    pub severity: Severity,
    /// First byte, in the text that was checked.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The words found there.
    pub text: &'a str,
    /// Why they are a finding.
    pub message: &'a str,
    /// The legal or professional source.
    pub source: &'a str,
    /// A way to mend it.
    pub fix: &'a str,
    /// The edit that does so, where one can be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replacement: Option<&'a Replacement>,
    /// What made it milder than its rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waived: Option<&'a Waived>,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// What the findings add up to.
    pub verdict: Verdict,
    /// Every finding, in the order of the text.
    pub findings: Vec<Finding>,
}
