//! A practice with a past: exchanges whose every event has the time that a test gives it.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "each test file compiles this module for itself and uses its own part of it; a test may unwrap"
)]

use std::collections::BTreeMap;
use std::sync::Arc;

use egard::desk::{Clock, Desk, Visit};
use egard::exchange::{Actor, Digest, Draft, Event, ExchangeId, FindingKey, Provenance, Role};
use egard::guard::{Channel, Family, Finding, Severity};
use egard::journal::{Append, Journal};
use egard::language::{Language, Localized};
use egard::pack::Shelf;
use egard::practice::{Policy, Practice};
use egard::questionnaire::OutcomeKind;
use egard::review::Review;
use jiff::Timestamp;

/// Now, for all of these tests.
pub const NOW: &str = "2026-11-22T09:00:00Z";

struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        NOW.parse().unwrap()
    }
}

pub fn practice() -> Practice {
    let policy = Policy { answer_within_days: Some(5), ..Policy::default() };
    Practice { policy, ..Practice::demonstration() }
}

pub struct House {
    pub desk: Desk,
    pub journal: Arc<dyn Journal>,
}

/// The story of one exchange while it is told.
pub struct Story<'a> {
    house: &'a House,
    number: u64,
    steps: Vec<(Timestamp, Vec<Event>)>,
}

impl Story<'_> {
    pub fn step(&mut self, at: &str, events: Vec<Event>) {
        self.steps.push((at.parse().unwrap(), events));
    }

    pub async fn tell(self) {
        let mut revision = 0;
        for (at, events) in self.steps {
            revision = self.house.journal.append(append(self.number, revision, at, events)).await.unwrap();
        }
    }
}

pub fn append(number: u64, expected: u32, at: Timestamp, events: Vec<Event>) -> Append {
    let managers = matches!(
        events.first(),
        Some(
            Event::Approved { .. } | Event::ChangesRequested { .. } | Event::Refused { .. } | Event::Overridden { .. }
        )
    );
    let (id, role) = if managers { ("terminal:chloe", Role::Manager) } else { ("terminal:alice", Role::Staff) };
    Append {
        practice: practice().id,
        exchange: ExchangeId::from_random(number),
        expected,
        at,
        actor: Actor { id: id.to_owned(), role },
        events,
    }
}

pub fn received(text: &str, platform: Option<&str>, rating: Option<u8>) -> Event {
    let review = Review { platform: platform.map(str::to_owned), rating, ..Review::of(text) };
    let (pack, pack_version) = (practice().pack, "1".to_owned());
    Event::Received { review, language: Language::Fr, pack, pack_version, origin: None }
}

/// The last answers, and where they lead.
pub fn to_founded() -> Vec<Event> {
    vec![
        Event::Answered { question: "topic".to_owned(), answer: "waiting".to_owned() },
        Event::Classified { outcome: "founded".to_owned(), kind: OutcomeKind::Reply, steps: Vec::new() },
    ]
}

pub fn draft(template: &str, text: &str, provenance: Provenance) -> Draft {
    Draft {
        text: text.to_owned(),
        language: Language::Fr,
        channel: Channel::Public,
        template: template.to_owned(),
        filled: BTreeMap::new(),
        provenance,
        findings: Vec::new(),
        waivers: Vec::new(),
        sha256: Digest::of(text.as_bytes()),
    }
}

pub fn proposed(template: &str, text: &str) -> Event {
    Event::Proposed { draft: draft(template, text, Provenance::Pristine) }
}

pub fn submitted(text: &str) -> Event {
    Event::Submitted { sha256: Digest::of(text.as_bytes()) }
}

pub fn approved(text: &str) -> Event {
    Event::Approved { sha256: Digest::of(text.as_bytes()), note: None, wanted: 0 }
}

pub fn published(text: &str) -> Event {
    Event::Published { sha256: Digest::of(text.as_bytes()), url: Some("https://avis.example/1".to_owned()) }
}

pub fn finding(rule: &str, found: &str) -> Finding {
    let words = || Localized { fr: "Cela accuse.".to_owned(), en: "It blames.".to_owned() };
    Finding {
        rule: rule.to_owned(),
        family: Family::ALL[0],
        severity: Severity::Warn,
        start: 0,
        end: found.len(),
        text: found.to_owned(),
        message: words(),
        source: "règle".to_owned(),
        fix: words(),
        replacement: None,
        waived: None,
    }
}

impl House {
    pub fn new(journal: Arc<dyn Journal>) -> Self {
        let practice = practice();
        let packs = Arc::new(Shelf::load([practice.pack.as_str()], None).unwrap());
        let desk = Desk::new(Arc::clone(&journal), Arc::new(Noon), packs, [practice]);
        Self { desk, journal }
    }

    pub fn visit(&self, role: Role, language: Language) -> Visit {
        let actor = Actor { id: "terminal:chloe".to_owned(), role };
        Visit { actor, practice: practice().id, language }
    }

    pub fn story(&self, number: u64, at: &str, received: Event) -> Story<'_> {
        Story { house: self, number, steps: vec![(at.parse().unwrap(), vec![received])] }
    }

    /// Seven exchanges:
    ///
    /// 1. 1 November, 0:30 in Paris: proposed after 2 h, handed over, approved after 24 h, published after 48 h
    ///    with a measure to be taken by the 20th, which is not done.
    /// 2. 5 October: a thank-you, published after 4 h as it was proposed after 1 h.
    /// 3. 10 September: proposed after 24 h, edited with a finding that a manager sets aside, sent back, edited
    ///    again, approved after 120 h and published after 144 h; a measure, carried out late.
    /// 4. 10 November: proposed after 2 h, handed over, refused. Its five days are over.
    /// 5. 21 November: published, which was taken back: nothing went online.
    /// 6. June 2025: published in January 2026, after 228 days.
    /// 7. 20 October: not answered.
    pub async fn made_by_hand(journal: Arc<dyn Journal>) -> Self {
        let house = Self::new(journal);
        let text = "Bonjour, merci pour ce message.";
        let measure = |due: &str| Event::MeasurePlanned {
            measure: "Afficher l’attente.".to_owned(),
            due: due.parse().unwrap(),
        };

        let mut one =
            house.story(1, "2026-10-31T23:30:00Z", received("Deux heures d’attente.", Some("google"), Some(2)));
        one.step("2026-11-01T00:30:00Z", to_founded());
        one.step("2026-11-01T01:30:00Z", vec![proposed("founded.waiting", text)]);
        one.step("2026-11-01T02:30:00Z", vec![submitted(text)]);
        one.step("2026-11-01T23:30:00Z", vec![approved(text)]);
        one.step("2026-11-02T23:30:00Z", vec![published(text), measure("2026-11-20")]);
        one.tell().await;

        let thanks =
            vec![Event::Classified { outcome: "thanks".to_owned(), kind: OutcomeKind::Reply, steps: Vec::new() }];
        let mut two = house.story(2, "2026-10-05T08:00:00Z", received("Parfait !", Some("Google "), Some(5)));
        two.step("2026-10-05T08:30:00Z", thanks);
        two.step("2026-10-05T09:00:00Z", vec![proposed("thanks.simple", "Merci.")]);
        two.step("2026-10-05T12:00:00Z", vec![published("Merci.")]);
        two.tell().await;

        let blame = "Vous exagérez, merci pour ce message.";
        let edited = |text: &str, findings| Event::Edited {
            draft: Draft { findings, ..draft("founded.waiting", text, Provenance::Edited) },
        };
        let found = finding("tone.blame", "Vous exagérez");
        let key = FindingKey::of(&found);
        let mut three = house.story(3, "2026-09-10T10:00:00Z", received("Une heure d’attente.", None, None));
        three.step("2026-09-11T09:00:00Z", to_founded());
        three.step("2026-09-11T10:00:00Z", vec![proposed("founded.waiting", text)]);
        three.step("2026-09-12T10:00:00Z", vec![edited(blame, vec![found])]);
        three.step("2026-09-12T11:00:00Z", vec![Event::Overridden { finding: key, reason: "C’est dit.".to_owned() }]);
        three.step("2026-09-12T12:00:00Z", vec![submitted(blame)]);
        three.step("2026-09-13T12:00:00Z", vec![Event::ChangesRequested { note: "Trop long.".to_owned() }]);
        three.step("2026-09-14T12:00:00Z", vec![edited("Bonjour, merci pour ce retour.", Vec::new())]);
        three.step("2026-09-14T13:00:00Z", vec![submitted("Bonjour, merci pour ce retour.")]);
        three.step("2026-09-15T10:00:00Z", vec![approved("Bonjour, merci pour ce retour.")]);
        three.step("2026-09-16T10:00:00Z", vec![published("Bonjour, merci pour ce retour."), measure("2026-10-01")]);
        three.step("2026-10-02T10:00:00Z", vec![Event::MeasureDone { measure: 0 }]);
        three.tell().await;

        let mut four = house.story(4, "2026-11-10T10:00:00Z", received("Trop d’attente.", None, None));
        four.step("2026-11-10T11:00:00Z", to_founded());
        four.step("2026-11-10T12:00:00Z", vec![proposed("founded.waiting", text)]);
        four.step("2026-11-10T13:00:00Z", vec![submitted(text)]);
        let refused =
            Event::Refused { sha256: Digest::of(text.as_bytes()), reason: "On n’écrit pas cela.".to_owned() };
        four.step("2026-11-11T10:00:00Z", vec![refused]);
        four.tell().await;

        let mut five = house.story(5, "2026-11-21T10:00:00Z", received("Attente.", None, None));
        five.step("2026-11-21T11:00:00Z", to_founded());
        five.step("2026-11-21T12:00:00Z", vec![proposed("founded.waiting", text)]);
        five.step("2026-11-21T13:00:00Z", vec![published(text)]);
        five.step("2026-11-21T14:00:00Z", vec![Event::TakenBack]);
        five.tell().await;

        let mut six = house.story(6, "2025-06-01T10:00:00Z", received("Attente.", None, None));
        six.step("2025-06-01T11:00:00Z", to_founded());
        six.step("2025-06-01T12:00:00Z", vec![proposed("founded.waiting", text)]);
        six.step("2026-01-15T10:00:00Z", vec![published(text)]);
        six.tell().await;

        let silence =
            vec![Event::Classified { outcome: "no-reply".to_owned(), kind: OutcomeKind::NoReply, steps: Vec::new() }];
        let mut seven = house.story(7, "2026-10-20T10:00:00Z", received("Bof.", None, None));
        seven.step("2026-10-20T11:00:00Z", silence);
        seven.step("2026-10-20T12:00:00Z", vec![Event::NotAnswered { reason: "Insultes.".to_owned() }]);
        seven.tell().await;
        house
    }
}
