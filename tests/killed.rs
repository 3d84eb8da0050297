//! The power may go at any moment: what a person was shown as done is still there afterwards.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may unwrap")]

mod archive;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use egard::exchange::{Event, ExchangeId, Recorded};
use egard::journal::embedded::{EmbeddedJournal, verify};
use egard::journal::{Journal, Query};
use jiff::Timestamp;
use regex::Regex;
use serde_json::Value;
use tempfile::TempDir;

/// How often a process is killed, always over the same folder: ten times, or as often as `EGARD_ROUNDS` says.
fn rounds() -> usize {
    std::env::var("EGARD_ROUNDS").map_or(10, |rounds| rounds.parse().unwrap())
}

/// Exchanges that one round would write if it were left alone: more than it ever gets to.
const EXCHANGES: usize = 200;
/// The lines of output after one of which a round is killed.
const LINES: u64 = 1_500;
/// The answers given in each exchange, and then other wordings.
const ANSWERS: [&str; 7] = ["none", "critical", "lawful", "low", "reply", "waiting", "yes"];

fn egard(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_egard"));
    command.current_dir(folder).args(["--lang", "en"]).args(arguments).env_remove("EGARD_LOG");
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let output = egard(folder, arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    output
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What a person would type to take many reviews through many steps.
fn script() -> String {
    let answers = ANSWERS.join("\n");
    format!("\n{answers}\nanother\nanother\nanother\nanother\nnext\n").repeat(EXCHANGES)
}

/// Lets the process write until it has shown so many lines, and kills it as it goes on. Gives the
/// exchanges shown, each with its number of screens, which is the revision that was acknowledged;
/// the last one of them last.
fn killed_after(folder: &Path, script: &str, lines: usize) -> Vec<(String, u64)> {
    let mut child =
        egard(folder, &["chat"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let screen = Regex::new(r" exchange ([0-9a-z]{10})\n$").unwrap();
    let mut shown: Vec<(String, u64)> = Vec::new();
    let (mut line, mut read) = (String::new(), 0);
    loop {
        line.clear();
        // What stands in the pipe when the process is killed was shown too.
        if output.read_line(&mut line).unwrap_or(0) == 0 {
            break;
        }
        if let Some(found) = screen.captures(&line) {
            match shown.last_mut() {
                Some((exchange, screens)) if *exchange == found[1] => *screens += 1,
                _ => shown.push((found[1].to_owned(), 1)),
            }
        }
        read += 1;
        if read == lines {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    shown
}

/// The same for what is found: each round searches between its steps, so that it is killed between the archive and
/// the index, or as the index is written. Every exchange that was shown is found afterwards.
#[test]
fn what_was_shown_is_found_after_the_process_was_killed() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let mut shown = std::collections::BTreeSet::new();
    let rounds = rounds().min(20) / 2;
    for round in 1..=rounds {
        let lines = usize::try_from(20 + rand::random::<u64>() % (LINES / 3)).unwrap();
        let script = "\nnone\nnext\n:s minutes\n1\nnext\n".repeat(EXCHANGES);
        shown.extend(killed_after(folder, &script, lines).into_iter().map(|(exchange, _)| exchange));
        let found = json(&run(folder, &["journal", "search", "minute", "icy", "--format", "json"]));
        let total = usize::try_from(found["total"].as_u64().unwrap()).unwrap();
        // One more review may have been taken in and not yet shown, in each round.
        assert!((shown.len()..=shown.len() + round).contains(&total), "round {round}: {total} of {}", shown.len());
    }
    assert!(shown.len() > rounds, "only {} exchanges were begun: the test kills too early", shown.len());
}

/// In the midst of writing: the archive is proved whole, every step that was shown is
/// there, in order, and an index built anew from the archive says the same.
#[test]
fn a_step_that_was_shown_outlives_the_process() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let mut acknowledged: BTreeMap<String, u64> = BTreeMap::new();
    let rounds = rounds().min(20);
    for round in 1..=rounds {
        let lines = usize::try_from(20 + rand::random::<u64>() % LINES).unwrap();
        let shown = killed_after(folder, &script(), lines);
        let case = format!("round {round}, killed after {lines} lines");
        acknowledged.extend(shown.iter().cloned());
        run(folder, &["journal", "verify"]);

        let list = json(&run(folder, &["journal", "list", "--format", "json"]));
        let kept: BTreeMap<&str, u64> = list
            .as_array()
            .unwrap()
            .iter()
            .map(|exchange| (exchange["exchange"].as_str().unwrap(), exchange["revision"].as_u64().unwrap()))
            .collect();
        for (exchange, revision) in &acknowledged {
            let kept = kept.get(exchange.as_str()).unwrap_or_else(|| panic!("{case}: {exchange} is gone"));
            // One more step may have been written and not yet shown.
            assert!(
                (*revision..=revision + 1).contains(kept),
                "{case}: {exchange} was shown at {revision}, kept at {kept}"
            );
        }

        let Some((exchange, revision)) = shown.last() else { continue };
        let events = json(&run(folder, &["journal", "show", exchange, "--format", "json"]));
        let answers: Vec<_> =
            events.as_array().unwrap().iter().filter_map(|line| line["event"]["answer"].as_str()).collect();
        assert!(ANSWERS.starts_with(&answers), "{case}: {answers:?}");
        let shown_answers = usize::try_from(*revision - 1).unwrap().min(ANSWERS.len());
        assert!(answers.len() >= shown_answers, "{case}: {shown_answers} answers were shown, {answers:?} are kept");
    }
    assert!(acknowledged.len() > rounds, "only {} exchanges were begun: the test kills too early", acknowledged.len());

    let before = json(&run(folder, &["journal", "list", "--format", "json"]));
    run(folder, &["journal", "rebuild"]);
    assert_eq!(json(&run(folder, &["journal", "list", "--format", "json"])), before);
    run(folder, &["journal", "verify"]);
}

/// The data folder of the process that is killed.
const CHILD: &str = "EGARD_TEST_JOURNAL";
/// How many write at once in it.
const WRITERS: usize = 16;

/// An answer that is given once in all rounds.
fn answered(token: &str) -> Event {
    Event::Answered { question: "topic".to_owned(), answer: token.to_owned() }
}

fn token_of(recorded: &Recorded) -> Option<&str> {
    match &recorded.event {
        Event::Answered { answer, .. } => Some(answer),
        _ => None,
    }
}

/// Not a test by itself: the process that is killed. Each writer takes exchanges of its own through five steps of two
/// events, and says what is acknowledged: the exchange, its revision, and the step's own word.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn child_that_is_killed() {
    let Some(folder) = std::env::var_os(CHILD) else { return };
    let (journal, _) = EmbeddedJournal::open(Path::new(&folder)).unwrap();
    let writers = (0..WRITERS).map(|_| {
        let journal = journal.clone();
        tokio::spawn(async move {
            // Until it is killed.
            loop {
                let number = rand::random();
                let mut revision = 0;
                for _ in 0..5 {
                    let token = format!("{:016x}", rand::random::<u64>());
                    let mut events = vec![answered(&token), answered(&format!("{token}-2"))];
                    if revision == 0 {
                        events[0] = archive::received("Trop d’attente.", None, None);
                    }
                    let step = archive::append(number, revision, Timestamp::now(), events);
                    revision = journal.append(step).await.unwrap();
                    let mut out = std::io::stdout().lock();
                    writeln!(out, "ack {} {revision} {token}", ExchangeId::from_random(number)).unwrap();
                    out.flush().unwrap();
                }
            }
        })
    });
    let writers: Vec<_> = writers.collect();
    // None of them comes to an end by itself.
    writers.into_iter().next().unwrap().await.unwrap();
}

fn child(folder: &Path) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "child_that_is_killed", "--nocapture"]).env(CHILD, folder);
    command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

/// What was acknowledged: each step's word, with its exchange and the revision it made.
type Acknowledged = BTreeMap<String, (ExchangeId, u32)>;

/// Lets the process acknowledge so many steps, and kills it; what stands in the pipe was acknowledged too. With none
/// to wait for, it is killed wherever it is on its way to the first.
fn killed_after_steps(folder: &Path, steps: usize) -> Acknowledged {
    let mut child = child(folder);
    let mut acknowledged = Acknowledged::new();
    let mut take = |line: &str| {
        // A line that the kill cut short acknowledges nothing.
        let mut words = line.split(' ').skip_while(|word| *word != "ack").skip(1);
        let (exchange, revision, token) = (words.next()?, words.next()?, words.next()?);
        let exchange = exchange.parse().ok().filter(|_| token.len() == 16)?;
        acknowledged.insert(token.to_owned(), (exchange, revision.parse().ok()?));
        Some(())
    };
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut count = 0;
    while count < steps {
        count += usize::from(take(&lines.next().unwrap().unwrap()).is_some());
    }
    if steps == 0 {
        let _ = lines.next();
        for _ in 0..rand::random_range(0..20_000_000) {
            std::hint::spin_loop();
        }
    }
    child.kill().unwrap();
    for line in lines.map_while(Result::ok) {
        take(&line);
    }
    child.wait().unwrap();
    acknowledged
}

/// Every word that is kept, with its exchange and its revision; none may be kept twice, nor a step by half.
async fn kept(journal: &EmbeddedJournal, case: &str) -> Acknowledged {
    let mut kept = Acknowledged::new();
    for summary in journal.list(&Query::default()).await.unwrap() {
        let history = journal.load(&summary.practice, summary.exchange).await.unwrap();
        let two_each = (1..=summary.revision).flat_map(|revision| [revision; 2]);
        assert!(history.iter().map(|line| line.revision).eq(two_each), "{case}: {} by half", summary.exchange);
        for line in &history {
            let Some(token) = token_of(line).and_then(|token| token.strip_suffix("-2")) else { continue };
            let twice = kept.insert(token.to_owned(), (summary.exchange, line.revision));
            assert_eq!(twice, None, "{case}: {token} is kept twice");
        }
    }
    kept
}

/// Sixteen write at once and the process is killed at a random step; every third time its working store is gone,
/// and it is killed as it is built anew as well. Nothing acknowledged is lost or doubled, no
/// step is kept by half, what was not acknowledged is at most one step of each writer, and the archive proves itself.
#[tokio::test]
async fn what_was_acknowledged_survives_a_kill() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let (mut acknowledged, mut unacknowledged) = (Acknowledged::new(), BTreeSet::new());
    let (rounds, mut longest) = (rounds(), Duration::ZERO);
    for round in 1..=rounds {
        let case = format!("round {round}");
        if round % 3 == 0 {
            std::fs::remove_dir_all(folder.join("sled")).unwrap();
            acknowledged.extend(killed_after_steps(folder, 0));
        }
        acknowledged.extend(killed_after_steps(folder, rand::random_range(1..300)));

        let begin = Instant::now();
        let (journal, opening) = EmbeddedJournal::open(folder).unwrap();
        longest = longest.max(begin.elapsed());
        assert_eq!(opening.lost, 0, "{case}");
        let verified = verify(folder).unwrap();
        assert_eq!((verified.practices[0].seq, verified.unfinished), (verified.lines, false), "{case}");
        // Reading all of it each time would take longer than the rounds themselves.
        if round % 10 == 0 || round == rounds {
            let kept = kept(&journal, &case).await;
            for (token, place) in &acknowledged {
                assert_eq!(kept.get(token), Some(place), "{case}: {token} was acknowledged");
            }
            unacknowledged.extend(kept.keys().filter(|token| !acknowledged.contains_key(*token)).cloned());
            let kills = round + round / 3;
            assert!(unacknowledged.len() <= kills * WRITERS, "{case}: {} unacknowledged", unacknowledged.len());
        }
        journal.close().await.unwrap();
    }
    let lines = verify(folder).unwrap().lines;
    eprintln!(
        "{rounds} rounds, {} steps acknowledged, {} kept besides, {lines} lines, longest opening {longest:?}",
        acknowledged.len(),
        unacknowledged.len()
    );
}
