//! The registration of commands.

use serde_json::Value;

use crate::support::fake_discord::FakeDiscord;
use crate::team::Team;

/// Name, English name, kind of every command.
const COMMANDS: [(&str, &str, u64); 15] = [
    ("Répondre à cet avis", "Answer this review", 3),
    ("Vérifier cette réponse", "Check this reply", 3),
    ("Ajouter comme preuve", "Add as evidence", 3),
    ("avis", "review", 1),
    ("modele", "template", 1),
    ("verifier", "check", 1),
    ("politique", "policy", 1),
    ("charte", "charter", 1),
    ("conseil", "advice", 1),
    ("veille", "watch", 1),
    ("consentement", "consent", 1),
    ("mesures", "measures", 1),
    ("journal", "journal", 1),
    ("role", "role", 1),
    ("aide", "help", 1),
];

/// Where the commands of a server are written.
fn route(team: &Team) -> String {
    format!("PUT /applications/{}/guilds/{}/commands", team.fake.application_id(), team.guild.id)
}

/// The tests of this crate that lean on the description say so when they cannot.
#[test]
fn whether_bodies_are_validated_is_told() {
    if !FakeDiscord::validates_against_description() {
        eprintln!("Discord's description is not at hand: only the limits it does not state are checked");
    }
}

/// A command without its names cannot be found by the people it is for, and one written to a server
/// that is not configured would offer them what they are then refused.
#[tokio::test]
async fn every_command_has_both_names_and_only_configured_servers_get_them() {
    let team = Team::new();
    let stranger = team.fake.guild("Ailleurs", "fr");
    let bot = team.bot().await;
    let commands = team.fake.commands(Some(&team.guild));
    let seen: Vec<(&str, &str, u64)> = commands
        .iter()
        .map(|command| {
            let english = command["name_localizations"]["en-GB"].as_str().unwrap();
            assert_eq!(command["name_localizations"]["en-US"], english);
            (command["name"].as_str().unwrap(), english, command["type"].as_u64().unwrap())
        })
        .collect();
    assert_eq!(seen, COMMANDS);
    for command in commands.iter().filter(|command| command["type"] == 1) {
        let options = command["options"].as_array().cloned().unwrap_or_default();
        for described in std::iter::once(command).chain(&options) {
            let french = described["description"].as_str().unwrap();
            let english = described["description_localizations"]["en-GB"].as_str().unwrap();
            assert!(!french.is_empty() && !english.is_empty() && french != english, "{described}");
        }
    }
    assert!(commands.iter().all(|command| command["contexts"] == serde_json::json!([0])), "only on servers");
    assert_eq!(team.fake.commands(None), Vec::<Value>::new(), "nothing is global");
    assert_eq!(team.fake.commands(Some(&stranger)), Vec::<Value>::new());
    assert_eq!(bot.terminate().await.code, Some(0));
    team.fake.assert_clean();
}

/// Discord limits how often commands may be written, and people lose them for a while each time: an
/// ordinary start writes nothing that is there already, and `register` is the way to insist.
#[tokio::test]
async fn commands_are_written_once_and_again_when_asked() {
    let team = Team::new();
    let first = team.bot().await;
    // Noted a moment after Discord has them.
    first.line("commands written").await;
    let first = first.terminate().await;
    let second = team.bot().await.terminate().await;
    let written = team.fake.requests_to(&route(&team)).len();
    assert_eq!(written, 1, "the second start found them written:\n{}{}", first.stderr, second.stderr);

    for times in 2..=3 {
        let register = team.launch().arg("register").spawn(&team.fake);
        let exit = register.exit().await;
        assert_eq!(exit.code, Some(0), "{exit:?}");
        assert!(exit.stdout.contains("1 serveur"), "{exit:?}");
        assert_eq!(team.fake.requests_to(&route(&team)).len(), times);
    }
    team.fake.assert_clean();
}

/// A server that refuses its commands still gets the bot: the old commands go on working.
#[tokio::test]
async fn a_refused_registration_does_not_stop_the_bot() {
    let team = Team::new();
    team.bot().await.terminate().await;
    let fresh = team.path("data");
    std::fs::rename(&fresh, team.path("data-before")).unwrap();
    team.fake.fail_next(&route(&team), 403, &serde_json::json!({ "message": "Missing Access", "code": 50001 }));
    let bot = team.bot().await;
    bot.line("commands could not be written").await;
    assert!(team.fake.slash(&team.alice, &team.channel, "aide", &[]).await.is_ephemeral());
    bot.terminate().await;
    team.fake.assert_clean();
}
