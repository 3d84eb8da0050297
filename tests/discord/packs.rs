//! Templates that change while the bot runs.

use std::path::PathBuf;

use crate::team::{Policy, Team};

/// A template of the pack that is compiled in, with this sentence at its end.
fn changed(sentence: &str) -> String {
    let original = include_str!("../../response_templates/health-fr/fr/quick/fees.hbs");
    format!("{}\n\n{sentence}\n", original.trim_end())
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

    let broken = changed("{{#if phone}}Jamais fermé.");
    std::fs::write(&file, &broken).unwrap();
    let told = bot.line("templates not reloaded").await;
    let (_, place) = told.split_once("health-fr/fr/quick/fees.hbs:").unwrap_or_else(|| panic!("no place: {told}"));
    assert!(place.starts_with(|first: char| first.is_ascii_digit()), "file and line: {told}");
    assert!(fees(&team).await.ends_with("Une affiche les résume."), "the old one goes on serving");

    std::fs::write(&file, changed("Un dépliant les résume.")).unwrap();
    bot.line("templates reloaded").await;
    assert!(fees(&team).await.ends_with("Un dépliant les résume."));

    // A file that is broken beside it holds back nothing that serves.
    let beside = file.with_file_name("parking.hbs");
    std::fs::write(&beside, "+++\ntitle = 1\n").unwrap();
    bot.line("quick/parking.hbs").await;
    std::fs::remove_file(&beside).unwrap();
    assert!(fees(&team).await.ends_with("Un dépliant les résume."));
    let exit = bot.terminate().await;
    assert_eq!(exit.code, Some(0), "{exit:?}");
    let reloads = exit.stderr.matches("templates reloaded").count();
    assert!((1..=2).contains(&reloads), "loaded again {reloads} times: {}", exit.stderr);
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
