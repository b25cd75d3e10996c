//! Configurations that the engine has nothing against, as far as chance finds them.

use fastrand::Rng;
use paydsl_schema::engine::check_value;
use paydsl_schema::{Block, Combination, CombinationKind, NestedBlock, Nesting, Rule, Type};

use super::sample;
use crate::engine_body::node;
use crate::value::{Object, Value};

/// How deep optional blocks go.
const DEEPEST: usize = 4;

/// How often what arguments demand of each other is put right, as one remedy may call for another.
const ROUNDS: usize = 4;

/// How often a value is drawn before whatever comes is taken.
const DRAWS: usize = 12;

/// Draws configurations of one block.
pub(super) struct Generator<'r> {
    pub(super) rng: &'r mut Rng,
    /// Of a hundred optional arguments, how many are given.
    pub(super) optional: u32,
}

impl Generator<'_> {
    /// A configuration of a block.
    pub(super) fn block(&mut self, block: &Block, depth: usize) -> Object {
        let mut object = Object::new();
        for attribute in block.attributes() {
            let is_required = attribute.required || attribute.rules().contains(&Rule::Required);
            let is_settable = attribute.optional && !attribute.rules().contains(&Rule::NotSettable);
            if is_required || is_settable && !attribute.deprecated && self.rng.u32(..100) < self.optional {
                self.give_attribute(block, &mut object, &attribute.name);
            }
        }
        for nested in block.blocks() {
            let is_required = nested.min_items > 0 || nested.rules().contains(&Rule::Required);
            let is_drawn = depth < DEEPEST && self.rng.u32(..100) < self.optional;
            if is_required && depth < 3 * DEEPEST || is_drawn {
                let count = least(nested).max(1);
                object.insert(nested.name.to_owned(), self.blocks(nested, count, depth));
            }
        }
        for _ in 0..ROUNDS {
            for combination in block.combinations() {
                self.put_right(block, &mut object, combination, depth);
            }
        }
        object
    }

    /// So many blocks of a kind.
    pub(super) fn blocks(&mut self, nested: &NestedBlock, count: usize, depth: usize) -> Value {
        let mut one = || Value::Object(self.block(nested.block(), depth + 1));
        match nested.nesting {
            Nesting::Single | Nesting::Group => one(),
            Nesting::List | Nesting::Set => Value::List((0..count).map(|_| one()).collect()),
            Nesting::Map => Value::Map((0..count).map(|number| (format!("key{number}"), one())).collect()),
        }
    }

    /// Gives an argument a value that the engine has nothing against, where one is found.
    pub(super) fn give_attribute(&mut self, block: &Block, object: &mut Object, name: &str) {
        let Some(attribute) = block.attribute(name) else { return };
        let mut last = None;
        for _ in 0..DRAWS {
            let Some(value) = self.value(&attribute.ty, attribute.rules()) else {
                return;
            };
            let is_fine = check_value(name, &attribute.ty, attribute.rules(), &node(&attribute.ty, &value)).is_empty();
            last = Some(value);
            if is_fine {
                break;
            }
        }
        if let Some(value) = last {
            object.insert(name.to_owned(), value);
        }
    }

    /// A value that is likely to satisfy the rules.
    pub(super) fn value(&mut self, ty: &Type, rules: &[Rule]) -> Option<Value> {
        let inner: Vec<Rule> = rules
            .iter()
            .filter_map(|rule| match rule {
                Rule::Each(inner) => Some((**inner).clone()),
                _ => None,
            })
            .collect();
        let size = rules.iter().find_map(|rule| match rule {
            Rule::Items { min, max } => Some((min.unwrap_or(1), max.unwrap_or(u64::MAX))),
            _ => None,
        });
        let (least, most) = size.unwrap_or((1, 2));
        let count = usize::try_from(self.rng.u64(least.max(1)..=(least + 1).min(most).max(least.max(1)))).unwrap_or(1);
        Some(match ty {
            Type::String | Type::Number | Type::Bool => sample::plausible(self.rng, ty, rules),
            Type::List(element) | Type::Set(element) => {
                Value::List((0..count).map(|_| self.value(element, &inner)).collect::<Option<_>>()?)
            }
            Type::Map(element) => Value::Map(
                (0..count)
                    .map(|number| Some((format!("key{number}"), self.value(element, &inner)?)))
                    .collect::<Option<_>>()?,
            ),
            Type::Object(fields) => {
                let mut object = Object::new();
                for field in fields.iter() {
                    let is_set_by_provider = field.computed && !field.optional && !field.required;
                    let is_left_out = field.optional && self.rng.bool();
                    if !is_set_by_provider && !is_left_out {
                        object.insert(field.name.to_string(), self.value(&field.ty, &[])?);
                    }
                }
                Value::Object(object)
            }
            Type::Dynamic | Type::Tuple(_) => return None,
        })
    }

    fn put_right(&mut self, block: &Block, object: &mut Object, combination: &Combination, depth: usize) {
        let members = &combination.members;
        let given: Vec<usize> = (0..members.len())
            .filter(|&number| members.get(number).is_some_and(|member| is_given(object, member)))
            .collect();
        match combination.kind {
            CombinationKind::ExactlyOneOf | CombinationKind::AtLeastOneOf if given.is_empty() => {
                let chosen = self.rng.usize(..members.len().max(1));
                if let Some(member) = members.get(chosen) {
                    self.give(block, object, member, depth);
                }
            }
            CombinationKind::ExactlyOneOf => {
                let kept = given.get(self.rng.usize(..given.len())).copied();
                for (number, member) in members.iter().enumerate() {
                    if Some(number) != kept {
                        take_away(object, member);
                    }
                }
            }
            CombinationKind::RequiredWith if given.contains(&0) => {
                for member in members.iter().skip(1) {
                    self.give(block, object, member, depth);
                }
            }
            CombinationKind::ConflictsWith if given.contains(&0) => {
                for member in members.iter().skip(1) {
                    take_away(object, member);
                }
            }
            _ => {}
        }
    }

    /// Gives what stands at a path, where it is not given yet.
    fn give(&mut self, block: &Block, object: &mut Object, path: &str, depth: usize) {
        let (first, rest) = match path.split_once('.') {
            Some((first, rest)) => (first, Some(rest)),
            None => (path, None),
        };
        if let Some(nested) = block.block(first) {
            if !object.contains_key(first) {
                let value = self.blocks(nested, least(nested).max(1), depth);
                object.insert(first.to_owned(), value);
            }
            if let (Some(rest), Some(inner)) = (rest, object.get_mut(first).and_then(first_block)) {
                self.give(nested.block(), inner, rest, depth + 1);
            }
        } else if !object.contains_key(first) {
            self.give_attribute(block, object, first);
        }
    }
}

fn least(nested: &NestedBlock) -> usize {
    let of_rules = nested.rules().iter().filter_map(|rule| match rule {
        Rule::Items { min, .. } => *min,
        _ => None,
    });
    let least = of_rules.fold(u64::from(nested.min_items), u64::max);
    usize::try_from(least).unwrap_or(1)
}

/// The first block in what stands under a block's name.
pub(super) fn first_block(value: &mut Value) -> Option<&mut Object> {
    match value {
        Value::Object(object) => Some(object),
        Value::List(elements) => elements.first_mut().and_then(first_block),
        Value::Map(elements) => elements.values_mut().next().and_then(first_block),
        _ => None,
    }
}

fn is_given(object: &Object, path: &str) -> bool {
    match path.split_once('.') {
        None => object.get(path).is_some_and(|value| *value != Value::Null),
        Some((first, rest)) => object.get(first).is_some_and(|value| match value {
            Value::Object(inner) => is_given(inner, rest),
            Value::List(elements) => elements
                .iter()
                .any(|element| matches!(element, Value::Object(inner) if is_given(inner, rest))),
            _ => false,
        }),
    }
}

fn take_away(object: &mut Object, path: &str) {
    match path.split_once('.') {
        None => {
            object.remove(path);
        }
        Some((first, rest)) => match object.get_mut(first) {
            Some(Value::Object(inner)) => take_away(inner, rest),
            Some(Value::List(elements)) => {
                for element in elements {
                    if let Value::Object(inner) = element {
                        take_away(inner, rest);
                    }
                }
            }
            _ => {}
        },
    }
}
