//! What converts to a value of a given Terraform type.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Any, Bool, List, Map, Num, Object, Set, Str, Value};
use crate::builder;
use crate::tree::{ExprId, Expression, Number, Text};

/// A Rust value that can stand where Terraform wants a `T`.
///
/// Strings are always literal: `${` in them is two characters. Arrays, vectors and maps convert element by element,
/// `None` is `null`, and a [`Value`] of another type converts where Terraform itself would convert it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used as a Terraform value of type `{T}`",
    label = "expected a value of type `{T}`",
    note = "a `Str` is written as a string, a `Num` as a number, a `Bool` as `true` or `false`, a `List` or `Set` as `[a, b]`, a `Map` as `[(\"key\", value)]`"
)]
pub trait IntoValue<T> {
    /// The value.
    fn into_value(self) -> Value<T>;
}

/// `null` of any type, where an argument has to be left out by an expression.
#[derive(Clone, Copy, Debug)]
pub struct Null;

impl<T> IntoValue<T> for Null {
    fn into_value(self) -> Value<T> {
        Value::new(Expression::Null)
    }
}

impl<T, V: IntoValue<T>> IntoValue<T> for Option<V> {
    fn into_value(self) -> Value<T> {
        match self {
            Some(value) => value.into_value(),
            None => Value::new(Expression::Null),
        }
    }
}

// --- values of the same type, and those that Terraform converts by itself

macro_rules! converts {
    ($([$($generic:ident)?] $from:ty => $to:ty),* $(,)?) => {$(
        impl$(<$generic>)? IntoValue<$to> for Value<$from> {
            fn into_value(self) -> Value<$to> {
                Value::from_id(self.id())
            }
        }

        impl$(<$generic>)? IntoValue<$to> for &Value<$from> {
            fn into_value(self) -> Value<$to> {
                Value::from_id(self.id())
            }
        }
    )*};
}
converts! {
    [] Str => Str,
    [] Num => Num,
    [] Bool => Bool,
    [T] List<T> => List<T>,
    [T] Set<T> => Set<T>,
    [T] Map<T> => Map<T>,
    [F] Object<F> => Object<F>,
    [] Num => Str,
    [] Bool => Str,
    [T] List<T> => Set<T>,
    [T] Set<T> => List<T>,
    [] Any => Str,
    [] Any => Num,
    [] Any => Bool,
    [T] Any => List<T>,
    [T] Any => Set<T>,
    [T] Any => Map<T>,
    [F] Any => Object<F>,
    [T] T => Any,
}

// --- strings

fn string<T>(text: impl Into<Text>) -> Value<T> {
    Value::new(Expression::String(text.into()))
}

macro_rules! from_string {
    ($($kind:ident),*) => {$(
        impl IntoValue<$kind> for &str {
            fn into_value(self) -> Value<$kind> {
                string(self.to_owned())
            }
        }
        impl IntoValue<$kind> for &&str {
            fn into_value(self) -> Value<$kind> {
                string((*self).to_owned())
            }
        }
        impl IntoValue<$kind> for String {
            fn into_value(self) -> Value<$kind> {
                string(self)
            }
        }
        impl IntoValue<$kind> for &String {
            fn into_value(self) -> Value<$kind> {
                string(self.clone())
            }
        }
        impl IntoValue<$kind> for Cow<'_, str> {
            fn into_value(self) -> Value<$kind> {
                string(self.into_owned())
            }
        }
        impl IntoValue<$kind> for char {
            fn into_value(self) -> Value<$kind> {
                string(self.to_string())
            }
        }
    )*};
}
from_string!(Str, Any);

// --- numbers and bools

macro_rules! from_integer {
    ($kind:ident: $($source:ty),*) => {$(
        impl IntoValue<$kind> for $source {
            fn into_value(self) -> Value<$kind> {
                Value::new(Expression::Number(Number::Integer(i64::from(self))))
            }
        }
        impl IntoValue<$kind> for &$source {
            fn into_value(self) -> Value<$kind> {
                (*self).into_value()
            }
        }
    )*};
}
from_integer!(Num: i8, i16, i32, i64, u8, u16, u32);
from_integer!(Any: i8, i16, i32, i64, u8, u16, u32);

macro_rules! from_wide {
    ($kind:ident: $($source:ty),*) => {$(
        impl IntoValue<$kind> for $source {
            fn into_value(self) -> Value<$kind> {
                let number = i64::try_from(self).map_or(Number::Unsigned(self as u64), Number::Integer);
                Value::new(Expression::Number(number))
            }
        }
        impl IntoValue<$kind> for &$source {
            fn into_value(self) -> Value<$kind> {
                (*self).into_value()
            }
        }
    )*};
}
from_wide!(Num: u64, usize, isize);
from_wide!(Any: u64, usize, isize);

fn float<T>(number: f64) -> Value<T> {
    if !number.is_finite() {
        builder::error(format!(
            "{number} is not a number that Terraform has; write a finite one"
        ));
    }
    Value::new(Expression::Number(Number::Float(number)))
}

macro_rules! from_float {
    ($($kind:ident),*) => {$(
        impl IntoValue<$kind> for f64 {
            fn into_value(self) -> Value<$kind> {
                float(self)
            }
        }
        impl IntoValue<$kind> for f32 {
            fn into_value(self) -> Value<$kind> {
                float(f64::from(self))
            }
        }
    )*};
}
from_float!(Num, Any);

macro_rules! from_bool {
    ($($kind:ident),*) => {$(
        impl IntoValue<$kind> for bool {
            fn into_value(self) -> Value<$kind> {
                Value::new(Expression::Bool(self))
            }
        }
        impl IntoValue<$kind> for &bool {
            fn into_value(self) -> Value<$kind> {
                (*self).into_value()
            }
        }
    )*};
}
from_bool!(Bool, Any);

// --- lists and sets

fn ids<T, V: IntoValue<T>>(values: impl IntoIterator<Item = V>) -> Vec<ExprId> {
    values.into_iter().map(|value| value.into_value().id()).collect()
}

macro_rules! from_sequence {
    ($($collection:ident),*) => {$(
        impl<T, V: IntoValue<T>, const N: usize> IntoValue<$collection<T>> for [V; N] {
            fn into_value(self) -> Value<$collection<T>> {
                Value::new(Expression::List(ids(self)))
            }
        }
        impl<T, V: IntoValue<T>> IntoValue<$collection<T>> for Vec<V> {
            fn into_value(self) -> Value<$collection<T>> {
                Value::new(Expression::List(ids(self)))
            }
        }
        impl<T, V: IntoValue<T> + Clone> IntoValue<$collection<T>> for &[V] {
            fn into_value(self) -> Value<$collection<T>> {
                Value::new(Expression::List(ids(self.iter().cloned())))
            }
        }
        impl<T, V: IntoValue<T> + Clone> IntoValue<$collection<T>> for &Vec<V> {
            fn into_value(self) -> Value<$collection<T>> {
                self.as_slice().into_value()
            }
        }
        impl<T, V: IntoValue<T> + Clone, const N: usize> IntoValue<$collection<T>> for &[V; N] {
            fn into_value(self) -> Value<$collection<T>> {
                self.as_slice().into_value()
            }
        }
        impl<T, V: IntoValue<T>> IntoValue<$collection<T>> for BTreeSet<V> {
            fn into_value(self) -> Value<$collection<T>> {
                Value::new(Expression::List(ids(self)))
            }
        }
    )*};
}
from_sequence!(List, Set);

impl<V: IntoValue<Any>, const N: usize> IntoValue<Any> for [V; N] {
    fn into_value(self) -> Value<Any> {
        Value::new(Expression::List(ids(self)))
    }
}

impl<V: IntoValue<Any>> IntoValue<Any> for Vec<V> {
    fn into_value(self) -> Value<Any> {
        Value::new(Expression::List(ids(self)))
    }
}

// --- maps and objects

fn pairs<T, V: IntoValue<T>, K: IntoValue<Str>>(entries: impl IntoIterator<Item = (K, V)>) -> Expression {
    let entries = entries
        .into_iter()
        .map(|(key, value)| (key.into_value().id(), value.into_value().id()));
    Expression::Object(entries.collect())
}

macro_rules! from_pairs {
    ([$($generic:ident)?] $target:ty, $element:ty) => {
        impl<$($generic,)? K: IntoValue<Str>, V: IntoValue<$element>, const N: usize> IntoValue<$target> for [(K, V); N] {
            fn into_value(self) -> Value<$target> {
                Value::new(pairs(self))
            }
        }
        impl<$($generic,)? K: IntoValue<Str>, V: IntoValue<$element>> IntoValue<$target> for Vec<(K, V)> {
            fn into_value(self) -> Value<$target> {
                Value::new(pairs(self))
            }
        }
        impl<$($generic,)? K: IntoValue<Str>, V: IntoValue<$element>> IntoValue<$target> for BTreeMap<K, V> {
            fn into_value(self) -> Value<$target> {
                Value::new(pairs(self))
            }
        }
        impl<$($generic,)? K: IntoValue<Str> + Ord, V: IntoValue<$element>, S> IntoValue<$target> for HashMap<K, V, S> {
            /// Sorted by key, so that equal maps are written alike.
            fn into_value(self) -> Value<$target> {
                let mut entries: Vec<(K, V)> = self.into_iter().collect();
                entries.sort_by(|left, right| left.0.cmp(&right.0));
                Value::new(pairs(entries))
            }
        }
    };
}
from_pairs!([T] Map<T>, T);
from_pairs!([] Any, Any);
