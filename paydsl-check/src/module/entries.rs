//! The top-level blocks of a module, of both syntaxes, with overrides merged.

use crate::syntax::{Body, Content, Json, Label, Member};

/// All top-level blocks of a module.
#[derive(Default)]
pub(crate) struct Entries {
    pub(super) all: Vec<Entry>,
}

/// A top-level block.
pub(super) struct Entry {
    pub(super) kind: Box<str>,
    pub(super) labels: Vec<Label>,
    pub(super) body: Body,
}

impl Entries {
    /// Adds the blocks of a file.
    pub(crate) fn add(&mut self, body: Body) {
        self.all.extend(body.members.into_iter().flat_map(entries));
    }

    /// Merges the blocks of an override file over those that are there: each argument and each kind of nested blocks
    /// that it has replaces the earlier ones.
    pub(crate) fn merge(&mut self, body: Body) {
        for over in body.members.into_iter().flat_map(entries) {
            let base = self.all.iter_mut().find(|base| base.is_same(&over));
            match base {
                Some(base) if !matches!(&*over.kind, "locals" | "terraform") => base.merge(over),
                // Names of locals and required providers count the last time they are given.
                _ => self.all.push(over),
            }
        }
    }
}

impl Entry {
    fn is_same(&self, other: &Entry) -> bool {
        let labels = |entry: &Entry| entry.labels.iter().map(|label| label.text.clone()).collect::<Vec<_>>();
        self.kind == other.kind
            && labels(self) == labels(other)
            && (&*self.kind != "provider"
                || super::interpret::alias(&self.body) == super::interpret::alias(&other.body))
    }

    fn merge(&mut self, over: Entry) {
        let replaced: Vec<Box<str>> = over.body.members.iter().map(name).collect();
        self.body.members.retain(|member| !replaced.contains(&name(member)));
        self.body.members.extend(over.body.members);
    }
}

/// What a member makes: for a `dynamic` block, the blocks it makes.
fn name(member: &Member) -> Box<str> {
    match &member.content {
        Content::Block(block) if &*member.name == "dynamic" => block
            .labels
            .first()
            .map_or_else(|| member.name.clone(), |label| label.text.clone()),
        _ => member.name.clone(),
    }
}

/// How many labels a block of a kind has.
fn labels(kind: &str) -> usize {
    match kind {
        "resource" | "data" | "ephemeral" => 2,
        "provider" | "variable" | "module" | "output" | "check" => 1,
        _ => 0,
    }
}

fn entries(member: Member) -> Vec<Entry> {
    let mut all = Vec::new();
    match member.content {
        Content::Block(block) => all.push(Entry {
            kind: member.name,
            labels: block.labels,
            body: block.body,
        }),
        Content::Json(json) => in_json(&member.name, &json, &mut Vec::new(), &mut all),
        // No argument stands outside of blocks.
        Content::Argument(_) => {}
    }
    all
}

/// In JSON, labels are properties around the body.
fn in_json(kind: &str, json: &Json, labels_so_far: &mut Vec<Label>, all: &mut Vec<Entry>) {
    if labels_so_far.len() == labels(kind) {
        let bodies = json.bodies().unwrap_or_default();
        all.extend(bodies.into_iter().map(|body| Entry {
            kind: kind.into(),
            labels: labels_so_far.clone(),
            body,
        }));
        return;
    }
    for property in json.properties() {
        labels_so_far.push(Label {
            text: property.name.clone(),
            at: property.at,
        });
        in_json(kind, &property.value, labels_so_far, all);
        labels_so_far.pop();
    }
}
