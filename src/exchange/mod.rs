//! All that happens to one review, from intake to closing.
//!
//! An exchange is the list of its [`Event`]s; its [`Exchange`] state is what they add up to. The one
//! place that permits or refuses a step is [`decide()`]: it takes the state, a [`Command`] and the
//! [`Rules`] in force, and returns the events to record or a [`Refusal`] that a person can read.
//! Nothing here waits, reads a clock or touches a disk.

mod actor;
mod decide;
mod draft;
mod event;
mod id;
mod state;
mod upkeep;

pub use actor::{Actor, Role};
pub use decide::{Command, MAX_NOTE, MAX_TEXT, PROMISE, Refusal, Rules, decide};
pub(crate) use decide::{actor_id, needed};
pub use draft::{ApprovedText, Digest, Draft, FindingKey, Provenance, Rulebook, Unchecked};
pub use event::{Event, Origin, Recorded, StepDue};
pub use id::{ExchangeId, UnknownExchangeId};
pub use state::{Approval, Classified, Ending, Exchange, Measure, Status};
pub use upkeep::{Audience, Card, DigestKind, ErasureCause, Evidence, Media, Reminder, Stage};
