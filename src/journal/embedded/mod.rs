//! The journal in a folder of this machine.
//!
//! ```text
//! data/lock                     held by the process that owns the folder
//! data/archive/FORMAT           version of the format
//! data/archive/2026-11.jsonl    one line an event, chained: the truth
//! data/archive/torn-….txt       what a power cut left of a step that was never acknowledged
//! data/evidence/<sha256>        captures, each named by its digest
//! data/reserve                  room on the disk that the working store gets when there is no other
//! data/sled/                    the working store: what lists and look-ups need, derived
//! data/search/                  the search index: words and what is filtered by, derived
//! data/forgetting/              notes of what the search index is still to forget
//! ```
//!
//! A step is acknowledged once its lines are on the disk. The working store may be thrown away at any
//! time: it is built from the archive again, and that happens by itself whenever it is found to be gone,
//! behind, damaged or at odds with the archive.
//!
//! Erasing an exchange blanks the payloads of its lines where they stand. What is left of it is the event that
//! says so, so its replay ends at once; it keeps its revision and is in no list (`erasing`).

mod archive;
mod chain;
mod copy;
mod erasing;
mod evidence;
mod layout;
mod line;
mod record;
mod recover;
mod reserve;
mod scan;
mod search;
mod store;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests;
mod verify;
mod writer;

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::path::Path;
use std::sync::{Arc, PoisonError, mpsc};
use std::thread::JoinHandle;

use async_trait::async_trait;
use jiff::civil::Date;
use tokio::sync::{Semaphore, oneshot};

use self::archive::{Archive, Disk, RealDisk};
use self::evidence::Captures;
use self::layout::{Layout, is_full};
use self::line::{Line, Payload};
use self::record::Record;
use self::recover::BroughtUp;
use self::reserve::Reserve;
use self::scan::Reader;
use self::search::Finder;
use self::store::Store;
use self::writer::{Request, Shared, Writer, is_of_the_store};
use super::mention::Sought;
use super::{
    Append, ChainHead, Contained, Deposited, Erasure, Found, History, Journal, JournalError, Mark, Mentions, PAGE,
    Query, Search, Span, Summary, Verified,
};
use crate::exchange::{Digest, ExchangeId, Origin, Recorded};
use crate::practice::PracticeId;

pub use self::copy::copy;
pub use self::recover::Reason;
pub use self::verify::{verify, verify_against};

/// The journal in a folder. Clones share it; the folder is free again once the last one is gone.
#[derive(Clone)]
pub struct EmbeddedJournal {
    inner: Arc<Inner>,
}

/// What there is to say about an opening.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opening {
    /// The journal is new.
    pub created: bool,
    /// An unfinished step at the end of the archive was put aside.
    pub torn: Option<Torn>,
    /// The working store was built anew, for this reason.
    pub rebuilt: Option<Reason>,
    /// Lines that the working store lacked, or all of them when it was built anew.
    pub taken_in: u64,
    /// Lines that had been recorded and that the archive does not have: a file was taken away, cut, or replaced by
    /// an older copy. What is left of it holds.
    pub lost: u64,
}

/// The rest of a step that was never acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Torn {
    /// The segment it was cut from.
    pub file: String,
    /// The line, from 1, at which it began.
    pub line: u64,
    /// The file that keeps it.
    pub kept: String,
}

impl fmt::Display for Torn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: an unfinished step, put aside in {}", self.file, self.line, self.kept)
    }
}

/// What a rebuilt working store holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rebuilt {
    /// Lines of the archive.
    pub lines: u64,
    /// Exchanges.
    pub exchanges: u64,
}

/// Throws the working store and the search index of a data folder away and builds them from the archive.
///
/// # Errors
/// [`JournalError::InUse`] while a process has the folder open; [`JournalError::Broken`] when the
/// archive is not as it was written.
pub fn rebuild(folder: &Path) -> Result<Rebuilt, JournalError> {
    let layout = Layout::new(folder);
    layout.prepare()?;
    let _lock = layout.lock()?;
    let (_, torn) = Archive::open(&layout, Box::new(RealDisk))?;
    warn_of_torn(torn.as_ref());
    let (store, taken_in) = recover::build(&layout, &mut RealDisk)?;
    search::rebuild(&layout, store)?;
    tracing::info!(lines = taken_in.lines, reason = %Reason::Asked, "the working store was built anew");
    Ok(Rebuilt { lines: taken_in.lines, exchanges: taken_in.exchanges })
}

/// Whether a process is at work on a data folder. Looking disturbs nobody.
pub fn is_in_use(folder: &Path) -> bool {
    Layout::new(folder).is_taken()
}

/// Whether others on the machine may enter a data folder.
pub fn is_open_to_others(folder: &Path) -> bool {
    Layout::new(folder).is_open_to_others()
}

fn warn_of_torn(torn: Option<&Torn>) {
    if let Some(Torn { file, line, kept }) = torn {
        tracing::warn!(%file, line, %kept, "an unfinished step at the end of the archive was put aside");
    }
}

/// Brings the working store up, with the reserve's room if there is no other.
fn bring_up(archive: &mut Archive, reserve: &mut Reserve) -> Result<BroughtUp, JournalError> {
    let brought_up = archive.bring_up().or_else(|error| {
        if !matches!(&error, JournalError::Io { source, .. } if is_full(source)) {
            return Err(error);
        }
        reserve.release();
        archive.bring_up()
    })?;
    brought_up.store.flush()?;
    if let Err(error) = reserve.hold() {
        tracing::warn!(%error, "no step can be recorded until there is room again");
    }
    Ok(brought_up)
}

/// Dropped in this order: the threads end first, the store closes, and the lock goes last.
struct Inner {
    requests: Option<mpsc::Sender<Request>>,
    thread: Option<JoinHandle<()>>,
    finder: Finder,
    shared: Arc<Shared>,
    /// One at a time reads the whole archive: that takes memory and a core for as long as it lasts.
    whole: Semaphore,
    _lock: File,
}

impl Drop for Inner {
    fn drop(&mut self) {
        drop(self.requests.take());
        if let Some(thread) = self.thread.take() {
            // It guards itself against panics; there is nothing left to save.
            let _ = thread.join();
        }
    }
}

impl EmbeddedJournal {
    /// Opens the journal of a data folder, making it if it is not there. Reads from the disk and may take
    /// seconds when the working store must be built anew: not for an async task.
    ///
    /// # Errors
    /// [`JournalError::InUse`] while another process has it open, [`JournalError::Io`] when the folder
    /// cannot be used, [`JournalError::Broken`] when the archive is not as it was written.
    pub fn open(folder: &Path) -> Result<(Self, Opening), JournalError> {
        Self::open_on(folder, Box::new(RealDisk))
    }

    fn open_on(folder: &Path, disk: Box<dyn Disk>) -> Result<(Self, Opening), JournalError> {
        let layout = Layout::new(folder);
        layout.prepare()?;
        let lock = layout.lock()?;
        let created = layout.segments()?.is_empty() && !layout.format().exists();
        let (mut archive, torn) = Archive::open(&layout, disk)?;
        warn_of_torn(torn.as_ref());
        let mut reserve = Reserve::new(&layout);
        Captures::new(&layout).remove_unfinished()?;
        erasing::forget_what_was_cut_short(&layout)?;
        let brought_up = bring_up(&mut archive, &mut reserve)?;
        // The process may have ended between the keeping of a capture and its event.
        Captures::new(&layout).remove_unnamed(|sha256| brought_up.store.has_evidence(sha256))?;
        if let Some(reason) = brought_up.rebuilt {
            tracing::warn!(%reason, lines = brought_up.taken_in.lines, "the working store was built anew");
        }
        let shared = Arc::new(Shared::new(layout, brought_up.store));
        let writer = Writer::new(archive, reserve, Arc::clone(&shared));
        let (requests, queue) = mpsc::channel();
        let thread = std::thread::Builder::new().name("journal".to_owned()).spawn(move || writer.run(&queue));
        let thread = thread.map_err(|error| layout::failed(folder)(error))?;
        let finder = Finder::new(Arc::clone(&shared));
        let inner = Inner {
            requests: Some(requests),
            thread: Some(thread),
            finder,
            shared,
            whole: Semaphore::new(1),
            _lock: lock,
        };
        let taken_in = brought_up.taken_in.lines;
        let lost = brought_up.lost;
        let opening = Opening { created, torn, rebuilt: brought_up.rebuilt, taken_in, lost };
        Ok((Self { inner: Arc::new(inner) }, opening))
    }

    /// Finishes what is queued and writes the working store out. Other clones can still read.
    ///
    /// # Errors
    /// When the working store cannot be written out; no step is lost by it.
    pub async fn close(self) -> Result<(), JournalError> {
        self.ask(Request::Close).await
    }

    /// How often each template was proposed, by template.
    ///
    /// # Errors
    /// When the working store cannot be read.
    pub async fn template_uses(&self, practice: &PracticeId) -> Result<BTreeMap<String, u64>, JournalError> {
        let practice = practice.clone();
        self.read(move |_, store| store.template_uses(&practice)).await
    }

    /// Has the search index be there and up to date, so that the first search does not wait for it.
    ///
    /// # Errors
    /// When the index cannot be built; nothing else is touched by that.
    pub async fn prepare_search(&self) -> Result<(), JournalError> {
        self.inner.finder.ask(search::Request::Prepare).await
    }

    /// Hands a request to the writing thread and waits for its answer. Dropping the future does not
    /// take the request back.
    async fn ask<T>(
        &self,
        request: impl FnOnce(oneshot::Sender<Result<T, JournalError>>) -> Request,
    ) -> Result<T, JournalError> {
        let (answer, answered) = oneshot::channel();
        let requests = self.inner.requests.as_ref().ok_or(JournalError::Closed)?;
        requests.send(request(answer)).map_err(|_| JournalError::Closed)?;
        answered.await.unwrap_or_else(|_| Err(self.inner.shared.silence()))
    }

    /// Reads where waiting for the disk holds nothing else up.
    async fn read<T: Send + 'static>(
        &self,
        read: impl Fn(&Layout, &Store) -> Result<T, JournalError> + Clone + Send + 'static,
    ) -> Result<T, JournalError> {
        self.mending(|| {
            let read = read.clone();
            self.beside(move |inner| {
                let _still = inner.shared.still.read().unwrap_or_else(PoisonError::into_inner);
                let store = inner.shared.store()?;
                read(&inner.shared.layout, &store)
            })
        })
        .await
    }

    /// Does what needs the working store; where that fails it is brought up again, and all is tried once more.
    async fn mending<T, F>(&self, work: impl Fn() -> F) -> Result<T, JournalError>
    where
        F: Future<Output = Result<T, JournalError>>,
    {
        let seen = self.inner.shared.seen();
        match work().await {
            Err(error) if is_of_the_store(&error) => {
                self.ask(|answer| Request::Mend(seen, answer)).await?;
                work().await
            }
            done => done,
        }
    }

    /// Works where waiting for the disk holds nothing else up.
    async fn beside<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<T, JournalError> {
        // Holds on to the lock as well: the work may outlive the one who asked for it.
        let inner = Arc::clone(&self.inner);
        let working = tokio::task::spawn_blocking(move || work(&inner));
        working.await.unwrap_or_else(|_| Err(JournalError::Store("it cannot be read".to_owned())))
    }
}

/// Where the archive itself holds these words.
fn mentions_in(layout: &Layout, practice: &PracticeId, sought: &Sought) -> Result<Mentions, JournalError> {
    let mut mentions = Mentions::default();
    scan::scan_all(layout, &BTreeMap::new(), |_, bytes| {
        let line = Line::proved(bytes)?;
        let is_meant = line.header.practice == *practice && matches!(line.payload, Payload::Whole(_));
        // What stays of an erasure is no reason to erase again.
        if is_meant
            && line.header.kind != "erased"
            && let Some(around) = line.event()?.and_then(|event| sought.found_in(&event))
        {
            mentions.add(line.header.exchange, line.header.revision, around);
        }
        Ok(())
    })?;
    Ok(mentions)
}

impl fmt::Debug for EmbeddedJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmbeddedJournal").finish_non_exhaustive()
    }
}

#[async_trait]
impl Journal for EmbeddedJournal {
    async fn append(&self, step: Append) -> Result<u32, JournalError> {
        self.ask(|answer| Request::Append(Box::new(step), answer)).await
    }

    async fn histories(&self, span: &Span, after: Option<Mark>) -> Result<Vec<History>, JournalError> {
        let span = span.clone();
        let read = move |layout: &Layout, store: &Store| {
            let mut reader = Reader::new(layout);
            let records = store.records(&span, after, PAGE)?;
            let history = |(mark, record): (Mark, Record)| {
                let events = reader.history(&span.practice, mark.exchange, &record.positions)?;
                Ok(History { mark, events })
            };
            records.into_iter().map(history).collect()
        };
        self.read(read).await
    }

    async fn head(&self, practice: &PracticeId) -> Result<Option<ChainHead>, JournalError> {
        let practice = practice.clone();
        let head = self.read(move |_, store| store.head(&practice)).await?;
        Ok(head.map(|head| ChainHead { line: head.seq, sha256: head.hash }))
    }

    async fn load(&self, practice: &PracticeId, exchange: ExchangeId) -> Result<Vec<Recorded>, JournalError> {
        let practice = practice.clone();
        let load = move |layout: &Layout, store: &Store| match store.record(&practice, exchange)? {
            Some(record) => Reader::new(layout).history(&practice, exchange, &record.positions),
            None => Ok(Vec::new()),
        };
        self.read(load).await
    }

    async fn count(&self, practice: &PracticeId, exchange: ExchangeId) -> Result<usize, JournalError> {
        let practice = practice.clone();
        let record = self.read(move |_, store| store.record(&practice, exchange)).await?;
        Ok(record.map_or(0, |record| record.positions.len()))
    }

    async fn list(&self, query: &Query) -> Result<Vec<Summary>, JournalError> {
        let query = query.clone();
        self.read(move |_, store| store.list(&query)).await
    }

    async fn due(&self, practice: &PracticeId, by: Date) -> Result<Vec<Summary>, JournalError> {
        let practice = practice.clone();
        self.read(move |_, store| store.due(&practice, by)).await
    }

    async fn find(&self, practice: Option<&PracticeId>, prefix: &str) -> Result<Vec<Summary>, JournalError> {
        let (practice, prefix) = (practice.cloned(), prefix.to_owned());
        self.read(move |_, store| store.find(practice.as_ref(), &prefix)).await
    }

    async fn search(&self, practice: &PracticeId, search: &Search) -> Result<Found, JournalError> {
        let find = || {
            let (practice, search) = (practice.clone(), Box::new(search.clone()));
            self.inner.finder.ask(|answer| search::Request::Find(practice, search, answer))
        };
        self.mending(find).await
    }

    async fn by_origin(&self, practice: &PracticeId, origin: &Origin) -> Result<Option<ExchangeId>, JournalError> {
        let (practice, origin) = (practice.clone(), origin.clone());
        self.read(move |_, store| store.by_origin(&practice, &origin)).await
    }

    async fn erase(&self, erasure: Erasure) -> Result<(), JournalError> {
        self.ask(|answer| Request::Erase(Box::new(erasure), answer)).await
    }

    async fn forget(&self, practice: &PracticeId, exchanges: &[ExchangeId]) -> Result<(), JournalError> {
        if self.inner.finder.has_index() {
            let (practice, exchanges) = (practice.clone(), exchanges.to_vec());
            self.inner.finder.ask(|answer| search::Request::Forget(practice, exchanges, answer)).await?;
        }
        let (practice, exchanges) = (practice.clone(), exchanges.to_vec());
        self.beside(move |inner| erasing::is_forgotten(&inner.shared.layout, &practice, &exchanges)).await
    }

    async fn mentions(&self, practice: &PracticeId, words: &str) -> Result<Mentions, JournalError> {
        let Some(sought) = Sought::new(words) else { return Ok(Mentions::default()) };
        let practice = practice.clone();
        // Reads the whole archive, so it does not hold erasing up.
        let _alone = self.inner.whole.acquire().await;
        self.beside(move |inner| mentions_in(&inner.shared.layout, &practice, &sought)).await
    }

    async fn verify(&self, deposited: Option<&Deposited>) -> Result<(Verified, Option<Contained>), JournalError> {
        let deposited = deposited.cloned();
        // Reads the whole archive too; it gets through what is erased meanwhile.
        let _alone = self.inner.whole.acquire().await;
        self.beside(move |inner| verify::prove(&inner.shared.layout, deposited.as_ref())).await
    }

    async fn keep_evidence(&self, bytes: Vec<u8>) -> Result<Digest, JournalError> {
        self.beside(move |inner| Captures::new(&inner.shared.layout).keep(&bytes)).await
    }

    async fn drop_evidence(&self, digest: &Digest) -> Result<(), JournalError> {
        // Where events are recorded, so that none comes to name it in between.
        self.ask(|answer| Request::Drop(digest.clone(), answer)).await
    }

    async fn evidence(&self, digest: &Digest) -> Result<Vec<u8>, JournalError> {
        let digest = digest.clone();
        self.beside(move |inner| Captures::new(&inner.shared.layout).read(&digest)).await
    }

    async fn setting(&self, key: &str) -> Result<Option<String>, JournalError> {
        let key = key.to_owned();
        self.read(move |_, store| store.setting(&key)).await
    }

    async fn keep_setting(&self, key: &str, value: &str) -> Result<(), JournalError> {
        self.ask(|answer| Request::Setting(key.to_owned(), value.to_owned(), answer)).await
    }
}
