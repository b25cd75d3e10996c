//! What the systems share: each file one component, as a platform team keeps them.

mod audit_bucket;
mod database;
mod function;
mod network;
mod queue;
mod rest_api;

pub(crate) use audit_bucket::audit_bucket;
pub(crate) use database::postgres;
pub(crate) use function::{Function, Settings, TIMEOUT, function};
pub(crate) use network::network_tiers;
pub(crate) use queue::queue_with_dead_letters;
pub(crate) use rest_api::{Endpoint, rest_api};
