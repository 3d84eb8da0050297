//! An exchange with its whole history as a document: what goes into a client's file, or before an auditor.

use jiff::Timestamp;

use super::compose::literal;
use super::{Desk, DeskError, Visit, event_detail, event_name, long_date};
use crate::document::Document;
use crate::exchange::{Draft, Event, Exchange, ExchangeId, Recorded};
use crate::language::Language;
use crate::practice::Practice;
use crate::{text, wording};

impl Desk {
    /// Everything that is recorded of an exchange, in order, as a document.
    ///
    /// # Errors
    /// When there is no such exchange, the journal fails, or the document cannot be made.
    pub async fn dossier(&self, visit: &Visit, id: ExchangeId) -> Result<Document, DeskError> {
        let practice = self.practice(&visit.practice)?;
        let exchange = self.exchange(&practice.id, id).await?;
        let page = Page { practice, exchange: &exchange, language: visit.language };
        Ok(Document::of_markdown(format!("{id}.docx"), &page.markdown())?)
    }
}

struct Page<'a> {
    practice: &'a Practice,
    exchange: &'a Exchange,
    language: Language,
}

impl Page<'_> {
    fn markdown(&self) -> String {
        let Self { practice, exchange, language } = self;
        let review = &exchange.review;
        let facts = [
            ("platform", review.platform.clone()),
            ("author", review.author.clone()),
            ("rating", review.rating.map(|rating| rating.to_string())),
            ("first_posted", review.first_posted.map(|day| long_date(day, *language))),
            ("url", review.url.clone()),
        ];
        let facts = facts.into_iter().filter_map(|(name, value)| {
            Some(format!("- **{}** {}", wording::named(*language, "fact", name), literal(&value?)))
        });
        let status = wording::named(*language, "status", exchange.status.name());
        let history: String = exchange.history.iter().map(|recorded| self.line(recorded)).collect();
        format!(
            "## {}\n\n**{}**\n{}\n\n{}\n\n## {}\n\n{}\n\n## {}\n\n{history}",
            text!(*language, "dossier-title", exchange = exchange.id.as_str()),
            literal(&practice.name),
            text!(*language, "dossier-status", status = status),
            facts.collect::<Vec<_>>().join("\n"),
            text!(*language, "review-label"),
            literal(&review.text),
            text!(*language, "journal-history"),
        )
    }

    /// One event: when, who, what, and the text where it has one.
    fn line(&self, recorded: &Recorded) -> String {
        let what = event_name(&recorded.event, self.language);
        let said = self.said(&recorded.event).map(|said| format!("\n{}", literal(&said))).unwrap_or_default();
        let draft = draft(&recorded.event).map(|draft| {
            format!("\n{}\n*{} · SHA-256 {}*", literal(&draft.text), literal(&draft.template), draft.sha256.as_str())
        });
        let (at, actor) = (self.time(recorded.at), literal(&recorded.actor.id));
        format!("**{at} · {what}** · {actor}{said}{}\n\n", draft.unwrap_or_default())
    }

    /// What a person said with it, or the text that it is about by its digest.
    fn said(&self, event: &Event) -> Option<String> {
        let detail = event_detail(event, self.language).filter(|_| draft(event).is_none());
        let digest = match event {
            Event::Submitted { sha256 }
            | Event::Copied { sha256 }
            | Event::Approved { sha256, .. }
            | Event::Refused { sha256, .. }
            | Event::Published { sha256, .. }
            | Event::OnlineChecked { sha256, .. } => Some(format!("SHA-256 {}", sha256.as_str())),
            Event::EvidenceAdded { evidence } => Some(format!("SHA-256 {}", evidence.sha256.as_str())),
            _ => None,
        };
        let said: Vec<_> = detail.into_iter().chain(digest).collect();
        (!said.is_empty()).then(|| said.join(" · "))
    }

    fn time(&self, at: Timestamp) -> String {
        at.to_zoned(self.practice.zone()).strftime("%Y-%m-%d %H:%M:%S %Z").to_string()
    }
}

fn draft(event: &Event) -> Option<&Draft> {
    match event {
        Event::Proposed { draft } | Event::Edited { draft } | Event::Prepared { draft } => Some(draft),
        _ => None,
    }
}
