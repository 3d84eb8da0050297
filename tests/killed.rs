//! The power may go at any moment: what a person was shown as done is still there afterwards.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may unwrap")]

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use regex::Regex;
use serde_json::Value;
use tempfile::TempDir;

/// How often the process is killed, always over the same folder.
const ROUNDS: usize = 10;
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
    for round in 1..=ROUNDS / 2 {
        let lines = usize::try_from(20 + rand::random::<u64>() % (LINES / 3)).unwrap();
        let script = "\nnone\nnext\n:s minutes\n1\nnext\n".repeat(EXCHANGES);
        shown.extend(killed_after(folder, &script, lines).into_iter().map(|(exchange, _)| exchange));
        let found = json(&run(folder, &["journal", "search", "minute", "icy", "--format", "json"]));
        let total = usize::try_from(found["total"].as_u64().unwrap()).unwrap();
        // One more review may have been taken in and not yet shown, in each round.
        assert!((shown.len()..=shown.len() + round).contains(&total), "round {round}: {total} of {}", shown.len());
    }
    assert!(shown.len() > ROUNDS, "only {} exchanges were begun: the test kills too early", shown.len());
}

/// Ten times, in the midst of writing: the archive is proved whole, every step that was shown is
/// there, in order, and an index built anew from the archive says the same.
#[test]
fn a_step_that_was_shown_outlives_the_process() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let mut acknowledged: BTreeMap<String, u64> = BTreeMap::new();
    for round in 1..=ROUNDS {
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
    assert!(acknowledged.len() > ROUNDS, "only {} exchanges were begun: the test kills too early", acknowledged.len());

    let before = json(&run(folder, &["journal", "list", "--format", "json"]));
    run(folder, &["journal", "rebuild"]);
    assert_eq!(json(&run(folder, &["journal", "list", "--format", "json"])), before);
    run(folder, &["journal", "verify"]);
}
