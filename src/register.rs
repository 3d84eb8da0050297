//! The register of a practice: what it keeps on record that belongs to no one review.
//!
//! - **Consents.** Who agreed in writing to be cited, for what, where and until when. The paper itself stays
//!   in the practice's own files: only its reference is kept here.
//! - **Visits.** When each place that the practice watches was last looked at.
//! - **Summaries.** Which were posted or told last, and to whom, so that none comes twice.
//! - **Roles.** Whom the responsible person gave a role that their chat does not give them.
//!
//! Like an exchange it is a list of events in the journal, under an identifier of its own.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::consent::Consent;
use crate::exchange::{DigestKind, Event, Recorded, Role};

/// A consent with its place in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number: the revision that the register had with it, so that it stays when others are erased.
    pub number: u32,
    /// The consent.
    pub consent: Consent,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
}

/// What the events of a register add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Register {
    /// Number of entries recorded.
    pub revision: u32,
    /// Every consent, also those that no longer hold.
    pub consents: Vec<Entry>,
    /// When each place was last looked at.
    pub visits: BTreeMap<String, Timestamp>,
    /// The day of the last summary of each kind: of those told to one person at the terminal, and of those posted in
    /// the chat.
    pub summaries: BTreeMap<(DigestKind, Option<String>), Date>,
    /// Who was given which role here.
    pub roles: BTreeMap<String, Role>,
}

impl Entry {
    /// Whether it holds on a day.
    pub fn is_in_force(&self, day: Date) -> bool {
        !self.withdrawn && self.consent.holds_on(day)
    }
}

impl Register {
    /// The register that these events add up to.
    pub fn replay(history: &[Recorded]) -> Self {
        let mut register = Self::default();
        for recorded in history {
            register.revision = recorded.revision;
            match &recorded.event {
                Event::ConsentGiven { consent } => register.consents.push(Entry {
                    number: recorded.revision,
                    consent: consent.clone(),
                    withdrawn: false,
                }),
                Event::ConsentWithdrawn { number } => {
                    if let Some(entry) = register.consents.iter_mut().find(|entry| entry.number == *number) {
                        entry.withdrawn = true;
                    }
                }
                Event::PlaceVisited { place } => {
                    register.visits.insert(place.clone(), recorded.at);
                }
                Event::DigestPosted { digest, day, to } => {
                    register.summaries.insert((*digest, to.clone()), *day);
                }
                Event::RoleGiven { to, role: Some(role) } => {
                    register.roles.insert(to.clone(), *role);
                }
                Event::RoleGiven { to, role: None } => {
                    register.roles.remove(to);
                }
                _ => {}
            }
        }
        register
    }

    /// The consents in force on a day.
    pub fn in_force(&self, day: Date) -> impl Iterator<Item = &Entry> {
        self.consents.iter().filter(move |entry| entry.is_in_force(day))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use jiff::civil::date;

    use super::*;
    use crate::exchange::{Actor, Role};

    fn consent(until: Option<Date>) -> Consent {
        Consent {
            name: "Camille R.".into(),
            what: "une phrase".into(),
            place: "site".into(),
            until,
            reference: "classeur 3, page 12".into(),
        }
    }

    fn recorded(revision: u32, event: Event) -> Recorded {
        let actor = Actor { id: "terminal:ana".into(), role: Role::Manager };
        Recorded { revision, at: Timestamp::UNIX_EPOCH, actor, event }
    }

    #[test]
    fn a_consent_holds_until_its_last_day_or_until_it_is_withdrawn() {
        let given = |until| Event::ConsentGiven { consent: consent(until).checked(date(2026, 1, 1)).unwrap() };
        let mut history =
            vec![recorded(1, given(Some(date(2026, 6, 30)))), recorded(2, given(None)), recorded(3, given(None))];
        history.push(recorded(4, Event::ConsentWithdrawn { number: 2 }));
        let register = Register::replay(&history);
        let numbers = |day| register.in_force(day).map(|entry| entry.number).collect::<Vec<_>>();
        assert_eq!(numbers(date(2026, 6, 30)), [1, 3]);
        assert_eq!(numbers(date(2026, 7, 1)), [3]);
        assert_eq!((register.revision, register.consents.len()), (4, 3));
    }
}
