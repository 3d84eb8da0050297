//! Bars one below the other, each beside its name.

use super::canvas::{At, BELOW_TITLE, COLOURS, Canvas, Look, MARGIN};
use super::{Bar, Chart, ChartError, WIDTH, marks};

const NAME: f64 = 29.0;
const AXIS: f64 = 27.0;
/// Widest name before it is folded, in pixels.
const WIDEST_NAME: i32 = 440;
/// From one bar to the next, in pixels.
const ROW: i32 = 62;
/// Room below the bars for the axis.
const BELOW: i32 = 92;
/// Lowest picture, in pixels: there is always room for a title and a word.
const LOWEST: i32 = 320;

/// How high a picture of so many bars is, in pixels.
pub(super) fn height(bars: usize) -> u32 {
    let rows = i32::try_from(bars).unwrap_or(i32::MAX / ROW / 2);
    (BELOW_TITLE + rows * ROW + BELOW).max(LOWEST).unsigned_abs()
}

pub(super) fn draw(canvas: &Canvas<'_>, chart: &Chart, bars: &[Bar]) -> Result<(), ChartError> {
    let look = Look::of(NAME);
    let marks = marks(bars.iter().map(|bar| bar.value));
    let most = marks.last().copied().unwrap_or(1.0);
    let names: Vec<_> = bars.iter().map(|bar| canvas.folded(&bar.label, WIDEST_NAME, look)).collect();
    let widest = names.iter().flatten().map(|line| canvas.width_of(line, look)).max().unwrap_or_default();
    let left = MARGIN + widest + 14;
    // Room for the longest bar's number, or for half of the last mark's.
    let number = bars.iter().map(|bar| canvas.width_of(&chart.number(bar.value), look.bold())).max();
    let right = WIDTH.cast_signed() - MARGIN - number.unwrap_or_default() - 10;
    let bottom = canvas.height - BELOW;
    let width = |value: f64| length(right - left, value / most);
    for mark in &marks {
        let x = left + width(*mark);
        canvas.line((x, BELOW_TITLE), (x, bottom), *mark <= 0.0)?;
        canvas.words(&chart.number(*mark), (x, bottom + 8), At::Top, Look::of(AXIS).pale())?;
    }
    canvas.words(&chart.unit, (i32::midpoint(left, right), bottom + 42), At::Top, Look::of(AXIS).pale())?;
    for ((bar, lines), row) in bars.iter().zip(&names).zip(0..) {
        let y = BELOW_TITLE + row * ROW + ROW / 2;
        let end = left + width(bar.value).max(2);
        canvas.filled((left, y - 20), (end, y + 20), COLOURS[0])?;
        canvas.words(&chart.number(bar.value), (end + 10, y), At::Left, look.bold())?;
        let above = if lines.len() > 1 { y - 14 } else { y };
        for (line, place) in lines.iter().zip(0..) {
            canvas.words(line, (left - 14, above + place * 28), At::Right, look)?;
        }
    }
    Ok(())
}

#[allow(clippy::cast_possible_truncation, reason = "a place in a picture")]
fn length(whole: i32, share: f64) -> i32 {
    (f64::from(whole) * share).round() as i32
}
