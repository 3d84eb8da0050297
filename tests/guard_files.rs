//! What loading says about rule files that are wrong, and what each kind of rule does.
#![allow(clippy::unwrap_used)]

use egard::guard::{Channel, Guard, Leniency, Report, Severity, Source, Subject, Verdict, Waiver, mended};
use egard::language::Language;

const TEXTS: &str = r#"
family = "secrecy"
severity = "warn"
message = { fr = "« {match} »", en = "“{match}”" }
fix = { fr = "f", en = "f" }
source = "s"
"#;

/// A rules file of one rule, its common fields filled in.
fn rule(fields: &str) -> String {
    format!("[[rule]]\n{fields}\n{TEXTS}")
}

fn load(text: &str) -> Result<Guard, Vec<String>> {
    Guard::load(&[Source { file: "r.toml", text }]).map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

fn spans<'a>(report: &Report, text: &'a str) -> Vec<&'a str> {
    report.findings.iter().map(|finding| &text[finding.start..finding.end]).collect()
}

fn found<'a>(rules: &str, text: &'a str) -> Vec<&'a str> {
    spans(&load(rules).unwrap().check(&Subject::public(text)), text)
}

#[test]
fn every_fault_is_told_at_once_with_its_line() {
    let text = format!(
        "{}{}{}[[predicate]]\nid = \"p\"\npattern = '(b'\n",
        rule("id = \"a\"\nkind = \"regex\"\npattern = '(a'\nbad = [\"[[x]]\"]\ngood = [\"y\"]"),
        rule("id = \"b\"\nkind = \"phrases\"\nbad = [\"[[x]]\"]\ngood = []\nunless = [\"nobody\"]"),
        rule("id = \"c\"\nkind = \"regex\"\npatern = 'a'\nbad = [\"[[x]]\"]\ngood = [\"y\"]"),
    );
    let faults = load(&text).unwrap_err();
    let all = faults.join("\n");
    for part in ["r.toml:1: rule `a`", "`phrases` is missing", "at least one `bad`", "unknown predicate `nobody`"] {
        assert!(all.contains(part), "{part} not in:\n{all}");
    }
    for part in ["unknown field `patern`", "predicate `p`"] {
        assert!(all.contains(part), "{part} not in:\n{all}");
    }
}

#[test]
fn a_rule_that_breaks_its_promise_fails_its_self_test() {
    let text =
        rule("id = \"a\"\nkind = \"phrases\"\nphrases = [\"dent\"]\nbad = [\"une [[molaire]]\"]\ngood = [\"la dent\"]");
    let faults = load(&text).unwrap().self_test();
    assert_eq!(faults.len(), 2);
    assert!(faults.iter().all(|fault| fault.line == 1));
}

#[test]
fn phrases_are_whole_words_and_may_be_beginnings() {
    let rules = rule(
        "id = \"a\"\nkind = \"phrases\"\nphrases = [\"dent\", \"calomni*\"]\nbad = [\"[[dent]]\"]\ngood = [\"y\"]",
    );
    let text = "Une dent, un accident, des calomnies.";
    assert_eq!(found(&rules, text), ["dent", "calomnies"]);
}

#[test]
fn a_window_needs_a_word_of_each_set_in_one_sentence() {
    let rules = rule(
        "id = \"a\"\nkind = \"window\"\nsets = [[\"dent\"], [\"mardi\"]]\nwithin = 4\nbad = [\"[[dent mardi]]\"]\ngood = [\"y\"]",
    );
    assert_eq!(found(&rules, "La dent de ce mardi."), ["dent de ce mardi"]);
    assert_eq!(found(&rules, "Mardi, la dent."), ["Mardi, la dent"]);
    assert!(found(&rules, "Une dent. Puis mardi vint.").is_empty());
    assert!(found(&rules, "La dent que nous avons tous vue ce mardi.").is_empty());
}

#[test]
fn groups_allow_and_narrow() {
    let rules = rule(
        "id = \"a\"\nkind = \"regex\"\npattern = '\\b(?:(?P<lead>si) )?(?P<at>vous (?P<verb>[a-z]+))'\nallow = { lead = [\"si\"], verb = [\"pouvez\"] }\nbad = [\"[[vous venez]]\"]\ngood = [\"y\"]",
    );
    assert_eq!(found(&rules, "Si vous venez, vous pouvez ; vous serrez."), ["vous serrez"]);
}

#[test]
fn own_contacts_are_no_finding() {
    let rules = rule(
        "id = \"a\"\nkind = \"regex\"\npattern = '\\b0\\d(?: \\d\\d){4}'\nunless = [\"own_contact\"]\nbad = [\"[[01 02 03 04 05]]\"]\ngood = [\"y\"]",
    );
    let guard = load(&rules).unwrap();
    let contacts = ["+33 1 02 03 04 05".to_owned()];
    let text = "Le 01 02 03 04 05 ou le 06 07 08 09 10.";
    let report = guard.check(&Subject { contacts: &contacts, ..Subject::public(text) });
    assert_eq!(spans(&report, text), ["06 07 08 09 10"]);
}

#[test]
fn what_is_missing_is_told_at_the_end() {
    let rules = rule("id = \"a\"\nkind = \"missing\"\npattern = 'merci'\nbad = [\"x[[]]\"]\ngood = [\"merci\"]");
    let guard = load(&rules).unwrap();
    let report = guard.check(&Subject::public("Bonjour."));
    assert_eq!((report.findings[0].start, report.findings[0].end), (8, 8));
    assert!(guard.check(&Subject::public("Merci !")).findings.is_empty());
}

#[test]
fn the_graver_of_two_nested_findings_stays() {
    let rules = format!(
        "{}{}",
        rule(
            "id = \"long\"\nkind = \"phrases\"\nphrases = [\"la dent de lait\"]\nbad = [\"[[la dent de lait]]\"]\ngood = [\"y\"]"
        ),
        rule("id = \"short\"\nkind = \"phrases\"\nphrases = [\"dent\"]\nbad = [\"[[dent]]\"]\ngood = [\"y\"]"),
    );
    let text = "C'est la dent de lait.";
    assert_eq!(found(&rules, text), ["la dent de lait"]);
    let graver = rules.replacen("\"long\"", "\"l\"", 1);
    let at = graver.rfind("\"warn\"").unwrap();
    let graver = format!("{}\"block\"{}", &graver[..at], &graver[at + 6..]);
    assert_eq!(found(&graver, text), ["dent"]);
}

#[test]
fn channels_and_languages_choose_the_rules() {
    let rules = rule(
        "id = \"a\"\nkind = \"phrases\"\nphrases = [\"dent\"]\nlang = [\"fr\"]\nchannel = [\"private\"]\nbad = [\"[[dent]]\"]\ngood = [\"y\"]",
    );
    let guard = load(&rules).unwrap();
    let subject = Subject { channel: Channel::Private, ..Subject::public("dent") };
    assert_eq!(guard.check(&subject).verdict, Verdict::Warn);
    assert_eq!(guard.check(&Subject::public("dent")).verdict, Verdict::Pass);
    assert_eq!(guard.check(&Subject { language: Some(Language::En), ..subject }).verdict, Verdict::Pass);
    assert!(Severity::Notice < Severity::Warn && Severity::Warn < Severity::Block);
}

/// What a rule offers instead of what it found.
fn offered(fields: &str, text: &str) -> String {
    let findings =
        load(&rule(fields)).unwrap().check(&Subject { language: Some(Language::Fr), ..Subject::public(text) });
    mended(text, &findings.findings, Language::Fr).unwrap()
}

const EXAMPLES: &str = "bad = [\"[[x]]\"]\ngood = [\"y\"]";

#[test]
fn a_replacement_is_words_nothing_small_letters_or_a_sentence_more() {
    let phrases =
        |replace: &str| format!("id = \"a\"\nkind = \"phrases\"\nphrases = [\"la dent\"]\n{EXAMPLES}\n{replace}");
    let text = "Bonjour. La dent, donc. Merci.";
    assert_eq!(offered(&phrases("replace = 'le soin'"), text), "Bonjour. Le soin, donc. Merci.");
    assert_eq!(offered(&phrases("replace = { fr = 'le soin', en = 'care' }"), text), "Bonjour. Le soin, donc. Merci.");
    assert_eq!(offered(&phrases("replace = '« {match} »'"), text), "Bonjour. « La dent », donc. Merci.");
    assert_eq!(offered(&phrases("replace = { remove = 'words' }"), text), "Bonjour. Donc. Merci.");
    assert_eq!(offered(&phrases("replace = { remove = 'sentence' }"), text), "Bonjour. Merci.");
    assert_eq!(offered(&phrases(""), text), "Bonjour. Merci.", "what secrecy covers is not said at all");
    let group = format!(
        "id = \"a\"\nkind = \"regex\"\npattern = 'votre (?P<head>[a-z]+)'\nreplace = 'ce {{head}}'\n{EXAMPLES}"
    );
    assert_eq!(offered(&group, "Merci pour votre récit."), "Merci pour ce récit.");
    let caps = format!(
        "id = \"a\"\nkind = \"caps\"\nmin_words = 1\nmin_letters = 4\nwords = []\nreplace = {{ case = 'sentence' }}\n{EXAMPLES}"
    );
    assert_eq!(offered(&caps, "Merci. ASSEZ !!! Bien à vous."), "Merci. Assez ! Bien à vous.");
    let missing = format!(
        "id = \"a\"\nkind = \"missing\"\npattern = 'joign'\nreplace = {{ append = 'Nous restons joignables.' }}\n{EXAMPLES}"
    );
    assert_eq!(offered(&missing, "Merci.\n\nLe cabinet"), "Merci. Nous restons joignables.\n\nLe cabinet");
}

/// A replacement that cannot work would be found out by a person with a wrong reply in hand.
#[test]
fn a_replacement_that_cannot_work_is_refused_with_its_line() {
    let phrases = "kind = \"phrases\"\nphrases = [\"dent\"]";
    let regex = "kind = \"regex\"\npattern = ['votre (?P<head>[a-z]+)', 'vos [a-z]+']";
    let missing = "kind = \"missing\"\npattern = 'merci'";
    let echo = "kind = \"echo\"\necho = \"review\"\nwords = []";
    let cases = [
        (phrases, "replace = ''", "`replace` is empty"),
        (phrases, "replace = 'la {head}'", "has a group `head`"),
        (regex, "replace = 'ce {head}'", "has a group `head`"),
        (regex, "replace = 'ce {match'", "a brace that opens"),
        (phrases, "replace = { case = 'sentence' }", "`case` mends capitals"),
        (phrases, "replace = { append = 'Merci.' }", "`append` what is missing"),
        (missing, "replace = { remove = 'words' }", "only `append` gives"),
        (missing, "replace = { append = '{match}' }", "a whole sentence"),
        (echo, "replace = { remove = 'words' }", "only aggravates"),
        (phrases, "replace = { remove = 'text' }", "unknown variant `text`"),
        (phrases, "replace = { fr = 'soin' }", "`replace` says one thing"),
        (phrases, "replace = { remove = 'words', append = 'Merci.' }", "`replace` says one thing"),
        (phrases, "replace = { delete = true }", "unknown field `delete`"),
        (phrases, "replace = 3", "expected a text"),
    ];
    for (kind, replace, expected) in cases {
        let faults = load(&format!("\n\n{}", rule(&format!("id = \"a\"\n{kind}\n{EXAMPLES}\n{replace}")))).unwrap_err();
        assert!(faults.iter().any(|fault| fault.contains(expected)), "{replace}: {faults:?}");
        assert!(faults.iter().all(|fault| !fault.starts_with("r.toml:1:")), "{replace}: {faults:?}");
    }
}

#[test]
fn what_a_rule_offers_is_tried_on_its_own_examples() {
    let text = rule(
        "id = \"a\"\nkind = \"phrases\"\nphrases = [\"dent\"]\nreplace = 'une dent'\nbad = [\"La [[dent]].\"]\ngood = [\"y\"]",
    );
    let faults = load(&text).unwrap().self_test();
    assert!(faults.iter().any(|fault| fault.message.contains("is mended to")), "{faults:?}");
}

/// Findings under a waiver: rule, gravity, and the gravity without it.
fn under<'a>(
    rules: &'a Guard,
    subject: &Subject<'_>,
    rule: &str,
    severity: Leniency,
) -> Vec<(&'a str, Severity, Option<Severity>)> {
    let waivers = [Waiver { rule: rule.to_owned(), severity, reason: "not here".to_owned() }];
    let report = rules.check(&Subject { waivers: &waivers, ..*subject });
    let id = |found: &str| rules.rules().iter().find(|rule| rule.id == found).unwrap().id.as_str();
    report
        .findings
        .iter()
        .map(|finding| (id(&finding.rule), finding.severity, finding.waived.as_ref().map(|waived| waived.from)))
        .collect()
}

#[test]
fn a_practice_relaxes_a_rule_and_the_finding_says_so() {
    let rules = format!(
        "{}{}{}{}",
        rule("id = \"tooth\"\nkind = \"phrases\"\nphrases = [\"molaire\"]\nbad = [\"[[molaire]]\"]\ngood = [\"y\"]"),
        rule(
            "id = \"long\"\nkind = \"phrases\"\nphrases = [\"la dent de lait\"]\nbad = [\"[[la dent de lait]]\"]\ngood = [\"y\"]"
        ),
        rule("id = \"short\"\nkind = \"phrases\"\nphrases = [\"dent\"]\nbad = [\"[[dent]]\"]\ngood = [\"y\"]"),
        rule("id = \"echo\"\nkind = \"echo\"\necho = \"review\"\nwords = []\nbad = [\"x\"]\ngood = [\"y\"]")
            .replace("\"warn\"", "\"block\""),
    );
    let guard = load(&rules).unwrap();
    let text = Subject::public("Voici la dent de lait.");
    assert_eq!(under(&guard, &text, "nobody", Leniency::Off), [("long", Severity::Warn, None)]);
    // What the rule hid by being longer is found again once it is off, or milder.
    assert_eq!(under(&guard, &text, "long", Leniency::Off), [("short", Severity::Warn, None)]);
    assert_eq!(under(&guard, &text, "long", Leniency::Notice), [("short", Severity::Warn, None)]);
    let alone = Subject::public("Voici une dent.");
    assert_eq!(under(&guard, &alone, "short", Leniency::Notice), [("short", Severity::Notice, Some(Severity::Warn))]);
    assert!(under(&guard, &alone, "short", Leniency::Off).is_empty());
    // A waiver never makes a rule graver.
    assert_eq!(under(&guard, &alone, "short", Leniency::Warn), [("short", Severity::Warn, None)]);
    // That one rule is relaxed does not lift what another says of words that the review disclosed.
    let echoed = Subject { review: Some("Ma molaire est cassée."), ..Subject::public("Voici une molaire.") };
    assert_eq!(under(&guard, &echoed, "tooth", Leniency::Notice), [("tooth", Severity::Block, None)]);
    assert_eq!(under(&guard, &echoed, "echo", Leniency::Off), [("tooth", Severity::Warn, None)]);
    assert_eq!(under(&guard, &echoed, "echo", Leniency::Warn), [("tooth", Severity::Warn, None)]);
}
