//! Who does something, and in which role.

use serde::{Deserialize, Serialize};

/// What a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Forwards reviews, answers questions, drafts, publishes what policy allows.
    Staff,
    /// Also approves, overrides, looks at the figures, exports and erases.
    Manager,
    /// Answers for the practice: a manager who also says who is one.
    Responsible,
}

impl Role {
    /// The name that the configuration, the archive and the message catalogue use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Manager => "manager",
            Self::Responsible => "responsible",
        }
    }
}

/// A person, named by an identifier of the face they use and never by their name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// `discord:<user id>` or `terminal:<login>`.
    pub id: String,
    /// The role held at that moment.
    pub role: Role,
}

impl Actor {
    /// Whether the person is a manager.
    pub fn is_manager(&self) -> bool {
        self.role >= Role::Manager
    }

    /// Whether the person answers for the practice.
    pub fn is_responsible(&self) -> bool {
        self.role == Role::Responsible
    }
}
