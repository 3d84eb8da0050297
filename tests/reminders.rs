//! Reminders and summaries under a clock that is set by hand: each comes once, whatever the clock does.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may unwrap")]

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex};

use egard::desk::{Action, Clock, Desk, Errand, Inputs, Response, Screen, Visit, WaitsFor};
use egard::exchange::{Actor, DigestKind, Role, Stage, Status};
use egard::journal::memory::MemoryJournal;
use egard::language::Language;
use egard::pack::Shelf;
use egard::practice::{Policy, Practice, Reminders};
use egard::review::Review;
use jiff::{Timestamp, ToSpan as _};

static PACKS: LazyLock<Arc<Shelf>> = LazyLock::new(|| Arc::new(Shelf::load(["health-fr"], None).unwrap()));

#[derive(Clone)]
struct Hands(Arc<Mutex<Timestamp>>);

impl Hands {
    fn at(time: &str) -> Self {
        Self(Arc::new(Mutex::new(time.parse().unwrap())))
    }

    fn set(&self, time: Timestamp) {
        *self.0.lock().unwrap() = time;
    }
}

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

struct House {
    desk: Desk,
    clock: Hands,
    journal: Arc<MemoryJournal>,
    practice: Practice,
}

impl House {
    fn new(start: &str, days: Option<u16>) -> Self {
        let policy = Policy { answer_within_days: days, ..Policy::default() };
        let practice = Practice { policy, ..Practice::demonstration() };
        Self::over(Arc::default(), Hands::at(start), practice)
    }

    fn over(journal: Arc<MemoryJournal>, clock: Hands, practice: Practice) -> Self {
        let desk = Desk::new(journal.clone(), Arc::new(clock.clone()), Arc::clone(&PACKS), [practice.clone()]);
        Self { desk, clock, journal, practice }
    }

    /// Another process: all that was in memory is gone.
    fn restarted(self) -> Self {
        Self::over(self.journal, self.clock, self.practice)
    }

    fn visit(&self) -> Visit {
        let actor = Actor { id: "discord:1".to_owned(), role: Role::Manager };
        Visit { actor, practice: self.practice.id.clone(), language: Language::Fr }
    }

    async fn receive(&self) -> Screen {
        self.desk
            .receive(&self.visit(), Review::of("Deux heures d’attente, et un accueil glacial."), None)
            .await
            .unwrap()
    }

    async fn act(&self, screen: &Screen, action: Action, fields: &[(&str, &str)]) -> Screen {
        let inputs: Inputs = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        match self.desk.act(&self.visit(), screen.reference, &action, Some(&inputs)).await.unwrap() {
            Response::Screen(screen) => *screen,
            other => panic!("{other:?}"),
        }
    }

    /// Brings all there is to bring, as a face does, and gives it.
    async fn bring(&self) -> Vec<Errand> {
        let errands = self.desk.errands(&self.practice.id).await.unwrap();
        for errand in &errands {
            self.desk.brought(&self.practice.id, errand, Some(("discord", "1/2".to_owned()))).await.unwrap();
        }
        errands
    }
}

/// A year in quarters of an hour around every change of the clock and in hours elsewhere, with a restart
/// every day and a clock that is set back by two days every month: each reminder comes once, in the hours in
/// which the practice may be spoken to, and the summary of the morning once a day.
#[tokio::test]
async fn a_year_of_reminders_comes_once_each() {
    let mut house = House::new("2026-01-05T07:00:00Z", Some(3));
    let screen = house.receive().await;
    let measure = ("measure_due", "2026-03-29");
    house.act(&screen, Action::PlanMeasure, &[("measure", "Un second poste à l’accueil."), measure]).await;
    let first = house.clock.now();
    let mut given: BTreeMap<String, usize> = BTreeMap::new();
    let mut mornings: BTreeMap<String, usize> = BTreeMap::new();
    let mut at = first;
    let end = first.checked_add((24 * 365).hours()).unwrap();
    let mut steps = 0_u32;
    while at < end {
        house.clock.set(at);
        if steps.is_multiple_of(24) {
            house = house.restarted();
        }
        if steps.is_multiple_of(24 * 30) && steps > 0 {
            house.clock.set(at.checked_sub(48.hours()).unwrap());
        }
        let now = house.clock.now().to_zoned(house.practice.zone());
        for errand in house.bring().await {
            let Reminders { from, to, .. } = house.practice.reminders;
            match &errand {
                Errand::Remind { reminder, .. } => {
                    *given.entry(format!("{} {:?}", reminder.clock, reminder.stage)).or_default() += 1;
                }
                Errand::Summary { digest: DigestKind::Morning, day, .. } => {
                    *mornings.entry(day.to_string()).or_default() += 1;
                }
                _ => {}
            }
            assert!((from..to).contains(&now.time()), "{errand:?} at {now}");
        }
        let changes = ["2026-03-29", "2026-10-25"].contains(&now.date().to_string().as_str());
        at = at.checked_add(if changes { 15.minutes() } else { 60.minutes() }).unwrap();
        steps += 1;
    }
    let expected = [("measure.0 Before", 1), ("measure.0 Due", 1), ("target Before", 1), ("target Due", 1)];
    assert_eq!(given, expected.map(|(name, count)| (name.to_owned(), count)).into());
    assert!(mornings.values().all(|count| *count == 1), "{mornings:?}");
    assert_eq!(mornings.len(), 365, "one each day, the days on which the clock changes among them");
}

/// Whoever puts reminders off is left alone until that day but for the last day itself, and reminded on it once.
#[tokio::test]
async fn reminders_that_were_put_off_come_on_their_day() {
    let house = House::new("2026-11-20T09:00:00Z", Some(1));
    let screen = house.receive().await;
    assert!(house.bring().await.iter().any(|errand| matches!(errand, Errand::Remind { .. })));
    house.act(&screen, Action::Snooze, &[("until", "2026-11-27")]).await;
    let reminders = |errands: Vec<Errand>| {
        let of = errands.into_iter().filter_map(|errand| match errand {
            Errand::Remind { reminder, to, .. } => Some((reminder.stage, to)),
            _ => None,
        });
        of.collect::<Vec<_>>()
    };
    // The last day itself is no affair of patience.
    house.clock.set("2026-11-21T10:00:00Z".parse().unwrap());
    assert_eq!(reminders(house.bring().await).len(), 1);
    for day in 22..27 {
        house.clock.set(format!("2026-11-{day}T10:00:00Z").parse().unwrap());
        assert_eq!(reminders(house.bring().await), [], "left alone on the {day}");
    }
    house.clock.set("2026-11-27T10:00:00Z".parse().unwrap());
    let stages: Vec<_> = reminders(house.bring().await).into_iter().map(|(stage, _)| stage).collect();
    assert_eq!(stages, [Stage::Snoozed]);
    assert_eq!(reminders(house.bring().await), []);
}

/// Nobody is spoken to at night; what came due then is told in the morning, and the next moment is known.
#[tokio::test]
async fn nights_are_quiet() {
    let house = House::new("2026-11-20T22:00:00Z", Some(0));
    house.receive().await;
    assert_eq!(house.bring().await, []);
    let next = house.desk.next_errands(&house.practice.id).unwrap();
    assert_eq!(next, "2026-11-21T07:30:00Z".parse().unwrap(), "half past eight in Paris");
    house.clock.set(next);
    assert!(house.bring().await.iter().any(|errand| matches!(errand, Errand::Remind { .. })));
}

/// What burns first stands first, with whom it waits for; a reply that is online waits for nobody.
#[tokio::test]
async fn the_queue_begins_with_what_burns() {
    let house = House::new("2026-11-20T09:00:00Z", Some(3));
    let calm = house.receive().await;
    house.clock.set("2026-11-26T09:00:00Z".parse().unwrap());
    let late = house.receive().await;
    house.act(&late, Action::PlanMeasure, &[("measure", "Une affiche."), ("measure_due", "2026-11-27")]).await;
    let queue = house.desk.queue(&house.visit()).await.unwrap();
    let order: Vec<_> = queue.iter().map(|waiting| (waiting.exchange, waiting.overdue)).collect();
    assert_eq!(order, [(calm.reference.exchange, true), (late.reference.exchange, false)]);
    assert_eq!(queue[0].waits_for, WaitsFor::Person("discord:1".to_owned()));
    house.act(&calm, Action::Close, &[]).await;
    let left: Vec<_> = house.desk.queue(&house.visit()).await.unwrap().iter().map(|waiting| waiting.status).collect();
    assert_eq!(left, [Status::Received]);
}
