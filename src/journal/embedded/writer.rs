//! The one thread that writes: the archive first, then the working store, then the answers.
//!
//! What has queued up while one batch was on its way to the disk makes the next batch, so that many
//! steps share one fsync. Each is held against the revision that it expects, as the steps before it in
//! the same batch leave it.

use std::collections::HashMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, PoisonError, RwLock, Weak};
use std::time::Duration;

use tokio::sync::oneshot;

use super::archive::Archive;
use super::chain::Head;
use super::erasing::{is_to_be_forgotten, remove_torn};
use super::evidence::Captures;
use super::layout::{Layout, Position, Segment, is_full};
use super::line::{FORMAT, Header};
use super::record::{Record, add_up};
use super::reserve::Reserve;
use super::scan::Reader;
use super::store::{Changes, Store};
use crate::exchange::{Digest, Event, ExchangeId, Recorded};
use crate::journal::{Append, Erasure, JournalError};
use crate::practice::PracticeId;

/// Most requests that share one fsync.
const MOST_AT_ONCE: usize = 256;
/// How long those who read a store that failed are waited for.
const LONGEST_READ_MS: u64 = 2_000;

/// Where an answer goes.
type Answer<T> = oneshot::Sender<Result<T, JournalError>>;
type ToErase = (Box<Erasure>, Answer<()>);
type Waiting = (Box<Append>, Answer<u32>);
/// The working store that somebody has seen, if there was one; does not keep it open.
pub(super) type Seen = Option<Weak<Store>>;

/// What the thread is asked to do.
pub(super) enum Request {
    /// Record a step.
    Append(Box<Append>, Answer<u32>),
    /// Erase an exchange, or an entry of a register.
    Erase(Box<Erasure>, Answer<()>),
    /// Remove a capture, unless an event names it.
    Drop(Digest, Answer<()>),
    /// Keep a setting: key and value.
    Setting(String, String, Answer<()>),
    /// Bring the working store up, if it is still the one that failed somebody.
    Mend(Seen, Answer<()>),
    /// Finish.
    Close(Answer<()>),
}

/// What the thread shares with those who read.
pub(super) struct Shared {
    pub(super) layout: Layout,
    store: RwLock<Option<Arc<Store>>>,
    closed: AtomicBool,
    /// Held by those who read; held alone while content goes from the archive.
    pub(super) still: RwLock<()>,
}

impl Shared {
    pub(super) fn new(layout: Layout, store: Store) -> Self {
        Self {
            layout,
            store: RwLock::new(Some(Arc::new(store))),
            closed: AtomicBool::new(false),
            still: RwLock::default(),
        }
    }

    pub(super) fn store(&self) -> Result<Arc<Store>, JournalError> {
        let store = self.store.read().unwrap_or_else(PoisonError::into_inner);
        store.clone().ok_or_else(|| JournalError::Store("it is being brought up again".to_owned()))
    }

    /// Which store there is.
    pub(super) fn seen(&self) -> Seen {
        self.store.read().unwrap_or_else(PoisonError::into_inner).as_ref().map(Arc::downgrade)
    }

    fn put(&self, store: Store) {
        *self.store.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(store));
    }

    /// Closes the store, once those who are reading have done.
    fn close_store(&self) {
        let mut open = self.store.write().unwrap_or_else(PoisonError::into_inner).take();
        for _ in 0..LONGEST_READ_MS {
            let Some(store) = open else { return };
            open = Arc::try_unwrap(store).err();
            if open.is_some() {
                std::thread::sleep(Duration::from_millis(1));
            }
        }
    }

    /// Why no answer came.
    pub(super) fn silence(&self) -> JournalError {
        if self.closed.load(Ordering::Acquire) {
            JournalError::Closed
        } else {
            JournalError::Store("the step was cut short; whether it is recorded shows when it is read again".to_owned())
        }
    }
}

/// The writing thread's own things.
pub(super) struct Writer {
    archive: Archive,
    reserve: Reserve,
    shared: Arc<Shared>,
    /// Whether the store may lack what the archive has.
    store_failed: bool,
}

impl Writer {
    pub(super) fn new(archive: Archive, reserve: Reserve, shared: Arc<Shared>) -> Self {
        Self { archive, reserve, shared, store_failed: false }
    }

    /// Works until asked to close, or until nobody is left to ask.
    pub(super) fn run(mut self, requests: &Receiver<Request>) {
        let mut closing = None;
        while closing.is_none()
            && let Ok(first) = requests.recv()
        {
            let queued = requests.try_iter().take(MOST_AT_ONCE - 1);
            let mut steps = Vec::new();
            let (mut erasures, mut unnamed, mut settings) = (Vec::new(), Vec::new(), Vec::new());
            let mut failures = Vec::new();
            for request in std::iter::once(first).chain(queued) {
                match request {
                    Request::Append(step, answer) => steps.push((step, answer)),
                    Request::Erase(erasure, answer) => erasures.push((erasure, answer)),
                    Request::Drop(digest, answer) => unnamed.push((digest, answer)),
                    Request::Setting(key, value, answer) => settings.push((key, value, answer)),
                    Request::Mend(seen, answer) => failures.push((seen, answer)),
                    Request::Close(answer) => closing = Some(answer),
                }
            }
            self.guarded(|writer| writer.record(steps));
            self.guarded(|writer| writer.erase(erasures));
            self.guarded(|writer| writer.drop_unnamed(unnamed));
            self.guarded(|writer| writer.keep(settings));
            self.guarded(|writer| writer.mend(failures));
        }
        self.shared.closed.store(true, Ordering::Release);
        let flushed = self.shared.store().and_then(|store| store.flush());
        if let Err(error) = &flushed {
            tracing::warn!(%error, "the working store was not written out; it catches up at the next opening");
        }
        if let Some(answer) = closing {
            // Whoever asked may have gone.
            let _ = answer.send(flushed);
        }
    }

    /// Keeps the thread alive should sled panic over a damaged page.
    fn guarded(&mut self, work: impl FnOnce(&mut Self)) {
        if catch_unwind(AssertUnwindSafe(|| work(self))).is_err() {
            tracing::error!("the working store failed at once; it is brought up again before the next step");
            self.store_failed = true;
        }
    }

    /// The store, brought up again first if it failed.
    fn store(&mut self) -> Result<Arc<Store>, JournalError> {
        if self.store_failed {
            self.reserve.release();
            self.shared.close_store();
            let brought_up = self.archive.bring_up()?;
            tracing::warn!(lines = brought_up.taken_in.lines, "the working store is up again");
            self.shared.put(brought_up.store);
            self.store_failed = false;
        }
        self.shared.store()
    }

    /// The store, with the room kept that it needs when the disk is full.
    fn store_with_room(&mut self) -> Result<Arc<Store>, JournalError> {
        let mut store = self.store()?;
        if !self.reserve.is_held() {
            // What the store has still to write goes before the room that is taken from it. One that met the full
            // disk does not get over it by itself, whatever room there is now.
            if let Err(error) = store.flush() {
                tracing::warn!(%error, "the working store is brought up again");
                drop(store);
                self.store_failed = true;
                store = self.store()?;
            }
            self.reserve.hold()?;
        }
        Ok(store)
    }

    /// Records steps, in as many batches as there are segments for them: nearly always one.
    fn record(&mut self, mut steps: Vec<Waiting>) {
        while let Some((first, _)) = steps.first() {
            let segment = self.archive.segment_for(first.at);
            let fits = |(step, _): &Waiting| self.archive.segment_for(step.at).max(segment) == segment;
            let count = steps.iter().take_while(|waiting| fits(waiting)).count();
            let rest = steps.split_off(count);
            self.record_in(segment, std::mem::replace(&mut steps, rest));
        }
    }

    fn record_in(&mut self, segment: Segment, steps: Vec<Waiting>) {
        let store = match self.store_with_room() {
            Ok(store) => store,
            Err(error) => return refuse(steps.into_iter().map(|(_, answer)| answer), &error),
        };
        let shared = Arc::clone(&self.shared);
        let mut batch = Batch::new(&shared.layout, &store, segment, self.archive.end_of(segment));
        let mut answers = Vec::with_capacity(steps.len());
        for (step, answer) in steps {
            let outcome = batch.add(&step);
            self.store_failed |= outcome.as_ref().is_err_and(is_of_the_store);
            answers.push((answer, outcome));
        }
        let Batch { mut changes, lines, start, .. } = batch;
        if !lines.is_empty() {
            if let Err(error) = self.archive.append(segment, &lines) {
                // What the store has still to write may need the room.
                self.reserve.release();
                // A conflict may be with a step of this very batch, which is not recorded now.
                return refuse(answers.into_iter().map(|(answer, _)| answer), &error);
            }
            changes.put_taken_in(segment, start + lines.len() as u64);
            let committed = changes.commit();
            drop(store);
            if let Err(error) = committed {
                tracing::error!(%error, "steps are in the archive and not in the working store, which is brought up");
                self.store_failed = true;
                // What is in the archive is recorded, whatever becomes of the store: to say otherwise would be wrong.
                if let Err(error) = self.store() {
                    tracing::error!(%error, "the working store is brought up when it is next asked");
                }
            }
        }
        for (answer, outcome) in answers {
            // Whoever asked may have gone.
            let _ = answer.send(outcome);
        }
    }

    fn erase(&mut self, erasures: Vec<ToErase>) {
        for (erasure, answer) in erasures {
            let erased = self.erase_one(&erasure);
            // Whoever asked may have gone.
            let _ = answer.send(erased);
        }
    }

    /// What is decided goes to the disk, then the content goes from it, and last the working store learns of it;
    /// nobody reads in between. Should it fail amid that, the store is brought up from the archive, which goes on
    /// where this ended.
    fn erase_one(&mut self, erasure: &Erasure) -> Result<(), JournalError> {
        let store = self.store_with_room()?;
        let segment = self.archive.segment_for(erasure.at);
        let shared = Arc::clone(&self.shared);
        let mut batch = Batch::new(&shared.layout, &store, segment, self.archive.end_of(segment));
        let Gone { positions, captures } = batch.erase(erasure).inspect_err(|error| {
            self.store_failed |= is_of_the_store(error);
        })?;
        let Batch { mut changes, lines, start, .. } = batch;
        if erasure.exchange != ExchangeId::REGISTER {
            is_to_be_forgotten(&shared.layout, &erasure.practice, erasure.exchange)?;
        }
        if let Err(error) = self.archive.append(segment, &lines) {
            self.reserve.release();
            return Err(error);
        }
        self.store_failed = true;
        {
            let _nobody_reads = shared.still.write().unwrap_or_else(PoisonError::into_inner);
            Captures::new(&shared.layout).remove(captures)?;
            self.archive.blank(&positions)?;
            remove_torn(&shared.layout)?;
            changes.put_taken_in(segment, start + lines.len() as u64);
            changes.commit()?;
        }
        self.store_failed = false;
        Ok(())
    }

    fn drop_unnamed(&mut self, captures: Vec<(Digest, Answer<()>)>) {
        for (digest, answer) in captures {
            let dropped = self.store().and_then(|store| {
                if store.has_evidence(digest.as_str())? {
                    return Ok(());
                }
                Captures::new(&self.shared.layout).remove([digest])
            });
            // Whoever asked may have gone.
            let _ = answer.send(dropped);
        }
    }

    fn keep(&mut self, settings: Vec<(String, String, Answer<()>)>) {
        if settings.is_empty() {
            return;
        }
        let kept = self.store().and_then(|store| {
            let mut changes = Changes::new(&store);
            for (key, value, _) in &settings {
                changes.put_setting(key, value);
            }
            changes.commit()
        });
        self.store_failed |= kept.is_err();
        for (_, _, answer) in settings {
            // Whoever asked may have gone.
            let _ = answer.send(kept.as_ref().copied().map_err(copy));
        }
    }

    /// Those who read cannot bring the store up themselves, and no step may come that would have it done: whoever
    /// takes one reads first.
    fn mend(&mut self, failures: Vec<(Seen, Answer<()>)>) {
        for (seen, answer) in failures {
            let is_still_there = match (&seen, &self.shared.seen()) {
                (Some(seen), Some(there)) => seen.ptr_eq(there),
                (_, there) => there.is_none(),
            };
            self.store_failed |= is_still_there;
            // Whoever asked may have gone.
            let _ = answer.send(self.store().map(drop));
        }
    }
}

/// Answers all of them with the same error.
fn refuse(answers: impl Iterator<Item = Answer<u32>>, error: &JournalError) {
    for answer in answers {
        // Whoever asked may have gone.
        let _ = answer.send(Err(copy(error)));
    }
}

/// Whether an error is the working store's own, as one that met a full disk serves nobody any more. Reading the
/// archive does not meet one.
pub(super) fn is_of_the_store(error: &JournalError) -> bool {
    match error {
        JournalError::Store(_) => true,
        JournalError::Io { source, .. } => is_full(source),
        _ => false,
    }
}

fn copy(error: &JournalError) -> JournalError {
    match error {
        JournalError::Io { path, source } => {
            let source = source
                .raw_os_error()
                .map_or_else(|| io::Error::new(source.kind(), source.to_string()), io::Error::from_raw_os_error);
            JournalError::Io { path: path.clone(), source }
        }
        JournalError::Broken { file, line, what } => {
            JournalError::Broken { file: file.clone(), line: *line, what: what.clone() }
        }
        JournalError::Newer { file, found, known } => {
            JournalError::Newer { file: file.clone(), found: *found, known: *known }
        }
        JournalError::Store(what) => JournalError::Store(what.clone()),
        JournalError::Refused(why) => JournalError::Refused(why),
        other => JournalError::Store(other.to_string()),
    }
}

/// What goes with an erasure.
struct Gone {
    /// Lines whose payloads go.
    positions: Vec<Position>,
    /// Captures that nobody else has.
    captures: Vec<Digest>,
}

/// Steps on their way to the disk together.
struct Batch<'a> {
    changes: Changes<'a>,
    reader: Reader<'a>,
    captures: Captures,
    /// Histories that steps of this batch have added to.
    histories: HashMap<(PracticeId, ExchangeId), Vec<Recorded>>,
    segment: Segment,
    /// Where in the segment the batch begins.
    start: u64,
    lines: Vec<u8>,
}

impl<'a> Batch<'a> {
    fn new(layout: &'a Layout, store: &'a Store, segment: Segment, start: u64) -> Self {
        Self {
            changes: Changes::new(store),
            reader: Reader::new(layout),
            captures: Captures::new(layout),
            histories: HashMap::new(),
            segment,
            start,
            lines: Vec::new(),
        }
    }

    /// Adds a step, or leaves the batch as it was.
    fn add(&mut self, step: &Append) -> Result<u32, JournalError> {
        let Append { practice, exchange, events, .. } = step;
        let before = self.changes.record(practice, *exchange)?;
        let current = before.as_ref().map_or(0, |record| record.revision);
        if step.expected != current {
            return Err(JournalError::Conflict { current });
        }
        validate(step)?;
        if before.as_ref().is_some_and(|record| record.summary.is_none()) && *exchange != ExchangeId::REGISTER {
            return Err(JournalError::Refused("the exchange is erased"));
        }
        self.check_captures(events)?;
        if let Some(Event::Received { origin: Some(origin), .. }) = events.first()
            && self.changes.has_origin(practice, origin)?
        {
            return Err(JournalError::Conflict { current });
        }
        let mut head = self.changes.head(practice)?;
        let mut lines = Vec::new();
        let new = self.write(step, &mut head, &mut lines)?;
        let mut positions = before.as_ref().map(|record| record.positions.clone()).unwrap_or_default();
        let mut history = match self.histories.get(&(practice.clone(), *exchange)) {
            Some(history) => history.clone(),
            None => self.reader.history(practice, *exchange, &positions)?,
        };
        history.extend(recorded(step));
        let (summary, history) = add_up(practice, *exchange, history);
        positions.extend(new);
        let after = Record { revision: step.revision(), summary, positions };
        self.changes.put_record(practice, *exchange, before.as_ref(), &after)?;
        self.changes.note(practice, *exchange, events)?;
        self.changes.put_head(practice, &head);
        self.histories.insert((practice.clone(), *exchange), history);
        self.lines.append(&mut lines);
        Ok(after.revision)
    }

    /// A capture may have gone with another exchange that had it, since it was kept.
    fn check_captures(&self, events: &[Event]) -> Result<(), JournalError> {
        let is_there = |event: &Event| match event {
            Event::EvidenceAdded { evidence } => self.captures.has(&evidence.sha256),
            _ => true,
        };
        if events.iter().all(is_there) { Ok(()) } else { Err(JournalError::Refused("the capture is not kept")) }
    }

    /// Adds the event that stays of an erasure, and has the store forget the rest.
    fn erase(&mut self, erasure: &Erasure) -> Result<Gone, JournalError> {
        let Erasure { practice, exchange, .. } = erasure;
        if erasure.entry.is_some() != (*exchange == ExchangeId::REGISTER) {
            return Err(JournalError::Refused("of a register one entry is erased, of an exchange everything"));
        }
        let nothing = JournalError::Refused("there is nothing to erase");
        let before = self.changes.record(practice, *exchange)?.ok_or(nothing)?;
        if erasure.expected != before.revision {
            return Err(JournalError::Conflict { current: before.revision });
        }
        let (mut positions, mut events, mut history) = (Vec::new(), Vec::new(), Vec::new());
        for position in &before.positions {
            let recorded = self.reader.history(practice, *exchange, &[*position])?;
            if recorded.iter().any(|recorded| erasure.covers(recorded)) {
                positions.push(*position);
                events.extend(recorded.iter().map(|recorded| recorded.event.clone()));
            }
            history.extend(recorded);
        }
        erasure.check(&history)?;
        let captures = self.changes.forget(practice, *exchange, &events)?;
        let mut head = self.changes.head(practice)?;
        let step = Append {
            practice: practice.clone(),
            exchange: *exchange,
            expected: erasure.expected,
            at: erasure.at,
            actor: erasure.actor.clone(),
            events: vec![erasure.event()],
        };
        let mut lines = Vec::new();
        let new = self.write(&step, &mut head, &mut lines)?;
        let after =
            Record { revision: before.revision, summary: None, positions: [before.positions.clone(), new].concat() };
        self.changes.put_record(practice, *exchange, Some(&before), &after)?;
        self.changes.put_head(practice, &head);
        self.lines.append(&mut lines);
        Ok(Gone { positions, captures })
    }

    /// Writes the lines of a step and moves the head of its chain on; returns where they will lie.
    fn write(&self, step: &Append, head: &mut Head, lines: &mut Vec<u8>) -> Result<Vec<Position>, JournalError> {
        let mut positions = Vec::with_capacity(step.events.len());
        for (number, event) in step.events.iter().enumerate() {
            let begin = lines.len();
            let header = Header {
                v: FORMAT,
                practice: step.practice.clone(),
                seq: head.seq + 1,
                at: step.at,
                actor: step.actor.clone(),
                exchange: step.exchange,
                revision: step.revision(),
                kind: String::new(),
                more: number + 1 < step.events.len(),
                payload_sha256: String::new(),
                prev: std::mem::take(&mut head.hash),
            };
            head.hash = header.write(event, lines).map_err(|_| JournalError::Refused("an event cannot be written"))?;
            head.seq += 1;
            let length = u32::try_from(lines.len() - begin)
                .map_err(|_| JournalError::Refused("an event is too long to be recorded"))?;
            let offset = self.start + (self.lines.len() + begin) as u64;
            let position = Position { segment: self.segment, offset, length };
            head.position = Some(position);
            positions.push(position);
            lines.push(b'\n');
        }
        Ok(positions)
    }
}

fn validate(step: &Append) -> Result<(), JournalError> {
    let is_review = |event: &Event| matches!(event, Event::Received { .. });
    let is_register = step.exchange == ExchangeId::REGISTER;
    if step.events.iter().any(|event| matches!(event, Event::Erased { .. })) {
        return Err(JournalError::Refused("erasing is more than a step"));
    }
    if step.events.iter().any(|event| event.is_of_the_register() != is_register) {
        return Err(JournalError::Refused("a register has entries of its own, and an exchange has none of them"));
    }
    match step.events.split_first() {
        Some(_) if is_register => Ok(()),
        None => Err(JournalError::Refused("a step has at least one event")),
        Some((first, rest)) if is_review(first) != (step.expected == 0) || rest.iter().any(is_review) => {
            Err(JournalError::Refused("an exchange begins with its review, and no later step has one"))
        }
        Some(_) => Ok(()),
    }
}

fn recorded(step: &Append) -> impl Iterator<Item = Recorded> {
    let revision = step.revision();
    step.events.iter().map(move |event| Recorded {
        revision,
        at: step.at,
        actor: step.actor.clone(),
        event: event.clone(),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::super::archive::RealDisk;
    use super::super::tests::{demo, step};
    use super::*;

    fn record(writer: &mut Writer, step: Append) -> Result<u32, JournalError> {
        let (answer, mut answered) = oneshot::channel();
        writer.record(vec![(Box::new(step), answer)]);
        answered.try_recv().unwrap()
    }

    #[test]
    fn a_store_that_failed_is_brought_up_before_the_next_step() {
        let folder = tempfile::tempdir().unwrap();
        let layout = Layout::new(folder.path());
        layout.prepare().unwrap();
        let (archive, _) = Archive::open(&layout, Box::new(RealDisk)).unwrap();
        let shared = Arc::new(Shared::new(
            layout.clone(),
            super::super::recover::bring_up(&layout, &mut RealDisk).unwrap().store,
        ));
        let mut writer = Writer::new(archive, Reserve::new(&layout), Arc::clone(&shared));
        assert_eq!(record(&mut writer, step(1, 0)).unwrap(), 1);
        for expected in 1..4 {
            if expected == 2 {
                std::fs::remove_dir_all(layout.sled()).unwrap();
            }
            writer.store_failed = true;
            assert_eq!(record(&mut writer, step(1, expected)).unwrap(), expected + 1);
            let store = shared.store().unwrap();
            assert_eq!(store.record(&demo(), ExchangeId::from_random(1)).unwrap().unwrap().revision, expected + 1);
        }
    }
}
