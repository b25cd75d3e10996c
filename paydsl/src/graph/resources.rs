//! The resources of all stacks, and which of them uses which.

use std::collections::HashSet;

use crate::builder::Site;
use crate::references::{Declared, Leaf, Reference, references};
use crate::synth::Module;
use crate::tree::{Argument, Expression, Item, Number};

/// A resource or a module.
pub(super) struct Resource {
    /// The number of its stack.
    pub(super) stack: usize,
    /// `aws_sqs_queue`, or `module`.
    pub(super) kind: String,
    /// Its name in Terraform.
    pub(super) name: String,
    /// The instance names of the components around it, outermost first.
    pub(super) component: Vec<String>,
    /// Its Rust line.
    pub(super) site: Site,
    /// How many instances `count` makes, where it says so.
    pub(super) count: Option<String>,
    /// What it refers to, in writing order.
    pub(super) uses: Vec<Use>,
}

/// A reference to another resource.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Use {
    /// The argument or block that it is in.
    pub(super) argument: String,
    /// The number of the resource.
    pub(super) target: usize,
}

/// The argument that orders and carries nothing.
pub(super) const ORDER: &str = "depends_on";

/// All resources, in writing order, stack by stack.
pub(super) fn resources(modules: &[&Module]) -> Vec<Resource> {
    let stacks: Vec<Declared<'_>> = modules.iter().map(|module| Declared::of(module)).collect();
    let places = stacks.iter().enumerate().flat_map(|(stack, declared)| {
        let blocks = declared.blocks.iter().enumerate();
        blocks
            .filter(|(_, block)| is_resource(&block.address))
            .map(move |(block, _)| (stack, block))
    });
    let places: Vec<(usize, usize)> = places.collect();
    let search = Search {
        stacks: &stacks,
        places: &places,
    };
    places.iter().map(|place| search.resource(*place)).collect()
}

fn is_resource(address: &str) -> bool {
    let first = address.split('.').next().unwrap_or_default();
    !["data", "ephemeral", "var", "provider", "output", "check"].contains(&first)
}

struct Search<'s> {
    stacks: &'s [Declared<'s>],
    places: &'s [(usize, usize)],
}

impl Search<'_> {
    fn resource(&self, (stack, number): (usize, usize)) -> Resource {
        let declared = &self.stacks[stack];
        let block = &declared.blocks[number];
        let (kind, name) = block.address.split_once('.').unwrap_or((&block.address, ""));
        let module = declared.module;
        let site = module.sources.iter().find(|(address, _)| *address == block.address);
        let mut uses = Vec::new();
        for leaf in &block.leaves {
            let mut targets = Vec::new();
            self.leaf(stack, leaf, &mut targets, &mut HashSet::new());
            add(&mut uses, &leaf.top, targets);
        }
        for address in depends_on(&block.body.items) {
            let reference = Reference {
                address,
                path: Vec::new(),
            };
            let mut targets = Vec::new();
            self.reference(stack, &reference, &mut targets, &mut HashSet::new());
            add(&mut uses, ORDER, targets);
        }
        Resource {
            stack,
            kind: kind.to_owned(),
            name: name.to_owned(),
            component: module.components.get(&block.address).cloned().unwrap_or_default(),
            site: site.map_or(Site { file: "", line: 0 }, |(_, site)| *site),
            count: count(block.leaves.as_slice(), declared),
            uses,
        }
    }

    fn leaf(&self, stack: usize, leaf: &Leaf, targets: &mut Vec<usize>, seen: &mut HashSet<(usize, String)>) {
        let Some(value) = leaf.value else { return };
        for reference in references(value, &self.stacks[stack].module.arena) {
            self.reference(stack, &reference, targets, seen);
        }
    }

    /// The resources behind a reference: through locals, data sources and other stacks' outputs.
    fn reference(
        &self,
        stack: usize,
        reference: &Reference,
        targets: &mut Vec<usize>,
        seen: &mut HashSet<(usize, String)>,
    ) {
        let address = &reference.address;
        let declared = &self.stacks[stack];
        if let Some(local) = address.strip_prefix("local.") {
            let value = declared.locals.get(local);
            if let Some(value) = value.filter(|_| seen.insert((stack, address.clone()))) {
                for inner in references(*value, &declared.module.arena) {
                    self.reference(stack, &inner, targets, seen);
                }
            }
            return;
        }
        if let Some(block) = declared.position(address) {
            if let Some(target) = self.places.iter().position(|place| *place == (stack, block)) {
                targets.push(target);
            } else if seen.insert((stack, address.clone())) {
                for leaf in &declared.blocks[block].leaves {
                    self.leaf(stack, leaf, targets, seen);
                }
            }
            return;
        }
        let other = address.strip_prefix("data.terraform_remote_state.");
        let read = other.and_then(|other| self.stacks.iter().position(|known| known.module.stack == other));
        if let (Some(read), Some(output)) = (read, reference.path.get(1)) {
            let output = Reference {
                address: format!("output.{output}"),
                path: Vec::new(),
            };
            self.reference(read, &output, targets, seen);
        }
    }
}

fn add(uses: &mut Vec<Use>, argument: &str, targets: Vec<usize>) {
    for target in targets {
        let used = Use {
            argument: argument.to_owned(),
            target,
        };
        if !uses.contains(&used) {
            uses.push(used);
        }
    }
}

/// The addresses in `depends_on`, without indices.
fn depends_on(items: &[Item]) -> Vec<String> {
    let lists = items.iter().filter_map(|item| match item {
        Item::Argument(name, Argument::References(references)) if name == ORDER => Some(references),
        _ => None,
    });
    let addresses = lists.flatten().map(|reference| reference.as_str());
    addresses
        .map(|address| address.split('[').next().unwrap_or(address).to_owned())
        .collect()
}

fn count(leaves: &[Leaf], declared: &Declared<'_>) -> Option<String> {
    let count = leaves.iter().find(|leaf| leaf.path == "count")?.value?;
    match declared.module.arena.get(count) {
        Expression::Number(number @ (Number::Integer(_) | Number::Unsigned(_))) => Some(number.to_string()),
        _ => None,
    }
}
