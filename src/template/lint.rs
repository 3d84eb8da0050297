//! Reads a body as a tree and says what Handlebars would let pass.

use std::collections::{BTreeMap, BTreeSet};

use handlebars::template::{HelperTemplate, Parameter, TemplateElement};

use crate::fault::{Fault, line_of};

/// How deep blocks and brackets may stand in each other. The engine reads and renders by calling itself, so a
/// body without bounds could use up the stack, and end the process.
const MAX_NESTED: usize = 60;
/// How deep partials may include each other.
const MAX_INCLUDED: usize = 20;

/// The place at which a body nests deeper than the engine may be trusted with. An `{{else if …}}` opens a block in
/// another, and is counted until the end.
fn too_deep(source: &str) -> Option<usize> {
    let (mut open, mut at) = (0_usize, source.find("{{")?);
    for piece in source.split("{{").skip(1) {
        let tag =
            piece.split("}}").next().unwrap_or_default().trim_start_matches(|c: char| c.is_whitespace() || c == '~');
        let brackets = tag.bytes().filter(|byte| matches!(byte, b'(' | b'[' | b'{')).count();
        match tag.as_bytes() {
            [b'!', ..] => {}
            [b'#', ..] | [b'^', _, ..] => open += 1,
            [b'/', ..] => open = open.saturating_sub(1),
            _ if tag.starts_with("else ") => open += 1,
            _ if brackets > MAX_NESTED => return Some(at),
            _ => {}
        }
        if open > MAX_NESTED {
            return Some(at);
        }
        at += 2 + piece.len();
    }
    None
}

/// A body, parsed, with where it stands in its file.
pub(super) struct Body {
    pub(super) file: String,
    /// Line of the file on which the body begins.
    pub(super) first_line: usize,
    pub(super) tree: handlebars::Template,
}

impl Body {
    pub(super) fn parse(file: &str, first_line: usize, source: &str) -> Result<Self, Fault> {
        if let Some(at) = too_deep(source) {
            let message = format!("the body nests deeper than {MAX_NESTED}, or its constructs are too many");
            return Err(Fault::at_line(file, first_line + line_of(source, at) - 1, message));
        }
        let tree = handlebars::Template::compile(source).map_err(|error| {
            let line = error.pos().map_or(1, |(line, _)| line);
            Fault::at_line(file, first_line + line - 1, format!("the body is not valid Handlebars: {}", error.reason()))
        })?;
        Ok(Self { file: file.to_owned(), first_line, tree })
    }

    /// What the body uses, and every construct that is not allowed.
    pub(super) fn uses(&self) -> Uses {
        let mut walk = Walk { body: self, uses: Uses::default(), guarded: Vec::new() };
        walk.template(&self.tree);
        walk.uses
    }
}

/// What a body uses.
#[derive(Default)]
pub(super) struct Uses {
    /// Variables, each with the lines on which it is used.
    pub(super) vars: BTreeMap<String, Vec<usize>>,
    /// Variables printed where nothing says that they are there, with the line.
    pub(super) bare: BTreeMap<String, usize>,
    /// Partials included, with the line.
    pub(super) partials: BTreeMap<String, usize>,
    /// Constructs that are not allowed.
    pub(super) faults: Vec<Fault>,
}

struct Walk<'a> {
    body: &'a Body,
    uses: Uses,
    /// Variables that an enclosing `{{#if}}` has tested.
    guarded: Vec<String>,
}

impl Walk<'_> {
    fn template(&mut self, tree: &handlebars::Template) {
        for (index, element) in tree.elements.iter().enumerate() {
            let line = tree.mapping.get(index).map_or(1, |mapping| mapping.0) + self.body.first_line - 1;
            self.element(element, line);
        }
    }

    fn element(&mut self, element: &TemplateElement, line: usize) {
        match element {
            TemplateElement::RawString(_) | TemplateElement::Comment(_) => {}
            TemplateElement::HtmlExpression(_) => self.fault(line, "triple braces are not needed: nothing is escaped"),
            TemplateElement::Expression(expression) => self.print(expression, line),
            TemplateElement::HelperBlock(block) => self.block(block, line),
            TemplateElement::PartialExpression(partial) => match partial.name.as_name() {
                Some(name) => {
                    self.uses.partials.entry(name.to_owned()).or_insert(line);
                }
                None => self.fault(line, "a partial is named by its file, not by a value"),
            },
            TemplateElement::PartialBlock(_) => {
                self.fault(line, "{{#> … }} hides an unknown name behind its default: use {{> name}}");
            }
            TemplateElement::DecoratorExpression(_) | TemplateElement::DecoratorBlock(_) | _ => {
                self.fault(line, "only {{variable}}, {{#if}}, {{#unless}} and {{> partial}} are allowed");
            }
        }
    }

    fn print(&mut self, expression: &HelperTemplate, line: usize) {
        match expression.name.as_name() {
            Some(name) if expression.params.is_empty() && expression.hash.is_empty() => {
                self.variable(name, line);
                if !self.guarded.iter().any(|guarded| guarded == name) {
                    self.uses.bare.entry(name.to_owned()).or_insert(line);
                }
            }
            _ => self.fault(line, "there are no helpers here: a variable is printed by its name alone"),
        }
    }

    fn block(&mut self, block: &HelperTemplate, line: usize) {
        let tested = block.params.first().and_then(Parameter::as_name);
        let (Some(name @ ("if" | "unless")), Some(tested), 1) = (block.name.as_name(), tested, block.params.len())
        else {
            self.fault(line, "a block is {{#if variable}} or {{#unless variable}}");
            return;
        };
        self.variable(tested, line);
        let (there, absent) = (&block.template, &block.inverse);
        let (when_set, when_unset) = if name == "if" { (there, absent) } else { (absent, there) };
        if let Some(tree) = when_set {
            self.guarded.push(tested.to_owned());
            self.template(tree);
            self.guarded.pop();
        }
        if let Some(tree) = when_unset {
            self.template(tree);
        }
    }

    fn variable(&mut self, name: &str, line: usize) {
        self.uses.vars.entry(name.to_owned()).or_default().push(line);
    }

    fn fault(&mut self, line: usize, message: &str) {
        self.uses.faults.push(Fault::at_line(&self.body.file, line, message));
    }
}

/// Partials in the order in which each comes after those it includes; a circle is a fault.
pub(super) fn order(partials: &BTreeMap<String, (Body, Uses)>) -> Result<Vec<String>, Fault> {
    let mut ordered = Vec::new();
    let mut done = BTreeSet::new();
    for name in partials.keys() {
        visit(name, partials, &mut Vec::new(), &mut done, &mut ordered)?;
    }
    Ok(ordered)
}

fn visit<'a>(
    name: &'a str,
    partials: &'a BTreeMap<String, (Body, Uses)>,
    path: &mut Vec<&'a str>,
    done: &mut BTreeSet<&'a str>,
    ordered: &mut Vec<String>,
) -> Result<(), Fault> {
    let Some((body, uses)) = partials.get(name) else { return Ok(()) };
    if done.contains(name) {
        return Ok(());
    }
    path.push(name);
    if path.len() > MAX_INCLUDED {
        let message = format!("partials include each other deeper than {MAX_INCLUDED}: {}", path.join(" → "));
        return Err(Fault::at_line(&body.file, 1, message));
    }
    for (included, line) in &uses.partials {
        if path.contains(&included.as_str()) {
            let round = path.join(" → ");
            let message = format!("these partials include each other for ever: {round} → {included}");
            return Err(Fault::at_line(&body.file, *line, message));
        }
        visit(included, partials, path, done, ordered)?;
    }
    path.pop();
    done.insert(name);
    ordered.push(name.to_owned());
    Ok(())
}
