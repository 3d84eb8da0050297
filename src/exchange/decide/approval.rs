//! Who may let a text out: submitting it, approving it, and all that keeps it back.
//!
//! Two people read what one has written. Whoever put words into a text, or handed it over, does not approve
//! it, whatever role they hold by then. A manager may change a text and approve it in one go; then somebody
//! else, whoever handed it over for one, still has to read what it has become.

use std::collections::BTreeMap;

use super::{Decided, Decision, Refusal, needed, short};
use crate::exchange::state::Approval;
use crate::exchange::{Draft, Event, FindingKey, Status};
use crate::guard::{Severity, Verdict};
use crate::practice::Person;

/// Whether two people are certainly not the same one: known by the same face under other names, or by
/// the practice under other names. Somebody whose face there is known is nobody else there.
fn are_apart(one: &str, other: &str, people: &[Person]) -> Option<bool> {
    if one == other {
        return Some(false);
    }
    let face = |id: &str| id.split_once(':').map(|(face, _)| face.to_owned());
    let faces_of = |id: &str| {
        let known = people.iter().find(|person| format!("person:{}", person.id) == id);
        let faces = known.map(Person::faces).unwrap_or_default();
        faces.into_iter().chain([id.to_owned()]).filter_map(|id| Some((face(&id)?, id))).collect::<BTreeMap<_, _>>()
    };
    let (own, theirs) = (faces_of(one), faces_of(other));
    // Where they meet on no face it may well be the same person.
    let met = own.iter().find_map(|(face, id)| Some((id, theirs.get(face)?)));
    met.map(|(one, other)| one != other)
}

impl Decision<'_> {
    pub(super) fn override_finding(&self, finding: FindingKey, reason: String) -> Decided {
        self.manager()?;
        let draft = self.draft()?;
        let found = draft.findings.iter().find(|found| FindingKey::of(found) == finding);
        let standing = found.is_some_and(|found| found.severity > Severity::Notice);
        if !standing || self.exchange.overridden.contains(&finding) {
            return Err(Refusal::UnknownFinding);
        }
        Ok(vec![Event::Overridden { finding, reason: needed(reason)? }])
    }

    pub(super) fn submit(&self) -> Decided {
        let draft = self.reply()?;
        self.unblocked()?;
        if matches!(self.exchange.status, Status::Submitted | Status::Approved | Status::Published) {
            return Err(Refusal::NotNow(self.exchange.status));
        }
        if self.exchange.refusal().is_some() {
            return Err(Refusal::RefusedText);
        }
        Ok(vec![Event::Submitted { sha256: draft.sha256.clone() }])
    }

    pub(super) fn approve(&self, note: Option<String>) -> Decided {
        let draft = self.reply()?;
        let alone = self.rules.policy.one_person;
        if !self.is_confirmation() {
            self.manager()?;
        }
        if self.exchange.status != Status::Submitted && !(alone && self.exchange.status.is_drafting()) {
            return Err(Refusal::NotNow(self.exchange.status));
        }
        self.unblocked()?;
        if self.exchange.refusal().is_some() {
            return Err(Refusal::RefusedText);
        }
        if !alone {
            self.other_eyes()?;
        }
        Ok(vec![self.approved(draft, note)?])
    }

    pub(super) fn edit_and_approve(&self, draft: Draft, note: Option<String>) -> Decided {
        self.manager()?;
        if self.exchange.status != Status::Submitted {
            return Err(Refusal::NotNow(self.exchange.status));
        }
        if draft.sha256 == self.draft()?.sha256 {
            return self.approve(note);
        }
        if draft.verdict(&[]) == Verdict::Block {
            return Err(Refusal::Blocked);
        }
        let sha256 = draft.sha256.clone();
        let mut events = self.edit(draft)?;
        let note = short(note)?;
        // The words are the manager's own now: theirs is one of the approvals and never the last.
        let own = Approval { by: self.actor.clone(), note: note.clone() };
        let edited = self.exchange.after(&events, self.actor, self.exchange.updated_at);
        let wanted = edited.readers_wanted(&[own], self.rules.policy);
        events.push(Event::Submitted { sha256: sha256.clone() });
        events.push(Event::Approved { sha256, note, wanted });
        Ok(events)
    }

    pub(super) fn request_changes(&self, note: String) -> Decided {
        self.manager()?;
        if !matches!(self.exchange.status, Status::Submitted | Status::Approved) {
            return Err(Refusal::NotNow(self.exchange.status));
        }
        Ok(vec![Event::ChangesRequested { note: needed(note)? }])
    }

    pub(super) fn refuse(&self, reason: String) -> Decided {
        self.manager()?;
        let draft = self.reply()?;
        if !matches!(self.exchange.status, Status::Submitted | Status::Approved) {
            return Err(Refusal::NotNow(self.exchange.status));
        }
        Ok(vec![Event::Refused { sha256: draft.sha256.clone(), reason: needed(reason)? }])
    }

    /// Whether the text is a manager's version of what this person handed over: they have read it as
    /// nobody else, and may say so though they are no manager.
    fn is_confirmation(&self) -> bool {
        let editor_approved =
            self.exchange.approvals.iter().any(|approval| Some(&approval.by.id) == self.exchange.editor.as_ref());
        editor_approved && self.exchange.authors.contains(&self.actor.id)
    }

    /// Whoever approves a text did not write it, as far as anybody can tell.
    fn other_eyes(&self) -> Result<(), Refusal> {
        let own = &self.actor.id;
        // One person who comes back with another face is no second reader.
        for approval in &self.exchange.approvals {
            match are_apart(own, &approval.by.id, self.rules.people) {
                Some(true) => {}
                Some(false) => return Err(Refusal::AlreadyApproved),
                None => return Err(Refusal::CannotTellApart),
            }
        }
        let written: Vec<&String> = if self.is_confirmation() {
            self.exchange.editor.iter().collect()
        } else {
            self.exchange.authors.iter().collect()
        };
        for author in written {
            match are_apart(own, author, self.rules.people) {
                Some(true) => {}
                Some(false) => return Err(Refusal::OwnText),
                None => return Err(Refusal::CannotTellApart),
            }
        }
        Ok(())
    }

    fn approved(&self, draft: &Draft, note: Option<String>) -> Result<Event, Refusal> {
        let note = short(note)?;
        let mut approvals = self.exchange.approvals.clone();
        approvals.push(Approval { by: self.actor.clone(), note: note.clone() });
        let wanted = self.exchange.readers_wanted(&approvals, self.rules.policy);
        Ok(Event::Approved { sha256: draft.sha256.clone(), note, wanted })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_with_two_faces_is_not_two_people() {
        assert_eq!(are_apart("discord:1", "discord:2", &[]), Some(true));
        assert_eq!(are_apart("discord:1", "discord:1", &[]), Some(false));
        assert_eq!(are_apart("discord:1", "terminal:ana", &[]), None);
        assert_eq!(are_apart("person:ana", "person:chloe", &[]), Some(true));
        let known = [Person { id: "ana".into(), discord: Some(1), terminal: None }];
        assert_eq!(are_apart("person:ana", "discord:2", &known), Some(true));
        assert_eq!(are_apart("discord:1", "person:ana", &known), Some(false));
        assert_eq!(are_apart("person:ana", "terminal:x", &known), None);
    }
}
