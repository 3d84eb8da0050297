//! A small journal to do things to, and all that can be asked of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use egard::exchange::{Actor, Digest, ErasureCause, Event, Evidence, ExchangeId, Media, Role};
use egard::journal::embedded::{EmbeddedJournal, Opening};
use egard::journal::{Append, Erasure, Journal, JournalError, Query, Search, Wanted};
use jiff::Timestamp;

use crate::archive::{NOW, append, practice, received};

pub fn now() -> Timestamp {
    NOW.parse().unwrap()
}

pub fn id(number: u64) -> ExchangeId {
    ExchangeId::from_random(number)
}

/// The review that begins an exchange.
pub fn begun(number: u64) -> Append {
    append(number, 0, now(), vec![received(&format!("Trop d’attente, avis {number}."), None, None)])
}

/// A step that says something of this length.
pub fn said(number: u64, expected: u32, length: usize) -> Append {
    let answer = Event::Answered { question: "topic".to_owned(), answer: "x".repeat(length) };
    append(number, expected, now(), vec![answer])
}

/// The step that names a capture.
pub fn shown(number: u64, expected: u32, sha256: Digest) -> Append {
    let (media, bytes, origin) = (Media::Png, 1, "file".to_owned());
    let evidence = Evidence { sha256, media, bytes, origin, fetched_at: now() };
    append(number, expected, now(), vec![Event::EvidenceAdded { evidence }])
}

pub fn erasure(number: u64, expected: u32) -> Erasure {
    Erasure {
        practice: practice().id,
        exchange: id(number),
        entry: None,
        expected,
        at: now(),
        actor: Actor { id: "terminal:chloe".to_owned(), role: Role::Manager },
        reason: "asked for".to_owned(),
        cause: ErasureCause::Request,
    }
}

pub async fn found(journal: &EmbeddedJournal) -> Result<usize, JournalError> {
    let search = Search { wanted: vec![Wanted::row("attente").unwrap()], ..Search::default() };
    Ok(journal.search(&practice().id, &search).await?.total)
}

/// A closed journal of so many exchanges of three steps, the first with a capture; the index is there.
pub async fn written(folder: &Path, exchanges: u64) {
    let (journal, _) = EmbeddedJournal::open(folder).unwrap();
    for number in 1..=exchanges {
        journal.append(begun(number)).await.unwrap();
        journal.append(said(number, 1, 20)).await.unwrap();
        let (at, closed) = (now(), vec![Event::Closed { note: Some("Vu.".to_owned()) }]);
        journal.append(append(number, 2, at, closed)).await.unwrap();
    }
    let capture = journal.keep_evidence(b"a picture".to_vec()).await.unwrap();
    journal.append(shown(1, 3, capture)).await.unwrap();
    assert_eq!(found(&journal).await.unwrap() as u64, exchanges);
    journal.close().await.unwrap();
}

/// Everything that can be asked of a journal.
pub async fn all_of(journal: &EmbeddedJournal) -> Vec<String> {
    let list = journal.list(&Query::default()).await.unwrap();
    let mut all = Vec::new();
    for summary in &list {
        let events = journal.load(&summary.practice, summary.exchange).await.unwrap();
        all.push(format!("{summary:?} {events:?}"));
    }
    all.push(format!("{:?}", journal.head(&practice().id).await.unwrap()));
    all
}

/// Opens the folder, asks everything, closes it.
pub async fn reopened(folder: &Path) -> (Opening, Vec<String>) {
    let (journal, opening) = EmbeddedJournal::open(folder).unwrap();
    let all = all_of(&journal).await;
    journal.close().await.unwrap();
    (opening, all)
}

pub fn segment(folder: &Path) -> PathBuf {
    folder.join("archive/2026-11.jsonl")
}

/// Takes away a file, or a folder with all that is in it; what is not there stays away.
pub fn remove(place: &Path) {
    let removed = if place.is_dir() { fs::remove_dir_all(place) } else { fs::remove_file(place) };
    assert!(removed.is_ok() || !place.exists(), "{}: {removed:?}", place.display());
}

pub fn duplicate(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let copy = to.join(path.file_name().unwrap());
        if path.is_dir() {
            duplicate(&path, &copy);
        } else {
            fs::copy(&path, &copy).unwrap();
        }
    }
}

/// Runs a command of the program on a data folder, in English, as the demonstration's one person.
pub fn egard(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_egard"));
    command.current_dir(data.parent().unwrap()).args(["--lang", "en"]).arg("--data").arg(data).args(arguments);
    command.env_remove("EGARD_LOG").stdin(Stdio::null()).output().unwrap()
}

/// What a command said when it was to end with this code.
#[track_caller]
pub fn told(code: i32, data: &Path, arguments: &[&str]) -> String {
    let output = egard(data, arguments);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {output:?}");
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}
