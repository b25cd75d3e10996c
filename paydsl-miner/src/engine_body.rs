//! A configuration as the engine takes it.

use paydsl_schema::engine::{self, Body, Content, Entry, Node, Number};
use paydsl_schema::{Block, Type};

use crate::value::{Object, Value};

/// The body of a block in which `given` is given and all else is not.
pub fn body(block: &Block, given: &Object) -> Body<()> {
    let entries = given.iter().map(|(name, value)| {
        let content = match block.block(name) {
            Some(nested) => blocks(nested.block(), value),
            None => {
                let ty = block.attribute(name).map_or(&Type::Dynamic, |attribute| &attribute.ty);
                Content::Argument(node(ty, value))
            }
        };
        Entry {
            name: name.as_str().into(),
            content,
            tag: (),
        }
    });
    Body {
        entries: entries.collect(),
        tag: (),
    }
}

fn blocks(block: &Block, value: &Value) -> Content<()> {
    let one = |value: &Value| match value {
        Value::Object(object) => body(block, object),
        _ => body(block, &Object::new()),
    };
    let (blocks, more) = match value {
        Value::List(blocks) => (blocks.iter().map(one).collect(), false),
        Value::Map(blocks) => (blocks.values().map(one).collect(), false),
        Value::Object(_) => (vec![one(value)], false),
        Value::Unknown => (Vec::new(), true),
        _ => (Vec::new(), false),
    };
    Content::Blocks { blocks, more }
}

/// A value of a type. A number that the engine cannot have is unknown to it.
pub fn node(ty: &Type, value: &Value) -> Node<()> {
    let value = match (value, ty) {
        (Value::Null, _) => engine::Value::Null,
        (Value::Unknown, _) => engine::Value::Unknown,
        (Value::String(text), _) => engine::Value::Text(text.as_str().into()),
        (Value::Bool(truth), _) => engine::Value::Bool(*truth),
        (Value::Number(number), _) => {
            Number::parse(&number.to_string()).map_or(engine::Value::Unknown, engine::Value::Number)
        }
        (Value::List(elements), Type::List(element) | Type::Set(element)) => {
            engine::Value::List(elements.iter().map(|value| node(element, value)).collect())
        }
        (Value::List(elements), _) => {
            engine::Value::List(elements.iter().map(|value| node(&Type::Dynamic, value)).collect())
        }
        (Value::Map(elements), Type::Map(element)) => map(elements, |_| element),
        // What is sent to a provider is complete: what is not given is null.
        (Value::Object(object), Type::Object(fields)) => engine::Value::Map(
            fields
                .iter()
                .map(|field| {
                    let value = object.get(&*field.name).unwrap_or(&Value::Null);
                    (field.name.clone(), node(&field.ty, value))
                })
                .collect(),
        ),
        (Value::Map(elements) | Value::Object(elements), _) => map(elements, |_| &Type::Dynamic),
    };
    Node::new(value, ())
}

fn map<'t>(elements: &Object, ty: impl Fn(&str) -> &'t Type) -> engine::Value<()> {
    engine::Value::Map(
        elements
            .iter()
            .map(|(key, value)| (key.as_str().into(), node(ty(key), value)))
            .collect(),
    )
}
