//! The conversation in a real terminal, by its keys; and that the same steps give the same events
//! whichever way they are taken.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may unwrap")]

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use egard::config::Config;
use egard::desk::{Action, Desk, Inputs, Response, SystemClock, Visit};
use egard::exchange::{Actor, Digest, Role};
use egard::journal::Query;
use egard::journal::embedded::EmbeddedJournal;
use egard::journal::memory::MemoryJournal;
use egard::language::Language;
use egard::pack::Shelf;
use egard::practice::Practice;
use egard::review::Review;
use regex::Regex;
use rexpect::reader::Options;
use rexpect::session::{PtySession, spawn_with_options};
use serde_json::{Value, json};
use tempfile::TempDir;

const DOWN: &str = "\u{1b}[B";
const UP: &str = "\u{1b}[A";
const ESCAPE: &str = "\u{1b}";
const ENTER: &str = "\r";
const CONTROL_C: &str = "\u{3}";
/// The last line of every list of choices.
const KEYS: &str = "Échap pour revenir";
/// What every screen of an exchange has once, and no list of choices has.
const SCREEN: &str = "échange ";

/// The binary, as if nothing else were set on the machine.
fn egard(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_egard"));
    command.args(arguments);
    bare(&mut command, folder);
    command
}

fn bare(command: &mut Command, folder: &Path) {
    command.current_dir(folder).env("TERM", "xterm-256color");
    for name in
        ["LANG", "LC_ALL", "LC_MESSAGES", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "VISUAL", "EDITOR", "EGARD_LOG"]
    {
        command.env_remove(name);
    }
}

fn run(folder: &Path, arguments: &[&str], input: &str) -> Output {
    assert_cmd::Command::from_std(egard(folder, arguments)).write_stdin(input).output().unwrap()
}

/// The events of the folder's only exchange.
fn events(folder: &Path) -> Value {
    let list = run(folder, &["journal", "list", "--format", "json"], "");
    let list: Value = serde_json::from_slice(&list.stdout).unwrap();
    let [only] = list.as_array().unwrap().as_slice() else { panic!("{list}") };
    let shown = run(folder, &["journal", "show", only["exchange"].as_str().unwrap(), "--format", "json"], "");
    serde_json::from_slice(&shown.stdout).unwrap()
}

/// A person at a terminal.
struct Person {
    session: PtySession,
    /// Everything that the terminal was sent.
    seen: String,
    /// The part of it that came last.
    last: String,
}

impl Person {
    /// Sits down at a terminal of so many columns, and starts the program there.
    fn sits(folder: &Path, columns: u16, arguments: &str, editor: Option<&Path>) -> Self {
        let mut command = Command::new("sh");
        command
            .args(["-c", &format!("stty cols {columns} rows 60; exec '{}' {arguments}", env!("CARGO_BIN_EXE_egard"))]);
        bare(&mut command, folder);
        if let Some(editor) = editor {
            command.env("EDITOR", editor);
        }
        let session = spawn_with_options(command, Options::new().timeout_ms(Some(30_000))).unwrap();
        Self { session, seen: String::new(), last: String::new() }
    }

    /// Reads until these words appear.
    fn sees(&mut self, words: &str) {
        let before = self.session.exp_string(&on_the_wire(words)).unwrap_or_else(|error| panic!("{words:?}: {error}"));
        self.last = off_the_wire(&before) + words;
        self.seen.push_str(&self.last);
    }

    fn types(&mut self, keys: &str) {
        self.session.send(keys).unwrap();
        self.session.flush().unwrap();
    }

    /// Reads a screen of an exchange to its end: the list of what can be chosen.
    fn sees_screen(&mut self) -> String {
        self.sees(SCREEN);
        let head = self.last.clone();
        self.sees(KEYS);
        plain(&(head + &self.last))
    }

    /// Goes down with the arrow keys to what has this label, and presses Enter.
    fn chooses(&mut self, label: &str) {
        let list = plain(&self.last);
        let number = Regex::new(&format!(r"(\d+)\. {}", regex::escape(label))).unwrap();
        let number: usize =
            number.captures(&list).unwrap_or_else(|| panic!("no {label:?} in {list}"))[1].parse().unwrap();
        self.types(&(DOWN.repeat(number - 1) + ENTER));
    }

    /// Reads to the end; gives everything that the terminal was sent.
    fn leaves(mut self) -> String {
        let rest = self.session.exp_eof().unwrap();
        self.seen.push_str(&off_the_wire(&rest));
        self.seen
    }
}

/// The library that reads the terminal takes each byte for a character.
fn on_the_wire(text: &str) -> String {
    text.bytes().map(char::from).collect()
}

fn off_the_wire(text: &str) -> String {
    let bytes: Vec<u8> = text.chars().map(|byte| u8::try_from(byte).unwrap()).collect();
    String::from_utf8(bytes).unwrap()
}

/// Without what moves the cursor or paints.
fn plain(text: &str) -> String {
    Regex::new(r"\x1b\[[0-9;?]*[A-Za-z]").unwrap().replace_all(text, "").replace('\r', "")
}

/// The events without what must differ: times, and the wording, which is drawn by the exchange's
/// identifier. Each text, template and digest becomes the number of its first appearance, so that
/// an approval of another text than the one edited would show.
fn comparable(events: &Value) -> Vec<Value> {
    fn walk(value: &mut Value, key: &str, seen: &mut BTreeMap<String, usize>) {
        match value {
            Value::Object(fields) => {
                fields.remove("at");
                fields.remove("findings");
                for (key, value) in fields {
                    walk(value, key, seen);
                }
            }
            Value::Array(items) => {
                for item in items {
                    walk(item, key, seen);
                }
            }
            Value::String(text) if matches!(key, "text" | "template" | "sha256") => {
                let next = seen.len();
                let number = *seen.entry(format!("{key} {text}")).or_insert(next);
                *text = format!("{key} {number}");
            }
            _ => {}
        }
    }
    let mut events = events.as_array().unwrap().clone();
    let mut seen = BTreeMap::new();
    for event in &mut events {
        walk(event, "", &mut seen);
    }
    events
}

/// What may not wait stands above the question, and the mark on an answer chooses nothing.
#[test]
fn a_suggestion_is_shown_with_its_reason_and_chooses_nothing() {
    let folder = TempDir::new().unwrap();
    let output = run(folder.path(), &["chat"], "Je sais où tu habites.\nquit\n");
    let said = String::from_utf8(output.stdout).unwrap();
    let at = |words: &str| said.find(words).unwrap_or_else(|| panic!("no {words:?} in {said}"));
    assert!(at("Urgence possible (menace)") < at("Question 1/"), "{said}");
    assert!(at("Question 1/") < at("Suggéré : Menace contre l’équipe"), "{said}");
    assert!(said.contains("4. Menace contre l’équipe ← suggéré [threat]"), "{said}");
    let names: Vec<String> = events(folder.path())
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["event"]["type"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(names.len(), 1, "{names:?}");
}

const URL: &str = "https://example.org/avis/1";

/// By keys: the sample review, all questions with the arrow keys, one step back, another wording, a
/// change in place, approval, the copy, the address of the reply. Gives the folder's events.
fn conversation_by_keys(folder: &Path) -> Value {
    let mut person = Person::sits(folder, 100, "", None);
    person.sees(":q");
    person.types(ENTER);
    let screen = person.sees_screen();
    assert!(screen.contains("Deux heures d’attente") && screen.contains("Question 1/8"), "the sample review: {screen}");
    person.chooses("Non, personne");
    assert!(person.sees_screen().contains("Question 2/8"));
    person.chooses("Avis négatif ou mitigé");
    assert!(person.sees_screen().contains("Question 3/8"));
    person.types(ESCAPE);
    assert!(person.sees_screen().contains("Question 2/8"), "Escape goes back");
    person.chooses("Avis négatif ou mitigé");
    for answer in ["Oui, il critique", "Non, le risque est faible", "Répondre publiquement"] {
        person.sees_screen();
        person.chooses(answer);
    }
    person.sees_screen();
    // Down, up and down again is once down.
    person.types(&[DOWN, UP, DOWN, ENTER].concat());
    let screen = person.sees_screen();
    assert!(screen.contains("Accueil"), "the arrow keys chose the second topic: {screen}");
    person.chooses("Oui, au moins en partie");
    let screen = person.sees_screen();
    assert!(screen.contains("formulation 1/") && screen.contains("contact@tilleuls.example"), "{screen}");
    person.chooses("Autre formulation");
    assert!(person.sees_screen().contains("formulation 2/"));
    person.chooses("Modifier");
    person.sees("Modifiez le texte");
    person.sees("» ");
    person.types(&format!(" Tant pis.{CONTROL_C}"));
    let screen = person.sees_screen();
    assert!(screen.contains("formulation 2/") && !screen.contains("Texte modifié"), "Ctrl-C gives up the change alone");
    person.chooses("Modifier");
    person.sees("Modifiez le texte");
    person.sees("» ");
    person.types(&format!(" Bien à vous.{ENTER}"));
    let screen = person.sees_screen();
    assert!(screen.contains("Texte modifié") && screen.contains("Bien à vous."), "{screen}");
    person.chooses("Approuver");
    assert!(person.sees_screen().contains("Approuvé"));
    person.chooses("Copier le texte");
    person.sees("Texte à copier");
    person.sees(KEYS);
    assert!(plain(&person.last).contains("Bien à vous."));
    person.types(ENTER);
    person.sees_screen();
    person.chooses("Publié");
    person.sees("Adresse de la réponse publiée");
    person.sees("» ");
    person.types(&format!("{URL}{ENTER}"));
    assert!(person.sees_screen().contains(&format!("La réponse est publiée : {URL}")));
    person.chooses("Quitter");
    let seen = person.leaves();
    assert!(seen.contains("est gardé"), "whoever leaves is told that the exchange is kept");
    events(folder)
}

/// The same, piped as lines; a line may name a choice by its word or by its number.
fn conversation_by_lines(folder: &Path) -> Value {
    let lines = [
        "",
        "none",
        "1",
        "back",
        "critical",
        "lawful",
        "low",
        "reply",
        "reception",
        "yes",
        "another",
        "edit",
        "Bonjour, merci pour cet avis. Le secret professionnel nous interdit d’en dire plus ici.\\n\\nLe cabinet.",
        "approve",
        "copy",
        "ok",
        "publish",
        URL,
        "quit",
    ];
    let output = run(folder, &["chat"], &(lines.join("\n") + "\n"));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!said.contains('\u{1b}') && said.contains("est gardé"), "{said}");
    assert!(said.contains("d’en dire plus ici.\n\nLe cabinet."), "a line break is typed \\n: {said}");
    events(folder)
}

/// The same, asked of the desk itself, as any other face would.
fn conversation_at_the_desk(actor: &str) -> Value {
    let packs = Arc::new(Shelf::load(["health-fr"], None).unwrap());
    let practice = Practice::demonstration();
    let actor = Actor { id: actor.to_owned(), role: Role::Manager };
    let visit = Visit { actor, practice: practice.id.clone(), language: Language::Fr };
    let desk = Desk::new(Arc::new(MemoryJournal::default()), Arc::new(SystemClock), packs, [practice]);
    let steps = [
        ("answer.emergency.none", None),
        ("answer.kind.critical", None),
        ("back", None),
        ("answer.kind.critical", None),
        ("answer.lawfulness.lawful", None),
        ("answer.controversy.low", None),
        ("answer.approach.reply", None),
        ("answer.topic.reception", None),
        ("answer.founded.yes", None),
        ("another", None),
        (
            "edit",
            Some(("text", "Bonjour, merci pour cet avis. Le secret professionnel nous interdit d’en dire plus ici.")),
        ),
        ("approve", None),
        ("copy", None),
        ("publish", Some(("url", URL))),
    ];
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let sample = egard::text!(Language::Fr, "terminal-sample");
        let mut at = desk.receive(&visit, Review::of(sample), None).await.unwrap().reference;
        for (action, typed) in steps {
            let action: Action = action.parse().unwrap();
            let inputs: Option<Inputs> = typed.map(|(field, value)| [(field.to_owned(), value.to_owned())].into());
            match desk.act(&visit, at, &action, inputs.as_ref()).await.unwrap() {
                Response::Screen(screen) => at = screen.reference,
                Response::Private(_) => {}
                other => panic!("{action}: {other:?}"),
            }
        }
        let history = desk.history(&visit, at.exchange).await.unwrap().history;
        let line = |recorded: &egard::exchange::Recorded| {
            json!({ "revision": recorded.revision, "actor": recorded.actor.id, "event": recorded.event })
        };
        Value::Array(history.iter().map(line).collect())
    })
}

/// A face holds no rule of the domain: taken by keys, by lines or at the desk, the same steps leave
/// the same record.
#[test]
fn the_same_steps_give_the_same_events_by_keys_by_lines_and_at_the_desk() {
    let (by_keys, by_lines) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let by_keys = comparable(&conversation_by_keys(by_keys.path()));
    let actors: BTreeSet<_> = by_keys.iter().map(|line| line["actor"].as_str().unwrap()).collect();
    assert_eq!(actors.len(), 1, "one person: {actors:?}");
    let types: Vec<_> = by_keys.iter().map(|line| line["event"]["type"].as_str().unwrap()).collect();
    let expected = [
        "received",
        "answered",
        "answered",
        "taken_back",
        "answered",
        "answered",
        "answered",
        "answered",
        "answered",
        "answered",
        "classified",
        "proposed",
        "proposed",
        "edited",
        "approved",
        "copied",
        "published",
    ];
    assert_eq!(types, expected);
    assert_eq!(by_keys, comparable(&conversation_by_lines(by_lines.path())));
    assert_eq!(by_keys, comparable(&conversation_at_the_desk(by_keys[0]["actor"].as_str().unwrap())));
}

const POSITIVE: [&str; 2] = ["none", "positive"];

/// Whoever types a breach is shown the mended line and can take it with one choice, by keys and by
/// lines; it is recorded as their own edit.
#[test]
fn a_breach_is_mended_with_one_choice_by_keys_and_by_lines() {
    let breach = "Bonjour Madame Dupont, merci pour ce message. Votre carie a demandé du temps.";
    let mended = "Bonjour, merci pour ce message.";
    let by_keys = TempDir::new().unwrap();
    let mut person = Person::sits(by_keys.path(), 100, "", None);
    person.sees(":q");
    person.types(&format!("Un accueil charmant et une équipe attentive du début à la fin.{ENTER}"));
    person.sees_screen();
    person.chooses("Non, personne");
    person.sees_screen();
    person.chooses("Avis positif");
    let screen = person.sees_screen();
    assert!(!screen.contains("Proposer une correction"), "nothing was found: {screen}");
    person.chooses("Modifier");
    person.sees("Modifiez le texte");
    person.sees("» ");
    // The text proposed is taken out first: the line that is typed is the whole text.
    person.types(&format!("\u{5}\u{15}{breach}{ENTER}"));
    let screen = person.sees_screen();
    assert!(screen.contains("corrigé ainsi") && screen.contains(&format!("+ {mended}")[..30]), "{screen}");
    person.chooses("Proposer une correction");
    let screen = person.sees_screen();
    assert!(screen.contains(mended) && !screen.contains("carie"), "{screen}");
    person.chooses("Quitter");
    person.leaves();

    let by_lines = TempDir::new().unwrap();
    let review = "Un accueil charmant et une équipe attentive du début à la fin.";
    let lines = [&[review][..], &POSITIVE, &["edit", breach, "mend", "quit"]].concat();
    let output = run(by_lines.path(), &["chat"], &(lines.join("\n") + "\n"));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("Proposer une correction [mend]") && said.contains(mended), "{said}");

    let (by_keys, by_lines) = (events(by_keys.path()), events(by_lines.path()));
    let last = by_lines.as_array().unwrap().last().unwrap();
    assert_eq!((&last["event"]["type"], &last["event"]["draft"]["text"]), (&json!("edited"), &json!(mended)));
    assert_eq!(comparable(&by_keys), comparable(&by_lines));
}

/// A script that stands for an editor: it writes a sober text in place of what it is given.
fn editor(folder: &Path) -> PathBuf {
    let script = folder.join("editor.sh");
    let text = "Merci pour cet avis. Le secret professionnel nous interdit d’en dire plus ici.";
    fs::write(&script, format!("#!/bin/sh\nprintf '%s\\n' '{text}' > \"$1\"\n")).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    script
}

/// What a hostile review would do to a terminal that obeyed it.
const HOSTILE: [&str; 5] = ["\u{1b}]0;volé\u{7}", "\u{1b}[31mROUGE", "\u{9b}2J", "\u{202e}", "\u{8}\u{8}"];

/// A review is written by a stranger: its escape sequences and reversals never reach the terminal,
/// neither when it is taken up again, nor in what is copied, nor in what the journal shows. And on a
/// telephone's forty columns nothing runs over the edge.
#[test]
fn a_hostile_review_on_a_narrow_terminal_stays_words() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let review = format!("Accueil charmant {} et une équipe très attentive du début à la fin.", HOSTILE.join(" puis "));
    let output = run(folder, &["chat"], &format!("{review}\nquit\n"));
    assert!(output.status.success());
    let mut everything = String::from_utf8(output.stdout).unwrap();

    let mut person = Person::sits(folder, 40, "chat", Some(&editor(folder)));
    person.sees(":q");
    person.types(&format!(":l{ENTER}"));
    person.sees(KEYS);
    person.types(ENTER);
    let screen = person.sees_screen();
    assert!(screen.contains("ROUGE"), "its words are there: {screen}");
    let page = screen.split("Votre choix").next().unwrap();
    for line in page.lines().filter(|line| line.starts_with(['╭', '│', '╰'])) {
        assert!(line.chars().count() <= 40, "{} columns: {line}", line.chars().count());
    }
    person.chooses("Non, personne");
    person.sees_screen();
    person.chooses("Avis positif");
    person.sees_screen();
    person.chooses("Modifier");
    let screen = person.sees_screen();
    assert!(screen.contains("Texte modifié") && screen.contains("Merci pour cet avis."), "the editor's text: {screen}");
    person.chooses("Approuver");
    person.sees_screen();
    person.chooses("Quitter");
    everything.push_str(&person.leaves());

    let list: Value =
        serde_json::from_slice(&run(folder, &["journal", "list", "--format", "json"], "").stdout).unwrap();
    let id = list[0]["exchange"].as_str().unwrap();
    assert_eq!(list[0]["status"], "approved");
    everything.push_str(&String::from_utf8(run(folder, &["journal", "show", id], "").stdout).unwrap());
    for hostile in HOSTILE {
        assert!(!everything.contains(hostile), "{hostile:?} reached the terminal");
    }
}

/// What was found is shown with its words in colour and opened, and pages are turned, by keys and by lines.
#[test]
fn what_was_found_is_opened_by_keys_and_pages_are_turned() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let reviews = (0..11).map(|number| format!("Deux heures d'attente, numéro {number}.\nnext\n"));
    let reviews = reviews.collect::<Vec<_>>().concat();
    run(folder, &["chat"], &reviews);
    let found = run(folder, &["chat"], ":s\n:s attentes\nmore\n1\nnext\n:s couleur:rouge\n:q\n");
    let found = String::from_utf8(found.stdout).unwrap();
    assert!(found.contains("page 1 sur 2") && found.contains("page 2 sur 2"), "{found}");
    assert!(found.contains("Tapez « :s »"), "{found}");

    let mut person = Person::sits(folder, 100, "", None);
    person.sees(":s mots");
    person.types(":s attentes\r");
    person.sees("11 échanges trouvés");
    person.sees(KEYS);
    assert!(person.last.contains("\u{1b}[1;33mattente\u{1b}[0m"), "{}", person.last);
    person.types(ENTER);
    let screen = person.sees_screen();
    assert!(screen.contains("numéro 10"), "{screen}");
    person.types(CONTROL_C);
    person.leaves();
}

/// A practice of several people, two of whom it knows by their faces: whoever sits at this terminal, as staff, and a
/// manager of the chat.
fn settle(folder: &Path) {
    let name = whoami::username().unwrap();
    let people = format!(
        "[[practice.person]]\nid = \"p1\"\nterminal = \"{name}\"\n[[practice.person]]\nid = \"p2\"\ndiscord = 2\n"
    );
    let policy = "[practice.policy]\none_person = false\nanswer_within_days = 3\n";
    let config = format!("[[practice]]\nid = \"demo\"\nname = \"Cabinet des Tilleuls\"\n{policy}{people}");
    fs::write(folder.join("egard.toml"), config).unwrap();
}

/// What is typed to hand over a text of one's own about a review.
fn handed_over(review: &str) -> String {
    let text = "Bonjour, merci pour cet avis. Le secret professionnel nous interdit d’en dire plus ici.";
    let lines = [review, "none", "critical", "lawful", "low", "reply", "waiting", "yes", "edit", text, "submit"];
    lines.join("\n") + "\n"
}

/// What waits is shown with what it is, by when, for whom and since when; choosing it opens it.
#[test]
fn what_waits_is_shown_and_opened_by_keys() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    settle(folder);
    let empty = String::from_utf8(run(folder, &["chat"], ":f\n:q\n").stdout).unwrap();
    assert!(empty.contains("Rien n’attend."), "{empty}");
    let lines = handed_over("Deux heures d’attente.") + "next\nPersonne n’a rappelé, vraiment personne.\nquit\n";
    assert!(run(folder, &["chat"], &lines).status.success());
    let queue = run(folder, &["journal", "queue", "--format", "json"], "");
    let queue: Value = serde_json::from_slice(&queue.stdout).unwrap();
    let id = |place: usize| queue[place]["exchange"].as_str().unwrap().to_owned();

    let mut person = Person::sits(folder, 220, "", None);
    person.sees("2 échanges attendent · :f : la file");
    person.sees(":q");
    person.types(&format!(":f{ENTER}"));
    person.sees(KEYS);
    let list = plain(&person.last);
    for (place, status, whom) in [(0, "À approuver", "les responsables"), (1, "Reçu", "person:p1")] {
        let line = Regex::new(&format!(
            r"{}\. {} · .*{status} · avant le .* : Répondre .* · attend {whom}, \d\d/\d\d \d\d:\d\d",
            place + 1,
            id(place)
        ));
        assert!(line.unwrap().is_match(&list), "{status} {whom} in {list}");
    }
    person.chooses(&id(1));
    let screen = person.sees_screen();
    assert!(screen.contains("vraiment personne.") && screen.contains("Question 1/"), "{screen}");
    person.chooses("Quitter");
    person.leaves();
}

/// What a manager of the chat decides on the folder's only exchange, while nobody is at the terminal.
fn decided_elsewhere(folder: &Path, action: &str, typed: &[(&str, &str)]) {
    let practice = Config::load(Some(&folder.join("egard.toml"))).unwrap().practices.remove(0);
    let (journal, _) = EmbeddedJournal::open(&folder.join("data")).unwrap();
    let actor = Actor { id: practice.actor_id("discord", "2"), role: Role::Manager };
    let visit = Visit { actor, practice: practice.id.clone(), language: Language::Fr };
    let packs = Arc::new(Shelf::load([practice.pack.as_str()], None).unwrap());
    let desk = Desk::new(Arc::new(journal), Arc::new(SystemClock), packs, [practice]);
    let inputs: Inputs = typed.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let only = desk.list(&Query::default()).await.unwrap().remove(0);
        let at = desk.show(&visit, only.exchange).await.unwrap().reference;
        let decided = desk.act(&visit, at, &action.parse().unwrap(), Some(&inputs)).await.unwrap();
        assert!(matches!(decided, Response::Screen(_)), "{decided:?}");
    });
}

/// Whoever handed a text over is told at their next visit what a manager decided elsewhere, with what they said,
/// once.
#[test]
fn the_author_is_told_of_a_decision_at_the_next_visit() {
    for (action, typed, told) in [
        ("approve-note", ("note", "Très juste."), "Votre texte est approuvé"),
        ("changes", ("note", "Plus court."), "Un changement est demandé dans votre texte"),
        ("refuse", ("reason", "Trop sec."), "Votre texte est refusé"),
    ] {
        let folder = TempDir::new().unwrap();
        let folder = folder.path();
        settle(folder);
        let visit = || {
            let said = run(folder, &["chat"], ":q\n").stdout;
            String::from_utf8(said).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let handed = run(folder, &["chat"], &(handed_over("Deux heures d’attente.") + "quit\n"));
        assert!(handed.status.success(), "{handed:?}");
        assert!(!visit().contains("Votre texte"), "nothing is decided yet");
        decided_elsewhere(folder, action, &[typed]);
        let said = visit();
        assert!(said.contains(told) && said.contains(typed.1), "{action}: {said}");
        let again = visit();
        assert!(!again.contains(told) && !again.contains(typed.1), "{action}: {again}");
        let events = events(folder);
        let told: Vec<_> =
            events.as_array().unwrap().iter().filter(|line| line["event"]["type"] == "author_told").collect();
        assert_eq!(told.len(), 1, "{events}");
    }
}

/// A zone of the world in which it is now between noon and one o’clock, so that no day ends while a test runs.
fn where_it_is_noon() -> String {
    let hour = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).hour();
    // The names of these zones count westwards.
    format!("Etc/GMT{:+}", hour - 12)
}

/// What became due is told once to whoever it is for: at the door, by keys as by lines, and between two reviews. A
/// manager reads the summaries at the first opening of the day, and how much waits after that.
#[test]
fn what_became_due_is_told_once_by_keys_by_lines_and_between_reviews() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    settle(folder);
    let config = fs::read_to_string(folder.join("egard.toml")).unwrap();
    let config = config.replace("answer_within_days = 3", "answer_within_days = 0");
    let config = config.replace("name = \"Cab", &format!("time_zone = \"{}\"\nname = \"Cab", where_it_is_noon()));
    fs::write(folder.join("egard.toml"), &config).unwrap();
    let due = "C’est aujourd’hui le dernier jour : Répondre";
    let summary = "Ce matin : 2 échanges attendent";
    let says = |lines: &str| {
        let said = run(folder, &["chat"], lines);
        assert!(said.status.success(), "{said:?}");
        String::from_utf8(said.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
    };

    assert!(!says("Deux heures d’attente.\nquit\n").contains(due), "nothing was there at the door");
    let mut person = Person::sits(folder, 220, "", None);
    person.sees(due);
    person.sees("» ");
    person.types(CONTROL_C);
    let seen = person.leaves();
    assert_eq!(seen.matches(due).count(), 1, "{seen}");
    assert!(!says(":q\n").contains(due), "told again");
    let said = says("Personne n’a rappelé, vraiment personne.\nnext\n:q\n");
    assert_eq!(said.matches(due).count(), 1, "between two reviews: {said}");
    assert!(!said.contains("Ce matin"), "staff read no summaries: {said}");

    fs::write(folder.join("egard.toml"), config + "[terminal]\nrole = \"manager\"\n").unwrap();
    let said = says(":q\n");
    assert!(said.contains(summary) && said.contains("Semaine commencée le"), "{said}");
    assert!(!said.contains(due) && !said.contains("2 échanges attendent · :f"), "it says that already: {said}");
    let again = says(":q\n");
    assert!(!again.contains(summary) && !again.contains("Semaine commencée"), "{again}");
    assert!(again.contains("2 échanges attendent · :f : la file"), "{again}");
}

/// The same review pasted at the prompt, where the line editor shows it before anything is known of it.
#[test]
fn a_hostile_paste_is_shown_as_words() {
    let folder = TempDir::new().unwrap();
    let mut person = Person::sits(folder.path(), 100, "", None);
    person.sees(":q");
    person.sees("» ");
    person.types(&format!("\u{1b}[200~Accueil {} froid.\nEt long.\u{1b}[201~{ENTER}", HOSTILE.join(" puis ")));
    let screen = person.sees_screen();
    assert!(screen.contains("ROUGE") && screen.contains("Et long."), "{screen}");
    person.chooses("Quitter");
    let seen = person.leaves();
    for hostile in HOSTILE {
        assert!(!seen.contains(hostile), "{hostile:?} reached the terminal: {seen:?}");
    }
}

/// In a terminal findings are in colour, unless the person has said that they want none.
#[test]
fn a_terminal_gets_colours_unless_they_are_refused() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("reply.txt"), "Nous avons soigné votre carie.").unwrap();
    let coloured = Person::sits(folder.path(), 80, "check reply.txt", None).leaves();
    assert!(coloured.contains("\u{1b}["), "{coloured}");
    let mut command = egard(folder.path(), &["check", "reply.txt"]);
    command.env("NO_COLOR", "1");
    let mut session = spawn_with_options(command, Options::new().timeout_ms(Some(30_000))).unwrap();
    let plain = session.exp_eof().unwrap();
    assert!(plain.contains("carie") && !plain.contains('\u{1b}'), "{plain}");
}

/// Whoever types something that is none of the choices, or asks for help, is told and asked again;
/// the end of the input is a way to leave.
#[test]
fn plain_lines_are_forgiving() {
    let folder = TempDir::new().unwrap();
    let output = run(folder.path(), &["--lang", "en"], "?\n:x\n:help\n:l\nA fine welcome.\n99\n\u{1b}[2J\nnone\n");
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    for words in [
        "Égard helps to answer",
        "“:x” is no command",
        "“:help” is no command",
        "No exchange is open.",
        "“99” is no choice",
        "“?[2J” is no choice",
        "Question 2/",
        "is kept.",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!said.contains('\u{1b}'));
}

/// A terminal shows no picture: it tells the captures and saves them as they were kept, for their owner's eyes, over
/// nothing that is there; one that was changed on the disk is told, and to look is no step.
#[test]
fn captures_are_told_and_saved() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let bare = run(folder, &["chat"], "Accueil glacial.\nquit\n");
    assert!(!String::from_utf8(bare.stdout).unwrap().contains("[captures]"));
    let list = run(folder, &["journal", "list", "--format", "json"], "");
    let list: Value = serde_json::from_slice(&list.stdout).unwrap();
    let id = list[0]["exchange"].as_str().unwrap();
    let captures: [(&str, &[u8]); 2] = [("a.png", b"\x89PNG\r\n\x1a\nof-a-seal"), ("b.pdf", b"%PDF-1.7 of-a-seal")];
    for (name, bytes) in captures {
        fs::write(folder.join(name), bytes).unwrap();
        assert!(run(folder, &["journal", "attach", id, name], "").status.success());
    }
    let names = captures.map(|(name, bytes)| format!("{}{}", Digest::of(bytes), &name[1..]));

    let by_lines = format!(":l {id}\ncaptures\nsave\nok\nquit\n");
    let said = String::from_utf8(run(folder, &["chat"], &by_lines).stdout).unwrap();
    assert!(said.contains("Voir les captures (2) [captures]"), "{said}");
    assert!(said.contains("PNG, 17 octets, origine file, reçue le"), "{said}");
    for ((_, bytes), name) in captures.iter().zip(&names) {
        assert!(said.contains(&format!("Enregistré : {name}")), "{said}");
        assert_eq!(fs::read(folder.join(name)).unwrap(), *bytes);
        assert_eq!(fs::metadata(folder.join(name)).unwrap().permissions().mode() & 0o077, 0);
    }

    fs::write(folder.join("data/evidence").join(Digest::of(captures[0].1).as_str()), b"another").unwrap();
    fs::write(folder.join(&names[1]), b"mine").unwrap();
    let said = String::from_utf8(run(folder, &["chat"], &by_lines).stdout).unwrap().replace('\n', " ");
    assert!(said.contains(&format!("La capture {} manque ou a changé", names[0])), "{said}");
    assert!(said.contains(&format!("Le fichier {} n’a pas pu être écrit", names[1])), "{said}");
    assert_eq!(fs::read(folder.join(&names[1])).unwrap(), b"mine");

    let history = events(folder);
    assert!(history.as_array().unwrap().iter().all(|line| line["revision"] == 1), "{history}");
}
