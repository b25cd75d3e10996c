//! What a module's references may be to.

use std::collections::HashMap;

use paydsl_schema::Block;

use super::{UNDECLARED, UNKNOWN_NAME, hint};
use crate::configuration::Configuration;
use crate::evaluate::{Evaluator, Scope, Targets, elements};
use crate::module::{Category, Module, ModuleCall};
use crate::requirements::Requirements;
use crate::resources;
use crate::syntax::{Content, Kind, Step};

/// The names that `path` has.
const PATHS: [&str; 3] = ["module", "root", "cwd"];

/// What is declared in a module.
pub(crate) struct Declared<'m> {
    module: &'m Module,
    /// For what is constant.
    configuration: Configuration<'m>,
    /// By category, type and name.
    resources: HashMap<(Category, &'m str, &'m str), Resource>,
    /// By name; with the module, where it is here.
    calls: HashMap<&'m str, (&'m ModuleCall, Option<&'m Module>)>,
}

struct Resource {
    /// Nothing for types of providers that are not known.
    schema: Option<&'static Block>,
    is_repeated: bool,
}

/// The kind of demand that a reference does not keep, and in words.
type Objection = (&'static str, String);

impl<'m> Declared<'m> {
    pub(super) fn new(
        module: &'m Module,
        requirements: &Requirements,
        callee: &dyn Fn(&ModuleCall) -> Option<&'m Module>,
    ) -> Self {
        let declarations = module.declarations.iter();
        Declared {
            module,
            configuration: Configuration::new(Evaluator::new(module, Targets::default())),
            resources: declarations
                .filter(|declaration| declaration.category != Category::Provider)
                .map(|declaration| {
                    let key = (declaration.category, &*declaration.type_name, &*declaration.name);
                    let resource = Resource {
                        schema: resources::schema_of(module, requirements, declaration),
                        is_repeated: declaration.is_repeated(),
                    };
                    (key, resource)
                })
                .collect(),
            calls: module
                .calls
                .iter()
                .map(|call| (&*call.name, (call, callee(call))))
                .collect(),
        }
    }

    /// Whether it is certain that there is something in a collection, whatever variables are.
    pub(super) fn has_elements(&self, collection: &Content) -> bool {
        let value = self.configuration.value_of(collection, &Scope::EMPTY);
        value.is_some_and(|value| {
            value.mark.rests_on.is_none() && elements(&value).is_ok_and(|elements| !elements.is_empty())
        })
    }

    /// What is wrong with a reference. `repetition` is what says how many there are of what it stands in; `is_certain`
    /// whether what it stands in is evaluated whatever else is so.
    pub(super) fn objection(
        &self,
        root: &str,
        steps: &[Step],
        repetition: Option<&str>,
        is_certain: bool,
    ) -> Option<Objection> {
        let name = match steps.first() {
            Some(Step::Attribute(name)) => Some(&**name),
            _ => None,
        };
        match (root, name) {
            ("each", _) if repetition != Some("for_each") => Some(misplaced("each", "for_each")),
            ("count", _) if repetition != Some("count") => Some(misplaced("count", "count")),
            ("each" | "count" | "self" | "action" | "list", _) => None,
            ("path", Some(name)) if !PATHS.contains(&name) => Some((
                UNKNOWN_NAME,
                format!("refers to `path.{name}`: `path` has only `module`, `root` and `cwd`"),
            )),
            ("terraform", Some(name)) if !matches!(name, "workspace" | "applying") => Some((
                UNKNOWN_NAME,
                format!("refers to `terraform.{name}`: `terraform` has only `workspace` and `applying`"),
            )),
            ("path" | "terraform", _) => None,
            ("var", Some(name)) => undeclared("variable", "var.", name, self.module.variables.keys()),
            ("local", Some(name)) => undeclared("local", "local.", name, self.module.locals.keys()),
            ("module", Some(name)) => {
                let names: Vec<Box<str>> = self.calls.keys().map(|&name| name.into()).collect();
                undeclared("module", "module.", name, names.iter())
                    .or_else(|| is_certain.then(|| self.of_module(name, steps)).flatten())
            }
            ("var" | "local" | "module", None) => None,
            ("data", Some(name)) => self.of_resource(Category::Data, name, steps.get(1..)?),
            ("ephemeral", Some(name)) => self.of_resource(Category::Ephemeral, name, steps.get(1..)?),
            ("resource", Some(name)) => self.of_resource(Category::Resource, name, steps.get(1..)?),
            ("data" | "ephemeral" | "resource", None) => None,
            (root, Some(_)) => self.of_resource(Category::Resource, root, steps),
            (root, None) => steps.is_empty().then(|| {
                let message = format!("refers to `{root}`, which is nothing; a text stands in quotes: `\"{root}\"`");
                (UNDECLARED, message)
            }),
        }
    }

    /// An output that the module does not have.
    fn of_module(&self, name: &str, steps: &[Step]) -> Option<Objection> {
        let (call, callee) = self.calls.get(name)?;
        let outputs = &(*callee)?.outputs;
        let repeated = call.body.repetition().is_some();
        let Some(Step::Attribute(output)) = steps.get(if repeated { 2 } else { 1 }) else {
            return None;
        };
        if outputs.contains_key(output) || repeated && !matches!(steps.get(1), Some(Step::Index(_))) {
            return None;
        }
        let hint = hint("", output, outputs.keys().map(|name| &**name));
        Some((
            UNKNOWN_NAME,
            format!("refers to `module.{name}.{output}`: the module has no output `{output}`{hint}"),
        ))
    }

    fn of_resource(&self, category: Category, type_name: &str, steps: &[Step]) -> Option<Objection> {
        let [Step::Attribute(name), steps @ ..] = steps else {
            return None;
        };
        let (noun, prefix) = match category {
            Category::Data => ("data source", "data."),
            Category::Ephemeral => ("ephemeral resource", "ephemeral."),
            _ => ("resource", ""),
        };
        let written = format!("{prefix}{type_name}.{name}");
        let Some(resource) = self.resources.get(&(category, type_name, name)) else {
            let known = self.resources.keys().filter(|(known, ..)| *known == category);
            let known: Vec<String> = known
                .map(|(_, type_name, name)| format!("{prefix}{type_name}.{name}"))
                .collect();
            let hint = hint("", &written, known.iter().map(|name| &**name));
            return Some((
                UNDECLARED,
                format!("refers to `{written}`, and no such {noun} is declared here{hint}"),
            ));
        };
        let attribute = match (resource.is_repeated, steps) {
            (false, [Step::Attribute(name), ..]) | (true, [Step::Index(_), Step::Attribute(name), ..]) => name,
            (true, [Step::Attribute(name), ..]) => {
                let message = format!(
                    "refers to `{written}.{name}`, which each instance has for itself: pick one, `{written}[..].{name}`"
                );
                return Some(("instance", message));
            }
            (false, [Step::Index(index), ..]) if matches!(index.kind, Kind::Number(_) | Kind::Text(_)) => {
                let message = format!("picks an instance of `{written}`, which has neither `count` nor `for_each`");
                return Some(("instance", message));
            }
            _ => return None,
        };
        let schema = resource.schema?;
        if schema.attribute(attribute).is_some() || schema.block(attribute).is_some() {
            return None;
        }
        let attributes = schema.attributes().iter().map(|attribute| &*attribute.name);
        let blocks = schema.blocks().iter().map(|nested| nested.name);
        let hint = hint("", attribute, attributes.chain(blocks));
        Some((
            UNKNOWN_NAME,
            format!("refers to `{written}.{attribute}`: {type_name} has no attribute `{attribute}`{hint}"),
        ))
    }
}

fn undeclared<'n>(
    noun: &str,
    prefix: &str,
    name: &str,
    known: impl Iterator<Item = &'n Box<str>>,
) -> Option<Objection> {
    let known: Vec<&str> = known.map(|name| &**name).collect();
    if known.contains(&name) {
        return None;
    }
    let hint = hint(prefix, name, known);
    let message = format!("refers to `{prefix}{name}`, and no such {noun} is declared here{hint}");
    Some((UNDECLARED, message))
}

fn misplaced(root: &str, argument: &str) -> Objection {
    (
        UNDECLARED,
        format!("refers to `{root}`, which is only known where `{argument}` is given"),
    )
}
