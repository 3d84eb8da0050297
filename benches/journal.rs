//! What a durable step costs, alone and with others, and what opening a large journal takes, after a kill too.
//!
//! Prints medians and 99th percentiles. `EGARD_BENCH_EXCHANGES` sets the size of the large journal
//! (100,000 by default); `EGARD_BENCH_DIR` the folder to measure in, since a disk's fsync decides.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a program for the bench alone")]

mod gauge;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use egard::exchange::{Actor, Digest, Draft, Event, ExchangeId, Origin, Provenance, Role};
use egard::guard::Channel;
use egard::journal::embedded::{EmbeddedJournal, rebuild, verify};
use egard::journal::{Append, Journal, Query};
use egard::language::Language;
use egard::practice::PracticeId;
use egard::questionnaire::OutcomeKind;
use egard::review::Review;
use gauge::{Used, spread};
use jiff::Timestamp;

const TEXT: &str = "Vous avez pris le temps de nous écrire et nous vous en remercions. L'attente au téléphone \
    que vous décrivez n'est pas ce que nous voulons offrir. Nous avons ouvert une seconde ligne. Le secret \
    professionnel nous interdit d'en dire plus ici ; notre secrétariat vous répond au 01 99 00 12 34.";

fn practice() -> PracticeId {
    PracticeId::new("demo").unwrap()
}

/// The steps of a usual exchange: review, two answers, a text, its publication.
fn steps(number: u64) -> [Vec<Event>; 4] {
    let received = Event::Received {
        review: Review::of("Deux heures d'attente et personne au téléphone, c'est inadmissible. Je ne reviendrai pas."),
        language: Language::Fr,
        pack: "health-fr".to_owned(),
        pack_version: "1".to_owned(),
        origin: Some(Origin { face: "discord".to_owned(), message: number.to_string() }),
    };
    let answered = |question: &str| Event::Answered { question: question.to_owned(), answer: "yes".to_owned() };
    let outcome = Event::Classified { outcome: "founded".to_owned(), kind: OutcomeKind::Reply, steps: Vec::new() };
    let sha256 = Digest::of(TEXT.as_bytes());
    let draft = Draft {
        text: TEXT.to_owned(),
        language: Language::Fr,
        channel: Channel::Public,
        template: "founded.waiting".to_owned(),
        filled: BTreeMap::new(),
        provenance: Provenance::Pristine,
        findings: Vec::new(),
        waivers: Vec::new(),
        sha256: sha256.clone(),
    };
    let published = Event::Published { sha256, url: None };
    [
        vec![received],
        vec![answered("topic")],
        vec![answered("founded"), outcome, Event::Proposed { draft }],
        vec![published],
    ]
}

async fn exchange(journal: &EmbeddedJournal, number: u64, mut took: impl FnMut(Duration)) {
    let id = ExchangeId::from_random((number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mut revision = 0;
    for events in steps(number) {
        let actor = Actor { id: "terminal:ana".to_owned(), role: Role::Staff };
        let at = Timestamp::now();
        let begin = Instant::now();
        let append = Append { practice: practice(), exchange: id, expected: revision, at, actor, events };
        revision = journal.append(append).await.unwrap();
        took(begin.elapsed());
    }
}

/// Appends so many exchanges with so many tasks; gives each step's time.
async fn fill(journal: &EmbeddedJournal, numbers: Range<u64>, tasks: u64) -> Vec<Duration> {
    let work = (0..tasks).map(|task| {
        let (journal, numbers) = (journal.clone(), numbers.clone());
        tokio::spawn(async move {
            let mut times = Vec::new();
            for number in (numbers.start + task..numbers.end).step_by(usize::try_from(tasks).unwrap()) {
                exchange(&journal, number, |time| times.push(time)).await;
            }
            times
        })
    });
    let mut times = Vec::new();
    for task in work.collect::<Vec<_>>() {
        times.extend(task.await.unwrap());
    }
    times
}

fn folder(name: &str) -> PathBuf {
    let base = std::env::var_os("EGARD_BENCH_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
    base.join(format!("egard-bench-{}-{name}", std::process::id()))
}

/// Names the folder of the process that writes until it is killed.
const WRITER: &str = "EGARD_BENCH_WRITER";

/// Has another process record steps, and kills it in the midst of them.
fn kill_a_writer(folder: &Path) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let mut child = command.env(WRITER, folder).stdout(Stdio::piped()).spawn().unwrap();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut String::new()).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
}

async fn write_until_killed(folder: &Path) {
    let (journal, _) = EmbeddedJournal::open(folder).unwrap();
    let mut number = u64::try_from(Timestamp::now().as_microsecond()).unwrap();
    loop {
        fill(&journal, number..number + 500, 64).await;
        println!("some are recorded");
        number += 500;
    }
}

#[tokio::main]
async fn main() {
    if let Some(folder) = std::env::var_os(WRITER) {
        return write_until_killed(Path::new(&folder)).await;
    }
    let small = folder("small");
    println!("before a journal: {}", Used::here());
    let (journal, _) = EmbeddedJournal::open(&small).unwrap();
    println!("with an empty journal: {}", Used::here());
    println!("{}", spread("a durable step alone", fill(&journal, 0..500, 1).await));
    let begin = Instant::now();
    let times = fill(&journal, 500..6_900, 64).await;
    println!(
        "64 at once: {:.0} steps/s",
        f64::from(u32::try_from(times.len()).unwrap()) / begin.elapsed().as_secs_f64()
    );
    println!("{}", spread("a durable step, 64 at once", times));
    reads(&journal).await;
    journal.close().await.unwrap();
    std::fs::remove_dir_all(&small).unwrap();

    let exchanges = std::env::var("EGARD_BENCH_EXCHANGES").ok().and_then(|count| count.parse().ok()).unwrap_or(100_000);
    let large = folder("large");
    measure_large(&large, exchanges).await;
    std::fs::remove_dir_all(&large).unwrap();
}

async fn reads(journal: &EmbeddedJournal) {
    let recent = journal.list(&Query { limit: Some(200), ..Query::default() }).await.unwrap();
    let (mut loads, mut lists) = (Vec::new(), Vec::new());
    for summary in &recent {
        let begin = Instant::now();
        journal.load(&summary.practice, summary.exchange).await.unwrap();
        loads.push(begin.elapsed());
        let begin = Instant::now();
        journal.list(&Query { practice: Some(practice()), limit: Some(25), ..Query::default() }).await.unwrap();
        lists.push(begin.elapsed());
    }
    println!("{}", spread("load an exchange of six events", loads));
    println!("{}", spread("list the newest 25", lists));
}

async fn measure_large(folder: &Path, exchanges: u64) {
    let begin = Instant::now();
    let (journal, _) = EmbeddedJournal::open(folder).unwrap();
    fill(&journal, 0..exchanges, 256).await;
    println!("{exchanges} exchanges recorded in {:.1?}; {}", begin.elapsed(), Used::here());
    reads(&journal).await;
    let begin = Instant::now();
    let all = journal.list(&Query::default()).await.unwrap().len();
    println!("list all {all}: {:.1?}", begin.elapsed());
    journal.close().await.unwrap();
    for _ in 0..3 {
        let begin = Instant::now();
        let (journal, opening) = EmbeddedJournal::open(folder).unwrap();
        println!("opened in {:.1?}: {opening:?}; {}", begin.elapsed(), Used::here());
        journal.close().await.unwrap();
    }
    for _ in 0..3 {
        kill_a_writer(folder);
        let begin = Instant::now();
        let (journal, opening) = EmbeddedJournal::open(folder).unwrap();
        println!("opened after a kill in {:.1?}: {opening:?}", begin.elapsed());
        journal.close().await.unwrap();
    }
    let begin = Instant::now();
    let verified = verify(folder).unwrap();
    println!("verified {} lines in {:.1?}", verified.lines, begin.elapsed());
    let begin = Instant::now();
    rebuild(folder).unwrap();
    println!("rebuilt in {:.1?}; {}", begin.elapsed(), Used::here());
    let begin = Instant::now();
    let (_, opening) = EmbeddedJournal::open(folder).unwrap();
    println!("opened in {:.1?}: {opening:?}", begin.elapsed());
}
