//! A journal full of invented exchanges, for what is measured on a large one.

use std::collections::BTreeMap;

use egard::exchange::{Actor, Digest, Draft, Event, ExchangeId, Provenance, Role};
use egard::guard::Channel;
use egard::journal::embedded::EmbeddedJournal;
use egard::journal::{Append, Journal};
use egard::language::Language;
use egard::practice::PracticeId;
use egard::questionnaire::OutcomeKind;
use egard::review::Review;
use jiff::{Timestamp, ToSpan as _};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

/// Words that nearly every review has, and that make up most of it.
const USUAL: &str = "le la les de du des un une et à au en pour avec sans très bien mal attente heure accueil \
    téléphone secrétaire médecin rendez-vous douleur dent couronne facture devis prix parking salle personne jamais \
    toujours merci recommande déçu déçue inadmissible aimable gentille propre sale retard annulé deux trois fois";
/// How many rarer words there are.
pub(crate) const RARE: u32 = 40_000;
/// A text of so many words, a sixth of them rare.
fn text(chance: &mut StdRng, length: usize) -> String {
    let usual: Vec<&str> = USUAL.split_whitespace().collect();
    let word = |chance: &mut StdRng| match chance.random_range(0..6) {
        // The square makes some rare words much rarer than others.
        0 => rare(chance.random_range(0..RARE).min(chance.random_range(0..RARE))),
        _ => usual[chance.random_range(0..usual.len())].to_owned(),
    };
    (0..length).map(|_| word(chance)).collect::<Vec<_>>().join(" ")
}

pub(crate) fn rare(number: u32) -> String {
    let syllables =
        ["ba", "re", "mi", "do", "lu", "ta", "ve", "qui", "no", "sa", "fé", "gra", "pli", "tro", "chu", "zan"];
    let part = |shift: u32| syllables[usize::try_from((number >> shift) & 15).unwrap()];
    [part(0), part(4), part(8), part(12)].concat()
}

/// What is recorded of one exchange: a review of some eighty words, answers, a reply of some sixty, its end.
pub(crate) fn events(chance: &mut StdRng) -> Vec<Event> {
    let long = chance.random_range(40..120);
    let platform = ["Google", "Doctolib", "Facebook", "Pages Jaunes"][chance.random_range(0..4)];
    let review = Review {
        platform: Some(platform.to_owned()),
        rating: Some(chance.random_range(1..=5)),
        ..Review::of(text(chance, long))
    };
    let (pack, pack_version) = ("health-fr".to_owned(), "1".to_owned());
    let received = Event::Received { review, language: Language::Fr, pack, pack_version, origin: None };
    let topic = ["waiting", "price", "welcome", "care"][chance.random_range(0..4)];
    let answered = Event::Answered { question: "topic".to_owned(), answer: topic.to_owned() };
    let outcome = ["founded", "unfounded", "thanks"][chance.random_range(0..3)];
    let classified = Event::Classified { outcome: outcome.to_owned(), kind: OutcomeKind::Reply, steps: Vec::new() };
    let reply = text(chance, 60);
    let sha256 = Digest::of(reply.as_bytes());
    let draft = Draft {
        text: reply,
        language: Language::Fr,
        channel: Channel::Public,
        template: format!("{outcome}.{topic}"),
        filled: BTreeMap::new(),
        provenance: Provenance::Pristine,
        findings: Vec::new(),
        waivers: Vec::new(),
        sha256: sha256.clone(),
    };
    let mut events = vec![received, answered, classified, Event::Proposed { draft }];
    if chance.random_range(0..10) > 0 {
        events.push(Event::Published { sha256, url: None });
    }
    events
}

/// Fills a journal over ten years, an exchange of each practice after the other.
pub(crate) async fn fill(journal: &EmbeddedJournal, exchanges: u64, practices: &[PracticeId]) {
    const TASKS: u64 = 256;
    let begin: Timestamp = "2016-11-01T00:00:00Z".parse().unwrap();
    let apart = 3_650 * 24 * 3_600 * 1_000 / i64::try_from(exchanges).unwrap();
    // Rounds keep the lines nearly in the order of time, as an archive is.
    for round in 0..exchanges.div_ceil(TASKS) {
        let numbers = round * TASKS..((round + 1) * TASKS).min(exchanges);
        let steps = numbers.map(|number| {
            let journal = journal.clone();
            let practice = practices[usize::try_from(number).unwrap() % practices.len()].clone();
            tokio::spawn(async move {
                let events = events(&mut StdRng::seed_from_u64(number));
                let exchange = ExchangeId::from_random((number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
                let at = begin + (i64::try_from(number).unwrap() * apart).milliseconds();
                let actor = Actor { id: format!("discord:{}", number % 7), role: Role::Staff };
                journal.append(Append { practice, exchange, expected: 0, at, actor, events }).await.unwrap();
            })
        });
        for step in steps.collect::<Vec<_>>() {
            step.await.unwrap();
        }
    }
}
