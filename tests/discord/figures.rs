//! `/journal stats` and `/journal exporter`: for managers, for their eyes alone.

use crate::team::{Team, exchange_of};

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
