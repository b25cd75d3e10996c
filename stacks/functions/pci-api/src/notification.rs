//! What the stakeholders are told.

use payments::{aws::Topic, correlation::CorrelationId, sqs_event::CORRELATION_ID};
use serde_json::json;

use crate::{failure::Failure, stored_payment::StoredPayment};

/// The attribute subscribers filter by.
const STATE: &str = "state";

/// What stakeholders get: neither token nor card number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    subject: String,
    message: String,
    state: &'static str,
    correlation_id: CorrelationId,
}

impl Notification {
    /// The news that a payment has come to the state it is in.
    pub fn of(stored: &StoredPayment, environment: &str, correlation: &CorrelationId) -> Self {
        let id = stored.transaction_id.as_str();
        let state = stored.state.name();
        let message = json!({
            "transactionId": id,
            "state": state,
            "amount": stored.amount.minor_units(),
            "currency": stored.currency.code(),
            "cardLastFour": stored.last_four.as_str(),
            "occurredAt": stored.changed_at.iso(),
            "environment": environment,
            "correlationId": correlation.as_str(),
        });
        Self {
            subject: format!("Payment {} in {environment}", state.to_lowercase()),
            message: message.to_string(),
            state,
            correlation_id: correlation.clone(),
        }
    }

    /// Publishes it. Publishing it again sends it again.
    ///
    /// # Errors
    ///
    /// When SNS does not take it, or does not say that it did.
    pub async fn publish(&self, topic: &Topic) -> Result<(), Failure> {
        let attributes = [(CORRELATION_ID, self.correlation_id.as_str()), (STATE, self.state)];
        let published = topic.publish(&self.subject, &self.message, &attributes).await;
        published.map_err(|error| Failure::Topic(error.to_string()))
    }
}
