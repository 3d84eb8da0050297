//! A disk that is full, at every page and for everything that is written: it is said, nothing is there by half, all
//! goes on when there is room again.

use std::io::ErrorKind;

use egard::journal::embedded::{EmbeddedJournal, verify};
use egard::journal::{Journal, JournalError, Query};

use crate::archive::practice;
use crate::small_disk::SmallDisk;
use crate::story::{all_of, begun, egard, erasure, found, id, remove, reopened, said, shown, written};
use crate::team::{REVIEW, TO_A_REPLY, Team, events};

fn is_full(error: &JournalError) -> bool {
    matches!(error, JournalError::Io { source, .. } if source.kind() == ErrorKind::StorageFull)
}

/// Whether it was done; nothing but the full disk may have kept it from being.
#[track_caller]
fn was_done<T>(case: &str, outcome: Result<T, JournalError>) -> bool {
    match outcome {
        Ok(_) => true,
        Err(error) => {
            assert!(is_full(&error), "{case}: {error}");
            false
        }
    }
}

/// Everything that is written, with so many pages left; then the same again with room. The archive has exactly what
/// was acknowledged, at either time.
async fn with_pages_left(disk: &SmallDisk, pages: u64) {
    let case = format!("{pages} pages left");
    let data = disk.path("data");
    let (journal, _) = EmbeddedJournal::open(&data).unwrap();
    for number in 1..=3 {
        journal.append(begun(number)).await.unwrap();
    }
    assert_eq!(found(&journal).await.unwrap(), 3);
    let mut lines = 3;
    disk.fill(pages);

    let mut revision = 1;
    for _ in 0..6 {
        if was_done(&case, journal.append(said(1, revision, 900)).await) {
            (revision, lines) = (revision + 1, lines + 1);
        }
    }
    let capture = journal.keep_evidence(vec![b'x'; 9_000]).await;
    if let Ok(capture) = &capture {
        lines += u64::from(was_done(&case, journal.append(shown(2, 1, capture.clone())).await));
    }
    was_done(&case, capture);
    was_done(&case, journal.keep_setting("key", &"x".repeat(9_000)).await);
    let revision_of_two = journal.load(&practice().id, id(2)).await.unwrap().last().unwrap().revision;
    let erased = was_done(&case, journal.erase(erasure(3, 1)).await);
    // What the working store and the index have still to write meets the full disk too.
    disk.fill(0);
    for expected in [revision, revision + 1] {
        if was_done(&case, journal.append(said(1, expected, 3_000)).await) {
            (revision, lines) = (revision + 1, lines + 1);
        } else {
            break;
        }
    }
    if let Err(error) = found(&journal).await {
        assert!(matches!(error, JournalError::Search(_)) || is_full(&error), "{case}: {error}");
    }
    let seen = journal.load(&practice().id, id(1)).await.unwrap_or_else(|error| panic!("{case}: {error}"));
    assert_eq!(seen.last().unwrap().revision, revision, "{case}");

    disk.free();
    assert_eq!(journal.load(&practice().id, id(2)).await.unwrap().last().unwrap().revision, revision_of_two, "{case}");
    journal.append(said(1, revision, 900)).await.unwrap_or_else(|error| panic!("{case}, freed: {error}"));
    let capture = journal.keep_evidence(vec![b'y'; 9_000]).await.unwrap();
    journal.append(shown(1, revision + 1, capture)).await.unwrap();
    if !erased {
        match journal.erase(erasure(3, 1)).await {
            // It had been decided on before the disk was full, and is finished since.
            Ok(()) | Err(JournalError::Refused(_)) => {}
            Err(error) => panic!("{case}, freed: {error}"),
        }
    }
    journal.forget(&practice().id, &[id(3)]).await.unwrap();
    assert_eq!(found(&journal).await.unwrap(), 2, "{case}");
    let before = all_of(&journal).await;
    journal.close().await.unwrap();
    let verified = verify(&data).unwrap();
    assert_eq!((verified.lines, verified.erasing, verified.unfinished), (lines + 3, 0, false), "{case}");
    assert!(verified.bad_captures.is_empty(), "{case}");
    let (opening, after) = reopened(&data).await;
    assert_eq!((after, opening.torn, opening.lost), (before, None, 0), "{case}");
}

/// Archive, working store, search index, captures, settings, erasing: wherever the disk is full.
#[tokio::test]
async fn whatever_is_being_written() {
    let Some(disk) = SmallDisk::of("full::whatever_is_being_written", 24) else { return };
    for pages in 0..20 {
        disk.clear();
        with_pages_left(&disk, pages).await;
    }
}

/// A working store that met the full disk serves nobody; whoever reads has it brought up again once there is room,
/// without a step that would.
#[tokio::test]
async fn reading_goes_on_without_a_step() {
    let Some(disk) = SmallDisk::of("full::reading_goes_on_without_a_step", 48) else { return };
    let data = disk.path("data");
    let (journal, _) = EmbeddedJournal::open(&data).unwrap();
    let (mut number, mut failed) = (0, false);
    // sled takes room by half a mebibyte, so it is not at the first step that it finds none.
    while !failed && number < 4_000 {
        number += 1;
        disk.free();
        let recorded = journal.append(begun(number)).await;
        recorded.unwrap_or_else(|error| panic!("with room: {error}"));
        if number % 8 == 0 {
            disk.fill(1);
            while journal.append(begun(number + 1)).await.is_ok() {
                number += 1;
            }
            disk.fill(0);
            number += u64::from(journal.append(begun(number + 1)).await.is_ok());
            failed = journal.load(&practice().id, id(1)).await.is_err();
        }
    }
    disk.free();
    assert_eq!(journal.load(&practice().id, id(1)).await.unwrap().len(), 1);
    assert_eq!(journal.list(&Query::default()).await.unwrap().len() as u64, number);
    eprintln!("the working store failed: {failed}, after {number} steps");
    journal.append(begun(number + 1)).await.unwrap();
    journal.close().await.unwrap();
    assert_eq!(verify(&data).unwrap().lines, number + 1);
}

/// A folder that is opened, or first made, on a full disk: one sentence, and later as if nothing had been.
#[tokio::test]
async fn opening() {
    let Some(disk) = SmallDisk::of("full::opening", 24) else { return };
    let data = disk.path("data");
    for pages in 0..8 {
        disk.clear();
        disk.fill(pages);
        if let Err(error) = EmbeddedJournal::open(&data) {
            assert!(is_full(&error), "{pages} pages left: {error}");
        }
        disk.free();
        written(&data, 3).await;
        let whole = reopened(&data).await.1;
        for lost in ["sled", "search", "reserve"] {
            remove(&data.join(lost));
            disk.fill(pages);
            match EmbeddedJournal::open(&data) {
                Ok((journal, _)) => drop(journal),
                Err(error) => assert!(is_full(&error), "{pages} pages left, without {lost}: {error}"),
            }
            disk.free();
            assert_eq!(reopened(&data).await.1, whole, "{pages} pages left, without {lost}");
        }
        verify(&data).unwrap();
    }
}

/// What leaves the journal: told in one sentence, and no part of a file is left that would be taken for the whole.
#[tokio::test]
async fn what_is_exported() {
    let Some(disk) = SmallDisk::of("full::what_is_exported", 24) else { return };
    let work = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let data = work.path().join("data");
    written(&data, 40).await;
    let one = id(1).to_string();
    let exports: [&[&str]; 5] = [
        &["journal", "export", "--archive", "--out", "backup"],
        &["journal", "export", "--archive", "--out", "backup.tar"],
        &["journal", "export", "--from", "2026-01-01", "--out", "all.csv"],
        &["journal", "export", "--from", "2026-01-01", "--out", "all.jsonl"],
        &["journal", "export", &one, "--out", "one.docx"],
    ];
    for export in exports {
        let (name, rest) = export.split_last().unwrap();
        let out = disk.path(name);
        let arguments: Vec<&str> = rest.iter().copied().chain([out.to_str().unwrap()]).collect();
        let mut done = false;
        for pages in [0, 1, 2, 5, 12, 30, 80, 200, 500] {
            disk.clear();
            disk.fill(pages);
            let output = egard(&data, &arguments);
            if output.status.success() {
                done = true;
                break;
            }
            let said = String::from_utf8(output.stderr).unwrap();
            assert!(output.status.code() == Some(2) && said.contains("the disk is full"), "{name}, {pages}: {said}");
            assert_eq!(said.lines().count(), 1, "{name}: {said}");
            let left: Vec<_> =
                std::fs::read_dir(disk.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
            assert_eq!(left, ["ballast"], "{name}, {pages} pages left");
        }
        assert!(done, "{name}");
    }
}

/// On Discord: whoever presses is told that nothing was recorded and why, the card stays what it was, and the same
/// press does it once there is room.
#[tokio::test]
async fn a_person_is_told_and_goes_on() {
    let Some(disk) = SmallDisk::of("full::a_person_is_told_and_goes_on", 48) else { return };
    let team = Team::new();
    assert!(team.path("data").starts_with(disk.path("")), "the bot's data is on the small disk");
    let bot = team.bot().await;
    team.fake.registered().await;
    let card = team.card(&team.alice, REVIEW).await;
    let card = team.pick_all(&team.alice, card, &TO_A_REPLY[..2]).await;
    let third = || async { team.fake.click(&team.alice, &card, TO_A_REPLY[2]).settled().await };
    // The first one gives up the room that is kept in reserve, and others may take that.
    disk.fill(0);
    let long = format!("{REVIEW} {}", "Encore. ".repeat(400));
    let forwarded = team.forward(&long);
    let refused =
        team.fake.message_command(&team.alice, &team.channel, crate::team::ANSWER, &forwarded).settled().await;
    assert!(refused.is_ephemeral() && refused.text().contains("Libérez de la place"), "{refused}");
    disk.fill(0);
    let refused = third().await;
    assert!(refused.is_ephemeral() && refused.text().contains("Libérez de la place"), "{refused}");
    disk.free();
    let card = third().await.update().clone();
    team.pick_all(&team.alice, card, &TO_A_REPLY[3..]).await;
    let again = team.fake.message_command(&team.alice, &team.channel, crate::team::ANSWER, &forwarded).settled().await;
    assert!(again.public().says("Encore."), "{again}");
    bot.terminate().await;
    let exchanges = team.exchanges();
    assert_eq!(exchanges.len(), 2, "{exchanges:?}");
    let first = exchanges.iter().find(|exchange| exchange["status"] == "proposed").unwrap();
    let history = team.history_of(first["exchange"].as_str().unwrap());
    assert_eq!(events(&history, "answered").len(), TO_A_REPLY.len());
    team.verify();
    team.fake.assert_clean();
}
