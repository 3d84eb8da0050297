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
    let text = clean(text);
    let shown: Vec<_> = findings.iter().map(|finding| one(name, &text, finding, language, &renderer)).collect();
    shown.join("\n\n")
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
        let annotation = AnnotationKind::Primary.span(finding.start..finding.end);
        title.element(Snippet::source(text).path(name).annotation(annotation))
    } else {
        Group::with_title(title)
    };
    report = report
        .element(Level::HELP.with_name(fix).message(finding.fix.as_str()))
        .element(Level::NOTE.with_name(source).message(finding.source.as_str()));
    if let Some(waived) = &finding.waived {
        report = report.element(Level::NOTE.with_name(text!(language, "finding-lowered")).message(clean(waived)));
    }
    let mended = finding.replacement.as_ref().and_then(|edit| mended(name, text, edit, language));
    renderer.render(&[Some(report), mended].into_iter().flatten().collect::<Vec<_>>())
}

/// The line as the edit would leave it, beneath what was found.
fn mended<'a>(name: &'a str, text: &'a str, edit: &'a Replacement, language: Language) -> Option<Group<'a>> {
    text.get(edit.start..edit.end)?;
    let patch = Patch::new(edit.start..edit.end, clean(&edit.text).into_owned());
    let title =
        Level::HELP.with_name(text!(language, "finding-fix")).secondary_title(text!(language, "finding-mended"));
    Some(title.element(Snippet::source(text).path(name).patch(patch)))
}
