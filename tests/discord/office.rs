//! What belongs to the practice: its policy and charter, its cards, its watch, its consents, its measures.

use crate::support::fake_discord::Answer;
use crate::team::Team;

async fn asked(team: &Team, command: &str, options: &[(&str, &str)]) -> Answer {
    let options: Vec<_> = options.iter().map(|(name, value)| (*name, (*value).into())).collect();
    team.fake.slash(&team.alice, &team.channel, command, &options).settled().await
}

/// A guide is read in the chat and kept as a document; nobody else sees it.
#[tokio::test]
async fn guides_come_as_documents_and_cards_by_name() {
    let team = Team::new();
    let bot = team.bot().await;
    for (command, file) in [("politique", "guide-policy.docx"), ("charte", "guide-charter.docx")] {
        let answer = asked(&team, command, &[]).await;
        let message = answer.private();
        assert!(message.says("Cabinet des Tilleuls"), "{message}");
        let document = message.file(file);
        assert!(docx_rs::read_docx(&document.bytes).is_ok());
    }
    let today = asked(&team, "conseil", &[]).await;
    assert!(today.is_ephemeral(), "{today}");
    let choices = team.fake.autocomplete(&team.alice, &team.channel, "conseil", "fiche", "capturer").settled().await;
    let card = choices.choices().first().expect("a card").clone();
    assert_eq!(card.value, "training.capture-first");
    assert!(asked(&team, "conseil", &[("fiche", "training.capture-first")]).await.private().says(&card.name));
    assert!(asked(&team, "conseil", &[("fiche", "zzzz")]).await.private().says("Aucun modèle"));
    bot.terminate().await;
    team.fake.assert_clean();
}

/// A place that was looked at is noted with its day, and a restart forgets nothing.
#[tokio::test]
async fn a_visit_is_noted_and_outlives_the_process() {
    let team = Team::new();
    let bot = team.bot().await;
    assert!(asked(&team, "veille", &[]).await.private().says("jamais visité"));
    assert!(asked(&team, "veille", &[("visite", "Google")]).await.private().says("visité le"));
    assert!(asked(&team, "veille", &[("visite", "Ailleurs")]).await.private().says("rien de tel"));
    bot.terminate().await;
    let bot = team.bot().await;
    assert!(asked(&team, "veille", &[]).await.private().says("visité le"));
    bot.terminate().await;
    team.verify();
    team.fake.assert_clean();
}

/// Consents are a manager's affair: entered through a form, listed, withdrawn; where the law of the profession
/// knows none, the name is not kept.
#[tokio::test]
async fn consents_are_entered_by_a_manager_and_withdrawn() {
    let team = Team::of_pack("finance-fr");
    let bot = team.bot().await;
    let asked_by_chloe = |command: &'static str| team.fake.slash(&team.chloe, &team.channel, command, &[]);
    assert!(asked(&team, "consentement liste", &[]).await.private().says("responsable"), "staff may not see them");
    assert!(asked_by_chloe("consentement liste").settled().await.private().says("Aucun consentement"));
    let fields = [
        ("consent_name", "Camille *R.*"),
        ("consent_what", "une phrase"),
        ("consent_place", "site du cabinet"),
        ("consent_until", "31/12/2099"),
        ("consent_reference", "classeur 3"),
    ];
    let opened = team.fake.slash(&team.alice, &team.channel, "consentement ajouter", &[]).await;
    let refused = team.fake.submit_modal(&team.alice, opened.modal(), &fields).settled().await;
    assert!(refused.private().says("responsable"), "staff may not: {refused}");
    let opened = asked_by_chloe("consentement ajouter").await;
    let entered = team.fake.submit_modal(&team.chloe, opened.modal(), &fields).settled().await;
    assert!(entered.private().says("31 décembre 2099") && entered.private().says("classeur 3"), "{entered}");
    let options = [("numero", 1.into())];
    let withdrawn = team.fake.slash(&team.chloe, &team.channel, "consentement retirer", &options).settled().await;
    assert!(withdrawn.private().says("Aucun consentement"), "{withdrawn}");
    bot.terminate().await;
    team.verify();
    team.fake.assert_clean();

    let health = Team::new();
    let bot = health.bot().await;
    let opened = health.fake.slash(&health.chloe, &health.channel, "consentement ajouter", &[]).await;
    let refused = health.fake.submit_modal(&health.chloe, opened.modal(), &fields).settled().await;
    assert!(refused.private().says("ne permet pas de citer"), "{refused}");
    bot.terminate().await;
    assert!(health.exchanges().is_empty());
}
