//! Nodes and edges: resources merged, parts folded in, and edges of many nodes to one drawn once.

use std::collections::{BTreeMap, BTreeSet};

use super::families::{Role, Shape, flows_from, is_counted, is_pooled, role, words};
use super::fold::owners;
use super::resources::{ORDER, Resource};

/// One or several resources: those that a loop declares on one line are one node.
pub(super) struct Node {
    pub(super) stack: usize,
    /// The outermost component that it is in; none for what a stack declares itself.
    pub(super) component: Option<String>,
    /// What it is called.
    pub(super) name: String,
    /// What it is.
    pub(super) kind: String,
    pub(super) shape: Shape,
    /// How many others use it, where these edges are not drawn.
    pub(super) used_by: usize,
}

/// Where an edge begins or ends.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum End {
    Node(usize),
    /// A component of a stack.
    Component(usize, String),
    Stack(usize),
}

/// How two ends belong together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Link {
    /// The first uses the second, or data flows from it to the second.
    Uses,
    /// The first runs in the second.
    In,
}

/// What is drawn.
pub(super) struct Graph {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: BTreeSet<(End, End, Link)>,
}

/// From so many nodes of a stack on, edges to one target of another stack are drawn once, from the stack.
fn many(link: Link) -> usize {
    match link {
        Link::Uses => 6,
        Link::In => 5,
    }
}

impl Graph {
    pub(super) fn of(resources: &[Resource]) -> Self {
        let owners = owners(resources);
        let (members, node_of) = merged(resources, &owners);
        let mut edges = edges(resources, &owners, &node_of);
        let used_by = taken_out(&mut edges, resources, &members);
        let group = |members: &Vec<usize>| (resources[members[0]].stack, component(resources, members));
        let alone = |number: usize| {
            members
                .iter()
                .filter(|other| group(other) == group(&members[number]))
                .count()
                == 1
        };
        let nodes: Vec<Node> = (0..members.len())
            .map(|number| node(resources, &members[number], alone(number), used_by[number]))
            .collect();
        Graph {
            edges: gathered(&edges, &nodes),
            nodes,
        }
    }
}

/// The shown resources of each node, and each resource's node.
fn merged(resources: &[Resource], owners: &[Option<usize>]) -> (Vec<Vec<usize>>, BTreeMap<usize, usize>) {
    let mut members: Vec<Vec<usize>> = Vec::new();
    let mut node_of = BTreeMap::new();
    let shown = (0..resources.len()).filter(|number| owners[*number] == Some(*number));
    for number in shown {
        let resource = &resources[number];
        let is_same = |other: &Resource| {
            let is_one_line = other.site == resource.site && other.component == resource.component;
            (other.stack, &other.kind) == (resource.stack, &resource.kind) && (is_one_line || is_pooled(&resource.kind))
        };
        let known = members.iter().position(|known| is_same(&resources[known[0]]));
        let node = known.unwrap_or(members.len());
        if node == members.len() {
            members.push(Vec::new());
        }
        members[node].push(number);
        node_of.insert(number, node);
    }
    for (number, owner) in owners.iter().enumerate() {
        if let Some(node) = owner.and_then(|owner| node_of.get(&owner).copied()) {
            node_of.insert(number, node);
        }
    }
    (members, node_of)
}

type Edges = BTreeSet<(usize, usize, Link)>;

fn edges(resources: &[Resource], owners: &[Option<usize>], node_of: &BTreeMap<usize, usize>) -> Edges {
    let mut edges = Edges::new();
    let mut flows = BTreeSet::new();
    for (number, resource) in resources.iter().enumerate() {
        let Some(from) = node_of.get(&number).copied() else {
            continue;
        };
        if matches!(role(&resource.kind), Role::Quiet(_) | Role::Silent(_) | Role::Place) {
            continue;
        }
        for used in &resource.uses {
            // A resource's own policy says who may use it.
            let says_who = used.argument == "policy" && !resource.kind.starts_with("aws_iam_");
            let Some(to) = node_of.get(&used.target).copied() else {
                continue;
            };
            if used.argument == ORDER || says_who || from == to {
                continue;
            }
            let target = owners[used.target].map_or(used.target, |owner| owner);
            if role(&resources[target].kind) == Role::Place {
                edges.insert((from, to, Link::In));
            } else if flows_from(&resource.kind, &used.argument) {
                flows.insert((to, from));
            } else {
                edges.insert((from, to, Link::Uses));
            }
        }
    }
    // Who takes messages from a queue refers to it, too, by the permission to do so.
    edges.retain(|(from, to, _)| !flows.contains(&(*to, *from)));
    edges.extend(flows.into_iter().map(|(from, to)| (from, to, Link::Uses)));
    without_outer_places(edges, resources, node_of)
}

/// What is in a subnet is in its VPC, too: only the subnet is told. A VPC's own parts need no telling.
fn without_outer_places(mut edges: Edges, resources: &[Resource], node_of: &BTreeMap<usize, usize>) -> Edges {
    let of_kind = |kind: &str| -> BTreeSet<usize> {
        let found = resources
            .iter()
            .enumerate()
            .filter(|(_, resource)| resource.kind == kind);
        found.filter_map(|(number, _)| node_of.get(&number).copied()).collect()
    };
    let (networks, subnets) = (of_kind("aws_vpc"), of_kind("aws_subnet"));
    let inside: BTreeSet<usize> = edges
        .iter()
        .filter(|(_, to, link)| *link == Link::In && subnets.contains(to))
        .map(|(from, ..)| *from)
        .collect();
    let stack = |node: usize| {
        let found = node_of.iter().find(|(_, of)| **of == node);
        found.map(|(number, _)| resources[*number].stack)
    };
    edges.retain(|(from, to, _)| !networks.contains(to) || (!inside.contains(from) && stack(*from) != stack(*to)));
    edges
}

/// Takes out the edges to what so many use that they are only counted; returns the counts.
fn taken_out(edges: &mut Edges, resources: &[Resource], members: &[Vec<usize>]) -> Vec<usize> {
    let counted = |node: usize| is_counted(&resources[members[node][0]].kind);
    let mut used_by = vec![0; members.len()];
    edges.retain(|(_, to, _)| {
        used_by[*to] += usize::from(counted(*to));
        !counted(*to)
    });
    used_by
}

fn node(resources: &[Resource], members: &[usize], is_alone: bool, used_by: usize) -> Node {
    let first = &resources[members[0]];
    let shape = match role(&first.kind) {
        Role::Shown(shape) | Role::Silent(shape) => shape,
        Role::Place | Role::Part(_) | Role::Quiet(_) | Role::Hidden => Shape::Box,
    };
    let count = match (&first.count, members.len()) {
        (Some(count), 1) if count != "1" => format!(" ×{count}"),
        (_, 1) => String::new(),
        (_, several) => format!(" ×{several}"),
    };
    Node {
        stack: first.stack,
        component: component(resources, members).filter(|_| !is_alone).cloned(),
        name: name(resources, members, is_alone),
        kind: words(&first.kind) + &count,
        shape,
        used_by,
    }
}

/// The outermost component that all members are in.
fn component<'r>(resources: &'r [Resource], members: &[usize]) -> Option<&'r String> {
    let mut components = members.iter().map(|member| resources[*member].component.first());
    let first = components.next().flatten()?;
    components.all(|other| other == Some(first)).then_some(first)
}

/// The name within its group. Of several resources the first few names are told, of those that a loop declares the keys.
fn name(resources: &[Resource], members: &[usize], is_alone: bool) -> String {
    let is_grouped = !is_alone && component(resources, members).is_some();
    let names: Vec<String> = members
        .iter()
        .map(|member| own_name(&resources[*member], is_grouped))
        .collect();
    let [first, _, ..] = names.as_slice() else {
        let resource = &resources[members[0]];
        let is_main = is_alone && !resource.component.is_empty();
        return if is_main {
            resource.component.join(" ")
        } else {
            names.concat()
        };
    };
    let stem = first.split('_').next().unwrap_or_default();
    let key = |name: &String| Some(name.strip_prefix(stem)?.strip_prefix('_')?.to_owned());
    let keys: Option<Vec<String>> = names.iter().map(key).collect();
    let (start, names) = match keys {
        Some(keys) => (format!("{stem}: "), keys),
        None => (String::new(), names.clone()),
    };
    let more = if names.len() > FEW { ", …" } else { "" };
    format!("{start}{}{more}", names[..names.len().min(FEW)].join(", "))
}

/// The name of a resource behind those of the components around it. The main thing of a component is called as that is.
fn own_name(resource: &Resource, is_grouped: bool) -> String {
    let prefix: String = resource.component.iter().map(|part| format!("{part}_")).collect();
    let own = resource.name.strip_prefix(&prefix).unwrap_or(&resource.name);
    let depth = usize::from(is_grouped).min(resource.component.len());
    let inner = resource.component[depth..].join(" ");
    match own {
        _ if inner.is_empty() => own.to_owned(),
        "this" | "main" => inner,
        _ => format!("{inner} {own}"),
    }
}

const FEW: usize = 4;

/// The edges as they are drawn: those of all nodes of a component, or of many of a stack, to one target as one.
fn gathered(edges: &Edges, nodes: &[Node]) -> BTreeSet<(End, End, Link)> {
    let mut by_target: BTreeMap<(usize, Link), BTreeSet<usize>> = BTreeMap::new();
    for (from, to, link) in edges {
        by_target.entry((*to, *link)).or_default().insert(*from);
    }
    let mut drawn = BTreeSet::new();
    for ((to, link), sources) in by_target {
        let target = &nodes[to];
        for stack in sources.iter().map(|from| nodes[*from].stack).collect::<BTreeSet<_>>() {
            let of_stack: Vec<usize> = sources
                .iter()
                .copied()
                .filter(|from| nodes[*from].stack == stack)
                .collect();
            if stack != target.stack && of_stack.len() >= many(link) {
                drawn.insert((End::Stack(stack), End::Node(to), link));
                continue;
            }
            let ends = of_stack.iter().map(|from| component_end(*from, to, &of_stack, nodes));
            drawn.extend(ends.map(|end| (end, End::Node(to), link)));
        }
    }
    drawn
}

/// The node itself, or its component if all nodes of that have an edge to the target.
fn component_end(from: usize, to: usize, sources: &[usize], nodes: &[Node]) -> End {
    let is_beside =
        |other: usize| nodes[other].stack == nodes[from].stack && nodes[other].component == nodes[from].component;
    let Some(component) = &nodes[from].component else {
        return End::Node(from);
    };
    let all = (0..nodes.len())
        .filter(|other| is_beside(*other))
        .all(|other| sources.contains(&other));
    if all && !is_beside(to) {
        End::Component(nodes[from].stack, component.clone())
    } else {
        End::Node(from)
    }
}
