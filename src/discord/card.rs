//! A screen as a message: the review in sight, what there is to read, what can be pressed.
//!
//! Everything is cut to fit, and whatever was cut is attached whole as a file.

use serenity::all::{
    ButtonStyle, CreateActionRow, CreateAllowedMentions, CreateAttachment, CreateButton, CreateEmbed,
    CreateEmbedFooter, CreateInteractionResponseMessage, CreateSelectMenu, CreateSelectMenuKind,
    CreateSelectMenuOption,
};

use super::custom_id::CustomId;
use super::limits::{
    ButtonLabel, EmbedTitle, FieldValue, MAX_BUTTONS, MAX_OPTIONS, MAX_ROWS, OptionLabel, Placeholder, clip, units,
};
use super::markdown::escape;
use crate::desk::{Block, Button, CheckItem, Choice, FindingView, Menu, Reference, Screen, Style};
use crate::guard::{Severity, Verdict};
use crate::language::Language;
use crate::text;

/// Shares of the 6,000 units that the embeds of one message may have together.
const REVIEW_SHARE: usize = 1_200;
const BODY_SHARE: usize = 2_600;
const FINDINGS_SHARE: usize = 1_000;
/// Most findings shown on a card.
const MAX_FINDINGS: usize = 6;
/// Most answers of a question that are shown as buttons.
const MAX_CHOICE_BUTTONS: usize = 5;

const GREEN: u32 = 0x2e_9d_62;
const AMBER: u32 = 0xd9_8e_04;
const RED: u32 = 0xc0_39_2b;
const BLUE: u32 = 0x34_6b_c4;

/// The message of a screen.
pub(super) fn message(screen: &Screen, language: Language) -> CreateInteractionResponseMessage {
    let mut message = CreateInteractionResponseMessage::new()
        .content("")
        .embeds(vec![review(screen), body(screen)])
        .components(rows(screen, language))
        .allowed_mentions(CreateAllowedMentions::new());
    for (name, text) in too_long(screen) {
        message = message.add_file(CreateAttachment::bytes(text.into_bytes(), name));
    }
    message
}

fn review(screen: &Screen) -> CreateEmbed {
    let mut heading = vec![screen.review.label.clone()];
    heading.extend(screen.review.about.iter().map(|about| escape(about)));
    CreateEmbed::new()
        .title(EmbedTitle::new(&heading.join(" · ")).to_string())
        .description(clip(&escape(&screen.review.text), REVIEW_SHARE))
        .colour(BLUE)
}

fn body(screen: &Screen) -> CreateEmbed {
    let mut text = Vec::new();
    let mut embed = CreateEmbed::new().title(EmbedTitle::new(&screen.title).to_string()).colour(colour(screen));
    for block in &screen.blocks {
        match block {
            Block::Question { progress, ask, help } => {
                let help = help.as_ref().map(|help| format!("\n-# {help}")).unwrap_or_default();
                text.push(format!("**{ask}** · {progress}{help}"));
            }
            Block::Answers { title, given } => {
                let path: Vec<_> = given.iter().map(|(_, answer)| answer.as_str()).collect();
                embed = embed.field(title, FieldValue::new(&path.join(" › ")).to_string(), false);
            }
            Block::Text(paragraph) => text.push(paragraph.clone()),
            Block::Important(paragraph) => text.push(format!("⚠️ **{paragraph}**")),
            Block::Proposal { title, text: proposal, verdict, verdict_text } => {
                let mark = mark(*verdict);
                text.push(format!("**{}**\n{}\n{mark} {verdict_text}", escape(title), quoted(proposal)));
            }
            Block::Findings { findings, .. } => {
                for (name, value) in finding_fields(findings) {
                    embed = embed.field(name, value, false);
                }
            }
            Block::Checklist { title, items } => {
                let lines: Vec<_> = items.iter().map(item).collect();
                text.push(format!("**{title}**\n{}", lines.join("\n")));
            }
        }
    }
    let footer = format!("{} · {}", screen.reference.exchange, screen.reference.revision);
    embed.description(clip(&text.join("\n\n"), BODY_SHARE)).footer(CreateEmbedFooter::new(footer))
}

/// A text set apart from what is said about it.
fn quoted(text: &str) -> String {
    escape(text).lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
}

fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "✅",
        Verdict::Warn => "🟠",
        Verdict::Block => "⛔",
    }
}

fn item(item: &CheckItem) -> String {
    let mark = if item.done { "☑️" } else { "▫️" };
    let due = item.due_text.as_ref().map(|due| format!(" · *{due}*")).unwrap_or_default();
    format!("{mark} {} : {}{due}", item.when, item.text)
}

/// Findings as fields of an embed: name and value, cut to their share.
pub(super) fn finding_fields(findings: &[FindingView]) -> Vec<(String, String)> {
    let mut left = FINDINGS_SHARE;
    let mut fields = Vec::new();
    for finding in findings.iter().take(MAX_FINDINGS) {
        let mark = match (finding.overridden, finding.severity) {
            (true, _) => "☑️",
            (false, Severity::Block) => "⛔",
            (false, Severity::Warn) => "🟠",
            (false, Severity::Notice) => "ℹ️",
        };
        let name = clip(&format!("{mark} « {} »", escape(&finding.text)), 120);
        let value = format!("{}\n→ {}\n-# {}", escape(&finding.message), finding.fix, finding.source);
        let value = clip(&value, left.saturating_sub(units(&name)).min(400));
        if units(&value) < 40 {
            break;
        }
        left = left.saturating_sub(units(&name) + units(&value));
        fields.push((name, value));
    }
    fields
}

fn colour(screen: &Screen) -> u32 {
    let verdict = screen.blocks.iter().find_map(|block| match block {
        Block::Proposal { verdict, .. } => Some(*verdict),
        _ => None,
    });
    let important = screen.blocks.iter().any(|block| matches!(block, Block::Important(_)));
    match verdict {
        Some(Verdict::Block) => RED,
        Some(Verdict::Warn) => AMBER,
        Some(Verdict::Pass) => GREEN,
        None if important => RED,
        None => BLUE,
    }
}

/// What the card cuts, to be attached whole: file name and text.
fn too_long(screen: &Screen) -> Vec<(&'static str, String)> {
    let mut files = Vec::new();
    if units(&escape(&screen.review.text)) > REVIEW_SHARE {
        files.push(("avis.txt", screen.review.text.clone()));
    }
    for block in &screen.blocks {
        if let Block::Proposal { text, .. } = block
            && units(&escape(text)) > BODY_SHARE - 400
        {
            files.push(("reponse.txt", text.clone()));
        }
    }
    files
}

fn rows(screen: &Screen, language: Language) -> Vec<CreateActionRow> {
    let at = screen.reference;
    let mut rows = Vec::new();
    if screen.choices.len() <= MAX_CHOICE_BUTTONS {
        let buttons = screen.choices.iter().map(|choice| button(at, &choice.action, &choice.label, ButtonStyle::Primary));
        rows.extend(button_rows(&buttons.collect::<Vec<_>>()));
    } else {
        rows.push(select(at, "answer", &text!(language, "discord-choose-answer"), &screen.choices));
    }
    let buttons = screen.buttons.iter().map(|there: &Button| button(at, &there.action, &there.label, style(there.style)));
    rows.extend(button_rows(&buttons.collect::<Vec<_>>()));
    rows.extend(screen.menus.iter().map(|menu: &Menu| select(at, menu.id, &menu.label, &menu.options)));
    rows.truncate(MAX_ROWS);
    rows
}

fn button_rows(buttons: &[CreateButton]) -> Vec<CreateActionRow> {
    buttons.chunks(MAX_BUTTONS).map(|row| CreateActionRow::Buttons(row.to_vec())).collect()
}

fn button(at: Reference, action: &crate::desk::Action, label: &str, style: ButtonStyle) -> CreateButton {
    CreateButton::new(CustomId::Act(at, action.clone()).to_string()).label(ButtonLabel::new(label)).style(style)
}

fn style(style: Style) -> ButtonStyle {
    match style {
        Style::Primary => ButtonStyle::Primary,
        Style::Secondary => ButtonStyle::Secondary,
        Style::Success => ButtonStyle::Success,
        Style::Danger => ButtonStyle::Danger,
    }
}

fn select(at: Reference, id: &str, label: &str, choices: &[Choice]) -> CreateActionRow {
    let options = choices
        .iter()
        .take(MAX_OPTIONS)
        .map(|choice| CreateSelectMenuOption::new(OptionLabel::new(&choice.label), choice.action.to_string()))
        .collect();
    let menu = CreateSelectMenu::new(
        CustomId::Menu(at, id.to_owned()).to_string(),
        CreateSelectMenuKind::String { options },
    );
    CreateActionRow::SelectMenu(menu.placeholder(Placeholder::new(label)))
}
