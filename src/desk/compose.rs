//! Makes drafts: chooses a template, fills it, has the guard read the result.

use std::collections::BTreeMap;

use super::{Desk, DeskError, Inputs};
use crate::exchange::{Draft, Exchange, Provenance, Refusal, Rulebook, Unchecked};
use crate::guard::Channel;
use crate::language::Language;
use crate::pack::Pack;
use crate::practice::Practice;
use crate::review::one_kind_of_line_end;
use crate::template::{Template, VarSource};

/// Longest value of a template's variable, in characters.
pub(super) const MAX_VALUE: usize = 400;

/// What a draft is made from.
pub(super) struct Composer<'a> {
    pub(super) practice: &'a Practice,
    pub(super) pack: &'a Pack,
    pub(super) today: jiff::civil::Date,
}

impl Desk {
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
            .collect();
        // Exchanges begin with different variants, so that a page does not repeat itself; those
        // made for the answers still come before the general ones.
        let special = variants.first().map_or(0, |first| first.when.len());
        let same = variants.iter().take_while(|template| template.when.len() == special).count();
        if same > 0 {
            let seed =
                exchange.id.as_str().bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
            variants[..same].rotate_left(seed % same);
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
        Ok(self.by_rulebook(|rulebook| Draft::checked(unchecked, rulebook, &exchange.review)))
    }

    /// The current draft with another text.
    pub(super) fn edited(&self, exchange: &Exchange, draft: &Draft, text: &str) -> Draft {
        let text = one_kind_of_line_end(text.trim());
        self.by_rulebook(|rulebook| draft.edited(&text, rulebook, &exchange.review))
    }

    /// The current draft, read again by the guard as its rules now are.
    pub(super) fn rechecked(&self, exchange: &Exchange, draft: &Draft) -> Draft {
        self.by_rulebook(|rulebook| draft.rechecked(rulebook, &exchange.review))
    }

    /// Has something read by the rules of the pack, as the practice has relaxed them.
    fn by_rulebook<T>(&self, read: impl FnOnce(&Rulebook<'_>) -> T) -> T {
        let (contacts, waivers) = (self.practice.public_contacts(), self.practice.waivers());
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
pub(super) fn long_date(day: jiff::civil::Date, language: Language) -> String {
    let month = crate::wording::named(language, "month", &day.month().to_string());
    let number = if day.day() == 1 && language == Language::Fr { "1er".to_owned() } else { day.day().to_string() };
    format!("{number} {month} {}", day.year())
}
