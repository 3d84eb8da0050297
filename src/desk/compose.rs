//! Makes drafts: chooses a template, fills it, has the guard read the result.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{Desk, DeskError, Inputs, Visit};
use crate::consent::Consent;
use crate::exchange::{Draft, Exchange, Provenance, Refusal, Rulebook, Unchecked};
use crate::guard::{Channel, Family, Leniency, Rule, Subject, Waiver};
use crate::journal::{Query, Summary};
use crate::language::Language;
use crate::likeness::Likeness;
use crate::pack::{Pack, Testimonials};
use crate::practice::Practice;
use crate::register::{Entry, Register};
use crate::review::one_kind_of_line_end;
use crate::template::{Element, Template, VarSource};

/// Longest value of a template's variable, in characters.
pub(super) const MAX_VALUE: usize = 400;

/// What a draft is made from.
pub(super) struct Composer<'a> {
    pub(super) practice: &'a Practice,
    pub(super) pack: &'a Pack,
    pub(super) today: jiff::civil::Date,
    pub(super) past: &'a Past,
}

/// What the practice did before and has on record, as far as it bears on a text.
#[derive(Debug, Clone, Default)]
pub(super) struct Past {
    /// Its last exchanges, the newest first.
    pub(super) recent: Vec<Summary>,
    /// Its register.
    pub(super) register: Arc<Register>,
}

impl Past {
    /// How many exchanges ago a template was last used by another exchange; none if that is long ago.
    fn last_use(&self, template: &str, exchange: &Exchange) -> Option<usize> {
        self.recent
            .iter()
            .filter(|summary| summary.exchange != exchange.id)
            .position(|summary| summary.reply.as_ref().is_some_and(|reply| reply.template == template))
    }

    /// A reply that was published in the last month and reads like this text.
    pub(super) fn resembling(&self, text: &str, exchange: &Exchange, now: Timestamp) -> Option<&Summary> {
        let likeness = Likeness::of(text);
        let recent = |at: Timestamp| now.duration_since(at) < SignedDuration::from_hours(24 * DAYS_OF_MEMORY);
        self.recent.iter().find(|summary| {
            summary.exchange != exchange.id
                && summary
                    .reply
                    .as_ref()
                    .is_some_and(|reply| reply.published_at.is_some_and(recent) && reply.likeness.is_alike(&likeness))
        })
    }
}

/// How many exchanges back the choice of a wording looks.
const EXCHANGES_OF_MEMORY: usize = 100;
/// How long a public page is remembered for what it shows.
const DAYS_OF_MEMORY: i64 = 31;

impl Desk {
    /// What bears on the texts of a practice.
    pub(super) async fn past(&self, visit: &Visit) -> Result<Past, DeskError> {
        let practice = Some(visit.practice.clone());
        let query = Query { practice, limit: Some(EXCHANGES_OF_MEMORY), ..Query::default() };
        Ok(Past { recent: self.journal.list(&query).await?, register: self.register(visit).await? })
    }

    pub(super) fn today(&self, practice: &Practice) -> jiff::civil::Date {
        self.clock.now().to_zoned(practice.zone()).date()
    }
}

impl Composer<'_> {
    /// Public templates that suit the exchange, the first being the one to begin with.
    pub(super) fn variants(&self, exchange: &Exchange) -> Vec<&Template> {
        let Some(classified) = &exchange.classified else { return Vec::new() };
        let mut variants: Vec<_> = self
            .pack
            .templates
            .choose(exchange.language, &classified.outcome, &exchange.answers)
            .into_iter()
            .filter(|template| template.channel == Channel::Public)
            .filter(|template| self.may_apologise() || !template.elements.contains(&Element::Apology))
            .collect();
        // What was not used for longest comes first, so that a page does not repeat itself; those made for
        // the answers still come before the general ones.
        let special = variants.first().map_or(0, |first| first.when.len());
        let same = variants.iter().take_while(|template| template.when.len() == special).count();
        if same > 0 {
            let seed =
                exchange.id.as_str().bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
            variants[..same].rotate_left(seed % same);
            let order =
                |template: &&Template| Reverse(self.past.last_use(&template.id, exchange).unwrap_or(usize::MAX));
            variants[..same].sort_by_key(order);
        }
        variants
    }

    /// The variant after the current one, or the first.
    pub(super) fn next_variant(&self, exchange: &Exchange) -> Result<&Template, DeskError> {
        let variants = self.variants(exchange);
        let current = exchange.draft.as_ref().and_then(|draft| {
            variants.iter().position(|template| template.id == draft.template && template.language == draft.language)
        });
        let next = current.map_or(0, |current| (current + 1) % variants.len());
        variants.get(next).copied().ok_or(DeskError::NoTemplate)
    }

    /// A draft from a template; `inputs` are what staff filled in.
    pub(super) fn draft(&self, exchange: &Exchange, template: &Template, inputs: &Inputs) -> Result<Draft, DeskError> {
        let filled = asked_values(template, inputs)?;
        let mut values = self.known_values(exchange, template);
        values.extend(filled.clone());
        let lacking = lacking(template, &values);
        if !lacking.is_empty() {
            return Err(DeskError::NotConfigured(lacking));
        }
        let text = self.pack.templates.render(template.language, &template.id, &values)?;
        let provenance = if filled.is_empty() { Provenance::Pristine } else { Provenance::Completed };
        let unchecked = Unchecked {
            text,
            language: template.language,
            channel: template.channel,
            template: template.id.clone(),
            filled,
            provenance,
        };
        let text = unchecked.text.clone();
        let (language, channel) = (unchecked.language, unchecked.channel);
        Ok(self
            .by_rulebook((&text, language, channel), |rulebook| Draft::checked(unchecked, rulebook, &exchange.review)))
    }

    /// A letter or a note as Markdown for a document: what it is filled with stays the words it is, and
    /// draws no heading and no list of its own.
    pub(super) fn page(
        &self,
        exchange: &Exchange,
        template: &Template,
        filled: &BTreeMap<String, String>,
    ) -> Result<String, DeskError> {
        let mut values = self.known_values(exchange, template);
        values.extend(filled.clone());
        for value in values.values_mut() {
            *value = literal(value);
        }
        // What the escapes add is not text: the limit was held against the text itself.
        Ok(self.pack.templates.render_whole(template.language, &template.id, &values)?)
    }

    /// The current draft with another text.
    pub(super) fn edited(&self, exchange: &Exchange, draft: &Draft, text: &str) -> Draft {
        let text = one_kind_of_line_end(text.trim());
        self.by_rulebook((&text, draft.language, draft.channel), |rulebook| {
            draft.edited(&text, rulebook, &exchange.review)
        })
    }

    /// The current draft, read again by the guard as its rules now are.
    pub(super) fn rechecked(&self, exchange: &Exchange, draft: &Draft) -> Draft {
        self.by_rulebook((&draft.text, draft.language, draft.channel), |rulebook| {
            draft.rechecked(rulebook, &exchange.review)
        })
    }

    /// Whether a reply may apologise: the practice's own policy, or its profession's custom.
    fn may_apologise(&self) -> bool {
        let custom = || self.pack.about.profession_of(self.practice).is_none_or(|profession| profession.apology);
        self.practice.policy.apology.unwrap_or_else(custom)
    }

    /// The rules on citing people, made milder where whoever is named agreed in writing, if the pack's law
    /// knows such an agreement. It goes on record with the text. Somebody else who is named or quoted beside
    /// them agreed to nothing: then no rule is made milder.
    fn consented(&self, text: &str, language: Language, channel: Channel) -> Vec<Waiver> {
        if self.pack.about.testimonials == Testimonials::Never {
            return Vec::new();
        }
        let in_force = self.past.register.in_force(self.today);
        let named: Vec<&Entry> = in_force.filter(|entry| entry.consent.is_named_in(text)).collect();
        if named.is_empty() {
            return Vec::new();
        }
        let is_rule = |id: &str| self.pack.guard.rules().iter().any(|rule| rule.consent && rule.id == id);
        let contacts = self.practice.public_contacts();
        let subject = Subject { language: Some(language), channel, contacts: &contacts, ..Subject::public(text) };
        let report = self.pack.guard.check(&subject);
        let agreed = report.findings.iter().filter(|finding| is_rule(&finding.rule)).all(|finding| {
            let around = sentence_around(text, finding.start..finding.end);
            named.iter().any(|entry| match finding.family {
                Family::Identity => entry.consent.is_of(&finding.text),
                _ => entry.consent.is_named_in(around),
            })
        });
        if !agreed {
            return Vec::new();
        }
        let papers: Vec<String> = named
            .iter()
            .map(|entry| {
                let Consent { what, place, reference, .. } = &entry.consent;
                crate::text!(
                    self.practice.language,
                    "consent-reason",
                    number = entry.number,
                    what = what.as_str(),
                    place = place.as_str(),
                    reference = reference.as_str()
                )
            })
            .collect();
        let rules = self.pack.guard.rules().iter().filter(|rule| rule.consent);
        let waiver =
            |rule: &Rule| Waiver { rule: rule.id.clone(), severity: Leniency::Notice, reason: papers.join(" ; ") };
        rules.map(waiver).collect()
    }

    /// Has something read by the rules of the pack, as the practice has relaxed them for this text.
    fn by_rulebook<T>(
        &self,
        (text, language, channel): (&str, Language, Channel),
        read: impl FnOnce(&Rulebook<'_>) -> T,
    ) -> T {
        let contacts = self.practice.public_contacts();
        let mut waivers = self.practice.waivers();
        waivers.extend(self.consented(text, language, channel));
        read(&Rulebook { guard: &self.pack.guard, contacts: &contacts, waivers: &waivers })
    }

    /// What templates may print of the practice.
    pub(super) fn practice_values(&self) -> BTreeMap<String, String> {
        let variables = self.practice.variables();
        variables.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    fn known_values(&self, exchange: &Exchange, template: &Template) -> BTreeMap<String, String> {
        let mut values = self.practice_values();
        let review = &exchange.review;
        let from_review = [
            ("url", review.url.clone()),
            ("platform", review.platform.clone()),
            ("author", review.author.clone()),
            ("rating", review.rating.map(|rating| rating.to_string())),
            ("first_posted", review.first_posted.map(|day| long_date(day, template.language))),
            ("review_text", Some(review.text.clone())),
            ("today", Some(long_date(self.today, template.language))),
        ];
        values.extend(from_review.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
        // Only what the template says it takes from there: a review's text has no business elsewhere.
        values.retain(|name, _| template.vars.get(name).is_some_and(|var| var.source != VarSource::Ask));
        values
    }
}

/// The sentence in which a finding lies.
fn sentence_around(text: &str, span: std::ops::Range<usize>) -> &str {
    const ENDS: [char; 4] = ['.', '!', '?', '\n'];
    let start = text[..span.start].rfind(ENDS).map_or(0, |at| at + 1);
    let end = text[span.end..].find(ENDS).map_or(text.len(), |at| span.end + at);
    &text[start..end]
}

/// A text that Markdown reads as the words it is.
pub(super) fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len());
    for line in text.lines().map(str::trim_start) {
        for letter in line.chars() {
            // Any sign of ASCII may be escaped so, and reads as itself.
            if letter.is_ascii_punctuation() {
                literal.push('\\');
            }
            literal.push(letter);
        }
        literal.push('\n');
    }
    literal.trim_end().to_owned()
}

/// Keys of the configuration that a template cannot do without and that are not set.
fn lacking(template: &Template, values: &BTreeMap<String, String>) -> Vec<&'static str> {
    const KEYS: [(&str, &str); 8] = [
        ("phone", "contact.phone"),
        ("email", "contact.email"),
        ("address", "contact.address"),
        ("website", "contact.website"),
        ("signature", "signature"),
        ("responsible", "responsible"),
        ("registered_name", "registered_name"),
        ("registered_title", "registered_title"),
    ];
    let needs =
        |name: &str| template.vars.get(name).is_some_and(|var| var.required && var.source == VarSource::Practice);
    KEYS.into_iter().filter(|(name, _)| needs(name) && !values.contains_key(*name)).map(|(_, key)| key).collect()
}

/// The inputs that are variables which the template asks for, and not blank.
pub(super) fn asked_values(template: &Template, inputs: &Inputs) -> Result<BTreeMap<String, String>, DeskError> {
    let mut filled = BTreeMap::new();
    for (name, _) in template.asked() {
        let value = inputs.get(name).map(|value| one_kind_of_line_end(value.trim())).unwrap_or_default();
        if value.chars().count() > MAX_VALUE {
            return Err(Refusal::TooLong(MAX_VALUE).into());
        }
        if !value.is_empty() {
            filled.insert(name.to_owned(), value);
        }
    }
    Ok(filled)
}

/// A day in words: « 1er mars 2026 », "1 March 2026".
pub fn long_date(day: jiff::civil::Date, language: Language) -> String {
    let month = crate::wording::named(language, "month", &day.month().to_string());
    let number = if day.day() == 1 && language == Language::Fr { "1er".to_owned() } else { day.day().to_string() };
    format!("{number} {month} {}", day.year())
}
