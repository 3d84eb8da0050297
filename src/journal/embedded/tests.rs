//! What cannot be brought about from outside: a disk that is full or fails, a working store that does.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::archive::Disk;
use super::*;
use crate::exchange::{Actor, Event, Role};
use crate::language::Language;
use crate::review::Review;

/// Fails while its switch is set: 1, writing stops half-way; 2, the sync fails; 3, blanking stops half-way.
struct FailingDisk(Arc<AtomicUsize>);

impl Disk for FailingDisk {
    fn write(&mut self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        let blanks = bytes.starts_with(b"null");
        if self.0.load(Ordering::SeqCst) != if blanks { 3 } else { 1 } {
            return file.write_all(bytes);
        }
        file.write_all(&bytes[..bytes.len() / 2])?;
        Err(io::Error::new(io::ErrorKind::StorageFull, "no space left"))
    }

    fn sync(&mut self, file: &File) -> io::Result<()> {
        if self.0.load(Ordering::SeqCst) == 2 { Err(io::Error::other("the disk failed")) } else { file.sync_data() }
    }
}

pub(super) fn demo() -> PracticeId {
    PracticeId::new("demo").unwrap()
}

pub(super) fn step(exchange: u64, expected: u32) -> Append {
    let received = Event::Received {
        review: Review::of("Trop d'attente."),
        language: Language::Fr,
        pack: "health-fr".to_owned(),
        pack_version: "1".to_owned(),
        origin: None,
    };
    let answered = Event::Answered { question: "topic".to_owned(), answer: "waiting".to_owned() };
    Append {
        practice: demo(),
        exchange: ExchangeId::from_random(exchange),
        expected,
        at: "2026-11-21T09:00:00Z".parse().unwrap(),
        actor: Actor { id: "terminal:ana".to_owned(), role: Role::Staff },
        events: vec![if expected == 0 { received } else { answered }],
    }
}

fn segment(folder: &Path) -> Vec<u8> {
    fs::read(folder.join("archive/2026-11.jsonl")).unwrap()
}

#[tokio::test]
async fn a_full_disk_records_nothing_and_the_journal_goes_on_once_there_is_space() {
    let folder = tempfile::tempdir().unwrap();
    let failing = Arc::new(AtomicUsize::new(0));
    let disk = FailingDisk(Arc::clone(&failing));
    let (journal, _) = EmbeddedJournal::open_on(folder.path(), Box::new(disk)).unwrap();
    journal.append(step(1, 0)).await.unwrap();
    let before = segment(folder.path());
    for failure in [1, 2] {
        failing.store(failure, Ordering::SeqCst);
        // The second one would be a conflict had the first one been recorded.
        let (one, two, three) =
            tokio::join!(journal.append(step(1, 1)), journal.append(step(1, 1)), journal.append(step(2, 0)));
        for refused in [one, two, three] {
            assert!(matches!(refused, Err(JournalError::Io { .. })), "{refused:?}");
        }
        assert_eq!(segment(folder.path()), before);
        assert_eq!(journal.load(&demo(), ExchangeId::from_random(1)).await.unwrap().len(), 1);
        assert_eq!(journal.list(&Query::default()).await.unwrap().len(), 1);
        journal.keep_setting("key", "value").await.unwrap();
    }
    failing.store(0, Ordering::SeqCst);
    assert_eq!(journal.append(step(1, 1)).await.unwrap(), 2);
    assert_eq!(journal.append(step(2, 0)).await.unwrap(), 1);
    assert_eq!(verify(folder.path()).unwrap().lines, 3);
    journal.close().await.unwrap();
    let (_, opening) = EmbeddedJournal::open(folder.path()).unwrap();
    assert_eq!(opening, Opening::default());
}

#[tokio::test]
async fn a_disk_that_fails_on_a_new_segment_leaves_it_empty() {
    let folder = tempfile::tempdir().unwrap();
    let failing = Arc::new(AtomicUsize::new(1));
    let disk = FailingDisk(Arc::clone(&failing));
    let (journal, _) = EmbeddedJournal::open_on(folder.path(), Box::new(disk)).unwrap();
    assert!(journal.append(step(1, 0)).await.is_err());
    assert!(segment(folder.path()).is_empty());
    drop(journal);
    let (journal, opening) = EmbeddedJournal::open(folder.path()).unwrap();
    assert_eq!((opening.torn, opening.rebuilt), (None, None));
    journal.append(step(1, 0)).await.unwrap();
    verify(folder.path()).unwrap();
}

/// Says when a write begins and holds it up until it is let go on.
struct GatedDisk(mpsc::Sender<usize>, mpsc::Receiver<()>);

impl Disk for GatedDisk {
    fn write(&mut self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        self.0.send(bytes.split_inclusive(|byte| *byte == b'\n').count()).unwrap();
        self.1.recv().unwrap();
        file.write_all(bytes)
    }

    fn sync(&mut self, file: &File) -> io::Result<()> {
        file.sync_data()
    }
}

#[tokio::test]
async fn what_queues_up_is_written_together_and_each_step_sees_those_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let (writing, writes) = mpsc::channel();
    let (go_on, gate) = mpsc::channel();
    let (journal, _) = EmbeddedJournal::open_on(folder.path(), Box::new(GatedDisk(writing, gate))).unwrap();
    let ask = |exchange, expected| {
        let (answer, answered) = oneshot::channel();
        let request = Request::Append(Box::new(step(exchange, expected)), answer);
        journal.inner.requests.as_ref().unwrap().send(request).unwrap();
        answered
    };
    let first = ask(1, 0);
    assert_eq!(writes.recv(), Ok(1));
    // The thread is busy with the first step: these queue up behind it.
    let (second, third, conflict, other) = (ask(1, 1), ask(1, 2), ask(1, 1), ask(2, 0));
    go_on.send(()).unwrap();
    assert_eq!(writes.recv(), Ok(3));
    go_on.send(()).unwrap();
    let answers = tokio::join!(first, second, third, other);
    let revisions = [answers.0, answers.1, answers.2, answers.3].map(|answer| answer.unwrap().unwrap());
    assert_eq!(revisions, [1, 2, 3, 1]);
    assert!(matches!(conflict.await.unwrap(), Err(JournalError::Conflict { current: 3 })));
    let history = journal.load(&demo(), ExchangeId::from_random(1)).await.unwrap();
    assert_eq!(history.iter().map(|recorded| recorded.revision).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(verify(folder.path()).unwrap().lines, 4);
}

#[test]
fn any_entry_lost_or_changed_in_the_store_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (journal, _) = EmbeddedJournal::open(folder.path()).unwrap();
    runtime.block_on(async {
        journal.append(step(1, 0)).await.unwrap();
        journal.append(step(1, 1)).await.unwrap();
        journal.keep_setting("key", "value").await.unwrap();
        journal.close().await.unwrap();
    });
    // sled's own thread lets go of its lock a moment after the last handle is gone.
    let open = || loop {
        match sled::open(folder.path().join("sled")) {
            Ok(store) => break store,
            Err(sled::Error::Io(_)) => std::thread::yield_now(),
            Err(error) => panic!("{error}"),
        }
    };
    let entries: Vec<_> = open().iter().map(Result::unwrap).collect();
    assert!(entries.len() > 5);
    for (key, _) in &entries {
        open().remove(key).unwrap();
        let (_, opening) = EmbeddedJournal::open(folder.path()).unwrap();
        assert!(opening.rebuilt.is_some(), "{key:?}");
    }
    for (key, value) in &entries {
        open().insert(key, [value.as_ref(), b"x"].concat()).unwrap();
        let (_, opening) = EmbeddedJournal::open(folder.path()).unwrap();
        assert!(opening.rebuilt.is_some(), "{key:?}");
    }
}

/// What was decided is carried out, by the next step if not at once: the disk fails amid the blanking, and the
/// half of it that is there is taken for what it is.
#[tokio::test]
async fn a_disk_that_fails_amid_an_erasing_is_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let failing = Arc::new(AtomicUsize::new(0));
    let disk = FailingDisk(Arc::clone(&failing));
    let (journal, _) = EmbeddedJournal::open_on(folder.path(), Box::new(disk)).unwrap();
    journal.append(step(1, 0)).await.unwrap();
    journal.append(step(2, 0)).await.unwrap();
    failing.store(3, Ordering::SeqCst);
    let Append { practice, exchange, at, actor, .. } = step(1, 0);
    let (reason, cause) = ("asked for".to_owned(), crate::exchange::ErasureCause::Request);
    let erasure = Erasure { practice, exchange, entry: None, expected: 1, at, actor, reason, cause };
    let failed = journal.erase(erasure.clone()).await;
    assert!(matches!(failed, Err(JournalError::Io { .. })), "{failed:?}");
    assert_eq!(verify(folder.path()).unwrap().erasing, 1);
    let refused = journal.append(step(2, 1)).await;
    assert!(matches!(refused, Err(JournalError::Io { .. })), "nothing goes on over it: {refused:?}");
    failing.store(0, Ordering::SeqCst);
    journal.append(step(2, 1)).await.unwrap();
    assert_eq!(verify(folder.path()).unwrap().erasing, 0);
    assert_eq!(journal.list(&Query::default()).await.unwrap().len(), 1);
    let again = journal.erase(erasure).await;
    assert!(matches!(again, Err(JournalError::Refused(_))), "{again:?}");
}
