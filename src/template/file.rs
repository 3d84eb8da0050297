//! Reads one template file: the front matter between two `+++` lines, then the body.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{Element, Example, TemplateStatus, Var};
use crate::fault::Fault;
use crate::guard::Channel;

const FENCE: &str = "+++";

/// A file cut in two.
pub(super) struct Parts<'a> {
    /// The TOML between the fences; empty for a partial without any.
    pub(super) front: &'a str,
    /// Line of the file on which the TOML begins.
    pub(super) front_line: usize,
    /// The body.
    pub(super) body: &'a str,
    /// Line of the file on which the body begins.
    pub(super) body_line: usize,
}

/// Front matter of a template, as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Front {
    pub(super) title: String,
    pub(super) channel: Channel,
    pub(super) status: TemplateStatus,
    #[serde(default)]
    pub(super) tags: Vec<String>,
    #[serde(default)]
    pub(super) elements: BTreeSet<Element>,
    #[serde(default)]
    pub(super) when: BTreeMap<String, Vec<String>>,
    pub(super) max_chars: usize,
    #[serde(default)]
    pub(super) vars: BTreeMap<String, Var>,
    #[serde(default)]
    pub(super) example: Vec<Example>,
    #[serde(default)]
    pub(super) source: BTreeMap<String, String>,
}

/// Front matter of a partial: its variables alone.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct PartialFront {
    #[serde(default)]
    pub(super) vars: BTreeMap<String, Var>,
}

/// Cuts a file at its fences. A partial may have none.
pub(super) fn split<'a>(file: &str, source: &'a str, partial: bool) -> Result<Parts<'a>, Fault> {
    let opening = source.split_inclusive('\n').next().unwrap_or_default();
    if opening.trim_end() != FENCE {
        if partial {
            return Ok(Parts { front: "", front_line: 1, body: source, body_line: 1 });
        }
        return Err(Fault::at_line(file, 1, "a template begins with a line +++ and its front matter"));
    }
    let mut offset = opening.len();
    for (index, line) in source[offset..].split_inclusive('\n').enumerate() {
        if line.trim_end() == FENCE {
            let front = &source[opening.len()..offset];
            return Ok(Parts { front, front_line: 2, body: &source[offset + line.len()..], body_line: index + 3 });
        }
        offset += line.len();
    }
    Err(Fault::at_line(file, 1, "the front matter is not closed by a second line +++"))
}
