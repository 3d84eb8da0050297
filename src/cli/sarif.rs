//! Findings as SARIF, for code-scanning viewers.

use std::collections::BTreeMap;

use serde_sarif::sarif::{
    ArtifactLocation, Location, Message, MultiformatMessageString, PhysicalLocation, Region, ReportingDescriptor,
    Result as SarifResult, ResultLevel, Run, Sarif, Tool, ToolComponent,
};

use super::Failure;
use crate::guard::{Finding, Report, Severity};
use crate::language::Language;

/// A whole SARIF document: texts by name, with what was found in each.
pub(super) fn document(checked: &[(String, String, Report)], language: Language) -> Result<String, Failure> {
    let mut rules = BTreeMap::new();
    let mut results = Vec::new();
    for (name, text, report) in checked {
        for finding in &report.findings {
            rules.entry(finding.rule.clone()).or_insert_with(|| rule(finding, language));
            results.push(result(name, text, finding, language));
        }
    }
    let driver = ToolComponent::builder()
        .name(env!("CARGO_PKG_NAME"))
        .version(env!("CARGO_PKG_VERSION"))
        .rules(rules.into_values().collect::<Vec<_>>())
        .build();
    let run = Run::builder().tool(Tool::builder().driver(driver).build()).results(results).build();
    let sarif = Sarif::builder().version(serde_json::json!("2.1.0")).runs(vec![run]).build();
    serde_json::to_string_pretty(&sarif).map_err(|error| Failure::bad(error.to_string()))
}

fn rule(finding: &Finding, language: Language) -> ReportingDescriptor {
    let help = format!("{}\n{}", finding.fix.get(language), finding.source);
    ReportingDescriptor::builder()
        .id(finding.rule.clone())
        .help(MultiformatMessageString::builder().text(help).build())
        .build()
}

fn result(name: &str, text: &str, finding: &Finding, language: Language) -> SarifResult {
    let level = match finding.severity {
        Severity::Block => ResultLevel::Error,
        Severity::Warn => ResultLevel::Warning,
        Severity::Notice => ResultLevel::Note,
    };
    let (start_line, start_column) = place(text, finding.start);
    let (end_line, end_column) = place(text, finding.end);
    let region = Region::builder()
        .start_line(start_line)
        .start_column(start_column)
        .end_line(end_line)
        .end_column(end_column)
        .build();
    let artifact = ArtifactLocation::builder().uri(name.to_owned()).build();
    let physical = PhysicalLocation::builder().artifact_location(artifact).region(region).build();
    SarifResult::builder()
        .rule_id(finding.rule.clone())
        .level(level)
        .message(Message::builder().text(finding.message.get(language).to_owned()).build())
        .locations(vec![Location::builder().physical_location(physical).build()])
        .build()
}

/// Line and column (UTF-16 units, both from 1) of a byte.
fn place(text: &str, offset: usize) -> (i64, i64) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count() + 1;
    (i64::try_from(line).unwrap_or(i64::MAX), i64::try_from(column).unwrap_or(i64::MAX))
}
