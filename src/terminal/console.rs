//! What a conversation needs of a terminal, so that a person's keys and a script's lines are the
//! same to it.

use std::io;

use super::brush::Brush;
use crate::desk::Field;

/// One thing to choose.
#[derive(Debug, Clone)]
pub struct Item {
    /// What a script may type in place of the number.
    pub id: String,
    /// What a person reads.
    pub label: String,
}

/// Why a question got no answer.
#[derive(Debug)]
pub enum Interrupted {
    /// The person went back (Escape in a list, Ctrl-C in a form).
    Back,
    /// There is no more input, or the person left (Ctrl-C in a list, Ctrl-D).
    Left,
    /// The terminal failed.
    Io(io::Error),
}

impl From<io::Error> for Interrupted {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// A terminal, or what stands in for one.
pub trait Console {
    /// How to paint on it.
    fn brush(&self) -> Brush;

    /// Begins a new page, where pages exist.
    fn page(&mut self);

    /// Shows a text.
    ///
    /// # Errors
    /// When it cannot be written.
    fn say(&mut self, text: &str) -> io::Result<()>;

    /// Has one of several things chosen; gives its place.
    ///
    /// # Errors
    /// When nothing was chosen.
    fn choose(&mut self, prompt: &str, items: &[Item]) -> Result<usize, Interrupted>;

    /// Asks for a text; an empty one is an answer too.
    ///
    /// # Errors
    /// When nothing was typed.
    fn ask(&mut self, prompt: &str) -> Result<String, Interrupted>;

    /// Asks for one field of a form.
    ///
    /// # Errors
    /// When nothing was typed.
    fn fill(&mut self, field: &Field) -> Result<String, Interrupted>;
}
