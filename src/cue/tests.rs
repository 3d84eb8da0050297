#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::questionnaire::Questionnaire;

const CUES: &str = r#"
[[list]]
id = "rude"
words = ["abruti*"]

[[cue]]
id = "insult"
ground = "insult"
lang = ["fr"]
kind = "regex"
pattern = '\bquel @{rude}\b'
message = { fr = "« {match} »", en = "“{match}”" }
yes = ["[[Quel abruti]] !"]
no = ["Quel accueil !"]

[[cue]]
id = "threat"
urgent = "threat"
lang = ["fr"]
kind = "window"
sets = [["je", "on"], ["casser", "tuer"], ["gueule"]]
within = 5
message = { fr = "« {match} »", en = "“{match}”" }
yes = ["[[Je vais te casser la gueule]]."]
no = ["Je vais vous signaler."]

[[cue]]
id = "waiting"
topic = "waiting"
kind = "phrases"
phrases = ["attente", "retard"]
message = { fr = "« {match} »", en = "“{match}”" }
yes = ["Une [[attente]]."]
no = ["Bonjour."]

[[cue]]
id = "fees"
topic = "fees"
kind = "phrases"
phrases = ["cher"]
message = { fr = "« {match} »", en = "“{match}”" }
yes = ["Trop [[cher]]."]
no = ["Bonjour."]
"#;

const QUESTIONS: &str = r#"
start = "danger"
[question.danger]
ask = { fr = "A ?", en = "A?" }
answers = [
  { id = "no", label = { fr = "X", en = "X" }, next = "question.about" },
  { id = "blows", label = { fr = "Y", en = "Y" }, suggested_by = ["urgent.threat"], next = "outcome.end" },
]
[question.about]
ask = { fr = "B ?", en = "B?" }
answers = [
  { id = "time", label = { fr = "X", en = "X" }, suggested_by = ["topic.waiting"], next = "outcome.end" },
  { id = "money", label = { fr = "Y", en = "Y" }, suggested_by = ["topic.fees"], next = "outcome.end" },
]
[outcome.end]
title = { fr = "Fin", en = "End" }
kind = "reply"
"#;

fn reader() -> CueReader {
    CueReader::load(&[Source { file: "cues.toml", text: CUES }]).unwrap()
}

#[test]
fn examples_are_held() {
    assert_eq!(reader().self_test(), []);
    let broken = CUES.replacen("[[Quel abruti]] !", "[[Quel]] abruti !", 1);
    let faults = CueReader::load(&[Source { file: "cues.toml", text: &broken }]).unwrap().self_test();
    assert_eq!(faults.len(), 1);
    assert!(faults[0].message.starts_with("cue `insult`") && faults[0].line == 6, "{faults:?}");
}

#[test]
fn an_unknown_table_is_refused_with_those_that_there_are() {
    let faults = CueReader::load(&[Source { file: "cues.toml", text: "[[rule]]\nid = \"x\"\n" }]).unwrap_err();
    assert!(faults[0].message.contains("[[cue]]"), "{faults:?}");
}

#[test]
fn what_may_not_wait_comes_first_and_a_threat_is_a_ground_too() {
    let reading = reader().read("Du retard. Quel abruti ! JE VAIS TE CASSER LA GUEULE", Some(Language::Fr));
    let order: Vec<_> = reading.notices().iter().map(|notice| notice.cue.as_str()).collect();
    assert_eq!(order, ["threat", "insult", "waiting"]);
    assert_eq!(reading.urgent(), [Urgent::Threat]);
    assert_eq!(reading.grounds(), [Ground::Threat, Ground::Insult]);
}

#[test]
fn a_review_in_a_language_not_told_is_read_in_both() {
    let reader = reader();
    assert_eq!(reader.read("Quel abruti !", None).grounds(), [Ground::Insult]);
    assert_eq!(reader.read("Quel abruti !", Some(Language::En)).grounds(), []);
}

#[test]
fn the_topic_most_spoken_of_is_suggested_and_silence_suggests_nothing() {
    let questionnaire = Questionnaire::load("q.toml", QUESTIONS).unwrap();
    let reading = reader().read("Cher. Une attente, un retard.", None);
    let suggestions = reading.suggestions(&questionnaire);
    let [only] = suggestions.as_slice() else { panic!("{suggestions:?}") };
    assert_eq!((only.question.id.as_str(), only.answer.id.as_str(), only.because.len()), ("about", "time", 2));
    assert!(reader().read("Bonjour.", None).suggestions(&questionnaire).is_empty());
}

proptest! {
    #[test]
    fn every_span_is_a_slice_of_the_review(head in any::<String>(), tail in any::<String>()) {
        let text = format!("{head} quel abruti, du retard {tail}");
        for notice in reader().read(&text, None).notices() {
            prop_assert_eq!(text.get(notice.start..notice.end), Some(notice.text.as_str()));
        }
    }
}
