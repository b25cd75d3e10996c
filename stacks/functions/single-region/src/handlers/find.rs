//! `GET /payments/{transactionId}`: telling where a payment stands.

use payments::{
    api::{ApiRequest, ApiResponse},
    reply::{not_found, rejected, unavailable},
};

use crate::{database::Transactions, reply, request};

/// Answers a request. A payment that still waits in the queue is not found yet. `invocation` is Lambda's name for it.
pub async fn find(transactions: &Transactions, request: &ApiRequest, invocation: &str) -> ApiResponse {
    let correlation_id = &request.correlation_id(invocation);
    let transaction_id = match request::payment_to_find(request) {
        Ok(transaction_id) => transaction_id,
        Err(rejection) => {
            tracing::info!(%correlation_id, "look-up refused: the request is not valid");
            return rejected(&rejection, correlation_id);
        }
    };
    match transactions.find(&transaction_id).await {
        Ok(Some(stored)) => {
            tracing::info!(%correlation_id, %transaction_id, state = %stored.state, "payment found");
            reply::found(&stored, correlation_id)
        }
        Ok(None) => {
            tracing::info!(%correlation_id, %transaction_id, "payment not found");
            not_found(correlation_id)
        }
        Err(error) => {
            tracing::error!(%correlation_id, %transaction_id, %error, "payment not looked up");
            unavailable(correlation_id)
        }
    }
}
