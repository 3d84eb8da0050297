//! `/journal verifier`: what a manager can prove from the chat.

use std::path::PathBuf;

use egard::exchange::{Actor, Event, ExchangeId, Role};
use egard::journal::embedded::{EmbeddedJournal, verify_against};
use egard::journal::{Append, Deposited, Journal as _};
use egard::practice::PracticeId;
use jiff::Timestamp;

use crate::support::fake_discord::{Message, OptionValue, Post};
use crate::team::{ANSWER, REVIEW, Team, exchange_of};

impl Team {
    async fn proof(&self, deposited: Option<&str>) -> Message {
        let options: Vec<(&str, OptionValue)> = deposited.map(|end| ("empreinte", end.into())).into_iter().collect();
        let answer = self.fake.slash(&self.chloe, &self.channel, "journal verifier", &options).settled().await;
        answer.private().clone()
    }

    /// The files of one of the folders of the journal.
    fn files_of(&self, folder: &str) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.path("data").join(folder)).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    }
}

/// The end of the chain that a proof tells.
fn end_in(proof: &Message) -> String {
    let text = proof.text();
    text.split('`').nth(1).unwrap_or_else(|| panic!("no end of a chain in {proof}")).to_owned()
}

/// The end of the chain is told while the bot works, and held against one that was deposited before; of another
/// practice in the same archive nothing is told, and its end is not this practice's.
#[tokio::test]
async fn a_manager_proves_what_is_their_own() {
    let team = Team::new();
    let (journal, _) = EmbeddedJournal::open(&team.path("data")).unwrap();
    let step = Append {
        practice: PracticeId::new("voisine").unwrap(),
        exchange: ExchangeId::REGISTER,
        expected: 0,
        at: Timestamp::now(),
        actor: Actor { id: "discord:1".to_owned(), role: Role::Staff },
        events: vec![Event::PlaceVisited { place: "Google".to_owned() }],
    };
    journal.append(step).await.unwrap();
    let theirs = journal.head(&PracticeId::new("voisine").unwrap()).await.unwrap().unwrap().sha256;
    journal.close().await.unwrap();
    let bot = team.bot().await;
    let nothing = team.proof(None).await;
    assert!(nothing.says("✅") && nothing.says("Rien n’est encore enregistré"), "{nothing}");
    let card = team.card(&team.alice, REVIEW).await;
    let deposited = end_in(&team.proof(None).await);
    team.pick(&team.alice, &card, "Non, personne").await;

    let proof = team.proof(Some(&deposited)).await;
    let (line, _) = deposited.split_once(':').unwrap();
    assert!(proof.says("✅") && proof.says(&format!("contient toujours la ligne {line},")), "{proof}");
    assert!(end_in(&proof) != deposited && !proof.says("voisine"), "{proof}");
    let end: Deposited = end_in(&proof).parse().unwrap();
    assert!(verify_against(&team.path("data"), &end).unwrap().1.is_some(), "{proof}");
    for other in [theirs, "0".repeat(64)] {
        let not_ours = team.proof(Some(&other)).await;
        assert!(not_ours.says("❌") && not_ours.says("ne contient pas l’empreinte"), "{not_ours}");
        assert!(!not_ours.says("voisine"), "{not_ours}");
    }
    let unread = team.proof(Some("*abc*")).await;
    assert!(unread.says("\\*abc\\*") && unread.says("n’est pas une fin de chaîne"), "{unread}");
    bot.terminate().await;
    team.verify();
    team.fake.assert_clean();
}

/// What no longer is as it was written is named by its place and nothing else: a capture by its exchange, a line by
/// its file and number.
#[tokio::test]
async fn what_is_broken_is_named() {
    let team = Team::new();
    let bot = team.bot().await;
    let picture = team.fake.upload("capture.png", "image/png", b"\x89PNG\r\n\x1a\nof-a-narwhal");
    let posted = team.fake.post(&team.alice, &team.channel, Post::text(REVIEW).attach(&picture));
    let answer = team.fake.message_command(&team.alice, &team.channel, ANSWER, &posted).settled().await;
    let card = team.fake.message_when(answer.public().id, |card| card.says("Captures : 1")).await;
    let capture = team.files_of("evidence").remove(0);
    let kept = std::fs::read(&capture).unwrap();
    std::fs::write(&capture, "another").unwrap();
    let changed = team.proof(None).await;
    let sha256 = capture.file_name().unwrap().to_str().unwrap();
    assert!(changed.says("❌") && changed.says(&exchange_of(&card)) && changed.says(sha256), "{changed}");
    std::fs::write(&capture, kept).unwrap();
    assert!(team.proof(None).await.says("✅"));

    let archive = team.files_of("archive");
    let segment = archive.iter().find(|file| file.extension().is_some_and(|kind| kind == "jsonl")).unwrap();
    let whole = std::fs::read_to_string(segment).unwrap();
    std::fs::write(segment, whole.replacen("Deux heures", "Trois heure", 1)).unwrap();
    let broken = team.proof(None).await;
    let name = segment.file_name().unwrap().to_str().unwrap();
    assert!(broken.says("❌") && broken.says(&format!("{name}:1.")), "{broken}");
    assert!(!broken.says("heure") && !broken.says(team.path("data").to_str().unwrap()), "{broken}");
    std::fs::write(segment, whole).unwrap();
    let said = bot.terminate().await.stderr;
    assert!(said.contains("is not as it was written") && !said.contains("Trois heure"), "{said}");
    team.verify();
    team.fake.assert_clean();
}
