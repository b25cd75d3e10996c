//! Requests to pay.

use payments::{
    api::{ApiRequest, ApiResponse},
    moment::Moment,
};
use serde_json::{Value, json};
use single_region::handlers::{Validate, validate};

/// A card of the schemes' test numbers.
pub(crate) const NUMBER: &str = "4111111111111111";
/// The session of most payments.
pub(crate) const SESSION: &str = "session-00001";

/// A body that pays by card.
pub(crate) fn by_card(id: &str, amount: i64, number: &str) -> Value {
    let card = json!({"number": number, "expiryMonth": 12, "expiryYear": 2099});
    json!({"transactionId": id, "sessionId": SESSION, "amount": amount, "currency": "USD", "card": card})
}

/// A body that pays by token.
pub(crate) fn by_token(id: &str, amount: i64, token: &str) -> Value {
    json!({"transactionId": id, "sessionId": SESSION, "amount": amount, "currency": "USD", "paymentToken": token})
}

/// The body, in another session.
pub(crate) fn in_session(mut body: Value, session: &str) -> Value {
    body["sessionId"] = json!(session);
    body
}

/// The event API Gateway makes of a body.
pub(crate) fn event(body: &str, correlation: &str) -> Value {
    json!({"resource": "/payments", "path": "/payments", "httpMethod": "POST", "body": body, "isBase64Encoded": false,
           "headers": {"X-Correlation-Id": correlation}, "requestContext": {"requestId": "r-1"}})
}

/// The event API Gateway makes of a question for a payment.
pub(crate) fn question(id: &str) -> Value {
    json!({"resource": "/payments/{transactionId}", "path": format!("/payments/{id}"), "httpMethod": "GET", "body": null,
           "pathParameters": {"transactionId": id}, "headers": {"X-Correlation-Id": "correlation-2"},
           "requestContext": {"requestId": "r-2"}})
}

/// The validation's answer to a body, now.
pub(crate) async fn post(needs: &Validate, body: &Value) -> ApiResponse {
    post_at(needs, &body.to_string(), Moment::now()).await
}

/// The validation's answer to any text, at a moment.
pub(crate) async fn post_at(needs: &Validate, body: &str, now: Moment) -> ApiResponse {
    let request: ApiRequest = serde_json::from_value(event(body, "correlation-1")).expect("a request");
    validate(needs, request, "invocation-1", None, now).await
}

/// What an answer says.
pub(crate) fn said(answer: &ApiResponse) -> Value {
    serde_json::from_str(&answer.body).expect("JSON")
}
