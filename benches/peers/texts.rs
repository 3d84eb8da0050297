//! The guard beside Presidio and EDS-NLP, on replies that it was not trained on.
//!
//! Each tool is a process of its own that is given the same task and says which places of which texts it
//! objects to; what that is worth is settled here, alike for all. Nothing else is asked of the others than to
//! object to something: neither the right reason nor the right kind.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::ops::Range;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use egard::guard::{Guard, Severity, Subject};
use egard::language::Language;
use egard::pack::{Files, Pack};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::gauge::Used;
use crate::{install, median, table};

/// The argument by which this program is the guard alone.
pub(crate) const ALONE: &str = "guard-alone";

/// Sets of replies in `tests/corpus/`, together under one name.
const SETS: [(&str, &[&str]); 2] =
    [("rounds 1–5", &["round-1", "round-2", "round-3", "round-4", "round-5"]), ("twins 1–2", &["twins-1", "twins-2"])];

/// The kinds of fault that are breaches of secrecy.
const SECRECY: [&str; 10] = [
    "confirms_patient",
    "denies_patient",
    "clinical_detail",
    "visit_or_date",
    "billing_or_account",
    "third_party",
    "identity",
    "asks_public_details",
    "medical_advice",
    "admits_liability",
];

/// How many texts of a thousand characters are timed for each language.
const TIMED: usize = 20;

/// What a tool is given.
#[derive(Serialize, Deserialize)]
struct Task {
    texts: Vec<Reply>,
    timed: BTreeMap<String, Vec<String>>,
}

#[derive(Serialize, Deserialize)]
struct Reply {
    id: String,
    lang: String,
    text: String,
    review: String,
    /// The places at fault, and whether each is a breach of secrecy; none of a fit reply.
    #[serde(skip)]
    marks: Vec<(Range<usize>, bool)>,
    #[serde(skip)]
    unfit: bool,
    #[serde(skip)]
    set: usize,
}

/// What a tool answers; places in code points, times in seconds, memory in KiB.
#[derive(Serialize, Deserialize)]
struct Answer {
    versions: BTreeMap<String, String>,
    loading: f64,
    resident: f64,
    seconds: BTreeMap<String, Vec<f64>>,
    found: BTreeMap<String, Vec<(usize, usize)>>,
}

/// Asks every tool that can be had, and prints the tables.
pub(crate) fn compare() {
    let task = task();
    let mut answers = Vec::new();
    let egard = std::env::current_exe().map_err(|e| e.to_string());
    answers.push(("Égard’s guard", egard.and_then(|program| ask(Command::new(program).arg(ALONE), &task))));
    let others: [(&str, &[&str]); 4] = [
        ("Presidio", &["presidio"]),
        ("Presidio, no dates", &["presidio", "--no-dates"]),
        ("EDS-NLP", &["edsnlp"]),
        ("EDS-NLP, no dates", &["edsnlp", "--no-dates"]),
    ];
    match install::python("guard") {
        Ok(python) => answers.extend(others.map(|(name, args)| {
            let mut command = Command::new(&python);
            (name, ask(command.arg(install::source("guard/measure.py")).args(args).env("TQDM_DISABLE", "1"), &task))
        })),
        Err(e) => println!("left out: Presidio and EDS-NLP: {e}"),
    }
    let answers: Vec<(&str, Answer)> = answers
        .into_iter()
        .filter_map(|(name, answer)| answer.map_err(|e| println!("left out: {name}: {e}")).ok().map(|a| (name, a)))
        .collect();
    show_found(&task, &answers);
    show_cost(&answers);
}

/// What was found, by set, tool and language.
fn show_found(task: &Task, answers: &[(&str, Answer)]) {
    println!("\nTexts: what each tool objects to in replies that the guard was not trained on\n");
    let mut shown =
        table(&["set", "tool", "", "unfit replies found", "secrecy passages met", "fit replies alarmed"], 3);
    for (set, (name, _)) in SETS.iter().enumerate() {
        for lang in ["fr", "en"] {
            for (tool, answer) in answers.iter().filter(|(_, answer)| answer.seconds.contains_key(lang)) {
                let texts: Vec<&Reply> = task.texts.iter().filter(|t| t.set == set && t.lang == lang).collect();
                let [found, met, alarmed] = score(&texts, answer);
                let row = [(*name).to_owned(), (*tool).to_owned(), lang.to_owned(), found, met, alarmed];
                shown.add_row(row);
            }
        }
    }
    println!("{shown}");
}

/// What it cost.
fn show_cost(answers: &[(&str, Answer)]) {
    println!("\nTexts: the cost\n");
    let head = ["tool", "versions", "1,000 characters fr", "1,000 characters en", "loading", "resident MiB"];
    let mut shown = table(&head, 2);
    for (tool, answer) in answers {
        let time = |lang: &str| match answer.seconds.get(lang) {
            Some(seconds) => format!("{:.3} ms", median(seconds.clone()) * 1_000.0),
            None => "-".to_owned(),
        };
        let versions: Vec<String> = answer.versions.iter().map(|(name, version)| format!("{name} {version}")).collect();
        shown.add_row([
            (*tool).to_owned(),
            versions.join(", "),
            time("fr"),
            time("en"),
            format!("{:.2} s", answer.loading),
            format!("{:.0}", answer.resident / 1024.0),
        ]);
    }
    println!("{shown}");
}

/// Unfit replies objected to, passages of secrecy met, fit replies objected to.
fn score(texts: &[&Reply], answer: &Answer) -> [String; 3] {
    let found = |text: &Reply| answer.found.get(&text.id).is_some_and(|found| !found.is_empty());
    let (unfit, fit): (Vec<&Reply>, Vec<&Reply>) = texts.iter().partition(|text| text.unfit);
    let breaches: Vec<(&str, &Range<usize>)> = unfit
        .iter()
        .flat_map(|text| text.marks.iter().filter(|(_, secrecy)| *secrecy).map(|(mark, _)| (text.id.as_str(), mark)))
        .collect();
    let meets = |(id, mark): &&(&str, &Range<usize>)| {
        let found = answer.found.get(*id).map_or(&[][..], Vec::as_slice);
        found.iter().any(|(start, end)| *start < mark.end && mark.start < *end)
    };
    let share = |some: usize, all: usize| format!("{some}/{all} ({:.0} %)", 100.0 * some as f64 / all as f64);
    [
        share(unfit.iter().filter(|text| found(text)).count(), unfit.len()),
        share(breaches.iter().filter(meets).count(), breaches.len()),
        share(fit.iter().filter(|text| found(text)).count(), fit.len()),
    ]
}

/// The replies of all sets, and for each language the first thousands of characters they make together.
fn task() -> Task {
    let mut texts = Vec::new();
    for (set, (_, files)) in SETS.iter().enumerate() {
        for file in *files {
            let path = format!("{}/tests/corpus/{file}.jsonl", env!("CARGO_MANIFEST_DIR"));
            let lines = std::fs::read_to_string(&path).unwrap();
            texts.extend(lines.lines().enumerate().map(|(number, line)| text(line, set, format!("{file}-{number}"))));
        }
    }
    let languages: BTreeSet<String> = texts.iter().map(|text| text.lang.clone()).collect();
    let timed = languages.into_iter().map(|lang| {
        let all: String = texts.iter().filter(|t| t.lang == lang).flat_map(|t| [t.text.as_str(), "\n"]).collect();
        let all: Vec<char> = all.chars().collect();
        (lang, all.chunks_exact(1_000).take(TIMED).map(|chunk| chunk.iter().collect()).collect())
    });
    let timed = timed.collect();
    Task { texts, timed }
}

fn text(line: &str, set: usize, id: String) -> Reply {
    let reply: Value = serde_json::from_str(line).unwrap();
    let said = |key: &str| reply[key].as_str().unwrap_or_default().to_owned();
    let place = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    let marks = reply["spans"].as_array().into_iter().flatten();
    let marks = marks.map(|mark| {
        let secrecy = SECRECY.iter().any(|kind| mark[2] == **kind);
        (place(&mark[0])..place(&mark[1]), secrecy)
    });
    let marks = marks.collect();
    let unfit = reply["label"] == "bad";
    Reply { id, lang: said("lang"), text: said("text"), review: said("review"), marks, unfit, set }
}

/// Gives a tool the task and takes its answer.
fn ask(command: &mut Command, task: &Task) -> Result<Answer, String> {
    let tool = Path::new(command.get_program()).display().to_string();
    let task = serde_json::to_vec(task).map_err(|e| e.to_string())?;
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| format!("{tool}: {e}"))?;
    // A tool reads all of it before it says anything; closing the pipe is what tells it that this was all.
    child.stdin.take().map(|mut pipe| pipe.write_all(&task)).transpose().map_err(|e| e.to_string())?;
    let output = child.wait_with_output().map_err(|e| e.to_string())?;
    if !output.status.success() {
        return Err(format!("{}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim()));
    }
    serde_json::from_slice(&output.stdout).map_err(|e| format!("its answer: {e}"))
}

/// The guard as a process of its own, which answers like the other tools do.
pub(crate) fn guard_alone() {
    let task: Task = serde_json::from_reader(std::io::stdin()).unwrap();
    let before = Instant::now();
    let guard = Pack::load_guard(&Files::embedded(), "health-fr").unwrap();
    let loading = before.elapsed().as_secs_f64();
    let found = task.texts.iter().map(|text| {
        let subject = Subject { review: Some(&text.review), ..subject(&text.text, &text.lang) };
        (text.id.clone(), found(&guard, &subject))
    });
    let found = found.collect();
    let seconds = task.timed.iter().map(|(lang, texts)| (lang.clone(), timed(&guard, texts, lang)));
    let seconds = seconds.collect();
    let versions = BTreeMap::from([("egard".to_owned(), env!("CARGO_PKG_VERSION").to_owned())]);
    let resident = Used::here().mebibytes() * 1024.0;
    println!("{}", serde_json::to_string(&Answer { versions, loading, resident, seconds, found }).unwrap());
}

fn subject<'a>(text: &'a str, lang: &str) -> Subject<'a> {
    let language: Language = lang.parse().unwrap();
    Subject { language: Some(language), ..Subject::public(text) }
}

/// The places where the guard asks a person to read again, or more, in code points.
fn found(guard: &Guard, subject: &Subject<'_>) -> Vec<(usize, usize)> {
    let points = |byte: usize| subject.text[..byte].chars().count();
    let findings = guard.check(subject).findings;
    let grave = findings.iter().filter(|finding| finding.severity > Severity::Notice);
    grave.map(|finding| (points(finding.start), points(finding.end))).collect()
}

/// Seconds for each text, after a first pass that warms up.
fn timed(guard: &Guard, texts: &[String], lang: &str) -> Vec<f64> {
    let mut took = Vec::new();
    for turn in 0..4 {
        for text in texts {
            let subject = subject(text, lang);
            let start = Instant::now();
            std::hint::black_box(guard.check(std::hint::black_box(&subject)));
            if turn > 0 {
                took.push(start.elapsed().as_secs_f64());
            }
        }
    }
    took
}
