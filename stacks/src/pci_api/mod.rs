//! A payment API under PCI DSS: card numbers come in, tokens are kept.

mod application;
mod data;
pub(crate) mod environments;
mod network;

pub(crate) use environments::env;

use paydsl::policy;
use paydsl::prelude::*;

use crate::guardrails::{guardrails, network_guardrails};

/// Seconds that each function may run.
const FUNCTION_TIMEOUT: u32 = 30;
/// Days that access logs are kept: a year, of which PCI DSS wants three months at hand.
const LOG_RETENTION_DAYS: u32 = 365;

/// The project, as the command line names it.
pub(crate) fn project() -> Project<env::Env> {
    let mut project = Project::new("pci_api", env::all())
        .stack(network::network)
        .stack(data::data)
        .stack(application::application)
        .policies(guardrails())
        .policies(network_guardrails())
        .policies([policy::required_tags(["Environment", "Project", "ManagedBy"])]);
    for function in application::FUNCTIONS {
        let source = Source::Cargo {
            manifest: "stacks/functions".into(),
            package: "pci-api".into(),
            bin: function.into(),
        };
        project = project.function(function, source);
    }
    project
}
