//! Lowering: a function's body, its literals checked against the schema and replaced by what they stand for.
//!
//! One pass over the syntax tree. It knows which names are bound to which handles, so that attributes are checked where
//! they are read; everything that is not paydsl's stays as it is, for rustc.

mod blocks;
pub(crate) mod choices;
mod constants;
mod constraints;
mod declarations;
pub(crate) mod fields;
pub(crate) mod kinds;
mod marks;
mod meta;
pub(crate) mod policy;
mod references;
mod resources;
mod scope;
#[cfg(test)]
pub(crate) mod testing;
mod values;
mod visit;

use std::collections::{BTreeMap, BTreeSet};

use paydsl_schema::{Block, Providers};
use proc_macro2::{Ident, Span, TokenStream};

use crate::diagnostic::Diagnostics;
use crate::render::Mode;

pub(crate) use kinds::{Kind, Shape, UsedType, View};
pub(crate) use scope::{Known, Scopes};

/// The lowering of one function.
pub(crate) struct Lowerer<'a> {
    pub(crate) providers: &'a Providers,
    pub(crate) diagnostics: Diagnostics,
    pub(crate) mode: Mode,
    pub(crate) scopes: Scopes<'a>,
    /// Resource types in use, in the order of their first use.
    pub(crate) types: Vec<UsedType<'a>>,
    /// Every name that stands behind a dot somewhere in the function: the attributes that may be read.
    pub(crate) accessed: BTreeSet<String>,
    /// The nested blocks that are written, by the path of their type.
    pub(crate) written_blocks: BTreeMap<String, &'a Block>,
    /// Whether a module is declared.
    pub(crate) modules: bool,
    /// The handles in use, by the name of the struct of attributes.
    pub(crate) handles: BTreeSet<(String, Shape)>,
    /// The allowed values of arguments that are written, each once.
    pub(crate) choices: Vec<choices::Choices>,
    /// The number of the choices where we are.
    choosing: Option<usize>,
    /// What a policy document is for where we are.
    policy_kind: paydsl_schema::iam::Kind,
    /// The rules from which the declaration around us is excepted.
    exempted: Vec<String>,
    /// How many plain loops and closures are around.
    repeated: usize,
    /// What `block` means where we are.
    contexts: Vec<Context<'a>>,
    /// The addresses declared in this function, outside loops.
    addresses: BTreeMap<String, Span>,
}

/// What a `block` literal is where it stands.
#[derive(Clone)]
pub(crate) enum Context<'a> {
    /// A nested block of the schema, with the path of its type, and whether there is one at most.
    Nested {
        path: String,
        block: &'a Block,
        is_single: bool,
    },
    /// An object value.
    Object {
        path: String,
        fields: std::sync::Arc<[paydsl_schema::Field]>,
    },
    /// A block of Terraform's own, such as `validation`.
    Own {
        path: &'static str,
        fields: &'static [(&'static str, meta::Own)],
    },
    /// Nothing: here a block is written by its path.
    None,
}

impl<'a> Lowerer<'a> {
    pub(crate) fn new(providers: &'a Providers, mode: Mode, accessed: BTreeSet<String>) -> Self {
        Lowerer {
            providers,
            diagnostics: Diagnostics::default(),
            mode,
            scopes: Scopes::default(),
            types: Vec::new(),
            accessed,
            written_blocks: BTreeMap::new(),
            modules: false,
            handles: BTreeSet::new(),
            choices: Vec::new(),
            choosing: None,
            policy_kind: paydsl_schema::iam::Kind::Unknown,
            exempted: Vec::new(),
            repeated: 0,
            contexts: Vec::new(),
            addresses: BTreeMap::new(),
        }
    }

    /// The number of a resource type among those in use.
    pub(crate) fn used(&mut self, kind: Kind, name: &str) -> Option<usize> {
        if let Some(known) = self
            .types
            .iter()
            .position(|used| used.kind == kind && used.name == name)
        {
            return Some(known);
        }
        let (archive, block) = match kind {
            Kind::Resource => self.providers.resource(name),
            Kind::Data => self.providers.data_source(name),
            Kind::Ephemeral => self.providers.ephemeral(name),
        }?;
        self.types.push(UsedType::new(kind, name, archive, block));
        Some(self.types.len() - 1)
    }

    /// The nearest names to one that is no type of `kind`.
    pub(crate) fn suggest(&self, kind: Kind, name: &str) -> Vec<String> {
        match kind {
            Kind::Resource => self.providers.suggest_resource(name),
            Kind::Data => self.providers.suggest_data_source(name),
            Kind::Ephemeral => self.providers.suggest_ephemeral(name),
        }
    }

    pub(crate) fn error(&mut self, span: Span, message: impl Into<String>) {
        self.diagnostics.error(span, message);
    }

    /// Records an address; a second one of the same name in one function is a mistake.
    fn address(&mut self, address: String, ident: &Ident) {
        if let Some(first) = self.addresses.get(&address) {
            let line = first.start().line;
            self.error(
                ident.span(),
                format!("{address} is declared a second time (first on line {line}); bind one of them to another name"),
            );
            return;
        }
        self.addresses.insert(address, ident.span());
    }
}

/// Every identifier behind a dot, also in the strings of macros: what may be an attribute that is read.
pub(crate) fn accessed(tokens: TokenStream) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    collect(tokens, &mut names);
    names
}

fn collect(tokens: TokenStream, names: &mut BTreeSet<String>) {
    let mut after_dot = false;
    for tree in tokens {
        match tree {
            proc_macro2::TokenTree::Group(group) => collect(group.stream(), names),
            proc_macro2::TokenTree::Ident(ident) if after_dot => {
                names.insert(crate::names::terraform_name(&ident));
            }
            proc_macro2::TokenTree::Literal(literal) => {
                let text = literal.to_string();
                if text.starts_with('"') || text.starts_with('r') {
                    collect_from_text(&text, names);
                }
            }
            proc_macro2::TokenTree::Punct(punct) => {
                after_dot = punct.as_char() == '.';
                continue;
            }
            proc_macro2::TokenTree::Ident(_) => {}
        }
        after_dot = false;
    }
}

/// What stands behind dots in the braces of a template.
fn collect_from_text(text: &str, names: &mut BTreeSet<String>) {
    if !text.contains('{') {
        return;
    }
    for piece in text.split('.').skip(1) {
        let name: String = piece
            .trim_start_matches("r#")
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        if !name.is_empty() {
            names.insert(name);
        }
    }
}
