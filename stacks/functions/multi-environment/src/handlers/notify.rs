//! The settlement worker: what the queue delivers, it settles.

use payments::sqs_event::{BatchItemFailure, BatchResponse, SqsEvent, SqsRecord};

use crate::{audit::AuditRecord, database::Payments, failure::Failure, message::SettlementMessage, ports::AuditTrail};

/// What settling needs.
pub struct Notify<A> {
    /// Where payments are recorded.
    pub payments: Payments,
    /// Where it is written down that they settled.
    pub audit: A,
    /// The environment's name, for the audit record.
    pub environment: String,
}

/// Settles a batch. Messages that fail are reported one by one: the queue delivers them again and, after its
/// limit, hands them to the dead letter queue; the others of the batch are done.
pub async fn notify<A: AuditTrail>(needs: &Notify<A>, event: &SqsEvent) -> BatchResponse {
    let mut response = BatchResponse::default();
    for record in &event.records {
        if !settle(needs, record).await {
            let item_identifier = record.message_id.clone();
            response.batch_item_failures.push(BatchItemFailure { item_identifier });
        }
    }
    response
}

/// Settles one message's payment and tells whether the message is done with.
async fn settle<A: AuditTrail>(needs: &Notify<A>, record: &SqsRecord) -> bool {
    let message_id = record.message_id.as_str();
    let Some(message) = SettlementMessage::from_body(&record.body, message_id) else {
        tracing::error!(message_id, "not a settlement message");
        return false;
    };
    let (correlation_id, transaction_id) = (&message.correlation_id, &message.transaction_id);
    match settle_and_audit(needs, &message).await {
        Ok(true) => {
            tracing::info!(message_id, %correlation_id, %transaction_id, "payment settled");
            true
        }
        Ok(false) => {
            tracing::error!(message_id, %correlation_id, %transaction_id, "no such payment to settle");
            false
        }
        Err(error) => {
            tracing::error!(message_id, %correlation_id, %transaction_id, %error, "payment not settled");
            false
        }
    }
}

/// Settles a payment and writes its record, also when it had settled before: the record may be what was missing.
/// `false` when there is no such payment.
async fn settle_and_audit<A: AuditTrail>(needs: &Notify<A>, message: &SettlementMessage) -> Result<bool, Failure> {
    let settled = needs.payments.settle(&message.transaction_id).await?;
    let record = settled
        .as_ref()
        .and_then(|stored| AuditRecord::of_settlement(stored, &needs.environment, &message.correlation_id));
    match record {
        Some(record) => needs.audit.write(record).await.map(|()| true),
        None => Ok(false),
    }
}
