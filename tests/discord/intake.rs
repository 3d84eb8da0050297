//! How reviews come in.

use crate::support::fake_discord::{Message, Post};
use crate::team::{ANSWER, CALLBACK, TO_A_REPLY, Team, events, names};

/// Text that tries everything: mentions, formatting, hidden and reversing characters, terminal codes.
fn hostile() -> String {
    let beginning = "@everyone @here <@123> <@&456> <#789> **gras** `code` ||caché|| [lien](https://mal.example) \
                     # titre\n> cité\n\u{202e}sneb\u{202c} \u{1b}[31mrouge\u{1b}[0m \\* </avis:1> :feu: ";
    let mut text = beginning.to_owned();
    text.extend("Attente interminable, c’est long. ".chars().cycle().take(4_000 - beginning.chars().count() - 1));
    text.push('.');
    text
}

/// What is shown of the review, on a card.
fn shown(card: &Message) -> &str {
    card.embeds[0]["description"].as_str().unwrap_or_default()
}

/// A review is text from outside: on the card it must call nobody, format nothing and hide nothing,
/// and what does not fit is attached whole, once, however often the card is edited.
#[tokio::test]
async fn a_long_hostile_review_calls_nobody_and_is_kept_whole() {
    let team = Team::new();
    let bot = team.bot().await;
    let review = hostile();
    assert_eq!(review.chars().count(), 4_000);
    let posted = team.fake.post(&team.alice, &team.channel, review.as_str());
    let answer = team.fake.message_command(&team.alice, &team.channel, ANSWER, &posted).settled().await;
    let card = answer.public().clone();
    for active in ["\n@", " @", "<@", "<@&", "\u{202e}", "\u{1b}", " **gras", " `code", " ||caché", "](", "\n> cité"]
    {
        assert!(!shown(&card).contains(active), "{active:?} is still active:\n{}", shown(&card));
    }
    assert!(shown(&card).contains("\\@everyone") && shown(&card).ends_with('…'));
    assert_eq!(card.content, "");
    let mut card = card;
    for answer in TO_A_REPLY {
        assert_eq!(card.files.len(), 1, "{card}");
        assert_eq!(card.file("avis.txt").text(), review);
        card = team.pick(&team.alice, &card, answer).await;
    }
    for request in team.fake.requests_to(CALLBACK) {
        let mentions = &request.body["data"]["allowed_mentions"]["parse"];
        assert_eq!(mentions, &serde_json::json!([]), "{}", request.body);
    }
    bot.terminate().await;
    assert_eq!(events(&team.history(), "received")[0]["review"]["text"], review);
    team.fake.assert_clean();
}

/// A draft that is too long for the card and for a message comes as a file, exact, and goes from the
/// card when the text is short again.
#[tokio::test]
async fn a_long_draft_is_attached_and_copied_whole() {
    let team = Team::with(crate::team::Policy::OnePerson, "");
    let bot = team.bot().await;
    let chloe = &team.chloe;
    let card = team.proposal(chloe).await;
    let long = format!("Bonjour, merci pour ce message.{}", "\n\n*Chacun* peut joindre l’accueil.".repeat(100));
    let edited = team.fill(chloe, &card, "Modifier", &[("text", &long)]).await.update().clone();
    assert_eq!(edited.file("reponse.txt").text(), long);
    let approved = team.press(chloe, &edited, "Approuver").await;
    let copied = team.fake.click(chloe, &approved, "Copier le texte").settled().await;
    assert_eq!(copied.private().file("texte.txt").text(), long);
    let short = team.fill(chloe, &approved, "Modifier", &[("text", crate::team::SAFE)]).await.update().clone();
    assert!(short.files.is_empty(), "{short}");
    bot.terminate().await;
    team.fake.assert_clean();
}

/// Whether the text of a forward arrives is up to Discord: where it does not, the form takes it. So it
/// does for a picture alone.
#[tokio::test]
async fn a_message_without_text_opens_the_form() {
    let team = Team::new();
    let bot = team.bot().await;
    let (alice, bob, channel) = (&team.alice, &team.bob, &team.channel);
    let picture = team.fake.upload("capture.png", "image/png", b"not really");
    for post in [Post::forward("jamais arrivé").without_snapshot(), Post::default().attach(&picture)] {
        let posted = team.fake.post(alice, channel, post);
        let opened = team.fake.message_command(alice, channel, ANSWER, &posted).await;
        assert_eq!(opened.modal().title, "Saisir un avis");
    }
    let posted = team.fake.post(bob, channel, Post::forward("x").without_snapshot());
    let opened = team.fake.message_command(bob, channel, "Answer this review", &posted).await;
    assert_eq!(opened.modal().title, "Type in a review");
    assert_eq!(opened.modal().field("review").label, "Text of the review");
    let answer =
        team.fake.submit_modal(bob, opened.modal(), &[("review", "Two hours of waiting, and a cold welcome.")]);
    let card = answer.settled().await.public().clone();
    assert!(card.says("Is anyone in danger?"), "{card}");
    bot.terminate().await;
    assert_eq!(events(&team.history(), "received")[0]["language"], "en");
    team.fake.assert_clean();
}

/// All that is known of a review goes into the form at once, and onto the card.
#[tokio::test]
async fn the_form_takes_all_that_is_known() {
    let team = Team::new();
    let bot = team.bot().await;
    let opened = team.fake.slash(&team.bob, &team.channel, "review", &[]).await;
    assert_eq!((opened.modal().title.as_str(), opened.modal().fields.len()), ("Type in a review", 5));
    let opened = team.fake.slash(&team.alice, &team.channel, "avis", &[]).await;
    assert_eq!((opened.modal().title.as_str(), opened.modal().fields.len()), ("Saisir un avis", 5));
    let fields = [
        ("review", "Accueil glacial, vraiment."),
        ("platform", "Google"),
        ("url", "https://avis.example/page/123"),
        ("author", "Lampadaire bleu"),
        ("first_posted", "03/11/2026"),
    ];
    let card = team.fake.submit_modal(&team.alice, opened.modal(), &fields).settled().await.public().clone();
    for part in ["Accueil glacial", "Google", "Lampadaire bleu", "3 novembre 2026", "avis.example"] {
        assert!(card.says(part), "{part} is missing:\n{card}");
    }
    bot.terminate().await;
    let history = team.history();
    assert_eq!(names(&history), ["received", "described"]);
    let review = &events(&history, "described")[0]["review"];
    assert_eq!(review["first_posted"], "2026-11-03");
    assert_eq!(review["url"], "https://avis.example/page/123");
    team.fake.assert_clean();
}

/// A date that cannot be read must not cost the review: it is kept, the person is told, and what they
/// typed comes back. A blank review is refused.
#[tokio::test]
async fn an_unreadable_date_costs_nothing() {
    let team = Team::new();
    let bot = team.bot().await;
    let (alice, channel) = (&team.alice, &team.channel);
    let opened = team.fake.slash(alice, channel, "avis", &[]).await;
    let fields = [("review", "Accueil glacial."), ("author", "Lampadaire bleu"), ("first_posted", "avant-hier")];
    let card = team.fake.submit_modal(alice, opened.modal(), &fields).settled().await.public().clone();
    assert!(card.says("Accueil glacial") && card.says("Question 1/"), "{card}");
    assert!(card.says("Lampadaire bleu"), "what could be read is kept:\n{card}");
    let told = team.fake.next_followup().await;
    assert!(told.ephemeral && told.says("« avant-hier » n’est pas reconnu"), "{told}");
    assert!(told.file("texte.txt").text().contains("Lampadaire bleu"));

    let opened = team.fake.slash(alice, channel, "avis", &[]).await;
    let refused = team.fake.submit_modal(alice, opened.modal(), &[("review", "   ")]).settled().await;
    assert!(refused.private().says("L’avis est vide"), "{refused}");

    // Completed afterwards, from the card.
    let about = [("first_posted", "2026-11-03"), ("rating", "2")];
    let card = team.fill(alice, &card, "Compléter l’avis", &about).await.update().clone();
    assert!(card.says("3 novembre 2026") && card.says("★★☆☆☆"), "{card}");
    bot.terminate().await;
    assert_eq!(names(&team.history()), ["received", "described", "described"]);
    team.fake.assert_clean();
}
