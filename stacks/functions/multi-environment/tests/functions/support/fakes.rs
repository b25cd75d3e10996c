//! Ports in memory.

use std::sync::{
    Mutex,
    atomic::{AtomicBool, Ordering},
};

use multi_environment::{
    audit::AuditRecord,
    failure::Failure,
    message::SettlementMessage,
    ports::{AuditTrail, SettlementQueue},
};

/// An audit trail that keeps what it gets.
#[derive(Default)]
pub(crate) struct Audit(Mutex<Vec<AuditRecord>>);

impl Audit {
    /// The keys of the records so far.
    pub(crate) fn keys(&self) -> Vec<String> {
        self.0
            .lock()
            .expect("the lock")
            .iter()
            .map(|record| record.key.clone())
            .collect()
    }
}

impl AuditTrail for Audit {
    async fn write(&self, record: AuditRecord) -> Result<(), Failure> {
        self.0.lock().expect("the lock").push(record);
        Ok(())
    }
}

/// A queue that keeps what it gets, unless it is broken.
#[derive(Default)]
pub(crate) struct Queue {
    pub(crate) messages: Mutex<Vec<SettlementMessage>>,
    pub(crate) broken: AtomicBool,
}

impl SettlementQueue for Queue {
    async fn send(&self, message: &SettlementMessage) -> Result<(), Failure> {
        if self.broken.load(Ordering::Relaxed) {
            return Err(Failure::Queue("broken for a test".to_owned()));
        }
        self.messages.lock().expect("the lock").push(message.clone());
        Ok(())
    }
}
