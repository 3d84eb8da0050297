//! Columns side by side, one group a month.

use super::canvas::{At, BELOW_TITLE, COLOURS, Canvas, GROUND, Look, MARGIN};
use super::{Chart, ChartError, Slot, WIDTH, marks};

const LEGEND: f64 = 30.0;
const AXIS: f64 = 27.0;
const NUMBER: f64 = 27.0;
const SMALL_NUMBER: f64 = 21.0;
const UPRIGHT_NUMBER: f64 = 18.0;
/// A column that is narrower, in pixels, has no room for its number even on end.
const NARROWEST: i32 = 12;
/// Widest column, in pixels: a month alone is no wall.
const WIDEST: i32 = 90;

/// Where the columns stand, in pixels.
struct Plot {
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
    most: f64,
}

impl Plot {
    #[allow(clippy::cast_possible_truncation, reason = "a place in a picture")]
    fn height(&self, value: f64) -> i32 {
        (f64::from(self.bottom - self.top) * value / self.most).round() as i32
    }
}

pub(super) fn draw(canvas: &Canvas<'_>, chart: &Chart, slots: &[Slot], series: &[String]) -> Result<(), ChartError> {
    let values = slots.iter().flat_map(|slot| slot.values.iter().flatten());
    let marks = marks(values.copied());
    let most = marks.last().copied().unwrap_or(1.0);
    let widest = marks.iter().map(|mark| canvas.width_of(&chart.number(*mark), Look::of(AXIS))).max();
    let plot = Plot {
        left: MARGIN + widest.unwrap_or_default() + 12,
        right: WIDTH.cast_signed() - MARGIN,
        top: BELOW_TITLE + 84,
        bottom: canvas.height - 84,
        most,
    };
    legend(canvas, series)?;
    canvas.words(&chart.unit, (MARGIN, plot.top - 34), At::Left, Look::of(AXIS).pale())?;
    for mark in &marks {
        let y = plot.bottom - plot.height(*mark);
        canvas.line((plot.left, y), (plot.right, y), *mark <= 0.0)?;
        canvas.words(&chart.number(*mark), (plot.left - 10, y), At::Right, Look::of(AXIS).pale())?;
    }
    groups(canvas, chart, slots, series.len(), &plot)?;
    labels(canvas, slots, &plot)
}

fn legend(canvas: &Canvas<'_>, series: &[String]) -> Result<(), ChartError> {
    let mut x = MARGIN;
    let y = BELOW_TITLE + 12;
    for (name, colour) in series.iter().zip(COLOURS) {
        canvas.filled((x, y - 11), (x + 22, y + 11), colour)?;
        canvas.words(name, (x + 32, y), At::Left, Look::of(LEGEND))?;
        x += 32 + canvas.width_of(name, Look::of(LEGEND)) + 36;
    }
    Ok(())
}

fn groups(canvas: &Canvas<'_>, chart: &Chart, slots: &[Slot], columns: usize, plot: &Plot) -> Result<(), ChartError> {
    let columns = i32::try_from(columns.max(1)).unwrap_or(1);
    let width = (slot_width(plot, slots.len()) * 4 / 5 / columns).clamp(2, WIDEST);
    let numbers = slots.iter().flat_map(|slot| slot.values.iter().flatten()).map(|value| chart.number(*value));
    let look = look_of(canvas, &numbers.collect::<Vec<_>>(), width);
    for (number, slot) in slots.iter().enumerate() {
        let first = middle(plot, slots.len(), number) - width * columns / 2;
        for ((value, colour), place) in slot.values.iter().zip(COLOURS).zip(0..) {
            let Some(value) = value.filter(|value| *value > 0.0) else { continue };
            let (left, top) = (first + place * width, plot.bottom - plot.height(value));
            // A gap of two pixels tells the columns of a group apart.
            let right = left + width - if width > 6 { 2 } else { 0 };
            canvas.filled((left, top), (right, plot.bottom - 1), colour)?;
            if let Some(look) = look {
                number_on(canvas, &chart.number(value), (left, right, top), look)?;
            }
        }
    }
    Ok(())
}

/// How the numbers above the columns look, all alike: on end where they are wider than a column, and none
/// where there is no room even so.
fn look_of(canvas: &Canvas<'_>, numbers: &[String], width: i32) -> Option<Look> {
    let fits = |look: &Look| numbers.iter().all(|number| canvas.width_of(number, *look) <= width + 2);
    let (large, small) = (Look::of(NUMBER), Look::of(SMALL_NUMBER));
    let upright = (width >= NARROWEST).then(|| Look::of(UPRIGHT_NUMBER).upright());
    [large, small].into_iter().find(fits).or(upright)
}

/// The number of a column above it, on the ground and not on the grid.
fn number_on(
    canvas: &Canvas<'_>,
    number: &str,
    (left, right, top): (i32, i32, i32),
    look: Look,
) -> Result<(), ChartError> {
    let above = (i32::midpoint(left, right), top - 4);
    if !look.upright {
        canvas.filled((left, top - 24), (right, top - 2), GROUND)?;
    }
    canvas.words(number, above, At::Bottom, look)
}

/// Months below the columns, as many as have room, and the years below the months.
fn labels(canvas: &Canvas<'_>, slots: &[Slot], plot: &Plot) -> Result<(), ChartError> {
    let look = Look::of(AXIS);
    let widest = slots.iter().map(|slot| canvas.width_of(&slot.label, look)).max().unwrap_or_default() + 8;
    let slot_width = slot_width(plot, slots.len()).max(1);
    let every = usize::try_from((widest + slot_width - 1) / slot_width).unwrap_or(1).max(1);
    for (number, slot) in slots.iter().enumerate().step_by(every) {
        canvas.words(&slot.label, (middle(plot, slots.len(), number), plot.bottom + 8), At::Top, look)?;
    }
    // From the right: a year of which only the end is shown gives way to the next.
    let mut free = WIDTH.cast_signed();
    for (number, slot) in slots.iter().enumerate().rev() {
        let Some(group) = &slot.group else { continue };
        let half = canvas.width_of(group, look.bold()) / 2;
        let x = middle(plot, slots.len(), number).clamp(MARGIN + half, WIDTH.cast_signed() - MARGIN - half);
        if x + half < free {
            canvas.words(group, (x, plot.bottom + 42), At::Top, look.bold())?;
            free = x - half - 12;
        }
    }
    Ok(())
}

fn slot_width(plot: &Plot, slots: usize) -> i32 {
    (plot.right - plot.left) / i32::try_from(slots.max(1)).unwrap_or(i32::MAX)
}

fn middle(plot: &Plot, slots: usize, number: usize) -> i32 {
    let (slots, number) = (i32::try_from(slots.max(1)).unwrap_or(1), i32::try_from(number).unwrap_or_default());
    plot.left + (plot.right - plot.left) * (2 * number + 1) / (2 * slots)
}
