//! Forms as modals, and what was typed into one.

use serenity::all::{
    ActionRow, ActionRowComponent, ComponentType, CreateActionRow, CreateInputText, CreateModal, InputTextStyle,
    ModalInteraction,
};

use super::custom_id::CustomId;
use super::limits::{InputHint, InputLabel, MAX_INPUT, ModalTitle, clip};
use crate::desk::{Field, Form, Inputs};
use crate::language::Language;
use crate::review::MAX_CHARS;
use crate::{text, wording};

/// Most fields of a modal.
const MAX_FIELDS: usize = 5;

/// The modal of a form of the desk.
pub(super) fn of_form(form: &Form) -> CreateModal {
    of_fields(&CustomId::Act(form.reference, form.action.clone()), &form.title, &form.fields)
}

/// A modal with these fields.
pub(super) fn of_fields(id: &CustomId, title: &str, fields: &[Field]) -> CreateModal {
    let rows = fields.iter().take(MAX_FIELDS).map(|field| CreateActionRow::InputText(input(field))).collect();
    CreateModal::new(id.to_string(), ModalTitle::new(title)).components(rows)
}

fn input(field: &Field) -> CreateInputText {
    let style = if field.long { InputTextStyle::Paragraph } else { InputTextStyle::Short };
    let most = field.max_chars.min(MAX_INPUT);
    let mut input = CreateInputText::new(style, InputLabel::new(&field.label), &field.id)
        .required(field.required)
        .max_length(u16::try_from(most).unwrap_or(u16::MAX));
    if let Some(hint) = &field.hint {
        input = input.placeholder(InputHint::new(hint));
    }
    if let Some(value) = &field.value {
        input = input.value(clip(value, most));
    }
    input
}

/// The form in which a review is typed.
pub(super) fn new_review(language: Language) -> CreateModal {
    let field = |id: &str, long: bool, max_chars: usize| Field {
        id: id.to_owned(),
        label: wording::named(language, "field", id),
        hint: Some(wording::named(language, "hint", id)),
        long,
        required: long,
        max_chars,
        value: None,
    };
    let fields = [
        field("review", true, MAX_INPUT.min(MAX_CHARS)),
        field("platform", false, 100),
        field("url", false, 500),
        field("author", false, 100),
        field("first_posted", false, 10),
    ];
    of_fields(&CustomId::New, &text!(language, "form-new"), &fields)
}

/// Whether all that was sent can be read. The library takes a part that it does not know for an empty row: what was
/// typed there would be lost without a word.
pub(super) fn is_whole(modal: &ModalInteraction) -> bool {
    let is_read = |row: &ActionRow| {
        let mut parts = row.components.iter();
        row.kind == ComponentType::ActionRow
            && !row.components.is_empty()
            && parts.all(|part| matches!(part, ActionRowComponent::InputText(_)))
    };
    modal.data.components.iter().all(is_read)
}

/// What was typed, by field.
pub(super) fn inputs(modal: &ModalInteraction) -> Inputs {
    let components = modal.data.components.iter().flat_map(|row| &row.components);
    components
        .filter_map(|component| match component {
            ActionRowComponent::InputText(input) => {
                Some((input.custom_id.clone(), input.value.clone().unwrap_or_default()))
            }
            _ => None,
        })
        .collect()
}

/// Everything that was typed, to be given back.
pub(super) fn what_was_typed(inputs: &Inputs) -> Option<String> {
    let typed: Vec<_> = inputs.iter().filter(|(_, value)| !value.trim().is_empty()).collect();
    match typed.as_slice() {
        [] => None,
        [(_, alone)] => Some((*alone).clone()),
        several => {
            Some(several.iter().map(|(field, value)| format!("{field}: {value}")).collect::<Vec<_>>().join("\n"))
        }
    }
}
