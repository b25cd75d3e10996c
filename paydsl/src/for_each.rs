//! What `each` iterates over.

use std::collections::BTreeMap;

use crate::builder;
use crate::tree::{ExprId, Expression};
use crate::value::{Any, IntoValue, List, Map, Set, Str, ToValue, Value, call};

/// A map or a set of strings, as `for_each` takes it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be iterated by Terraform's `for_each`",
    label = "expected a map, a set of strings, an array of strings or an array of pairs"
)]
pub trait ForEach {
    /// The type of `each.value`.
    type Item;

    /// The collection as an expression of a map or a set.
    fn collection(self) -> ExprId;
}

impl<T> ForEach for Value<Map<T>> {
    type Item = T;

    fn collection(self) -> ExprId {
        self.id()
    }
}

impl ForEach for Value<Set<Str>> {
    type Item = Str;

    fn collection(self) -> ExprId {
        self.id()
    }
}

impl ForEach for Value<List<Str>> {
    type Item = Str;

    fn collection(self) -> ExprId {
        call::<Any>("toset", vec![self.id()]).id()
    }
}

impl ForEach for Value<Any> {
    type Item = Any;

    fn collection(self) -> ExprId {
        self.id()
    }
}

fn set<V: IntoValue<Str>>(items: impl IntoIterator<Item = V>) -> ExprId {
    let items = items.into_iter().map(|item| item.into_value().id()).collect();
    call::<Any>("toset", vec![builder::add(Expression::List(items))]).id()
}

fn map<K: IntoValue<Str>, V: ToValue>(entries: impl IntoIterator<Item = (K, V)>) -> ExprId {
    let entries = entries
        .into_iter()
        .map(|(key, value)| (key.into_value().id(), value.to_value().id()));
    let entries = entries.collect();
    builder::add(Expression::Object(entries))
}

macro_rules! strings {
    ($($item:ty),*) => {$(
        impl<const N: usize> ForEach for [$item; N] {
            type Item = Str;

            fn collection(self) -> ExprId {
                set(self)
            }
        }
        impl ForEach for Vec<$item> {
            type Item = Str;

            fn collection(self) -> ExprId {
                set(self)
            }
        }
    )*};
}
strings!(&str, String, Value<Str>);

impl<K: IntoValue<Str>, V: ToValue, const N: usize> ForEach for [(K, V); N] {
    type Item = V::Type;

    fn collection(self) -> ExprId {
        map(self)
    }
}

impl<K: IntoValue<Str>, V: ToValue> ForEach for Vec<(K, V)> {
    type Item = V::Type;

    fn collection(self) -> ExprId {
        map(self)
    }
}

impl<K: IntoValue<Str>, V: ToValue> ForEach for BTreeMap<K, V> {
    type Item = V::Type;

    fn collection(self) -> ExprId {
        map(self)
    }
}
