//! Findings: what is wrong, where, in which environments, and what to do about it.

use super::rule::Rule;
use super::view::ResourceView;
use crate::builder::{Exemption, Site};

/// Something that a rule does not allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name.
    pub rule: &'static str,
    /// The project.
    pub project: String,
    /// The stack.
    pub stack: &'static str,
    /// The resource or data source; empty for what is wrong with an exception.
    pub address: String,
    /// The Rust line.
    pub site: Site,
    /// What is wrong, in a sentence that goes on after the address.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
    /// The environments in which it is wrong, in the order they are declared.
    pub environments: Vec<&'static str>,
    /// Whether those are all environments of the project.
    pub everywhere: bool,
    /// The requirements of PCI DSS v4 that the rule serves.
    pub pci_dss: &'static [&'static str],
}

/// Where a rule puts what it finds in one stack and environment.
pub struct Findings<'f> {
    rule: &'f Rule,
    found: &'f mut Vec<Raw>,
}

/// A finding in one environment.
pub(crate) struct Raw {
    /// The number of the declaration.
    pub(crate) number: usize,
    pub(crate) message: String,
    pub(crate) remedy: String,
    /// The exemption that stands on the very part that it is about, such as a statement of a policy.
    pub(crate) exemption: Option<Exemption>,
}

impl<'f> Findings<'f> {
    pub(crate) fn new(rule: &'f Rule, found: &'f mut Vec<Raw>) -> Self {
        Findings { rule, found }
    }

    /// Adds a finding. `message` goes on after the resource's address: `is not encrypted`.
    pub fn add(&mut self, resource: ResourceView<'_>, message: impl Into<String>) {
        self.add_with(resource, message, self.rule.remedy);
    }

    /// Adds a finding with a remedy of its own.
    pub fn add_with(&mut self, resource: ResourceView<'_>, message: impl Into<String>, remedy: impl Into<String>) {
        self.found.push(Raw {
            number: resource.number,
            message: message.into(),
            remedy: remedy.into(),
            exemption: None,
        });
    }

    /// Adds a finding about a part of a resource that has exemptions of its own.
    pub(crate) fn add_on_part(
        &mut self,
        resource: ResourceView<'_>,
        message: impl Into<String>,
        exemptions: &[Exemption],
    ) {
        self.add(resource, message);
        if let Some(raw) = self.found.last_mut() {
            let mut exemptions = exemptions.iter();
            raw.exemption = exemptions.find(|exemption| exemption.rule == self.rule.name).copied();
        }
    }
}
