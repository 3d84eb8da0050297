//! placeholder types until the guard floor lands
#![allow(missing_docs)]
use serde::{Deserialize, Serialize};
use crate::language::{Language, Localized};
use crate::fault::Fault;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel { Public, Private, Letter, Internal }
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict { Pass, Warn, Block }
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity { Notice, Warn, Block }
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family { Secrecy, Identity, Promotion, Tone, Misleading, Completeness, Echo }
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding { pub rule: String, pub family: Family, pub severity: Severity, pub start: usize, pub end: usize, pub text: String, pub message: Localized, pub source: String, pub fix: Localized }
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report { pub verdict: Verdict, pub findings: Vec<Finding> }
#[derive(Debug)]
pub struct Guard;
pub struct Source<'a> { pub file: &'a str, pub text: &'a str }
pub struct Subject<'a> { pub text: &'a str, pub language: Option<Language>, pub channel: Channel, pub contacts: &'a [String], pub review: Option<&'a str>, pub author: Option<&'a str> }
impl Guard {
    pub fn load(_: &[Source<'_>]) -> Result<Self, Vec<Fault>> { Ok(Self) }
    pub fn check(&self, _: &Subject<'_>) -> Report { Report { verdict: Verdict::Pass, findings: vec![] } }
}
