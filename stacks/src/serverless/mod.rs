//! Card payments without servers: accepted, queued, processed and told to merchants, with webhooks for what looks like
//! fraud.

mod application;
mod data;
pub(crate) mod environments;

pub(crate) use environments::env;

use paydsl::policy;
use paydsl::prelude::*;

use crate::guardrails::guardrails;

/// Seconds that each function may run: five minutes.
const FUNCTION_TIMEOUT: u32 = 300;

/// The project, as the command line names it.
pub(crate) fn project() -> Project<env::Env> {
    Project::new("serverless", env::all())
        .stack(data::data)
        .stack(application::application)
        .policies(guardrails())
        .policies([
            policy::retention(7),
            policy::name_order(policy::NameOrder::TypePurposeEnvironment),
        ])
        .function(
            application::CODE,
            Source::Directory {
                path: "stacks/functions/serverless/src".into(),
            },
        )
}
