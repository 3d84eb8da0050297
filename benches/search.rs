//! What finding costs in a large journal: building the index from the archive, queries of several kinds, memory.
//!
//! Prints medians, 95th and 99th percentiles. `EGARD_BENCH_EXCHANGES` sets the size of the journal (20,000 by
//! default), `EGARD_BENCH_DIR` the folder to measure in.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a program for the bench alone")]

mod filling;
mod gauge;

use std::path::{Path, PathBuf};
use std::time::Instant;

use egard::exchange::{Actor, ExchangeId, Role, Status};
use egard::journal::embedded::EmbeddedJournal;
use egard::journal::{Append, Journal, Search, Wanted};
use egard::practice::PracticeId;
use filling::{RARE, events, fill, rare};
use gauge::{Used, spread};
use jiff::{Timestamp, ToSpan as _};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

/// How often each kind of query is asked.
const TIMES: u64 = 200;

fn practice() -> PracticeId {
    PracticeId::new("demo").unwrap()
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
        all.extend_from_slice(&times);
        println!("{}", spread(&format!("{what} ({each} found)"), times));
    }
    println!("{}", spread("all of these", all));
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
        fill(&journal, exchanges, &[practice()]).await;
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
    println!("opened, without the index: {}", Used::here());
    let there = folder.join("search").exists();
    let begin = Instant::now();
    journal.prepare_search().await.unwrap();
    let took = begin.elapsed();
    if there {
        println!("index opened and checked in {took:.1?}: {}", Used::here());
    } else {
        #[allow(clippy::cast_precision_loss, reason = "a rate")]
        let rate = exchanges as f64 / took.as_secs_f64();
        println!(
            "index built in {took:.1?}: {rate:.0} exchanges/s; {} MB; {}",
            size(&folder.join("search")),
            Used::here()
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
    println!("{}", spread("a search right after a step", times));
    println!("after all that: {}", Used::here());
}
