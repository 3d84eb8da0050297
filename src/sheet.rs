//! Rows as a spreadsheet opens them at a double click, and never as formulas.
//!
//! Where French is read: semicolons between fields and a comma before decimals; elsewhere a comma and a
//! point. UTF-8 with its mark at the front, lines that end in CR LF, days as `2026-11-22`, which
//! spreadsheets of both languages take for days.

use std::io::Write;

use csv::{Terminator, WriterBuilder};

use crate::language::Language;

/// What tells a spreadsheet that the file is UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// One field.
#[derive(Debug, Clone, PartialEq)]
pub enum Field {
    /// Words, whoever they come from.
    Text(String),
    /// A number, as it is.
    Number(f64),
    /// Nothing.
    Empty,
}

impl From<&str> for Field {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Field {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<usize> for Field {
    #[allow(clippy::cast_precision_loss, reason = "nobody counts so far")]
    fn from(number: usize) -> Self {
        Self::Number(number as f64)
    }
}

impl From<f64> for Field {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl<T: Into<Self>> From<Option<T>> for Field {
    fn from(field: Option<T>) -> Self {
        field.map_or(Self::Empty, Into::into)
    }
}

/// A file of rows, for readers of a language.
#[derive(Debug)]
pub struct Sheet<W: Write> {
    language: Language,
    rows: csv::Writer<W>,
}

/// A row could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the sheet could not be written: {0}")]
pub struct SheetError(String);

impl<W: Write> Sheet<W> {
    /// A sheet without rows.
    ///
    /// # Errors
    /// When nothing can be written there.
    pub fn new(language: Language, mut to: W) -> Result<Self, SheetError> {
        to.write_all(MARK).map_err(|error| SheetError(error.to_string()))?;
        let separator = if language == Language::Fr { b';' } else { b',' };
        let rows = WriterBuilder::new().delimiter(separator).terminator(Terminator::CRLF).from_writer(to);
        Ok(Self { language, rows })
    }

    /// Adds a row; every row has as many fields as the first.
    ///
    /// # Errors
    /// When it has not.
    pub fn row(&mut self, fields: impl IntoIterator<Item = Field>) -> Result<(), SheetError> {
        let fields = fields.into_iter().map(|field| match field {
            Field::Text(text) => guarded(&text),
            Field::Number(number) => self.number(number),
            Field::Empty => String::new(),
        });
        let fields: Vec<_> = fields.collect();
        self.rows.write_record(&fields).map_err(|error| SheetError(error.to_string()))
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> Result<(), SheetError> {
        self.rows.flush().map_err(|error| SheetError(error.to_string()))
    }

    fn number(&self, number: f64) -> String {
        let written = number.to_string();
        if self.language == Language::Fr { written.replace('.', ",") } else { written }
    }
}

/// Words that no spreadsheet takes for a formula: an apostrophe stands before those that could begin one,
/// behind quotes and blanks too, since some programs take these away first.
fn guarded(text: &str) -> String {
    let kept = |letter: &char| !letter.is_control() || *letter == '\n' || *letter == '\t';
    let plain: String = text.replace("\r\n", "\n").replace('\r', "\n").chars().filter(kept).collect();
    let begins = |letter: char| matches!(letter, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '|' | '%');
    let stripped =
        plain.trim_start_matches(|letter: char| letter.is_whitespace() || matches!(letter, '"' | '\'' | '\u{feff}'));
    let blank_first = text.starts_with(['\t', '\r', '\n']);
    // A name such as 1234567e12 would be shown as a number, and is one no more.
    let is_number = plain.contains(|letter: char| letter.is_ascii_digit()) && plain.trim().parse::<f64>().is_ok();
    if blank_first || is_number || stripped.starts_with(begins) { format!("'{plain}") } else { plain }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn written(language: Language, fields: Vec<Field>) -> String {
        let mut file = Vec::new();
        let mut sheet = Sheet::new(language, &mut file).unwrap();
        sheet.row(fields).unwrap();
        sheet.finish().unwrap();
        String::from_utf8(file).unwrap()
    }

    /// Whoever writes a review must not run anything on the machine of whoever opens the export.
    #[test]
    fn a_field_never_becomes_a_formula() {
        for text in [
            "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\"=1\"", "'=1", "＝1", "%0", "|x", "12e4",
            "0612",
        ] {
            let guarded = guarded(text);
            assert!(guarded.starts_with('\''), "{text:?} gives {guarded:?}");
        }
        for text in ["Bonjour", "1 + 1", "« =1 »", "a@b.example", ""] {
            assert_eq!(guarded(text), text);
        }
    }

    #[test]
    fn a_french_spreadsheet_opens_it_and_so_does_an_english_one() {
        let fields = || vec!["a;b".into(), "c,\"d\"".into(), 2.5.into(), 3_usize.into(), Field::Empty];
        assert_eq!(written(Language::Fr, fields()), "\u{feff}\"a;b\";\"c,\"\"d\"\"\";2,5;3;\r\n");
        assert_eq!(written(Language::En, fields()), "\u{feff}a;b,\"c,\"\"d\"\"\",2.5,3,\r\n");
        assert_eq!(written(Language::Fr, vec![(-1.5).into(), "é\r\nè".into()]), "\u{feff}-1,5;\"é\nè\"\r\n");
    }
}
