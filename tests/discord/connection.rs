//! A connection that comes and goes, and answers that arrive too late.

use serde_json::json;

use crate::team::{CALLBACK, REVIEW, TO_A_REPLY, Team, events};

/// Discord asks for a reconnection, drops the line or starts the session anew, every day: the bot comes
/// back by itself, serves the old cards, and does not write its commands again.
#[tokio::test]
async fn the_bot_comes_back_by_itself() {
    let team = Team::new();
    let bot = team.bot().await;
    let mut card = team.card(&team.alice, REVIEW).await;
    let mut answers = TO_A_REPLY.iter();

    team.fake.ask_to_reconnect();
    team.fake.resumed().await;
    card = team.pick(&team.alice, &card, answers.next().unwrap()).await;
    team.fake.drop_connection();
    team.fake.resumed().await;
    card = team.pick(&team.alice, &card, answers.next().unwrap()).await;
    team.fake.close_gateway(Some(4000));
    team.fake.resumed().await;
    card = team.pick(&team.alice, &card, answers.next().unwrap()).await;
    team.fake.invalidate_session(false);
    team.fake.identified().await;
    card = team.pick(&team.alice, &card, answers.next().unwrap()).await;
    assert!(card.says("Comment souhaitez-vous réagir"), "{card}");

    assert_eq!(team.fake.registrations(), 1);
    assert_eq!(bot.terminate().await.code, Some(0));
    assert_eq!(events(&team.history(), "answered").len(), 4);
    team.fake.assert_clean();
}

/// An answer that Discord no longer takes is a step all the same: it is in the journal, it is not taken
/// again, and the next press on the card shows where things stand.
#[tokio::test]
async fn an_answer_that_came_too_late_loses_no_step() {
    let team = Team::new();
    let bot = team.bot().await;
    let card = team.card(&team.alice, REVIEW).await;
    let unknown = json!({ "message": "Unknown interaction", "code": 10062 });
    team.fake.fail_next(CALLBACK, 404, &unknown);
    team.fake.click(&team.alice, &card, TO_A_REPLY[0]).excuse();
    bot.line("(code 10062)").await;
    let shown = team.fake.click(&team.alice, &card, TO_A_REPLY[0]).settled().await;
    assert!(shown.update().says("De quoi s’agit-il"), "{shown}");
    assert!(team.fake.next_followup().await.says("a déjà avancé"));
    bot.terminate().await;
    assert_eq!(events(&team.history(), "answered").len(), 1);
    team.fake.assert_clean();
}
