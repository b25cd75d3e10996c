//! Picking elements: `.at(i)`, `.key("k")`, `.map(..)`.

use super::{IntoValue, List, Map, Num, Set, Str, Value, call};
use crate::builder;
use crate::tree::{Expression, Text};

impl<T> Value<List<T>> {
    /// The element at `index`, counted from zero: `list[index]`.
    pub fn at(self, index: impl IntoValue<Num>) -> Value<T> {
        Value::new(Expression::Index(self.id(), index.into_value().id()))
    }

    /// A list of what `body` makes of each element: `[for value in list : body]`.
    pub fn map<U>(self, body: impl FnOnce(Value<T>) -> Value<U>) -> Value<List<U>> {
        let name = builder::fresh_variable("value");
        let value = Value::new(Expression::Root(Text::Owned(name.clone())));
        let body = body(value).id();
        Value::new(Expression::ForList {
            key: None,
            value: Text::Owned(name),
            collection: self.id(),
            body,
            condition: None,
        })
    }
}

impl<T> Value<Set<T>> {
    /// The element at `index` of the set as a list. Terraform sorts strings; of other types the order is its own.
    pub fn at(self, index: impl IntoValue<Num>) -> Value<T> {
        call::<List<T>>("tolist", vec![self.id()]).at(index)
    }

    /// A list of what `body` makes of each element: `[for value in set : body]`.
    pub fn map<U>(self, body: impl FnOnce(Value<T>) -> Value<U>) -> Value<List<U>> {
        Value::<List<T>>::from_id(self.id()).map(body)
    }
}

impl<T> Value<Map<T>> {
    /// The element under `key`: `map[key]`.
    pub fn key(self, key: impl IntoValue<Str>) -> Value<T> {
        Value::new(Expression::Index(self.id(), key.into_value().id()))
    }
}

impl Value<super::Any> {
    /// The attribute `name` of a value whose type only Terraform knows.
    pub fn attribute(self, name: impl Into<Text>) -> Value<super::Any> {
        Value::new(Expression::Attribute(self.id(), name.into()))
    }

    /// The element at `index` of a value whose type only Terraform knows.
    pub fn at(self, index: impl IntoValue<Num>) -> Value<super::Any> {
        Value::new(Expression::Index(self.id(), index.into_value().id()))
    }

    /// The element under `key` of a value whose type only Terraform knows.
    pub fn key(self, key: impl IntoValue<Str>) -> Value<super::Any> {
        Value::new(Expression::Index(self.id(), key.into_value().id()))
    }

    /// The value, taken as a `T`; Terraform converts it or complains.
    pub fn typed<T>(self) -> Value<T> {
        Value::from_id(self.id())
    }
}
