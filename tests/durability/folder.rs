//! Around the data folder: two processes, a clock that is set back, a folder that nobody may write to, and archives of
//! other versions.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use egard::exchange::ExchangeId;
use egard::journal::embedded::{EmbeddedJournal, rebuild, verify};
use egard::journal::{Journal, JournalError, Query};

use crate::archive::{House, append, draft, practice, proposed, published, received, to_founded};
use crate::small_disk::SmallDisk;
use crate::story::{all_of, begun, duplicate, egard, id, now, reopened, segment, told, written};

/// Every command that needs the folder to itself says so in one sentence and touches nothing; proof and backup do
/// not need it.
#[tokio::test]
async fn a_second_process_is_told_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    written(&data, 2).await;
    let (journal, _) = EmbeddedJournal::open(&data).unwrap();
    let one = id(1).to_string();
    let commands: [&[&str]; 8] = [
        &["chat"],
        &["journal", "list"],
        &["journal", "show", &one],
        &["journal", "search", "attente"],
        &["journal", "stats"],
        &["journal", "rebuild"],
        &["journal", "erase", &one, "--reason", "x", "--yes"],
        &["journal", "export", &one, "--out", "one.json"],
    ];
    for command in commands {
        let output = egard(&data, command);
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{command:?}: {output:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("is in use by another egard") && said.lines().count() == 1, "{command:?}: {said}");
    }
    told(0, &data, &["journal", "verify"]);
    told(0, &data, &["journal", "export", "--archive", "--out", "backup"]);
    journal.append(begun(3)).await.unwrap();
    journal.close().await.unwrap();
    assert!(told(0, &data, &["journal", "list", "--format", "json"]).contains(id(3).as_str()));
}

/// The clock is set back in the midst of an exchange, by hours and over the turn of a month, and then far ahead and
/// back again: each line keeps the clock's own word, their order is that of the chain, no older month is written to,
/// and what is counted from times counts nothing below zero.
#[tokio::test]
async fn a_clock_that_is_set_back() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (journal, _) = EmbeddedJournal::open(&data).unwrap();
    let house = House::new(Arc::new(journal.clone()));
    let text = "Bonjour, merci pour ce message.";
    let mut back = house.story(1, "2026-11-01T10:00:00Z", received("Deux heures d’attente.", None, None));
    back.step("2026-11-01T09:00:00Z", to_founded());
    back.step("2026-10-31T23:00:00Z", vec![proposed("founded.waiting", text)]);
    back.step("2026-10-30T08:00:00Z", vec![published(text)]);
    back.tell().await;
    for (number, at) in [(2, "2026-10-15T10:00:00Z"), (3, "2099-01-01T00:00:00Z"), (4, "2026-11-02T10:00:00Z")] {
        house.story(number, at, received("Trop d’attente.", None, None)).tell().await;
    }
    drop(house);
    let mut names: Vec<_> = fs::read_dir(data.join("archive"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["2026-11.jsonl", "2099-01.jsonl", "FORMAT"]);
    let history = journal.load(&practice().id, id(1)).await.unwrap();
    assert_eq!(history.iter().map(|line| line.revision).collect::<Vec<_>>(), [1, 2, 2, 3, 4]);
    assert_eq!(history.last().unwrap().at, "2026-10-30T08:00:00Z".parse().unwrap(), "the clock's own word");
    let list = journal.list(&Query::default()).await.unwrap();
    let order: Vec<ExchangeId> = list.iter().map(|summary| summary.exchange).collect();
    assert_eq!(order, [id(3), id(4), id(1), id(2)], "the newest review first, by what the clock said");
    let before = all_of(&journal).await;
    journal.close().await.unwrap();
    verify(&data).unwrap();
    assert_eq!(reopened(&data).await.1, before);
    rebuild(&data).unwrap();
    assert_eq!(reopened(&data).await.1, before);
    let stats = told(0, &data, &["journal", "stats", "--from", "2026-10-01", "--to", "2026-11-30", "--format", "json"]);
    assert!(!stats.contains("seconds\": -") && !stats.contains("seconds\":-"), "{stats}");
    for command in [
        &["journal", "show", id(1).as_str()][..],
        &["journal", "export", id(1).as_str(), "--out", "one.docx"],
        &["journal", "export", "--from", "2026-10-01", "--out", "all.csv"],
        &["journal", "queue"],
        &["journal", "search", "attente"],
    ] {
        told(0, &data, command);
    }
}

/// What can be done with a folder that cannot be written to: prove it and copy it. The rest is refused in a sentence
/// that says so, and nothing of the folder changes.
fn can_only_be_read(data: &Path, work: &Path, run: impl Fn(&[&str]) -> Output) {
    let before = fs::read(segment(data)).unwrap();
    let out = work.join("copy");
    let _ = fs::remove_dir_all(&out);
    for command in [&["journal", "list"][..], &["journal", "show", id(1).as_str()], &["journal", "rebuild"], &["chat"]]
    {
        let output = run(command);
        assert_eq!(output.status.code(), Some(2), "{command:?}: {output:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("read-only") && said.lines().count() == 1, "{command:?}: {said}");
    }
    let verified = run(&["journal", "verify"]);
    assert!(verified.status.success(), "{verified:?}");
    let copied = run(&["journal", "export", "--archive", "--out", out.to_str().unwrap()]);
    assert!(copied.status.success(), "{copied:?}");
    assert!(told(0, &out, &["journal", "list", "--format", "json"]).contains(id(1).as_str()));
    assert_eq!(fs::read(segment(data)).unwrap(), before);
}

/// On a disk that is mounted for reading alone.
#[tokio::test]
async fn a_disk_that_is_read_only() {
    let Some(disk) = SmallDisk::of("folder::a_disk_that_is_read_only", 48) else { return };
    let work = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let data = disk.path("data");
    written(&data, 2).await;
    disk.set_read_only(true);
    can_only_be_read(&data, work.path(), |arguments| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_egard"));
        command.current_dir(work.path()).args(["--lang", "en"]).arg("--data").arg(&data).args(arguments);
        command.output().unwrap()
    });
    disk.set_read_only(false);
    reopened(&data).await;
}

/// By its rights: without the capabilities of root, who is stopped by none.
#[cfg(unix)]
#[tokio::test]
async fn a_folder_that_may_only_be_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let work = tempfile::tempdir().unwrap();
    let data = work.path().join("data");
    written(&data, 2).await;
    let set = |mode: u32| {
        let folders = [data.clone(), data.join("archive")];
        let files = [data.join("lock"), segment(&data), data.join("archive/FORMAT")];
        for path in folders.iter().chain(&files) {
            let mode = if path.is_dir() { mode } else { mode & 0o600 };
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    set(0o500);
    let is_root = fs::write(data.join("probe"), b"").is_ok();
    let _ = fs::remove_file(data.join("probe"));
    can_only_be_read(&data, work.path(), |arguments| {
        let egard = env!("CARGO_BIN_EXE_egard");
        let mut command = if is_root {
            let mut command = Command::new("setpriv");
            command.args(["--inh-caps=-all", "--bounding-set=-all", egard]);
            command
        } else {
            Command::new(egard)
        };
        command.current_dir(work.path()).args(["--lang", "en"]).arg("--data").arg(&data).args(arguments);
        command.output().unwrap()
    });
    set(0o700);
    reopened(&data).await;
}

/// Every file of the folder but what is derived, with its bytes.
fn truth(data: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    for part in ["archive", "evidence"] {
        for entry in fs::read_dir(data.join(part)).into_iter().flatten() {
            let path = entry.unwrap().path();
            all.push((path.clone(), fs::read(path).unwrap()));
        }
    }
    all.sort();
    all
}

/// A newer version's archive, by its own word or by that of a line: refused in one sentence, and left as it is.
#[tokio::test]
async fn an_archive_of_a_newer_version() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    written(&data, 2).await;
    let format = data.join("archive/FORMAT");
    assert_eq!(fs::read_to_string(&format).unwrap(), "egard archive, format 1\n", "it is stated in the archive");
    let lines = fs::read_to_string(segment(&data)).unwrap();
    for (file, text) in [
        (format.clone(), "egard archive, format 2\n".to_owned()),
        (segment(&data), format!("{lines}{{\"v\":2,\"something\":\"else\"}}\n")),
    ] {
        let sound = fs::read(&file).unwrap();
        fs::write(&file, text).unwrap();
        let before = truth(&data);
        for command in [&["journal", "list"][..], &["journal", "verify"], &["journal", "rebuild"], &["chat"]] {
            let said = told(2, &data, command);
            assert!(
                said.contains("newer version of egard (format 2;") && said.lines().count() == 1,
                "{command:?}: {said}"
            );
        }
        assert!(matches!(EmbeddedJournal::open(&data), Err(JournalError::Newer { found: 2, known: 1, .. })));
        assert_eq!(truth(&data), before, "nothing is put aside or written anew");
        fs::write(&file, sound).unwrap();
    }
    // A statement that says nothing is refused, and written anew once it is gone.
    fs::write(&format, "garbage").unwrap();
    assert!(told(2, &data, &["journal", "list"]).contains("FORMAT:1"));
    fs::remove_file(&format).unwrap();
    told(0, &data, &["journal", "list"]);
    assert_eq!(fs::read_to_string(&format).unwrap(), "egard archive, format 1\n");
}

/// An archive that version 0.1.0 wrote in November 2026, with a capture, an erasure and each kind of ending: every
/// later version proves it to the same digest, opens it, and writes behind it.
#[tokio::test]
async fn an_archive_of_an_older_version() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    duplicate(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/durability/format-1"), &data);
    let head = fs::read_to_string(data.join("HEAD")).unwrap();
    let proved = told(0, &data, &["journal", "verify", "--against", head.trim()]);
    assert!(proved.contains("One capture is as it was kept"), "{proved}");
    let (journal, opening) = EmbeddedJournal::open(&data).unwrap();
    assert_eq!((opening.torn, opening.lost), (None, 0));
    let list = journal.list(&Query::default()).await.unwrap();
    assert_eq!(list.len(), 6);
    let next = append(
        2,
        list.iter().find(|summary| summary.exchange == id(2)).unwrap().revision,
        now(),
        vec![egard::exchange::Event::Prepared { draft: draft("x", "Une note.", egard::exchange::Provenance::Edited) }],
    );
    journal.append(next).await.unwrap();
    let before = all_of(&journal).await;
    journal.close().await.unwrap();
    rebuild(&data).unwrap();
    assert_eq!(reopened(&data).await.1, before);
    told(0, &data, &["journal", "verify", "--against", head.trim()]);
}
