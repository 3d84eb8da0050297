//! What is brought to people: texts to decide on to the managers, decisions to their authors, reminders.

use crate::support::fake_discord::{Message, OptionValue};
use crate::team::{Policy, SAFE, Team, events, exchange_of, menu, names};

const POSTED: &str = "POST /channels/*/messages";
/// What a manager makes of the text that was handed over.
const CORRECTED: &str = "Bonjour, merci pour ce message. L’accueil répond au 01 99 00 12 34.";
/// A text with one finding that is to be looked at again, and none that keeps it back.
const WARNED: &str = "Bonjour, merci pour ce message. Encore fallait-il lire le panneau.";

impl Team {
    /// A text of Alice's, handed over; gives the team's card and the managers'.
    async fn handed_over(&self) -> (Message, Message) {
        let card = self.proposal(&self.alice).await;
        self.fill(&self.alice, &card, "Modifier", &[("text", SAFE)]).await;
        let card = self.fake.message(card.id);
        let next = self.fake.next_post(&self.managers);
        let card = self.press(&self.alice, &card, "Faire relire").await;
        (card, next.await)
    }
}

/// A manager decides where managers are, seeing what changed and the last events; the team's card follows,
/// and the author is called, alone.
#[tokio::test]
async fn a_text_is_decided_on_in_the_managers_channel() {
    let team = Team::new();
    let bot = team.bot().await;
    let (card, decides) = team.handed_over().await;
    assert!(decides.says("Ce qui a changé depuis le modèle") && decides.says("soumis à relecture"), "{decides}");
    assert!(decides.says(&format!("<@{}>", team.alice.id)), "people are shown as the chat shows them:\n{decides}");
    let edit = team.fake.next_edit(&card);
    let told = team.fake.next_post(&team.channel);
    let opened = team.fake.click(&team.chloe, &decides, "Approuver avec une note").await;
    let note = [("note", "Très bien, @everyone.")];
    let answer = team.fake.submit_modal(&team.chloe, opened.modal(), &note).settled().await;
    assert!(answer.update().says("Approuvé"), "{answer}");
    assert!(edit.await.says("Approuvé"), "the team's card follows");
    let told = told.await;
    assert!(told.content == format!("<@{}>", team.alice.id) && told.says("Votre texte est approuvé"), "{told}");
    let call = team.fake.requests_to(POSTED).pop().unwrap();
    let mentions = &call.body["allowed_mentions"];
    assert_eq!(mentions["users"], serde_json::json!([team.alice.id.to_string()]), "{mentions}");
    assert_eq!(mentions["parse"].as_array().map(Vec::len), Some(0), "nobody else, whatever the note holds: {mentions}");
    let shown = team.fake.click(&team.alice, &told, "Voir l’échange").settled().await;
    assert!(shown.private().says("Approuvé"), "{shown}");
    bot.terminate().await;
    team.verify();
    team.fake.assert_clean();
}

/// The process may be killed at any step of an approval: nothing is lost, and nothing is shown twice.
#[tokio::test]
async fn a_restart_at_every_step_of_an_approval_loses_and_doubles_nothing() {
    let team = Team::new();
    let bot = team.bot().await;
    let card = team.proposal(&team.alice).await;
    team.fill(&team.alice, &card, "Modifier", &[("text", SAFE)]).await;
    let card = team.fake.message(card.id);
    bot.kill9().await;

    let bot = team.bot().await;
    // Posted, and killed before that is on record.
    let mut held = team.fake.hold_next(POSTED);
    let card = team.press(&team.alice, &card, "Faire relire").await;
    held.arrived().await;
    let next = team.fake.next_post(&team.managers);
    held.release();
    let decides = next.await;
    bot.kill9().await;

    let bot = team.bot().await;
    let told = team.fake.next_post(&team.channel);
    let opened = team.fake.click(&team.chloe, &decides, "Demander un changement").await;
    let wish = [("note", "Plus court.")];
    team.fake.submit_modal(&team.chloe, opened.modal(), &wish).settled().await;
    assert!(told.await.says("Plus court."));
    bot.kill9().await;

    let bot = team.bot().await;
    let card = team.fake.message(card.id);
    team.fill(&team.alice, &card, "Modifier", &[("text", "Bonjour, merci pour ce message.")]).await;
    let next = team.fake.next_post(&team.managers);
    team.press(&team.alice, &team.fake.message(card.id), "Faire relire").await;
    let decides = next.await;
    bot.kill9().await;

    let bot = team.bot().await;
    let told = team.fake.next_post(&team.channel);
    team.press(&team.chloe, &decides, "Approuver").await;
    assert!(told.await.says("approuvé"));
    bot.terminate().await;
    team.verify();
    assert_eq!(team.fake.messages(&team.managers).len(), 2, "one card for each time it was handed over");
    let history = team.history();
    assert_eq!(events(&history, "submitted").len(), 2);
    assert_eq!(events(&history, "approved").len(), 1);
    assert_eq!(events(&history, "author_told").len(), 2);
    team.fake.assert_clean();
}

/// Two managers press at the same moment: one decision is taken, the other is told politely.
#[tokio::test]
async fn two_managers_at_the_same_moment_are_one_decision() {
    let team = Team::new();
    let bot = team.bot().await;
    let (_, decides) = team.handed_over().await;
    let late = team.fake.next_followup();
    let one = team.fake.click(&team.chloe, &decides, "Approuver");
    let other = team.fake.click(&team.david, &decides, "Approuver");
    let (one, other) = (one.settled().await, other.settled().await);
    assert!(one.update().says("Approuvé") && other.update().says("Approuvé"), "{one}\n{other}");
    assert!(late.await.says("a déjà avancé"), "whoever came second is told");
    bot.terminate().await;
    assert_eq!(events(&team.history(), "approved").len(), 1);
    team.fake.assert_clean();
}

/// Whoever is in charge is reminded in the channel on the last day, once, whatever restarts there are.
#[tokio::test]
async fn the_person_in_charge_is_reminded_once() {
    let team = Team::with(Policy::AnswerToday, "");
    let bot = team.bot().await;
    let next = team.fake.next_post(&team.managers);
    let card = team.proposal(&team.alice).await;
    let reminded = next.await;
    assert!(reminded.says("dernier jour") && reminded.says(&exchange_of(&card)), "{reminded}");
    assert_eq!(reminded.content, format!("<@{}>", team.alice.id));
    bot.kill9().await;
    let bot = team.bot().await;
    // Another step wakes whoever brings reminders; the card's own text comes after.
    team.fill(&team.alice, &card, "Modifier", &[("text", SAFE)]).await;
    let next = team.fake.next_post(&team.managers);
    team.press(&team.alice, &team.fake.message(card.id), "Faire relire").await;
    assert!(next.await.says("Ce qui a changé"));
    bot.terminate().await;
    assert_eq!(events(&team.history(), "reminded").len(), 1);
    team.fake.assert_clean();
}

/// What waits is seen by whoever asks, what burns first at the top, and can be handed to a colleague.
#[tokio::test]
async fn the_queue_shows_what_waits_and_hands_it_over() {
    let team = Team::with(Policy::AnswerToday, "");
    let bot = team.bot().await;
    let card = team.proposal(&team.alice).await;
    let id = exchange_of(&card);
    let shown = team.fake.slash(&team.chloe, &team.channel, "journal file", &[]).settled().await;
    let shown = shown.private();
    assert!(shown.says(&id) && shown.says(&format!("attend <@{}>", team.alice.id)), "{shown}");
    let to: &[(&str, OptionValue)] =
        &[("echange", id.as_str().into()), ("personne", OptionValue::User(team.bob.clone()))];
    let said = team.fake.slash(&team.chloe, &team.channel, "journal confier", to).settled().await;
    assert!(said.private().says(&format!("<@{}>", team.bob.id)), "{said}");
    let shown = team.fake.slash(&team.bob, &team.channel, "journal queue", &[]).settled().await;
    assert!(shown.private().says(&format!("waits for <@{}>", team.bob.id)), "{shown}");
    bot.terminate().await;
    team.verify();
    team.fake.assert_clean();
}

/// A role given here counts like one of the chat's; only the responsible person gives one.
#[tokio::test]
async fn the_responsible_person_gives_roles() {
    let team = Team::new();
    let bot = team.bot().await;
    let (_, decides) = team.handed_over().await;
    let refused = team.fake.click(&team.bob, &decides, "Approuver").settled().await;
    assert!(refused.text().contains("manager"), "{refused}");
    let give: &[(&str, OptionValue)] = &[("personne", OptionValue::User(team.bob.clone())), ("role", "manager".into())];
    let by_manager = team.fake.slash(&team.chloe, &team.channel, "role", give).settled().await;
    assert!(by_manager.private().says("Seule la personne responsable"), "{by_manager}");
    let given = team.fake.slash(&team.emma, &team.channel, "role", give).settled().await;
    assert!(given.private().says(&format!("<@{}>", team.bob.id)), "{given}");
    let approved = team.fake.click(&team.bob, &decides, "Approuver").settled().await;
    assert!(approved.update().says("Approved"), "{approved}");
    bot.terminate().await;
    team.verify();
    team.fake.assert_clean();
}

/// Whom the configuration knows by two faces is called by the one of the chat; to look someone's role up
/// takes nothing from them.
#[tokio::test]
async fn people_of_two_faces_are_called_and_looking_up_takes_nothing() {
    let team = Team::new();
    let person = format!("\n[[practice.person]]\nid = \"p1\"\ndiscord = {}\nterminal = \"alice\"\n", team.alice.id);
    let config = std::fs::read_to_string(team.path("egard.toml")).unwrap();
    std::fs::write(team.path("egard.toml"), config.replacen("\n[discord]", &format!("{person}\n[discord]"), 1))
        .unwrap();
    let bot = team.bot().await;
    let (_, decides) = team.handed_over().await;
    let told = team.fake.next_post(&team.channel);
    team.press(&team.chloe, &decides, "Approuver").await;
    assert_eq!(told.await.content, format!("<@{}>", team.alice.id));

    let give: &[(&str, OptionValue)] = &[("personne", OptionValue::User(team.bob.clone())), ("role", "manager".into())];
    let look = &give[..1];
    for options in [give, look] {
        let said = team.fake.slash(&team.emma, &team.channel, "role", options).settled().await;
        assert!(said.private().says(&format!("<@{}> · responsable", team.bob.id)), "{said}");
    }
    bot.terminate().await;
    let history = team.history();
    let by: Vec<_> =
        history.iter().filter(|line| line["event"]["type"] == "submitted").map(|line| &line["actor"]).collect();
    assert_eq!(by, ["person:p1"]);
    team.fake.assert_clean();
}

/// A manager corrects a text and approves it in one go: whoever handed it over is called to confirm it, and
/// only then it can be copied and published.
#[tokio::test]
async fn a_corrected_text_goes_out_once_its_author_has_confirmed_it() {
    let team = Team::new();
    let bot = team.bot().await;
    let (card, decides) = team.handed_over().await;
    let told = team.fake.next_post(&team.channel);
    let fields = [("text", CORRECTED), ("note", "Plus court.")];
    let corrected = team.fill(&team.chloe, &decides, "Corriger et approuver", &fields).await;
    let corrected = corrected.update().clone();
    assert!(corrected.says("Un responsable a corrigé et approuvé ce texte"), "{corrected}");
    assert!(corrected.find_button("Copier le texte").is_none() && corrected.find_button("Publié").is_none());
    let told = told.await;
    assert!(told.content == format!("<@{}>", team.alice.id) && told.says("corrigé et approuvé votre texte"), "{told}");
    let again = team.fake.click(&team.chloe, &corrected, "Approuver").settled().await;
    assert!(again.private().says("déjà approuvé"), "one's own correction is not read by oneself: {again}");

    let card = team.fake.message_when(card.id, |card| card.says("Note du responsable : Plus court.")).await;
    assert!(card.says("L’accueil répond"), "the author reads what is to go out:\n{card}");
    let told = team.fake.next_post(&team.channel);
    let confirmed = team.press(&team.alice, &card, "Approuver").await;
    assert!(confirmed.says("· Approuvé"), "{confirmed}");
    let told = told.await;
    assert!(told.content == format!("<@{}>", team.chloe.id) && told.says("Votre texte est approuvé"), "{told}");
    let copied = team.fake.click(&team.alice, &confirmed, "Copier le texte").settled().await;
    assert_eq!(copied.private().content, CORRECTED);
    let url = "https://example.org/avis/1";
    let published = team.fill(&team.alice, &confirmed, "Publié", &[("url", url)]).await;
    assert!(published.update().says(url), "{published}");
    team.fake.message_when(decides.id, |card| card.says("· Publié")).await;
    bot.terminate().await;
    let history = team.history();
    let steps = ["edited", "submitted", "edited", "submitted", "approved", "approved", "copied", "published"];
    assert!(names(&history).ends_with(&steps), "{:?}", names(&history));
    assert_eq!(team.fake.messages(&team.managers).len(), 1, "the correction asks for no second card");
    team.verify();
    team.fake.assert_clean();
}

/// A refused text comes back to its author with the reason, and never to the managers as it was; another text does.
#[tokio::test]
async fn a_refused_text_is_told_with_its_reason_and_does_not_come_back_as_it_was() {
    let team = Team::new();
    let bot = team.bot().await;
    let (card, decides) = team.handed_over().await;
    let told = team.fake.next_post(&team.channel);
    let refused = team.fill(&team.chloe, &decides, "Refuser", &[("reason", "Trop sec.")]).await;
    assert!(refused.update().says("· Texte refusé") && refused.update().says("Trop sec."), "{refused}");
    let told = told.await;
    assert!(told.content == format!("<@{}>", team.alice.id), "{told}");
    assert!(told.says("Votre texte est refusé") && told.says("Trop sec."), "{told}");

    let card = team.fake.message_when(card.id, |card| card.says("· Texte refusé")).await;
    let again = team.fake.click(&team.alice, &card, "Faire relire").settled().await;
    assert!(again.private().says("a refusé exactement ce texte"), "{again}");
    // Away from the refused words and back to them is no other text.
    let other = team.fill(&team.alice, &card, "Modifier", &[("text", CORRECTED)]).await.update().clone();
    let back = team.fill(&team.alice, &other, "Modifier", &[("text", SAFE)]).await.update().clone();
    let again = team.fake.click(&team.alice, &back, "Faire relire").settled().await;
    assert!(again.private().says("a refusé exactement ce texte"), "{again}");

    let other = team.fill(&team.alice, &back, "Modifier", &[("text", CORRECTED)]).await.update().clone();
    let next = team.fake.next_post(&team.managers);
    let submitted = team.press(&team.alice, &other, "Faire relire").await;
    assert!(submitted.says("· À approuver"), "{submitted}");
    assert!(next.await.says("L’accueil répond"));
    bot.terminate().await;
    let history = team.history();
    assert_eq!(events(&history, "submitted").len(), 2);
    assert_eq!(events(&history, "refused")[0]["reason"], "Trop sec.");
    assert_eq!(events(&history, "author_told").len(), 1);
    team.verify();
    team.fake.assert_clean();
}

/// Whoever pastes back what stands online is told that it is the approved text, whatever the site did to its
/// spaces, or shown where it is not.
#[tokio::test]
async fn the_text_online_is_compared_with_the_approved_one() {
    let team = Team::new();
    let bot = team.bot().await;
    let (card, decides) = team.handed_over().await;
    team.press(&team.chloe, &decides, "Approuver").await;
    let card = team.fake.message_when(card.id, |card| card.says("· Approuvé")).await;
    let published = team.fill(&team.alice, &card, "Publié", &[]).await.update().clone();
    let compare = async |online: &str| {
        let compared = team.fill(&team.alice, &published, "Comparer le texte en ligne", &[("online", online)]).await;
        compared.update().clone()
    };
    let (is_it, is_not) = ("Le texte en ligne est bien celui qui a été approuvé", "n’est pas celui qui a été approuvé");
    let same = compare(&SAFE.replace(". ", ".\n\n")).await;
    assert!(same.says(is_it) && !same.says(is_not), "{same}");
    let other = compare(&SAFE.replace("merci pour ce message", "merci beaucoup pour ce message")).await;
    assert!(other.says(is_not) && other.says("**beaucoup**") && !other.says(is_it), "{other}");
    team.fake.message_when(decides.id, |card| card.says("**beaucoup**")).await;
    let mended = compare(SAFE).await;
    assert!(mended.says(is_it) && !mended.says(is_not), "{mended}");
    bot.terminate().await;
    let history = team.history();
    assert!(names(&history).ends_with(&["published", "online_checked", "online_checked", "online_checked"]));
    let differs: Vec<_> = events(&history, "online_checked").iter().map(|event| event["differs"].is_string()).collect();
    assert_eq!(differs, [false, true, false]);
    team.verify();
    team.fake.assert_clean();
}

/// What the guard only warns of can be handed over; on the card that asks for a decision a manager sets it
/// aside, with a reason that stays, and staff do not.
#[tokio::test]
async fn a_manager_sets_a_warning_aside_where_the_text_is_decided_on() {
    let team = Team::new();
    let bot = team.bot().await;
    let card = team.proposal(&team.alice).await;
    let card = team.fill(&team.alice, &card, "Modifier", &[("text", WARNED)]).await.update().clone();
    assert!(card.says("des points sont à vérifier"), "{card}");
    let next = team.fake.next_post(&team.managers);
    team.press(&team.alice, &card, "Faire relire").await;
    let decides = next.await;
    let overrides =
        |card: &Message| card.selects().into_iter().any(|select| select.custom_id.ends_with("menu.override"));
    let option = decides.select(&menu(&decides, "menu.override")).options[0].clone();
    assert!(option.label.contains("tone.fr.blame"), "{option:?}");

    let choose = async |by, card: &Message, reason: &str| {
        let opened = team.fake.choose(by, card, &menu(card, "menu.override"), &[&option.value]).await;
        team.fake.submit_modal(by, opened.modal(), &[("reason", reason)]).settled().await
    };
    let refused = choose(&team.alice, &decides, "pressée").await;
    assert!(overrides(refused.update()), "nothing is set aside: {refused}");
    assert!(team.fake.next_followup().await.says("Seul un responsable"));
    let set_aside = choose(&team.chloe, &decides, "dit ainsi, nul n’est visé").await;
    let set_aside = set_aside.update().clone();
    assert!(set_aside.says("☑️") && set_aside.says("Rien à signaler."), "{set_aside}");
    assert!(!overrides(&set_aside), "{set_aside}");
    let approved = team.press(&team.chloe, &set_aside, "Approuver").await;
    assert!(approved.says("· Approuvé"), "{approved}");
    bot.terminate().await;
    let history = team.history();
    let overridden: Vec<_> = history.iter().filter(|line| line["event"]["type"] == "overridden").collect();
    assert_eq!(overridden.len(), 1);
    assert_eq!(overridden[0]["actor"], format!("discord:{}", team.chloe.id));
    assert_eq!(overridden[0]["event"]["reason"], "dit ainsi, nul n’est visé");
    assert_eq!(overridden[0]["event"]["finding"]["rule"], "tone.fr.blame");
    team.verify();
    team.fake.assert_clean();
}
