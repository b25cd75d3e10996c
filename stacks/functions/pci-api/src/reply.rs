//! The answers about a payment.

use payments::{
    api::ApiResponse,
    correlation::CorrelationId,
    reply::{refuse, respond},
};
use serde_json::json;

use crate::{state::State, stored_payment::StoredPayment};

/// `202`: the payment is recorded and will be processed. Its repetition gets the same, even when that has happened.
pub fn accepted(stored: &StoredPayment, correlation: &CorrelationId) -> ApiResponse {
    let body = json!({
        "transactionId": stored.transaction_id.as_str(),
        "state": State::Validated.name(),
        "amount": stored.amount.minor_units(),
        "currency": stored.currency.code(),
        "paymentToken": stored.token.expose(),
        "cardLastFour": stored.last_four.as_str(),
        "receivedAt": stored.received_at.iso(),
    });
    respond(202, &body, correlation)
}

/// `422`: the payment is refused, and stays so.
pub fn declined(correlation: &CorrelationId) -> ApiResponse {
    refuse(422, "declined", "the payment is declined", correlation)
}
