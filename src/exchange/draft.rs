//! A proposed text, always together with what the guard said of exactly that text.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::guard::{Channel, Finding, Guard, Severity, Subject, Verdict, Waiver, mended};
use crate::language::Language;
use crate::review::Review;

/// SHA-256 of a text, in lower-case hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Digest(String);

/// A text that is no digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a digest is 64 hexadecimal digits")]
pub struct NoDigest;

impl TryFrom<String> for Digest {
    type Error = NoDigest;

    /// A digest names a file: nothing else may pass for one, whoever wrote it.
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if text.len() == 64 && text.bytes().all(is_digit) { Ok(Self(text)) } else { Err(NoDigest) }
    }
}

impl Digest {
    /// The digest of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        use std::fmt::Write as _;
        let hash = Sha256::digest(bytes);
        Self(hash.iter().fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        }))
    }

    /// The digest as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How a draft came to be: whether a person's words are in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provenance {
    /// A pre-approved template, filled with the practice's own settings alone.
    Pristine,
    /// A template to which a person added something.
    Completed,
    /// A text that a person changed.
    Edited,
}

/// A proposed text that the guard has read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The text.
    pub text: String,
    /// Its language.
    pub language: Language,
    /// Where it is meant to go.
    pub channel: Channel,
    /// The template it began as.
    pub template: String,
    /// What staff filled in, by variable.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub filled: BTreeMap<String, String>,
    /// Whether a person's words are in it.
    pub provenance: Provenance,
    /// What the guard found in exactly this text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// The rules that the practice had relaxed when the guard read it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<Waiver>,
    /// Digest of the text; an approval binds to it.
    pub sha256: Digest,
}

/// A text on its way to becoming a draft: all but the guard's word.
#[derive(Debug, Clone)]
pub struct Unchecked {
    /// The text.
    pub text: String,
    /// Its language.
    pub language: Language,
    /// Where it is meant to go.
    pub channel: Channel,
    /// The template it began as.
    pub template: String,
    /// What staff filled in, by variable.
    pub filled: BTreeMap<String, String>,
    /// Whether a person's words are in it.
    pub provenance: Provenance,
}

/// By what the guard reads a practice's texts.
#[derive(Debug, Clone, Copy)]
pub struct Rulebook<'a> {
    /// The rules of its pack.
    pub guard: &'a Guard,
    /// Its own public contact details.
    pub contacts: &'a [String],
    /// The rules that it has relaxed.
    pub waivers: &'a [Waiver],
}

impl Draft {
    /// Has the guard read a text; there is no other way to make a draft.
    pub fn checked(unchecked: Unchecked, rulebook: &Rulebook<'_>, review: &Review) -> Self {
        let report = rulebook.guard.check(&Subject {
            text: &unchecked.text,
            language: Some(unchecked.language),
            channel: unchecked.channel,
            contacts: rulebook.contacts,
            waivers: rulebook.waivers,
            review: Some(&review.text),
            author: review.author.as_deref(),
        });
        let Unchecked { text, language, channel, template, filled, provenance } = unchecked;
        let sha256 = Digest::of(text.as_bytes());
        let (findings, waivers) = (report.findings, rulebook.waivers.to_vec());
        Self { text, language, channel, template, filled, provenance, findings, waivers, sha256 }
    }

    /// The same draft with another text, read anew by the guard.
    #[must_use]
    pub fn edited(&self, text: &str, rulebook: &Rulebook<'_>, review: &Review) -> Self {
        let unchecked = Unchecked {
            text: text.to_owned(),
            language: self.language,
            channel: self.channel,
            template: self.template.clone(),
            filled: self.filled.clone(),
            provenance: Provenance::Edited,
        };
        Self::checked(unchecked, rulebook, review)
    }

    /// The same draft, read again by the guard as its rules now are.
    #[must_use]
    pub fn rechecked(&self, rulebook: &Rulebook<'_>, review: &Review) -> Self {
        Self { provenance: self.provenance, ..self.edited(&self.text, rulebook, review) }
    }

    /// Whether a person's words are in it.
    pub fn is_changed(&self) -> bool {
        self.provenance != Provenance::Pristine
    }

    /// The text with every edit that its findings offer, those that a manager overrode aside.
    pub fn mended(&self, overridden: &[FindingKey]) -> Option<String> {
        let standing = self.findings.iter().filter(|finding| !overridden.contains(&FindingKey::of(finding)));
        mended(&self.text, &standing.cloned().collect::<Vec<_>>(), self.language)
    }

    /// The guard's verdict once the findings that a manager overrode are set aside.
    pub fn verdict(&self, overridden: &[FindingKey]) -> Verdict {
        let standing = self.findings.iter().filter(|finding| !overridden.contains(&FindingKey::of(finding)));
        match standing.map(|finding| finding.severity).max() {
            Some(Severity::Block) => Verdict::Block,
            Some(Severity::Warn) => Verdict::Warn,
            Some(Severity::Notice) | None => Verdict::Pass,
        }
    }
}

/// One finding of one text, so that an override names it exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingKey {
    /// The rule that fired.
    pub rule: String,
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
}

impl FindingKey {
    /// The key of a finding.
    pub fn of(finding: &Finding) -> Self {
        Self { rule: finding.rule.clone(), start: finding.start, end: finding.end }
    }
}

/// A text that the guard lets through and the practice's approval policy has satisfied.
///
/// Only [`super::Exchange::publishable`] makes one, so a face cannot hand out a text that was not
/// approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApprovedText<'a> {
    pub(super) text: &'a str,
    pub(super) sha256: &'a Digest,
}

impl<'a> ApprovedText<'a> {
    /// The text to copy.
    pub fn as_str(&self) -> &'a str {
        self.text
    }

    /// Its digest.
    pub fn sha256(&self) -> &'a Digest {
        self.sha256
    }
}
