//! The search index itself: terms, positions and two numbers of each exchange, never a text.
//!
//! | field | what it holds |
//! | --- | --- |
//! | `key` | practice and exchange, by which a document is replaced |
//! | `label` | what is filtered by: `status:published`, `practice:demo`… |
//! | `fr`, `en` | the forms of words, with their positions; a text is in the field of its language |
//! | `received` | when the review came in, in microseconds: the newest is found first |
//! | `id` | the bits of the exchange's name, the only thing that is read back |

use std::ops::{Bound, Range};
use std::path::Path;

use jiff::Timestamp;
use rustc_hash::FxHashMap;
use tantivy::collector::{Collector as _, Count, TopDocs};
use tantivy::directory::MmapDirectory;
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy, NoMergePolicy};
use tantivy::query::{AllQuery, BooleanQuery, EnableScoring, Occur, PhraseQuery, Query, RangeQuery, TermQuery};
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};
use tantivy::{
    DocAddress, Index, IndexReader, IndexWriter, Order, ReloadPolicy, Searcher, TantivyDocument, TantivyError, Term,
};

use crate::exchange::{Exchange, ExchangeId};
use crate::journal::search::words::{Forms, Words, words};
use crate::journal::search::{Search, Wanted, labels, passages};
use crate::language::Language;
use crate::practice::PracticeId;

/// What each of the writer's threads may hold in memory before it writes a segment out, in bytes.
const WRITER_BYTES: usize = 16 * 1024 * 1024;
/// How many threads cut texts into words: building is mostly that.
const WRITER_THREADS: usize = 2;
/// Segments of more exchanges are not merged again. Each then holds a stretch of time, so that whoever asks for
/// the newest of very many need not look through all of them.
const MOST_MERGED: usize = 20_000;
/// So many hits are counted at least, if there are as many: nobody reads a thousand.
const MOST_COUNTED: usize = 1_000;

/// The fields of a document.
#[derive(Clone, Copy)]
struct Fields {
    key: Field,
    label: Field,
    french: Field,
    english: Field,
    received: Field,
    id: Field,
}

const RECEIVED: &str = "received";
const ID: &str = "id";

impl Fields {
    fn schema() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let words = |tokenizer: &str| {
            let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_fieldnorms(false);
            TextOptions::default()
                .set_indexing_options(indexing.set_index_option(IndexRecordOption::WithFreqsAndPositions))
        };
        let fields = Self {
            key: schema.add_text_field("key", STRING),
            label: schema.add_text_field("label", STRING),
            french: schema.add_text_field("fr", words(Language::Fr.code())),
            english: schema.add_text_field("en", words(Language::En.code())),
            received: schema.add_i64_field(RECEIVED, INDEXED | FAST),
            id: schema.add_u64_field(ID, FAST),
        };
        (schema.build(), fields)
    }

    const fn of(self, language: Language) -> Field {
        match language {
            Language::Fr => self.french,
            Language::En => self.english,
        }
    }
}

/// The open index.
pub(super) struct Terms {
    index: Index,
    writer: IndexWriter,
    reader: IndexReader,
    fields: Fields,
    forms: Forms,
}

/// A page of names, and how many there are on all of them.
pub(super) struct Names {
    pub(super) exchanges: Vec<ExchangeId>,
    pub(super) total: usize,
    /// Whether there are more than that.
    pub(super) and_more: bool,
}

impl Terms {
    /// Makes an index in an empty folder.
    pub(super) fn create(folder: &Path) -> tantivy::Result<Self> {
        let (schema, fields) = Fields::schema();
        Self::over(Index::create_in_dir(folder, schema)?, fields)
    }

    /// Opens the index of a folder. Every byte of it is read once and held against its digest, through a
    /// mapping that is given back: what is not asked for does not stay in memory.
    pub(super) fn open(folder: &Path) -> tantivy::Result<Self> {
        let damaged = Index::open(MmapDirectory::open(folder)?)?.validate_checksum()?;
        if !damaged.is_empty() {
            return Err(TantivyError::InternalError("a file is not as it was written".to_owned()));
        }
        let (schema, fields) = Fields::schema();
        let index = Index::open(MmapDirectory::open(folder)?)?;
        if index.schema() != schema {
            return Err(TantivyError::SchemaError("it has other fields".to_owned()));
        }
        Self::over(index, fields)
    }

    fn over(index: Index, fields: Fields) -> tantivy::Result<Self> {
        for language in Language::ALL {
            let analyzer = TextAnalyzer::from(Analyzer::new(language));
            index.tokenizers().register(language.code(), analyzer);
        }
        let writer = writer(&index)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { index, writer, reader, fields, forms: Forms::new() })
    }

    /// What was noted with the last commit.
    pub(super) fn noted(&self) -> tantivy::Result<Option<String>> {
        Ok(self.index.load_metas()?.payload)
    }

    /// Adds an exchange that is not there yet.
    pub(super) fn add(&self, practice: &PracticeId, exchange: &Exchange) -> tantivy::Result<()> {
        let fields = self.fields;
        let mut document = TantivyDocument::new();
        document.add_text(fields.key, key(practice, exchange.id));
        for label in labels(practice, exchange) {
            document.add_text(fields.label, label);
        }
        for passage in passages(exchange) {
            for language in Language::ALL.into_iter().filter(|language| passage.is_read_as(*language)) {
                document.add_text(fields.of(language), passage.text);
            }
        }
        document.add_i64(fields.received, exchange.received_at.as_microsecond());
        document.add_u64(fields.id, exchange.id.bits());
        self.writer.add_document(document).map(drop)
    }

    /// Takes an exchange out.
    pub(super) fn remove(&self, practice: &PracticeId, exchange: ExchangeId) {
        self.writer.delete_term(Term::from_field_text(self.fields.key, &key(practice, exchange)));
    }

    /// Makes what was added and taken out so far hold, with a note.
    pub(super) fn commit(&mut self, note: &str) -> tantivy::Result<()> {
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(note);
        commit.commit()?;
        self.reader.reload()
    }

    /// Writes anew every segment that something was taken out of, so that no byte of it is left in the folder.
    pub(super) fn scour(mut self) -> tantivy::Result<Self> {
        // No other merge may hold a segment that is to be written anew.
        self.writer.wait_merging_threads()?;
        self.writer = writer(&self.index)?;
        self.writer.set_merge_policy(Box::new(NoMergePolicy));
        for segment in self.index.searchable_segment_metas()? {
            if segment.num_deleted_docs() > 0 {
                self.writer.merge(&[segment.id()]).wait()?;
            }
        }
        self.reader.reload()?;
        self.writer.garbage_collect_files().wait()?;
        self.writer.set_merge_policy(Box::new(merging()));
        Ok(self)
    }

    /// The exchanges of a practice that a search asks for, the newest first.
    ///
    /// Segments are looked through from the newest to the oldest, until what is left can neither belong on the page
    /// nor make a difference to a person.
    pub(super) fn find(&self, practice: &PracticeId, search: &Search) -> tantivy::Result<Names> {
        let searcher = self.reader.searcher();
        let weight =
            self.query(&searcher, practice, search)?.weight(EnableScoring::disabled_from_searcher(&searcher))?;
        let segments = newest_first(&searcher)?;
        let last = search.skipped().saturating_add(search.per_page.max(1));
        let enough = last.max(MOST_COUNTED);
        let (mut best, mut counted): (Vec<(i64, DocAddress)>, usize) = (Vec::new(), 0);
        for (place, (_, ordinal)) in segments.iter().enumerate() {
            let reader = searcher.segment_reader(*ordinal);
            // A page may have any number; no more than these can be on it or before it.
            let wanted = TopDocs::with_limit(last.min(reader.max_doc() as usize).max(1));
            let collector = (wanted.order_by_fast_field::<i64>(RECEIVED, Order::Desc), Count);
            let here = collector.collect_segment(weight.as_ref(), *ordinal, reader)?;
            let (found, count) = collector.merge_fruits(vec![here])?;
            counted += count;
            best.extend(found.into_iter().filter_map(|(received, address)| Some((received?, address))));
            best.sort_by_key(|(received, address)| (std::cmp::Reverse(*received), *address));
            best.truncate(last);
            let rest = segments.get(place + 1).map(|(newest, _)| *newest);
            let worst = best.get(last - 1).map(|(received, _)| *received);
            // One that came in at the same moment may stand before the last of the page.
            if counted > enough && rest.is_some() && worst > rest {
                return names(&searcher, &best, search.skipped(), enough, true);
            }
        }
        names(&searcher, &best, search.skipped(), counted, false)
    }

    fn query(&self, searcher: &Searcher, practice: &PracticeId, search: &Search) -> tantivy::Result<BooleanQuery> {
        let documents = searcher.segment_readers().iter().map(|segment| u64::from(segment.max_doc())).sum::<u64>();
        let mut all: Vec<Box<dyn Query>> = vec![Box::new(AllQuery)];
        for group in search.labels(practice) {
            // A label that all have, as where there is one practice alone, need not be looked for.
            if let [one] = group.as_slice()
                && searcher.doc_freq(&Term::from_field_text(self.fields.label, one))? == documents
            {
                continue;
            }
            let labels = group.iter().map(|label| self.term(self.fields.label, label));
            all.push(any(labels.collect()));
        }
        all.extend(search.wanted.iter().map(|row| self.row(row)));
        if search.from.is_some() || search.before.is_some() {
            let bound = |at: Timestamp| Term::from_field_i64(self.fields.received, at.as_microsecond());
            let from = search.from.map_or(Bound::Unbounded, |from| Bound::Included(bound(from)));
            let before = search.before.map_or(Bound::Unbounded, |before| Bound::Excluded(bound(before)));
            all.push(Box::new(RangeQuery::new(from, before)));
        }
        if all.len() > 1 {
            all.remove(0);
        }
        Ok(BooleanQuery::new(all.into_iter().map(|query| (Occur::Must, query)).collect()))
    }

    /// A word or a row of words, in either language, as typed or as its accents have it.
    fn row(&self, row: &Wanted) -> Box<dyn Query> {
        let mut ways = Vec::new();
        for language in Language::ALL {
            let field = self.fields.of(language);
            let forms: Vec<_> = row.words().iter().map(|word| self.forms.of(word, language)).collect();
            let plain = forms.iter().map(|(form, _)| form);
            ways.push(self.in_a_row(field, &plain.collect::<Vec<_>>()));
            if forms.iter().any(|(_, other)| other.is_some()) {
                let accented = forms.iter().map(|(form, other)| other.as_ref().unwrap_or(form));
                ways.push(self.in_a_row(field, &accented.collect::<Vec<_>>()));
            }
        }
        any(ways)
    }

    fn in_a_row(&self, field: Field, forms: &[&String]) -> Box<dyn Query> {
        match forms {
            [one] => self.term(field, one),
            several => {
                Box::new(PhraseQuery::new(several.iter().map(|form| Term::from_field_text(field, form)).collect()))
            }
        }
    }

    #[allow(clippy::unused_self, reason = "reads like its neighbours")]
    fn term(&self, field: Field, text: &str) -> Box<dyn Query> {
        Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
    }
}

fn writer(index: &Index) -> tantivy::Result<IndexWriter> {
    let options = IndexWriterOptions::builder().num_worker_threads(WRITER_THREADS).num_merge_threads(1);
    let writer = index.writer_with_options(options.memory_budget_per_thread(WRITER_BYTES).build())?;
    writer.set_merge_policy(Box::new(merging()));
    Ok(writer)
}

fn merging() -> LogMergePolicy {
    let mut policy = LogMergePolicy::default();
    policy.set_max_docs_before_merge(MOST_MERGED);
    policy
}

/// The segments with the moment at which the newest of their reviews came in, the newest first.
fn newest_first(searcher: &Searcher) -> tantivy::Result<Vec<(i64, u32)>> {
    let mut segments = Vec::new();
    for (ordinal, segment) in (0..).zip(searcher.segment_readers()) {
        segments.push((segment.fast_fields().i64(RECEIVED)?.max_value(), ordinal));
    }
    segments.sort_by_key(|(newest, ordinal)| (std::cmp::Reverse(*newest), *ordinal));
    Ok(segments)
}

/// Reads the names of a page, which begins behind those that are skipped.
fn names(
    searcher: &Searcher,
    best: &[(i64, DocAddress)],
    skipped: usize,
    total: usize,
    and_more: bool,
) -> tantivy::Result<Names> {
    let mut exchanges = Vec::new();
    for (_, address) in best.iter().skip(skipped) {
        let ids = searcher.segment_reader(address.segment_ord).fast_fields().u64(ID)?;
        exchanges.extend(ids.first(address.doc_id).map(ExchangeId::from_random));
    }
    Ok(Names { exchanges, total, and_more })
}

fn any(mut ways: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match ways.len() {
        1 => ways.remove(0),
        _ => Box::new(BooleanQuery::union(ways)),
    }
}

fn key(practice: &PracticeId, exchange: ExchangeId) -> String {
    format!("{}/{}", practice.as_str(), exchange.as_str())
}

/// How many words an analyzer remembers the forms of: the same few make up most of what people write.
const REMEMBERED: usize = 20_000;

/// Cuts a text into the forms of its words. A word with two forms has both at the same place.
#[derive(Clone)]
struct Analyzer {
    language: Language,
    forms: Forms,
    /// Where the forms of a word stand in `found`.
    known: FxHashMap<String, usize>,
    found: Vec<(String, Option<String>)>,
}

impl Analyzer {
    fn new(language: Language) -> Self {
        Self { language, forms: Forms::new(), known: FxHashMap::default(), found: Vec::new() }
    }

    fn forms_of(&mut self, word: &str) -> &(String, Option<String>) {
        let place = self.known.get(word).copied().unwrap_or_else(|| {
            if self.found.len() >= REMEMBERED {
                self.known.clear();
                self.found.clear();
            }
            self.known.insert(word.to_owned(), self.found.len());
            self.found.push(self.forms.of(word, self.language));
            self.found.len() - 1
        });
        &self.found[place]
    }
}

impl Tokenizer for Analyzer {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        Stream { text, places: words(text), analyzer: self, other: None, token: Token::default() }
    }
}

struct Stream<'a> {
    text: &'a str,
    places: Words<'a>,
    analyzer: &'a mut Analyzer,
    /// The second form of the word that was given last.
    other: Option<String>,
    token: Token,
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        if let Some(other) = self.other.take() {
            self.token.text = other;
            return true;
        }
        let Some(Range { start, end }) = self.places.next() else { return false };
        let (form, other) = self.analyzer.forms_of(&self.text[start..end]);
        self.token.text.clear();
        self.token.text.push_str(form);
        self.other.clone_from(other);
        self.token.position = self.token.position.wrapping_add(1);
        (self.token.offset_from, self.token.offset_to) = (start, end);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
