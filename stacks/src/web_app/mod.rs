//! A web application for payments: containers behind a load balancer and a firewall, deployed without a pause, its logs kept
//! for seven years and its backups looked at every day.

mod application;
mod data;
pub(crate) mod environments;
mod network;
mod operations;

pub(crate) use environments::env;

use paydsl::policy;
use paydsl::prelude::*;

use crate::guardrails::{guardrails, network_guardrails};

/// Days that logs are kept: seven years. CloudWatch knows 2557 days and no other value of that size.
const RETENTION_DAYS: u32 = 2557;

/// The project, as the command line names it.
pub(crate) fn project() -> Project<env::Env> {
    Project::new("web_app", env::all())
        .stack(network::network)
        .stack(data::data)
        .stack(application::application)
        .stack(operations::operations)
        .policies(guardrails())
        .policies(network_guardrails())
        .policies([policy::retention(2557)])
        .function(
            operations::BACKUP_VERIFIER,
            Source::Cargo {
                manifest: "stacks/functions".into(),
                package: "web-app".into(),
                bin: operations::BACKUP_VERIFIER.into(),
            },
        )
}
