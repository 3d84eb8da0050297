//! Letters and guides as documents that a word processor opens: Markdown in, `.docx` out.
//!
//! The Markdown is small on purpose (`## heading`, `- item`, `**bold**`, `*italic*`, `> note to whoever
//! sends it`), so that a template reads well as it is; a line break in it is a line break in the document,
//! as in an address.

use std::collections::BTreeMap;
use std::io::Cursor;

use docx_rs::{
    AbstractNumbering, AlignmentType, BreakType, Docx, IndentLevel, Level, LevelJc, LevelText, LineSpacing,
    NumberFormat, Numbering, NumberingId, PageMargin, Paragraph, Pic, Run, RunFonts, Shading, ShdType,
    SpecialIndentType, Start, Style, StyleType, XMLDocx,
};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeStream};

/// A document to keep or to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its file name.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Why a document could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the document could not be made: {0}")]
pub struct DocumentError(String);

const FONT: &str = "Calibri";
/// In half points, as the format counts.
const TEXT_SIZE: usize = 22;
const HEADING_SIZE: usize = 26;
const NOTE_SIZE: usize = 20;
/// In twentieths of a point: 2.5 cm.
const MARGIN: i32 = 1417;
const AFTER_PARAGRAPH: u32 = 160;
const INDENT: i32 = 360;
const NOTE_GREY: &str = "EDEDED";
/// In pixels, of which a word processor counts 96 an inch.
const WIDEST_PICTURE: u32 = 600;
const HIGHEST_PICTURE: u32 = 500;
/// The library has a numbering of its own under 1.
const BULLETS: usize = 2;

impl Document {
    /// Sets a Markdown text as a document.
    ///
    /// # Errors
    /// When the archive that the format is cannot be written.
    pub fn of_markdown(name: impl Into<String>, markdown: &str) -> Result<Self, DocumentError> {
        Self::set(name, Parser::new(markdown), Page::default())
    }

    /// The same, where `~~words~~` are struck out and `![](name)` is the picture of that name, PNG or JPEG. One that cannot
    /// be read is left out.
    ///
    /// # Errors
    /// When the archive that the format is cannot be written.
    pub fn of_record(
        name: impl Into<String>,
        markdown: &str,
        pictures: BTreeMap<String, Vec<u8>>,
    ) -> Result<Self, DocumentError> {
        let parser = Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH);
        Self::set(name, parser, Page { pictures, ..Page::default() })
    }

    fn set(name: impl Into<String>, parser: Parser<'_>, mut page: Page) -> Result<Self, DocumentError> {
        for event in TextMergeStream::new(parser) {
            page.take(event);
        }
        let mut docx = blank();
        for paragraph in page.done {
            docx = docx.add_paragraph(paragraph);
        }
        let mut parts = docx.build();
        name_jpegs(&mut parts);
        let mut file = Cursor::new(Vec::new());
        parts.pack(&mut file).map_err(|error| DocumentError(error.to_string()))?;
        Ok(Self { name: name.into(), bytes: file.into_inner() })
    }
}

/// A Markdown text without its marks, as it is copied into a message.
pub fn plain_text(markdown: &str) -> String {
    let mut words = Words::default();
    for event in TextMergeStream::new(Parser::new(markdown)) {
        words.take(event);
    }
    words.text.trim().to_owned()
}

/// A text while its marks are taken off.
#[derive(Default)]
struct Words {
    text: String,
    /// The number of the next item, for each list that is open; a list of bullets has none.
    lists: Vec<Option<u64>>,
    note: bool,
}

impl Words {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::BlockQuote(_)) => self.note = true,
            Event::End(TagEnd::BlockQuote(_)) => self.note = false,
            Event::Start(Tag::Heading { .. }) => self.gap(),
            Event::Start(Tag::Paragraph) if self.lists.is_empty() => {
                self.gap();
                self.text.push_str(if self.note { "[" } else { "" });
            }
            Event::End(TagEnd::Paragraph) if self.note => self.text.push(']'),
            Event::Start(Tag::List(first)) => {
                self.gap();
                self.lists.push(first);
            }
            Event::End(TagEnd::List(_)) => drop(self.lists.pop()),
            Event::Start(Tag::Item) => self.item(),
            Event::Text(words) | Event::Code(words) | Event::Html(words) | Event::InlineHtml(words) => {
                self.text.push_str(&words);
            }
            Event::SoftBreak | Event::HardBreak => self.text.push('\n'),
            _ => {}
        }
    }

    /// An empty line, but at the beginning.
    fn gap(&mut self) {
        while !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    fn item(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        if let Some(Some(number)) = self.lists.last_mut() {
            self.text.push_str(&number.to_string());
            self.text.push_str(". ");
            *number += 1;
        } else {
            self.text.push_str("- ");
        }
    }
}

/// A page without text: paper, letters, styles, bullets.
fn blank() -> Docx {
    let fonts = || RunFonts::new().ascii(FONT).hi_ansi(FONT).cs(FONT);
    let margin = PageMargin::new().top(MARGIN).bottom(MARGIN).left(MARGIN).right(MARGIN);
    let bullet = Level::new(0, Start::new(1), NumberFormat::new("bullet"), LevelText::new("•"), LevelJc::new("left"))
        .indent(Some(2 * INDENT), Some(SpecialIndentType::Hanging(INDENT)), None, None);
    Docx::new()
        .page_margin(margin)
        .default_fonts(fonts())
        .default_size(TEXT_SIZE)
        .default_line_spacing(LineSpacing::new().after(AFTER_PARAGRAPH))
        .add_style(Style::new(HEADING, StyleType::Paragraph).name("heading 2").size(HEADING_SIZE).bold())
        .add_abstract_numbering(AbstractNumbering::new(BULLETS).add_level(bullet))
        .add_numbering(Numbering::new(BULLETS, BULLETS))
}

/// The identifier under which word processors know a heading.
const HEADING: &str = "Heading2";

/// Paragraphs while they are set.
#[derive(Default)]
struct Page {
    done: Vec<Paragraph>,
    open: Option<Paragraph>,
    bold: bool,
    italic: bool,
    struck: bool,
    /// PNG and JPEG files, by the name under which the text shows them.
    pictures: BTreeMap<String, Vec<u8>>,
    place: Place,
    /// The number of the next item, for each list that is open; a list of bullets has none.
    lists: Vec<Option<u64>>,
}

/// Where in the text a paragraph stands.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Place {
    #[default]
    Text,
    Item,
    Note,
}

impl Page {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::SoftBreak | Event::HardBreak => self.run(|run| run.add_break(BreakType::TextWrapping)),
            Event::Rule => {
                self.close();
                self.done.push(Paragraph::new().add_run(Run::new().add_text("⁂")).align(AlignmentType::Center));
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Heading { .. } => self.open = Some(Paragraph::new().style(HEADING).keep_next(true)),
            Tag::BlockQuote(_) => self.place = Place::Note,
            Tag::List(first) => {
                self.close();
                self.lists.push(*first);
            }
            Tag::Item => {
                self.close();
                self.place = Place::Item;
                if let Some(Some(number)) = self.lists.last_mut() {
                    let label = format!("{number}. ");
                    *number += 1;
                    self.text(&label);
                }
            }
            Tag::Strong => self.bold = true,
            Tag::Emphasis => self.italic = true,
            Tag::Strikethrough => self.struck = true,
            Tag::Image { dest_url, .. } => self.picture(dest_url),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) | TagEnd::Paragraph => self.close(),
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Item | TagEnd::BlockQuote(_) => {
                self.close();
                self.place = Place::Text;
            }
            TagEnd::Strong => self.bold = false,
            TagEnd::Emphasis => self.italic = false,
            TagEnd::Strikethrough => self.struck = false,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        // Some characters have no place in XML, and a word processor refuses the whole file for one.
        let text: String = text
            .chars()
            .map(|letter| if letter == '\t' { ' ' } else { letter })
            .filter(|letter| !letter.is_control() && !matches!(letter, '\u{fffe}' | '\u{ffff}'))
            .collect();
        self.run(|run| run.add_text(text));
    }

    fn picture(&mut self, name: &str) {
        let Some(bytes) = self.pictures.remove(name) else { return };
        let Some((width, height)) = size_of(&bytes).filter(|(width, height)| *width > 0 && *height > 0) else { return };
        // No wider than the page between its margins, no higher than the half of it.
        let scale = (f64::from(WIDEST_PICTURE) / f64::from(width)).min(f64::from(HIGHEST_PICTURE) / f64::from(height));
        let scaled = |length: u32| scaled(length, scale.min(1.0));
        let picture = Pic::new_with_dimensions(bytes, scaled(width), scaled(height));
        self.run(|run| run.add_image(picture));
    }

    fn run(&mut self, fill: impl FnOnce(Run) -> Run) {
        let mut run = fill(Run::new());
        if self.bold {
            run = run.bold();
        }
        if self.struck {
            run = run.strike();
        }
        if self.italic || self.place == Place::Note {
            run = run.italic();
        }
        if self.place == Place::Note {
            run = run.size(NOTE_SIZE).shading(Shading::new().shd_type(ShdType::Clear).fill(NOTE_GREY));
        }
        let paragraph = self.open.take().unwrap_or_else(|| self.paragraph());
        self.open = Some(paragraph.add_run(run));
    }

    fn paragraph(&self) -> Paragraph {
        match (self.place, self.lists.last()) {
            (Place::Item, Some(None)) => Paragraph::new().numbering(NumberingId::new(BULLETS), IndentLevel::new(0)),
            (Place::Item, _) => {
                Paragraph::new().indent(Some(2 * INDENT), Some(SpecialIndentType::Hanging(INDENT)), None, None)
            }
            _ => Paragraph::new(),
        }
    }

    fn close(&mut self) {
        self.done.extend(self.open.take());
    }
}

/// How many pixels a picture has from left to right and from top to bottom.
fn size_of(picture: &[u8]) -> Option<(u32, u32)> {
    if is_jpeg(picture) {
        let size = imagesize::blob_size(picture).ok()?;
        return Some((size.width.try_into().ok()?, size.height.try_into().ok()?));
    }
    let reader = png::Decoder::new(Cursor::new(picture)).read_info().ok()?;
    Some(reader.info().size())
}

fn is_jpeg(picture: &[u8]) -> bool {
    picture.starts_with(&[0xff, 0xd8, 0xff])
}

/// The library calls every picture a PNG; what says otherwise of one file of the package goes before that.
fn name_jpegs(parts: &mut XMLDocx) {
    const END: &str = "</Types>";
    let jpegs = parts.media.iter().filter(|(_, bytes)| is_jpeg(bytes));
    let named =
        jpegs.map(|(id, _)| format!(r#"<Override PartName="/word/media/{id}.png" ContentType="image/jpeg" />"#));
    let named = named.collect::<String>() + END;
    parts.content_type = String::from_utf8_lossy(&parts.content_type).replace(END, &named).into_bytes();
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a length that only gets smaller")]
fn scaled(length: u32, scale: f64) -> u32 {
    (f64::from(length) * scale).round().max(1.0) as u32
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const LETTER: &str = "> À faire relire.\n\nCabinet des Tilleuls\n12 rue des Tilleuls\n\n## Raisons\n\n\
        Un **terme** outrageant & « injuste ».\n\n- une capture ;\n- un constat.\n";

    /// What a word processor would show of it, read back by the library's own reader.
    fn read_back(document: &Document) -> serde_json::Value {
        let docx = docx_rs::read_docx(&document.bytes).unwrap();
        serde_json::from_str(&docx.json()).unwrap()
    }

    fn texts(value: &serde_json::Value, into: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(map) => {
                if map.get("type").is_some_and(|kind| kind == "text") {
                    into.extend(map["data"]["text"].as_str().map(str::to_owned));
                }
                map.values().for_each(|value| texts(value, into));
            }
            serde_json::Value::Array(list) => list.iter().for_each(|value| texts(value, into)),
            _ => {}
        }
    }

    #[test]
    fn every_word_of_a_letter_is_in_the_document() {
        let document = Document::of_markdown("lettre.docx", LETTER).unwrap();
        let mut words = Vec::new();
        texts(&read_back(&document)["document"], &mut words);
        let whole = words.join("");
        for part in ["À faire relire.", "12 rue des Tilleuls", "Raisons", "terme", "& « injuste ».", "un constat."] {
            assert!(whole.contains(part), "{part} in {whole}");
        }
        assert!(!whole.contains("**") && !whole.contains('#') && !whole.contains('>'));
    }

    #[test]
    fn the_words_to_copy_have_no_marks() {
        assert_eq!(
            plain_text(LETTER),
            "[À faire relire.]\n\nCabinet des Tilleuls\n12 rue des Tilleuls\n\nRaisons\n\n\
             Un terme outrageant & « injuste ».\n\n- une capture ;\n- un constat."
        );
        assert_eq!(plain_text("1. un\n2. deux\n\nfin"), "1. un\n2. deux\n\nfin");
    }

    /// A JPEG picture goes in as it is, by its size and called what it is; one that cannot be read is left out.
    #[test]
    fn pictures_are_called_what_they_are() {
        let mut png = Vec::new();
        let mut encoder = png::Encoder::new(&mut png, 2, 1);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.write_header().unwrap().write_image_data(&[0, 255]).unwrap();
        let jpeg = b"\xff\xd8\xff\xc0\x00\x0b\x08\x01\xf4\x04\xb0\x01\x01\x11\x00\xff\xd9".to_vec();
        assert_eq!((size_of(&jpeg), size_of(&png)), (Some((1200, 500)), Some((2, 1))));
        let pictures = [("a", png), ("b", jpeg.clone()), ("c", b"\xff\xd8\xff broken".to_vec())];
        let pictures = pictures.map(|(name, bytes)| (name.to_owned(), bytes)).into();
        let mut page = Page { pictures, ..Page::default() };
        TextMergeStream::new(Parser::new("![](a)\n\n![](b)\n\n![](c)")).for_each(|event| page.take(event));
        let mut parts = page.done.into_iter().fold(blank(), Docx::add_paragraph).build();
        name_jpegs(&mut parts);
        assert_eq!(parts.media.len(), 2);
        let (id, _) = parts.media.iter().find(|(_, bytes)| *bytes == jpeg).unwrap();
        let types = String::from_utf8(parts.content_type).unwrap();
        let part = format!(r#"<Override PartName="/word/media/{id}.png" ContentType="image/jpeg" /></Types>"#);
        assert!(types.ends_with(&part), "{types}");
        assert_eq!(types.matches("image/jpeg").count(), 2, "the default of the ending, and the one picture: {types}");
    }

    #[test]
    fn whatever_is_typed_makes_a_document_that_opens() {
        for text in
            ["", "\u{0}\u{1}", "\u{fffe}\u{ffff}a\tb", "<w:p>&amp;", "\u{202e}abc", "| a | b |\n|---|---|", "```\ncode"]
        {
            let document = Document::of_markdown("x.docx", text).unwrap();
            assert!(docx_rs::read_docx(&document.bytes).is_ok(), "{text:?}");
        }
    }
}
