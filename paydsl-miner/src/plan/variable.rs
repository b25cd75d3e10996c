//! What of a resource can be given or not, and with which values.

use paydsl_schema::{Block, NestedBlock, Nesting, Rule};

use super::sample::{Samples, full, is_required, samples, shell, shells};
use crate::value::{Object, Value};

/// How deep required blocks are filled.
const DEPTH: usize = 6;

/// An argument or a block of a resource, or an argument of such a block.
pub(super) struct Variable {
    /// One or two names.
    pub(super) path: Vec<&'static str>,
    /// Whether it cannot be left out.
    pub(super) required: bool,
    /// The values that it is given.
    pub(super) values: Vec<Value>,
    /// All that it might be given, as far as its rules tell.
    pub(super) candidates: Vec<Value>,
    /// Whether these are all there are.
    pub(super) is_all: bool,
    pub(super) is_block: bool,
    /// How to stand in the block that holds it: of a block's argument, that block.
    parent: Option<&'static NestedBlock>,
}

impl Variable {
    pub(super) fn name(&self) -> String {
        self.path.join(".")
    }

    /// Whether a value of it is one of a few, and not one of any number.
    pub(super) fn is_choice(&self) -> bool {
        self.is_all && !self.is_block
    }
}

/// All variables of a resource, sorted by their paths.
pub(super) fn variables(block: &'static Block) -> Vec<Variable> {
    let mut all = Vec::new();
    arguments(block, None, &mut all);
    for nested in block.blocks() {
        if nested.name == "timeouts" {
            continue;
        }
        all.push(blocks(nested, None));
        if nested.nesting != Nesting::Map {
            arguments(nested.block(), Some(nested), &mut all);
            all.extend(nested.block().blocks().iter().map(|inner| blocks(inner, Some(nested))));
        }
    }
    all
}

fn blocks(nested: &'static NestedBlock, parent: Option<&'static NestedBlock>) -> Variable {
    let values: Vec<Value> = [Some(shells(nested, DEPTH)), full(nested, 1)]
        .into_iter()
        .flatten()
        .collect();
    Variable {
        path: parent
            .map(|nested| nested.name)
            .into_iter()
            .chain([nested.name])
            .collect(),
        required: is_required(nested),
        candidates: values.clone(),
        values,
        is_all: false,
        is_block: true,
        parent,
    }
}

fn arguments(block: &'static Block, parent: Option<&'static NestedBlock>, all: &mut Vec<Variable>) {
    for attribute in block.attributes() {
        let settable = attribute.required || attribute.optional;
        if !settable || attribute.rules().contains(&Rule::NotSettable) {
            continue;
        }
        let Samples { values, is_all } = samples(&attribute.name, &attribute.ty, attribute.rules());
        let path = parent.map(|nested| nested.name).into_iter().chain([&*attribute.name]);
        all.push(Variable {
            path: path.collect(),
            required: attribute.required || attribute.rules().contains(&Rule::Required),
            candidates: values.clone(),
            values,
            is_all,
            is_block: false,
            parent,
        });
    }
}

/// The values that are given, by the numbers of the variables; what is required is always there.
pub(super) type Assignment = std::collections::BTreeMap<usize, Value>;

/// What a variable is in the configuration that an assignment describes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Held<'a> {
    /// It is not there.
    Absent,
    /// It has this value: its own, or that in its block's.
    Given(&'a Value),
    /// It is a block that is there for what is given in it.
    Around,
}

/// What a variable is.
pub(super) fn held<'a>(variables: &[Variable], assignment: &'a Assignment, number: usize) -> Held<'a> {
    if let Some(value) = assignment.get(&number) {
        return Held::Given(value);
    }
    let path = &variables[number].path;
    let mut given = assignment.iter().map(|(given, value)| (&variables[*given].path, value));
    match path.as_slice() {
        [block, name] => {
            let block = given.find(|(path, _)| path.as_slice() == [*block]);
            let inner = block.and_then(|(_, value)| match value {
                Value::Object(inner) => inner.get(*name),
                Value::List(elements) => elements.iter().find_map(|element| match element {
                    Value::Object(inner) => inner.get(*name),
                    _ => None,
                }),
                _ => None,
            });
            inner.map_or(Held::Absent, Held::Given)
        }
        _ if given.any(|(inner, _)| inner.len() > path.len() && inner.starts_with(path)) => Held::Around,
        _ => Held::Absent,
    }
}

/// The configuration that an assignment describes.
pub(super) fn configuration(variables: &[Variable], assignment: &Assignment) -> Object {
    let mut object = Object::new();
    let of_depth = |depth: usize| {
        assignment
            .iter()
            .filter_map(|(number, value)| Some((variables.get(*number)?, value)))
            .filter(move |(variable, _)| variable.path.len() == depth)
    };
    for (variable, value) in of_depth(1) {
        object.extend(variable.path.first().map(|name| ((*name).to_owned(), value.clone())));
    }
    for (variable, value) in of_depth(2) {
        let (Some(nested), [block, name]) = (variable.parent, variable.path.as_slice()) else {
            continue;
        };
        let held = object
            .entry((*block).to_owned())
            .or_insert_with(|| shells(nested, DEPTH));
        let inner = match held {
            Value::Object(inner) => Some(inner),
            Value::List(elements) => elements.iter_mut().find_map(|element| match element {
                Value::Object(inner) => Some(inner),
                _ => None,
            }),
            _ => None,
        };
        if let Some(inner) = inner {
            inner.insert((*name).to_owned(), value.clone());
        }
    }
    object
}

/// What is given of a resource of which nothing is given but what it cannot be without.
pub(super) fn base(block: &Block, variables: &[Variable]) -> Assignment {
    let object = shell(block, DEPTH);
    let given = variables.iter().enumerate().filter_map(|(number, variable)| {
        let [name] = variable.path.as_slice() else {
            return None;
        };
        Some((number, object.get(*name)?.clone()))
    });
    given.collect()
}
