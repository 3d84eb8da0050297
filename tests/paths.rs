//! Every path of the questionnaire, every wording, both languages: rendered with a practice's
//! settings, read by the guard, and kept as snapshots that a person can read.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may unwrap")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::LazyLock;

use egard::guard::{Channel, Severity, Subject};
use egard::language::Language;
use egard::pack::{Files, Pack};
use egard::practice::{Contact, Practice};
use egard::template::{Element, Template, TemplateStatus, Var, VarSource};
use regex::Regex;

/// Every pack that is compiled in.
static PACKS: LazyLock<Vec<Pack>> = LazyLock::new(|| {
    let files = Files::embedded();
    files.packs().iter().map(|id| Pack::load(&files, id).expect("a pack without faults")).collect()
});

fn packs() -> impl Iterator<Item = (&'static Pack, Language)> {
    PACKS.iter().flat_map(|pack| Language::ALL.map(|language| (pack, language)))
}

/// The practices that texts are rendered for: one that can be reached, one that has said nothing.
fn practices() -> [Practice; 2] {
    let required = Practice {
        registered_name: Some("Camille Roy".to_owned()),
        registered_title: Some("Courtière en assurance de dommages des particuliers".to_owned()),
        ..Practice::demonstration()
    };
    let address = Some("12 rue des Tilleuls, 75000 Paris".to_owned());
    let reachable = Practice {
        signature: Some("L’équipe du cabinet".to_owned()),
        contact: Contact { address: address.clone(), ..required.contact.clone() },
        ..required.clone()
    };
    let bare = Practice { contact: Contact { address, ..Contact::default() }, ..required };
    [reachable, bare]
}

/// The values with which a template is tried: nothing beyond what it cannot do without, and those
/// that its own examples give for what staff are asked.
fn fillings(template: &Template) -> Vec<BTreeMap<String, String>> {
    let asked: BTreeSet<&str> = template.asked().map(|(name, _)| name).collect();
    let mut fillings: Vec<BTreeMap<String, String>> = Vec::new();
    for example in &template.examples {
        let values = example.vars.iter().filter(|(name, _)| asked.contains(name.as_str()));
        fillings.push(values.map(|(name, value)| (name.clone(), value.clone())).collect());
    }
    fillings.sort();
    fillings.dedup();
    fillings
}

/// What a letter takes from the review.
fn review_values(language: Language) -> BTreeMap<&'static str, &'static str> {
    let (first_posted, today) = match language {
        Language::Fr => ("2 mars 2026", "5 mars 2026"),
        Language::En => ("2 March 2026", "5 March 2026"),
    };
    BTreeMap::from([
        ("url", "https://avis.example/1"),
        ("platform", "Google"),
        ("first_posted", first_posted),
        ("author", "Claude D."),
        ("rating", "1"),
        ("review_text", "Tout est à fuir."),
        ("today", today),
    ])
}

/// One text that a person may be shown.
struct Shown {
    /// Where the template was rendered for: settings and what was filled in.
    circumstances: String,
    text: String,
    contacts: Vec<String>,
}

/// Everything that a template may give.
fn shown(pack: &'static Pack, template: &Template) -> Vec<Shown> {
    let mut all = Vec::new();
    for practice in practices() {
        let settings = practice.variables();
        // A letter that needs a setting is refused without it, by the desk.
        let lacks = |(name, var): (&String, &Var)| {
            var.required && var.source == VarSource::Practice && !settings.contains_key(name.as_str())
        };
        if template.vars.iter().any(lacks) {
            continue;
        }
        for filling in fillings(template) {
            let mut values = filling.clone();
            for (name, var) in &template.vars {
                let value = match var.source {
                    VarSource::Practice => settings.get(name.as_str()).copied(),
                    VarSource::Review => review_values(template.language).get(name.as_str()).copied(),
                    VarSource::Ask => None,
                };
                if let Some(value) = value {
                    values.insert(name.clone(), value.to_owned());
                }
            }
            let text = pack.templates.render(template.language, &template.id, &values);
            let text = text.unwrap_or_else(|error| panic!("{} ({}): {error:?}", template.id, template.language));
            let reached = if practice.contact.phone.is_some() { "with contacts" } else { "without contacts" };
            let filled: Vec<_> = filling.keys().map(String::as_str).collect();
            let filled =
                if filled.is_empty() { "nothing added".to_owned() } else { format!("with {}", filled.join(", ")) };
            all.push(Shown {
                circumstances: format!("{reached}, {filled}"),
                text,
                contacts: practice.public_contacts(),
            });
        }
    }
    all
}

/// The templates that the paths of the questionnaire lead to, by outcome: proposals and ready texts.
fn reached(pack: &'static Pack, language: Language) -> BTreeMap<String, BTreeMap<String, &'static Template>> {
    let mut outcomes: BTreeMap<String, BTreeMap<String, &'static Template>> = BTreeMap::new();
    for (answers, outcome) in pack.questionnaire.paths() {
        let texts = outcomes.entry(outcome.id.clone()).or_default();
        for template in pack.templates.choose(language, &outcome.id, &answers) {
            texts.insert(template.id.clone(), template);
        }
        for id in outcome.steps_for(&answers).flat_map(|step| &step.templates) {
            texts.insert(id.clone(), pack.templates.get(language, id).expect("a step names a template"));
        }
    }
    outcomes
}

/// Every template that can be shown, once, by its folder: an outcome, the letters that several of
/// them share, and the ready texts that none leads to.
fn everything(pack: &'static Pack, language: Language) -> BTreeMap<String, BTreeMap<String, &'static Template>> {
    let unowned = ["quick", "guide", "training"];
    let quick = pack.templates.all(language).filter(|template| unowned.contains(&template.folder.as_str()));
    let all = reached(pack, language).into_values().flat_map(BTreeMap::into_values).chain(quick);
    let mut folders: BTreeMap<String, BTreeMap<String, &'static Template>> = BTreeMap::new();
    for template in all {
        folders.entry(template.folder.clone()).or_default().insert(template.id.clone(), template);
    }
    folders
}

/// Public texts proposed as replies, by template.
fn replies(pack: &'static Pack, language: Language) -> Vec<(String, &'static Template)> {
    let is_reply = |outcome: &str| pack.questionnaire.outcome(outcome).is_some_and(|there| there.kind.proposes());
    let replies = reached(pack, language).into_iter().filter(|(outcome, _)| is_reply(outcome));
    let replies =
        replies.flat_map(|(outcome, texts)| texts.into_values().map(move |template| (outcome.clone(), template)));
    replies.filter(|(_, template)| template.channel == Channel::Public).collect()
}

fn fail_if_any(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

/// An outcome that no path reaches, or a path that ends without a text, would strand a person.
#[test]
fn every_path_ends_in_an_outcome_with_a_text_in_both_languages() {
    for (pack, language) in packs() {
        let paths = pack.questionnaire.paths();
        let ends: BTreeSet<_> = paths.iter().map(|(_, outcome)| outcome.id.as_str()).collect();
        let outcomes: BTreeSet<_> = pack.questionnaire.outcomes().map(|outcome| outcome.id.as_str()).collect();
        assert_eq!(ends, outcomes);
        let different: BTreeSet<_> = paths.iter().map(|(answers, _)| answers).collect();
        assert_eq!(different.len(), paths.len(), "each path once");
        for (answers, outcome) in &paths {
            let own = pack.templates.choose(language, &outcome.id, answers);
            let steps = outcome.steps_for(answers).map(|step| step.templates.len()).sum::<usize>();
            let public = own.iter().filter(|template| template.channel == Channel::Public).count();
            let enough = if outcome.kind.proposes() { public } else { own.len() + steps };
            assert!(enough > 0, "{language}: {answers:?} ends in {} without a text", outcome.id);
        }
    }
}

/// Templates' own text is safe by construction: whatever path leads to it, whatever the practice has
/// set and its examples fill in, the guard has nothing to say of it.
#[test]
fn the_guard_objects_to_no_text_of_any_path() {
    let mut faults = BTreeSet::new();
    for (pack, language) in packs() {
        for template in everything(pack, language).into_values().flat_map(BTreeMap::into_values) {
            for Shown { circumstances, text, contacts } in shown(pack, template) {
                let report = pack.guard.check(&Subject {
                    text: &text,
                    language: Some(language),
                    channel: template.channel,
                    contacts: &contacts,
                    waivers: &[],
                    review: None,
                    author: None,
                });
                for finding in report.findings.iter().filter(|finding| finding.severity > Severity::Notice) {
                    faults
                        .insert(format!("{}: {} « {} » ({circumstances})", template.file, finding.rule, finding.text));
                }
            }
        }
    }
    fail_if_any(&faults.into_iter().collect::<Vec<_>>());
}

/// A page full of the same reply reads as a machine's: each reply has at least three wordings, and
/// no two of them are alike.
#[test]
fn every_reply_has_three_wordings_and_no_two_are_alike() {
    let filled_or_blank = Regex::new(r"\{\{[^}]*\}\}|\s+").unwrap();
    for (pack, language) in packs() {
        for (answers, outcome) in pack.questionnaire.paths() {
            if outcome.kind.proposes() {
                let choices = pack.templates.choose(language, &outcome.id, &answers);
                let public = choices.iter().filter(|template| template.channel == Channel::Public).count();
                assert!(public >= 3, "{language}: {answers:?} has {public} wordings");
            }
        }
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for (_, template) in replies(pack, language) {
            // The longest form, without what practices and staff put into it.
            let text = filled_or_blank.replace_all(&template.body, " ").to_lowercase();
            if let Some(other) = seen.insert(text, &template.id) {
                panic!("{language}: {} and {other} say the same", template.id);
            }
        }
        // Two wordings that open with the same sentence look the same in a list of replies.
        let mut openings: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for (outcome, template) in replies(pack, language) {
            let text = &shown(pack, template)[0].text;
            let opening = text.split(['.', '!', '?']).next().unwrap().to_lowercase();
            let topic = format!("{outcome} {:?}", template.when);
            assert!(
                openings.entry(format!("{topic} {opening}")).or_default().is_empty(),
                "{language}: another wording of {topic} opens like {}: {opening}",
                template.id
            );
            openings.entry(format!("{topic} {opening}")).or_default().insert(&template.id);
        }
    }
}

/// What insurers and Orders advise a reply to hold: thanks, understanding, the reminder of secrecy,
/// a way to be reached; and a cause or a measure where the complaint is founded, surprise where not.
#[test]
fn every_reply_holds_what_is_advised() {
    use Element::{Apology, Cause, Contact, Empathy, Measure, Secrecy, Surprise, Thanks};
    let secrecy = Regex::new("(?i)secret|confidential|discr[eé]tion").unwrap();
    let apology = Regex::new("(?i)désolé|nos excuses|excusez|pardon|\\bsorry\\b|apolog").unwrap();
    let thanks = Regex::new("(?i)merci|thank|grateful|gratitude|appreciat").unwrap();
    let mut faults = Vec::new();
    for (pack, language) in packs() {
        for (outcome, template) in replies(pack, language) {
            let needed: &[Element] = match outcome.as_str() {
                _ if pack.about.id != "health-fr" => &[],
                "founded" | "cannot-tell" => &[Thanks, Empathy, Secrecy, Contact],
                "unfounded" => &[Thanks, Empathy, Surprise, Secrecy, Contact],
                _ => &[Thanks],
            };
            let lacks: Vec<_> = needed.iter().filter(|element| !template.elements.contains(element)).collect();
            if !lacks.is_empty() {
                faults.push(format!("{}: lacks {lacks:?}", template.file));
            }
            let told = template.elements.contains(&Cause) || template.elements.contains(&Measure);
            if pack.about.id == "health-fr" && outcome == "founded" && !told {
                faults.push(format!("{}: neither a cause nor a measure", template.file));
            }
            // What the front matter claims is in the text.
            for Shown { circumstances, text, .. } in shown(pack, template) {
                if template.elements.contains(&Secrecy) && !secrecy.is_match(&text) {
                    faults.push(format!("{}: claims secrecy and says nothing of it ({circumstances})", template.file));
                }
                if apology.is_match(&text) && !template.elements.contains(&Apology) {
                    faults.push(format!("{}: apologises and does not say so ({circumstances})", template.file));
                }
                if template.elements.contains(&Thanks) && !thanks.is_match(&text) {
                    faults.push(format!("{}: claims thanks and gives none ({circumstances})", template.file));
                }
                let reachable = circumstances.starts_with("with contacts");
                if reachable && template.elements.contains(&Contact) && !gives_contact(&text) {
                    faults.push(format!("{}: claims a contact and gives none ({circumstances})", template.file));
                }
            }
        }
    }
    fail_if_any(&faults);
}

/// Whether a text says how the practice that can be reached is reached: where the telephone is the trouble, not
/// by telephone.
fn gives_contact(text: &str) -> bool {
    ["01 99 00 12 34", "contact@tilleuls.example"].iter().any(|contact| text.contains(contact))
}

/// « Votre » and "your" tie a fact to the author, unless it is what they wrote or felt in writing.
#[test]
fn no_public_text_gives_the_author_anything_but_their_words() {
    let french = Regex::new(r"(?i)\b(?:votre|vos)\s+(?P<head>[\p{L}’'-]+)(?:\s+(?P<next>[\p{L}’'-]+))?").unwrap();
    let english = Regex::new(r"(?i)\byours?\b(?:\s+(?P<head>[\p{L}’'-]+))?(?:\s+(?P<next>[\p{L}’'-]+))?").unwrap();
    let their_words = Regex::new(
        r"(?i)^(?:messages?|avis|retours?|commentaires?|remarques?|ressenti|mots|reviews?|comments?|feedback|words|remarks?)$",
    )
    .unwrap();
    let mut faults = BTreeSet::new();
    for (pack, language) in packs() {
        let possessive = if language == Language::Fr { &french } else { &english };
        for template in everything(pack, language).into_values().flat_map(BTreeMap::into_values) {
            if template.channel != Channel::Public {
                continue;
            }
            for Shown { text, .. } in shown(pack, template) {
                for found in possessive.captures_iter(&text) {
                    let is_theirs =
                        |name: &str| found.name(name).is_some_and(|word| their_words.is_match(word.as_str()));
                    if !is_theirs("head") && !is_theirs("next") {
                        faults.insert(format!("{}: « {} »", template.file, &found[0]));
                    }
                }
            }
        }
    }
    fail_if_any(&faults.into_iter().collect::<Vec<_>>());
}

/// A template that no path leads to would be kept up for nobody.
#[test]
fn every_approved_template_is_reached() {
    for (pack, language) in packs() {
        let shown: BTreeSet<&str> =
            everything(pack, language).into_values().flatten().map(|(_, template)| template.id.as_str()).collect();
        let approved = pack.templates.all(language).filter(|template| template.status == TemplateStatus::Approved);
        let lost: Vec<_> =
            approved.filter(|template| !shown.contains(template.id.as_str())).map(|template| &template.file).collect();
        assert!(lost.is_empty(), "{lost:?}");
    }
}

/// Each text as a person will read it, once, whatever the number of paths that lead to it: one file
/// for each outcome and language, so that a change of wording is read before it is published.
#[test]
fn texts_are_as_they_were_last_read() {
    let mut names = BTreeSet::new();
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => true }, {
        for (pack, language) in packs() {
            for (folder, templates) in everything(pack, language) {
                let name = format!("{}.{folder}.{language}", pack.about.id);
                let mut page = String::new();
                for (id, template) in templates {
                    let mut seen = BTreeSet::new();
                    let mut bare = 0;
                    let when: Vec<_> = template.when.iter().map(|(question, answers)| format!("{question}: {}", answers.join(", "))).collect();
                    let when = if when.is_empty() { String::new() } else { format!(" ({})", when.join("; ")) };
                    writeln!(page, "━━ {id}{when}\n   {}", template.title).unwrap();
                    for Shown { circumstances, text, .. } in shown(pack, template) {
                        // A practice that has said nothing shows in the first text as well as in all.
                        bare += usize::from(circumstances.starts_with("without"));
                        if bare < 2 && seen.insert(text.clone()) {
                            writeln!(page, "\n── {circumstances}\n{text}").unwrap();
                        }
                    }
                    page.push('\n');
                }
                insta::assert_snapshot!(name.clone(), page);
                names.insert(format!("paths__{name}.snap"));
            }
        }
    });
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let there = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let there: BTreeSet<String> = there.filter(|name| name.starts_with("paths__")).collect();
    assert_eq!(there, names, "a snapshot of an outcome that is no more, or one that nobody has accepted");
}
