//! Reminders and summaries under a clock that is set by hand: each comes once, whatever the clock does.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may unwrap")]

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex};

use egard::desk::{Action, Clock, Desk, Errand, Inputs, Response, Screen, Visit, WaitsFor};
use egard::exchange::{Actor, DigestKind, ExchangeId, Role, Stage, Status};
use egard::journal::memory::MemoryJournal;
use egard::language::Language;
use egard::pack::Shelf;
use egard::practice::{Policy, Practice, Reminders};
use egard::review::Review;
use jiff::civil::{Date, date};
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
        self.visit_of("discord:1", Role::Manager)
    }

    fn visit_of(&self, id: &str, role: Role) -> Visit {
        Visit { actor: Actor { id: id.to_owned(), role }, practice: self.practice.id.clone(), language: Language::Fr }
    }

    async fn receive(&self) -> Screen {
        self.receive_by(&self.visit()).await
    }

    async fn receive_by(&self, visit: &Visit) -> Screen {
        let review = Review::of("Deux heures d’attente, et un accueil glacial.");
        self.desk.receive(visit, review, None).await.unwrap()
    }

    /// A review to which the words of a template are proposed.
    async fn proposal(&self) -> Screen {
        let mut screen = self.receive().await;
        for answer in [
            "emergency.none",
            "kind.critical",
            "lawfulness.lawful",
            "controversy.low",
            "approach.reply",
            "topic.waiting",
            "founded.yes",
        ] {
            screen = self.act(&screen, format!("answer.{answer}").parse().unwrap(), &[]).await;
        }
        screen
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

    /// Tells whoever opens the terminal what they were not told, as that face does, and gives it.
    async fn opens(&self, visit: &Visit) -> Vec<Errand> {
        let mut told = self.desk.news(visit).await.unwrap();
        if let Ok(by) = visit.managing() {
            told.extend(self.desk.summaries_for(by).await.unwrap());
        }
        for errand in &told {
            self.desk.told(visit, errand).await.unwrap();
        }
        told
    }
}

/// The reminders among what was told.
fn reminders(told: &[Errand]) -> Vec<(ExchangeId, Stage)> {
    let reminder = |errand: &Errand| match errand {
        Errand::Remind { exchange, reminder, .. } => Some((*exchange, reminder.stage)),
        _ => None,
    };
    told.iter().filter_map(reminder).collect()
}

/// The summaries among what was told, each with its day.
fn digests(told: &[Errand]) -> Vec<(DigestKind, Date)> {
    let summary = |errand: &Errand| match errand {
        Errand::Summary { digest, day, .. } => Some((*digest, *day)),
        _ => None,
    };
    told.iter().filter_map(summary).collect()
}

/// A year in quarters of an hour around every change of the clock and in hours elsewhere, with a restart
/// every day and a clock that is set back by two days every month: each reminder comes once, in the hours in
/// which the practice may be spoken to, the summary of the morning once a day, and that of the week once each
/// Monday, in the first hour in which the practice may be spoken to.
#[tokio::test]
async fn a_year_of_reminders_comes_once_each() {
    let mut house = House::new("2026-01-05T07:00:00Z", Some(3));
    let screen = house.receive().await;
    let measure = ("measure_due", "2026-03-29");
    house.act(&screen, Action::PlanMeasure, &[("measure", "Un second poste à l’accueil."), measure]).await;
    let first = house.clock.now();
    let mut given: BTreeMap<String, usize> = BTreeMap::new();
    let mut mornings: BTreeMap<String, usize> = BTreeMap::new();
    let mut weeks: Vec<Date> = Vec::new();
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
                Errand::Summary { digest: DigestKind::Weekly, day, .. } => {
                    let opening = day.to_datetime(from)..day.to_datetime(from.checked_add(1.hour()).unwrap());
                    assert!(opening.contains(&now.datetime()), "the week before {day} is told at {now}");
                    weeks.push(*day);
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
    let mondays: Vec<Date> = date(2026, 1, 5).series(7.days()).take_while(|day| *day <= date(2027, 1, 4)).collect();
    assert_eq!(weeks, mondays, "one each Monday, those after the clock changes among them");
    assert_eq!(weeks.len(), 53);
}

/// A Monday on which nobody could be told anything is made up for on the next morning of that week, and a week is
/// told once whatever restarts follow.
#[tokio::test]
async fn a_week_is_told_late_rather_than_never_and_once() {
    let mut house = House::new("2026-03-27T09:00:00Z", None);
    house.receive().await;
    let mut told = Vec::new();
    // The clock goes forward on the 29th; the bot is away on the 30th, a Monday, until the afternoon.
    for time in ["29T07:00", "30T13:00", "30T17:30", "31T06:15", "31T06:30", "31T06:45", "31T07:30"] {
        house.clock.set(format!("2026-03-{time}:00Z").parse().unwrap());
        house = house.restarted();
        for errand in house.bring().await {
            if let Errand::Summary { digest: DigestKind::Weekly, day, .. } = errand {
                told.push((time, day));
            }
        }
    }
    // The first summary of a house that begins is that of the week before it began.
    assert_eq!(told, [("29T07:00", date(2026, 3, 23)), ("31T06:30", date(2026, 3, 30))]);
}

/// A summary as it is read, with the identifiers of its exchanges by their places.
async fn summaries(language: Language) -> Vec<(DigestKind, String)> {
    let policy = Policy { answer_within_days: Some(3), ..Policy::default() };
    let practice = Practice { policy, language, ..Practice::demonstration() };
    let house = House::over(Arc::default(), Hands::at("2026-01-06T09:00:00Z"), practice);
    let late = house.receive().await;
    let measure = [("measure", "Une affiche."), ("measure_due", "2026-02-01")];
    house.act(&late, Action::PlanMeasure, &measure).await;
    let online = house.proposal().await;
    house.act(&online, Action::Publish, &[]).await;
    house.clock.set("2026-01-11T09:00:00Z".parse().unwrap());
    let handed_over = house.proposal().await;
    house.act(&handed_over, Action::Submit, &[]).await;
    // A Monday, at half past eight in Paris.
    house.clock.set("2026-01-12T07:30:00Z".parse().unwrap());
    let told = house.bring().await.into_iter().filter_map(|errand| match errand {
        Errand::Summary { digest, text, .. } => {
            let text = text.replace(&late.reference.exchange.to_string(), "#1");
            Some((digest, text.replace(&handed_over.reference.exchange.to_string(), "#2")))
        }
        _ => None,
    });
    told.collect()
}

/// What the team reads on a Monday morning, to the letter, in both languages.
#[tokio::test]
async fn the_summaries_read_so() {
    let french = [
        (
            DigestKind::Morning,
            "Ce matin : 2 échanges attendent, dont 1 à approuver et 1 en retard.\n\
             #1 · Reçu · en retard depuis le 9 janvier 2026 : Répondre (délai que s’est fixé la pratique)\n\
             #2 · Répondre à un avis fondé · À approuver · avant le 14 janvier 2026 : \
             Répondre (délai que s’est fixé la pratique)",
        ),
        (
            DigestKind::Weekly,
            "Semaine commencée le 5 janvier 2026 : 3 avis reçus, une réponse publiée. 2 échanges attendent. \
             Une mesure promise reste à prendre.",
        ),
    ];
    assert_eq!(summaries(Language::Fr).await, french.map(|(digest, text)| (digest, text.to_owned())));
    let english = [
        (
            DigestKind::Morning,
            "This morning: 2 exchanges wait, 1 of them for approval, 1 overdue.\n\
             #1 · Received · overdue since 9 January 2026: Answer (the practice’s own target)\n\
             #2 · Reply to founded criticism · Awaiting approval · by 14 January 2026: \
             Answer (the practice’s own target)",
        ),
        (
            DigestKind::Weekly,
            "Week begun on 5 January 2026: 3 reviews received, one reply published. 2 exchanges wait. \
             One promised measure is left to take.",
        ),
    ];
    assert_eq!(summaries(Language::En).await, english.map(|(digest, text)| (digest, text.to_owned())));
}

/// Whoever puts reminders off is left alone until that day but for the last day itself, and reminded on it once.
#[tokio::test]
async fn reminders_that_were_put_off_come_on_their_day() {
    let house = House::new("2026-11-20T09:00:00Z", Some(1));
    let screen = house.receive().await;
    assert!(house.bring().await.iter().any(|errand| matches!(errand, Errand::Remind { .. })));
    house.act(&screen, Action::Snooze, &[("until", "2026-11-27")]).await;
    // The last day itself is no affair of patience.
    house.clock.set("2026-11-21T10:00:00Z".parse().unwrap());
    assert_eq!(reminders(&house.bring().await).len(), 1);
    for day in 22..27 {
        house.clock.set(format!("2026-11-{day}T10:00:00Z").parse().unwrap());
        assert_eq!(reminders(&house.bring().await), [], "left alone on the {day}");
    }
    house.clock.set("2026-11-27T10:00:00Z".parse().unwrap());
    assert_eq!(reminders(&house.bring().await), [(screen.reference.exchange, Stage::Snoozed)]);
    assert_eq!(reminders(&house.bring().await), []);
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

/// At the terminal each person is told once of what they are in charge of, a manager of everything, at any hour and
/// across restarts. Nothing of that is kept from the chat, and nothing that the chat was told is kept from a person.
#[tokio::test]
async fn each_person_is_told_once_at_the_terminal_and_so_is_the_chat() {
    let mut house = House::new("2026-11-20T09:00:00Z", Some(3));
    let (ana, ben) = (house.visit_of("terminal:ana", Role::Staff), house.visit_of("terminal:ben", Role::Staff));
    let chief = house.visit_of("terminal:chief", Role::Manager);
    let of_ana = house.receive_by(&ana).await.reference.exchange;
    let of_ben = house.receive_by(&ben).await.reference.exchange;
    let mut told: BTreeMap<&str, Vec<(ExchangeId, Stage, Timestamp)>> = BTreeMap::new();
    let first = house.clock.now();
    for hours in (0..24 * 6).step_by(2) {
        let now = first.checked_add(hours.hours()).unwrap();
        house.clock.set(now);
        house = house.restarted();
        let heard = [
            ("ana", house.opens(&ana).await),
            ("ben", house.opens(&ben).await),
            ("chief", house.opens(&chief).await),
            ("chat", house.bring().await),
        ];
        for (who, heard) in heard {
            let heard = reminders(&heard).into_iter().map(|(exchange, stage)| (exchange, stage, now));
            told.entry(who).or_default().extend(heard);
        }
    }
    // Days begin at midnight in Paris, and the hours in which the chat may be spoken to at half past eight.
    let at = |time: &str| -> Timestamp { format!("2026-11-{time}:00:00Z").parse().unwrap() };
    let expected = |exchanges: &[ExchangeId], before: &str, due: &str| {
        let mut stages = Vec::new();
        for (stage, time) in [(Stage::Before, before), (Stage::Due, due)] {
            stages.extend(exchanges.iter().map(|exchange| (*exchange, stage, at(time))));
        }
        stages
    };
    // What came in last stands first.
    let both = [of_ben, of_ana];
    assert_eq!(told["ana"], expected(&[of_ana], "20T23", "22T23"));
    assert_eq!(told["ben"], expected(&[of_ben], "20T23", "22T23"));
    let sorted = |mut told: Vec<(ExchangeId, Stage, Timestamp)>| {
        told.sort();
        told
    };
    assert_eq!(sorted(told["chief"].clone()), sorted(expected(&both, "20T23", "22T23")));
    assert_eq!(sorted(told["chat"].clone()), sorted(expected(&both, "21T09", "23T09")));

    // Whoever comes days after the chat was told hears how it stands by then.
    let newcomer = house.visit_of("terminal:eve", Role::Manager);
    let heard = house.opens(&newcomer).await;
    assert_eq!(reminders(&heard).len(), 2);
    let is_late =
        |errand: &Errand| matches!(errand, Errand::Remind { text, .. } if text.contains("Le délai est passé"));
    assert_eq!(heard.iter().filter(|errand| is_late(errand)).count(), 2, "{heard:?}");
    assert_eq!(reminders(&house.opens(&newcomer).await), []);
}

/// What was put off is told at no face before its day, and on that day once; whoever comes only when more has begun
/// hears of that, and not of both.
#[tokio::test]
async fn what_was_put_off_is_told_once_at_every_face() {
    let house = House::new("2026-11-20T09:00:00Z", None);
    let (ana, chief) = (house.visit_of("terminal:ana", Role::Staff), house.visit_of("terminal:chief", Role::Manager));
    let screen = house.receive_by(&ana).await;
    let planned = [("measure", "Une affiche."), ("measure_due", "2026-12-01")];
    let screen = house.act(&screen, Action::PlanMeasure, &planned).await;
    let exchange = house.act(&screen, Action::Snooze, &[("until", "2026-11-30")]).await.reference.exchange;
    let days = [
        ("11-28", None),
        // The first reminder would come two days before the last.
        ("11-29", None),
        ("11-30", Some(Stage::Snoozed)),
        ("12-01", Some(Stage::Due)),
        ("12-02", None),
    ];
    for (day, stage) in days {
        house.clock.set(format!("2026-{day}T10:00:00Z").parse().unwrap());
        let expected: Vec<_> = stage.into_iter().map(|stage| (exchange, stage)).collect();
        assert_eq!(reminders(&house.opens(&ana).await), expected, "to the person on {day}");
        assert_eq!(reminders(&house.bring().await), expected, "in the chat on {day}");
        assert_eq!(reminders(&house.opens(&ana).await), [], "to the person again on {day}");
        assert_eq!(reminders(&house.bring().await), [], "in the chat again on {day}");
    }
    assert_eq!(reminders(&house.opens(&chief).await), [(exchange, Stage::Due)]);
    assert_eq!(reminders(&house.opens(&chief).await), []);
}

/// A manager reads how the day begins when they first open the terminal on it, whatever the hour, and once a week how
/// the last one went, across restarts; staff do not. The chat's own summaries come all the same, at their hours.
#[tokio::test]
async fn managers_read_the_summaries_once_at_the_terminal_and_so_does_the_chat() {
    let mut house = House::new("2026-11-19T09:00:00Z", None);
    let ana = house.visit_of("terminal:ana", Role::Staff);
    let (chief, other) =
        (house.visit_of("terminal:chief", Role::Manager), house.visit_of("terminal:other", Role::Manager));
    house.receive_by(&ana).await;
    let (morning, weekly) =
        (|day| (DigestKind::Morning, date(2026, 11, day)), |monday| (DigestKind::Weekly, date(2026, 11, monday)));
    // Friday, at six in the morning in Paris.
    house.clock.set("2026-11-20T05:00:00Z".parse().unwrap());
    assert_eq!(digests(&house.opens(&chief).await), [morning(20), weekly(16)]);
    assert_eq!(house.opens(&ana).await, []);
    house = house.restarted();
    house.clock.set("2026-11-20T22:00:00Z".parse().unwrap());
    assert_eq!(house.opens(&chief).await, []);
    assert_eq!(digests(&house.opens(&other).await), [morning(20), weekly(16)], "each manager their own");
    house = house.restarted();
    house.clock.set("2026-11-21T05:00:00Z".parse().unwrap());
    assert_eq!(digests(&house.opens(&chief).await), [morning(21)]);
    assert_eq!(house.bring().await, [], "the chat is left alone at night");
    house.clock.set("2026-11-21T07:45:00Z".parse().unwrap());
    assert_eq!(digests(&house.bring().await), [morning(21), weekly(16)]);
    // Monday: the chat is first.
    house.clock.set("2026-11-23T07:45:00Z".parse().unwrap());
    assert_eq!(digests(&house.bring().await), [morning(23), weekly(23)]);
    house = house.restarted();
    assert_eq!(digests(&house.opens(&chief).await), [morning(23), weekly(23)]);
    assert_eq!(house.opens(&chief).await, []);
    assert_eq!(house.bring().await, []);
}
