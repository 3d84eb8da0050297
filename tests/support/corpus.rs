//! The labelled texts of `tests/corpus/`.

use serde_json::Value;

/// The lines of one file of labelled texts.
pub(crate) fn lines(file: &str) -> Vec<Value> {
    let path = format!("{}/tests/corpus/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
