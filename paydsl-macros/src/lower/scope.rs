//! Which names are bound to what, as far as the lowering has to know.

use std::collections::HashMap;

use super::constants::Constant;
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
    scopes: Vec<Scope<'a>>,
}

#[derive(Default)]
struct Scope<'a> {
    names: HashMap<String, Known<'a>>,
    /// Those names that are constants.
    constants: HashMap<String, Constant>,
    /// Whether names further out may mean something else here.
    is_wall: bool,
}

impl<'a> Scopes<'a> {
    pub(crate) fn enter(&mut self) {
        self.scopes.push(Scope::default());
    }

    pub(crate) fn leave(&mut self) {
        self.scopes.pop();
    }

    pub(crate) fn bind(&mut self, name: String, known: Known<'a>) {
        let scope = self.innermost();
        scope.constants.remove(&name);
        scope.names.insert(name, known);
    }

    /// Binds a name to a constant.
    pub(crate) fn bind_constant(&mut self, name: String, constant: Constant) {
        let scope = self.innermost();
        scope.names.insert(name.clone(), Known::Other);
        scope.constants.insert(name, constant);
    }

    /// From here on names that were bound further out are no constants: an item does not see the bindings around it, and
    /// what a glob import brings takes the place of what is further out.
    pub(crate) fn wall(&mut self) {
        self.innermost().is_wall = true;
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Known<'a>> {
        self.scopes.iter().rev().find_map(|scope| scope.names.get(name))
    }

    /// The constant that a name is bound to, if it is one.
    pub(crate) fn constant(&self, name: &str) -> Option<&Constant> {
        for scope in self.scopes.iter().rev() {
            if scope.names.contains_key(name) {
                return scope.constants.get(name);
            }
            if scope.is_wall {
                return None;
            }
        }
        None
    }

    fn innermost(&mut self) -> &mut Scope<'a> {
        if self.scopes.is_empty() {
            self.enter();
        }
        let last = self.scopes.len() - 1;
        &mut self.scopes[last]
    }
}
