//! A module: what its files declare, so far as it matters here.

mod entries;
mod interpret;

pub(crate) use entries::Entries;

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::syntax::{Body, Expression, Position};

/// What a module declares.
#[derive(Default)]
pub(crate) struct Module {
    pub(crate) declarations: Vec<Declaration>,
    pub(crate) locals: HashMap<Box<str>, Expression>,
    pub(crate) variables: HashMap<Box<str>, Variable>,
    pub(crate) calls: Vec<ModuleCall>,
    /// By local name.
    pub(crate) required_providers: BTreeMap<Box<str>, RequiredProvider>,
}

/// A resource, a data source, an ephemeral resource, or a provider's configuration.
pub(crate) struct Declaration {
    pub(crate) category: Category,
    /// The resource's type, or the provider's local name.
    pub(crate) type_name: Box<str>,
    pub(crate) type_at: Position,
    /// The resource's name, or the provider's alias, if it has one.
    pub(crate) name: Box<str>,
    pub(crate) body: Body,
}

/// What a declaration is of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Category {
    Resource,
    Data,
    Ephemeral,
    Provider,
}

/// An input variable.
pub(crate) struct Variable {
    pub(crate) at: Position,
    pub(crate) default: Option<Expression>,
    pub(crate) ty: Option<Expression>,
    pub(crate) sensitive: bool,
    /// Whether a value is given for it, by a call or a file of values.
    pub(crate) is_given: bool,
}

/// A call of another module.
pub(crate) struct ModuleCall {
    pub(crate) name: Box<str>,
    pub(crate) source: Box<str>,
    pub(crate) source_at: Position,
    /// The variables that it gives.
    pub(crate) given: HashSet<Box<str>>,
}

/// What a module says of a provider.
pub(crate) struct RequiredProvider {
    pub(crate) source: Option<Box<str>>,
    pub(crate) version: Option<Box<str>>,
}

impl Module {
    /// Says of variables that values are given for them.
    pub(crate) fn give<'n>(&mut self, names: impl Iterator<Item = &'n str>) {
        for name in names {
            if let Some(variable) = self.variables.get_mut(name) {
                variable.is_given = true;
            }
        }
    }
}

impl Category {
    /// The arguments and blocks that are Terraform's own.
    pub(crate) fn own_arguments(self) -> &'static [&'static str] {
        match self {
            Category::Resource => &[
                "count",
                "for_each",
                "depends_on",
                "provider",
                "lifecycle",
                "provisioner",
                "connection",
            ],
            Category::Data | Category::Ephemeral => &["count", "for_each", "depends_on", "provider", "lifecycle"],
            Category::Provider => &["alias", "version"],
        }
    }
}

impl Declaration {
    /// Whether `count` or `for_each` says how many there are.
    pub(crate) fn is_repeated(&self) -> bool {
        let members = self.body.members.iter();
        members
            .map(|member| &*member.name)
            .any(|name| matches!(name, "count" | "for_each"))
    }

    /// Its address in its module.
    pub(crate) fn address(&self) -> String {
        let (prefix, name) = match self.category {
            Category::Resource => ("", &*self.name),
            Category::Data => ("data.", &*self.name),
            Category::Ephemeral => ("ephemeral.", &*self.name),
            Category::Provider => ("provider.", &*self.name),
        };
        let dot = if name.is_empty() { "" } else { "." };
        format!("{prefix}{}{dot}{name}", self.type_name)
    }
}
