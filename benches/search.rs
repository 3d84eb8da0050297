//! What finding costs in a large journal: building the index from the archive, queries of several kinds, memory.
//!
//! Prints medians, 95th and 99th percentiles. `EGARD_BENCH_EXCHANGES` sets the size of the journal (20,000 by
//! default), `EGARD_BENCH_DIR` the folder to measure in.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a program for the bench alone")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use egard::exchange::{Actor, Digest, Draft, Event, ExchangeId, Provenance, Role, Status};
use egard::guard::Channel;
use egard::journal::embedded::EmbeddedJournal;
use egard::journal::{Append, Journal, Search, Wanted};
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
const RARE: u32 = 40_000;
/// How often each kind of query is asked.
const TIMES: u64 = 200;

fn practice() -> PracticeId {
    PracticeId::new("demo").unwrap()
}

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

fn rare(number: u32) -> String {
    let syllables =
        ["ba", "re", "mi", "do", "lu", "ta", "ve", "qui", "no", "sa", "fé", "gra", "pli", "tro", "chu", "zan"];
    let part = |shift: u32| syllables[usize::try_from((number >> shift) & 15).unwrap()];
    [part(0), part(4), part(8), part(12)].concat()
}

/// What is recorded of one exchange: a review of some eighty words, answers, a reply of some sixty, its end.
fn events(chance: &mut StdRng) -> Vec<Event> {
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

/// Fills a journal over ten years.
async fn fill(journal: &EmbeddedJournal, exchanges: u64) {
    const TASKS: u64 = 256;
    let begin: Timestamp = "2016-11-01T00:00:00Z".parse().unwrap();
    let apart = 3_650 * 24 * 3_600 * 1_000 / i64::try_from(exchanges).unwrap();
    // Rounds keep the lines nearly in the order of time, as an archive is.
    for round in 0..exchanges.div_ceil(TASKS) {
        let numbers = round * TASKS..((round + 1) * TASKS).min(exchanges);
        let steps = numbers.map(|number| {
            let journal = journal.clone();
            tokio::spawn(async move {
                let events = events(&mut StdRng::seed_from_u64(number));
                let exchange = ExchangeId::from_random((number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
                let at = begin + (i64::try_from(number).unwrap() * apart).milliseconds();
                let actor = Actor { id: format!("discord:{}", number % 7), role: Role::Staff };
                journal
                    .append(Append { practice: practice(), exchange, expected: 0, at, actor, events })
                    .await
                    .unwrap();
            })
        });
        for step in steps.collect::<Vec<_>>() {
            step.await.unwrap();
        }
    }
}

fn words(typed: &str) -> Search {
    Search { wanted: typed.split_whitespace().filter_map(Wanted::row).collect(), ..Search::default() }
}

/// What a kind of query is called, and what makes one.
type Kind = (&'static str, fn(&mut StdRng) -> Search);

/// Kinds of queries, each different every time it is asked.
fn kinds() -> Vec<Kind> {
    vec![
        ("a rare word", |chance| words(&rare(chance.random_range(0..RARE)))),
        ("two rare words", |chance| {
            words(&format!("{} {}", rare(chance.random_range(0..900)), rare(chance.random_range(0..900))))
        }),
        ("a word of nearly all reviews", |_| words("attentes")),
        ("two such words", |_| words("attente facture")),
        ("a rare and a usual word", |chance| words(&format!("attente {}", rare(chance.random_range(0..RARE))))),
        ("a usual phrase", |_| Search { wanted: Wanted::row("deux fois").into_iter().collect(), ..Search::default() }),
        ("a status alone", |_| Search { statuses: vec![Status::Published], ..Search::default() }),
        ("platform, stars and a month", |chance| {
            let from = "2017-01-01T00:00:00Z".parse::<Timestamp>().unwrap() + (chance.random_range(0..80_000)).hours();
            Search {
                platforms: vec!["google".to_owned()],
                ratings: Some(1..=2),
                from: Some(from),
                before: Some(from + 720.hours()),
                ..Search::default()
            }
        }),
        ("words and filters, fifth page", |_| Search {
            outcomes: vec!["founded".to_owned()],
            topics: vec!["waiting".to_owned()],
            ratings: Some(1..=3),
            page: 5,
            ..words("retard")
        }),
    ]
}

async fn measure(journal: &EmbeddedJournal) {
    let mut all = Vec::new();
    for (what, search) in kinds() {
        let (mut times, mut found) = (Vec::new(), 0);
        for time in 0..TIMES {
            let search = search(&mut StdRng::seed_from_u64(time));
            let begin = Instant::now();
            found += journal.search(&practice(), &search).await.unwrap().total;
            times.push(begin.elapsed());
        }
        let each = found / usize::try_from(TIMES).unwrap();
        print(&format!("{what} ({each} found)"), &mut times);
        all.append(&mut times);
    }
    print("all of these", &mut all);
}

fn print(what: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let at = |part: usize| times[(times.len() * part / 100).min(times.len() - 1)];
    println!("{what:<52} p50 {:>9.1?}  p95 {:>9.1?}  p99 {:>9.1?}", at(50), at(95), at(99));
}

/// Resident memory, and how much of it is the process's own: the rest is mapped files, which the system takes back
/// when it needs room.
fn resident() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).map_or("?", str::trim).to_owned();
    format!("resident {}, of which own {}, most ever {}", of("VmRSS:"), of("RssAnon:"), of("VmHWM:"))
}

fn size(folder: &Path) -> u64 {
    let files = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    files.filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum::<u64>() / 1_000_000
}

fn main() {
    let base = std::env::var_os("EGARD_BENCH_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = base.join(format!("egard-bench-{}-search", std::process::id()));
    let exchanges = std::env::var("EGARD_BENCH_EXCHANGES").ok().and_then(|count| count.parse().ok()).unwrap_or(20_000);
    // The measuring happens in a process of its own: memory of the filling must not count.
    if let Some(folder) = std::env::var_os("EGARD_BENCH_FILLED") {
        return run(measured(Path::new(&folder), exchanges));
    }
    run(async {
        let begin = Instant::now();
        let (journal, _) = EmbeddedJournal::open(&folder).unwrap();
        fill(&journal, exchanges).await;
        journal.close().await.unwrap();
        println!(
            "{exchanges} exchanges recorded in {:.1?}; archive {} MB",
            begin.elapsed(),
            size(&folder.join("archive"))
        );
    });
    for _ in 0..2 {
        let mut child = std::process::Command::new(std::env::current_exe().unwrap());
        child.env("EGARD_BENCH_FILLED", &folder).env("EGARD_BENCH_EXCHANGES", exchanges.to_string());
        assert!(child.status().unwrap().success());
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

fn run(work: impl Future<Output = ()>) {
    tokio::runtime::Runtime::new().unwrap().block_on(work);
}

/// The first time builds the index, the second opens it.
async fn measured(folder: &Path, exchanges: u64) {
    let (journal, _) = EmbeddedJournal::open(folder).unwrap();
    println!("opened, without the index: {}", resident());
    let there = folder.join("search").exists();
    let begin = Instant::now();
    journal.prepare_search().await.unwrap();
    let took = begin.elapsed();
    if there {
        println!("index opened and checked in {took:.1?}: {}", resident());
    } else {
        #[allow(clippy::cast_precision_loss, reason = "a rate")]
        let rate = exchanges as f64 / took.as_secs_f64();
        println!(
            "index built in {took:.1?}: {rate:.0} exchanges/s; {} MB; {}",
            size(&folder.join("search")),
            resident()
        );
    }
    measure(&journal).await;
    let mut times = Vec::new();
    for number in 0..20 {
        let events = events(&mut StdRng::seed_from_u64(number));
        let exchange = ExchangeId::from_random(rand::random());
        let (at, actor) = (Timestamp::now(), Actor { id: "discord:1".to_owned(), role: Role::Staff });
        journal.append(Append { practice: practice(), exchange, expected: 0, at, actor, events }).await.unwrap();
        let begin = Instant::now();
        journal.search(&practice(), &words("attente")).await.unwrap();
        times.push(begin.elapsed());
    }
    print("a search right after a step", &mut times);
    println!("after all that: {}", resident());
}
