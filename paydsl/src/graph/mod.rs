//! An architecture picture of a project, made from what its stacks declare.
//!
//! Nodes are the resources that matter, grouped by stack and component; [`families`] says which do. Edges follow
//! references from the one that refers, through whatever was folded into it, data sources, locals and other stacks'
//! outputs.

mod families;
mod fold;
mod markdown;
mod mermaid;
mod nodes;
mod resources;

use crate::synth::Module;
pub(crate) use markdown::replaced;

/// The picture of a project's stacks as a Mermaid flowchart.
pub(crate) fn mermaid(modules: &[&Module]) -> String {
    let resources = resources::resources(modules);
    let graph = nodes::Graph::of(&resources);
    mermaid::flowchart(modules, &graph)
}
