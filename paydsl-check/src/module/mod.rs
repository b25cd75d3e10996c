//! A module: what its files declare, so far as it matters here.

mod entries;
mod interpret;

pub(crate) use entries::Entries;

use std::collections::{BTreeMap, HashMap};

use crate::syntax::{Body, Expression, Member, Position};

/// What a module declares.
#[derive(Default)]
pub(crate) struct Module {
    pub(crate) declarations: Vec<Declaration>,
    pub(crate) locals: HashMap<Box<str>, Expression>,
    pub(crate) variables: HashMap<Box<str>, Variable>,
    pub(crate) outputs: HashMap<Box<str>, Body>,
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
    pub(crate) body: Body,
    pub(crate) default: Option<Expression>,
    pub(crate) ty: Option<Expression>,
    pub(crate) sensitive: bool,
    /// Whether a value is given for it, by a call or a file of values.
    pub(crate) is_given: bool,
}

/// A call of another module.
pub(crate) struct ModuleCall {
    pub(crate) name: Box<str>,
    /// Where the module is, if that is a text.
    pub(crate) source: Option<(Box<str>, Position)>,
    pub(crate) body: Body,
    /// The number of the module that is called, if it is here.
    pub(crate) callee: Option<usize>,
}

/// What a module says of a provider.
pub(crate) struct RequiredProvider {
    pub(crate) source: Option<Box<str>>,
    pub(crate) version: Option<Box<str>>,
}

/// A source address without the registry that is everybody's.
pub(crate) fn source_address(written: &str) -> String {
    let written = written.strip_prefix("registry.terraform.io/").unwrap_or(written);
    written.to_lowercase()
}

impl Body {
    /// `count` or `for_each`, where one says how many there are.
    pub(crate) fn repetition(&self) -> Option<&'static str> {
        ["count", "for_each"].into_iter().find(|name| self.has(name))
    }
}

impl Module {
    /// The source address that a provider's local name stands for.
    pub(crate) fn provider_source(&self, local: &str) -> String {
        let required = self.required_providers.get(local);
        match required.and_then(|required| required.source.as_deref()) {
            Some(source) => source_address(source),
            None if local == "terraform" => "terraform.io/builtin/terraform".to_owned(),
            None => format!("hashicorp/{local}"),
        }
    }

    /// Says of variables that values are given for them.
    pub(crate) fn give<'n>(&mut self, names: impl Iterator<Item = &'n str>) {
        for name in names {
            if let Some(variable) = self.variables.get_mut(name) {
                variable.is_given = true;
            }
        }
    }
}

impl ModuleCall {
    /// The arguments that are Terraform's own.
    pub(crate) const OWN_ARGUMENTS: [&str; 6] = ["source", "version", "providers", "count", "for_each", "depends_on"];

    /// The variables that it gives.
    pub(crate) fn given(&self) -> impl Iterator<Item = &Member> {
        let members = self.body.members.iter();
        members.filter(|member| !Self::OWN_ARGUMENTS.contains(&&*member.name))
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
        self.body.repetition().is_some()
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
