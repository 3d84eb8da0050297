//! Findings as SARIF, for code-scanning viewers.

use std::collections::BTreeMap;

use serde_sarif::sarif::{
    ArtifactChange, ArtifactContent, ArtifactLocation, Fix, Location, Message, MultiformatMessageString,
    PhysicalLocation, Region, Replacement as SarifReplacement, ReportingConfiguration, ReportingDescriptor,
    Result as SarifResult, ResultLevel, Run, Sarif, Tool, ToolComponent,
};

use crate::guard::{Finding, Replacement, Report, Rule, Severity};
use crate::language::Language;
use crate::text;

/// A whole SARIF document: texts by name, with what was found in each; `known` tells about the rules.
pub(super) fn document(checked: &[(String, String, Report)], known: &[Rule], language: Language) -> Sarif {
    let mut rules = BTreeMap::new();
    let mut results = Vec::new();
    for (name, text, report) in checked {
        for finding in &report.findings {
            if let Some(about) = known.iter().find(|rule| rule.id == finding.rule) {
                rules.entry(finding.rule.clone()).or_insert_with(|| rule(about, language));
            }
            results.push(result(name, text, finding, language));
        }
    }
    let driver = ToolComponent::builder()
        .name(env!("CARGO_PKG_NAME"))
        .version(env!("CARGO_PKG_VERSION"))
        .rules(rules.into_values().collect::<Vec<_>>())
        .build();
    let run = Run::builder().tool(Tool::builder().driver(driver).build()).results(results).build();
    Sarif::builder().version(serde_json::json!("2.1.0")).runs(vec![run]).build()
}

fn rule(rule: &Rule, language: Language) -> ReportingDescriptor {
    let description = rule.message.get(language).replace("{match}", "…");
    let help = format!("{}\n{}", rule.fix.get(language), rule.source);
    let words = |text: String| MultiformatMessageString::builder().text(text).build();
    let level = serde_json::json!(level(rule.severity).to_string());
    ReportingDescriptor::builder()
        .id(rule.id.clone())
        .full_description(words(description))
        .help(words(help))
        .default_configuration(ReportingConfiguration::builder().level(level).build())
        .build()
}

fn level(severity: Severity) -> ResultLevel {
    match severity {
        Severity::Block => ResultLevel::Error,
        Severity::Warn => ResultLevel::Warning,
        Severity::Notice => ResultLevel::Note,
    }
}

fn result(name: &str, text: &str, finding: &Finding, language: Language) -> SarifResult {
    let physical = PhysicalLocation::builder()
        .artifact_location(artifact(name))
        .region(region(text, finding.start, finding.end))
        .build();
    let mut result = SarifResult::builder()
        .rule_id(finding.rule.clone())
        .level(level(finding.severity))
        .message(Message::builder().text(finding.message.get(language).to_owned()).build())
        .locations(vec![Location::builder().physical_location(physical).build()])
        .build();
    result.fixes = finding.replacement.as_ref().map(|edit| vec![fix(name, text, edit, language)]);
    result
}

fn fix(name: &str, text: &str, edit: &Replacement, language: Language) -> Fix {
    let replacement = SarifReplacement::builder()
        .deleted_region(region(text, edit.start, edit.end))
        .inserted_content(ArtifactContent::builder().text(edit.text.clone()).build())
        .build();
    let change = ArtifactChange::builder().artifact_location(artifact(name)).replacements(vec![replacement]).build();
    Fix::builder()
        .description(Message::builder().text(text!(language, "finding-mended")).build())
        .artifact_changes(vec![change])
        .build()
}

fn artifact(name: &str) -> ArtifactLocation {
    ArtifactLocation::builder().uri(name.to_owned()).build()
}

fn region(text: &str, start: usize, end: usize) -> Region {
    let (start_line, start_column) = place(text, start);
    let (end_line, end_column) = place(text, end);
    Region::builder()
        .start_line(start_line)
        .start_column(start_column)
        .end_line(end_line)
        .end_column(end_column)
        .build()
}

/// Line and column (UTF-16 units, both from 1) of a byte.
fn place(text: &str, offset: usize) -> (i64, i64) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count() + 1;
    (i64::try_from(line).unwrap_or(i64::MAX), i64::try_from(column).unwrap_or(i64::MAX))
}
