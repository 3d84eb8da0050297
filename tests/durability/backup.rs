//! Backup while running, and the drill of putting it back.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use egard::exchange::Digest;
use egard::journal::embedded::{EmbeddedJournal, verify, verify_against};
use egard::journal::{Journal, Query};

use crate::archive::practice;
use crate::story::{begun, egard, erasure, reopened, said, shown, told};
use crate::team::{Policy, REVIEW, TO_A_REPLY, Team};

/// Four writers, captures and erasures in this process; another one makes backups meanwhile, as a timer would. Each
/// proves itself, has a digest that the journal had, and opens as a data folder with every capture that is named.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_backup_made_while_others_write_captures_and_erase() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (journal, _) = EmbeddedJournal::open(&data).unwrap();
    let (stop, acknowledged) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let writers = (0..4_u64).map(|writer| {
        let (journal, stop, acknowledged) = (journal.clone(), Arc::clone(&stop), Arc::clone(&acknowledged));
        tokio::spawn(async move {
            let mut number = 1 + writer * 1_000_000;
            while !stop.load(Ordering::Relaxed) {
                journal.append(begun(number)).await.unwrap();
                journal.append(said(number, 1, 300)).await.unwrap();
                let capture = journal.keep_evidence(number.to_be_bytes().repeat(500)).await.unwrap();
                journal.append(shown(number, 2, capture)).await.unwrap();
                if number.is_multiple_of(5) {
                    journal.erase(erasure(number, 2)).await.unwrap();
                }
                acknowledged.fetch_add(3, Ordering::Relaxed);
                number += 1;
            }
        })
    });
    let writers: Vec<_> = writers.collect();
    let mut backups = Vec::new();
    for round in 0..6 {
        let before = acknowledged.load(Ordering::Relaxed);
        let name = if round % 2 == 0 { format!("backup-{round}") } else { format!("backup-{round}.tar") };
        let (out, source) = (folder.path().join(&name), data.clone());
        let run = move || egard(&source, &["journal", "export", "--archive", "--out", &name]);
        let output = tokio::task::spawn_blocking(run).await.unwrap();
        assert!(output.status.success(), "{output:?}");
        backups.push((before, out));
    }
    stop.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.await.unwrap();
    }
    journal.close().await.unwrap();
    for (before, out) in backups {
        let restored = if out.extension().is_some() {
            let place = out.with_extension("unpacked");
            tar::Archive::new(fs::File::open(&out).unwrap()).unpack(&place).unwrap();
            place.join("data")
        } else {
            out
        };
        let verified = verify(&restored).unwrap();
        assert!(verified.bad_captures.is_empty() && !verified.unfinished && verified.lines >= before, "{verified:?}");
        assert_eq!(verified.erasing, 0, "what was erased while it was made is erased in it, before it is opened");
        let end = &verified.practices[0];
        let recorded = format!("{}:{}", end.seq, end.hash);
        let (_, contained) = verify_against(&data, &recorded.parse().unwrap()).unwrap();
        assert!(contained.is_some(), "the journal went through this digest");
        let (opening, _) = reopened(&restored).await;
        assert_eq!((opening.torn, opening.lost), (None, 0));
        told(0, &restored, &["journal", "verify", "--against", &recorded]);
        let (journal, _) = EmbeddedJournal::open(&restored).unwrap();
        let list = journal.list(&Query::default()).await.unwrap();
        for summary in &list {
            let history = journal.load(&practice().id, summary.exchange).await.unwrap();
            for recorded in &history {
                if let egard::exchange::Event::EvidenceAdded { evidence } = &recorded.event {
                    let bytes = journal.evidence(&evidence.sha256).await.unwrap();
                    assert_eq!(Digest::of(&bytes), evidence.sha256);
                }
            }
        }
        journal.close().await.unwrap();
        assert_eq!(verify(&restored).unwrap().practices, verified.practices, "opening adds nothing");
    }
}

/// The drill, with the bot at work: back up, lose the machine, restore, prove, go on. Buttons of cards that the backup
/// knows work in the restored one.
#[tokio::test]
async fn the_bot_goes_on_from_a_backup() {
    let team = Team::with(Policy::OnePerson, "");
    let bot = team.bot().await;
    team.fake.registered().await;
    let card = team.card(&team.alice, REVIEW).await;
    let card = team.pick_all(&team.alice, card, &TO_A_REPLY[..3]).await;
    let out = team.path("backup");
    let made = team.egard(&["journal", "export", "--archive", "--out", out.to_str().unwrap()]);
    assert!(made.status.success(), "{made:?}");
    bot.kill9().await;
    let before = verify(&team.path("data")).unwrap().practices;
    fs::remove_dir_all(team.path("data")).unwrap();
    fs::rename(&out, team.path("data")).unwrap();
    let end = verify(&team.path("data")).unwrap().practices;
    assert_eq!((&end[0].practice, end.len()), (&before[0].practice, 1));
    let bot = team.bot().await;
    team.fake.registered().await;
    team.pick_all(&team.alice, card, &TO_A_REPLY[3..]).await;
    bot.terminate().await;
    let digest = format!("{}:{}", end[0].seq, end[0].hash);
    let proved = team.egard(&["journal", "verify", "--against", &digest]);
    assert!(proved.status.success(), "{proved:?}");
    assert_eq!(team.exchanges()[0]["status"], "proposed");
    team.fake.assert_clean();
}
