//! The rules of the house, held against the sources themselves: what each floor may name, and that
//! both catalogues say the same things and nothing that is never shown.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may unwrap")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use regex::Regex;

/// The floors, the lowest first. What stands on one floor may name what stands below it, and of its
/// own floor only itself, except on the lowest, whose modules are one whole.
const FLOORS: &[&[&str]] = &[
    &[
        "exchange",
        "guard",
        "cue",
        "template",
        "questionnaire",
        "pack",
        "review",
        "practice",
        "platform",
        "consent",
        "register",
        "likeness",
        "document",
        "language",
        "fault",
        "wording",
        "sheet",
        "statistics",
        "chart",
    ],
    &["journal", "config"],
    &["desk"],
    &["discord", "terminal"],
    &["cli"],
];

/// The only files of the pure floor that touch the disk: they load packs.
const LOADERS: [&str; 2] = ["src/pack/files.rs", "src/pack/shelf.rs"];

struct Source {
    /// Path from the root, with `/`.
    path: String,
    /// The text without its comments.
    code: String,
}

impl Source {
    /// The module under `src/` that it belongs to.
    fn module(&self) -> &str {
        let inside = self.path.strip_prefix("src/").unwrap();
        inside.split(['/', '.']).next().unwrap()
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|there| there == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn sources(folder: &str) -> Vec<Source> {
    let comment = Regex::new(r"(?m)^\s*//.*$|\s//\s.*$").unwrap();
    files(folder, "rs")
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            let path = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
            Source { path, code: comment.replace_all(&text, "").into_owned() }
        })
        .collect()
}

/// The modules of this crate that a source names, by `crate::x` or `crate::{x, y::z}`.
fn named_modules(code: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for found in Regex::new(r"\bcrate::(\w+)").unwrap().captures_iter(code) {
        named.insert(found[1].to_owned());
    }
    for (start, _) in code.match_indices("crate::{") {
        let group = balanced(&code[start + "crate::".len()..], '{', '}');
        for part in top_level(group) {
            named.extend(part.trim().split("::").next().map(str::to_owned));
        }
    }
    named
}

/// What stands between the bracket with which the text begins and the one that closes it.
fn balanced(text: &str, open: char, close: char) -> &str {
    let mut depth = 0;
    let (mut quoted, mut escaped) = (false, false);
    for (at, letter) in text.char_indices() {
        if quoted {
            (quoted, escaped) = (escaped || letter != '"', !escaped && letter == '\\');
        } else if letter == '"' {
            quoted = true;
        } else if letter == open {
            depth += 1;
        } else if letter == close {
            depth -= 1;
            if depth == 0 {
                return &text[1..at];
            }
        }
    }
    panic!("{open} is never closed in {text:.60}");
}

/// The parts of a list, cut at the commas that stand in no bracket and no string.
fn top_level(list: &str) -> Vec<&str> {
    let (mut parts, mut from, mut depth) = (Vec::new(), 0, 0);
    let (mut quoted, mut escaped) = (false, false);
    for (at, letter) in list.char_indices() {
        if quoted {
            (quoted, escaped) = (escaped || letter != '"', !escaped && letter == '\\');
            continue;
        }
        match letter {
            '"' => quoted = true,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(list[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(list[from..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// A module on no floor could be named from anywhere: a new one has to be given its place.
#[test]
fn every_module_stands_on_a_floor() {
    let placed: BTreeSet<_> = FLOORS.iter().copied().flatten().copied().collect();
    let there: BTreeSet<_> = sources("src").iter().map(|source| source.module().to_owned()).collect();
    let there: BTreeSet<_> = there.iter().map(String::as_str).filter(|name| !matches!(*name, "lib" | "main")).collect();
    assert_eq!(placed, there);
}

/// What reads a text, decides a step or checks a pack must give the same answer whatever the
/// machine, so it cannot reach a file, a socket, a clock or a database.
#[test]
fn pure_floors_do_no_input_or_output() {
    let banned = Regex::new(concat!(
        r"\b(tokio|serenity|sled|async_trait)\b|\basync\s+(fn|move)\b|\.await\b",
        r"|\bstd::(fs|net|env|process)\b|\bthread::(spawn|sleep)\b|\bSystemTime\b|\bInstant\b|\bTimestamp::now\b|\bZoned::now\b",
        r"|\brand::(random|rng|thread_rng)\b",
    ))
    .unwrap();
    let mut breaches = Vec::new();
    for source in sources("src") {
        if !FLOORS[0].contains(&source.module()) || LOADERS.contains(&source.path.as_str()) {
            continue;
        }
        breaches.extend(banned.find_iter(&source.code).map(|found| format!("{}: {}", source.path, found.as_str())));
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

/// A floor that named one above it could not be taken out, tested or replaced alone.
#[test]
fn nothing_names_what_stands_above_or_beside_it() {
    let floor_of = |module: &str| FLOORS.iter().position(|floor| floor.contains(&module));
    let mut breaches = Vec::new();
    for source in sources("src") {
        let Some(own) = floor_of(source.module()) else { continue };
        for named in named_modules(&source.code) {
            let Some(other) = floor_of(&named) else { continue };
            let beside = other == own && own > 0 && named != source.module();
            if other > own || beside {
                breaches.push(format!("{} names crate::{named}", source.path));
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

/// Work left open is told in the tracker, not left in the code to panic in front of a person.
#[test]
fn no_unfinished_work_is_left_in_the_sources() {
    // Built in two parts, so that this file does not find itself.
    let marks = ["todo", "dbg", "unimplemented"].map(|mark| format!("{mark}!("));
    for source in ["src", "tests", "benches"].into_iter().flat_map(sources) {
        for mark in &marks {
            assert!(!source.code.contains(mark.as_str()), "{}: {mark}", source.path);
        }
    }
}

/// A snapshot that no test reads any more would go on looking like a promise.
#[test]
fn every_snapshot_belongs_to_a_test_that_takes_snapshots() {
    for path in files("tests", "snap") {
        let name = path.file_name().unwrap().to_str().unwrap();
        let test = name.split("__").next().unwrap();
        let source = std::fs::read_to_string(root().join(format!("tests/{test}.rs"))).unwrap_or_default();
        assert!(source.contains("assert_snapshot!"), "{name}: tests/{test}.rs takes no snapshot");
    }
    assert_eq!(files("tests", "new"), Vec::<PathBuf>::new(), "snapshots that nobody has accepted");
}

/// The reference of the rules is written from the rules: one that was edited by hand, or not written
/// again since a rule changed, would tell people what is not so.
#[test]
fn the_reference_of_the_rules_is_the_one_that_the_rules_write() {
    let elsewhere = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_egard"))
        .current_dir(elsewhere.path())
        .args(["--lang", "en", "check", "--explain", "all"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let written = String::from_utf8(output.stdout).unwrap();
    let committed = std::fs::read_to_string(root().join("docs/rules.md")).unwrap_or_default();
    let differs = written.lines().zip(committed.lines()).position(|(one, other)| one != other);
    assert!(
        written == committed,
        "docs/rules.md is not what the rules say (line {}): cargo run -- --lang en check --explain all > docs/rules.md",
        differs.unwrap_or_else(|| written.lines().count().min(committed.lines().count())) + 1,
    );
}

// ── The catalogues ──────────────────────────────────────────────────────────────────────────────

/// Messages of a catalogue: each with the names of its variables.
type Catalogue = BTreeMap<String, BTreeSet<String>>;

fn catalogue(language: &str) -> Catalogue {
    let source = std::fs::read_to_string(root().join(format!("locales/{language}/egard.ftl"))).unwrap();
    let resource = fluent_syntax::parser::parse(source.as_str()).expect("a catalogue without faults");
    let mut messages = Catalogue::new();
    for entry in resource.body {
        let Entry::Message(message) = entry else { continue };
        let mut variables = BTreeSet::new();
        pattern(message.value.as_ref().expect("a message has a text"), &mut variables);
        let there = messages.insert(message.id.name.to_owned(), variables);
        assert!(there.is_none(), "{language}: {} is there twice", message.id.name);
    }
    messages
}

fn pattern(pattern: &Pattern<&str>, variables: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            self::expression(expression, variables);
        }
    }
}

fn expression(expression: &Expression<&str>, variables: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => self::inline(inline, variables),
        Expression::Select { selector, variants } => {
            inline(selector, variables);
            for variant in variants {
                pattern(&variant.value, variables);
            }
        }
    }
}

fn inline(inline: &InlineExpression<&str>, variables: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            variables.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => self::expression(expression, variables),
        _ => {}
    }
}

/// The chat's commands have French names by which the code knows them; a catalogue only has the
/// English ones.
const ENGLISH_ONLY: [&str; 2] = ["command-name-", "option-name-"];

/// A person who reads one language must be told as much as one who reads the other.
#[test]
fn both_catalogues_have_the_same_messages_with_the_same_variables() {
    let (french, english) = (catalogue("fr"), catalogue("en"));
    let shared = |key: &&String| !ENGLISH_ONLY.iter().any(|family| key.starts_with(family));
    let names = |catalogue: &Catalogue| catalogue.keys().filter(shared).cloned().collect::<BTreeSet<_>>();
    let lone: Vec<_> = names(&french).symmetric_difference(&names(&english)).cloned().collect();
    assert!(lone.is_empty(), "in one language only: {lone:?}");
    for (name, variables) in &french {
        assert_eq!(variables, &english[name], "{name}");
    }
}

/// A `text!` of the sources: where, which message, which variables it fills.
struct Use {
    path: String,
    key: String,
    variables: BTreeSet<String>,
}

/// Every `text!(…, "key", name = …)` and `wording::format(…, "key", …)`.
fn uses(sources: &[Source]) -> Vec<Use> {
    let call = Regex::new(r"\btext!\(|\bwording::format\(").unwrap();
    let literal = Regex::new(r#"^"([a-z0-9-]+)"$"#).unwrap();
    let mut found = Vec::new();
    for source in sources.iter().filter(|source| source.path != "src/wording.rs") {
        for start in call.find_iter(&source.code) {
            let parts = top_level(balanced(&source.code[start.end() - 1..], '(', ')'));
            let Some(key) = parts.get(1).and_then(|part| literal.captures(part)) else { continue };
            let variables = parts[2..].iter().filter_map(|part| {
                let (name, _) = part.split_once('=')?;
                Some(name.trim().to_owned())
            });
            found.push(Use { path: source.path.clone(), key: key[1].to_owned(), variables: variables.collect() });
        }
    }
    found
}

/// Messages made of a family and a name written out in the sources: `named(…, "status", "open")`,
/// and the desk's own short ways to the same.
fn families(sources: &[Source]) -> Vec<(String, String)> {
    let call = Regex::new(r"\b(?:named|button|field|text_of|slash|message_command|option)\(").unwrap();
    let literal = |part: &&str| part.strip_prefix('"')?.strip_suffix('"').map(str::to_owned);
    let mut found = Vec::new();
    for source in sources.iter().filter(|source| source.path != "src/wording.rs") {
        for start in call.find_iter(&source.code) {
            let parts = top_level(balanced(&source.code[start.end() - 1..], '(', ')'));
            let literals: Vec<_> = parts.iter().filter_map(literal).collect();
            let families: &[&str] = match (start.as_str(), literals.as_slice()) {
                ("named(" | "text_of(", [family, name]) => {
                    found.push((source.path.clone(), format!("{family}-{}", name.replace('_', "-"))));
                    continue;
                }
                ("button(", [_]) => &["button"],
                ("field(", [_]) => &["field", "hint"],
                ("slash(", [_]) => &["command", "command-name"],
                ("message_command(", [_]) => &["command-name"],
                ("option(", [_]) => &["option", "option-name"],
                _ => continue,
            };
            let name = literals[0].replace('_', "-");
            found.extend(families.iter().map(|family| (source.path.clone(), format!("{family}-{name}"))));
        }
    }
    found
}

/// Names that the sources make of values and not of literals.
fn listed() -> Vec<String> {
    use egard::cue::{Ground, Topic, Urgent};
    use egard::exchange::Status;
    use egard::guard::Channel;
    use egard::questionnaire::OutcomeKind;
    let dashed = |family: &str, name: &str| format!("{family}-{}", name.replace('_', "-"));
    let mut names: Vec<_> = Status::ALL.iter().map(|status| dashed("status", status.name())).collect();
    names.extend(OutcomeKind::ALL.iter().map(|kind| dashed("kind", kind.name())));
    names.extend(Channel::ALL.iter().map(|channel| dashed("channel", &format!("{channel:?}").to_lowercase())));
    names.extend(
        egard::guard::Family::ALL.iter().flat_map(|family| ["family", "why"].map(|kind| dashed(kind, family.as_str()))),
    );
    names.extend(Channel::ALL.iter().map(|channel| dashed("for", channel.as_str())));
    names.extend(["fr", "en"].map(|language| format!("language-{language}")));
    names.extend(Urgent::ALL.iter().map(|urgent| dashed("urgent", urgent.as_str())));
    names.extend(Ground::ALL.iter().map(|ground| dashed("ground", ground.as_str())));
    names.extend(Topic::ALL.iter().map(|topic| dashed("topic", topic.as_str())));
    names.extend((1..=12).flat_map(|month| [format!("month-{month}"), format!("short-month-{month}")]));
    names.extend(["fr", "en"].map(|language| format!("button-language-{language}")));
    // The names of events and forms stand in one `match` each.
    let arms = Regex::new(r#"=>\s*"([a-z_]+)""#).unwrap();
    for (family, file, from) in
        [("event", "src/exchange/event.rs", "fn name("), ("form", "src/desk/form.rs", "fn form_name(")]
    {
        let source = std::fs::read_to_string(root().join(file)).unwrap();
        let body = &source[source.find(from).expect("the function that gives the names")..];
        let body = balanced(&body[body.find('{').unwrap()..], '{', '}');
        names.extend(arms.captures_iter(body).map(|arm| dashed(family, &arm[1])));
    }
    names
}

/// A key without a message shows as the key itself, and a variable without a value as its own name.
#[test]
fn every_text_that_the_sources_ask_for_is_in_the_catalogue() {
    let (sources, catalogue) = (sources("src"), catalogue("en"));
    let mut faults = Vec::new();
    let uses = uses(&sources);
    assert!(uses.len() > 100, "only {} uses found: the scan is broken", uses.len());
    for Use { path, key, variables } in &uses {
        match catalogue.get(key) {
            None => faults.push(format!("{path}: {key} is missing")),
            Some(expected) if expected != variables => {
                faults.push(format!("{path}: {key} is given {variables:?}, it shows {expected:?}"));
            }
            Some(_) => {}
        }
    }
    let families = families(&sources);
    assert!(families.len() > 15, "only {} names found: the scan is broken", families.len());
    let listed = listed().into_iter().map(|key| ("a list of names".to_owned(), key));
    for (path, key) in families.into_iter().chain(listed) {
        match catalogue.get(&key) {
            None => faults.push(format!("{path}: {key} is missing")),
            Some(variables) if !variables.is_empty() => faults.push(format!("{path}: {key} takes no variable there")),
            Some(_) => {}
        }
    }
    faults.sort();
    faults.dedup();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A message that nothing shows would be translated and read again for ever, for nobody.
#[test]
fn no_message_of_the_catalogue_is_unused() {
    let sources = sources("src");
    let literal = Regex::new(r#""([a-z0-9_-]+)""#).unwrap();
    let literals: BTreeSet<String> = sources
        .iter()
        .flat_map(|source| literal.captures_iter(&source.code))
        .map(|found| found[1].replace('_', "-"))
        .collect();
    let listed: BTreeSet<String> = listed().into_iter().collect();
    let unused: Vec<String> = catalogue("en")
        .into_keys()
        // Those of the command line are held against the help itself.
        .filter(|key| !key.starts_with("cli-"))
        .filter(|key| !literals.contains(key) && !listed.contains(key))
        .filter(|key| {
            // « family-name », where both are written out in the sources.
            let mut cuts = key.match_indices('-').map(|(at, _)| (&key[..at], &key[at + 1..]));
            !cuts.any(|(family, name)| literals.contains(family) && literals.contains(name))
        })
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}

/// The help is made of the catalogue by the names of commands and arguments: a renamed argument
/// would show a bare key, and leave a text that nobody sees.
#[test]
fn help_shows_every_text_of_the_command_line_and_no_bare_key() {
    let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for (code, language) in [("fr", egard::language::Language::Fr), ("en", egard::language::Language::En)] {
        let keys: Vec<String> = catalogue(code).into_keys().filter(|key| key.starts_with("cli-")).collect();
        let mut help = String::new();
        for key in &keys {
            let Some(path) = key.strip_suffix("about") else { continue };
            let path = path.trim_start_matches("cli").split('-').filter(|part| !part.is_empty());
            let output =
                Command::new(env!("CARGO_BIN_EXE_egard")).args(["--lang", code]).args(path).arg("--help").output();
            let output = output.unwrap();
            assert!(output.status.success(), "{key}: {}", String::from_utf8_lossy(&output.stderr));
            help.push_str(&String::from_utf8(output.stdout).unwrap());
        }
        let help = squeeze(&help);
        assert!(!help.contains("cli-"), "a bare key in {help}");
        assert!(!help.contains("Print help") && !help.contains("Print version"), "clap's own words in {help}");
        for key in keys.iter().filter(|key| *key != "cli-template" && !key.starts_with("cli-error-")) {
            let text = squeeze(&egard::wording::format(language, key, None));
            assert!(help.contains(&text), "{code}: {key} is shown nowhere");
        }
    }
}
