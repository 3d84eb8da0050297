//! What a click costs: from the event on the gateway to the callback, the step durably recorded in
//! between; one after the other, and many at once. Also how long the bot takes from its start to
//! identifying itself, and how much memory it holds when idle.
//!
//! The real binary runs as its own process against a server on loopback that speaks Discord's API.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a program for the bench alone")]

mod gauge;
#[path = "../tests/support/mod.rs"]
mod support;

use std::time::{Duration, Instant};

use gauge::{Used, spread};
use support::bot::Bot;
use support::fake_discord::{FakeDiscord, User};

/// Exchanges gone through, and the clicks of each, one after the other.
const EXCHANGES: usize = 200;
const ANSWERS: [&str; 5] = [
    "Non, personne",
    "Avis négatif ou mitigé",
    "Oui, il critique",
    "Non, le risque est faible",
    "Répondre publiquement",
];
/// Exchanges that are answered at once.
const AT_ONCE: usize = 64;

#[tokio::main]
async fn main() {
    let fake = FakeDiscord::start();
    let guild = fake.guild("Cabinet", "fr");
    let channel = fake.channel(&guild, "avis");
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("egard.toml");
    let text = format!(
        "[[practice]]\nid = \"cabinet\"\nname = \"Cabinet\"\n[discord]\napi = \"{}\"\n[[discord.guild]]\nid = {}\npractice = \"cabinet\"\n",
        fake.api_url(),
        guild.id
    );
    std::fs::write(&config, text).unwrap();

    let started = Instant::now();
    let bot = Bot::spawn(&fake, env!("CARGO_BIN_EXE_egard"), &config, &folder.path().join("data"));
    fake.identified().await;
    println!("start to IDENTIFY: {:.1?}", started.elapsed());
    fake.registered().await;
    println!("when idle: {}", Used::of(bot.id().unwrap()));

    let alice = User::new("Alice", "fr", &[]);
    let mut took = Vec::new();
    for _ in 0..EXCHANGES {
        let review = fake.post(&alice, &channel, "Deux heures d’attente, accueil glacial.");
        let answer = fake.message_command(&alice, &channel, "Répondre à cet avis", &review).await;
        let mut card = answer.public().clone();
        let before = fake.timings().len();
        for label in ANSWERS {
            card = fake.click(&alice, &card, label).await.update().clone();
        }
        took.extend_from_slice(&fake.timings()[before..]);
    }
    show("one after the other", &took);

    let mut cards = Vec::new();
    for _ in 0..AT_ONCE {
        let review = fake.post(&alice, &channel, "Accueil glacial.");
        let answer = fake.message_command(&alice, &channel, "Répondre à cet avis", &review).await;
        cards.push(answer.public().clone());
    }
    let before = fake.timings().len();
    let clicks: Vec<_> = cards.iter().map(|card| fake.click(&alice, card, "Non, personne")).collect();
    for click in clicks {
        click.await;
    }
    show("64 at once", &fake.timings()[before..]);
    println!("after the load: {}", Used::of(bot.id().unwrap()));
    bot.terminate().await;
}

fn show(name: &str, timings: &[(String, Duration)]) {
    println!("{}", spread(name, timings.iter().map(|(_, took)| *took).collect()));
}
