//! `for` expressions.

use paydsl_schema::engine::Number;

use super::{Evaluator, Scope, Stop};
use crate::syntax::{For, Position};
use crate::value::{Data, Mapping, Sequence, Value, sorted};

impl Evaluator<'_> {
    pub(super) fn repetition(&self, repetition: &For, at: Position, scope: &Scope<'_>) -> Result<Value, Stop> {
        let collection = self.value(&repetition.collection, scope)?;
        let mut whole = Value::new(Data::Null, at).from(&collection);
        let mut entries: Vec<(Box<str>, Value)> = Vec::new();
        for (key, value) in elements(&collection)? {
            let names = names(
                repetition.key_name.as_deref(),
                key,
                &repetition.value_name,
                value.clone(),
            );
            let scope = Scope {
                names: &names,
                outer: Some(scope),
            };
            if let Some(condition) = &repetition.condition {
                let condition = self.value(condition, &scope)?;
                if condition.is_unknown() {
                    return Err(Stop::Unknown);
                }
                whole.mark.also(&condition.mark);
                if !condition.as_bool().ok_or(Stop::Failed)? {
                    continue;
                }
            }
            let key = match &repetition.key {
                None => "".into(),
                Some(key) => {
                    let key = self.value(key, &scope)?;
                    if key.is_unknown() {
                        return Err(Stop::Unknown);
                    }
                    whole.mark.also(&key.mark);
                    key.as_text().ok_or(Stop::Failed)?.into()
                }
            };
            entries.push((key, self.part(&repetition.value, &scope)?));
        }
        let rests = whole.mark.clone();
        whole.data = match &repetition.key {
            None => Data::Sequence(Sequence::Tuple, entries.into_iter().map(|(_, value)| value).collect()),
            Some(_) if repetition.group => Data::Mapping(Mapping::Object, grouped(entries, at)),
            Some(_) => {
                let number = entries.len();
                let entries = sorted(entries);
                if entries.len() < number {
                    return Err(Stop::Failed);
                }
                Data::Mapping(Mapping::Object, entries)
            }
        };
        Ok(whole.resting(&rests))
    }
}

fn grouped(entries: Vec<(Box<str>, Value)>, at: Position) -> Vec<(Box<str>, Value)> {
    let mut groups: Vec<(Box<str>, Value)> = Vec::new();
    for (key, value) in entries {
        let group = match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group,
            None => {
                groups.push((key, Value::new(Data::Sequence(Sequence::Tuple, Vec::new()), at)));
                match groups.last_mut() {
                    Some((_, group)) => group,
                    None => continue,
                }
            }
        };
        if let Data::Sequence(_, elements) = &mut group.data {
            elements.push(value);
        }
    }
    sorted(groups)
}

/// The elements of a collection with their keys.
pub(crate) fn elements(collection: &Value) -> Result<Vec<(Value, &Value)>, Stop> {
    let at = collection.mark.at;
    let key = |data: Data| {
        let mut key = Value::new(data, at);
        key.mark.also(&collection.mark);
        key
    };
    match &collection.data {
        Data::Unknown => Err(Stop::Unknown),
        Data::Sequence(Sequence::Set, elements) => Ok(elements.iter().map(|value| (value.clone(), value)).collect()),
        Data::Sequence(_, elements) => {
            let numbered = elements.iter().enumerate();
            Ok(numbered
                .map(|(number, value)| (key(Data::Number(Number::from(number as i64))), value))
                .collect())
        }
        Data::Mapping(_, entries) => {
            let entries = entries.iter();
            Ok(entries
                .map(|(name, value)| (key(Data::Text(name.clone())), value))
                .collect())
        }
        _ => Err(Stop::Failed),
    }
}

/// The names that stand for an element.
pub(crate) fn names<'n>(
    key_name: Option<&'n str>,
    key: Value,
    value_name: &'n str,
    value: Value,
) -> Vec<(&'n str, Value)> {
    let mut names = vec![(value_name, value)];
    if let Some(name) = key_name {
        names.push((name, key));
    }
    names
}
