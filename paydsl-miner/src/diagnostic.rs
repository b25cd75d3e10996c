//! What a provider says of a configuration.

use crate::protocol::wire;

/// One answer of a provider to a configuration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// Whether the configuration is refused for it; a warning otherwise.
    pub is_error: bool,
    /// The heading.
    pub summary: String,
    /// The rest; often empty.
    pub detail: String,
    /// What it is about, from the root of the configuration; as deep as the provider tells.
    pub path: Vec<Step>,
}

/// A step of a path into a configuration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// To an argument or a nested block.
    Name(String),
    /// To an element of a list.
    Index(i64),
    /// To an element of a map.
    Key(String),
}

impl Diagnostic {
    pub(crate) fn from_wire(wire: wire::Diagnostic) -> Self {
        let steps = wire.attribute.map(|path| path.steps).unwrap_or_default();
        Diagnostic {
            is_error: wire.severity != wire::WARNING,
            summary: wire.summary,
            detail: wire.detail,
            path: steps
                .into_iter()
                .filter_map(|step| step.selector)
                .map(Step::from_wire)
                .collect(),
        }
    }

    /// The names on its path.
    pub fn names(&self) -> Vec<&str> {
        self.path
            .iter()
            .filter_map(|step| match step {
                Step::Name(name) => Some(name.as_str()),
                _ => None,
            })
            .collect()
    }

    /// Its path as the SDK's messages write it: `rule.0.name`.
    pub fn dotted_path(&self) -> String {
        let steps = self.path.iter().map(|step| match step {
            Step::Name(name) | Step::Key(name) => name.clone(),
            Step::Index(index) => index.to_string(),
        });
        steps.collect::<Vec<_>>().join(".")
    }

    /// Heading and rest, as the rules of messages see them.
    pub fn text(&self) -> String {
        format!("{}\n{}", self.summary, self.detail)
    }
}

impl Step {
    fn from_wire(selector: wire::Selector) -> Self {
        match selector {
            wire::Selector::AttributeName(name) => Step::Name(name),
            wire::Selector::ElementKeyString(key) => Step::Key(key),
            wire::Selector::ElementKeyInt(index) => Step::Index(index),
        }
    }
}
