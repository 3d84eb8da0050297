//! Who may do what, and who may let a text out: two people read what one has written, whatever way they take.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may unwrap")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::num::NonZeroU32;
use std::sync::{Arc, LazyLock};

use egard::consent::Consent;
use egard::desk::{
    Action, Block, Change, Desk, DeskError, Errand, Inputs, PeriodFormat, Reading, Response, Screen, SystemClock, Visit,
};
use egard::exchange::{
    Actor, Command, Digest, Draft, Event, Exchange, ExchangeId, FindingKey, Provenance, Recorded, Role, Rulebook,
    Rules, Status, Unchecked, decide,
};
use egard::guard::{Channel, Finding, Severity};
use egard::journal::memory::MemoryJournal;
use egard::journal::{Append, Journal};
use egard::language::Language;
use egard::pack::Shelf;
use egard::practice::{Approval, Approvers, Person, Policy, Practice, Retention, Watched};
use egard::review::Review;
use egard::statistics::Period;
use jiff::civil::date;
use proptest::prelude::*;

const REVIEW: &str = "Deux heures d’attente pour dix minutes, et un accueil glacial.";
const TO_A_REPLY: [&str; 7] = [
    "emergency.none",
    "kind.critical",
    "lawfulness.lawful",
    "controversy.low",
    "approach.reply",
    "topic.waiting",
    "founded.yes",
];
const TO_AN_UNFOUNDED_REPLY: [&str; 7] = [
    "emergency.none",
    "kind.critical",
    "lawfulness.lawful",
    "controversy.low",
    "approach.reply",
    "topic.waiting",
    "founded.no",
];
const TO_THANKS: [&str; 2] = ["emergency.none", "kind.positive"];
const TO_A_PROCEDURE: [&str; 6] =
    ["emergency.none", "kind.critical", "lawfulness.unlawful", "target.practice", "audience.wide", "ground.insult"];
const TO_AN_EMERGENCY: [&str; 1] = ["emergency.medical"];
const EDITED: &str = "Bonjour, merci pour ce message. Chacun peut joindre l’accueil au 01 99 00 12 34.";
const CORRECTED: &str = "Bonjour, merci pour ce message. L’accueil répond au 01 99 00 12 34.";

/// A name, which blocks, and a cry, which a person has to look at.
const BREACH: &str = "Bonjour Madame Dupont, merci pour ce message. Chacun peut joindre l’accueil, TOUJOURS ouvert.";
const LOUD: &str = "Bonjour, merci pour ce message. Chacun peut joindre l’accueil, TOUJOURS ouvert.";

fn staff(name: &str) -> Actor {
    Actor { id: format!("discord:{name}"), role: Role::Staff }
}

fn manager(name: &str) -> Actor {
    Actor { id: format!("discord:{name}"), role: Role::Manager }
}

fn responsible(name: &str) -> Actor {
    Actor { role: Role::Responsible, ..manager(name) }
}

fn policy(approval: Approval, approvers: Approvers) -> Policy {
    Policy { approval, approvers, one_person: false, ..Policy::default() }
}

/// Loading a pack takes a while; nothing in it changes.
static PACKS: LazyLock<Arc<Shelf>> = LazyLock::new(|| Arc::new(Shelf::load(["health-fr"], None).unwrap()));

/// A pack under whose law a client may agree to be cited.
static LENDERS: LazyLock<Arc<Shelf>> = LazyLock::new(|| Arc::new(Shelf::load(["finance-fr"], None).unwrap()));

/// A practice's desk, and whoever comes to it.
struct House {
    desk: Desk,
    journal: Arc<MemoryJournal>,
    practice: Practice,
}

impl House {
    fn new(policy: Policy) -> Self {
        let practice = Practice { policy, ..Practice::demonstration() };
        Self::of(practice, Arc::new(MemoryJournal::default()))
    }

    fn of(practice: Practice, journal: Arc<MemoryJournal>) -> Self {
        let desk = Desk::new(journal.clone(), Arc::new(SystemClock), Arc::clone(&PACKS), [practice.clone()]);
        Self { desk, journal, practice }
    }

    fn visit(&self, actor: &Actor) -> Visit {
        Visit { actor: actor.clone(), practice: self.practice.id.clone(), language: Language::Fr }
    }

    async fn respond(&self, actor: &Actor, screen: &Screen, action: Action, fields: &[(&str, &str)]) -> Response {
        let inputs: Inputs = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.desk.act(&self.visit(actor), screen.reference, &action, Some(&inputs)).await.unwrap()
    }

    async fn act(&self, actor: &Actor, screen: &Screen, action: Action, fields: &[(&str, &str)]) -> Screen {
        match self.respond(actor, screen, action, fields).await {
            Response::Screen(screen) => *screen,
            other => panic!("{other:?}"),
        }
    }

    /// Why it is refused; what was shown stays.
    async fn refused(&self, actor: &Actor, screen: &Screen, action: Action, fields: &[(&str, &str)]) -> String {
        match self.respond(actor, screen, action, fields).await {
            Response::Refused { message, .. } => message,
            other => panic!("{other:?}"),
        }
    }

    async fn answered(&self, actor: &Actor, answers: &[&str]) -> Screen {
        let mut screen = self.desk.receive(&self.visit(actor), Review::of(REVIEW), None).await.unwrap();
        for answer in answers {
            screen = self.act(actor, &screen, format!("answer.{answer}").parse().unwrap(), &[]).await;
        }
        screen
    }

    async fn proposal(&self, actor: &Actor) -> Screen {
        let screen = self.answered(actor, &TO_A_REPLY).await;
        assert_eq!(screen.status, Status::Proposed);
        screen
    }

    /// A text of this person's, handed over by them.
    async fn submitted(&self, actor: &Actor) -> Screen {
        let screen = self.proposal(actor).await;
        let screen = self.act(actor, &screen, Action::Edit, &[("text", EDITED)]).await;
        self.act(actor, &screen, Action::Submit, &[]).await
    }

    /// How grave what the guard found in the current text is, in order.
    async fn findings(&self, screen: &Screen) -> Vec<Severity> {
        let exchange = self.desk.history(&self.visit(&staff("1")), screen.reference.exchange).await.unwrap();
        exchange.draft.unwrap().findings.iter().map(|finding| finding.severity).collect()
    }

    async fn history(&self, id: ExchangeId) -> Vec<Recorded> {
        self.journal.load(&self.practice.id, id).await.unwrap()
    }

    /// The same exchange in a journal of its own.
    async fn copy(&self, id: ExchangeId) -> Self {
        let journal = MemoryJournal::default();
        let history = self.history(id).await;
        let mut expected = 0;
        for step in history.chunk_by(|one, other| one.revision == other.revision) {
            let (practice, at, actor) = (self.practice.id.clone(), step[0].at, step[0].actor.clone());
            let events = step.iter().map(|recorded| recorded.event.clone()).collect();
            expected = journal.append(Append { practice, exchange: id, expected, at, actor, events }).await.unwrap();
        }
        Self::of(self.practice.clone(), Arc::new(journal))
    }

    /// Another process over the same journal.
    fn reopened(&self) -> Self {
        Self::of(self.practice.clone(), Arc::clone(&self.journal))
    }
}

/// Whoever wrote a text does not approve it, and neither does a manager who wrote into it in between,
/// though they only were staff then.
#[tokio::test]
async fn whoever_put_words_in_does_not_approve_them() {
    let house = House::new(policy(Approval::WhenEdited, Approvers::One));
    let (alice, chloe) = (staff("1"), manager("2"));
    let screen = house.submitted(&alice).await;
    let own = house.refused(&Actor { role: Role::Manager, ..alice.clone() }, &screen, Action::Approve, &[]).await;
    assert!(own.contains("propre texte"), "{own}");
    // Chloé takes the author's part for a moment, as staff, and hands it over as her own.
    let as_staff = Actor { role: Role::Staff, ..chloe.clone() };
    let screen = house.act(&as_staff, &screen, Action::Edit, &[("text", CORRECTED)]).await;
    let screen = house.act(&as_staff, &screen, Action::Submit, &[]).await;
    let house = house.reopened();
    let refused = house.refused(&chloe, &screen, Action::Approve, &[]).await;
    assert!(refused.contains("propre texte"), "{refused}");
    let david = house.act(&manager("3"), &screen, Action::Approve, &[]).await;
    assert_eq!(david.status, Status::Approved);
}

/// One person with two faces is not two people: who cannot be told apart from the author is refused, and
/// whom the configuration knows under one name is one person.
#[tokio::test]
async fn four_eyes_hold_across_faces() {
    let house = House::new(policy(Approval::WhenEdited, Approvers::One));
    let screen = house.submitted(&staff("1")).await;
    let terminal = Actor { id: "terminal:ana".into(), role: Role::Manager };
    let refused = house.refused(&terminal, &screen, Action::Approve, &[]).await;
    assert!(refused.contains("[[practice.person]]"), "{refused}");

    let person = vec![Person { id: "p1".into(), discord: Some(1), terminal: Some("ana".into()) }];
    let known = Practice { person, ..house.practice.clone() };
    assert_eq!(known.actor_id("discord", "1"), "person:p1");
    assert_eq!(known.actor_id("terminal", "ana"), "person:p1");
    assert_eq!(known.actor_id("discord", "7"), "discord:7");
}

/// Where two managers are asked for, one is not enough, the same one twice neither, and at the same moment
/// both are heard one after the other.
#[tokio::test]
async fn two_managers_are_two() {
    let house = House::new(policy(Approval::WhenEdited, Approvers::Two));
    let (chloe, david) = (manager("2"), manager("3"));
    let screen = house.submitted(&staff("1")).await;
    let (one, other) = tokio::join!(
        house.respond(&chloe, &screen, Action::Approve, &[]),
        house.respond(&david, &screen, Action::ApproveWithNote, &[("note", "D’accord.")]),
    );
    let (Response::Screen(after), Response::Refused { .. }) = (one, other) else { panic!("one is heard first") };
    assert_eq!(after.status, Status::Submitted);
    let again = house.refused(&chloe, &after, Action::Approve, &[]).await;
    assert!(again.contains("déjà approuvé"), "{again}");
    assert!(matches!(house.respond(&staff("1"), &after, Action::Copy, &[]).await, Response::Refused { .. }));
    let after = house.act(&david, &after, Action::ApproveWithNote, &[("note", "D’accord.")]).await;
    assert_eq!(after.status, Status::Approved);
    let notes = after.blocks.iter().any(|block| matches!(block, Block::Text(text) if text.contains("D’accord.")));
    assert!(notes, "the note stays in sight: {:?}", after.blocks);
}

/// A manager may correct and approve in one go; somebody else still reads what the text has become, and
/// whoever handed it over may be that somebody.
#[tokio::test]
async fn a_corrected_text_is_read_by_somebody_else_before_it_goes_out() {
    let house = House::new(policy(Approval::WhenEdited, Approvers::One));
    let (alice, bob, chloe) = (staff("1"), staff("4"), manager("2"));
    let screen = house.submitted(&alice).await;
    let screen = house.act(&chloe, &screen, Action::Revise, &[("text", CORRECTED), ("note", "Plus court.")]).await;
    assert_eq!(screen.status, Status::Submitted, "approved by whose words they are: not enough");
    assert!(house.refused(&chloe, &screen, Action::Approve, &[]).await.contains("déjà approuvé"));
    assert!(house.refused(&bob, &screen, Action::Approve, &[]).await.contains("responsable"), "a bystander");
    let told = house.desk.errands(&house.practice.id).await.unwrap();
    let confirm = told.iter().any(
        |errand| matches!(errand, Errand::Decided { to, text, .. } if *to == alice.id && text.contains("confirmez")),
    );
    assert!(confirm, "{told:?}");
    let screen = house.act(&alice, &screen, Action::Approve, &[]).await;
    assert_eq!(screen.status, Status::Approved);

    let breach = "Bonjour Madame Dupont, votre carie a demandé du temps.";
    let screen = house.submitted(&alice).await;
    assert!(house.refused(&chloe, &screen, Action::Revise, &[("text", breach)]).await.contains("bloqué"));
    assert!(house.refused(&alice, &screen, Action::Revise, &[("text", CORRECTED)]).await.contains("responsable"));
}

/// A text that a manager refused does not come back as it was, and the author is told why, once.
#[tokio::test]
async fn a_refused_text_stays_refused() {
    let house = House::new(policy(Approval::WhenEdited, Approvers::One));
    let (alice, chloe) = (staff("1"), manager("2"));
    let screen = house.submitted(&alice).await;
    let screen = house.act(&chloe, &screen, Action::Refuse, &[("reason", "Trop sec.")]).await;
    assert_eq!(screen.status, Status::Refused);
    assert!(house.refused(&alice, &screen, Action::Submit, &[]).await.contains("refusé"));
    let errands = house.desk.errands(&house.practice.id).await.unwrap();
    let told: Vec<_> = errands.iter().filter(|errand| matches!(errand, Errand::Decided { .. })).collect();
    let Errand::Decided { to, text, .. } = told[0] else { unreachable!() };
    assert!(*to == alice.id && text.contains("Trop sec.") && told.len() == 1, "{told:?}");
    house.desk.brought(&house.practice.id, told[0], None).await.unwrap();
    let left = house.reopened().desk.errands(&house.practice.id).await.unwrap();
    assert!(!left.iter().any(|errand| matches!(errand, Errand::Decided { .. })), "told once: {left:?}");
    let screen = house.act(&alice, &screen, Action::Edit, &[("text", CORRECTED)]).await;
    let screen = house.act(&alice, &screen, Action::Submit, &[]).await;
    let screen = house.act(&chloe, &screen, Action::Approve, &[]).await;
    // Back to the words that were refused: still refused, whatever else was approved.
    let screen = house.act(&alice, &screen, Action::Edit, &[("text", EDITED)]).await;
    assert!(house.refused(&alice, &screen, Action::Submit, &[]).await.contains("refusé"));
}

/// Managers see which words are not the template's, and what happened last.
#[tokio::test]
async fn a_card_to_decide_on_shows_what_changed() {
    let house = House::new(policy(Approval::WhenEdited, Approvers::One));
    let screen = house.submitted(&staff("1")).await;
    let pieces = screen.blocks.iter().find_map(|block| match block {
        Block::Changes { pieces, .. } => Some(pieces),
        _ => None,
    });
    let pieces = pieces.expect("what changed");
    let of = |change| {
        pieces.iter().filter(|piece| piece.change == change).map(|piece| piece.text.as_str()).collect::<String>()
    };
    let after: String =
        pieces.iter().filter(|piece| piece.change != Change::Removed).map(|piece| piece.text.as_str()).collect();
    assert_eq!(after, EDITED);
    assert!(of(Change::Added).contains("Chacun") && !of(Change::Removed).is_empty(), "{pieces:?}");
    let history = screen.blocks.iter().find_map(|block| match block {
        Block::History { lines, .. } => Some(lines),
        _ => None,
    });
    assert_eq!(history.unwrap().last().unwrap().what, "soumis à relecture");
}

/// What stands online is what was approved, or it is shown where it is not.
#[tokio::test]
async fn the_text_online_is_held_against_the_approved_one() {
    let house = House::new(policy(Approval::WhenEdited, Approvers::One));
    let alice = staff("1");
    let screen = house.submitted(&alice).await;
    let screen = house.act(&manager("2"), &screen, Action::Approve, &[]).await;
    let screen = house.act(&alice, &screen, Action::Publish, &[("url", "https://example.org/1")]).await;
    let spaced = EDITED.replace(". ", ".\n\n");
    let same = house.act(&alice, &screen, Action::CheckOnline, &[("online", &spaced)]).await;
    let has_changes = |screen: &Screen| screen.blocks.iter().any(|block| matches!(block, Block::Changes { .. }));
    assert!(!has_changes(&same), "spaces are the site's affair");
    let other = house.act(&alice, &same, Action::CheckOnline, &[("online", &format!("{EDITED} Promis !"))]).await;
    assert!(has_changes(&other));
}

/// Whoever is put in charge is somebody whom the journal can name; a typing error puts nobody in charge.
#[tokio::test]
async fn nobody_is_put_in_charge_by_a_name_that_no_face_knows() {
    let house = House::new(policy(Approval::WhenEdited, Approvers::One));
    let alice = staff("1");
    let screen = house.proposal(&alice).await;
    for to in ["Chloé", "discord:chloe", "terminal:", "person:a b", "mailto:x"] {
        assert!(
            house.refused(&alice, &screen, Action::HandOver, &[("to", to)]).await.contains("/journal confier"),
            "{to}"
        );
    }
    house.act(&alice, &screen, Action::HandOver, &[("to", "terminal:chloe")]).await;
}

/// What is done beside the steps stays done when a step is taken back.
#[tokio::test]
async fn taking_a_step_back_lifts_no_hold() {
    let house = House::new(policy(Approval::WhenEdited, Approvers::One));
    let alice = staff("1");
    let screen = house.proposal(&alice).await;
    let screen = house.act(&alice, &screen, Action::Edit, &[("text", EDITED)]).await;
    let step = Append {
        practice: house.practice.id.clone(),
        exchange: screen.reference.exchange,
        expected: screen.reference.revision,
        at: jiff::Timestamp::now(),
        actor: manager("2"),
        events: vec![Event::HoldPlaced { reason: "litige".into() }],
    };
    house.journal.append(step).await.unwrap();
    house.act(&alice, &screen, Action::Back, &[]).await;
    let exchange = house.desk.history(&house.visit(&alice), screen.reference.exchange).await.unwrap();
    assert_eq!((exchange.status, exchange.hold.as_deref()), (Status::Proposed, Some("litige")));
}

/// Two approvals are two people's: a manager who comes back with another face, known or not, is no second one.
#[tokio::test]
async fn one_manager_with_two_faces_is_not_two() {
    let person = vec![Person { id: "p1".into(), discord: Some(1), terminal: Some("alice".into()) }];
    let policy = policy(Approval::WhenEdited, Approvers::Two);
    let practice = Practice { person: person.clone(), policy, ..Practice::demonstration() };
    let house = House::of(practice.clone(), Arc::default());
    let alice = Actor { id: "person:p1".into(), role: Role::Staff };
    let screen = house.submitted(&alice).await;
    let screen = house.act(&manager("2"), &screen, Action::Approve, &[]).await;
    let chloe = Actor { id: "terminal:chloe".into(), role: Role::Manager };
    let refused = house.refused(&chloe, &screen, Action::Approve, &[]).await;
    assert!(refused.contains("[[practice.person]]"), "{refused}");
    // From now on the configuration knows her under one name; what she approved before is still hers.
    let known = Person { id: "p2".into(), discord: Some(2), terminal: Some("chloe".into()) };
    let practice = Practice { person: [person, vec![known]].concat(), ..practice };
    let id = practice.actor_id("terminal", "chloe");
    let house = House::of(practice, house.journal);
    let chloe = Actor { id, role: Role::Manager };
    let refused = house.refused(&chloe, &screen, Action::Approve, &[]).await;
    assert!(refused.contains("déjà approuvé"), "{refused}");
    assert_eq!(house.act(&manager("3"), &screen, Action::Approve, &[]).await.status, Status::Approved);
}

/// What the policy says of an outcome beats what it says of all: whether a text is read, and by how many.
#[tokio::test]
async fn each_outcome_has_its_own_policy() {
    let policy = Policy {
        approval_by_outcome: [("thanks".into(), Approval::Off), ("unfounded".into(), Approval::WhenEdited)].into(),
        approvers_by_outcome: [("unfounded".into(), Approvers::Two)].into(),
        ..policy(Approval::Required, Approvers::One)
    };
    let house = House::new(policy);
    let (alice, chloe, david) = (staff("1"), manager("2"), manager("3"));
    let edit = [("text", EDITED)];

    // Off: whatever a person wrote into it, once the guard lets it through.
    let screen = house.answered(&alice, &TO_THANKS).await;
    let blocked = house.act(&alice, &screen, Action::Edit, &[("text", BREACH)]).await;
    assert!(house.refused(&alice, &blocked, Action::Publish, &[]).await.contains("bloqué"));
    let screen = house.act(&alice, &blocked, Action::Edit, &edit).await;
    assert!(matches!(house.respond(&alice, &screen, Action::Copy, &[]).await, Response::Private(_)));
    assert_eq!(house.act(&alice, &screen, Action::Publish, &[]).await.status, Status::Published);

    // Required: even the words of the template, by one.
    let screen = house.answered(&alice, &TO_A_REPLY).await;
    assert!(house.refused(&alice, &screen, Action::Copy, &[]).await.contains("approuvé"));
    let screen = house.act(&alice, &screen, Action::Submit, &[]).await;
    assert_eq!(house.act(&chloe, &screen, Action::Approve, &[]).await.status, Status::Approved);

    // When edited, and then by two.
    let screen = house.answered(&alice, &TO_AN_UNFOUNDED_REPLY).await;
    assert!(matches!(house.respond(&alice, &screen, Action::Copy, &[]).await, Response::Private(_)));
    let screen = house.act(&alice, &screen, Action::Edit, &edit).await;
    let screen = house.act(&alice, &screen, Action::Submit, &[]).await;
    let screen = house.act(&chloe, &screen, Action::Approve, &[]).await;
    assert_eq!(screen.status, Status::Submitted);
    assert!(house.refused(&alice, &screen, Action::Publish, &[]).await.contains("approuvé"));
    let screen = house.act(&david, &screen, Action::Approve, &[]).await;
    assert_eq!(house.act(&alice, &screen, Action::Publish, &[]).await.status, Status::Published);
}

// ---- the table --------------------------------------------------------------------------------

/// Every action, with what is typed for it.
fn actions() -> Vec<(Action, &'static [(&'static str, &'static str)])> {
    let prepare = |template: &str| Action::Prepare(template.into());
    vec![
        (Action::Answer { question: "emergency".into(), answer: "none".into() }, &[]),
        (Action::Describe, &[("platform", "Google")]),
        (Action::Fill, &[("measure", "nous prévenons par message lorsque l’horaire glisse")]),
        (Action::Edit, &[("text", CORRECTED)]),
        (Action::Mend, &[]),
        (Action::Another, &[]),
        (Action::Language(Language::En), &[]),
        (Action::Submit, &[]),
        (Action::Approve, &[]),
        (Action::ApproveWithNote, &[("note", "Bien.")]),
        (Action::Revise, &[("text", CORRECTED)]),
        (Action::RequestChanges, &[("note", "Plus court.")]),
        (Action::Refuse, &[("reason", "Trop sec.")]),
        (Action::Override(0), &[("reason", "Faux positif.")]),
        (Action::Override(1), &[("reason", "Faux positif.")]),
        (Action::Copy, &[]),
        (Action::Captures, &[]),
        (Action::Publish, &[("url", "https://example.org/1")]),
        (Action::CheckOnline, &[("online", EDITED)]),
        (Action::NotAnswer, &[("reason", "Rien à dire.")]),
        (prepare("unlawful-speech.brief"), &[]),
        (prepare("emergency-medical.public"), &[]),
        (Action::DoStep("evidence".into()), &[]),
        (Action::DoStep("warn".into()), &[]),
        (Action::Report, &[]),
        (Action::Take, &[]),
        (Action::HandOver, &[("to", "discord:9")]),
        (Action::Snooze, &[("until", "2099-01-01")]),
        (Action::PlanMeasure, &[("measure", "Un second poste.")]),
        (Action::DoMeasure(0), &[]),
        (Action::Back, &[]),
        (Action::Close, &[]),
        (Action::Reopen, &[("reason", "Nouvel élément.")]),
    ]
}

/// An exchange at every point at which it matters who asks, each with a name.
async fn exchanges(house: &House) -> Vec<(&'static str, Screen)> {
    let (alice, chloe) = (staff("1"), manager("2"));
    let edited = |text: &'static str| async move {
        let screen = house.proposal(&staff("1")).await;
        house.act(&staff("1"), &screen, Action::Edit, &[("text", text)]).await
    };
    let approved = || async {
        let screen = house.submitted(&staff("1")).await;
        house.act(&manager("2"), &screen, Action::Approve, &[]).await
    };
    let received = house.answered(&alice, &[]).await;
    let proposed = house.proposal(&alice).await;
    let found = edited(BREACH).await;
    let severities: Vec<_> = house.findings(&found).await;
    assert_eq!(severities, [Severity::Block, Severity::Warn], "one to be set aside of each");
    let overridden = house.act(&chloe, &found, Action::Override(0), &[("reason", "Faux positif.")]).await;
    let found = edited(BREACH).await;
    let loud = house.act(&alice, &edited(LOUD).await, Action::Submit, &[]).await;
    let submitted = house.submitted(&alice).await;
    let changes = house.act(&chloe, &submitted, Action::RequestChanges, &[("note", "Plus court.")]).await;
    let submitted = house.submitted(&alice).await;
    let refused = house.act(&chloe, &house.submitted(&alice).await, Action::Refuse, &[("reason", "Trop sec.")]).await;
    let published = house.act(&alice, &approved().await, Action::Publish, &[]).await;
    let closed = house.act(&alice, &house.proposal(&alice).await, Action::NotAnswer, &[("reason", "Rien.")]).await;
    let procedure = house.answered(&alice, &TO_A_PROCEDURE).await;
    let procedure = house.act(&alice, &procedure, Action::PlanMeasure, &[("measure", "Une affiche.")]).await;
    vec![
        ("received", received),
        ("proposed", proposed),
        ("edited", edited(EDITED).await),
        ("edited, with findings", found),
        ("edited, the blocking finding set aside", overridden),
        ("submitted", submitted),
        ("submitted, with a warning", loud),
        ("changes requested", changes),
        ("approved", approved().await),
        ("refused", refused),
        ("published", published),
        ("closed", closed),
        ("procedure, with a measure", procedure),
        ("emergency", house.answered(&alice, &TO_AN_EMERGENCY).await),
    ]
}

/// The beginning of why something is refused.
fn why(message: &str) -> String {
    format!("no: {}", message.split(['.', ':', '(']).next().unwrap().trim())
}

/// One line of a table: what is the same for all is said once.
fn line(name: &str, cells: &[(&str, String)]) -> String {
    let distinct: BTreeSet<_> = cells.iter().map(|(_, cell)| cell).collect();
    let cells = match distinct.len() {
        1 => format!("all: {}", cells[0].1),
        _ => cells.iter().map(|(name, cell)| format!("{name}: {cell}")).collect::<Vec<_>>().join(" | "),
    };
    format!("{name} {cells}\n")
}

/// Who may do what, and when: whoever changes a cell of this table changes what a practice relies on.
#[tokio::test]
async fn every_action_by_every_role_at_every_status() {
    let house = House::new(policy(Approval::WhenEdited, Approvers::One));
    let people = [
        ("author", staff("1")),
        ("staff", staff("4")),
        ("author, now manager", manager("1")),
        ("manager", manager("3")),
        ("responsible", responsible("5")),
    ];
    let mut table = String::new();
    for (name, screen) in exchanges(&house).await {
        writeln!(table, "\n== {name} ==").unwrap();
        for (action, fields) in actions() {
            let mut cells = Vec::new();
            for (name, actor) in &people {
                let own = house.copy(screen.reference.exchange).await;
                let cell = match own.respond(actor, &screen, action.clone(), fields).await {
                    Response::Screen(after) => after.status.name().to_owned(),
                    Response::Private(_) | Response::Captures(_) => "shown".to_owned(),
                    Response::Form(_) => "asked".to_owned(),
                    Response::Refused { message, .. } => why(&message),
                };
                cells.push((*name, cell));
            }
            table.push_str(&line(&format!("{action:<14}"), &cells));
        }
    }
    insta::assert_snapshot!("who_may_do_what", table);
}

/// What the desk does besides the steps of an exchange.
const RIGHTS: [&str; 41] = [
    "take a review in",
    "open an exchange",
    "open an exchange found elsewhere",
    "search",
    "page through all",
    "see the queue",
    "see the open measures",
    "see all measures",
    "hand over",
    "add evidence",
    "see the captures",
    "check a text",
    "read a guide",
    "read the card of the day",
    "see the places",
    "visit a place",
    "see the consents",
    "see the roles",
    "export one as a document",
    "export one as JSON",
    "export one’s capture",
    "export a period as rows",
    "export a period as lines",
    "see the figures",
    "see the figures in words",
    "see the figures as pictures",
    "find all that mentions a name",
    "see which are held",
    "erase one",
    "erase several",
    "list what is past its retention",
    "purge",
    "prove the archive",
    "hold",
    "release",
    "enter a consent",
    "withdraw a consent",
    "erase a consent",
    "give a role",
    "give a role to a name that no face knows",
    "give back a role",
];

/// A practice under a law that knows consents, with one exchange that is past its retention and has a capture, one
/// that is held, and one consent.
struct Archive {
    desk: Desk,
    practice: Practice,
    past: ExchangeId,
    held: ExchangeId,
}

impl Archive {
    async fn new() -> Self {
        let retention = Retention { days: NonZeroU32::MIN, reason: "usage".into() };
        let practice = Practice {
            pack: "finance-fr".into(),
            retention: [("default".into(), retention)].into(),
            watch: vec![Watched { name: "Google".into(), url: None, every_days: 7 }],
            ..Practice::demonstration()
        };
        let journal = Arc::new(MemoryJournal::default());
        let desk = Desk::new(journal.clone(), Arc::new(SystemClock), Arc::clone(&LENDERS), [practice.clone()]);
        let (past, held) = (ExchangeId::from_random(1), ExchangeId::from_random(2));
        let received = || received("finance-fr");
        let steps = [
            (past, vec![received(), Event::Closed { note: None }]),
            (held, vec![received(), Event::HoldPlaced { reason: "litige".into() }]),
            (ExchangeId::REGISTER, vec![Event::ConsentGiven { consent: consent() }]),
        ];
        for (exchange, events) in steps {
            let (practice, at) = (practice.id.clone(), jiff::Timestamp::UNIX_EPOCH);
            journal.append(Append { practice, exchange, expected: 0, at, actor: staff("1"), events }).await.unwrap();
        }
        let archive = Self { desk, practice, past, held };
        let visit = archive.visit(&staff("1"));
        archive.desk.add_evidence(&visit, past, b"%PDF-1.7".to_vec(), "file").await.unwrap();
        archive
    }

    fn visit(&self, actor: &Actor) -> Visit {
        Visit { actor: actor.clone(), practice: self.practice.id.clone(), language: Language::Fr }
    }

    /// How often a reading is on record.
    async fn readings(&self) -> usize {
        let mut count = 0;
        for id in [self.past, self.held] {
            let exchange = self.desk.history(&self.visit(&staff("1")), id).await;
            let history = exchange.map(|exchange| exchange.history).unwrap_or_default();
            count += history.iter().filter(|recorded| matches!(recorded.event, Event::Viewed { .. })).count();
        }
        count
    }

    /// Makes use of a right; anything but a refusal has to come to something.
    async fn exercise(&self, visit: &Visit, right: &str) -> Result<(), DeskError> {
        let (desk, past, held) = (&self.desk, self.past, self.held);
        let of_a_year = || Period::last_year(desk.today_of(visit).unwrap());
        let long_ago = Period { from: date(1970, 1, 1), to: date(1970, 1, 2) };
        match right {
            "take a review in" => drop(desk.receive(visit, Review::of(REVIEW), None).await?),
            "open an exchange" => drop(desk.show(visit, past).await?),
            "open an exchange found elsewhere" => drop(desk.view(visit, past, "search").await?),
            "search" => assert_eq!(desk.search(visit, "attente", 1).await?.total, 2),
            "page through all" => assert_eq!(desk.latest(visit, 1).await?.total, 2),
            "see the queue" => assert_eq!(desk.queue(visit).await?.len(), 1),
            "see the open measures" => drop(desk.open_measures(visit).await?),
            "see all measures" => drop(desk.all_measures(visit).await?),
            "hand over" => desk.hand_over(visit, held, "discord:9").await?,
            "add evidence" => desk.add_evidence(visit, held, b"%PDF-1.4".to_vec(), "file").await?,
            "see the captures" => {
                let seen = desk.show(visit, past).await?.reference;
                let Response::Captures(captures) = desk.act(visit, seen, &Action::Captures, None).await? else {
                    panic!("no captures")
                };
                assert_eq!(desk.contents(&captures[0]).await?, b"%PDF-1.7");
            }
            "check a text" => drop(desk.check(visit, EDITED)?),
            "read a guide" => drop(desk.readings(visit, Reading::Guide)?),
            "read the card of the day" => drop(desk.card_of_the_day(visit)?),
            "see the places" => assert_eq!(desk.places(visit).await?.len(), 1),
            "visit a place" => desk.visit_place(visit, "Google").await?,
            "see the consents" => assert_eq!(desk.consents(visit.managing()?).await?.len(), 1),
            "see the roles" => assert!(desk.roles(visit).await?.is_empty()),
            "export one as a document" => drop(desk.dossier(visit.managing()?, past).await?),
            "export one as JSON" => assert!(!desk.export_json(visit.managing()?, past).await?.is_empty()),
            "export one’s capture" => {
                let exchange = desk.history(visit, past).await?;
                assert_eq!(desk.capture(visit.managing()?, &exchange.evidence[0]).await?, b"%PDF-1.7");
            }
            "export a period as rows" | "export a period as lines" => {
                let format = if right.ends_with("rows") { PeriodFormat::Csv } else { PeriodFormat::Jsonl };
                let mut written = Vec::new();
                assert_eq!(desk.export_period(visit.managing()?, long_ago, format, &mut written).await?, 2);
            }
            "see the figures" => drop(desk.statistics(visit.managing()?, of_a_year()).await?),
            "see the figures in words" => {
                let managing = visit.managing()?;
                let sum = desk.statistics(managing, of_a_year()).await?;
                assert!(!desk.sections(managing, &sum)?.is_empty());
            }
            "see the figures as pictures" => {
                let managing = visit.managing()?;
                let sum = desk.statistics(managing, of_a_year()).await?;
                assert!(!desk.charts(managing, &sum)?.is_empty());
            }
            "find all that mentions a name" => {
                assert_eq!(desk.mentioned(visit.managing()?, "glacial").await?.exchanges.len(), 2);
            }
            "see which are held" => {
                let managing = visit.managing()?;
                let found = desk.mentioned(managing, "glacial").await?;
                let kept = desk.held(managing, &found.exchanges).await?;
                assert_eq!(kept.into_iter().collect::<Vec<_>>(), [(held, "litige".to_owned())]);
            }
            "erase one" => drop(desk.erase(visit.managing()?, past, "à sa demande").await?),
            "erase several" => {
                let mut gone = Vec::new();
                let told = |(_, erased): egard::desk::Erased| gone.push(erased.is_ok());
                let by = visit.managing()?;
                let mut listed = Vec::new();
                for exchange in [past, held] {
                    listed.push(desk.find_summary(visit, exchange.as_str()).await?);
                }
                desk.erase_all(by, &listed, "à sa demande", told).await?;
                assert_eq!(gone, [true, false], "what is held stays");
            }
            "list what is past its retention" => assert_eq!(desk.aged(visit.managing()?).await?.len(), 2),
            "purge" => {
                let aged = desk.aged(visit.managing()?).await?;
                let mut gone = 0;
                desk.purge(visit.managing()?, &aged, |(_, erased)| gone += usize::from(erased.is_ok())).await?;
                assert_eq!(gone, 1);
            }
            "prove the archive" => assert!(desk.verify(visit.managing()?, None).await?.bad_captures.is_empty()),
            "hold" => desk.place_hold(visit.managing()?, past, "litige").await?,
            "release" => desk.lift_hold(visit.managing()?, held, "jugé").await?,
            "enter a consent" => assert_eq!(desk.give_consent(visit, consent()).await?, 2),
            "withdraw a consent" => desk.withdraw_consent(visit, 1).await?,
            "erase a consent" => desk.erase_consent(visit.managing()?, 1, "à sa demande").await?,
            "give a role" => desk.give_role(visit, "discord:9", Some(Role::Manager)).await?,
            "give a role to a name that no face knows" => desk.give_role(visit, "Chloé", Some(Role::Manager)).await?,
            "give back a role" => desk.give_role(visit, "discord:9", None).await?,
            other => panic!("{other}"),
        }
        Ok(())
    }
}

fn consent() -> Consent {
    Consent {
        name: "Ana Roche".into(),
        what: "une phrase".into(),
        place: "le site".into(),
        until: None,
        reference: "classeur 3".into(),
    }
}

fn received(pack: &str) -> Event {
    let (pack, pack_version) = (pack.to_owned(), "1".to_owned());
    Event::Received { review: Review::of(REVIEW), language: Language::Fr, pack, pack_version, origin: None }
}

/// What nobody reaches through a card: whoever changes a cell of this table changes what a practice relies on. What
/// leaves a trace of the reader says so.
#[tokio::test]
async fn every_right_by_every_role() {
    let people = [("staff", staff("4")), ("manager", manager("3")), ("responsible", responsible("5"))];
    let mut table = String::new();
    for right in RIGHTS {
        let mut cells = Vec::new();
        for (name, actor) in &people {
            let archive = Archive::new().await;
            let done = archive.exercise(&archive.visit(actor), right).await;
            let cell = match (done, archive.readings().await) {
                (Ok(()), 0) => "yes".to_owned(),
                (Ok(()), readings) => format!("yes, {readings} on record"),
                (Err(error), 0) => why(&error.explain(Language::Fr)),
                (Err(error), _) => panic!("refused, and on record as read: {error}"),
            };
            cells.push((*name, cell));
        }
        table.push_str(&line(&format!("{right}:"), &cells));
    }
    insta::assert_snapshot!("who_has_what_right", table);
}

// ---- whatever people do -------------------------------------------------------------------------

/// What somebody tries; most of it is refused, as with people.
#[derive(Debug, Clone, Copy)]
enum Try {
    /// The next question, and at the last one whether the review is founded.
    Answer(bool),
    Propose(usize),
    Edit(usize),
    Recheck(usize),
    Override(usize),
    Submit,
    Approve,
    Revise(usize),
    Ask,
    Refuse,
    Copy,
    Publish,
    NotAnswer,
    Close,
    Reopen,
    ChooseLanguage(Language),
    /// What is done beside the text.
    Beside(usize),
    Back,
}

/// Most of what is tried is the way of a text, over and over: only so do many of them go out, which is what the
/// property is about.
fn tries() -> impl Strategy<Value = Vec<(usize, Try)>> {
    let one = prop_oneof![
        3 => any::<bool>().prop_map(Try::Answer),
        2 => (0..2_usize).prop_map(Try::Propose),
        5 => (0..DRAFT_COUNT).prop_map(Try::Edit),
        3 => (0..DRAFT_COUNT).prop_map(Try::Recheck),
        4 => (0..3_usize).prop_map(Try::Override),
        15 => Just(Try::Submit),
        40 => Just(Try::Approve),
        3 => (0..DRAFT_COUNT).prop_map(Try::Revise),
        1 => Just(Try::Ask),
        1 => Just(Try::Refuse),
        5 => Just(Try::Copy),
        15 => Just(Try::Publish),
        1 => Just(Try::NotAnswer),
        1 => Just(Try::Close),
        5 => Just(Try::Reopen),
        1 => prop_oneof![Just(Language::Fr), Just(Language::En)].prop_map(Try::ChooseLanguage),
        3 => (0..8_usize).prop_map(Try::Beside),
        3 => Just(Try::Back),
    ];
    proptest::collection::vec((0..FACES.len(), one), 1..MOST_TRIES)
}

/// Most that is tried in one case.
const MOST_TRIES: usize = 150;

/// Who comes, by which face and in which role: some by several of each.
const FACES: [(&str, &str, Role); 10] = [
    ("discord", "1", Role::Staff),
    ("discord", "2", Role::Manager),
    ("discord", "3", Role::Manager),
    ("discord", "4", Role::Staff),
    ("discord", "4", Role::Manager),
    // One person, whom the configuration knows at some moment.
    ("discord", "6", Role::Manager),
    ("terminal", "fanny", Role::Staff),
    ("terminal", "fanny", Role::Manager),
    // One of the first four, whom it never knows.
    ("terminal", "x", Role::Staff),
    ("terminal", "x", Role::Manager),
];

/// Who people really are, whatever the journal knows of it.
fn human<'a>(id: &'a str, behind_x: &'a str) -> &'a str {
    match id {
        "discord:6" | "terminal:fanny" | "person:p1" => "fanny",
        "terminal:x" => behind_x,
        other => other,
    }
}

/// What stands of a history, told anew and in another way than the program does it: steps that were taken
/// back are struck out from the end.
fn standing(history: &[Recorded]) -> Vec<&Recorded> {
    let mut left: Vec<&Recorded> = Vec::new();
    for recorded in history {
        if recorded.event == Event::TakenBack {
            let last = left.iter().skip(1).filter(|there| there.event.is_step()).map(|there| there.revision).max();
            left.retain(|there| Some(there.revision) != last);
        } else {
            left.push(recorded);
        }
    }
    left
}

/// Whether what the guard objected to in this text, since it was written, was set aside by managers.
fn is_fit(since: &[&Recorded], draft: &Draft, drafts: &[Draft]) -> bool {
    let reread = since.iter().rev().find_map(|recorded| match &recorded.event {
        Event::Rechecked { findings, .. } => Some(findings),
        _ => None,
    });
    let set_aside = |finding: &Finding| {
        since.iter().any(|recorded| match &recorded.event {
            Event::Overridden { finding: key, .. } => {
                recorded.actor.is_manager()
                    && (&key.rule, key.start, key.end) == (&finding.rule, finding.start, finding.end)
            }
            _ => false,
        })
    };
    let findings = reread.unwrap_or(&draft.findings);
    // What was said of another text is not said of this one.
    let is_of_it = drafts.iter().any(|there| there.sha256 == draft.sha256 && there.findings == *findings);
    is_of_it && findings.iter().filter(|finding| finding.severity == Severity::Block).all(set_aside)
}

/// Whether a text that went out at the end of what stands rests on what the policy asks for: managers enough who
/// approved exactly this text, and a reader whose words are not the last in it.
fn is_covered(before: &[&Recorded], sha256: &Digest, policy: &Policy, behind_x: &str, drafts: &[Draft]) -> bool {
    let written =
        before.iter().rposition(|recorded| matches!(recorded.event, Event::Proposed { .. } | Event::Edited { .. }));
    let outcome = before.iter().rev().find_map(|recorded| match &recorded.event {
        Event::Classified { outcome, .. } => Some(outcome),
        _ => None,
    });
    let (Some(written), Some(outcome)) = (written, outcome) else { return false };
    let (Event::Proposed { draft } | Event::Edited { draft }) = &before[written].event else { return false };
    let is_refused =
        |recorded: &&Recorded| matches!(&recorded.event, Event::Refused { sha256: no, .. } if no == sha256);
    if *sha256 != draft.sha256 || !is_fit(&before[written..], draft, drafts) || before.iter().any(is_refused) {
        return false;
    }
    if !policy.approval_for(outcome).asked(draft.is_changed()) {
        return true;
    }
    // A text reopened, or refused in between, begins anew.
    let anew = before.iter().rposition(|recorded| {
        matches!(recorded.event, Event::ChangesRequested { .. } | Event::Refused { .. } | Event::Reopened { .. })
    });
    let approvals: Vec<&Actor> = before[written..]
        .iter()
        .enumerate()
        .filter(|(place, _)| anew.is_none_or(|anew| written + place > anew))
        .filter(|(_, recorded)| matches!(&recorded.event, Event::Approved { sha256, .. } if *sha256 == draft.sha256))
        .map(|(_, recorded)| &recorded.actor)
        .collect();
    let managers = approvals.iter().filter(|actor| actor.is_manager()).map(|actor| human(&actor.id, behind_x));
    let managers: BTreeSet<_> = managers.collect();
    let editor = draft.is_changed().then(|| human(&before[written].actor.id, behind_x));
    let others = approvals.iter().any(|actor| Some(human(&actor.id, behind_x)) != editor);
    managers.len() >= usize::from(policy.approvers_for(outcome)) && others
}

/// Whether everything that went out did so rightly: the reply that is online, and the text that was just copied.
fn is_well(history: &[Recorded], policy: &Policy, behind_x: &str, drafts: &[Draft]) -> bool {
    let left = standing(history);
    let online = left.iter().rposition(|recorded| matches!(recorded.event, Event::Published { .. }));
    let copied = matches!(history.last().unwrap().event, Event::Copied { .. }).then(|| left.len() - 1);
    online.into_iter().chain(copied).all(|at| match &left[at].event {
        Event::Published { sha256, .. } | Event::Copied { sha256 } => {
            is_covered(&left[..at], sha256, policy, behind_x, drafts)
        }
        _ => false,
    })
}

/// How many texts [`drafts`] makes.
const DRAFT_COUNT: usize = 6;

/// A proposal as far as the domain knows it, with texts that the guard has read.
fn drafts() -> (Exchange, Vec<Draft>) {
    let pack = PACKS.get("health-fr").unwrap();
    let rulebook = Rulebook { guard: &pack.guard, contacts: &["01 99 00 12 34".to_owned()], waivers: &[] };
    let review = Review::of(REVIEW);
    let unchecked = |text: &str, provenance| Unchecked {
        text: text.to_owned(),
        language: Language::Fr,
        channel: Channel::Public,
        template: "founded.waiting-brief".to_owned(),
        filled: BTreeMap::default(),
        provenance,
    };
    let draft = |text: &str, provenance| Draft::checked(unchecked(text, provenance), &rulebook, &review);
    let breach = draft(BREACH, Provenance::Edited);
    assert!(breach.findings.iter().any(|finding| finding.severity == Severity::Block));
    let drafts = vec![
        draft("Bonjour, merci pour ce message.", Provenance::Pristine),
        draft("Bonjour, merci pour ce message. Nous ouvrons plus tôt.", Provenance::Completed),
        draft(EDITED, Provenance::Edited),
        // As the guard reads it today, and as it would have before it knew the rule.
        Draft { findings: breach.findings.clone(), ..draft(CORRECTED, Provenance::Edited) },
        draft(CORRECTED, Provenance::Edited),
        breach,
    ];
    assert_eq!(drafts.len(), DRAFT_COUNT);
    let at = jiff::Timestamp::UNIX_EPOCH;
    let begun = Recorded { revision: 1, at, actor: staff("1"), event: received("health-fr") };
    let mut exchange = Exchange::replay(ExchangeId::from_random(7), vec![begun]).unwrap();
    let policy = Policy::default();
    for tried in [Try::Answer(true); TO_A_REPLY.len()].into_iter().chain([Try::Propose(0)]) {
        let events = attempt(&exchange, &staff("1"), tried, &drafts, &policy, &[]).unwrap();
        exchange = exchange.after(&events, &staff("1"), at);
    }
    (exchange, drafts)
}

fn attempt(
    exchange: &Exchange,
    actor: &Actor,
    tried: Try,
    drafts: &[Draft],
    policy: &Policy,
    people: &[Person],
) -> Option<Vec<Event>> {
    let draft = |place: usize| drafts[place].clone();
    let reason = || "nouvel élément".to_owned();
    let command = match tried {
        Try::Answer(founded) => {
            let answers = if founded { TO_A_REPLY } else { TO_AN_UNFOUNDED_REPLY };
            let (question, answer) = answers.get(exchange.answers.len())?.split_once('.')?;
            Command::Answer { question: question.into(), answer: answer.into() }
        }
        Try::Propose(place) => Command::Propose(draft(place)),
        Try::Edit(place) => Command::Edit(draft(place)),
        Try::Recheck(place) => Command::Recheck(draft(place)),
        Try::Override(place) => {
            let finding = FindingKey::of(exchange.draft.as_ref()?.findings.get(place)?);
            Command::Override { finding, reason: reason() }
        }
        Try::Submit => Command::Submit,
        Try::Approve => Command::Approve { note: None },
        Try::Revise(place) => Command::EditAndApprove { draft: draft(place), note: None },
        Try::Ask => Command::RequestChanges { note: reason() },
        Try::Refuse => Command::Refuse { reason: reason() },
        Try::Copy => Command::Copy,
        Try::Publish => Command::Publish { url: None },
        Try::NotAnswer => Command::NotAnswer { reason: reason() },
        Try::Close => Command::Close { note: None },
        Try::Reopen => Command::Reopen { reason: reason() },
        Try::ChooseLanguage(language) => Command::ChooseLanguage(language),
        Try::Beside(place) => beside(place, exchange, actor, drafts),
        Try::Back => Command::TakeBack,
    };
    let pack = PACKS.get("health-fr").unwrap();
    let day = date(2026, 11, 22);
    let rules = Rules { policy, people, questionnaire: &pack.questionnaire, received: day, today: day };
    decide(exchange, exchange.revision, command, actor, &rules).ok()
}

/// What is done beside the text, which may change nothing about who has read it.
fn beside(place: usize, exchange: &Exchange, actor: &Actor, drafts: &[Draft]) -> Command {
    match place {
        0 => Command::Describe(Review { platform: Some(exchange.revision.to_string()), ..Review::of(REVIEW) }),
        1 => Command::Prepare(drafts[2].clone()),
        2 => Command::PlanMeasure { measure: "un second poste".into(), due: None },
        3 => Command::DoMeasure(0),
        4 => Command::Reassign { to: actor.id.clone() },
        5 => Command::CheckOnline { text: EDITED.into() },
        6 => Command::PlaceHold { reason: "litige".into() },
        _ => Command::View { with: "search".into() },
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    /// Whatever people try, in whatever order, as staff or managers or both by turns, by one face or two: nothing is
    /// copied or published that the policy wanted read and that was not, or that the guard objects to.
    #[test]
    fn nothing_is_published_that_was_not_read(
        steps in tries(),
        approval in prop_oneof![1 => Just(Approval::Off), 4 => Just(Approval::WhenEdited), 4 => Just(Approval::Required)],
        unfounded in prop_oneof![Just(Approval::Off), Just(Approval::WhenEdited), Just(Approval::Required)],
        two in any::<bool>(),
        behind_x in prop_oneof!["discord:1", "discord:2", "discord:3", "discord:4"],
        known_from in 0..MOST_TRIES,
    ) {
        let (approvers, others) = if two { (Approvers::Two, Approvers::One) } else { (Approvers::One, Approvers::Two) };
        let policy = Policy {
            approval_by_outcome: [("unfounded".to_owned(), unfounded)].into(),
            approvers_by_outcome: [("unfounded".to_owned(), others)].into(),
            ..policy(approval, approvers)
        };
        let fanny = Person { id: "p1".into(), discord: Some(6), terminal: Some("fanny".into()) };
        let before = Practice::demonstration();
        let after = Practice { person: vec![fanny], ..before.clone() };
        let (mut exchange, drafts) = DRAFTS.clone();
        for (step, (who, tried)) in steps.into_iter().enumerate() {
            let practice = if step < known_from { &before } else { &after };
            let (face, name, role) = FACES[who];
            let actor = Actor { id: practice.actor_id(face, name), role };
            if let Some(events) = attempt(&exchange, &actor, tried, &drafts, &policy, &practice.person) {
                exchange = exchange.after(&events, &actor, jiff::Timestamp::UNIX_EPOCH);
                let history = &exchange.history;
                let told = || history.iter().map(|line| (line.event.name(), &line.actor.id)).collect::<Vec<_>>();
                prop_assert!(is_well(history, &policy, &behind_x, &drafts), "{:?}", told());
            }
        }
    }
}

static DRAFTS: LazyLock<(Exchange, Vec<Draft>)> = LazyLock::new(drafts);
