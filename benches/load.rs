//! What a crowd costs: many servers on one bot, a large journal, many interactions at once and then a steady stream
//! for minutes. Prints distributions of the time from the event to the callback, memory and processor time as they
//! go, and both when idle.
//!
//! The real binary runs as its own process against a server on loopback that speaks Discord's API and checks each
//! body; both share the machine's cores. Set the size with `EGARD_BENCH_GUILDS` (50 by default),
//! `EGARD_BENCH_EXCHANGES` (20,000 in the journal), `EGARD_BENCH_SECONDS` (10 of stream), `EGARD_BENCH_RATE` (200 a
//! second) and `EGARD_BENCH_AT_ONCE` (500). A folder to measure in, `EGARD_BENCH_DIR`, keeps the journal and its search
//! index for the next time; the steps of the last time are in it.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a program for the bench alone"
)]

mod filling;
mod gauge;
#[path = "../tests/support/mod.rs"]
mod support;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use egard::journal::embedded::EmbeddedJournal;
use egard::practice::PracticeId;
use gauge::{Used, spread};
use support::bot::Bot;
use support::fake_discord::{Channel, FakeDiscord, User};
use tokio::sync::Semaphore;

/// The answers that lead to a proposal.
const ANSWERS: [&str; 5] = [
    "Non, personne",
    "Avis négatif ou mitigé",
    "Oui, il critique",
    "Non, le risque est faible",
    "Répondre publiquement",
];
/// Teams that work at the same time while the stream flows.
const TEAMS: usize = 200;
/// How long Discord waits for an answer.
const LIMIT: Duration = Duration::from_secs(3);
/// How long idleness is watched.
const IDLE: Duration = Duration::from_secs(10);

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|number| number.parse().ok()).unwrap_or(usual)
}

#[tokio::main]
async fn main() {
    let guilds = usize::try_from(number("EGARD_BENCH_GUILDS", 50)).unwrap();
    let kept = std::env::var_os("EGARD_BENCH_DIR").map(PathBuf::from);
    let temporary = std::env::temp_dir().join(format!("egard-bench-{}-load", std::process::id()));
    let folder = kept.clone().unwrap_or_else(|| temporary.clone());
    let practices: Vec<_> = (0..guilds).map(|number| PracticeId::new(&format!("cabinet-{number}")).unwrap()).collect();
    if !folder.join("data").exists() {
        fill(&folder.join("data"), &practices).await;
    }

    let fake = Arc::new(FakeDiscord::start());
    let channels = servers(&fake, &folder, &practices);
    let started = Instant::now();
    let bot = Bot::spawn(&fake, env!("CARGO_BIN_EXE_egard"), &folder.join("egard.toml"), &folder.join("data"));
    fake.identified().await;
    println!("start to IDENTIFY: {:.0} ms", started.elapsed().as_secs_f64() * 1_000.0);
    while fake.registrations() < guilds {
        fake.registered().await;
    }
    println!("commands of all servers written after {:.1} s", started.elapsed().as_secs_f64());
    let process = bot.id().unwrap();
    let (before, begin) = (Used::of(process), Instant::now());
    tokio::time::sleep(IDLE).await;
    println!("idle: {}", since(&before, process, begin));

    let (before, begin) = (Used::of(process), Instant::now());
    at_once(&fake, &channels).await;
    println!("afterwards: {}", since(&before, process, begin));
    stream(&fake, &channels, process).await;
    let (before, begin) = (Used::of(process), Instant::now());
    tokio::time::sleep(IDLE).await;
    println!("idle again: {}", since(&before, process, begin));
    fake.assert_clean();
    bot.terminate().await;
    if kept.is_none() {
        std::fs::remove_dir_all(&temporary).unwrap();
    }
}

async fn fill(data: &Path, practices: &[PracticeId]) {
    let exchanges = number("EGARD_BENCH_EXCHANGES", 20_000);
    let (journal, _) = EmbeddedJournal::open(data).unwrap();
    filling::fill(&journal, exchanges, practices).await;
    // The bot builds it in the background where it is not there, which takes all cores for a minute.
    journal.prepare_search().await.unwrap();
    journal.close().await.unwrap();
    println!("{exchanges} exchanges of {} practices in the journal", practices.len());
}

/// A server for each practice, with a channel.
fn servers(fake: &FakeDiscord, folder: &Path, practices: &[PracticeId]) -> Vec<Channel> {
    let mut text = String::new();
    for practice in practices {
        writeln!(text, "[[practice]]\nid = \"{practice}\"\nname = \"Cabinet\"").unwrap();
    }
    writeln!(text, "[discord]\napi = \"{}\"", fake.api_url()).unwrap();
    let mut channels = Vec::new();
    for practice in practices {
        let guild = fake.guild(practice.as_str(), "fr");
        channels.push(fake.channel(&guild, "avis"));
        writeln!(text, "[[discord.guild]]\nid = {}\npractice = \"{practice}\"", guild.id).unwrap();
    }
    std::fs::write(folder.join("egard.toml"), text).unwrap();
    channels
}

/// Many reviews come in at the same moment, each to another server while there are any.
async fn at_once(fake: &FakeDiscord, channels: &[Channel]) {
    let alice = User::new("Alice", "fr", &[]);
    let count = usize::try_from(number("EGARD_BENCH_AT_ONCE", 500)).unwrap();
    let before = fake.timings().len();
    let asked: Vec<_> = channels
        .iter()
        .cycle()
        .take(count)
        .map(|channel| {
            let review = fake.post(&alice, channel, "Deux heures d’attente, accueil glacial.");
            fake.message_command(&alice, channel, "Répondre à cet avis", &review)
        })
        .collect();
    for answer in asked {
        answer.await;
    }
    show(&format!("{count} at once"), &fake.timings()[before..]);
}

/// Teams take reviews in and answer the questions, so many steps a second among all of them.
async fn stream(fake: &Arc<FakeDiscord>, channels: &[Channel], process: u32) {
    let (rate, seconds) = (number("EGARD_BENCH_RATE", 200), number("EGARD_BENCH_SECONDS", 10));
    let steps = Arc::new(Semaphore::new(0));
    let teams: Vec<_> = (0..TEAMS)
        .map(|team| {
            let of_team = channels.iter().cycle().skip(team).step_by(TEAMS).take(channels.len()).cloned().collect();
            tokio::spawn(work(Arc::clone(fake), of_team, Arc::clone(&steps)))
        })
        .collect();
    let (first, mut before, mut from) = (fake.timings().len(), Used::of(process), Instant::now());
    let mut ticks = tokio::time::interval(Duration::from_secs_f64(1.0 / rate as f64));
    for tick in 1..=rate * seconds {
        ticks.tick().await;
        steps.add_permits(1);
        if tick.is_multiple_of(rate * 30) {
            println!("  {:>4} s: {}", tick / rate, since(&before, process, from));
            (before, from) = (Used::of(process), Instant::now());
        }
    }
    // Whoever is in the midst of a step finishes it; the others find the door closed.
    steps.close();
    for team in teams {
        team.await.unwrap();
    }
    show(&format!("{rate} a second for {seconds} s"), &fake.timings()[first..]);
    assert!(fake.timings().iter().all(|(_, took)| *took < LIMIT), "an answer came too late");
}

/// Takes a step whenever there is one to take, until there are no more.
async fn work(fake: Arc<FakeDiscord>, channels: Vec<Channel>, steps: Arc<Semaphore>) {
    let alice = User::new("Alice", "fr", &[]);
    for channel in channels.iter().cycle() {
        let Ok(step) = steps.acquire().await else { return };
        step.forget();
        let review = fake.post(&alice, channel, "Deux heures d’attente, accueil glacial.");
        let answer = fake.message_command(&alice, channel, "Répondre à cet avis", &review).await;
        let mut card = answer.public().clone();
        for label in ANSWERS {
            let Ok(step) = steps.acquire().await else { return };
            step.forget();
            card = fake.click(&alice, &card, label).await.update().clone();
        }
    }
}

/// What a process holds, and the share of a core that it has used since.
fn since(before: &Used, process: u32, begin: Instant) -> String {
    let now = Used::of(process);
    format!("{now}; {:.1} % of one core", now.share_since(before, begin.elapsed()) * 100.0)
}

fn show(name: &str, timings: &[(String, Duration)]) {
    println!("{}", spread(name, timings.iter().map(|(_, took)| *took).collect()));
}
