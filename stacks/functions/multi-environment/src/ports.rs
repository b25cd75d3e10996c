//! What the handlers need of AWS, as traits: the tests put their own in place.

use crate::{audit::AuditRecord, failure::Failure, message::SettlementMessage};

/// Where audit records go.
pub trait AuditTrail: Sync {
    /// Writes a record; writing it again is harmless.
    fn write(&self, record: AuditRecord) -> impl Future<Output = Result<(), Failure>> + Send;
}

/// Where settlements wait.
pub trait SettlementQueue: Sync {
    /// Queues a settlement; queueing it twice is harmless.
    fn send(&self, message: &SettlementMessage) -> impl Future<Output = Result<(), Failure>> + Send;
}

/// Where the database's secret is kept.
pub trait Vault: Sync {
    /// Fetches the secret as it is now.
    fn fetch(&self) -> impl Future<Output = Result<String, Failure>> + Send;
}
