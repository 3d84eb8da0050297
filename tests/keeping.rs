//! Keeping and erasing as managers do it in the terminal: the real binary, real files, a real kill.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use egard::exchange::{Actor, Audience, Card, Digest, Event, ExchangeId, Role};
use egard::journal::embedded::EmbeddedJournal;
use egard::journal::{Append, Journal};
use egard::language::Language;
use egard::practice::PracticeId;
use egard::review::Review;
use jiff::{Timestamp, ToSpan};
use tempfile::TempDir;

const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\nof-an-axolotl";

/// A practice of one person with these settings besides, and a folder to work in.
struct Place(TempDir);

impl Place {
    fn new(settings: &str) -> Self {
        let place = Self(TempDir::new().unwrap());
        let config = format!(
            "[[practice]]\nid = \"demo\"\nname = \"Cabinet\"\n[practice.policy]\none_person = true\n{settings}\n"
        );
        fs::write(place.path("egard.toml"), config).unwrap();
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn data(&self) -> PathBuf {
        self.path("data")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_egard"));
        command.current_dir(self.0.path()).args(["--lang", "en"]).args(arguments).stdin(Stdio::null());
        command.env_remove("EGARD_LOG");
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs what must succeed; gives what it said.
    #[track_caller]
    fn said(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs what must end with this code; gives what it said, on either stream.
    #[track_caller]
    fn denied(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {output:?}");
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    }

    /// Records exchanges, each with its review and what follows, so many days ago.
    fn record(&self, exchanges: &[(u64, i64, &str, Vec<Event>)]) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (journal, _) = EmbeddedJournal::open(&self.data()).unwrap();
            for (number, days, review, events) in exchanges {
                let at = Timestamp::now() - (days * 24).hours();
                let first = Event::Received {
                    review: Review::of(*review),
                    language: Language::Fr,
                    pack: "health-fr".to_owned(),
                    pack_version: "1".to_owned(),
                    origin: None,
                };
                let mut expected = 0;
                for event in std::iter::once(&first).chain(events) {
                    let step = Append {
                        practice: PracticeId::new("demo").unwrap(),
                        exchange: ExchangeId::from_random(*number),
                        expected,
                        at,
                        actor: Actor { id: "terminal:ana".to_owned(), role: Role::Manager },
                        events: vec![event.clone()],
                    };
                    expected = journal.append(step).await.unwrap();
                }
            }
            journal.close().await.unwrap();
        });
    }

    /// The files of the data folder in which some bytes stand.
    fn holding(&self, bytes: &str) -> Vec<PathBuf> {
        fn files(folder: &Path) -> Vec<PathBuf> {
            let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
        }
        let holds = |path: &PathBuf| String::from_utf8_lossy(&fs::read(path).unwrap()).contains(bytes);
        files(&self.data()).into_iter().filter(holds).collect()
    }
}

fn id(number: u64) -> String {
    ExchangeId::from_random(number).to_string()
}

fn closed() -> Vec<Event> {
    vec![Event::Closed { note: None }]
}

/// A card of the chat's that shows it.
fn card(place: &str) -> Vec<Event> {
    let (face, place, audience) = ("discord".to_owned(), place.to_owned(), Audience::Managers);
    vec![Event::CardPosted { card: Card { face, place, audience, revision: 1 } }]
}

/// The process is killed while it erases one exchange after the other: what was told as erased is gone from
/// every byte, what was not is either gone or whole, and the chain holds.
#[test]
fn an_erasing_that_is_killed_leaves_nothing_half_done() {
    const MANY: u64 = 60;
    let place = Place::new("");
    let reviews: Vec<_> = (1..=MANY).map(|number| format!("Quokka-{number:03} {}", "é".repeat(3_000))).collect();
    let exchanges = (1..=MANY).zip(&reviews).map(|(number, review)| (number, 1, review.as_str(), closed()));
    place.record(&exchanges.collect::<Vec<_>>());
    let mut erased = 0;
    for lines in [1, 7, 16] {
        let mut child = place
            .command(&["journal", "erase", "--matching", "QUOKKA", "--reason", "asked", "--yes"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut told: Vec<String> = output.by_ref().filter(|line| line.ends_with(" erased.")).take(lines).collect();
        child.kill().unwrap();
        told.extend(output.filter(|line| line.ends_with(" erased.")));
        child.wait().unwrap();
        place.said(&["journal", "list"]);
        place.said(&["journal", "verify"]);
        let listed = place.said(&["journal", "list", "--format", "json"]);
        let whole: String = place
            .holding("")
            .iter()
            .map(|file| String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned())
            .collect();
        for number in 1..=MANY {
            let (exchange, left) = (id(number), whole.contains(&format!("Quokka-{number:03}")));
            assert_eq!(listed.contains(&exchange), left, "{exchange} is half erased");
            assert!(!(left && told.iter().any(|line| line.contains(&exchange))), "{exchange} was told as erased");
        }
        erased += told.len();
    }
    assert!((24..60).contains(&erased), "{erased} were told as erased: the test kills too early or too late");
    place.said(&["journal", "erase", "--matching", "quokka", "--reason", "asked", "--yes"]);
    assert!(place.holding("Quokka").is_empty());
    assert!(place.said(&["journal", "verify"]).contains("60 exchanges"));
}

/// What is to go is shown first; without a word of confirmation nothing goes where nobody can be asked. A hold
/// beats it, and keeps no other.
#[test]
fn erasing_shows_asks_and_respects_a_hold() {
    let place = Place::new("");
    place.record(&[
        (1, 1, "Madame Péronnelle était en retard.", closed()),
        (2, 1, "PERONNELLE encore.", closed()),
        (3, 1, "Accueil parfait.", closed()),
    ]);
    let erase = ["journal", "erase", "--matching", "péronnelle", "--reason", "asked for by letter"];
    let shown = place.denied(2, &erase);
    assert!(shown.contains(&id(1)) && shown.contains(&id(2)) && !shown.contains(&id(3)), "{shown}");
    assert!(shown.contains("Nothing is erased"), "{shown}");
    assert_eq!(place.holding("PERONNELLE").len(), 1);

    place.said(&["journal", "hold", &id(2), "--reason", "a complaint is pending"]);
    assert!(place.said(&["journal", "show", &id(2)]).contains("a complaint is pending"));
    assert!(place.denied(2, &["journal", "hold", &id(2), "--reason", "again"]).contains("hold"));
    let told = place.denied(1, &[erase.as_slice(), &["--yes"]].concat());
    assert!(told.contains(&format!("Exchange {} erased.", id(1))), "{told}");
    assert!(told.contains(&format!("Exchange {} not erased", id(2))), "{told}");
    assert!(place.holding("Péronnelle").is_empty() && place.holding("PERONNELLE").len() == 1);
    place.said(&["journal", "release", &id(2), "--reason", "it is settled"]);
    place.said(&["journal", "erase", &id(2), "--reason", "asked for", "--yes"]);
    assert!(place.holding("PERONNELLE").is_empty());
    assert!(place.said(&["journal", "list"]).contains(&id(3)));
    assert!(place.said(&erase).contains("Nothing matches"));
    place.denied(1, &["journal", "erase", &id(3), "--reason", "  ", "--yes"]);
    place.said(&["journal", "verify"]);
}

/// Staff neither erase nor hold nor purge.
#[test]
fn staff_are_refused() {
    let place =
        Place::new("[practice.retention]\ndefault = { days = 1, reason = \"law\" }\n[terminal]\nrole = \"staff\"");
    place.record(&[(1, 90, "Accueil parfait.", closed())]);
    let exchange = id(1);
    for arguments in [
        ["journal", "erase", exchange.as_str(), "--reason", "x", "--yes"].as_slice(),
        &["journal", "erase", "--matching", "parfait", "--reason", "x"],
        &["journal", "hold", exchange.as_str(), "--reason", "x"],
        &["journal", "release", exchange.as_str(), "--reason", "x"],
        &["journal", "purge"],
        &["journal", "purge", "--yes"],
        &["consent", "erase", "1", "--reason", "x"],
        &["consent", "list"],
        &["consent"],
        &["journal", "stats"],
        &["journal", "export", exchange.as_str(), "--out", "x.json"],
        &["journal", "export", "--archive", "--out", "backup"],
    ] {
        assert!(place.denied(2, arguments).contains("manager"), "{arguments:?}");
    }
    assert_eq!(place.holding("parfait").len(), 1);
    assert!(!place.path("x.json").exists() && !place.path("backup").exists());
}

/// A role that the practice gave counts at the terminal as in the chat, for figures and exports as well. While the
/// bot holds the journal the register cannot be asked, and a backup goes by the configuration.
#[test]
fn a_role_that_was_given_counts_for_what_leaves_the_journal() {
    let place = Place::new("");
    place.record(&[(1, 1, "Accueil parfait.", closed())]);
    let exchange = id(1);
    place.said(&["journal", "hold", &exchange, "--reason", "x"]);
    let segment = fs::read_dir(place.data().join("archive")).unwrap().map(|entry| entry.unwrap().path());
    let segment = segment.filter(|path| path.extension().is_some_and(|ending| ending == "jsonl")).max().unwrap();
    let last = fs::read_to_string(segment).unwrap().lines().last().unwrap().to_owned();
    let person = serde_json::from_str::<serde_json::Value>(&last).unwrap()["actor"]["id"].as_str().unwrap().to_owned();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let attempts = |number: usize| {
        [
            vec!["journal".to_owned(), "stats".to_owned()],
            ["journal", "export", &exchange, "--out", &format!("one-{number}.json")].map(str::to_owned).to_vec(),
            ["journal", "export", "--to", "2099-01-01", "--out", &format!("all-{number}.csv")]
                .map(str::to_owned)
                .to_vec(),
            ["journal", "export", "--archive", "--out", &format!("backup-{number}")].map(str::to_owned).to_vec(),
        ]
    };
    let configured = fs::read_to_string(place.path("egard.toml")).unwrap();
    for (number, given, sits) in [(0, Role::Staff, ""), (1, Role::Manager, "[terminal]\nrole = \"staff\"\n")] {
        fs::write(place.path("egard.toml"), format!("{configured}{sits}")).unwrap();
        let journal = runtime.block_on(async {
            let (journal, _) = EmbeddedJournal::open(&place.data()).unwrap();
            let step = Append {
                practice: PracticeId::new("demo").unwrap(),
                exchange: ExchangeId::REGISTER,
                expected: number,
                at: Timestamp::now(),
                actor: Actor { id: "terminal:ana".to_owned(), role: Role::Responsible },
                events: vec![Event::RoleGiven { to: person.clone(), role: Some(given) }],
            };
            journal.append(step).await.unwrap();
            journal
        });
        let busy = format!("busy-{number}");
        let backup = ["journal", "export", "--archive", "--out", &busy];
        if sits.is_empty() {
            place.said(&backup);
        } else {
            assert!(place.denied(2, &backup).contains("manager"));
        }
        runtime.block_on(journal.close()).unwrap();
        for attempt in attempts(given as usize) {
            let attempt: Vec<_> = attempt.iter().map(String::as_str).collect();
            if given == Role::Manager {
                place.said(&attempt);
            } else {
                assert!(place.denied(2, &attempt).contains("manager"), "{attempt:?}");
            }
        }
    }
}

/// Age is counted from the last step and by outcome; open and held exchanges stay; a dry run changes nothing.
#[test]
fn a_purge_lists_before_it_erases() {
    let settings = "[practice.retention]\ndefault = { days = 30, reason = \"our custom\" }\n\
                    thanks = { days = 3650, reason = \"no hurry\" }";
    let place = Place::new(settings);
    let thanked = || {
        let kind = egard::questionnaire::OutcomeKind::Reply;
        let classified = Event::Classified { outcome: "thanks".to_owned(), kind, steps: Vec::new() };
        vec![classified, Event::Closed { note: None }]
    };
    place.record(&[
        (1, 60, "Ancien un.", [closed(), card("10/20")].concat()),
        (2, 60, "Ancien deux, ouvert.", Vec::new()),
        (3, 60, "Ancien trois, contesté.", [closed(), vec![Event::HoldPlaced { reason: "a trial".into() }]].concat()),
        (4, 60, "Ancien quatre, merci.", thanked()),
        (5, 20, "Récent.", closed()),
    ]);
    assert!(place.said(&["doctor"]).contains("default = 30, thanks = 3650"));
    let archive = |place: &Place| {
        let mut files: Vec<_> = fs::read_dir(place.data().join("archive"))
            .unwrap()
            .map(|file| fs::read(file.unwrap().path()).unwrap())
            .collect();
        files.sort();
        files
    };
    let before = archive(&place);
    let dry = place.said(&["journal", "purge"]);
    let line = |number: u64| dry.lines().find(|line| line.contains(&id(number))).unwrap_or_default().to_owned();
    assert!(line(1).contains("our custom") && line(2).contains("open") && line(3).contains("a trial"), "{dry}");
    assert!(line(4).is_empty() && line(5).is_empty() && dry.contains("One exchange would be erased"), "{dry}");
    assert_eq!(archive(&place), before);
    assert!(!dry.contains("Messages of the chat"), "nothing has gone: {dry}");
    let done = place.said(&["journal", "purge", "--yes"]);
    assert!(done.contains(&format!("Exchange {} erased.", id(1))), "{done}");
    assert!(done.contains("Messages of the chat and backups") && done.contains("discord 10/20"), "{done}");
    assert!(place.holding("Ancien un").is_empty());
    let again = place.said(&["journal", "purge", "--yes"]);
    assert!(!again.contains("Messages of the chat"), "nothing has gone: {again}");
    for left in ["Ancien deux", "Ancien trois", "Ancien quatre", "Récent"] {
        assert_eq!(place.holding(left).len(), 1, "{left}");
    }
    assert_eq!(place.holding("\"cause\":\"retention\"").len(), 1);
    place.said(&["journal", "verify"]);
    assert!(Place::new("").said(&["journal", "purge"]).contains("No retention is set"));
}

/// A retention without a reason, of no days or of an outcome that there is not is refused where it stands.
#[test]
fn a_faulty_retention_is_refused() {
    for (retention, part) in [
        ("default = { days = 30 }", "reason"),
        ("default = { days = 30, reason = \" \" }", "reason"),
        ("default = { days = 0, reason = \"x\" }", "nonzero"),
        ("fuonded = { days = 30, reason = \"x\" }", "fuonded"),
    ] {
        let said = Place::new(&format!("[practice.retention]\n{retention}")).denied(2, &["journal", "purge"]);
        assert!(said.contains(part), "{retention}: {said}");
    }
}

/// A capture brought from the machine is kept by its digest, shown, proved, and erased with its exchange.
#[test]
fn a_capture_is_attached_proved_and_erased() {
    let place = Place::new("");
    place.record(&[(1, 1, "Accueil glacial.", Vec::new())]);
    fs::write(place.path("shot.png"), PICTURE).unwrap();
    fs::write(place.path("page.html"), "<html>").unwrap();
    fs::write(place.path("huge.png"), [PICTURE, vec![0; 25 * 1024 * 1024].as_slice()].concat()).unwrap();
    let attached = place.said(&["journal", "attach", &id(1), "shot.png"]);
    assert!(attached.contains("shot.png is attached"), "{attached}");
    assert!(place.said(&["journal", "show", &id(1)]).contains("Captures: 1 (PNG)"));
    assert!(place.denied(2, &["journal", "attach", &id(1), "page.html"]).contains("neither a picture"));
    assert!(place.denied(2, &["journal", "attach", &id(1), "huge.png"]).contains("25 MB"));
    assert_eq!(place.holding("axolotl").len(), 1, "the large one is not kept");

    let proved = place.said(&["journal", "verify"]);
    assert!(proved.contains("One capture is as it was kept"), "{proved}");
    let kept = place.holding("axolotl").remove(0);
    fs::write(&kept, b"\x89PNG\r\n\x1a\nanother").unwrap();
    let changed = place.denied(1, &["journal", "verify"]);
    let name = kept.file_name().unwrap().to_str().unwrap();
    assert!(changed.contains(&id(1)) && changed.contains(name) && changed.contains("was changed"), "{changed}");
    assert!(place.denied(1, &["doctor"]).contains("missing or was changed"));
    fs::remove_file(&kept).unwrap();
    assert!(place.denied(1, &["journal", "verify"]).contains("is missing"));
    place.said(&["journal", "attach", &id(1), "shot.png"]);
    assert_eq!(place.denied(0, &["journal", "verify"]), proved, "brought back, not recorded twice");
    place.said(&["journal", "erase", &id(1), "--reason", "asked", "--yes"]);
    assert!(place.holding("axolotl").is_empty());
}

/// Captures of every kind go out with their exchange: beside the document, as they were kept, over nothing that is
/// there, for the owner's eyes alone; the document and the JSON name them.
#[test]
fn captures_go_out_beside_their_exchange() {
    let place = Place::new("");
    place.record(&[(1, 1, "Accueil glacial.", Vec::new())]);
    let jpeg: &[u8] = b"\xff\xd8\xff\xc0\x00\x0b\x08\x01\xf4\x04\xb0\x01\x01\x11\x00\xff\xd9";
    let captures: [(&str, &[u8]); 3] = [("a.png", PICTURE), ("b.jpg", jpeg), ("c.pdf", b"%PDF-1.7 of-an-axolotl")];
    for (name, bytes) in captures {
        fs::write(place.path(name), bytes).unwrap();
        place.said(&["journal", "attach", &id(1), name]);
    }
    let names = captures.map(|(name, bytes)| (format!("{}{}", Digest::of(bytes), &name[1..]), bytes));
    let said = place.said(&["journal", "export", &id(1), "--out", "one.docx"]);
    assert!(said.contains("3 captures written to one-captures"), "{said}");
    let document = docx_rs::read_docx(&fs::read(place.path("one.docx")).unwrap()).unwrap().json();
    let json = place.path("whole.json");
    place.said(&["journal", "export", &id(1), "--out", "whole.json"]);
    let whole: serde_json::Value = serde_json::from_slice(&fs::read(&json).unwrap()).unwrap();
    for (number, (name, bytes)) in names.iter().enumerate() {
        assert!(document.contains(name), "{name}");
        assert_eq!(whole["evidence"][number]["file"], name.as_str());
        for folder in ["one-captures", "whole-captures"] {
            assert_eq!(fs::read(place.path(folder).join(name)).unwrap(), *bytes);
        }
    }
    place.said(&["journal", "export", "--to", "2099-01-01", "--out", "all.csv"]);
    #[cfg(unix)]
    for file in ["one.docx", "whole.json", "all.csv", &format!("one-captures/{}", names[0].0), "one-captures"] {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(place.path(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{file}");
    }
    place.denied(2, &["journal", "export", &id(1), "--out", "one.json"]);
    assert!(!place.path("one.json").exists(), "a part of an export is none");
    assert_eq!(fs::read_dir(place.path("one-captures")).unwrap().count(), 3);

    fs::write(place.data().join("evidence").join(Digest::of(jpeg).as_str()), "another").unwrap();
    let told = place.denied(1, &["journal", "export", &id(1), "--out", "late.docx"]);
    assert!(told.contains(&names[1].0) && told.contains("2 captures written"), "{told}");
}

/// An index that fails keeps nothing of what is left to do from being told: what is erased is erased.
#[test]
fn an_index_that_fails_hides_nothing_of_an_erasure() {
    let place = Place::new("");
    place.record(&[(1, 1, "Accueil glacial.", [closed(), card("10/20")].concat())]);
    place.said(&["journal", "search", "glacial"]);
    fs::remove_dir_all(place.data().join("search")).unwrap();
    fs::write(place.data().join("search"), "a file where a folder should be").unwrap();
    let told = place.denied(1, &["journal", "erase", &id(1), "--reason", "asked", "--yes"]);
    for part in ["erased.", "Messages of the chat", "discord 10/20", "built anew"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(place.holding("glacial").is_empty());
    place.said(&["journal", "verify"]);
}

/// The digest as it is printed proves later that nothing up to it was changed, in the folder and in its backups.
#[test]
fn a_deposited_digest_proves_the_archive_and_its_backups() {
    let place = Place::new("");
    place.record(&[(1, 1, "Accueil glacial.", closed()), (2, 1, "Accueil parfait.", closed())]);
    let printed = |said: &str| said.split_whitespace().find(|word| word.len() > 64).unwrap().to_owned();
    let deposited = printed(&place.said(&["journal", "verify"]));
    place.said(&["journal", "export", "--archive", "--out", "backup"]);
    place.said(&["journal", "erase", &id(1), "--reason", "asked", "--yes"]);
    let later = place.said(&["journal", "verify", "--against", &deposited]);
    assert!(later.contains("nothing up to it was changed"), "{later}");
    assert_ne!(printed(&later), deposited);
    let digest = deposited.split_once(':').unwrap().1;
    place.said(&["journal", "verify", "--against", digest]);
    place.said(&["--data", "backup", "journal", "verify", "--against", &deposited]);
    assert_eq!(printed(&place.said(&["--data", "backup", "journal", "verify"])), deposited);
    let refused = place.denied(1, &["journal", "verify", "--against", &deposited.replace(digest, &"0".repeat(64))]);
    assert!(refused.contains("No chain contains this digest"), "{refused}");
    place.denied(2, &["journal", "verify", "--against", "yesterday"]);
    place.denied(2, &["journal", "export", "--archive", "--out", "backup"]);
    place.denied(2, &["journal", "export", "--out", "x.docx"]);
    // Put back, it is a journal like any other.
    assert!(place.said(&["--data", "backup", "journal", "list"]).contains(&id(1)));
}

/// At a terminal the question is asked, in the person's language; anything but a yes keeps everything.
#[test]
fn at_a_terminal_erasing_is_asked() {
    let place = Place::new("");
    place.record(&[(1, 1, "Accueil glacial.", closed())]);
    let exchange = id(1);
    let answer = |typed: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_egard"));
        command
            .current_dir(place.0.path())
            .args(["--lang", "fr", "journal", "erase", &exchange, "--reason", "demande"]);
        let mut asked = rexpect::session::spawn_command(command, Some(60_000)).unwrap();
        asked.exp_string("Effacer tout cela pour toujours").unwrap();
        asked.send(typed).unwrap();
        asked.send("\r").unwrap();
        asked.flush().unwrap();
        asked.exp_eof().unwrap();
    };
    answer("n");
    answer("");
    assert_eq!(place.holding("glacial").len(), 1);
    answer("o");
    assert!(place.holding("glacial").is_empty());
}
