//! The search index, from outside: what was recorded is found by its words and by what is known of it,
//! whatever happens to the index, and what is forgotten leaves no byte in it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use egard::exchange::{Actor, Digest, Draft, Event, ExchangeId, Provenance, Role, Status};
use egard::guard::{Channel, Finding};
use egard::journal::embedded::{EmbeddedJournal, rebuild};
use egard::journal::memory::MemoryJournal;
use egard::journal::{Append, Found, Journal, Part, Search, Wanted};
use egard::language::Language;
use egard::practice::PracticeId;
use egard::questionnaire::OutcomeKind;
use egard::review::Review;
use jiff::{Timestamp, ToSpan};
use tempfile::TempDir;

fn demo() -> PracticeId {
    PracticeId::new("demo").unwrap()
}

fn at(hour: i64) -> Timestamp {
    "2026-11-01T00:00:00Z".parse::<Timestamp>().unwrap() + hour.hours()
}

fn id(number: u64) -> ExchangeId {
    ExchangeId::from_random((number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

async fn append(journal: &dyn Journal, number: u64, expected: u32, actor: &str, events: Vec<Event>) -> u32 {
    let at = at(i64::try_from(number).unwrap() * 10 + i64::from(expected));
    let actor = Actor { id: actor.to_owned(), role: Role::Manager };
    let step = Append { practice: demo(), exchange: id(number), expected, at, actor, events };
    journal.append(step).await.unwrap()
}

fn received(review: Review) -> Vec<Event> {
    let (pack, pack_version) = ("health-fr".to_owned(), "1".to_owned());
    let language = Language::detect(&review.text).unwrap_or(Language::Fr);
    vec![Event::Received { review, language, pack, pack_version, origin: None }]
}

async fn take_in(journal: &dyn Journal, number: u64, review: &str) {
    append(journal, number, 0, "terminal:ana", received(Review::of(review))).await;
}

fn draft(text: &str, template: &str, rule: Option<&str>) -> Draft {
    let both = serde_json::json!({ "fr": "", "en": "" });
    let finding = |rule: &str| -> Finding {
        let (family, severity) = ("secrecy", "warn");
        serde_json::from_value(serde_json::json!({
            "rule": rule, "family": family, "severity": severity, "start": 0, "end": 1, "text": &text[..1],
            "message": both, "source": "", "fix": both
        }))
        .unwrap()
    };
    Draft {
        text: text.to_owned(),
        language: Language::Fr,
        channel: Channel::Public,
        template: template.to_owned(),
        filled: BTreeMap::new(),
        provenance: Provenance::Edited,
        findings: rule.map(finding).into_iter().collect(),
        waivers: Vec::new(),
        sha256: Digest::of(text.as_bytes()),
    }
}

fn words(typed: &str) -> Search {
    let (phrases, words): (Vec<_>, Vec<_>) =
        typed.split('"').enumerate().partition(|(place, _)| !place.is_multiple_of(2));
    let words = words.iter().flat_map(|(_, text)| text.split_whitespace());
    let rows = words.chain(phrases.iter().map(|(_, text)| *text));
    Search { wanted: rows.filter_map(Wanted::row).collect(), ..Search::default() }
}

fn numbers(found: &Found) -> Vec<u64> {
    found.hits.iter().map(|hit| (0..100).find(|number| id(*number) == hit.summary.exchange).unwrap()).collect()
}

async fn find(journal: &dyn Journal, search: &Search) -> Vec<u64> {
    numbers(&journal.search(&demo(), search).await.unwrap())
}

/// Two exchanges with all that can be looked for, and one of another practice.
async fn fill(journal: &dyn Journal) {
    let review = Review {
        text: "Deux heures d’ATTENTE au téléphone. La ligne n’était pas réparée !".to_owned(),
        author: Some("Élodie Garnier".to_owned()),
        platform: Some("Pages Jaunes".to_owned()),
        rating: Some(2),
        ..Review::default()
    };
    append(journal, 1, 0, "terminal:ana", received(review)).await;
    let answered = Event::Answered { question: "topic".to_owned(), answer: "waiting".to_owned() };
    let outcome = Event::Classified { outcome: "founded".to_owned(), kind: OutcomeKind::Reply, steps: Vec::new() };
    let text = draft("Nous avons entendu votre déception et ouvert un second guichet.", "founded.waiting", None);
    append(journal, 1, 1, "terminal:ana", vec![answered, outcome, Event::Proposed { draft: text }]).await;
    let text = draft("Nous avons ouvert un second guichet le lundi.", "founded.waiting", Some("secrecy.visit"));
    append(journal, 1, 2, "discord:7", vec![Event::Edited { draft: text }]).await;
    let sha256 = Digest::of("Nous avons ouvert un second guichet le lundi.".as_bytes());
    append(journal, 1, 3, "discord:7", vec![Event::Submitted { sha256: sha256.clone() }]).await;
    let note = Some("Relire avant chaque publication".to_owned());
    append(journal, 1, 4, "discord:9", vec![Event::Approved { sha256, note, wanted: 0 }]).await;
    let english = "I waited for two hours and the appointments were cancelled without a word from anyone.";
    let review = Review { platform: Some("Google".to_owned()), rating: Some(5), ..Review::of(english) };
    append(journal, 2, 0, "terminal:bob", received(review)).await;
    let other = PracticeId::new("other").unwrap();
    let actor = Actor { id: "terminal:ana".to_owned(), role: Role::Staff };
    let events = received(Review::of("Attente interminable ailleurs."));
    journal.append(Append { practice: other, exchange: id(3), expected: 0, at: at(30), actor, events }).await.unwrap();
}

/// Words are found in any inflection, case and accent, in French and in English, in every text; a row of
/// words only as a row; all words must be there.
async fn words_are_found_in(journal: &dyn Journal) {
    for (typed, expected) in [
        ("attentes", vec![1]),
        ("ATTENTE TELEPHONES", vec![1]),
        ("reparees", vec![1]),
        ("réparer", vec![1]),
        ("heures guichets", vec![1]),
        ("déception", vec![1]),
        ("decu", vec![]),
        ("publications", vec![1]),
        ("garnier", vec![1]),
        ("wait appointment", vec![2]),
        ("attente appointment", vec![]),
        ("\"deux heures\"", vec![1]),
        ("\"heures deux\"", vec![]),
        ("\"second guichet\" lundi", vec![1]),
        ("\"two hour\"", vec![2]),
        ("ailleurs", vec![]),
    ] {
        assert_eq!(find(journal, &words(typed)).await, expected, "{typed}");
    }
}

async fn filters_hold_in(journal: &dyn Journal) {
    let none = Search::default;
    let some = |text: &str| vec![text.to_owned()];
    let cases = [
        (none(), vec![2, 1]),
        (Search { statuses: vec![Status::Approved], ..none() }, vec![1]),
        (Search { statuses: vec![Status::Approved, Status::Received], ..none() }, vec![2, 1]),
        (Search { statuses: vec![Status::Received], ..words("attente") }, vec![]),
        (Search { outcomes: some("founded"), ..none() }, vec![1]),
        (Search { topics: some("waiting"), ..none() }, vec![1]),
        (Search { topics: some("price"), ..none() }, vec![]),
        (Search { platforms: some("PAGES jaunes"), ..none() }, vec![1]),
        (Search { ratings: Some(1..=3), ..none() }, vec![1]),
        (Search { ratings: Some(2..=5), ..none() }, vec![2, 1]),
        (Search { from: Some(at(20)), ..none() }, vec![2]),
        (Search { before: Some(at(20)), ..none() }, vec![1]),
        (Search { from: Some(at(11)), before: Some(at(20)), ..none() }, vec![]),
        (Search { authors: some("discord:7"), ..none() }, vec![1]),
        (Search { authors: some("discord:9"), ..none() }, vec![]),
        (Search { approvers: some("discord:9"), ..none() }, vec![1]),
        (Search { templates: some("founded.waiting"), ..none() }, vec![1]),
        (Search { templates: some("founded"), ..words("attente") }, vec![1]),
        (Search { rules: some("secrecy.visit"), ..none() }, vec![1]),
        (Search { rules: some("secrecy"), ..none() }, vec![1]),
        (Search { rules: some("promotion"), ..none() }, vec![]),
    ];
    for (search, expected) in cases {
        assert_eq!(find(journal, &search).await, expected, "{search:?}");
    }
}

#[tokio::test]
async fn both_journals_find_the_same() {
    let folder = TempDir::new().unwrap();
    let (embedded, _) = EmbeddedJournal::open(folder.path()).unwrap();
    let memory = MemoryJournal::default();
    for journal in [&embedded as &dyn Journal, &memory] {
        fill(journal).await;
        words_are_found_in(journal).await;
        filters_hold_in(journal).await;
    }
}

/// What is shown of a hit is cut from the archive, with the words found marked where they stand.
#[tokio::test]
async fn a_match_is_shown_with_its_words_marked() {
    let folder = TempDir::new().unwrap();
    let (journal, _) = EmbeddedJournal::open(folder.path()).unwrap();
    fill(&journal).await;
    for (typed, part, marked) in [
        ("attente repare", Part::Review, vec!["ATTENTE", "réparée"]),
        ("lundi", Part::Reply, vec!["lundi"]),
        ("relire", Part::Note, vec!["Relire"]),
        ("elodie", Part::Author, vec!["Élodie"]),
        ("\"deux heures\"", Part::Review, vec!["Deux heures"]),
        ("", Part::Review, vec![]),
    ] {
        let found = journal.search(&demo(), &words(typed)).await.unwrap();
        let hit = found.hits.last().unwrap();
        let shown: Vec<_> = hit.excerpt.marks.iter().map(|mark| &hit.excerpt.text[mark.clone()]).collect();
        assert_eq!((hit.excerpt.part, shown), (part, marked), "{typed}");
    }
}

/// Steps are found as soon as they are recorded, and an exchange has one entry however often it changes.
#[tokio::test]
async fn pages_follow_each_other_and_what_changes_is_found_as_it_now_is() {
    let folder = TempDir::new().unwrap();
    let (journal, _) = EmbeddedJournal::open(folder.path()).unwrap();
    for number in 0..25 {
        take_in(&journal, number, "Une attente.").await;
        assert_eq!(journal.search(&demo(), &words("attente")).await.unwrap().total as u64, number + 1);
    }
    let page = |page| Search { page, ..words("attente") };
    let first = journal.search(&demo(), &page(1)).await.unwrap();
    assert_eq!((numbers(&first), first.previous(), first.next()), ((15..25).rev().collect(), None, Some(2)));
    let last = journal.search(&demo(), &page(3)).await.unwrap();
    assert_eq!((numbers(&last), last.previous(), last.next()), ((0..5).rev().collect(), Some(2), None));
    assert_eq!((last.total, last.pages), (25, 3));
    let beyond = journal.search(&demo(), &page(9)).await.unwrap();
    assert_eq!((beyond.hits.len(), beyond.previous(), beyond.next()), (0, Some(3), None));

    append(&journal, 7, 1, "terminal:ana", vec![Event::NotAnswered { reason: "Canular évident".to_owned() }]).await;
    assert_eq!(find(&journal, &words("canulars")).await, [7]);
    assert_eq!(find(&journal, &Search { statuses: vec![Status::Closed], ..words("attente") }).await, [7]);
    assert_eq!(journal.search(&demo(), &words("attente")).await.unwrap().total, 25);
}

/// Of very many not all are counted, and yet each page is the right one, to the very last.
#[tokio::test]
async fn of_very_many_the_newest_are_found_page_by_page() {
    const ALL: u64 = 2_600;
    let folder = TempDir::new().unwrap();
    let (journal, _) = EmbeddedJournal::open(folder.path()).unwrap();
    // Each search closes what was recorded before it up in a part of the index of its own.
    for part in (0..ALL).collect::<Vec<_>>().chunks(650) {
        let taken_in = part.iter().map(|number| {
            let (journal, number) = (journal.clone(), *number);
            tokio::spawn(async move { take_in(&journal, number, "Une attente.").await })
        });
        for step in taken_in.collect::<Vec<_>>() {
            step.await.unwrap();
        }
        journal.prepare_search().await.unwrap();
    }
    let page = |page| Search { page, per_page: 50, ..words("attente") };
    let mut newest = (0..ALL).rev();
    let mut next = Some(1);
    let mut counted = Vec::new();
    while let Some(number) = next {
        let found = journal.search(&demo(), &page(number)).await.unwrap();
        let expected: Vec<_> = newest.by_ref().take(50).map(id).collect();
        assert_eq!(found.hits.iter().map(|hit| hit.summary.exchange).collect::<Vec<_>>(), expected, "page {number}");
        counted.push((found.total, found.and_more));
        next = found.next();
    }
    assert_eq!((newest.next(), counted.len()), (None, 52));
    assert_eq!((counted[0], counted[51]), ((1_000, true), (2_600, false)));
    let beyond = journal.search(&demo(), &page(usize::MAX)).await.unwrap();
    assert_eq!((beyond.hits.len(), beyond.total), (0, 2_600));
}

/// Exchanges enough for more lines than are gathered at a time.
const LAST: u64 = 600;

/// An index that is built reads the archive once, and yet an exchange is found by what was said of it long after
/// it began, with thousands of lines in between.
#[tokio::test]
async fn an_exchange_that_goes_on_late_is_found_whole() {
    let folder = TempDir::new().unwrap();
    let (journal, _) = EmbeddedJournal::open(folder.path()).unwrap();
    let journal = std::sync::Arc::new(journal);
    take_in(&*journal, 1, "Une attente.").await;
    let long = format!("Une attente {}.", "z".repeat(9_900));
    let steps = (2..=LAST).map(|number| {
        let (journal, long) = (std::sync::Arc::clone(&journal), long.clone());
        tokio::spawn(async move { take_in(&*journal, number, &long).await })
    });
    for step in steps.collect::<Vec<_>>() {
        step.await.unwrap();
    }
    append(&*journal, 1, 1, "terminal:ana", vec![Event::NotAnswered { reason: "Canular".to_owned() }]).await;
    assert_eq!(find(&*journal, &words("canulars attente")).await, [1]);
    assert_eq!(find(&*journal, &Search { statuses: vec![Status::Closed], ..words("attente") }).await, [1]);
    assert_eq!(journal.search(&demo(), &words("attente")).await.unwrap().total as u64, LAST);
}

fn index(folder: &Path) -> std::path::PathBuf {
    folder.join("search")
}

/// The largest file of the index of this kind.
fn file(folder: &Path, extension: &str) -> std::path::PathBuf {
    let files = fs::read_dir(index(folder)).unwrap().map(|entry| entry.unwrap().path());
    let own = files.filter(|file| file.extension().is_some_and(|there| there == extension));
    own.max_by_key(|file| fs::metadata(file).unwrap().len()).unwrap()
}

/// An index that is gone, damaged, empty, cut short, of another layout or of another archive is built anew
/// by itself; one that is behind takes in what it lacks.
#[tokio::test]
async fn an_index_that_does_not_fit_is_built_anew() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let flip = |path: &Path| {
        let mut bytes = fs::read(path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x40;
        fs::write(path, bytes).unwrap();
    };
    let mut number = 0;
    let spoil: [(&str, &dyn Fn()); 9] = [
        ("behind", &|| {}),
        ("gone", &|| fs::remove_dir_all(index(folder)).unwrap()),
        ("terms damaged", &|| flip(&file(folder, "term"))),
        ("postings damaged", &|| flip(&file(folder, "idx"))),
        ("numbers damaged", &|| flip(&file(folder, "fast"))),
        ("a file lost", &|| fs::remove_file(file(folder, "pos")).unwrap()),
        ("meta cut short", &|| fs::write(index(folder).join("meta.json"), "{").unwrap()),
        ("another layout", &|| {
            let path = index(folder).join("meta.json");
            let meta = fs::read_to_string(&path).unwrap();
            fs::write(&path, meta.replace("\\\"version\\\":1", "\\\"version\\\":0")).unwrap();
        }),
        ("a note of another archive", &|| {
            let path = index(folder).join("meta.json");
            let meta = fs::read_to_string(&path).unwrap();
            let at = meta.find("\\\"hash\\\":\\\"").unwrap() + 11;
            fs::write(&path, format!("{}{}{}", &meta[..at], "0".repeat(64), &meta[at + 64..])).unwrap();
        }),
    ];
    for (what, spoil) in spoil {
        {
            let (journal, _) = EmbeddedJournal::open(folder).unwrap();
            take_in(&journal, number, "Une attente.").await;
            journal.search(&demo(), &words("attente")).await.unwrap();
            // Recorded, and never seen by the index.
            take_in(&journal, number + 1, "Une attente.").await;
            journal.close().await.unwrap();
        }
        number += 2;
        spoil();
        let (journal, _) = EmbeddedJournal::open(folder).unwrap();
        assert_eq!(journal.search(&demo(), &words("attentes")).await.unwrap().total as u64, number, "{what}");
        journal.close().await.unwrap();
    }
    let rebuilt = rebuild(folder).unwrap();
    assert_eq!(rebuilt.exchanges, number);
    let (journal, _) = EmbeddedJournal::open(folder).unwrap();
    assert_eq!(journal.search(&demo(), &words("attentes")).await.unwrap().total as u64, number);
}

/// Steps are recorded while the index cannot be written at all, and searches say so.
#[tokio::test]
async fn an_index_that_cannot_be_written_stops_no_step() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("search"), "a file where the folder should be").unwrap();
    let (journal, _) = EmbeddedJournal::open(folder.path()).unwrap();
    take_in(&journal, 1, "Une attente.").await;
    assert!(journal.search(&demo(), &words("attente")).await.is_err());
    take_in(&journal, 2, "Une attente.").await;
    fs::remove_file(folder.path().join("search")).unwrap();
    assert_eq!(find(&journal, &words("attente")).await, [2, 1]);
}

/// Whether the index knows a term, in a segment that is in use. A file of a segment that is not would fail
/// the test: there a byte search would find nothing either, since terms are not written letter by letter.
fn knows(folder: &Path, term: &str) -> bool {
    let index = tantivy::Index::open_in_dir(index(folder)).unwrap();
    let segments = index.searchable_segments().unwrap();
    let known: Vec<String> = segments.iter().map(|segment| segment.id().uuid_string()).collect();
    for entry in fs::read_dir(self::index(folder)).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let stem = name.split('.').next().unwrap();
        assert!(stem.is_empty() || stem == "meta" || known.iter().any(|id| id == stem), "{name} is of no segment");
    }
    let fields: Vec<_> = index.schema().fields().map(|(field, _)| field).collect();
    segments.into_iter().any(|segment| {
        let reader = tantivy::SegmentReader::open(&segment).unwrap();
        let mut texts = fields.iter().filter(|field| index.schema().get_field_entry(**field).is_indexed());
        texts.any(|field| reader.inverted_index(*field).unwrap().terms().get(term.as_bytes()).unwrap().is_some())
    })
}

/// Blanks what an exchange's lines say in the archive, as erasing does.
fn blank(folder: &Path, exchange: ExchangeId) {
    for entry in fs::read_dir(folder.join("archive")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let line = |line: &str| match line.split_once(",\"payload\":") {
            Some((head, payload)) if head.contains(exchange.as_str()) => {
                format!("{head},\"payload\":{:<1$}}}\n", "null", payload.len() - 1)
            }
            _ => format!("{line}\n"),
        };
        fs::write(&path, text.lines().map(line).collect::<String>()).unwrap();
    }
}

/// What is forgotten leaves no byte in the folder of the index, neither of its last texts nor of earlier
/// ones, while what shared its segments is still found.
#[tokio::test]
async fn nothing_is_left_of_what_is_forgotten() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let (journal, _) = EmbeddedJournal::open(folder).unwrap();
    take_in(&journal, 1, "Quetzalcoatl est un drôle de nom.").await;
    take_in(&journal, 2, "Une attente.").await;
    assert_eq!(find(&journal, &words("quetzalcoatl")).await, [1]);
    append(&journal, 1, 1, "terminal:ana", vec![Event::NotAnswered { reason: "Xylophoniste".to_owned() }]).await;
    take_in(&journal, 3, "Une autre attente.").await;
    assert_eq!(find(&journal, &words("xylophonistes")).await, [1]);
    assert!(knows(folder, "quetzalcoatl") && knows(folder, "xylophonist"));

    blank(folder, id(1));
    journal.forget(&demo(), &[id(1)]).await.unwrap();
    for term in ["quetzalcoatl", "xylophonist", &format!("demo/{}", id(1))] {
        assert!(!knows(folder, term), "{term}");
    }
    assert_eq!(find(&journal, &words("quetzalcoatl")).await, [] as [u64; 0]);
    assert_eq!(find(&journal, &words("attente")).await, [3, 2]);
    take_in(&journal, 4, "Une attente encore.").await;
    assert_eq!(find(&journal, &words("attente")).await, [4, 3, 2]);
    journal.close().await.unwrap();
    let (journal, _) = EmbeddedJournal::open(folder).unwrap();
    assert_eq!(find(&journal, &words("attente")).await, [4, 3, 2]);
    assert!(!knows(folder, "quetzalcoatl"));
}
