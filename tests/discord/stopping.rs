//! Starting, stopping, and what is left in the logs.

use serde_json::json;

use crate::support::fake_discord::Post;
use crate::team::{ANSWER, BREACH, CALLBACK, REVIEW, TO_A_REPLY, Team, events};

/// A restart for an update must not leave anyone with « l’application ne répond plus » for a step
/// that was in fact taken.
#[tokio::test]
async fn what_is_under_way_is_finished_before_stopping() {
    let team = Team::new();
    let bot = team.bot().await;
    let card = team.card(&team.alice, REVIEW).await;
    let mut held = team.fake.hold_next(CALLBACK);
    let pending = team.fake.click(&team.alice, &card, TO_A_REPLY[0]);
    held.arrived().await;
    bot.signal("TERM");
    team.fake.disconnected().await;
    held.release();
    let answer = pending.settled().await;
    assert!(answer.update().says("De quoi s’agit-il"), "{answer}");
    let exit = bot.exit().await;
    assert_eq!(exit.code, Some(0), "{exit:?}");
    assert_eq!(events(&team.history(), "answered").len(), 1);
    team.fake.assert_clean();
}

/// A wrong token is for a person to mend: one sentence, at once, and a code that a supervisor does
/// not take for a passing failure.
#[tokio::test]
async fn a_wrong_token_ends_in_one_sentence() {
    let team = Team::new();
    for arguments in [None, Some("register")] {
        let mut launch = team.launch().token("MTExMTExMTExMTExMTExMTEx.wrong.token-of-nobody");
        if let Some(argument) = arguments {
            launch = launch.arg(argument);
        }
        let exit = launch.spawn(&team.fake).exit().await;
        assert_eq!(exit.code, Some(2), "{exit:?}");
        assert_eq!(exit.stdout, "");
        let said: Vec<_> = exit.stderr.lines().collect();
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains("Discord refuse le jeton") && !said[0].contains("token-of-nobody"), "{said:?}");
    }
    team.fake.assert_clean();
}

/// A token that is reset while the bot runs ends it in the same way, instead of a loop of reconnections.
#[tokio::test]
async fn a_revoked_token_ends_the_bot() {
    let team = Team::new();
    let bot = team.bot().await;
    team.fake.revoke_token();
    team.fake.invalidate_session(false);
    let exit = bot.exit().await;
    assert_eq!(exit.code, Some(2), "{exit:?}");
    assert!(exit.stderr.contains("Discord refuse le jeton"), "{exit:?}");
    team.fake.assert_clean();
}

/// A machine that starts before its network waits for it, says so once, and can still be stopped.
#[tokio::test]
async fn an_unreachable_discord_is_waited_for_until_asked_to_stop() {
    let team = Team::new();
    let config = std::fs::read_to_string(team.path("egard.toml")).unwrap();
    let nowhere = config.replace(&team.fake.api_url(), "http://127.0.0.1:9");
    std::fs::write(team.path("egard.toml"), nowhere).unwrap();
    for signal in ["INT", "TERM"] {
        let bot = team.launch().spawn(&team.fake);
        bot.line("Discord cannot be reached").await;
        bot.signal(signal);
        let exit = bot.exit().await;
        assert_eq!(exit.code, Some(0), "{signal}: {exit:?}");
        assert_eq!(exit.stderr.matches("cannot be reached").count(), 1, "{exit:?}");
    }
    team.fake.assert_clean();
}

/// One refusal at the start is got over without anyone's help.
#[tokio::test]
async fn a_passing_failure_at_the_start_is_got_over() {
    let team = Team::new();
    team.fake.fail_next("GET /oauth2/applications/@me", 503, &json!({}));
    let bot = team.bot().await;
    assert!(team.fake.slash(&team.alice, &team.channel, "aide", &[]).await.is_ephemeral());
    bot.terminate().await;
    team.fake.assert_clean();
}

/// Two processes on one data folder would each believe that they are right: the second one is told.
#[tokio::test]
async fn a_second_bot_on_the_same_folder_is_told_so() {
    let team = Team::new();
    let bot = team.bot().await;
    let exit = team.launch().spawn(&team.fake).exit().await;
    assert_eq!(exit.code, Some(2), "{exit:?}");
    assert!(exit.stderr.contains("déjà utilisé") && exit.stderr.lines().count() == 1, "{exit:?}");
    bot.terminate().await;
    team.fake.assert_clean();
}

/// Logs are read, copied and sent to others: no text of a review or a draft, no name and no token may
/// ever be in them, whatever level is asked for and whatever goes wrong.
#[tokio::test]
async fn nothing_that_people_wrote_ends_in_the_logs() {
    let team = Team::new();
    let (alice, channel) = (&team.alice, &team.channel);
    for level in ["trace", "serenity=trace,tungstenite=trace,hyper=trace"] {
        let bot = team.launch().env("EGARD_LOG", level).spawn(&team.fake);
        team.fake.identified().await;
        team.fake.registered().await;
        let forwarded = team.fake.post(alice, channel, Post::forward("Un avis zinzolin sur la salle, vraiment."));
        let card = team.fake.message_command(alice, channel, ANSWER, &forwarded).settled().await.public().clone();
        let about =
            [("author", "Lampadaire Mauve"), ("url", "https://avis.example/mordore"), ("rating", "neuf-safran")];
        team.fill(alice, &card, "Compléter l’avis", &about).await;
        team.fake.next_followup().await;
        let proposed = team.pick_all(alice, card, &TO_A_REPLY).await;
        team.fill(alice, &proposed, "Modifier", &[("text", &format!("{BREACH} Brouillon amarante."))]).await;
        team.fake.slash(alice, channel, "verifier", &[("texte", "Un texte incarnadin.".into())]).await;
        // What cannot be read, what Discord refuses, and noise on the gateway.
        team.fake.alter_next(|event| {
            event.as_object_mut().unwrap().remove("entitlements");
        });
        team.fake.slash(alice, channel, "verifier", &[("texte", "Illisible et céladon.".into())]).await;
        team.fake.fail_next(CALLBACK, 400, &json!({ "code": 50035, "message": "Invalid Form Body: garance" }));
        team.fake.slash(alice, channel, "verifier", &[("texte", "Refusé et vermillon.".into())]).excuse();
        bot.line("an interaction could not be served").await;
        team.fake.raw_event("MESSAGE_CREATE", &json!({ "content": "Un message cinabre." }));
        team.fake.raw_event("SOMETHING_NEW", &json!({ "content": "Une nouveauté smaragdine." }));
        team.fake.slash(alice, channel, "aide", &[]).await;
        let exit = bot.terminate().await;
        assert_eq!(exit.code, Some(0), "{exit:?}");
        let logs = format!("{}{}", exit.stdout, exit.stderr).to_lowercase();
        let secrets = [
            "zinzolin",
            "lampadaire",
            "mordore",
            "safran",
            "amarante",
            "dupont",
            "carie",
            "incarnadin",
            "céladon",
            "garance",
            "vermillon",
            "cinabre",
            "smaragdine",
            "alice",
            "interaction-token",
            "opens-only-this-server",
        ];
        for secret in secrets {
            let line = logs.lines().find(|line| line.contains(secret));
            assert!(line.is_none(), "EGARD_LOG={level}: {secret} is in the logs: {line:?}");
        }
    }
    assert_eq!(team.exchanges().len(), 2);
    team.fake.assert_clean();
}
