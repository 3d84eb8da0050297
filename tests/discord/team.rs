//! A practice's team on the fake Discord: its server, its people, its bot, its data folder.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::bot::{Bot, Launch};
use crate::support::fake_discord::{Answer, Builder, Channel, FakeDiscord, Guild, Id, Message, Post, User};

/// The binary under test.
pub const BINARY: &str = env!("CARGO_BIN_EXE_egard");

/// The route on which interactions are answered.
pub const CALLBACK: &str = "POST /interactions/*/*/callback";

/// The message commands, as French clients show them.
pub const ANSWER: &str = "Répondre à cet avis";
pub const CHECK: &str = "Vérifier cette réponse";

/// An ordinary review.
pub const REVIEW: &str = "Deux heures dans la salle pour dix minutes, et personne pour dire combien de temps encore.";

/// A text with two breaches that no version of the rules may let through.
pub const BREACH: &str = "Bonjour Madame Dupont, votre carie a demandé du temps.";

/// A text in which there is nothing to find.
pub const SAFE: &str = "Bonjour, merci pour ce message. Chacun peut joindre l’accueil au 01 99 00 12 34.";

/// The approval that a practice asks for.
#[derive(Clone, Copy)]
pub enum Policy {
    /// Two people read what one has changed.
    Default,
    /// One person, who says so.
    OnePerson,
    /// Two people, and an answer on the day itself.
    AnswerToday,
}

/// A server, its people and what the bot needs to serve them.
pub struct Team {
    pub fake: FakeDiscord,
    pub guild: Guild,
    pub channel: Channel,
    /// The channel in which managers decide.
    pub managers: Channel,
    pub staff_role: Id,
    /// Staff, French.
    pub alice: User,
    /// Staff, English.
    pub bob: User,
    /// A manager, French.
    pub chloe: User,
    /// Another manager, French.
    pub david: User,
    /// The responsible person, French.
    pub emma: User,
    folder: TempDir,
}

impl Team {
    pub fn new() -> Self {
        Self::with(Policy::Default, "")
    }

    /// A team of another pack than health.
    pub fn of_pack(pack: &str) -> Self {
        Self::made(Policy::Default, "", pack)
    }

    /// A team with this policy; `head` stands at the top of the configuration.
    pub fn with(policy: Policy, head: &str) -> Self {
        Self::made(policy, head, "health-fr")
    }

    /// A team whose Discord wants a heartbeat this often, in milliseconds, and takes answers however late: for tests
    /// in which nobody listens for a while.
    pub fn patient(heartbeat_interval: u64) -> Self {
        let fake = builder().heartbeat_interval(heartbeat_interval).callback_deadline(Duration::from_secs(60));
        Self::on(fake, Policy::Default, "", "health-fr")
    }

    fn made(policy: Policy, head: &str, pack: &str) -> Self {
        Self::on(builder(), policy, head, pack)
    }

    fn on(fake: Builder, policy: Policy, head: &str, pack: &str) -> Self {
        let fake = fake.start();
        let guild = fake.guild("Cabinet", "fr");
        let channel = fake.channel(&guild, "avis");
        let managers = fake.channel(&guild, "responsables");
        let responsible_role = fake.role(&guild, "titulaire");
        let (staff_role, manager_role) = (fake.role(&guild, "équipe"), fake.role(&guild, "responsables"));
        let folder = tempfile::tempdir().unwrap();
        let one_person = matches!(policy, Policy::OnePerson);
        let policy_more = if matches!(policy, Policy::AnswerToday) { "answer_within_days = 0" } else { "" };
        let config = format!(
            r#"{head}
[[practice]]
id = "tilleuls"
name = "Cabinet des Tilleuls"
pack = "{pack}"
[practice.contact]
phone = "01 99 00 12 34"
email = "contact@tilleuls.example"
address = "12 rue des Tilleuls, 75000 Paris"
[[practice.watch]]
name = "Google"
url = "https://www.google.com/maps"
[practice.reminders]
morning = false
weekly = false
from = "00:00"
to = "23:59:59.999"
[practice.policy]
one_person = {one_person}
{policy_more}

[discord]
api = "{api}"
[[discord.guild]]
id = {guild}
practice = "tilleuls"
staff_roles = [{staff_role}]
manager_roles = [{manager_role}]
responsible_roles = [{responsible_role}]
managers_channel = {managers_channel}
"#,
            managers_channel = managers.id,
            api = fake.api_url(),
            guild = guild.id,
        );
        std::fs::write(folder.path().join("egard.toml"), config).unwrap();
        Self {
            alice: User::new("Alice", "fr", &[staff_role]),
            bob: User::new("Bob", "en-GB", &[staff_role]),
            chloe: User::new("Chloé", "fr", &[manager_role]),
            emma: User::new("Emma", "fr", &[responsible_role]),
            david: User::new("David", "fr", &[manager_role]),
            fake,
            guild,
            channel,
            managers,
            staff_role,
            folder,
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A start of the bot, its arguments given up to `discord`.
    pub fn launch(&self) -> Launch {
        Launch::new(BINARY)
            .arg("--config")
            .arg(self.path("egard.toml"))
            .arg("--data")
            .arg(self.path("data"))
            .arg("--lang")
            .arg("fr")
            .arg("discord")
    }

    /// Starts the bot and waits until it is connected, and its commands are there.
    pub async fn bot(&self) -> Bot {
        let bot = self.launch().spawn(&self.fake);
        self.fake.identified().await;
        // Commands are written beside the serving.
        self.fake.registered().await;
        bot
    }

    /// Forwards a review into the channel.
    pub fn forward(&self, review: &str) -> Message {
        self.fake.post(&self.alice, &self.channel, Post::forward(review))
    }

    /// The card of a forwarded review, as it first appears.
    pub async fn card(&self, user: &User, review: &str) -> Message {
        let forwarded = self.forward(review);
        let answer = self.fake.message_command(user, &self.channel, ANSWER, &forwarded).settled().await;
        answer.public().clone()
    }

    /// Presses a button; gives the card after it.
    pub async fn press(&self, user: &User, card: &Message, label: &str) -> Message {
        self.fake.click(user, card, label).settled().await.update().clone()
    }

    /// Answers a question, on whatever shows its answers.
    pub async fn pick(&self, user: &User, card: &Message, answer: &str) -> Message {
        let pending = match card.find_button(answer) {
            Some(_) => self.fake.click(user, card, answer),
            None => self.fake.choose(user, card, &answers_of(card), &[answer]),
        };
        pending.settled().await.update().clone()
    }

    /// Answers several questions.
    pub async fn pick_all(&self, user: &User, card: Message, answers: &[&str]) -> Message {
        let mut card = card;
        for answer in answers {
            card = self.pick(user, &card, answer).await;
        }
        card
    }

    /// Opens a form with a button and sends it.
    pub async fn fill(&self, user: &User, card: &Message, label: &str, fields: &[(&str, &str)]) -> Answer {
        let opened = self.fake.click(user, card, label).await;
        self.fake.submit_modal(user, opened.modal(), fields).settled().await
    }

    /// A reviewed exchange brought to a proposal.
    pub async fn proposal(&self, user: &User) -> Message {
        let card = self.card(user, REVIEW).await;
        self.pick_all(user, card, &TO_A_REPLY).await
    }

    // ---- the journal, once the bot has stopped ------------------------------------------

    /// Runs another command on the same data folder.
    pub fn egard(&self, arguments: &[&str]) -> Output {
        Command::new(BINARY)
            .arg("--config")
            .arg(self.path("egard.toml"))
            .arg("--data")
            .arg(self.path("data"))
            .args(["--lang", "fr"])
            .args(arguments)
            .output()
            .unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Vec<Value> {
        let output = self.egard(arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Every exchange of the practice, the newest first.
    pub fn exchanges(&self) -> Vec<Value> {
        self.json(&["journal", "list", "--format", "json"])
    }

    /// All that was recorded of the only exchange there is.
    pub fn history(&self) -> Vec<Value> {
        let exchanges = self.exchanges();
        assert_eq!(exchanges.len(), 1, "{exchanges:?}");
        self.history_of(exchanges[0]["exchange"].as_str().unwrap())
    }

    pub fn history_of(&self, exchange: &str) -> Vec<Value> {
        self.json(&["journal", "show", exchange, "--format", "json"])
    }

    /// Proves the archive.
    pub fn verify(&self) {
        let output = self.egard(&["journal", "verify"]);
        assert!(output.status.success(), "{output:?}");
    }
}

/// A machine under load starts slowly; a wait that is over early costs nothing.
fn builder() -> Builder {
    FakeDiscord::builder().limit(Duration::from_secs(30))
}

/// Answers that lead from the first question to a public reply about waiting.
pub const TO_A_REPLY: [&str; 7] = [
    "Non, personne",
    "Avis négatif ou mitigé",
    "Oui, il critique",
    "Non, le risque est faible",
    "Répondre publiquement",
    "Attente, retard, délais",
    "Oui, au moins en partie",
];

/// The custom id of the menu that holds the answers of a question.
pub fn answers_of(card: &Message) -> String {
    menu(card, "menu.answer")
}

/// The custom id of a card's menu, by how it ends.
pub fn menu(card: &Message, name: &str) -> String {
    let found = card.selects().into_iter().find(|select| select.custom_id.ends_with(name));
    found.unwrap_or_else(|| panic!("no menu {name} on this card:\n{card}")).custom_id
}

/// The exchange that a card shows, from what its buttons carry.
pub fn exchange_of(card: &Message) -> String {
    let id = card.buttons().first().map(|button| button.custom_id.clone()).unwrap_or_default();
    id.split(':').nth(1).unwrap_or_else(|| panic!("no exchange on this card:\n{card}")).to_owned()
}

/// What is noted of messages that the bot sends by itself, whenever it gets round to it.
const BY_ITSELF: [&str; 3] = ["card_posted", "author_told", "reminded"];

/// The names of recorded events, in order, but for what the bot did by itself.
pub fn names(history: &[Value]) -> Vec<&str> {
    let names = history.iter().map(|line| line["event"]["type"].as_str().unwrap());
    names.filter(|name| !BY_ITSELF.contains(name)).collect()
}

/// The recorded events of one name.
pub fn events<'a>(history: &'a [Value], name: &str) -> Vec<&'a Value> {
    history.iter().filter(|line| line["event"]["type"] == name).map(|line| &line["event"]).collect()
}
