//! The embedded journal, from outside: what is acknowledged is there, whatever happens to the process,
//! to the working store or to the archive.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use egard::exchange::{Actor, Digest, Draft, Event, ExchangeId, Origin, Provenance, Role, Status, StepDue};
use egard::guard::Channel;
use egard::journal::embedded::{EmbeddedJournal, Opening, Reason, rebuild, verify};
use egard::journal::{Append, Journal, JournalError, Query, Summary};
use egard::language::Language;
use egard::practice::PracticeId;
use egard::questionnaire::OutcomeKind;
use egard::review::Review;
use jiff::{Timestamp, ToSpan};

fn demo() -> PracticeId {
    PracticeId::new("demo").unwrap()
}

fn at(second: i64) -> Timestamp {
    "2026-11-21T09:00:00Z".parse::<Timestamp>().unwrap() + second.seconds()
}

fn step(practice: &PracticeId, exchange: ExchangeId, expected: u32, at: Timestamp, events: Vec<Event>) -> Append {
    let actor = Actor { id: "terminal:ana".to_owned(), role: Role::Staff };
    Append { practice: practice.clone(), exchange, expected, at, actor, events }
}

fn received(message: u64) -> Event {
    Event::Received {
        review: Review::of("Trop d'attente, personne au téléphone."),
        language: Language::Fr,
        pack: "health-fr".to_owned(),
        pack_version: "1".to_owned(),
        origin: Some(Origin { face: "discord".to_owned(), message: message.to_string() }),
    }
}

fn answered(answer: &str) -> Event {
    Event::Answered { question: "topic".to_owned(), answer: answer.to_owned() }
}

fn classified(kind: OutcomeKind) -> Event {
    let due = |step: &str, due: &str| StepDue { step: step.to_owned(), due: Some(due.parse().unwrap()) };
    let steps = vec![due("file", "2027-02-21"), due("call", "2026-11-25")];
    Event::Classified { outcome: kind.name().to_owned(), kind, steps }
}

fn proposed() -> Event {
    let text = "Merci de votre retour.".to_owned();
    let sha256 = Digest::of(text.as_bytes());
    let template = "founded.waiting".to_owned();
    let (language, channel) = (Language::Fr, Channel::Public);
    let provenance = Provenance::Pristine;
    Event::Proposed {
        draft: Draft {
            text,
            language,
            channel,
            template,
            filled: BTreeMap::new(),
            provenance,
            findings: Vec::new(),
            waivers: Vec::new(),
            sha256,
        },
    }
}

fn open(folder: &Path) -> (EmbeddedJournal, Opening) {
    EmbeddedJournal::open(folder).unwrap()
}

/// Thirty exchanges of two practices, in all kinds of states.
async fn fill(journal: &EmbeddedJournal) {
    let practices = [demo(), PracticeId::new("other").unwrap()];
    for number in 0..30 {
        let practice = &practices[usize::try_from(number % 2).unwrap()];
        let exchange = ExchangeId::from_random(1 + number * 7919);
        let mut revision = 0;
        let mut take = vec![vec![received(number)]];
        match number % 5 {
            0 => {}
            1 => take.push(vec![answered("waiting")]),
            2 => take.push(vec![answered("waiting"), classified(OutcomeKind::Procedure)]),
            3 => take.extend([vec![answered("waiting"), classified(OutcomeKind::Reply)], vec![proposed()]]),
            _ => take.extend([vec![answered("x")], vec![Event::TakenBack], vec![Event::Closed { note: None }]]),
        }
        for events in take {
            let when = at(i64::try_from(number).unwrap());
            revision = journal.append(step(practice, exchange, revision, when, events)).await.unwrap();
        }
    }
}

/// Everything that can be asked of a journal.
async fn all_of(journal: &EmbeddedJournal) -> Vec<String> {
    let mut all = Vec::new();
    let list = journal.list(&Query::default()).await.unwrap();
    for summary in &list {
        let events = journal.load(&summary.practice, summary.exchange).await.unwrap();
        all.push(format!("{summary:?} {events:?}"));
        let found = journal.find(Some(&summary.practice), summary.exchange.as_str()).await.unwrap();
        assert_eq!(found.iter().collect::<Vec<_>>(), [summary]);
    }
    for status in Status::ALL {
        let query = Query { statuses: vec![status], practice: Some(demo()), limit: Some(3), ..Query::default() };
        all.push(format!("{status:?} {:?}", journal.list(&query).await.unwrap()));
    }
    for number in 0..30 {
        let origin = Origin { face: "discord".to_owned(), message: number.to_string() };
        all.push(format!("{:?}", journal.by_origin(&demo(), &origin).await.unwrap()));
    }
    all.push(format!("{:?}", journal.due(&demo(), "2027-12-31".parse().unwrap()).await.unwrap()));
    all.push(format!("{:?}", journal.template_uses(&demo()).await.unwrap()));
    all
}

fn segment(folder: &Path) -> PathBuf {
    folder.join("archive").join("2026-11.jsonl")
}

#[tokio::test]
async fn what_is_recorded_reads_back_also_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, opening) = open(folder.path());
    assert_eq!(opening, Opening { created: true, ..Opening::default() });
    let exchange = ExchangeId::from_random(1);
    assert!(journal.load(&demo(), exchange).await.unwrap().is_empty());
    let first = step(&demo(), exchange, 0, at(0), vec![received(9)]);
    assert_eq!(journal.append(first).await.unwrap(), 1);
    let events = vec![answered("waiting"), classified(OutcomeKind::Procedure)];
    assert_eq!(journal.append(step(&demo(), exchange, 1, at(1), events)).await.unwrap(), 2);
    let copied = Event::Copied { sha256: Digest::of(b"text") };
    assert_eq!(journal.append(step(&demo(), exchange, 2, at(2), vec![copied])).await.unwrap(), 2);
    journal.keep_setting("commands", "1234").await.unwrap();

    let history = journal.load(&demo(), exchange).await.unwrap();
    let revisions: Vec<u32> = history.iter().map(|recorded| recorded.revision).collect();
    assert_eq!(revisions, [1, 2, 2, 2]);
    assert_eq!(history[0].event, received(9));
    let list = journal.list(&Query::default()).await.unwrap();
    let expected = Summary {
        exchange,
        practice: demo(),
        revision: 2,
        status: Status::Procedure,
        outcome: Some("procedure".to_owned()),
        received_at: at(0),
        updated_at: at(1),
        assignee: "terminal:ana".to_owned(),
        due: Some("2026-11-25".parse().unwrap()),
        open_measures: 0,
        reply: None,
    };
    assert_eq!(list, [expected]);
    assert_eq!(journal.due(&demo(), "2026-11-25".parse().unwrap()).await.unwrap(), list);
    assert_eq!(journal.due(&demo(), "2026-11-24".parse().unwrap()).await.unwrap(), []);
    journal.close().await.unwrap();

    let (journal, opening) = open(folder.path());
    assert_eq!(opening, Opening::default());
    assert_eq!(journal.load(&demo(), exchange).await.unwrap(), history);
    assert_eq!(journal.list(&Query::default()).await.unwrap(), list);
    assert_eq!(journal.setting("commands").await.unwrap().as_deref(), Some("1234"));
    assert_eq!(journal.setting("none").await.unwrap(), None);
    let other = PracticeId::new("other").unwrap();
    assert!(journal.load(&other, exchange).await.unwrap().is_empty());
    assert!(journal.find(Some(&other), "").await.unwrap().is_empty());
}

#[tokio::test]
async fn a_step_on_an_older_revision_is_a_conflict() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path());
    let exchange = ExchangeId::from_random(1);
    journal.append(step(&demo(), exchange, 0, at(0), vec![received(1)])).await.unwrap();
    let (one, two) = tokio::join!(
        journal.append(step(&demo(), exchange, 1, at(1), vec![answered("one")])),
        journal.append(step(&demo(), exchange, 1, at(1), vec![answered("two")])),
    );
    assert_eq!(one.unwrap(), 2);
    assert!(matches!(two, Err(JournalError::Conflict { current: 2 })));
    let again = journal.append(step(&demo(), exchange, 0, at(2), vec![received(1)])).await;
    assert!(matches!(again, Err(JournalError::Conflict { current: 2 })));
    let unknown = journal.append(step(&demo(), ExchangeId::from_random(2), 3, at(2), vec![answered("x")])).await;
    assert!(matches!(unknown, Err(JournalError::Conflict { current: 0 })));
    assert_eq!(journal.load(&demo(), exchange).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_step_that_makes_no_exchange_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path());
    let exchange = ExchangeId::from_random(1);
    for events in [vec![], vec![answered("x")], vec![answered("x"), received(1)], vec![received(1), received(1)]] {
        let refused = journal.append(step(&demo(), exchange, 0, at(0), events)).await;
        assert!(matches!(refused, Err(JournalError::Refused(_))));
    }
    assert!(!segment(folder.path()).exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_at_once_are_all_recorded_in_one_chain() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path());
    let tasks = (0..64).map(|number| {
        let journal = journal.clone();
        tokio::spawn(async move {
            let exchange = ExchangeId::from_random(1 + number);
            let mut revision = 0;
            for events in [vec![received(number)], vec![answered("a"), answered("b")], vec![answered("c")]] {
                revision = journal.append(step(&demo(), exchange, revision, at(0), events)).await.unwrap();
            }
            revision
        })
    });
    let tasks = tasks.collect::<Vec<_>>();
    // Whoever proves the archive meanwhile finds it whole, but perhaps for the step under way.
    let meanwhile = folder.path().to_owned();
    let proven = tokio::task::spawn_blocking(move || (0..20).all(|_| verify(&meanwhile).is_ok()));
    for task in tasks {
        assert_eq!(task.await.unwrap(), 3);
    }
    assert!(proven.await.unwrap());
    let verified = verify(folder.path()).unwrap();
    assert_eq!((verified.lines, verified.exchanges, verified.unfinished), (256, 64, false));
    assert_eq!(verified.practices[0].seq, 256);
    assert_eq!(journal.list(&Query::default()).await.unwrap().len(), 64);
}

#[tokio::test]
async fn lists_are_the_newest_first_and_find_gives_ten() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path());
    fill(&journal).await;
    let newest = journal.list(&Query { limit: Some(4), ..Query::default() }).await.unwrap();
    let times: Vec<Timestamp> = newest.iter().map(|summary| summary.received_at).collect();
    assert_eq!(times, [at(29), at(28), at(27), at(26)]);
    let statuses = vec![Status::Proposed, Status::Closed];
    let query = Query { practice: Some(demo()), statuses: statuses.clone(), ..Query::default() };
    let found = journal.list(&query).await.unwrap();
    assert_eq!(found.len(), 6);
    assert!(found.is_sorted_by(|one, two| one.received_at >= two.received_at));
    assert!(found.iter().all(|summary| statuses.contains(&summary.status)));
    assert_eq!(journal.find(None, "").await.unwrap().len(), 10);
    assert_eq!(journal.find(None, "%").await.unwrap(), []);
    assert_eq!(journal.template_uses(&demo()).await.unwrap(), BTreeMap::from([("founded.waiting".to_owned(), 3)]));
}

#[tokio::test]
async fn a_damaged_working_store_is_built_anew_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path());
    fill(&journal).await;
    let before = all_of(&journal).await;
    journal.close().await.unwrap();
    let sled = folder.path().join("sled");
    let db = sled.join("db");
    let length = fs::metadata(&db).unwrap().len();

    fs::remove_dir_all(&sled).unwrap();
    assert_eq!(reopened(folder.path(), &before).await.rebuilt, Some(Reason::Gone));
    fs::remove_dir_all(&sled).unwrap();
    fs::create_dir(&sled).unwrap();
    assert_eq!(reopened(folder.path(), &before).await.rebuilt, Some(Reason::Gone));
    fs::write(&db, b"").unwrap();
    assert!(reopened(folder.path(), &before).await.rebuilt.is_some());
    for part in [1, 3, 5, 9] {
        fs::OpenOptions::new().write(true).open(&db).unwrap().set_len(length * part / 10).unwrap();
        reopened(folder.path(), &before).await;
    }
    for part in 0..40 {
        let mut bytes = fs::read(&db).unwrap();
        let place = bytes.len() * part / 40;
        bytes[place] ^= 0x20;
        fs::write(&db, bytes).unwrap();
        reopened(folder.path(), &before).await;
    }
}

async fn reopened(folder: &Path, before: &[String]) -> Opening {
    let (journal, opening) = open(folder);
    assert_eq!(all_of(&journal).await, before);
    journal.close().await.unwrap();
    opening
}

#[tokio::test]
async fn a_working_store_put_back_from_a_copy_catches_up() {
    let folder = tempfile::tempdir().unwrap();
    let copy = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path());
    journal.append(step(&demo(), ExchangeId::from_random(999), 0, at(0), vec![received(99)])).await.unwrap();
    journal.close().await.unwrap();
    for name in ["db", "conf"] {
        fs::copy(folder.path().join("sled").join(name), copy.path().join(name)).unwrap();
    }
    let (journal, _) = open(folder.path());
    fill(&journal).await;
    let before = all_of(&journal).await;
    journal.close().await.unwrap();
    fs::remove_dir_all(folder.path().join("sled")).unwrap();
    fs::create_dir(folder.path().join("sled")).unwrap();
    for name in ["db", "conf"] {
        fs::copy(copy.path().join(name), folder.path().join("sled").join(name)).unwrap();
    }
    let opening = reopened(folder.path(), &before).await;
    assert_eq!(opening.rebuilt, None);
    assert!(opening.taken_in > 30);
}

#[tokio::test]
async fn a_torn_last_line_is_put_aside_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path());
    fill(&journal).await;
    let before = all_of(&journal).await;
    journal.close().await.unwrap();
    let whole = fs::read(segment(folder.path())).unwrap();
    let lines = whole.split_inclusive(|byte| *byte == b'\n').count() as u64;

    for rest in [&b"{\"v\":1,\"practice\":\"de"[..], b"{\"v\":1,\"practice\":\"de\n", b"\0\0\0\0"] {
        fs::write(segment(folder.path()), [&whole, rest].concat()).unwrap();
        let opening = reopened(folder.path(), &before).await;
        let torn = opening.torn.unwrap();
        assert_eq!(torn.line, lines + 1);
        assert_eq!(fs::read(&torn.kept).unwrap(), rest);
        assert_eq!(fs::read(segment(folder.path())).unwrap(), whole);
        assert_eq!(opening.rebuilt, None);
    }
}

#[tokio::test]
async fn half_a_step_is_no_step() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path());
    fill(&journal).await;
    let before = all_of(&journal).await;
    let exchange = ExchangeId::from_random(31);
    journal.append(step(&demo(), exchange, 0, at(31), vec![received(1), answered("a"), answered("b")])).await.unwrap();
    journal.close().await.unwrap();
    let whole = fs::read_to_string(segment(folder.path())).unwrap();
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    let half = &lines[lines.len() - 1][..40];
    for cut in [lines[..lines.len() - 1].concat(), lines[..lines.len() - 1].concat() + half] {
        fs::write(segment(folder.path()), cut).unwrap();
        assert!(verify(folder.path()).unwrap().unfinished);
        fs::remove_dir_all(folder.path().join("sled")).unwrap();
        let (journal, opening) = open(folder.path());
        assert_eq!(opening.torn.unwrap().line, lines.len() as u64 - 2);
        // The exchange's origin was that of another one before.
        assert_eq!(all_of(&journal).await, before);
    }
}

#[tokio::test]
async fn a_changed_removed_or_moved_line_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path());
    fill(&journal).await;
    journal.close().await.unwrap();
    let path = segment(folder.path());
    let whole = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    let of = |place: &usize| lines[*place].split("\"seq\"").next();
    let place = (9..lines.len()).find(|place| lines[*place].contains("topic")).unwrap();
    let next = (place + 1..lines.len()).find(|other| of(other) == of(&place)).unwrap();
    let mut changed = lines.clone();
    let other = lines[place].replace("topic", "tppic");
    changed[place] = &other;
    let mut removed = lines.clone();
    removed.remove(place);
    let mut swapped = lines.clone();
    swapped.swap(place, next);
    let mut garbage = lines.clone();
    garbage[place] = "garbage\n";
    // Without the line, the next one of its practice is the first not to hold; it has moved up by one.
    let cases = [("changed", changed, place + 1), ("removed", removed, next), ("swapped", swapped, place + 1)];
    for (case, altered, expected) in cases.into_iter().chain([("garbage", garbage, place + 1)]) {
        fs::write(&path, altered.concat()).unwrap();
        let error = verify(folder.path()).unwrap_err();
        let JournalError::Broken { file, line, what } = error else { panic!("{case}: {error}") };
        assert_eq!(Path::new(&file), path);
        assert_eq!(line, expected as u64, "{case}: {what}");
        assert!(matches!(rebuild(folder.path()), Err(JournalError::Broken { .. })), "{case}");
        fs::rename(folder.path().join("sled"), folder.path().join("kept")).unwrap();
        assert!(matches!(EmbeddedJournal::open(folder.path()), Err(JournalError::Broken { .. })), "{case}");
        fs::rename(folder.path().join("kept"), folder.path().join("sled")).unwrap();
    }
    fs::write(&path, whole).unwrap();
    assert_eq!(open(folder.path()).1, Opening::default());
}

#[tokio::test]
async fn a_line_changed_behind_the_back_of_a_running_journal_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path());
    let exchange = ExchangeId::from_random(1);
    journal.append(step(&demo(), exchange, 0, at(0), vec![received(1)])).await.unwrap();
    let text = fs::read_to_string(segment(folder.path())).unwrap();
    fs::write(segment(folder.path()), text.replace("Trop", "Prot")).unwrap();
    let loaded = journal.load(&demo(), exchange).await;
    assert!(matches!(loaded, Err(JournalError::Broken { line: 1, .. })));
    let appended = journal.append(step(&demo(), exchange, 1, at(1), vec![answered("x")])).await;
    assert!(matches!(appended, Err(JournalError::Broken { line: 1, .. })));
    let message = appended.unwrap_err().to_string();
    assert!(!message.contains("Prot"));
}

#[tokio::test]
async fn content_that_went_without_a_word_is_in_no_list_and_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path());
    fill(&journal).await;
    let erased = journal.list(&Query { limit: Some(1), ..Query::default() }).await.unwrap().remove(0);
    journal.close().await.unwrap();
    let whole = fs::read_to_string(segment(folder.path())).unwrap();
    let blank = |line: &str| match line.split_once("\"payload\":") {
        Some((head, payload)) if head.contains(erased.exchange.as_str()) => {
            format!("{head}\"payload\":{:<1$}}}\n", "null", payload.len() - 2)
        }
        _ => line.to_owned(),
    };
    let blanked: String = whole.split_inclusive('\n').map(blank).collect();
    assert_ne!(blanked, whole);
    assert_eq!(blanked.len(), whole.len());
    fs::write(segment(folder.path()), blanked).unwrap();
    // A content that is gone without a word about it is as good as a line that was changed.
    let unsaid = verify(folder.path()).unwrap_err();
    assert!(unsaid.to_string().contains("no event says that it was erased"), "{unsaid}");
    rebuild(folder.path()).unwrap();
    let (journal, _) = open(folder.path());
    assert!(journal.load(&erased.practice, erased.exchange).await.unwrap().is_empty());
    assert_eq!(journal.list(&Query::default()).await.unwrap().len(), 29);
    assert!(journal.find(None, erased.exchange.as_str()).await.unwrap().is_empty());
    let note = vec![Event::Closed { note: None }];
    let stale = journal.append(step(&erased.practice, erased.exchange, 0, at(99), note.clone())).await;
    assert!(matches!(stale, Err(JournalError::Conflict { current }) if current == erased.revision));
    let late = journal.append(step(&erased.practice, erased.exchange, erased.revision, at(99), note)).await;
    assert!(matches!(late, Err(JournalError::Refused(_))), "{late:?}");
}

#[tokio::test]
async fn a_clock_set_back_does_not_reopen_an_older_segment() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path());
    let month = |day: &str| format!("{day}T12:00:00Z").parse::<Timestamp>().unwrap();
    let days = ["2026-11-30", "2026-12-01", "2026-11-29"];
    let appends = days.iter().zip(1..).map(|(day, number)| {
        journal.append(step(&demo(), ExchangeId::from_random(1 + number), 0, month(day), vec![received(number)]))
    });
    for append in appends.collect::<Vec<_>>() {
        append.await.unwrap();
    }
    let lines = |name: &str| fs::read_to_string(folder.path().join("archive").join(name)).unwrap().lines().count();
    assert_eq!((lines("2026-11.jsonl"), lines("2026-12.jsonl")), (1, 2));
    verify(folder.path()).unwrap();
    let before = all_of(&journal).await;
    journal.close().await.unwrap();
    assert_eq!(rebuild(folder.path()).unwrap().lines, 3);
    reopened(folder.path(), &before).await;
}

#[tokio::test]
async fn what_is_put_behind_an_older_segment_is_no_torn_tail() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path());
    for (number, month) in [(1, "2026-11"), (2, "2026-12")] {
        let at = format!("{month}-05T12:00:00Z").parse().unwrap();
        journal
            .append(step(&demo(), ExchangeId::from_random(1 + number), 0, at, vec![received(number)]))
            .await
            .unwrap();
    }
    journal.close().await.unwrap();
    let mut file = fs::OpenOptions::new().append(true).open(segment(folder.path())).unwrap();
    file.write_all(b"{\"v\":1").unwrap();
    let error = verify(folder.path()).unwrap_err();
    assert!(matches!(error, JournalError::Broken { line: 2, .. }), "{error}");
}

#[tokio::test]
async fn a_second_opening_is_told_that_the_folder_is_in_use() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = open(folder.path());
    assert!(matches!(EmbeddedJournal::open(folder.path()), Err(JournalError::InUse { .. })));
    assert!(matches!(rebuild(folder.path()), Err(JournalError::InUse { .. })));
    assert_eq!(verify(folder.path()).unwrap().lines, 0);
    drop(journal);
    let (journal, _) = open(folder.path());
    let clone = journal.clone();
    journal.close().await.unwrap();
    let late = clone.append(step(&demo(), ExchangeId::from_random(1), 0, at(0), vec![received(1)])).await;
    assert!(matches!(late, Err(JournalError::Closed)));
}

#[test]
fn an_archive_of_a_newer_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path());
    fs::write(folder.path().join("archive/FORMAT"), "egard archive, format 2\n").unwrap();
    for error in [EmbeddedJournal::open(folder.path()).unwrap_err(), verify(folder.path()).unwrap_err()] {
        assert!(error.to_string().contains("newer version"), "{error}");
    }
}

#[test]
fn a_folder_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, b"").unwrap();
    for place in [file.clone(), file.join("data")] {
        let Err(JournalError::Io { path, .. }) = EmbeddedJournal::open(&place) else { panic!() };
        assert!(path.starts_with(file.to_str().unwrap()));
    }
    assert!(matches!(verify(&folder.path().join("none")), Err(JournalError::Io { .. })));
}

#[cfg(unix)]
#[test]
fn folders_and_files_belong_to_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (journal, _) = open(&data);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let first = step(&demo(), ExchangeId::from_random(1), 0, at(0), vec![received(1)]);
    runtime.block_on(journal.append(first)).unwrap();
    let mode = |path: &str| fs::metadata(data.join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!([mode(""), mode("archive"), mode("sled")], [0o700; 3]);
    assert_eq!([mode("lock"), mode("archive/FORMAT"), mode("archive/2026-11.jsonl")], [0o600; 3]);
    assert_eq!([mode("sled/db"), mode("sled/conf")], [0o600; 2]);
    drop(journal);

    fs::set_permissions(&data, fs::Permissions::from_mode(0o500)).unwrap();
    fs::set_permissions(data.join("archive"), fs::Permissions::from_mode(0o500)).unwrap();
    let enforced = fs::write(data.join("archive/probe"), b"").is_err();
    if enforced {
        fs::remove_file(data.join("lock")).unwrap_err();
        fs::set_permissions(data.join("lock"), fs::Permissions::from_mode(0o400)).unwrap();
        assert!(matches!(EmbeddedJournal::open(&data), Err(JournalError::Io { .. })));
    }
    assert_eq!(verify(&data).unwrap().lines, 1);
    fs::set_permissions(&data, fs::Permissions::from_mode(0o700)).unwrap();
}
