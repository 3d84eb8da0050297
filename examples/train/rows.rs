//! From fitted weights to the rows of the file: rarity folded in, letters summed word by word, and the
//! features that matter least left out.

use std::collections::{BTreeMap, HashMap};

use egard::guard::learned::{FAMILIES, Key, Row};
use egard::language::Language;

use crate::fit::{Example, Model, Part, Space};

/// A feature with its weights and how often it was met.
#[derive(Clone)]
pub(crate) struct Weighted {
    pub(crate) key: Key,
    pub(crate) row: Row,
    pub(crate) met: u32,
}

/// The rows of one language.
pub(crate) fn of(space: &Space, model: &Model, examples: &[Example]) -> Vec<Weighted> {
    let mut rows: BTreeMap<Key, Row> = BTreeMap::new();
    for ((part, key), number) in &space.numbers {
        let number = *number as usize;
        let row = rows.entry(*key).or_default();
        for family in 0..FAMILIES {
            row[*part as usize * FAMILIES + family] = model.weights[family][number] * space.rarity[number];
        }
    }
    let mut met: HashMap<Key, u32> = HashMap::new();
    for (key, _) in examples.iter().flat_map(|example| &example.clauses).flat_map(|clause| &clause.sketch.features) {
        *met.entry(*key).or_default() += 1;
    }
    let mut weighted: Vec<Weighted> = rows
        .iter()
        .map(|(key, row)| Weighted { key: *key, row: *row, met: met.get(key).copied().unwrap_or(1) })
        .collect();
    weighted.extend(spelled(&rows, examples));
    debug_assert!(Part::Reply as usize == 2);
    weighted
}

/// The letters of each word of the examples, summed.
fn spelled(rows: &BTreeMap<Key, Row>, examples: &[Example]) -> Vec<Weighted> {
    let mut words: BTreeMap<Key, (Row, u32)> = BTreeMap::new();
    for (word, letters) in examples.iter().flat_map(|example| &example.clauses).flat_map(|clause| &clause.sketch.words)
    {
        let known = words.entry(*word).or_insert_with(|| {
            let mut sum = Row::default();
            for row in letters.iter().filter_map(|key| rows.get(key)) {
                for (sum, weight) in sum.iter_mut().zip(row) {
                    *sum += weight;
                }
            }
            (sum, 0)
        });
        known.1 += 1;
    }
    let often = words.into_iter().filter(|(_, (_, met))| *met > 1);
    // A word whose letters were left out would be read letter by letter, to nearly the same sum.
    often.map(|(key, (row, met))| Weighted { key, row, met: met.saturating_mul(4) }).collect()
}

/// The rows that matter most: how much they weigh, and how often.
pub(crate) fn heaviest(mut rows: Vec<(Language, Weighted)>, most: usize) -> Vec<(Language, Key, Row)> {
    let matter = |weighted: &Weighted| {
        let largest = weighted.row.iter().fold(0.0_f32, |largest, weight| largest.max(weight.abs()));
        largest * (weighted.met as f32).sqrt()
    };
    rows.sort_by(|(_, one), (_, other)| matter(other).total_cmp(&matter(one)).then(one.key.cmp(&other.key)));
    rows.truncate(most);
    rows.sort_by_key(|(language, weighted)| (language.code(), weighted.key));
    rows.into_iter().map(|(language, weighted)| (language, weighted.key, weighted.row)).collect()
}
