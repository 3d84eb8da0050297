//! What a cue may point to: a closed list, so that a cue, a questionnaire and a report speak of the
//! same things by the same words.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An enumeration whose values are words of files and reports.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $value:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $word)] $value,)+
        }

        impl $name {
            /// Every value, the first to be looked at first.
            pub const ALL: &[Self] = &[$(Self::$value),+];

            /// The word that files, reports and the message catalogue use.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$value => $word,)+
                }
            }
        }
    };
}

words! {
    /// What may not wait: people come before reputation.
    Urgent {
        /// The author may be about to end their life.
        Suicidal = "suicidal",
        /// Someone may be in danger.
        PersonInDanger = "person_in_danger",
        /// A grave symptom is going on.
        MedicalEmergency = "medical_emergency",
        /// Someone threatens the team. It is a possible ground as well.
        Threat = "threat",
        /// Someone reports ill-treatment or assault.
        AbuseReported = "abuse_reported",
        /// Someone reports a fraud that is going on.
        FraudReported = "fraud_reported",
    }
}

words! {
    /// On what ground a review might not be lawful, which only a court decides. The one that
    /// changes most what is to be done comes first.
    Ground {
        /// A threat against somebody.
        Threat = "threat",
        /// Something is demanded for the review to go or not to come.
        Extortion = "extortion",
        /// Hate of people for what they are.
        Discrimination = "discrimination",
        /// Somebody speaks as if they were the practice, a member of it or an authority.
        Impersonation = "impersonation",
        /// Private life or personal data of somebody.
        Privacy = "privacy",
        /// An offensive word to a person, with no fact.
        Insult = "insult",
        /// A precise fact that harms honour, told as true.
        Defamation = "defamation",
        /// Whoever writes was never there, or has an interest.
        FakeOrCompetitor = "fake_or_competitor",
        /// Goods or services are discredited in order to harm.
        Disparagement = "disparagement",
        /// It speaks of something else, or advertises.
        OffTopic = "off_topic",
    }
}

words! {
    /// What a review is about.
    Topic {
        /// Waiting, delays.
        Waiting = "waiting",
        /// Reception.
        Reception = "reception",
        /// Telephone, being reached.
        Phone = "phone",
        /// Fees.
        Fees = "fees",
        /// Premises, cleanliness.
        Premises = "premises",
        /// Access, parking.
        Access = "access",
        /// Explanations.
        Communication = "communication",
        /// The team's attitude.
        Attitude = "attitude",
        /// The care, or the service itself.
        Care = "care",
        /// Documents, files, appointments.
        Administrative = "administrative",
    }
}

/// What a cue points to. In this order it is shown: what may not wait stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Signal {
    /// A possible emergency.
    Urgent(Urgent),
    /// A possible ground.
    Ground(Ground),
    /// What the review is about.
    Topic(Topic),
    /// It expresses discontent.
    Complaint,
    /// It praises.
    Positive,
}

impl Signal {
    /// The family it belongs to, as files write it.
    pub const fn family(self) -> &'static str {
        match self {
            Self::Urgent(_) => "urgent",
            Self::Ground(_) => "ground",
            Self::Topic(_) => "topic",
            Self::Complaint => "complaint",
            Self::Positive => "positive",
        }
    }

    /// Its own word within the family, where there are several.
    const fn word(self) -> Option<&'static str> {
        match self {
            Self::Urgent(urgent) => Some(urgent.as_str()),
            Self::Ground(ground) => Some(ground.as_str()),
            Self::Topic(topic) => Some(topic.as_str()),
            Self::Complaint | Self::Positive => None,
        }
    }

    /// Every signal.
    pub fn all() -> impl Iterator<Item = Self> {
        let urgent = Urgent::ALL.iter().copied().map(Self::Urgent);
        let grounds = Ground::ALL.iter().copied().map(Self::Ground);
        let topics = Topic::ALL.iter().copied().map(Self::Topic);
        urgent.chain(grounds).chain(topics).chain([Self::Complaint, Self::Positive])
    }

    /// The signals that a questionnaire names so: one (`ground.insult`), or a whole family (`ground`).
    /// Empty when there is none of that name.
    pub fn named(name: &str) -> Vec<Self> {
        Self::all().filter(|signal| signal.family() == name || signal.to_string() == name).collect()
    }
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.word() {
            Some(word) => write!(f, "{}.{word}", self.family()),
            None => f.write_str(self.family()),
        }
    }
}

impl Serialize for Signal {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_names_all_of_its_signals_and_a_word_one() {
        assert_eq!(Signal::named("ground.insult"), [Signal::Ground(Ground::Insult)]);
        assert_eq!(Signal::named("ground").len(), Ground::ALL.len());
        assert_eq!(Signal::named("complaint"), [Signal::Complaint]);
        assert!(Signal::named("insult").is_empty());
        assert!(Signal::named("ground.").is_empty());
    }

    #[test]
    fn what_may_not_wait_stands_first() {
        let all: Vec<_> = Signal::all().collect();
        assert!(all.is_sorted());
        assert_eq!(all[0], Signal::Urgent(Urgent::Suicidal));
    }
}
