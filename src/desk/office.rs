//! What belongs to the practice and to no one review: its register of consents, the places it watches, and
//! what its team reads (charter, policy, guides, cards to learn from).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{Timestamp, ToSpan as _};

use super::compose::{Composer, Past, long_date};
use super::{Desk, DeskError, Managing, Private, QuickTemplate, TRIES, Visit};
use crate::consent::{Consent, checked_field};
use crate::document::Document;
use crate::exchange::{Actor, Event, ExchangeId, Refusal, Role, actor_id};
use crate::journal::{Append, JournalError};
use crate::pack::Testimonials;
use crate::practice::{PracticeId, Watched};
use crate::register::{Entry, Register};
use crate::template::{Template, TemplateStatus};

/// A place that is watched, with its last visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The place.
    pub watched: Watched,
    /// When someone last said that they looked.
    pub visited: Option<Timestamp>,
    /// Whether it is time to look again.
    pub is_due: bool,
}

/// What each practice's register adds up to, with the number of entries it was read at. Every request asks for it,
/// and each day adds entries for as long as the practice is there.
#[derive(Default)]
pub(super) struct Registers {
    known: Mutex<BTreeMap<PracticeId, (usize, Arc<Register>)>>,
}

impl Registers {
    fn known(&self, practice: &PracticeId, entries: usize) -> Option<Arc<Register>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(practice).filter(|(at, _)| *at == entries).map(|(_, register)| Arc::clone(register))
    }

    fn keep(&self, practice: &PracticeId, entries: usize, register: Register) -> Arc<Register> {
        let register = Arc::new(register);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(practice.clone(), (entries, Arc::clone(&register)));
        register
    }
}

impl Desk {
    /// Every consent, also those that no longer hold. They say who deals with the practice, so they are a manager's
    /// affair to read like the rest.
    ///
    /// # Errors
    /// When the journal fails.
    pub async fn consents(&self, by: Managing<'_>) -> Result<Vec<Entry>, DeskError> {
        Ok(self.register(by.visit()).await?.consents.clone())
    }

    /// Who was given which role here.
    ///
    /// # Errors
    /// When the journal fails.
    pub async fn roles(&self, visit: &Visit) -> Result<BTreeMap<String, Role>, DeskError> {
        Ok(self.register(visit).await?.roles.clone())
    }

    /// The practice's register: whole, so for the desk's own use.
    pub(super) async fn register(&self, visit: &Visit) -> Result<Arc<Register>, DeskError> {
        let practice = &visit.practice;
        let entries = self.journal.count(practice, ExchangeId::REGISTER).await?;
        if let Some(known) = self.registers.known(practice, entries) {
            return Ok(known);
        }
        let register = Register::replay(&self.journal.load(practice, ExchangeId::REGISTER).await?);
        Ok(self.registers.keep(practice, entries, register))
    }

    /// Enters a consent; a manager's affair. Gives its number. Where the law of the pack knows no such agreement
    /// it would keep a client's name for nothing, and is refused.
    ///
    /// # Errors
    /// When the person is no manager, the pack knows no consent, the consent says too little or is over, or the journal fails.
    pub async fn give_consent(&self, visit: &Visit, consent: Consent) -> Result<u32, DeskError> {
        visit.managing()?;
        if self.pack(self.practice(&visit.practice)?)?.about.testimonials == Testimonials::Never {
            return Err(DeskError::NoConsents);
        }
        let today = self.today(self.practice(&visit.practice)?);
        let consent = consent.checked(today).map_err(DeskError::Register)?;
        let register = self.enter(visit, |_| Ok(Event::ConsentGiven { consent: consent.clone() })).await?;
        Ok(register.revision)
    }

    /// Withdraws a consent; a manager's affair.
    ///
    /// # Errors
    /// When the person is no manager, no such consent is in force, or the journal fails.
    pub async fn withdraw_consent(&self, visit: &Visit, number: u32) -> Result<(), DeskError> {
        visit.managing()?;
        self.enter(visit, |register| {
            let there = register.consents.iter().any(|entry| entry.number == number && !entry.withdrawn);
            if there {
                Ok(Event::ConsentWithdrawn { number })
            } else {
                Err(DeskError::Register(crate::consent::Unfit::Unknown))
            }
        })
        .await?;
        Ok(())
    }

    /// The places that the practice watches, in the order of the configuration.
    ///
    /// # Errors
    /// When the journal fails.
    pub async fn places(&self, visit: &Visit) -> Result<Vec<Place>, DeskError> {
        let register = self.register(visit).await?;
        let practice = self.practice(&visit.practice)?;
        let today = self.today(practice);
        let place = |watched: &Watched| {
            let visited = register.visits.get(&watched.name).copied();
            // Days count, not hours: last Monday's visit is a week old on Monday morning.
            let next = visited.and_then(|visited| {
                let day = visited.to_zoned(practice.zone()).date();
                day.checked_add(i32::from(watched.every_days).days()).ok()
            });
            Place { watched: watched.clone(), visited, is_due: next.is_none_or(|next| next <= today) }
        };
        Ok(practice.watch.iter().map(place).collect())
    }

    /// Notes that someone looked at a place.
    ///
    /// # Errors
    /// When the practice watches no such place, or the journal fails.
    pub async fn visit_place(&self, visit: &Visit, name: &str) -> Result<(), DeskError> {
        let watched = &self.practice(&visit.practice)?.watch;
        let place = watched.iter().find(|place| place.name == name);
        let place = place.ok_or(DeskError::Register(crate::consent::Unfit::Unknown))?.name.clone();
        self.enter(visit, |_| Ok(Event::PlaceVisited { place: place.clone() })).await?;
        Ok(())
    }

    /// The visit with the role that the person was given here, if they were given one. Whoever answers for
    /// the practice by its configuration does so whatever the register says: nobody can be locked out.
    ///
    /// # Errors
    /// When the journal fails.
    pub async fn with_given_role(&self, visit: Visit) -> Result<Visit, DeskError> {
        if visit.actor.is_responsible() {
            return Ok(visit);
        }
        let ids = self.practice(&visit.practice)?.ids_of(&visit.actor.id);
        let register = self.register(&visit).await?;
        // Whoever was given two of them, before their faces were known to be one person's, has the lesser.
        let given = ids.iter().filter_map(|id| register.roles.get(id)).min().copied();
        let role = given.unwrap_or(visit.actor.role);
        Ok(Visit { actor: Actor { role, ..visit.actor }, ..visit })
    }

    /// Gives someone a role, or back the one that their chat gives them; the responsible person's affair.
    ///
    /// # Errors
    /// When the visitor does not answer for the practice, no face knows anybody so, or the journal fails.
    pub async fn give_role(&self, visit: &Visit, to: &str, role: Option<Role>) -> Result<(), DeskError> {
        if !visit.actor.is_responsible() {
            return Err(Refusal::ResponsibleOnly.into());
        }
        let to = checked_field(to).map_err(DeskError::Register)?;
        // What was once given to a typing error can still be taken back.
        let to = if role.is_some() { actor_id(&to)? } else { to };
        self.enter(visit, |_| Ok(Event::RoleGiven { to: to.clone(), role })).await.map(drop)
    }

    /// Makes an entry, and gives the register with it.
    pub(super) async fn enter(
        &self,
        visit: &Visit,
        entry: impl Fn(&Register) -> Result<Event, DeskError>,
    ) -> Result<Arc<Register>, DeskError> {
        for _ in 0..TRIES {
            let register = self.register(visit).await?;
            let step = Append {
                practice: visit.practice.clone(),
                exchange: ExchangeId::REGISTER,
                expected: register.revision,
                at: self.clock.now(),
                actor: visit.actor.clone(),
                events: vec![entry(&register)?],
            };
            match self.journal.append(step).await {
                Ok(_) => return self.register(visit).await,
                Err(JournalError::Conflict { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Refusal::Stale { current: 0 }.into())
    }
}

/// What the team itself reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Its charter, its policy and other guides.
    Guide,
    /// Cards to learn from, one lesson each.
    Card,
}

impl Reading {
    /// The folder of a pack that holds them.
    const fn folder(self) -> &'static str {
        match self {
            Self::Guide => "guide",
            Self::Card => "training",
        }
    }
}

impl Desk {
    /// What there is to read, in the language of the reader.
    ///
    /// # Errors
    /// When the practice or its pack is not served.
    pub fn readings(&self, visit: &Visit, what: Reading) -> Result<Vec<QuickTemplate>, DeskError> {
        let pack = self.pack(self.practice(&visit.practice)?)?;
        let is_own =
            |template: &&Template| template.folder == what.folder() && template.status == TemplateStatus::Approved;
        let own = pack.templates.all(visit.language).filter(is_own);
        Ok(own.map(|template| QuickTemplate { id: template.id.clone(), title: template.title.clone() }).collect())
    }

    /// One of them, filled for the practice, as a text and as a document.
    ///
    /// # Errors
    /// When there is none of that name, or the configuration lacks what it needs.
    pub fn reading(&self, visit: &Visit, what: Reading, name: &str) -> Result<Private, DeskError> {
        let practice = self.practice(&visit.practice)?;
        let pack = self.pack(practice)?;
        let id = if name.contains('.') { name.to_owned() } else { format!("{}.{name}", what.folder()) };
        let is_own =
            |template: &&Template| template.folder == what.folder() && template.status == TemplateStatus::Approved;
        let template = pack.templates.get(visit.language, &id).filter(is_own);
        let template = template.ok_or(DeskError::NoTemplate)?;
        let (today, past) = (self.today(practice), Past::default());
        let composer = Composer { practice, pack: &pack, today, past: &past };
        let mut values = composer.practice_values();
        values.insert("today".to_owned(), long_date(today, visit.language));
        let text = pack.templates.render(visit.language, &id, &values)?;
        let document = match what {
            Reading::Guide => Some(Document::of_markdown(format!("{}.docx", id.replace('.', "-")), &text)?),
            Reading::Card => None,
        };
        let (title, findings) = (template.title.clone(), Vec::new());
        Ok(Private { title, notes: Vec::new(), readable: Some(text), copyable: None, document, findings })
    }

    /// The card of the day: each in its turn, the same for the whole team.
    ///
    /// # Errors
    /// When the pack has no card.
    pub fn card_of_the_day(&self, visit: &Visit) -> Result<Private, DeskError> {
        let cards = self.readings(visit, Reading::Card)?;
        let today = self.today(self.practice(&visit.practice)?);
        let day = usize::try_from(today.day_of_year()).unwrap_or_default();
        let card = cards.get(day % cards.len().max(1)).ok_or(DeskError::NoTemplate)?;
        self.reading(visit, Reading::Card, &card.id)
    }
}
