//! What somebody hostile wrote, in a review, a pack, a setting, a name or a file: it stays words, it leads nowhere,
//! and it ends no process. And what Égard writes itself is for its owner's eyes alone.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may unwrap")]

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use egard::exchange::Digest;
use egard::language::Language;
use egard::pack::{Files, Pack, PackError};
use regex::Regex;
use serde_json::{Value, json};
use tempfile::TempDir;

/// What would move, colour, hide or reverse what a terminal shows, call somebody in a chat, compute in a
/// spreadsheet, or be filled in by a template engine.
const HOSTILE: &str = "=1+1 \u{1b}[31;5mRouge\u{1b}[0m \u{1b}]0;titre\u{7} \u{9b}2J \u{7f}\u{8} \u{202e}sneb\u{2066} \
                       @everyone <@1> **gras** [lien](https://mal.example) {{practice_name}} {{> contact}}";
/// The same in a TOML string.
const HOSTILE_TOML: &str = "=1+1 \\u001b[31;5mRouge\\u001b[0m \\u001b]0;titre\\u0007 \\u009b2J \\u202esneb\\u2066";
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\nof-a-pangolin";
/// Answers that lead to a reply about waiting.
const WAITING: [&str; 7] = [
    "emergency=none",
    "kind=critical",
    "lawfulness=lawful",
    "controversy=low",
    "approach=reply",
    "topic=waiting",
    "founded=yes",
];

struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_egard"));
        self.bare(command.args(arguments));
        command
    }

    fn bare(&self, command: &mut Command) {
        command.current_dir(self.0.path());
        for name in ["LANG", "LC_ALL", "NO_COLOR", "CLICOLOR_FORCE", "DISCORD_TOKEN", "DISCORD_TOKEN_FILE", "EGARD_LOG"]
        {
            command.env_remove(name);
        }
    }

    fn run(&self, arguments: &[&str], input: impl Into<Vec<u8>>) -> Output {
        assert_cmd::Command::from_std(self.command(arguments)).write_stdin(input).output().unwrap()
    }

    /// Runs what must succeed; gives its output.
    #[track_caller]
    fn said(&self, arguments: &[&str], input: impl Into<Vec<u8>>) -> String {
        let output = self.run(arguments, input);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs what must be refused in a sentence or two, neither killed nor in a panic.
    #[track_caller]
    fn refused(&self, arguments: &[&str], input: impl Into<Vec<u8>>) -> String {
        let output = self.run(arguments, input);
        assert!(matches!(output.status.code(), Some(1 | 2)), "{arguments:?}: {output:.2000?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.starts_with("egard: ") && !said.contains("panicked"), "{arguments:?}: {said:.2000}");
        assert!(said.lines().count() < 12 && said.len() < 4_000, "{arguments:?}: {said:.4000}");
        said
    }
}

/// What a terminal would obey in an output, colours of the program's own left out.
fn obeyed(output: &[u8]) -> Vec<char> {
    let text = String::from_utf8(output.to_vec()).unwrap();
    let own = Regex::new("\u{1b}\\[(0|1|2|1;3[123]|38;5;[0-9]+|1;38;5;[0-9]+|1;9[0-9]|9[0-9]|3[0-9])?m").unwrap();
    let rest = own.replace_all(&text, "").replace("\r\n", "\n");
    let is_harmless = |letter: &char| matches!(letter, '\n' | '\t') || !letter.is_control();
    let reverses = |letter: &char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    rest.chars().filter(|letter| !is_harmless(letter) || reverses(letter)).collect()
}

fn answered<'a>(rest: &[&'a str]) -> Vec<&'a str> {
    let answers = WAITING.iter().flat_map(|answer| ["--answer", *answer]);
    ["draft"].into_iter().chain(answers).chain(rest.iter().copied()).collect()
}

/// A practice whose settings, packs and reviews are all by somebody who wants to reach the terminal.
fn hostile_place() -> (Place, String) {
    let place = Place::new();
    let config = format!(
        r#"[terminal]
role = "responsible"
[[practice]]
id = "demo"
name = "Cabinet {HOSTILE_TOML}"
signature = "{HOSTILE_TOML}"
responsible = "{HOSTILE_TOML}"
[practice.contact]
phone = "01 99 00 12 34 {HOSTILE_TOML}"
[[practice.watch]]
name = "Google {HOSTILE_TOML}"
url = "https://avis.example/{HOSTILE_TOML}"
[practice.policy]
one_person = true
[practice.rules]
"tone.shouting" = {{ severity = "off", reason = "{HOSTILE_TOML}" }}
[practice.retention]
default = {{ days = 1, reason = "{HOSTILE_TOML}" }}
"#
    );
    place.write("packs.toml", format!("templates = \"packs\"\n{config}"));
    place.write("egard.toml", config);
    // A template whose every word is hostile, where the guard has nothing to object.
    let template = format!(
        "+++\ntitle = \"Titre {HOSTILE_TOML}\"\nchannel = \"internal\"\nstatus = \"approved\"\ntags = \
         [\"{HOSTILE_TOML}\"]\nmax_chars = 900\n[vars.words]\nrequired = false\nsource = \"ask\"\nask = {{ fr = \"Mots \
         {HOSTILE_TOML}\", en = \"Words {HOSTILE_TOML}\" }}\n[[example]]\nname = \"bare\"\nvars = {{}}\n+++\nTexte \
         \u{1b}[31;5mrouge \u{202e} {{{{#if words}}}}{{{{words}}}}{{{{/if}}}}.\n"
    );
    for language in ["fr", "en"] {
        place.write(&format!("packs/health-fr/{language}/quick/hostile.hbs"), &template);
    }
    let drafted = place.said(&answered(&["--format", "json"]), HOSTILE);
    let drafted: Value = serde_json::from_str(&drafted).unwrap();
    let id = drafted["exchange"].as_str().unwrap().to_owned();
    (place, id)
}

/// Whoever reads a review, a list, a search or an error in a terminal is shown words: nothing in them moves the
/// cursor, sets a title, hides or reverses what is read. JSON and CSV keep the same from a terminal.
#[test]
fn nothing_hostile_reaches_a_terminal_raw() {
    let (place, id) = hostile_place();
    place.write("shot.png", PICTURE);
    let name = "avis \u{1b}[31;5m\u{202e}.txt";
    place.write(name, format!("Bonjour Madame Dupont, votre carie a duré. {HOSTILE}"));
    place.write("broken/health-fr/pack.toml", format!("id = \"{HOSTILE_TOML}\"\n\"{HOSTILE_TOML}\" = 1\n"));
    place.write("faulty.toml", "templates = \"broken\"\n[[practice]]\nid = \"x\"\nname = \"x\"\n");
    place.write("broken.toml", format!("\"{HOSTILE_TOML}\" = 1\n"));
    place.write("evidence \u{1b}[31;5m.png", PICTURE);
    let batch = json!({ "id": HOSTILE, "text": HOSTILE, "extra": HOSTILE }).to_string();
    let chat = format!("{}\nnone\n:q\n", HOSTILE.replace('\n', " "));
    let commands: Vec<(Vec<&str>, &str)> = vec![
        (vec!["journal", "attach", &id, "evidence \u{1b}[31;5m.png"], ""),
        (vec!["journal", "hold", &id, "--reason", HOSTILE], ""),
        (vec!["journal", "list"], ""),
        (vec!["journal", "list", "--format", "csv"], ""),
        (vec!["journal", "list", "--format", "json"], ""),
        (vec!["journal", "show", &id], ""),
        (vec!["journal", "show", &id, "--format", "json"], ""),
        (vec!["journal", "show", "\u{1b}[31;5m\u{202e}"], ""),
        (vec!["journal", "search", "Rouge"], ""),
        (vec!["journal", "search", "Rouge", "--format", "csv"], ""),
        (vec!["journal", "search", "Rouge", "--format", "json"], ""),
        (vec!["journal", "search", "statut:\u{1b}[31;5m"], ""),
        (vec!["journal", "queue"], ""),
        (vec!["journal", "queue", "--format", "json"], ""),
        (vec!["journal", "stats"], ""),
        (vec!["journal", "stats", "--format", "json"], ""),
        (vec!["journal", "measures", "--all"], ""),
        (vec!["journal", "verify"], ""),
        (vec!["journal", "verify", "--against", "\u{1b}[31;5m"], ""),
        (vec!["journal", "purge"], ""),
        (vec!["journal", "release", &id, "--reason", HOSTILE], ""),
        (vec!["journal", "erase", "--matching", "\u{1b}[31;5mRouge", "--reason", HOSTILE], ""),
        (vec!["journal", "export", &id, "--out", "\u{1b}[31;5m.docx"], ""),
        (vec!["check", name], ""),
        (vec!["check", name, "--format", "json"], ""),
        (vec!["check", name, "--format", "sarif"], ""),
        (vec!["check", "--explain", "\u{1b}[31;5m"], ""),
        (vec!["check", "--batch"], &batch),
        (vec!["check", "no \u{1b}[31;5m file"], ""),
        (vec!["read", name], ""),
        (vec!["read", name, "--format", "json"], ""),
        (vec!["read", "--batch"], &batch),
        (answered(&["--var", "measure=\u{1b}[31;5m\u{202e}"]), HOSTILE),
        (answered(&["--var", "measure=\u{1b}[31;5m\u{202e}", "--format", "json"]), HOSTILE),
        (vec!["draft", "--answer", "\u{1b}[31;5m=\u{202e}"], HOSTILE),
        (vec!["draft", "--format", "json"], HOSTILE),
        (vec!["chat"], &chat),
        (vec!["--config", "packs.toml", "templates", "list"], ""),
        (vec!["--config", "packs.toml", "templates", "list", "--format", "json"], ""),
        (vec!["--config", "packs.toml", "templates", "show", "quick.hostile"], ""),
        (
            vec![
                "--config",
                "packs.toml",
                "templates",
                "render",
                "quick.hostile",
                "--var",
                "words=\u{1b}[31;5m\u{202e}",
            ],
            "",
        ),
        (vec!["--config", "packs.toml", "templates", "render", "quick.hostile", "--var", "\u{1b}[31;5m=1"], ""),
        (vec!["--config", "packs.toml", "templates", "diff"], ""),
        (vec!["--config", "faulty.toml", "templates", "list", "--pack", "health-fr"], ""),
        (vec!["templates", "new", "health-fr", "quick", "\u{1b}[31;5m"], ""),
        (vec!["guide", "policy"], ""),
        (vec!["guide"], ""),
        (vec!["watch"], ""),
        (vec!["role", "give", "\u{1b}[31;5m\u{202e}", "manager"], ""),
        (vec!["role"], ""),
        (vec!["consent", "add", "--name", HOSTILE, "--what", "x", "--place", "y", "--reference", "z"], ""),
        (vec!["doctor"], ""),
        (vec!["--config", "broken.toml", "doctor"], ""),
        (vec!["--config", "broken.toml", "journal", "list"], ""),
        (vec!["--practice", "\u{1b}[31;5m", "journal", "list"], ""),
        (vec!["--data", "no \u{1b}[31;5m data/\u{202e}", "doctor"], ""),
        (vec!["--lang", "\u{1b}[31;5m", "journal", "list"], ""),
        (vec!["\u{1b}[31;5m\u{202e}"], ""),
        (vec!["journal", "--\u{1b}[31;5m"], ""),
    ];
    let mut shown = 0;
    for (arguments, input) in commands {
        let mut command = Command::new(env!("CARGO_BIN_EXE_egard"));
        place.bare(command.args(&arguments));
        // With colours, as a terminal is written to.
        command.env("CLICOLOR_FORCE", "1").env("TERM", "xterm-256color");
        let output = assert_cmd::Command::from_std(command).write_stdin(input).output().unwrap();
        assert!(output.status.code().is_some_and(|code| code <= 2), "{arguments:?}: {output:?}");
        for (stream, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
            let raw = obeyed(bytes);
            assert!(raw.is_empty(), "{arguments:?}: {stream}: {raw:?}: {}", String::from_utf8_lossy(bytes));
        }
        let words = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        shown += usize::from(["Rouge", "rouge", "31;5m"].iter().any(|word| words.contains(word)));
    }
    assert!(shown > 25, "only {shown} outputs showed what was hostile: this test looks at too little");
}

/// JSON is for programs, which must get back exactly what was written, whatever a terminal may be shown.
#[test]
fn json_gives_back_what_was_written() {
    let place = Place::new();
    let line = json!({ "id": HOSTILE, "text": "Bonjour Madame Dupont, votre carie \u{9b}\u{202e} a duré." });
    let output = place.run(&["check", "--batch"], line.to_string());
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["id"], HOSTILE);
    assert!(!answer["findings"].as_array().unwrap().is_empty());
}

/// Braces in what staff type into a slot, and in a review, are words: nothing fills them in a second time.
#[test]
fn braces_in_slots_and_reviews_are_words() {
    let place = Place::new();
    let braces = "{{practice_name}} {{{phone}}} {{> contact}} {{#if x}} {{lookup this}}";
    let var = format!("measure={braces}");
    let drafted = place.said(&answered(&["--no-journal", "--format", "json", "--var", &var]), braces);
    let drafted: Value = serde_json::from_str(&drafted).unwrap();
    assert!(drafted["text"].as_str().unwrap().contains(braces), "{drafted}");
    // A letter that repeats the review to its publisher.
    let letter = ["templates", "render", "letter.report-host", "--var"];
    let listed = place.run(&[letter.as_slice(), &[&format!("review_text={braces}")]].concat(), "");
    let said = String::from_utf8([listed.stdout, listed.stderr].concat()).unwrap();
    assert!(!said.contains("Cabinet des Tilleuls Cabinet") && !said.contains("panicked"), "{said}");
}

/// A name may not leave the folder that it is meant in: neither of a practice, a pack, an outcome, a template or a
/// capture.
#[test]
fn names_lead_nowhere_else() {
    let place = Place::new();
    let elsewhere = ["../x", "/etc/passwd", "..", "a/b", "a\\b", "a\0b", "%2e%2e"];
    for name in elsewhere {
        let config = format!("[[practice]]\nid = {}\nname = \"x\"\n", Value::from(name));
        place.write("egard.toml", config);
        place.refused(&["journal", "list"], "");
    }
    fs::remove_file(place.path("egard.toml")).unwrap();
    for name in elsewhere.into_iter().filter(|name| !name.contains('\0')) {
        place.refused(&["--practice", name, "journal", "list"], "");
        place.refused(&["check", "--pack", name], "Bonjour.");
        place.refused(&["draft", "--pack", name], "Bonjour.");
        for [pack, file] in [[name, "x"], ["health-fr", name]] {
            place.refused(&["templates", "new", pack, "quick", file, "--dir", "packs"], "");
        }
        place.refused(&["guide", name, "--out", "guide.docx"], "");
        place.refused(&["journal", "show", name], "");
    }
    place.refused(&["templates", "new", "health-fr", "../x", "x", "--dir", "packs"], "");
    // An outcome of a pack names a folder of templates.
    let questionnaire = "start = \"a\"\n[question.a]\nask = { fr = \"?\", en = \"?\" }\nanswers = [{ id = \"x\", label = \
                         { fr = \"x\", en = \"x\" }, next = \"outcome.../../x\" }]\n[outcome.\"../../x\"]\ntitle = { fr = \
                         \"x\", en = \"x\" }\nkind = \"reply\"\n";
    place.write("packs/mine/pack.toml", "id = \"mine\"\n");
    place.write("packs/mine/questionnaire.toml", questionnaire);
    let said = place.refused(&["templates", "lint", "packs"], "");
    assert!(said.contains("identifier \"../../x\""), "{said}");
    // A capture is named by its digest, and nothing else passes for one, whoever rewrote the archive.
    for text in ["../../etc/passwd", "", &"A".repeat(64), &format!("{}/", "a".repeat(63))] {
        assert!(serde_json::from_value::<Digest>(json!(text)).is_err(), "{text:?}");
    }
    assert!(serde_json::from_value::<Digest>(json!(Digest::of(b"x").as_str())).is_ok());
    let made: Vec<_> = fs::read_dir(place.0.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(made.iter().all(|name| name == "packs" || name == "data"), "{made:?}");
}

/// What is larger or deeper than anything that people write is refused in a sentence: the stack of a thread is not
/// at the mercy of a file.
#[test]
fn gigantic_and_deeply_nested_input_is_refused_in_a_sentence() {
    let place = Place::new();
    let deep = |open: &str| open.repeat(200_000);
    let practice = "[[practice]]\nid = \"x\"\nname = \"x\"\n";
    for config in [
        format!("{practice}# {}", "x".repeat(10 << 20)),
        format!("a = {}", deep("[")),
        format!("a = {}", deep("{a=")),
        format!("a{} = 1", deep(".a")),
        format!("[a{}]", deep(".a")),
        format!("{practice}[practice.rules]\na{} = 1", deep(".a")),
    ] {
        place.write("egard.toml", config);
        place.refused(&["journal", "list"], "");
        assert!(place.run(&["doctor"], "").status.code() == Some(1));
    }
    fs::remove_file(place.path("egard.toml")).unwrap();

    let large = "a".repeat(10 << 20);
    place.write("large.txt", &large);
    assert!(place.refused(&["check", "large.txt"], "").contains("large.txt"));
    assert!(place.refused(&["read", "large.txt"], "").contains("large.txt"));
    for arguments in [["draft"].as_slice(), &["check"], &["read"], &["chat"]] {
        place.refused(arguments, large.clone());
    }
    let lines = [
        large,
        deep("["),
        deep("{\"a\":"),
        format!("{{\"id\":\"1\",\"text\":{}", deep("[")),
        format!("{{\"id\":\"1\",\"text\":\"{}\"}}", "b".repeat(200_000)),
    ];
    for line in lines {
        place.refused(&["check", "--batch"], line.clone());
        place.refused(&["read", "--batch"], line);
    }
    // What a line holds besides is its sender's own affair, however deep.
    let besides = format!("{{\"id\":\"1\",\"text\":\"Merci.\",\"x\":{}1{}}}", "[".repeat(100), "]".repeat(100));
    assert!(place.said(&["check", "--batch"], besides).contains("\"verdict\""));
}

/// An archive is read by whoever holds the folder, and may come from anywhere: a line that is none is told by its
/// number, however long or deep, and one at the very end is put aside.
#[test]
fn a_gigantic_line_of_the_archive_is_told_by_its_number() {
    for line in ["x".repeat(10 << 20), "[".repeat(1 << 20), format!("{{\"v\":1,\"payload\":{}", "[".repeat(1 << 20))] {
        let place = Place::new();
        place.said(&answered(&[]), "Deux heures d’attente.");
        let archive = fs::read_dir(place.path("data/archive")).unwrap().map(|entry| entry.unwrap().path());
        let segment = archive.into_iter().find(|path| path.extension().is_some_and(|kind| kind == "jsonl")).unwrap();
        let whole = fs::read_to_string(&segment).unwrap();
        fs::write(&segment, format!("{whole}{line}")).unwrap();
        let mended = place.run(&["journal", "list"], "");
        assert!(mended.status.success(), "{mended:.2000?}");
        assert_eq!(fs::read_to_string(&segment).unwrap(), whole, "what was never a step is put aside");
        let (first, rest) = whole.split_once('\n').unwrap();
        fs::write(&segment, format!("{first}\n{line}\n{rest}")).unwrap();
        for arguments in [["journal", "verify"].as_slice(), &["journal", "rebuild"], &["doctor"]] {
            let output = place.run(arguments, "");
            let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            assert!(matches!(output.status.code(), Some(1 | 2)), "{arguments:?}: {said:.2000}");
            assert!(said.contains(".jsonl:2") && said.len() < 4_000, "{arguments:?}: {said:.2000}");
        }
    }
}

/// Loads a folder as packs on a stack as small as the one on which changed packs are loaded while the bot serves.
fn load(folder: &Path, pack: &'static str) -> Result<(), String> {
    let folder = folder.to_owned();
    let loading = std::thread::Builder::new().stack_size(2 << 20).spawn(move || {
        let files = Files::default().overlaid(&folder).map_err(|error| error.to_string())?;
        match Pack::load(&files, pack) {
            Ok(_) => Ok(()),
            Err(PackError::Faulty(faults)) => {
                Err(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
            }
            Err(PackError::Unknown { .. }) => Err("unknown".to_owned()),
        }
    });
    loading.unwrap().join().unwrap()
}

/// A pack is read on a thread of the bot while it serves: whatever stands in it, that thread goes on, and the fault
/// is told with its file.
#[test]
fn a_hostile_pack_is_refused_with_its_file() {
    let front = "+++\ntitle = \"x\"\nchannel = \"public\"\nstatus = \"approved\"\nmax_chars = 900\n[[example]]\nname = \
                 \"bare\"\nvars = {}\n+++\n";
    let bodies = [
        ("blocks", "{{#if a}}".repeat(100_000)),
        ("closed", format!("{}x{}", "{{#if a}}".repeat(45_000), "{{/if}}".repeat(45_000))),
        ("inverse", "{{^a}}".repeat(100_000)),
        ("otherwise", format!("{{{{#if a}}}}{}{{{{/if}}}}", "{{else if a}}".repeat(70_000))),
        ("brackets", format!("{{{{a {}", "(".repeat(900_000))),
        ("lists", format!("{{{{a {}", "[".repeat(900_000))),
        ("objects", format!("{{{{a {}", "{\"a\":".repeat(150_000))),
        ("decorated", "{{#*inline \"a\"}}".repeat(60_000)),
        ("included", "{{#> a}}".repeat(100_000)),
    ];
    for (name, body) in bodies {
        let place = Place::new();
        place.write("mine/pack.toml", "id = \"mine\"\n");
        place.write(&format!("mine/fr/quick/{name}.hbs"), format!("{front}{body}"));
        let said = load(place.0.path(), "mine").unwrap_err();
        assert!(said.contains(&format!("mine/fr/quick/{name}.hbs:")) && said.contains("nests deeper"), "{said:.2000}");
    }
    let nested = format!("+++\na = {}\n+++\nx", "[".repeat(500_000));
    let partial = |number: usize| {
        let body = if number < 59 { format!("{{{{> p{}}}}}", number + 1) } else { "x".to_owned() };
        (format!("mine/en/_p{number}.hbs"), body)
    };
    let cases: [(Vec<(String, String)>, &str); 7] = [
        // Braces without end are no construct at all.
        (one("mine/fr/quick/braces.hbs", format!("{front}{}", "{".repeat(1_000_000))), "mine/fr/quick/braces.hbs:10"),
        (one("mine/fr/quick/nested.hbs", nested), "mine/fr/quick/nested.hbs:2"),
        (one("mine/rules/deep.toml", format!("rule = {}", "{a=".repeat(200_000))), "mine/rules/deep.toml:1"),
        (one("mine/rules/regex.toml", hostile_rule(&"(".repeat(100_000))), "mine/rules/regex.toml:"),
        (one("mine/rules/huge.toml", hostile_rule(r"((\w{900}){900}){900}")), "mine/rules/huge.toml:"),
        ((0..60).map(partial).collect(), "include each other deeper than 20"),
        (one("mine/questionnaire.toml", long_questionnaire()), "at most 500 questions"),
    ];
    for (files, expected) in cases {
        let place = Place::new();
        place.write("mine/pack.toml", "id = \"mine\"\n");
        for (name, text) in &files {
            place.write(name, text);
        }
        let said = load(place.0.path(), "mine").unwrap_err();
        assert!(said.contains(expected), "{expected}: {said:.3000}");
    }
}

fn one(name: &str, text: String) -> Vec<(String, String)> {
    vec![(name.to_owned(), text)]
}

/// A way through more questions than a stack is deep.
fn long_questionnaire() -> String {
    let mut questionnaire = "start = \"q0\"\n".to_owned();
    for number in 0..5_000 {
        let next = if number < 4_999 { format!("question.q{}", number + 1) } else { "outcome.o".to_owned() };
        let answer = |id: &str| format!("{{ id = \"{id}\", label = {{ fr = \"x\", en = \"x\" }}, next = \"{next}\" }}");
        let (first, second) = (answer("a"), answer("b"));
        let _ = write!(
            questionnaire,
            "[question.q{number}]\nask = {{ fr = \"?\", en = \"?\" }}\nanswers = [{first}, {second}]\n"
        );
    }
    questionnaire + "[outcome.o]\ntitle = { fr = \"x\", en = \"x\" }\nkind = \"reply\"\n"
}

fn hostile_rule(pattern: &str) -> String {
    format!(
        "[[rule]]\nid = \"tone.x\"\nfamily = \"tone\"\nseverity = \"warn\"\nlang = [\"fr\"]\nkind = \"regex\"\npattern = \
         '''{pattern}'''\nmessage = {{ fr = \"x\", en = \"x\" }}\nfix = {{ fr = \"x\", en = \"x\" }}\nsource = \
         \"x\"\nbad = [\"[[x]]\"]\ngood = [\"y\"]\n"
    )
}

/// A folder of packs may be anything that its path happens to name.
#[test]
fn a_folder_that_is_no_pack_ends_nothing() {
    let place = Place::new();
    let folder = place.path("pipe/health-fr");
    fs::create_dir_all(&folder).unwrap();
    assert!(Command::new("mkfifo").arg(folder.join("pack.toml")).status().unwrap().success());
    assert!(load(&place.path("pipe"), "health-fr").unwrap_err().contains("no ordinary file"));
    place.write("device/x.txt", "");
    symlink("/dev/zero", place.path("device/x.toml")).unwrap();
    assert!(load(&place.path("device"), "health-fr").unwrap_err().contains("no ordinary file"));
    place.write("large/health-fr/pack.toml", "#".repeat((1 << 20) + 1));
    assert!(load(&place.path("large"), "health-fr").unwrap_err().contains("larger than 1 MiB"));
    for name in ["one", "two", "three", "four", "five"] {
        fs::create_dir_all(place.path("loop")).unwrap();
        symlink(".", place.path("loop").join(name)).unwrap();
    }
    assert!(load(&place.path("loop"), "health-fr").unwrap_err().contains("at most 10000"));
}

/// Whatever the umask, nothing that Égard writes is for others on the machine: neither what it writes itself nor what
/// its libraries do, in the data folder or beside it. A pack is for whoever is to read it.
#[test]
fn files_are_for_their_owner_alone_whatever_the_umask() {
    let place = Place::new();
    fs::create_dir(place.path("data")).unwrap();
    fs::set_permissions(place.path("data"), fs::Permissions::from_mode(0o777)).unwrap();
    fs::create_dir(place.path("out")).unwrap();
    place.write("shot.png", PICTURE);
    let run = |arguments: &[&str], input: &str| {
        let mut shell = Command::new("sh");
        shell.args(["-c", "umask 000; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_egard")]).args(arguments);
        place.bare(&mut shell);
        let output = assert_cmd::Command::from_std(shell).write_stdin(input).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let drafted = run(&answered(&["--format", "json"]), "Deux heures d’attente, madame Quokka.");
    let drafted: Value = serde_json::from_str(&drafted).unwrap();
    let id = drafted["exchange"].as_str().unwrap();
    run(&["journal", "attach", id, "shot.png"], "");
    run(&["journal", "search", "attente"], "");
    run(&["journal", "export", id, "--out", "out/one.docx"], "");
    run(&["journal", "export", "--from", "2020-01-01", "--out", "out/all.csv"], "");
    run(&["journal", "export", "--archive", "--out", "out/backup"], "");
    run(&["journal", "export", "--archive", "--out", "out/backup.tar"], "");
    run(&["journal", "stats", "--charts", "out/charts"], "");
    run(&["guide", "charter", "--out", "out/charter.docx"], "");
    run(&["journal", "erase", id, "--reason", "asked", "--yes"], "");
    run(&["journal", "rebuild"], "");
    run(&["templates", "new", "health-fr", "quick", "shared", "--dir", "packs"], "");

    let mut seen = Vec::new();
    for root in ["data", "out"] {
        let mut open = vec![place.path(root)];
        while let Some(path) = open.pop() {
            let about = fs::symlink_metadata(&path).unwrap();
            let mode = about.permissions().mode() & 0o777;
            if path != place.path("out") {
                assert_eq!(mode & 0o077, 0, "{} is open to others: {mode:o}", path.display());
            }
            if about.is_dir() {
                open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            }
            seen.push(path.strip_prefix(place.0.path()).unwrap().display().to_string());
        }
    }
    for part in
        ["data/sled/db", "data/search/", "data/archive/", "out/backup/evidence/", "out/one-captures/", "out/charts/"]
    {
        assert!(seen.iter().any(|path| path.starts_with(part)), "{part} is not among {seen:?}");
    }
    let shared = place.path("packs/health-fr/fr/quick/shared.hbs");
    assert_eq!(fs::metadata(shared).unwrap().permissions().mode() & 0o777, 0o666);
}

const TOKEN: &str = "MTE4NjQyMTc1ODk0OTg3NjU0Mw.Gq3xYz.secret-part-of-the-token";

/// The token is read from where only its owner can read it, wherever that is said, and is told nowhere.
#[test]
fn the_token_is_read_where_others_cannot_and_told_nowhere() {
    let place = Place::new();
    place.write("egard.toml", "[[practice]]\nid = \"x\"\nname = \"x\"\n[discord]\ntoken_file = \"token\"\n");
    let token = place.write("token", format!("{TOKEN}\n"));
    let credential = place.write("credentials/discord-token", TOKEN);
    let mode = |path: &Path, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let doctor = |variables: &[(&str, &str)]| {
        let mut command = place.command(&["--lang", "en", "doctor"]);
        command.envs(variables.iter().copied()).env("RUST_BACKTRACE", "full").env("RUST_LOG", "trace");
        let output = command.output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        for part in TOKEN.split('.') {
            assert!(!said.contains(part), "{variables:?}: {said}");
        }
        said
    };
    let found = "Discord token found";
    for open in [0o644, 0o640, 0o604, 0o660, 0o777] {
        mode(&token, open);
        assert!(doctor(&[]).contains("others can read this file"), "{open:o}");
    }
    for closed in [0o600, 0o400] {
        mode(&token, closed);
        assert!(doctor(&[]).contains(found), "{closed:o}");
    }
    // What a service manager hands over names the service in an access list, which shows as the group's right.
    let folder = place.path("credentials").display().to_string();
    let file = credential.display().to_string();
    mode(&credential, 0o440);
    assert!(doctor(&[("DISCORD_TOKEN_FILE", &file)]).contains("others can read this file"));
    assert!(doctor(&[("DISCORD_TOKEN_FILE", &file), ("CREDENTIALS_DIRECTORY", &folder)]).contains(found));
    let around = format!("{folder}/../token");
    mode(&token, 0o640);
    let elsewhere = [("DISCORD_TOKEN_FILE", around.as_str()), ("CREDENTIALS_DIRECTORY", folder.as_str())];
    assert!(doctor(&elsewhere).contains("others can read this file"));
    mode(&credential, 0o444);
    let readable = [("DISCORD_TOKEN_FILE", file.as_str()), ("CREDENTIALS_DIRECTORY", folder.as_str())];
    assert!(doctor(&readable).contains("others can read this file"));

    assert!(doctor(&[("DISCORD_TOKEN", TOKEN)]).contains(found), "the environment comes first");
    mode(&token, 0o600);
    for unfit in [format!("{TOKEN}\n{TOKEN}"), format!("{TOKEN} x"), format!("\u{1b}{TOKEN}")] {
        assert!(doctor(&[("DISCORD_TOKEN", &unfit)]).contains("DISCORD_TOKEN: this is no bot token"));
        fs::write(&token, &unfit).unwrap();
        assert!(doctor(&[]).contains("this is no bot token"));
    }
    fs::write(&token, TOKEN.repeat(100)).unwrap();
    assert!(doctor(&[]).contains("longer than 1024"));
    fs::write(&token, b"\xff\xfe").unwrap();
    assert!(doctor(&[]).contains("token"));
    fs::write(&token, "\n").unwrap();
    assert!(doctor(&[]).contains("token is missing"));
    assert!(doctor(&[("DISCORD_TOKEN_FILE", "/nowhere/token")]).contains("/nowhere/token"));
}

/// The threat model names the test that shows each of its claims: one that is renamed or gone would leave a claim
/// that nothing holds.
#[test]
fn every_test_that_the_threat_model_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let named = Regex::new(r"`((?:src|tests)/[a-z_/]+\.rs)::([a-z0-9_]+)`").unwrap();
    let mut count = 0;
    for document in ["docs/security.md", "docs/running.md", "docs/privacy.md"] {
        let text = fs::read_to_string(root.join(document)).unwrap();
        for found in named.captures_iter(&text) {
            let source = fs::read_to_string(root.join(&found[1])).unwrap_or_default();
            assert!(source.contains(&format!("fn {}(", &found[2])), "{document}: {} has no {}", &found[1], &found[2]);
            count += 1;
        }
    }
    assert!(count > 30, "{count}");
}

/// Both languages of the interface are cleaned alike: they only differ in words.
#[test]
fn a_refusal_is_clean_in_both_languages() {
    let place = Place::new();
    for language in Language::ALL {
        let said = place.refused(&["--lang", language.code(), "journal", "show", HOSTILE], "");
        assert!(obeyed(said.as_bytes()).is_empty(), "{said}");
    }
}
