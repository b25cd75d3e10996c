//! The worker behind the payments queue: what is recorded, it processes, once.

use payments::{
    aws::{Bucket, Queue},
    batch::work_through,
    moment::Moment,
    origin::Origin,
    sqs_event::{BatchResponse, SqsEvent},
};

use crate::{
    audit::AuditRecord, failure::Failure, ledger::Ledger, message::PaymentMessage, state::State,
    stored_payment::StoredPayment,
};

/// What processing payments needs.
pub struct Process {
    /// Where payments are recorded.
    pub ledger: Ledger,
    /// Where it is written down that they were processed.
    pub audit: Bucket,
    /// Where it waits to be told.
    pub queue: Queue,
    /// The environment's name, for the audit record.
    pub environment: String,
}

/// Processes a batch. `trace` is the invocation's X-Ray header.
pub async fn process(needs: &Process, event: &SqsEvent, trace: Option<&str>) -> BatchResponse {
    work_through(event, trace, async |message, origin| {
        process_one(needs, message, origin).await
    })
    .await
}

/// Processes a payment, or finishes what was begun; `None` when there is none that was validated.
async fn process_one(
    needs: &Process,
    message: &PaymentMessage,
    origin: &Origin,
) -> Result<Option<&'static str>, Failure> {
    let step = (State::Validated, State::Processed);
    let (id, correlation) = (&message.transaction_id, &origin.correlation_id);
    let Some(stored) = needs.ledger.advance(id, step, correlation, Moment::now()).await? else {
        return Ok(None);
    };
    match stored.state {
        State::Processed => {
            audit_and_send(needs, &stored, message, origin).await?;
            Ok(Some("processed"))
        }
        // The last step of all is done, so these are too.
        State::Notified => Ok(Some("was processed before")),
        State::Validated | State::Declined => Ok(None),
    }
}

/// Audits first, so that nobody is told what was not audited.
async fn audit_and_send(
    needs: &Process,
    stored: &StoredPayment,
    message: &PaymentMessage,
    origin: &Origin,
) -> Result<(), Failure> {
    if let Some(record) = AuditRecord::of(stored, &needs.environment) {
        record.write(&needs.audit).await?;
    }
    let sent = needs.queue.send_from(origin, message.to_body()).await;
    sent.map_err(|error| Failure::Queue(error.to_string()))
}
