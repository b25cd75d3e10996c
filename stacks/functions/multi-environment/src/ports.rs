//! What the handlers need of AWS, as traits: the tests put their own in place.

use payments::aws::{Bucket, Queue};

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

impl AuditTrail for Bucket {
    async fn write(&self, record: AuditRecord) -> Result<(), Failure> {
        let written = Self::write(self, record.key, record.body).await;
        written.map_err(|error| Failure::Audit(error.to_string()))
    }
}

impl SettlementQueue for Queue {
    async fn send(&self, message: &SettlementMessage) -> Result<(), Failure> {
        let sent = Self::send(self, message.to_body()).await;
        sent.map_err(|error| Failure::Queue(error.to_string()))
    }
}
