//! An exchange with its whole history as a document: what goes into a client's file, before an auditor or a
//! court. It says who did what and when, gives every text once with its digest and what changed since the one
//! before, and how whoever reads it can check it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::compose::literal;
use super::history::changes;
use super::{Change, Desk, DeskError, Managing, event_detail, event_name, long_date};
use crate::document::Document;
use crate::exchange::{Actor, Digest, Draft, Event, Exchange, ExchangeId, Media, Recorded};
use crate::guard::Finding;
use crate::journal::ChainHead;
use crate::language::Language;
use crate::pack::Pack;
use crate::practice::Practice;
use crate::{text, wording};

impl Desk {
    /// Everything that is recorded of an exchange, in order, as a document. That it was read so is recorded too.
    ///
    /// # Errors
    /// When there is no such exchange, the journal fails, or the document cannot be made.
    pub async fn dossier(&self, managing: Managing<'_>, id: ExchangeId) -> Result<Document, DeskError> {
        let visit = managing.visit();
        let practice = self.practice(&visit.practice)?;
        let pack = self.pack(practice)?;
        let exchange = self.read_out(managing, practice, id).await?;
        let mut pictures = BTreeMap::new();
        for evidence in exchange.evidence.iter().filter(|evidence| matches!(evidence.media, Media::Png | Media::Jpeg)) {
            // One that is gone or damaged is listed all the same; its digest says what it was.
            if let Ok(bytes) = self.capture(managing, evidence).await {
                pictures.insert(evidence.sha256.to_string(), bytes);
            }
        }
        let head = self.journal.head(&practice.id).await?;
        let page = Page {
            practice,
            pack: &pack,
            exchange: &exchange,
            standing: exchange.standing().into_iter().map(std::ptr::from_ref).collect(),
            texts: texts(&exchange),
            head,
            made: (self.clock.now(), &visit.actor),
            language: visit.language,
        };
        Ok(Document::of_record(format!("{id}.docx"), &page.markdown(), pictures)?)
    }
}

struct Page<'a> {
    practice: &'a Practice,
    pack: &'a Pack,
    exchange: &'a Exchange,
    /// What was not taken back.
    standing: BTreeSet<*const Recorded>,
    /// Every text that was recorded, once, in the order in which it first was.
    texts: Vec<&'a Digest>,
    head: Option<ChainHead>,
    /// When this document was made, and for whom.
    made: (Timestamp, &'a Actor),
    language: Language,
}

fn texts(exchange: &Exchange) -> Vec<&Digest> {
    let mut texts = Vec::new();
    for draft in exchange.history.iter().filter_map(|recorded| draft(&recorded.event)) {
        if !texts.contains(&&draft.sha256) {
            texts.push(&draft.sha256);
        }
    }
    texts
}

impl Page<'_> {
    fn markdown(&self) -> String {
        let parts = [
            self.head(),
            self.section("review", &self.review()),
            self.section("answers", &self.answers()),
            self.section("history", &self.history()),
            self.section("captures", &self.captures()),
            self.section("check", &self.check()),
        ];
        parts.join("\n\n")
    }

    fn named(&self, name: &str) -> String {
        wording::named(self.language, "dossier", name)
    }

    fn section(&self, name: &str, body: &str) -> String {
        format!("## {}\n\n{body}", self.named(name))
    }

    /// Whose record it is, of what, and who had it made.
    fn head(&self) -> String {
        let (at, actor) = &self.made;
        let status = wording::named(self.language, "status", self.exchange.status.name());
        let made = text!(self.language, "dossier-made", at = self.time(*at), actor = self.person(actor));
        let hold =
            self.exchange.hold.as_ref().map(|reason| text!(self.language, "dossier-hold", reason = literal(reason)));
        format!(
            "## {}\n\n**{}** ({}) · {}\n{}\n{made}{}",
            text!(self.language, "dossier-title", exchange = self.exchange.id.as_str()),
            literal(&self.practice.name),
            literal(self.practice.id.as_str()),
            literal(&self.practice.time_zone),
            text!(self.language, "dossier-status", status = status),
            hold.map(|hold| format!("\n{hold}")).unwrap_or_default(),
        )
    }

    fn review(&self) -> String {
        let review = &self.exchange.review;
        let facts = [
            ("platform", review.platform.clone()),
            ("author", review.author.clone()),
            ("rating", review.rating.map(|rating| rating.to_string())),
            ("first_posted", review.first_posted.map(|day| long_date(day, self.language))),
            ("url", review.url.clone()),
        ];
        let facts = facts.into_iter().filter_map(|(name, value)| {
            Some(format!("- **{}** {}", wording::named(self.language, "fact", name), literal(&value?)))
        });
        let digest = Digest::of(review.text.as_bytes());
        let facts = facts.collect::<Vec<_>>().join("\n");
        format!("{facts}\n\n{}\n\n*SHA-256 {digest}*", literal(&review.text))
    }

    fn answers(&self) -> String {
        let answers = self.exchange.answers.iter().map(|(question, answer)| {
            let asked = self.pack.questionnaire.question(question);
            let given = asked.and_then(|asked| asked.answers.iter().find(|there| there.id == *answer));
            let asked = asked.map_or(question.as_str(), |asked| asked.ask.get(self.language));
            let given = given.map_or(answer.as_str(), |given| given.label.get(self.language));
            format!("- {} **{}**", literal(asked), literal(given))
        });
        self.listed(&answers.collect::<Vec<_>>())
    }

    fn listed(&self, lines: &[String]) -> String {
        if lines.is_empty() { self.named("none") } else { lines.join("\n") }
    }

    fn history(&self) -> String {
        let mut before: Option<&Draft> = None;
        let mut shown = BTreeSet::new();
        let mut history = Vec::new();
        for (recorded, number) in self.exchange.history.iter().zip(1..) {
            let mut entry = self.entry(number, recorded);
            if let Some(draft) = draft(&recorded.event) {
                entry.push_str(&self.text(draft, before, shown.insert(&draft.sha256)));
                before = Some(draft);
            }
            history.push(entry);
        }
        history.join("\n\n")
    }

    /// One event: its number, when, what, who, and what was said with it.
    fn entry(&self, number: usize, recorded: &Recorded) -> String {
        let what = event_name(&recorded.event, self.language);
        let (at, actor) = (self.time(recorded.at), self.person(&recorded.actor));
        let gone = !self.standing.contains(&std::ptr::from_ref(recorded)) && recorded.event != Event::TakenBack;
        let gone = if gone { format!(" · *{}*", self.named("taken_back")) } else { String::new() };
        let said = self.said(&recorded.event).map(|said| format!("\n{said}")).unwrap_or_default();
        format!("**{number} · {at} · {what}** · {actor}{gone}{said}")
    }

    /// What a person said with it, and the text that it is about.
    fn said(&self, event: &Event) -> Option<String> {
        let detail = event_detail(event, self.language).filter(|_| draft(event).is_none());
        let about = match event {
            Event::Submitted { sha256 }
            | Event::Copied { sha256 }
            | Event::Approved { sha256, .. }
            | Event::Refused { sha256, .. }
            | Event::Published { sha256, .. } => Some(self.reference(sha256)),
            Event::OnlineChecked { sha256, .. } => Some(format!("SHA-256 {sha256}")),
            Event::EvidenceAdded { evidence } => Some(format!("SHA-256 {}", evidence.sha256)),
            _ => None,
        };
        let found = match event {
            Event::Rechecked { findings, .. } => self.findings(findings),
            Event::Overridden { finding, .. } => self.overridden(finding),
            Event::OnlineChecked { differs: Some(online), .. } => Some(self.online(online)),
            _ => None,
        };
        let said: Vec<_> = detail.as_deref().map(literal).into_iter().chain(about).chain(found).collect();
        (!said.is_empty()).then(|| said.join("\n"))
    }

    /// A text by its number in this document, and its digest.
    fn reference(&self, sha256: &Digest) -> String {
        let number = self.texts.iter().position(|text| *text == sha256).map(|place| place + 1);
        let number = number.map(|number| text!(self.language, "dossier-text", number = number));
        number.into_iter().chain([format!("SHA-256 {sha256}")]).collect::<Vec<_>>().join(" · ")
    }

    /// A text: whole where it first stands, with what changed since the one before and what the guard found.
    fn text(&self, draft: &Draft, before: Option<&Draft>, is_new: bool) -> String {
        let mut lines = vec![format!("{} · {}", self.reference(&draft.sha256), literal(&draft.template))];
        if is_new {
            lines.push(format!("\n> {}", literal(&draft.text).replace('\n', "\n> ")));
            let pieces = before.map(|before| changes(&before.text, &draft.text)).unwrap_or_default();
            if !pieces.is_empty() {
                let pieces = pieces.iter().map(|piece| marked(piece.change, &piece.text)).collect::<String>();
                lines.push(format!("\n*{}* {pieces}", self.named("changes")));
            }
        }
        lines.extend(self.findings(&draft.findings).map(|found| format!("\n{found}")));
        format!("\n{}", lines.join("\n"))
    }

    /// What the guard found, each with the words, the reason and its source.
    fn findings(&self, findings: &[Finding]) -> Option<String> {
        let one = |finding: &Finding| {
            format!(
                "- **{}** ({}) « {} » : {} *{}*",
                literal(&finding.rule),
                finding.severity.as_str(),
                literal(&finding.text),
                literal(finding.message.get(self.language)),
                literal(&finding.source),
            )
        };
        let list: Vec<_> = findings.iter().map(one).collect();
        (!list.is_empty()).then(|| format!("{}\n\n{}", self.named("findings"), list.join("\n")))
    }

    /// The words that a manager let stand.
    fn overridden(&self, key: &crate::exchange::FindingKey) -> Option<String> {
        let findings = self.exchange.history.iter().rev().filter_map(|recorded| draft(&recorded.event));
        let mut findings = findings.flat_map(|draft| &draft.findings);
        let found = findings.find(|found| crate::exchange::FindingKey::of(found) == *key)?;
        Some(format!("« {} »", literal(&found.text)))
    }

    /// What stands online, against what was approved.
    fn online(&self, online: &str) -> String {
        let approved = self.exchange.draft.as_ref().map_or("", |draft| draft.text.as_str());
        let pieces = changes(approved, online);
        pieces.iter().map(|piece| marked(piece.change, &piece.text)).collect()
    }

    fn captures(&self) -> String {
        let one = |evidence: &crate::exchange::Evidence| {
            let line = text!(
                self.language,
                "dossier-capture",
                kind = format!("**{}**", evidence.media.extension().to_uppercase()),
                bytes = evidence.bytes,
                origin = literal(&evidence.origin),
                at = self.time(evidence.fetched_at)
            );
            let file = text!(self.language, "dossier-capture-file", file = literal(&evidence.file_name()));
            format!("{line}\nSHA-256 {0}\n{file}\n\n![]({0})", evidence.sha256)
        };
        let captures: Vec<_> = self.exchange.evidence.iter().map(one).collect();
        if captures.is_empty() {
            return self.named("none");
        }
        format!("{}\n\n{}", self.named("captures_beside"), captures.join("\n\n"))
    }

    /// How to check all this without trusting whoever wrote it.
    fn check(&self) -> String {
        let head = self
            .head
            .as_ref()
            .map(|head| text!(self.language, "dossier-chain", line = head.line, sha256 = head.sha256.as_str()));
        let how = [Some(self.named("how_to_check")), head, Some(self.named("how_to_read"))];
        how.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
    }

    fn person(&self, actor: &Actor) -> String {
        format!("{} ({})", literal(&actor.id), wording::named(self.language, "role", actor.role.name()))
    }

    fn time(&self, at: Timestamp) -> String {
        exact_time(at, self.practice)
    }
}

/// A moment where the practice is, to the second, as it stands in a proof.
pub(super) fn exact_time(at: Timestamp, practice: &Practice) -> String {
    at.to_zoned(practice.zone()).strftime("%Y-%m-%d %H:%M:%S %Z (%:z)").to_string()
}

/// Words put in are bold, words taken out struck; the spaces around them stay outside, or the marks would be
/// none.
fn marked(change: Change, words: &str) -> String {
    let sign = match change {
        Change::Same => "",
        Change::Added => "**",
        Change::Removed => "~~",
    };
    let inner = words.trim();
    if inner.is_empty() {
        return " ".to_owned();
    }
    let before = if words.starts_with(char::is_whitespace) { " " } else { "" };
    // What was taken out and what came in its place would run into each other.
    let after = if words.ends_with(char::is_whitespace) || change == Change::Removed { " " } else { "" };
    // A line of its own for each paragraph would cut the marks in two.
    format!("{before}{sign}{}{sign}{after}", literal(&inner.replace('\n', " ")))
}

fn draft(event: &Event) -> Option<&Draft> {
    match event {
        Event::Proposed { draft } | Event::Edited { draft } | Event::Prepared { draft } => Some(draft),
        _ => None,
    }
}
