//! How long a check takes: one thousand characters of realistic replies, French and English.

#![allow(clippy::print_stdout, reason = "a program for the bench alone")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use egard::guard::Subject;
use egard::language::Language;
use egard::pack::{Files, Pack};

const PACK: &str = "health-fr";

const FRENCH: &str = "Bonjour, nous vous remercions d'avoir pris le temps de partager votre ressenti. \
    Nous comprenons que l'attente puisse être pénible : de façon générale, les urgences accueillies dans la \
    journée peuvent décaler les horaires, et nous travaillons à mieux prévenir en cas de retard. Depuis le \
    6 octobre, une seconde ligne téléphonique est ouverte de 8 h 30 à 12 h. Tenus au secret professionnel, \
    nous ne pouvons pas répondre plus précisément ici, ni dire si une personne est suivie au cabinet. Les \
    honoraires sont affichés en salle d'attente et sur le site, comme la loi l'exige. ";
const ENGLISH: &str = "Hello, thank you for taking the time to write. We understand that waiting is \
    frustrating: emergencies can delay the schedule, and we are working on better updates in the waiting \
    room. Since 3 November there is a call-back option, and routine requests can go through the online form \
    until six. Privacy rules prevent us from confirming whether anyone is a patient here, and we cannot \
    discuss billing questions in public. Fees are displayed at the front desk and online, as required by \
    law. Our office manager is available by phone on weekdays and would welcome a private conversation. ";

fn thousand(text: &str) -> String {
    text.chars().cycle().take(1000).collect()
}

fn bench(criterion: &mut Criterion) {
    let files = Files::embedded();
    let Ok(guard) = Pack::load_guard(&files, PACK) else { return };
    println!("{:?}", guard.size());
    for (name, text, language) in [("fr", FRENCH, Language::Fr), ("en", ENGLISH, Language::En)] {
        let text = thousand(text);
        let subject = Subject { language: Some(language), ..Subject::public(&text) };
        criterion.bench_function(&format!("check/1000-{name}"), |bencher| {
            bencher.iter(|| guard.check(black_box(&subject)));
        });
    }
    criterion.bench_function("load", |bencher| bencher.iter(|| Pack::load_guard(black_box(&files), PACK).is_ok()));
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = bench
}
criterion_main!(benches);
