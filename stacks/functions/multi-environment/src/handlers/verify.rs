//! `/verify-payment`: telling where a payment stands.

use payments::{
    api::{ApiRequest, ApiResponse},
    reply::{not_found, rejected, unavailable},
};

use crate::{database::Database, ports::Vault, reply, request};

/// What looking up a payment needs.
pub struct Verify<V> {
    /// Where payments are recorded.
    pub database: Database<V>,
}

/// Answers a request.
pub async fn verify<V: Vault>(needs: &Verify<V>, request: &ApiRequest, invocation: &str) -> ApiResponse {
    let correlation = request.correlation_id(invocation);
    let transaction_id = match request::payment_to_verify(request) {
        Ok(transaction_id) => transaction_id,
        Err(rejection) => {
            tracing::info!(correlation_id = %correlation, "look-up refused: the request is not valid");
            return rejected(&rejection, &correlation);
        }
    };
    match needs.database.find(&transaction_id).await {
        Ok(Some(stored)) => {
            tracing::info!(correlation_id = %correlation, %transaction_id, state = %stored.state, "payment found");
            reply::found(&stored, &correlation)
        }
        Ok(None) => {
            tracing::info!(correlation_id = %correlation, %transaction_id, "payment not found");
            not_found(&correlation)
        }
        Err(failure) => {
            let error = failure.chain();
            tracing::error!(correlation_id = %correlation, %transaction_id, error, "payment not looked up");
            unavailable(&correlation)
        }
    }
}
