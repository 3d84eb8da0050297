//! Which actions need something typed first, and what is asked.

use std::collections::BTreeMap;

use super::compose::MAX_VALUE;
use super::work::Work;
use super::{Action, DeskError, Field, Form, Inputs, Reference};
use crate::exchange::{Event, MAX_NOTE, MAX_TEXT, Refusal};
use crate::language::Language;
use crate::template::{Template, Var};
use crate::{text, wording};

/// What may be known of a review besides its text, by the names of the fields and of templates' variables.
pub(super) const REVIEW_FIELDS: [&str; 5] = ["platform", "url", "author", "rating", "first_posted"];
/// Most fields of a form.
const MAX_FIELDS: usize = 5;
/// Longest day, as it is typed.
const MAX_DAY: usize = 10;
/// Longest identifier of a person.
const MAX_NAME: usize = 100;
/// Longest address of a page.
const MAX_URL: usize = 500;

impl Work<'_> {
    /// The form that an action needs, if it needs one.
    pub(super) fn form(&self, seen: Reference, action: &Action) -> Result<Option<Form>, DeskError> {
        let fields = match action {
            Action::Edit => vec![self.text_field()?],
            Action::Revise => vec![self.text_field()?, self.field("note", true, false, MAX_NOTE)],
            Action::CheckOnline => vec![self.field("online", true, true, MAX_TEXT)],
            Action::HandOver => vec![self.field("to", false, true, MAX_NAME)],
            Action::Snooze => vec![self.field("until", false, true, MAX_DAY)],
            Action::Describe => self.review_fields(),
            Action::Fill => match self.current_template() {
                Some(template) => self.asked_fields(template),
                None => return Err(Refusal::NotNow(self.exchange.status).into()),
            },
            Action::Prepare(id) => {
                let template = self.pack.templates.get(self.exchange.language, id).ok_or(DeskError::NoTemplate)?;
                self.letter_fields(template)
            }
            Action::ApproveWithNote | Action::RequestChanges => vec![self.field("note", true, true, MAX_NOTE)],
            Action::Publish => vec![self.field("url", false, false, MAX_URL)],
            Action::PlanMeasure => {
                vec![self.field("measure", true, true, MAX_NOTE), self.field("measure_due", false, false, MAX_DAY)]
            }
            // A complaint of which something is still to be done is closed for a reason.
            Action::Close if self.exchange.has_open_clocks() => vec![self.field("note", true, true, MAX_NOTE)],
            Action::Override(_) | Action::NotAnswer | Action::Reopen | Action::Refuse => {
                vec![self.field("reason", true, true, MAX_NOTE)]
            }
            _ => Vec::new(),
        };
        let title = || wording::named(self.visit.language, "form", form_name(action));
        Ok((!fields.is_empty()).then(|| Form { reference: seen, action: action.clone(), title: title(), fields }))
    }

    /// The current text, to be changed.
    fn text_field(&self) -> Result<Field, DeskError> {
        let draft = self.exchange.draft.as_ref().ok_or(Refusal::NotNow(self.exchange.status))?;
        Ok(Field { value: Some(draft.text.clone()), ..self.field("text", true, true, MAX_TEXT) })
    }

    fn field(&self, id: &str, long: bool, required: bool, max_chars: usize) -> Field {
        let language = self.visit.language;
        Field {
            id: id.to_owned(),
            label: wording::named(language, "field", id),
            hint: Some(wording::named(language, "hint", id)),
            long,
            required,
            max_chars,
            value: None,
        }
    }

    fn review_fields(&self) -> Vec<Field> {
        let known = self.known_facts();
        let field = |id: &str| Field { value: known.get(id).cloned(), ..self.field(id, false, false, MAX_URL) };
        REVIEW_FIELDS.map(field).into()
    }

    /// What is known of the review besides its text, as people type it.
    pub(super) fn known_facts(&self) -> Inputs {
        let review = &self.exchange.review;
        let known = [
            review.platform.clone(),
            review.url.clone(),
            review.author.clone(),
            review.rating.map(|rating| rating.to_string()),
            review.first_posted.map(|day| day.strftime("%d/%m/%Y").to_string()),
        ];
        let named = REVIEW_FIELDS.into_iter().zip(known);
        named.filter_map(|(id, value)| Some((id.to_owned(), value?))).collect()
    }

    /// What a letter cannot do without and is not known yet, and then what it asks. Where that is more than
    /// a form holds, what is missing of the review comes first, and the rest after it.
    fn letter_fields(&self, template: &Template) -> Vec<Field> {
        let known = self.known_facts();
        let needs = |id: &&str| template.vars.get(*id).is_some_and(|var| var.required && !known.contains_key(*id));
        let missing = REVIEW_FIELDS.into_iter().filter(needs);
        let mut fields: Vec<Field> = missing.map(|id| self.field(id, false, true, MAX_URL)).collect();
        let asked = self.asked_fields(template);
        if fields.is_empty() || fields.len() + asked.len() <= MAX_FIELDS {
            fields.extend(asked);
        }
        fields
    }

    /// What staff filled in last, though the current text may be another that has none of it.
    fn last_filled(&self) -> BTreeMap<String, String> {
        let mut drafts = self.exchange.history.iter().rev().filter_map(|recorded| match &recorded.event {
            Event::Proposed { draft } | Event::Edited { draft } => Some(&draft.filled),
            _ => None,
        });
        drafts.find(|filled| !filled.is_empty()).cloned().unwrap_or_default()
    }

    fn asked_fields(&self, template: &Template) -> Vec<Field> {
        fields_of(template, self.visit.language, &self.last_filled())
    }
}

/// The fields of what a template asks for.
pub(super) fn fields_of(template: &Template, language: Language, filled: &BTreeMap<String, String>) -> Vec<Field> {
    let field = |(name, var): (&str, &Var)| {
        let ask = var.ask.as_ref().map_or(name, |ask| ask.get(language));
        let (label, hint) = label_and_hint(ask);
        Field {
            id: name.to_owned(),
            label,
            hint: hint.or_else(|| Some(text!(language, "hint-variable"))),
            long: true,
            required: var.required,
            max_chars: MAX_VALUE,
            value: filled.get(name).cloned(),
        }
    };
    template.asked().map(field).collect()
}

/// A question such as « Quelle mesure ? (ni nom, ni date) » is a short label and a hint.
fn label_and_hint(ask: &str) -> (String, Option<String>) {
    let end = ask.find(['?', '(']).map(|at| if ask[at..].starts_with('?') { at + 1 } else { at });
    let (label, hint) = ask.split_at(end.filter(|end| !ask[..*end].trim().is_empty()).unwrap_or(ask.len()));
    let hint = hint.trim();
    (label.trim().to_owned(), (!hint.is_empty()).then(|| hint.to_owned()))
}

fn form_name(action: &Action) -> &'static str {
    match action {
        Action::Edit => "edit",
        Action::Fill | Action::Prepare(_) => "fill",
        Action::Describe => "describe",
        Action::Override(_) => "override",
        Action::Revise => "revise",
        Action::ApproveWithNote => "approve-note",
        Action::RequestChanges => "changes",
        Action::Refuse => "refuse",
        Action::CheckOnline => "online",
        Action::HandOver => "hand-over",
        Action::Snooze => "snooze",
        Action::Publish => "publish",
        Action::PlanMeasure => "measure",
        Action::Reopen => "reopen",
        Action::Close => "close",
        _ => "silence",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_with_advice_becomes_a_label_and_a_hint() {
        let (label, hint) = label_and_hint("Quelle mesure ? (ni nom, ni date)");
        assert_eq!((label.as_str(), hint.as_deref()), ("Quelle mesure ?", Some("(ni nom, ni date)")));
        assert_eq!(label_and_hint("Cause").1, None);
        assert_eq!(label_and_hint("(en deux mots)"), ("(en deux mots)".to_owned(), None), "a field needs a label");
    }
}
