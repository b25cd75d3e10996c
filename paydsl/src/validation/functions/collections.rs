//! Functions on lists, sets, maps and objects. Elements keep what they are made of.

use crate::validation::known::{
    Node, Value, as_text, as_whole, is_equal, is_known, made_of, node, read_from, text, whole,
};
use crate::validation::origins::Origins;

pub(super) fn call(name: &str, arguments: &[Node]) -> Option<Node> {
    match (name, arguments) {
        ("merge", all) => merge(all),
        ("concat", all) => concat(all),
        ("coalesce", all) => coalesce(all),
        ("tolist" | "tomap", [of]) => converted(of),
        ("toset", [of]) => set(of),
        ("compact", [of]) => compact(of),
        ("distinct", [of]) => distinct(of),
        ("flatten", [of]) => flatten(of),
        ("reverse", [of]) => {
            let elements = list(of)?.iter().rev().map(|element| read_from(of, element.clone()));
            Some(like(of, elements.collect()))
        }
        ("sort", [of]) => sort(of),
        ("element", [of, index]) => element(of, index),
        ("lookup", [of, key, rest @ ..]) => lookup(of, key, rest.first()),
        ("keys", [of]) => keys(of),
        ("values", [of]) => values(of),
        ("zipmap", [keys, values]) => zipmap(keys, values),
        ("one", [of]) => match list(of)? {
            [] => Some(made_of(Value::Null, [of])),
            [only] => Some(read_from(of, only.clone())),
            _ => None,
        },
        ("try", [first, ..]) if is_known(first) => Some(first.clone()),
        ("length", [of]) => length(of),
        ("contains", [of, value]) => contains(of, value),
        ("alltrue" | "anytrue", [of]) => all_or_any(name, of),
        ("range", all) => range(all),
        _ => None,
    }
}

fn list(of: &Node) -> Option<&[Node]> {
    match &of.value {
        Value::List(elements) => Some(elements),
        _ => None,
    }
}

/// A list made of another one.
fn like(of: &Node, elements: Vec<Node>) -> Node {
    let mut made = node(Value::List(elements), of.tag);
    made.sensitive = of.sensitive;
    made
}

fn merge(arguments: &[Node]) -> Option<Node> {
    let mut made = node(Value::Null, Origins::NONE);
    let mut merged: Vec<(Box<str>, Node)> = Vec::new();
    for argument in arguments {
        made.tag |= argument.tag;
        made.sensitive |= argument.sensitive;
        match &argument.value {
            Value::Map(entries) => {
                for (key, value) in entries {
                    match merged.iter_mut().find(|(known, _)| known == key) {
                        Some(known) => known.1 = value.clone(),
                        None => merged.push((key.clone(), value.clone())),
                    }
                }
            }
            Value::Null => {}
            _ => return None,
        }
    }
    made.value = Value::Map(merged);
    Some(made)
}

fn concat(arguments: &[Node]) -> Option<Node> {
    let mut made = node(Value::Null, Origins::NONE);
    let mut elements = Vec::new();
    for argument in arguments {
        made.tag |= argument.tag;
        made.sensitive |= argument.sensitive;
        elements.extend_from_slice(list(argument)?);
    }
    made.value = Value::List(elements);
    Some(made)
}

fn coalesce(arguments: &[Node]) -> Option<Node> {
    let passed_over: Vec<&Node> = arguments
        .iter()
        .take_while(|argument| {
            matches!(&argument.value, Value::Null) || matches!(&argument.value, Value::Text(text) if text.is_empty())
        })
        .collect();
    let found = arguments.get(passed_over.len())?;
    if !is_known(found) {
        return None;
    }
    let mut value = found.clone();
    for passed in passed_over {
        value = read_from(passed, value);
    }
    Some(value)
}

/// Whether all of these are of one simple type and known.
fn are_alike(elements: &[Node]) -> bool {
    let Some(first) = elements.first() else { return true };
    let simple = matches!(first.value, Value::Text(_) | Value::Number(_) | Value::Bool(_));
    let kind = std::mem::discriminant(&first.value);
    simple
        && elements
            .iter()
            .all(|element| std::mem::discriminant(&element.value) == kind)
}

/// Elements of different types Terraform converts to one; those of one type stay what they are.
fn converted(of: &Node) -> Option<Node> {
    match &of.value {
        Value::List(elements) if are_alike(elements) => Some(of.clone()),
        Value::Map(entries) => {
            let values: Vec<Node> = entries.iter().map(|(_, value)| value.clone()).collect();
            are_alike(&values).then(|| of.clone())
        }
        _ => None,
    }
}

/// A set: no element twice, and texts in order.
fn set(of: &Node) -> Option<Node> {
    let elements = list(of)?;
    if !are_alike(elements) {
        return None;
    }
    let mut distinct: Vec<Node> = distinct_elements(elements)?;
    match distinct.first().map(|first| &first.value) {
        Some(Value::Text(_)) => distinct.sort_by(|one, other| texts(one).cmp(texts(other))),
        // In what order Terraform has them matters only to those who ask for one of several.
        _ if distinct.len() > 1 => return None,
        _ => {}
    }
    Some(like(of, distinct))
}

fn texts(of: &Node) -> &str {
    match &of.value {
        Value::Text(text) => text,
        _ => "",
    }
}

fn distinct(of: &Node) -> Option<Node> {
    let elements = list(of)?;
    are_alike(elements).then_some(())?;
    Some(like(of, distinct_elements(elements)?))
}

fn distinct_elements(elements: &[Node]) -> Option<Vec<Node>> {
    let mut distinct: Vec<Node> = Vec::with_capacity(elements.len());
    for element in elements {
        let mut repeated = false;
        for known in &distinct {
            repeated |= is_equal(&known.value, &element.value)?;
        }
        if !repeated {
            distinct.push(element.clone());
        }
    }
    Some(distinct)
}

fn compact(of: &Node) -> Option<Node> {
    let mut kept = Vec::new();
    for element in list(of)? {
        match &element.value {
            Value::Null => {}
            Value::Text(text) if text.is_empty() => {}
            Value::Text(_) => kept.push(element.clone()),
            _ => return None,
        }
    }
    // What was left out decides too.
    let mut made = made_of(Value::Null, [of]);
    made.value = Value::List(kept);
    Some(made)
}

fn flatten(of: &Node) -> Option<Node> {
    let mut flat = Vec::new();
    for element in list(of)? {
        match &element.value {
            Value::List(_) => {
                let inner = flatten(element)?;
                let Value::List(elements) = &inner.value else {
                    return None;
                };
                flat.extend(elements.iter().map(|part| read_from(&inner, part.clone())));
            }
            Value::Null | Value::Text(_) | Value::Number(_) | Value::Bool(_) | Value::Map(_) => {
                flat.push(element.clone())
            }
            _ => return None,
        }
    }
    Some(like(of, flat))
}

fn sort(of: &Node) -> Option<Node> {
    let elements = list(of)?;
    if !are_alike(elements) || !elements.iter().all(|element| matches!(element.value, Value::Text(_))) {
        return None;
    }
    let mut sorted = elements.to_vec();
    sorted.sort_by(|one, other| texts(one).cmp(texts(other)));
    Some(like(of, sorted))
}

/// `element` goes round: one behind the last is the first.
fn element(of: &Node, index: &Node) -> Option<Node> {
    let elements = list(of)?;
    let position = as_whole(&index.value)?;
    let length = i64::try_from(elements.len())
        .ok()
        .filter(|length| *length > 0 && position >= 0)?;
    let found = elements.get(usize::try_from(position % length).ok()?)?;
    Some(read_from(index, read_from(of, found.clone())))
}

fn lookup(of: &Node, key: &Node, default: Option<&Node>) -> Option<Node> {
    let Value::Map(entries) = &of.value else { return None };
    let name = as_text(&key.value)?;
    let found = entries.iter().find(|(known, _)| **known == *name);
    let value = found.map(|(_, value)| value).or(default)?;
    Some(read_from(key, read_from(of, value.clone())))
}

fn sorted(of: &Node) -> Option<Vec<&(Box<str>, Node)>> {
    let Value::Map(entries) = &of.value else { return None };
    let mut entries: Vec<&(Box<str>, Node)> = entries.iter().collect();
    entries.sort_by(|(one, _), (other, _)| one.cmp(other));
    Some(entries)
}

fn keys(of: &Node) -> Option<Node> {
    let keys = sorted(of)?.into_iter().map(|(key, _)| text(key.clone(), of.tag));
    Some(like(of, keys.collect()))
}

fn values(of: &Node) -> Option<Node> {
    let values = sorted(of)?.into_iter().map(|(_, value)| value.clone());
    Some(like(of, values.collect()))
}

fn zipmap(keys: &Node, values: &Node) -> Option<Node> {
    let (names, elements) = (list(keys)?, list(values)?);
    if names.len() != elements.len() {
        return None;
    }
    let entry = |(name, value): (&Node, &Node)| Some((Box::from(as_text(&name.value)?), value.clone()));
    let entries: Vec<(Box<str>, Node)> = names.iter().zip(elements).map(entry).collect::<Option<_>>()?;
    let is_repeated = |(position, (name, _)): (usize, &(Box<str>, Node))| {
        entries.iter().take(position).any(|(known, _)| known == name)
    };
    if entries.iter().enumerate().any(is_repeated) {
        return None;
    }
    let mut made = made_of(Value::Null, [keys]);
    made.tag |= values.tag;
    made.sensitive |= values.sensitive;
    made.value = Value::Map(entries);
    Some(made)
}

/// Of lists and maps; of texts only where a character is one for certain.
fn length(of: &Node) -> Option<Node> {
    let length = match &of.value {
        Value::List(elements) => elements.len(),
        Value::Map(entries) => entries.len(),
        Value::Text(text) if super::texts::is_plain(text) => text.len(),
        _ => return None,
    };
    let mut made = whole(i64::try_from(length).ok()?, of.tag);
    made.sensitive = of.sensitive;
    Some(made)
}

fn contains(of: &Node, value: &Node) -> Option<Node> {
    let elements = list(of)?;
    let mut found = false;
    for element in elements {
        if std::mem::discriminant(&element.value) != std::mem::discriminant(&value.value) {
            return None;
        }
        found |= is_equal(&element.value, &value.value)?;
    }
    Some(made_of(Value::Bool(found), [of, value]))
}

fn all_or_any(name: &str, of: &Node) -> Option<Node> {
    let wanted = name == "anytrue";
    let mut result = !wanted;
    for element in list(of)? {
        let Value::Bool(truth) = element.value else { return None };
        if truth == wanted {
            result = wanted;
        }
    }
    Some(made_of(Value::Bool(result), [of]))
}

/// Whole numbers, at most as many as Terraform makes.
fn range(arguments: &[Node]) -> Option<Node> {
    let numbers: Vec<i64> = arguments
        .iter()
        .map(|argument| as_whole(&argument.value))
        .collect::<Option<_>>()?;
    let (start, limit, step) = match numbers[..] {
        [limit] => (0, limit, if limit < 0 { -1 } else { 1 }),
        [start, limit] => (start, limit, if limit < start { -1 } else { 1 }),
        [start, limit, step] => (start, limit, step),
        _ => return None,
    };
    let mut elements = Vec::new();
    let mut next = start;
    while if step > 0 { next < limit } else { next > limit } {
        if step == 0 || elements.len() >= 1024 {
            return None;
        }
        elements.push(whole(next, Origins::NONE));
        next = next.checked_add(step)?;
    }
    Some(made_of(Value::List(elements), arguments))
}
