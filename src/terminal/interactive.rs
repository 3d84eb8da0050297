//! The conversation with a person: arrow keys, lines that can be edited, an editor.

use std::borrow::Cow;
use std::io::{self, IsTerminal as _, Write as _};

use inquire::ui::{Attributes, RenderConfig, StyleSheet};
use inquire::{InquireError, Select};
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::history::DefaultHistory;
use rustyline::validate::Validator;
use rustyline::{Config, Editor, Helper};

use super::brush::Brush;
use super::clean::{clean, painted};
use super::console::{Console, Interrupted, Item};
use crate::desk::Field;
use crate::language::Language;
use crate::text;

/// A console over a real terminal.
pub struct Interactive {
    language: Language,
    colour: bool,
    lines: Editor<Harmless, DefaultHistory>,
}

/// Has the line editor show what is typed or pasted without anything that the terminal would obey.
struct Harmless;

impl Highlighter for Harmless {
    fn highlight<'l>(&self, line: &'l str, _pos: usize) -> Cow<'l, str> {
        clean(line)
    }

    fn highlight_char(&self, line: &str, _pos: usize, _kind: CmdKind) -> bool {
        matches!(clean(line), Cow::Owned(_))
    }
}

impl Completer for Harmless {
    type Candidate = String;
}

impl Hinter for Harmless {
    type Hint = String;
}

impl Validator for Harmless {}

impl Helper for Harmless {}

impl Interactive {
    /// A console over the process's own terminal.
    ///
    /// # Errors
    /// When the terminal cannot be set up.
    pub fn new(language: Language, colour: bool) -> io::Result<Self> {
        let config = Config::builder().bracketed_paste(true).auto_add_history(false).build();
        let mut lines = Editor::with_config(config).map_err(io::Error::other)?;
        lines.set_helper(Some(Harmless));
        Ok(Self { language, colour, lines })
    }

    fn read(&mut self, prompt: &str, initial: &str) -> Result<String, Interrupted> {
        match self.lines.readline_with_initial(prompt, (initial, "")) {
            Ok(line) => Ok(line.replace("\r\n", "\n").replace('\r', "\n")),
            Err(ReadlineError::Interrupted) => Err(Interrupted::Back),
            Err(ReadlineError::Eof) => Err(Interrupted::Left),
            Err(ReadlineError::Io(error)) => Err(Interrupted::Io(error)),
            Err(error) => Err(Interrupted::Io(io::Error::other(error))),
        }
    }

    /// A long text is changed in `$EDITOR`; without one, in place.
    fn edit(&mut self, field: &Field) -> Result<String, Interrupted> {
        let value = field.value.clone().unwrap_or_default();
        let has_editor =
            ["VISUAL", "EDITOR"].iter().any(|name| std::env::var_os(name).is_some_and(|set| !set.is_empty()));
        if has_editor && field.value.is_some() {
            match edit::edit(&value) {
                Ok(edited) => return Ok(edited),
                Err(_) => self.say(&self.brush().refusal(&text!(self.language, "terminal-editor-failed")))?,
            }
        }
        self.say(&self.brush().aside(&text!(self.language, "terminal-edit-in-place")))?;
        self.read("» ", &value)
    }
}

impl Console for Interactive {
    fn brush(&self) -> Brush {
        Brush::of_terminal(self.language, self.colour)
    }

    fn page(&mut self) {
        if io::stdout().is_terminal() {
            let mut out = io::stdout();
            // Clears the screen and what scrolled off it stays; a failure shows at the next line.
            let _ = write!(out, "\u{1b}[2J\u{1b}[H").and_then(|()| out.flush());
        }
    }

    fn say(&mut self, text: &str) -> io::Result<()> {
        let mut out = io::stdout();
        writeln!(out, "{}", painted(text))?;
        out.flush()
    }

    fn choose(&mut self, prompt: &str, items: &[Item]) -> Result<usize, Interrupted> {
        let labels: Vec<String> =
            items.iter().enumerate().map(|(index, item)| format!("{}. {}", index + 1, clean(&item.label))).collect();
        let help = text!(self.language, "terminal-keys");
        let plain = RenderConfig::empty();
        let styled =
            RenderConfig::default_colored().with_selected_option(Some(StyleSheet::new().with_attr(Attributes::BOLD)));
        let prompt = clean(prompt);
        let chosen = Select::new(&prompt, labels)
            .with_help_message(&help)
            .with_page_size(12)
            .with_render_config(if self.colour { styled } else { plain })
            .raw_prompt();
        match chosen {
            Ok(chosen) => Ok(chosen.index),
            Err(InquireError::OperationCanceled) => Err(Interrupted::Back),
            Err(InquireError::IO(error)) => Err(Interrupted::Io(error)),
            Err(InquireError::OperationInterrupted) => Err(Interrupted::Left),
            Err(error) => Err(Interrupted::Io(io::Error::other(error.to_string()))),
        }
    }

    fn ask(&mut self, prompt: &str) -> Result<String, Interrupted> {
        self.say(prompt)?;
        // There is nothing to go back to from here.
        self.read("» ", "").map_err(|interrupted| match interrupted {
            Interrupted::Back => Interrupted::Left,
            other => other,
        })
    }

    fn fill(&mut self, field: &Field) -> Result<String, Interrupted> {
        let hint = field.hint.as_ref().map(|hint| self.brush().aside(hint)).unwrap_or_default();
        self.say(&format!("{}\n{hint}", self.brush().heading(&field.label)))?;
        if field.long { self.edit(field) } else { self.read("» ", field.value.as_deref().unwrap_or_default()) }
    }
}
