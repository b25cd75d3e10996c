//! The graph as a Mermaid flowchart, in the oldest and plainest syntax that every renderer knows.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::families::Shape;
use super::nodes::{End, Graph, Link, Node};
use crate::synth::Module;

/// The flowchart, stack by stack and component by component. Equal graphs give equal bytes.
pub(super) fn flowchart(modules: &[&Module], graph: &Graph) -> String {
    let ids = Ids::of(modules, graph);
    let mut text = String::from("flowchart LR\n");
    for (stack, module) in modules.iter().enumerate() {
        let nodes = || {
            graph
                .nodes
                .iter()
                .enumerate()
                .filter(move |(_, node)| node.stack == stack)
        };
        let _ = writeln!(text, "  subgraph {}[\"{}\"]", ids.stacks[stack], escaped(module.stack));
        for (number, _) in nodes().filter(|(_, node)| node.component.is_none()) {
            let _ = writeln!(text, "    {}", shape(&ids.nodes[number], &graph.nodes[number]));
        }
        let mut components: Vec<&str> = Vec::new();
        for name in nodes().filter_map(|(_, node)| node.component.as_deref()) {
            if !components.contains(&name) {
                components.push(name);
            }
        }
        for component in components {
            let id = &ids.components[&(stack, component.to_owned())];
            let _ = writeln!(text, "    subgraph {id}[\"{}\"]", escaped(component));
            for (number, _) in nodes().filter(|(_, node)| node.component.as_deref() == Some(component)) {
                let _ = writeln!(text, "      {}", shape(&ids.nodes[number], &graph.nodes[number]));
            }
            text.push_str("    end\n");
        }
        text.push_str("  end\n");
    }
    for (from, to, link) in &graph.edges {
        let arrow = match link {
            Link::Uses => "-->",
            Link::In => "-. in .->",
        };
        let _ = writeln!(text, "  {} {arrow} {}", ids.end(from), ids.end(to));
    }
    text
}

/// The identifiers of everything drawn: letters, digits and underscores, readable and unique.
struct Ids {
    stacks: Vec<String>,
    components: BTreeMap<(usize, String), String>,
    nodes: Vec<String>,
}

impl Ids {
    fn of(modules: &[&Module], graph: &Graph) -> Self {
        let mut taken = Vec::new();
        let stacks = modules
            .iter()
            .map(|module| unique(&format!("stack {}", module.stack), &mut taken));
        let stacks: Vec<String> = stacks.collect();
        let mut components = BTreeMap::new();
        for node in &graph.nodes {
            if let Some(component) = &node.component {
                let name = format!("in {} {component}", modules[node.stack].stack);
                let key = (node.stack, component.clone());
                components.entry(key).or_insert_with(|| unique(&name, &mut taken));
            }
        }
        let node_name = |node: &Node| {
            let component = node.component.as_deref().unwrap_or_default();
            format!("{} {component} {}", modules[node.stack].stack, node.name)
        };
        let nodes = graph
            .nodes
            .iter()
            .map(|node| unique(&node_name(node), &mut taken))
            .collect();
        Ids {
            stacks,
            components,
            nodes,
        }
    }

    fn end(&self, end: &End) -> &str {
        match end {
            End::Node(number) => &self.nodes[*number],
            End::Component(stack, name) => &self.components[&(*stack, name.clone())],
            End::Stack(stack) => &self.stacks[*stack],
        }
    }
}

fn unique(name: &str, taken: &mut Vec<String>) -> String {
    let words = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let stem = words.collect::<Vec<_>>().join("_").to_lowercase();
    let mut id = stem.clone();
    let mut number = 1;
    while taken.contains(&id) {
        number += 1;
        id = format!("{stem}_{number}");
    }
    taken.push(id.clone());
    id
}

fn shape(id: &str, node: &Node) -> String {
    let mut label = format!("{}<br/>{}", escaped(&node.name), escaped(&node.kind));
    if node.used_by > 0 {
        let _ = write!(label, ", used by {}", node.used_by);
    }
    let (open, close) = match node.shape {
        Shape::Box => ("[", "]"),
        Shape::Store => ("[(", ")]"),
        Shape::Channel => ("([", "])"),
        Shape::Worker => ("(", ")"),
        Shape::Gate => ("{{", "}}"),
    };
    format!("{id}{open}\"{label}\"{close}")
}

/// Text for between quotes: whatever Mermaid, Markdown or HTML would read as its own is a numbered entity.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '#' | '<' | '>' | '&' | '`' | '\\' | ';' | '*' | '[' | ']' | '{' | '}' | '|' => {
                let _ = write!(escaped, "#{};", u32::from(character));
            }
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_cannot_end_what_they_are_in() {
        assert_eq!(escaped("a\"]; end\n<b>#1"), "a#34;#93;#59; end #60;b#62;#35;1");
    }

    #[test]
    fn identifiers_are_plain_and_unique() {
        let mut taken = Vec::new();
        assert_eq!(unique("stack a-b", &mut taken), "stack_a_b");
        assert_eq!(unique("stack a_b", &mut taken), "stack_a_b_2");
    }
}
