//! Templates that change while the bot runs.

use std::path::{Path, PathBuf};

use crate::team::{Policy, Team};

/// A template of the pack that is compiled in, with this sentence at its end.
fn changed(sentence: &str) -> String {
    let original = include_str!("../../response_templates/health-fr/fr/quick/fees.hbs");
    format!("{}\n\n{sentence}\n", original.trim_end())
}

/// Puts a file in its place at once, as deployments do.
fn put(team: &Team, file: &Path, text: impl AsRef<[u8]>) {
    let fresh = team.path("fresh");
    std::fs::write(&fresh, text).unwrap();
    std::fs::rename(&fresh, file).unwrap();
}

async fn fees(team: &Team) -> String {
    let options = [("modele", "quick.fees".into())];
    let answer = team.fake.slash(&team.alice, &team.channel, "modele", &options).settled().await;
    answer.private().content.clone()
}

/// A practice changes its texts without stopping the bot: a sound change serves at once, a broken one
/// changes nothing and says where it is broken, and nothing is loaded again for nothing.
#[tokio::test]
async fn a_changed_template_serves_at_once_and_a_broken_one_never() {
    let team = Team::with(Policy::Default, "templates = \"packs\"");
    let file: PathBuf = team.path("packs").join("health-fr/fr/quick/fees.hbs");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, changed("Une affiche les résume.")).unwrap();
    let bot = team.bot().await;
    assert!(fees(&team).await.ends_with("Une affiche les résume."), "the folder lies over what is compiled in");

    put(&team, &file, changed("{{#if phone}}Jamais fermé."));
    let told = bot.line("templates not reloaded").await;
    let (_, place) = told.split_once("health-fr/fr/quick/fees.hbs:").unwrap_or_else(|| panic!("no place: {told}"));
    assert!(place.starts_with(|first: char| first.is_ascii_digit()), "file and line: {told}");
    assert!(fees(&team).await.ends_with("Une affiche les résume."), "the old one goes on serving");

    put(&team, &file, changed("Un dépliant les résume."));
    bot.line("templates reloaded").await;
    assert!(fees(&team).await.ends_with("Un dépliant les résume."));

    // Someone else reads the folder: the system tells of that too, and it is no change.
    let read = team.egard(&["templates", "list"]);
    assert!(read.status.success(), "{read:?}");
    // What is no text, and then what is no template, is told once each.
    put(&team, &file, b"\xff");
    bot.line("not UTF-8").await;
    let read = team.egard(&["templates", "list"]);
    assert!(!read.status.success(), "{read:?}");
    put(&team, &file, changed("Un dépliant les résume."));
    put(&team, &file.with_file_name("parking.hbs"), "+++\ntitle = 1\n");
    bot.line("quick/parking.hbs").await;
    assert!(fees(&team).await.ends_with("Un dépliant les résume."));

    let exit = bot.terminate().await;
    assert_eq!(exit.code, Some(0), "{exit:?}");
    let times = |what: &str| exit.stderr.matches(what).count();
    let (sound, broken) = (times("templates reloaded"), times("templates not reloaded"));
    assert!(sound <= 2 && broken == 3, "one line for each change: {}", exit.stderr);
    team.fake.assert_clean();
}

/// A folder that is broken from the start is told with its place, before anything is served.
#[tokio::test]
async fn a_folder_broken_from_the_start_stops_the_bot() {
    let team = Team::with(Policy::Default, "templates = \"packs\"");
    let file = team.path("packs").join("health-fr/fr/quick/fees.hbs");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, changed("{{#if phone}}Jamais fermé.")).unwrap();
    let exit = team.launch().spawn(&team.fake).exit().await;
    assert_eq!(exit.code, Some(2), "{exit:?}");
    assert!(exit.stderr.contains("health-fr/fr/quick/fees.hbs:"), "{exit:?}");
    team.fake.assert_clean();
}
