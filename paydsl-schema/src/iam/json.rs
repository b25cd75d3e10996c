//! Policy documents in JSON.

use super::document::{Condition, Document, Effect, Kind, PrincipalKind, Principals, Spelling, Statement, Text, Texts};
use super::operator::Operator;
use crate::engine::{Node, Value};

/// The document that a value is, as `jsonencode` or a JSON parser has it; parts that are unknown stay unknown, and so does
/// what is not of the form of a policy.
pub fn of_json<T: Clone>(document: &Node<T>, kind: Kind) -> Document<T> {
    let mut read = Document {
        kind,
        spelling: Spelling::Json,
        statements: Vec::new(),
        open: false,
    };
    match member(document, "Statement").map(|statement| (&statement.value, statement)) {
        Some((Value::List(statements), _)) => read.statements.extend(statements.iter().filter_map(statement)),
        Some((Value::Map(_), one)) => read.statements.extend(statement(one)),
        Some(_) => read.open = true,
        None => {}
    }
    read
}

fn member<'n, T>(node: &'n Node<T>, name: &str) -> Option<&'n Node<T>> {
    let Value::Map(entries) = &node.value else { return None };
    let found = entries.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    found
        .map(|(_, node)| node)
        .filter(|node| !matches!(node.value, Value::Null))
}

fn statement<T: Clone>(node: &Node<T>) -> Option<Statement<T>> {
    let Value::Map(_) = &node.value else { return None };
    let effect = match member(node, "Effect").map(|effect| &effect.value) {
        Some(Value::Text(text)) if &**text == "Allow" => Some(Effect::Allow),
        Some(Value::Text(text)) if &**text == "Deny" => Some(Effect::Deny),
        _ => None,
    };
    let list = |name: &str| member(node, name).map(texts);
    let sid = member(node, "Sid").map(texts);
    Some(Statement {
        sid: sid.and_then(|sid| sid.items.into_iter().next()),
        action: list("Action"),
        not_action: list("NotAction"),
        resource: list("Resource"),
        not_resource: list("NotResource"),
        principal: member(node, "Principal").map(principals),
        not_principal: member(node, "NotPrincipal").map(principals),
        conditions: member(node, "Condition").map(conditions).unwrap_or_default(),
        ..Statement::new(node.tag.clone(), effect)
    })
}

/// The texts of a value: one, or a list of them.
fn texts<T: Clone>(node: &Node<T>) -> Texts<T> {
    let mut texts = Texts {
        tag: node.tag.clone(),
        items: Vec::new(),
        open: false,
    };
    let mut add = |node: &Node<T>| match &node.value {
        Value::Text(text) => texts.items.push(Text::new(node.tag.clone(), text.clone())),
        Value::Bool(value) => texts.items.push(Text::new(node.tag.clone(), value.to_string())),
        Value::Number(number) => texts.items.push(Text::new(node.tag.clone(), number.to_string())),
        _ => texts.open = true,
    };
    match &node.value {
        Value::List(items) => items.iter().for_each(add),
        _ => add(node),
    }
    texts
}

fn principals<T: Clone>(node: &Node<T>) -> Principals<T> {
    let mut principals = Principals {
        tag: node.tag.clone(),
        everybody: None,
        named: Vec::new(),
        open: false,
    };
    match &node.value {
        Value::Text(text) if &**text == "*" => principals.everybody = Some(node.tag.clone()),
        Value::Map(entries) => {
            for (name, who) in entries {
                match PrincipalKind::ALL.into_iter().find(|kind| kind.json() == &**name) {
                    Some(kind) => principals.name(kind, texts(who)),
                    None => principals.open = true,
                }
            }
        }
        _ => principals.open = true,
    }
    principals
}

fn conditions<T: Clone>(node: &Node<T>) -> Vec<Condition<T>> {
    let Value::Map(operators) = &node.value else {
        return Vec::new();
    };
    let mut conditions = Vec::new();
    for (written, keys) in operators {
        let (is_set, name) = match written.split_once(':') {
            Some((_, name)) => (true, name),
            None => (false, &**written),
        };
        let name = name.strip_suffix("IfExists").unwrap_or(name);
        let (Some(operator), Value::Map(compared)) = (Operator::of_json(name), &keys.value) else {
            continue;
        };
        conditions.extend(compared.iter().map(|(key, values)| Condition {
            tag: keys.tag.clone(),
            operator,
            is_set,
            key: Text::new(values.tag.clone(), key.clone()),
            values: texts(values),
        }));
    }
    conditions
}
