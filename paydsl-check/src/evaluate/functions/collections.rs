//! Functions of collections.

use paydsl_schema::engine::Number;

use super::{Result, Stop, is_uniform, list};
use crate::evaluate::operators::equal;
use crate::value::{Data, Mapping, Sequence, Value, sorted};

fn number(number: usize) -> Result {
    Ok(Data::Number(Number::from(number as i64)))
}

pub(super) fn length(value: &Value) -> Result {
    match &value.data {
        Data::Sequence(_, elements) => number(elements.len()),
        Data::Mapping(_, entries) => number(entries.len()),
        // Letters with their accents are one, and so is `\r\n`.
        Data::Text(text) if text.is_ascii() && !text.contains('\r') => number(text.len()),
        _ => Err(Stop::Unknown),
    }
}

pub(super) fn concat(lists: &[Value]) -> Result {
    let mut all = Vec::new();
    for list in lists {
        match &list.data {
            Data::Sequence(_, elements) => all.extend(elements.iter().cloned()),
            _ => return Err(Stop::Unknown),
        }
    }
    let lists = lists
        .iter()
        .all(|list| matches!(list.data, Data::Sequence(Sequence::List, _)));
    match lists {
        true => list(all),
        false => Ok(Data::Sequence(Sequence::Tuple, all)),
    }
}

pub(super) fn merge(maps: &[Value]) -> Result {
    let mut all = Vec::new();
    let mut are_maps = true;
    for map in maps {
        match &map.data {
            Data::Mapping(kind, entries) => {
                are_maps &= *kind == Mapping::Map;
                all.extend(entries.iter().cloned());
            }
            Data::Null => {}
            _ => return Err(Stop::Unknown),
        }
    }
    let kind = if are_maps && !maps.is_empty() {
        Mapping::Map
    } else {
        Mapping::Object
    };
    Ok(Data::Mapping(kind, sorted(all)))
}

pub(super) fn keys(map: &Value) -> Result {
    let Data::Mapping(_, entries) = &map.data else {
        return Err(Stop::Unknown);
    };
    let keys = entries.iter();
    list(
        keys.map(|(key, _)| Value::new(Data::Text(key.clone()), map.mark.at))
            .collect(),
    )
}

pub(super) fn values(map: &Value) -> Result {
    match &map.data {
        Data::Mapping(Mapping::Map, entries) => list(entries.iter().map(|(_, value)| value.clone()).collect()),
        Data::Mapping(Mapping::Object, entries) => {
            let values = entries.iter().map(|(_, value)| value.clone());
            Ok(Data::Sequence(Sequence::Tuple, values.collect()))
        }
        _ => Err(Stop::Unknown),
    }
}

pub(super) fn lookup(map: &Value, key: &str, default: Option<&Value>) -> Result {
    let Data::Mapping(_, entries) = &map.data else {
        return Err(Stop::Unknown);
    };
    match (entries.iter().find(|(name, _)| **name == *key), default) {
        (Some((_, value)), _) if !value.is_unknown() => Ok(value.data.clone()),
        (None, Some(default)) => Ok(default.data.clone()),
        (None, None) => Err(Stop::Failed),
        _ => Err(Stop::Unknown),
    }
}

pub(super) fn element(elements: &[Value], index: i64) -> Result {
    if elements.is_empty() {
        return Err(Stop::Failed);
    }
    let index = usize::try_from(index).map_err(|_| Stop::Unknown)? % elements.len();
    match elements.get(index) {
        Some(value) if !value.is_unknown() => Ok(value.data.clone()),
        _ => Err(Stop::Unknown),
    }
}

pub(super) fn contains(elements: &[Value], value: &Value) -> Result {
    let mut result = Ok(Data::Bool(false));
    for element in elements {
        match equal(&as_type_of(element, value), element) {
            Ok(true) => return Ok(Data::Bool(true)),
            Ok(false) => {}
            Err(stop) => result = Err(stop),
        }
    }
    result
}

/// What is looked for is converted to the type of the elements.
fn as_type_of(element: &Value, value: &Value) -> Value {
    let converted = match (&element.data, &value.data) {
        (Data::Text(_), Data::Number(_) | Data::Bool(_)) | (Data::Number(_) | Data::Bool(_), Data::Text(_)) => {
            Data::Unknown
        }
        _ => return value.clone(),
    };
    Value::new(converted, value.mark.at)
}

pub(super) fn index(elements: &[Value], value: &Value) -> Result {
    for (position, element) in elements.iter().enumerate() {
        if equal(element, value)? {
            return number(position);
        }
    }
    Err(Stop::Failed)
}

pub(super) fn distinct(elements: &[Value]) -> Result {
    if !is_uniform(elements) {
        return Err(Stop::Unknown);
    }
    let mut all: Vec<Value> = Vec::new();
    for element in elements {
        let mut known = false;
        for earlier in &all {
            known |= equal(earlier, element)?;
        }
        if !known {
            all.push(element.clone());
        }
    }
    list(all)
}

pub(super) fn reverse(of: &Value) -> Result {
    match &of.data {
        Data::Sequence(kind @ (Sequence::Tuple | Sequence::List), elements) => {
            Ok(Data::Sequence(*kind, elements.iter().rev().cloned().collect()))
        }
        _ => Err(Stop::Unknown),
    }
}

pub(super) fn slice(of: &Value, start: i64, end: i64) -> Result {
    let Data::Sequence(kind @ (Sequence::Tuple | Sequence::List), elements) = &of.data else {
        return Err(Stop::Unknown);
    };
    let bounds = usize::try_from(start).ok().zip(usize::try_from(end).ok());
    let (start, end) = bounds.ok_or(Stop::Failed)?;
    let part = elements.get(start..end).ok_or(Stop::Failed)?;
    Ok(Data::Sequence(*kind, part.to_vec()))
}

pub(super) fn compact(elements: &[Value]) -> Result {
    let mut all = Vec::new();
    for element in elements {
        match &element.data {
            Data::Null => {}
            Data::Text(text) if text.is_empty() => {}
            Data::Text(_) => all.push(element.clone()),
            _ => return Err(Stop::Unknown),
        }
    }
    list(all)
}

pub(super) fn flatten(of: &Value) -> Result {
    let mut all = Vec::new();
    flat(of, &mut all)?;
    Ok(Data::Sequence(Sequence::Tuple, all))
}

fn flat(of: &Value, all: &mut Vec<Value>) -> std::result::Result<(), Stop> {
    for element in super::elements(of)? {
        match &element.data {
            Data::Sequence(..) => flat(element, all)?,
            // It may be a list itself.
            Data::Unknown => return Err(Stop::Unknown),
            _ => all.push(element.clone()),
        }
    }
    Ok(())
}

pub(super) fn sort(elements: &[Value]) -> Result {
    let mut texts = Vec::with_capacity(elements.len());
    for element in elements {
        match &element.data {
            Data::Text(_) => texts.push(element.clone()),
            _ => return Err(Stop::Unknown),
        }
    }
    texts.sort_by_cached_key(Value::as_text);
    list(texts)
}

pub(super) fn one(elements: &[Value]) -> Result {
    match elements {
        [] => Ok(Data::Null),
        [only] if !only.is_unknown() => Ok(only.data.clone()),
        [_] => Err(Stop::Unknown),
        _ => Err(Stop::Failed),
    }
}

pub(super) fn zipmap(keys: &[Value], values: &[Value]) -> Result {
    if keys.len() != values.len() {
        return Err(Stop::Failed);
    }
    let mut entries = Vec::with_capacity(keys.len());
    for (key, value) in keys.iter().zip(values) {
        entries.push((super::string(key)?.into(), value.clone()));
    }
    let kind = if is_uniform(values) {
        Mapping::Map
    } else {
        Mapping::Object
    };
    Ok(Data::Mapping(kind, sorted(entries)))
}

pub(super) fn coalesce(values: &[Value]) -> Result {
    let given: Vec<&Value> = values
        .iter()
        .filter(|value| !matches!(value.data, Data::Null))
        .collect();
    let mut kinds: Vec<_> = given.iter().map(|value| std::mem::discriminant(&value.data)).collect();
    kinds.dedup();
    // Of different types the result is a text.
    if kinds.len() > 1 {
        return Err(Stop::Unknown);
    }
    for value in given {
        match &value.data {
            Data::Text(text) if text.is_empty() => {}
            Data::Text(_) | Data::Number(_) | Data::Bool(_) => return Ok(value.data.clone()),
            _ => return Err(Stop::Unknown),
        }
    }
    Err(Stop::Failed)
}
