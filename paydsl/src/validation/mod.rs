//! What the providers would refuse of stacks, told before anything is written, for every environment at once.
//!
//! The macros ask the same engine ([`paydsl_schema::engine`]) of what is constant in the source. Here the stacks have run, and
//! everything is known that is before terraform runs: the environments' values in each argument that they feed, composed
//! texts, locals, and what functions make of constants. What a resource has only once it is there is unknown, and never a
//! mistake.

mod arithmetic;
mod body;
mod evaluate;
mod functions;
mod known;
mod mistake;
mod origins;
pub(crate) mod report;
mod schemas;

use std::collections::HashMap;
use std::path::Path;

use paydsl_schema::engine::{Origin, check};
use paydsl_schema::{ArchiveError, Block};

pub use mistake::Mistake;

use crate::builder::{Declaration, Field, FieldValue, Kind};
use crate::project::AnyProject;
use crate::synth::Module;
use crate::tree::{Arena, ExprId, Expression};
use evaluate::{Environment, Evaluator};
use known::{Value, as_whole, whole};
use mistake::{Declared, Found, Merged};
use origins::Origins;
use schemas::Schemas;

/// Of how many instances of a resource each is looked at for itself.
const INSTANCES: usize = 100;

/// What the providers would refuse of some stacks.
#[derive(Debug, Default)]
pub struct Validation {
    /// What is wrong, in the order of the stacks and what they declare.
    pub mistakes: Vec<Mistake>,
    /// Archives of providers that cannot be read.
    pub unreadable: Vec<ArchiveError>,
}

/// Checks what stacks declare in every environment of their projects. `root` is what source files are named relative to:
/// there the archives of the crates' own providers are found.
pub fn validate<'s>(stacks: impl IntoIterator<Item = (&'s AnyProject, &'s Module)>, root: &Path) -> Validation {
    let mut schemas = Schemas::new(root);
    let mut mistakes = Vec::new();
    for (project, module) in stacks {
        stack(project, module, &mut schemas, &mut mistakes);
    }
    Validation {
        mistakes,
        unreadable: schemas.errors,
    }
}

fn stack(project: &AnyProject, module: &Module, schemas: &mut Schemas<'_>, mistakes: &mut Vec<Mistake>) {
    let locals = locals(module);
    let declared = declared(module, schemas);
    let environments: Vec<&'static str> = project.environments.iter().map(|row| row.name).collect();
    let evaluators: Vec<Evaluator<'_>> = environments
        .iter()
        .map(|name| Evaluator::new(&module.arena, &locals, &declared, Some(environment(module, name))))
        .collect();
    for declaration in &module.declarations {
        let Some(schema) = schemas.of(declaration) else {
            continue;
        };
        let mut merged = Merged::default();
        for (position, evaluator) in evaluators.iter().enumerate() {
            evaluator.looked_at();
            let found = instances(evaluator, schema, declaration);
            // What no environment has a part in is the same in all of them.
            if position == 0 && evaluator.looked_at().of_environment().is_none() {
                merged.add(&environments, found);
                break;
            }
            merged.add(&environments[position..=position], found);
        }
        if !merged.is_empty() {
            let declared = Declared {
                project: &project.name,
                stack: module.stack,
                address: address(declaration),
                site: declaration.site,
                fields: project.environment_fields,
                environments: environments.len(),
            };
            mistakes.extend(merged.into_mistakes(&declared));
        }
    }
}

/// The values of `locals` by address: the module's own and the stack's.
fn locals(module: &Module) -> HashMap<String, ExprId> {
    let own = module
        .locals
        .iter()
        .map(|(name, value)| (format!("local.{name}"), *value));
    let declared = module.declarations.iter().filter_map(|declaration| {
        let address = declaration
            .address
            .as_ref()
            .filter(|_| declaration.kind == Kind::Local)?;
        match declaration.fields.first()?.value {
            FieldValue::Expression(value) => Some((address.to_string(), value)),
            _ => None,
        }
    });
    own.chain(declared).collect()
}

/// What attributes may be read from, by address.
fn declared<'m>(module: &'m Module, schemas: &mut Schemas<'_>) -> HashMap<String, evaluate::Declared<'m>> {
    let known = module.declarations.iter().filter_map(|declaration| {
        let address = declaration.address.as_ref()?;
        let origin = match declaration.kind {
            Kind::Resource => Origin::Resource(&address.kind),
            Kind::Data => Origin::Data(&address.kind),
            _ => return None,
        };
        let declared = evaluate::Declared {
            origin,
            schema: schemas.of(declaration)?,
            fields: &declaration.fields,
            is_repeated: repetition(declaration).is_some(),
        };
        Some((address.to_string(), declared))
    });
    known.collect()
}

/// `count` or `for_each`, which the macros put in front.
fn repetition(declaration: &Declaration) -> Option<&Field> {
    let first = declaration.fields.first()?;
    matches!(&*first.name, "count" | "for_each").then_some(first)
}

/// The row of an environment in the table of all of them.
fn environment<'m>(module: &'m Module, name: &'static str) -> Environment<'m> {
    let table = module.locals.iter().find(|(local, _)| *local == "environments");
    let row = table.and_then(|(_, table)| {
        let mut rows = entries(&module.arena, *table).into_iter();
        rows.find(|(row, _)| *row == name)
            .map(|(_, row)| entries(&module.arena, row))
    });
    Environment {
        name,
        row: row.unwrap_or_default(),
    }
}

fn entries(arena: &Arena, object: ExprId) -> Vec<(&str, ExprId)> {
    let Expression::Object(entries) = arena.get(object) else {
        return Vec::new();
    };
    let named = entries.iter().filter_map(|(key, value)| match arena.get(*key) {
        Expression::String(key) => Some((&**key, *value)),
        _ => None,
    });
    named.collect()
}

/// What is wrong with the instances of a declaration in one environment. Where there is none, nothing is.
fn instances<'m>(evaluator: &Evaluator<'m>, schema: &Block, declaration: &'m Declaration) -> Vec<Found> {
    let known = match repetition(declaration) {
        Some(Field {
            name,
            value: FieldValue::Expression(over),
        }) if name == "count" => counted(evaluator, *over),
        Some(Field {
            value: FieldValue::Expression(over),
            ..
        }) => keyed(evaluator, *over),
        _ => None,
    };
    let once = |instance: String| {
        let body = body::body(evaluator, schema, &declaration.fields);
        let found = check(schema, &body).into_iter().map(|violation| Found {
            instance: instance.clone(),
            violation,
        });
        found.collect::<Vec<_>>()
    };
    let Some(instances) = known else {
        return once(String::new());
    };
    let mut found = Vec::new();
    for (instance, roots) in instances {
        let before = evaluator.looked_at();
        found.extend(evaluator.with(roots, || once(instance)));
        let looked_at = evaluator.looked_at();
        evaluator.look_at(before | looked_at);
        if !looked_at.has(Origins::INSTANCE) {
            // All instances are the same.
            found.iter_mut().for_each(|found| found.instance.clear());
            break;
        }
    }
    found
}

/// An instance: how its address ends, and what the roots that only it has stand for.
type Instance<'m> = (String, Vec<(std::borrow::Cow<'m, str>, known::Node)>);

fn counted<'m>(evaluator: &Evaluator<'m>, count: ExprId) -> Option<Vec<Instance<'m>>> {
    let count = evaluator.evaluate(count);
    let number = usize::try_from(as_whole(&count.value)?)
        .ok()
        .filter(|number| *number <= INSTANCES)?;
    let instance = |index: usize| {
        let index = i64::try_from(index).unwrap_or_default();
        let root = whole(index, Origins::INSTANCE | count.tag);
        (format!("[{index}]"), vec![("count.index".into(), root)])
    };
    Some((0..number).map(instance).collect())
}

fn keyed<'m>(evaluator: &Evaluator<'m>, for_each: ExprId) -> Option<Vec<Instance<'m>>> {
    let elements = body::elements(evaluator, for_each).filter(|elements| elements.len() <= INSTANCES)?;
    let instance = |mut element: body::Element| {
        let key = match &element.key.value {
            Value::Text(key) if !element.key.sensitive => format!("[{key:?}]"),
            _ => String::new(),
        };
        evaluate::mark(&mut element.key, Origins::INSTANCE);
        evaluate::mark(&mut element.value, Origins::INSTANCE);
        (key, element.roots("each"))
    };
    Some(elements.into_iter().map(instance).collect())
}

fn address(declaration: &Declaration) -> String {
    match (&declaration.address, declaration.provider) {
        (Some(address), _) => address.to_string(),
        (None, Some(provider)) => format!("provider.{}", provider.local_name),
        (None, None) => String::new(),
    }
}

/// What a constant expression comes to, as JSON; none if it is not known before terraform runs.
pub fn constant(arena: &Arena, expression: ExprId) -> Option<serde_json::Value> {
    let (locals, declared) = (HashMap::new(), HashMap::new());
    let evaluator = Evaluator::new(arena, &locals, &declared, None);
    json(&evaluator.evaluate(expression).value)
}

fn json(value: &Value) -> Option<serde_json::Value> {
    use serde_json::Value as Json;
    Some(match value {
        Value::Null => Json::Null,
        Value::Bool(truth) => (*truth).into(),
        Value::Text(text) => (**text).into(),
        Value::Number(number) => serde_json::from_str(&number.to_string()).ok()?,
        Value::List(elements) => Json::Array(
            elements
                .iter()
                .map(|element| json(&element.value))
                .collect::<Option<_>>()?,
        ),
        Value::Map(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| Some((key.to_string(), json(&value.value)?)));
            Json::Object(entries.collect::<Option<_>>()?)
        }
        _ => return None,
    })
}
