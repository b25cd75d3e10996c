//! Rust values whose Terraform type follows from their own.

use super::{Bool, IntoValue, List, Num, Str, Value};

/// A Rust value with exactly one Terraform type: where [`IntoValue`] is told the type, this one tells it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a Terraform value of a type that is clear by itself",
    label = "write a string, a number, a bool, a list of these, or a `Value`"
)]
pub trait ToValue {
    /// Its Terraform type.
    type Type;

    /// The value.
    fn to_value(self) -> Value<Self::Type>;
}

impl<T> ToValue for Value<T> {
    type Type = T;

    fn to_value(self) -> Value<T> {
        self
    }
}

impl<T> ToValue for &Value<T> {
    type Type = T;

    fn to_value(self) -> Value<T> {
        *self
    }
}

macro_rules! scalar {
    ($kind:ident: $($source:ty),*) => {$(
        impl ToValue for $source {
            type Type = $kind;

            fn to_value(self) -> Value<$kind> {
                self.into_value()
            }
        }
    )*};
}
scalar!(Str: &str, String, &String, &&str);
scalar!(Num: i8, i16, i32, i64, isize, u8, u16, u32, u64, usize, f32, f64);
scalar!(Bool: bool);

impl<V: ToValue, const N: usize> ToValue for [V; N] {
    type Type = List<V::Type>;

    fn to_value(self) -> Value<List<V::Type>> {
        let ids = self.into_iter().map(|value| value.to_value().id()).collect();
        Value::new(crate::tree::Expression::List(ids))
    }
}

impl<V: ToValue> ToValue for Vec<V> {
    type Type = List<V::Type>;

    fn to_value(self) -> Value<List<V::Type>> {
        let ids = self.into_iter().map(|value| value.to_value().id()).collect();
        Value::new(crate::tree::Expression::List(ids))
    }
}
