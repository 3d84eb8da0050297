//! The conversation with a script: one line in, one answer.

use std::io::{self, BufRead, Write};

use super::brush::Brush;
use super::clean::clean;
use super::console::{Console, Interrupted, Item};
use crate::desk::Field;
use crate::language::Language;
use crate::text;

/// Longest line taken, in bytes: longer than any review.
const MAX_LINE: u64 = 256 * 1024;

/// A console over plain lines.
pub struct Plain<R, W> {
    input: R,
    output: W,
    language: Language,
}

impl<R: BufRead, W: Write> Plain<R, W> {
    /// A console that reads and writes there.
    pub fn new(input: R, output: W, language: Language) -> Self {
        Self { input, output, language }
    }

    fn line(&mut self) -> Result<String, Interrupted> {
        let mut bytes = Vec::new();
        let read = io::Read::take(&mut self.input, MAX_LINE).read_until(b'\n', &mut bytes)?;
        if read == 0 {
            return Err(Interrupted::Left);
        }
        if bytes.len() as u64 == MAX_LINE && !bytes.ends_with(b"\n") {
            // What follows is the rest of this line, not the next answer.
            let message = text!(self.language, "error-too-large", file = "stdin", most = MAX_LINE);
            return Err(io::Error::new(io::ErrorKind::InvalidData, message).into());
        }
        let line = String::from_utf8(bytes).map_err(|_| {
            let message = text!(self.language, "error-not-utf8", file = "stdin");
            io::Error::new(io::ErrorKind::InvalidData, message)
        })?;
        // A line break inside an answer is typed \n.
        Ok(line.trim_end_matches(['\n', '\r']).replace("\\n", "\n"))
    }
}

impl<R: BufRead, W: Write> Console for Plain<R, W> {
    fn brush(&self) -> Brush {
        Brush { language: self.language, width: 80, height: u16::MAX, colour: false }
    }

    fn page(&mut self) {}

    fn say(&mut self, text: &str) -> io::Result<()> {
        // Nothing is painted here, so whatever a terminal would obey came from elsewhere.
        writeln!(self.output, "{}", clean(text))?;
        self.output.flush()
    }

    fn choose(&mut self, prompt: &str, items: &[Item]) -> Result<usize, Interrupted> {
        self.say(prompt)?;
        for (index, item) in items.iter().enumerate() {
            self.say(&format!("  {}. {} [{}]", index + 1, clean(&item.label), item.id))?;
        }
        loop {
            let line = self.line()?;
            let typed = line.trim();
            let by_number = typed.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let by_number = by_number.filter(|index| *index < items.len());
            if let Some(index) = by_number.or_else(|| items.iter().position(|item| item.id == typed)) {
                return Ok(index);
            }
            self.say(&text!(
                self.language,
                "terminal-no-such-choice",
                typed = clean(typed).into_owned(),
                most = items.len()
            ))?;
        }
    }

    fn ask(&mut self, prompt: &str) -> Result<String, Interrupted> {
        self.say(prompt)?;
        self.line()
    }

    fn fill(&mut self, field: &Field) -> Result<String, Interrupted> {
        let hint = field.hint.as_ref().map(|hint| format!(" — {hint}")).unwrap_or_default();
        let Some(there) = field.value.as_ref().filter(|there| !there.is_empty()) else {
            return self.ask(&format!("{}{hint}", field.label));
        };
        // An empty line keeps what is there, and a hyphen empties it.
        let keep = text!(self.language, "terminal-keep", value = clean(there).into_owned());
        let typed = self.ask(&format!("{}{hint}\n{keep}", field.label))?;
        Ok(match typed.trim() {
            "" => there.clone(),
            "-" => String::new(),
            _ => typed,
        })
    }
}
