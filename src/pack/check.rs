//! Holds the parts of a pack against each other.

use std::collections::BTreeSet;

use super::Pack;
use crate::fault::Fault;
use crate::guard::{Channel, Severity, Subject};
use crate::language::Language;
use crate::questionnaire::{OutcomeKind, step_templates};
use crate::template::{Template, VarSource};

/// Folder of templates that no outcome owns: quick ones, asked for by name.
pub(crate) const QUICK: &str = "quick";
/// Folder of letters that several outcomes share.
const LETTER: &str = "letter";
/// Folders of what the team itself reads: its charter and guides, and the cards it learns from.
const OF_THE_TEAM: [&str; 2] = ["guide", "training"];

/// Every fault of a pack whose parts are each in order.
pub(super) fn whole(pack: &Pack) -> Vec<Fault> {
    let mut faults = Vec::new();
    for language in pack.about.locales.iter().copied() {
        faults.extend(lone_templates(pack, language));
        faults.extend(unknown_answers(pack, language));
        faults.extend(silent_outcomes(pack, language));
        faults.extend(unknown_step_templates(pack, language));
        faults.extend(pack.templates.all(language).flat_map(|template| objections(pack, template)));
    }
    faults.extend(untranslated(pack));
    if let Some(question) = pack.about.advice_at.as_deref().filter(|id| pack.questionnaire.question(id).is_none()) {
        let message = format!("advice_at = {question:?}: the questionnaire has no such question");
        faults.push(Fault::at_line(&format!("{}/pack.toml", pack.about.id), 1, message));
    }
    faults
}

/// Templates that nothing leads to.
fn lone_templates(pack: &Pack, language: Language) -> Vec<Fault> {
    let named: BTreeSet<_> = pack.questionnaire.outcomes().flat_map(step_templates).collect();
    let lone = pack.templates.all(language).filter(|template| match template.folder.as_str() {
        QUICK => false,
        folder if OF_THE_TEAM.contains(&folder) => false,
        LETTER => !named.contains(template.id.as_str()),
        folder => pack.questionnaire.outcome(folder).is_none(),
    });
    lone.map(|template| {
        let message = format!("{} belongs to no outcome, and no step names it", template.id);
        Fault::at_line(&template.file, 1, message)
    })
    .collect()
}

/// Conditions on questions or answers that the questionnaire does not have.
fn unknown_answers(pack: &Pack, language: Language) -> Vec<Fault> {
    let mut faults = Vec::new();
    for template in pack.templates.all(language) {
        for (question, answers) in &template.when {
            let known = pack.questionnaire.question(question);
            let mut unknown = answers
                .iter()
                .filter(|answer| !known.is_some_and(|known| known.answers.iter().any(|there| there.id == **answer)));
            if known.is_none() || unknown.clone().next().is_some() {
                let answer = unknown.next().map_or("…", String::as_str);
                let message = format!("when = {{ {question} = [\"{answer}\"] }}: the questionnaire has no such answer");
                faults.push(Fault::at_line(&template.file, 1, message));
            }
        }
    }
    faults
}

/// Paths that end where there is no text.
fn silent_outcomes(pack: &Pack, language: Language) -> Vec<Fault> {
    let mut silent = BTreeSet::new();
    for (answers, outcome) in pack.questionnaire.paths() {
        let chosen = pack.templates.choose(language, &outcome.id, &answers);
        let has_text = match outcome.kind {
            OutcomeKind::Reply | OutcomeKind::Complaint => {
                chosen.iter().any(|template| template.channel == Channel::Public)
            }
            _ => !chosen.is_empty() || outcome.steps_for(&answers).any(|step| !step.templates.is_empty()),
        };
        if !has_text {
            silent.insert(outcome.id.clone());
        }
    }
    let file = format!("{}/questionnaire.toml", pack.about.id);
    let fault = |id| Fault::at_line(&file, 1, format!("outcome.{id} has paths without a template in {language}"));
    silent.into_iter().map(fault).collect()
}

fn unknown_step_templates(pack: &Pack, language: Language) -> Vec<Fault> {
    let file = format!("{}/questionnaire.toml", pack.about.id);
    let named = pack
        .questionnaire
        .outcomes()
        .flat_map(|outcome| step_templates(outcome).into_iter().map(move |template| (outcome.id.as_str(), template)));
    named
        .filter(|(_, template)| pack.templates.get(language, template).is_none())
        .map(|(outcome, template)| {
            let message = format!("a step of outcome.{outcome} names {template}, which there is not in {language}");
            Fault::at_line(&file, 1, message)
        })
        .collect()
}

/// What the guard objects to in a template's own examples.
fn objections(pack: &Pack, template: &Template) -> Vec<Fault> {
    let mut faults = Vec::new();
    for example in &template.examples {
        let values = template.stand_ins(&example.vars);
        let text = match pack.templates.render(template.language, &template.id, &values) {
            Ok(text) => text,
            Err(error) => {
                let message = format!("example {:?} does not render: {error}", example.name);
                faults.push(Fault::at_line(&template.file, 1, message));
                continue;
            }
        };
        let contacts: Vec<String> = template
            .vars
            .iter()
            .filter(|(_, var)| var.source == VarSource::Practice)
            .filter_map(|(name, _)| values.get(name).cloned())
            .collect();
        let report = pack.guard.check(&Subject {
            text: &text,
            language: Some(template.language),
            channel: template.channel,
            contacts: &contacts,
            waivers: &[],
            review: None,
            author: None,
        });
        let objections = report.findings.iter().filter(|finding| finding.severity > Severity::Notice);
        faults.extend(objections.map(|finding| {
            let message =
                format!("example {:?}: the guard objects ({}) to « {} »", example.name, finding.rule, finding.text);
            Fault::at_line(&template.file, 1, message)
        }));
    }
    faults
}

/// Templates that one language has and another has not.
fn untranslated(pack: &Pack) -> Vec<Fault> {
    let mut faults = Vec::new();
    for language in &pack.about.locales {
        for template in pack.templates.all(*language) {
            for other in pack.about.locales.iter().filter(|other| pack.templates.get(**other, &template.id).is_none()) {
                let message = format!("{} is there in {language} and not in {other}", template.id);
                faults.push(Fault::at_line(&template.file, 1, message));
            }
        }
    }
    faults
}
