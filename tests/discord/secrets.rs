//! The token, and the files that a link leads to.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::team::{CALLBACK, Team};

fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut open, mut found) = (vec![folder.to_owned()], Vec::new());
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            found.push(path);
        }
    }
    found
}

/// The token from a file, as a service manager hands it over: the bot serves with it, and whatever is asked of its
/// logs and whatever fails, it is neither in them, nor in a command's output, nor in any file of the data folder.
#[tokio::test]
async fn the_token_is_in_no_log_and_no_file() {
    let team = Team::new();
    let file = team.path("handed-over");
    std::fs::write(&file, team.fake.token()).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    let launch = team.launch().token("").env("DISCORD_TOKEN_FILE", &file);
    let talkative = [("EGARD_LOG", "trace"), ("RUST_LOG", "trace"), ("RUST_BACKTRACE", "full")];
    let bot = talkative.into_iter().fold(launch, |launch, (name, value)| launch.env(name, value)).spawn(&team.fake);
    team.fake.identified().await;
    team.fake.registered().await;
    team.proposal(&team.alice).await;
    team.fake.fail_next(CALLBACK, 400, &json!({ "message": team.fake.token(), "code": 0 }));
    team.fake.slash(&team.alice, &team.channel, "aide", &[]).excuse();
    bot.line("an interaction could not be served").await;
    team.fake.drop_connection();
    team.fake.resumed().await;
    let exit = bot.terminate().await;
    assert_eq!(exit.code, Some(0), "{exit:?}");
    let wrong = team.launch().token(&format!("{}x", team.fake.token())).env("EGARD_LOG", "trace").spawn(&team.fake);
    let wrong = wrong.exit().await;
    assert_eq!(wrong.code, Some(2), "{wrong:?}");
    for (name, said) in [("bot", &exit), ("wrong", &wrong)] {
        let said = format!("{}{}", said.stdout, said.stderr);
        let line = said
            .lines()
            .find(|line| team.fake.token().split('.').filter(|part| part.len() > 8).any(|part| line.contains(part)));
        assert!(line.is_none(), "{name}: {line:?}");
    }
    for path in files(&team.path("data")) {
        let bytes = std::fs::read(&path).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(team.fake.token()), "{}", path.display());
    }
    team.fake.take_faults();
}

/// Whoever steals the token can ask no more than the bot may: it reads no messages, and says so in its very first
/// words to Discord.
#[tokio::test]
async fn the_bot_asks_to_read_nothing() {
    let team = Team::new();
    let bot = team.bot().await;
    let asked = team.fake.transcript().into_iter().filter(|line| line.contains("IDENTIFY")).collect::<Vec<_>>();
    assert!(!asked.is_empty() && asked.iter().all(|line| line.contains("intents 0b0,")), "{asked:?}");
    bot.terminate().await;
    team.fake.assert_clean();
}

/// A supervisor asks every minute whether the bot is well, while it has the data folder: it is answered, and nobody
/// is disturbed by it.
#[tokio::test]
async fn the_doctor_looks_at_a_bot_that_serves() {
    let team = Team::new();
    assert_eq!(team.egard(&["doctor", "--serving"]).status.code(), Some(1), "nobody is there yet");
    let bot = team.bot().await;
    for arguments in [["doctor"].as_slice(), &["doctor", "--serving"]] {
        let output = team.egard(arguments);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert!(!said.contains('✘'), "{said}");
    }
    let refused = team.egard(&["journal", "list"]);
    assert_eq!(refused.status.code(), Some(2), "the folder is still the bot's");
    bot.terminate().await;
    assert_eq!(team.egard(&["doctor", "--serving"]).status.code(), Some(1));
    team.verify();
    team.fake.assert_clean();
}
