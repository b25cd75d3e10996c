//! Payments in one region, over three zones: a relational database that survives the loss of one, everything in it
//! configured in one place and watched on one dashboard.

mod application;
mod data;
pub(crate) mod environments;
mod monitoring;
mod network;

pub(crate) use environments::env;

use paydsl::prelude::*;

use crate::guardrails::{guardrails, network_guardrails};

/// Seconds that each function may run.
const FUNCTION_TIMEOUT: u32 = 30;
/// Days that logs are kept.
const RETENTION_DAYS: u32 = 365;

/// The project, as the command line names it.
pub(crate) fn project() -> Project<env::Env> {
    let mut project = Project::new("single_region", env::all())
        .stack(network::network)
        .stack(data::data)
        .stack(application::application)
        .stack(monitoring::monitoring)
        .policies(guardrails())
        .policies(network_guardrails());
    for function in application::FUNCTIONS {
        let source = Source::Cargo {
            manifest: "stacks/functions".into(),
            package: "single-region".into(),
            bin: function.into(),
        };
        project = project.function(function, source);
    }
    project
}
