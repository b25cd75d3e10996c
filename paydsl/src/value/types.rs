//! Terraform's types, as Rust types that hold nothing.

use std::marker::PhantomData;

/// A Terraform type.
pub trait Type: 'static {
    /// The type as Terraform writes it: `string`, `list(number)`.
    fn constraint() -> String;
}

/// `string`
#[derive(Clone, Copy, Debug)]
pub struct Str;
/// `number`
#[derive(Clone, Copy, Debug)]
pub struct Num;
/// `bool`
#[derive(Clone, Copy, Debug)]
pub struct Bool;
/// A value whose type Terraform finds out.
#[derive(Clone, Copy, Debug)]
pub struct Any;
/// `list(T)`
#[derive(Clone, Copy, Debug)]
pub struct List<T>(PhantomData<fn() -> T>);
/// `set(T)`
#[derive(Clone, Copy, Debug)]
pub struct Set<T>(PhantomData<fn() -> T>);
/// `map(T)`
#[derive(Clone, Copy, Debug)]
pub struct Map<T>(PhantomData<fn() -> T>);

macro_rules! primitive {
    ($($name:ident $text:literal),*) => {$(
        impl Type for $name {
            fn constraint() -> String {
                $text.to_owned()
            }
        }
    )*};
}
primitive!(Str "string", Num "number", Bool "bool", Any "any");

macro_rules! collection {
    ($($name:ident $text:literal),*) => {$(
        impl<T: Type> Type for $name<T> {
            fn constraint() -> String {
                format!(concat!($text, "({})"), T::constraint())
            }
        }
    )*};
}
collection!(List "list", Set "set", Map "map");

impl<F: 'static> Type for super::Object<F> {
    fn constraint() -> String {
        Any::constraint()
    }
}
