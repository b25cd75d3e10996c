//! The worker behind the transactions queue: what is accepted, it processes, once.

use payments::{
    aws::{Bucket, Queue},
    batch::work_through,
    origin::Origin,
    sqs_event::{BatchResponse, SqsEvent},
};

use crate::{
    audit::AuditRecord,
    database::Transactions,
    failure::Failure,
    messages::News,
    state::State,
    transaction::{StoredTransaction, Transaction},
};

/// What processing payments needs.
pub struct Process {
    /// Where payments are recorded.
    pub transactions: Transactions,
    /// Where it is written down that they were processed.
    pub audit: Bucket,
    /// Where it waits to be told.
    pub queue: Queue,
    /// The environment's name, for the audit record.
    pub environment: String,
}

/// Processes a batch. `trace` is the invocation's X-Ray header.
pub async fn process(needs: &Process, event: &SqsEvent, trace: Option<&str>) -> BatchResponse {
    work_through(event, trace, async |transaction, origin| {
        process_one(needs, transaction, origin).await
    })
    .await
}

/// Processes a payment, or finishes what was begun; `None` when its id stands for another payment.
async fn process_one(
    needs: &Process,
    transaction: &Transaction,
    origin: &Origin,
) -> Result<Option<&'static str>, Failure> {
    let transactions = &needs.transactions;
    let mut stored = transactions.record(transaction, &origin.correlation_id).await?;
    if stored.transaction != *transaction {
        return Ok(None);
    }
    if stored.state == State::Completed {
        return Ok(Some("was processed before"));
    }
    if stored.state == State::Received {
        // Rows are never deleted, so it is there.
        let processed = transactions.process(&transaction.id).await?;
        stored = processed.ok_or(Failure::StoredValue("transaction_id"))?;
    }
    audit_and_send(needs, &stored, origin).await?;
    transactions.complete(&transaction.id).await?;
    Ok(Some("processed"))
}

/// Audits first, so that nobody is told what was not audited.
async fn audit_and_send(needs: &Process, stored: &StoredTransaction, origin: &Origin) -> Result<(), Failure> {
    let record = AuditRecord::of(stored, &needs.environment).ok_or(Failure::StoredValue("processed_at"))?;
    record.write(&needs.audit).await?;
    let news = News::of(stored).ok_or(Failure::StoredValue("processed_at"))?;
    let sent = needs.queue.send_from(origin, news.to_body()).await;
    sent.map_err(|error| Failure::Queue(error.to_string()))
}
