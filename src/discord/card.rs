//! A screen as a message: the review in sight, what there is to read, what can be pressed.
//!
//! Everything is cut to fit, and whatever was cut is attached whole as a file.

use std::ops::Range;

use serenity::all::{
    ButtonStyle, CreateActionRow, CreateAllowedMentions, CreateAttachment, CreateButton, CreateEmbed,
    CreateEmbedFooter, CreateInteractionResponseMessage, CreateMessage, CreateSelectMenu, CreateSelectMenuKind,
    CreateSelectMenuOption, EditAttachments, EditInteractionResponse, EditMessage,
};

use super::custom_id::CustomId;
use super::limits::{
    ButtonLabel, EmbedTitle, MAX_BUTTONS, MAX_OPTIONS, MAX_ROWS, OptionLabel, Placeholder, clip, units,
};
use super::markdown::{escape, escape_but_links};
use crate::desk::{
    Block, Button, Change, CheckItem, Choice, FindingView, HistoryLine, Menu, Piece, Reference, Screen, Style,
};
use crate::guard::{Severity, Verdict};
use crate::language::Language;
use crate::text;

/// Shares of the 6,000 units that the embeds of one message may have together, titles, answers and
/// footer aside.
const REVIEW_SHARE: usize = 1_200;
const BODY_SHARE: usize = 2_900;
/// Of the body: the proposed text, which is never cut in favour of anything else.
const PROPOSAL_SHARE: usize = 1_800;
const ANSWERS_SHARE: usize = 400;
const FINDINGS_SHARE: usize = 700;
/// Of the body: what changed since the template, which managers see before they decide.
const CHANGES_SHARE: usize = 900;
/// Longest title of a paragraph.
const TITLE: usize = 200;
/// What was said with an event, on a card.
const DETAIL: usize = 120;
/// Least room in which a cut paragraph still says something.
const LEAST: usize = 40;
/// Most findings shown on a card.
const MAX_FINDINGS: usize = 6;
/// Most answers of a question that are shown as buttons.
const MAX_CHOICE_BUTTONS: usize = 5;

/// Marks what is suggested: on the answer, and before the reasons. An option so marked is not chosen.
const SUGGESTED: char = '💡';

const GREEN: u32 = 0x2e_9d_62;
const AMBER: u32 = 0xd9_8e_04;
const RED: u32 = 0xc0_39_2b;
const BLUE: u32 = 0x34_6b_c4;

/// The answer that shows a screen.
pub(super) fn message(screen: &Screen, language: Language) -> CreateInteractionResponseMessage {
    CreateInteractionResponseMessage::new()
        .content("")
        .embeds(embeds(screen, language))
        .components(rows(screen, language))
        .allowed_mentions(CreateAllowedMentions::new())
        .add_files(files(screen))
}

/// A message of its own that shows a screen.
pub(super) fn posted(screen: &Screen, language: Language) -> CreateMessage {
    CreateMessage::new()
        .embeds(embeds(screen, language))
        .components(rows(screen, language))
        .allowed_mentions(CreateAllowedMentions::new())
        .add_files(files(screen))
}

/// The change by which a message shows a screen as it now is.
pub(super) fn refreshed(screen: &Screen, language: Language) -> EditMessage {
    // What is not named here stays attached, and would show an older text beside the new one.
    let files = files(screen).into_iter().fold(EditAttachments::new(), EditAttachments::add);
    EditMessage::new()
        .embeds(embeds(screen, language))
        .components(rows(screen, language))
        .attachments(files)
        .allowed_mentions(CreateAllowedMentions::new())
}

/// The same, of the answer to an interaction.
pub(super) fn answered(screen: &Screen, language: Language) -> EditInteractionResponse {
    EditInteractionResponse::new()
        .embeds(embeds(screen, language))
        .components(rows(screen, language))
        .allowed_mentions(CreateAllowedMentions::new())
}

fn embeds(screen: &Screen, language: Language) -> Vec<CreateEmbed> {
    vec![review(screen), body(screen, language)]
}

fn files(screen: &Screen) -> Vec<CreateAttachment> {
    let file = |(name, text): (&'static str, String)| CreateAttachment::bytes(text.into_bytes(), name);
    too_long(screen).into_iter().map(file).collect()
}

fn review(screen: &Screen) -> CreateEmbed {
    let mut heading = vec![screen.review.label.clone()];
    heading.extend(screen.review.about.iter().map(|about| escape(about)));
    CreateEmbed::new()
        .title(EmbedTitle::new(&heading.join(" · ")).to_string())
        .description(clip(&escape(&screen.review.text), REVIEW_SHARE))
        .colour(BLUE)
}

fn body(screen: &Screen, language: Language) -> CreateEmbed {
    let mut embed = CreateEmbed::new().title(EmbedTitle::new(&screen.title).to_string()).colour(colour(screen));
    for block in &screen.blocks {
        match block {
            Block::Answers { title, given } => {
                let path: Vec<_> = given.iter().map(|(_, answer)| answer.as_str()).collect();
                embed = embed.field(title, clip(&path.join(" › "), ANSWERS_SHARE), false);
            }
            Block::Findings { findings, .. } => {
                for (name, value) in finding_fields(findings) {
                    embed = embed.field(name, value, false);
                }
            }
            _ => {}
        }
    }
    let footer = format!("{} · {}", screen.reference.exchange, screen.reference.revision);
    embed.description(description(screen, language)).footer(CreateEmbedFooter::new(footer))
}

/// What there is to read: the proposed text first gets its room, the rest shares what is left.
fn description(screen: &Screen, language: Language) -> String {
    let places = places(screen);
    let proposal = screen.blocks.iter().find_map(|block| proposal(block, &places));
    let mut left = BODY_SHARE.saturating_sub(proposal.as_deref().map_or(0, units));
    let mut parts = Vec::new();
    for block in &screen.blocks {
        let part = match block {
            Block::Proposal { .. } => proposal.clone(),
            _ if left < LEAST => None,
            other => paragraph(other, language).map(|text| clip(&text, left)),
        };
        let Some(part) = part.filter(|part| !part.is_empty()) else { continue };
        if !matches!(block, Block::Proposal { .. }) {
            left = left.saturating_sub(units(&part) + 2);
        }
        parts.push(part);
    }
    parts.join("\n\n")
}

/// Where something was found in the proposed text, in order, none overlapping.
fn places(screen: &Screen) -> Vec<Range<usize>> {
    let found = screen.blocks.iter().filter_map(|block| match block {
        Block::Findings { findings, .. } => Some(findings),
        _ => None,
    });
    let standing = found.flatten().filter(|finding| !finding.overridden && finding.start < finding.end);
    let mut places: Vec<Range<usize>> = standing.map(|finding| finding.start..finding.end).collect();
    places.sort_by_key(|place| (place.start, place.end));
    let mut united: Vec<Range<usize>> = Vec::with_capacity(places.len());
    for place in places {
        match united.last_mut() {
            Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
            _ => united.push(place),
        }
    }
    united
}

fn proposal(block: &Block, places: &[Range<usize>]) -> Option<String> {
    let Block::Proposal { title, text, verdict, verdict_text } = block else { return None };
    // A mark cut in two would show as stars: a text that must be cut goes without.
    let marked = quoted_with_marks(text, places);
    let shown = if units(&marked) <= PROPOSAL_SHARE { marked } else { clip(&quoted(text), PROPOSAL_SHARE) };
    Some(format!("**{}**\n{shown}\n{} {verdict_text}", clip(&escape(title), TITLE), mark(*verdict)))
}

fn paragraph(block: &Block, language: Language) -> Option<String> {
    Some(match block {
        Block::Question { progress, ask, help } => {
            let help = help.as_ref().map(|help| format!("\n-# {help}")).unwrap_or_default();
            format!("**{ask}** · {progress}{help}")
        }
        Block::Suggestion { title, because } => {
            let reasons = because.iter().map(|reason| format!("\n-# {}", escape(&reason.replace('\n', " "))));
            format!("{SUGGESTED} **{}**{}", escape(title), reasons.collect::<String>())
        }
        Block::Text(paragraph) => escape_but_links(paragraph),
        Block::Important(paragraph) => format!("⚠️ **{}**", escape_but_links(paragraph)),
        Block::InCharge(actor) => text!(language, "in-charge", who = person(actor)),
        Block::Changes { title, pieces } => {
            let marked: String = pieces.iter().map(piece).collect();
            format!("**{title}**\n{}", clip(&marked, CHANGES_SHARE))
        }
        Block::History { title, lines } => {
            let lines: Vec<_> = lines.iter().map(history_line).collect();
            format!("**{title}**\n{}", lines.join("\n"))
        }
        Block::Checklist { title, items } => {
            let lines: Vec<_> = items.iter().map(|there| item(there, language)).collect();
            format!("**{title}**\n{}", lines.join("\n"))
        }
        Block::Answers { .. } | Block::Findings { .. } | Block::Proposal { .. } => return None,
    })
}

/// Words that went are struck through, words that came are in bold.
fn piece(piece: &Piece) -> String {
    let words = piece.text.trim();
    if words.is_empty() || piece.change == Change::Same {
        return escape(&piece.text);
    }
    let mark = if piece.change == Change::Added { "**" } else { "~~" };
    let (before, after) = piece.text.split_once(words).unwrap_or_default();
    // A mark that runs over a line end marks nothing.
    let marked: Vec<_> = words.lines().map(|line| format!("{mark}{}{mark}", escape(line))).collect();
    format!("{}{}{}", escape(before), marked.join("\n"), escape(after))
}

fn history_line(line: &HistoryLine) -> String {
    let detail = line.detail.as_ref().map(|detail| format!(" · {}", escape(&clip(detail, DETAIL)))).unwrap_or_default();
    format!("-# {} · {} · {}{detail}", line.at, escape(&line.what), person(&line.actor))
}

/// A person as the chat shows them, without calling them: no mention of a card's is allowed to.
pub(super) fn person(actor: &str) -> String {
    match actor.strip_prefix("discord:").filter(|id| id.bytes().all(|digit| digit.is_ascii_digit())) {
        Some(id) => format!("<@{id}>"),
        None => escape(actor),
    }
}

/// The same as [`quoted`], with these places of the text in bold and underlined.
fn quoted_with_marks(text: &str, places: &[Range<usize>]) -> String {
    let mut at = 0;
    let line = |line: &str| {
        let (start, end) = (at, at + line.len());
        at = end + 1;
        let mut marked = String::from("> ");
        let mut from = start;
        for place in places.iter().filter(|place| place.start < end && start < place.end) {
            let (first, last) = (place.start.max(from), place.end.min(end));
            let (Some(before), Some(inside)) = (text.get(from..first), text.get(first..last)) else { continue };
            marked.push_str(&escape(before));
            marked.extend(["**__", &escape(inside), "__**"]);
            from = last;
        }
        marked.push_str(&escape(text.get(from..end).unwrap_or_default()));
        marked
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// A text set apart from what is said about it.
pub(super) fn quoted(text: &str) -> String {
    escape(text).lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
}

pub(super) fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "✅",
        Verdict::Warn => "🟠",
        Verdict::Block => "⛔",
    }
}

fn item(item: &CheckItem, language: Language) -> String {
    let mark = if item.done { "☑️" } else { "▫️" };
    let due = item.due_text.as_ref().map(|due| format!(" · *{due}*")).unwrap_or_default();
    let text = escape(&item.text);
    let what = match &item.when {
        Some(when) => text!(language, "labelled", label = when.as_str(), text = text),
        None => text,
    };
    format!("{mark} {what}{due}")
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
        let name = clip(&format!("{mark} « {} »", escape(&finding.text)), 100);
        let waived =
            finding.waived.as_ref().map(|waived| format!("\n-# {}", escape_but_links(waived))).unwrap_or_default();
        let value = format!("{}{waived}\n→ {}\n-# {}", escape(&finding.message), finding.fix, finding.source);
        let room = left.saturating_sub(units(&name)).min(300);
        if room < units(&value) && room < LEAST {
            break;
        }
        let value = clip(&value, room);
        left = left.saturating_sub(units(&name) + units(&value));
        fields.push((name, value));
    }
    let more = findings.len() - fields.len();
    if more > 0 {
        fields.push(("…".to_owned(), format!("+ {more}")));
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
        Some(verdict) => verdict_colour(verdict),
        None if important => RED,
        None => BLUE,
    }
}

/// The colour of a verdict.
pub(super) fn verdict_colour(verdict: Verdict) -> u32 {
    match verdict {
        Verdict::Block => RED,
        Verdict::Warn => AMBER,
        Verdict::Pass => GREEN,
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
            && units(&quoted(text)) > PROPOSAL_SHARE
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
        let buttons = screen.choices.iter().map(|choice| {
            let button = button(at, &choice.action, &choice.label, ButtonStyle::Primary);
            if choice.suggested { button.emoji(SUGGESTED) } else { button }
        });
        rows.extend(button_rows(&buttons.collect::<Vec<_>>()));
    } else {
        rows.push(select(at, "answer", &text!(language, "discord-choose-answer"), &screen.choices));
    }
    let buttons =
        screen.buttons.iter().map(|there: &Button| button(at, &there.action, &there.label, style(there.style)));
    rows.extend(button_rows(&buttons.collect::<Vec<_>>()));
    let menus = merged(&screen.menus, MAX_ROWS.saturating_sub(rows.len()), language);
    rows.extend(menus.iter().map(|menu| select(at, menu.id, &menu.label, &menu.options)));
    rows.truncate(MAX_ROWS);
    rows
}

/// As many menus as there is room for: what does not fit goes into one last menu together. Each option
/// says all that choosing it does, so it does the same there. Where even that is too long, each menu keeps
/// its first options: none is left out for another's sake.
fn merged(menus: &[Menu], room: usize, language: Language) -> Vec<Menu> {
    if menus.len() <= room || room == 0 {
        return menus.to_vec();
    }
    let (alone, together) = menus.split_at(room - 1);
    let option = |menu: &Menu, choice: &Choice| {
        let label = text!(language, "labelled", label = menu.label.trim_end_matches('…'), text = choice.label.as_str());
        Choice { label, ..choice.clone() }
    };
    let ranks = |(of, menu): (usize, &Menu)| (0..menu.options.len()).map(move |rank| (rank, of)).collect::<Vec<_>>();
    let mut places: Vec<(usize, usize)> = together.iter().enumerate().flat_map(ranks).collect();
    places.sort_unstable();
    places.truncate(MAX_OPTIONS);
    places.sort_unstable_by_key(|(rank, of)| (*of, *rank));
    let options = places.into_iter().map(|(rank, of)| option(&together[of], &together[of].options[rank]));
    let more = Menu { id: "more", label: text!(language, "discord-more"), options: options.collect() };
    alone.iter().cloned().chain([more]).collect()
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
        .map(|choice| {
            let option = CreateSelectMenuOption::new(OptionLabel::new(&choice.label), choice.action.to_string());
            if choice.suggested { option.emoji(SUGGESTED) } else { option }
        })
        .collect();
    let menu =
        CreateSelectMenu::new(CustomId::Menu(at, id.to_owned()).to_string(), CreateSelectMenuKind::String { options });
    CreateActionRow::SelectMenu(menu.placeholder(Placeholder::new(label)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn found_words_are_marked_on_their_line_and_the_rest_stays_as_it_is() {
        let text = "Bonjour *Anne*,\nvotre dent.";
        assert_eq!(quoted_with_marks(text, &[]), quoted(text));
        let place = text.find("*Anne").unwrap_or_default()..text.find(" dent").unwrap_or_default();
        let marked = quoted_with_marks(text, &[place]);
        assert_eq!(marked, "> Bonjour **__\\*Anne\\*,__**\n> **__votre__** dent.");
        let elsewhere = [900..901, 901..902];
        assert_eq!(quoted_with_marks(text, &elsewhere), quoted(text), "places of another text");
    }
}
