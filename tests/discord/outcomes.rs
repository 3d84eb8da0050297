//! Reviews that no public reply answers.

use serde_json::json;

use crate::support::fake_discord::{Answer, Message, User};
use crate::team::{REVIEW, TO_A_REPLY, Team, events, menu, names};

/// Answers that lead to a possible insult, aimed at a person, before everyone.
const TO_A_PROCEDURE: [&str; 6] = [
    "Non, personne",
    "Avis négatif ou mitigé",
    "Peut-être pas : motif possible",
    "Une personne nommée ou reconnaissable",
    "Tout le monde (moteur de recherche, réseau ouvert)",
    "Insulte",
];

async fn choose(team: &Team, user: &User, card: &Message, name: &str, value: &str) -> Answer {
    team.fake.choose(user, card, &menu(card, name), &[value]).settled().await
}

/// The text that a private answer gives to copy: its content, or its file when that is too long.
fn text_of(answer: &Answer) -> String {
    let message = answer.private();
    if message.content.is_empty() { message.file("texte.txt").text() } else { message.content.clone() }
}

/// A time-bar of three months is lost by not knowing it: the checklist says what each clock runs from,
/// gives the last day once the first posting is known, and hands out the letters.
#[tokio::test]
async fn a_procedure_has_dates_ready_texts_and_steps_to_tick() {
    let team = Team::new();
    let bot = team.bot().await;
    let alice = &team.alice;
    let review = format!("Des escrocs, tous.{}", " À commencer par la personne de l’accueil.".repeat(20));
    let card = team.card(alice, &review).await;
    let card = team.pick_all(alice, card, &TO_A_PROCEDURE).await;
    assert!(card.says("Procédure en cours") && card.says("Marche à suivre"), "{card}");
    assert!(card.says("(date à vérifier)"), "the day is not known yet:\n{card}");
    assert!(card.find_button("Copier le texte").is_none(), "nothing is posted in public:\n{card}");

    let about = [("first_posted", "03/11/2026"), ("platform", "Google"), ("url", "https://avis.example/page/123")];
    let card = team.fill(alice, &card, "Compléter l’avis", &about).await.update().clone();
    assert!(card.says("février 2027"), "three months from the first posting:\n{card}");
    assert!(!card.says("(date à vérifier)"), "{card}");

    // A long text that asks for nothing, and a letter that asks.
    let log = choose(&team, alice, &card, "menu.prepare", "prepare.letter.evidence-log").await;
    assert!(text_of(&log).contains("https://avis.example/page/123"), "{log}");
    let opened = team.fake.choose(alice, &card, &menu(&card, "menu.prepare"), &["prepare.letter.formal-notice"]).await;
    let fields = [
        ("recipient", "Site Exemple, service juridique"),
        ("reasons", "Le texte emploie un terme outrageant à l’égard de toute une équipe."),
        ("ground", "injure publique (loi du 29 juillet 1881, article 29)"),
        ("deadline", "huit jours"),
    ];
    let letter = team.fake.submit_modal(alice, opened.modal(), &fields).settled().await;
    let message = letter.private();
    assert!(message.content.is_empty(), "a letter is too long for a message:\n{message}");
    let text = message.file("texte.txt").text();
    assert!(text.contains(&review) && text.contains("huit jours") && text.contains("3 novembre 2026"), "{text}");
    assert!(message.says("Courrier à compléter"), "{message}");

    // Preparing is no step: the card that everyone sees is still good.
    let card = choose(&team, alice, &card, "menu.done", "done.evidence").await.update().clone();
    assert!(card.says("☑️"), "{card}");
    let left: Vec<_> = card.select(&menu(&card, "menu.done")).options.into_iter().map(|option| option.value).collect();
    assert_eq!(left, ["done.insurer", "done.lawyer", "done.report", "done.notice", "done.court"]);
    let closed = team.press(alice, &card, "Terminé").await;
    assert!(closed.says("Clos"), "{closed}");
    bot.terminate().await;

    let history = team.history();
    let mut expected = vec!["received"];
    expected.extend(["answered"; 6]);
    expected.extend(["classified", "described", "prepared", "prepared", "step_done", "closed"]);
    assert_eq!(names(&history), expected);
    let steps = events(&history, "described")[0]["steps"].as_array().unwrap().clone();
    let court = steps.iter().find(|step| step["step"] == "court").unwrap();
    assert!(court["due"].as_str().unwrap().starts_with("2027-02-0"), "{court}");
    assert_eq!(team.exchanges()[0]["outcome"], "unlawful-speech");
    team.verify();
    team.fake.assert_clean();
}

/// A letter that needs more than a form holds asks in two goes: what was typed of the review is recorded at
/// once, the card shows it, and a button leads on to the rest. A restart in between forgets nothing.
#[tokio::test]
async fn a_letter_asks_in_two_goes_and_comes_as_a_document() {
    let team = Team::new();
    let bot = team.bot().await;
    let alice = &team.alice;
    let card = team.card(alice, REVIEW).await;
    let card = team.pick_all(alice, card, &TO_A_PROCEDURE).await;
    let opened = team.fake.choose(alice, &card, &menu(&card, "menu.prepare"), &["prepare.letter.formal-notice"]).await;
    let facts: Vec<(&str, &str)> = [("url", "https://avis.example/page/123"), ("first_posted", "03/11/2026")]
        .into_iter()
        .filter(|(id, _)| opened.modal().fields.iter().any(|field| field.custom_id == *id))
        .collect();
    assert!(!facts.is_empty(), "the address is asked for: {opened}");
    let submitted = team.fake.submit_modal(alice, opened.modal(), &facts).settled().await;
    assert!(submitted.update().says("avis.example"), "the card shows what is now known:\n{submitted}");
    let go_on = team.fake.next_followup().await;
    assert!(go_on.says("quelques champs"), "{go_on}");
    bot.terminate().await;
    let bot = team.bot().await;
    let rest = team.fake.click(alice, &go_on, "Continuer").await;
    let fields: Vec<(&str, &str)> = rest
        .modal()
        .fields
        .iter()
        .filter(|field| field.required)
        .map(|field| (field.custom_id.as_str(), "trois mots"))
        .collect();
    let letter = team.fake.submit_modal(alice, rest.modal(), &fields).settled().await;
    let message = letter.private();
    let document =
        message.files.iter().find(|file| file.name.starts_with("letter-formal-notice-")).expect("a document");
    assert!(docx_rs::read_docx(&document.bytes).unwrap().json().contains("https://avis.example/page/123"));
    bot.terminate().await;
    assert_eq!(events(&team.history(), "prepared").len(), 1);
    team.verify();
    team.fake.assert_clean();
}

/// Silence is an answer in its own right, whose reason is asked for and kept.
#[tokio::test]
async fn silence_is_recorded_with_its_reason() {
    let team = Team::new();
    let bot = team.bot().await;
    let alice = &team.alice;
    let card = team.card(alice, REVIEW).await;
    let path = ["Non, personne", "Avis négatif ou mitigé", "Oui, il critique", "Oui, mieux vaut se taire"];
    let card = team.pick_all(alice, card, &path).await;
    assert!(card.says("Notez la raison"), "{card}");
    let opened = team.fake.click(alice, &card, "Ne pas répondre").await;
    let refused = team.fake.submit_modal(alice, opened.modal(), &[("reason", "  ")]).settled().await;
    assert!(refused.private().says("Il manque la raison"), "{refused}");
    let reason = "L’auteur relance à chaque réponse.";
    let closed = team.fill(alice, &card, "Ne pas répondre", &[("reason", reason)]).await.update().clone();
    assert!(closed.says(reason), "{closed}");

    // From a proposal too, when a look at it says that silence is better.
    let card = team.card(alice, "Un autre avis, tout aussi long à venir.").await;
    let card = team.pick_all(alice, card, &TO_A_REPLY).await;
    let closed = team.fill(alice, &card, "Ne pas répondre", &[("reason", reason)]).await.update().clone();
    assert!(closed.says("Sans réponse"), "{closed}");
    bot.terminate().await;
    for exchange in team.exchanges() {
        assert_eq!(exchange["status"], "closed");
        let history = team.history_of(exchange["exchange"].as_str().unwrap());
        assert_eq!(events(&history, "not_answered"), [&json!({ "type": "not_answered", "reason": reason })]);
    }
    team.fake.assert_clean();
}

/// A request to withdraw is made in private: the guide is for one person's eyes, and nothing of it can
/// be posted from the card.
#[tokio::test]
async fn a_private_request_stays_private() {
    let team = Team::new();
    let bot = team.bot().await;
    let alice = &team.alice;
    let path = [
        "Non, personne",
        "Avis négatif ou mitigé",
        "Oui, il critique",
        "Non, le risque est faible",
        "Demander le retrait en privé",
        "Oui, sans aucun doute",
    ];
    let card = team.card(alice, REVIEW).await;
    let card = team.pick_all(alice, card, &path).await;
    assert!(card.says("Contact privé") && card.find_button("Publié").is_none(), "{card}");
    for template in ["prepare.private-request.call", "prepare.private-request.email"] {
        let opened = team.fake.choose(alice, &card, &menu(&card, "menu.prepare"), &[template]).settled().await;
        let text = match &opened {
            Answer::Modal(modal) => text_of(&team.fake.submit_modal(alice, modal, &[]).settled().await),
            _ => text_of(&opened),
        };
        assert!(!text.is_empty());
    }
    let card = choose(&team, alice, &card, "menu.done", "done.call").await.update().clone();
    team.press(alice, &card, "Terminé").await;
    bot.terminate().await;
    let history = team.history();
    assert_eq!(events(&history, "prepared").len(), 2);
    assert_eq!(events(&history, "classified")[0]["kind"], "private_contact");
    team.verify();
    team.fake.assert_clean();
}

/// Someone in danger comes before any reputation: one answer leads to what is to be done now, and the
/// neutral public message is at hand.
#[tokio::test]
async fn an_emergency_comes_first() {
    let team = Team::new();
    let bot = team.bot().await;
    let alice = &team.alice;
    let card = team.card(alice, "Je saigne depuis ce matin et personne ne répond au téléphone.").await;
    let card = team.pick(alice, &card, "Urgence de soin en cours").await;
    assert!(card.says("Urgence") && card.says("La personne d’abord") && card.says("⚠️"), "{card}");
    assert!(card.says("le jour même") || card.says("au plus tard le"), "{card}");
    let public = choose(&team, alice, &card, "menu.prepare", "prepare.emergency-medical.public").await;
    assert!(text_of(&public).contains("112"), "{public}");
    let card = choose(&team, alice, &card, "menu.done", "done.warn").await.update().clone();
    let card = choose(&team, alice, &card, "menu.done", "done.public").await.update().clone();
    assert!(card.selects().iter().all(|select| !select.custom_id.ends_with("menu.done")), "{card}");
    team.press(alice, &card, "Terminé").await;
    bot.terminate().await;
    assert_eq!(events(&team.history(), "step_done").len(), 2);
    team.fake.assert_clean();
}

/// Whoever opens the channel sees the danger before anything else, with what to do first; the answer
/// is marked with its reason, and still has to be given.
#[tokio::test]
async fn a_possible_emergency_stands_at_the_top_of_the_first_card() {
    let team = Team::new();
    let bot = team.bot().await;
    let alice = &team.alice;
    let card = team.card(alice, "Je vais lui casser la gueule. **Et vous aussi** @everyone").await;
    let body = card.embeds.last().and_then(|embed| embed["description"].as_str()).unwrap_or_default();
    // As it is read: without what keeps the markdown of others from acting.
    let body = body.replace('\\', "");
    assert!(body.starts_with("⚠️ **Urgence possible (menace)"), "{body}");
    assert!(body.contains("prévenez la police (17)"), "what to do first comes with it: {body}");
    assert!(body.contains("💡 **Suggéré : Menace contre l’équipe**"), "{body}");
    assert!(body.contains("Je vais lui"), "the words are there: {body}");
    let marked = |card: &Message| -> Vec<String> {
        let rows = card.json()["components"].as_array().cloned().unwrap_or_default();
        let buttons = rows.iter().flat_map(|row| row["components"].as_array().cloned().unwrap_or_default());
        let marked = buttons.filter(|button| button["emoji"]["name"] == "💡");
        marked.filter_map(|button| button["label"].as_str().map(str::to_owned)).collect()
    };
    assert_eq!(marked(&card), ["Menace contre l’équipe"], "{card}");
    let next = team.press(alice, &card, "Non, personne").await;
    assert!(!next.says("Urgence possible"), "a person has said what it is:\n{next}");
    assert_eq!(marked(&next), ["Avis négatif ou mitigé"], "{next}");
    let next =
        team.pick_all(alice, next, &["Avis négatif ou mitigé", "Oui, il critique", "Non, le risque est faible"]).await;
    let next = team.press(alice, &next, "Répondre publiquement").await;
    assert!(next.selects().iter().all(|menu| menu.options.iter().all(|option| !option.default)), "{next}");
    assert_eq!(bot.terminate().await.code, Some(0));
    assert_eq!(names(&team.history())[1..], ["answered"; 5], "what was pressed, and nothing by itself");
}
