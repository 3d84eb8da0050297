//! `/journal purger` and `/journal mentions`: what is shown goes, nothing else does, and only as it was shown.

use std::path::PathBuf;

use egard::consent::Consent;
use egard::exchange::{Actor, Audience, Card, Event, ExchangeId, Role};
use egard::journal::embedded::EmbeddedJournal;
use egard::journal::{Append, Journal as _};
use egard::language::Language;
use egard::practice::PracticeId;
use egard::review::Review;
use jiff::{Timestamp, ToSpan as _};
use serde_json::json;

use crate::support::fake_discord::{Answer, Message, OptionValue, User};
use crate::team::{Team, exchange_of};

/// What is recorded of an exchange: its number, how many days ago, its review, and what follows.
type Told<'a> = (u64, i64, &'a str, Vec<Event>);

impl Team {
    /// A practice that keeps nothing longer than a month.
    fn that_forgets() -> Self {
        let team = Self::new();
        let path = team.path("egard.toml");
        let retention = "[practice.retention]\ndefault = { days = 30, reason = \"notre usage\" }\n[[practice.watch]]";
        let config = std::fs::read_to_string(&path).unwrap().replacen("[[practice.watch]]", retention, 1);
        std::fs::write(&path, config).unwrap();
        team
    }

    /// Records exchanges while no bot has the folder.
    async fn record(&self, exchanges: &[Told<'_>]) {
        let (journal, _) = EmbeddedJournal::open(&self.path("data")).unwrap();
        for (number, days, review, events) in exchanges {
            let received = Event::Received {
                review: Review::of(*review),
                language: Language::Fr,
                pack: "health-fr".to_owned(),
                pack_version: "1".to_owned(),
                origin: None,
            };
            let at = Timestamp::now() - (days * 24).hours();
            let mut expected = 0;
            for event in std::iter::once(&received).chain(events) {
                let step = step(ExchangeId::from_random(*number), expected, at, event.clone());
                expected = journal.append(step).await.unwrap();
            }
        }
        journal.close().await.unwrap();
    }

    async fn list(&self, user: &User, command: &str, words: Option<&str>) -> Message {
        let options: Vec<(&str, OptionValue)> = words.map(|words| ("nom", words.into())).into_iter().collect();
        let answer = self.fake.slash(user, &self.channel, command, &options).settled().await;
        answer.private().clone()
    }

    /// Erases what a list shows, for a reason.
    async fn erase(&self, user: &User, list: &Message, reason: &str) -> Answer {
        let opened = self.fake.click(user, list, &list.labels()[0]).await;
        self.fake.submit_modal(user, opened.modal(), &[("reason", reason)]).settled().await
    }

    async fn hold(&self, exchange: &str) {
        let option = [("echange", exchange.into())];
        let opened = self.fake.slash(&self.chloe, &self.channel, "journal conserver", &option).await;
        let held = self.fake.submit_modal(&self.chloe, opened.modal(), &[("reason", "une plainte")]).settled().await;
        assert!(held.private().says("à conserver"), "{held}");
    }
}

fn step(exchange: ExchangeId, expected: u32, at: Timestamp, event: Event) -> Append {
    let actor = Actor { id: "discord:1".to_owned(), role: Role::Manager };
    Append { practice: PracticeId::new("tilleuls").unwrap(), exchange, expected, at, actor, events: vec![event] }
}

fn id(number: u64) -> String {
    ExchangeId::from_random(number).to_string()
}

fn closed() -> Vec<Event> {
    vec![Event::Closed { note: None }]
}

/// Something that a message of the chat shows.
fn shown_by(message: &Message) -> Event {
    let (face, place) = ("discord".to_owned(), format!("{}/{}", message.channel_id, message.id));
    Event::CardPosted { card: Card { face, place, audience: Audience::Team, revision: 1 } }
}

/// A dry run changes nothing; the button erases what it showed, in a process that was started since, too: what is
/// held, open or younger stays, and a byte search finds nothing of the rest. Pressed again it does nothing.
#[tokio::test]
async fn what_is_past_its_retention_goes_as_it_was_shown() {
    let team = Team::that_forgets();
    let bot = team.bot().await;
    let card = team.card(&team.alice, "Une carte qui reste à montrer.").await;
    bot.kill9().await;
    let held = vec![Event::HoldPlaced { reason: "une plainte *est* en cours".to_owned() }];
    team.record(&[
        (1, 60, "Ancien quokka.", [closed(), vec![shown_by(&card)]].concat()),
        (2, 60, "Ancien tapir, ouvert.", Vec::new()),
        (3, 60, "Ancien numbat, contesté.", [closed(), held].concat()),
        (4, 10, "Récent potoroo.", closed()),
    ])
    .await;
    let bot = team.bot().await;
    let list = team.list(&team.chloe, "journal purger", None).await;
    for said in ["notre usage", &id(1), &id(2), "encore ouvert", &id(3), "une plainte \\*est\\* en cours"] {
        assert!(list.says(said), "{said}: {list}");
    }
    assert!(!list.says(&id(4)) && list.says("Un seul serait effacé"), "{list}");
    assert_eq!(list.labels(), ["Effacer cet échange"]);
    bot.kill9().await;
    assert!(!team.holding("quokka").is_empty(), "nothing is erased yet");

    let bot = team.bot().await;
    let done = team.fake.click(&team.chloe, &list, "Effacer cet échange").settled().await;
    assert!(done.private().says("Un élément effacé du journal"), "{done}");
    assert!(done.private().says(&format!("Échange {} effacé.", id(1))), "{done}");
    team.fake.message_when(card.id, |card| card.deleted).await;
    let again = team.fake.click(&team.chloe, &list, "Effacer cet échange").settled().await;
    assert!(again.private().says("rien n’est effacé") && again.buttons().is_empty(), "{again}");
    bot.terminate().await;
    assert_eq!(team.holding("quokka"), Vec::<PathBuf>::new());
    for left in ["tapir", "numbat", "potoroo", "\"cause\":\"retention\""] {
        assert!(!team.holding(left).is_empty(), "{left}");
    }
    team.verify();
    team.fake.assert_clean();
}

/// Whatever happens between the showing and the press, nobody erases what they did not see.
#[tokio::test]
async fn a_list_that_has_changed_is_shown_anew_and_nothing_goes() {
    let team = Team::that_forgets();
    team.record(&[(1, 60, "Ancien quokka.", closed()), (2, 60, "Ancien tapir.", closed())]).await;
    let bot = team.bot().await;
    let list = team.list(&team.chloe, "journal purger", None).await;
    let named = team.list(&team.chloe, "journal mentions", Some("ancien")).await;
    team.hold(&id(2)).await;
    let changed = team.fake.click(&team.chloe, &list, "Effacer ces 2 échanges").settled().await;
    let changed = changed.private();
    assert!(changed.says("rien n’est effacé") && changed.says("une plainte"), "{changed}");
    assert_eq!(changed.labels(), ["Effacer cet échange"]);
    let refused = team.erase(&team.chloe, &named, "demande par courrier").await;
    assert!(refused.private().says("rien n’est effacé") && refused.private().says("une plainte"), "{refused}");
    assert_eq!(refused.private().file("texte.txt").text(), "demande par courrier", "what was typed comes back");

    let done = team.fake.click(&team.chloe, changed, "Effacer cet échange").settled().await;
    assert!(done.private().says(&format!("Échange {} effacé.", id(1))), "nobody was quicker: {done}");
    // The same list, in which nothing is left to go.
    let none = team.list(&team.chloe, "journal purger", None).await;
    assert!(none.says("ne peut être effacé pour le moment") && none.buttons().is_empty(), "{none}");
    bot.terminate().await;
    assert!(team.holding("quokka").is_empty() && !team.holding("tapir").is_empty());
    team.verify();
    team.fake.assert_clean();
}

/// All that mentions somebody goes with its cards, exchanges and consents alike, whatever the process that shows it,
/// asks why and does it; what is held stays. The words stand in the message alone.
#[tokio::test]
async fn what_mentions_somebody_goes_for_a_reason() {
    let team = Team::new();
    let consent = |name: &str| {
        let field = || "une phrase".to_owned();
        let consent = Consent { name: name.to_owned(), what: field(), place: field(), until: None, reference: field() };
        Event::ConsentGiven { consent }
    };
    let (journal, _) = EmbeddedJournal::open(&team.path("data")).unwrap();
    for (number, name) in [(0, "Zoé Péronnelle-Numbat"), (1, "Camille R.")] {
        journal.append(step(ExchangeId::REGISTER, number, Timestamp::now(), consent(name))).await.unwrap();
    }
    journal.close().await.unwrap();
    let bot = team.bot().await;
    let gone = team.card(&team.alice, "Madame PERONNELLE, toujours en retard, comme un quokka.").await;
    let held = team.card(&team.alice, "Péronnelle au guichet, un wombat.").await;
    let other = team.card(&team.alice, "Accueil parfait, tapir.").await;
    // The journal knows the cards on which a step was taken.
    for card in [&gone, &held, &other] {
        team.pick(&team.alice, card, "Non, personne").await;
    }
    team.hold(&exchange_of(&held)).await;
    let list = team.list(&team.chloe, "journal mentions", Some("  péronnelle ")).await;
    for said in ["une plainte", &exchange_of(&gone), &exchange_of(&held), "Consentement 1", "2 seraient effacés"] {
        assert!(list.says(said), "{said}: {list}");
    }
    assert!(list.says("Madame PERONNELLE, toujours en retard"), "what goes can be recognised: {list}");
    assert!(!list.says(&exchange_of(&other)) && !list.says("Camille"), "{list}");
    assert_eq!(list.embeds[0]["footer"]["text"], "péronnelle");
    let mut logs = bot.terminate().await.stderr;

    let bot = team.bot().await;
    let opened = team.fake.click(&team.chloe, &list, "Effacer ces 2 éléments…").await.modal().clone();
    assert!(![&opened.custom_id, &list.buttons()[0].custom_id].iter().any(|id| id.contains("ronnelle")));
    logs.push_str(&bot.kill9().await.stderr);
    let bot = team.bot().await;
    let reason = [("reason", "demande reçue par courrier")];
    let done = team.fake.submit_modal(&team.chloe, &opened, &reason).settled().await;
    assert!(
        done.private().says("2 éléments effacés du journal") && done.private().says("Consentement 1 effacé"),
        "{done}"
    );
    team.fake.message_when(gone.id, |card| card.deleted).await;
    assert!(!team.fake.message(held.id).deleted && !team.fake.message(other.id).deleted);
    let left = team.list(&team.chloe, "journal mentions", Some("peronnelle")).await;
    assert!(left.says(&exchange_of(&held)) && left.buttons().is_empty(), "{left}");
    let none = team.list(&team.chloe, "journal mentions", Some("numbat")).await;
    assert!(none.says("Rien dans le journal ne contient ces mots"), "{none}");
    logs.push_str(&bot.terminate().await.stderr);
    assert!(!logs.to_lowercase().contains("ronnelle"), "{logs}");
    for word in ["quokka", "PERONNELLE", "Numbat"] {
        assert_eq!(team.holding(word), Vec::<PathBuf>::new(), "{word}");
    }
    for word in ["wombat", "tapir", "Camille", "demande reçue par courrier"] {
        assert!(!team.holding(word).is_empty(), "{word}");
    }
    team.verify();
    team.fake.assert_clean();
}

/// What does not fit a message is attached whole, and goes whole; what came of each is told whole as well.
#[tokio::test]
async fn a_long_list_comes_whole_and_goes_whole() {
    const MANY: u64 = 80;
    let team = Team::that_forgets();
    let reviews: Vec<_> = (1..=MANY).map(|number| format!("Quokka numéro {number}.")).collect();
    let exchanges = (1..=MANY).zip(&reviews).map(|(number, review)| (number, 60, review.as_str(), closed()));
    team.record(&exchanges.collect::<Vec<_>>()).await;
    let bot = team.bot().await;
    let list = team.list(&team.chloe, "journal purger", None).await;
    let whole = list.file("liste.txt").text();
    assert!(list.says("la liste entière") && whole.lines().count() == 80, "{list}\n{whole}");
    assert!((1..=MANY).all(|number| whole.contains(&id(number))));
    let done = team.fake.click(&team.chloe, &list, "Effacer ces 80 échanges").settled().await;
    assert!(done.private().says("80 éléments effacés du journal"), "{done}");
    let told = done.files()[0].text();
    assert!((1..=MANY).all(|number| told.contains(&format!("Échange {} effacé.", id(number)))), "{told}");
    bot.terminate().await;
    assert_eq!(team.holding("Quokka"), Vec::<PathBuf>::new());
    assert_eq!(team.holding("quokka"), Vec::<PathBuf>::new(), "the index knows no capitals");
    team.verify();
    team.fake.assert_clean();
}

/// Staff see no list, and what they press or send all the same does nothing; where nothing is set, that is said.
#[tokio::test]
async fn staff_are_refused() {
    let team = Team::that_forgets();
    team.record(&[(1, 60, "Ancien quokka.", closed())]).await;
    let bot = team.bot().await;
    let (none, name): (&[(&str, OptionValue)], _) = (&[], [("nom", "quokka".into())]);
    for (command, options) in [("journal purger", none), ("journal mentions", &name[..]), ("journal verifier", none)] {
        let refused = team.fake.slash(&team.alice, &team.channel, command, options).settled().await;
        assert!(refused.private().says("Seul un responsable") && refused.files().is_empty(), "{command}: {refused}");
    }
    let list = team.list(&team.chloe, "journal purger", None).await;
    let named = team.list(&team.chloe, "journal mentions", Some("quokka")).await;
    for list in [&list, &named] {
        let press = json!({ "component_type": 2, "custom_id": list.buttons()[0].custom_id, "id": 1 });
        let pressed = json!({ "type": 3, "data": press, "message": list.json() });
        let refused = team.fake.raw_interaction(&team.alice, &team.channel, &pressed).settled().await;
        assert!(refused.private().says("Seul un responsable"), "{refused}");
    }
    let reason = json!({ "type": 4, "id": 2, "custom_id": "reason", "value": "parce que" });
    let form = json!({
        "custom_id": named.buttons()[0].custom_id, "components": [{ "type": 1, "id": 1, "components": [reason] }],
    });
    let sent = json!({ "type": 5, "data": form, "message": named.json() });
    let refused = team.fake.raw_interaction(&team.alice, &team.channel, &sent).settled().await;
    assert!(refused.private().says("Seul un responsable"), "{refused}");
    bot.terminate().await;
    assert!(!team.holding("quokka").is_empty());
    let keeps_all = Team::new();
    let bot = keeps_all.bot().await;
    let none = keeps_all.list(&keeps_all.chloe, "journal purger", None).await;
    assert!(none.says("[practice.retention]"), "{none}");
    bot.terminate().await;
    team.verify();
    team.fake.assert_clean();
    keeps_all.fake.assert_clean();
}
