//! A screen as text for a terminal: the review in sight, the proposal in a box, findings underlined.

use std::fmt::Write as _;

use comfy_table::{ContentArrangement, Table, presets};

use super::brush::Brush;
use super::clean::clean;
use super::snippet::underline;
use crate::desk::{Block, Change, CheckItem, HistoryLine, Match, Piece, Screen};
use crate::guard::Verdict;
use crate::journal::Excerpt;
use crate::text;

/// Widest box, in columns: longer lines are hard to read.
const WIDEST: u16 = 96;

/// Rows that what can be chosen takes below a page.
const MENU_ROWS: usize = 14;

/// The beginning of a line, no longer than so many characters.
fn first_chars(line: &str, most: usize) -> String {
    if line.chars().count() <= most {
        return line.to_owned();
    }
    line.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

/// ANSI styles, few and the same everywhere.
#[derive(Clone, Copy)]
enum Ink {
    Bold,
    Faint,
    Red,
    Yellow,
    Green,
}

impl Brush {
    fn ink(self, ink: Ink, text: &str) -> String {
        let text = clean(text);
        if !self.colour {
            return text.into_owned();
        }
        let code = match ink {
            Ink::Bold => "1",
            Ink::Faint => "2",
            Ink::Red => "1;31",
            Ink::Yellow => "1;33",
            Ink::Green => "1;32",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    /// Text in a box, under a heading.
    fn boxed(self, heading: &str, text: &str) -> String {
        let mut table = Table::new();
        table
            .load_preset(presets::UTF8_FULL)
            .apply_modifier(comfy_table::modifiers::UTF8_ROUND_CORNERS)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(self.width.min(WIDEST));
        table.add_row([clean(text).as_ref()]);
        format!("{}\n{table}", self.ink(Ink::Bold, heading))
    }

    fn wrapped(self, text: &str) -> String {
        textwrap::fill(&clean(text), usize::from(self.width.min(WIDEST)))
    }

    /// The screen, without what can be pressed.
    pub fn screen(self, screen: &Screen) -> String {
        let mut page = String::new();
        let mut heading = vec![screen.review.label.clone()];
        heading.extend(screen.review.about.iter().map(|about| clean(about).into_owned()));
        let heading = heading.join(" · ");
        // Writing to a String cannot fail.
        let _ = writeln!(page, "{}\n", self.boxed(&heading, &screen.review.text));
        let reference = text!(self.language, "terminal-reference", exchange = screen.reference.exchange.as_str());
        let _ = writeln!(page, "{} {}\n", self.ink(Ink::Bold, &screen.title), self.ink(Ink::Faint, &reference));
        let mut proposal = "";
        for block in &screen.blocks {
            if let Block::Proposal { text, .. } = block {
                proposal = text;
            }
            let _ = writeln!(page, "{}\n", self.block(block, proposal));
        }
        // Where the page is longer than the terminal, the review that scrolled away is recalled.
        if page.lines().count() + MENU_ROWS > usize::from(self.height) {
            let review = clean(&screen.review.text).replace('\n', " ");
            let recalled = self.labelled(&screen.review.label, &review);
            let _ = writeln!(
                page,
                "{}",
                self.ink(Ink::Faint, &first_chars(&recalled, usize::from(self.width.min(WIDEST))))
            );
        }
        page
    }

    fn block(self, block: &Block, proposal: &str) -> String {
        match block {
            Block::Question { progress, ask, help } => {
                let help = help.as_ref().map(|help| format!("\n{}", self.ink(Ink::Faint, &self.wrapped(help))));
                let ask = self.ink(Ink::Bold, &self.wrapped(ask));
                format!("{}  {ask}{}", self.ink(Ink::Faint, progress), help.unwrap_or_default())
            }
            Block::Suggestion { title, because } => {
                let reasons = because.iter().map(|reason| format!("\n{}", self.wrapped(&format!("- {reason}"))));
                format!("{}{}", self.ink(Ink::Yellow, &self.wrapped(title)), reasons.collect::<String>())
            }
            Block::Answers { title, given } => {
                let path = given.iter().map(|(_, answer)| answer.as_str()).collect::<Vec<_>>().join(" › ");
                self.ink(Ink::Faint, &self.wrapped(&self.labelled(title, &path)))
            }
            Block::Text(text) => self.wrapped(text),
            Block::Important(text) => self.ink(Ink::Red, &self.wrapped(text)),
            Block::InCharge(actor) => self.wrapped(&text!(self.language, "in-charge", who = actor.as_str())),
            Block::Proposal { title, text, verdict, verdict_text } => {
                let (mark, ink) = match verdict {
                    Verdict::Pass => ("✔", Ink::Green),
                    Verdict::Warn => ("!", Ink::Yellow),
                    Verdict::Block => ("✘", Ink::Red),
                };
                format!("{}\n{}", self.boxed(title, text), self.ink(ink, &format!("{mark} {verdict_text}")))
            }
            Block::Findings { title, findings } => {
                let shown = underline(&text!(self.language, "terminal-text-name"), proposal, findings, self);
                format!("{}\n\n{shown}", self.ink(Ink::Bold, title))
            }
            Block::Changes { title, pieces } => {
                let marked: String = pieces.iter().map(|piece| self.piece(piece)).collect();
                let filled = textwrap::fill(&marked, usize::from(self.width.min(WIDEST)));
                format!("{}\n{filled}", self.ink(Ink::Bold, title))
            }
            Block::History { title, lines } => {
                let lines = lines.iter().map(|line| self.history_line(line)).collect::<Vec<_>>().join("\n");
                format!("{}\n{lines}", self.ink(Ink::Bold, title))
            }
            Block::Checklist { title, items } => {
                let lines = items.iter().map(|item| self.item(item)).collect::<Vec<_>>().join("\n");
                format!("{}\n{lines}", self.ink(Ink::Bold, title))
            }
        }
    }

    /// Words that went are in [-…-], words that came in {+…+}, with or without colours.
    fn piece(self, piece: &Piece) -> String {
        let words = piece.text.trim_end();
        let (cleaned, space) = (clean(words), &piece.text[words.len()..]);
        match piece.change {
            Change::Same => format!("{cleaned}{space}"),
            Change::Added if words.is_empty() => space.to_owned(),
            Change::Removed if words.is_empty() => String::new(),
            Change::Added => format!("{}{space}", self.ink(Ink::Green, &format!("{{+{cleaned}+}}"))),
            Change::Removed => format!("{}{space}", self.ink(Ink::Red, &format!("[-{cleaned}-]"))),
        }
    }

    fn history_line(self, line: &HistoryLine) -> String {
        let HistoryLine { at, what, actor, detail } = line;
        let detail = detail.as_ref().map(|detail| format!(" · {detail}")).unwrap_or_default();
        let layout = textwrap::Options::new(usize::from(self.width.min(WIDEST)));
        let line = format!("{at}  {what} · {actor}{detail}");
        textwrap::fill(&clean(&line), layout.initial_indent("  ").subsequent_indent("    "))
    }

    fn item(self, item: &CheckItem) -> String {
        let mark = if item.done { "  ☑ " } else { "  ☐ " };
        let due = item.due_text.as_ref().map(|due| format!(" · {due}")).unwrap_or_default();
        let what = item.when.as_ref().map_or_else(|| item.text.clone(), |when| self.labelled(when, &item.text));
        let line = format!("{what}{due}");
        let layout = textwrap::Options::new(usize::from(self.width.min(WIDEST)));
        textwrap::fill(&clean(&line), layout.initial_indent(mark).subsequent_indent("    "))
    }

    /// « Avis : … », "Review: …".
    fn labelled(self, label: &str, text: &str) -> String {
        text!(self.language, "labelled", label = label, text = text)
    }

    /// A sentence that went wrong.
    pub fn refusal(self, message: &str) -> String {
        self.ink(Ink::Red, &self.wrapped(message))
    }

    /// An exchange that was found, with what was looked for standing out.
    pub fn found(self, hit: &Match) -> String {
        let Match { exchange, day, status_text, outcome, part_text, excerpt, .. } = hit;
        let outcome = outcome.as_ref().map(|outcome| format!(" · {outcome}")).unwrap_or_default();
        let about = format!("{day} · {status_text}{outcome}");
        let layout = textwrap::Options::new(usize::from(self.width.min(WIDEST)));
        let shown = self.labelled(part_text, &self.marked(excerpt));
        let shown = textwrap::fill(&shown, layout.initial_indent("  ").subsequent_indent("  "));
        format!("{}  {}\n{shown}", self.ink(Ink::Bold, exchange.as_str()), clean(&about))
    }

    /// A piece of a text with its marks in colour; each word in its own, so that a line may end between them.
    fn marked(self, excerpt: &Excerpt) -> String {
        // Cleaning keeps every place where it was.
        let text = clean(&excerpt.text);
        let (mut marked, mut at) = (String::with_capacity(text.len() + 32), 0);
        for mark in &excerpt.marks {
            marked.push_str(&text[at..mark.start]);
            let words = text[mark.clone()].split(' ').map(|word| self.ink(Ink::Yellow, word));
            marked.push_str(&words.collect::<Vec<_>>().join(" "));
            at = mark.end;
        }
        marked.push_str(&text[at..]);
        marked
    }

    /// A heading.
    pub fn heading(self, text: &str) -> String {
        self.ink(Ink::Bold, text)
    }

    /// A text of several lines, each wrapped.
    pub fn text(self, text: &str) -> String {
        self.wrapped(text)
    }

    /// Something said in passing.
    pub fn aside(self, text: &str) -> String {
        self.ink(Ink::Faint, &self.wrapped(text))
    }
}
