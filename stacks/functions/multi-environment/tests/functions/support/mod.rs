//! What the tests stand on, beside the servers: an audit trail and a queue in memory, and the database's secret.

pub(crate) mod fakes;
pub(crate) mod vault;

/// The bucket of the audit records.
pub(crate) const BUCKET: &str = "audit-test";
