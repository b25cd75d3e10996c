//! Stacks: one Terraform root module each.

use std::marker::PhantomData;

use super::{Environment, Output};
use crate::builder::Site;

/// A stack: what a function under `#[stack]` declares. `#[stack]` makes the function return one of these.
pub struct Stack<E> {
    name: &'static str,
    site: Site,
    remotes: Vec<&'static str>,
    build: fn() -> Vec<Output>,
    environment: PhantomData<fn(&E)>,
}

impl<E> Stack<E> {
    /// A stack; the macro calls this.
    ///
    /// `remotes` are the names of the stacks it reads, `build` declares its content in the current builder.
    pub fn new(name: &'static str, site: Site, remotes: Vec<&'static str>, build: fn() -> Vec<Output>) -> Self {
        Stack {
            name,
            site,
            remotes,
            build,
            environment: PhantomData,
        }
    }
}

/// A stack, its environment type forgotten.
pub struct AnyStack {
    /// The function's name.
    pub name: &'static str,
    /// Where the function is.
    pub site: Site,
    /// The names of the stacks it reads.
    pub remotes: Vec<&'static str>,
    /// Declares the content in the current builder and returns the outputs.
    pub build: fn() -> Vec<Output>,
}

impl<E: Environment> From<Stack<E>> for AnyStack {
    fn from(stack: Stack<E>) -> Self {
        AnyStack {
            name: stack.name,
            site: stack.site,
            remotes: stack.remotes,
            build: stack.build,
        }
    }
}
