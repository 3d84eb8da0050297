//! All templates of a pack: loading, choosing, rendering.

use std::collections::{BTreeMap, BTreeSet};

use handlebars::Handlebars;

use super::file::{Front, PartialFront, split};
use super::lint::{Body, Uses, order};
use super::{Template, TemplateStatus, Var, VarSource};
use crate::fault::Fault;
use crate::guard::Channel;
use crate::language::Language;
use crate::questionnaire::suits;

/// Longest id of a template: it fits a button's own identifier.
const MAX_ID: usize = 60;
/// Most variables that staff are asked for.
const MAX_ASKED: usize = 5;

/// Template files of one language: path in the pack, text.
pub type Sources<'a> = Vec<(&'a str, &'a str)>;

/// The templates of a pack, in every language, ready to be rendered.
#[derive(Debug)]
pub struct Library {
    collections: BTreeMap<Language, Collection>,
}

#[derive(Debug)]
struct Collection {
    templates: BTreeMap<String, Template>,
    engine: Handlebars<'static>,
}

/// Why a template gave no text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// There is no such template in this language.
    #[error("there is no such template")]
    Unknown,
    /// These required variables have no value.
    #[error("no value for {}", .0.join(", "))]
    Missing(Vec<String>),
    /// The text is longer than the template allows.
    #[error("{length} characters, max_chars is {most}")]
    TooLong {
        /// Its length, in characters.
        length: usize,
        /// The most it may have.
        most: usize,
    },
    /// The engine refused; a template that passed its checks does not get here.
    #[error("the engine stopped at {0} of the body")]
    Engine(String),
}

impl Library {
    /// Reads and checks the templates of every language.
    ///
    /// # Errors
    /// Every fault found, each with its file and line.
    pub fn load(sources: &BTreeMap<Language, Sources<'_>>) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut collections = BTreeMap::new();
        for (language, files) in sources {
            match Collection::load(*language, files) {
                Ok(collection) => {
                    collections.insert(*language, collection);
                }
                Err(found) => faults.extend(found),
            }
        }
        if faults.is_empty() { Ok(Self { collections }) } else { Err(faults) }
    }

    /// One template.
    pub fn get(&self, language: Language, id: &str) -> Option<&Template> {
        self.collections.get(&language)?.templates.get(id)
    }

    /// Every template of a language, by id.
    pub fn all(&self, language: Language) -> impl Iterator<Item = &Template> {
        self.collections.get(&language).into_iter().flat_map(|collection| collection.templates.values())
    }

    /// Approved templates of a folder that suit these answers: those made for them first, then the
    /// general ones.
    pub fn choose(&self, language: Language, folder: &str, answers: &[(String, String)]) -> Vec<&Template> {
        let mut chosen: Vec<_> = self
            .all(language)
            .filter(|template| template.folder == folder && template.status == TemplateStatus::Approved)
            .filter(|template| suits(&template.when, answers))
            .collect();
        chosen.sort_by_key(|template| std::cmp::Reverse(template.when.len()));
        chosen
    }

    /// Renders a template with these values.
    ///
    /// # Errors
    /// Says what is missing or too long.
    pub fn render(
        &self,
        language: Language,
        id: &str,
        values: &BTreeMap<String, String>,
    ) -> Result<String, RenderError> {
        let text = self.render_whole(language, id, values)?;
        let most = self.get(language, id).map_or(usize::MAX, |template| template.max_chars);
        let length = text.chars().count();
        if length > most { Err(RenderError::TooLong { length, most }) } else { Ok(text) }
    }

    /// The same, however long the text: for a page whose signs are escaped.
    ///
    /// # Errors
    /// Says what is missing.
    pub fn render_whole(
        &self,
        language: Language,
        id: &str,
        values: &BTreeMap<String, String>,
    ) -> Result<String, RenderError> {
        let collection = self.collections.get(&language).ok_or(RenderError::Unknown)?;
        let template = collection.templates.get(id).ok_or(RenderError::Unknown)?;
        collection.render(template, values)
    }
}

impl Collection {
    fn load(language: Language, files: &Sources<'_>) -> Result<Self, Vec<Fault>> {
        let mut load = Load { language, ..Load::default() };
        for (file, source) in files {
            load.file(file, source);
        }
        let order = order(&load.partials).map_err(|fault| load.faults.push(fault)).unwrap_or_default();
        if !load.faults.is_empty() {
            return Err(load.faults);
        }
        let inherited = load.inherit(&order);
        load.check(&inherited);
        if load.faults.is_empty() { Ok(load.register(&inherited)) } else { Err(load.faults) }
    }

    fn render(&self, template: &Template, values: &BTreeMap<String, String>) -> Result<String, RenderError> {
        let present = |name: &str| values.get(name).is_some_and(|value| !value.trim().is_empty());
        let required = template.vars.iter().filter(|(_, var)| var.required).map(|(name, _)| name);
        let missing: Vec<_> = required.filter(|name| !present(name)).cloned().collect();
        if !missing.is_empty() {
            return Err(RenderError::Missing(missing));
        }
        let given: BTreeMap<_, _> = values
            .iter()
            .filter(|(name, value)| template.vars.contains_key(*name) && !value.trim().is_empty())
            .map(|(name, value)| (name, value.trim()))
            .collect();
        let text = self.engine.render(&template.id, &given).map_err(|error| {
            // The engine's own words may quote a value, so only the kind of failure is kept.
            RenderError::Engine(format!("line {}", error.line_no.unwrap_or_default()))
        })?;
        Ok(tidy(&text))
    }
}

/// No space at the end of a line, no more than one empty line, none at the ends.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines().map(str::trim_end) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            tidied.push_str(line);
            tidied.push('\n');
        }
    }
    tidied.trim().to_owned()
}

/// The files of one language while they are read.
struct Load {
    language: Language,
    partials: BTreeMap<String, (Body, Uses)>,
    partial_vars: BTreeMap<String, BTreeMap<String, Var>>,
    templates: BTreeMap<String, (Template, Body, Uses)>,
    faults: Vec<Fault>,
}

impl Default for Load {
    fn default() -> Self {
        Self {
            language: Language::Fr,
            partials: BTreeMap::new(),
            partial_vars: BTreeMap::new(),
            templates: BTreeMap::new(),
            faults: Vec::new(),
        }
    }
}

impl Load {
    fn file(&mut self, file: &str, source: &str) {
        let Some((folder, stem)) = folder_and_stem(file) else {
            self.faults.push(Fault::at_line(file, 1, "a template stands in <language>/<outcome>/<name>.hbs"));
            return;
        };
        let result = match stem.strip_prefix('_') {
            Some(name) => self.partial(file, name, source),
            None => self.template(file, folder, stem, source),
        };
        if let Err(fault) = result {
            self.faults.push(fault);
        }
    }

    fn partial(&mut self, file: &str, name: &str, source: &str) -> Result<(), Fault> {
        let parts = split(file, source, true)?;
        let front: PartialFront = toml::from_str(parts.front)
            .map_err(|error| Fault::from_toml(file, parts.front, parts.front_line, &error))?;
        self.vars(file, parts.front_line, &front.vars);
        // A standalone {{> p}} swallows its own newline, so a partial ends without one.
        let body = Body::parse(file, parts.body_line, parts.body.trim_end_matches(['\n', '\r']))?;
        let mut uses = body.uses();
        self.faults.append(&mut uses.faults);
        if self.partials.insert(name.to_owned(), (body, uses)).is_some() {
            return Err(Fault::at_line(file, 1, format!("there is already a partial named {name}")));
        }
        self.partial_vars.insert(name.to_owned(), front.vars);
        Ok(())
    }

    fn template(&mut self, file: &str, folder: &str, stem: &str, source: &str) -> Result<(), Fault> {
        let parts = split(file, source, false)?;
        let front: Front = toml::from_str(parts.front)
            .map_err(|error| Fault::from_toml(file, parts.front, parts.front_line, &error))?;
        self.vars(file, parts.front_line, &front.vars);
        let body = Body::parse(file, parts.body_line, parts.body)?;
        let mut uses = body.uses();
        self.faults.append(&mut uses.faults);
        let template = Template {
            id: format!("{folder}.{stem}"),
            folder: folder.to_owned(),
            language: self.language,
            file: file.to_owned(),
            title: front.title,
            channel: front.channel,
            status: front.status,
            tags: front.tags,
            elements: front.elements,
            when: front.when,
            max_chars: front.max_chars,
            vars: front.vars,
            examples: front.example,
            source: front.source,
            body: parts.body.to_owned(),
        };
        if template.examples.is_empty() {
            self.faults.push(Fault::at_line(file, parts.front_line, "a template has at least one [[example]]"));
        }
        let id = template.id.clone();
        if let Some((there, ..)) = self.templates.insert(id.clone(), (template, body, uses)) {
            return Err(Fault::at_line(file, 1, format!("{id} is already the id of {}", there.file)));
        }
        Ok(())
    }

    fn vars(&mut self, file: &str, line: usize, vars: &BTreeMap<String, Var>) {
        for (name, var) in vars {
            if let Some(names) = var.source.names()
                && !names.contains(&name.as_str())
            {
                let message = format!("vars.{name}: this source has only {}", names.join(", "));
                self.faults.push(Fault::at_line(file, line, message));
            }
            if (var.source == VarSource::Ask) != var.ask.is_some() {
                let message = format!("vars.{name}: `ask` goes with source = \"ask\", and only with it");
                self.faults.push(Fault::at_line(file, line, message));
            }
            let is_blank = |ask: &crate::language::Localized| ask.fr.trim().is_empty() || ask.en.trim().is_empty();
            if var.ask.as_ref().is_some_and(|ask| is_blank(ask) || name.len() > MAX_ID) {
                let message = format!(
                    "vars.{name}: `ask` says something, and a name has at most {MAX_ID} characters: a form shows both"
                );
                self.faults.push(Fault::at_line(file, line, message));
            }
        }
    }

    /// Variables of each partial, those of the partials it includes added.
    fn inherit(&self, order: &[String]) -> BTreeMap<String, BTreeMap<String, Var>> {
        let mut inherited: BTreeMap<String, BTreeMap<String, Var>> = BTreeMap::new();
        for name in order {
            let mut vars = self.partial_vars[name].clone();
            for included in self.partials[name].1.partials.keys() {
                for (var, meaning) in inherited.get(included).into_iter().flatten() {
                    vars.entry(var.clone()).or_insert_with(|| meaning.clone());
                }
            }
            inherited.insert(name.clone(), vars);
        }
        inherited
    }

    fn check(&mut self, inherited: &BTreeMap<String, BTreeMap<String, Var>>) {
        let mut faults = Vec::new();
        for (name, (body, uses)) in &self.partials {
            check_uses(&body.file, uses, &inherited[name], inherited, &mut faults);
        }
        for (template, body, uses) in self.templates.values() {
            let vars = all_vars(template, uses, inherited);
            check_uses(&body.file, uses, &vars, inherited, &mut faults);
            let idle = template.vars.keys().filter(|name| !uses.vars.contains_key(*name));
            faults.extend(idle.map(|name| {
                Fault::at_line(&template.file, 1, format!("vars.{name} is declared and never used by the body"))
            }));
            let from_review = vars.iter().filter(|(name, var)| var.source == VarSource::Review && *name != "today");
            if template.channel == Channel::Public {
                faults.extend(from_review.map(|(name, _)| {
                    let message = format!("vars.{name}: a public text repeats nothing of the review");
                    Fault::at_line(&template.file, 1, message)
                }));
            }
            if template.title.trim().is_empty() || template.id.len() > MAX_ID {
                let message = format!("a title is needed, and an id of at most {MAX_ID} characters");
                faults.push(Fault::at_line(&template.file, 1, message));
            }
            if vars.values().filter(|var| var.source == VarSource::Ask).count() > MAX_ASKED {
                let message = format!("at most {MAX_ASKED} variables can be asked for: a form holds no more");
                faults.push(Fault::at_line(&template.file, 1, message));
            }
            for example in &template.examples {
                faults.extend(example.vars.keys().filter(|name| !vars.contains_key(*name)).map(|name| {
                    let message = format!("example {:?} sets {name}, which is no variable here", example.name);
                    Fault::at_line(&template.file, 1, message)
                }));
            }
        }
        self.faults.extend(faults);
    }

    fn register(&self, inherited: &BTreeMap<String, BTreeMap<String, Var>>) -> Collection {
        let mut engine = Handlebars::new();
        engine.register_escape_fn(handlebars::no_escape);
        engine.set_strict_mode(true);
        for (name, (body, _)) in &self.partials {
            engine.register_template(name, body.tree.clone());
        }
        let mut templates = BTreeMap::new();
        for (id, (template, body, uses)) in &self.templates {
            engine.register_template(id, body.tree.clone());
            let vars = all_vars(template, uses, inherited);
            templates.insert(id.clone(), Template { vars, ..template.clone() });
        }
        Collection { templates, engine }
    }
}

fn all_vars(
    template: &Template,
    uses: &Uses,
    inherited: &BTreeMap<String, BTreeMap<String, Var>>,
) -> BTreeMap<String, Var> {
    let mut vars = template.vars.clone();
    for included in uses.partials.keys() {
        for (name, var) in inherited.get(included).into_iter().flatten() {
            vars.entry(name.clone()).or_insert_with(|| var.clone());
        }
    }
    vars
}

fn check_uses(
    file: &str,
    uses: &Uses,
    vars: &BTreeMap<String, Var>,
    partials: &BTreeMap<String, BTreeMap<String, Var>>,
    faults: &mut Vec<Fault>,
) {
    for (name, lines) in &uses.vars {
        if !vars.contains_key(name) {
            let message = format!("{{{{{name}}}}} is not declared: add [vars.{name}] to the front matter");
            faults.push(Fault::at_line(file, lines[0], message));
        }
    }
    for (name, line) in &uses.bare {
        if vars.get(name).is_some_and(|var| !var.required) {
            let message = format!("{{{{{name}}}}} may be absent: print it inside {{{{#if {name}}}}}");
            faults.push(Fault::at_line(file, *line, message));
        }
    }
    for (name, line) in &uses.partials {
        if !partials.contains_key(name) {
            let known: BTreeSet<_> = partials.keys().map(String::as_str).collect();
            let known = known.into_iter().collect::<Vec<_>>().join(", ");
            faults.push(Fault::at_line(file, *line, format!("there is no partial {name}; there are {known}")));
        }
    }
}

/// `fr/founded/waiting.hbs` stands in folder `founded`; partials may stand right under the language.
fn folder_and_stem(file: &str) -> Option<(&str, &str)> {
    let (rest, name) = file.rsplit_once('/')?;
    let stem = name.strip_suffix(".hbs")?;
    let folder = rest.rsplit_once('/').map_or(rest, |(_, folder)| folder);
    (!stem.is_empty()).then_some((folder, stem))
}
