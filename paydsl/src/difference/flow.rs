//! Following the values of environments through locals, arguments, data sources and other stacks' outputs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::leaves::{Leaf, leaves};
use super::{Cause, FedArgument};
use crate::references::{Reference, references};
use crate::synth::Module;
use crate::tree::{Argument, Block, ExprId, Item};

type Causes = BTreeSet<Cause>;

/// The stacks of a project, with what is known of them so far.
pub(super) struct Flow<'m> {
    fields: &'static [&'static str],
    stacks: Vec<Stack<'m>>,
    /// What feeds the arguments of an address: by stack, address and the argument asked for.
    known: HashMap<(usize, String, Option<String>), Causes>,
}

struct Stack<'m> {
    module: &'m Module,
    /// The blocks that have an address, in writing order.
    blocks: Vec<(String, Vec<Leaf>)>,
    by_address: HashMap<String, usize>,
    locals: BTreeMap<&'m str, ExprId>,
}

impl<'m> Flow<'m> {
    pub(super) fn new(fields: &'static [&'static str], modules: &[&'m Module]) -> Self {
        Flow {
            fields,
            stacks: modules.iter().map(|module| Stack::new(module)).collect(),
            known: HashMap::new(),
        }
    }

    /// Every argument with what feeds it.
    pub(super) fn arguments(&mut self) -> Vec<FedArgument> {
        let mut arguments = Vec::new();
        for stack in 0..self.stacks.len() {
            for block in 0..self.stacks[stack].blocks.len() {
                for leaf in 0..self.stacks[stack].blocks[block].1.len() {
                    let causes = self.of_leaf(stack, block, leaf);
                    let (address, leaves) = &self.stacks[stack].blocks[block];
                    arguments.push(FedArgument {
                        stack: self.stacks[stack].module.stack,
                        address: address.clone(),
                        path: leaves[leaf].path.clone(),
                        causes,
                    });
                }
            }
        }
        arguments
    }

    fn of_leaf(&mut self, stack: usize, block: usize, leaf: usize) -> Causes {
        let leaf = &self.stacks[stack].blocks[block].1[leaf];
        let iterators = leaf.iterators.clone();
        match leaf.value {
            Some(value) => self.of_expression(stack, value, &iterators),
            None => Causes::new(),
        }
    }

    fn of_expression(&mut self, stack: usize, id: ExprId, iterators: &[(String, ExprId)]) -> Causes {
        let found = references(id, &self.stacks[stack].module.arena);
        let mut causes = Causes::new();
        for reference in found {
            let word = reference.address.split('.').next().unwrap_or_default();
            let iterator = iterators.iter().rposition(|(name, _)| name == word);
            match iterator {
                // What an iterator stands for may itself be of an iterator further out, never of one further in.
                Some(index) => causes.extend(self.of_expression(stack, iterators[index].1, &iterators[..index])),
                None => causes.extend(self.of_reference(stack, &reference)),
            }
        }
        causes
    }

    fn of_reference(&mut self, stack: usize, reference: &Reference) -> Causes {
        let attribute = reference.path.first();
        match reference.address.as_str() {
            "local.env" => match attribute.and_then(|name| self.fields.iter().find(|field| *field == name)) {
                Some(field) => Causes::from([Cause::Field(field)]),
                None => self.all_fields(),
            },
            "local.environments" => self.all_fields(),
            "local.environment"
            | "local.environment_suffix"
            | "var.environment"
            | "var.environment_suffix"
            | "terraform.workspace" => Causes::from([Cause::Name]),
            "local.name_suffix" => Causes::from([Cause::Naming]),
            "local.tags" => Causes::from([Cause::Tags]),
            address => self.of_address(stack, address, reference),
        }
    }

    fn all_fields(&self) -> Causes {
        self.fields.iter().map(|field| Cause::Field(field)).collect()
    }

    fn of_address(&mut self, stack: usize, address: &str, reference: &Reference) -> Causes {
        if let Some(local) = address.strip_prefix("local.") {
            let value = self.stacks[stack].locals.get(local).copied();
            return value.map_or_else(Causes::new, |value| self.of_expression(stack, value, &[]));
        }
        if let Some(other) = address.strip_prefix("data.terraform_remote_state.")
            && !self.stacks[stack].by_address.contains_key(address)
        {
            let read = self.stacks.iter().position(|known| known.module.stack == other);
            let output = reference.path.get(1).map(|output| format!("output.{output}"));
            return match (read, output) {
                (Some(read), Some(output)) => self.of_block(read, &output, None),
                _ => Causes::new(),
            };
        }
        // A resource's computed attributes are the provider's: an ID is another in each environment in any case. What
        // a data source or a module answers is made of what it was asked.
        let is_resource = !address.starts_with("data.") && !address.starts_with("module.");
        let argument = reference.path.first().filter(|_| is_resource);
        self.of_block(stack, address, argument.cloned())
    }

    /// What feeds an argument of a block and the number of its instances; without an argument, all of them.
    fn of_block(&mut self, stack: usize, address: &str, argument: Option<String>) -> Causes {
        let Some(block) = self.stacks[stack].by_address.get(address).copied() else {
            return Causes::new();
        };
        let key = (stack, address.to_owned(), argument);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        // A resource that refers to itself adds nothing to itself.
        self.known.insert(key.clone(), Causes::new());
        let is_wanted = |leaf: &Leaf| match &key.2 {
            Some(argument) => [argument, "count", "for_each"].contains(&leaf.top.as_str()),
            None => true,
        };
        let leaves = self.stacks[stack].blocks[block].1.iter().enumerate();
        let wanted: Vec<usize> = leaves
            .filter(|(_, leaf)| is_wanted(leaf))
            .map(|(index, _)| index)
            .collect();
        let mut causes = Causes::new();
        for leaf in wanted {
            causes.extend(self.of_leaf(stack, block, leaf));
        }
        self.known.insert(key, causes.clone());
        causes
    }
}

impl<'m> Stack<'m> {
    fn new(module: &'m Module) -> Self {
        let items = module.files.iter().flat_map(|(_, body)| &body.items);
        let blocks = items.filter_map(|item| match item {
            Item::Block(block) => Some((address(block, module)?, leaves(&block.body, &module.arena))),
            Item::Argument(..) => None,
        });
        let blocks: Vec<(String, Vec<Leaf>)> = blocks.collect();
        let addresses = blocks.iter().enumerate();
        let by_address = addresses
            .map(|(index, (address, _))| (address.clone(), index))
            .collect();
        Stack {
            module,
            blocks,
            by_address,
            locals: locals(module),
        }
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
        Item::Argument(argument, Argument::Literal(crate::tree::Literal::String(alias))) if argument == "alias" => {
            Some(alias)
        }
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
