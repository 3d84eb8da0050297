//! Durations, told by what most of them stay below rather than by their mean: one review forgotten over
//! the summer would say nothing of the others.

use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

/// A number of durations, in seconds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spread {
    /// In no order.
    seconds: Vec<i64>,
}

impl Spread {
    pub(super) fn add(&mut self, seconds: i64) {
        self.seconds.push(seconds.max(0));
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.seconds.len()
    }

    /// Half of them are no longer than this, in seconds: the middle one, or half way between the two.
    pub fn median(&self) -> Option<i64> {
        let sorted = self.sorted();
        let upper = *sorted.get(sorted.len() / 2)?;
        let lower = sorted[(sorted.len() - 1) / 2];
        Some(lower + (upper - lower) / 2)
    }

    /// Nine in ten are no longer than this, in seconds: one of them, by the nearest rank.
    pub fn p90(&self) -> Option<i64> {
        let sorted = self.sorted();
        let rank = (sorted.len() * 9).div_ceil(10);
        sorted.get(rank.checked_sub(1)?).copied()
    }

    fn sorted(&self) -> Vec<i64> {
        let mut sorted = self.seconds.clone();
        sorted.sort_unstable();
        sorted
    }
}

impl Serialize for Spread {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Spread", 3)?;
        fields.serialize_field("count", &self.count())?;
        fields.serialize_field("median_seconds", &self.median())?;
        fields.serialize_field("p90_seconds", &self.p90())?;
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(seconds: impl IntoIterator<Item = i64>) -> Spread {
        Spread { seconds: seconds.into_iter().collect() }
    }

    #[test]
    fn the_median_and_the_ninth_in_ten_are_those_of_the_textbook() {
        assert_eq!((of([]).median(), of([]).p90()), (None, None));
        assert_eq!((of([7]).median(), of([7]).p90()), (Some(7), Some(7)));
        assert_eq!((of([9, 1]).median(), of([9, 1]).p90()), (Some(5), Some(9)));
        let ten = of((1..=10).rev());
        assert_eq!((ten.median(), ten.p90()), (Some(5), Some(9)));
        let eleven = of(1..=11);
        assert_eq!((eleven.median(), eleven.p90()), (Some(6), Some(10)));
    }
}
