//! From the tables of rule files to a guard: names are resolved, patterns compiled, and all that
//! is wrong is reported together.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::OnceLock;
use std::thread;

use regex::bytes::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

use super::finding::{Channel, Family};
use super::fold::fold;
use super::format::{EchoOf, Kind, Placed, PredicateTable, RuleTable, Tables};
use super::learned::{self, Vocabularies, Vocabulary};
use super::lexicon::{LexiconBuilder, Owner};
use super::mend::{Extent, Mend};
use super::rule::{Conditions, Matcher, Rule, Test, WordSet};
use super::{Expression, Guard, Pattern, Patterns, Source};
use crate::fault::Fault;
use crate::language::Language;

/// Room for the states of the big sets; past it they would fall back to a slow search.
const DFA_BYTES: usize = 16 << 20;
const PROGRAM_BYTES: usize = 64 << 20;

/// What the name of a list begins with, after its language, if it is a class of the learned vocabulary.
const CLASS: &str = "v-";

/// Where it is proved that every expression compiles, which takes most of the time of loading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// Here and now.
    Now,
    /// In a test.
    Elsewhere,
}

/// Compiles files into a guard.
pub(crate) fn compile(files: &[Source<'_>], proof: Proof) -> Result<Guard, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut tables = Tables::default();
    for file in files {
        tables.read(file.file, file.text, &mut faults);
    }
    let guard = compile_tables(tables, faults, proof)?;
    Ok(Guard { learned: learned::of_replies(), ..guard })
}

/// Compiles tables that were read, with the faults found in reading them.
pub(crate) fn compile_tables(tables: Tables, mut faults: Vec<Fault>, proof: Proof) -> Result<Guard, Vec<Fault>> {
    let mut compiler = Compiler {
        lists: Lists::resolve(&tables, &mut faults),
        predicate_ids: HashMap::new(),
        predicates: Vec::new(),
        predicate_places: Vec::new(),
        lexicon: LexiconBuilder::default(),
        patterns: Vec::new(),
        faults,
    };
    compiler.predicates(&tables);
    let mut rules: Vec<Rule> = Vec::new();
    let mut ids = HashSet::new();
    for table in tables.rules {
        if !ids.insert(table.table.id.clone()) {
            compiler.fault(&table, format!("rule `{}` is defined twice", table.table.id));
        }
        if let Some(rule) = compiler.rule(rules.len(), table) {
            rules.push(rule);
        }
    }
    compiler.finish(rules, proof)
}

/// The named lists, each entry folded.
struct Lists(BTreeMap<String, Vec<String>>);

impl Lists {
    /// Gathers lists of one name from every file: a pack adds to a common list by naming it again.
    fn resolve(tables: &Tables, faults: &mut Vec<Fault>) -> Self {
        let mut raw: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for list in &tables.lists {
            raw.entry(&list.table.id).or_default().extend(list.table.words.iter().map(String::as_str));
        }
        for list in &tables.lists {
            for name in list.table.words.iter().filter_map(|word| word.strip_prefix('@')) {
                if !raw.contains_key(name) {
                    faults.push(Fault::at_line(&list.file, list.line, format!("unknown list `@{name}`")));
                }
            }
        }
        let resolved = raw.keys().map(|id| {
            let mut words = Vec::new();
            gather(id, &raw, &mut HashSet::new(), &mut words);
            ((*id).to_owned(), words)
        });
        Self(resolved.collect())
    }

    /// What the learned layer knows of the words of a language: the lists `fr.v-…` are classes of its
    /// vocabulary, `fr.grammar` its words of grammar.
    fn vocabulary(&self, language: Language) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        let language = language.code();
        for (id, words) in &self.0 {
            let words = words.iter().map(String::as_str);
            match id.strip_prefix(language).and_then(|id| id.strip_prefix('.')) {
                Some("grammar") => vocabulary.grammar(words),
                Some(class) if class.starts_with(CLASS) => vocabulary.class(class, words),
                _ => {}
            }
        }
        vocabulary
    }

    /// How many entries the classes of a language have, phrases included.
    fn words(&self, language: Language) -> usize {
        let language = language.code();
        let is_class = |id: &str| {
            let class = id.strip_prefix(language).and_then(|id| id.strip_prefix('.'));
            class.is_some_and(|class| class.starts_with(CLASS))
        };
        self.0.iter().filter(|(id, _)| is_class(id)).map(|(_, words)| words.len()).sum()
    }
}

/// The entries of a list and of the lists that it names; one seen before is not entered again.
fn gather<'a>(id: &'a str, raw: &BTreeMap<&'a str, Vec<&'a str>>, seen: &mut HashSet<&'a str>, into: &mut Vec<String>) {
    if !seen.insert(id) {
        return;
    }
    for word in raw.get(id).into_iter().flatten() {
        match word.strip_prefix('@') {
            Some(name) => gather(name, raw, seen, into),
            None => into.push(fold(word)),
        }
    }
}

struct Compiler {
    lists: Lists,
    predicate_ids: HashMap<String, usize>,
    predicates: Vec<Expression>,
    /// File, line and identifier of each predicate.
    predicate_places: Vec<(String, usize, String)>,
    lexicon: LexiconBuilder,
    patterns: Vec<Pattern>,
    faults: Vec<Fault>,
}

impl Compiler {
    fn fault<T>(&mut self, place: &Placed<T>, message: impl Into<String>) {
        self.faults.push(Fault::at_line(&place.file, place.line, message));
    }

    fn predicates(&mut self, tables: &Tables) {
        for predicate in &tables.predicates {
            let sources: Vec<String> = predicate.table.pattern.iter().map(str::to_owned).collect();
            let joined = sources.iter().map(|one| format!("(?:{one})")).collect::<Vec<_>>().join("|");
            let source = self.interpolate(predicate, &joined);
            let number = self.predicates.len();
            self.predicates.push(Expression::new(source));
            self.predicate_places.push((predicate.file.clone(), predicate.line, predicate.table.id.clone()));
            self.name_predicate(predicate, number);
        }
    }

    fn name_predicate(&mut self, placed: &Placed<PredicateTable>, number: usize) {
        if self.predicate_ids.insert(placed.table.id.clone(), number).is_some() {
            self.fault(placed, format!("predicate `{}` is defined twice", placed.table.id));
        }
    }

    fn rule(&mut self, number: usize, placed: Placed<RuleTable>) -> Option<Rule> {
        let before = (self.faults.len(), self.patterns.len());
        self.check_fields(&placed);
        let matcher = self.matcher(number, &placed);
        let unless = self.tests(&placed, &placed.table.unless);
        let when = self.tests(&placed, &placed.table.when);
        if self.faults.len() > before.0 {
            // The rule is dropped; what else is wrong with its patterns is said now.
            for pattern in self.patterns.split_off(before.1) {
                if let Err(error) = regex(&pattern.expression.source) {
                    self.fault(&placed, format!("rule `{}`: {error}", placed.table.id));
                }
            }
            return None;
        }
        let Placed { file, line, table } = placed;
        let matcher = matcher?;
        Some(Rule {
            langs: table.lang.unwrap_or_else(|| Language::ALL.to_vec()),
            channels: table.channel.unwrap_or_else(|| default_channels(table.family)),
            id: table.id,
            family: table.family,
            severity: table.severity,
            certain: table.certain,
            consent: table.consent,
            kind: table.kind,
            message: table.message,
            fix: table.fix,
            mend: table.replace.or_else(|| default_mend(table.family, &matcher)),
            source: table.source,
            bad: table.bad,
            good: table.good,
            file,
            line,
            matcher,
            unless,
            when,
        })
    }

    /// Each kind has its own fields; one that the kind does not read is a mistake.
    fn check_fields(&mut self, placed: &Placed<RuleTable>) {
        let table = &placed.table;
        let kind = table.kind;
        let present = [
            ("pattern", table.pattern.is_some(), matches!(kind, Kind::Regex | Kind::Missing), true),
            ("original", table.original.is_some(), kind == Kind::Regex, false),
            ("allow", !table.allow.is_empty(), kind == Kind::Regex, false),
            ("require", !table.require.is_empty(), kind == Kind::Regex, false),
            ("phrases", table.phrases.is_some(), matches!(kind, Kind::Phrases | Kind::Regex), kind == Kind::Phrases),
            ("sets", table.sets.is_some(), kind == Kind::Window, true),
            ("within", table.within.is_some(), kind == Kind::Window, true),
            ("ordered", table.ordered, kind == Kind::Window, false),
            ("min_words", table.min_words.is_some(), kind == Kind::Caps, true),
            ("min_letters", table.min_letters.is_some(), kind == Kind::Caps, true),
            ("words", table.words.is_some(), matches!(kind, Kind::Caps | Kind::Echo), true),
            ("echo", table.echo.is_some(), kind == Kind::Echo, true),
        ];
        for (name, given, belongs, required) in present {
            if given && !belongs {
                self.fault(placed, format!("rule `{}`: `{name}` does not belong to its kind", table.id));
            } else if belongs && required && !given {
                self.fault(placed, format!("rule `{}`: `{name}` is missing", table.id));
            }
        }
        if let Some(why) = table.replace.as_ref().and_then(|mend| mend.misfit(table)) {
            self.fault(placed, format!("rule `{}`: {why}", table.id));
        }
        if table.bad.is_empty() || table.good.is_empty() {
            self.fault(placed, format!("rule `{}`: at least one `bad` and one `good` are needed", table.id));
        }
    }

    fn matcher(&mut self, number: usize, placed: &Placed<RuleTable>) -> Option<Matcher> {
        let table = &placed.table;
        match table.kind {
            Kind::Regex => {
                self.pattern(number, placed);
                self.phrases(number, placed);
                Some(Matcher::Regex(self.conditions(placed)?))
            }
            Kind::Missing => {
                self.pattern(number, placed);
                Some(Matcher::Missing)
            }
            Kind::Phrases => {
                self.phrases(number, placed);
                Some(Matcher::Phrases)
            }
            Kind::Window => self.window(number, placed),
            Kind::Learned => Some(Matcher::Learned),
            Kind::Caps => Some(Matcher::Caps {
                min_words: table.min_words?,
                min_letters: table.min_letters?,
                words: self.word_set(placed, table.words.as_deref().unwrap_or_default()),
            }),
            Kind::Echo => {
                let common = self.word_set(placed, table.words.as_deref().unwrap_or_default());
                Some(match table.echo? {
                    EchoOf::Author => Matcher::EchoAuthor { common },
                    EchoOf::Review => Matcher::EchoReview { common },
                })
            }
        }
    }

    fn phrases(&mut self, number: usize, placed: &Placed<RuleTable>) {
        let words = self.words(placed, placed.table.phrases.as_deref().unwrap_or_default());
        self.lexicon.add(words, Owner { rule: number, set: 0 });
    }

    fn window(&mut self, number: usize, placed: &Placed<RuleTable>) -> Option<Matcher> {
        let sets = placed.table.sets.as_deref().unwrap_or_default();
        if sets.len() < 2 {
            self.fault(placed, format!("rule `{}`: `sets` needs two sets at least", placed.table.id));
        }
        for (set, entries) in sets.iter().enumerate() {
            let words = self.words(placed, entries);
            self.lexicon.add(words, Owner { rule: number, set });
        }
        let (within, ordered) = (placed.table.within?, placed.table.ordered);
        Some(Matcher::Window { sets: sets.len(), within, ordered })
    }

    fn pattern(&mut self, number: usize, placed: &Placed<RuleTable>) {
        let sources: Vec<String> =
            placed.table.pattern.iter().flat_map(|pattern| pattern.iter().map(str::to_owned)).collect();
        for source in sources {
            let source = self.interpolate(placed, &source);
            self.patterns.push(Pattern { rule: number, expression: Expression::new(source) });
        }
    }

    fn conditions(&mut self, placed: &Placed<RuleTable>) -> Option<Conditions> {
        let original = match placed.table.original.as_deref().map(regex::Regex::new) {
            None => None,
            Some(Ok(regex)) => Some(regex),
            Some(Err(error)) => {
                self.fault(placed, format!("rule `{}`: {error}", placed.table.id));
                return None;
            }
        };
        Some(Conditions {
            allow: self.groups(placed, &placed.table.allow),
            require: self.groups(placed, &placed.table.require),
            original,
        })
    }

    fn groups(&mut self, placed: &Placed<RuleTable>, groups: &BTreeMap<String, Vec<String>>) -> Vec<(String, WordSet)> {
        let patterns = placed.table.pattern.iter().flat_map(super::format::OneOrMany::iter);
        let known: String = patterns.collect::<Vec<_>>().join(" ");
        let mut compiled = Vec::new();
        for (name, entries) in groups {
            if !known.contains(&format!("<{name}>")) {
                self.fault(placed, format!("rule `{}`: no pattern has a group `{name}`", placed.table.id));
            }
            compiled.push((name.clone(), self.word_set(placed, entries)));
        }
        compiled
    }

    fn tests(&mut self, placed: &Placed<RuleTable>, names: &[String]) -> Vec<Test> {
        let mut compiled = Vec::new();
        for name in names {
            if name == "own_contact" {
                compiled.push(Test::OwnContact);
            } else if name == "no_contacts" {
                compiled.push(Test::NoContacts);
            } else if let Some(number) = self.predicate_ids.get(name) {
                compiled.push(Test::Predicate(*number));
            } else {
                self.fault(placed, format!("rule `{}`: unknown predicate `{name}`", placed.table.id));
            }
        }
        compiled
    }

    fn word_set<T>(&mut self, placed: &Placed<T>, entries: &[String]) -> WordSet {
        WordSet::new(self.words(placed, entries))
    }

    /// Folded entries, `@name` replaced by the list of that name.
    fn words<T>(&mut self, placed: &Placed<T>, entries: &[String]) -> Vec<String> {
        let mut words = Vec::new();
        for entry in entries {
            match entry.strip_prefix('@') {
                None => words.push(fold(entry)),
                Some(name) => match self.lists.0.get(name) {
                    Some(list) => words.extend(list.iter().cloned()),
                    None => self.fault(placed, format!("unknown list `@{name}`")),
                },
            }
        }
        words
    }

    /// Replaces each `@{name}` of a pattern by an alternation of the words of that list.
    fn interpolate<T>(&mut self, placed: &Placed<T>, source: &str) -> String {
        let mut pattern = String::with_capacity(source.len());
        let mut rest = source;
        while let Some((head, name, tail)) = next_reference(rest) {
            pattern.push_str(head);
            if let Some(list) = self.lists.0.get(name) {
                pattern.push_str(&alternation(list));
            } else {
                self.fault(placed, format!("unknown list `@{{{name}}}`"));
            }
            rest = tail;
        }
        pattern.push_str(rest);
        pattern
    }

    fn finish(mut self, rules: Vec<Rule>, proof: Proof) -> Result<Guard, Vec<Fault>> {
        let sets: Vec<Patterns> =
            Language::ALL.into_iter().map(|language| language_set(language, &self.patterns, &rules)).collect();
        if proof == Proof::Now {
            self.prove(&sets, &rules);
        }
        match self.lexicon.build() {
            Ok(lexicon) if self.faults.is_empty() => Ok(Guard {
                rules,
                lexicon,
                patterns: self.patterns,
                sets,
                predicates: self.predicates,
                words: Language::ALL.into_iter().map(|language| self.lists.words(language)).sum(),
                vocabularies: Vocabularies(Language::ALL.map(|language| self.lists.vocabulary(language))),
                learned: None,
            }),
            built => {
                self.faults.extend(built.err().map(|error| Fault::at_line("rules", 1, error.to_string())));
                self.faults.sort();
                Err(self.faults)
            }
        }
    }

    /// Compiles every expression, the sets side by side, and tells which do not.
    fn prove(&mut self, sets: &[Patterns], rules: &[Rule]) {
        let whole = thread::scope(|scope| {
            let built: Vec<_> = sets.iter().map(|one| scope.spawn(|| one.set().is_some())).collect();
            built.into_iter().all(|one| one.join().unwrap_or(false))
        });
        let alone: Vec<Fault> = self.patterns.iter().filter_map(|pattern| pattern_fault(pattern, rules)).collect();
        if !whole && alone.is_empty() {
            self.faults.push(Fault::at_line("rules", 1, "all patterns of a language together are too large"));
        }
        self.faults.extend(alone);
        let placed = self.predicates.iter().zip(&self.predicate_places);
        self.faults.extend(placed.filter_map(|(one, place)| predicate_fault(one, place)));
    }
}

/// The patterns of a language as one set.
fn language_set(language: Language, patterns: &[Pattern], rules: &[Rule]) -> Patterns {
    let speaks = |pattern: &Pattern| rules.get(pattern.rule).is_some_and(|rule| rule.langs.contains(&language));
    // Two rules may look for the same pattern, one of them more strictly.
    let mut distinct: BTreeMap<&String, Vec<usize>> = BTreeMap::new();
    for (number, pattern) in patterns.iter().enumerate().filter(|(_, pattern)| speaks(pattern)) {
        distinct.entry(&pattern.expression.source).or_default().push(number);
    }
    let (sources, members) = distinct.into_iter().map(|(source, numbers)| (source.clone(), numbers)).unzip();
    Patterns { language, sources, set: OnceLock::new(), members }
}

/// What is wrong with a predicate.
fn predicate_fault(predicate: &Expression, place: &(String, usize, String)) -> Option<Fault> {
    let error = regex(&predicate.source).err()?;
    let (file, line, id) = place;
    Some(Fault::at_line(file, *line, format!("predicate `{id}`: {error}")))
}

/// What is wrong with a pattern, when its set could not be built.
fn pattern_fault(pattern: &Pattern, rules: &[Rule]) -> Option<Fault> {
    let error = regex(&pattern.expression.source).err()?;
    let rule = rules.get(pattern.rule)?;
    Some(Fault::at_line(&rule.file, rule.line, format!("rule `{}`: {error}", rule.id)))
}

/// Compiles a pattern for folded texts, which are ASCII.
pub(crate) fn regex(source: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(source).unicode(false).build()
}

/// The set of these sources.
pub(crate) fn set(sources: &[String]) -> Result<RegexSet, regex::Error> {
    let anonymous = sources.iter().map(|source| without_names(source));
    RegexSetBuilder::new(anonymous).unicode(false).size_limit(PROGRAM_BYTES).dfa_size_limit(DFA_BYTES).build()
}

/// A set only tells which of its patterns match: capturing would make it bigger for nothing.
fn without_names(pattern: &str) -> String {
    let mut anonymous = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((head, tail)) = rest.split_once("(?P<") {
        anonymous.push_str(head);
        anonymous.push_str("(?:");
        rest = tail.split_once('>').map_or("", |(_, after)| after);
    }
    anonymous.push_str(rest);
    anonymous
}

fn next_reference(pattern: &str) -> Option<(&str, &str, &str)> {
    let (head, rest) = pattern.split_once("@{")?;
    let (name, tail) = rest.split_once('}')?;
    Some((head, name, tail))
}

/// An alternation of folded words; a final `*` stands for any ending.
fn alternation(words: &[String]) -> String {
    let mut sorted: Vec<&String> = words.iter().collect();
    // The longest first: « demi-heure » before « demi ».
    sorted.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    let escaped: Vec<String> = sorted
        .into_iter()
        .map(|word| match word.strip_suffix('*') {
            Some(prefix) => format!("{}[a-z]*", regex::escape(prefix)),
            None => regex::escape(word),
        })
        .collect();
    format!("(?:{})", escaped.join("|"))
}

/// What secrecy covers is best not said at all, unless the rule knows better.
fn default_mend(family: Family, matcher: &Matcher) -> Option<Mend> {
    let has_words = !matches!(matcher, Matcher::Missing | Matcher::EchoReview { .. });
    (family == Family::Secrecy && has_words).then_some(Mend::Remove(Extent::Sentence))
}

/// What holds in public only, and what holds wherever somebody outside reads it.
fn default_channels(family: Family) -> Vec<Channel> {
    match family {
        Family::Tone | Family::Misleading => vec![Channel::Public, Channel::Private],
        Family::Secrecy | Family::Identity | Family::Promotion | Family::Echo | Family::Completeness => {
            vec![Channel::Public]
        }
    }
}
