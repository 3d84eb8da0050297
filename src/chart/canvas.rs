//! What both kinds of picture are drawn on: the ground, the title, words and boxes, in pixels.

use std::sync::LazyLock;

use plotters::coord::Shift;
use plotters::prelude::{
    BitMapBackend, DrawingArea, FontStyle, FontTransform, IntoDrawingArea as _, IntoFont as _, PathElement, RGBColor,
    Rectangle, Text, TextStyle,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color as _, register_font};

use super::{ChartError, FINER, WIDTH};

pub(super) const GROUND: RGBColor = RGBColor(252, 252, 249);
const INK: RGBColor = RGBColor(31, 41, 51);
const PALE_INK: RGBColor = RGBColor(82, 96, 109);
const GRID: RGBColor = RGBColor(222, 224, 220);
/// Blue, orange, green: told apart by everyone, also in grey.
pub(super) const COLOURS: [RGBColor; 3] = [RGBColor(0, 114, 178), RGBColor(230, 159, 0), RGBColor(0, 158, 115)];

const FONT: &str = "egard";
const TITLE_SIZE: f64 = 44.0;
const NOTE_SIZE: f64 = 27.0;
/// The space left free at the sides.
pub(super) const MARGIN: i32 = 32;
/// Where the title ends.
pub(super) const BELOW_TITLE: i32 = 116;

/// Whether the font, compiled in, is known to the library; text cannot be drawn without one.
static FONT_IS_KNOWN: LazyLock<bool> = LazyLock::new(|| {
    let regular = register_font(FONT, FontStyle::Normal, notosans::REGULAR_TTF);
    let bold = register_font(FONT, FontStyle::Bold, notosans::BOLD_TTF);
    regular.is_ok() && bold.is_ok()
});

/// How some words look.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) size: f64,
    pub(super) bold: bool,
    pub(super) pale: bool,
    /// Read from below to above.
    pub(super) upright: bool,
}

impl Look {
    pub(super) const fn of(size: f64) -> Self {
        Self { size, bold: false, pale: false, upright: false }
    }

    pub(super) const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(super) const fn pale(self) -> Self {
        Self { pale: true, ..self }
    }

    pub(super) const fn upright(self) -> Self {
        Self { upright: true, ..self }
    }
}

/// Which point of the words the place is.
#[derive(Debug, Clone, Copy)]
pub(super) enum At {
    Left,
    Right,
    /// In the middle, the words below the place.
    Top,
    /// In the middle, the words above the place.
    Bottom,
    Middle,
}

impl At {
    const fn anchor(self) -> Pos {
        match self {
            Self::Left => Pos { h_pos: HPos::Left, v_pos: VPos::Center },
            Self::Right => Pos { h_pos: HPos::Right, v_pos: VPos::Center },
            Self::Top => Pos { h_pos: HPos::Center, v_pos: VPos::Top },
            Self::Bottom => Pos { h_pos: HPos::Center, v_pos: VPos::Bottom },
            Self::Middle => Pos { h_pos: HPos::Center, v_pos: VPos::Center },
        }
    }
}

/// The picture while it is drawn.
pub(super) struct Canvas<'a> {
    area: DrawingArea<BitMapBackend<'a>, Shift>,
    pub(super) height: i32,
}

/// A place of the picture where it is drawn larger.
fn fine((x, y): (i32, i32)) -> (i32, i32) {
    let finer = FINER.cast_signed();
    (x * finer, y * finer)
}

fn failed(error: impl std::fmt::Display) -> ChartError {
    ChartError(error.to_string())
}

impl<'a> Canvas<'a> {
    pub(super) fn new(pixels: &'a mut [u8], height: u32) -> Result<Self, ChartError> {
        if !*FONT_IS_KNOWN {
            return Err(ChartError("its font cannot be read".to_owned()));
        }
        let area = BitMapBackend::with_buffer(pixels, (WIDTH * FINER, height * FINER)).into_drawing_area();
        area.fill(&GROUND).map_err(failed)?;
        Ok(Self { area, height: height.cast_signed() })
    }

    pub(super) fn finish(&self) -> Result<(), ChartError> {
        self.area.present().map_err(failed)
    }

    fn style(look: Look, anchor: Pos) -> TextStyle<'static> {
        let style = if look.bold { FontStyle::Bold } else { FontStyle::Normal };
        let font = (FONT, look.size * f64::from(FINER), style).into_font();
        let font = if look.upright { font.transform(FontTransform::Rotate270) } else { font };
        let ink = if look.pale { PALE_INK } else { INK };
        TextStyle { font, color: ink.to_backend_color(), pos: anchor }
    }

    pub(super) fn words(&self, words: &str, place: (i32, i32), at: At, look: Look) -> Result<(), ChartError> {
        // Turned words turn around the same point: what was their left end is now below.
        let anchor = match (look.upright, at) {
            (true, At::Bottom) => At::Left.anchor(),
            (true, At::Top) => At::Right.anchor(),
            _ => at.anchor(),
        };
        let text = Text::new(words.to_owned(), fine(place), Self::style(look, anchor));
        self.area.draw(&text).map_err(failed)
    }

    /// How wide words are, in pixels.
    pub(super) fn width_of(&self, words: &str, look: Look) -> i32 {
        let size = self.area.estimate_text_size(words, &Self::style(look, At::Left.anchor()));
        size.ok().and_then(|(width, _)| i32::try_from(width.div_ceil(FINER)).ok()).unwrap_or_default()
    }

    /// Words that fit a width, cut where they do not.
    pub(super) fn fitted(&self, words: &str, width: i32, look: Look) -> String {
        if self.width_of(words, look) <= width {
            return words.to_owned();
        }
        let mut kept: Vec<char> = words.chars().collect();
        loop {
            kept.pop();
            let cut = format!("{}…", kept.iter().collect::<String>().trim_end());
            if kept.is_empty() || self.width_of(&cut, look) <= width {
                return cut;
            }
        }
    }

    /// Words on at most two lines of a width.
    pub(super) fn folded(&self, words: &str, width: i32, look: Look) -> Vec<String> {
        let mut first = String::new();
        let mut rest = words.split_whitespace().peekable();
        while let Some(word) = rest.peek() {
            let longer = if first.is_empty() { (*word).to_owned() } else { format!("{first} {word}") };
            if self.width_of(&longer, look) > width {
                break;
            }
            first = longer;
            rest.next();
        }
        let second = rest.collect::<Vec<_>>().join(" ");
        let lines = [first, second].into_iter().filter(|line| !line.is_empty());
        lines.map(|line| self.fitted(&line, width, look)).collect()
    }

    pub(super) fn title(&self, title: &str, note: &str) -> Result<(), ChartError> {
        let room = WIDTH.cast_signed() - 2 * MARGIN;
        let (big, small) = (Look::of(TITLE_SIZE).bold(), Look::of(NOTE_SIZE).pale());
        self.words(&self.fitted(title, room, big), (MARGIN, 42), At::Left, big)?;
        self.words(&self.fitted(note, room, small), (MARGIN, 86), At::Left, small)
    }

    pub(super) fn nothing(&self, words: &str) -> Result<(), ChartError> {
        let middle = WIDTH.cast_signed() / 2;
        self.words(words, (middle, i32::midpoint(BELOW_TITLE, self.height)), At::Middle, Look::of(30.0).pale())
    }

    pub(super) fn filled(&self, from: (i32, i32), to: (i32, i32), colour: RGBColor) -> Result<(), ChartError> {
        self.area.draw(&Rectangle::new([fine(from), fine(to)], colour.filled())).map_err(failed)
    }

    /// A line of the grid, or the axis itself.
    pub(super) fn line(&self, from: (i32, i32), to: (i32, i32), is_axis: bool) -> Result<(), ChartError> {
        let colour = if is_axis { PALE_INK } else { GRID };
        self.area.draw(&PathElement::new(vec![fine(from), fine(to)], colour.stroke_width(FINER))).map_err(failed)
    }
}
