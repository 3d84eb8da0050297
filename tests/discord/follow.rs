//! What is followed until it is done: who looks after an exchange, what was promised, the summaries.

use egard::desk::long_date;
use egard::language::Language;
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::support::fake_discord::{Answer, Message, OptionValue, User};
use crate::team::{REVIEW, SAFE, TO_A_REPLY, Team, events, exchange_of, menu, names};

const TAKE: &str = "Je m’en occupe";
const HAND_OVER: &str = "Confier à quelqu’un";
const SNOOZE: &str = "Me le rappeler plus tard";
const MEASURE: &str = "Un second poste à l’accueil.";
const POSTER: &str = "Une affiche dans l’entrée.";

fn mention(person: &User) -> String {
    format!("<@{}>", person.id)
}

impl Team {
    /// Changes a setting before the bot is started.
    fn set(&self, from: &str, to: &str) {
        let config = std::fs::read_to_string(self.path("egard.toml")).unwrap();
        assert!(config.contains(from), "no {from:?} in {config}");
        std::fs::write(self.path("egard.toml"), config.replacen(from, to, 1)).unwrap();
    }

    /// Chooses from a menu what opens a form, and sends that.
    async fn choose_and_fill(&self, by: &User, card: &Message, option: &str, fields: &[(&str, &str)]) -> Answer {
        let opened = self.fake.choose(by, card, &menu(card, "menu.follow"), &[option]).await;
        self.fake.submit_modal(by, opened.modal(), fields).settled().await
    }

    /// A reply that is online, as the template has it.
    async fn published(&self, review: &str) -> Message {
        let card = self.card(&self.alice, review).await;
        let card = self.pick_all(&self.alice, card, &TO_A_REPLY).await;
        self.fill(&self.alice, &card, "Publié", &[]).await.update().clone()
    }

    /// What `/mesures` shows.
    async fn measures(&self, by: &User) -> Message {
        self.fake.slash(by, &self.channel, "mesures", &[]).settled().await.private().clone()
    }
}

/// Where the practice is, in some days.
fn in_days(days: i64) -> Date {
    jiff::Timestamp::now().in_tz("Europe/Paris").unwrap().date().checked_add(days.days()).unwrap()
}

fn typed(day: Date) -> String {
    day.strftime("%d/%m/%Y").to_string()
}

/// From the card itself an exchange is taken, handed to a colleague and put off; the card says so, and what cannot
/// be is told with the way that works.
#[tokio::test]
async fn an_exchange_is_taken_handed_over_and_put_off_on_its_card() {
    let team = Team::new();
    let bot = team.bot().await;
    let card = team.card(&team.alice, REVIEW).await;
    assert!(!card.says("S’en occupe"), "whoever began it is not told that:\n{card}");
    let taken = team.fake.choose(&team.chloe, &card, &menu(&card, "menu.follow"), &[TAKE]).settled().await;
    let card = taken.update().clone();
    assert!(card.says(&format!("S’en occupe : {}", mention(&team.chloe))), "{card}");

    let unknown = team.choose_and_fill(&team.chloe, &card, HAND_OVER, &[("to", "Bob")]).await;
    assert!(unknown.update().says(&mention(&team.chloe)), "{unknown}");
    let told = team.fake.next_followup().await;
    assert!(told.says("/journal confier") && told.file("texte.txt").text() == "Bob", "{told}");
    let to = format!("discord:{}", team.bob.id);
    let handed = team.choose_and_fill(&team.chloe, &card, HAND_OVER, &[("to", &to)]).await;
    let card = handed.update().clone();
    assert!(card.says(&format!("S’en occupe : {}", mention(&team.bob))), "{card}");

    let past = team.choose_and_fill(&team.alice, &card, SNOOZE, &[("until", "01/02/2020")]).await;
    assert!(!past.update().says("remis au"), "{past}");
    assert!(team.fake.next_followup().await.says("déjà passé"));
    let put_off = team.choose_and_fill(&team.alice, &card, SNOOZE, &[("until", "31/12/2099")]).await;
    assert!(put_off.update().says("Les rappels sont remis au 31 décembre 2099."), "{put_off}");
    let queue = team.fake.slash(&team.alice, &team.channel, "journal file", &[]).settled().await;
    assert!(queue.private().says(&format!("attend {}", mention(&team.bob))), "{queue}");
    bot.terminate().await;
    let history = team.history();
    assert_eq!(names(&history), ["received", "reassigned", "reassigned", "snoozed"]);
    let to: Vec<_> = events(&history, "reassigned").iter().map(|event| event["to"].clone()).collect();
    assert_eq!(to, [format!("discord:{}", team.chloe.id), format!("discord:{}", team.bob.id)]);
    team.verify();
    team.fake.assert_clean();
}

/// What was promised has somebody in charge and a day: it is listed, reminded of before that day unless that was
/// put off, and gone from the list once it is ticked off.
#[tokio::test]
async fn a_measure_is_noted_listed_reminded_of_and_ticked_off() {
    let team = Team::new();
    let bot = team.bot().await;
    let (chloe, due) = (&team.chloe, in_days(2));
    let first = team.published(REVIEW).await;
    let to: &[(&str, OptionValue)] =
        &[("echange", exchange_of(&first).into()), ("personne", OptionValue::User(team.bob.clone()))];
    team.fake.slash(chloe, &team.channel, "journal confier", to).settled().await;
    let first = team.fake.message_when(first.id, |card| card.says("S’en occupe")).await;
    team.choose_and_fill(chloe, &first, SNOOZE, &[("until", "31/12/2099")]).await;
    let first = team.fake.message(first.id);
    let planned = [("measure", MEASURE), ("measure_due", &typed(due))];
    let noted = team.fill(chloe, &first, "Noter une mesure", &planned).await.update().clone();
    let day = long_date(due, Language::Fr);
    assert!(noted.says(MEASURE) && noted.says(&day), "{noted}");

    let second = team.published("Accueil glacial, vraiment.").await;
    let reminder = team.fake.next_post(&team.managers);
    let planned = [("measure", POSTER), ("measure_due", &typed(due))];
    team.fill(&team.alice, &second, "Noter une mesure", &planned).await;
    let reminder = reminder.await;
    assert!(reminder.says("À faire avant le") && reminder.says(POSTER), "{reminder}");
    assert_eq!(reminder.content, mention(&team.alice));
    assert_eq!(team.fake.messages(&team.managers).len(), 1, "the first one was put off");

    let listed = team.measures(chloe).await;
    for (measure, owner, card) in [(MEASURE, &team.bob, &first), (POSTER, &team.alice, &second)] {
        let line = format!("{measure} · *au plus tard le {day}* · {} · `{}`", mention(owner), exchange_of(card));
        assert!(listed.says(&line), "{line:?} in {listed}");
    }
    let tick = async |by: &User, card: &Message, measure: &str| {
        team.fake.choose(by, card, &menu(card, "menu.measured"), &[measure]).settled().await.update().clone()
    };
    let done = tick(chloe, &noted, MEASURE).await;
    assert!(done.says("☑️") && !done.selects().iter().any(|menu| menu.custom_id.ends_with("menu.measured")), "{done}");
    let listed = team.measures(chloe).await;
    assert!(!listed.says(MEASURE) && listed.says(POSTER), "{listed}");
    let second = team.fake.message(second.id);
    tick(&team.alice, &second, POSTER).await;
    assert!(team.measures(chloe).await.says("Aucune mesure ne reste à prendre."));
    bot.terminate().await;
    for card in [&first, &second] {
        let history = team.history_of(&exchange_of(card));
        assert_eq!(events(&history, "measure_planned")[0]["due"], due.to_string());
        assert_eq!(events(&history, "measure_done").len(), 1);
    }
    team.verify();
    team.fake.assert_clean();
}

/// A zone of the world in which it is now between noon and one o’clock, so that the practice's morning is under way
/// whenever the test runs, and its day far from both its ends.
fn where_it_is_noon() -> String {
    let hour = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).hour();
    // The names of these zones count westwards.
    format!("Etc/GMT{:+}", hour - 12)
}

/// The summaries of the morning and of the week come once each to the managers' channel, though the process is
/// killed once they are posted and begins again.
#[tokio::test]
async fn the_summaries_of_the_day_and_of_the_week_come_once_each() {
    let team = Team::new();
    team.set("morning = false\nweekly = false\nfrom = \"00:00\"", "morning = true\nweekly = true\nfrom = \"11:00\"");
    team.set("pack = \"health-fr\"", &format!("pack = \"health-fr\"\ntime_zone = \"{}\"", where_it_is_noon()));
    // Where nothing waits there is nothing to sum up.
    let bot = team.bot().await;
    let card = team.card(&team.alice, REVIEW).await;
    bot.kill9().await;

    let bot = team.bot().await;
    let morning = team.fake.next_post(&team.managers).await;
    assert!(morning.says("Ce matin : un échange attend") && morning.says(&exchange_of(&card)), "{morning}");
    let weekly = team.fake.next_post(&team.managers).await;
    assert!(weekly.says("Semaine commencée le") && weekly.says("Un échange attend."), "{weekly}");
    bot.kill9().await;

    let bot = team.bot().await;
    let card = team.pick_all(&team.alice, team.fake.message(card.id), &TO_A_REPLY).await;
    team.fill(&team.alice, &card, "Modifier", &[("text", SAFE)]).await;
    // What is to be brought at the start is brought before what a step brings about.
    let next = team.fake.next_post(&team.managers);
    team.press(&team.alice, &team.fake.message(card.id), "Faire relire").await;
    assert!(next.await.says("Ce qui a changé"));
    bot.terminate().await;
    let bot = team.bot().await;
    let told = team.fake.next_post(&team.channel);
    let decides = team.fake.messages(&team.managers).pop().unwrap();
    team.press(&team.chloe, &decides, "Approuver").await;
    assert!(told.await.says("approuvé"));
    bot.terminate().await;
    assert_eq!(team.fake.messages(&team.managers).len(), 3, "two summaries and a text to decide on");
    team.verify();
    team.fake.assert_clean();
}
