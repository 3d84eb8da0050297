//! The shipped weights are those that the trainer in the repository makes of the texts in it.
#![allow(clippy::unwrap_used)]

#[path = "support/digests.rs"]
mod digests;

use std::path::Path;

/// Training takes minutes; a digest of texts, program and weights, written by the trainer with the
/// weights, tells that none of them has changed since.
#[test]
fn weights_belong_to_their_texts_and_their_program() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let written = std::fs::read_to_string(root.join("training/digests.txt")).unwrap();
    let now = digests::of_training(root).unwrap();
    assert_eq!(now, written, "train again: cargo run --release --example train");
}

/// The file that is compiled in is whole, and small enough to ship.
#[test]
fn weights_are_a_whole_file_of_six_million_bytes_at_most() {
    let file = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/guard/learned/weights.bin")).unwrap();
    assert!(file.len() <= 6_000_000, "{} bytes", file.len());
    let weights = egard::guard::learned::Weights::read(&file).unwrap();
    assert!(weights.len() > 100_000, "{} weights", weights.len());
    assert!(!weights.is_empty());
}
