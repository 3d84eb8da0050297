//! `/journal`: what was found page by page, opened for one person, and what that leaves on record.

use serde_json::Value;

use crate::support::fake_discord::{Answer, Message, User};
use crate::team::{Team, exchange_of};

async fn search(team: &Team, user: &User, words: &str) -> Answer {
    team.fake.slash(user, &team.channel, "journal chercher", &[("mots", words.into())]).settled().await
}

async fn open(team: &Team, user: &User, page: &Message, exchange: &str) -> Answer {
    team.fake.choose(user, page, "e1:view", &[exchange]).settled().await
}

fn viewed(history: &[Value]) -> Vec<&str> {
    let readings = history.iter().filter(|line| line["event"]["type"] == "viewed");
    readings.map(|line| line["event"]["with"].as_str().unwrap()).collect()
}

/// Eleven exchanges make two pages that are turned in place, in a process that was started since, too; the
/// words found stand out, and nothing of a review is live.
#[tokio::test]
async fn pages_are_turned_and_outlive_the_process() {
    let team = Team::new();
    let bot = team.bot().await;
    let mut cards = Vec::new();
    for number in 0..11 {
        cards.push(team.card(&team.alice, &format!("Deux *heures* d’attente, @everyone, n° {number}.")).await);
    }
    let first = search(&team, &team.alice, "ATTENTES « deux heures » statut:reçu").await;
    let first = first.private().clone();
    assert!(first.says("11 échanges trouvés · page 1 sur 2"), "{first}");
    assert!(first.says("**__Deux \\*heures__**") || first.says("**__attente__**"), "{first}");
    assert!(first.says("\\@everyone"), "{first}");
    assert_eq!(first.select("e1:view").options.len(), 10);
    assert!(first.find_button("Page précédente").is_none());
    bot.kill9().await;

    let bot = team.bot().await;
    let second = team.fake.click(&team.alice, &first, "Page suivante").settled().await.update().clone();
    assert!(second.says("page 2 sur 2") && second.says("n° 0"), "{second}");
    assert!(second.find_button("Page suivante").is_none());
    let back = team.fake.click(&team.alice, &second, "Page précédente").settled().await.update().clone();
    assert!(back.says("page 1 sur 2") && back.says("n° 10"), "{back}");

    let listed = team.fake.slash(&team.alice, &team.channel, "journal liste", &[]).settled().await.private().clone();
    let listed = team.fake.click(&team.alice, &listed, "Page suivante").settled().await.update().clone();
    assert!(listed.says("page 2 sur 2") && listed.says("n° 0"), "{listed}");
    bot.terminate().await;
    team.verify();
    team.fake.assert_clean();
}

/// What is opened is a card for one person, whose buttons work; a manager's reading is on record, once each
/// time, and a member of staff's is not.
#[tokio::test]
async fn an_exchange_is_opened_for_one_and_a_managers_reading_is_on_record() {
    let team = Team::new();
    let bot = team.bot().await;
    let card = team.card(&team.alice, "Une attente interminable.").await;
    let exchange = exchange_of(&card);
    let page = search(&team, &team.alice, "attente").await.private().clone();
    let opened = open(&team, &team.alice, &page, &exchange).await;
    let moved = team.pick(&team.alice, opened.private(), "Non, personne").await;
    assert!(moved.says("Non, personne"), "{moved}");

    let page = search(&team, &team.chloe, "attente").await.private().clone();
    let opened = open(&team, &team.chloe, &page, &exchange).await;
    assert!(opened.private().says("Une attente interminable"), "{opened}");
    let options = [("echange", exchange[..6].into())];
    let viewing = team.fake.slash(&team.chloe, &team.channel, "journal voir", &options).settled().await;
    assert!(viewing.private().says("Une attente interminable"), "{viewing}");
    let none = team.fake.slash(&team.chloe, &team.channel, "journal voir", &[("echange", "zzzz".into())]);
    assert!(none.settled().await.private().says("introuvable"));
    bot.terminate().await;
    assert_eq!(viewed(&team.history_of(&exchange)), ["search", "view"]);
    team.verify();
    team.fake.assert_clean();
}

/// What cannot be read is answered with what can, in the person's language.
#[tokio::test]
async fn a_search_that_cannot_be_read_is_explained() {
    let team = Team::new();
    let bot = team.bot().await;
    assert!(search(&team, &team.alice, "couleur:rouge").await.private().says("plateforme:"));
    let english = team.fake.slash(&team.bob, &team.channel, "journal chercher", &[("mots", "status:zzz".into())]);
    assert!(english.settled().await.private().says("awaiting-approval"));
    assert!(search(&team, &team.alice, "rien").await.private().says("Aucun échange trouvé"));
    bot.terminate().await;
    team.fake.assert_clean();
}
