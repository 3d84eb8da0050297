//! `/journal stats` and `/journal exporter`: for managers, for their eyes alone.

use serde_json::{Value, json};

use crate::support::fake_discord::{Answer, OptionValue, Post, Upload};
use crate::team::{ANSWER, REVIEW, Team, exchange_of};

/// Staff see no figure and get no document; a manager gets both, and nobody else sees them.
#[tokio::test]
async fn figures_and_exports_are_a_managers_affair() {
    let team = Team::new();
    let bot = team.bot().await;
    let card = team.proposal(&team.alice).await;
    let exchange = exchange_of(&card);
    let options = [("echange", exchange.as_str().into())];
    let refused = team.fake.slash(&team.alice, &team.channel, "journal stats", &[]).settled().await;
    assert!(refused.private().says("responsable"), "{refused}");
    let refused = team.fake.slash(&team.alice, &team.channel, "journal exporter", &options).settled().await;
    assert!(refused.private().says("responsable") && refused.files().is_empty(), "{refused}");

    let figures = team.fake.slash(&team.chloe, &team.channel, "journal stats", &[]).settled().await;
    assert!(figures.is_ephemeral(), "{figures}");
    assert!(figures.message().says("Avis reçus : **1**"), "{figures}");
    let names: Vec<_> = figures.files().iter().map(|file| file.name.clone()).collect();
    assert_eq!(names, ["months.png", "times.png", "outcomes.png", "topics.png", "measures.png"]);
    assert!(figures.files().iter().all(|file| file.bytes.starts_with(b"\x89PNG")));

    let export = team.fake.slash(&team.chloe, &team.channel, "journal exporter", &options).settled().await;
    assert!(export.is_ephemeral(), "{export}");
    let document = export.message().file(&format!("{exchange}.docx"));
    assert!(docx_rs::read_docx(&document.bytes).is_ok());
    let unknown = [("echange", "zzzzzzzzzz".into())];
    let unknown = team.fake.slash(&team.chloe, &team.channel, "journal exporter", &unknown).settled().await;
    assert!(unknown.is_ephemeral() && unknown.files().is_empty(), "{unknown}");
    bot.terminate().await;
    let viewed = team.history().iter().filter(|line| line["event"]["type"] == "viewed").count();
    assert_eq!(viewed, 1, "only the manager's reading is one");
    team.verify();
    team.fake.assert_clean();
}

/// A manager sees every figure in the chat: of the period that was asked for, the main ones first, then the first
/// rows of the others, and all of them in a sheet.
#[tokio::test]
async fn every_figure_of_a_period_is_in_the_chat() {
    let team = Team::new();
    let bot = team.bot().await;
    team.proposal(&team.alice).await;
    let asked = |options: &[(&str, OptionValue)]| {
        let pending = team.fake.slash(&team.chloe, &team.channel, "journal stats", options);
        async {
            pending.answer().await;
            (team.fake.next_followup().await, team.fake.next_followup().await)
        }
    };
    let (main, others) = asked(&[]).await;
    assert!(main.ephemeral && main.says("Avis reçus : **1**") && main.says("Approuvés au premier envoi"), "{main}");
    assert!(others.ephemeral && others.says("**Issues**") && others.says("jour de la réception"), "{others}");
    for section in ["Sujets", "Sites", "Modèles employés", "Modèles jamais employés"] {
        assert!(others.says(section), "{section}: {others}");
    }
    let sheet = String::from_utf8(others.file("chiffres.csv").bytes.clone()).unwrap();
    assert!(sheet.contains(";Avis reçus;Nombre;1") && sheet.contains("Modèles jamais employés;"), "{sheet}");

    let days = [("du", "01/02/2020".into()), ("au", "2020-03-31".into())];
    let (main, others) = asked(&days).await;
    assert!(main.says("1er février 2020") && main.says("31 mars 2020") && main.says("Avis reçus : **0**"), "{main}");
    assert!(!others.says("**Issues**"), "{others}");

    for (day, why) in [("hier", "n’est pas reconnu"), ("01/01/2090", "finit avant de commencer")] {
        let refused =
            team.fake.slash(&team.chloe, &team.channel, "journal stats", &[("du", day.into())]).settled().await;
        assert!(refused.private().says(why), "{refused}");
    }
    bot.terminate().await;
    team.fake.assert_clean();
}

/// A manager takes out of the chat what the terminal gives: an exchange as data, a period as rows or as data.
#[tokio::test]
async fn an_exchange_and_a_period_leave_by_the_chat() {
    let team = Team::new();
    let bot = team.bot().await;
    let exchange = exchange_of(&team.proposal(&team.alice).await);
    let export = |options: &[(&str, &str)]| {
        let options: Vec<(&str, OptionValue)> = options.iter().map(|(name, value)| (*name, (*value).into())).collect();
        team.fake.slash(&team.chloe, &team.channel, "journal exporter", &options).settled()
    };
    let read = |answer: &Answer| String::from_utf8(answer.private().files[0].bytes.clone()).unwrap();

    let one = export(&[("echange", &exchange), ("format", "json")]).await;
    assert_eq!(one.private().files[0].name, format!("{exchange}.json"));
    let one: Value = serde_json::from_str(&read(&one)).unwrap();
    assert_eq!((&one["exchange"], &one["format"]), (&json!(exchange), &json!("egard.exchange")));

    let rows = export(&[("du", "01/01/2020")]).await;
    assert!(rows.private().says("1 échange"), "{rows}");
    let rows = read(&rows);
    assert!(rows.starts_with("\u{feff}exchange;practice;") && rows.contains(&exchange), "{rows}");
    let lines = export(&[("format", "jsonl")]).await;
    let line: Value = serde_json::from_str(read(&lines).trim_end()).unwrap();
    assert_eq!(line["exchange"], json!(exchange));
    let none = export(&[("du", "2020-01-01"), ("au", "2020-12-31"), ("format", "jsonl")]).await;
    assert!(none.private().says("Aucun échange"), "{none}");

    for (options, why) in [
        (&[("echange", exchange.as_str()), ("format", "csv")][..], ".docx"),
        (&[("format", "docx")], ".csv"),
        (&[("echange", &exchange), ("du", "01/01/2020")], "pas les deux"),
    ] {
        let refused = export(options).await;
        assert!(refused.private().says(why) && refused.files().is_empty(), "{refused}");
    }
    let staff = team.fake.slash(&team.alice, &team.channel, "journal exporter", &[]).settled().await;
    assert!(staff.private().says("responsable") && staff.files().is_empty(), "{staff}");
    bot.terminate().await;
    let read_out = team.history().iter().filter(|line| line["event"]["type"] == "viewed").count();
    assert_eq!(read_out, 3, "each way out is a reading");
    team.verify();
    team.fake.assert_clean();
}

/// What the chat does not take, for its weight or for any other reason, ends in a sentence and not in a wait.
#[tokio::test]
async fn an_answer_that_the_chat_refuses_is_told() {
    let team = Team::new();
    let bot = team.bot().await;
    let posted = team.fake.post(&team.alice, &team.channel, Post::text(REVIEW).attach(&heavy(&team)));
    let answer = team.fake.message_command(&team.alice, &team.channel, ANSWER, &posted).settled().await;
    let card = team.fake.message_when(answer.public().id, |card| card.says("Captures : 1")).await;
    let options = [("echange", exchange_of(&card).into())];
    let export = team.fake.slash(&team.chloe, &team.channel, "journal exporter", &options).settled().await;
    assert!(export.is_ephemeral() && export.files().is_empty(), "{export}");
    assert!(export.message().says("egard journal export"), "{export}");

    team.fake.fail_next("POST /webhooks/*/*", 413, &json!({ "message": "Payload Too Large", "code": 40005 }));
    let stats = team.fake.slash(&team.chloe, &team.channel, "journal stats", &[]).settled().await;
    assert!(stats.is_ephemeral() && stats.message().says("n’a pas pu être affichée"), "{stats}");
    bot.terminate().await;
    team.fake.assert_clean();
}

/// A picture that the document shows and that is too heavy for the chat: of noise, which does not shrink.
fn heavy(team: &Team) -> Upload {
    let (side, mut noise) = (2_000, 1_u64);
    let mut random = || {
        noise ^= noise << 13;
        noise ^= noise >> 7;
        noise ^= noise << 17;
        noise.to_le_bytes()[0]
    };
    let pixels: Vec<u8> = (0..side * side * 3).map(|_| random()).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::NoCompression);
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    team.fake.upload("capture.png", "image/png", &bytes)
}
