//! « Voir la capture »: what was captured of a review, shown to whoever asks.

use std::path::PathBuf;

use egard::exchange::Digest;
use serde_json::json;

use crate::support::fake_discord::{Answer, Message, Post, User};
use crate::team::{ANSWER, REVIEW, Team, events, exchange_of, names};

const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\nof-a-walrus";
const OTHER: &[u8] = b"\x89PNG\r\n\x1a\nof-another-walrus";
const DOCUMENT: &[u8] = b"%PDF-1.7 of-a-walrus";
const SEE: &str = "Voir la capture";

impl Team {
    /// The card of a review that came with these files.
    async fn captured(&self, files: &[(&str, &[u8])]) -> Message {
        let mut post = Post::text(REVIEW);
        for (name, bytes) in files {
            let kind = if name.ends_with("pdf") { "application/pdf" } else { "image/png" };
            post = post.attach(&self.fake.upload(name, kind, bytes));
        }
        let posted = self.fake.post(&self.alice, &self.channel, post);
        let answer = self.fake.message_command(&self.alice, &self.channel, ANSWER, &posted).settled().await;
        let all = format!("Captures : {}", files.len());
        self.fake.message_when(answer.public().id, move |card| card.says(&all)).await
    }

    /// What somebody is shown who presses the button; nobody else sees it.
    async fn looks(&self, user: &User, card: &Message, label: &str) -> Answer {
        let answer = self.fake.click(user, card, label).settled().await;
        assert!(answer.is_ephemeral(), "{answer}");
        answer
    }

    /// Where a capture is kept.
    fn kept(&self, bytes: &[u8]) -> PathBuf {
        self.path("data").join("evidence").join(Digest::of(bytes).as_str())
    }
}

/// The files of an answer, as captures are named.
fn files(answer: &Answer) -> Vec<(String, Vec<u8>)> {
    answer.files().iter().map(|file| (file.name.clone(), file.bytes.clone())).collect()
}

fn named(bytes: &[u8], ending: &str) -> (String, Vec<u8>) {
    (format!("{}.{ending}", Digest::of(bytes)), bytes.to_vec())
}

/// The card shows what was captured: to staff and to managers, each time for whoever pressed alone, in a process
/// started since as well. To look is no step, and a manager's look is on record.
#[tokio::test]
async fn the_card_shows_its_captures() {
    let team = Team::new();
    let bot = team.bot().await;
    let card = team.captured(&[("a.png", PICTURE), ("b.pdf", DOCUMENT)]).await;
    let label = "Voir les captures (2)";
    let both = [named(PICTURE, "png"), named(DOCUMENT, "pdf")];

    let shown = team.looks(&team.alice, &card, label).await;
    assert_eq!(files(&shown), both);
    let said = shown.message().text().replace('\\', "");
    let digest = Digest::of(PICTURE).to_string();
    for part in ["Captures de l’échange", "PNG, 19 octets, origine discord:", "reçue le 20", "PDF, 20 octets", &digest]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(said.contains(&format!("SHA-256 {}…", &digest[..12])), "{said}");

    // Nobody's card is stale after that; and one that is stale leads there too.
    team.looks(&team.chloe, &card, label).await;
    let moved = team.pick(&team.alice, &card, "Non, personne").await;
    assert!(moved.says("Question 2/"), "{moved}");
    let late = team.fake.raw_interaction(&team.bob, &team.channel, &pressed(&card, label)).settled().await;
    assert!(late.is_ephemeral() && files(&late) == both, "{late}");
    assert!(late.message().says("Captures of exchange"), "{late}");

    bot.kill9().await;
    let bot = team.bot().await;
    assert_eq!(files(&team.looks(&team.alice, &moved, label).await), both);
    let option = [("echange", exchange_of(&card).into())];
    let opened = team.fake.slash(&team.bob, &team.channel, "journal voir", &option).settled().await;
    assert_eq!(files(&team.looks(&team.bob, opened.private(), "See the captures (2)").await), both);
    bot.terminate().await;
    let history = team.history();
    assert_eq!(names(&history), ["received", "evidence_added", "evidence_added", "viewed", "answered"]);
    assert_eq!(events(&history, "viewed")[0]["with"], "captures", "staff look at what is their own team’s");
    team.verify();
    team.fake.assert_clean();
}

/// What the chat sends when a button of a message is pressed, however old what it shows.
fn pressed(card: &Message, label: &str) -> serde_json::Value {
    let data = json!({ "component_type": 2, "custom_id": card.button(label).custom_id, "id": 1 });
    json!({ "type": 3, "data": data, "message": card.json() })
}

/// A capture that somebody changed or took away on the disk is no evidence: it is told as that, by its name, and the
/// others are shown.
#[tokio::test]
async fn a_capture_that_is_gone_or_changed_is_told() {
    let team = Team::new();
    let bot = team.bot().await;
    let card = team.captured(&[("a.png", PICTURE), ("b.pdf", DOCUMENT), ("c.png", OTHER)]).await;
    std::fs::write(team.kept(PICTURE), b"\x89PNG\r\n\x1a\nretouched").unwrap();
    std::fs::remove_file(team.kept(DOCUMENT)).unwrap();
    let shown = team.looks(&team.alice, &card, "Voir les captures (3)").await;
    assert_eq!(files(&shown), [named(OTHER, "png")]);
    for (name, _) in [named(PICTURE, "png"), named(DOCUMENT, "pdf")] {
        let told = format!("La capture {name} manque ou a changé");
        assert!(shown.message().says(&told), "{told}: {shown}");
    }
    bot.terminate().await;
    team.fake.assert_clean();
}

/// More than a message holds is named with another way to it, and what fits is shown all the same.
#[tokio::test]
async fn what_does_not_fit_is_told_with_another_way_to_it() {
    const HALF: usize = 6 * 1024 * 1024;
    let large = |fill: u8| [PICTURE, vec![fill; HALF].as_slice()].concat();
    let team = Team::new();
    let bot = team.bot().await;
    let (first, second) = (large(1), large(2));
    let card = team.captured(&[("a.png", &first), ("b.png", &second), ("c.png", PICTURE)]).await;
    let shown = team.looks(&team.alice, &card, "Voir les captures (3)").await;
    assert!(files(&shown) == [named(&first, "png"), named(PICTURE, "png")], "{shown}");
    let told = shown.message().text();
    let (_, after) = told.split_once(&named(&second, "png").0).unwrap();
    assert!(after.contains("ne tient pas dans ce message") && after.contains("egard journal export"), "{told}");
    assert_eq!(told.matches("ne tient pas").count(), 1, "{told}");
    bot.terminate().await;

    // More than ten are told in a list, which is a file too.
    let exchange = exchange_of(&card);
    let many: Vec<PathBuf> = (0..9).map(|number| team.path(&format!("{number}.png"))).collect();
    for (path, number) in many.iter().zip(b'0'..) {
        std::fs::write(path, [PICTURE, &[number]].concat()).unwrap();
        let attached = team.egard(&["journal", "attach", &exchange, path.to_str().unwrap()]);
        assert!(attached.status.success(), "{attached:?}");
    }
    let bot = team.bot().await;
    let option = [("echange", exchange.as_str().into())];
    let opened = team.fake.slash(&team.alice, &team.channel, "journal voir", &option).settled().await;
    let shown = team.looks(&team.alice, opened.private(), "Voir les captures (12)").await;
    let list = shown.message().file("captures.txt").text();
    assert_eq!((shown.files().len(), list.matches("SHA-256").count()), (10, 12), "{list}");
    assert_eq!(list.matches("ne tient pas").count(), 3, "one is too large, two are too many: {list}");
    assert!(list.contains("origine file"), "{list}");
    bot.terminate().await;
    team.fake.assert_clean();
}

/// What is erased is not shown any more; another practice is told that there is nothing of the kind; and a button that
/// somebody makes up for an exchange without a capture gives none.
#[tokio::test]
async fn nobody_sees_what_is_erased_or_anothers() {
    let team = Team::new();
    let other = team.fake.guild("Autre cabinet", "fr");
    let elsewhere = team.fake.channel(&other, "avis");
    let role = team.fake.role(&other, "équipe");
    let config = std::fs::read_to_string(team.path("egard.toml")).unwrap();
    let config = format!(
        "{config}\n[[discord.guild]]\nid = {}\npractice = \"erables\"\nstaff_roles = [{role}]\nmanager_roles = []\n\n\
         [[practice]]\nid = \"erables\"\nname = \"Cabinet des Érables\"\n",
        other.id
    );
    std::fs::write(team.path("egard.toml"), config).unwrap();
    let bot = team.bot().await;
    let card = team.captured(&[("a.png", PICTURE)]).await;
    let stranger = User::new("Inès", "fr", &[role]);
    let refused = team.fake.raw_interaction(&stranger, &elsewhere, &pressed(&card, SEE)).settled().await;
    assert!(refused.private().says("est introuvable") && refused.files().is_empty(), "{refused}");

    let bare = team.card(&team.alice, "Accueil glacial, vraiment.").await;
    assert!(bare.find_button(SEE).is_none(), "{bare}");
    let made_up = card.button(SEE).custom_id.replace(&exchange_of(&card), &exchange_of(&bare));
    let data = json!({ "component_type": 2, "custom_id": made_up, "id": 1 });
    let fields = json!({ "type": 3, "data": data, "message": bare.json() });
    let none = team.fake.raw_interaction(&team.alice, &team.channel, &fields).settled().await;
    assert!(none.private().says("Aucune capture") && none.files().is_empty(), "{none}");

    let option = [("echange", exchange_of(&card).into())];
    let opened = team.fake.slash(&team.chloe, &team.channel, "journal effacer", &option).await;
    let reason = [("reason", "demande de la personne")];
    let erased = team.fake.submit_modal(&team.chloe, opened.modal(), &reason).settled().await;
    assert!(erased.private().says("effacé du journal"), "{erased}");
    let late = team.looks(&team.alice, &card, SEE).await;
    assert!(late.private().says("a été effacé") && late.files().is_empty(), "{late}");
    bot.terminate().await;
    team.verify();
    team.fake.assert_clean();
}
