//! What is derived from the archive (the working store, the search index, the notes beside it): whatever becomes of
//! its files, it is found out and built anew, nothing is lost, and nothing panics at the door.

use std::fs;
use std::path::{Path, PathBuf};

use egard::journal::Journal;
use egard::journal::embedded::{EmbeddedJournal, verify};

use crate::archive::practice;
use crate::story::{all_of, duplicate, erasure, found, id, remove, reopened, written};

const EXCHANGES: u64 = 12;

/// How far apart the bytes are that are flipped; 1 is every one of them, which takes some minutes when released.
fn stride() -> usize {
    std::env::var("EGARD_STRIDE").map_or(151, |stride| stride.parse().unwrap())
}

/// The files of a folder and of those in it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut all: Vec<_> = entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect();
    all.sort();
    all
}

/// A journal whose derived files are put back as they were before each thing that is done to them.
struct Sound {
    folder: tempfile::TempDir,
    whole: Vec<String>,
    cases: usize,
    mended: usize,
}

impl Sound {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        written(&folder.path().join("data"), EXCHANGES).await;
        let whole = reopened(&folder.path().join("data")).await.1;
        for part in ["sled", "search"] {
            duplicate(&folder.path().join("data").join(part), &folder.path().join(part));
        }
        Self { folder, whole, cases: 0, mended: 0 }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn put_back(&self, part: &str) {
        let place = self.data().join(part);
        remove(&place);
        duplicate(&self.folder.path().join(part), &place);
    }

    /// Does something to the working store and looks at everything.
    async fn store(&mut self, case: &str, harm: impl FnOnce(&Path)) {
        self.put_back("sled");
        harm(&self.data().join("sled"));
        let (journal, opening) = EmbeddedJournal::open(&self.data()).unwrap_or_else(|error| panic!("{case}: {error}"));
        assert_eq!(all_of(&journal).await, self.whole, "{case}");
        assert_eq!((opening.torn, opening.lost), (None, 0), "{case}");
        self.cases += 1;
        self.mended += usize::from(opening.rebuilt.is_some());
        journal.close().await.unwrap();
    }

    /// Does something to the search index and searches.
    async fn index(&mut self, case: &str, harm: impl FnOnce(&Path)) {
        self.put_back("search");
        harm(&self.data().join("search"));
        let (journal, opening) = EmbeddedJournal::open(&self.data()).unwrap();
        assert_eq!(opening.rebuilt, None, "{case}");
        let number = found(&journal).await.unwrap_or_else(|error| panic!("{case}: {error}"));
        assert_eq!(number as u64, EXCHANGES, "{case}");
        self.cases += 1;
        journal.close().await.unwrap();
    }
}

/// The places of a file to flip: so far apart, but each of those in which something stands when it is short.
fn places(bytes: &[u8]) -> Vec<usize> {
    let step = if bytes.len() < 600 { 1.max(stride() / 8) } else { stride() };
    // sled keeps its file long: most of it is nothing, of which a little will do.
    let filled = (0..bytes.len()).filter(|place| bytes[*place] != 0).step_by(step);
    let mut all: Vec<_> = filled.chain((0..bytes.len()).step_by(step * 640)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn flip(path: &Path, place: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[place] ^= 0x20;
    fs::write(path, bytes).unwrap();
}

fn cut(path: &Path, length: u64) {
    fs::OpenOptions::new().write(true).open(path).unwrap().set_len(length).unwrap();
}

/// Every file of a folder: gone, empty, cut at several places.
fn harms(folder: &Path) -> Vec<(PathBuf, Option<u64>)> {
    let mut all = Vec::new();
    for path in files(folder) {
        let length = fs::metadata(&path).unwrap().len();
        let name = path.strip_prefix(folder).unwrap().to_owned();
        all.push((name.clone(), None));
        let mut lengths = vec![0, 1, length / 4, length / 2, length * 3 / 4, length.saturating_sub(1)];
        lengths.retain(|cut| *cut < length);
        lengths.dedup();
        all.extend(lengths.into_iter().map(|cut| (name.clone(), Some(cut))));
    }
    all
}

#[tokio::test]
async fn the_working_store_flipped_cut_emptied_and_gone() {
    let mut sound = Sound::new().await;
    let kept = sound.folder.path().join("sled");
    for file in files(&kept) {
        let name = file.strip_prefix(&kept).unwrap().to_owned();
        for place in places(&fs::read(&file).unwrap()) {
            sound.store(&format!("{} flipped at {place}", name.display()), |sled| flip(&sled.join(&name), place)).await;
        }
    }
    for (name, length) in harms(&kept) {
        let case = format!("{} cut to {length:?}", name.display());
        sound
            .store(&case, |sled| match length {
                Some(length) => cut(&sled.join(&name), length),
                None => fs::remove_file(sled.join(&name)).unwrap(),
            })
            .await;
    }
    sound.store("blobs gone", |sled| fs::remove_dir_all(sled.join("blobs")).unwrap()).await;
    sound.store("a blob of nobody's", |sled| fs::write(sled.join("blobs/12345"), b"nothing of ours").unwrap()).await;
    let file = |place: &Path| fs::write(place, b"nothing of ours").unwrap();
    let instead = |place: &Path| {
        fs::remove_dir_all(place).unwrap();
        file(place);
    };
    sound.store("a file for blobs", |sled| instead(&sled.join("blobs"))).await;
    sound.store("a snapshot of nobody's", |sled| file(&sled.join("snap.0000000000000FFF"))).await;
    sound.store("a snapshot cut short", |sled| file(&sled.join("snap.0000000000000FFF.generating"))).await;
    sound.store("gone", |sled| fs::remove_dir_all(sled).unwrap()).await;
    sound.store("a file for the folder", instead).await;
    eprintln!("working store: {} cases, built anew in {}", sound.cases, sound.mended);
    verify(&sound.data()).unwrap();
}

#[tokio::test]
async fn the_search_index_flipped_cut_emptied_and_gone() {
    let mut sound = Sound::new().await;
    let kept = sound.folder.path().join("search");
    for file in files(&kept) {
        let name = file.strip_prefix(&kept).unwrap().to_owned();
        for place in places(&fs::read(&file).unwrap()) {
            sound
                .index(&format!("{} flipped at {place}", name.display()), |index| flip(&index.join(&name), place))
                .await;
        }
    }
    for (name, length) in harms(&kept) {
        let case = format!("{} cut to {length:?}", name.display());
        sound
            .index(&case, |index| match length {
                Some(length) => cut(&index.join(&name), length),
                None => fs::remove_file(index.join(&name)).unwrap(),
            })
            .await;
    }
    sound.index("gone", |index| fs::remove_dir_all(index).unwrap()).await;
    eprintln!("search index: {} cases", sound.cases);
}

/// The notes of what the index is still to forget: whatever stands there, the journal opens, nothing erased is found,
/// and no byte of it stays in an index that was not known to have forgotten it.
#[tokio::test]
async fn the_notes_of_what_is_to_be_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    for case in ["as they are", "changed", "of nobody's", "a file for the folder", "gone"] {
        let data = folder.path().join(case.replace(' ', "-"));
        written(&data, EXCHANGES).await;
        let (journal, _) = EmbeddedJournal::open(&data).unwrap();
        journal.erase(erasure(2, 3)).await.unwrap();
        journal.close().await.unwrap();
        let notes = data.join("forgetting");
        assert_eq!(files(&notes).len(), 1);
        match case {
            "changed" => fs::write(&files(&notes)[0], b"\xff\x00").unwrap(),
            "of nobody's" => {
                fs::rename(&files(&notes)[0], notes.join("of nobody's")).unwrap();
                fs::create_dir(notes.join("folder")).unwrap();
            }
            "a file for the folder" => {
                fs::remove_dir_all(&notes).unwrap();
                fs::write(&notes, b"").unwrap();
            }
            "gone" => fs::remove_dir_all(&notes).unwrap(),
            _ => {}
        }
        let (journal, _) = EmbeddedJournal::open(&data).unwrap();
        assert!(!notes.exists() || case == "gone", "{case}");
        assert_eq!(found(&journal).await.unwrap() as u64, EXCHANGES - 1, "{case}");
        assert!(journal.load(&practice().id, id(2)).await.unwrap().len() <= 1, "{case}");
        journal.close().await.unwrap();
        verify(&data).unwrap();
    }
}
