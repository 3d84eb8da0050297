//! Whatever a person writes into a file that is loaded, and whatever becomes of the archive: it is loaded, or
//! refused with the file and the line, and nothing panics.
//!
//! Sound files are the beginning, with pieces cut out, doubled, moved or put in: noise alone never gets past the
//! first bracket. `PROPTEST_CASES` sets how many of them are tried.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::sync::LazyLock;

use egard::config::Config;
use egard::exchange::{Actor, Event, ExchangeId, Role};
use egard::fault::Fault;
use egard::guard::{Guard, Source, Subject};
use egard::journal::embedded::{EmbeddedJournal, verify};
use egard::journal::{Append, Journal};
use egard::language::Language;
use egard::pack::Files;
use egard::practice::PracticeId;
use egard::questionnaire::Questionnaire;
use egard::review::Review;
use egard::template::Library;
use proptest::prelude::*;
use proptest::sample::Index;

static FILES: LazyLock<Files> = LazyLock::new(Files::embedded);

/// What careless and hostile hands put into files.
const PIECES: [&str; 34] = [
    "\"",
    "'''",
    "\"\"\"",
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    "{{",
    "}}",
    "{{#if x}}",
    "{{/if}}",
    "{{> silence}}",
    "{{> x}}",
    "{{#each practice}}",
    "{{@root.x}}",
    "{{{raw}}}",
    "{{else}}",
    "=",
    "+++\n",
    "---\n",
    "\n",
    "\r\n",
    "\t",
    "\0",
    "\u{202e}",
    "é",
    "🙂",
    "id = \"x\"\n",
    "99999999999999999999",
    "-1",
    "(",
    "\\",
];

/// A change made to a text.
#[derive(Debug, Clone)]
enum Change {
    Cut(Index, Index),
    Double(Index, Index),
    Move(Index, Index, Index),
    Put(Index, &'static str),
    Letter(Index, char),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let place = any::<Index>;
    let one = prop_oneof![
        1 => (place(), place()).prop_map(|(from, to)| Change::Cut(from, to)),
        1 => (place(), place()).prop_map(|(from, to)| Change::Double(from, to)),
        1 => (place(), place(), place()).prop_map(|(from, to, at)| Change::Move(from, to, at)),
        4 => (place(), proptest::sample::select(&PIECES[..])).prop_map(|(at, piece)| Change::Put(at, piece)),
        1 => (place(), any::<char>()).prop_map(|(at, letter)| Change::Letter(at, letter)),
    ];
    proptest::collection::vec(one, 1..5)
}

/// A place in a text between two characters.
fn place(text: &str, index: &Index) -> usize {
    text.floor_char_boundary(index.index(text.len() + 1))
}

/// A stretch of at most some lines, so that much of the text stays sound.
fn stretch(text: &str, from: &Index, to: &Index) -> std::ops::Range<usize> {
    let start = place(text, from);
    let rest = &text[start..];
    let longest = rest.match_indices('\n').nth(6).map_or(rest.len(), |(at, _)| at);
    start..start + place(&rest[..longest], to)
}

fn changed(text: &str, changes: &[Change]) -> String {
    let mut text = text.to_owned();
    for change in changes {
        match change {
            Change::Cut(from, to) => {
                let part = stretch(&text, from, to);
                text.replace_range(part, "");
            }
            Change::Double(from, to) => {
                let part = stretch(&text, from, to);
                let copy = text[part.clone()].to_owned();
                text.insert_str(part.end, &copy);
            }
            Change::Move(from, to, at) => {
                let part = stretch(&text, from, to);
                let copy = text[part.clone()].to_owned();
                text.replace_range(part, "");
                text.insert_str(place(&text, at), &copy);
            }
            Change::Put(at, piece) => text.insert_str(place(&text, at), piece),
            Change::Letter(at, letter) => text.insert(place(&text, at), *letter),
        }
    }
    text
}

/// Each fault names a file that was given and a line that it has.
fn faults_are_found(faults: &[Fault], files: &BTreeMap<&str, &str>) -> Result<(), TestCaseError> {
    prop_assert!(!faults.is_empty());
    for fault in faults {
        let Some(text) = files.get(fault.file.as_str()) else {
            return Err(TestCaseError::fail(format!("no such file: {fault}")));
        };
        let lines = text.matches('\n').count() + 1;
        prop_assert!((1..=lines).contains(&fault.line), "{fault} of {lines} lines");
        prop_assert!(!fault.message.trim().is_empty());
    }
    Ok(())
}

/// The files of a kind that packs have.
fn files_of(folder: &str, ending: &str) -> Vec<(&'static str, &'static str)> {
    let of_it = |(path, _): &(&str, &str)| path.contains(folder);
    FILES.under("", ending).filter(of_it).collect()
}

fn review() -> Event {
    let (pack, pack_version) = ("health-fr".to_owned(), "1".to_owned());
    Event::Received {
        review: Review::of("Deux heures d’attente."),
        language: Language::Fr,
        pack,
        pack_version,
        origin: None,
    }
}

/// The archive of a small journal.
static ARCHIVE: LazyLock<(String, Vec<u8>)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (journal, _) = EmbeddedJournal::open(folder.path()).unwrap();
        for number in 1..4 {
            let (exchange, practice) = (ExchangeId::from_random(number), PracticeId::new("demo").unwrap());
            let actor = Actor { id: "terminal:ana".to_owned(), role: Role::Staff };
            let answered = Event::Answered { question: "kind".to_owned(), answer: "critical".to_owned() };
            for (expected, event) in (0..).zip([review(), answered]) {
                let (practice, actor) = (practice.clone(), actor.clone());
                let at = "2026-11-21T09:30:00Z".parse().unwrap();
                journal.append(Append { practice, exchange, expected, at, actor, events: vec![event] }).await.unwrap();
            }
        }
        journal.close().await.unwrap();
    });
    let segments = fs::read_dir(folder.path().join("archive")).unwrap().map(|entry| entry.unwrap().path());
    let segment = segments.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "jsonl")).unwrap();
    (segment.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&segment).unwrap())
});

proptest! {
    #[test]
    fn rules_are_loaded_or_refused_at_their_line(which in any::<Index>(), changes in changes()) {
        let files = files_of("/rules/", ".toml");
        let (file, text) = *which.get(&files);
        let text = changed(text, &changes);
        match Guard::load(&[Source { file, text: &text }]) {
            Ok(guard) => drop(guard.check(&Subject::public("Votre couronne a été posée mardi, merci de votre visite."))),
            Err(faults) => faults_are_found(&faults, &BTreeMap::from([(file, text.as_str())]))?,
        }
    }

    #[test]
    fn templates_are_loaded_or_refused_at_their_line(which in any::<Index>(), changes in changes()) {
        let files: Vec<_> = files_of("/fr/", ".hbs").into_iter().filter(|(path, _)| path.starts_with("health-fr/") || path.starts_with("common/")).collect();
        let at = which.index(files.len());
        let text = changed(files[at].1, &changes);
        let mut texts = files.clone();
        texts[at].1 = &text;
        let given: BTreeMap<_, _> = texts.iter().copied().collect();
        if let Err(faults) = Library::load(&BTreeMap::from([(Language::Fr, texts)])) {
            faults_are_found(&faults, &given)?;
        }
    }

    #[test]
    fn questionnaires_are_loaded_or_refused_at_their_line(which in any::<Index>(), changes in changes()) {
        let files = files_of("questionnaire", ".toml");
        let (file, text) = *which.get(&files);
        let text = changed(text, &changes);
        if let Err(faults) = Questionnaire::load(file, &text) {
            faults_are_found(&faults, &BTreeMap::from([(file, text.as_str())]))?;
        }
    }

    #[test]
    fn settings_are_loaded_or_refused(changes in changes()) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("egard.toml");
        fs::write(&file, changed(include_str!("../egard.example.toml"), &changes)).unwrap();
        if let Err(error) = Config::load(Some(&file)) {
            prop_assert!(!error.to_string().trim().is_empty());
        }
    }

    /// A change is refused wherever it is made, unless nothing of what was recorded differs by it; and the journal is
    /// opened or refuses in order.
    #[test]
    fn an_archive_that_was_changed_is_known_for_it(at in any::<Index>(), bits in 1_u8.., cut in any::<bool>()) {
        let (name, sound) = &*ARCHIVE;
        let mut bytes = sound.clone();
        let at = at.index(bytes.len());
        if cut {
            bytes.truncate(at);
        } else {
            bytes[at] ^= bits;
        }
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path().join("archive");
        fs::create_dir(&archive).unwrap();
        fs::write(archive.join(name), &bytes).unwrap();
        let lines = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count();
        match verify(folder.path()) {
            // What was cut off at the end may never have been acknowledged: nobody can tell.
            Ok(verified) => prop_assert!(cut || verified.unfinished || bytes == *sound, "byte {at} of {}", sound.len()),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
        if let Ok((journal, _)) = EmbeddedJournal::open(folder.path()) {
            drop(journal);
            let kept = fs::read(archive.join(name)).unwrap();
            prop_assert!(sound.starts_with(&kept), "{} lines of {}", lines(&kept), lines(sound));
        }
    }
}
