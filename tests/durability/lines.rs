//! The archive itself: what a power cut leaves at its end is put aside and said; whatever else is not as it was
//! written is refused with the number of the line.

use std::fs;
use std::path::{Path, PathBuf};

use egard::exchange::{Digest, Event};
use egard::journal::embedded::{EmbeddedJournal, Reason, rebuild, verify};
use egard::journal::{Journal, JournalError};

use crate::archive::{append, received};
use crate::story::{all_of, begun, duplicate, reopened, said, segment, told, written};

fn lines_of(path: &Path) -> Vec<String> {
    fs::read_to_string(path).unwrap().split_inclusive('\n').map(str::to_owned).collect()
}

/// The power goes as the last line is written: at each of its bytes the archive opens, says so, keeps what there was
/// of it aside, and goes on.
#[tokio::test]
async fn the_last_line_torn_at_every_byte() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    written(&data, 3).await;
    let whole = reopened(&data).await.1;
    duplicate(&data.join("sled"), &folder.path().join("sled"));
    let before = fs::read(segment(&data)).unwrap();
    let (journal, _) = EmbeddedJournal::open(&data).unwrap();
    journal.append(said(2, 3, 5)).await.unwrap();
    journal.close().await.unwrap();
    let last = fs::read(segment(&data)).unwrap().split_off(before.len());
    let number = before.split_inclusive(|byte| *byte == b'\n').count() as u64 + 1;
    for length in 1..last.len() {
        fs::write(segment(&data), [&before, &last[..length]].concat()).unwrap();
        fs::remove_dir_all(data.join("sled")).unwrap();
        duplicate(&folder.path().join("sled"), &data.join("sled"));
        assert!(verify(&data).unwrap().unfinished, "{length} bytes");
        let (opening, after) = reopened(&data).await;
        assert_eq!((&after, opening.rebuilt, opening.lost), (&whole, None, 0), "{length} bytes");
        let torn = opening.torn.unwrap_or_else(|| panic!("{length} bytes: not said"));
        assert_eq!((torn.line, fs::read(&torn.kept).unwrap()), (number, last[..length].to_vec()), "{length} bytes");
        fs::remove_file(&torn.kept).unwrap();
        assert_eq!(fs::read(segment(&data)).unwrap(), before, "{length} bytes");
    }
    fs::write(segment(&data), [&before, &last[..40]].concat()).unwrap();
    assert!(told(0, &data, &["journal", "list"]).contains("An unfinished step"), "a person is told");
}

/// What is done to an archive of one month, and the line that does not hold for it.
fn harmed(lines: &[String]) -> Vec<(String, Vec<Vec<u8>>, usize)> {
    let bytes = |lines: &[String]| lines.iter().map(|line| line.clone().into_bytes()).collect::<Vec<_>>();
    let middle = lines.len() / 2;
    let mut all = Vec::new();
    let changes = [
        ("v", "\"v\":1", "\"v\":0"),
        ("practice", "\"practice\":\"demo\"", "\"practice\":\"demi\""),
        ("seq", "\"seq\":", "\"seq\":1"),
        ("at", "\"at\":\"2026", "\"at\":\"2025"),
        ("actor", "terminal:", "terminel:"),
        ("role", "\"role\":\"", "\"role\":\"x"),
        ("exchange", "\"exchange\":\"", "\"exchange\":\"0"),
        ("revision", "\"revision\":", "\"revision\":1"),
        ("kind", "\"kind\":\"", "\"kind\":\"x"),
        ("more", "\"kind\"", "\"more\":true,\"kind\""),
        ("payload_sha256", "\"payload_sha256\":\"", "\"payload_sha256\":\"0"),
        ("prev", "\"prev\":\"", "\"prev\":\"0"),
        ("hash", "\"hash\":\"", "\"hash\":\"0"),
        ("payload", "\"payload\":{\"type\":\"", "\"payload\":{\"type\":\"x"),
        ("salt", "\"salt\":\"", "\"salt\":\"0"),
        ("a field more", "{\"v\"", "{\"x\":1,\"v\""),
        ("a space more", ",\"seq\"", ", \"seq\""),
        ("the end of the line", "}\n", "} \n"),
    ];
    for (field, there, instead) in changes {
        let mut altered = lines.to_vec();
        assert!(altered[middle].contains(there), "{field}");
        altered[middle] = altered[middle].replacen(there, instead, 1);
        all.push((field.to_owned(), bytes(&altered), middle + 1));
    }
    let rewritten = |text: &str| {
        // Somebody who knows how: the line's own digests are right, and the next one does not follow from it.
        let payload = text.split_once("\"payload\":").unwrap().1.trim_end().strip_suffix('}').unwrap().to_owned();
        let other = payload.replacen("xxx", "yyy", 1);
        let digest = |text: &str| Digest::of(text.as_bytes()).as_str().to_owned();
        let head = text.split_once(",\"hash\":\"").unwrap().0.replace(&digest(&payload), &digest(&other)) + "}";
        format!("{},\"hash\":\"{}\",\"payload\":{other}}}\n", head.strip_suffix('}').unwrap(), digest(&head))
    };
    let answer = lines.iter().position(|line| line.contains("xxx")).unwrap();
    let mut with_right_digests = lines.to_vec();
    with_right_digests[answer] = rewritten(&lines[answer]);
    assert_ne!(with_right_digests[answer], lines[answer]);
    all.push(("rewritten".to_owned(), bytes(&with_right_digests), answer + 2));
    let mut doubled = lines.to_vec();
    doubled.insert(middle, lines[middle].clone());
    all.push(("doubled".to_owned(), bytes(&doubled), middle + 2));
    let mut removed = lines.to_vec();
    removed.remove(middle);
    all.push(("removed".to_owned(), bytes(&removed), middle + 1));
    all.push(("the first removed".to_owned(), bytes(&lines[1..]), 1));
    let mut swapped = lines.to_vec();
    swapped.swap(middle, middle + 1);
    all.push(("swapped".to_owned(), bytes(&swapped), middle + 1));
    for (case, line) in [
        ("not UTF-8", &b"\xff\xfe\xfd\n"[..]),
        ("empty line", b"\n"),
        ("zeros", b"\0\0\0\0\n"),
        ("deep", &[b'['; 16_000]),
    ] {
        let mut foreign = bytes(lines);
        foreign[middle] = [line, if line.ends_with(b"\n") { b"" } else { b"\n" }].concat();
        all.push((case.to_owned(), foreign, middle + 1));
    }
    let mut letter = bytes(lines);
    let last = letter[middle].len() - 10;
    letter[middle][last] = 0xff;
    all.push(("a letter that is not UTF-8".to_owned(), letter, middle + 1));
    all
}

/// Whatever is done to a line in the middle, each of its fields included: proof, opening and rebuilding name it, and
/// nothing is written over it.
#[tokio::test]
async fn a_middle_line_is_refused_by_its_number() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    written(&data, 4).await;
    let whole = reopened(&data).await.1;
    let lines = lines_of(&segment(&data));
    for (case, harmed, expected) in harmed(&lines) {
        let harmed = harmed.concat();
        fs::write(segment(&data), &harmed).unwrap();
        let _ = fs::remove_dir_all(data.join("sled"));
        let opened = EmbeddedJournal::open(&data).map(drop);
        for (by, refused) in
            [("proof", verify(&data).map(drop)), ("rebuilding", rebuild(&data).map(drop)), ("opening", opened)]
        {
            let Err(JournalError::Broken { line, file, what }) = refused else { panic!("{case}, {by}: {refused:?}") };
            assert_eq!((Path::new(&file), line), (segment(&data).as_path(), expected as u64), "{case}, {by}: {what}");
        }
        assert_eq!(fs::read(segment(&data)).unwrap(), harmed, "{case}: the archive is left as it is");
        let said = told(1, &data, &["journal", "verify"]);
        assert!(said.contains(&format!("2026-11.jsonl:{expected}")) && said.lines().count() == 1, "{case}: {said}");
        assert!(told(2, &data, &["journal", "list"]).contains(&format!("2026-11.jsonl:{expected}")), "{case}");
    }
    fs::write(segment(&data), lines.concat()).unwrap();
    assert_eq!(reopened(&data).await.1, whole, "put back from a backup, it is what it was");
}

/// Three months, each with an exchange of its own and one that goes through all of them.
async fn months(data: &Path) -> Vec<PathBuf> {
    let (journal, _) = EmbeddedJournal::open(data).unwrap();
    let mut files = Vec::new();
    for (number, month) in [(1, "2026-09"), (2, "2026-10"), (3, "2026-11")] {
        let at = format!("{month}-10T10:00:00Z").parse().unwrap();
        journal.append(append(number, 0, at, vec![received("Trop d’attente.", None, None)])).await.unwrap();
        let events = if number == 1 { vec![received("Encore.", None, None)] } else { vec![Event::TakenBack] };
        journal.append(append(9, u32::try_from(number).unwrap() - 1, at, events)).await.unwrap();
        files.push(data.join("archive").join(format!("{month}.jsonl")));
    }
    journal.close().await.unwrap();
    files
}

/// A file of the archive that is gone is found out by the one behind it. Nothing stands behind the last one but what
/// the working store remembers: that it is gone is said, and what is left is served.
#[tokio::test]
async fn a_month_that_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    for (number, name) in ["2026-09", "2026-10", "2026-11"].into_iter().enumerate() {
        for how in ["gone", "empty"] {
            let data = folder.path().join(format!("{name}-{how}"));
            let files = months(&data).await;
            match how {
                "gone" => fs::remove_file(&files[number]).unwrap(),
                _ => fs::write(&files[number], "").unwrap(),
            }
            let opened = EmbeddedJournal::open(&data).map(|(_, opening)| opening);
            if let Some(next) = files.get(number + 1) {
                let Err(JournalError::Broken { file, line, .. }) = opened else { panic!("{name}: {opened:?}") };
                assert_eq!((Path::new(&file), line), (next.as_path(), 1), "{name}");
                assert!(told(1, &data, &["journal", "verify"]).contains(".jsonl:1"), "{name}");
            } else {
                let opening = opened.unwrap();
                assert_eq!((opening.rebuilt, opening.lost), (Some(Reason::AtOdds), 2), "{name}");
                assert_eq!(verify(&data).unwrap().lines, 4);
            }
        }
    }
    let data = folder.path().join("all");
    for file in months(&data).await {
        fs::remove_file(file).unwrap();
    }
    let said = told(0, &data, &["journal", "list"]);
    assert!(said.contains("6 lines that had been written are missing from the archive"), "{said}");
    assert!(!told(0, &data, &["journal", "list"]).contains("missing"), "it is said once");
}

/// What others put into the folder is left alone; what is named like a month and is none is refused by its line.
#[tokio::test]
async fn files_of_others() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    written(&data, 2).await;
    let whole = reopened(&data).await.1;
    for name in ["notes.txt", "2026-11.jsonl~", ".2026-11.jsonl.swp", "2026-12.json", "\u{e9}.jsonl"] {
        fs::write(data.join("archive").join(name), b"\xffnothing of ours\n\n").unwrap();
    }
    fs::create_dir(data.join("archive/folder")).unwrap();
    let (opening, after) = reopened(&data).await;
    assert_eq!((opening.rebuilt, opening.torn, after), (None, None, whole.clone()));
    verify(&data).unwrap();
    let foreign = data.join("archive/2026-12.jsonl");
    fs::write(&foreign, "a,b\n1,2\n3,4\n").unwrap();
    let Err(JournalError::Broken { file, line, .. }) = EmbeddedJournal::open(&data).map(drop) else { panic!() };
    assert_eq!((Path::new(&file), line), (foreign.as_path(), 1));
    fs::remove_file(&foreign).unwrap();
    let (opening, after) = reopened(&data).await;
    assert_eq!((opening.lost, after), (0, whole));
}

/// Where there is an archive without a line there is a journal without one.
#[tokio::test]
async fn an_empty_archive() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir_all(data.join("archive")).unwrap();
    fs::write(segment(&data), "").unwrap();
    assert!(told(0, &data, &["journal", "verify"]).contains("0 lines"));
    let (journal, opening) = EmbeddedJournal::open(&data).unwrap();
    assert_eq!((opening.rebuilt, opening.torn, opening.lost), (None, None, 0));
    journal.append(begun(1)).await.unwrap();
    assert_eq!(all_of(&journal).await.len(), 2);
    assert_eq!(verify(&data).unwrap().lines, 1);
}
