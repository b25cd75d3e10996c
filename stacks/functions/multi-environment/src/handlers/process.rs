//! `POST /process-payment`: recording a payment, once.

use payments::{
    api::{ApiRequest, ApiResponse},
    correlation::CorrelationId,
    payment::Payment,
    reply::{conflict, rejected, unavailable},
};

use crate::{
    audit::AuditRecord,
    database::Payments,
    failure::Failure,
    message::SettlementMessage,
    ports::{AuditTrail, SettlementQueue},
    reply, request,
    stored_payment::StoredPayment,
};

/// What recording a payment needs.
pub struct Process<A, Q> {
    /// Where payments are recorded.
    pub payments: Payments,
    /// Where it is written down that they were.
    pub audit: A,
    /// Where their settlement is queued.
    pub queue: Q,
    /// The environment's name, for the audit record.
    pub environment: String,
}

/// Answers a request.
pub async fn process<A, Q>(needs: &Process<A, Q>, request: &ApiRequest, invocation: &str) -> ApiResponse
where
    A: AuditTrail,
    Q: SettlementQueue,
{
    let correlation = request.correlation_id(invocation);
    let payment = match request::payment(request) {
        Ok(payment) => payment,
        Err(rejection) => {
            tracing::info!(correlation_id = %correlation, "payment refused: the request is not valid");
            return rejected(&rejection, &correlation);
        }
    };
    let transaction_id = &payment.transaction_id;
    match accept(needs, &payment, &correlation).await {
        Ok(Some(stored)) => {
            tracing::info!(correlation_id = %correlation, %transaction_id, "payment accepted");
            reply::accepted(&stored, &correlation)
        }
        Ok(None) => {
            tracing::warn!(correlation_id = %correlation, %transaction_id, "payment refused: its id is taken");
            conflict(&correlation)
        }
        Err(error) => {
            tracing::error!(correlation_id = %correlation, %transaction_id, %error, "payment not handled");
            unavailable(&correlation)
        }
    }
}

/// Records, audits and queues a payment; `None` when its id stands for another.
///
/// A request that failed half-way is sent again by the caller and takes up where it stopped.
async fn accept<A, Q>(
    needs: &Process<A, Q>,
    payment: &Payment,
    correlation: &CorrelationId,
) -> Result<Option<StoredPayment>, Failure>
where
    A: AuditTrail,
    Q: SettlementQueue,
{
    let stored = needs.payments.record(payment).await?;
    if stored.payment != *payment {
        return Ok(None);
    }
    if !stored.dispatched {
        dispatch(needs, &stored, correlation).await?;
    }
    Ok(Some(stored))
}

/// Audits first, so that nothing settles that was not audited.
async fn dispatch<A, Q>(
    needs: &Process<A, Q>,
    stored: &StoredPayment,
    correlation: &CorrelationId,
) -> Result<(), Failure>
where
    A: AuditTrail,
    Q: SettlementQueue,
{
    let transaction_id = stored.payment.transaction_id.clone();
    needs
        .audit
        .write(AuditRecord::of_processing(stored, &needs.environment, correlation))
        .await?;
    let message = SettlementMessage {
        transaction_id,
        correlation_id: correlation.clone(),
    };
    needs.queue.send(&message).await?;
    needs.payments.mark_dispatched(&message.transaction_id).await
}
