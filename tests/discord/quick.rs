//! What needs no exchange: ready texts, the check of a text, help.

use crate::support::fake_discord::{Answer, Post, User};
use crate::team::{BREACH, CHECK, SAFE, Team};

/// The names suggested to someone who types this.
async fn suggested(team: &Team, typed: &str) -> Vec<String> {
    let answer = team.fake.autocomplete(&team.alice, &team.channel, "modele", "modele", typed).settled().await;
    answer.choices().iter().map(|choice| choice.name.clone()).collect()
}

async fn template(team: &Team, user: &User, wanted: &str) -> Answer {
    team.fake.slash(user, &team.channel, "modele", &[("modele", wanted.into())]).settled().await
}

/// A hurried thumb types without accents or capitals, and looks for what a text says as much as for
/// its title; Discord takes 25 suggestions and refuses them all when there are more.
#[tokio::test]
async fn suggestions_are_found_without_accents_and_never_too_many() {
    let team = Team::new();
    let bot = team.bot().await;
    assert_eq!(suggested(&team, "").await.len(), 25, "there are more templates than Discord takes");
    for typed in ["telephone joindre", "TÉLÉPHONE joindre", "joindre Téléphone"] {
        let names = suggested(&team, typed).await;
        assert_eq!(names[0], "Téléphone : les autres façons de nous joindre", "{typed}: {names:?}");
    }
    assert!(suggested(&team, "poussette").await.contains(&"Accessibilité".to_owned()), "by what the text says");
    assert!(suggested(&team, "zzzz").await.is_empty());
    assert!(suggested(&team, &"é".repeat(3_000)).await.is_empty());

    // In English: the command's own names, and the language asked for.
    let options = [("language", "English".into()), ("template", "parking".into())];
    let answer = team.fake.autocomplete_with(&team.bob, &team.channel, "template", &options).settled().await;
    let choice = answer.choices().first().expect("a suggestion").clone();
    assert_eq!(choice.value, "quick.parking");
    assert_ne!(choice.name, "Stationnement et arrivée");
    bot.terminate().await;
    assert!(team.exchanges().is_empty());
    team.fake.assert_clean();
}

/// A text that asks for nothing is there at once, for one person, alone in the message so that it
/// copies cleanly; one that was typed instead of chosen is looked for.
#[tokio::test]
async fn a_ready_text_is_given_at_once() {
    let team = Team::new();
    let bot = team.bot().await;
    let answer = template(&team, &team.alice, "quick.fees").await;
    let text = answer.private().content.clone();
    assert!(text.starts_with("Bonjour") && text.contains("Les tarifs sont affichés sur place"), "{answer}");
    assert!(text.contains("01 99 00 12 34"), "the practice's own phone is filled in: {text}");
    let searched = template(&team, &team.alice, "tarifs information generale").await;
    assert_eq!(searched.private().content, text);
    let unknown = template(&team, &team.alice, "zzzz").await;
    assert!(unknown.private().says("Aucun modèle ne convient"), "{unknown}");

    let options = [("template", "quick.fees".into()), ("language", "English".into())];
    let english = team.fake.slash(&team.bob, &team.channel, "template", &options).settled().await;
    assert!(!english.private().content.contains("Bonjour"), "{english}");
    bot.terminate().await;
    team.fake.assert_clean();
}

/// What staff type into a template is what the guard is for: it is filled in, read as a whole, and
/// given out only when nothing is found that blocks.
#[tokio::test]
async fn a_template_asks_for_its_variables_and_refuses_a_breach() {
    let team = Team::new();
    let bot = team.bot().await;
    let opened = template(&team, &team.alice, "quick.parking").await;
    assert_eq!(opened.modal().field("tip").label, "Quelle indication donner ?");
    let tip = "le parking de la mairie est à quelques minutes à pied";
    let filled = team.fake.submit_modal(&team.alice, opened.modal(), &[("tip", tip)]).settled().await;
    let to_be_read = filled.private();
    assert!(
        to_be_read.content.is_empty() && to_be_read.files.is_empty(),
        "a person's words wait for a second one:\n{filled}"
    );
    assert!(
        to_be_read.says("une autre personne doit le relire") && to_be_read.says("parking de la mairie"),
        "{filled}"
    );
    let opened = template(&team, &team.alice, "quick.parking").await;
    let bare = team.fake.submit_modal(&team.alice, opened.modal(), &[]).settled().await;
    assert!(bare.private().content.contains("solutions les plus proches"), "a variable may be left out:\n{bare}");

    let opened = template(&team, &team.alice, "quick.parking").await;
    let breach = "votre carie explique le retard de Madame Dupont";
    let refused = team.fake.submit_modal(&team.alice, opened.modal(), &[("tip", breach)]).settled().await;
    let refused = refused.private();
    assert!(refused.content.is_empty() && refused.files.is_empty(), "nothing to copy:\n{refused}");
    assert!(refused.says("bloqué") && refused.says("votre carie") && refused.says("Madame Dupont"), "{refused}");

    let opened = team.fake.slash(&team.bob, &team.channel, "template", &[("template", "quick.parking".into())]).await;
    assert_eq!(opened.modal().field("tip").label, "Which tip?");
    let refused = team.fake.submit_modal(&team.bob, opened.modal(), &[("tip", breach)]).settled().await;
    assert!(refused.private().says("blocked") && refused.private().content.is_empty(), "{refused}");
    bot.terminate().await;
    team.fake.assert_clean();
}

/// Where the practice has one person there is nobody else to read what they typed: it is theirs to copy.
#[tokio::test]
async fn a_lone_practitioner_copies_what_they_filled_in() {
    let team = Team::with(crate::team::Policy::OnePerson, "");
    let bot = team.bot().await;
    let opened = template(&team, &team.alice, "quick.parking").await;
    let tip = "le parking de la mairie est à quelques minutes à pied";
    let filled = team.fake.submit_modal(&team.alice, opened.modal(), &[("tip", tip)]).settled().await;
    assert!(filled.private().content.contains(tip), "{filled}");
    bot.terminate().await;
    team.fake.assert_clean();
}

/// A text written elsewhere is read by the same guard, for one person alone, in their language.
#[tokio::test]
async fn a_text_is_checked_wherever_it_comes_from() {
    let team = Team::new();
    let bot = team.bot().await;
    let (alice, bob, channel) = (&team.alice, &team.bob, &team.channel);
    let check = |text: &str| team.fake.slash(alice, channel, "verifier", &[("texte", text.into())]);
    let passed = check(SAFE).settled().await;
    assert!(!passed.private().says("Bloqué"), "{passed}");
    let blocked = check(BREACH).settled().await;
    let blocked = blocked.private();
    assert!(blocked.says("Bloqué") && blocked.says("Madame Dupont") && blocked.says("votre carie"), "{blocked}");
    let long = format!("{BREACH} {}", "Madame Martin, votre dossier. ".repeat(130));
    let long: String = long.chars().take(4_000).collect();
    assert!(check(&long).settled().await.private().says("Bloqué"));
    assert!(check("   ").settled().await.private().says("Le texte est vide"));

    let posted = team.fake.post(alice, channel, BREACH);
    let answer = team.fake.message_command(alice, channel, CHECK, &posted).settled().await;
    assert!(answer.private().says("votre carie"), "{answer}");
    let answer = team.fake.message_command(bob, channel, "Check this reply", &posted).settled().await;
    assert!(answer.private().says("Blocked") && answer.private().says("votre carie"), "{answer}");
    let answer = team.fake.slash(bob, channel, "check", &[("text", BREACH.into())]).settled().await;
    assert!(answer.private().says("Blocked") && answer.private().says("Madame Dupont"), "{answer}");
    let picture = team.fake.upload("capture.png", "image/png", b"not really");
    let posted = team.fake.post(alice, channel, Post::default().attach(&picture));
    let answer = team.fake.message_command(alice, channel, CHECK, &posted).settled().await;
    assert!(answer.private().says("Le texte est vide"), "{answer}");
    bot.terminate().await;
    assert!(team.exchanges().is_empty(), "a check leaves no trace");
    team.fake.assert_clean();
}

/// Help is in the person's language, and English for those who read neither.
#[tokio::test]
async fn help_speaks_the_language_of_the_person() {
    let team = Team::new();
    let bot = team.bot().await;
    let german = User::new("Dieter", "de", &[team.staff_role]);
    for (user, command, says) in [
        (&team.alice, "aide", "Égard, en quatre gestes"),
        (&team.bob, "help", "Égard in four steps"),
        (&german, "aide", "Égard in four steps"),
    ] {
        let answer = team.fake.slash(user, &team.channel, command, &[]).settled().await;
        assert!(answer.private().says(says), "{answer}");
    }
    bot.terminate().await;
    team.fake.assert_clean();
}
