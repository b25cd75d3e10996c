//! Working through a batch of messages.

use std::fmt::Display;

use crate::{
    origin::Origin,
    payment::TransactionId,
    sqs_event::{BatchItemFailure, BatchResponse, SqsEvent, SqsRecord},
};

/// What a message of a queue says.
pub trait Message: Sized {
    /// Reads a body; `None` when it is no such message.
    fn from_body(body: &str) -> Option<Self>;

    /// Which payment it is about.
    fn transaction_id(&self) -> &TransactionId;
}

/// Handles messages one by one, and reports those that fail: the queue delivers them again and, after its limit, hands
/// them to the dead letter queue. The others of the batch are done.
///
/// `handle` says what it did in a word for the log, or `None` when the message's payment is in no state to be handled.
pub async fn work_through<M, F, E>(event: &SqsEvent, trace: Option<&str>, handle: F) -> BatchResponse
where
    M: Message,
    F: AsyncFn(&M, &Origin) -> Result<Option<&'static str>, E>,
    E: Display,
{
    let mut response = BatchResponse::default();
    for record in &event.records {
        if !handle_one(record, trace, &handle).await {
            let item_identifier = record.message_id.clone();
            response.batch_item_failures.push(BatchItemFailure { item_identifier });
        }
    }
    response
}

/// Handles a message and tells whether it is done with.
async fn handle_one<M, F, E>(record: &SqsRecord, trace: Option<&str>, handle: &F) -> bool
where
    M: Message,
    F: AsyncFn(&M, &Origin) -> Result<Option<&'static str>, E>,
    E: Display,
{
    let message_id = record.message_id.as_str();
    let origin = record.origin(trace);
    let correlation_id = &origin.correlation_id;
    let Some(message) = M::from_body(&record.body) else {
        tracing::error!(message_id, %correlation_id, "not a message about a payment");
        return false;
    };
    let transaction_id = message.transaction_id();
    match handle(&message, &origin).await {
        Ok(Some(done)) => {
            tracing::info!(message_id, %correlation_id, %transaction_id, "payment {done}");
            true
        }
        Ok(None) => {
            tracing::error!(message_id, %correlation_id, %transaction_id, "no payment in a state to be handled");
            false
        }
        Err(error) => {
            tracing::error!(message_id, %correlation_id, %transaction_id, %error, "payment not handled");
            false
        }
    }
}
