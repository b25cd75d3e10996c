//! The answers, as HTTP has them.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, Response, StatusCode},
};
use payments::{api::ApiResponse, correlation::CorrelationId, reply::respond};
use serde_json::json;

use super::store::Stored;

/// `202`: the payment is recorded. Its repetition gets the same.
pub(super) fn accepted(stored: &Stored, correlation: &CorrelationId) -> ApiResponse {
    about(202, stored, correlation)
}

/// `200`: where the payment stands.
pub(super) fn found(stored: &Stored, correlation: &CorrelationId) -> ApiResponse {
    about(200, stored, correlation)
}

/// `200`: the service can work.
pub(super) fn healthy(correlation: &CorrelationId) -> ApiResponse {
    respond(200, &json!({"status": "ok"}), correlation)
}

/// What every answer about a payment says: never its token.
fn about(status: u16, stored: &Stored, correlation: &CorrelationId) -> ApiResponse {
    let payment = &stored.payment;
    let body = json!({
        "transactionId": payment.transaction_id.as_str(),
        "state": "RECORDED",
        "amount": payment.amount.minor_units(),
        "currency": payment.currency.code(),
        "receivedAt": stored.received_at.as_str(),
    });
    respond(status, &body, correlation)
}

/// The answer in HTTP.
pub(super) fn http(answer: ApiResponse) -> Response<Body> {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status_code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.headers {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
