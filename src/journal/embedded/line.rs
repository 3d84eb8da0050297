//! One line of the archive: a header that is hashed, its hash, and a payload that can be erased.
//!
//! ```json
//! {"v":1,"practice":"demo","seq":7,"at":"2026-11-21T09:30:00Z","actor":{"id":"terminal:ana","role":"staff"},
//!  "exchange":"0123456789","revision":3,"kind":"answered","payload_sha256":"…","prev":"…","hash":"…",
//!  "payload":{"type":"answered","question":"topic","answer":"waiting","salt":"…"}}
//! ```
//!
//! `hash` is the SHA-256 of the object up to and with `prev`, as written; it covers the payload through its
//! digest, so a payload may give way to `null` (padded with spaces to its old length) and the chain still
//! holds. The salt, 128 random bits, keeps the digest of a short erased text from being guessed.
//! A step of several events is as many lines: all but its last say `"more":true`, so that half a step
//! left by a power cut is known for what it is.

use std::fmt::Write as _;
use std::ops::Range;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use crate::exchange::{Actor, Event, ExchangeId, Recorded};
use crate::practice::PracticeId;

/// The version of the format that this program writes, and the newest that it reads.
pub(super) const FORMAT: u32 = 1;

const HASH: &str = ",\"hash\":\"";
const PAYLOAD: &str = "\",\"payload\":";
/// What an erased payload reads as: shorter than any that is written.
const BLANK: &str = "null";

/// What is wrong with a line. Never says what stands in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum LineFault {
    #[error("this is not a line of the archive")]
    NotALine,
    #[error("written by a newer version of egard (format {0}, this one reads up to {FORMAT})")]
    Newer(u32),
    #[error("the line was changed after it was written: its header does not have the hash it names")]
    Header,
    #[error("the line was changed after it was written: its payload does not have the digest it names")]
    Payload,
    #[error(
        "practice {practice}: line {found} stands where line {expected} was expected: one is missing or out of place"
    )]
    Sequence { practice: PracticeId, expected: u64, found: u64 },
    #[error("practice {practice}: the line does not follow from the one before it, which was replaced")]
    Previous { practice: PracticeId },
    #[error("the line before it belongs to a step of which the rest is missing")]
    HalfStep,
    #[error("the line is of another exchange than the one it was noted for")]
    OtherExchange,
    #[error("the line is not there: the file is shorter than it was")]
    Missing,
    #[error("the event is of a kind that this version of egard does not know")]
    UnknownEvent,
    #[error("its content is gone, and no event says that it was erased")]
    Unaccounted,
}

/// All of a line but its payload and its hash, in the order in which it is written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    pub(super) v: u32,
    pub(super) practice: PracticeId,
    pub(super) seq: u64,
    pub(super) at: Timestamp,
    pub(super) actor: Actor,
    pub(super) exchange: ExchangeId,
    pub(super) revision: u32,
    pub(super) kind: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) more: bool,
    pub(super) payload_sha256: String,
    pub(super) prev: String,
}

#[derive(Serialize)]
struct Salted<'a> {
    #[serde(flatten)]
    event: &'a Event,
    salt: String,
}

#[derive(Deserialize)]
struct Kind {
    r#type: String,
}

#[derive(Deserialize)]
struct Version {
    v: u32,
}

impl Header {
    /// Writes the line (without its newline) of an event at the end of `out`; returns its hash.
    ///
    /// `kind` and `payload_sha256` are filled in here.
    pub(super) fn write(mut self, event: &Event, out: &mut Vec<u8>) -> Result<String, serde_json::Error> {
        let salt = format!("{:032x}", rand::random::<u128>());
        let payload = serde_json::to_string(&Salted { event, salt })?;
        self.kind = serde_json::from_str::<Kind>(&payload)?.r#type;
        self.payload_sha256 = sha256(payload.as_bytes());
        let head = serde_json::to_string(&self)?;
        let hash = sha256(head.as_bytes());
        out.extend_from_slice(head.strip_suffix('}').unwrap_or(&head).as_bytes());
        for part in [HASH, &hash, PAYLOAD, &payload, "}"] {
            out.extend_from_slice(part.as_bytes());
        }
        Ok(hash)
    }
}

/// What stands where the payload was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Payload<'a> {
    /// The payload.
    Whole(&'a str),
    /// Nothing: it was erased.
    Blank,
    /// Something else: changed by somebody, or left half erased by a power cut. The events behind it tell which.
    Other,
}

/// A line, read. Its parts are those that stand in it; `Line::checked` tells whether they belong together.
#[derive(Debug)]
pub(super) struct Line<'a> {
    pub(super) header: Header,
    pub(super) hash: &'a str,
    head: String,
    pub(super) payload: Payload<'a>,
}

impl<'a> Line<'a> {
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, LineFault> {
        Self::split(bytes).ok_or_else(|| match serde_json::from_slice::<Version>(bytes) {
            Ok(Version { v }) if v > FORMAT => LineFault::Newer(v),
            _ => LineFault::NotALine,
        })
    }

    fn split(bytes: &'a [u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        // A quote inside a value is written \", so the first match is the key itself.
        let (head, rest) = text.split_once(HASH)?;
        let (hash, rest) = rest.split_at_checked(64)?;
        let payload = rest.strip_prefix(PAYLOAD)?.strip_suffix('}')?;
        let raw: &RawValue = serde_json::from_str(payload).ok()?;
        let erased = raw.get() == BLANK;
        if !erased && raw.get().len() != payload.len() {
            return None;
        }
        Self::of(head, hash, if erased { Payload::Blank } else { Payload::Whole(payload) })
    }

    /// A line whose payload cannot be read, as erasing leaves one that is cut short: what stands before the
    /// payload, and the last bracket, are not touched by it.
    fn split_before_payload(bytes: &'a [u8]) -> Option<Self> {
        let end = bytes.windows(HASH.len()).position(|window| window == HASH.as_bytes())?;
        let rest = bytes.get(end + HASH.len()..)?;
        let (hash, rest) = rest.split_at_checked(64)?;
        rest.strip_prefix(PAYLOAD.as_bytes())?.strip_suffix(b"}")?;
        Self::of(std::str::from_utf8(&bytes[..end]).ok()?, std::str::from_utf8(hash).ok()?, Payload::Other)
    }

    fn of(head: &str, hash: &'a str, payload: Payload<'a>) -> Option<Self> {
        let head = format!("{head}}}");
        let header: Header = serde_json::from_str(&head).ok()?;
        (header.v == FORMAT).then_some(Self { header, hash, head, payload })
    }

    /// Reads a line, proves its header, and tells what its payload has become.
    pub(super) fn proved(bytes: &'a [u8]) -> Result<Self, LineFault> {
        let line = match Self::parse(bytes) {
            Err(LineFault::NotALine) => Self::split_before_payload(bytes).ok_or(LineFault::NotALine)?,
            read => read?,
        };
        if sha256(line.head.as_bytes()) != line.hash {
            return Err(LineFault::Header);
        }
        Ok(match line.payload {
            Payload::Whole(payload) if sha256(payload.as_bytes()) != line.header.payload_sha256 => {
                Self { payload: Payload::Other, ..line }
            }
            _ => line,
        })
    }

    /// Reads a line and holds it against the digests that it names.
    pub(super) fn checked(bytes: &'a [u8]) -> Result<Self, LineFault> {
        let line = Self::proved(bytes)?;
        if line.payload == Payload::Other { Err(LineFault::Payload) } else { Ok(line) }
    }

    /// Where in the line its payload stands.
    pub(super) fn payload_range(&self, length: usize) -> Range<usize> {
        // The last bracket of the head is not written there.
        self.head.len() - 1 + HASH.len() + self.hash.len() + PAYLOAD.len()..length - 1
    }

    /// The event; `None` once erased.
    pub(super) fn event(&self) -> Result<Option<Event>, LineFault> {
        match self.payload {
            Payload::Whole(payload) => serde_json::from_str(payload).map_err(|_| LineFault::UnknownEvent),
            Payload::Blank => Ok(None),
            Payload::Other => Err(LineFault::Payload),
        }
    }

    /// The event with when and by whom; `None` once erased.
    pub(super) fn into_recorded(self) -> Result<Option<Recorded>, LineFault> {
        let event = self.event()?;
        let Header { revision, at, actor, .. } = self.header;
        Ok(event.map(|event| Recorded { revision, at, actor, event }))
    }
}

/// What stands in the place of a payload of this length once it is erased.
pub(super) fn blank(length: usize) -> Vec<u8> {
    let mut bytes = vec![b' '; length];
    for (place, byte) in bytes.iter_mut().zip(BLANK.bytes()) {
        *place = byte;
    }
    bytes
}

/// What the first line of a practice names as the line before it.
pub(super) fn no_line() -> String {
    "0".repeat(64)
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::exchange::Role;

    proptest! {
        /// Any bytes are a line or a fault, and what was changed in a line that was written is found.
        #[test]
        fn any_bytes_are_a_line_or_a_fault(noise: Vec<u8>, at: prop::sample::Index, piece in "\\PC{0,4}|\"|\\}|,\"hash\":\"|null") {
            let _ = Line::proved(&noise);
            let mut line = written(&answered());
            let at = at.index(line.len());
            line.splice(at..at, piece.bytes());
            let _ = Line::proved(&line);
            prop_assert!(piece.is_empty() || Line::checked(&line).is_err());
        }
    }

    fn written(event: &Event) -> Vec<u8> {
        let header = Header {
            v: FORMAT,
            practice: PracticeId::new("demo").unwrap(),
            seq: 1,
            at: "2026-11-21T09:30:00.123456789Z".parse().unwrap(),
            actor: Actor { id: "terminal:\",\"hash\":\"".to_owned(), role: Role::Staff },
            exchange: ExchangeId::from_random(7),
            revision: 1,
            kind: String::new(),
            more: false,
            payload_sha256: String::new(),
            prev: no_line(),
        };
        let mut line = Vec::new();
        header.write(event, &mut line).unwrap();
        line
    }

    fn answered() -> Event {
        Event::Answered { question: "topic".to_owned(), answer: "wait\n\"ing\"".to_owned() }
    }

    #[test]
    fn a_line_reads_back_and_keeps_its_keys_in_order() {
        let line = written(&answered());
        let value: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(&line).unwrap();
        let keys: Vec<&str> = value.keys().map(String::as_str).collect();
        let expected = [
            "v",
            "practice",
            "seq",
            "at",
            "actor",
            "exchange",
            "revision",
            "kind",
            "payload_sha256",
            "prev",
            "hash",
            "payload",
        ];
        assert_eq!(keys, expected);
        assert_eq!(value["kind"], "answered");
        let recorded = Line::checked(&line).unwrap().into_recorded().unwrap().unwrap();
        assert_eq!(recorded.event, answered());
        let other = written(&Event::TakenBack);
        assert_eq!(Line::checked(&other).unwrap().into_recorded().unwrap().unwrap().event, Event::TakenBack);
    }

    #[test]
    fn any_changed_byte_is_noticed() {
        let line = written(&answered());
        for place in 0..line.len() {
            let mut changed = line.clone();
            changed[place] ^= 1;
            assert!(Line::checked(&changed).is_err(), "byte {place}");
        }
    }

    #[test]
    fn an_erased_payload_leaves_the_line_valid() {
        let line = String::from_utf8(written(&answered())).unwrap();
        let (head, payload) = line.split_once(PAYLOAD).unwrap();
        let erased = format!("{head}{PAYLOAD}{:<1$}}}", "null", payload.len() - 1);
        assert_eq!(erased.len(), line.len());
        assert_eq!(Line::checked(erased.as_bytes()).unwrap().into_recorded(), Ok(None));
        let range = Line::checked(line.as_bytes()).unwrap().payload_range(line.len());
        let mut blanked = line.into_bytes();
        blanked[range.clone()].copy_from_slice(&blank(range.len()));
        assert_eq!(blanked, erased.into_bytes());
    }

    /// Wherever the power goes while a payload is blanked, in whatever order its bytes reach the disk, the
    /// line is known for what it is.
    #[test]
    fn a_half_blanked_line_is_known_by_its_header() {
        let whole = written(&Event::Answered { question: "é".repeat(40), answer: "wait".to_owned() });
        let range = Line::checked(&whole).unwrap().payload_range(whole.len());
        let erased = blank(range.len());
        for cut in 1..range.len() - 4 {
            for turn in [false, true] {
                let mut half = whole.clone();
                let place = if turn { cut + 4..range.len() } else { 0..cut };
                half[range.start + place.start..range.start + place.end].copy_from_slice(&erased[place]);
                let line = Line::proved(&half).unwrap();
                assert_eq!((line.payload, line.payload_range(half.len())), (Payload::Other, range.clone()));
                assert_eq!(Line::checked(&half).unwrap_err(), LineFault::Payload);
            }
        }
    }

    #[test]
    fn two_equal_payloads_have_different_digests() {
        let digest = |line: &[u8]| Line::checked(line).unwrap().header.payload_sha256;
        assert_ne!(digest(&written(&answered())), digest(&written(&answered())));
    }

    #[test]
    fn a_newer_line_is_told_from_a_damaged_one() {
        assert_eq!(Line::parse(br#"{"v":2,"anything":true}"#).unwrap_err(), LineFault::Newer(2));
        assert_eq!(Line::parse(br#"{"v":1,"anything":true}"#).unwrap_err(), LineFault::NotALine);
    }
}
