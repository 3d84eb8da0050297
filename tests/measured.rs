//! The guard on labelled replies that nobody wrote for it: one table, and floors that hold what it shows.
//!
//! Each `round-N` was written by someone who had seen neither rules nor training texts, judged alike by
//! a second reader who had not seen the labels, and measured once before anything was mended; what it
//! gave then stands in `tests/corpus/README.md`. None of these sets is trained on.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a test may unwrap, and shows its table"
)]

#[path = "support/corpus.rs"]
mod corpus;

use std::fmt::Write as _;

use egard::guard::{Finding, Guard, Severity, Subject, Verdict};
use egard::language::Language;
use egard::pack::{Files, Pack};
use serde_json::Value;

/// What a set holds at least, in hundredths: unfit replies found and blocked, and at most: fit replies
/// suspected and blocked.
struct Floor {
    set: &'static str,
    found: usize,
    blocked: usize,
    alarmed: usize,
    stopped: usize,
}

const FLOORS: [Floor; 9] = [
    Floor { set: "replies", found: 95, blocked: 70, alarmed: 4, stopped: 0 },
    Floor { set: "replies-spans", found: 95, blocked: 80, alarmed: 6, stopped: 3 },
    Floor { set: "round-1", found: 90, blocked: 55, alarmed: 10, stopped: 4 },
    Floor { set: "round-2", found: 80, blocked: 40, alarmed: 14, stopped: 4 },
    Floor { set: "round-3", found: 80, blocked: 40, alarmed: 14, stopped: 4 },
    Floor { set: "round-4", found: 80, blocked: 40, alarmed: 14, stopped: 4 },
    Floor { set: "round-5", found: 80, blocked: 40, alarmed: 14, stopped: 4 },
    Floor { set: "twins-1", found: 50, blocked: 10, alarmed: 30, stopped: 4 },
    Floor { set: "twins-2", found: 40, blocked: 7, alarmed: 12, stopped: 4 },
];

/// Counts over the replies of a set, or of one language of it.
#[derive(Default)]
struct Counts {
    unfit: usize,
    found: usize,
    blocked: usize,
    fit: usize,
    alarmed: usize,
    stopped: usize,
    marks: usize,
    met: usize,
}

impl Counts {
    fn add(&mut self, reply: &Value, findings: &[Finding]) {
        let verdict = Verdict::of(findings);
        let (warned, blocked) = (usize::from(verdict > Verdict::Pass), usize::from(verdict == Verdict::Block));
        if reply["label"] == "bad" {
            self.unfit += 1;
            self.found += warned;
            self.blocked += blocked;
            for mark in marks(reply) {
                let meets = |finding: &&Finding| finding.start < mark.end && mark.start < finding.end;
                self.marks += 1;
                self.met +=
                    usize::from(findings.iter().filter(|one| one.severity > Severity::Notice).any(|one| meets(&one)));
            }
        } else {
            self.fit += 1;
            self.alarmed += warned;
            self.stopped += blocked;
        }
    }

    fn line(&self, name: &str) -> String {
        let share = |some: usize, all: usize| {
            if all == 0 { "-".to_owned() } else { format!("{:.1} %", 100.0 * some as f64 / all as f64) }
        };
        format!(
            "{name:<18} {:>5} {:>8} {:>8} {:>8} | {:>5} {:>8} {:>8}",
            self.unfit,
            share(self.found, self.unfit),
            share(self.blocked, self.unfit),
            share(self.met, self.marks),
            self.fit,
            share(self.alarmed, self.fit),
            share(self.stopped, self.fit),
        )
    }
}

/// The marked words of a reply, as bytes.
fn marks(reply: &Value) -> Vec<std::ops::Range<usize>> {
    let text = reply["text"].as_str().unwrap();
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let at = |value: &Value| ends[usize::try_from(value.as_u64().unwrap()).unwrap()];
    let spans = reply["spans"].as_array().or_else(|| reply["gold"].as_array());
    spans.into_iter().flatten().map(|span| at(&span[0])..at(&span[1])).collect()
}

fn measure(guard: &Guard, set: &str, table: &mut String) -> Counts {
    let mut all = Counts::default();
    let mut by_language = [Counts::default(), Counts::default()];
    for reply in corpus::lines(&format!("{set}.jsonl")) {
        if reply["label"] == "borderline" {
            continue;
        }
        let language: Language = reply["lang"].as_str().unwrap().parse().unwrap();
        let subject = Subject {
            language: Some(language),
            review: reply["review"].as_str(),
            ..Subject::public(reply["text"].as_str().unwrap())
        };
        let findings = guard.check(&subject).findings;
        all.add(&reply, &findings);
        by_language[usize::from(language == Language::En)].add(&reply, &findings);
    }
    for (language, counts) in Language::ALL.into_iter().zip(&by_language) {
        let _ = writeln!(table, "{}", counts.line(&format!("{set} {}", language.code())));
    }
    let _ = writeln!(table, "{}", all.line(set));
    all
}

#[test]
fn the_guard_holds_on_replies_of_others() {
    let guard = Pack::load_guard(&Files::embedded(), "health-fr").unwrap();
    let mut table = format!(
        "{:<18} {:>5} {:>8} {:>8} {:>8} | {:>5} {:>8} {:>8}\n",
        "set", "unfit", "found", "blocked", "marks", "fit", "alarmed", "blocked"
    );
    let counts: Vec<Counts> = FLOORS.iter().map(|floor| measure(&guard, floor.set, &mut table)).collect();
    println!("{table}");
    for (floor, counts) in FLOORS.iter().zip(&counts) {
        let name = floor.set;
        assert!(counts.unfit > 20 && counts.fit > 20, "{name} is there\n{table}");
        assert!(counts.found * 100 >= floor.found * counts.unfit, "{name}: too few found\n{table}");
        assert!(counts.blocked * 100 >= floor.blocked * counts.unfit, "{name}: too few blocked\n{table}");
        assert!(counts.alarmed * 100 <= floor.alarmed * counts.fit, "{name}: too many suspected\n{table}");
        assert!(counts.stopped * 100 <= floor.stopped * counts.fit, "{name}: too many blocked\n{table}");
    }
}
