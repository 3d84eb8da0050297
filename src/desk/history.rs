//! What a line of an exchange's history says besides the name of its event.

use similar::{ChangeTag, TextDiff};

use super::{Change, HistoryLine, Piece};
use crate::exchange::{Event, Exchange, FindingKey, Recorded};
use crate::guard::Waiver;
use crate::language::Language;
use crate::practice::Practice;
use crate::{text, wording};

/// How many events a card shows.
const LAST_LINES: usize = 6;
/// Most characters of a digest that a person is shown.
const SHORT_DIGEST: usize = 12;

/// What a person said with a step, or what it was about.
pub fn event_detail(event: &Event, language: Language) -> Option<String> {
    let finding = |finding: &FindingKey, reason: &str| format!("{} · {reason}", finding.rule);
    let whom = |to: Option<&str>| to.map(|to| format!(" · {to}")).unwrap_or_default();
    match event {
        Event::Answered { question, answer } => Some(format!("{question} = {answer}")),
        Event::Classified { outcome, .. } => Some(outcome.clone()),
        Event::Proposed { draft } | Event::Edited { draft } | Event::Prepared { draft } => {
            let waivers = waived(&draft.waivers, language).map(|waived| format!(" · {waived}")).unwrap_or_default();
            Some(format!("{} · {}{waivers}", draft.template, short(draft.sha256.as_str())))
        }
        Event::Rechecked { waivers, .. } => waived(waivers, language),
        Event::Overridden { finding: key, reason } => Some(finding(key, reason)),
        Event::Approved { note, wanted, .. } => {
            let more = (*wanted > 0).then(|| text!(language, "approvals-wanted", count = usize::from(*wanted)));
            let said: Vec<_> = note.iter().cloned().chain(more).collect();
            (!said.is_empty()).then(|| said.join(" · "))
        }
        Event::ChangesRequested { note } => Some(note.clone()),
        Event::Closed { note } => note.clone(),
        Event::Published { url, .. } => url.clone(),
        Event::NotAnswered { reason }
        | Event::Reopened { reason }
        | Event::Refused { reason, .. }
        | Event::HoldPlaced { reason }
        | Event::HoldLifted { reason }
        | Event::Erased { reason, .. } => Some(reason.clone()),
        Event::StepDone { step, .. } => Some(step.clone()),
        Event::MeasurePlanned { measure, due } => Some(format!("{measure} · {due}")),
        Event::MeasureDone { measure } => Some((measure + 1).to_string()),
        Event::Reassigned { to } => Some(to.clone()),
        Event::LanguageChosen { language } => Some(language.to_string()),
        Event::ConsentGiven { consent } => Some(format!("{} · {} · {}", consent.name, consent.what, consent.place)),
        Event::ConsentWithdrawn { number } => Some(number.to_string()),
        Event::PlaceVisited { place } => Some(place.clone()),
        Event::OnlineChecked { differs, .. } => Some(match differs {
            Some(_) => text!(language, "online-differs"),
            None => text!(language, "online-same"),
        }),
        Event::EvidenceAdded { evidence } => {
            let kind = evidence.media.extension().to_uppercase();
            Some(format!("{kind} · {} · {}", evidence.origin, short(evidence.sha256.as_str())))
        }
        Event::Snoozed { until } => Some(until.to_string()),
        Event::Reminded { reminder, to } => {
            Some(format!("{} · {}{}", reminder.clock, reminder.due, whom(to.as_deref())))
        }
        Event::Viewed { with } => Some(with.clone()),
        Event::RoleGiven { to, role } => {
            let role = role.map(|role| wording::named(language, "role", role.name()));
            Some(format!("{to} · {}", role.unwrap_or_else(|| "—".to_owned())))
        }
        Event::CardPosted { card } => Some(card.place.clone()),
        Event::DigestPosted { day, to, .. } => Some(format!("{day}{}", whom(to.as_deref()))),
        Event::Received { .. }
        | Event::Described { .. }
        | Event::Submitted { .. }
        | Event::Copied { .. }
        | Event::AuthorTold { .. }
        | Event::TakenBack => None,
    }
}

/// The beginning of a digest, by which a person knows it again.
pub(super) fn short(digest: &str) -> &str {
    digest.get(..SHORT_DIGEST).unwrap_or(digest)
}

/// The rules that the practice had relaxed when the guard read a text, each with its reason.
fn waived(waivers: &[Waiver], language: Language) -> Option<String> {
    let one = |waiver: &Waiver| format!("{} = {} ({})", waiver.rule, waiver.severity.as_str(), waiver.reason);
    let list: Vec<_> = waivers.iter().map(one).collect();
    (!list.is_empty()).then(|| text!(language, "journal-waivers", waivers = list.join(" ; ")))
}

/// What changed from one text to another, word by word; nothing when they are the same.
pub(super) fn changes(before: &str, after: &str) -> Vec<Piece> {
    if before == after {
        return Vec::new();
    }
    let difference = TextDiff::from_words(before, after);
    let mut pieces: Vec<Piece> = Vec::new();
    for word in difference.iter_all_changes() {
        let change = match word.tag() {
            ChangeTag::Equal => Change::Same,
            ChangeTag::Insert => Change::Added,
            ChangeTag::Delete => Change::Removed,
        };
        match pieces.last_mut().filter(|last| last.change == change) {
            Some(last) => last.text.push_str(word.value()),
            None => pieces.push(Piece { change, text: word.value().to_owned() }),
        }
    }
    pieces
}

/// The last events of an exchange, those aside that only say how it was shown or what one person was told.
pub(super) fn last_lines(exchange: &Exchange, practice: &Practice, language: Language) -> Vec<HistoryLine> {
    let is_told = |recorded: &&Recorded| {
        !matches!(
            recorded.event,
            Event::Answered { .. }
                | Event::CardPosted { .. }
                | Event::AuthorTold { .. }
                | Event::Reminded { to: Some(_), .. }
        )
    };
    let told: Vec<&Recorded> = exchange.history.iter().filter(is_told).collect();
    let line = |recorded: &&Recorded| HistoryLine {
        at: recorded.at.to_zoned(practice.zone()).strftime("%d/%m %H:%M").to_string(),
        what: event_name(&recorded.event, language),
        actor: recorded.actor.id.clone(),
        detail: event_detail(&recorded.event, language),
    };
    told[told.len().saturating_sub(LAST_LINES)..].iter().map(line).collect()
}

/// The name of an event, in words.
pub fn event_name(event: &Event, language: Language) -> String {
    wording::named(language, "event", event.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_told_word_by_word() {
        let pieces = changes("Bonjour, merci de cet avis.", "Bonjour, merci beaucoup de cet avis !");
        let of = |change| {
            pieces.iter().filter(|piece| piece.change == change).map(|piece| piece.text.trim()).collect::<Vec<_>>()
        };
        assert_eq!(of(Change::Added), ["beaucoup", "avis !"]);
        assert_eq!(of(Change::Removed), ["avis."]);
        assert!(changes("a", "a").is_empty());
    }
}
