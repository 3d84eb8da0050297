//! Finding words in the archive: an index beside it, derived and never the truth.
//!
//! One thread owns the index. It begins with the first search, takes in what the archive has beyond it
//! before each answer, and so costs the recording of a step nothing. An index that is gone, damaged, laid
//! out by another version or at odds with the archive is thrown away and built anew; one that
//! cannot be built makes searches fail and nothing else.

mod index;
mod take_in;

use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use tantivy::TantivyError;
use tokio::sync::oneshot;

use self::index::Terms;
use self::take_in::{Extent, Stores, note_of, read, take_in};
use super::layout::{Layout, create_folder, failed};
use super::scan::Reader;
use super::store::Store;
use super::writer::Shared;
use crate::exchange::ExchangeId;
use crate::journal::search::{Found, Hit, Matcher, Search};
use crate::journal::{JournalError, Summary};
use crate::practice::PracticeId;

type Answer<T> = oneshot::Sender<Result<T, JournalError>>;

/// What the thread is asked to do.
pub(super) enum Request {
    /// Find exchanges of a practice.
    Find(PracticeId, Box<Search>, Answer<Found>),
    /// Leave no trace of these exchanges.
    Forget(PracticeId, Vec<ExchangeId>, Answer<()>),
    /// Be there, and where the archive is.
    Prepare(Answer<()>),
}

/// The way to the thread; it begins when it is first asked something, and ends when this goes.
pub(super) struct Finder {
    shared: Arc<Shared>,
    stop: Arc<AtomicBool>,
    thread: Mutex<Option<(Sender<Request>, JoinHandle<()>)>>,
}

impl Finder {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self { shared, stop: Arc::default(), thread: Mutex::default() }
    }

    /// Whether there is an index on the disk, or one is being made.
    pub(super) fn has_index(&self) -> bool {
        let begun = self.thread.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        begun || self.shared.layout.search().exists()
    }

    /// Hands a request to the thread and waits for its answer.
    pub(super) async fn ask<T>(&self, request: impl FnOnce(Answer<T>) -> Request) -> Result<T, JournalError> {
        let (answer, answered) = oneshot::channel();
        self.requests()?.send(request(answer)).map_err(|_| JournalError::Closed)?;
        answered.await.unwrap_or(Err(JournalError::Closed))
    }

    fn requests(&self) -> Result<Sender<Request>, JournalError> {
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((requests, _)) = thread.as_ref() {
            return Ok(requests.clone());
        }
        let (requests, queue) = channel();
        let worker = Worker { shared: Arc::clone(&self.shared), stop: Arc::clone(&self.stop), open: None };
        let begun = std::thread::Builder::new().name("search".to_owned()).spawn(move || worker.run(&queue));
        let begun = begun.map_err(|error| JournalError::Search(error.to_string()))?;
        *thread = Some((requests.clone(), begun));
        Ok(requests)
    }
}

impl Drop for Finder {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let begun = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some((requests, thread)) = begun {
            drop(requests);
            // It guards itself against panics; what it had not noted is taken in at the next opening.
            let _ = thread.join();
        }
    }
}

/// Why the index did not do as asked.
enum Fault {
    /// It is to be built anew.
    Index(TantivyError),
    /// Nothing can be done about it here.
    Journal(JournalError),
}

impl From<TantivyError> for Fault {
    fn from(error: TantivyError) -> Self {
        Self::Index(error)
    }
}

impl From<JournalError> for Fault {
    fn from(error: JournalError) -> Self {
        Self::Journal(error)
    }
}

impl From<Fault> for JournalError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Index(error) => Self::Search(error.to_string()),
            Fault::Journal(error) => error,
        }
    }
}

/// Builds the index of a data folder anew. The caller holds the folder's lock.
pub(super) fn rebuild(layout: &Layout, store: Store) -> Result<(), JournalError> {
    let store = Arc::new(store);
    build(layout, &|| Ok(Arc::clone(&store)), &AtomicBool::new(false)).map(drop).map_err(Into::into)
}

/// An index that is open, and how far it has come.
struct Open {
    terms: Terms,
    extent: Extent,
}

/// Opens the index as it is; `None` where it is to be built.
fn as_it_is(layout: &Layout, stores: Stores<'_>) -> Result<Option<Open>, Fault> {
    if !layout.search().join("meta.json").exists() {
        return Ok(None);
    }
    let terms = Terms::open(&layout.search())?;
    match Extent::read(terms.noted()?.as_deref()) {
        Some(extent) if extent.fits(layout, stores)? => Ok(Some(Open { terms, extent })),
        _ => Ok(None),
    }
}

/// Throws the index away and builds it from the archive. What cannot be built whole leaves nothing behind: on a
/// full disk the room is for steps.
fn build(layout: &Layout, stores: Stores<'_>, stop: &AtomicBool) -> Result<Open, Fault> {
    clear(layout)?;
    build_whole(layout, stores, stop).inspect_err(|_| {
        if let Err(error) = clear(layout) {
            tracing::warn!(%error, "what was built of the search index is still there");
        }
    })
}

fn clear(layout: &Layout) -> Result<(), JournalError> {
    let folder = layout.search();
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(&folder)(error)),
        _ => Ok(()),
    }
}

fn build_whole(layout: &Layout, stores: Stores<'_>, stop: &AtomicBool) -> Result<Open, Fault> {
    let folder = layout.search();
    create_folder(&folder)?;
    let mut terms = Terms::create(&folder)?;
    let extent = take_in(layout, stores, &mut terms, &Extent::none(), stop)?;
    if extent == Extent::none() {
        terms.commit(&note_of(&extent)?)?;
    }
    Ok(Open { terms, extent })
}

/// The thread's own things.
struct Worker {
    shared: Arc<Shared>,
    stop: Arc<AtomicBool>,
    open: Option<Open>,
}

impl Worker {
    fn run(mut self, requests: &Receiver<Request>) {
        while let Ok(request) = requests.recv() {
            // Whoever asked may have gone.
            match request {
                Request::Find(practice, search, answer) => {
                    let _ = answer.send(self.guarded(|worker, open| worker.find(open, &practice, &search)));
                }
                Request::Forget(practice, exchanges, answer) => {
                    let _ = answer.send(self.guarded(|_, open| forget(open, &practice, &exchanges)));
                }
                Request::Prepare(answer) => {
                    let _ = answer.send(self.guarded(|_, open| Ok((open, ()))));
                }
            }
        }
    }

    /// Does something with an index that is where the archive is. One that fails is built anew, and it is
    /// tried once more.
    fn guarded<T>(&mut self, work: impl Fn(&Self, Open) -> Result<(Open, T), Fault>) -> Result<T, JournalError> {
        let mut tried_anew = false;
        loop {
            let before = self.open.take();
            let attempt = || {
                let open = self.brought_up(before, tried_anew)?;
                work(self, open)
            };
            let failed = || Err(Fault::Index(TantivyError::InternalError("it failed at once".to_owned())));
            match catch_unwind(AssertUnwindSafe(attempt)).unwrap_or_else(|_| failed()) {
                Ok((open, done)) => {
                    self.open = Some(open);
                    return Ok(done);
                }
                Err(Fault::Index(error)) if !tried_anew => {
                    tracing::warn!(%error, "the search index failed and is built anew");
                    tried_anew = true;
                }
                Err(fault) => {
                    let error = JournalError::from(fault);
                    if !matches!(error, JournalError::Closed) {
                        tracing::error!(%error, "nothing can be searched for");
                    }
                    return Err(error);
                }
            }
        }
    }

    /// The index, where the archive is.
    fn brought_up(&self, before: Option<Open>, anew: bool) -> Result<Open, Fault> {
        let (layout, stores) = (&self.shared.layout, &|| self.shared.store());
        let there = match before {
            _ if anew => None,
            Some(open) => Some(open),
            None => as_it_is(layout, stores)?,
        };
        let Some(Open { mut terms, extent }) = there else {
            tracing::debug!("the search index is built");
            return build(layout, stores, &self.stop);
        };
        let extent = take_in(layout, stores, &mut terms, &extent, &self.stop)?;
        Ok(Open { terms, extent })
    }

    fn find(&self, open: Open, practice: &PracticeId, search: &Search) -> Result<(Open, Found), Fault> {
        let names = open.terms.find(practice, search)?;
        let store = self.shared.store()?;
        let mut reader = Reader::new(&self.shared.layout);
        let matcher = Matcher::new(&search.wanted);
        let mut hits = Vec::with_capacity(names.exchanges.len());
        for id in names.exchanges {
            let exchange = read(&store, &mut reader, practice, id)?;
            hits.extend(exchange.map(|exchange| Hit {
                summary: Summary::of(&exchange, practice),
                excerpt: matcher.excerpt(&exchange),
            }));
        }
        Ok((open, Found::new(search, names.total, names.and_more, hits)))
    }
}

/// Takes exchanges out and leaves no byte of them: what stood in the same segments is written anew.
fn forget(open: Open, practice: &PracticeId, exchanges: &[ExchangeId]) -> Result<(Open, ()), Fault> {
    let Open { mut terms, extent } = open;
    for exchange in exchanges {
        terms.remove(practice, *exchange);
    }
    terms.commit(&note_of(&extent)?)?;
    Ok((Open { terms: terms.scour()?, extent }, ()))
}
