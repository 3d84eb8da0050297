//! The shipped cues against their own examples and against labelled reviews.
//!
//! The first three sets were in sight while the cues were written, or were learned from, and flatter; the two
//! blind ones tell how the cues do on reviews of other people. The floors only hold what is there.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may unwrap, and shows its table")]

#[path = "support/corpus.rs"]
mod corpus;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use corpus::lines;
use egard::cue::{CueReader, Ground, ReviewReading, Signal};
use egard::language::Language;
use egard::pack::{Files, Pack};
use serde_json::Value;

fn cues() -> CueReader {
    Pack::load_cues(&Files::embedded(), "health-fr").unwrap()
}

#[test]
fn every_shipped_cue_keeps_its_promises() {
    let faults: Vec<String> = cues().self_test().iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// No message says what a review is: a ground is possible until someone entitled says otherwise.
#[test]
fn every_message_about_a_ground_is_worded_with_care() {
    for cue in cues().cues().filter(|cue| matches!(cue.points_to, Signal::Ground(_))) {
        let (fr, en) = (&cue.message.fr, &cue.message.en);
        assert!(fr.contains("confirmer") && en.contains("confirmed"), "{}: {fr} {en}", cue.id);
        assert!(fr.contains("{match}") && en.contains("{match}"), "{}", cue.id);
    }
}

/// Harsh, unfair or wounding, and lawful: no ground may be suggested.
#[test]
fn a_harsh_opinion_gets_no_ground() {
    let cues = cues();
    for review in [
        "Nul, à fuir.",
        "Incompétents, honteux, menteurs.",
        "Hautain, expéditif, il coupe la parole. Humainement c’est zéro.",
        "Une honte. Je vais saisir l’Ordre, mon avocat et le tribunal.",
        "On m’a traitée de menteuse et on m’a pris pour un imbécile.",
        "Terrible, avoid. Rude, rushed, incompetent, a waste of money.",
        "I'm not calling him a butcher, I'm saying a raised hand means stop.",
        "See you in court. Refund me or I go to the ombudsman.",
    ] {
        assert_eq!(cues.read(review, None).grounds(), [], "{review}");
    }
}

/// Found of how many, by kind.
#[derive(Default)]
struct Table {
    found: BTreeMap<String, (usize, usize)>,
}

impl Table {
    fn count(&mut self, kind: impl Into<String>, found: bool) {
        let (hit, all) = self.found.entry(kind.into()).or_default();
        *hit += usize::from(found);
        *all += 1;
    }

    fn percent(&self, kind: &str) -> usize {
        let (hit, all) = self.found.get(kind).unwrap_or_else(|| panic!("the set has no {kind}"));
        hit * 100 / all
    }

    fn show(&self, set: &str) {
        let mut shown = format!("{set}\n");
        for (kind, (hit, all)) in &self.found {
            writeln!(shown, "  {kind:<32} {hit:>3}/{all}").unwrap();
        }
        println!("{shown}");
    }
}

const WRONG: &str = "lawful given a ground";

fn weigh(table: &mut Table, review: &Value, grounds: &[&str], urgent: Option<&str>, reading: &ReviewReading) {
    let found = reading.grounds();
    for ground in grounds {
        let ground: Ground = serde_json::from_value(Value::from(*ground)).unwrap();
        table.count(format!("ground.{}", ground.as_str()), found.contains(&ground));
    }
    if let Some(urgent) = urgent {
        table.count("emergencies", !reading.urgent().is_empty());
        table.count(format!("urgent.{urgent}"), !reading.urgent().is_empty());
    } else if grounds.is_empty() {
        table.count("lawful given an emergency", !reading.urgent().is_empty());
        table.count(WRONG, !found.is_empty());
    }
    if let Some(complaint) = review["complaint"].as_bool() {
        let name = if complaint { "complaint" } else { "no complaint, taken for one" };
        table.count(name, reading.is_complaint());
    }
}

/// The table of a set that was labelled with grounds and emergencies.
fn weighed(file: &str) -> Table {
    let cues = cues();
    let mut table = Table::default();
    for review in lines(file) {
        let language = review["lang"].as_str().and_then(|code| code.parse::<Language>().ok());
        let reading = cues.read(review["text"].as_str().unwrap(), language);
        let grounds: Vec<&str> = review["grounds"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        weigh(&mut table, &review, &grounds, review["urgent"].as_str(), &reading);
    }
    table.show(file);
    table
}

#[test]
fn reviews_that_only_hint_and_lawful_ones_that_sound_violent_are_told_apart() {
    let table = weighed("reviews-hard.jsonl");
    for kind in ["emergencies", "ground.threat", "ground.insult", "ground.extortion"] {
        assert!(table.percent(kind) >= 93, "{kind}");
    }
    // Single sentences, each made to sound violent: the learned cues take some of these twenty-two for it.
    assert!(table.percent(WRONG) <= 23);
}

/// Two sets of reviews by people who saw neither cues nor training texts; the first was judged alike by a
/// second reader. What each gave the first time stands in the README of the corpora.
#[test]
fn reviews_that_nobody_wrote_for_the_cues_are_found() {
    for set in ["reviews-blind-1.jsonl", "reviews-blind-2.jsonl"] {
        let table = weighed(set);
        assert!(table.percent("emergencies") >= 87, "{set}");
        assert!(table.percent("ground.threat") >= 80, "{set}");
        assert!(table.percent("ground.insult") >= 84, "{set}");
        assert!(table.percent(WRONG) <= 8, "{set}");
        assert!(table.percent("lawful given an emergency") <= 24, "{set}");
    }
}

/// Everyday reviews, a third of them under a dozen words: where every sixth of them raised an alarm, people
/// would learn to look away from the one that matters.
#[test]
fn everyday_reviews_raise_few_alarms() {
    let table = weighed("reviews-ordinary.jsonl");
    assert!(table.percent("lawful given an emergency") <= 9);
    assert!(table.percent(WRONG) <= 3);
}

#[test]
fn reviews_that_were_read_while_writing_are_found() {
    let table = weighed("reviews-train.jsonl");
    assert!(table.percent("emergencies") >= 95);
    assert!(table.percent("ground.threat") >= 80);
    assert!(table.percent("ground.insult") >= 85);
    assert!(table.percent(WRONG) <= 3);
    assert!(table.percent("complaint") >= 65);
    assert!(table.percent("no complaint, taken for one") <= 50);
}

#[test]
fn the_other_reviews_are_found() {
    let cues = cues();
    let mut table = Table::default();
    for review in lines("reviews.jsonl") {
        let reading = cues.read(review["text"].as_str().unwrap(), None);
        let (grounds, urgent): (&[&str], _) = match review["kind"].as_str().unwrap() {
            "competitor" | "fake" | "ex_employee" => (&["fake_or_competitor"], None),
            "defamation" | "denigration" => (&["defamation"], None),
            "insult" => (&["insult"], None),
            "privacy" => (&["privacy"], None),
            "threat" => (&["threat"], Some("threat")),
            "urgent_clinical" => (&[], Some("medical_emergency")),
            _ => (&[], None),
        };
        weigh(&mut table, &review, grounds, urgent, &reading);
    }
    table.show("reviews.jsonl");
    for kind in ["emergencies", "ground.threat", "ground.insult"] {
        assert!(table.percent(kind) >= 90, "{kind}");
    }
    assert!(table.percent(WRONG) <= 7);
}
