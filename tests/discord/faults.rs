//! What can go wrong between the bot and Discord, one fault at a time: no step is lost, none is taken twice, the bot
//! is back as soon as Discord's own rules allow, and a line of its logs says what happened.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::bot::Bot;
use crate::support::fake_discord::{FakeDiscord, Message};
use crate::team::{CALLBACK, REVIEW, TO_A_REPLY, Team, events};

/// How often a gateway asks for a heartbeat, in milliseconds.
const USUAL: u64 = 41_250;
/// A card as it is edited outside an answer.
const EDIT: &str = "PATCH /channels/*/messages/*";
/// The first question of a card, and what it asks once the first answer was given.
const NEXT: &str = "De quoi s’agit-il";
/// In how much time the bot has to be back.
const BACK: Duration = Duration::from_secs(5);

/// A bot at work on one exchange, answered one question at a time.
struct AtWork {
    team: Team,
    bot: Bot,
    card: Message,
    given: usize,
}

impl AtWork {
    async fn start(team: Team) -> Self {
        let bot = team.bot().await;
        let card = team.card(&team.alice, REVIEW).await;
        Self { team, bot, card, given: 0 }
    }

    /// Lets something happen to the connection and at once presses a button; gives how long it took to be back.
    async fn through(&mut self, fault: impl FnOnce(&FakeDiscord), resumes: bool, said: &str) -> Duration {
        let fake = &self.team.fake;
        let since = Instant::now();
        fault(fake);
        if resumes {
            // Pressed while nobody listens: it comes once the session is resumed.
            let pressed = fake.click(&self.team.alice, &self.card, TO_A_REPLY[self.given]);
            fake.resumed().await;
            let back = since.elapsed();
            self.card = pressed.settled().await.update().clone();
            self.given += 1;
            self.bot.line(said).await;
            return back;
        }
        fake.identified().await;
        let back = since.elapsed();
        self.card = self.team.pick(&self.team.alice, &self.card, TO_A_REPLY[self.given]).await;
        self.given += 1;
        self.bot.line(said).await;
        back
    }

    /// Stops the bot: every answer is there once.
    async fn end(self) {
        assert_eq!(self.bot.terminate().await.code, Some(0));
        assert_eq!(events(&self.team.history(), "answered").len(), self.given);
        self.team.verify();
        assert_eq!(self.team.fake.registrations(), 1);
        self.team.fake.assert_clean();
    }
}

fn report(what: &str, took: Duration) {
    eprintln!("measured | {what} | {:.1} ms", took.as_secs_f64() * 1_000.0);
}

// ---- the connection ----------------------------------------------------------------------

/// A fault: its name, what brings it about, and what the logs say of it.
type Fault<'a> = (&'a str, &'a dyn Fn(&FakeDiscord), &'a str);

/// Whatever ends a connection and leaves the session: the bot takes it up again at once, and what was pressed
/// meanwhile is served.
async fn resumes(faults: &[Fault<'_>]) {
    let mut work = AtWork::start(Team::patient(USUAL)).await;
    for (name, fault, said) in faults {
        let back = work.through(fault, true, said).await;
        report(name, back);
        assert!(back < BACK, "{name}: back after {back:?}");
    }
    assert_eq!(work.team.fake.identifies(), 1);
    work.end().await;
}

#[tokio::test]
async fn what_discord_asks_for_every_day_costs_no_step() {
    resumes(&[
        ("op 7", &FakeDiscord::ask_to_reconnect, "asked for another connection"),
        ("op 9, resumable", &|fake| fake.invalidate_session(true), "asked for another connection"),
        ("close without a code", &|fake| fake.close_gateway(None), "without a code"),
        ("close 1000", &|fake| fake.close_gateway(Some(1000)), r#""code":1000"#),
        ("close 1001", &|fake| fake.close_gateway(Some(1001)), r#""code":1001"#),
    ])
    .await;
}

#[tokio::test]
async fn closes_that_leave_the_session_cost_no_step() {
    resumes(&[
        ("close 4000", &|fake| fake.close_gateway(Some(4000)), r#""code":4000"#),
        ("close 4001", &|fake| fake.close_gateway(Some(4001)), r#""code":4001"#),
        ("close 4002", &|fake| fake.close_gateway(Some(4002)), r#""code":4002"#),
        ("close 4005", &|fake| fake.close_gateway(Some(4005)), r#""code":4005"#),
        ("close 4008", &|fake| fake.close_gateway(Some(4008)), r#""code":4008"#),
    ])
    .await;
}

#[tokio::test]
async fn a_line_that_breaks_costs_no_step() {
    resumes(&[
        ("TCP dropped", &FakeDiscord::drop_connection, "broke off"),
        ("TCP dropped in the middle of a frame", &FakeDiscord::drop_in_next_frame, "broke off"),
        (
            "gateway refuses three connections",
            &|fake| {
                fake.fail_times(3, "WS /gateway", 503, &Value::Null);
                fake.drop_connection();
            },
            "cannot be reached",
        ),
    ])
    .await;
}

/// While the gateway cannot be reached at all the session is kept, and with it what people press meanwhile.
#[tokio::test]
async fn an_outage_keeps_the_session() {
    let mut work = AtWork::start(Team::patient(USUAL)).await;
    let outage = |fake: &FakeDiscord| {
        fake.fail_times(6, "WS /gateway", 503, &Value::Null);
        fake.drop_connection();
    };
    let back = work.through(outage, true, "cannot be reached").await;
    report("gateway refuses six connections", back);
    assert_eq!(work.team.fake.identifies(), 1);
    work.end().await;
}

/// Where the session is over the bot opens another, as soon as Discord lets it: five seconds between two, and one to
/// five after it ended one itself.
async fn opens_another(name: &str, fault: impl Fn(&FakeDiscord), said: &str) {
    let mut work = AtWork::start(Team::patient(USUAL)).await;
    let back = work.through(fault, false, said).await;
    report(name, back);
    assert!(back < BACK + Duration::from_secs(3), "{name}: back after {back:?}");
    assert_eq!((work.team.fake.identifies(), work.team.fake.resumes()), (2, 0));
    work.end().await;
}

#[tokio::test]
async fn a_session_that_discord_ends_is_followed_by_another() {
    opens_another("op 9, not resumable", |fake| fake.invalidate_session(false), "ended the session").await;
}

#[tokio::test]
async fn a_session_that_was_never_opened_is_followed_by_another() {
    opens_another("close 4003", |fake| fake.close_gateway(Some(4003)), r#""code":4003"#).await;
}

#[tokio::test]
async fn a_session_with_another_count_is_followed_by_another() {
    opens_another("close 4007", |fake| fake.close_gateway(Some(4007)), r#""code":4007"#).await;
}

#[tokio::test]
async fn a_session_that_timed_out_is_followed_by_another() {
    opens_another("close 4009", |fake| fake.close_gateway(Some(4009)), r#""code":4009"#).await;
}

/// What no reconnection can mend ends the bot: one sentence that says what to do, and the code that tells a
/// supervisor not to start it again.
async fn gives_up(code: u16, said: &str) {
    let team = Team::new();
    let bot = team.bot().await;
    let since = Instant::now();
    team.fake.close_gateway(Some(code));
    let exit = bot.exit().await;
    report(&format!("close {code}: end"), since.elapsed());
    assert_eq!(exit.code, Some(2), "{code}: {exit:?}");
    let last = exit.stderr.lines().last().unwrap_or_default();
    assert!(last.contains(said), "{code}: {last}");
    team.fake.assert_clean();
}

#[tokio::test]
async fn what_only_a_person_can_mend_ends_the_bot() {
    tokio::join!(
        gives_up(4004, "Discord refuse le jeton"),
        gives_up(4010, "(code 4010) : installez la plus récente"),
        gives_up(4011, "trop de serveurs"),
        gives_up(4012, "(code 4012) : installez la plus récente"),
        gives_up(4013, "(code 4013) : vérifiez"),
        gives_up(4014, "(code 4014) : vérifiez"),
    );
}

/// A line can be dead and stand: no end comes, and nothing else. Where heartbeats are frequent, the one that is not
/// answered tells, as Discord asks.
#[tokio::test]
async fn a_heartbeat_without_an_answer_ends_the_connection() {
    let mut work = AtWork::start(Team::patient(500)).await;
    let back = work.through(|fake| fake.ignore_heartbeats(true), true, "broke off").await;
    work.team.fake.ignore_heartbeats(false);
    report("no heartbeat answered, one every 500 ms", back);
    assert!(back < BACK, "{back:?}");
    work.end().await;
}

/// Where they are rare, the watchdog tells long before the next one.
#[tokio::test]
async fn the_watchdog_notices_a_dead_connection() {
    let mut work = AtWork::start(Team::patient(USUAL)).await;
    let silenced = |fake: &FakeDiscord| {
        fake.ignore_heartbeats(true);
        fake.withhold();
        // The gateway may ask for a heartbeat at any time.
        fake.raw_frame(r#"{"op":1,"d":null}"#);
    };
    let back = work.through(silenced, true, "answers no heartbeat").await;
    work.team.fake.ignore_heartbeats(false);
    report("no heartbeat answered, from the one that was asked for", back);
    assert!(back < BACK, "{back:?}");
    assert_eq!(work.team.fake.identifies(), 1);
    work.end().await;
}

/// A gateway that does not greet, or opens no session, is left for another connection.
async fn is_left(path: &str, said: &str) {
    let mut work = AtWork::start(Team::patient(USUAL)).await;
    let mut held = work.team.fake.hold_next(path);
    let back = work.through(|fake| fake.close_gateway(Some(4000)), true, said).await;
    held.arrived().await;
    report(&format!("silence at {path}"), back);
    assert!(back < BACK, "{back:?}");
    drop(held);
    work.end().await;
}

#[tokio::test]
async fn a_gateway_that_does_not_greet_is_left() {
    is_left("GATEWAY /hello", "does not greet").await;
}

#[tokio::test]
async fn a_gateway_that_opens_no_session_is_left() {
    is_left("GATEWAY /resume", "opens no session").await;
}

/// One that is merely slow is waited for.
#[tokio::test]
async fn a_slow_gateway_is_waited_for() {
    let mut work = AtWork::start(Team::patient(USUAL)).await;
    let mut hello = work.team.fake.hold_next("GATEWAY /hello");
    let mut session = work.team.fake.hold_next("GATEWAY /resume");
    work.team.fake.close_gateway(Some(4000));
    let pressed = work.team.fake.click(&work.team.alice, &work.card, TO_A_REPLY[0]);
    hello.arrived().await;
    hello.release();
    session.arrived().await;
    session.release();
    work.team.fake.resumed().await;
    work.card = pressed.settled().await.update().clone();
    work.given = 1;
    assert!(!work.bot.stderr().contains("was dead"));
    work.end().await;
}

/// At the very start too: the first session opens late, or not at all.
#[tokio::test]
async fn a_first_session_that_does_not_open_is_asked_for_again() {
    let team = Team::new();
    let mut held = team.fake.hold_next("GATEWAY /identify");
    let bot = team.launch().spawn(&team.fake);
    held.arrived().await;
    bot.line("opens no session").await;
    team.fake.identified().await;
    team.fake.registered().await;
    drop(held);
    let card = team.card(&team.alice, REVIEW).await;
    team.pick(&team.alice, &card, TO_A_REPLY[0]).await;
    assert_eq!(bot.terminate().await.code, Some(0));
    team.fake.assert_clean();
}

/// A gateway that closes every connection is not stormed: each wait is longer than the one before.
#[tokio::test]
async fn a_gateway_that_keeps_closing_is_not_stormed() {
    let mut work = AtWork::start(Team::patient(USUAL)).await;
    let mut gaps = Vec::new();
    for _ in 0..5 {
        gaps.push(work.through(|fake| fake.close_gateway(Some(4000)), true, r#""code":4000"#).await);
    }
    assert!(gaps[4] > Duration::from_millis(700) && gaps[4] > gaps[0], "{gaps:?}");
    work.end().await;
}

// ---- events ------------------------------------------------------------------------------

/// The same interaction delivered twice is one step and one answer.
#[tokio::test]
async fn an_event_that_comes_twice_is_served_once() {
    let team = Team::new();
    let bot = team.bot().await;
    // A form that opens an exchange carries nothing by which the journal could tell that it came twice.
    let opened = team.fake.slash(&team.alice, &team.channel, "avis", &[]).await;
    let card = team.fake.submit_modal(&team.alice, opened.modal(), &[("review", REVIEW)]).settled().await;
    let again =
        |fake: &FakeDiscord| fake.raw_event("INTERACTION_CREATE", &fake.last_event("INTERACTION_CREATE").unwrap());
    again(&team.fake);
    bot.line("an interaction came twice").await;
    let card = team.pick(&team.alice, card.public(), TO_A_REPLY[0]).await;
    again(&team.fake);
    team.pick(&team.alice, &card, TO_A_REPLY[1]).await;
    assert_eq!(bot.terminate().await.code, Some(0));
    assert_eq!(events(&team.history(), "answered").len(), 2);
    team.fake.assert_clean();
}

/// Two presses on one card that arrive in the other order: the first to arrive is a step, the second is refused
/// politely.
#[tokio::test]
async fn events_in_another_order_are_one_step_and_one_refusal() {
    let team = Team::new();
    let bot = team.bot().await;
    let card = team.card(&team.alice, REVIEW).await;
    team.fake.withhold();
    let first = team.fake.click(&team.alice, &card, TO_A_REPLY[0]);
    let second = team.fake.click(&team.chloe, &card, TO_A_REPLY[0]);
    team.fake.deliver_reversed();
    assert!(first.settled().await.update().says(NEXT));
    assert!(second.settled().await.update().says(NEXT));
    assert!(team.fake.next_followup().await.says("a déjà avancé"));
    assert_eq!(bot.terminate().await.code, Some(0));
    assert_eq!(events(&team.history(), "answered").len(), 1);
    team.fake.assert_clean();
}

// ---- REST --------------------------------------------------------------------------------

fn too_often(more: &Value) -> Value {
    let mut body = json!({ "message": "You are being rate limited." });
    for (key, value) in more.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    body
}

/// What Discord could not do a moment ago is asked of it again, within the three seconds that a person waits.
#[tokio::test]
async fn an_answer_that_failed_in_passing_arrives_in_time() {
    let faults = [
        ("500 twice", 2, 500, json!({ "message": "Internal Server Error", "code": 0 })),
        ("502 with a page", 1, 502, json!("<html>Bad Gateway</html>")),
        ("503", 1, 503, Value::Null),
        ("429 of the route", 1, 429, too_often(&json!({ "retry_after": 0.4, "global": false }))),
        ("429 of all", 1, 429, too_often(&json!({ "retry_after": 1, "global": true, "code": 0 }))),
        ("429 without headers", 1, 429, json!("error code: 1015")),
    ];
    let mut work = AtWork::start(Team::new()).await;
    for (name, times, status, body) in faults {
        work.team.fake.fail_times(times, CALLBACK, status, &body);
        let since = Instant::now();
        work.card = work.team.pick(&work.team.alice, &work.card, TO_A_REPLY[work.given]).await;
        work.given += 1;
        report(&format!("callback: {name}"), since.elapsed());
    }
    work.end().await;
}

/// A request that hangs is given up in time for another, and one whose answer was lost is not taken for a failure.
#[tokio::test]
async fn an_answer_that_hangs_or_is_lost_arrives_in_time() {
    let mut work = AtWork::start(Team::new()).await;
    let mut held = work.team.fake.hold_next(CALLBACK);
    let since = Instant::now();
    let pressed = work.team.fake.click(&work.team.alice, &work.card, TO_A_REPLY[0]);
    held.arrived().await;
    work.card = pressed.settled().await.update().clone();
    report("callback: a hang", since.elapsed());
    work.team.fake.fail_after_effect(CALLBACK, 500, &Value::Null);
    work.team.pick(&work.team.alice, &work.card, TO_A_REPLY[1]).await;
    // The second try, to which Discord says that the first one arrived.
    let fault = work.team.fake.next_fault().await;
    assert!(fault.ends_with("was answered twice"), "{fault}");
    work.given = 2;
    drop(held);
    assert!(!work.bot.stderr().contains("could not be served"));
    work.end().await;
}

/// Where Discord refuses an answer, or fails too long: the step is taken, it is not asked again and again, and the
/// card shows the step as soon as it can be edited, without anyone's pressing anything.
async fn shown_later(name: &str, status: u16, body: Value, tries: std::ops::RangeInclusive<usize>) {
    let team = Team::patient(USUAL);
    let bot = team.bot().await;
    let card = team.card(&team.alice, REVIEW).await;
    let before = team.fake.requests_to(CALLBACK).len();
    team.fake.break_down(CALLBACK, status, &body);
    team.fake.break_down(EDIT, 502, &Value::Null);
    let since = Instant::now();
    team.fake.click(&team.alice, &card, TO_A_REPLY[0]).excuse();
    bot.line("a card shows an older state").await;
    bot.line("an interaction could not be served").await;
    let asked = team.fake.requests_to(CALLBACK).len() - before;
    assert!(tries.contains(&asked), "{name}: asked {asked} times");
    team.fake.mend(EDIT);
    team.fake.mend(CALLBACK);
    let shown = team.fake.message_when(card.id, |card| card.says(NEXT)).await;
    report(&format!("card after {name}"), since.elapsed());
    team.pick(&team.alice, &shown, TO_A_REPLY[1]).await;
    assert_eq!(bot.terminate().await.code, Some(0));
    assert_eq!(events(&team.history(), "answered").len(), 2);
    team.verify();
    team.fake.assert_clean();
}

fn refusal(code: u32, message: &str) -> Value {
    json!({ "message": message, "code": code })
}

#[tokio::test]
async fn a_step_whose_answer_kept_failing_is_shown_later() {
    shown_later("500 that lasts", 500, Value::Null, 3..=9).await;
}

#[tokio::test]
async fn a_step_whose_answer_was_too_much_is_shown_later() {
    shown_later("429 that lasts", 429, too_often(&json!({ "retry_after": 20 })), 1..=3).await;
}

#[tokio::test]
async fn a_step_whose_answer_came_too_late_is_shown_later() {
    shown_later("10062", 404, refusal(10_062, "Unknown interaction"), 1..=1).await;
}

#[tokio::test]
async fn a_step_whose_answer_was_refused_is_shown_later() {
    shown_later("50035", 400, refusal(50_035, "Invalid Form Body"), 1..=1).await;
}

#[tokio::test]
async fn a_step_that_another_answered_is_shown_later() {
    shown_later("40060", 400, refusal(40_060, "Interaction has already been acknowledged."), 1..=1).await;
}

/// What the bot posts by itself is asked of Discord again too, and is there once, even where the answer was lost.
#[tokio::test]
async fn what_is_posted_by_itself_is_posted_once_discord_is_back() {
    let post = "POST /channels/*/messages";
    let team = Team::patient(USUAL);
    let bot = team.bot().await;
    let proposed = team.proposal(&team.alice).await;
    team.fake.fail_times(2, post, 503, &Value::Null);
    team.fake.fail_after_effect(post, 502, &Value::Null);
    team.fill(&team.alice, &proposed, "Modifier", &[("text", crate::team::SAFE)]).await;
    let edited = team.fake.message(proposed.id);
    team.press(&team.alice, &edited, "Faire relire").await;
    team.fake.next_post(&team.managers).await;
    assert_eq!(bot.terminate().await.code, Some(0));
    assert_eq!(team.fake.messages(&team.managers).len(), 1);
    team.fake.assert_clean();
}

/// A token that is reset while the bot runs may show in REST first: it ends in the same sentence, without asking
/// Discord again and again.
#[tokio::test]
async fn a_token_refused_by_rest_ends_the_bot() {
    let team = Team::new();
    let bot = team.bot().await;
    let card = team.card(&team.alice, REVIEW).await;
    team.fake.revoke_token();
    team.fake.click(&team.alice, &card, TO_A_REPLY[0]).excuse();
    let exit = bot.exit().await;
    assert_eq!(exit.code, Some(2), "{exit:?}");
    assert!(exit.stderr.lines().last().unwrap_or_default().contains("Discord refuse le jeton"), "{exit:?}");
    assert_eq!(events(&team.history(), "answered").len(), 1);
    team.fake.assert_clean();
}

/// A Discord that takes the bot's first request and never answers it is asked again.
#[tokio::test]
async fn a_hang_at_the_start_is_got_over() {
    let team = Team::new();
    let mut held = team.fake.hold_next("GET /oauth2/applications/@me");
    let since = Instant::now();
    let bot = team.launch().spawn(&team.fake);
    held.arrived().await;
    team.fake.identified().await;
    team.fake.registered().await;
    report("a hang at the start", since.elapsed());
    drop(held);
    assert!(team.fake.slash(&team.alice, &team.channel, "aide", &[]).await.is_ephemeral());
    assert_eq!(bot.terminate().await.code, Some(0));
    team.fake.assert_clean();
}
