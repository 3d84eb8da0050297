//! `egard check --explain`: what one rule finds, why, and what to write instead; or the whole
//! reference, as a page.

use std::fmt::Write as _;
use std::process::ExitCode;

use super::office::{load_config, pack_failure, pack_files};
use super::{Failure, Global, Outcome, print, print_painted};
use crate::guard::{Example, Extent, Family, Guard, Kind, Mend, Rule, Severity};
use crate::language::Language;
use crate::pack::{Files, Pack};
use crate::{terminal, text, wording};

/// Asks for every rule.
const ALL: &str = "all";
/// Most names suggested for one that is not known.
const MAX_SUGGESTED: usize = 3;
/// Below this two names have too little in common.
const LIKE: f64 = 0.7;

pub(super) fn run(global: &Global, asked: &str) -> Outcome {
    let files = pack_files(&load_config(global)?, global.language)?;
    let guards = guards(&files, global.language)?;
    let entries = entries(&guards);
    if asked == ALL {
        print(&terminal::clean(&reference(&entries, global.language)))?;
        return Ok(ExitCode::SUCCESS);
    }
    let found: Vec<&Entry<'_>> = entries.iter().filter(|entry| entry.rule.id == asked).collect();
    if found.is_empty() {
        return Err(unknown(&entries, asked, global.language));
    }
    found.into_iter().try_for_each(|entry| print_painted(&page(entry, global.language)))?;
    Ok(ExitCode::SUCCESS)
}

/// The guard of each pack, by the pack's name.
fn guards(files: &Files, language: Language) -> Result<Vec<(String, Guard)>, Failure> {
    let load = |pack: String| {
        let guard = Pack::load_guard(files, &pack).map_err(|error| pack_failure(&error, language))?;
        Ok((pack, guard))
    };
    files.packs().into_iter().map(load).collect()
}

/// A rule, and where it belongs.
struct Entry<'a> {
    /// The folder that defines it: a pack, or what all of them share.
    pack: &'a str,
    guard: &'a Guard,
    rule: &'a Rule,
}

/// Every rule once: those of all packs, then each pack's own, family by family.
fn entries(guards: &[(String, Guard)]) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for (pack, guard) in guards {
        for rule in guard.rules() {
            let folder = rule.file.split('/').next().unwrap_or(pack);
            if !entries.iter().any(|entry| entry.pack == folder && entry.rule.id == rule.id) {
                entries.push(Entry { pack: folder, guard, rule });
            }
        }
    }
    entries.sort_by_key(|entry| Family::ALL.iter().position(|family| *family == entry.rule.family));
    entries
}

fn unknown(entries: &[Entry<'_>], asked: &str, language: Language) -> Failure {
    let near = nearest(asked, entries.iter().map(|entry| entry.rule.id.as_str()));
    let asked = terminal::clean(asked);
    Failure::bad(if near.is_empty() {
        text!(language, "error-unknown-rule", rule = asked.as_ref())
    } else {
        text!(language, "error-unknown-rule-near", rule = asked.as_ref(), near = near.join(", "))
    })
}

/// The names most like one that is not known.
pub(super) fn nearest<'a>(asked: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let likeness = |id: &str| {
        let part = !asked.is_empty() && id.contains(asked);
        if part { 1.0 } else { strsim::normalized_damerau_levenshtein(asked, id) }
    };
    let mut near: Vec<(f64, &str)> = known.map(|id| (likeness(id), id)).filter(|(like, _)| *like >= LIKE).collect();
    near.sort_by(|(one, a), (other, b)| other.total_cmp(one).then(a.cmp(b)));
    near.into_iter().take(MAX_SUGGESTED).map(|(_, id)| id).collect()
}

/// What a rule holds for, in one line: gravity, family, languages, channels, pack.
fn about(entry: &Entry<'_>, language: Language) -> String {
    let rule = entry.rule;
    let gravity = match rule.severity {
        Severity::Block => text!(language, "severity-block"),
        Severity::Warn => text!(language, "severity-warn"),
        Severity::Notice => text!(language, "severity-notice"),
    };
    let languages: Vec<_> = rule.langs.iter().map(|read| wording::named(language, "language", read.code())).collect();
    let channels: Vec<_> =
        rule.channels.iter().map(|channel| wording::named(language, "for", channel.as_str())).collect();
    let pack = if entry.pack == crate::pack::COMMON {
        text!(language, "explain-every-pack")
    } else {
        text!(language, "explain-pack", pack = entry.pack)
    };
    let family = wording::named(language, "family", rule.family.as_str());
    [family, gravity, languages.join(", "), channels.join(", "), pack].join(" · ")
}

/// What is to be known of a rule that does not speak for itself, or that nobody wrote.
fn caution(rule: &Rule, language: Language) -> Option<String> {
    match rule.kind {
        Kind::Learned => Some(text!(language, "explain-learned")),
        _ if rule.certain => None,
        _ => Some(text!(language, "explain-sign")),
    }
}

/// What a rule says of what it finds, whatever that is.
fn finds(rule: &Rule, language: Language) -> String {
    rule.message.get(language).replace("{match}", "…")
}

/// The page of one rule.
fn page(entry: &Entry<'_>, language: Language) -> String {
    let brush = terminal::Brush::of_terminal(language, super::colour());
    let rule = entry.rule;
    let mut examples: Vec<String> = rule.bad.iter().map(|bad| format!("✘ {}", bracketed(bad))).collect();
    examples.extend(rule.good.iter().map(|good| format!("✔ {}", text_of(good))));
    let mut instead = vec![rule.fix.get(language).to_owned()];
    instead.extend(mended(entry, language).into_iter().map(|mended| format!("→ {mended}")));
    let sections = [
        (text!(language, "explain-finds"), vec![finds(rule, language)]),
        (text!(language, "explain-why"), vec![wording::named(language, "why", rule.family.as_str())]),
        (text!(language, "explain-source"), vec![rule.source.clone()]),
        (text!(language, "explain-example"), examples),
        (text!(language, "explain-instead"), instead),
    ];
    let mut page = format!("{}\n{}\n", brush.heading(&rule.id), brush.aside(&about(entry, language)));
    // Writing to a String cannot fail.
    if let Some(caution) = caution(rule, language) {
        let _ = writeln!(page, "{}", brush.aside(&caution));
    }
    for (heading, lines) in sections {
        let lines: Vec<_> = lines.iter().map(|line| brush.text(&terminal::clean(line))).collect();
        let _ = write!(page, "\n{}\n{}\n", brush.heading(&heading), lines.join("\n"));
    }
    page
}

/// What the first example that can be mended becomes.
fn mended(entry: &Entry<'_>, language: Language) -> Option<String> {
    if entry.rule.mend == Some(Mend::Remove(Extent::Sentence)) {
        // Most examples are one sentence: to show what is left of them would say little.
        return Some(text!(language, "explain-removed"));
    }
    entry.rule.bad.iter().find_map(|bad| entry.guard.mended_example(entry.rule, bad))
}

fn text_of(example: &Example) -> &str {
    match example {
        Example::Text(text) => text,
        Example::Reply(reply) => &reply.text,
    }
}

/// An example with what is found in square brackets, or what is missing at its end.
fn bracketed(example: &Example) -> String {
    text_of(example).replace("[[]]", "[…]").replace("[[", "[").replace("]]", "]")
}

/// The whole reference: families, each with its rules; what French texts are told in French too.
fn reference(entries: &[Entry<'_>], language: Language) -> String {
    let other = if language == Language::En { Language::Fr } else { Language::En };
    let mut page = format!("# {}\n\n{}\n\n", text!(language, "rules-title"), text!(language, "rules-intro"));
    for family in Family::ALL {
        let count = entries.iter().filter(|entry| entry.rule.family == family).count();
        let name = wording::named(language, "family", family.as_str());
        let _ = writeln!(page, "- [{name}](#{}) ({count})", anchor(&name));
    }
    for family in Family::ALL {
        let name = wording::named(language, "family", family.as_str());
        let why = wording::named(language, "why", family.as_str());
        let _ = write!(page, "\n## {name}\n\n{why}\n");
        for entry in entries.iter().filter(|entry| entry.rule.family == family) {
            page.push_str(&section(entry, language, other));
        }
    }
    page
}

fn section(entry: &Entry<'_>, language: Language, other: Language) -> String {
    let rule = entry.rule;
    let bad: Vec<_> = rule.bad.iter().map(|bad| format!("✘ {}", starred(bad))).collect();
    let good: Vec<_> = rule.good.iter().map(|good| format!("✔ {}", escaped(text_of(good)))).collect();
    let examples = [bad, good].concat().join("<br>\n  ");
    let mut instead = vec![escaped(rule.fix.get(language)), format!("*{}*", escaped(rule.fix.get(other)))];
    instead.extend(mended(entry, language).map(|mended| format!("→ {}", escaped(&mended))));
    let lines = [
        (
            text!(language, "explain-finds"),
            format!("{}<br>\n  *{}*", escaped(&finds(rule, language)), escaped(&finds(rule, other))),
        ),
        (text!(language, "explain-source"), escaped(&rule.source)),
        (text!(language, "explain-example"), examples),
        (text!(language, "explain-instead"), instead.join("<br>\n  ")),
    ];
    let mut section = format!("\n### `{}`\n\n{}\n\n", rule.id, about(entry, language));
    if let Some(caution) = caution(rule, language) {
        let _ = write!(section, "{caution}\n\n");
    }
    for (heading, text) in lines {
        let line = text!(language, "labelled", label = format!("**{heading}**"), text = text);
        let _ = writeln!(section, "- {line}");
    }
    section
}

/// An example with what is found in bold.
fn starred(example: &Example) -> String {
    let escaped = escaped(&text_of(example).replace("[[]]", "[[…]]"));
    escaped.replace("\\[\\[", "**").replace("\\]\\]", "**")
}

/// Words as they are, in a page of Markdown, on one line.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' => escaped.push(' '),
            '\\' | '*' | '_' | '`' | '[' | ']' | '<' | '>' | '#' => escaped.extend(['\\', letter]),
            _ => escaped.push(letter),
        }
    }
    escaped
}

/// What a heading is linked by.
fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase().replace(' ', "-");
    kept.chars().filter(|c| c.is_alphanumeric() || *c == '-').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_nearly_right_are_suggested_and_others_are_not() {
        let known = ["secrecy.fr.date", "secrecy.en.date", "tone.shouting"];
        assert_eq!(nearest("secrecy.fr.dat", known.into_iter())[0], "secrecy.fr.date");
        assert_eq!(nearest("shouting", known.into_iter()), ["tone.shouting"]);
        assert!(nearest("weather", known.into_iter()).is_empty());
    }
}
