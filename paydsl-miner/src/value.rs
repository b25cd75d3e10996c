//! Configurations as providers want them: complete objects, in msgpack.

use std::collections::BTreeMap;

use paydsl_schema::{Block, Nesting, Type};

/// A value of an argument, as far as it is given.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// `null`
    Null,
    /// What is only known when it is applied.
    Unknown,
    /// A text.
    String(String),
    /// A number.
    Number(f64),
    /// A truth value.
    Bool(bool),
    /// The elements of a list, a set or a tuple; of a repeatable block, its blocks.
    List(Vec<Value>),
    /// The elements of a map.
    Map(BTreeMap<String, Value>),
    /// An object or a block.
    Object(Object),
}

/// What is given of an object or a block, by name. All else is null.
pub type Object = BTreeMap<String, Value>;

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::String(text.to_owned())
    }
}

/// A complete configuration in msgpack.
pub fn encode(block: &Block, given: &Object) -> Vec<u8> {
    written(&body(block, given, Purpose::Configuration))
}

/// The state that Terraform proposes for a configuration of something new, in msgpack: what the provider sets is unknown.
pub fn encode_proposed(block: &Block, given: &Object) -> Vec<u8> {
    written(&body(block, given, Purpose::Proposal))
}

/// What an object is written for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Configuration,
    Proposal,
}

impl Purpose {
    /// An argument that is not given.
    fn absent(self, is_computed: bool) -> &'static Value {
        match self {
            Purpose::Proposal if is_computed => &Value::Unknown,
            Purpose::Proposal | Purpose::Configuration => &Value::Null,
        }
    }
}

fn written(value: &rmpv::Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing to a vector does not fail.
    let _ = rmpv::encode::write_value(&mut bytes, value);
    bytes
}

fn body(block: &Block, given: &Object, purpose: Purpose) -> rmpv::Value {
    let attributes = block.attributes().iter().map(|attribute| {
        let absent = purpose.absent(attribute.computed);
        let value = given.get(&*attribute.name).filter(|value| **value != Value::Null);
        (
            rmpv::Value::from(&*attribute.name),
            of_type(&attribute.ty, value.unwrap_or(absent), purpose),
        )
    });
    let blocks = block.blocks().iter().map(|nested| {
        let value = nested_blocks(nested.nesting, nested.block(), given.get(nested.name), purpose);
        (rmpv::Value::from(nested.name), value)
    });
    rmpv::Value::Map(attributes.chain(blocks).collect())
}

fn nested_blocks(nesting: Nesting, block: &Block, given: Option<&Value>, purpose: Purpose) -> rmpv::Value {
    let one = |value: &Value| match value {
        Value::Object(object) => body(block, object, purpose),
        other => plain(other),
    };
    match (nesting, given) {
        (_, Some(Value::Unknown)) => unknown(),
        (Nesting::Single, None | Some(Value::Null)) => rmpv::Value::Nil,
        (Nesting::Group, None | Some(Value::Null)) => body(block, &Object::new(), purpose),
        (Nesting::List | Nesting::Set, None | Some(Value::Null)) => rmpv::Value::Array(Vec::new()),
        (Nesting::Map, None | Some(Value::Null)) => rmpv::Value::Map(Vec::new()),
        (_, Some(Value::List(blocks))) => rmpv::Value::Array(blocks.iter().map(one).collect()),
        (_, Some(Value::Map(blocks))) => rmpv::Value::Map(
            blocks
                .iter()
                .map(|(key, value)| (key.as_str().into(), one(value)))
                .collect(),
        ),
        (_, Some(value)) => one(value),
    }
}

fn of_type(ty: &Type, value: &Value, purpose: Purpose) -> rmpv::Value {
    match (ty, value) {
        (_, Value::Null) => rmpv::Value::Nil,
        (_, Value::Unknown) => unknown(),
        (Type::List(element) | Type::Set(element), Value::List(elements)) => {
            rmpv::Value::Array(elements.iter().map(|value| of_type(element, value, purpose)).collect())
        }
        (Type::Tuple(types), Value::List(elements)) => rmpv::Value::Array(
            types
                .iter()
                .zip(elements)
                .map(|(ty, value)| of_type(ty, value, purpose))
                .collect(),
        ),
        (Type::Map(element), Value::Map(elements)) => rmpv::Value::Map(
            elements
                .iter()
                .map(|(key, value)| (key.as_str().into(), of_type(element, value, purpose)))
                .collect(),
        ),
        (Type::Object(fields), Value::Object(object)) => rmpv::Value::Map(
            fields
                .iter()
                .map(|field| {
                    let absent = purpose.absent(field.computed);
                    let value = object.get(&*field.name).filter(|value| **value != Value::Null);
                    let value = of_type(&field.ty, value.unwrap_or(absent), purpose);
                    (rmpv::Value::from(&*field.name), value)
                })
                .collect(),
        ),
        // A value whose type is not fixed carries it, as JSON.
        (Type::Dynamic, value) => rmpv::Value::Array(vec![rmpv::Value::Binary(own_type(value)), plain(value)]),
        (_, value) => plain(value),
    }
}

/// The type of a value, in Terraform's JSON.
fn own_type(value: &Value) -> Vec<u8> {
    let text = match value {
        Value::Number(_) => "\"number\"",
        Value::Bool(_) => "\"bool\"",
        _ => "\"string\"",
    };
    text.as_bytes().to_vec()
}

fn plain(value: &Value) -> rmpv::Value {
    match value {
        Value::Null => rmpv::Value::Nil,
        Value::Unknown => unknown(),
        Value::String(text) => text.as_str().into(),
        Value::Number(number) => number_value(*number),
        Value::Bool(truth) => (*truth).into(),
        Value::List(elements) => rmpv::Value::Array(elements.iter().map(plain).collect()),
        Value::Map(elements) | Value::Object(elements) => rmpv::Value::Map(
            elements
                .iter()
                .map(|(key, value)| (key.as_str().into(), plain(value)))
                .collect(),
        ),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "only whole numbers below 2^53 are cast")]
fn number_value(number: f64) -> rmpv::Value {
    if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 {
        (number as i64).into()
    } else {
        number.into()
    }
}

fn unknown() -> rmpv::Value {
    rmpv::Value::Ext(0, vec![0])
}
