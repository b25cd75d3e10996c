//! Following the values of environments through locals, arguments, data sources and other stacks' outputs.

use std::collections::{BTreeSet, HashMap};

use super::{Cause, FedArgument};
use crate::references::{Declared, Leaf, Reference, references};
use crate::synth::Module;
use crate::tree::ExprId;

type Causes = BTreeSet<Cause>;

/// The stacks of a project, with what is known of them so far.
pub(super) struct Flow<'m> {
    fields: &'static [&'static str],
    stacks: Vec<Declared<'m>>,
    /// What feeds the arguments of an address: by stack, address and the argument asked for.
    known: HashMap<(usize, String, Option<String>), Causes>,
}

impl<'m> Flow<'m> {
    pub(super) fn new(fields: &'static [&'static str], modules: &[&'m Module]) -> Self {
        Flow {
            fields,
            stacks: modules.iter().map(|module| Declared::of(module)).collect(),
            known: HashMap::new(),
        }
    }

    /// Every argument with what feeds it.
    pub(super) fn arguments(&mut self) -> Vec<FedArgument> {
        let mut arguments = Vec::new();
        for stack in 0..self.stacks.len() {
            for block in 0..self.stacks[stack].blocks.len() {
                for leaf in 0..self.stacks[stack].blocks[block].leaves.len() {
                    let causes = self.of_leaf(stack, block, leaf);
                    let found = &self.stacks[stack].blocks[block];
                    arguments.push(FedArgument {
                        stack: self.stacks[stack].module.stack,
                        address: found.address.clone(),
                        path: found.leaves[leaf].path.clone(),
                        causes,
                    });
                }
            }
        }
        arguments
    }

    fn of_leaf(&mut self, stack: usize, block: usize, leaf: usize) -> Causes {
        let leaf = &self.stacks[stack].blocks[block].leaves[leaf];
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
            && self.stacks[stack].position(address).is_none()
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
        let Some(block) = self.stacks[stack].position(address) else {
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
        let leaves = self.stacks[stack].blocks[block].leaves.iter().enumerate();
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
