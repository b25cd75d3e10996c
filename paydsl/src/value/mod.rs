//! Values: what arguments take and attributes are, known or not, by their Terraform type.

mod indexing;
mod into_value;
mod object;
mod operators;
mod to_value;
mod types;

pub use into_value::{IntoValue, Null};
pub use object::{Fields, Object};
pub use to_value::ToValue;
pub use types::{Any, Bool, List, Map, Num, Set, Str, Type};

use std::marker::PhantomData;

use crate::builder;
use crate::tree::{ExprId, Expression, Part, Text};

/// A value of Terraform type `T`: a literal, a reference or an expression.
///
/// It is an index into the stack being built, so it is `Copy` whatever it stands for, and it means nothing outside the
/// stack function that made it.
pub struct Value<T> {
    id: ExprId,
    kind: PhantomData<fn() -> T>,
}

impl<T> Clone for Value<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Value<T> {}

impl<T> std::fmt::Debug for Value<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Value<{}>({:?})", std::any::type_name::<T>(), self.id)
    }
}

impl<T> Value<T> {
    /// The value at an index of the current stack's arena.
    pub(crate) fn from_id(id: ExprId) -> Self {
        Value { id, kind: PhantomData }
    }

    /// A new expression in the current stack's arena.
    pub(crate) fn new(expression: Expression) -> Self {
        Self::from_id(builder::add(expression))
    }

    /// Where the value is in the current stack's arena.
    pub(crate) fn id(self) -> ExprId {
        self.id
    }

    /// The same value, its type forgotten: it goes wherever a value goes, and Terraform checks it.
    pub fn any(self) -> Value<Any> {
        Value::from_id(self.id)
    }
}

/// A call of one of Terraform's functions.
pub(crate) fn call<T>(name: &'static str, arguments: Vec<ExprId>) -> Value<T> {
    Value::new(Expression::Call {
        name: Text::Borrowed(name),
        arguments,
        expand: false,
    })
}

/// A template of literal text and values; values that are constant are text, and without others it is a plain string. The
/// parts of a template within it are its own.
pub(crate) fn template(parts: Vec<Part>) -> Value<Str> {
    let parts = parts.into_iter().flat_map(|part| match part {
        Part::Value(id) => builder::template_parts(id).unwrap_or_else(|| vec![Part::Value(id)]),
        literal => vec![literal],
    });
    let parts = joined(parts.map(folded));
    let literal_only = parts.iter().all(|part| matches!(part, Part::Literal(_)));
    if literal_only {
        let text = parts.into_iter().filter_map(|part| match part {
            Part::Literal(text) => Some(text),
            Part::Value(_) => None,
        });
        return Value::new(Expression::String(Text::Owned(text.collect())));
    }
    if let [Part::Value(id)] = parts[..] {
        // Alone in a template, an interpolation would keep its own type; `tostring` makes it the string it is meant to be.
        return call("tostring", vec![id]);
    }
    Value::new(Expression::Template(parts))
}

/// Without empty texts, and with one text where several follow each other.
fn joined(parts: impl Iterator<Item = Part>) -> Vec<Part> {
    let mut joined: Vec<Part> = Vec::new();
    for part in parts {
        match (joined.last_mut(), part) {
            (_, Part::Literal(text)) if text.is_empty() => {}
            (Some(Part::Literal(before)), Part::Literal(text)) => before.to_mut().push_str(&text),
            (_, part) => joined.push(part),
        }
    }
    joined
}

/// A constant in a template is text.
fn folded(part: Part) -> Part {
    use crate::tree::{Literal, Number};
    let Part::Value(id) = part else { return part };
    match builder::constant(id) {
        Some(Literal::String(text)) => Part::Literal(text),
        Some(Literal::Bool(value)) => Part::Literal(Text::Owned(value.to_string())),
        // Terraform has its own way of writing fractions.
        Some(Literal::Number(number @ (Number::Integer(_) | Number::Unsigned(_)))) => {
            Part::Literal(Text::Owned(number.to_string()))
        }
        _ => Part::Value(id),
    }
}
