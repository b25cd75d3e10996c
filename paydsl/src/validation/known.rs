//! Values as the evaluation has them, and what can be said of them.

use std::borrow::Cow;

use paydsl_schema::engine::{self, Number};

use super::origins::Origins;

/// A value, with what of the environment it is made of.
pub(super) type Node = engine::Node<Origins>;
pub(super) type Value = engine::Value<Origins>;

/// A value that is no secret.
pub(super) fn node(value: Value, origins: Origins) -> Node {
    Node::new(value, origins)
}

pub(super) fn text(text: impl Into<Box<str>>, origins: Origins) -> Node {
    node(Value::Text(text.into()), origins)
}

pub(super) fn whole(number: i64, origins: Origins) -> Node {
    node(Value::Number(number.into()), origins)
}

/// Made of other values: it is a secret if one of them is.
pub(super) fn made_of<'n>(value: Value, of: impl IntoIterator<Item = &'n Node>) -> Node {
    let mut made = node(value, Origins::NONE);
    for part in of {
        made.tag |= origins(part);
        made.sensitive |= is_sensitive(part);
    }
    made
}

/// What is read from a container: a secret if that is one.
pub(super) fn read_from(container: &Node, mut member: Node) -> Node {
    member.tag |= container.tag;
    member.sensitive |= container.sensitive;
    member
}

/// What a value and all that is in it is made of.
pub(super) fn origins(node: &Node) -> Origins {
    let inner = match &node.value {
        Value::List(elements) => elements.iter().map(origins).fold(Origins::NONE, |a, b| a | b),
        Value::Map(entries) => entries
            .iter()
            .map(|(_, value)| origins(value))
            .fold(Origins::NONE, |a, b| a | b),
        _ => Origins::NONE,
    };
    node.tag | inner
}

/// Whether a value or anything in it is a secret.
pub(super) fn is_sensitive(node: &Node) -> bool {
    node.sensitive
        || match &node.value {
            Value::List(elements) => elements.iter().any(is_sensitive),
            Value::Map(entries) => entries.iter().any(|(_, value)| is_sensitive(value)),
            _ => false,
        }
}

/// Whether a value and all that is in it is known.
pub(super) fn is_known(node: &Node) -> bool {
    match &node.value {
        Value::Null | Value::Text(_) | Value::Number(_) | Value::Bool(_) => true,
        Value::List(elements) => elements.iter().all(is_known),
        Value::Map(entries) => entries.iter().all(|(_, value)| is_known(value)),
        _ => false,
    }
}

/// The text that Terraform converts a value to. Fractions it writes in its own way.
pub(super) fn as_text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Text(text) => Some(Cow::Borrowed(text)),
        Value::Bool(truth) => Some(Cow::Borrowed(if *truth { "true" } else { "false" })),
        Value::Number(number) if number.as_i64().is_some() => Some(Cow::Owned(number.to_string())),
        _ => None,
    }
}

/// The number that Terraform converts a value to.
pub(super) fn as_number(value: &Value) -> Option<Cow<'_, Number>> {
    match value {
        Value::Number(number) => Some(Cow::Borrowed(number)),
        Value::Text(text) => Number::parse(text).map(Cow::Owned),
        _ => None,
    }
}

/// The whole number that Terraform converts a value to.
pub(super) fn as_whole(value: &Value) -> Option<i64> {
    as_number(value)?.as_i64()
}

/// The truth that Terraform converts a value to.
pub(super) fn as_bool(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::Text(text) => match &**text {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// Whether two values are equal, where both are known and simple. Values of different types are not.
pub(super) fn is_equal(left: &Value, right: &Value) -> Option<bool> {
    let is_simple = |value: &Value| matches!(value, Value::Null | Value::Text(_) | Value::Number(_) | Value::Bool(_));
    if !is_simple(left) || !is_simple(right) {
        return None;
    }
    Some(match (left, right) {
        (Value::Null, Value::Null) => true,
        // Terraform brings texts into a normal form first.
        (Value::Text(left), Value::Text(right)) if left.is_ascii() && right.is_ascii() => left == right,
        (Value::Text(left), Value::Text(right)) => return (left == right).then_some(true),
        (Value::Number(left), Value::Number(right)) => left == right,
        (Value::Bool(left), Value::Bool(right)) => left == right,
        _ => false,
    })
}
