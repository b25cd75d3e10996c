//! Telling the stakeholders, through SNS.

use aws_sdk_sns::{Client, types::MessageAttributeValue};
use aws_types::SdkConfig;
use payments::{aws::CallError, correlation::CorrelationId, sqs_event::CORRELATION_ID};
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
}

/// The topic of the stakeholders.
pub struct Topic {
    client: Client,
    arn: String,
}

impl Topic {
    /// A topic by its ARN.
    pub fn new(config: &SdkConfig, arn: String) -> Self {
        Self {
            client: Client::new(config),
            arn,
        }
    }

    /// Publishes a notification. Publishing it again sends it again.
    ///
    /// # Errors
    ///
    /// When SNS does not take it, or does not say that it did.
    pub async fn publish(&self, notification: Notification) -> Result<(), Failure> {
        let request = self
            .client
            .publish()
            .topic_arn(&self.arn)
            .subject(notification.subject)
            .message(notification.message)
            .message_attributes(CORRELATION_ID, attribute(notification.correlation_id.as_str())?)
            .message_attributes(STATE, attribute(notification.state)?);
        let published = request.send().await;
        published
            .map(drop)
            .map_err(|error| Failure::Topic(CallError::new(&error).to_string()))
    }
}

fn attribute(text: &str) -> Result<MessageAttributeValue, Failure> {
    let value = MessageAttributeValue::builder().data_type("String").string_value(text);
    value
        .build()
        .map_err(|error| Failure::Topic(CallError::new(&error).to_string()))
}
