//! Requests to pay.

use payments::{
    api::{ApiRequest, ApiResponse},
    moment::Moment,
};
use pci_api::handlers::{Validate, validate};
use serde_json::{Value, json};

/// A card of the schemes' test numbers.
pub(crate) const NUMBER: &str = "4111111111111111";

/// A body that pays by card.
pub(crate) fn by_card(id: &str, amount: i64, number: &str) -> Value {
    let card = json!({"number": number, "expiryMonth": 12, "expiryYear": 2099});
    json!({"transactionId": id, "amount": amount, "currency": "USD", "card": card})
}

/// A body that pays by token.
pub(crate) fn by_token(id: &str, amount: i64, token: &str) -> Value {
    json!({"transactionId": id, "amount": amount, "currency": "USD", "paymentToken": token})
}

/// The event API Gateway makes of a body.
pub(crate) fn event(body: &str, correlation: &str) -> Value {
    json!({"resource": "/payments", "path": "/payments", "httpMethod": "POST", "body": body, "isBase64Encoded": false,
           "headers": {"X-Correlation-Id": correlation}, "requestContext": {"requestId": "r-1"}})
}

/// A validator's answer to a body, now.
pub(crate) async fn post(validator: &Validate, body: &Value) -> ApiResponse {
    post_at(validator, &body.to_string(), Moment::now()).await
}

/// A validator's answer to any text, at a moment.
pub(crate) async fn post_at(validator: &Validate, body: &str, now: Moment) -> ApiResponse {
    let request: ApiRequest = serde_json::from_value(event(body, "correlation-1")).expect("a request");
    validate(validator, request, "invocation-1", None, now).await
}

/// What an answer says.
pub(crate) fn said(answer: &ApiResponse) -> Value {
    serde_json::from_str(&answer.body).expect("JSON")
}
