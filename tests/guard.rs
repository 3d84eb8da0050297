//! The shipped rules against their own examples and against labelled replies.
#![allow(clippy::unwrap_used)]

#[path = "support/corpus.rs"]
mod corpus;

use egard::guard::{Channel, Finding, Guard, Replacement, Severity, Subject, Verdict, mended};
use egard::language::Language;
use egard::pack::{Files, Pack};

/// The guard of the health pack, as it is compiled in.
fn guard() -> Guard {
    Pack::load_guard(&Files::embedded(), "health-fr").unwrap()
}

fn texts(findings: &[Finding]) -> Vec<&str> {
    findings.iter().filter(|finding| finding.severity > Severity::Notice).map(|finding| finding.text.as_str()).collect()
}

#[test]
fn every_shipped_rule_keeps_its_promises() {
    let faults: Vec<String> = guard().self_test().iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn marks_each_breach_with_its_own_span() {
    let text = "Bonjour Madame Dupont, lors de votre consultation du 12 mars nous avons soigné votre carie";
    let report = guard().check(&Subject::public(text));
    assert_eq!(report.verdict, Verdict::Block);
    assert_eq!(
        texts(&report.findings),
        ["Madame Dupont", "lors de votre consultation", "du 12 mars", "nous avons soigné", "votre carie"]
    );
}

#[test]
fn citing_secrecy_is_no_breach_and_no_excuse() {
    let guard = guard();
    let clean = "Merci pour votre message. Le secret professionnel nous interdit de répondre ici ; \
                 le cabinet reste joignable par téléphone.";
    assert!(guard.check(&Subject::public(clean)).findings.is_empty());
    let breach = "Le secret médical nous interdit de parler de votre couronne.";
    assert_eq!(guard.check(&Subject::public(breach)).verdict, Verdict::Block);
}

#[test]
fn hidden_characters_hide_nothing() {
    let text = "Bonjour 😀, vo\u{200b}tre cоuronne sera refaite.";
    let report = guard().check(&Subject::public(text));
    assert_eq!(texts(&report.findings), ["vo\u{200b}tre cоuronne"]);
}

#[test]
fn secrecy_holds_in_public_and_tone_everywhere_outside() {
    let guard = guard();
    let secret = Subject::public("Nous avons relu votre dossier.");
    assert_eq!(guard.check(&secret).verdict, Verdict::Block);
    assert_eq!(guard.check(&Subject { channel: Channel::Private, ..secret }).verdict, Verdict::Pass);
    let rude = Subject::public("Vous êtes de mauvaise foi.");
    assert_eq!(guard.check(&Subject { channel: Channel::Private, ..rude }).verdict, Verdict::Block);
    assert_eq!(guard.check(&Subject { channel: Channel::Internal, ..rude }).verdict, Verdict::Pass);
}

#[test]
fn a_finding_survives_its_json() {
    let report = guard().check(&Subject::public("Nous avons relu votre dossier."));
    let json = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<egard::guard::Report>(&json).unwrap(), report);
    // One that was recorded before findings had edits, or could be relaxed, still reads.
    let mut old = serde_json::to_value(&report.findings[0]).unwrap();
    assert!(old.as_object_mut().unwrap().remove("replacement").is_some());
    assert_eq!(serde_json::from_value::<Finding>(old).unwrap().replacement, None);
    let view = serde_json::to_value(report.findings[0].view(Language::En)).unwrap();
    assert_eq!((&view["family"], &view["text"]), (&"secrecy".into(), &"votre dossier".into()));
    assert!(view["message"].as_str().unwrap().contains("“votre dossier”"));
}

/// Every edit at once, and again while there are some: what comes out is what people will be offered.
fn all_mended(guard: &Guard, text: &str, language: Language) -> String {
    let mut text = text.to_owned();
    for _ in 0..4 {
        let findings = guard.check(&Subject { language: Some(language), ..Subject::public(&text) }).findings;
        match mended(&text, &findings, language) {
            Some(next) => text = next,
            None => break,
        }
    }
    text
}

#[test]
fn a_breach_is_mended_in_place() {
    let text =
        "Bonjour Madame Dupont, merci pour ce message. Votre carie a été soignée le 12 mars.\n\nL'équipe du cabinet";
    let expected = "Bonjour, merci pour ce message.\n\nL'équipe du cabinet";
    let findings = guard().check(&Subject::public(text)).findings;
    assert_eq!(mended(text, &findings, Language::Fr).as_deref(), Some(expected));
    assert_eq!(mended(expected, &[], Language::Fr), None, "nothing to mend");
}

#[test]
fn a_reply_that_is_a_breach_from_end_to_end_gives_way_to_words_that_hold_for_anybody() {
    let guard = guard();
    let breaches =
        [("Bonjour, nous avons relu votre dossier.", Language::Fr), ("You never paid the bill.", Language::En)];
    for (text, language) in breaches {
        let mended = all_mended(&guard, text, language);
        assert_eq!(mended, egard::text!(language, "neutral-reply"));
    }
}

/// A greeting and a signature with nothing between them would be an odd thing to publish.
#[test]
fn a_greeting_and_a_signature_are_kept_around_the_words_that_hold_for_anybody() {
    let guard = guard();
    let neutral = egard::text!(Language::Fr, "neutral-reply");
    for breach in ["Nous avons soigné votre carie.", "Nous avons soigné votre carie. Vous mentez ! Bon rétablissement."]
    {
        let text = format!("Bonjour,\n\n{breach}\n\nToute l’équipe du cabinet");
        let mended = all_mended(&guard, &text, Language::Fr);
        assert_eq!(mended, format!("Bonjour,\n\n{neutral}\n\nToute l’équipe du cabinet"));
    }
}

#[test]
fn words_that_hold_for_anybody_pass_every_pack() {
    let files = Files::embedded();
    for pack in files.packs() {
        let guard = Pack::load_guard(&files, &pack).unwrap();
        for language in Language::ALL {
            let text = egard::text!(language, "neutral-reply");
            let report = guard.check(&Subject { language: Some(language), ..Subject::public(&text) });
            assert!(report.findings.is_empty(), "{pack}: {:?}", report.findings);
        }
    }
}

/// Most bad replies have an edit for all that is wrong with them.
#[test]
fn bad_replies_of_the_corpus_can_be_mended() {
    let guard = guard();
    let (mut bad, mut left) = (0, Vec::new());
    for reply in corpus::lines("replies.jsonl").iter().filter(|reply| reply["label"] == "bad") {
        bad += 1;
        let language: Language = reply["lang"].as_str().unwrap().parse().unwrap();
        let mended = all_mended(&guard, reply["text"].as_str().unwrap(), language);
        let report = guard.check(&Subject { language: Some(language), ..Subject::public(&mended) });
        if report.verdict > Verdict::Pass {
            left.push(mended);
        }
    }
    assert!(left.len() * 100 <= bad * 5, "{} of {bad} are still to be mended: {left:#?}", left.len());
}

#[test]
fn of_two_edits_that_overlap_the_wider_is_made() {
    let text = "Un mot ici. Un autre.";
    let mut findings = guard().check(&Subject::public("Nous avons relu votre dossier.")).findings;
    let one = findings.remove(0);
    let edit = |start, end, text: &str| Finding {
        replacement: Some(Replacement { start, end, text: text.to_owned() }),
        ..one.clone()
    };
    let sentence = edit(0, 12, "");
    let word = edit(3, 6, "nom");
    for findings in [[sentence.clone(), word.clone()], [word, sentence]] {
        assert_eq!(mended(text, &findings, Language::Fr).as_deref(), Some("Un autre."));
    }
    let outside = edit(3, 400, "");
    assert_eq!(mended(text, &[outside], Language::Fr), None, "an edit of another text");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_gets_findings_on_character_boundaries(
        noise in "\\PC{0,60}",
        words in proptest::collection::vec("votre|dent|€|M. |😀|É|vous avez|payé|le 3 mars|\u{200b}|Dr. |\n\n|\\[\\[|06 12 34 56 78|Merci à Zoé|, |e\u{301}|עברית|👩\u{200d}⚕\u{fe0f}|C'EST FAUX !!|à jeudi|l'|d’|\\(|\r\n|\u{a0}!|\\.", 0..12),
    ) {
        static GUARD: std::sync::LazyLock<Guard> = std::sync::LazyLock::new(guard);
        let text = format!("{noise}{}", words.join(" "));
        let contacts = [noise.clone()];
        let subject = Subject { review: Some(&noise), author: Some(&noise), contacts: &contacts, ..Subject::public(&text) };
        for finding in GUARD.check(&subject).findings {
            proptest::prop_assert_eq!(text.get(finding.start..finding.end), Some(finding.text.as_str()));
            if let Some(edit) = &finding.replacement {
                proptest::prop_assert!(text.get(edit.start..edit.end).is_some(), "{edit:?}");
            }
        }
        for language in Language::ALL {
            let findings = GUARD.check(&Subject { language: Some(language), ..subject }).findings;
            let mended = mended(&text, &findings, language);
            proptest::prop_assert!(mended.is_none_or(|mended| mended != text && !mended.trim().is_empty()));
        }
    }
}

/// Pieces that break careless programs, among words that rules look for.
fn pieces() -> impl proptest::strategy::Strategy<Value = String> {
    let piece = "votre |dent|vous avez |payé|v o t r e |\u{200b}|\u{200d}|\u{301}|e\u{301}|א|ת ב|\u{202e}|\u{2066}|👩\u{200d}⚕\u{fe0f}|😀|🏳|\u{fe0f}|ﬁ|œ|€|ſ|İ|\\.|, |\n|c.o.u.r|À|\\PC";
    proptest::strategy::Strategy::prop_map(proptest::collection::vec(piece, 0..10), |pieces| pieces.concat())
}

/// A hundred thousand texts, half of them read in each language.
mod any_text {
    use super::*;

    fn holds(language: Language, text: &str) -> Result<(), proptest::test_runner::TestCaseError> {
        static GUARD: std::sync::LazyLock<Guard> = std::sync::LazyLock::new(guard);
        for finding in GUARD.check(&Subject { language: Some(language), ..Subject::public(text) }).findings {
            proptest::prop_assert_eq!(text.get(finding.start..finding.end), Some(finding.text.as_str()));
        }
        Ok(())
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(50_000))]

        #[test]
        fn read_in_french_is_marked_on_character_boundaries(text in pieces()) {
            holds(Language::Fr, &text)?;
        }

        #[test]
        fn read_in_english_is_marked_on_character_boundaries(text in pieces()) {
            holds(Language::En, &text)?;
        }
    }
}
