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

/// The files that are compiled in are whole, and together small enough to ship.
#[test]
fn weights_are_whole_files_of_six_million_bytes_at_most() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut bytes = 0;
    for (file, least) in [
        ("src/guard/learned/replies.bin", 100_000),
        ("src/cue/distress.bin", 10_000),
        ("src/cue/hostility.bin", 10_000),
    ] {
        let file = std::fs::read(root.join(file)).unwrap();
        let weights = egard::guard::learned::Weights::read(&file).unwrap();
        assert!(weights.len() > least, "{} weights", weights.len());
        assert!(!weights.is_empty());
        bytes += file.len();
    }
    assert!(bytes <= 6_000_000, "{bytes} bytes");
}
