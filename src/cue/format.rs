//! The format of cue files, as people write them, and their way into the guard's engine.
//!
//! To the engine a cue is a rule of no gravity: it looks for words in the same ways, names the same
//! lists and predicates, and is held against its examples in the same way. What differs (what it
//! points to instead of what it forbids) stays here.

use std::collections::BTreeMap;

use regex::Regex;
use serde::Deserialize;

use super::Cue;
use super::learned::{self, LearnedCue};
use super::signal::{Ground, Signal, Topic, Urgent};
use crate::fault::Fault;
use crate::guard::engine::{OneOrMany, Placed, RuleTable, Tables};
use crate::guard::{Channel, Example, Family, Kind, Severity};
use crate::language::{Language, Localized};

/// One `[[cue]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CueTable {
    id: String,
    kind: Kind,
    lang: Option<Vec<Language>>,
    urgent: Option<Urgent>,
    ground: Option<Ground>,
    topic: Option<Topic>,
    #[serde(default)]
    complaint: bool,
    #[serde(default)]
    positive: bool,
    message: Localized,
    yes: Vec<String>,
    no: Vec<String>,
    pattern: Option<OneOrMany>,
    original: Option<String>,
    #[serde(default)]
    allow: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    require: BTreeMap<String, Vec<String>>,
    phrases: Option<Vec<String>>,
    sets: Option<Vec<Vec<String>>>,
    within: Option<usize>,
    #[serde(default)]
    ordered: bool,
    words: Option<Vec<String>>,
    min_words: Option<usize>,
    min_letters: Option<usize>,
    /// Of a learned cue: expressions for what undoes it, on the folded clause.
    #[serde(default)]
    except: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
    #[serde(default)]
    when: Vec<String>,
}

/// Makes cues: those that are written, each at the place of the rule that looks for it, and those that
/// were learned.
pub(super) fn translate(
    placed: Vec<Placed<CueTable>>,
    tables: &mut Tables,
    faults: &mut Vec<Fault>,
) -> (Vec<Cue>, Vec<LearnedCue>) {
    let (mut cues, mut learned) = (Vec::new(), Vec::new());
    for Placed { file, line, table } in placed {
        let signals = table.signals();
        let mut fault = |message: String| faults.push(Fault::at_line(&file, line, message));
        if !matches!(table.kind, Kind::Regex | Kind::Phrases | Kind::Window | Kind::Caps | Kind::Learned) {
            fault(format!("cue `{}`: its kind is regex, phrases, window, caps or learned", table.id));
        }
        if table.yes.is_empty() || table.no.is_empty() {
            fault(format!("cue `{}`: at least one `yes` and one `no` are needed", table.id));
        }
        let [points_to] = signals[..] else {
            let message = "exactly one of `urgent`, `ground`, `topic`, `complaint` and `positive` is needed";
            fault(format!("cue `{}`: {message}, there are {}", table.id, signals.len()));
            continue;
        };
        let cue = Cue { id: table.id.clone(), points_to, message: table.message.clone() };
        if table.kind == Kind::Learned {
            if !learned::is_taught(points_to) {
                fault(format!("cue `{}`: nothing was learned of `{points_to}`", table.id));
            }
            let languages = table.lang.unwrap_or_default();
            let mut except = Vec::new();
            for source in &table.except {
                match Regex::new(source) {
                    Ok(regex) => except.push(regex),
                    Err(error) => fault(format!("cue `{}`: {error}", table.id)),
                }
            }
            learned.push(LearnedCue { cue, languages, yes: table.yes, no: table.no, except, file, line });
        } else {
            cues.push(cue);
            tables.rules.push(Placed { file, line, table: table.into_rule() });
        }
    }
    (cues, learned)
}

impl CueTable {
    fn signals(&self) -> Vec<Signal> {
        let told = [
            self.urgent.map(Signal::Urgent),
            self.ground.map(Signal::Ground),
            self.topic.map(Signal::Topic),
            self.complaint.then_some(Signal::Complaint),
            self.positive.then_some(Signal::Positive),
        ];
        told.into_iter().flatten().collect()
    }

    fn into_rule(self) -> RuleTable {
        let examples = |texts: Vec<String>| texts.into_iter().map(Example::Text).collect();
        RuleTable {
            id: self.id,
            family: Family::Tone,
            severity: Severity::Notice,
            certain: true,
            consent: false,
            replace: None,
            kind: self.kind,
            lang: self.lang,
            channel: Some(vec![Channel::Public]),
            pattern: self.pattern,
            original: self.original,
            allow: self.allow,
            require: self.require,
            phrases: self.phrases,
            sets: self.sets,
            within: self.within,
            ordered: self.ordered,
            words: self.words,
            min_words: self.min_words,
            min_letters: self.min_letters,
            echo: None,
            unless: self.unless,
            when: self.when,
            message: self.message,
            fix: Localized { fr: String::new(), en: String::new() },
            source: String::new(),
            bad: examples(self.yes),
            good: examples(self.no),
        }
    }
}

/// A fault of the engine in the words of cue files.
pub(super) fn in_words_of_cues(fault: Fault) -> Fault {
    let message = fault.message.replacen("rule `", "cue `", 1);
    let message =
        message.replace("the bad example", "the `yes` example").replace("the good example", "the `no` example");
    Fault { message, ..fault }
}
