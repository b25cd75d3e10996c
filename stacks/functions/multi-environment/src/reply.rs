//! The answers to API requests.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::{
    api::ApiResponse, correlation::CorrelationId, request::Rejection, state::State, stored_payment::StoredPayment,
};

/// `202`: the payment is recorded. Its replay gets the same body, even when it settled in between.
pub fn accepted(stored: &StoredPayment, correlation: &CorrelationId) -> ApiResponse {
    let mut body = summary(stored);
    body["state"] = json!(State::Processed.name());
    respond(202, &body, correlation)
}

/// `200`: where the payment stands.
pub fn found(stored: &StoredPayment, correlation: &CorrelationId) -> ApiResponse {
    let mut body = summary(stored);
    body["state"] = json!(stored.state.name());
    body["settledAt"] = json!(stored.settled_at.as_ref().map(|moment| moment.as_str()));
    respond(200, &body, correlation)
}

/// `404`: there is no such payment.
pub fn not_found(correlation: &CorrelationId) -> ApiResponse {
    refuse(404, "not_found", "no payment has this transaction id", correlation)
}

/// `409`: the transaction id stands for another payment.
pub fn conflict(correlation: &CorrelationId) -> ApiResponse {
    refuse(
        409,
        "conflict",
        "this transaction id was used for a payment with other content",
        correlation,
    )
}

/// `503`: something the function depends on failed; sending the same request again is safe.
pub fn unavailable(correlation: &CorrelationId) -> ApiResponse {
    let message = "the payment could not be handled now; send the same request again";
    let mut response = refuse(503, "unavailable", message, correlation);
    response.headers.insert("Retry-After", "2".to_owned());
    response
}

/// `4xx`: the request itself is at fault. Nothing of it is repeated.
pub fn rejected(rejection: &Rejection, correlation: &CorrelationId) -> ApiResponse {
    match rejection {
        Rejection::Method(allowed) => {
            let mut response = refuse(405, "method_not_allowed", "use another method", correlation);
            response.headers.insert("Allow", (*allowed).to_owned());
            response
        }
        Rejection::Encoded => refuse(415, "unsupported_media_type", "send JSON as plain text", correlation),
        Rejection::TooLong => refuse(413, "too_long", "the body is longer than 8 KiB", correlation),
        Rejection::NotAnObject => refuse(400, "invalid_json", "the body must be one JSON object", correlation),
        Rejection::CardNumber => refuse(
            400,
            "card_number",
            "the request holds what looks like a card number; send the token that stands for the card",
            correlation,
        ),
        Rejection::Invalid(problems) => respond(
            400,
            &json!({"error": {"code": "invalid", "message": "the request is not valid", "problems": problems}}),
            correlation,
        ),
    }
}

/// What every answer about a payment says: never its token.
fn summary(stored: &StoredPayment) -> Value {
    let payment = &stored.payment;
    json!({
        "transactionId": payment.transaction_id.as_str(),
        "amount": payment.amount.minor_units(),
        "currency": payment.currency.code(),
        "receivedAt": stored.received_at.as_str(),
    })
}

fn refuse(status: u16, code: &str, message: &str, correlation: &CorrelationId) -> ApiResponse {
    respond(
        status,
        &json!({"error": {"code": code, "message": message}}),
        correlation,
    )
}

fn respond(status_code: u16, body: &Value, correlation: &CorrelationId) -> ApiResponse {
    ApiResponse {
        status_code,
        headers: HashMap::from([
            ("Content-Type", "application/json".to_owned()),
            ("Cache-Control", "no-store".to_owned()),
            ("X-Correlation-Id", correlation.as_str().to_owned()),
        ]),
        body: body.to_string(),
        is_base64_encoded: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        currency::Currency,
        payment::{Amount, Payment, PaymentToken, TransactionId},
        request::Problem,
        timestamp::Timestamp,
    };

    fn stored(state: State) -> StoredPayment {
        StoredPayment {
            payment: Payment {
                transaction_id: TransactionId::parse("order-00001").expect("an id"),
                amount: Amount::parse(1250).expect("an amount"),
                currency: Currency::parse("EUR").expect("a currency"),
                token: PaymentToken::parse("tok_secret_1").expect("a token"),
            },
            state,
            received_at: Timestamp::parse("2026-01-31T23:59:59.123456Z").expect("a moment"),
            settled_at: (state == State::Settled)
                .then(|| Timestamp::parse("2026-02-01T00:00:01.000000Z").expect("a moment")),
            dispatched: true,
        }
    }

    fn correlation() -> CorrelationId {
        CorrelationId::choose(None, "c-1")
    }

    #[test]
    fn a_replay_is_answered_like_the_first_request() {
        let first = accepted(&stored(State::Processed), &correlation());
        let replay = accepted(&stored(State::Settled), &correlation());
        assert_eq!(first, replay);
        assert_eq!(first.status_code, 202);
        assert!(!first.body.contains("secret"));
    }

    #[test]
    fn a_found_payment_tells_its_state() {
        let response = found(&stored(State::Settled), &correlation());
        let body: Value = serde_json::from_str(&response.body).expect("JSON");
        assert_eq!((response.status_code, &body["state"]), (200, &json!("settled")));
        assert_eq!(body["settledAt"], "2026-02-01T00:00:01.000000Z");
        assert!(!response.body.contains("secret"));
    }

    #[test]
    fn rejections_have_their_status() {
        let invalid = Rejection::Invalid(vec![Problem {
            field: "amount",
            message: "a number",
        }]);
        for (rejection, status) in [
            (Rejection::Method("POST"), 405),
            (Rejection::Encoded, 415),
            (Rejection::TooLong, 413),
            (Rejection::NotAnObject, 400),
            (Rejection::CardNumber, 400),
            (invalid, 400),
        ] {
            assert_eq!(
                rejected(&rejection, &correlation()).status_code,
                status,
                "{rejection:?}"
            );
        }
        assert_eq!(conflict(&correlation()).status_code, 409);
        assert_eq!(not_found(&correlation()).status_code, 404);
        assert_eq!(unavailable(&correlation()).headers["Retry-After"], "2");
    }

    #[test]
    fn every_answer_carries_the_correlation_id() {
        assert_eq!(not_found(&correlation()).headers["X-Correlation-Id"], "c-1");
    }
}
