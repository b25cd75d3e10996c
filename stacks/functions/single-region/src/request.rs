//! Reading API requests: everything a caller sends is checked, and nothing of it is repeated in a complaint.

use payments::{
    api::ApiRequest,
    card_number,
    card_payment::{self, PaymentRequest, need},
    moment::Moment,
    origin::Origin,
    payment::TransactionId,
    request::{Problem, Rejection},
};

use crate::session_id::SessionId;

const SESSION_ID: &str = "sessionId";
const TRANSACTION_ID: &str = "transactionId";

/// Reads the payment a `POST /payments` asks for, and the session it belongs to.
///
/// Where `origin` holds the card's number it is replaced: the caller chose it, and it is logged.
///
/// # Errors
///
/// When the request is not valid, with everything that is wrong about its fields.
pub fn payment(
    request: &ApiRequest,
    origin: &mut Origin,
    now: Moment,
) -> Result<(PaymentRequest, SessionId), Rejection> {
    card_payment::read(request, origin, now, &[SESSION_ID], &|fields, problems, hidden| {
        let session = fields.text(SESSION_ID).and_then(|text| SessionId::parse(&text));
        let session = session.filter(|session| !hidden(session.as_str()));
        need(problems, SESSION_ID, SessionId::RULE, session)
    })
}

/// Reads which payment a `GET /payments/{transactionId}` asks about.
///
/// # Errors
///
/// When the request is not valid.
pub fn payment_to_find(request: &ApiRequest) -> Result<TransactionId, Rejection> {
    if request.http_method != "GET" {
        return Err(Rejection::Method("GET"));
    }
    let text = request.path(TRANSACTION_ID).unwrap_or_default();
    if card_number::appears_in(text) {
        return Err(Rejection::CardNumber);
    }
    let problem = Problem::new(TRANSACTION_ID, TransactionId::RULE);
    TransactionId::parse(text).ok_or_else(|| Rejection::Invalid(vec![problem]))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const NUMBER: &str = "4111111111111111";

    fn read(session: Value) -> Result<SessionId, Rejection> {
        let card = json!({"number": NUMBER, "expiryMonth": 12, "expiryYear": 2099});
        let mut body = json!({"transactionId": "order-00001", "amount": 1250, "currency": "EUR", "card": card, SESSION_ID: session});
        if session.is_null() {
            body.as_object_mut().expect("an object").remove(SESSION_ID);
        }
        let event = json!({"httpMethod": "POST", "body": body.to_string()});
        let request: ApiRequest = serde_json::from_value(event).expect("an event");
        let mut origin = Origin::of_request(&request, "invocation-1", None);
        payment(&request, &mut origin, Moment::now()).map(|(_, session)| session)
    }

    fn asked(method: &str, id: &str) -> Result<TransactionId, Rejection> {
        let event = json!({"httpMethod": method, "pathParameters": {TRANSACTION_ID: id}});
        payment_to_find(&serde_json::from_value(event).expect("an event"))
    }

    #[test]
    fn a_payment_belongs_to_a_session() {
        assert_eq!(
            read(json!("session-00001")).ok().as_ref().map(SessionId::as_str),
            Some("session-00001")
        );
    }

    #[test]
    fn forged_sessions_are_refused() {
        for session in [
            Value::Null,
            json!(""),
            json!(12345678),
            json!({"S": "session-00001"}),
            json!(["session-00001"]),
            json!("transaction#order-00001"),
            json!(NUMBER),
            json!("s-4111x1111x1111x1111"),
        ] {
            let rejection = read(session.clone()).expect_err("a rejection");
            let expected = Rejection::Invalid(vec![Problem::new(SESSION_ID, SessionId::RULE)]);
            assert_eq!(rejection, expected, "{session}");
        }
    }

    #[test]
    fn a_question_names_a_payment() {
        assert_eq!(
            asked("GET", "order-00001").ok().as_ref().map(TransactionId::as_str),
            Some("order-00001")
        );
        assert_eq!(asked("DELETE", "order-00001"), Err(Rejection::Method("GET")));
        assert_eq!(asked("GET", NUMBER), Err(Rejection::CardNumber));
        assert!(matches!(asked("GET", "' OR 1=1 --"), Err(Rejection::Invalid(_))));
    }
}
