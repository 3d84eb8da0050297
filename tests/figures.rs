//! The figures of a practice: a journal made by hand and its figures worked out by hand, months where the
//! practice is, steps taken back, pictures that show something, and nothing of it for staff.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may unwrap")]

mod archive;

use std::sync::Arc;

use egard::chart::{Bar, Chart, Figures, HEIGHT, Slot, WIDTH};
use egard::desk::{Desk, DeskError};
use egard::exchange::{Event, ExchangeId, Refusal, Role};
use egard::journal::embedded::EmbeddedJournal;
use egard::journal::memory::MemoryJournal;
use egard::journal::{Journal, Span};
use egard::language::Language;
use egard::statistics::{Period, Statistics};
use jiff::Timestamp;

use archive::{House, received};

/// The figures of the last twelve months of the hand-made journal.
async fn sum(house: &House) -> Statistics {
    let visit = house.visit(Role::Manager, Language::Fr);
    let managing = visit.managing().unwrap();
    let period = house.desk.period(managing, None, None).unwrap();
    assert_eq!(period, Period { from: "2025-12-01".parse().unwrap(), to: "2026-11-22".parse().unwrap() });
    house.desk.statistics(managing, period).await.unwrap()
}

fn counts(counts: &[egard::statistics::Count]) -> Vec<(&str, usize)> {
    counts.iter().map(|count| (count.name.as_deref().unwrap_or("?"), count.count)).collect()
}

/// Each of these numbers was worked out with pencil and paper from the list in `archive::made_by_hand`.
#[tokio::test]
async fn the_figures_of_a_journal_made_by_hand_are_those_worked_out_by_hand() {
    let house = House::made_by_hand(Arc::new(MemoryJournal::default())).await;
    let sum = sum(&house).await;
    assert_eq!((sum.received, sum.published, sum.published_edited, sum.not_answered), (6, 4, 1, 1));
    assert_eq!(sum.waiting, 2, "the refused one, and the one whose publication was taken back");
    let overdue = sum.overdue;
    assert_eq!((overdue.exchanges, overdue.target, overdue.steps, overdue.measures), (2, 1, 0, 1));
    assert_eq!(counts(&sum.outcomes), [("founded", 4), ("no-reply", 1), ("thanks", 1)]);
    assert_eq!(counts(&sum.topics), [("waiting", 4), ("?", 2)]);
    assert_eq!(counts(&sum.platforms), [("Google", 2), ("?", 4)]);
    assert_eq!(counts(&sum.ratings), [("2", 1), ("5", 1), ("?", 4)]);

    let hours = |seconds: Option<i64>| seconds.map(|seconds| seconds / 3_600);
    let spread = |spread: &egard::statistics::Spread| (spread.count(), hours(spread.median()), hours(spread.p90()));
    // 2, 1, 24, 2 and 2 hours; the one of June 2025 was proposed before the period.
    assert_eq!(spread(&sum.times.proposal), (5, Some(2), Some(24)));
    // 24 and 120 hours.
    assert_eq!(spread(&sum.times.approval), (2, Some(72), Some(120)));
    // 48, 4, 144 and 5,472 hours (228 days).
    assert_eq!(spread(&sum.times.publication), (4, Some(96), Some(5_472)));

    let reading = &sum.reading;
    assert_eq!((reading.decided, reading.first_time, reading.refused, reading.changes), (3, 1, 1, 1));
    let reasons: Vec<_> = reading.reasons.iter().map(|reason| (reason.refused, reason.reason.as_str())).collect();
    assert_eq!(reasons, [(true, "On n’écrit pas cela."), (false, "Trop long.")]);

    let rules: Vec<_> = sum.rules.iter().map(|rule| (rule.rule.as_str(), rule.fired, rule.overridden)).collect();
    assert_eq!(rules, [("tone.blame", 1, 1)]);

    let measures = sum.measures;
    assert_eq!((measures.promised, measures.done, measures.done_late), (2, 1, 1));
    assert_eq!((measures.open, measures.late), (1, 1));

    let used = |id: &str| sum.templates.iter().find(|used| used.template == id).unwrap();
    let waiting = used("founded.waiting");
    assert_eq!((waiting.proposed, waiting.published, waiting.published_edited), (4, 3, 1));
    assert_eq!((waiting.decided, waiting.first_time, waiting.sent_back, waiting.edits.texts), (3, 1, 2, 1));
    assert_eq!(used("thanks.simple").published, 1);
    assert_eq!(sum.templates[0].template, "founded.waiting", "what was sent back most stands first");
    assert!(sum.never_used.contains(&"thanks.short".to_owned()));
    assert!(!sum.never_used.iter().any(|id| id.starts_with("guide.") || id.starts_with("quick.")));
}

/// A review that comes in at half past midnight in Paris on the first of November is one of November, though
/// it is still October in Greenwich.
#[tokio::test]
async fn months_are_those_of_the_practice() {
    let house = House::made_by_hand(Arc::new(MemoryJournal::default())).await;
    let sum = sum(&house).await;
    let months = sum.months.iter().map(|month| (month.month.to_string(), month.received, month.published));
    let months: Vec<_> = months.filter(|(_, received, published)| received + published > 0).collect();
    let expected = [("2026-01-01", 0, 1), ("2026-09-01", 1, 1), ("2026-10-01", 2, 1), ("2026-11-01", 3, 1)];
    assert_eq!(months, expected.map(|(month, received, published)| (month.to_owned(), received, published)));
    assert_eq!(sum.months.len(), 12);
}

/// No figure may be held against a person: the identifiers of those who acted are in none of it.
#[tokio::test]
async fn no_figure_names_a_person() {
    let house = House::made_by_hand(Arc::new(MemoryJournal::default())).await;
    let json = serde_json::to_string(&sum(&house).await).unwrap();
    for person in ["terminal:", "alice", "chloe"] {
        assert!(!json.contains(person), "{person} in {json}");
    }
}

/// What goes through the journal on the disk and what goes through memory add up to the same.
#[tokio::test]
async fn both_journals_give_the_same_figures() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _) = EmbeddedJournal::open(folder.path()).unwrap();
    let on_disk = House::made_by_hand(Arc::new(journal)).await;
    let in_memory = House::made_by_hand(Arc::new(MemoryJournal::default())).await;
    assert_eq!(sum(&on_disk).await, sum(&in_memory).await);
}

/// A practice of years has more histories than one page holds, and none may be lost or told twice between two.
#[tokio::test]
async fn histories_come_once_each_in_the_order_of_reception_whatever_their_number() {
    let folder = tempfile::tempdir().unwrap();
    let (embedded, _) = EmbeddedJournal::open(folder.path()).unwrap();
    let memory = MemoryJournal::default();
    let first: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let mut told: Vec<Vec<ExchangeId>> = Vec::new();
    for journal in [&embedded as &dyn Journal, &memory] {
        for number in 0_u64..600 {
            // Three came in at the same second.
            let at = first + jiff::SignedDuration::from_secs(i64::try_from(number / 3).unwrap());
            journal.append(archive::append(number + 1, 0, at, vec![received("Bof.", None, None)])).await.unwrap();
        }
        let span = |from: i64, to: i64| Span {
            practice: archive::practice().id,
            received: first + jiff::SignedDuration::from_secs(from)..first + jiff::SignedDuration::from_secs(to),
            alive_since: None,
        };
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = journal.histories(&span(0, 1_000), after).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(last.mark);
            assert!(page.len() <= egard::journal::PAGE);
            all.extend(page.into_iter().map(|history| history.mark));
        }
        assert_eq!(all.len(), 600);
        assert!(all.is_sorted_by_key(|mark| mark.received_at));
        told.push(all.into_iter().map(|mark| mark.exchange).collect());
        assert_eq!(journal.histories(&span(10, 11), None).await.unwrap().len(), 3, "the end is left out");
        assert!(journal.histories(&span(11, 10), None).await.unwrap().is_empty());
    }
    assert_eq!(told[0], told[1]);
}

/// Staff may not see the figures, whatever they ask the desk for.
#[tokio::test]
async fn staff_have_no_way_to_the_figures() {
    let house = House::made_by_hand(Arc::new(MemoryJournal::default())).await;
    let refused = house.visit(Role::Staff, Language::Fr).managing().map(|_| ());
    assert!(matches!(refused, Err(DeskError::Refused(Refusal::ManagersOnly))));
    let visit = house.visit(Role::Responsible, Language::Fr);
    assert!(
        house
            .desk
            .period(visit.managing().unwrap(), Some("2026-02-01".parse().unwrap()), Some("2026-01-01".parse().unwrap()))
            .is_err()
    );
}

fn pictures(desk: &Desk, house: &House, sum: &Statistics) -> Vec<egard::desk::Picture> {
    let visit = house.visit(Role::Manager, Language::Fr);
    desk.charts(visit.managing().unwrap(), sum).unwrap()
}

/// Width, height and how many colours: a picture that shows nothing has very few.
fn seen(png: &[u8]) -> (u32, u32, usize) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let colours: std::collections::BTreeSet<_> = pixels.chunks_exact(3).collect();
    (info.width, info.height, colours.len())
}

#[tokio::test]
async fn every_chart_is_a_picture_that_shows_something() {
    let house = House::made_by_hand(Arc::new(MemoryJournal::default())).await;
    let year = sum(&house).await;
    let visit = house.visit(Role::Manager, Language::Fr);
    let days = |from: &str, to: &str| Period { from: from.parse().unwrap(), to: to.parse().unwrap() };
    let month = house.desk.statistics(visit.managing().unwrap(), days("2026-11-01", "2026-11-30")).await.unwrap();
    let years = house.desk.statistics(visit.managing().unwrap(), days("2024-12-01", "2026-11-30")).await.unwrap();
    let nothing = house.desk.statistics(visit.managing().unwrap(), days("2020-01-01", "2020-01-31")).await.unwrap();
    assert_eq!((month.months.len(), years.months.len(), nothing.received), (1, 24, 0));
    for sum in [year, month, years, nothing] {
        let pictures = pictures(&house.desk, &house, &sum);
        assert_eq!(pictures.len(), 5);
        for picture in pictures {
            let (width, height, colours) = seen(&picture.bytes);
            assert_eq!(width, WIDTH, "{}", picture.name);
            assert!((300..=800).contains(&height), "{}: {height}", picture.name);
            assert!(colours > 20, "{}: {colours} colours", picture.name);
        }
    }
}

/// Whatever names and numbers come, a chart is drawn; where there is nothing it says so.
#[test]
fn charts_take_any_name_and_any_number() {
    let chart = |figures| Chart {
        title: "É".repeat(200),
        note: String::new(),
        unit: "jours".to_owned(),
        empty: "Rien".to_owned(),
        decimal: ',',
        figures,
    };
    let slot = |number: u32| Slot {
        label: "sept.".to_owned(),
        group: Some(number.to_string()),
        values: vec![Some(f64::from(number) * 1e6), None],
    };
    let many = Figures::Columns { slots: (0..400).map(slot).collect(), series: vec!["x".repeat(90), String::new()] };
    assert_eq!(seen(&chart(many).png().unwrap()).1, HEIGHT);
    let none = Figures::Columns { slots: Vec::new(), series: Vec::new() };
    assert!(seen(&chart(none).png().unwrap()).2 > 10);
    let bar = |label: &str, value| Bar { label: label.to_owned(), value };
    let bars =
        vec![bar("", 0.25), bar(&"mot ".repeat(80), 1e9), bar(&"sansespace".repeat(30), 0.0), bar("💬 日本", 3.0)];
    assert!(chart(Figures::Bars(bars)).png().is_ok());
}

/// The text as a manager reads it, in both languages.
#[tokio::test]
async fn the_sections_read_well() {
    let house = House::made_by_hand(Arc::new(MemoryJournal::default())).await;
    let sum = sum(&house).await;
    for language in [Language::Fr, Language::En] {
        let visit = house.visit(Role::Manager, language);
        let sections = house.desk.sections(visit.managing().unwrap(), &sum).unwrap();
        let mut page = String::new();
        for section in sections {
            page.push_str(&format!("{}\n{}\n{}\n", section.title, section.note, section.columns.join(" | ")));
            for row in section.rows {
                let row: Vec<_> = row.iter().map(|cell| cell.show(language)).collect();
                page.push_str(&format!("  {}\n", row.join(" | ")));
            }
            page.push('\n');
        }
        insta::assert_snapshot!(format!("figures.{}", language.code()), page);
    }
}

/// A review of which everything was taken back is as if nothing had been done.
#[tokio::test]
async fn what_was_taken_back_counts_nowhere() {
    let house = House::new(Arc::new(MemoryJournal::default()));
    let mut story = house.story(1, "2026-11-01T10:00:00Z", received("Bof.", None, None));
    story.step("2026-11-01T11:00:00Z", archive::to_founded());
    story.step("2026-11-01T12:00:00Z", vec![archive::proposed("founded.waiting", "Bonjour.")]);
    story.step("2026-11-02T12:00:00Z", vec![Event::TakenBack]);
    story.step("2026-11-02T12:30:00Z", vec![Event::TakenBack]);
    story.tell().await;
    let sum = sum(&house).await;
    assert_eq!((sum.received, sum.published, sum.waiting, sum.times.proposal.count()), (1, 0, 1, 0));
    assert_eq!(counts(&sum.outcomes), [("?", 1)]);
    assert!(sum.templates.is_empty());
}
