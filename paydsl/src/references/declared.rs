//! What a module declares, by address.

use std::collections::{BTreeMap, HashMap};

use super::leaves::{Leaf, leaves};
use crate::synth::Module;
use crate::tree::{Argument, Block, Body, ExprId, Item, Literal};

/// A module's blocks and locals, as references find them.
pub(crate) struct Declared<'m> {
    /// The module.
    pub(crate) module: &'m Module,
    /// The blocks that have an address, in writing order. What paydsl adds to every module is not among them, but for the
    /// default configuration of a provider.
    pub(crate) blocks: Vec<DeclaredBlock<'m>>,
    /// The locals by name, those of every module too.
    pub(crate) locals: BTreeMap<&'m str, ExprId>,
    by_address: HashMap<String, usize>,
}

/// A block with an address.
pub(crate) struct DeclaredBlock<'m> {
    /// `aws_vpc.main`, `data.aws_ami.x`, `module.m`, `provider.aws`, `output.id`.
    pub(crate) address: String,
    /// Its content.
    pub(crate) body: &'m Body,
    /// Its arguments, down into nested blocks and objects.
    pub(crate) leaves: Vec<Leaf>,
}

impl<'m> Declared<'m> {
    /// Takes stock of a module.
    pub(crate) fn of(module: &'m Module) -> Self {
        let items = module.files.iter().flat_map(|(_, body)| &body.items);
        let blocks = items.filter_map(|item| match item {
            Item::Block(block) => Some(DeclaredBlock {
                address: address(block, module)?,
                body: &block.body,
                leaves: leaves(&block.body, &module.arena),
            }),
            Item::Argument(..) => None,
        });
        let blocks: Vec<DeclaredBlock<'m>> = blocks.collect();
        let numbered = blocks.iter().enumerate();
        Declared {
            module,
            by_address: numbered.map(|(index, block)| (block.address.clone(), index)).collect(),
            blocks,
            locals: locals(module),
        }
    }

    /// The number of the block at an address.
    pub(crate) fn position(&self, address: &str) -> Option<usize> {
        self.by_address.get(address).copied()
    }
}

/// The address of a block of the stack's author, the provider's configuration or an output; not what paydsl adds to
/// every module.
fn address(block: &Block, module: &Module) -> Option<String> {
    let labels = block.labels.join(".");
    let address = match block.name.as_ref() {
        "resource" => labels,
        "variable" => format!("var.{labels}"),
        "provider" => return Some(format!("provider.{}", provider(block, &labels))),
        "output" => return Some(format!("output.{labels}")),
        kind @ ("data" | "ephemeral" | "module" | "check") => format!("{kind}.{labels}"),
        _ => return None,
    };
    let is_declared = module.sources.iter().any(|(declared, _)| *declared == address);
    is_declared.then_some(address)
}

/// `aws`, or `aws.replica` for a configuration with an alias.
fn provider(block: &Block, name: &str) -> String {
    let alias = block.body.items.iter().find_map(|item| match item {
        Item::Argument(argument, Argument::Literal(Literal::String(alias))) if argument == "alias" => Some(alias),
        _ => None,
    });
    alias.map_or_else(|| name.to_owned(), |alias| format!("{name}.{alias}"))
}

fn locals(module: &Module) -> BTreeMap<&str, ExprId> {
    let files = module.files.iter().filter(|(name, _)| *name == "locals");
    let blocks = files.flat_map(|(_, body)| &body.items).filter_map(|item| match item {
        Item::Block(block) => Some(&block.body),
        Item::Argument(..) => None,
    });
    let items = blocks.flat_map(|body| &body.items).filter_map(|item| match item {
        Item::Argument(name, Argument::Expression(value)) => Some((name.as_ref(), *value)),
        _ => None,
    });
    items.collect()
}
