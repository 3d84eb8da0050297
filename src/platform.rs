//! The places where reviews stand: how a professional answers there, what to click to report a review, and
//! which choice comes nearest to a possible ground.
//!
//! It is data of the packs (`platforms.toml`) and it ages: each entry says when it was written and whether
//! its writer was sure.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use crate::fault::Fault;
use crate::language::Localized;

/// The entry that stands for any place with none of its own.
const GENERIC: &str = "generic";

/// One place.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Platform {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: Localized,
    /// The hosts of its pages; a host under one of them belongs to it too.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// When the entry was last read over.
    pub written: Date,
    /// Whether some of it was not seen at first hand.
    #[serde(default)]
    pub uncertain: bool,
    /// Longest reply that it takes, in characters, where that is known.
    pub max_chars: Option<usize>,
    /// What to know of the entry itself.
    pub note: Localized,
    /// How a professional answers there.
    pub reply: Localized,
    /// What to click to report a review, in order.
    pub report: Steps,
    /// Which choice to tick, by possible ground.
    #[serde(default)]
    pub grounds: BTreeMap<String, Choice>,
}

/// Steps in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Steps {
    /// In French.
    pub fr: Vec<String>,
    /// In English.
    pub en: Vec<String>,
}

/// The choice that comes nearest to a ground.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// In French.
    pub fr: String,
    /// In English.
    pub en: String,
    /// Whether it was not seen at first hand.
    #[serde(default)]
    pub uncertain: bool,
}

/// All places that are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Platforms {
    known: Vec<Platform>,
    generic: Platform,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    platform: Vec<Platform>,
}

impl Platforms {
    /// Reads a file of places.
    ///
    /// # Errors
    /// Every fault found, with its line.
    pub fn load(file: &str, source: &str) -> Result<Self, Vec<Fault>> {
        let File { platform: known } =
            toml::from_str(source).map_err(|error| vec![Fault::from_toml(file, source, 1, &error)])?;
        let mut faults = Vec::new();
        for (at, platform) in known.iter().enumerate() {
            let fault = |what: &str| Fault::at_line(file, 1, format!("platform {}: {what}", platform.id));
            if known.iter().take(at).any(|other| other.id == platform.id) {
                faults.push(fault("it is there twice"));
            }
            if platform.report.fr.is_empty() || platform.report.fr.len() != platform.report.en.len() {
                faults.push(fault("as many steps are needed in French as in English, at least one"));
            }
        }
        match known.iter().find(|platform| platform.id == GENERIC).cloned() {
            Some(generic) if faults.is_empty() => Ok(Self { known, generic }),
            Some(_) => Err(faults),
            None => {
                faults.push(Fault::at_line(file, 1, format!("there is no platform {GENERIC:?}, for all others")));
                Err(faults)
            }
        }
    }

    /// The place where a review stands, told by its address or else by its name.
    pub fn of(&self, url: Option<&str>, name: Option<&str>) -> &Platform {
        let host = url.and_then(host);
        let by_host = host.and_then(|host| self.known.iter().find(|platform| platform.has(&host)));
        let by_name = || {
            let name = name?.trim().to_lowercase();
            let is_named = |platform: &&Platform| {
                [&platform.id, &platform.name.fr, &platform.name.en].iter().any(|own| own.to_lowercase() == name)
            };
            self.known.iter().find(is_named)
        };
        by_host.or_else(by_name).unwrap_or(&self.generic)
    }
}

impl Platform {
    fn has(&self, host: &str) -> bool {
        self.hosts
            .iter()
            .any(|own| host == own || host.strip_suffix(own.as_str()).is_some_and(|sub| sub.ends_with('.')))
    }
}

/// The host of an address, in small letters.
fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = host.split(':').next()?.trim_end_matches('.');
    (!host.is_empty()).then(|| host.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn shipped() -> Platforms {
        Platforms::load("platforms.toml", include_str!("../response_templates/common/platforms.toml")).unwrap()
    }

    #[test]
    fn a_place_is_told_by_its_address_or_its_name_and_any_other_is_generic() {
        let platforms = shipped();
        let id = |url, name| platforms.of(url, name).id.as_str();
        assert_eq!(id(Some("https://www.google.com/maps/x"), None), "google");
        assert_eq!(id(Some("https://fr.trustpilot.com:443/review/x"), Some("Google")), "trustpilot");
        assert_eq!(id(Some("https://WWW.Google.COM./maps"), None), "google");
        assert_eq!(id(None, Some(" facebook ")), "facebook");
        // A host that only ends like one is another.
        assert_eq!(id(Some("https://notgoogle.com/x"), None), GENERIC);
        assert_eq!(id(Some("https://google.com.evil.example/x"), None), GENERIC);
        assert_eq!(id(Some("https://google.com@evil.example/x"), None), GENERIC);
        assert_eq!(id(None, None), GENERIC);
    }

    #[test]
    fn a_file_without_a_generic_place_or_with_one_twice_is_refused() {
        let one = "[[platform]]\nid = \"a\"\nname = { fr = \"A\", en = \"A\" }\nwritten = \"2026-01-01\"\n\
            note = { fr = \"n\", en = \"n\" }\nreply = { fr = \"r\", en = \"r\" }\nreport = { fr = [\"x\"], en = [\"x\"] }\n";
        let faults = Platforms::load("p.toml", &format!("{one}{one}")).unwrap_err();
        assert_eq!(faults.len(), 2, "{faults:?}");
    }
}
