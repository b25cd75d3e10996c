//! What the systems share: each file one component, as a platform team keeps them.

mod alarm;
mod backup;
pub(crate) mod bucket;
mod dashboard;
pub(crate) mod database;
pub(crate) mod function;
mod key;
pub(crate) mod network;
pub(crate) mod queue;
pub(crate) mod rest_api;
mod secret;
pub(crate) mod service_access;
mod service_role;
pub(crate) mod table;
mod topic;
mod transit_gateway;

pub(crate) use alarm::{Dimensions, Ratio, Threshold, ratio_alarm, threshold_alarm};
pub(crate) use backup::nightly_backup;
pub(crate) use bucket::{Ageing, Bucket, record_bucket};
pub(crate) use dashboard::{Dashboard, Graph, Series, dashboard};
pub(crate) use database::postgres;
pub(crate) use function::{Concurrency, ErrorAlarm, Function, Placement, Runtime, function};
pub(crate) use key::customer_key;
pub(crate) use network::{Tiers, network_tiers};
pub(crate) use queue::{consumer, queue_with_dead_letters};
pub(crate) use rest_api::{Authorization, Endpoint, RestApi, rest_api};
pub(crate) use secret::random_secret;
pub(crate) use service_access::service_access;
pub(crate) use service_role::{Role, service_role};
pub(crate) use table::table;
pub(crate) use topic::topic;
pub(crate) use transit_gateway::transit_gateway;
