//! A configuration in which all is given: whatever excludes something else says so.

use std::collections::BTreeSet;

use paydsl_schema::{Block, CombinationKind, Field, Type};

use super::path::{Path, parse};
use super::{Prober, Step};
use crate::diagnostic::Diagnostic;
use crate::message::{self, Finding};
use crate::value::{Object, Value};

/// How many values such a configuration may have: the giants are infinite for all purposes.
const MOST_VALUES: usize = 600;

/// How deep it may go, at first.
const DEEPEST: usize = 5;

/// How often the first conflict of an argument is taken away, to see the next one.
const MOST_CONFLICTS: usize = 60;

impl Prober<'_> {
    /// Asks for all that the arguments exclude.
    pub(super) fn whole(&mut self) -> Result<(), String> {
        let mut depth = DEEPEST;
        let mut full = full_block(self.root, depth);
        while depth > 0 && size(&full) > MOST_VALUES {
            depth -= 1;
            full = full_block(self.root, depth);
        }
        // What excludes everything else would hide nothing, but what it demands may.
        full.remove("id");
        let answer = self.ask(&full)?.unwrap_or_default();
        for subject in conflicting(&answer) {
            self.all_conflicts(&full, &subject, &answer)?;
        }
        Ok(())
    }

    fn all_conflicts(&mut self, full: &Object, subject: &Path, answer: &[Diagnostic]) -> Result<(), String> {
        let mut config = full.clone();
        let mut next = conflicts_of(answer, subject);
        for _ in 0..MOST_CONFLICTS {
            if next.is_empty() {
                break;
            }
            for other in &next {
                // Where it stands in the same block, removing the block would remove the subject too.
                if !subject.starts_with(other) {
                    remove(&mut config, other);
                }
            }
            let answer = self.ask(&config)?.unwrap_or_default();
            let now = conflicts_of(&answer, subject);
            if now == next {
                break;
            }
            next = now;
        }
        Ok(())
    }
}

fn conflicting(answer: &[Diagnostic]) -> BTreeSet<Path> {
    conflicts(answer).map(|(subject, _)| subject).collect()
}

fn conflicts_of(answer: &[Diagnostic], subject: &Path) -> BTreeSet<Path> {
    conflicts(answer)
        .filter(|(of, _)| of == subject)
        .map(|(_, other)| other)
        .collect()
}

fn conflicts(answer: &[Diagnostic]) -> impl Iterator<Item = (Path, Path)> {
    answer
        .iter()
        .filter_map(|diagnostic| match message::read(diagnostic)? {
            Finding::Combination {
                kind: CombinationKind::ConflictsWith,
                subject,
                members,
            } => {
                let at: Path = diagnostic.names().into_iter().map(str::to_owned).collect();
                let subject = parse(subject.as_deref()?, &at);
                let others: Vec<Path> = members.iter().skip(1).map(|member| parse(member, &subject)).collect();
                Some(others.into_iter().map(move |other| (subject.clone(), other)))
            }
            _ => None,
        })
        .flatten()
}

fn remove(object: &mut Object, path: &[String]) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    if rest.is_empty() {
        object.remove(first);
        return;
    }
    match object.get_mut(first) {
        Some(Value::Object(inner)) => remove(inner, rest),
        Some(Value::List(elements)) => {
            for element in elements {
                if let Value::Object(inner) = element {
                    remove(inner, rest);
                }
            }
        }
        Some(Value::Map(elements)) => {
            for element in elements.values_mut() {
                if let Value::Object(inner) = element {
                    remove(inner, rest);
                }
            }
        }
        _ => {}
    }
}

fn size(object: &Object) -> usize {
    object.values().map(value_size).sum()
}

fn value_size(value: &Value) -> usize {
    match value {
        Value::Object(inner) | Value::Map(inner) => 1 + size(inner),
        Value::List(elements) => 1 + elements.iter().map(value_size).sum::<usize>(),
        _ => 1,
    }
}

fn full_block(block: &Block, depth: usize) -> Object {
    let attributes = block
        .attributes()
        .iter()
        .filter(|attribute| attribute.required || attribute.optional)
        .filter_map(|attribute| Some((attribute.name.to_string(), some_value(&attribute.ty)?)));
    let mut object: Object = attributes.collect();
    if depth > 0 {
        for nested in block.blocks() {
            let inner = full_block(nested.block(), depth - 1);
            object.insert(nested.name.to_owned(), Step::of(nested.nesting).wrap(inner));
        }
    }
    object
}

/// Any value of a type.
pub(super) fn some_value(ty: &Type) -> Option<Value> {
    Some(match ty {
        Type::String | Type::Dynamic => Value::from("x"),
        Type::Number => Value::Number(1.0),
        Type::Bool => Value::Bool(true),
        Type::List(element) | Type::Set(element) => Value::List(vec![some_value(element)?]),
        Type::Map(element) => Value::Map(Object::from([("key".to_owned(), some_value(element)?)])),
        Type::Object(fields) => Value::Object(fields.iter().filter_map(some_field).collect()),
        Type::Tuple(_) => return None,
    })
}

fn some_field(field: &Field) -> Option<(String, Value)> {
    Some((field.name.to_string(), some_value(&field.ty)?))
}
