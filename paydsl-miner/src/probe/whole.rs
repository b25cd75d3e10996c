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

/// How many groups of which one has to be given an argument may be in.
const MOST_GROUPS: usize = 4;

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
        // A giant has hundreds, and takes a second for each answer.
        match self.shapes {
            Some(_) => Ok(()),
            None => self.of_rivals(&full, &answer),
        }
    }

    /// An argument of which one of several has to be given is not asked for its conflicts while two of these are there.
    fn of_rivals(&mut self, full: &Object, answer: &[Diagnostic]) -> Result<(), String> {
        let rivals: BTreeSet<Path> = rivals(answer).map(|(subject, _)| subject).collect();
        for subject in rivals {
            let mut config = full.clone();
            let mut answer = answer.to_vec();
            for _ in 0..MOST_GROUPS {
                let others: Vec<Path> = rivals_of(&answer, &subject)
                    .filter(|other| !subject.starts_with(other))
                    .collect();
                if others.is_empty() {
                    break;
                }
                for other in &others {
                    remove(&mut config, other);
                }
                answer = self.ask(&config)?.unwrap_or_default();
            }
            self.all_conflicts(&config, &subject, &answer)?;
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

fn rivals_of<'a>(answer: &'a [Diagnostic], subject: &'a Path) -> impl Iterator<Item = Path> + 'a {
    rivals(answer)
        .filter(move |(of, _)| of == subject)
        .flat_map(|(_, others)| others)
        .filter(move |other| other != subject)
}

/// Who has to be alone, and of whom.
fn rivals(answer: &[Diagnostic]) -> impl Iterator<Item = (Path, Vec<Path>)> {
    answer.iter().filter_map(|diagnostic| match message::read(diagnostic)? {
        Finding::Combination {
            kind: CombinationKind::ExactlyOneOf,
            subject,
            members,
        } => {
            let at: Path = diagnostic.names().into_iter().map(str::to_owned).collect();
            let subject = parse(subject.as_deref()?, &at);
            let members = members.iter().map(|member| parse(member, &subject)).collect();
            Some((subject, members))
        }
        _ => None,
    })
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
            object.insert(nested.name.to_owned(), Step::of(nested).wrap(inner));
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
