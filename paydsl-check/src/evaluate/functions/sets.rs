//! Conversions of collections, and functions of sets.

use super::{Result, Stop, elements, is_uniform};
use crate::evaluate::types::as_set;
use crate::value::{Data, Mapping, Sequence, Value};

pub(super) fn convert(name: &str, value: &Value) -> Result {
    match (name, &value.data) {
        (_, Data::Null) => Ok(Data::Null),
        ("toset", Data::Sequence(_, elements)) => as_set(elements.clone()).ok_or(Stop::Unknown),
        // Elements of different types are converted.
        ("tolist", Data::Sequence(kind, elements)) if is_uniform(elements) || *kind != Sequence::Tuple => {
            Ok(Data::Sequence(Sequence::List, elements.clone()))
        }
        ("tomap", Data::Mapping(kind, entries)) => {
            let values: Vec<Value> = entries.iter().map(|(_, value)| value.clone()).collect();
            match *kind == Mapping::Map || is_uniform(&values) {
                true => Ok(Data::Mapping(Mapping::Map, entries.clone())),
                false => Err(Stop::Unknown),
            }
        }
        _ => Err(Stop::Unknown),
    }
}

pub(super) fn combine(name: &str, sets: &[Value]) -> Result {
    let [first, rest @ ..] = sets else {
        return Err(Stop::Failed);
    };
    let mut all = elements(first)?.to_vec();
    for set in rest {
        let other = elements(set)?;
        // What is unknown may be equal to anything.
        if all.iter().chain(other).any(Value::has_unknown) {
            return Err(Stop::Unknown);
        }
        let holds = |element: &Value| other.iter().any(|known| known.data == element.data);
        match name {
            "setunion" => all.extend(other.iter().cloned()),
            "setintersection" => all.retain(holds),
            _ => all.retain(|element| !holds(element)),
        }
    }
    as_set(all).ok_or(Stop::Unknown)
}
