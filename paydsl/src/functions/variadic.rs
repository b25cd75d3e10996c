//! Arguments of functions that take any number of them.

use crate::tree::{ExprId, Expression};
use crate::value::{Any, IntoValue, List, Map, Set, Str, ToValue, Value};

/// Any number of arguments of one type: an array, a vector, or a list that Terraform expands.
pub trait Variadic<T> {
    /// The arguments, and whether the last is a list to be expanded.
    fn arguments(self) -> (Vec<ExprId>, bool);
}

impl<T, V: IntoValue<T>, const N: usize> Variadic<T> for [V; N] {
    fn arguments(self) -> (Vec<ExprId>, bool) {
        (self.into_iter().map(|value| value.into_value().id()).collect(), false)
    }
}

impl<T, V: IntoValue<T>> Variadic<T> for Vec<V> {
    fn arguments(self) -> (Vec<ExprId>, bool) {
        (self.into_iter().map(|value| value.into_value().id()).collect(), false)
    }
}

macro_rules! expanded {
    ($($collection:ident),*) => {$(
        impl<T> Variadic<T> for Value<$collection<T>> {
            fn arguments(self) -> (Vec<ExprId>, bool) {
                (vec![self.id()], true)
            }
        }
    )*};
}
expanded!(List, Set);

impl<T> Variadic<T> for Value<Any> {
    fn arguments(self) -> (Vec<ExprId>, bool) {
        (vec![self.id()], true)
    }
}

/// Arguments that may differ in type: a tuple, or an array where they do not.
pub trait Arguments {
    /// The arguments in order.
    fn ids(self) -> Vec<ExprId>;
}

impl<V: IntoValue<Any>, const N: usize> Arguments for [V; N] {
    fn ids(self) -> Vec<ExprId> {
        self.into_iter().map(|value| value.into_value().id()).collect()
    }
}

impl Arguments for () {
    fn ids(self) -> Vec<ExprId> {
        Vec::new()
    }
}

macro_rules! tuples {
    ($($name:ident)*) => {
        impl<$($name: IntoValue<Any>),*> Arguments for ($($name,)*) {
            #[allow(non_snake_case, reason = "one binding for each type parameter, by its name")]
            fn ids(self) -> Vec<ExprId> {
                let ($($name,)*) = self;
                vec![$($name.into_value().id()),*]
            }
        }
    };
}
tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);

/// Any number of arguments whose type tells the result's.
pub trait Elements {
    /// The type of each argument.
    type Item;

    /// The arguments, and whether the last is a list to be expanded.
    fn elements(self) -> (Vec<ExprId>, bool);
}

/// A list or set, its elements' type known by itself.
pub trait ListOf {
    /// The type of its elements.
    type Item;

    /// The list.
    fn list(self) -> ExprId;
}

/// A map, its values' type known by itself.
pub trait MapOf {
    /// The type of its values.
    type Item;

    /// The map.
    fn map(self) -> ExprId;
}

fn ids<V: ToValue>(values: impl IntoIterator<Item = V>) -> Vec<ExprId> {
    values.into_iter().map(|value| value.to_value().id()).collect()
}

/// A list literal of arguments.
pub(super) fn list(arguments: Vec<ExprId>) -> ExprId {
    crate::builder::add(Expression::List(arguments))
}

macro_rules! literal_sequences {
    ($([$($parameters:tt)*] $source:ty),*) => {$(
        impl<V: ToValue, $($parameters)*> Elements for $source {
            type Item = V::Type;

            fn elements(self) -> (Vec<ExprId>, bool) {
                (ids(self), false)
            }
        }

        impl<V: ToValue, $($parameters)*> ListOf for $source {
            type Item = V::Type;

            fn list(self) -> ExprId {
                list(ids(self))
            }
        }
    )*};
}
literal_sequences!([const N: usize] [V; N], [] Vec<V>);

macro_rules! value_sequences {
    ($([$($parameter:ident)?] $source:ty => $item:ty),*) => {$(
        impl<$($parameter)?> Elements for Value<$source> {
            type Item = $item;

            fn elements(self) -> (Vec<ExprId>, bool) {
                (vec![self.id()], true)
            }
        }

        impl<$($parameter)?> ListOf for Value<$source> {
            type Item = $item;

            fn list(self) -> ExprId {
                self.id()
            }
        }
    )*};
}
value_sequences!([T] List<T> => T, [T] Set<T> => T, [] Any => Any);

impl<T> MapOf for Value<Map<T>> {
    type Item = T;

    fn map(self) -> ExprId {
        self.id()
    }
}

impl MapOf for Value<Any> {
    type Item = Any;

    fn map(self) -> ExprId {
        self.id()
    }
}

fn object<K: IntoValue<Str>, V: ToValue>(entries: impl IntoIterator<Item = (K, V)>) -> ExprId {
    let entries = entries
        .into_iter()
        .map(|(key, value)| (key.into_value().id(), value.to_value().id()))
        .collect();
    crate::builder::add(Expression::Object(entries))
}

impl<K: IntoValue<Str>, V: ToValue, const N: usize> MapOf for [(K, V); N] {
    type Item = V::Type;

    fn map(self) -> ExprId {
        object(self)
    }
}

impl<K: IntoValue<Str>, V: ToValue> MapOf for Vec<(K, V)> {
    type Item = V::Type;

    fn map(self) -> ExprId {
        object(self)
    }
}
