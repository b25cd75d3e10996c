//! `/verify-payment`: telling where a payment stands.

use payments::{
    api::{ApiRequest, ApiResponse},
    reply::{not_found, rejected, unavailable},
};

use crate::{database::Payments, reply, request};

/// What looking up a payment needs.
pub struct Verify {
    /// Where payments are recorded.
    pub payments: Payments,
}

/// Answers a request.
pub async fn verify(needs: &Verify, request: &ApiRequest, invocation: &str) -> ApiResponse {
    let correlation = request.correlation_id(invocation);
    let transaction_id = match request::payment_to_verify(request) {
        Ok(transaction_id) => transaction_id,
        Err(rejection) => {
            tracing::info!(correlation_id = %correlation, "look-up refused: the request is not valid");
            return rejected(&rejection, &correlation);
        }
    };
    match needs.payments.find(&transaction_id).await {
        Ok(Some(stored)) => {
            tracing::info!(correlation_id = %correlation, %transaction_id, state = %stored.state, "payment found");
            reply::found(&stored, &correlation)
        }
        Ok(None) => {
            tracing::info!(correlation_id = %correlation, %transaction_id, "payment not found");
            not_found(&correlation)
        }
        Err(error) => {
            tracing::error!(correlation_id = %correlation, %transaction_id, %error, "payment not looked up");
            unavailable(&correlation)
        }
    }
}
