//! The command line as programs and people use it: the real binary, its output, its exit codes.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may unwrap")]

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// A folder to work in, and the binary run from it as if nothing else were set on the machine.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    fn edit(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(name)).unwrap();
        assert!(text.contains(from), "{name} has no {from:?}");
        self.write(name, text.replacen(from, to, 1));
    }

    fn command(&self, arguments: &[&str]) -> std::process::Command {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_egard"));
        command.current_dir(self.0.path()).args(arguments);
        for name in
            ["LANG", "LC_ALL", "LC_MESSAGES", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "DISCORD_TOKEN", "EGARD_LOG"]
        {
            command.env_remove(name);
        }
        command
    }

    fn run(&self, arguments: &[&str], input: impl Into<Vec<u8>>) -> Output {
        assert_cmd::Command::from_std(self.command(arguments)).write_stdin(input).output().unwrap()
    }

    /// Runs what must be refused: nothing on the output, one sentence or two on the error.
    fn refused(&self, arguments: &[&str], input: impl Into<Vec<u8>>) -> String {
        let output = self.run(arguments, input);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
        assert_eq!(text(&output.stdout), "", "{arguments:?}");
        let said = text(&output.stderr);
        let words = said.strip_prefix("egard: ").unwrap_or_else(|| panic!("{arguments:?}: {said}"));
        assert!(words.lines().count() <= 3, "{said}");
        assert!(!said.contains("panicked") && !said.contains("Os {"), "{said}");
        words.trim().to_owned()
    }
}

/// A `--batch` that is asked one line at a time.
struct Stream {
    child: std::process::Child,
    input: std::process::ChildStdin,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Stream {
    fn of(place: &Place, command: &str) -> Self {
        let mut command = place.command(&[command, "--batch"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let input = child.stdin.take().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, input, lines }
    }

    /// The answer to a line. Were it kept back until the end of the input, this would wait for ever.
    fn ask(&mut self, line: &Value) -> Value {
        writeln!(self.input, "{line}").unwrap();
        self.input.flush().unwrap();
        serde_json::from_str(&self.lines.next().unwrap().unwrap()).unwrap()
    }

    /// Ends the input; the exit code.
    fn end(self) -> Option<i32> {
        let Self { mut child, input, lines } = self;
        drop(input);
        let code = child.wait().unwrap().code();
        drop(lines);
        code
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn parsed(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap_or_else(|| panic!("no object: {value}")).keys().map(String::as_str).collect()
}

const REVIEW: &str = "Deux heures d'attente et personne pour s'excuser.";
/// The path to a founded complaint about waiting.
const WAITING: [&str; 7] = [
    "emergency=none",
    "kind=critical",
    "lawfulness=lawful",
    "controversy=low",
    "approach=reply",
    "topic=waiting",
    "founded=yes",
];
const POSITIVE: [&str; 2] = ["emergency=none", "kind=positive"];
/// The two texts by which the guard is accepted.
const BREACH: &str = "Bonjour Madame Dupont, lors de votre consultation du 12 mars nous avons soigné votre carie";
const SOBER: &str = "Merci pour votre message. Le secret professionnel nous interdit de répondre ici ; le cabinet reste joignable par téléphone.";

/// Arguments of `draft`: these answers, then the rest.
fn draft<'a>(answers: &[&'a str], rest: &[&'a str]) -> Vec<&'a str> {
    let answers = answers.iter().flat_map(|answer| ["--answer", *answer]);
    ["draft"].into_iter().chain(answers).chain(rest.iter().copied()).collect()
}

/// A configuration of one practice that relaxes these rules.
fn relaxing(rules: &str) -> String {
    format!(
        "[[practice]]\nid = \"tilleuls\"\nname = \"Cabinet des Tilleuls\"\n[practice.policy]\none_person = true\n[practice.rules]\n{rules}\n"
    )
}

// ── draft ───────────────────────────────────────────────────────────────────────────────────────

/// The contract of the JSON: a program that knows nothing of the questionnaire asks, is told what is
/// missing, answers, and ends with a text; and nothing is kept that was not to be kept.
#[test]
fn a_program_walks_the_questionnaire_to_a_text() {
    let place = Place::new();
    let mut given: Vec<String> = Vec::new();
    let walked = loop {
        let answers: Vec<&str> = given.iter().map(String::as_str).collect();
        let output = place.run(&draft(&answers, &["--format", "json", "--no-journal"]), REVIEW);
        let said = parsed(&output);
        assert_eq!(
            keys(&said),
            ["exchange", "outcome", "kind", "template", "text", "verdict", "findings", "missing", "suggestions",]
        );
        assert_eq!(text(&output.stderr), "");
        assert_eq!(text(&output.stdout).lines().count(), 1, "one line, for programs that read lines");
        let missing = said["missing"].as_array().unwrap();
        let [question] = missing.as_slice() else {
            assert_eq!(output.status.code(), Some(0));
            break said;
        };
        assert_eq!(output.status.code(), Some(2));
        assert!(["exchange", "outcome", "kind", "template", "text", "verdict"].iter().all(|key| said[key].is_null()));
        assert_eq!(keys(question), ["question", "ask", "choices"]);
        let id = question["question"].as_str().unwrap();
        assert!(!question["ask"].as_str().unwrap().is_empty());
        let choices = question["choices"].as_array().unwrap();
        assert!(choices.len() >= 2 && choices.iter().all(|choice| keys(choice) == ["id", "label"]));
        let next = WAITING[given.len()];
        let (asked, answer) = next.split_once('=').unwrap();
        assert_eq!(id, asked);
        assert!(choices.iter().any(|choice| choice["id"] == answer), "{next}: {choices:?}");
        given.push(next.to_owned());
    };
    assert_eq!(given.len(), WAITING.len());
    assert_eq!(
        (&walked["exchange"], &walked["outcome"], &walked["kind"]),
        (&Value::Null, &json!("founded"), &json!("reply"))
    );
    assert!(walked["template"].as_str().unwrap().starts_with("founded.waiting-"));
    assert!(walked["text"].as_str().unwrap().contains("01 99 00 12 34"), "the practice's own telephone");
    assert_ne!(walked["verdict"], "block");
    assert!(!place.path("data").exists(), "--no-journal leaves no folder");
}

/// A person who forgot an answer is told which, with what to type, in their language.
#[test]
fn a_missing_answer_is_told_with_what_to_type() {
    let place = Place::new();
    for (language, sentence) in [("fr", "Il manque la réponse à « kind »"), ("en", "The answer to “kind” is missing")]
    {
        let output = place.run(&draft(&["emergency=none"], &["--lang", language]), REVIEW);
        assert_eq!(output.status.code(), Some(2));
        let said = text(&output.stderr);
        assert!(said.contains(sentence) && said.contains("--answer kind=positive"), "{said}");
        assert_eq!(text(&output.stdout), "");
    }
    assert!(!place.path("data").exists(), "nothing is recorded before there is something to record");
}

/// What is typed into a template is in the text, read by the guard like any other word; a name that
/// the template does not know is refused with those it knows, and leaves nothing behind.
#[test]
fn values_go_into_the_text_and_through_the_guard() {
    let place = Place::new();
    let measure = "measure=nous prévenons désormais lorsque l’horaire glisse";
    let output = place.run(&draft(&WAITING, &["--var", measure, "--no-journal"]), REVIEW);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(text(&output.stdout).contains("nous prévenons désormais lorsque l’horaire glisse"));

    let breach = "measure=nous avons soigné votre carie le 12 mars, Madame Dupont";
    let output = place.run(&draft(&WAITING, &["--var", breach, "--no-journal", "--format", "json"]), REVIEW);
    assert_eq!(output.status.code(), Some(1));
    let said = parsed(&output);
    assert_eq!(said["verdict"], "block");
    let whole = said["text"].as_str().unwrap();
    for finding in said["findings"].as_array().unwrap() {
        let at = |key: &str| usize::try_from(finding[key].as_u64().unwrap()).unwrap();
        assert_eq!(&whole[at("start")..at("end")], finding["text"].as_str().unwrap(), "spans are bytes of the text");
    }

    let said = place.refused(&draft(&WAITING, &["--var", "mesure=x"]), REVIEW);
    assert!(said.contains("« mesure »") && said.contains("measure") && said.contains("cause"), "{said}");
    let listed = place.run(&["journal", "list", "--format", "json"], "");
    assert_eq!(parsed(&listed), json!([]), "what was refused is not recorded");
}

/// An answer or a question that is not there is a typing error of the caller's, never a guess.
#[test]
fn an_unknown_answer_or_question_is_refused_with_what_there_is() {
    let place = Place::new();
    let said = place.refused(&draft(&["emergency=none", "kind=neutral"], &[]), REVIEW);
    assert!(said.contains("« neutral »") && said.contains("critical, positive, listing"), "{said}");
    let said = place.refused(&draft(&["emergency=none", "mood=bad"], &["--lang", "en"]), REVIEW);
    assert!(said.contains("“mood” is not asked"), "{said}");
    let said = place.refused(&draft(&["emergency=none", "kind=positive", "topic=care"], &[]), REVIEW);
    assert!(said.contains("« topic »"), "off the path: {said}");
    let output = place.run(&["draft", "--answer", "kind"], REVIEW);
    assert_eq!(output.status.code(), Some(2), "no « = »");
    assert!(!place.path("data").exists());
}

/// Where the answer is not to reply, the caller is told so and which procedure, and gets no text.
#[test]
fn an_outcome_without_a_reply_gives_no_text() {
    let place = Place::new();
    let arguments = draft(&["emergency=threat"], &["--format", "json", "--no-journal"]);
    let output = place.run(&arguments, "On va venir vous casser la figure.");
    assert_eq!(output.status.code(), Some(0));
    let said = parsed(&output);
    assert_eq!((&said["kind"], &said["text"], &said["verdict"]), (&json!("emergency"), &Value::Null, &Value::Null));
    let output = place.run(&draft(&["emergency=threat"], &["--no-journal", "--lang", "en"]), "x y z");
    assert!(text(&output.stdout).starts_with("No public reply: emergency (emergency-threat)."));
}

/// A review that cannot be one is refused before anything is kept, in one sentence.
#[test]
fn a_review_that_cannot_be_one_is_refused() {
    let place = Place::new();
    let arguments = draft(&POSITIVE, &[]);
    assert_eq!(place.refused(&arguments, " \n\t "), "L’avis est vide : collez son texte.");
    let said = place.refused(&draft(&POSITIVE, &["--lang", "en"]), "é".repeat(10_001));
    assert!(said.starts_with("The review has 10001 characters"), "{said}");
    assert!(place.refused(&arguments, "a".repeat(1 << 20)).contains("40000 octets"));
    assert_eq!(
        place.refused(&arguments, b"tr\xe8s bien".to_vec()),
        "stdin : le texte n’est pas en UTF-8. Enregistrez-le dans cet encodage."
    );
    assert!(!place.path("data").exists());
}

/// What the review says speaks for an answer, with its words; a program that gives another is obeyed.
#[test]
fn a_draft_tells_what_is_suggested_and_chooses_nothing() {
    let place = Place::new();
    let output = place.run(&draft(&[], &["--format", "json", "--no-journal"]), "Je vais te casser la gueule.");
    let said = parsed(&output);
    assert_eq!(output.status.code(), Some(2), "nothing is answered by itself");
    assert_eq!(said["missing"][0]["question"], "emergency");
    let suggestions = said["suggestions"].as_array().unwrap();
    let first = suggestions.iter().find(|suggestion| suggestion["question"] == "emergency").unwrap();
    assert_eq!(keys(first), ["question", "answer", "label", "because"]);
    assert_eq!(first["answer"], "threat");
    assert_eq!(first["because"][0]["text"], "Je vais te casser la gueule");
    let obeyed = place.run(&draft(&POSITIVE, &["--format", "json", "--no-journal"]), "Je vais te casser la gueule.");
    assert_eq!(parsed(&obeyed)["outcome"], "thanks");
}

// ── read ────────────────────────────────────────────────────────────────────────────────────────

/// The contract of the lines: in order, each answered before the next is written, spans in bytes.
#[test]
fn read_answers_each_line_of_a_stream_in_order() {
    let place = Place::new();
    let mut stream = Stream::of(&place, "read");
    let mut ask = |line: &Value| stream.ask(line);
    let review = "Deux heures d’attente… espèce de gros porc, je sais où tu habites.";
    let answer = ask(&json!({ "id": "one", "text": review, "lang": "fr" }));
    assert_eq!(keys(&answer), ["id", "urgent", "grounds", "topics", "complaint", "positive", "cues"]);
    assert_eq!(
        (&answer["id"], &answer["urgent"], &answer["grounds"], &answer["topics"]),
        (&json!("one"), &json!(["threat"]), &json!(["threat", "insult"]), &json!(["waiting"]))
    );
    assert_eq!((&answer["complaint"], &answer["positive"]), (&json!(true), &json!(false)));
    for cue in answer["cues"].as_array().unwrap() {
        assert_eq!(keys(cue), ["cue", "points_to", "start", "end", "text", "message"]);
        let at = |key: &str| usize::try_from(cue[key].as_u64().unwrap()).unwrap();
        assert_eq!(review.get(at("start")..at("end")), cue["text"].as_str(), "{cue}");
    }
    assert_eq!(answer["cues"][0]["points_to"], "urgent.threat", "what may not wait stands first");

    let answer = ask(&json!({ "id": "two", "text": "Merci à toute l’équipe !", "stars": 5, "lang": null }));
    assert_eq!((&answer["id"], &answer["positive"]), (&json!("two"), &json!(true)));
    assert_eq!((&answer["urgent"], &answer["grounds"]), (&json!([]), &json!([])));
    assert_eq!(stream.end(), Some(0), "a reading is no verdict");
}

#[test]
fn read_tells_a_person_what_was_noticed_and_that_nothing_proves_nothing() {
    let place = Place::new();
    let said = text(&place.run(&["read", "-"], "Aidez-moi, j'ai peur de rentrer, mon mari me frappe.").stdout);
    assert!(said.starts_with("Urgence possible : personne en danger"), "{said}");
    assert!(said.contains("« mon mari me frappe »"), "{said}");
    place.write("review.txt", "Charlatan !");
    let said = text(&place.run(&["--lang", "en", "read", "review.txt"], "").stdout);
    assert!(said.contains("Possible grounds, to be confirmed: insult"), "{said}");
    let said = text(&place.run(&["read"], "Xyz.").stdout);
    assert!(said.contains("Cela ne prouve rien"), "{said}");
    assert!(place.refused(&["read"], "  ").contains("rien à lire"));
    assert!(place.refused(&["read", "--batch"], "{}").contains("ligne 1"));
}

/// A cue of one's own is read beside those supplied, and a faulty one is told at its line.
#[test]
fn cues_of_ones_own_are_read_and_a_faulty_one_is_told_at_its_line() {
    let place = Place::new();
    place.write("packs/health-fr/cues/own.toml", OWN_CUE);
    let example = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/egard.example.toml")).unwrap();
    place.write("egard.toml", example.replacen("# templates = \"my-templates\"", "templates = \"packs\"", 1));
    let said = parsed(&place.run(&["read", "--format", "json"], "Rien ne va au Zanzibar."));
    assert!(said["cues"].as_array().unwrap().iter().any(|cue| cue["cue"] == "own.zanzibar"), "{said}");
    for (from, to, fault) in [
        ("ground = \"off_topic\"", "ground = \"of_topic\"", "own.toml:3"),
        ("ground = \"off_topic\"", "", "own.toml:1: cue `own.zanzibar`: exactly one of"),
        ("kind = \"phrases\"", "kind = \"echo\"", "own.toml:1: cue `own.zanzibar`: its kind is"),
        ("yes = [\"Le [[Zanzibar]].\"]", "yes = []", "at least one `yes` and one `no`"),
    ] {
        place.write("packs/health-fr/cues/own.toml", OWN_CUE.replacen(from, to, 1));
        let output = place.run(&["read"], "x");
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(fault), "{fault}: {}", text(&output.stderr));
    }
}

const OWN_CUE: &str = r#"[[cue]]
id = "own.zanzibar"
ground = "off_topic"
kind = "phrases"
phrases = ["zanzibar"]
message = { fr = "« {match} »", en = "“{match}”" }
yes = ["Le [[Zanzibar]]."]
no = ["Le cabinet."]
"#;

// ── check ───────────────────────────────────────────────────────────────────────────────────────

/// The first text of acceptance: blocked, and each fault shown at its place with why, by which
/// source and how to mend it. Not a person's eye alone: the exit code tells a script.
#[test]
fn a_breach_is_blocked_with_every_fault_underlined() {
    let place = Place::new();
    for (language, mend) in [("fr", "= à faire: "), ("en", "= fix: ")] {
        // The text is French, whatever the reader's language.
        let file = place.write("reply.txt", BREACH);
        let mut command = place.command(&["check", file.to_str().unwrap()]);
        let output = command.env("LANG", language).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let said = text(&output.stdout);
        let underlined = said.lines().filter(|line| line.contains('^')).count();
        let sources = said.matches("= source: ").count();
        assert!(underlined >= 4, "{said}");
        // What is missing from the text has no place in it, and no line under it.
        assert!(sources >= underlined && sources == said.matches(mend).count(), "{said}");
        assert!(["Madame Dupont", "12 mars", "carie"].iter().all(|words| said.contains(words)), "{said}");
        assert!(!said.contains('\u{1b}'), "no escape sequence in a pipe");
    }
}

/// The second text of acceptance passes.
#[test]
fn a_sober_reply_passes() {
    let output = Place::new().run(&["check"], SOBER);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(text(&output.stdout).contains("stdin : Rien à signaler."), "{output:?}");
}

/// The JSON of a finding is a contract: its keys, its byte offsets, one line a file, in order.
#[test]
fn check_writes_a_line_of_json_for_each_file_in_order() {
    let place = Place::new();
    place.write("b.txt", BREACH);
    place.write("a.txt", SOBER);
    let output = place.run(&["check", "b.txt", "a.txt", "--format", "json"], "");
    assert_eq!(output.status.code(), Some(1));
    let lines: Vec<Value> = text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.iter().map(|line| &line["id"]).collect::<Vec<_>>(), ["b.txt", "a.txt"]);
    assert_eq!((&lines[0]["verdict"], &lines[1]["verdict"]), (&json!("block"), &json!("pass")));
    let findings = lines[0]["findings"].as_array().unwrap();
    assert!(findings.len() >= 4);
    for finding in findings {
        let mut expected = vec!["rule", "family", "severity", "start", "end", "text", "message", "source", "fix"];
        expected.extend(finding.get("replacement").map(|_| "replacement"));
        assert_eq!(keys(finding), expected);
        let at = |key: &str| usize::try_from(finding[key].as_u64().unwrap()).unwrap();
        assert_eq!(&BREACH[at("start")..at("end")], finding["text"].as_str().unwrap());
    }
}

/// A code-scanning viewer must find the same places: lines and columns from 1, in UTF-16 units.
#[test]
fn check_writes_sarif() {
    let place = Place::new();
    place.write("reply.txt", format!("Bonjour 🦷,\n{BREACH}"));
    let output = place.run(&["check", "reply.txt", "--format", "sarif"], "");
    assert_eq!(output.status.code(), Some(1));
    let sarif = parsed(&output);
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "egard");
    let rules: Vec<_> = run["tool"]["driver"]["rules"].as_array().unwrap().iter().map(|rule| &rule["id"]).collect();
    let results = run["results"].as_array().unwrap();
    assert!(results.len() >= 4);
    for result in results {
        assert!(rules.contains(&&result["ruleId"]), "{result}");
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
    }
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for rule in rules {
        assert!(!rule["fullDescription"]["text"].as_str().unwrap().contains("{match}"), "{rule}");
        assert!(!rule["help"]["text"].as_str().unwrap().is_empty());
        assert!(["error", "warning", "note"].contains(&rule["defaultConfiguration"]["level"].as_str().unwrap()));
    }
    let named = results.iter().find(|result| result["ruleId"] == "identity.fr.addressed").unwrap();
    let change = &named["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["artifactLocation"]["uri"], "reply.txt");
    let deleted = &change["replacements"][0]["deletedRegion"];
    assert_eq!((&deleted["startLine"], &deleted["endLine"]), (&json!(2), &json!(2)));
    assert_eq!(change["replacements"][0]["insertedContent"]["text"], "");
    let region = |words: &str| {
        let column = BREACH.split(words).next().unwrap().encode_utf16().count() + 1;
        results.iter().any(|result| {
            let region = &result["locations"][0]["physicalLocation"]["region"];
            region["startLine"] == 2 && region["startColumn"] == column
        })
    };
    assert!(region("Madame") || region("Bonjour Madame"), "{results:?}");
}

/// A person sees the line as it would be, a program gets the bytes that go and what stands there then;
/// a finding that no edit can mend says nothing of the kind.
#[test]
fn check_offers_the_mended_line_and_the_edit() {
    let place = Place::new();
    let reply = "Bonjour Madame Dupont, merci pour ce message.";
    let said = text(&place.run(&["check"], reply).stdout);
    assert!(said.contains("corrigé ainsi") && said.contains("1 + Bonjour, merci pour ce message."), "{said}");
    let json = parsed(&place.run(&["check", "--format", "json"], reply));
    let edit = &json["findings"][0]["replacement"];
    assert_eq!(edit, &json!({ "start": 7, "end": 21, "text": "" }));
    let batch = place.run(&["check", "--batch"], json!({ "id": "a", "text": reply }).to_string());
    assert_eq!(&parsed(&batch)["findings"][0]["replacement"], edit);

    let rules = "[[rule]]\nid = \"tone.word\"\nfamily = \"tone\"\nseverity = \"warn\"\nkind = \"phrases\"\nphrases = [\"quidam\"]\n\
                 message = { fr = \"m\", en = \"m\" }\nfix = { fr = \"f\", en = \"f\" }\nsource = \"s\"\nbad = [\"un [[quidam]]\"]\ngood = [\"y\"]";
    place.write("templates/health-fr/rules/own.toml", rules);
    place.write("egard.toml", "templates = \"templates\"\n[[practice]]\nid = \"x\"\nname = \"X\"\n");
    let json = parsed(&place.run(&["check", "--format", "json"], "Un quidam nous a écrit, merci à chacun."));
    let finding = &json["findings"][0];
    assert_eq!((&finding["rule"], finding.get("replacement")), (&json!("tone.word"), None));
}

/// Whoever is told a rule's name can ask what it is for, in their language; a name that is nearly right
/// is answered with those that are.
#[test]
fn a_rule_is_explained_under_fixed_headings() {
    let place = Place::new();
    let headings = [
        ("fr", ["Ce qu’elle relève", "Pourquoi", "Source", "Exemple", "À la place"]),
        ("en", ["What it finds", "Why", "Source", "Example", "Instead"]),
    ];
    for (language, headings) in headings {
        let output = place.run(&["--lang", language, "check", "--explain", "secrecy.fr.that-day"], "");
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let said = text(&output.stdout);
        let lines: Vec<_> = said.lines().filter(|line| headings.contains(line)).collect();
        assert_eq!(lines, headings, "{said}");
        assert!(said.contains("[Ce mardi-là]") && said.contains("→ Deux personnes manquaient."), "{said}");
    }
    let own = text(&place.run(&["--lang", "en", "check", "--explain", "secrecy.health.drug"], "").stdout);
    assert!(own.contains("pack health-fr"), "{own}");
    for (language, sign, learned) in [
        ("fr", "Signe : compte là où la couche apprise est du même avis.", "Apprise d’exemples"),
        ("en", "A sign: counts where the learned layer agrees.", "Learned from examples"),
    ] {
        let explained = |rule| text(&place.run(&["--lang", language, "check", "--explain", rule], "").stdout);
        assert!(explained("secrecy.fr.that-day").contains(sign));
        assert!(!explained("identity.fr.addressed").contains(sign) && !explained("learned.tone").contains(sign));
        let page = explained("learned.tone");
        assert!(page.contains(learned) && page.contains("docs/learned-layer.md"), "{page}");
    }
    let said = place.refused(&["--lang", "en", "check", "--explain", "secrecy.fr.that-dya"], "");
    assert!(said.contains("no rule “secrecy.fr.that-dya”. Perhaps: secrecy.fr.that-day"), "{said}");
    assert!(place.refused(&["check", "--explain", "\u{1b}[2J"], "").contains("« ?[2J » n’existe pas"));
    let all = text(&place.run(&["--lang", "fr", "check", "--explain", "all"], "").stdout);
    assert!(all.contains("- [Secret professionnel](#secret-professionnel)") && all.contains("### `tone.shouting`"));
    assert!(!place.path("data").exists());
}

/// A practice may find a rule too strict for it: it says so once, with its reason, and is reminded of it
/// wherever it matters.
#[test]
fn a_rule_is_relaxed_for_a_practice_with_a_reason_that_stays() {
    let place = Place::new();
    let reply = "Bonjour Madame Dupont, TOTALEMENT INEXACT.";
    let names = |output: &Output| -> Vec<(String, String)> {
        let findings = parsed(output)["findings"].as_array().unwrap().clone();
        let word = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
        findings.iter().map(|finding| (word(finding, "rule"), word(finding, "severity"))).collect()
    };
    let before = names(&place.run(&["check", "--format", "json"], reply));
    let pair = |rule: &str, severity: &str| (rule.to_owned(), severity.to_owned());
    assert!(
        before.contains(&pair("identity.fr.addressed", "block")) && before.contains(&pair("tone.shouting", "warn"))
    );

    let rules = "\"identity.fr.addressed\" = { severity = \"notice\", reason = \"la patiente signe ainsi\" }\n\
                 \"tone.shouting\" = { severity = \"off\", reason = \"notre sigle\" }";
    place.write("egard.toml", relaxing(rules));
    let output = place.run(&["check", "--format", "json"], reply);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let after = names(&output);
    assert!(after.contains(&pair("identity.fr.addressed", "notice")), "{after:?}");
    assert!(!after.iter().any(|(rule, _)| rule == "tone.shouting"), "{after:?}");
    let finding = &parsed(&output)["findings"][0];
    assert_eq!(finding["waived"], json!({ "from": "block", "reason": "la patiente signe ainsi" }));
    let shown = text(&place.run(&["check"], reply).stdout);
    assert!(shown.contains("Adoucie par le cabinet : la patiente signe ainsi"), "{shown}");
    let batch = place.run(&["check", "--batch"], json!({ "id": "a", "text": reply }).to_string());
    assert_eq!(names(&batch), after);

    let doctor = text(&place.run(&["doctor"], "").stdout);
    assert!(doctor.contains("! tilleuls : la règle tone.shouting est désactivée (notre sigle)"), "{doctor}");
    assert!(
        doctor.contains("identity.fr.addressed est ramenée à une simple note (la patiente signe ainsi)"),
        "{doctor}"
    );

    // In the conversation too, and what was relaxed is on record with the text that was read so.
    let lines = ["Un accueil charmant et attentif.", "none", "positive", "edit", reply, "approve", "quit"];
    let chat = place.run(&["chat"], lines.join("\n") + "\n");
    let said = text(&chat.stdout);
    assert!(said.contains("Approuvé") && said.contains("Adoucie par le cabinet"), "{said}");
    let list = parsed(&place.run(&["journal", "list", "--format", "json"], ""));
    let id = list[0]["exchange"].as_str().unwrap();
    let history = parsed(&place.run(&["journal", "show", id, "--format", "json"], ""));
    let edited = history.as_array().unwrap().iter().find(|line| line["event"]["type"] == "edited").unwrap();
    let waivers = edited["event"]["draft"]["waivers"].as_array().unwrap();
    assert_eq!(waivers.len(), 2);
    assert_eq!(waivers[1], json!({ "rule": "tone.shouting", "severity": "off", "reason": "notre sigle" }));
    let shown = text(&place.run(&["journal", "show", id], "").stdout);
    assert!(shown.contains("règles assouplies : ") && shown.contains("tone.shouting = off (notre sigle)"), "{shown}");
    let drafted = place.run(&draft(&POSITIVE, &["--format", "json"]), REVIEW);
    let id = parsed(&drafted)["exchange"].as_str().unwrap().to_owned();
    let history = parsed(&place.run(&["journal", "show", &id, "--format", "json"], ""));
    assert!(history.to_string().contains("\"notre sigle\""), "{history}");
}

/// Whoever mistypes a rule's name would believe it relaxed: they are told at once, and where.
#[test]
fn a_waiver_that_cannot_be_is_refused_with_its_line() {
    let place = Place::new();
    let cases = [
        ("\"tone.shouting\" = { severity = \"off\" }", "missing field `reason`"),
        ("\"tone.shouting\" = { severity = \"off\", reason = \" \" }", "the reason is empty"),
        ("\"tone.shouting\" = { severity = \"block\", reason = \"x\" }", "unknown variant `block`"),
        ("\"tone.shouting\" = { severity = \"warn\", reason = \"x\" }", "n’adoucit pas la règle « tone.shouting »"),
        ("\"tone.shoutin\" = { severity = \"off\", reason = \"x\" }", "Peut-être : tone.shouting"),
        ("\"weather\" = { severity = \"off\", reason = \"x\" }", "« weather » n’est pas dans le jeu"),
    ];
    for (rule, expected) in cases {
        place.write("egard.toml", relaxing(rule));
        for arguments in [&["check"][..], &["chat"], &draft(&POSITIVE, &[])] {
            let said = place.refused(arguments, SOBER);
            assert!(said.contains(expected) && said.contains("egard.toml:7: "), "{said}");
        }
        let doctor = place.run(&["doctor"], "");
        assert_eq!(doctor.status.code(), Some(1));
        assert!(text(&doctor.stdout).contains(expected), "{doctor:?}");
    }
}

/// What would only be read again by itself is blocked where it repeats what the review disclosed.
#[test]
fn check_reads_the_review_that_is_answered() {
    let place = Place::new();
    place.write("review.txt", "J'ai décliné leur offre.");
    let reply = "Vous avez décliné cette offre.";
    let with = place.run(&["check", "--review", "review.txt", "--format", "json"], reply);
    assert_eq!((with.status.code(), &parsed(&with)["verdict"]), (Some(1), &json!("block")));
    let without = place.run(&["check", "--format", "json"], reply);
    assert_eq!((without.status.code(), &parsed(&without)["verdict"]), (Some(0), &json!("warn")));
}

/// A stream is answered line by line while it is still being written, so that a caller can keep one
/// process for as many texts as it likes.
#[test]
fn a_batch_answers_each_line_before_the_next_is_written() {
    let place = Place::new();
    let mut stream = Stream::of(&place, "check");
    let mut ask = |line: &Value| stream.ask(line);
    let answer = ask(&json!({ "id": "one", "text": BREACH }));
    assert_eq!(
        (keys(&answer), &answer["id"], &answer["verdict"]),
        (vec!["id", "verdict", "findings"], &json!("one"), &json!("block"))
    );
    let answer = ask(&json!({ "id": "two", "text": SOBER, "lang": "auto", "pack": "health-fr" }));
    assert_eq!((&answer["id"], &answer["verdict"]), (&json!("two"), &json!("pass")));

    // The practice's own contact details are no finding; anybody else's are.
    let reply = "Merci pour votre message. Le secret professionnel nous interdit d'en parler ici ; le cabinet répond au 06 78 00 00 00.";
    let answer = ask(&json!({ "id": "own", "text": reply, "contacts": ["+33 6 78 00 00 00"] }));
    assert_eq!(answer["findings"], json!([]), "{answer}");
    let answer = ask(&json!({ "id": "other", "text": reply, "contacts": ["04 78 00 00 00"] }));
    assert!(
        answer["findings"].as_array().unwrap().iter().any(|finding| finding["text"] == "06 78 00 00 00"),
        "{answer}"
    );

    // The language of one line is that line's alone.
    let english = "Your results are ready at the front desk.";
    let answer = ask(&json!({ "id": "en", "text": english, "lang": "en" }));
    assert_eq!(answer["verdict"], "block", "{answer}");
    let answer = ask(&json!({ "id": "fr", "text": english, "lang": "fr" }));
    let rules = answer["findings"].as_array().unwrap().iter().map(|finding| finding["rule"].as_str().unwrap());
    assert!(rules.into_iter().all(|rule| !rule.contains(".en.")), "{answer}");

    assert_eq!(stream.end(), Some(1), "something was blocked");
}

/// A line that cannot be read is named, and what came before it stays answered.
#[test]
fn a_batch_names_the_line_that_it_cannot_read() {
    let place = Place::new();
    // What a line holds besides is its sender's own affair, and nothing is as good as absent.
    let good = json!({ "id": "good", "text": SOBER, "contacts": null, "review": null, "colour": "red" }).to_string();
    let bad = [
        ("{\"id\": 1}", "colonne"),
        ("{\"id\":\"x\",\"text\":\"x\",\"lang\":\"de\"}", "« de »"),
        ("{\"id\":\"x\",\"text\":\"x\",\"pack\":\"none\"}", "« none »"),
    ];
    for (line, why) in bad {
        let output = place.run(&["check", "--batch"], format!("{good}\n\n{line}\n{good}\n"));
        assert_eq!(output.status.code(), Some(2), "{line}");
        assert_eq!(text(&output.stdout).lines().count(), 1, "{line}");
        let said = text(&output.stderr);
        assert!(said.starts_with("egard: ligne 3 : ") && said.contains(why), "{line}: {said}");
    }
}

/// What cannot be checked is a bad request (2), never taken for a text that passes (0) or fails (1).
#[test]
fn check_refuses_what_is_no_text() {
    let place = Place::new();
    assert_eq!(place.refused(&["check"], "  \n"), "stdin : il n’y a rien à vérifier.");
    assert!(place.refused(&["check", "none.txt"], "").contains("none.txt"));
    place.write("latin1.txt", b"d\xe9sol\xe9");
    assert!(place.refused(&["check", "latin1.txt"], "").starts_with("latin1.txt : le texte n’est pas en UTF-8"));
    assert!(place.refused(&["check", "--lang", "en"], "a".repeat(100_001)).contains("100000 bytes"));
    assert!(place.refused(&["check", "--pack", "none"], SOBER).contains("health-fr"));
    assert!(place.refused(&["check", "--lang", "de"], SOBER).contains("« de »"));
    assert_eq!(place.run(&["check", "--batch", "one.txt"], "").status.code(), Some(2));
}

/// Colours are for terminals: a pipe, a file or whoever sets `NO_COLOR` gets plain text.
#[test]
fn pipes_and_no_color_get_no_escape_sequences() {
    let place = Place::new();
    place.write("reply.txt", BREACH);
    for name in ["NO_COLOR", "TERM"] {
        let output = place.command(&["check", "reply.txt"]).env(name, "1").output().unwrap();
        assert!(!text(&output.stdout).contains('\u{1b}'), "{name}");
    }
    let forced = place.command(&["check", "reply.txt"]).env("CLICOLOR_FORCE", "1").output().unwrap();
    assert!(text(&forced.stdout).contains("\u{1b}["), "and whoever asks for them gets them");
}

// ── templates ───────────────────────────────────────────────────────────────────────────────────

/// What the packs hold can be read by a program and by a person.
#[test]
fn templates_are_listed_shown_and_rendered() {
    let place = Place::new();
    let rows = parsed(&place.run(&["templates", "list", "--format", "json"], ""));
    let rows = rows.as_array().unwrap();
    let columns = ["pack", "language", "id", "outcome", "when", "channel", "status", "title", "vars", "tags"];
    assert!(rows.iter().all(|row| keys(row) == columns));
    let ids = |language: &str| {
        rows.iter().filter(|row| row["language"] == language).map(|row| row["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids("fr"), ids("en"), "both languages have the same templates");
    assert!(ids("fr").len() > 60);

    let output = place.run(&["templates", "list", "--lang", "en"], "");
    let said = text(&output.stdout);
    assert!(
        said.contains("Language") && said.contains("founded.waiting-brief") && !said.contains(" fr "),
        "{said:.400}"
    );

    let said = text(&place.run(&["templates", "show", "founded.waiting-brief"], "").stdout);
    assert!(
        said.contains("founded.waiting-brief") && said.contains("--var measure=") && said.contains("{{> contact}}"),
        "{said}"
    );

    let arguments = ["templates", "render", "founded.waiting-brief", "--var", "measure=nous prévenons par message"];
    let said = text(&place.run(&arguments, "").stdout);
    assert!(
        said.contains("nous prévenons par message") && said.contains("01 99 00 12 34") && !said.contains("{{"),
        "{said}"
    );
}

/// A name that is not there is told with where to look.
#[test]
fn templates_that_are_not_there_are_refused() {
    let place = Place::new();
    let said = place.refused(&["templates", "show", "founded.none"], "");
    assert!(said.contains("« founded.none »") && said.contains("egard templates list"), "{said}");
    let said = place.refused(&["templates", "render", "founded.waiting-brief", "--var", "mesure=x"], "");
    assert!(said.contains("« mesure »") && said.contains("measure"), "{said}");
    assert!(place.refused(&["templates", "render", "founded.waiting-brief", "--var", "x"], "").contains("nom=valeur"));
    assert!(
        place
            .refused(&["templates", "list", "--pack", "none", "--lang", "en"], "")
            .contains("There are: finance-fr, health-fr")
    );
}

/// A small pack without a fault.
fn small_pack(place: &Place) {
    place.write("packs/small/pack.toml", SMALL_ABOUT);
    place.write("packs/small/questionnaire.toml", SMALL_QUESTIONS);
    for (language, words) in [
        (
            "fr",
            "nous vous remercions de cet avis. Le secret professionnel ne permet pas d’en parler ici ; il est possible de nous joindre",
        ),
        (
            "en",
            "thank you for this review. Professional confidentiality does not allow us to say more here; please reach us",
        ),
    ] {
        for outcome in ["good", "bad"] {
            let body = format!("{SMALL_FRONT}{{{{> greeting}}}} {words} {{{{> contact}}}}.\n");
            place.write(&format!("packs/small/{language}/{outcome}/plain.hbs"), body);
        }
    }
}

const SMALL_ABOUT: &str = r#"id = "small"
version = "1.0.0"
title = { fr = "Petit", en = "Small" }
jurisdiction = { fr = "France", en = "France" }
locales = ["fr", "en"]
"#;

const SMALL_QUESTIONS: &str = r#"start = "kind"
[question.kind]
ask = { fr = "Quel avis ?", en = "Which review?" }
answers = [
  { id = "good", label = { fr = "Bon", en = "Good" }, next = "outcome.good" },
  { id = "more", label = { fr = "Autre", en = "Other" }, next = "question.more" },
]
[question.more]
ask = { fr = "Et encore ?", en = "And more?" }
answers = [
  { id = "bad", label = { fr = "Mauvais", en = "Bad" }, next = "outcome.bad" },
  { id = "good", label = { fr = "Bon", en = "Good" }, next = "outcome.good" },
]
[outcome.good]
title = { fr = "Merci", en = "Thanks" }
kind = "reply"
[outcome.bad]
title = { fr = "Regrets", en = "Regrets" }
kind = "reply"
"#;

const SMALL_FRONT: &str = r#"+++
title = "Simple"
channel = "public"
status = "approved"
max_chars = 600
[[example]]
name = "bare"
[[example]]
name = "phone"
vars = { phone = "01 99 00 12 34" }
+++
"#;

/// A fault to make: what it is, how it is made, where it must be told, and with which words.
struct Fault {
    name: &'static str,
    make: fn(&Place),
    at: &'static str,
    words: &'static str,
}

const PLAIN: &str = "packs/small/fr/good/plain.hbs";
const QUESTIONS: &str = "packs/small/questionnaire.toml";

const FAULTS: &[Fault] = &[
    Fault {
        name: "broken TOML",
        make: |place| place.edit(PLAIN, "title = \"Simple\"", "title = \"Simple"),
        at: "small/fr/good/plain.hbs:2: ",
        words: "",
    },
    Fault {
        name: "unknown key",
        make: |place| place.edit(PLAIN, "max_chars = 600", "max_chars = 600\ncolour = \"red\""),
        at: "small/fr/good/plain.hbs:6: ",
        words: "colour",
    },
    Fault {
        name: "undeclared variable",
        make: |place| place.edit(PLAIN, "nous vous", "{{who}} nous vous"),
        at: "small/fr/good/plain.hbs:12: ",
        words: "[vars.who]",
    },
    Fault {
        name: "unknown partial",
        make: |place| place.edit(PLAIN, "{{> contact}}", "{{> contacts}}"),
        at: "small/fr/good/plain.hbs:12: ",
        words: "there is no partial contacts",
    },
    Fault {
        name: "partials in a circle",
        make: |place| {
            place.write("packs/small/fr/_one.hbs", "Un\n{{> two}}\n");
            place.write("packs/small/fr/_two.hbs", "{{> one}}\n");
        },
        at: "small/fr/_two.hbs:1: ",
        words: "one → two → one",
    },
    Fault {
        name: "the same id twice",
        make: |place| {
            let body = fs::read_to_string(place.path(PLAIN)).unwrap();
            place.write("packs/small/fr/other/good/plain.hbs", body);
        },
        at: "small/fr/other/good/plain.hbs:1: ",
        words: "good.plain is already the id of small/fr/good/plain.hbs",
    },
    Fault {
        name: "no example",
        make: |place| {
            let body = fs::read_to_string(place.path(PLAIN)).unwrap();
            let (front, rest) = body.split_once("[[example]]").unwrap();
            place.write(PLAIN, format!("{front}+++\n{}", rest.split_once("+++\n").unwrap().1));
        },
        at: "small/fr/good/plain.hbs:2: ",
        words: "[[example]]",
    },
    Fault {
        name: "an outcome that nothing leads to",
        make: |place| place.edit(QUESTIONS, "next = \"outcome.bad\"", "next = \"outcome.good\""),
        at: "small/questionnaire.toml:17: ",
        words: "outcome.bad is never reached",
    },
    Fault {
        name: "questions in a circle",
        make: |place| place.edit(QUESTIONS, "next = \"outcome.bad\"", "next = \"question.kind\""),
        at: "small/questionnaire.toml:2: ",
        words: "kind → more → kind",
    },
    Fault {
        name: "a target that is not there",
        make: |place| place.edit(QUESTIONS, "next = \"outcome.bad\"", "next = \"outcome.worse\""),
        at: "small/questionnaire.toml:11: ",
        words: "outcome.worse",
    },
    Fault {
        name: "a translation that is missing",
        make: |place| {
            let body = fs::read_to_string(place.path(PLAIN)).unwrap();
            place.write("packs/small/fr/good/second.hbs", body);
        },
        at: "small/fr/good/second.hbs:1: ",
        words: "good.second is there in fr and not in en",
    },
    Fault {
        name: "a path that ends without a text",
        make: |place| {
            for language in ["fr", "en"] {
                fs::remove_file(place.path(&format!("packs/small/{language}/bad/plain.hbs"))).unwrap();
            }
        },
        at: "small/questionnaire.toml:1: ",
        words: "outcome.bad has paths without a template in fr",
    },
    Fault {
        name: "a condition on an answer that is not there",
        make: |place| place.edit(PLAIN, "max_chars = 600", "max_chars = 600\nwhen = { kind = [\"none\"] }"),
        at: "small/fr/good/plain.hbs:1: ",
        words: "the questionnaire has no such answer",
    },
    Fault {
        name: "a step that names a letter that is not there",
        make: |place| {
            let step = "kind = \"procedure\"\nsteps = [{ id = \"write\", when = \"now\", \
                do = { fr = \"Écrire\", en = \"Write\" }, templates = [\"letter.none\"] }]";
            place.edit(
                QUESTIONS,
                "[outcome.bad]\ntitle = { fr = \"Regrets\", en = \"Regrets\" }\nkind = \"reply\"",
                &format!("[outcome.bad]\ntitle = {{ fr = \"Regrets\", en = \"Regrets\" }}\n{step}"),
            );
        },
        at: "small/questionnaire.toml:1: ",
        words: "a step of outcome.bad names letter.none",
    },
    Fault {
        name: "a variable that may be absent, printed bare",
        make: |place| {
            place.edit(PLAIN, "max_chars = 600", "max_chars = 600\n[vars.email]\nsource = \"practice\"");
            place.edit(PLAIN, "nous vous", "{{email}} nous vous");
        },
        at: "small/fr/good/plain.hbs:14: ",
        words: "{{email}} may be absent",
    },
    Fault {
        name: "a variable that nothing uses",
        make: |place| place.edit(PLAIN, "max_chars = 600", "max_chars = 600\n[vars.website]\nsource = \"practice\""),
        at: "small/fr/good/plain.hbs:1: ",
        words: "vars.website is declared and never used",
    },
    Fault {
        name: "a setting that no practice has",
        make: |place| place.edit(PLAIN, "max_chars = 600", "max_chars = 600\n[vars.fax]\nsource = \"practice\""),
        at: "small/fr/good/plain.hbs:2: ",
        words: "vars.fax: this source has only",
    },
    Fault {
        name: "words of the review in a public text",
        make: |place| {
            place.edit(
                PLAIN,
                "max_chars = 600",
                "max_chars = 600\n[vars.author]\nrequired = true\nsource = \"review\"",
            );
            place.edit(PLAIN, "nous vous", "{{author}} nous vous");
        },
        at: "small/fr/good/plain.hbs:1: ",
        words: "a public text repeats nothing of the review",
    },
    Fault {
        name: "a block that is not closed",
        make: |place| place.edit(PLAIN, "nous vous", "{{#if phone}} nous vous"),
        at: "small/fr/good/plain.hbs:",
        words: "",
    },
    Fault {
        name: "an example that sets what is no variable",
        make: |place| place.edit(PLAIN, "vars = { phone", "vars = { fax = \"1\", phone"),
        at: "small/fr/good/plain.hbs:1: ",
        words: "sets fax, which is no variable here",
    },
    Fault {
        name: "a requirement that the program does not know",
        make: |place| place.edit("packs/small/pack.toml", "version", "requires = [\"fax\"]\nversion"),
        at: "small/pack.toml:2: ",
        words: "fax",
    },
    Fault {
        name: "a learned cue of what was never taught",
        make: |place| {
            place.write(
                "packs/small/cues/own.toml",
                "[[cue]]\nid = \"own.waiting\"\ntopic = \"waiting\"\nkind = \"learned\"\n\
                 message = { fr = \"x\", en = \"x\" }\nyes = [\"[[a b c d]]\"]\nno = [\"e\"]\n",
            );
        },
        at: "small/cues/own.toml:1: ",
        words: "nothing was learned of `topic.waiting`",
    },
    Fault {
        name: "a rule without an example that it must find",
        make: |place| {
            place.write(
                "packs/small/rules/own.toml",
                "[[rule]]\nid = \"own\"\nfamily = \"tone\"\nseverity = \"warn\"\nkind = \"phrases\"\n\
                 phrases = [\"zut\"]\nmessage = { fr = \"x\", en = \"x\" }\nfix = { fr = \"x\", en = \"x\" }\n\
                 source = \"x\"\nbad = []\ngood = [\"Merci.\"]\n",
            );
        },
        at: "small/rules/own.toml:1: ",
        words: "bad",
    },
    Fault {
        name: "places without one for all others",
        make: |place| {
            place.write("packs/common/platforms.toml", "platform = []\n");
        },
        at: "common/platforms.toml:1: ",
        words: "generic",
    },
];

/// Whoever writes a pack is told every fault at its file and line, and what was expected; a pack
/// without one is told to be so.
#[test]
fn lint_tells_each_fault_at_its_file_and_line() {
    let sound = Place::new();
    small_pack(&sound);
    let output = sound.run(&["templates", "lint", "packs"], "");
    assert_eq!((output.status.code(), text(&output.stdout).trim()), (Some(0), "Rien à corriger : small"), "{output:?}");
    for Fault { name, make, at, words } in FAULTS {
        let place = Place::new();
        small_pack(&place);
        make(&place);
        let output = place.run(&["templates", "lint", "packs"], "");
        assert_eq!(output.status.code(), Some(1), "{name}: {output:?}");
        let said = text(&output.stderr);
        assert!(said.lines().any(|line| line.starts_with(at) && line.contains(words)), "{name}: {said}");
    }
}

/// A template that the guard would block must not load, so it can never be proposed.
#[test]
fn lint_tells_a_template_that_the_guard_objects_to() {
    let place = Place::new();
    small_pack(&place);
    place.edit(PLAIN, "nous vous remercions", "nous avons soigné votre carie le 12 mars et vous remercions");
    let output = place.run(&["templates", "lint", "packs"], "");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let said = text(&output.stderr);
    assert!(said.contains("small/fr/good/plain.hbs:") && said.contains("secrecy."), "{said}");
}

/// All faults are told at once, not one a run; the packs supplied have none; a folder without a
/// pack is a bad request.
#[test]
fn lint_tells_all_faults_at_once_and_the_packs_supplied_have_none() {
    let place = Place::new();
    small_pack(&place);
    for fault in FAULTS.iter().filter(|fault| matches!(fault.name, "broken TOML" | "a target that is not there")) {
        (fault.make)(&place);
    }
    place.edit("packs/small/pack.toml", "version", "vision");
    let output = place.run(&["templates", "lint", "packs", "--lang", "en"], "");
    let said = text(&output.stderr);
    for file in ["small/fr/good/plain.hbs:2", "small/questionnaire.toml:11", "small/pack.toml:2"] {
        assert!(said.contains(file), "{file}: {said}");
    }
    assert!(said.contains("3 faults"), "{said}");

    let place = Place::new();
    small_pack(&place);
    for file in ["packs/small/fr/good/plain.hbs", "packs/small/en/bad/plain.hbs"] {
        place.edit(file, "max_chars = 600", "max_chars = 6");
    }
    let said = text(&place.run(&["templates", "lint", "packs"], "").stderr);
    assert!(said.contains("4 fautes"), "both examples of both files: {said}");

    let output = place.run(&["templates", "lint"], "");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/response_templates");
    let output = place.run(&["templates", "lint", own, "--lang", "en"], "");
    assert_eq!((output.status.code(), text(&output.stdout).contains("health-fr")), (Some(0), true), "{output:?}");
    fs::create_dir(place.path("empty")).unwrap();
    assert!(place.refused(&["templates", "lint", "empty"], "").contains("pack.toml"));
    assert!(place.refused(&["templates", "lint", "none"], "").contains("none"));
}

/// A new template is written in every language, passes at once, and never takes the place of another.
#[test]
fn a_new_template_passes_and_replaces_nothing() {
    let place = Place::new();
    let new = |arguments: &[&str]| place.run(&[&["templates", "new"], arguments, &["--dir", "own"]].concat(), "");
    let output = new(&["finance-fr", "founded", "mine"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    for language in ["fr", "en"] {
        assert!(place.path(&format!("own/finance-fr/{language}/founded/mine.hbs")).exists());
    }
    assert_eq!(place.run(&["templates", "lint", "own"], "").status.code(), Some(0));
    for (arguments, words) in [
        (["finance-fr", "founded", "mine"], "existe déjà"),
        (["finance-fr", "founded", "fees-brief"], "déjà dans le modèle fourni"),
        (["finance-fr", "nowhere", "mine"], "nowhere"),
        (["finance-fr", "founded", "../mine"], "lettres a-z"),
        (["nothing", "founded", "mine"], "nothing"),
    ] {
        let output = new(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(words), "{arguments:?}: {}", text(&output.stderr));
    }
    assert!(place.refused(&["templates", "new", "finance-fr", "founded", "mine"], "").contains("--dir"));
    // An internal outcome gets a note, a quick text a reply.
    for outcome in ["seek-advice", "quick"] {
        assert_eq!(new(&["finance-fr", outcome, "mine"]).status.code(), Some(0), "{outcome}");
    }
}

/// What a practice changed is shown line by line, and an update of the program touches none of it.
#[test]
fn what_differs_from_the_packs_supplied_is_shown() {
    let place = Place::new();
    fs::create_dir(place.path("own")).unwrap();
    assert!(text(&place.run(&["templates", "diff", "own"], "").stdout).contains("Rien ne diffère"));
    let supplied = concat!(env!("CARGO_MANIFEST_DIR"), "/response_templates/health-fr/fr/quick/parking.hbs");
    let changed = fs::read_to_string(supplied).unwrap().replace("status    = \"approved\"", "status    = \"retired\"");
    place.write("own/health-fr/fr/quick/parking.hbs", &changed);
    place.write("own/health-fr/fr/quick/added.hbs", "x");
    let said = text(&place.run(&["templates", "diff", "own"], "").stdout);
    for words in ["-status    = \"approved\"", "+status    = \"retired\"", "+ health-fr/fr/quick/added.hbs"] {
        assert!(said.contains(words), "{words} in {said}");
    }
    assert_eq!(fs::read_to_string(place.path("own/health-fr/fr/quick/parking.hbs")).unwrap(), changed);
}

// ── what belongs to the practice ────────────────────────────────────────────────────────────────

/// Guides are listed, read, and kept as documents.
#[test]
fn guides_are_read_and_kept() {
    let place = Place::new();
    let list = text(&place.run(&["guide"], "").stdout);
    assert!(list.contains("guide.charter") && list.contains("training.cool-head"), "{list}");
    assert!(text(&place.run(&["guide", "charter"], "").stdout).contains("Cabinet des Tilleuls"));
    assert_eq!(place.run(&["guide", "policy", "--out", "policy.docx", "--lang", "en"], "").status.code(), Some(0));
    assert!(docx_rs::read_docx(&fs::read(place.path("policy.docx")).unwrap()).is_ok());
    assert!(place.refused(&["guide", "cool-head", "--out", "x.docx"], "").contains("fiche"));
    assert!(place.refused(&["guide", "none"], "").contains("none"));
    assert!(!place.path("data").exists(), "reading leaves no trace");
}

/// A pack whose replies are signed by a registered person asks for the name and the title, by their keys.
#[test]
fn a_pack_names_the_settings_that_it_requires() {
    let place = Place::new();
    place.write("egard.toml", "[[practice]]\nid = \"c\"\nname = \"Cabinet\"\npack = \"insurance-qc\"\n");
    let said = place.refused(&["draft"], "Bonjour");
    assert!(said.contains("`registered_name`") && said.contains("`registered_title`"), "{said}");
    assert!(text(&place.run(&["doctor"], "").stdout).contains("registered_name"));
}

/// Consents and visits are kept, shown, and refused when they say too little.
#[test]
fn the_register_is_kept_from_the_command_line() {
    let place = Place::new();
    place.write(
        "egard.toml",
        "[[practice]]\nid = \"c\"\nname = \"Cabinet\"\npack = \"finance-fr\"\npolicy = { one_person = true }\n\
         [[practice.watch]]\nname = \"Google\"\nevery_days = 7\n",
    );
    let add = ["consent", "add", "--name", "Camille R.", "--what", "une phrase", "--place", "site"];
    let given = place.run(&[&add[..], &["--reference", "classeur 3"]].concat(), "");
    assert!(text(&given.stdout).contains("Camille R."), "{given:?}");
    assert!(place.refused(&[&add[..], &["--reference", " "]].concat(), "").contains("Il manque"));
    let past = ["--reference", "x", "--until", "2020-01-01"];
    assert!(place.refused(&[&add[..], &past].concat(), "").contains("déjà passé"));
    assert!(place.refused(&["consent", "withdraw", "2"], "").contains("rien de tel"));
    assert!(text(&place.run(&["consent", "withdraw", "1"], "").stdout).contains("Aucun consentement"));
    assert!(text(&place.run(&["watch"], "").stdout).contains("jamais visité"));
    assert!(!text(&place.run(&["watch", "--visited", "Google"], "").stdout).contains("jamais visité"));
    assert!(text(&place.run(&["journal", "verify"], "").stdout).contains("0 échange"));
    assert_eq!(text(&place.run(&["journal", "rebuild"], "").stdout).lines().count(), 1);
    assert!(!text(&place.run(&["watch"], "").stdout).contains("jamais visité"), "a rebuilt store knows it too");
}

// ── journal ─────────────────────────────────────────────────────────────────────────────────────

/// The record of a draft: listed for programs and people, shown with its history, proved, rebuilt
/// from its archive alone, and refused once a single word of the archive is changed.
#[test]
fn a_draft_is_recorded_listed_shown_proved_and_rebuilt() {
    let place = Place::new();
    let drafted =
        parsed(&place.run(
            &draft(&POSITIVE, &["--format", "json", "--lang", "en"]),
            "Un accueil charmant, merci à toute l'équipe.",
        ));
    let id = drafted["exchange"].as_str().unwrap();
    assert!(
        ["Thank", "thank", "Hello"].iter().any(|word| drafted["text"].as_str().unwrap().contains(word)),
        "--lang en: {drafted}"
    );

    let listed = parsed(&place.run(&["journal", "list", "--format", "json"], ""));
    assert_eq!(listed.as_array().unwrap().len(), 1);
    assert_eq!(
        (&listed[0]["exchange"], &listed[0]["status"], &listed[0]["outcome"]),
        (&json!(id), &json!("proposed"), &json!("thanks"))
    );
    let csv = text(&place.run(&["journal", "list", "--format", "csv"], "").stdout);
    let lines: Vec<_> = csv.lines().collect();
    let names = "exchange;practice;revision;status;outcome;received_at;updated_at;assignee;due;open_measures";
    assert_eq!(lines[0].trim_start_matches('\u{feff}'), names);
    assert_eq!(lines[0].split(';').count(), lines[1].split(';').count());
    assert!(lines[1].contains(&format!("{id};demo;")) && lines[1].contains("terminal:"), "{csv}");
    let seen = text(&place.run(&["journal", "list"], "").stdout);
    assert!(seen.contains(id) && seen.contains("Réponse proposée") && !seen.contains('\u{1b}'), "{seen}");
    let none = parsed(&place.run(&["journal", "list", "--status", "closed", "--format", "json"], ""));
    assert_eq!(none, json!([]));
    let export = ["journal", "export", id, "--out", "dossier.docx"];
    assert_eq!(place.run(&export, "").status.code(), Some(0));
    let whole = docx_rs::read_docx(&fs::read(place.path("dossier.docx")).unwrap()).unwrap().json();
    for part in ["Un accueil charmant", "SHA-256", "thanks", id] {
        assert!(whole.contains(part), "{part}");
    }
    assert!(place.refused(&export, "").contains("dossier.docx"), "a file that is there stays");

    let events = place.run(&["journal", "show", &id[..4], "--format", "json"], "");
    let events = parsed(&events);
    let types: Vec<_> = events.as_array().unwrap().iter().map(|line| line["event"]["type"].as_str().unwrap()).collect();
    let expected =
        ["received", "answered", "answered", "classified", "proposed", "language_chosen", "proposed", "viewed"];
    assert_eq!(types, expected, "the export is a reading, and told as one");
    assert!(events.as_array().unwrap().iter().all(|line| keys(line) == ["at", "revision", "actor", "event"]));
    let shown = text(&place.run(&["journal", "show", id, "--lang", "en"], "").stdout);
    assert!(
        shown.contains("History") && shown.contains("reply proposed") && shown.contains("Un accueil charmant"),
        "{shown}"
    );

    let proved = place.run(&["journal", "verify"], "");
    assert_eq!(proved.status.code(), Some(0), "{proved:?}");
    fs::remove_dir_all(place.path("data/sled")).unwrap();
    let rebuilt = place.run(&["journal", "rebuild"], "");
    assert_eq!(rebuilt.status.code(), Some(0), "{rebuilt:?}");
    assert_eq!(parsed(&place.run(&["journal", "list", "--format", "json"], "")), listed);

    let month = fs::read_dir(place.path("data/archive")).unwrap().map(|entry| entry.unwrap().path());
    let month = month.into_iter().find(|path| path.extension().is_some_and(|extension| extension == "jsonl")).unwrap();
    let archive = fs::read_to_string(&month).unwrap();
    fs::write(&month, archive.replacen("charmant", "glaciale", 1)).unwrap();
    let proved = place.run(&["journal", "verify"], "");
    let said = text(&proved.stderr);
    assert_eq!(proved.status.code(), Some(1), "{proved:?}");
    assert!(said.contains(".jsonl:1 "), "the first line that fails is named: {said}");
}

/// What was recorded is found by its words, for people, for programs and for a spreadsheet; what cannot be
/// read is told with what can; a hostile review reaches no terminal as it is.
#[test]
fn exchanges_are_found_by_their_words() {
    let place = Place::new();
    let reviews = ["Deux heures d’attente\u{1b}[31m, =1+1 !", "Un accueil charmant, merci à toute l'équipe."];
    for review in reviews {
        assert_eq!(place.run(&draft(&POSITIVE, &[]), review).status.code(), Some(0));
    }
    let found =
        parsed(&place.run(&["journal", "search", "\"deux heure\"", "statut:reponse-proposee", "--format", "json"], ""));
    assert_eq!(keys(&found), ["total", "and_more", "page", "pages", "hits"]);
    assert_eq!((&found["total"], &found["hits"][0]["part"]), (&json!(1), &json!("review")));
    let (start, end) = (&found["hits"][0]["marks"][0][0], &found["hits"][0]["marks"][0][1]);
    let excerpt = found["hits"][0]["excerpt"].as_str().unwrap();
    let place_of = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    assert_eq!(&excerpt[place_of(start)..place_of(end)], "Deux heures");

    let seen = text(&place.run(&["journal", "search", "CHARMANTS"], "").stdout);
    assert!(
        seen.contains("Un échange trouvé") && seen.contains("Un accueil charmant") && !seen.contains('\u{1b}'),
        "{seen}"
    );
    let mut coloured = place.command(&["journal", "search", "\"d’attente\""]);
    let coloured = text(&coloured.env("CLICOLOR_FORCE", "1").output().unwrap().stdout);
    assert!(coloured.contains("\u{1b}[1;33md’attente\u{1b}[0m?[31m"), "{coloured:?}");
    // A word alone is found in all its forms: « attention » in a reply would be one of them.
    let csv = text(&place.run(&["journal", "search", "\"d’attente\"", "--format", "csv"], "").stdout);
    assert!(
        csv.starts_with("\u{feff}exchange;received;status;outcome;part;excerpt\r\n") && csv.lines().count() == 2,
        "{csv}"
    );
    let all = parsed(&place.run(&["journal", "search", "issue:thanks", "--page", "2", "--format", "json"], ""));
    assert_eq!((&all["total"], &all["hits"]), (&json!(2), &json!([])));

    assert!(place.refused(&["journal", "search", "couleur:rouge"], "").contains("plateforme:"));
    assert!(place.refused(&["journal", "search", "status:zzz", "--lang", "en"], "").contains("awaiting-approval"));
    fs::remove_dir_all(place.path("data/search")).unwrap();
    assert!(text(&place.run(&["journal", "search", "\"d’attente\""], "").stdout).contains("Un échange trouvé"));
}

/// A manager who reads an exchange from the command line leaves a trace, and a member of staff does not.
#[test]
fn a_managers_reading_is_on_record() {
    let place = Place::new();
    let drafted = parsed(&place.run(&draft(&POSITIVE, &["--format", "json"]), "Un accueil charmant."));
    let show = ["journal", "show", drafted["exchange"].as_str().unwrap(), "--format", "json"];
    let count = || parsed(&place.run(&show, "")).as_array().unwrap().len();
    let sits = |role: &str| {
        let config = format!("{CONFIG}\n[terminal]\nrole = \"{role}\"\n").replace("\"a\"", "\"demo\"");
        place.write("egard.toml", config);
    };
    sits("staff");
    assert_eq!(count(), count());
    sits("manager");
    let before = count();
    assert_eq!((count(), count()), (before + 1, before + 2));
}

/// What waits is listed for people and for programs: what, for whom, since when and by when, what is overdue first.
#[test]
fn the_queue_tells_what_waits_for_whom_and_by_when() {
    let place = Place::new();
    let queue = ["journal", "queue", "--format", "json"];
    assert!(text(&place.run(&["journal", "queue"], "").stdout).contains("Rien n’attend."));
    assert_eq!(parsed(&place.run(&queue, "")), json!([]));

    let policy = "[practice.policy]\none_person = false\nanswer_within_days = 3\n";
    place.write("egard.toml", format!("[[practice]]\nid = \"demo\"\nname = \"Cabinet A\"\n{policy}"));
    let to_approve = ["none", "critical", "lawful", "low", "reply", "waiting", "yes", "edit", SOBER, "submit", "next"];
    // A review that was first posted long ago, and about which it is too late to go to court.
    let late = ["none", "critical", "unlawful", "practice", "narrow", "defamation"];
    let first_posted = ["describe", "", "", "", "", "01/02/2024", "next"];
    let just_in = ["Personne n'a rappelé.", "quit"];
    let lines = [&[REVIEW][..], &to_approve, &["Ce sont des escrocs."], &late, &first_posted, &just_in].concat();
    let output = place.run(&["chat"], lines.join("\n") + "\n");
    assert_eq!(output.status.code(), Some(0), "{output:?}");

    let waiting = parsed(&place.run(&queue, ""));
    let waiting = waiting.as_array().unwrap();
    assert_eq!(keys(&waiting[0]), ["exchange", "status", "waits_for", "since", "clock", "due", "overdue"]);
    let of = |key: &str| waiting.iter().map(|line| line[key].clone()).collect::<Vec<_>>();
    assert_eq!(of("status"), ["procedure", "submitted", "received"]);
    assert_eq!(of("clock"), ["court", "target", "target"]);
    assert_eq!(of("overdue"), [true, false, false]);
    assert_eq!(waiting[0]["due"], "2024-05-01", "three months after it was first posted");
    let whom = of("waits_for");
    assert!(whom[0].as_str().unwrap().starts_with("terminal:") && whom[0] == whom[2], "{whom:?}");
    assert_eq!(whom[1], "managers");

    let seen = text(&place.run(&["journal", "queue"], "").stdout);
    let lines: Vec<_> = seen.lines().collect();
    for (line, words) in waiting.iter().zip([
        ["Procédure en cours", "! 2024-05-01", "Agir en justice", whom[0].as_str().unwrap()],
        ["À approuver", waiting[1]["due"].as_str().unwrap(), "Répondre", "les responsables"],
        ["Reçu", waiting[2]["due"].as_str().unwrap(), "Répondre", whom[2].as_str().unwrap()],
    ]) {
        let id = line["exchange"].as_str().unwrap();
        let row = lines.iter().find(|row| row.contains(id)).unwrap_or_else(|| panic!("no {id} in {seen}"));
        assert!(words.iter().all(|word| row.contains(word)), "{words:?} in {row}");
    }
}

/// Who may do what is said by whoever answers for the practice, and by nobody else, a manager included.
#[test]
fn roles_are_given_by_whoever_answers_for_the_practice() {
    let place = Place::new();
    let sits = |role: &str| {
        let config = format!("{CONFIG}\n[terminal]\nrole = \"{role}\"\n").replace("\"a\"", "\"demo\"");
        place.write("egard.toml", config);
    };
    let list = |language: &str| {
        let output = place.run(&["role", "list", "--lang", language], "");
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        text(&output.stdout)
    };
    for role in ["staff", "manager"] {
        sits(role);
        for change in [vec!["role", "give", "discord:9", "manager"], vec!["role", "reset", "discord:9"]] {
            assert_eq!(place.refused(&change, ""), "Seule la personne responsable de la pratique peut le faire.");
            let english = place.refused(&[change, vec!["--lang", "en"]].concat(), "");
            assert_eq!(english, "Only the person who answers for the practice may do this.");
        }
        assert!(list("en").contains("Nobody was given a role here"));
    }
    sits("responsible");
    assert_eq!(place.run(&["role", "give", "discord:9", "manager"], "").status.code(), Some(0));
    assert!(list("en").contains("discord:9"));
    assert_eq!(place.run(&["role", "reset", "discord:9"], "").status.code(), Some(0));
    assert!(list("en").contains("Nobody was given a role here"));
    // Nobody is made to answer for the practice but by its configuration.
    assert!(place.refused(&["role", "give", "discord:9", "responsible"], "").contains("staff, manager"));
}

/// What was kept of a chain is asked for in both its forms, and what is none of them is told so.
#[test]
fn a_deposited_end_is_read_in_both_its_forms() {
    let place = Place::new();
    place.run(&draft(&POSITIVE, &[]), "Un accueil charmant.");
    let printed = text(&place.run(&["journal", "verify"], "").stdout);
    let end = printed.split_whitespace().last().unwrap();
    let (_, digest) = end.split_once(':').unwrap();
    for form in [end, digest] {
        let output = place.run(&["journal", "verify", "--against", form], "");
        assert_eq!(output.status.code(), Some(0), "{output:?}");
    }
    assert_eq!(place.run(&["journal", "verify", "--against", &"0".repeat(64)], "").status.code(), Some(1));
    for wrong in ["hier", "x:0000", "12", &digest[1..]] {
        let french = place.refused(&["journal", "verify", "--against", wrong], "");
        assert!(french.contains(wrong) && french.contains("ou les 64 chiffres de l’empreinte seule"), "{french}");
        let english = place.refused(&["journal", "verify", "--against", wrong, "--lang", "en"], "");
        assert!(english.contains(wrong) && english.contains("or the 64 digits of the digest alone"), "{english}");
    }
}

/// An exchange that is not there, and a status that is none, are told as such.
#[test]
fn the_journal_refuses_what_it_does_not_know() {
    let place = Place::new();
    assert_eq!(place.refused(&["journal", "show", "zzzz"], ""), "L’échange zzzz est introuvable.");
    assert!(place.refused(&["journal", "show", "\u{1b}[31mx"], "").contains("?[31mx"), "no raw escape sequence");
    assert_eq!(place.run(&["journal", "list", "--status", "open"], "").status.code(), Some(2));
    let said = text(&place.run(&["journal", "list", "--lang", "en"], "").stdout);
    assert!(said.contains("No exchange for Cabinet des Tilleuls"), "{said}");
}

// ── doctor, configuration, data folder ──────────────────────────────────────────────────────────

const CONFIG: &str = "[[practice]]\nid = \"a\"\nname = \"Cabinet A\"\n\n[[practice]]\nid = \"b\"\nname = \"Cabinet B\"\n[practice.contact]\nphone = \"01 99 00 00 02\"\n";

/// The doctor tells what is set, what is missing and what is broken, and its exit code says whether
/// anything is broken.
#[test]
fn the_doctor_tells_what_is_set_missing_and_broken() {
    let place = Place::new();
    let output = place.run(&["doctor"], "");
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    for words in [
        "! Aucun egard.toml",
        "✔ Modèles et règles",
        "! Il manque le jeton du bot",
        "! Aucun serveur Discord",
        "! data n’existe pas encore",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!place.path("data").exists(), "looking changes nothing");

    place.write("egard.toml", CONFIG);
    let said = text(&place.run(&["doctor", "--lang", "en"], "").stdout);
    assert!(said.contains("2 practices") && said.contains("The practice a has no phone"), "{said}");

    place.write("egard.toml", "[[practice]]\nid = \"a\"\nname = \"Cabinet A\"\ncolour = \"red\"\n");
    let output = place.run(&["doctor"], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("✘") && text(&output.stdout).contains("egard.toml:4: "), "{output:?}");
}

/// A configuration that is not there or cannot be read is told by file and line, and nothing else is
/// done in its stead.
#[test]
fn a_configuration_with_a_fault_is_refused_at_its_line() {
    let place = Place::new();
    let said = place.refused(&["journal", "list", "--config", "none.toml"], "");
    assert!(said.starts_with("none.toml : ") && said.contains("--config"), "{said}");
    place.write("egard.toml", "[[practice]]\nid = \"a\"\nname = Cabinet A\n");
    assert!(place.refused(&["check"], SOBER).contains("egard.toml:3: "));
    place.write("egard.toml", "[[practice]]\nid = \"a\"\nname = \"A\"\n[[practice]]\nid = \"a\"\nname = \"B\"\n");
    assert!(place.refused(&["check", "--lang", "en"], SOBER).contains("egard.toml:4: practice a is there twice"));
    place.write("egard.toml", CONFIG);
    assert!(place.refused(&["journal", "list", "--practice", "c"], "").contains("Le cabinet c ne figure pas"));
}

/// A pack with a fault in the folder laid over the packs supplied stops whoever would use it, and
/// tells where.
#[test]
fn a_broken_pack_of_ones_own_is_told_at_its_line() {
    let place = Place::new();
    place.write("egard.toml", format!("templates = \"own\"\n{CONFIG}"));
    place.write("own/health-fr/fr/thanks/short.hbs", "+++\ntitle = \"Court\n+++\nMerci.\n");
    for arguments in [draft(&POSITIVE, &[]), vec!["journal", "show", "x"], vec!["templates", "list"]] {
        let said = place.refused(&arguments, REVIEW);
        assert!(said.contains("health-fr/fr/thanks/short.hbs:2: "), "{said}");
    }
    let said = place.refused(&draft(&POSITIVE, &["--pack", "none"]), REVIEW);
    assert!(said.contains("« none »") && said.contains("health-fr"), "{said}");
    place.write("egard.toml", format!("templates = \"gone\"\n{CONFIG}"));
    assert!(place.refused(&["templates", "list"], "").contains("gone"));
}

/// A file in the place of the data folder is told as such; nothing is written elsewhere.
#[test]
fn a_data_folder_that_is_none_is_refused() {
    let place = Place::new();
    place.write("data", "not a folder");
    for arguments in
        [vec!["journal", "list"], vec!["journal", "verify"], vec!["journal", "rebuild"], draft(&POSITIVE, &[])]
    {
        let said = place.refused(&arguments, REVIEW);
        assert!(said.contains("data") && said.contains("--data"), "{arguments:?}: {said}");
    }
    assert_eq!(fs::read_to_string(place.path("data")).unwrap(), "not a folder");
}

/// Two processes writing one archive would break its chain: the second is told in one sentence.
#[test]
fn a_second_process_on_the_same_folder_is_told_and_ends() {
    let place = Place::new();
    let mut child = place.command(&["chat"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    // Kept until the end: whoever writes to a pipe that nobody holds ends, and frees the folder.
    let mut output = BufReader::new(child.stdout.take().unwrap());
    output.read_line(&mut first).unwrap();
    assert!(first.contains("Égard"), "the first one has opened the folder: {first}");
    let said = place.refused(&["journal", "list"], "");
    assert!(said.contains("data") && said.contains("déjà utilisé") && said.contains("--data"), "{said}");
    assert!(place.refused(&["chat", "--lang", "en"], "").contains("is in use by another egard"));
    let elsewhere = place.run(&["journal", "list", "--data", "other"], "");
    assert_eq!(elsewhere.status.code(), Some(0), "another folder is free");
    drop(child.stdin.take());
    child.wait().unwrap();
    drop(output);
    assert_eq!(place.run(&["journal", "list"], "").status.code(), Some(0), "and so is the first one now");
}

/// Reading and proving an archive must not depend on there being one.
#[test]
fn proving_a_journal_that_is_not_there_makes_no_folder() {
    let place = Place::new();
    let output = place.run(&["journal", "verify", "--data", "none"], "");
    assert!(output.status.code() == Some(0) || output.status.code() == Some(2), "{output:?}");
    assert!(!place.path("none").exists());
}

/// The folder that a command names must not be one that another command made by accident.
#[test]
fn checking_and_linting_leave_nothing_behind() {
    let place = Place::new();
    place.run(&["check"], SOBER);
    place.run(&["templates", "list"], "");
    assert_eq!(fs::read_dir(place.0.path()).unwrap().count(), 0);
}

/// A reader that stops reading ends the program quietly, as `head` expects.
#[test]
fn a_reader_that_goes_away_is_no_error() {
    let place = Place::new();
    let mut child = place
        .command(&["check", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut input = child.stdin.take().unwrap();
    let line = json!({ "id": "x", "text": SOBER }).to_string();
    // The program may be gone before all of it is written.
    let _ = (0..50).try_for_each(|_| writeln!(input, "{line}"));
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""));
}

/// The example is what everyone starts from: it must load as it stands, and so must what it shows in
/// comments once the marks are taken away.
#[test]
fn the_example_configuration_is_sound() {
    let example = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/egard.example.toml")).unwrap();
    let place = Place::new();
    place.write("egard.toml", example.as_bytes());
    let output = place.run(&["doctor"], "");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(text(&output.stdout).contains("1 cabinet"), "{output:?}");
    let shown: Vec<_> = example
        .lines()
        .map(|line| {
            line.strip_prefix("# ").filter(|rest| rest.starts_with("[[") || rest.contains(" = ")).unwrap_or(line)
        })
        .collect();
    fs::create_dir(place.path("my-templates")).unwrap();
    place.write("egard.toml", shown.join("\n").as_bytes());
    let output = place.run(&["doctor"], "");
    let said = text(&output.stdout);
    assert!(!said.contains("\u{2718} La configuration"), "{said}{}", text(&output.stderr));
    assert_eq!(place.run(&["journal", "list"], "").status.code(), Some(0), "{said}");
}

/// A clock that runs from the doing of a step must not be lost when the review is completed later, and
/// an empty line keeps what was known of the review.
#[test]
fn completing_a_review_keeps_running_clocks_and_what_was_known() {
    let place = Place::new();
    let lines = [
        "Fiche créée sans mon accord.",
        "none",
        "listing",
        "done",
        "done.object",
        "describe",
        "Annuaire",
        "",
        "",
        "",
        "",
        "describe",
        "",
        "https://annuaire.example/fiche",
        "",
        "",
        "",
        "quit",
    ];
    let output = place.run(&["chat"], lines.join("\n"));
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let events = parsed(&place.run(&["journal", "list", "--format", "json"], ""));
    let id = events[0]["exchange"].as_str().unwrap();
    let events = parsed(&place.run(&["journal", "show", id, "--format", "json"], ""));
    let of = |kind: &str| -> Vec<Value> {
        events
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line["event"].clone())
            .filter(|event| event["type"] == kind)
            .collect()
    };
    let started = of("step_done")[0]["starts"]["due"].clone();
    assert!(started.is_string(), "the complaint's month begins with the letter: {events}");
    let last = of("described").pop().unwrap();
    assert_eq!(
        (&last["review"]["platform"], &last["review"]["url"]),
        (&json!("Annuaire"), &json!("https://annuaire.example/fiche"))
    );
    let complaint = last["steps"].as_array().unwrap().iter().find(|step| step["step"] == "cnil").unwrap();
    assert_eq!(complaint["due"], started);
}

/// A hundred thousand texts pass through one process, and it holds no more at the end than near the
/// beginning.
#[cfg(target_os = "linux")]
#[test]
fn a_long_batch_needs_no_more_memory_than_a_short_one() {
    const LINES: usize = 100_000;
    const WARM: usize = 10_000;
    let place = Place::new();
    let mut child = place.command(&["check", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = std::io::BufWriter::new(child.stdin.take().unwrap());
    let resident = format!("/proc/{}/status", child.id());
    let kilobytes = || -> usize {
        let status = std::fs::read_to_string(&resident).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    };
    let (measured, done) = std::sync::mpsc::channel::<()>();
    let writing = std::thread::spawn(move || {
        for number in 0..LINES {
            let text = if number % 2 == 0 { "Votre dent va mieux." } else { "Thank you for writing." };
            writeln!(input, "{}", json!({ "id": number.to_string(), "text": text })).unwrap();
        }
        input.flush().unwrap();
        // The process lives until it has been measured.
        assert!(done.recv().is_ok());
    });
    let mut warm = 0;
    let mut answers = 0;
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        assert!(line.unwrap().starts_with(&format!("{{\"id\":\"{answers}\"")), "in order");
        answers += 1;
        if answers == WARM {
            warm = kilobytes();
        } else if answers == LINES {
            let now = kilobytes();
            assert!(now <= warm + 1024, "{warm} kB after {WARM} lines, {now} kB after {answers}");
            measured.send(()).unwrap();
        }
    }
    writing.join().unwrap();
    assert_eq!((answers, child.wait().unwrap().code()), (LINES, Some(1)));
}
