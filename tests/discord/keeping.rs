//! Captures, holds and erasing in the chat.

use std::path::PathBuf;

use crate::support::fake_discord::{Post, Upload};
use crate::team::{ANSWER, REVIEW, Team, events, exchange_of, names};

const EVIDENCE: &str = "Ajouter comme preuve";
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\nof-a-narwhal";
const DOCUMENT: &[u8] = b"%PDF-1.7 of-a-narwhal";

impl Team {
    fn picture(&self) -> Upload {
        self.fake.upload("capture.png", "image/png", PICTURE)
    }

    /// The captures that are kept, by name.
    fn captures(&self) -> Vec<PathBuf> {
        let folder = std::fs::read_dir(self.path("data").join("evidence"));
        folder.into_iter().flatten().map(|entry| entry.unwrap().path()).collect()
    }

    /// The files of the data folder in which a text stands.
    pub fn holding(&self, text: &str) -> Vec<PathBuf> {
        let mut open = vec![self.path("data")];
        let mut found = Vec::new();
        while let Some(path) = open.pop() {
            if path.is_dir() {
                open.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            } else if String::from_utf8_lossy(&std::fs::read(&path).unwrap()).contains(text) {
                found.push(path);
            }
        }
        found
    }
}

/// A picture beside the review, on the message or on the one that was forwarded, is fetched at once, and the
/// card shows it.
#[tokio::test]
async fn what_is_attached_to_a_review_is_kept_with_it() {
    let team = Team::new();
    let bot = team.bot().await;
    let forwarded = Post::forward(Post::text(REVIEW).attach(&team.picture()));
    for post in [Post::text(REVIEW).attach(&team.picture()), forwarded] {
        let posted = team.fake.post(&team.alice, &team.channel, post);
        let answer = team.fake.message_command(&team.alice, &team.channel, ANSWER, &posted).settled().await;
        let card = answer.public().clone();
        let shown = team.fake.message_when(card.id, |card| card.says("Captures : 1")).await;
        assert!(shown.says("Question 1/") && !shown.buttons().is_empty(), "{shown}");
        assert_eq!(std::fs::read(&team.captures()[0]).unwrap(), PICTURE);
    }
    bot.terminate().await;
    assert_eq!(team.captures().len(), 1, "the same bytes are kept once");
    for exchange in team.exchanges() {
        let history = team.history_of(exchange["exchange"].as_str().unwrap());
        assert_eq!(names(&history), ["received", "evidence_added"]);
        let evidence = &events(&history, "evidence_added")[0]["evidence"];
        assert!(evidence["origin"].as_str().unwrap().starts_with("discord:"), "{evidence}");
        assert_eq!((evidence["media"].as_str(), evidence["bytes"].as_u64()), (Some("png"), Some(PICTURE.len() as u64)));
    }
    team.verify();
    team.fake.assert_clean();
}

/// What calls itself a picture and is none, what is too large and what lies elsewhere is refused in a sentence;
/// the rest is kept, and the review in any case.
#[tokio::test]
async fn what_is_no_capture_is_refused_in_a_sentence() {
    let team = Team::new();
    let bot = team.bot().await;
    let (alice, channel) = (&team.alice, &team.channel);
    let disguised = team.fake.upload("capture.png", "image/png", b"<svg onload=alert(1)>");
    let large = team.fake.upload("long.png", "image/png", &[PICTURE, vec![0; 26 * 1024 * 1024].as_slice()].concat());
    let elsewhere = Upload { url: "https://example.com/capture.png".to_owned(), ..team.picture() };
    let gone = Upload { url: format!("{}/attachments/1/2/gone.png", team.fake.api_url()), ..team.picture() };
    for (refused, sentence) in [
        (&disguised, "ni une image"),
        (&large, "dépasse 25 Mo"),
        (&elsewhere, "n’est pas chez Discord"),
        (&gone, "n’a pas pu être lu"),
    ] {
        let posted = team.fake.post(alice, channel, Post::text(REVIEW).attach(refused));
        let answer = team.fake.message_command(alice, channel, ANSWER, &posted).settled().await;
        assert!(answer.public().says("Question 1/"));
        let told = team.fake.next_followup().await;
        assert!(told.ephemeral && told.says(sentence), "{sentence}: {told}");
    }
    assert!(team.captures().is_empty());
    let posted = team.fake.post(alice, channel, Post::text(REVIEW).attach(&disguised).attach(&team.picture()));
    let card = team.fake.message_command(alice, channel, ANSWER, &posted).settled().await.public().clone();
    assert!(team.fake.next_followup().await.says("ni une image"));
    assert!(team.fake.message(card.id).says("Captures : 1"));
    let stderr = bot.terminate().await.stderr;
    assert!(!stderr.contains("/attachments/") && !stderr.contains("example.com"), "links open files: {stderr}");
    team.fake.unexpected();
    team.fake.take_faults();
}

/// A later picture goes to the exchange that is chosen, or to the one whose card it answers; a message command
/// without a file says so.
#[tokio::test]
async fn a_later_capture_goes_where_it_belongs() {
    let team = Team::new();
    let bot = team.bot().await;
    let (alice, bob, channel) = (&team.alice, &team.bob, &team.channel);
    let first = team.card(alice, REVIEW).await;
    let second = team.card(alice, "Accueil glacial, vraiment.").await;

    let posted = team.fake.post(alice, channel, Post::default().attach(&team.picture()));
    let asked = team.fake.message_command(alice, channel, EVIDENCE, &posted).settled().await.private().clone();
    let options: Vec<_> = asked.selects()[0].options.iter().map(|option| option.label.clone()).collect();
    assert!(options[0].starts_with("Accueil glacial") && options[1].starts_with("Deux heures"), "{options:?}");
    assert!(team.captures().is_empty(), "nothing is fetched before somebody has chosen");
    let chosen = team.fake.choose(alice, &asked, "", &[&exchange_of(&first)]).settled().await;
    assert!(chosen.private().says("Une capture est jointe"), "{chosen}");

    let document = team.fake.upload("avis.pdf", "application/pdf", DOCUMENT);
    let answering = Post::default().attach(&document).answering(&team.fake.message(second.id));
    let posted = team.fake.post(bob, channel, answering);
    let added = team.fake.message_command(bob, channel, "Add as evidence", &posted).settled().await;
    assert!(added.private().says("One capture is attached to exchange"), "{added}");

    let bare = team.fake.post(alice, channel, Post::text("rien"));
    let told = team.fake.message_command(alice, channel, EVIDENCE, &bare).settled().await;
    assert!(told.private().says("pas de fichier joint"), "{told}");
    bot.terminate().await;
    for (card, media) in [(&first, "png"), (&second, "pdf")] {
        let history = team.history_of(&exchange_of(card));
        assert_eq!(events(&history, "evidence_added")[0]["evidence"]["media"], media);
    }
    team.verify();
    team.fake.assert_clean();
}

/// A picture without a text opens the form, and tells how the picture joins the exchange afterwards.
#[tokio::test]
async fn a_picture_alone_is_for_later() {
    let team = Team::new();
    let bot = team.bot().await;
    let posted = team.fake.post(&team.alice, &team.channel, Post::default().attach(&team.picture()));
    let opened = team.fake.message_command(&team.alice, &team.channel, ANSWER, &posted).await;
    assert_eq!(opened.modal().title, "Saisir un avis");
    assert!(team.fake.next_followup().await.says("« Ajouter comme preuve »"));
    bot.terminate().await;
    team.fake.assert_clean();
}

/// A manager erases with a reason; a hold beats them until it is lifted; staff are refused.
#[tokio::test]
async fn managers_hold_release_and_erase() {
    let team = Team::new();
    let bot = team.bot().await;
    let (alice, chloe, david, channel) = (&team.alice, &team.chloe, &team.david, &team.channel);
    let posted = team.fake.post(alice, channel, Post::text(REVIEW).attach(&team.picture()));
    let answer = team.fake.message_command(alice, channel, ANSWER, &posted).settled().await;
    let card = team.fake.message_when(answer.public().id, |card| card.says("Captures : 1")).await;
    let exchange = exchange_of(&card);
    let option = || [("echange", exchange.as_str().into())];
    for command in ["journal effacer", "journal conserver", "journal liberer"] {
        let refused = team.fake.slash(alice, channel, command, &option()).settled().await;
        assert!(refused.private().says("responsable"), "{refused}");
    }
    let opened = team.fake.slash(chloe, channel, "journal conserver", &option()).await;
    let held = team.fake.submit_modal(chloe, opened.modal(), &[("reason", "une plainte est en cours")]).settled().await;
    assert!(held.private().says("à conserver"), "{held}");

    let opened = team.fake.slash(david, channel, "journal effacer", &option()).await;
    let reason = [("reason", "demande de la personne")];
    let refused = team.fake.submit_modal(david, opened.modal(), &reason).settled().await;
    assert!(!refused.private().says("effacé du journal"), "{refused}");
    assert_eq!(team.holding(REVIEW).len(), 1);
    let release = team.fake.slash(chloe, channel, "journal liberer", &option()).await;
    team.fake.submit_modal(chloe, release.modal(), &[("reason", "classée")]).settled().await;
    let erased = team.fake.submit_modal(david, opened.modal(), &reason).settled().await;
    assert!(erased.private().says("effacé du journal") && erased.private().says("supprimez"), "{erased}");
    assert_eq!((team.holding(REVIEW), team.captures()), (Vec::new(), Vec::new()));
    assert!(team.holding("narwhal").is_empty());

    let late = team.fake.click(alice, &card, "Non, personne").settled().await;
    assert!(late.private().says("a été effacé"), "{late}");
    // The same message may begin anew: what it began before is gone.
    let again = team.fake.message_command(alice, channel, ANSWER, &posted).settled().await;
    assert_ne!(exchange_of(again.public()), exchange);
    team.fake.message_when(again.public().id, |card| card.says("Captures : 1")).await;
    bot.terminate().await;
    team.verify();
    team.fake.assert_clean();
}
