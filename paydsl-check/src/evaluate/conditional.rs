//! `condition ? yes : no`.

use super::{Evaluator, Scope, Stop};
use crate::syntax::Expression;
use crate::value::{Data, Mapping, Sequence, Value};

impl Evaluator<'_> {
    pub(super) fn conditional(&self, parts: &[Expression; 3], scope: &Scope<'_>) -> Result<Value, Stop> {
        let [condition, yes, no] = parts;
        let condition = self.value(condition, scope)?;
        let truth = match &condition.data {
            Data::Unknown => return Err(Stop::Unknown),
            _ => condition.as_bool().ok_or(Stop::Failed)?,
        };
        let (chosen, other) = if truth { (yes, no) } else { (no, yes) };
        let chosen = self.value(chosen, scope)?;
        let other = self.evaluate(other, scope);
        let mut value = unify(chosen, &other)?.resting(&condition.mark);
        value.sensitive |= condition.sensitive;
        Ok(value)
    }
}

/// The value in the type that it has in common with another.
fn unify(value: Value, other: &Value) -> Result<Value, Stop> {
    match (&value.data, &other.data) {
        (Data::Unknown, _) => Err(Stop::Unknown),
        // As numbers they may become texts.
        (Data::Number(_) | Data::Bool(_), Data::Unknown) => Err(Stop::Unknown),
        (Data::Number(_), Data::Number(_)) | (Data::Bool(_), Data::Bool(_)) => Ok(value),
        (Data::Number(_) | Data::Bool(_), Data::Text(_) | Data::Number(_) | Data::Bool(_)) => {
            let text = value.as_text().ok_or(Stop::Unknown)?;
            Ok(Value::new(Data::Text(text.into()), value.mark.at).from(&value))
        }
        (Data::Null | Data::Text(_) | Data::Number(_) | Data::Bool(_), _) => Ok(value),
        (_, Data::Null | Data::Unknown) => Ok(value),
        (Data::Sequence(..), Data::Sequence(..)) | (Data::Mapping(..), Data::Mapping(..)) => {
            if same_type(&value, other) {
                return Ok(value);
            }
            as_collection(value, other)
        }
        _ => Err(Stop::Failed),
    }
}

/// Tuples and objects of different types become lists and maps.
fn as_collection(mut value: Value, other: &Value) -> Result<Value, Stop> {
    let mut kinds = Vec::new();
    scalar_kinds(&value, &mut kinds);
    scalar_kinds(other, &mut kinds);
    if kinds.len() > 1 {
        return Err(Stop::Unknown);
    }
    match &mut value.data {
        Data::Sequence(kind @ Sequence::Tuple, _) => *kind = Sequence::List,
        Data::Mapping(kind @ Mapping::Object, _) => *kind = Mapping::Map,
        _ => {}
    }
    Ok(value)
}

fn same_type(one: &Value, two: &Value) -> bool {
    match (&one.data, &two.data) {
        (Data::Text(_), Data::Text(_)) | (Data::Number(_), Data::Number(_)) | (Data::Bool(_), Data::Bool(_)) => true,
        (Data::Sequence(a, one), Data::Sequence(b, two)) => {
            a == b && one.len() == two.len() && one.iter().zip(two).all(|(one, two)| same_type(one, two))
        }
        (Data::Mapping(a, one), Data::Mapping(b, two)) => {
            a == b
                && one.len() == two.len()
                && one
                    .iter()
                    .zip(two)
                    .all(|((a, one), (b, two))| a == b && same_type(one, two))
        }
        _ => false,
    }
}

/// The kinds of single values in a value, each once.
fn scalar_kinds(value: &Value, kinds: &mut Vec<&'static str>) {
    let kind = match &value.data {
        Data::Text(_) => "text",
        Data::Number(_) => "number",
        Data::Bool(_) => "bool",
        Data::Unknown => "unknown",
        Data::Null => return,
        Data::Sequence(_, elements) => return elements.iter().for_each(|element| scalar_kinds(element, kinds)),
        Data::Mapping(_, entries) => return entries.iter().for_each(|(_, value)| scalar_kinds(value, kinds)),
    };
    if !kinds.contains(&kind) {
        kinds.push(kind);
    }
}
