//! Which names are bound to what, as far as the lowering has to know.

use std::collections::HashMap;

use super::{Shape, View};

/// What a name or an expression is known to be.
#[derive(Clone)]
pub(crate) enum Known<'a> {
    /// A handle of a resource type, by its number among those in use.
    Handle(usize, Shape),
    /// A module's handle.
    Module,
    /// A value that was read from a handle.
    Value(View<'a>),
    /// A provider configuration.
    Provider,
    /// What a reported mistake left: reading from it says nothing more.
    Broken,
    /// Something else.
    Other,
}

/// Lexical scopes, innermost last.
#[derive(Default)]
pub(crate) struct Scopes<'a> {
    scopes: Vec<HashMap<String, Known<'a>>>,
}

impl<'a> Scopes<'a> {
    pub(crate) fn enter(&mut self) {
        self.scopes.push(HashMap::new());
    }

    pub(crate) fn leave(&mut self) {
        self.scopes.pop();
    }

    pub(crate) fn bind(&mut self, name: String, known: Known<'a>) {
        if self.scopes.is_empty() {
            self.enter();
        }
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name, known);
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Known<'a>> {
        self.scopes.iter().rev().find_map(|scope| scope.get(name))
    }
}
