//! The rules that come with paydsl, a file for each family.
//!
//! [`payments`] is what every payment system has to keep. What depends on a project is added to it, and a rule takes the
//! place of an earlier one of the same name: `.policies(payments()).policies([retention(2557)])`.

mod compute;
mod data_stores;
mod destroyability;
mod keys;
mod logging;
mod naming;
mod network;
mod permissions;
mod retention;
mod secrets;
mod storage;
mod tags;
mod throttling;
mod transport;

pub use compute::{no_public_addresses, private_compute};
pub use data_stores::no_public_data_stores;
pub use destroyability::destroyability;
pub use keys::key_rotation;
pub use logging::{flow_logs, logging};
pub use naming::{NameOrder, environment_suffix, name_order};
pub use network::{explicit_ports, no_public_ingress};
pub use permissions::{least_privilege, session_duration};
pub use retention::{log_retention, retention};
pub use secrets::no_plain_secrets;
pub use storage::{bucket_versioning, encryption_at_rest, point_in_time_recovery};
pub use tags::required_tags;
pub use throttling::throttling;
pub use transport::encryption_in_transit;

use super::Rule;

/// The rules that every payment system has to keep.
pub fn payments() -> Vec<Rule> {
    vec![
        environment_suffix(),
        name_order(NameOrder::TypeEnvironment),
        required_tags(["Environment", "Project"]),
        destroyability(),
        encryption_at_rest(),
        encryption_in_transit(),
        no_public_addresses(),
        no_public_ingress(),
        explicit_ports(),
        no_public_data_stores(),
        least_privilege(),
        logging(),
        log_retention(),
        throttling(),
        key_rotation(),
        no_plain_secrets(),
    ]
}

/// Every rule that comes with paydsl, those of [`payments`] first.
pub fn library() -> Vec<Rule> {
    let mut rules = payments();
    rules.extend([
        private_compute(),
        session_duration(3600),
        flow_logs(),
        bucket_versioning(),
        point_in_time_recovery(),
    ]);
    rules
}
