//! What stacks export and how others read it.

use std::ops::Deref;

use crate::tree::{ExprId, Expression, Text};
use crate::value::{Any, Value};

/// A stack's output.
#[derive(Clone, Debug)]
pub struct Output {
    /// The field's name.
    pub name: &'static str,
    /// The field's doc comment.
    pub description: &'static str,
    /// Whether the field is marked `#[sensitive]`.
    pub sensitive: bool,
    /// Its value.
    pub value: ExprId,
}

impl Output {
    /// An output; the derive macro calls this.
    pub fn new<T>(name: &'static str, description: &'static str, sensitive: bool, value: Value<T>) -> Self {
        Output {
            name,
            description,
            sensitive,
            value: value.id(),
        }
    }
}

/// A struct of values that a stack exports. `#[derive(Outputs)]` implements it.
pub trait Outputs: Sized + 'static {
    /// The outputs, in the order of the fields.
    fn outputs(&self) -> Vec<Output>;

    /// The same struct as another stack reads it: each field from `read(name)`.
    fn remote(read: &mut dyn FnMut(&'static str) -> Value<Any>) -> Self;
}

impl Outputs for () {
    fn outputs(&self) -> Vec<Output> {
        Vec::new()
    }

    fn remote(_: &mut dyn FnMut(&'static str) -> Value<Any>) -> Self {}
}

/// Which stack exports a struct of outputs. `#[stack]` implements it for the type that the function returns.
#[diagnostic::on_unimplemented(
    message = "no stack exports `{Self}`",
    label = "a stack function has to return `{Self}` before another can read it",
    note = "write `#[stack] fn name(..) -> {Self} {{ .. }}`"
)]
pub trait Exports: Outputs {
    /// The stack's name.
    const STACK: &'static str;
}

/// What another stack of the same project exported, in the same workspace.
///
/// As a parameter of a stack function it is a stack reference: the type says which stack, the fields what it exports.
pub struct Remote<T>(T);

impl<T: Outputs> Remote<T> {
    /// The outputs of `stack`, which exports `T`; the macro calls this.
    pub fn read(stack: &str) -> Self {
        let root = crate::builder::add(Expression::Root(Text::Owned(format!(
            "data.terraform_remote_state.{stack}.outputs"
        ))));
        Remote(T::remote(&mut |name| {
            Value::new(Expression::Attribute(root, Text::Borrowed(name)))
        }))
    }
}

impl<T> Deref for Remote<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
