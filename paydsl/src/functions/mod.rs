//! Terraform's functions, typed: each builds the call that Terraform evaluates.
//!
//! All functions of Terraform 1.11 (`terraform metadata functions`) are here under their own names; `try` is a Rust
//! keyword and so written `r#try`. Where Terraform takes any number of arguments, an array is taken, `max([a, b])`, or a
//! list that only Terraform knows, `max(var)`, which it then expands (`max(var...)`).

mod generic;
mod typed;
mod variadic;

pub use generic::*;
pub use typed::*;
pub use variadic::{Arguments, Elements, ListOf, MapOf, Variadic};

use crate::tree::{ExprId, Expression, Text};
use crate::value::Value;

/// The names of all functions, as Terraform has them, sorted.
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<&str> = typed::NAMES.iter().chain(generic::NAMES).copied().collect();
    names.sort_unstable();
    names
}

/// A call with the last argument expanded, if it is.
fn call<T>(name: &'static str, arguments: Vec<ExprId>, expand: bool) -> Value<T> {
    Value::new(Expression::Call {
        name: Text::Borrowed(name),
        arguments,
        expand,
    })
}

/// A function that a provider defines: `provider_function("provider::aws::arn_parse", (arn,))`.
pub fn provider_function<T>(name: &'static str, arguments: impl Arguments) -> Value<T> {
    call(name, arguments.ids(), false)
}
