//! What the desk does beyond one reply: complaints and their clocks, measures, letters, reporting, the
//! register, and wordings that do not repeat themselves.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may unwrap")]

use std::sync::{Arc, Mutex};

use egard::consent::Consent;
use egard::desk::{Action, Block, Clock, Desk, DeskError, Inputs, Private, Reading, Response, Screen, Visit};
use egard::exchange::{Actor, Event, Role, Status};
use egard::guard::Verdict;
use egard::journal::Query;
use egard::journal::embedded::EmbeddedJournal;
use egard::journal::memory::MemoryJournal;
use egard::language::Language;
use egard::pack::Shelf;
use egard::practice::{Contact, Policy, Practice, Watched};
use egard::review::Review;
use jiff::{Timestamp, ToSpan as _};

/// A clock that is set by hand.
#[derive(Clone)]
struct Hands(Arc<Mutex<Timestamp>>);

impl Hands {
    fn at(time: &str) -> Self {
        Self(Arc::new(Mutex::new(time.parse().unwrap())))
    }

    fn days_later(&self, days: i64) {
        let mut now = self.0.lock().unwrap();
        *now = now.checked_add((24 * days).hours()).unwrap();
    }
}

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

struct House {
    desk: Desk,
    clock: Hands,
    visit: Visit,
}

fn practice(pack: &str) -> Practice {
    let demonstration = Practice::demonstration();
    Practice {
        pack: pack.to_owned(),
        registered_name: Some("Camille Roy".to_owned()),
        registered_title: Some("Courtière en assurance de dommages".to_owned()),
        contact: Contact {
            address: Some("12 rue des Tilleuls, 75000 Paris".to_owned()),
            ..demonstration.contact.clone()
        },
        ..demonstration
    }
}

fn house(practice: Practice) -> House {
    house_over(Arc::new(MemoryJournal::default()), practice)
}

fn house_over(journal: Arc<dyn egard::journal::Journal>, practice: Practice) -> House {
    let clock = Hands::at("2026-11-22T09:00:00Z");
    let packs = Arc::new(Shelf::load([practice.pack.as_str()], None).unwrap());
    let actor = Actor { id: "terminal:ana".to_owned(), role: Role::Manager };
    let visit = Visit { actor, practice: practice.id.clone(), language: Language::Fr };
    House { desk: Desk::new(journal, Arc::new(clock.clone()), packs, [practice]), clock, visit }
}

fn inputs(fields: &[(&str, &str)]) -> Inputs {
    fields.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())).collect()
}

impl House {
    async fn receive(&self, text: &str) -> Screen {
        self.desk.receive(&self.visit, Review::of(text), None).await.unwrap()
    }

    /// Takes a step that gives a screen.
    async fn act(&self, screen: &Screen, action: Action, fields: &[(&str, &str)]) -> Screen {
        match self.respond(screen, action, Some(&inputs(fields))).await {
            Response::Screen(next) => *next,
            other => panic!("{other:?}"),
        }
    }

    async fn respond(&self, screen: &Screen, action: Action, inputs: Option<&Inputs>) -> Response {
        self.desk.act(&self.visit, screen.reference, &action, inputs).await.unwrap()
    }

    /// Answers questions: `kind=critical`.
    async fn answer(&self, mut screen: Screen, answers: &[&str]) -> Screen {
        for answer in answers {
            let (question, answer) = answer.split_once('=').unwrap();
            let action = Action::Answer { question: question.to_owned(), answer: answer.to_owned() };
            screen = self.act(&screen, action, &[]).await;
        }
        screen
    }

    async fn private(&self, screen: &Screen, action: Action, fields: &[(&str, &str)]) -> Private {
        match self.respond(screen, action, Some(&inputs(fields))).await {
            Response::Private(private) => private,
            other => panic!("{other:?}"),
        }
    }
}

const FOUNDED: [&str; 7] = [
    "emergency=none",
    "kind=critical",
    "lawfulness=lawful",
    "controversy=low",
    "approach=reply",
    "topic=waiting",
    "founded=yes",
];
const UNLAWFUL: [&str; 6] =
    ["emergency=none", "kind=critical", "lawfulness=unlawful", "target=person", "audience=wide", "ground=insult"];
const COMPLAINT: [&str; 6] =
    ["emergency=none", "kind=critical", "lawfulness=lawful", "approach=reply", "topic=waiting", "founded=yes"];

fn proposal(screen: &Screen) -> (&str, Verdict) {
    let found = screen.blocks.iter().find_map(|block| match block {
        Block::Proposal { text, verdict, .. } => Some((text.as_str(), *verdict)),
        _ => None,
    });
    found.expect("a proposal")
}

fn said(screen: &Screen) -> String {
    format!("{:?}", screen.blocks)
}

/// In finance any discontent is a complaint: a reply is proposed and both clocks run, over the end of a
/// month, and neither silence nor publication stops them.
#[tokio::test]
async fn a_complaint_has_a_reply_and_clocks_that_silence_does_not_stop() {
    let house = house(practice("finance-fr"));
    let screen = house.answer(house.receive("Deux heures d’attente à l’agence !").await, &COMPLAINT).await;
    assert_eq!(screen.status, Status::Proposed);
    assert_eq!(proposal(&screen).1, Verdict::Pass);
    let due: Vec<String> = screen
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Checklist { items, .. } => Some(items.iter().filter_map(|item| item.due.map(|day| day.to_string()))),
            _ => None,
        })
        .flatten()
        .collect();
    assert!(due.contains(&"2026-12-02".to_owned()) && due.contains(&"2027-01-22".to_owned()), "{due:?}");
    let published = house.act(&screen, Action::Publish, &[]).await;
    assert!(house.desk.list(&Query::default()).await.unwrap()[0].due.is_some(), "publishing ends no clock");
    let unasked = house.respond(&published, Action::Close, Some(&Inputs::new())).await;
    assert!(matches!(unasked, Response::Refused { .. }), "a complaint is not closed without a reason");
    let screen = house.act(&published, Action::Back, &[]).await;
    let silent = house.act(&screen, Action::NotAnswer, &[("reason", "page peu lue")]).await;
    assert_eq!(silent.status, Status::Complaint, "the complaint goes on");
    let listed = house.desk.list(&Query::default()).await.unwrap();
    assert!(listed[0].due.is_some());
}

/// What a published reply promises is followed until it is done, also once the exchange is closed.
#[tokio::test]
async fn a_measure_that_was_promised_in_public_is_followed_beyond_the_end() {
    let house = house(practice("health-fr"));
    let mut screen = house.answer(house.receive("Une heure d’attente.").await, &FOUNDED).await;
    let promise = "nous ouvrons une seconde ligne téléphonique";
    screen = house.act(&screen, Action::Fill, &[("measure", promise)]).await;
    assert!(proposal(&screen).0.contains(promise), "{}", proposal(&screen).0);
    screen = house.act(&screen, Action::Approve, &[]).await;
    screen = house.act(&screen, Action::Publish, &[]).await;
    assert!(said(&screen).contains(promise));
    screen = house.act(&screen, Action::Close, &[]).await;
    let open = Query { with_measures: true, ..Query::default() };
    let listed = house.desk.list(&open).await.unwrap();
    assert_eq!(
        (listed.len(), listed[0].open_measures, listed[0].due.unwrap().to_string().as_str()),
        (1, 1, "2026-12-22")
    );
    screen =
        house.act(&screen, Action::PlanMeasure, &[("measure", "relire la fiche"), ("measure_due", "01/12/2026")]).await;
    for measure in [0, 1] {
        screen = house.act(&screen, Action::DoMeasure(measure), &[]).await;
    }
    assert!(house.desk.list(&open).await.unwrap().is_empty());
    let past = house
        .respond(&screen, Action::PlanMeasure, Some(&inputs(&[("measure", "x"), ("measure_due", "01/01/2020")])))
        .await;
    assert!(matches!(past, Response::Refused { message, .. } if message.contains("passé")));
    let again = house.respond(&screen, Action::DoMeasure(0), Some(&Inputs::new())).await;
    assert!(matches!(again, Response::Refused { .. }));
}

/// A promise that was edited out of the text before it went online is none.
#[tokio::test]
async fn a_measure_that_was_edited_out_is_not_promised() {
    let house = house(practice("health-fr"));
    let mut screen = house.answer(house.receive("Une heure d’attente.").await, &FOUNDED).await;
    let promise = "nous ouvrons une seconde ligne téléphonique";
    screen = house.act(&screen, Action::Fill, &[("measure", promise)]).await;
    let without = proposal(&screen).0.replace(promise, "nous en parlons en équipe");
    screen = house.act(&screen, Action::Edit, &[("text", &without)]).await;
    screen = house.act(&screen, Action::Approve, &[]).await;
    house.act(&screen, Action::Publish, &[]).await;
    assert_eq!(house.desk.list(&Query::default()).await.unwrap()[0].open_measures, 0);
}

/// A letter of few questions takes all of them in one form, and asks none of them twice. A day of two digits or
/// to come is no day of first posting.
#[tokio::test]
async fn a_short_letter_asks_once() {
    let house = house(practice("health-fr"));
    let screen = house.answer(house.receive("Des escrocs.").await, &UNLAWFUL).await;
    let letter = || Action::Prepare("letter.report-host".to_owned());
    let Response::Form(form) = house.respond(&screen, letter(), None).await else { panic!("no form") };
    let mut typed: Inputs = form.fields.iter().map(|field| (field.id.clone(), "trois mots".to_owned())).collect();
    typed.insert("url".to_owned(), "https://www.google.com/maps/1".to_owned());
    if typed.contains_key("first_posted") {
        typed.insert("first_posted".to_owned(), "03/11/2026".to_owned());
    }
    assert!(matches!(house.respond(&screen, letter(), Some(&typed)).await, Response::Private(_)));
    let screen = house.desk.show(&house.visit, screen.reference.exchange).await.unwrap();
    for day in ["03/11/26", "23/11/2026"] {
        let refused = house.respond(&screen, Action::Describe, Some(&inputs(&[("first_posted", day)]))).await;
        assert!(matches!(refused, Response::Refused { .. }), "{day}: {refused:?}");
    }
}

/// A letter asks for what it cannot do without, keeps what was typed of the review, leaves no blank, and
/// comes as a document in which nobody's words draw a heading.
#[tokio::test]
async fn a_formal_notice_asks_for_what_is_missing_and_comes_whole() {
    let house = house(practice("health-fr"));
    let review = "# Des escrocs\n- *du premier* au dernier <b>tous</b>";
    let screen = house.answer(house.receive(review).await, &UNLAWFUL).await;
    let notice = || Action::Prepare("letter.formal-notice".to_owned());
    let Response::Form(form) = house.respond(&screen, notice(), None).await else { panic!("no form") };
    let fields: Vec<&str> = form.fields.iter().map(|field| field.id.as_str()).collect();
    assert!(fields.contains(&"url") && fields.len() <= 5, "{fields:?}");
    let bad = house.respond(&screen, notice(), Some(&inputs(&[("url", "pas une adresse")]))).await;
    assert!(matches!(bad, Response::Refused { .. }), "{bad:?}");
    let facts = inputs(&[("url", "https://www.google.com/maps/1"), ("first_posted", "03/11/2026")]);
    let Response::Form(rest) = house.respond(&screen, notice(), Some(&facts)).await else { panic!("no second form") };
    assert_ne!(rest.reference, screen.reference, "what was typed is recorded");
    let history = house.desk.history(&house.visit, screen.reference.exchange).await.unwrap();
    assert_eq!(history.review.first_posted.unwrap().to_string(), "2026-11-03");
    let typed: Inputs = rest.fields.iter().map(|field| (field.id.clone(), "## trois mots _ici_".to_owned())).collect();
    let letter = match house.desk.act(&house.visit, rest.reference, &notice(), Some(&typed)).await.unwrap() {
        Response::Private(private) => private,
        other => panic!("{other:?}"),
    };
    let text = letter.copyable.unwrap();
    for item in [
        "mise en demeure",
        "https://www.google.com/maps/1",
        "3 novembre 2026",
        "12 rue des Tilleuls",
        "22 novembre 2026",
    ] {
        assert!(text.contains(item), "{item} in {text}");
    }
    assert!(!text.contains("[adresse"), "no blank is left: {text}");
    let document = letter.document.expect("a document");
    assert_eq!(document.name, format!("letter-formal-notice-{}.docx", screen.reference.exchange));
    let json = docx_rs::read_docx(&document.bytes).unwrap().json();
    assert!(json.contains("# Des escrocs") && json.contains("## trois mots _ici_") && json.contains("<b>tous</b>"));
    assert_eq!(history.history.iter().filter(|recorded| matches!(recorded.event, Event::Described { .. })).count(), 1);
}

/// What the configuration lacks is named by its key, and nothing is left blank for it.
#[tokio::test]
async fn a_letter_names_the_setting_that_it_lacks() {
    let house = house(Practice { contact: Contact::default(), ..practice("health-fr") });
    let screen = house.answer(house.receive("Des escrocs.").await, &UNLAWFUL).await;
    let facts = [("url", "https://www.google.com/maps/1"), ("first_posted", "03/11/2026")];
    let screen = house.act(&screen, Action::Describe, &facts).await;
    let letter = Action::Prepare("letter.formal-notice".to_owned());
    let refused = house.respond(&screen, letter, Some(&inputs(&[("reasons", "x")]))).await;
    assert!(
        matches!(&refused, Response::Refused { message, .. } if message.contains("contact.address")),
        "{refused:?}"
    );
}

/// Where to click is told for the place where the review stands, and for the ground that was chosen.
#[tokio::test]
async fn reporting_is_told_for_the_place_and_the_ground() {
    let house = house(practice("health-fr"));
    let screen = house.answer(house.receive("Des escrocs.").await, &UNLAWFUL).await;
    let screen = house.act(&screen, Action::Describe, &[("url", "https://maps.app.goo.gl/x")]).await;
    let google = house.private(&screen, Action::Report, &[]).await;
    assert!(google.title.contains("Google"));
    let steps = google.readable.unwrap();
    assert!(steps.starts_with("1. ") && steps.contains("harcèlement"), "{steps}");
    assert!(google.notes.iter().any(|note| note.contains("22 novembre 2026")), "{:?}", google.notes);
}

/// A page that shows one wording again and again reads as a machine's.
#[tokio::test]
async fn wordings_rotate_and_a_reply_that_resembles_another_is_told() {
    let house = house(practice("health-fr"));
    let mut first_texts = Vec::new();
    for _ in 0..3 {
        let screen = house.answer(house.receive("Une heure d’attente.").await, &FOUNDED).await;
        first_texts.push(proposal(&screen).0.to_owned());
        house.clock.days_later(1);
    }
    first_texts.sort();
    first_texts.dedup();
    assert_eq!(first_texts.len(), 3, "each of three exchanges begins with a wording of its own");

    let screen = house.answer(house.receive("Attente interminable.").await, &FOUNDED).await;
    let text = proposal(&screen).0.to_owned();
    house.act(&screen, Action::Publish, &[]).await;
    house.clock.days_later(1);
    let other = house.answer(house.receive("Encore de l’attente.").await, &FOUNDED).await;
    assert!(!said(&other).contains("Cette réponse ressemble"), "another wording is proposed");
    let same = house.act(&other, Action::Edit, &[("text", &format!("{text} Bien à vous."))]).await;
    assert!(said(&same).contains("Cette réponse ressemble"), "{}", said(&same));
    house.clock.days_later(40);
    let later = house.desk.show(&house.visit, same.reference.exchange).await.unwrap();
    assert!(!said(&later).contains("Cette réponse ressemble"), "a month later the page has moved on");
}

fn consent(name: &str) -> Consent {
    Consent {
        name: name.to_owned(),
        what: "une phrase de témoignage".to_owned(),
        place: "site".to_owned(),
        until: None,
        reference: "classeur 3, page 12".to_owned(),
    }
}

/// A written consent makes the rules on citing people milder where the pack's law knows one, for the person
/// named alone, with the paper's reference on record; in health it changes nothing.
#[tokio::test]
async fn a_consent_counts_where_the_law_knows_it_for_whoever_gave_it() {
    const CITED: &str = "Bonjour Madame Roussel, merci. Nous reprendrons ce témoignage sur notre site.";
    let house = house(practice("finance-fr"));
    let mut screen = house.answer(house.receive("Merci à tous !").await, &["emergency=none", "kind=positive"]).await;
    let mut verdicts = Vec::new();
    let given = house.desk.give_consent(&house.visit, consent("Madame Durand")).await.unwrap();
    screen = house.act(&screen, Action::Edit, &[("text", CITED)]).await;
    verdicts.push(proposal(&screen).1);
    house.desk.give_consent(&house.visit, consent("Madame Roussel")).await.unwrap();
    screen = house.act(&screen, Action::Edit, &[("text", &CITED.replace("sur notre site", "de Madame Roussel"))]).await;
    verdicts.push(proposal(&screen).1);
    assert!(said(&screen).contains("classeur 3, page 12"), "the paper is named beside the finding");
    // Somebody else beside her, and a testimonial that is not hers.
    house.desk.withdraw_consent(&house.visit, given).await.unwrap();
    for others in
        [" Merci aussi à Madame Durand.", " Nous reprendrons le témoignage de tous nos clients sur notre site."]
    {
        let text = format!("Bonjour Madame Roussel, merci.{others}");
        screen = house.act(&screen, Action::Edit, &[("text", &text)]).await;
        verdicts.push(proposal(&screen).1);
    }
    assert_eq!(verdicts, [Verdict::Block, Verdict::Pass, Verdict::Block, Verdict::Block]);
    house.desk.withdraw_consent(&house.visit, given + 1).await.unwrap();
    screen = house.act(&screen, Action::Edit, &[("text", CITED)]).await;
    assert_eq!(proposal(&screen).1, Verdict::Block, "withdrawn");
}

/// Where the law knows no such agreement, a client's name is not even kept.
#[tokio::test]
async fn a_pack_without_testimonials_keeps_no_consent() {
    let house = house(practice("health-fr"));
    let refused = house.desk.give_consent(&house.visit, consent("Madame Roussel")).await;
    assert!(matches!(refused, Err(DeskError::NoConsents)), "{refused:?}");
    assert!(house.desk.consents(house.visit.managing().unwrap()).await.unwrap().is_empty());
}

/// The register outlives the process, and staff do not enter consents.
#[tokio::test]
async fn the_register_is_kept_and_is_a_managers_affair() {
    let folder = tempfile::tempdir().unwrap();
    let watched = Watched { name: "Google".to_owned(), url: None, every_days: 7 };
    let practice = Practice { watch: vec![watched], ..practice("finance-fr") };
    {
        let (journal, _) = EmbeddedJournal::open(folder.path()).unwrap();
        let house = house_over(Arc::new(journal.clone()), practice.clone());
        assert_eq!(house.desk.give_consent(&house.visit, consent("Camille R.")).await.unwrap(), 1);
        assert!(house.desk.places(&house.visit).await.unwrap()[0].is_due);
        house.desk.visit_place(&house.visit, "Google").await.unwrap();
        assert!(house.desk.visit_place(&house.visit, "Ailleurs").await.is_err());
        let staff = Visit { actor: Actor { role: Role::Staff, ..house.visit.actor.clone() }, ..house.visit.clone() };
        let refused = house.desk.give_consent(&staff, consent("Camille R.")).await;
        assert!(matches!(refused, Err(DeskError::Refused(_))), "{refused:?}");
        journal.close().await.unwrap();
    }
    let verified = egard::journal::embedded::verify(folder.path()).unwrap();
    assert_eq!((verified.lines, verified.exchanges), (2, 0));
    let (journal, _) = EmbeddedJournal::open(folder.path()).unwrap();
    let house = house_over(Arc::new(journal.clone()), practice);
    assert_eq!(house.desk.consents(house.visit.managing().unwrap()).await.unwrap().len(), 1);
    assert!(!house.desk.places(&house.visit).await.unwrap()[0].is_due);
    house.clock.days_later(7);
    assert!(house.desk.places(&house.visit).await.unwrap()[0].is_due, "a week has gone by");
    assert!(house.desk.list(&Query::default()).await.unwrap().is_empty(), "a register is no exchange");
}

/// Guides are filled for the practice and come as documents; the card of the day is the same for all.
#[tokio::test]
async fn guides_and_cards_are_there_in_every_pack_and_language() {
    for pack in ["health-fr", "finance-fr", "insurance-qc"] {
        for language in Language::ALL {
            let house = house(practice(pack));
            let visit = Visit { language, ..house.visit.clone() };
            for guide in ["charter", "policy", "watch"] {
                let guide = house.desk.reading(&visit, Reading::Guide, guide).unwrap();
                assert!(guide.document.is_some() && guide.readable.unwrap().len() > 300);
            }
            assert_eq!(house.desk.readings(&visit, Reading::Card).unwrap().len(), 10);
            let today = house.desk.card_of_the_day(&visit).unwrap().title;
            assert_eq!(house.desk.card_of_the_day(&visit).unwrap().title, today);
            house.clock.days_later(1);
            assert_ne!(house.desk.card_of_the_day(&visit).unwrap().title, today);
        }
    }
}

/// Silence is suggested where the profession's custom or the practice's policy prefers it, and a practice
/// that does not apologise is proposed no apology.
#[tokio::test]
async fn the_policy_of_a_profession_and_of_a_practice_changes_what_is_suggested() {
    let before = ["emergency=none", "kind=critical", "lawfulness=lawful", "controversy=low"];
    let suggests_silence =
        |screen: &Screen| screen.choices.iter().any(|choice| choice.suggested && choice.label.contains("Ne pas"));
    for (profession, policy, expected) in [
        ("doctor", None, true),
        ("dentist", None, false),
        ("doctor", Some(false), false),
        ("dentist", Some(true), true),
    ] {
        let policy = Policy { no_reply: policy, one_person: true, ..Policy::default() };
        let house = house(Practice { profession: Some(profession.to_owned()), policy, ..practice("health-fr") });
        let screen = house.answer(house.receive("Bof.").await, &before).await;
        assert_eq!(suggests_silence(&screen), expected, "{profession}");
    }
    let policy = Policy { apology: Some(false), one_person: true, ..Policy::default() };
    let house = house(Practice { policy, ..practice("finance-fr") });
    let answers =
        ["emergency=none", "kind=critical", "lawfulness=lawful", "approach=reply", "topic=attitude", "founded=unknown"];
    let mut screen = house.answer(house.receive("Désagréable.").await, &answers).await;
    for _ in 0..8 {
        assert!(!proposal(&screen).0.to_lowercase().contains("désolé"), "{}", proposal(&screen).0);
        screen = house.act(&screen, Action::Another, &[]).await;
    }
}

/// The practice's own target is a day on the card, and is told when it is gone by.
#[tokio::test]
async fn the_day_for_answering_is_on_the_card() {
    let policy = Policy { answer_within_days: Some(7), one_person: true, ..Policy::default() };
    let house = house(Practice { policy, ..practice("health-fr") });
    let screen = house.receive("Bof.").await;
    assert!(said(&screen).contains("au plus tard le 29 novembre 2026"), "{}", said(&screen));
    house.clock.days_later(9);
    let later = house.desk.show(&house.visit, screen.reference.exchange).await.unwrap();
    assert!(said(&later).contains("était de répondre"), "{}", said(&later));
}
