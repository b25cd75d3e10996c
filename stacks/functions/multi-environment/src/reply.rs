//! The answers that tell about a payment.

use payments::{api::ApiResponse, correlation::CorrelationId, reply::respond};
use serde_json::{Value, json};

use crate::{state::State, stored_payment::StoredPayment};

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

#[cfg(test)]
mod tests {
    use payments::{
        currency::Currency,
        payment::{Amount, Payment, PaymentToken, TransactionId},
        timestamp::Timestamp,
    };

    use super::*;

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
}
