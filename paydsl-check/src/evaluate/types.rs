//! Types of variables, as far as they change a default.

use crate::syntax::{Expression, Kind, Position};
use crate::value::{Data, Mapping, Sequence, Value, sorted};

/// A default in its variable's type; unknown where that cannot be told.
pub(super) fn convert_default(value: Value, ty: Option<&Expression>) -> Value {
    let at = value.mark.at;
    match ty {
        None => value,
        Some(ty) => convert(value, ty).unwrap_or_else(|| Value::unknown(at)),
    }
}

fn convert(value: Value, ty: &Expression) -> Option<Value> {
    if matches!(value.data, Data::Null | Data::Unknown) {
        return Some(value);
    }
    let Value {
        data,
        mark,
        sensitive,
        reference,
    } = value;
    let value = |data| Value {
        data,
        mark,
        sensitive,
        reference,
    };
    let data = match &ty.kind {
        Kind::Access(inner, steps) if steps.is_empty() => {
            return convert(value(data), inner);
        }
        Kind::Variable(name) => single(data, name)?,
        Kind::Call(call) => match call.arguments.as_slice() {
            [inner] => collection(data, &call.name, inner)?,
            _ => return None,
        },
        _ => return None,
    };
    Some(value(data))
}

fn single(data: Data, name: &str) -> Option<Data> {
    let value = Value::new(data, Position::default());
    Some(match name {
        "any" => value.data,
        "string" => Data::Text(value.as_text()?.into()),
        "number" => Data::Number(value.as_number()?),
        "bool" => Data::Bool(value.as_bool()?),
        _ => return None,
    })
}

fn collection(data: Data, name: &str, inner: &Expression) -> Option<Data> {
    match (name, data) {
        ("list", Data::Sequence(_, elements)) => {
            let elements = elements.into_iter().map(|element| convert(element, inner));
            Some(Data::Sequence(Sequence::List, elements.collect::<Option<_>>()?))
        }
        ("set", Data::Sequence(_, elements)) => {
            let elements = elements.into_iter().map(|element| convert(element, inner));
            as_set(elements.collect::<Option<_>>()?)
        }
        ("map", Data::Mapping(_, entries)) => {
            let entries = entries
                .into_iter()
                .map(|(key, value)| Some((key, convert(value, inner)?)));
            Some(Data::Mapping(Mapping::Map, entries.collect::<Option<_>>()?))
        }
        ("object", Data::Mapping(_, entries)) => object(entries, inner),
        _ => None,
    }
}

/// An object of exactly these attributes. What is optional is given or `null`, or else unknown.
fn object(entries: Vec<(Box<str>, Value)>, attributes: &Expression) -> Option<Data> {
    let Kind::Object(attributes) = &attributes.kind else {
        return None;
    };
    let mut all = Vec::with_capacity(attributes.len());
    for (name, ty) in attributes {
        let Kind::Text(name) = &name.kind else { return None };
        let given = entries
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.clone());
        let value = match (&ty.kind, given) {
            (Kind::Call(call), given) if &*call.name == "optional" => match (call.arguments.as_slice(), given) {
                ([ty] | [ty, _], Some(value)) if !matches!(value.data, Data::Null) => convert(value, ty)?,
                (_, Some(value)) => Value::unknown(value.mark.at),
                (_, None) => Value::unknown(ty.at),
            },
            (_, Some(value)) => convert(value, ty)?,
            (_, None) => return None,
        };
        all.push((name.clone(), value));
    }
    Some(Data::Mapping(Mapping::Object, sorted(all)))
}

/// A set of these elements, if they are of one simple type and all known.
pub(super) fn as_set(mut elements: Vec<Value>) -> Option<Data> {
    let texts = elements.iter().all(|element| matches!(element.data, Data::Text(_)));
    let numbers = elements.iter().all(|element| matches!(element.data, Data::Number(_)));
    if !texts && !numbers {
        return None;
    }
    elements.sort_by(|one, two| match (&one.data, &two.data) {
        (Data::Text(one), Data::Text(two)) => one.cmp(two),
        (Data::Number(one), Data::Number(two)) => one.cmp(two),
        _ => std::cmp::Ordering::Equal,
    });
    elements.dedup_by(|one, two| one.data == two.data);
    Some(Data::Sequence(Sequence::Set, elements))
}
