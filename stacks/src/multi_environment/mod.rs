//! One payment system in three environments that cannot drift apart: everything but the values of [`env::Env`] is the
//! same by construction.

mod application;
pub(crate) mod environments;
mod network;

pub(crate) use environments::env;

use paydsl::prelude::*;

use crate::guardrails::{guardrails, network_guardrails};

/// The project, as the command line names it.
pub(crate) fn project() -> Project<env::Env> {
    let code = |bin: &str| Source::Cargo {
        manifest: "stacks/functions".into(),
        package: "multi-environment".into(),
        bin: bin.into(),
    };
    Project::new("multi_environment", env::all())
        .stack(network::network)
        .stack(application::application)
        .policies(guardrails())
        .policies(network_guardrails())
        .function("process-payment", code("process-payment"))
        .function("verify-payment", code("verify-payment"))
        .function("notify-payment", code("notify-payment"))
}
