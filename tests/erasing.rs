//! Erasing, from outside: nothing of what was erased is left in any byte of the data folder, whatever cuts
//! the erasing short, and the archive still proves itself.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use egard::exchange::{
    Actor, Digest, Draft, ErasureCause, Event, Evidence, ExchangeId, Media, Origin, Provenance, Role,
};
use egard::guard::Channel;
use egard::journal::embedded::{EmbeddedJournal, copy, rebuild, verify, verify_against};
use egard::journal::{Append, CaptureState, Deposited, Erasure, Journal, JournalError, Query};
use egard::language::Language;
use egard::practice::PracticeId;
use egard::review::Review;
use jiff::{Timestamp, ToSpan};

/// What the exchange that is erased holds and nothing else does.
const SECRETS: [&str; 4] = ["Xérus roussâtre", "Cordialement-quetzal", "Wombat Delphine", "ornithorynque-note"];
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\ncapture-of-a-pangolin";
const SHARED: &[u8] = b"%PDF-1.7 shared-with-another";

fn demo() -> PracticeId {
    PracticeId::new("demo").unwrap()
}

fn at(second: i64) -> Timestamp {
    "2026-11-21T09:00:00Z".parse::<Timestamp>().unwrap() + second.seconds()
}

fn actor() -> Actor {
    Actor { id: "terminal:ana".to_owned(), role: Role::Manager }
}

fn step(exchange: ExchangeId, expected: u32, events: Vec<Event>) -> Append {
    Append { practice: demo(), exchange, expected, at: at(i64::from(expected)), actor: actor(), events }
}

fn received(text: &str, author: &str, message: &str) -> Event {
    Event::Received {
        review: Review { author: Some(author.to_owned()), ..Review::of(text) },
        language: Language::Fr,
        pack: "health-fr".to_owned(),
        pack_version: "1".to_owned(),
        origin: Some(Origin { face: "discord".to_owned(), message: message.to_owned() }),
    }
}

fn proposed(text: &str) -> Event {
    Event::Proposed {
        draft: Draft {
            text: text.to_owned(),
            language: Language::Fr,
            channel: Channel::Public,
            template: "founded.waiting".to_owned(),
            filled: BTreeMap::new(),
            provenance: Provenance::Pristine,
            findings: Vec::new(),
            waivers: Vec::new(),
            sha256: Digest::of(text.as_bytes()),
        },
    }
}

fn evidence(sha256: Digest, bytes: usize) -> Event {
    let (media, origin) = (Media::Png, "file".to_owned());
    Event::EvidenceAdded { evidence: Evidence { sha256, media, bytes: bytes as u64, origin, fetched_at: at(0) } }
}

fn erasure(exchange: ExchangeId, expected: u32) -> Erasure {
    Erasure {
        practice: demo(),
        exchange,
        entry: (exchange == ExchangeId::REGISTER).then_some(1),
        expected,
        at: at(1_000),
        actor: actor(),
        reason: "asked for".to_owned(),
        cause: ErasureCause::Request,
    }
}

fn secret() -> ExchangeId {
    ExchangeId::from_random(1)
}

fn other() -> ExchangeId {
    ExchangeId::from_random(2)
}

/// Two exchanges with captures, one of them full of what is to go.
async fn filled(folder: &Path) -> EmbeddedJournal {
    let (journal, _) = EmbeddedJournal::open(folder).unwrap();
    let [review, reply, author, note] = SECRETS;
    let picture = journal.keep_evidence(PICTURE.to_vec()).await.unwrap();
    let shared = journal.keep_evidence(SHARED.to_vec()).await.unwrap();
    let steps = [
        (secret(), vec![received(review, author, "1")]),
        (other(), vec![received("Accueil glacial.", "Lampadaire", "2")]),
        (secret(), vec![proposed(reply)]),
        (other(), vec![evidence(shared.clone(), SHARED.len())]),
        (secret(), vec![evidence(picture, PICTURE.len())]),
        (secret(), vec![evidence(shared, SHARED.len())]),
        (secret(), vec![Event::NotAnswered { reason: note.to_owned() }]),
    ];
    let mut revisions = BTreeMap::new();
    for (exchange, events) in steps {
        let revision = revisions.entry(exchange).or_insert(0);
        *revision = journal.append(step(exchange, *revision, events)).await.unwrap();
    }
    journal
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// The files in which some bytes stand.
fn holding(folder: &Path, bytes: &str) -> Vec<PathBuf> {
    let holds = |path: &PathBuf| String::from_utf8_lossy(&fs::read(path).unwrap()).contains(bytes);
    files(folder).into_iter().filter(holds).collect()
}

fn assert_gone(folder: &Path) {
    for secret in SECRETS {
        assert_eq!(holding(folder, secret), Vec::<PathBuf>::new(), "{secret}");
    }
    assert_eq!(holding(folder, "pangolin"), Vec::<PathBuf>::new());
    assert_eq!(holding(folder, "shared-with-another").len(), 1, "another exchange still has it");
}

/// The index holds words by their stems, in small letters.
fn assert_gone_from_index(folder: &Path) {
    for stem in ["quetzal", "wombat", "delphin", "xerus", "ornithorynqu"] {
        assert_eq!(holding(&folder.join("search"), stem), Vec::<PathBuf>::new(), "{stem}");
    }
}

fn segment(folder: &Path) -> PathBuf {
    folder.join("archive/2026-11.jsonl")
}

/// The content is in the archive and in the captures, and after erasing it is nowhere: not in the working store
/// either, nor in what a power cut had left. What says who erased it, when and why stays, and the chain holds.
#[tokio::test]
async fn nothing_of_it_is_left_in_any_byte() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let journal = filled(path).await;
    for secret in SECRETS {
        assert_eq!(holding(path, secret), [segment(path)], "{secret}: texts are in the archive alone");
    }
    // The search index holds its words as well.
    journal.prepare_search().await.unwrap();
    assert!(path.join("search/meta.json").exists());
    fs::write(path.join("archive/torn-20261121T000000000Z.txt"), SECRETS[0]).unwrap();
    let uses = journal.template_uses(&demo()).await.unwrap();
    assert_eq!(uses["founded.waiting"], 1);
    journal.erase(erasure(secret(), 3)).await.unwrap();
    journal.forget(&demo(), &[secret()]).await.unwrap();
    assert_gone(path);
    assert_gone_from_index(path);

    let left = journal.load(&demo(), secret()).await.unwrap();
    assert!(
        matches!(left.as_slice(), [one] if matches!(&one.event, Event::Erased { reason, .. } if reason == "asked for"))
    );
    let asked = async |journal: &EmbeddedJournal| {
        let listed: Vec<_> =
            journal.list(&Query::default()).await.unwrap().iter().map(|summary| summary.exchange).collect();
        let origin = Origin { face: "discord".to_owned(), message: "1".to_owned() };
        let began = journal.by_origin(&demo(), &origin).await.unwrap();
        (listed, began, journal.template_uses(&demo()).await.unwrap())
    };
    assert_eq!(asked(&journal).await, (vec![other()], None, BTreeMap::new()));
    let again = journal.erase(erasure(secret(), 3)).await;
    assert!(matches!(again, Err(JournalError::Refused(_))), "{again:?}");
    let late = journal.append(step(secret(), 3, vec![proposed("x")])).await;
    assert!(matches!(late, Err(JournalError::Refused(_))), "{late:?}");
    journal.close().await.unwrap();
    assert_gone(path);

    let verified = verify(path).unwrap();
    assert_eq!((verified.erasing, verified.captures, verified.bad_captures.len()), (0, 1, 0));
    rebuild(path).unwrap();
    let (journal, _) = EmbeddedJournal::open(path).unwrap();
    assert_eq!(asked(&journal).await, (vec![other()], None, BTreeMap::new()));
}

/// A hold is placed without a new revision, so whoever erases may not have seen it: the journal has.
#[tokio::test]
async fn what_is_held_is_not_erased() {
    let folder = tempfile::tempdir().unwrap();
    let journal = filled(folder.path()).await;
    journal.append(step(secret(), 3, vec![Event::HoldPlaced { reason: "a trial".to_owned() }])).await.unwrap();
    let held = journal.erase(erasure(secret(), 3)).await;
    assert!(matches!(held, Err(JournalError::Held)), "{held:?}");
    assert_eq!(holding(folder.path(), SECRETS[0]).len(), 1);
    journal.append(step(secret(), 3, vec![Event::HoldLifted { reason: "it is over".to_owned() }])).await.unwrap();
    let stale = journal.erase(erasure(secret(), 2)).await;
    assert!(matches!(stale, Err(JournalError::Conflict { current: 3 })), "{stale:?}");
    journal.erase(erasure(secret(), 3)).await.unwrap();
    assert_gone(folder.path());
}

/// The power may go after the event that says so, and before, amid or after any byte of the blanking.
#[tokio::test]
async fn an_erasing_cut_short_anywhere_is_finished_at_the_next_opening() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    filled(path).await.close().await.unwrap();
    let before = tempfile::tempdir().unwrap();
    duplicate(path, before.path());
    let (journal, _) = EmbeddedJournal::open(path).unwrap();
    journal.erase(erasure(secret(), 3)).await.unwrap();
    journal.close().await.unwrap();
    let (whole, blank) = (fs::read(segment(before.path())).unwrap(), fs::read(segment(path)).unwrap());
    let differing: Vec<usize> = (0..whole.len()).filter(|place| whole[*place] != blank[*place]).collect();
    let cuts = (0..=differing.len()).step_by(differing.len() / 9);
    for (number, cut) in cuts.chain([differing.len()]).enumerate() {
        let cut_short = tempfile::tempdir().unwrap();
        let cut_short = cut_short.path();
        // Every other time the bytes reach the disk from the end, and the captures are gone already.
        duplicate(before.path(), cut_short);
        let mut archive = blank.clone();
        let written = if number % 2 == 0 { &differing[cut..] } else { &differing[..cut] };
        for place in written {
            archive[*place] = whole[*place];
        }
        fs::write(segment(cut_short), &archive).unwrap();
        if number % 2 == 1 {
            fs::remove_file(cut_short.join("evidence").join(Digest::of(PICTURE).as_str())).unwrap();
        }
        let verified = verify(cut_short).unwrap();
        assert_eq!(verified.erasing, usize::from(archive != blank), "cut {cut}");
        let (journal, _) = EmbeddedJournal::open(cut_short).unwrap();
        assert_gone(cut_short);
        assert_eq!(fs::read(segment(cut_short)).unwrap(), blank, "cut {cut}");
        assert_eq!(journal.list(&Query::default()).await.unwrap().len(), 1);
        journal.close().await.unwrap();
        assert_eq!(verify(cut_short).unwrap().erasing, 0);
    }
}

fn duplicate(from: &Path, to: &Path) {
    for file in files(from) {
        let target = to.join(file.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(file, target).unwrap();
    }
}

/// The power goes before the search index has forgotten: an index that may hold the words is thrown away.
#[tokio::test]
async fn an_index_that_has_not_forgotten_is_thrown_away() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let journal = filled(path).await;
    journal.prepare_search().await.unwrap();
    journal.erase(erasure(secret(), 3)).await.unwrap();
    journal.close().await.unwrap();
    let (journal, _) = EmbeddedJournal::open(path).unwrap();
    assert!(!path.join("search").exists() && !path.join("forgetting").exists());
    journal.prepare_search().await.unwrap();
    assert_gone(path);
    assert_gone_from_index(path);
    let anew = fs::metadata(path.join("search")).unwrap().modified().unwrap();
    journal.close().await.unwrap();
    let _journal = EmbeddedJournal::open(path).unwrap();
    assert_eq!(fs::metadata(path.join("search")).unwrap().modified().unwrap(), anew, "once is enough");
}

/// A changed byte is not taken for an erasing that was cut short.
#[tokio::test]
async fn a_change_is_no_erasing() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path()).await.close().await.unwrap();
    let text = fs::read_to_string(segment(folder.path())).unwrap();
    fs::write(segment(folder.path()), text.replace("Accueil", "Dédain!")).unwrap();
    assert!(matches!(verify(folder.path()), Err(JournalError::Broken { line: 2, .. })));
    assert!(matches!(rebuild(folder.path()), Err(JournalError::Broken { line: 2, .. })));
    assert!(fs::read_to_string(segment(folder.path())).unwrap().contains("Dédain!"), "nothing is blanked");
}

/// A person who had agreed to be cited may ask for erasing as well: their entry goes, the others stay.
#[tokio::test]
async fn an_entry_of_the_register_can_be_erased() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = EmbeddedJournal::open(folder.path()).unwrap();
    let consent = |name: &str| {
        let field = || "x".to_owned();
        let consent = egard::consent::Consent {
            name: name.into(),
            what: field(),
            place: field(),
            until: None,
            reference: field(),
        };
        vec![Event::ConsentGiven { consent }]
    };
    for (number, name) in [SECRETS[2], "Camille R."].into_iter().enumerate() {
        journal.append(step(ExchangeId::REGISTER, u32::try_from(number).unwrap(), consent(name))).await.unwrap();
    }
    assert_eq!(
        journal.mentions(&demo(), "wombat DELPHINE").await.unwrap().entries.into_iter().collect::<Vec<_>>(),
        [1]
    );
    journal.erase(erasure(ExchangeId::REGISTER, 2)).await.unwrap();
    assert!(holding(folder.path(), SECRETS[2]).is_empty());
    journal.append(step(ExchangeId::REGISTER, 2, consent("Zoé D."))).await.unwrap();
    journal.close().await.unwrap();
    verify(folder.path()).unwrap();
    rebuild(folder.path()).unwrap();
    let (journal, _) = EmbeddedJournal::open(folder.path()).unwrap();
    let register = egard::register::Register::replay(&journal.load(&demo(), ExchangeId::REGISTER).await.unwrap());
    let names: Vec<_> = register.consents.iter().map(|entry| (entry.number, entry.consent.name.as_str())).collect();
    assert_eq!((register.revision, names), (3, vec![(2, "Camille R."), (3, "Zoé D.")]));
}

/// Words are looked for in the archive itself, whatever their accents, and only in the practice's own.
#[tokio::test]
async fn a_mention_is_found_without_an_index() {
    let folder = tempfile::tempdir().unwrap();
    let journal = filled(folder.path()).await;
    for words in ["xerus ROUSSATRE", "delphine", "quetzal", "Ornithorynque"] {
        let found = journal.mentions(&demo(), words).await.unwrap();
        assert_eq!(found.exchanges.into_keys().collect::<Vec<_>>(), [secret()], "{words}");
        let elsewhere = journal.mentions(&PracticeId::new("x").unwrap(), words).await.unwrap();
        assert!(elsewhere.exchanges.is_empty());
    }
    journal.erase(erasure(secret(), 3)).await.unwrap();
    assert!(journal.mentions(&demo(), "delphine").await.unwrap().exchanges.is_empty());
}

/// A capture that could not be recorded goes; one that an event names stays. What a crash leaves between the two goes
/// at the next opening.
#[tokio::test]
async fn a_capture_that_nothing_names_does_not_stay() {
    let folder = tempfile::tempdir().unwrap();
    let journal = filled(folder.path()).await;
    let kept = |bytes: &[u8]| folder.path().join("evidence").join(Digest::of(bytes).as_str()).exists();
    let (unnamed, left): (&[u8], &[u8]) = (b"%PDF-1.7 unnamed", b"%PDF-1.7 left by a crash");
    for bytes in [unnamed, left] {
        journal.keep_evidence(bytes.to_vec()).await.unwrap();
    }
    for bytes in [unnamed, PICTURE, b"never kept".as_slice()] {
        journal.drop_evidence(&Digest::of(bytes)).await.unwrap();
    }
    assert_eq!([unnamed, left, PICTURE, SHARED].map(kept), [false, true, true, true]);
    journal.close().await.unwrap();
    let (journal, opening) = EmbeddedJournal::open(folder.path()).unwrap();
    assert_eq!(opening.rebuilt, None);
    assert_eq!([left, PICTURE, SHARED].map(kept), [false, true, true]);
    drop(journal);
}

/// An event never names a capture that is not there, and a capture that is changed or gone is named.
#[tokio::test]
async fn captures_are_proved() {
    let folder = tempfile::tempdir().unwrap();
    let journal = filled(folder.path()).await;
    let unkept = journal.append(step(other(), 1, vec![evidence(Digest::of(b"nowhere"), 7)])).await;
    assert!(matches!(unkept, Err(JournalError::Refused(_))), "{unkept:?}");
    assert_eq!(journal.evidence(&Digest::of(PICTURE)).await.unwrap(), PICTURE);
    let kept = folder.path().join("evidence").join(Digest::of(PICTURE).as_str());
    fs::write(&kept, b"another").unwrap();
    assert!(matches!(journal.evidence(&Digest::of(PICTURE)).await, Err(JournalError::Broken { .. })));
    let bad = verify(folder.path()).unwrap().bad_captures;
    assert_eq!(
        bad.iter().map(|bad| (bad.exchange, bad.found)).collect::<Vec<_>>(),
        [(secret(), CaptureState::Changed)]
    );
    journal.keep_evidence(PICTURE.to_vec()).await.unwrap();
    assert!(verify(folder.path()).unwrap().bad_captures.is_empty(), "keeping it again mends it");
    fs::remove_file(kept).unwrap();
    assert_eq!(verify(folder.path()).unwrap().bad_captures[0].found, CaptureState::Missing);
}

/// Whoever kept the end of the chain can show later that nothing up to it was changed, erasing included.
#[tokio::test]
async fn a_deposited_end_is_still_in_the_chain() {
    let folder = tempfile::tempdir().unwrap();
    let journal = filled(folder.path()).await;
    let end = verify(folder.path()).unwrap().practices.remove(0);
    journal.erase(erasure(secret(), 3)).await.unwrap();
    let against = |text: &str| {
        let deposited: Deposited = text.parse().unwrap();
        verify_against(folder.path(), &deposited).unwrap().1.map(|(end, _)| end)
    };
    assert_eq!(against(&format!("{}:{}", end.seq, end.hash)), Some(end.clone()));
    assert_eq!(against(&end.hash.to_uppercase()), Some(end.clone()));
    assert_eq!(against(&format!("{}:{}", end.seq - 1, end.hash)), None);
    assert_eq!(against(&"0".repeat(64)), None);
    for text in ["", "7", "x:00", &format!("x:{}", end.hash)] {
        assert!(text.parse::<Deposited>().is_err(), "{text}");
    }
}

/// A backup that is made while steps are recorded ends with a whole step, proves itself, opens, and has the
/// digest that the journal had then; so does one in a single file.
#[tokio::test]
async fn a_backup_restores_to_the_same_digest() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data");
    let journal = filled(&path).await;
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let recording = {
        let journal = journal.clone();
        tokio::spawn(async move {
            let mut number = 10;
            while stopped.try_recv().is_err() {
                let id = ExchangeId::from_random(number);
                let two = vec![received("Encore un avis.", "x", &number.to_string()), proposed("Merci.")];
                journal.append(step(id, 0, two)).await.unwrap();
                number += 1;
            }
        })
    };
    let copies = tempfile::tempdir().unwrap();
    let (source, out) = (path.clone(), copies.path().to_owned());
    let made = tokio::task::spawn_blocking(move || {
        (0..8).map(|number| copy(&source, &out.join(number.to_string())).unwrap()).collect::<Vec<_>>()
    });
    let made = made.await.unwrap();
    stop.send(()).unwrap();
    recording.await.unwrap();
    for (number, verified) in made.iter().enumerate() {
        let backup = copies.path().join(number.to_string());
        assert!(!verified.unfinished && verified.captures == 3);
        let end = &verified.practices[0];
        let deposited: Deposited = format!("{}:{}", end.seq, end.hash).parse().unwrap();
        assert!(verify_against(&path, &deposited).unwrap().1.is_some(), "the copy's end is one that there was");
        let (restored, opening) = EmbeddedJournal::open(&backup).unwrap();
        assert_eq!(opening.torn, None);
        assert_eq!(restored.evidence(&Digest::of(PICTURE)).await.unwrap(), PICTURE);
        restored.close().await.unwrap();
        assert_eq!(&verify(&backup).unwrap(), verified);
    }
    journal.close().await.unwrap();

    let tar = copies.path().join("backup.tar");
    let verified = copy(&path, &tar).unwrap();
    assert_eq!(verified, verify(&path).unwrap());
    tar::Archive::new(fs::File::open(&tar).unwrap()).unpack(copies.path().join("unpacked")).unwrap();
    assert_eq!(verify(&copies.path().join("unpacked/data")).unwrap(), verified);
    assert!(matches!(copy(&path, &tar), Err(JournalError::Io { .. })), "nothing is written over");
    assert_eq!(fs::read_dir(copies.path()).unwrap().count(), 10, "nothing is left lying about");
}
