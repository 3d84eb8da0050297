//! Findings underlined at their place, as a compiler shows its errors.

use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};

use super::brush::Brush;
use super::clean::clean;
use crate::desk::FindingView;
use crate::guard::{Replacement, Severity};
use crate::language::Language;
use crate::text;

/// Shows findings in the text in which they were found; `name` says which text it is.
pub fn underline(name: &str, text: &str, findings: &[FindingView], brush: Brush) -> String {
    let language = brush.language;
    let renderer = if brush.colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(usize::from(brush.width));
    let (name, text) = (&*clean(name), clean(text));
    let mut shown: Vec<_> =
        findings.iter().take(SHOWN).map(|finding| one(name, &text, finding, language, &renderer)).collect();
    if let Some(more) = findings.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        shown.push(text!(language, "findings-more", count = more));
    }
    shown.join("\n\n")
}

/// Nobody reads more findings of one text, and a text of nothing else must not fill a disk.
const SHOWN: usize = 50;
/// A longer text is shown around each finding only, this many bytes on either side of it.
const WHOLE: usize = 4_000;
const AROUND: usize = 400;

/// The part of a text to show around a finding: where it begins, the line on which it does, and the part.
fn around(text: &str, found: std::ops::Range<usize>) -> (usize, usize, &str) {
    if text.len() <= WHOLE {
        return (0, 1, text);
    }
    let boundary = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    let (start, end) = (boundary(found.start.saturating_sub(AROUND)), boundary(found.end.saturating_add(AROUND)));
    let line = 1 + text.get(..start).unwrap_or_default().matches('\n').count();
    (start, line, text.get(start..end).unwrap_or(text))
}

fn one(name: &str, text: &str, finding: &FindingView, language: Language, renderer: &Renderer) -> String {
    let severity = match (finding.overridden, finding.severity) {
        (true, _) => text!(language, "severity-overridden"),
        (false, Severity::Block) => text!(language, "severity-block"),
        (false, Severity::Warn) => text!(language, "severity-warn"),
        (false, Severity::Notice) => text!(language, "severity-notice"),
    };
    let level = match finding.severity {
        Severity::Block => Level::ERROR,
        Severity::Warn => Level::WARNING,
        Severity::Notice => Level::NOTE,
    };
    let message = clean(&finding.message);
    let title = level.clone().with_name(severity).primary_title(message.as_ref()).id(finding.rule.as_str());
    let fix = text!(language, "finding-fix");
    let source = text!(language, "finding-source");
    let mut report = if finding.start < finding.end {
        let (from, line, part) = around(text, finding.start..finding.end);
        let annotation = AnnotationKind::Primary.span(finding.start - from..finding.end - from);
        title.element(Snippet::source(part).line_start(line).path(name).annotation(annotation))
    } else {
        Group::with_title(title)
    };
    report = report
        .element(Level::HELP.with_name(fix).message(clean(&finding.fix)))
        .element(Level::NOTE.with_name(source).message(clean(&finding.source)));
    if let Some(waived) = &finding.waived {
        report = report.element(Level::NOTE.with_name(text!(language, "finding-lowered")).message(clean(waived)));
    }
    let mended = finding.replacement.as_ref().and_then(|edit| mended(name, text, edit, language));
    renderer.render(&[Some(report), mended].into_iter().flatten().collect::<Vec<_>>())
}

/// The line as the edit would leave it, beneath what was found.
fn mended<'a>(name: &'a str, text: &'a str, edit: &'a Replacement, language: Language) -> Option<Group<'a>> {
    text.get(edit.start..edit.end)?;
    let (from, line, part) = around(text, edit.start..edit.end);
    let patch = Patch::new(edit.start - from..edit.end - from, clean(&edit.text).into_owned());
    let title =
        Level::HELP.with_name(text!(language, "finding-fix")).secondary_title(text!(language, "finding-mended"));
    Some(title.element(Snippet::source(part).line_start(line).path(name).patch(patch)))
}
