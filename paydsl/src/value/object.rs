//! Objects whose attributes are typed, as computed attributes and nested blocks are.

use std::marker::PhantomData;
use std::ops::Deref;

use super::Value;
use crate::builder;

/// An object with the attributes `F`: `Value<Object<F>>` has the fields of `F`.
#[derive(Clone, Copy, Debug)]
pub struct Object<F>(PhantomData<fn() -> F>);

/// A struct of values, one for each attribute of an object. The macros write these.
pub trait Fields: Sized + 'static {
    /// The attributes of the object `of`.
    fn of(of: Value<super::Any>) -> Self;
}

impl<F: Fields> Deref for Value<Object<F>> {
    type Target = F;

    fn deref(&self) -> &F {
        builder::fields::<F>(self.any())
    }
}
