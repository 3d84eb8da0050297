//! Clicks that come late, twice, at once, after a restart, or from another time.

use serde_json::json;

use crate::support::fake_discord::{Answer, Message, User};
use crate::team::{ANSWER, CALLBACK, REVIEW, SAFE, TO_A_REPLY, Team, events, names};

/// A power cut between two clicks: the process keeps nothing that a button needs.
#[tokio::test]
async fn buttons_on_an_old_card_work_after_a_kill() {
    let team = Team::new();
    let bot = team.bot().await;
    let card = team.card(&team.alice, REVIEW).await;
    let card = team.pick(&team.alice, &card, TO_A_REPLY[0]).await;
    bot.kill9().await;

    let bot = team.bot().await;
    let card = team.pick_all(&team.alice, card, &TO_A_REPLY[1..]).await;
    bot.kill9().await;

    let bot = team.bot().await;
    let edited = team.fill(&team.alice, &card, "Modifier", &[("text", SAFE)]).await;
    assert!(edited.update().says("accueil au 01 99 00 12 34"), "{edited}");
    bot.terminate().await;
    assert_eq!(events(&team.history(), "answered").len(), TO_A_REPLY.len());
    team.verify();
    team.fake.assert_clean();
}

/// Killed after the step was recorded and before the person was answered: the step is there, and the
/// old button shows it instead of taking it twice.
#[tokio::test]
async fn a_step_that_was_recorded_and_not_answered_is_not_taken_twice() {
    let team = Team::new();
    let bot = team.bot().await;
    let card = team.card(&team.alice, REVIEW).await;
    let mut held = team.fake.hold_next(CALLBACK);
    let lost = team.fake.click(&team.alice, &card, TO_A_REPLY[0]);
    held.arrived().await;
    bot.kill9().await;
    lost.excuse();
    held.release();

    let bot = team.bot().await;
    let again = team.fake.click(&team.alice, &card, TO_A_REPLY[0]).settled().await;
    assert!(again.update().says("De quoi s’agit-il"), "{again}");
    assert!(team.fake.next_followup().await.says("a déjà avancé"));
    bot.terminate().await;
    assert_eq!(events(&team.history(), "answered").len(), 1);
    team.fake.assert_clean();
}

/// Presses the same thing at once; everyone gets the card, and all but one are told why nothing moved.
async fn stampede(team: &Team, people: &[&User], card: &Message, label: &str) {
    let pressed: Vec<_> = people.iter().map(|person| team.fake.click(person, card, label)).collect();
    for pending in pressed {
        let answer = pending.settled().await;
        assert!(answer.update().says("De quoi s’agit-il"), "everyone sees where it stands:\n{answer}");
    }
    for _ in 1..people.len() {
        let told = team.fake.next_followup().await;
        assert!(told.ephemeral && told.says("a déjà avancé"), "{told}");
    }
}

/// A thumb that presses twice, and two people who press at once, make one step; a room that presses
/// together does too. Nobody is left without an answer.
#[tokio::test]
async fn what_is_pressed_twice_or_by_two_people_happens_once() {
    let team = Team::new();
    let bot = team.bot().await;
    let (alice, chloe) = (&team.alice, &team.chloe);

    let card = team.card(alice, REVIEW).await;
    stampede(&team, &[alice, alice], &card, TO_A_REPLY[0]).await;
    let card = team.card(alice, REVIEW).await;
    stampede(&team, &[alice, chloe], &card, TO_A_REPLY[0]).await;
    let room: Vec<User> = (0..12).map(|n| User::new(&format!("Personne {n}"), "fr", &[team.staff_role])).collect();
    let card = team.card(alice, REVIEW).await;
    stampede(&team, &room.iter().collect::<Vec<_>>(), &card, TO_A_REPLY[0]).await;

    bot.terminate().await;
    let exchanges = team.exchanges();
    assert_eq!(exchanges.len(), 3);
    for exchange in exchanges {
        let history = team.history_of(exchange["exchange"].as_str().unwrap());
        assert_eq!(names(&history), ["received", "answered"]);
    }
    team.verify();
    team.fake.assert_clean();
}

/// Two people who take up the same forwarded message at once, or one after the other, work on one
/// exchange: two would be answered twice.
#[tokio::test]
async fn a_message_begins_one_exchange_whoever_takes_it_up() {
    let team = Team::new();
    let bot = team.bot().await;
    let forwarded = team.forward(REVIEW);
    let at_once: Vec<_> = (0..6)
        .map(|n| if n % 2 == 0 { &team.alice } else { &team.chloe })
        .map(|person| team.fake.message_command(person, &team.channel, ANSWER, &forwarded))
        .collect();
    let mut cards = Vec::new();
    for pending in at_once {
        cards.push(pending.settled().await.public().clone());
    }
    let later = team.fake.message_command(&team.alice, &team.channel, ANSWER, &forwarded).settled().await;
    cards.push(later.public().clone());
    let first = crate::team::exchange_of(&cards[0]);
    assert!(cards.iter().all(|card| crate::team::exchange_of(card) == first));
    bot.terminate().await;
    assert_eq!(names(&team.history()), ["received"]);
    team.fake.assert_clean();
}

/// Whoever looks at an old card is told so calmly, sees where things stand, and gets back what they
/// had typed.
#[tokio::test]
async fn a_stale_card_is_refused_and_brought_up_to_date() {
    let team = Team::new();
    let bot = team.bot().await;
    let (alice, chloe) = (&team.alice, &team.chloe);
    let old = team.card(alice, REVIEW).await;
    let proposed = team.pick_all(chloe, old.clone(), &TO_A_REPLY).await;

    let refused = team.fake.click(alice, &old, "Urgence de soin en cours").settled().await;
    assert!(refused.update().says("Réponse proposée"), "{refused}");
    let told = team.fake.next_followup().await;
    assert!(told.ephemeral && told.says("a déjà avancé"), "{told}");

    let opened = team.fake.click(alice, &proposed, "Modifier").await;
    team.fill(chloe, &proposed, "Modifier", &[("text", SAFE)]).await;
    let typed = "Bonjour, merci beaucoup pour ce message.";
    let refused = team.fake.submit_modal(alice, opened.modal(), &[("text", typed)]).settled().await;
    assert!(refused.update().says("accueil au 01 99 00 12 34"), "{refused}");
    let told = team.fake.next_followup().await;
    assert_eq!(told.file("texte.txt").text(), typed, "what was typed is not lost");

    bot.terminate().await;
    let history = team.history();
    assert_eq!(events(&history, "edited").len(), 1);
    assert_eq!(events(&history, "classified")[0]["outcome"], "founded");
    team.fake.assert_clean();
}

/// A step back and a cancelled exchange, and a closed one opened again: nothing is a dead end.
#[tokio::test]
async fn steps_are_taken_back_and_closed_exchanges_reopened() {
    let team = Team::new();
    let bot = team.bot().await;
    let alice = &team.alice;
    let card = team.card(alice, REVIEW).await;
    let second = team.pick(alice, &card, TO_A_REPLY[0]).await;
    let back = team.press(alice, &second, "Retour").await;
    assert!(back.says("Quelqu’un est-il en danger"), "{back}");
    let closed = team.press(alice, &back, "Abandonner").await;
    assert!(closed.says("Clos"), "{closed}");
    let reopened = team.fill(alice, &closed, "Rouvrir", &[("reason", "trop vite")]).await.update().clone();
    let proposed = team.pick_all(alice, reopened, &TO_A_REPLY).await;
    assert!(proposed.says("Réponse proposée"), "{proposed}");
    let english = team.press(alice, &proposed, "En anglais").await;
    assert!(english.find_button("En français").is_some(), "{english}");
    bot.terminate().await;
    team.verify();
    team.fake.assert_clean();
}

/// A button of a version that is no more, or of nothing we know, still answers whoever pressed it.
#[tokio::test]
async fn unknown_identifiers_are_answered() {
    let team = Team::new();
    let bot = team.bot().await;
    let card = team.card(&team.alice, REVIEW).await;
    let real = crate::team::exchange_of(&card);
    let cases = [
        ("e0:0123456789:1:copy".to_owned(), "autre version"),
        ("approve".to_owned(), "autre version"),
        ("e1:0123456789:1:fly".to_owned(), "autre version"),
        ("e1:new:approve".to_owned(), "autre version"),
        ("e1:0123456789:1:copy".to_owned(), "0123456789 est introuvable"),
        (format!("e1:{real}:1:prepare.no.such"), "modèle"),
        (format!("e1:{real}:1:answer.no.such"), "no"),
    ];
    for (custom_id, says) in cases {
        let data = json!({ "component_type": 2, "custom_id": custom_id, "id": 1 });
        let fields = json!({ "type": 3, "data": data, "message": card.json() });
        let answer = team.fake.raw_interaction(&team.alice, &team.channel, &fields).settled().await;
        assert!(answer.is_ephemeral() && answer.text().contains(says), "{custom_id}: {answer}");
    }
    let row = json!({ "type": 1, "id": 1, "components": [{ "type": 4, "id": 2, "custom_id": "a", "value": "b" }] });
    let fields = json!({ "type": 5, "data": { "custom_id": "e0:form", "components": [row] } });
    let answer = team.fake.raw_interaction(&team.alice, &team.channel, &fields).settled().await;
    assert!(answer.private().says("autre version"), "{answer}");
    let menu =
        json!({ "component_type": 3, "custom_id": format!("e1:{real}:1:menu.answer"), "id": 1, "values": ["noise"] });
    let fields = json!({ "type": 3, "data": menu, "message": card.json() });
    let answer = team.fake.raw_interaction(&team.alice, &team.channel, &fields).settled().await;
    assert!(answer.private().says("autre version"), "{answer}");
    bot.terminate().await;
    assert_eq!(names(&team.history()), ["received"]);
    team.fake.assert_clean();
}

/// What the library cannot read, as after a change of Discord's, is answered all the same: a person
/// who waits for nothing thinks that the bot is down.
#[tokio::test]
async fn interactions_that_cannot_be_read_are_answered() {
    let team = Team::new();
    let bot = team.bot().await;
    let (alice, bob, channel) = (&team.alice, &team.bob, &team.channel);
    let card = team.card(alice, REVIEW).await;
    let spoil = || {
        team.fake.alter_next(|event| {
            event.as_object_mut().unwrap().remove("entitlements");
        });
    };

    spoil();
    let answer = team.fake.slash(alice, channel, "aide", &[]).settled().await;
    assert!(answer.private().says("n’a pas été comprise"), "{answer}");
    spoil();
    let answer = team.fake.slash(bob, channel, "help", &[]).settled().await;
    assert!(answer.private().says("was not understood"), "{answer}");
    spoil();
    let answer = team.fake.autocomplete(alice, channel, "modele", "modele", "t").settled().await;
    assert!(answer.choices().is_empty());
    spoil();
    let answer = team.fake.click(alice, &card, TO_A_REPLY[0]).settled().await;
    assert!(matches!(answer, Answer::Message { ephemeral: true, .. }), "{answer}");

    // And the bot goes on.
    team.pick(alice, &card, TO_A_REPLY[0]).await;
    bot.terminate().await;
    team.fake.assert_clean();
}
