//! Three bots that take the same step: a message command, a card with buttons, the step on the disk before the
//! answer goes out.
//!
//! Each speaks with a fake Discord of its own, which costs all of them the same. That server and the people
//! acting share the machine's cores with the bot, as little as they need; so what a bot can do in a second is
//! told from the outside, and the processor time of the bot alone beside it.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::gauge::Used;
use crate::support::bot::{Bot, Launch};
use crate::support::fake_discord::{Channel, FakeDiscord, Guild, Pending, User};
use crate::{at, install, median, table};

const COMMAND: &str = "Répondre à cet avis";
const REVIEW: &str = "Deux heures d’attente, un accueil glacial et aucune excuse. Je ne reviendrai pas.";
/// Interactions before anything counts, so that whoever compiles while running has done so.
const WARM_UP: usize = 500;
/// Interactions one after the other.
const ALONE: usize = 2_000;
/// Interactions of which so many are always under way.
const MANY: usize = 5_000;
const UNDER_WAY: usize = 64;
/// How long a bot is left alone before its idle memory is read.
const REST: Duration = Duration::from_secs(3);

/// A bot, and how it is started.
struct Runner {
    name: String,
    program: Program,
}

enum Program {
    Egard,
    Other { binary: PathBuf, script: PathBuf },
}

/// What one round gave: milliseconds, MiB, interactions a second.
struct Round {
    start: f64,
    idle: f64,
    /// Latencies in order: one after the other, and with many under way.
    alone: Vec<f64>,
    many: Vec<f64>,
    a_second: f64,
    /// Processor time of the bot for one interaction of the many.
    processor: f64,
    loaded: f64,
}

/// Runs every bot that can be had, and prints the table.
pub(crate) fn compare(rounds: usize) {
    let runners: Vec<Runner> = [Ok(egard()), discord_js(), discord_py()]
        .into_iter()
        .filter_map(|runner| runner.map_err(|e| println!("left out: {e}")).ok())
        .collect();
    let mut all: Vec<Vec<Round>> = runners.iter().map(|_| Vec::new()).collect();
    for round in 0..rounds {
        // Whoever comes first changes, so that no bot always has the machine at its coolest.
        for turn in 0..runners.len() {
            let which = (round + turn) % runners.len();
            match runners[which].run() {
                Ok(figures) => all[which].push(figures),
                Err(e) => println!("{} failed in round {}: {e}", runners[which].name, round + 1),
            }
        }
    }
    println!(
        "\nBots: {ALONE} interactions one after the other, {MANY} with {UNDER_WAY} under way, after {WARM_UP}; \
         medians of {rounds} rounds\n"
    );
    let mut shown = table(
        &[
            "bot",
            "p50 ms",
            "p99 ms",
            "64: p50 ms",
            "64: p99 ms",
            "64: a second",
            "64: CPU µs each",
            "idle MiB",
            "loaded MiB",
            "start ms",
        ],
        1,
    );
    for (runner, rounds) in runners.iter().zip(&all).filter(|(_, rounds)| !rounds.is_empty()) {
        let middle = |figure: &dyn Fn(&Round) -> f64| median(rounds.iter().map(figure).collect());
        shown.add_row([
            runner.name.clone(),
            format!("{:.2}", middle(&|r| at(&r.alone, 0.5))),
            format!("{:.2}", middle(&|r| at(&r.alone, 0.99))),
            format!("{:.1}", middle(&|r| at(&r.many, 0.5))),
            format!("{:.1}", middle(&|r| at(&r.many, 0.99))),
            format!("{:.0}", middle(&|r| r.a_second)),
            format!("{:.0}", middle(&|r| r.processor * 1_000.0)),
            format!("{:.1}", middle(&|r| r.idle)),
            format!("{:.1}", middle(&|r| r.loaded)),
            format!("{:.1}", middle(&|r| r.start)),
        ]);
    }
    println!("{shown}");
}

fn egard() -> Runner {
    Runner { name: format!("Égard {}", env!("CARGO_PKG_VERSION")), program: Program::Egard }
}

fn discord_js() -> Result<Runner, String> {
    let folder = install::npm("discord_js").map_err(|e| format!("discord.js: {e}"))?;
    let packaged = folder.join(format!("node_modules/node-linux-{}/bin/node", architecture()));
    let binary = if packaged.exists() { packaged } else { "node".into() };
    let library = folder.join("node_modules/discord.js/package.json");
    let library = std::fs::read_to_string(library).map_err(|e| format!("discord.js: {e}"))?;
    let library: serde_json::Value = serde_json::from_str(&library).map_err(|e| format!("discord.js: {e}"))?;
    let name = format!("discord.js {}, Node {}", library["version"].as_str().unwrap_or("?"), install::version(&binary));
    // Node looks for packages beside the script.
    let script = folder.join("bot.js");
    std::fs::copy(install::source("discord_js/bot.js"), &script).map_err(|e| format!("bot.js: {e}"))?;
    Ok(Runner { name, program: Program::Other { binary, script } })
}

/// This machine's architecture, in npm's words.
fn architecture() -> &'static str {
    if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" }
}

fn discord_py() -> Result<Runner, String> {
    let binary = install::python("discord_py").map_err(|e| format!("discord.py: {e}"))?;
    let said = std::process::Command::new(&binary).args(["-c", "import discord; print(discord.__version__)"]).output();
    let library = said.map_err(|e| format!("discord.py: {e}"))?;
    let library = String::from_utf8_lossy(&library.stdout).trim().to_owned();
    let name = format!("discord.py {library}, {}", install::version(&binary));
    Ok(Runner { name, program: Program::Other { binary, script: install::source("discord_py/bot.py") } })
}

impl Runner {
    /// One round, on a thread of its own: what fails there, by panicking too, leaves the others their turn.
    fn run(&self) -> Result<Round, String> {
        std::thread::scope(|scope| {
            let round = scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                runtime.map_err(|e| e.to_string()).map(|runtime| runtime.block_on(self.round()))
            });
            round.join().unwrap_or_else(|_| Err("it panicked".to_owned()))
        })
    }

    async fn round(&self) -> Round {
        let fake = FakeDiscord::builder().limit(Duration::from_secs(60)).start();
        let guild = fake.guild("Cabinet", "fr");
        let channel = fake.channel(&guild, "avis");
        let folder = tempfile::tempdir_in(install::folder()).unwrap();
        let launch = self.launch(&fake, &guild, folder.path());

        let started = Instant::now();
        let bot = launch.spawn(&fake);
        fake.identified().await;
        let start = milliseconds(started.elapsed());
        fake.registered().await;
        let id = bot.id().unwrap();
        tokio::time::sleep(REST).await;
        let idle = Used::of(id).mebibytes();

        let alice = User::new("Alice", "fr", &[]);
        for _ in 0..WARM_UP + ALONE {
            step(&fake, &alice, &channel).await;
        }
        let before = Used::of(id);
        let began = Instant::now();
        let mut under_way = VecDeque::new();
        for _ in 0..MANY {
            if under_way.len() == UNDER_WAY
                && let Some(first) = under_way.pop_front()
            {
                first.await;
            }
            under_way.push_back(step(&fake, &alice, &channel));
        }
        for last in under_way {
            last.await;
        }
        let took = began.elapsed().as_secs_f64();
        let after = Used::of(id);
        let processor = milliseconds(after.processor.saturating_sub(before.processor)) / MANY as f64;
        let loaded = after.mebibytes();

        let timings = fake.timings();
        self.check_the_record(bot, folder.path()).await;
        fake.assert_clean();
        let latencies = |range: std::ops::Range<usize>| {
            let mut all: Vec<f64> = timings[range].iter().map(|(_, took)| milliseconds(*took)).collect();
            all.sort_by(f64::total_cmp);
            all
        };
        let first_of_many = WARM_UP + ALONE;
        Round {
            start,
            idle,
            alone: latencies(WARM_UP..first_of_many),
            many: latencies(first_of_many..first_of_many + MANY),
            a_second: MANY as f64 / took,
            processor,
            loaded,
        }
    }

    fn launch(&self, fake: &FakeDiscord, guild: &Guild, folder: &Path) -> Launch {
        match &self.program {
            Program::Egard => {
                let config = folder.join("egard.toml");
                let text = format!(
                    "[[practice]]\nid = \"cabinet\"\nname = \"Cabinet\"\n[discord]\napi = \"{}\"\n\
                     [[discord.guild]]\nid = {}\npractice = \"cabinet\"\n",
                    fake.api_url(),
                    guild.id
                );
                std::fs::write(&config, text).unwrap();
                egard_at(folder).arg("discord")
            }
            Program::Other { binary, script } => Launch::new(binary)
                .arg(script)
                .env("BENCH_API", fake.api_url())
                .env("BENCH_GATEWAY", fake.gateway_url())
                .env("BENCH_GUILD", guild.id.to_string())
                .env("BENCH_DATABASE", folder.join("bot.db")),
        }
    }

    /// Ends the bot and holds that every step is on record: a bot that forgets is not compared.
    async fn check_the_record(&self, bot: Bot, folder: &Path) {
        let exit = bot.terminate().await;
        let recorded = match &self.program {
            Program::Egard => {
                let archive = folder.join("data/archive");
                let files = std::fs::read_dir(&archive).unwrap().map(|file| file.unwrap().path());
                let lines = files.filter_map(|file| std::fs::read_to_string(file).ok());
                lines.map(|text| text.lines().count()).sum::<usize>() >= WARM_UP + ALONE + MANY
            }
            Program::Other { .. } => exit.stdout.contains(&format!("recorded {}", WARM_UP + ALONE + MANY)),
        };
        assert!(recorded, "{}: steps are missing from the record\n{}{}", self.name, exit.stdout, exit.stderr);
    }
}

fn egard_at(folder: &Path) -> Launch {
    Launch::new(env!("CARGO_BIN_EXE_egard"))
        .arg("--config")
        .arg(folder.join("egard.toml"))
        .arg("--data")
        .arg(folder.join("data"))
}

/// A person uses the command on a review that nobody has answered yet.
fn step(fake: &FakeDiscord, user: &User, channel: &Channel) -> Pending {
    let review = fake.post(user, channel, REVIEW);
    fake.message_command(user, channel, COMMAND, &review)
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}
