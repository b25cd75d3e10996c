//! Audit records: one object for each processed payment.

use payments::aws::Bucket;
use serde_json::json;

use crate::{failure::Failure, state::State, transaction::StoredTransaction};

/// An audit record, made of nothing but what is stored: the same key and the same bytes each time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRecord {
    /// Where it goes.
    pub key: String,
    /// What it says, in JSON: neither token nor card number.
    pub body: String,
}

impl AuditRecord {
    /// The record of a payment's processing; there is none before it was processed.
    pub fn of(stored: &StoredTransaction, environment: &str) -> Option<Self> {
        let moment = stored.processed_at.as_ref()?;
        let (year, month, day) = moment.date();
        let transaction = &stored.transaction;
        let transaction_id = transaction.id.as_str();
        let body = json!({
            "event": State::Processed.name(),
            "occurredAt": moment.as_str(),
            "recordedAt": stored.recorded_at.as_str(),
            "environment": environment,
            "transactionId": transaction_id,
            "amount": transaction.amount.minor_units(),
            "currency": transaction.currency.code(),
            "cardLastFour": transaction.last_four.as_str(),
            "correlationId": stored.correlation_id.as_str(),
        });
        Some(Self {
            key: format!("payments/{year}-{month}-{day}/{transaction_id}.json"),
            body: body.to_string(),
        })
    }

    /// Writes it. Writing it again makes a version with the same content.
    ///
    /// # Errors
    ///
    /// When the bucket does not take it.
    pub async fn write(self, bucket: &Bucket) -> Result<(), Failure> {
        let written = bucket.write(self.key, self.body).await;
        written.map_err(|error| Failure::Audit(error.to_string()))
    }
}
