//! What a button, a menu or a form carries: all that is needed to serve it in a process started since.
//!
//! `e1:<exchange>:<revision>:<action>` for an exchange; `e1:open:<exchange>` to show one;
//! `e1:erase:<exchange>`, `e1:hold:…` and `e1:release:…` for the forms that ask why; `e1:purge:<digest>` and
//! `e1:mentions:<digest>` for a list of what would go, as it was seen; `e1:evidence:<message>` for
//! the choice of an exchange; `e1:page:<page>` and `e1:view` for what was found in the journal; `e1:new`,
//! `e1:consent` and `e1:quick:<language>:<template>` for the forms that belong to none.

use std::fmt;
use std::str::FromStr;

use super::erase::Keeping;
use super::several::Cause;
use crate::desk::{Action, Reference};
use crate::exchange::{Digest, ExchangeId};
use crate::language::Language;

/// Version of the scheme: another one is answered politely and does nothing.
const VERSION: &str = "e1";

/// What was pressed, chosen or submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CustomId {
    /// An action on an exchange, as it was seen.
    Act(Reference, Action),
    /// A menu of actions on an exchange: the action is the value chosen.
    Menu(Reference, String),
    /// Show an exchange as it is.
    Open(ExchangeId),
    /// The form that asks why an exchange is erased, held or released.
    Keeping(Keeping, ExchangeId),
    /// Erase what a list shows, or the form that asks why; the list by its digest.
    Several(Cause, Digest),
    /// The list from which the exchange is chosen that a message's captures belong to.
    Evidence(u64),
    /// Another page of what was found.
    Page(usize),
    /// A menu of exchanges that were found: the value chosen is the one to open.
    View,
    /// The form of a new review.
    New,
    /// The form of a consent.
    Consent,
    /// The form of a quick template.
    Quick(Language, String),
}

impl fmt::Display for CustomId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Act(at, action) => write!(f, "{VERSION}:{}:{}:{action}", at.exchange, at.revision),
            Self::Menu(at, menu) => write!(f, "{VERSION}:{}:{}:menu.{menu}", at.exchange, at.revision),
            Self::Open(exchange) => write!(f, "{VERSION}:open:{exchange}"),
            Self::Keeping(keeping, exchange) => write!(f, "{VERSION}:{keeping}:{exchange}"),
            Self::Several(cause, list) => write!(f, "{VERSION}:{cause}:{list}"),
            Self::Evidence(message) => write!(f, "{VERSION}:evidence:{message}"),
            Self::Page(page) => write!(f, "{VERSION}:page:{page}"),
            Self::View => write!(f, "{VERSION}:view"),
            Self::New => write!(f, "{VERSION}:new"),
            Self::Consent => write!(f, "{VERSION}:consent"),
            Self::Quick(language, template) => write!(f, "{VERSION}:quick:{language}:{template}"),
        }
    }
}

/// The identifier is of another version, or none of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct UnknownId;

impl FromStr for CustomId {
    type Err = UnknownId;

    fn from_str(text: &str) -> Result<Self, UnknownId> {
        let mut parts = text.splitn(4, ':');
        if parts.next() != Some(VERSION) {
            return Err(UnknownId);
        }
        match (parts.next(), parts.next(), parts.next()) {
            (Some("page"), Some(page), None) => Ok(Self::Page(page.parse().map_err(|_| UnknownId)?)),
            (Some("view"), None, None) => Ok(Self::View),
            (Some("new"), None, None) => Ok(Self::New),
            (Some("consent"), None, None) => Ok(Self::Consent),
            (Some("open"), Some(exchange), None) => Ok(Self::Open(exchange.parse().map_err(|_| UnknownId)?)),
            (Some("quick"), Some(language), Some(template)) => {
                Ok(Self::Quick(language.parse().map_err(|_| UnknownId)?, template.to_owned()))
            }
            (Some("evidence"), Some(message), None) => Ok(Self::Evidence(message.parse().map_err(|_| UnknownId)?)),
            (Some(cause @ ("purge" | "mentions")), Some(list), None) => {
                let list = Digest::try_from(list.to_owned()).map_err(|_| UnknownId)?;
                Ok(Self::Several(cause.parse().map_err(|()| UnknownId)?, list))
            }
            (Some(keeping), Some(exchange), None) => {
                let keeping = keeping.parse().map_err(|()| UnknownId)?;
                Ok(Self::Keeping(keeping, exchange.parse().map_err(|_| UnknownId)?))
            }
            (Some(exchange), Some(revision), Some(action)) => {
                let exchange = exchange.parse().map_err(|_| UnknownId)?;
                let at = Reference { exchange, revision: revision.parse().map_err(|_| UnknownId)? };
                match action.strip_prefix("menu.") {
                    Some(menu) => Ok(Self::Menu(at, menu.to_owned())),
                    None => Ok(Self::Act(at, action.parse().map_err(|_| UnknownId)?)),
                }
            }
            _ => Err(UnknownId),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever comes back from the chat is one of ours to the letter, or unknown.
        #[test]
        fn what_is_read_is_what_was_written(
            noise in "\\PC{0,40}",
            head in "e1|e2|",
            parts in proptest::collection::vec("[0-9a-z]{10}|[0-9a-f]{64}|[0-9]{1,21}|-1|open|page|quick|erase|hold|purge|mentions|menu\\.x|answer\\.a\\.b|copy|fr|en|\\PC{0,6}", 0..5),
        ) {
            for text in [noise, [vec![head], parts].concat().join(":")] {
                if let Ok(id) = text.parse::<CustomId>() {
                    prop_assert_eq!(id.to_string().parse(), Ok(id));
                }
            }
        }
    }

    #[test]
    fn every_identifier_reads_back_and_fits() {
        let at = Reference { exchange: ExchangeId::from_random(u64::MAX), revision: u32::MAX };
        let long = "x".repeat(24);
        let ids = [
            CustomId::Act(at, Action::Answer { question: long.clone(), answer: long.clone() }),
            CustomId::Menu(at, "prepare".to_owned()),
            CustomId::Open(at.exchange),
            CustomId::Keeping(Keeping::Erase, at.exchange),
            CustomId::Keeping(Keeping::Release, at.exchange),
            CustomId::Several(Cause::Age, Digest::of(b"")),
            CustomId::Several(Cause::Mention, Digest::of(b"")),
            CustomId::Evidence(u64::MAX),
            CustomId::Page(usize::MAX),
            CustomId::View,
            CustomId::New,
            CustomId::Consent,
            CustomId::Quick(Language::En, "quick.no-medical-advice-online".to_owned()),
        ];
        for id in ids {
            let text = id.to_string();
            assert!(text.len() <= 100, "{text}");
            assert_eq!(text.parse(), Ok(id));
        }
    }

    #[test]
    fn other_versions_and_noise_are_unknown() {
        for text in ["", "e2:new", "e1", "e1:new:x", "e1:0123456789:x:copy", "e1:0123456789:1:fly"] {
            assert_eq!(text.parse::<CustomId>(), Err(UnknownId), "{text}");
        }
    }
}
