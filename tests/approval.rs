//! Who may let a text out: two people read what one has written, whatever way they take.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may unwrap")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use egard::desk::{Action, Block, Change, Desk, Errand, Inputs, Response, Screen, SystemClock, Visit};
use egard::exchange::{
    Actor, Command, Draft, Event, Exchange, ExchangeId, Provenance, Recorded, Role, Rulebook, Rules, Status, Unchecked,
    decide,
};
use egard::guard::Channel;
use egard::journal::memory::MemoryJournal;
use egard::journal::{Append, Journal};
use egard::language::Language;
use egard::pack::Shelf;
use egard::practice::{Approval, Approvers, Person, Policy, Practice};
use egard::questionnaire::OutcomeKind;
use egard::review::Review;
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
const EDITED: &str = "Bonjour, merci pour ce message. Chacun peut joindre l’accueil au 01 99 00 12 34.";
const CORRECTED: &str = "Bonjour, merci pour ce message. L’accueil répond au 01 99 00 12 34.";

fn staff(name: &str) -> Actor {
    Actor { id: format!("discord:{name}"), role: Role::Staff }
}

fn manager(name: &str) -> Actor {
    Actor { id: format!("discord:{name}"), role: Role::Manager }
}

fn policy(approval: Approval, approvers: Approvers) -> Policy {
    Policy { approval, approvers, one_person: false, ..Policy::default() }
}

/// Loading a pack takes a while; nothing in it changes.
static PACKS: LazyLock<Arc<Shelf>> = LazyLock::new(|| Arc::new(Shelf::load(["health-fr"], None).unwrap()));

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

    async fn proposal(&self, actor: &Actor) -> Screen {
        let mut screen = self.desk.receive(&self.visit(actor), Review::of(REVIEW), None).await.unwrap();
        for answer in TO_A_REPLY {
            screen = self.act(actor, &screen, format!("answer.{answer}").parse().unwrap(), &[]).await;
        }
        assert_eq!(screen.status, Status::Proposed);
        screen
    }

    /// A text of this person's, handed over by them.
    async fn submitted(&self, actor: &Actor) -> Screen {
        let screen = self.proposal(actor).await;
        let screen = self.act(actor, &screen, Action::Edit, &[("text", EDITED)]).await;
        self.act(actor, &screen, Action::Submit, &[]).await
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

// ---- the table --------------------------------------------------------------------------------

/// Every action that depends on who asks.
fn actions() -> Vec<(Action, &'static [(&'static str, &'static str)])> {
    vec![
        (Action::Edit, &[("text", CORRECTED)]),
        (Action::Another, &[]),
        (Action::Submit, &[]),
        (Action::Approve, &[]),
        (Action::ApproveWithNote, &[("note", "Bien.")]),
        (Action::Revise, &[("text", CORRECTED)]),
        (Action::RequestChanges, &[("note", "Plus court.")]),
        (Action::Refuse, &[("reason", "Trop sec.")]),
        (Action::Override(0), &[("reason", "Faux positif.")]),
        (Action::Copy, &[]),
        (Action::Publish, &[("url", "https://example.org/1")]),
        (Action::CheckOnline, &[("online", EDITED)]),
        (Action::NotAnswer, &[("reason", "Rien à dire.")]),
        (Action::Take, &[]),
        (Action::HandOver, &[("to", "discord:9")]),
        (Action::Snooze, &[("until", "2099-01-01")]),
        (Action::PlanMeasure, &[("measure", "Un second poste.")]),
        (Action::Back, &[]),
        (Action::Close, &[]),
        (Action::Reopen, &[("reason", "Nouvel élément.")]),
    ]
}

/// Who may do what, and when: whoever changes a cell of this table changes what a practice relies on.
#[tokio::test]
async fn every_action_by_every_role_at_every_status() {
    let house = House::new(policy(Approval::WhenEdited, Approvers::One));
    let (alice, chloe) = (staff("1"), manager("2"));
    let proposed = house.proposal(&alice).await;
    let edited = {
        let screen = house.proposal(&alice).await;
        house.act(&alice, &screen, Action::Edit, &[("text", EDITED)]).await
    };
    let submitted = house.submitted(&alice).await;
    let approved = {
        let screen = house.submitted(&alice).await;
        house.act(&chloe, &screen, Action::Approve, &[]).await
    };
    let refused = {
        let screen = house.submitted(&alice).await;
        house.act(&chloe, &screen, Action::Refuse, &[("reason", "Trop sec.")]).await
    };
    let published = {
        let screen = house.submitted(&alice).await;
        let screen = house.act(&chloe, &screen, Action::Approve, &[]).await;
        house.act(&alice, &screen, Action::Publish, &[]).await
    };
    let closed = {
        let screen = house.proposal(&alice).await;
        house.act(&alice, &screen, Action::NotAnswer, &[("reason", "Rien à dire.")]).await
    };
    let people = [
        ("author", staff("1")),
        ("staff", staff("4")),
        ("author, now manager", manager("1")),
        ("manager", manager("3")),
        ("responsible", Actor { role: Role::Responsible, ..manager("5") }),
    ];
    let mut table = String::new();
    for screen in [proposed, edited, submitted, approved, refused, published, closed] {
        writeln!(table, "\n== {} ==", screen.status.name()).unwrap();
        for (action, fields) in actions() {
            let mut cells = Vec::new();
            for (name, actor) in &people {
                let own = house.copy(screen.reference.exchange).await;
                let cell = match own.respond(actor, &screen, action.clone(), fields).await {
                    Response::Screen(after) => after.status.name().to_owned(),
                    Response::Private(_) => "shown".to_owned(),
                    Response::Form(_) => "asked".to_owned(),
                    Response::Refused { message, .. } => {
                        format!("no: {}", message.split(['.', ':', '(']).next().unwrap().trim())
                    }
                };
                cells.push((*name, cell));
            }
            let distinct: BTreeSet<_> = cells.iter().map(|(_, cell)| cell.clone()).collect();
            if distinct.len() == 1 {
                writeln!(table, "{action:<14} all: {}", cells[0].1).unwrap();
            } else {
                let cells: Vec<_> = cells.iter().map(|(name, cell)| format!("{name}: {cell}")).collect();
                writeln!(table, "{action:<14} {}", cells.join(" | ")).unwrap();
            }
        }
    }
    insta::assert_snapshot!("who_may_do_what", table);
}

// ---- whatever people do -------------------------------------------------------------------------

/// What somebody tries; most of it is refused, as with people.
#[derive(Debug, Clone, Copy)]
enum Try {
    Edit(usize),
    Propose,
    Submit,
    Approve,
    Revise(usize),
    Ask,
    Refuse,
    Publish,
    Reopen,
    Back,
}

fn tries() -> impl Strategy<Value = Vec<(usize, Try)>> {
    let one = prop_oneof![
        3 => (0..3_usize).prop_map(Try::Edit),
        1 => Just(Try::Propose),
        4 => Just(Try::Submit),
        4 => Just(Try::Approve),
        2 => (0..3_usize).prop_map(Try::Revise),
        1 => Just(Try::Ask),
        1 => Just(Try::Refuse),
        3 => Just(Try::Publish),
        1 => Just(Try::Reopen),
        2 => Just(Try::Back),
    ];
    proptest::collection::vec((0..5_usize, one), 1..40)
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

/// Whether the last publication rests on what the policy asks for: managers enough who approved exactly this
/// text, and a reader whose words are not the last in it.
fn is_covered(history: &[Recorded], policy: &Policy) -> bool {
    let left = standing(history);
    let Some(at) = left.iter().rposition(|recorded| matches!(recorded.event, Event::Published { .. })) else {
        return true;
    };
    let before = &left[..at];
    let written =
        before.iter().rposition(|recorded| matches!(recorded.event, Event::Proposed { .. } | Event::Edited { .. }));
    let Some(written) = written else { return false };
    let (Event::Proposed { draft } | Event::Edited { draft }) = &before[written].event else { return false };
    let Event::Published { sha256, .. } = &left[at].event else { return false };
    if *sha256 != draft.sha256 {
        return false;
    }
    if !policy.approval_for("founded").asked(draft.is_changed()) {
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
    let managers: BTreeSet<_> = approvals.iter().filter(|actor| actor.is_manager()).map(|actor| &actor.id).collect();
    let editor = draft.is_changed().then(|| &before[written].actor.id);
    let others = approvals.iter().any(|actor| Some(&actor.id) != editor);
    managers.len() >= usize::from(policy.approvers_for("founded")) && others
}

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
    let drafts = vec![
        draft("Bonjour, merci pour ce message.", Provenance::Pristine),
        draft(EDITED, Provenance::Edited),
        draft(CORRECTED, Provenance::Edited),
    ];
    let received = Event::Received {
        review: review.clone(),
        language: Language::Fr,
        pack: "health-fr".into(),
        pack_version: "1".into(),
        origin: None,
    };
    let classified = Event::Classified { outcome: "founded".into(), kind: OutcomeKind::Reply, steps: Vec::new() };
    let at = jiff::Timestamp::UNIX_EPOCH;
    let begun = Recorded { revision: 1, at, actor: staff("1"), event: received };
    let exchange = Exchange::replay(ExchangeId::from_random(7), vec![begun]).unwrap();
    let exchange = exchange.after(&[classified, Event::Proposed { draft: drafts[0].clone() }], &staff("1"), at);
    (exchange, drafts)
}

fn attempt(exchange: &Exchange, actor: &Actor, tried: Try, drafts: &[Draft], policy: &Policy) -> Option<Vec<Event>> {
    let draft = |place: usize| drafts[place].clone();
    let command = match tried {
        Try::Edit(place) => Command::Edit(draft(place)),
        Try::Propose => Command::Propose(draft(0)),
        Try::Submit => Command::Submit,
        Try::Approve => Command::Approve { note: None },
        Try::Revise(place) => Command::EditAndApprove { draft: draft(place), note: None },
        Try::Ask => Command::RequestChanges { note: "plus court".into() },
        Try::Refuse => Command::Refuse { reason: "trop sec".into() },
        Try::Publish => Command::Publish { url: None },
        Try::Reopen => Command::Reopen { reason: "nouvel élément".into() },
        Try::Back => Command::TakeBack,
    };
    let pack = PACKS.get("health-fr").unwrap();
    let day = jiff::civil::date(2026, 11, 22);
    let rules = Rules { policy, people: &[], questionnaire: &pack.questionnaire, received: day, today: day };
    decide(exchange, exchange.revision, command, actor, &rules).ok()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    /// Whatever people try, in whatever order, as staff or managers or both by turns: nothing is published
    /// that the policy wanted read and that was not.
    #[test]
    fn nothing_is_published_that_was_not_read(steps in tries(), required in any::<bool>(), two in any::<bool>()) {
        let approval = if required { Approval::Required } else { Approval::WhenEdited };
        let policy = policy(approval, if two { Approvers::Two } else { Approvers::One });
        let (mut exchange, drafts) = DRAFTS.clone();
        // The last two are one person, who is staff today and a manager tomorrow.
        let people = [staff("1"), manager("2"), manager("3"), staff("4"), manager("4")];
        for (who, tried) in steps {
            if let Some(events) = attempt(&exchange, &people[who], tried, &drafts, &policy) {
                exchange = exchange.after(&events, &people[who], jiff::Timestamp::UNIX_EPOCH);
                let history = &exchange.history;
                prop_assert!(is_covered(history, &policy), "{:?}", history.iter().map(|line| (line.event.name(), &line.actor.id)).collect::<Vec<_>>());
            }
        }
    }
}

static DRAFTS: LazyLock<(Exchange, Vec<Draft>)> = LazyLock::new(drafts);
