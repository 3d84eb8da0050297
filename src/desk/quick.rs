//! What needs no exchange: a quick template, and the check of a text that someone else wrote.

use std::collections::BTreeMap;

use super::compose::{Composer, Past, asked_values};
use super::view::verdict_text;
use super::{Desk, DeskError, Field, FindingView, Inputs, Private, Visit, finding_views};
use crate::exchange::Refusal;
use crate::guard::{Channel, Subject, Verdict};
use crate::journal::search::fold;
use crate::language::Language;
use crate::pack::QUICK;
use crate::review::one_kind_of_line_end;
use crate::template::{Template, TemplateStatus};
use crate::text;

/// What the guard says of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Its verdict.
    pub verdict: Verdict,
    /// The verdict in words.
    pub verdict_text: String,
    /// What it found.
    pub findings: Vec<FindingView>,
}

/// A quick template, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuickTemplate {
    /// Its identifier.
    pub id: String,
    /// Its name for people.
    pub title: String,
}

impl Desk {
    /// Has the guard read a text.
    ///
    /// # Errors
    /// When the practice or its pack is not served, or the text is empty.
    pub fn check(&self, visit: &Visit, text: &str) -> Result<Checked, DeskError> {
        let practice = self.practice(&visit.practice)?;
        if text.trim().is_empty() {
            return Err(Refusal::EmptyText.into());
        }
        let text = one_kind_of_line_end(text);
        let report = self.pack(practice)?.guard.check(&Subject {
            text: &text,
            language: None,
            channel: Channel::Public,
            contacts: &practice.public_contacts(),
            waivers: &practice.waivers(),
            review: None,
            author: None,
        });
        Ok(Checked {
            verdict: report.verdict,
            verdict_text: verdict_text(report.verdict, visit.language),
            findings: finding_views(&report.findings, &[], visit.language),
        })
    }

    /// Public templates whose title, tags, id or text hold all the words typed, quick ones first.
    ///
    /// # Errors
    /// When the practice or its pack is not served.
    pub fn find_templates(
        &self,
        visit: &Visit,
        language: Language,
        words: &str,
        most: usize,
    ) -> Result<Vec<QuickTemplate>, DeskError> {
        let pack = self.pack(self.practice(&visit.practice)?)?;
        let words: Vec<String> = words.split_whitespace().map(fold).collect();
        let mut found: Vec<&Template> = pack
            .templates
            .all(language)
            .filter(|template| is_public(template))
            .filter(|template| {
                let text =
                    fold(&format!("{} {} {} {}", template.title, template.tags.join(" "), template.id, template.body));
                words.iter().all(|word| text.contains(word.as_str()))
            })
            .collect();
        found.sort_by_key(|template| (template.folder != QUICK, &template.title));
        let view = |template: &Template| QuickTemplate { id: template.id.clone(), title: template.title.clone() };
        Ok(found.into_iter().take(most).map(view).collect())
    }

    /// What must be typed before a template can be used.
    ///
    /// # Errors
    /// When there is no such template.
    pub fn template_fields(&self, visit: &Visit, language: Language, id: &str) -> Result<Vec<Field>, DeskError> {
        let pack = self.pack(self.practice(&visit.practice)?)?;
        let template = public(&pack.templates, language, id)?;
        Ok(super::form::fields_of(template, visit.language, &BTreeMap::new()))
    }

    /// A template filled and read by the guard, for one person alone.
    ///
    /// # Errors
    /// When there is no such template, or a value is missing or too long.
    pub fn use_template(
        &self,
        visit: &Visit,
        language: Language,
        id: &str,
        inputs: &Inputs,
    ) -> Result<Private, DeskError> {
        let practice = self.practice(&visit.practice)?;
        let pack = self.pack(practice)?;
        let template = public(&pack.templates, language, id)?;
        let composer = Composer { practice, pack: &pack, today: self.today(practice), past: &Past::default() };
        let mut values = composer.practice_values();
        let filled = asked_values(template, inputs)?;
        let changed = !filled.is_empty();
        values.extend(filled);
        let text = pack.templates.render(language, id, &values)?;
        let checked = self.check(visit, &text)?;
        let blocked = checked.verdict == Verdict::Block;
        // A person's words are read by a second one; an exchange is where that happens.
        let asked = practice.policy.approval_for(&template.folder).asked(changed);
        let to_be_read = asked && !practice.policy.one_person && (changed || !visit.actor.is_manager());
        let note = match (blocked, to_be_read, changed) {
            (true, _, _) => text!(visit.language, "quick-blocked"),
            (false, true, true) => text!(visit.language, "quick-to-be-read"),
            (false, true, false) => text!(visit.language, "next-approval-always"),
            (false, false, _) => checked.verdict_text,
        };
        let (readable, copyable) = if blocked || to_be_read { (Some(text), None) } else { (None, Some(text)) };
        let (title, notes, findings) = (template.title.clone(), vec![note], checked.findings);
        Ok(Private { title, notes, readable, copyable, document: None, findings })
    }
}

fn public<'a>(library: &'a crate::template::Library, language: Language, id: &str) -> Result<&'a Template, DeskError> {
    library.get(language, id).filter(|template| is_public(template)).ok_or(DeskError::NoTemplate)
}

fn is_public(template: &Template) -> bool {
    template.channel == Channel::Public && template.status == TemplateStatus::Approved
}
