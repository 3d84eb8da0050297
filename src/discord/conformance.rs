//! Everything that the bot can say, at the extremes of what people type and packs and settings hold, held against what
//! Discord takes: its own description where that is at hand, and the limits that it does not state.
//!
//! Each body is made by the function that answers people with it. Texts are put together from what breaks things:
//! signs made of several, marks that turn the reading around, markdown, mentions, control characters.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::date;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use serde::Serialize;
use serde_json::{Value, json};
use serenity::all::{
    CreateAutocompleteResponse, CreateButton, CreateInteractionResponse, CreateInteractionResponseMessage, CreateModal,
    MessageId, UserId,
};

use super::captures::{self, Fate, Shown};
use super::custom_id::CustomId;
use super::erase::Keeping;
use super::limits::MAX_FILES;
use super::several::{Cause, Line, Listing};
use super::{
    card, commands, courier, erase, evidence, figures, handler, limits, modal, office, proof, queue, record, reply,
    several, slash,
};
use crate::desk::{
    Action, Block, Brief, Button, Cell, Change, CheckItem, Checked, Choice, Clock, Desk, Field, FindingView, Form,
    HistoryLine, Inputs, LastDay, Match, Menu, Piece, Private, Proved, Reference, Response, Results, ReviewView,
    Screen, Section, Style, Visit, Waiting, WaitsFor,
};
use crate::document::Document;
use crate::exchange::{Actor, Digest, ExchangeId, Role, Status};
use crate::guard::{Severity, Verdict};
use crate::journal::memory::MemoryJournal;
use crate::journal::{BadCapture, CaptureState, ChainEnd, Excerpt, Part};
use crate::language::Language;
use crate::pack::{Files, Shelf};
use crate::practice::{Contact, Policy, Practice, PracticeId};
use crate::review::{Review, reverses_reading};

#[path = "../../tests/support/fake_discord/checks.rs"]
#[allow(dead_code, reason = "the server that stands for Discord in other tests uses the rest")]
mod checks;

use checks::Body;

// ---- what a body is held against ---------------------------------------------------------

/// Every fault of a body, and whatever in it would turn the reading of a card around.
fn faults(kind: Body, body: &impl Serialize) -> Vec<String> {
    let body = json!(body);
    let message = if kind == Body::Callback { &body["data"] } else { &body };
    let attached = message["attachments"].as_array().map_or(0, Vec::len);
    let mut found = checks::faults(kind, &body, attached);
    for shown in ["embeds", "components"] {
        reversed(&message[shown], &mut found);
    }
    found
}

/// Texts that are shown and turn the reading around; what a form holds is the person's own, to be changed.
fn reversed(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if text.contains(reverses_reading) => found.push(format!("{text:?} reads the other way")),
        Value::Array(parts) => parts.iter().for_each(|part| reversed(part, found)),
        Value::Object(fields) => {
            let shown = fields.iter().filter(|(name, _)| *name != "value" || !fields.contains_key("max_length"));
            shown.for_each(|(_, part)| reversed(part, found));
        }
        _ => {}
    }
}

fn answer(message: CreateInteractionResponseMessage) -> CreateInteractionResponse {
    CreateInteractionResponse::Message(message)
}

/// Faults of a screen in each of the messages that show one.
fn screen_faults(screen: &Screen, language: Language) -> Vec<String> {
    let message = || card::message(screen, language);
    let mut found = faults(Body::Callback, &answer(message()));
    found.extend(faults(Body::Callback, &CreateInteractionResponse::UpdateMessage(message())));
    found.extend(faults(Body::Callback, &answer(message().ephemeral(true))));
    found.extend(faults(Body::ChannelMessage, &card::posted(screen, language)));
    found.extend(faults(Body::ChannelEdit, &card::refreshed(screen, language)));
    found.extend(faults(Body::WebhookEdit, &card::answered(screen, language)));
    found
}

/// The same of the message that is changed by whoever presses, and of the one that others see.
fn shown_faults(screen: &Screen, language: Language) -> Vec<String> {
    let mut found = faults(Body::Callback, &CreateInteractionResponse::UpdateMessage(card::message(screen, language)));
    found.extend(faults(Body::ChannelMessage, &card::posted(screen, language)));
    found
}

fn form_faults(form: CreateModal) -> Vec<String> {
    faults(Body::Callback, &CreateInteractionResponse::Modal(form))
}

fn private_faults(private: &Private) -> Vec<String> {
    let mut found = faults(Body::Callback, &answer(reply::shown(private)));
    found.extend(faults(Body::Followup, &reply::shown_after(private, &[])));
    found
}

fn said_faults(text: &str, typed: Option<String>) -> Vec<String> {
    let mut found = faults(Body::Callback, &answer(reply::said(text, typed.clone())));
    found.extend(faults(Body::Followup, &reply::said_after(text, typed)));
    let go_on = CreateButton::new(CustomId::New.to_string()).label(text_of_button(text));
    found.extend(faults(Body::Followup, &reply::said_after(text, None).button(go_on)));
    found
}

fn text_of_button(text: &str) -> limits::ButtonLabel {
    limits::ButtonLabel::new(text)
}

// ---- extremes ----------------------------------------------------------------------------

/// What texts are put together from.
const PIECES: [&str; 30] = [
    "a",
    "Bonjour Madame, ",
    "e\u{301}",
    "o\u{308}\u{323}\u{30a}",
    "👨\u{200d}👩\u{200d}👧\u{200d}👦",
    "🏳\u{fe0f}\u{200d}🌈",
    "1\u{fe0f}\u{20e3}",
    "🇫🇷",
    "👍🏽",
    "𝕬",
    "\u{202e}",
    "\u{2067}",
    "\u{200f}",
    "מרפאה",
    "عيادة",
    "漢字",
    "\u{200b}",
    "\u{feff}",
    "\n",
    "\r\n\t",
    "\0\u{1b}[31m",
    "@everyone",
    "<@123456789012345678>",
    "**",
    "```\n",
    "|| ~~ __ ",
    "[ici](https://mal.example)",
    "-# # > ",
    "\\",
    "{{{signature}}}",
];

/// A text of 1 to so many characters, that says something.
fn text(most: usize) -> impl Strategy<Value = String> {
    let length = prop_oneof![Just(1), 1..=most, Just(most)];
    (vec(select(&PIECES[..]), 1..6), length).prop_map(|(pieces, length)| {
        let text: String = pieces.concat().chars().cycle().take(length).collect();
        // Nothing that is kept is blank: what people type is refused then, and so is a pack.
        if text.trim().is_empty() { "x".to_owned() } else { text }
    })
}

/// The same from a pack or a catalogue, whose authors' marks are meant.
fn told(most: usize) -> impl Strategy<Value = String> {
    text(most).prop_map(|text| text.replace(reverses_reading, "."))
}

/// A text as long as a draft may be: of so many units.
fn draft() -> impl Strategy<Value = String> {
    text(4_000).prop_map(|text| {
        let mut left = 4_000_usize;
        text.chars()
            .take_while(|letter| left.checked_sub(letter.len_utf16()).map(|rest| left = rest).is_some())
            .collect()
    })
}

fn language() -> impl Strategy<Value = Language> {
    select(&Language::ALL[..])
}

fn severity() -> impl Strategy<Value = Severity> {
    select(&[Severity::Block, Severity::Warn, Severity::Notice][..])
}

fn verdict() -> impl Strategy<Value = Verdict> {
    select(&[Verdict::Pass, Verdict::Warn, Verdict::Block][..])
}

fn exchange() -> impl Strategy<Value = ExchangeId> {
    any::<u64>().prop_map(ExchangeId::from_random)
}

fn reference() -> impl Strategy<Value = Reference> {
    (exchange(), any::<u32>()).prop_map(|(exchange, revision)| Reference { exchange, revision })
}

fn finding() -> impl Strategy<Value = FindingView> {
    let words = (text(4_000), text(600), told(600), told(300), option::of(text(1_100)));
    (severity(), words, 0..4_000_usize, 0..60_usize, any::<bool>()).prop_map(
        |(severity, (text, message, fix, source, waived), start, length, overridden)| {
            let (rule, end, replacement) = ("privacy.bond".to_owned(), start + length, None);
            FindingView { rule, severity, start, end, text, message, fix, source, replacement, waived, overridden }
        },
    )
}

fn block() -> impl Strategy<Value = Block> {
    let question = (told(250), option::of(told(1_000)));
    let piece = (select(&[Change::Same, Change::Added, Change::Removed][..]), text(500));
    let piece = piece.prop_map(|(change, text)| Piece { change, text });
    let line = (text(60), text(100), option::of(text(1_000))).prop_map(|(what, actor, detail)| HistoryLine {
        at: "22/11/2026 09:00".to_owned(),
        what,
        actor,
        detail,
    });
    let item = (option::of(told(20)), text(1_000), option::of(told(60)), any::<bool>());
    let item = item.prop_map(|(when, text, due_text, done)| CheckItem { when, text, due: None, due_text, done });
    prop_oneof![
        question.prop_map(|(ask, help)| Block::Question { progress: "Question 12/12".to_owned(), ask, help }),
        (text(120), vec(text(300), 0..4)).prop_map(|(title, because)| Block::Suggestion { title, because }),
        text(4_000).prop_map(Block::Text),
        text(4_000).prop_map(Block::Important),
        text(100).prop_map(Block::InCharge),
        vec(piece, 1..40).prop_map(|pieces| Block::Changes { title: "Ce qui a changé".to_owned(), pieces }),
        vec(line, 0..40).prop_map(|lines| Block::History { title: "Historique".to_owned(), lines }),
        vec(item, 0..30).prop_map(|items| Block::Checklist { title: "Marche à suivre".to_owned(), items }),
    ]
}

/// What stands on a card once at most: the text, what was found in it, and the answers that led to it.
fn proposal() -> impl Strategy<Value = Vec<Block>> {
    let text = (text(3_000), draft(), verdict(), told(100));
    let text =
        text.prop_map(|(title, text, verdict, verdict_text)| Block::Proposal { title, text, verdict, verdict_text });
    let findings = vec(finding(), 1..60);
    let findings = findings.prop_map(|findings| Block::Findings { title: "Points relevés".to_owned(), findings });
    let answers = vec((told(250), told(80)), 1..30);
    let answers = answers.prop_map(|given| Block::Answers { title: "Réponses".to_owned(), given });
    (answers, text, findings)
        .prop_flat_map(|(answers, text, findings)| subsequence(vec![answers, text, findings], 0..=3))
}

/// Identifiers as long as a pack may have them, each another.
fn id(number: usize, length: usize) -> String {
    format!("{number:0>length$}")
}

fn choices(most: usize) -> impl Strategy<Value = Vec<Choice>> {
    vec((text(80), any::<bool>()), 0..=most).prop_map(|labels| {
        let choice = |(number, (label, suggested)): (usize, (String, bool))| {
            let action = Action::Answer { question: id(0, 24), answer: id(number, 24) };
            Choice { action, label, suggested }
        };
        labels.into_iter().enumerate().map(choice).collect()
    })
}

/// As many buttons as no card has.
fn buttons() -> impl Strategy<Value = Vec<Button>> {
    let actions = vec![
        Action::Approve,
        Action::ApproveWithNote,
        Action::RequestChanges,
        Action::Revise,
        Action::Refuse,
        Action::Edit,
        Action::Mend,
        Action::Back,
        Action::Report,
        Action::Describe,
        Action::Copy,
        Action::Captures,
    ];
    let styles = select(&[Style::Primary, Style::Secondary, Style::Success, Style::Danger][..]);
    (subsequence(actions, 0..=12), text(80), styles).prop_map(|(actions, label, style)| {
        actions.into_iter().map(|action| Button { action, label: label.clone(), style }).collect()
    })
}

type MakeAction = fn(usize) -> Action;

fn menus() -> impl Strategy<Value = Vec<Menu>> {
    let kinds: Vec<(&'static str, usize, MakeAction)> = vec![
        ("override", 60, Action::Override),
        ("prepare", 40, |number| Action::Prepare(id(number, 60))),
        ("done", 30, |number| Action::DoStep(id(number, 24))),
        ("measured", 40, Action::DoMeasure),
        ("follow", 3, |number| [Action::Take, Action::HandOver, Action::Snooze][number % 3].clone()),
    ];
    let menu = |(id, most, action): (&'static str, usize, MakeAction)| {
        (text(80), vec(text(1_000), 1..=most)).prop_map(move |(label, options)| {
            let option = |(number, label)| Choice::new(action(number), label);
            Menu { id, label, options: options.into_iter().enumerate().map(option).collect() }
        })
    };
    subsequence(kinds, 0..=5).prop_flat_map(move |kinds| kinds.into_iter().map(menu).collect::<Vec<_>>())
}

fn screen() -> impl Strategy<Value = Screen> {
    let review = (text(10_000), vec(text(500), 0..=5));
    let review = review.prop_map(|(text, about)| ReviewView { label: "Avis".to_owned(), text, about });
    let blocks = (vec(block(), 0..12), proposal(), any::<Index>()).prop_map(|(mut blocks, more, at)| {
        let at = at.index(blocks.len() + 1);
        blocks.splice(at..at, more);
        blocks
    });
    (reference(), text(300), review, blocks, choices(25), buttons(), menus()).prop_map(
        |(reference, title, review, blocks, choices, buttons, menus)| {
            let (status, cards) = (Status::Proposed, Vec::new());
            Screen { reference, status, title, review, blocks, choices, buttons, menus, cards }
        },
    )
}

fn form() -> impl Strategy<Value = Form> {
    let field = (text(100), option::of(text(400)), any::<bool>(), any::<bool>(), 1..=10_000_usize, option::of(draft()));
    let actions = select(vec![Action::Edit, Action::Prepare(id(1, 60)), Action::Override(usize::MAX)]);
    (reference(), actions, text(60), vec(field, 1..=5)).prop_map(|(reference, action, title, fields)| {
        let field = |(number, (label, hint, long, required, max_chars, value))| Field {
            id: id(number, 60),
            label,
            hint,
            long,
            required,
            max_chars,
            value,
        };
        Form { reference, action, title, fields: fields.into_iter().enumerate().map(field).collect() }
    })
}

fn private() -> impl Strategy<Value = Private> {
    let document = any::<bool>()
        .prop_map(|there| there.then(|| Document { name: format!("{}.docx", id(1, 60)), bytes: vec![0; 10] }));
    let texts = (option::of(text(4_000)), option::of(text(10_000)));
    (text(300), vec(told(1_500), 0..8), texts, document, vec(finding(), 0..30)).prop_map(
        |(title, notes, (readable, copyable), document, findings)| Private {
            title,
            notes,
            readable,
            copyable,
            document,
            findings,
        },
    )
}

fn results() -> impl Strategy<Value = Results> {
    let hit = (exchange(), text(60), option::of("[a-z-]{1,24}"), told(40), text(2_000), vec(any::<Index>(), 0..40));
    let hit = hit.prop_map(|(exchange, status_text, outcome, part_text, text, marks)| {
        // Places between letters, in pairs.
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mut marks: Vec<usize> = marks.iter().map(|at| *at.get(&places)).collect();
        marks.sort_unstable();
        marks.dedup();
        let marks = marks.chunks_exact(2).map(|pair| pair[0]..pair[1]).collect();
        let excerpt = Excerpt { part: Part::Review, text, marks };
        Match { exchange, status: Status::Received, status_text, outcome, day: date(2026, 11, 22), part_text, excerpt }
    });
    (told(120), vec(hit, 0..=10), option::of(1..usize::MAX), option::of(1..usize::MAX)).prop_map(
        |(heading, mut hits, previous, next)| {
            hits.sort_by_key(|hit| hit.exchange);
            hits.dedup_by_key(|hit| hit.exchange);
            let (total, and_more) = (usize::MAX, true);
            Results { heading, hits, total, and_more, page: 1, pages: usize::MAX, previous, next }
        },
    )
}

fn waiting() -> impl Strategy<Value = Waiting> {
    let whom = prop_oneof![
        Just(WaitsFor::Managers),
        text(100).prop_map(WaitsFor::Person),
        any::<u64>().prop_map(|id| WaitsFor::Person(format!("discord:{id}"))),
    ];
    (exchange(), text(300), whom, option::of(text(1_000)), any::<bool>()).prop_map(
        |(exchange, title, waits_for, burns, overdue)| {
            let burns = burns.map(|label| LastDay { id: "target".to_owned(), label, due: date(2026, 11, 30) });
            Waiting { exchange, title, status: Status::Submitted, waits_for, since: Timestamp::MAX, burns, overdue }
        },
    )
}

fn capture_name(number: usize) -> String {
    format!("{number:064x}.webp")
}

/// What is said of a capture, as long as it gets.
fn about_capture(message: u64, bytes: u32, language: Language) -> String {
    let (origin, at) = (format!("discord:{message}"), "2026-11-22 09:00:00 America/Toronto (-05:00)");
    let told = crate::text!(language, "dossier-capture", kind = "WEBP", bytes = bytes, origin = origin, at = at);
    format!("{told}, SHA-256 0123456789ab…")
}

/// A part of the figures, with rows of what people wrote.
fn section() -> impl Strategy<Value = Section> {
    let brief = select(&[Brief::Whole, Brief::First, Brief::Note, Brief::Pictures][..]);
    (told(60), told(200), 1..8_usize, 0..12_usize, text(300), brief).prop_map(
        |(title, note, columns, rows, cell, brief)| Section {
            title: title.clone(),
            note,
            columns: vec![title; columns],
            rows: vec![vec![Cell::Text(cell); columns]; rows],
            brief,
        },
    )
}

/// A list of what would go, of few lines or of more than a message takes.
fn listing() -> impl Strategy<Value = Listing> {
    let lines = vec((text(2_500), any::<u32>()), 0..60);
    let cause = select(&[Cause::Age, Cause::Mention][..]);
    (cause, lines, any::<bool>(), told(300), option::of(text(400))).prop_map(|(cause, lines, goes, none, words)| {
        let lines: Vec<_> = lines.iter().map(|(text, revision)| Line::new(text, *revision)).collect();
        let words = words.map(|words| words.replace(|letter: char| letter < ' ' || reverses_reading(letter), " "));
        let words = words.filter(|words| !words.trim().is_empty());
        Listing { cause, going: if goes { lines.len() } else { 0 }, lines, none, words }
    })
}

fn proved() -> impl Strategy<Value = Proved> {
    let bad = (exchange(), select(&[CaptureState::Missing, CaptureState::Changed][..]));
    let (practice, hash) = (Practice::demonstration().id, Digest::of(b"").to_string());
    let end = ChainEnd { practice: practice.clone(), seq: u64::MAX, hash };
    (vec(bad, 0..40), any::<[bool; 2]>()).prop_map(move |(bad, [there, contained])| {
        let capture = |(exchange, found)| {
            let (practice, sha256) = (practice.clone(), Digest::of(b"x"));
            BadCapture { practice, exchange, sha256, found }
        };
        Proved {
            end: there.then(|| end.clone()),
            contained: contained.then(|| (end.clone(), Timestamp::MAX)),
            bad_captures: bad.into_iter().map(capture).collect(),
        }
    })
}

fn visit(language: Language) -> Visit {
    let practice: PracticeId = Practice::demonstration().id;
    Visit { actor: Actor { id: "discord:1".to_owned(), role: Role::Responsible }, practice, language }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// A card that Discord refuses leaves a person before nothing, with a step that is recorded.
    #[test]
    fn cards_fit(screen in screen(), language in language()) {
        prop_assert_eq!(screen_faults(&screen, language), Vec::<String>::new());
        let shown = json!(card::message(&screen, language));
        let long = screen.review.text.chars().count() > 1_200;
        prop_assert!(!long || shown["attachments"][0]["filename"] == "avis.txt", "what is cut comes whole as a file");
        let ids = shown["components"].to_string();
        for menu in &screen.menus {
            prop_assert!(ids.contains(&format!("\"{}\"", menu.options[0].action)), "{} is out of reach", menu.id);
        }
    }

    #[test]
    fn forms_fit(form in form(), language in language(), exchange in exchange()) {
        prop_assert_eq!(form_faults(modal::of_form(&form)), Vec::<String>::new());
        let quick = CustomId::Quick(language, id(1, 60));
        prop_assert_eq!(form_faults(modal::of_fields(&quick, &form.title, &form.fields)), Vec::<String>::new());
        for keeping in [Keeping::Erase, Keeping::Hold, Keeping::Release] {
            prop_assert_eq!(form_faults(erase::form(language, keeping, exchange)), Vec::<String>::new());
        }
        prop_assert_eq!(form_faults(several::form(language, &Digest::of(b""))), Vec::<String>::new());
    }

    #[test]
    fn private_answers_fit(private in private(), said in text(8_000), typed in option::of(text(20_000))) {
        prop_assert_eq!(private_faults(&private), Vec::<String>::new());
        prop_assert_eq!(said_faults(&said, typed), Vec::<String>::new());
        let (verdict, verdict_text) = (Verdict::Block, "Ne pas publier".to_owned());
        let checked = Checked { verdict, verdict_text, findings: private.findings };
        prop_assert_eq!(faults(Body::Callback, &answer(reply::judged(&said, &checked))), Vec::<String>::new());
    }

    /// Of the figures as many parts are told as fit, each whole, and where all of them are comes first.
    #[test]
    fn figures_fit(sections in vec(section(), 0..24), language in language()) {
        let notes = figures::others(&sections, "chiffres.csv", language);
        prop_assert!(notes[0].contains("chiffres.csv"));
        let said = notes.join("\n");
        let private = Private { title: "Chiffres".to_owned(), notes, ..Private::default() };
        prop_assert_eq!(private_faults(&private), Vec::<String>::new());
        let shown = json!(reply::shown_after(&private, &[]));
        prop_assert_eq!(shown["embeds"][0]["description"].as_str(), Some(said.as_str()), "nothing is cut");
    }

    #[test]
    fn lists_fit(
        results in results(),
        words in option::of(text(400)),
        queue in vec(waiting(), 0..60),
        lines in vec(told(800), 0..60),
        language in language(),
    ) {
        let visit = visit(language);
        let page = record::message(&results, words.as_deref(), &visit);
        prop_assert_eq!(faults(Body::Callback, &answer(page)), Vec::<String>::new());
        let mut queue = queue;
        queue.sort_by_key(|waiting| waiting.exchange);
        queue.dedup_by_key(|waiting| waiting.exchange);
        prop_assert_eq!(faults(Body::Followup, &queue::message(&queue, &visit)), Vec::<String>::new());
        prop_assert_eq!(private_faults(&office::listed("Mesures".to_owned(), lines)), Vec::<String>::new());
    }

    #[test]
    fn lists_of_what_would_go_and_proofs_fit(
        listing in listing(),
        proved in proved(),
        asked in any::<bool>(),
        language in language(),
    ) {
        for note in [None, Some("La liste a changé.")] {
            let message = several::message(&listing, note, language);
            prop_assert_eq!(faults(Body::Followup, &message), Vec::<String>::new());
        }
        prop_assert_eq!(private_faults(&proof::told(&proved, asked, language)), Vec::<String>::new());
        let broken = proof::broken("archive/2026-11.jsonl", u64::MAX, language);
        prop_assert_eq!(private_faults(&broken), Vec::<String>::new());
    }

    #[test]
    fn choices_of_captures_and_of_what_is_typed_fit(
        reviews in vec(text(10_000), 1..=25),
        links in vec("[a-z0-9?&=%._-]{1,600}", 1..=20),
        titles in vec((text(300), "[a-z.]{1,60}"), 0..60),
        language in language(),
    ) {
        let status = "Reçu";
        let option = |(number, review): (u64, &String)| evidence::option(ExchangeId::from_random(number), review, status);
        let options = (0..).zip(&reviews).map(option).collect();
        let links: Vec<String> = links.iter().map(|rest| format!("https://cdn.discordapp.com/{rest}")).collect();
        let choice = evidence::choice(MessageId::new(u64::MAX - 1), &links, options, language);
        prop_assert_eq!(faults(Body::Callback, &answer(choice)), Vec::<String>::new());
        let offered = CreateAutocompleteResponse::new().set_choices(slash::choices(titles));
        prop_assert_eq!(faults(Body::Callback, &CreateInteractionResponse::Autocomplete(offered)), Vec::<String>::new());
    }

    /// However many there are and whatever becomes of them, each capture is told: in the message or in its list.
    #[test]
    fn captures_fit_and_each_is_told(
        fates in vec((0..3_usize, any::<u64>(), any::<u32>()), 1..60),
        exchange in exchange(),
        language in language(),
    ) {
        let mut room = MAX_FILES - usize::from(fates.len() > MAX_FILES);
        let mut shown = Vec::new();
        for (number, (fate, message, bytes)) in fates.iter().enumerate() {
            let fate = match fate {
                0 => Fate::Lost,
                1 if room > 0 => Fate::Attached(b"%PDF-1.7".to_vec()),
                _ => Fate::LeftOut,
            };
            room -= usize::from(matches!(fate, Fate::Attached(_)));
            shown.push(Shown { name: capture_name(number), about: about_capture(*message, *bytes, language), fate });
        }
        let message = captures::message(exchange, shown, language);
        prop_assert_eq!(faults(Body::Followup, &message), Vec::<String>::new());
        let body = json!(message);
        prop_assert!(body["attachments"].as_array().map_or(0, Vec::len) <= MAX_FILES);
        if fates.len() <= MAX_FILES {
            let told = body["embeds"][0]["description"].as_str().unwrap_or_default();
            let untold: Vec<_> = (0..fates.len()).map(capture_name).filter(|name| !told.contains(name)).collect();
            prop_assert!(untold.is_empty() && !told.ends_with('…'), "{untold:?} not in {told}");
        } else {
            prop_assert_eq!(&body["attachments"][0]["filename"], "captures.txt");
        }
    }

    /// What nobody asked for fits as well; it calls one person and nobody else.
    #[test]
    fn what_the_courier_brings_fits(said in text(9_000), exchange in exchange(), language in language()) {
        prop_assert_eq!(faults(Body::ChannelMessage, &courier::said(&said)), Vec::<String>::new());
        let call = courier::call(UserId::new(u64::MAX - 1), &said, exchange, language);
        prop_assert_eq!(faults(Body::ChannelMessage, &call), Vec::<String>::new());
    }
}

/// Commands are refused as a whole: one name that is too long and nobody has any.
#[test]
fn commands_and_fixed_forms_fit() {
    if !checks::has_description() {
        eprintln!("only the limits that it does not state are looked at");
    }
    assert_eq!(faults(Body::Commands, &commands::all()), Vec::<String>::new());
    for language in Language::ALL {
        assert_eq!(form_faults(modal::new_review(language)), Vec::<String>::new());
        assert_eq!(form_faults(office::consent_form(language)), Vec::<String>::new());
        for kind in [None, Some(1), Some(2), Some(3), Some(4), Some(5), Some(6)] {
            for why in ["discord-not-understood", "discord-broken"] {
                let body = handler::unread(kind, &crate::wording::format(language, why, None));
                assert_eq!(faults(Body::Callback, &body), Vec::<String>::new(), "{kind:?}");
            }
        }
        let empty = queue::message(&[], &visit(language));
        assert_eq!(faults(Body::Followup, &empty), Vec::<String>::new());
    }
}

// ---- every screen that the desk can make -------------------------------------------------

struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_795_348_800).unwrap_or_default()
    }
}

/// A desk, and those who go to it: staff, and the two managers of whom one decides on the other's words.
struct House {
    desk: Desk,
    visits: [Visit; 3],
    faults: Vec<String>,
}

/// A review of so many characters, of all that breaks things.
fn worst_review(length: usize) -> Review {
    let text: String = PIECES.concat().chars().cycle().take(length).collect();
    Review {
        author: Some(text.chars().take(100).collect()),
        platform: Some("@everyone **Google**\u{202e}".to_owned()),
        url: Some(format!("https://avis.example/{}", "x".repeat(470))),
        rating: Some(1),
        first_posted: Some(date(2026, 11, 1)),
        ..Review::of(text)
    }
}

/// What is typed into a field: as much as it takes.
fn filled(field: &Field) -> String {
    match field.id.as_str() {
        "until" | "measure_due" | "first_posted" => "24/12/2026".to_owned(),
        "url" => format!("https://avis.example/{}", "y".repeat(470)),
        "rating" => "5".to_owned(),
        "to" => "discord:18446744073709551615".to_owned(),
        // Words in which there is much to find, and much to mark.
        "text" => {
            "Bonjour Mme Dupont, votre **carie** 🦷 : vous avez payé 90 €. ".repeat(60).chars().take(3_600).collect()
        }
        _ => PIECES.concat().chars().filter(|letter| *letter != '\0').cycle().take(field.max_chars.min(400)).collect(),
    }
}

impl House {
    fn of(packs: &Arc<Shelf>, pack: &str, language: Language) -> Self {
        let demonstration = Practice::demonstration();
        let practice = Practice {
            pack: pack.to_owned(),
            name: "Cabinet 🦷 des **Tilleuls** @everyone".to_owned(),
            registered_name: Some("Camille Roy".to_owned()),
            registered_title: Some("Courtière en assurance de dommages des particuliers".to_owned()),
            contact: Contact { address: Some("12 rue des Tilleuls".to_owned()), ..demonstration.contact.clone() },
            policy: Policy::default(),
            ..demonstration
        };
        let visit = |(id, role): (&str, Role)| Visit {
            actor: Actor { id: format!("discord:{id}"), role },
            practice: practice.id.clone(),
            language,
        };
        let visits = [("1", Role::Staff), ("2", Role::Manager), ("3", Role::Responsible)].map(visit);
        let journal = Arc::new(MemoryJournal::default());
        Self { desk: Desk::new(journal, Arc::new(Noon), Arc::clone(packs), [practice]), visits, faults: Vec::new() }
    }

    fn look(&mut self, what: &str, found: Vec<String>) {
        let what = || format!("{} {what}", self.visits[0].language);
        let found: Vec<_> = found.into_iter().map(|fault| format!("{}: {fault}", what())).collect();
        self.faults.extend(found);
    }

    /// Does something as one of them, whatever it asks for on the way; looks at all that is shown. Gives where the
    /// exchange then stands.
    async fn press(&mut self, who: usize, at: Reference, action: &Action) -> Option<Screen> {
        let visit = self.visits[who].clone();
        let mut inputs: Option<Inputs> = None;
        for _ in 0..3 {
            match self.desk.act(&visit, at, action, inputs.as_ref()).await {
                Ok(Response::Form(form)) => {
                    self.look(&format!("form {action}"), form_faults(modal::of_form(&form)));
                    let given = inputs.get_or_insert_default();
                    given.extend(form.fields.iter().map(|field| (field.id.clone(), filled(field))));
                }
                Ok(Response::Private(private)) => {
                    self.look(&format!("private {action}"), private_faults(&private));
                    break;
                }
                Ok(Response::Captures(kept)) => {
                    let shown = kept.into_iter().map(|capture| Shown {
                        name: capture.file_name(),
                        about: capture.about,
                        fate: Fate::LeftOut,
                    });
                    let message = captures::message(at.exchange, shown.collect(), visit.language);
                    self.look(&format!("captures {action}"), faults(Body::Followup, &message));
                    break;
                }
                Ok(Response::Refused { message, screen }) => {
                    self.look(&format!("refusal {action}"), said_faults(&message, None));
                    self.look(&format!("refused {action}"), shown_faults(&screen, visit.language));
                    break;
                }
                Ok(Response::Screen(screen)) => {
                    self.look(&format!("screen {action}"), shown_faults(&screen, visit.language));
                    break;
                }
                Err(error) => {
                    self.look(&format!("error {action}"), said_faults(&error.tell(visit.language), None));
                    break;
                }
            }
        }
        self.desk.show(&visit, at.exchange).await.ok()
    }

    /// An exchange that was answered so far.
    async fn answered(&mut self, review: Review, answers: &[(String, String)]) -> Option<Screen> {
        let mut screen = self.desk.receive(&self.visits[0], review, None).await.ok()?;
        self.look("received", shown_faults(&screen, self.visits[0].language));
        let (exchange, origin) = (screen.reference.exchange, format!("discord:{}", u64::MAX));
        self.desk.add_evidence(&self.visits[0], exchange, b"%PDF-1.7".to_vec(), &origin).await.ok()?;
        for (question, answer) in answers {
            let action = Action::Answer { question: question.clone(), answer: answer.clone() };
            screen = self.press(0, screen.reference, &action).await?;
        }
        Some(screen)
    }
}

/// What ends an exchange or takes a step back, which is tried last.
fn is_an_end(action: &Action) -> bool {
    matches!(
        action,
        Action::Back | Action::Close | Action::NotAnswer | Action::Publish | Action::Refuse | Action::Language(_)
    )
}

/// What can be done on a screen and was not yet, the ends last.
fn untried(screen: &Screen, tried: &BTreeSet<String>) -> Option<Action> {
    let menus = screen.menus.iter().flat_map(|menu| menu.options.iter().map(|choice| &choice.action));
    let open = screen.buttons.iter().map(|button| &button.action).chain(menus);
    // One finding set aside is like another.
    let open = open.filter(|action| !matches!(action, Action::Override(finding) if *finding > 1));
    let mut open: Vec<&Action> = open.filter(|action| !tried.contains(&action.to_string())).collect();
    open.sort_by_key(|action| is_an_end(action));
    open.first().copied().cloned()
}

/// One exchange for each outcome of each pack, in both languages, about the worst review there is: all that can be
/// pressed on the way is pressed, by three people in turn, and every form filled to its brim.
#[tokio::test]
async fn every_screen_of_every_pack_fits() {
    let files = Files::embedded();
    let (mut pressed, mut faults) = (0, BTreeSet::new());
    for pack in files.packs() {
        let shelf = Arc::new(Shelf::load([pack.as_str()], None).expect("a pack without faults"));
        let loaded = shelf.get(&pack).expect("a pack that was loaded");
        let mut outcomes = BTreeMap::new();
        for (answers, outcome) in loaded.questionnaire.paths() {
            outcomes.entry(outcome.id.clone()).or_insert(answers);
        }
        for language in Language::ALL {
            for (number, answers) in outcomes.values().enumerate() {
                let mut house = House::of(&shelf, &pack, language);
                let review = worst_review(if number == 0 { 4_000 } else { 600 });
                let mut screen = house.answered(review, answers).await.expect("a path leads on");
                let mut tried = BTreeSet::new();
                while let Some(action) = untried(&screen, &tried) {
                    // A text goes from one pair of hands to the next.
                    let who = tried.len() % house.visits.len();
                    tried.insert(action.to_string());
                    screen = house.press(who, screen.reference, &action).await.expect("an exchange stays");
                }
                pressed += tried.len();
                faults.extend(house.faults.into_iter().map(|fault| format!("{pack} {fault}")));
            }
        }
    }
    let told: Vec<_> = faults.iter().map(String::as_str).collect();
    assert!(faults.is_empty(), "{} faults\n{}", told.len(), told.join("\n"));
    eprintln!("{pressed} steps");
    assert!(pressed > 500, "only {pressed} steps: the walk is broken");
}
