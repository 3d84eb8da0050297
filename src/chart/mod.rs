//! Figures as pictures: columns by month, and bars by name.
//!
//! A picture has a ground of its own, so that it reads the same in a dark chat and in a light one; its type
//! is large, for a telephone; its colours can be told apart by those who see some of them alike (Okabe and
//! Ito's). Every bar carries its number. The same figures always stand beside it as text.

mod bars;
mod canvas;
mod columns;

use canvas::Canvas;

/// Width of every picture, in pixels.
pub const WIDTH: u32 = 1000;
/// Height of a picture of columns, in pixels; one of bars is as high as it has bars.
pub const HEIGHT: u32 = 600;

/// Pictures are drawn twice as large and averaged: letters then stand where they should, and not at
/// the nearest pixel.
const FINER: u32 = 2;

/// A picture to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// On which day things count, or what else there is to know.
    pub note: String,
    /// What its numbers count: « avis », « jours ».
    pub unit: String,
    /// What it says where there is nothing to show.
    pub empty: String,
    /// What stands between a number and its decimals.
    pub decimal: char,
    /// The figures.
    pub figures: Figures,
}

/// The figures of a picture.
#[derive(Debug, Clone, PartialEq)]
pub enum Figures {
    /// Columns side by side, one group a slot: months.
    Columns {
        /// The slots, in order.
        slots: Vec<Slot>,
        /// One name a column of the group; at most three.
        series: Vec<String>,
    },
    /// Bars one below the other, the longest first.
    Bars(Vec<Bar>),
}

/// A group of columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    /// What stands below it.
    pub label: String,
    /// What stands below that, where it is said anew: the year.
    pub group: Option<String>,
    /// One value a series; none where there is nothing to tell.
    pub values: Vec<Option<f64>>,
}

/// A bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// What it is of.
    pub label: String,
    /// How long it is.
    pub value: f64,
}

/// Why a picture could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the picture could not be made: {0}")]
pub struct ChartError(String);

impl Chart {
    /// The picture as a PNG file.
    ///
    /// # Errors
    /// When the drawing or the encoding fails.
    pub fn png(&self) -> Result<Vec<u8>, ChartError> {
        let height = match &self.figures {
            Figures::Columns { .. } => HEIGHT,
            Figures::Bars(bars) => bars::height(bars.len()),
        };
        let mut fine = vec![0; (WIDTH * FINER * height * FINER * 3) as usize];
        {
            let canvas = Canvas::new(&mut fine, height)?;
            canvas.title(&self.title, &self.note)?;
            match &self.figures {
                _ if self.is_empty() => canvas.nothing(&self.empty)?,
                Figures::Columns { slots, series } => columns::draw(&canvas, self, slots, series)?,
                Figures::Bars(bars) => bars::draw(&canvas, self, bars)?,
            }
            canvas.finish()?;
        }
        encoded(&averaged(&fine), height)
    }

    /// Whether there is nothing to show.
    fn is_empty(&self) -> bool {
        match &self.figures {
            Figures::Columns { slots, .. } => {
                !slots.iter().flat_map(|slot| &slot.values).any(|value| value.is_some_and(|value| value > 0.0))
            }
            Figures::Bars(bars) => !bars.iter().any(|bar| bar.value > 0.0),
        }
    }

    /// A number as it stands on a bar: whole, or with one decimal.
    fn number(&self, value: f64) -> String {
        let rounded = (value * 10.0).round() / 10.0;
        if (rounded - rounded.round()).abs() < f64::EPSILON {
            format!("{rounded:.0}")
        } else {
            format!("{rounded:.1}").replace('.', &self.decimal.to_string())
        }
    }
}

/// The marks of an axis from nothing to the greatest of these values or beyond: six or fewer, at round numbers,
/// and at whole ones where the values are.
fn marks(values: impl Iterator<Item = f64> + Clone) -> Vec<f64> {
    let finest = if values.clone().all(|value| value.fract() <= 0.0) { 1.0 } else { 0.1 };
    let most = values.fold(finest, f64::max);
    let rough = (most / 4.0).max(finest);
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| *step >= rough);
    let step = step.unwrap_or(rough);
    let count = (1_u8..).find(|count| f64::from(*count) * step >= most).unwrap_or(1);
    (0..=count).map(|count| f64::from(count) * step).collect()
}

/// A picture at its own size, each pixel the mean of the four drawn for it.
fn averaged(fine: &[u8]) -> Vec<u8> {
    let row = (WIDTH * FINER * 3) as usize;
    let mut pixels = Vec::with_capacity(fine.len() / 4);
    for rows in fine.chunks_exact(2 * row) {
        let (upper, lower) = rows.split_at(row);
        for (upper, lower) in upper.chunks_exact(6).zip(lower.chunks_exact(6)) {
            for channel in 0..3 {
                let left = upper[channel].midpoint(lower[channel]);
                pixels.push(left.midpoint(upper[channel + 3].midpoint(lower[channel + 3])));
            }
        }
    }
    pixels
}

fn encoded(pixels: &[u8], height: u32) -> Result<Vec<u8>, ChartError> {
    let failed = |error: png::EncodingError| ChartError(error.to_string());
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, WIDTH, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(pixels).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(file)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    #[test]
    fn the_marks_of_an_axis_are_few_and_round_and_things_are_counted_whole() {
        let marks = |most: f64| super::marks([most].into_iter());
        assert_eq!(marks(7.0), [0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(marks(1.0), [0.0, 1.0]);
        assert_eq!(marks(3.0), [0.0, 1.0, 2.0, 3.0]);
        assert_eq!(marks(40.0), [0.0, 10.0, 20.0, 30.0, 40.0]);
        assert_eq!(marks(1.5), [0.0, 0.5, 1.0, 1.5]);
        assert!((1..20_000).all(|most| marks(f64::from(most) / 10.0).len() <= 6));
    }
}
