//! Who is not served.

use serde_json::{Value, json};

use crate::support::fake_discord::{Channel, User};
use crate::team::{REVIEW, TO_A_REPLY, Team, names};

/// Everything that can be sent without a command being registered: each kind of interaction.
fn attempts(card: &Value, custom_id: &str, review: &Value) -> Vec<Value> {
    let id = review["id"].as_str().unwrap();
    let row = json!({ "type": 1, "id": 1, "components": [{ "type": 4, "id": 2, "custom_id": "review", "value": "Un avis" }] });
    let text = json!([{ "name": "texte", "type": 3, "value": "Un texte" }]);
    let target = json!({
        "id": "1", "name": "Répondre à cet avis", "type": 3, "target_id": id,
        "resolved": { "messages": { id: review } },
    });
    vec![
        json!({ "type": 2, "data": { "id": "1", "name": "avis", "type": 1, "options": [] } }),
        json!({ "type": 2, "data": { "id": "1", "name": "verifier", "type": 1, "options": text } }),
        json!({ "type": 2, "data": target }),
        json!({ "type": 3, "data": { "component_type": 2, "custom_id": custom_id, "id": 1 }, "message": card }),
        json!({ "type": 5, "data": { "custom_id": "e1:new", "components": [row] } }),
    ]
}

/// Tries everything as this person in this channel; each attempt is refused for this reason.
async fn all_are_refused(team: &Team, person: &User, channel: &Channel, why: &str) {
    let card = team.card(&team.alice, REVIEW).await;
    let review = team.fake.post(person, channel, "Un avis posté là.");
    let custom_id = card.button(TO_A_REPLY[0]).custom_id;
    for fields in attempts(&card.json(), &custom_id, &review.json()) {
        let answer = team.fake.raw_interaction(person, channel, &fields).settled().await;
        assert!(answer.private().says(why), "{fields}: {answer}");
    }
    let option = json!([{ "name": "modele", "type": 3, "value": "merci", "focused": true }]);
    let typing = json!({ "type": 4, "data": { "id": "1", "name": "modele", "type": 1, "options": option } });
    let answer = team.fake.raw_interaction(person, channel, &typing).settled().await;
    assert!(answer.choices().is_empty(), "nothing of the pack is shown to a stranger:\n{answer}");
}

/// A server that is in no configuration, a private message, and a person without a role are told why
/// they are not served, and leave no trace in the journal.
#[tokio::test]
async fn strangers_are_refused_and_leave_no_trace() {
    let team = Team::new();
    let bot = team.bot().await;
    let elsewhere = team.fake.guild("Ailleurs", "fr");
    let elsewhere = team.fake.channel(&elsewhere, "général");
    all_are_refused(&team, &team.chloe, &elsewhere, "n’est pas dans la configuration").await;
    let direct = team.fake.direct(&team.chloe);
    all_are_refused(&team, &team.chloe, &direct, "jamais en message privé").await;
    let visitor = User::new("Zoé", "fr", &[]);
    all_are_refused(&team, &visitor, &team.channel, "Il vous manque un rôle").await;
    let visitor = User::new("Zed", "en-US", &[team.fake.role(&team.guild, "invités")]);
    all_are_refused(&team, &visitor, &team.channel, "You lack a role").await;
    bot.terminate().await;
    let exchanges = team.exchanges();
    assert_eq!(exchanges.len(), 4, "only those that Alice began");
    for exchange in exchanges {
        assert_eq!(names(&team.history_of(exchange["exchange"].as_str().unwrap())), ["received"]);
    }
    team.fake.assert_clean();
}

/// Two practices may share an installation: the buttons of one open nothing of the other, whoever
/// copies an identifier.
#[tokio::test]
async fn practices_do_not_see_each_other() {
    let team = Team::new();
    let other = team.fake.guild("Autre cabinet", "fr");
    let channel = team.fake.channel(&other, "avis");
    let role = team.fake.role(&other, "équipe");
    let config = std::fs::read_to_string(team.path("egard.toml")).unwrap();
    let config = format!(
        "{config}\n[[discord.guild]]\nid = {}\npractice = \"erables\"\nstaff_roles = []\nmanager_roles = [{role}]\n\n\
         [[practice]]\nid = \"erables\"\nname = \"Cabinet des Érables\"\n",
        other.id
    );
    std::fs::write(team.path("egard.toml"), config).unwrap();
    let bot = team.bot().await;
    let card = team.proposal(&team.alice).await;
    let manager = User::new("Inès", "fr", &[role]);
    for label in ["Copier le texte", "Modifier", "Retour"] {
        let data = json!({ "component_type": 2, "custom_id": card.button(label).custom_id, "id": 1 });
        let fields = json!({ "type": 3, "data": data, "message": card.json() });
        let answer = team.fake.raw_interaction(&manager, &channel, &fields).settled().await;
        assert!(answer.private().says("est introuvable"), "{label}: {answer}");
    }
    bot.terminate().await;
    team.verify();
    team.fake.assert_clean();
}
