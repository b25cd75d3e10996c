//! The answers to API requests that all systems give.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::{api::ApiResponse, correlation::CorrelationId, request::Rejection};

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

/// An answer that says what is wrong, in words for programs and for people.
pub fn refuse(status: u16, code: &str, message: &str, correlation: &CorrelationId) -> ApiResponse {
    respond(
        status,
        &json!({"error": {"code": code, "message": message}}),
        correlation,
    )
}

/// An answer in JSON.
pub fn respond(status_code: u16, body: &Value, correlation: &CorrelationId) -> ApiResponse {
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
    use crate::request::Problem;

    fn correlation() -> CorrelationId {
        CorrelationId::choose(None, "c-1")
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
