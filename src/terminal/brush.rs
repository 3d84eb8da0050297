//! How to paint on a terminal.

use crate::language::Language;

/// Columns where there is no terminal to ask.
const USUAL_WIDTH: u16 = 100;

/// How to paint.
#[derive(Debug, Clone, Copy)]
pub struct Brush {
    /// The language of the interface.
    pub language: Language,
    /// Columns of the terminal.
    pub width: u16,
    /// Rows of the terminal.
    pub height: u16,
    /// Whether colours are wanted.
    pub colour: bool,
}

impl Brush {
    /// For the process's own terminal; where there is none, for a page of usual width.
    pub fn of_terminal(language: Language, colour: bool) -> Self {
        let size = terminal_size::terminal_size();
        let (width, height) = size.map_or((USUAL_WIDTH, u16::MAX), |(width, height)| (width.0, height.0));
        Self { language, width, height, colour }
    }
}
