//! What leaves the journal: as documented, safe to open, told in the history, and for managers alone.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may unwrap")]

mod archive;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use egard::desk::{DeskError, PeriodFormat};
use egard::exchange::{Audience, Card, ErasureCause, Event, ExchangeId, Role};
use egard::journal::embedded::EmbeddedJournal;
use egard::journal::memory::MemoryJournal;
use egard::journal::{Erasure, Journal};
use egard::language::Language;
use egard::statistics::Period;
use serde_json::Value;

use archive::{House, received};

/// The names in the first column of a table of docs/export.md, under a heading.
fn documented(heading: &str) -> Vec<String> {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/export.md")).unwrap();
    let part = page.split("\n## ").find(|part| part.starts_with(heading)).unwrap().to_owned();
    let rows = part.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    rows.map(|(name, _)| name.to_owned()).collect()
}

async fn period(house: &House, format: PeriodFormat, language: Language) -> String {
    let visit = house.visit(Role::Manager, language);
    let days = Period { from: "2026-01-01".parse().unwrap(), to: "2026-12-31".parse().unwrap() };
    let mut file = Vec::new();
    let count = house.desk.export_period(visit.managing().unwrap(), days, format, &mut file).await.unwrap();
    let file = String::from_utf8(file).unwrap();
    assert!(file.lines().count() >= count);
    file
}

/// Who builds on an export builds on its page: a field that it does not tell, or tells and is not there, is a fault.
#[tokio::test]
async fn what_is_written_is_what_is_documented() {
    let house = House::made_by_hand(Arc::new(MemoryJournal::default())).await;
    let csv = period(&house, PeriodFormat::Csv, Language::Fr).await;
    let names: Vec<_> = csv.trim_start_matches('\u{feff}').lines().next().unwrap().split(';').collect();
    assert_eq!(names, documented("CSV"));

    let fields: BTreeSet<_> = documented("JSON").into_iter().collect();
    for line in period(&house, PeriodFormat::Jsonl, Language::Fr).await.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let mut written: BTreeSet<_> = line.as_object().unwrap().keys().cloned().collect();
        written.insert("head".to_owned());
        assert_eq!(written, fields);
    }
}

/// One object holds all that is recorded, in order, and the end of the chain to hold it against.
#[tokio::test]
async fn one_exchange_is_whole_as_json() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = EmbeddedJournal::open(folder.path()).unwrap();
    let house = House::made_by_hand(Arc::new(journal.clone())).await;
    let visit = house.visit(Role::Manager, Language::Fr);
    let id = ExchangeId::from_random(3);
    let json = house.desk.export_json(visit.managing().unwrap(), id).await.unwrap();
    let whole: Value = serde_json::from_slice(&json).unwrap();
    let history = journal.load(&archive::practice().id, id).await.unwrap();
    let types: Vec<_> = whole["events"].as_array().unwrap().iter().map(|line| line["event"]["type"].clone()).collect();
    assert_eq!(types, history.iter().map(|recorded| Value::from(recorded.event.name())).collect::<Vec<_>>());
    assert_eq!(types.last().unwrap(), "viewed", "that it went out is in it");
    let end = egard::journal::embedded::verify(folder.path()).unwrap().practices.remove(0);
    assert_eq!((&whole["head"]["sha256"], &whole["head"]["line"]), (&Value::from(end.hash), &Value::from(end.seq)));
}

/// Whoever writes a review must not run anything where the export is opened, nor break its rows.
#[tokio::test]
async fn a_hostile_review_stays_words_in_the_sheet() {
    let house = House::new(Arc::new(MemoryJournal::default()));
    let hostile = [
        "=HYPERLINK(\"http://evil.example\";\"x\")",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(1+1)",
        "\"=1+1",
        "a;b\r\n=1+1;\"",
        "\u{feff}=1",
    ];
    for (number, text) in (1..).zip(hostile) {
        let story = house.story(number, "2026-11-01T10:00:00Z", received(text, Some("=1+1"), None));
        story.tell().await;
    }
    for (language, separator) in [(Language::Fr, b';'), (Language::En, b',')] {
        let csv = period(&house, PeriodFormat::Csv, language).await;
        let bytes = csv.trim_start_matches('\u{feff}').as_bytes();
        let mut reader = csv::ReaderBuilder::new().delimiter(separator).from_reader(bytes);
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), hostile.len());
        for field in rows.iter().flatten() {
            let bare = field.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '"');
            assert!(!bare.starts_with(['=', '+', '-', '@', '\u{feff}']), "{field:?}");
        }
        assert!(rows.iter().any(|row| &row[8] == "a;b\n=1+1;\""), "a text keeps its words: {rows:?}");
    }
}

/// Every exchange that went out remembers it, once for each time.
#[tokio::test]
async fn an_export_is_a_reading_that_is_recorded() {
    let house = House::made_by_hand(Arc::new(MemoryJournal::default())).await;
    period(&house, PeriodFormat::Csv, Language::Fr).await;
    for (number, views) in [(1, 1), (6, 0)] {
        let history = house.journal.load(&archive::practice().id, ExchangeId::from_random(number)).await.unwrap();
        let viewed = history.iter().filter(|line| line.event == Event::Viewed { with: "export".to_owned() }).count();
        assert_eq!(viewed, views, "exchange {number}");
    }
}

/// Takes lines, and has an exchange erased as the first of them comes.
struct Erasing {
    journal: Arc<MemoryJournal>,
    erasure: Option<Erasure>,
    lines: Vec<u8>,
}

impl Write for Erasing {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if let Some(erasure) = self.erasure.take() {
            let journal = Arc::clone(&self.journal);
            let runtime = || tokio::runtime::Builder::new_current_thread().build().unwrap();
            std::thread::spawn(move || runtime().block_on(journal.erase(erasure)).unwrap()).join().unwrap();
        }
        self.lines.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// An exchange that is erased while a period goes out is missing from it, and nothing else is.
#[tokio::test]
async fn an_erasure_meanwhile_keeps_no_other_exchange() {
    let journal = Arc::new(MemoryJournal::default());
    let house = House::new(Arc::clone(&journal) as Arc<dyn Journal>);
    for number in 1..=3 {
        let at = format!("2026-11-0{number}T10:00:00Z");
        house.story(number, &at, received(&format!("Avis {number}."), None, None)).tell().await;
    }
    let visit = house.visit(Role::Manager, Language::Fr);
    let erasure = Erasure {
        practice: visit.practice.clone(),
        exchange: ExchangeId::from_random(2),
        entry: None,
        expected: 1,
        at: archive::NOW.parse().unwrap(),
        actor: visit.actor.clone(),
        reason: "asked for".to_owned(),
        cause: ErasureCause::Request,
    };
    let mut file = Erasing { journal, erasure: Some(erasure), lines: Vec::new() };
    let days = Period { from: "2026-01-01".parse().unwrap(), to: "2026-12-31".parse().unwrap() };
    let managing = visit.managing().unwrap();
    let count = house.desk.export_period(managing, days, PeriodFormat::Jsonl, &mut file).await.unwrap();
    let lines = String::from_utf8(file.lines).unwrap();
    assert_eq!((count, lines.lines().count()), (2, 2));
    assert!(lines.contains("Avis 1.") && !lines.contains("Avis 2.") && lines.contains("Avis 3."), "{lines}");
}

/// An index that fails takes nothing back of an erasure: the messages that still show it are told.
#[tokio::test]
async fn an_erasure_tells_its_cards_whatever_the_index_does() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = EmbeddedJournal::open(folder.path()).unwrap();
    let house = House::new(Arc::new(journal));
    let (face, place, audience) = ("discord".to_owned(), "10/20".to_owned(), Audience::Managers);
    let card = Card { face, place, audience, revision: 1 };
    let mut story = house.story(1, "2026-11-01T10:00:00Z", received("Accueil glacial.", None, None));
    story.step("2026-11-01T10:00:01Z", vec![Event::CardPosted { card: card.clone() }]);
    story.tell().await;
    std::fs::write(folder.path().join("search"), "a file where a folder should be").unwrap();
    let visit = house.visit(Role::Manager, Language::Fr);
    let id = ExchangeId::from_random(1);
    let left = house.desk.erase(visit.managing().unwrap(), id, "asked for").await.unwrap();
    assert_eq!(left.cards, [card]);
    assert!(left.forgotten.is_err());
    assert!(matches!(house.desk.show(&visit, id).await, Err(DeskError::Erased(_))));
}

/// An auditor finds who, when with its offset, each text with its digest, what changed, what was set aside and why,
/// what was taken back, and how to check it.
#[tokio::test]
async fn the_document_tells_all_that_a_court_may_ask() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = EmbeddedJournal::open(folder.path()).unwrap();
    let house = House::made_by_hand(Arc::new(journal)).await;
    let visit = house.visit(Role::Manager, Language::Fr);
    let managing = visit.managing().unwrap();
    let words = async |number| {
        let document = house.desk.dossier(managing, ExchangeId::from_random(number)).await.unwrap();
        docx_rs::read_docx(&document.bytes).unwrap().json()
    };
    let third = words(3).await;
    for part in [
        "2026-09-10 12:00:00 CEST (+02:00)",
        "terminal:chloe (responsable)",
        "Texte 3",
        "SHA-256",
        "tone.blame",
        "C’est dit.",
        "Trop long.",
        "Vous exagérez,",
        "\"strike\"",
        "verify --against",
    ] {
        assert!(third.contains(part), "{part}");
    }
    assert!(words(5).await.contains("étape reprise ensuite"));
}

fn egard(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_egard"));
    command.current_dir(folder).args(["--lang", "fr", "--data", "data"]).args(arguments);
    command.output().unwrap()
}

/// The terminal gives managers all of it, and staff nothing: no figure, no file, no trace of a reading.
#[tokio::test]
async fn the_terminal_serves_managers_and_refuses_staff() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = EmbeddedJournal::open(&folder.path().join("data")).unwrap();
    let house = House::made_by_hand(Arc::new(journal.clone())).await;
    drop(house);
    journal.close().await.unwrap();
    let config = |role: &str| {
        let text = format!(
            "[terminal]\nrole = \"{role}\"\n[[practice]]\nid = \"demo\"\nname = \"Cabinet des Tilleuls\"\n\
             [practice.contact]\nphone = \"01 99 00 12 34\"\nemail = \"contact@tilleuls.example\"\n"
        );
        std::fs::write(folder.path().join("egard.toml"), text).unwrap();
    };
    let attempts: [&[&str]; 6] = [
        &["journal", "stats"],
        &["journal", "stats", "--format", "json", "--charts", "charts"],
        &["journal", "export", "3000000000", "--out", "one.docx"],
        &["journal", "export", "3000000000", "--out", "one.json"],
        &["journal", "export", "--from", "2026-01-01", "--out", "all.csv"],
        &["journal", "export", "--to", "2026-12-31", "--out", "all.jsonl"],
    ];
    config("staff");
    for attempt in attempts {
        let output = egard(folder.path(), attempt);
        assert_eq!(output.status.code(), Some(2), "{attempt:?}");
        assert!(output.stdout.is_empty(), "{attempt:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("responsable"), "{attempt:?}: {output:?}");
    }
    for file in ["charts", "one.docx", "one.json", "all.csv", "all.jsonl"] {
        assert!(!folder.path().join(file).exists(), "{file}");
    }
    config("manager");
    for attempt in attempts {
        let output = egard(folder.path(), attempt);
        assert!(output.status.success(), "{attempt:?}: {output:?}");
    }
    for file in ["charts/months.png", "one.docx", "one.json", "all.csv", "all.jsonl"] {
        assert!(folder.path().join(file).exists(), "{file}");
    }
    let seen = String::from_utf8(egard(folder.path(), &["journal", "stats"]).stdout).unwrap();
    assert!(seen.lines().all(|line| line.chars().count() <= 80), "{seen}");
    let measures = String::from_utf8(egard(folder.path(), &["journal", "measures"]).stdout).unwrap();
    assert!(measures.contains("Afficher l’attente.") && measures.contains("2026-11-20"), "{measures}");
    assert!(!measures.contains("2026-10-01"), "what is done is not listed: {measures}");
    let all = String::from_utf8(egard(folder.path(), &["journal", "measures", "--all"]).stdout).unwrap();
    assert!(all.contains("2026-10-01") && all.contains("2026-10-02"), "{all}");
    assert_eq!(
        egard(folder.path(), &["journal", "export", "--from", "2026-01-01", "--out", "x.docx"]).status.code(),
        Some(2)
    );
}
