//! The answers about a payment.

use payments::{
    api::ApiResponse,
    correlation::CorrelationId,
    reply::{refuse, respond},
};
use serde_json::json;

use crate::{sessions::Standing, transaction::StoredTransaction};

/// `202`: the payment is accepted and will be processed; where it stands is told at the `Location`. Its repetition gets the
/// same, even when that has happened.
pub fn accepted(standing: &Standing, api_url: &str, correlation: &CorrelationId) -> ApiResponse {
    let transaction = &standing.transaction;
    let body = json!({
        "transactionId": transaction.id.as_str(),
        "state": "ACCEPTED",
        "amount": transaction.amount.minor_units(),
        "currency": transaction.currency.code(),
        "paymentToken": transaction.token.expose(),
        "cardLastFour": transaction.last_four.as_str(),
        "receivedAt": standing.received_at.iso(),
    });
    let mut response = respond(202, &body, correlation);
    let location = format!("{api_url}/payments/{}", transaction.id);
    response.headers.insert("Location", location);
    response
}

/// `422`: the payment is refused, and stays so.
pub fn declined(correlation: &CorrelationId) -> ApiResponse {
    refuse(422, "declined", "the payment is declined", correlation)
}

/// `403`: the session's payments are refused for now.
pub fn blocked(correlation: &CorrelationId) -> ApiResponse {
    let message = "too many payments of this session were declined; nothing of it is accepted for half an hour";
    refuse(403, "blocked", message, correlation)
}

/// `200`: where the payment stands.
pub fn found(stored: &StoredTransaction, correlation: &CorrelationId) -> ApiResponse {
    let transaction = &stored.transaction;
    let body = json!({
        "transactionId": transaction.id.as_str(),
        "state": stored.state.name(),
        "amount": transaction.amount.minor_units(),
        "currency": transaction.currency.code(),
        "cardLastFour": transaction.last_four.as_str(),
        "recordedAt": stored.recorded_at.as_str(),
        "processedAt": stored.processed_at.as_ref().map(|moment| moment.as_str()),
    });
    respond(200, &body, correlation)
}
