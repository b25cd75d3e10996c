//! Arguments of functions that take any number of them.

use crate::tree::{ExprId, Expression};
use crate::value::{Any, IntoValue, List, Set, Value};

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

/// A list literal of arguments.
pub(super) fn list(arguments: Vec<ExprId>) -> ExprId {
    crate::builder::add(Expression::List(arguments))
}
