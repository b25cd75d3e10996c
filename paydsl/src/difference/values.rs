//! The values of two environments, made comparable.

use super::Field;
use crate::builder;
use crate::emit;
use crate::project::Row;
use crate::tree::{Literal, Number};

/// The value of a field: as HCL, and as JSON where it is a constant.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct FieldValue {
    /// As HCL writes it.
    pub(crate) text: String,
    /// As JSON; what is not constant is its HCL.
    pub(crate) json: serde_json::Value,
}

/// Every field with its value in both environments, in the order of declaration.
pub(super) fn fields(rows: [&Row; 2]) -> Vec<Field> {
    let (pairs, declared) = builder::run(|| {
        let [first, second] = rows.map(|row| (row.values)());
        let pairs = first.into_iter().zip(second).map(|((name, one), (_, other))| {
            let constants = [one, other].map(builder::constant);
            (name, [one, other], constants)
        });
        pairs.collect::<Vec<_>>()
    });
    let field = |(name, ids, constants): (&'static str, [_; 2], [Option<Literal>; 2])| {
        let [first, second] = ids.map(|id| emit::expression(id, &declared.arena));
        let [one, other] = constants;
        Field {
            name,
            values: [value(first, one), value(second, other)],
        }
    };
    pairs.into_iter().map(field).collect()
}

fn value(text: String, constant: Option<Literal>) -> FieldValue {
    let json = match constant {
        Some(constant) => json(&constant),
        None => text.clone().into(),
    };
    FieldValue { text, json }
}

fn json(literal: &Literal) -> serde_json::Value {
    match literal {
        Literal::Null => serde_json::Value::Null,
        Literal::Bool(value) => (*value).into(),
        Literal::Number(Number::Integer(number)) => (*number).into(),
        Literal::Number(Number::Unsigned(number)) => (*number).into(),
        Literal::Number(Number::Float(number)) => (*number).into(),
        Literal::String(text) => text.as_ref().into(),
        Literal::List(items) => items.iter().map(json).collect(),
        Literal::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| (key.to_string(), json(value)));
            serde_json::Value::Object(entries.collect())
        }
    }
}
