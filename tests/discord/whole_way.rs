//! From a forwarded message to a closed exchange.

use crate::support::fake_discord::Message;
use crate::team::{BREACH, Policy, SAFE, TO_A_REPLY, Team, events, names};

/// The text that a card proposes, as `Autre formulation` changes it.
fn description(card: &Message) -> String {
    card.embeds.last().and_then(|embed| embed["description"].as_str()).unwrap_or_default().to_owned()
}

/// The whole way with two people, as most practices go: what one person typed is read by another, a
/// breach never leaves the card, and the journal can tell the story afterwards.
#[tokio::test]
async fn a_review_is_answered_by_two_people_and_the_journal_tells_the_same() {
    let team = Team::new();
    let (alice, chloe) = (&team.alice, &team.chloe);
    let bot = team.bot().await;

    let card = team.card(alice, "Deux heures pour dix minutes, et un accueil glacial.").await;
    assert!(card.says("Deux heures pour dix minutes") && card.says("Question 1/"), "{card}");
    let proposed = team.pick_all(alice, card, &TO_A_REPLY).await;
    assert!(proposed.says("Réponse proposée") && proposed.says("01 99 00 12 34"), "{proposed}");
    assert!(!proposed.says("Bloqué"), "a template of the pack is let through:\n{proposed}");

    let other = team.press(alice, &proposed, "Autre formulation").await;
    assert_ne!(description(&other), description(&proposed));
    let pristine = other.clone();
    assert!(pristine.find_button("Copier le texte").is_some(), "a template as it is may be copied:\n{pristine}");

    let blocked = team.fill(alice, &other, "Modifier", &[("text", BREACH)]).await.update().clone();
    assert!(blocked.says("Madame Dupont") && blocked.says("votre carie") && blocked.says("Bloqué"), "{blocked}");
    for label in ["Copier le texte", "Publié", "Faire relire", "Approuver"] {
        assert!(blocked.find_button(label).is_none(), "{label} is offered on a blocked text:\n{blocked}");
    }

    // The button of the card as it was: the text it meant is no longer the text.
    let refused = team.fake.click(alice, &pristine, "Copier le texte").settled().await;
    assert!(refused.update().says("Bloqué"), "{refused}");
    let told = team.fake.next_followup().await;
    assert!(told.ephemeral && told.says("a déjà avancé"), "{told}");
    assert!(!told.says("accueil au 01") && told.files.is_empty(), "nothing to copy comes with it:\n{told}");
    // The same button made to name the present state: the guard itself refuses.
    let forced = blocked.button("Modifier").custom_id.replace(":edit", ":copy");
    let data = serde_json::json!({ "component_type": 2, "custom_id": forced, "id": 1 });
    let fields = serde_json::json!({ "type": 3, "data": data, "message": blocked.json() });
    let refused = team.fake.raw_interaction(alice, &team.channel, &fields).settled().await;
    assert!(refused.private().says("Le texte est bloqué"), "{refused}");

    let mended = team.fill(alice, &blocked, "Modifier", &[("text", SAFE)]).await.update().clone();
    assert!(!mended.says("votre carie"), "{mended}");
    assert!(mended.find_button("Copier le texte").is_none(), "one person's words wait for another:\n{mended}");
    let submitted = team.press(alice, &mended, "Faire relire").await;
    let refused = team.fake.click(alice, &submitted, "Approuver").settled().await;
    assert!(refused.private().says("Seul un responsable"), "{refused}");

    let approved = team.press(chloe, &submitted, "Approuver").await;
    let copied = team.fake.click(alice, &approved, "Copier le texte").settled().await;
    assert_eq!(copied.private().content, SAFE, "the text stands alone, as it is to be pasted");
    let url = "https://avis.example/page/123";
    let published = team.fill(alice, &approved, "Publié", &[("url", url)]).await.update().clone();
    assert!(published.says(url), "{published}");
    let closed = team.press(alice, &published, "Terminé").await;
    assert!(closed.says("Clos"), "{closed}");
    assert_eq!(bot.terminate().await.code, Some(0));

    let history = team.history();
    let mut expected = vec!["received"];
    expected.extend(["answered"; 7]);
    expected.extend(["classified", "proposed", "proposed", "edited", "edited", "submitted", "approved"]);
    expected.extend(["copied", "published", "closed"]);
    assert_eq!(names(&history), expected);
    let actor = |name: &str| {
        let line = history.iter().find(|line| line["event"]["type"] == name).unwrap();
        line["actor"].as_str().unwrap().to_owned()
    };
    assert_eq!(actor("submitted"), format!("discord:{}", alice.id));
    assert_eq!(actor("approved"), format!("discord:{}", chloe.id));
    assert_eq!(events(&history, "edited")[1]["draft"]["text"], SAFE);
    let approved = &events(&history, "approved")[0]["sha256"];
    assert_eq!(approved, &events(&history, "copied")[0]["sha256"]);
    assert_eq!(approved, &events(&history, "published")[0]["sha256"]);
    assert_eq!(events(&history, "published")[0]["url"], url);
    assert_eq!(team.exchanges()[0]["status"], "closed");
    assert_eq!(team.exchanges()[0]["outcome"], "founded");
    team.verify();
    team.fake.assert_clean();
}

/// Two pairs of eyes means two people: a manager who wrote a text does not approve it, another does.
#[tokio::test]
async fn a_manager_does_not_approve_their_own_words() {
    let team = Team::new();
    let (chloe, david) = (&team.chloe, &team.david);
    let bot = team.bot().await;
    let card = team.proposal(chloe).await;
    let edited = team.fill(chloe, &card, "Modifier", &[("text", SAFE)]).await.update().clone();
    let submitted = team.press(chloe, &edited, "Faire relire").await;
    let refused = team.fake.click(chloe, &submitted, "Approuver").settled().await;
    assert!(refused.private().says("On n’approuve pas son propre texte"), "{refused}");

    // Asking for a change sends it back; an edit after an approval asks for another one.
    let sent_back = team.fill(david, &submitted, "Demander un changement", &[("note", "Plus court")]).await;
    let sent_back = sent_back.update().clone();
    assert!(sent_back.says("Plus court"), "{sent_back}");
    let submitted = team.press(chloe, &sent_back, "Faire relire").await;
    let approved = team.press(david, &submitted, "Approuver").await;
    let shorter = "Bonjour, merci. Chacun peut joindre l’accueil au 01 99 00 12 34.";
    let edited = team.fill(chloe, &approved, "Modifier", &[("text", shorter)]).await.update().clone();
    assert!(edited.find_button("Copier le texte").is_none(), "an approval binds to the text approved:\n{edited}");
    bot.terminate().await;
    team.fake.assert_clean();
}

/// A practice of one person is not locked out, but says that it approves.
#[tokio::test]
async fn one_person_alone_approves_and_publishes() {
    let team = Team::with(Policy::OnePerson, "");
    let chloe = &team.chloe;
    let bot = team.bot().await;
    let card = team.proposal(chloe).await;
    let edited = team.fill(chloe, &card, "Modifier", &[("text", SAFE)]).await.update().clone();
    let approved = team.press(chloe, &edited, "Approuver").await;
    let copied = team.fake.click(chloe, &approved, "Copier le texte").settled().await;
    assert_eq!(copied.private().content, SAFE);
    let published = team.fill(chloe, &approved, "Publié", &[]).await.update().clone();
    team.press(chloe, &published, "Terminé").await;
    bot.terminate().await;
    assert_eq!(team.exchanges()[0]["status"], "closed");
    team.verify();
    team.fake.assert_clean();
}

/// A manager may set a finding aside, one at a time and with a reason that stays; staff may not.
#[tokio::test]
async fn a_manager_sets_findings_aside_with_a_reason() {
    let team = Team::new();
    let bot = team.bot().await;
    let card = team.proposal(&team.alice).await;
    let mut card = team.fill(&team.alice, &card, "Modifier", &[("text", BREACH)]).await.update().clone();

    let override_first = |card: &Message| {
        let menu = crate::team::menu(card, "menu.override");
        let value = card.select(&menu).options[0].value.clone();
        (menu, value)
    };
    let (menu, value) = override_first(&card);
    let opened = team.fake.choose(&team.alice, &card, &menu, &[&value]).await;
    let refused = team.fake.submit_modal(&team.alice, opened.modal(), &[("reason", "pressé")]).settled().await;
    assert!(refused.update().says("Bloqué"), "{refused}");
    let told = team.fake.next_followup().await;
    assert!(told.says("Seul un responsable") && told.file("texte.txt").text() == "pressé", "{told}");

    let mut set_aside = 0;
    while card.selects().iter().any(|select| select.custom_id.ends_with("menu.override")) {
        let (menu, value) = override_first(&card);
        let opened = team.fake.choose(&team.chloe, &card, &menu, &[&value]).await;
        let answer = team.fake.submit_modal(&team.chloe, opened.modal(), &[("reason", "lu ensemble")]);
        card = answer.settled().await.update().clone();
        set_aside += 1;
    }
    assert!(set_aside >= 2, "each finding is set aside for itself");
    assert!(card.find_button("Faire relire").is_some(), "{card}");
    bot.terminate().await;
    let history = team.history();
    let reasons = events(&history, "overridden");
    assert_eq!(reasons.len(), set_aside);
    assert!(reasons.iter().all(|event| event["reason"] == "lu ensemble"));
    team.fake.assert_clean();
}

/// Whoever is told what is wrong is offered the edit that mends it: it is recorded as theirs, like any
/// other, and asks for a second person like any other.
#[tokio::test]
async fn a_breach_is_mended_with_one_button_as_that_persons_edit() {
    let team = Team::new();
    let bot = team.bot().await;
    let card = team.proposal(&team.alice).await;
    assert!(card.find_button("Proposer une correction").is_none(), "nothing was found:\n{card}");
    let breach = "Bonjour Madame Dupont, merci pour ce message. Votre carie a demandé du temps.\n\nLe cabinet";
    let blocked = team.fill(&team.alice, &card, "Modifier", &[("text", breach)]).await.update().clone();
    assert!(description(&blocked).contains("**__Madame Dupont__**"), "the place is marked:\n{blocked}");
    assert!(description(&blocked).contains("**__Votre carie__**"), "{blocked}");

    // Another person of the team presses: from then on the words are theirs too.
    let mended = team.press(&team.chloe, &blocked, "Proposer une correction").await;
    let expected = "> Bonjour, merci pour ce message.\n> \n> Le cabinet";
    assert!(description(&mended).contains(expected), "{mended}");
    assert_eq!(mended.id, blocked.id, "the card is edited in place");
    assert!(mended.says("Texte modifié") && mended.find_button("Proposer une correction").is_none(), "{mended}");
    let refused = team.fake.click(&team.alice, &blocked, "Proposer une correction").settled().await;
    assert!(refused.update().says("Texte modifié"), "{refused}");
    assert!(team.fake.next_followup().await.says("a déjà avancé"));

    let submitted = team.press(&team.alice, &mended, "Faire relire").await;
    let own = team.fake.click(&team.chloe, &submitted, "Approuver").settled().await;
    assert!(own.private().says("On n’approuve pas son propre texte"), "{own}");
    team.press(&team.david, &submitted, "Approuver").await;
    bot.terminate().await;
    let history = team.history();
    let edited: Vec<_> = history.iter().filter(|line| line["event"]["type"] == "edited").collect();
    assert_eq!(edited.len(), 2);
    assert_eq!(edited[1]["actor"], format!("discord:{}", team.chloe.id));
    assert_eq!(edited[1]["event"]["draft"]["provenance"], "edited");
    assert_eq!(edited[1]["revision"].as_u64(), edited[0]["revision"].as_u64().map(|revision| revision + 1));
    team.verify();
    team.fake.assert_clean();
}

/// A text that is a breach from end to end is never mended to nothing.
#[tokio::test]
async fn a_text_of_which_nothing_is_left_gives_way_to_neutral_words() {
    let team = Team::with(Policy::OnePerson, "");
    let bot = team.bot().await;
    let card = team.proposal(&team.chloe).await;
    let blocked = team.fill(&team.chloe, &card, "Modifier", &[("text", BREACH)]).await.update().clone();
    let mended = team.press(&team.chloe, &blocked, "Proposer une correction").await;
    assert!(mended.says("évoquer ici aucune situation") && !mended.says("carie"), "{mended}");
    assert!(mended.find_button("Approuver").is_some(), "{mended}");
    bot.terminate().await;
    team.fake.assert_clean();
}

/// What a practice has relaxed stands in nobody's way on its server, and the card says why.
#[tokio::test]
async fn a_rule_that_the_practice_has_relaxed_is_milder_on_the_card() {
    let team = Team::with(Policy::OnePerson, "");
    let config = std::fs::read_to_string(team.path("egard.toml")).unwrap();
    let rules = "[practice.rules]\n\"identity.fr.addressed\" = { severity = \"notice\", reason = \"un homonyme célèbre\" }\n\n[discord]";
    std::fs::write(team.path("egard.toml"), config.replacen("[discord]", rules, 1)).unwrap();
    let bot = team.bot().await;
    let card = team.proposal(&team.chloe).await;
    let text = "Bonjour Madame Dupont, merci pour ce message.";
    let edited = team.fill(&team.chloe, &card, "Modifier", &[("text", text)]).await.update().clone();
    assert!(edited.says("Adoucie par le cabinet : un homonyme célèbre"), "{edited}");
    assert!(edited.find_button("Approuver").is_some(), "{edited}");
    bot.terminate().await;
    let history = team.history();
    assert_eq!(events(&history, "edited")[0]["draft"]["waivers"][0]["reason"], "un homonyme célèbre");
    team.fake.assert_clean();
}
