//! Two states of a resource, compared attribute by attribute.

use serde_json::{Map, Value};

/// What of a value may be seen.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Shown {
    /// The value; whatever in it is sensitive is replaced.
    Value(Value),
    /// Nothing of it.
    Sensitive,
    /// It is known when it has been applied.
    Unknown,
}

/// An attribute that differs.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Attribute {
    /// `tags.Name`, `rule[0].status`; into JSON documents too: `policy.Statement[0].Action`.
    pub(crate) path: String,
    /// As it was.
    pub(crate) before: Shown,
    /// As it is, or would be.
    pub(crate) after: Shown,
}

impl Attribute {
    /// The attribute of the resource that it is in.
    pub(crate) fn top(&self) -> &str {
        self.path.split(['.', '[']).next().unwrap_or_default()
    }

    /// Whether it does not differ after all. Two sensitive values always may.
    pub(crate) fn is_equal(&self) -> bool {
        self.before == self.after && self.before != Shown::Sensitive
    }
}

/// Terraform's `change` object.
pub(super) struct Change<'c> {
    before: &'c Value,
    after: &'c Value,
    before_sensitive: &'c Value,
    after_sensitive: &'c Value,
    unknown: &'c Value,
}

impl<'c> Change<'c> {
    pub(super) fn of(change: &'c Value) -> Self {
        Change {
            before: &change["before"],
            after: &change["after"],
            before_sensitive: &change["before_sensitive"],
            after_sensitive: &change["after_sensitive"],
            unknown: &change["after_unknown"],
        }
    }

    fn field(&self, name: &str) -> Change<'c> {
        self.map(|value| value.get(name))
    }

    fn element(&self, index: usize) -> Change<'c> {
        self.map(|value| value.get(index))
    }

    fn map(&self, inner: impl Fn(&'c Value) -> Option<&'c Value>) -> Change<'c> {
        // A mark on the whole is a mark on each part.
        let mark = |value: &'c Value| match value {
            Value::Bool(_) => value,
            _ => inner(value).unwrap_or(&Value::Null),
        };
        Change {
            before: inner(self.before).unwrap_or(&Value::Null),
            after: inner(self.after).unwrap_or(&Value::Null),
            before_sensitive: mark(self.before_sensitive),
            after_sensitive: mark(self.after_sensitive),
            unknown: mark(self.unknown),
        }
    }

    fn is_sensitive(&self) -> bool {
        self.before_sensitive == true || self.after_sensitive == true
    }
}

/// All attributes that differ, by name. Nothing, in whichever form, is nothing.
pub(super) fn differences(change: &Change<'_>) -> Vec<Attribute> {
    let mut found = Vec::new();
    compare(change, String::new(), &mut found);
    found
}

fn compare(change: &Change<'_>, path: String, found: &mut Vec<Attribute>) {
    let (before, after) = (change.before, change.after);
    if change.unknown != true
        && (before == after && !has_mark(change.unknown) || is_nothing(before) && is_nothing(after))
    {
        return;
    }
    if change.is_sensitive() {
        found.push(attribute(path, Shown::Sensitive, Shown::Sensitive));
        return;
    }
    if change.unknown == true {
        let before = Shown::Value(hidden(before, change.before_sensitive));
        found.push(attribute(path, before, Shown::Unknown));
        return;
    }
    match (before, after) {
        (Value::Object(one), Value::Object(other)) => {
            for name in names(one, other, change.unknown) {
                compare(&change.field(&name), join(&path, &name), found);
            }
        }
        (Value::Array(one), Value::Array(other)) if are_alike(one, other) => {
            for index in 0..one.len() {
                compare(&change.element(index), format!("{path}[{index}]"), found);
            }
        }
        (Value::String(one), Value::String(other)) if document(one).is_some() && document(other).is_some() => {
            let documents = [document(one).unwrap_or_default(), document(other).unwrap_or_default()];
            let inner = Change {
                before: &documents[0],
                after: &documents[1],
                before_sensitive: &Value::Null,
                after_sensitive: &Value::Null,
                unknown: &Value::Null,
            };
            compare(&inner, path, found);
        }
        _ => {
            let before = Shown::Value(hidden(before, change.before_sensitive));
            let after = Shown::Value(hidden(after, change.after_sensitive));
            found.push(attribute(path, before, after));
        }
    }
}

fn attribute(path: String, before: Shown, after: Shown) -> Attribute {
    Attribute { path, before, after }
}

/// The names of all attributes of either, sorted.
fn names(one: &Map<String, Value>, other: &Map<String, Value>, unknown: &Value) -> Vec<String> {
    let unknown = unknown.as_object().into_iter().flat_map(Map::keys);
    let mut names: Vec<String> = one.keys().chain(other.keys()).chain(unknown).cloned().collect();
    names.sort();
    names.dedup();
    names
}

/// Whether lists are compared element by element: blocks, as many as before. Others are shown whole.
fn are_alike(one: &[Value], other: &[Value]) -> bool {
    one.len() == other.len()
        && one
            .iter()
            .chain(other)
            .all(|element| element.is_object() || element.is_array())
}

/// A JSON document in a string, such as a policy.
fn document(text: &str) -> Option<Value> {
    let is_document = text.starts_with('{') || text.starts_with('[');
    is_document.then(|| serde_json::from_str(text).ok()).flatten()
}

/// Providers answer nothing as null, as an empty string, list or map, as they like.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether anything is marked.
pub(super) fn has_mark(marks: &Value) -> bool {
    match marks {
        Value::Bool(mark) => *mark,
        Value::Array(items) => items.iter().any(has_mark),
        Value::Object(entries) => entries.values().any(has_mark),
        _ => false,
    }
}

/// The value with what is marked as sensitive replaced.
fn hidden(value: &Value, marks: &Value) -> Value {
    if marks == true {
        return Value::from(HIDDEN);
    }
    match (value, marks) {
        (Value::Object(entries), Value::Object(_)) => {
            let entries = entries
                .iter()
                .map(|(name, value)| (name.clone(), hidden(value, &marks[name])));
            Value::Object(entries.collect())
        }
        (Value::Array(items), Value::Array(_)) => {
            let items = items.iter().enumerate();
            Value::Array(items.map(|(index, item)| hidden(item, &marks[index])).collect())
        }
        _ => value.clone(),
    }
}

/// What stands for a sensitive value, as in terraform's own output.
pub(crate) const HIDDEN: &str = "(sensitive value)";

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// The address of a resource without the index of the instance.
pub(super) fn without_index(address: &str) -> &str {
    address.split('[').next().unwrap_or(address)
}
