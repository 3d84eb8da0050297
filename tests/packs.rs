//! The packs that are compiled in: each loads whole, and every path of its questionnaire ends in a
//! text that the guard lets through.

use egard::pack::{Files, Pack, PackError};

/// A pack that does not load would leave every practice that uses it without the bot.
#[test]
fn every_embedded_pack_loads_without_a_fault() {
    let files = Files::embedded();
    assert!(!files.packs().is_empty());
    for id in files.packs() {
        match Pack::load(&files, &id) {
            Ok(_) => {}
            Err(PackError::Faulty(faults)) => {
                let lines: Vec<_> = faults.iter().map(ToString::to_string).collect();
                panic!("{}", lines.join("\n"));
            }
            Err(error) => panic!("{error:?}"),
        }
    }
}
