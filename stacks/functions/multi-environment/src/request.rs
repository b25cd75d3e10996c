//! Reading requests: everything a caller sends is checked here, and nothing of it is repeated in a complaint.

use payments::{
    api::ApiRequest,
    card_number,
    currency::Currency,
    payment::{Amount, Payment, PaymentToken, TransactionId},
    request::{Problem, Rejection, body},
};
use serde_json::{Map, Value};

/// Reads the payment a `POST /process-payment` asks for.
///
/// Its name is the body's `transactionId` or the `Idempotency-Key` header; where both are sent they must agree.
pub fn payment(request: &ApiRequest) -> Result<Payment, Rejection> {
    if request.http_method != "POST" {
        return Err(Rejection::Method("POST"));
    }
    let fields = body_fields(request)?;
    let mut problems = unknown_fields(&fields, &["transactionId", "amount", "currency", "paymentToken"]);
    let transaction_id = read_transaction_id(&fields, request.header("idempotency-key"), &mut problems)?;
    let amount = read(&fields, "amount", Amount::RULE, &mut problems, |value| {
        Amount::parse(value.as_i64()?)
    });
    let currency = read(&fields, "currency", Currency::RULE, &mut problems, |value| {
        Currency::parse(value.as_str()?)
    });
    let token = read(&fields, "paymentToken", PaymentToken::RULE, &mut problems, |value| {
        PaymentToken::parse(value.as_str()?)
    });
    match (transaction_id, amount, currency, token) {
        (Some(transaction_id), Some(amount), Some(currency), Some(token)) if problems.is_empty() => Ok(Payment {
            transaction_id,
            amount,
            currency,
            token,
        }),
        _ => Err(Rejection::Invalid(problems)),
    }
}

/// Reads which payment a `GET` (query) or `POST` (body) to `/verify-payment` asks about.
pub fn payment_to_verify(request: &ApiRequest) -> Result<TransactionId, Rejection> {
    match request.http_method.as_str() {
        "GET" => named_in_query(request),
        "POST" => named_in_body(request),
        _ => Err(Rejection::Method("GET, POST")),
    }
}

const TRANSACTION_ID: &str = "transactionId";

fn named_in_query(request: &ApiRequest) -> Result<TransactionId, Rejection> {
    let text = request.query(TRANSACTION_ID).unwrap_or_default();
    if card_number::appears_in(text) {
        return Err(Rejection::CardNumber);
    }
    TransactionId::parse(text)
        .ok_or_else(|| Rejection::Invalid(vec![Problem::new(TRANSACTION_ID, TransactionId::RULE)]))
}

fn named_in_body(request: &ApiRequest) -> Result<TransactionId, Rejection> {
    let fields = body_fields(request)?;
    let mut problems = unknown_fields(&fields, &[TRANSACTION_ID]);
    let transaction_id = read_transaction_id(&fields, None, &mut problems)?;
    transaction_id
        .filter(|_| problems.is_empty())
        .ok_or(Rejection::Invalid(problems))
}

/// The body's fields, once it is certain that no card number is among them.
fn body_fields(request: &ApiRequest) -> Result<Map<String, Value>, Rejection> {
    let value: Value = serde_json::from_str(body(request)?).map_err(|_| Rejection::NotAnObject)?;
    if card_number::appears_in_json(&value) {
        return Err(Rejection::CardNumber);
    }
    match value {
        Value::Object(fields) => Ok(fields),
        _ => Err(Rejection::NotAnObject),
    }
}

fn unknown_fields(fields: &Map<String, Value>, known: &[&str]) -> Vec<Problem> {
    let unknown = fields.keys().any(|key| !known.contains(&key.as_str()));
    unknown.then(Problem::unknown_field).into_iter().collect()
}

/// The payment's name from the body or, failing that, the header.
fn read_transaction_id(
    fields: &Map<String, Value>,
    header: Option<&str>,
    problems: &mut Vec<Problem>,
) -> Result<Option<TransactionId>, Rejection> {
    let Some(header) = header else {
        return Ok(read(
            fields,
            TRANSACTION_ID,
            TransactionId::RULE,
            problems,
            transaction_id,
        ));
    };
    if card_number::appears_in(header) {
        return Err(Rejection::CardNumber);
    }
    let header = TransactionId::parse(header);
    if header.is_none() {
        problems.push(Problem::new("Idempotency-Key", TransactionId::RULE));
    }
    if !fields.contains_key(TRANSACTION_ID) {
        return Ok(header);
    }
    let body = read(fields, TRANSACTION_ID, TransactionId::RULE, problems, transaction_id);
    if header.is_some() && body.is_some() && header != body {
        problems.push(Problem::new(
            "Idempotency-Key",
            "the same as transactionId, where both are sent",
        ));
    }
    Ok(body)
}

fn transaction_id(value: &Value) -> Option<TransactionId> {
    TransactionId::parse(value.as_str()?)
}

/// Reads one field, noting a problem where that fails.
fn read<T>(
    fields: &Map<String, Value>,
    name: &'static str,
    rule: &'static str,
    problems: &mut Vec<Problem>,
    parse: impl Fn(&Value) -> Option<T>,
) -> Option<T> {
    let value = fields.get(name).and_then(parse);
    if value.is_none() {
        problems.push(Problem::new(name, rule));
    }
    value
}

#[cfg(test)]
mod tests {
    use payments::request::MAX_BODY;
    use serde_json::json;

    use super::*;

    fn post(body: &Value) -> ApiRequest {
        request(json!({"httpMethod": "POST", "body": body.to_string()}))
    }

    fn request(event: Value) -> ApiRequest {
        serde_json::from_value(event).expect("an event")
    }

    fn valid() -> Value {
        json!({"transactionId": "order-00001", "amount": 1250, "currency": "EUR", "paymentToken": "tok_visa_1"})
    }

    fn with(field: &str, value: Value) -> ApiRequest {
        let mut body = valid();
        body[field] = value;
        post(&body)
    }

    fn fields_at_fault(request: &ApiRequest) -> Vec<&'static str> {
        match payment(request) {
            Err(Rejection::Invalid(problems)) => problems.iter().map(|problem| problem.field).collect(),
            other => panic!("expected problems, got {other:?}"),
        }
    }

    #[test]
    fn reads_a_payment() {
        let payment = payment(&post(&valid())).expect("a payment");
        assert_eq!(payment.transaction_id.as_str(), "order-00001");
        assert_eq!(payment.amount.minor_units(), 1250);
        assert_eq!(payment.currency.code(), "EUR");
        assert_eq!(payment.token.expose(), "tok_visa_1");
    }

    #[test]
    fn amounts_must_be_whole_positive_numbers() {
        for amount in [
            json!(0),
            json!(-5),
            json!(12.5),
            json!(12.0),
            json!("1250"),
            json!(null),
            json!(1e11),
        ] {
            assert_eq!(fields_at_fault(&with("amount", amount.clone())), ["amount"], "{amount}");
        }
    }

    #[test]
    fn every_problem_is_told_at_once() {
        assert_eq!(
            fields_at_fault(&post(&json!({}))),
            ["transactionId", "amount", "currency", "paymentToken"]
        );
        assert_eq!(fields_at_fault(&with("currency", json!("eur"))), ["currency"]);
        assert_eq!(fields_at_fault(&with("surprise", json!(1))), ["(other)"]);
    }

    #[test]
    fn card_numbers_are_refused_wherever_they_stand() {
        for field in ["transactionId", "paymentToken", "amount", "cardNumber"] {
            let rejection = payment(&with(field, json!("4111 1111 1111 1111"))).expect_err("a rejection");
            assert_eq!(rejection, Rejection::CardNumber, "{field}");
        }
        assert_eq!(
            payment(&with("amount", json!(4_111_111_111_111_111_u64))),
            Err(Rejection::CardNumber)
        );
        let mut event = json!({"httpMethod": "POST", "body": valid().to_string()});
        event["headers"] = json!({"Idempotency-Key": "4111111111111111"});
        assert_eq!(payment(&request(event)), Err(Rejection::CardNumber));
    }

    #[test]
    fn the_header_may_name_the_payment_but_not_contradict_the_body() {
        let mut body = valid();
        let named = |body: &Value, key: &str| {
            request(json!({"httpMethod": "POST", "body": body.to_string(), "headers": {"idempotency-key": key}}))
        };
        assert!(payment(&named(&body, "order-00001")).is_ok());
        assert_eq!(fields_at_fault(&named(&body, "order-00002")), ["Idempotency-Key"]);
        body.as_object_mut().expect("an object").remove("transactionId");
        let payment = payment(&named(&body, "order-00003")).expect("a payment");
        assert_eq!(payment.transaction_id.as_str(), "order-00003");
    }

    #[test]
    fn bodies_that_are_no_object_are_refused() {
        for body in [json!(null), json!(""), json!("[]"), json!("{"), json!("\"text\"")] {
            let request = request(json!({"httpMethod": "POST", "body": body}));
            assert_eq!(payment(&request), Err(Rejection::NotAnObject), "{body}");
        }
        let encoded = request(json!({"httpMethod": "POST", "body": "e30=", "isBase64Encoded": true}));
        assert_eq!(payment(&encoded), Err(Rejection::Encoded));
        let long = request(json!({"httpMethod": "POST", "body": " ".repeat(MAX_BODY + 1)}));
        assert_eq!(payment(&long), Err(Rejection::TooLong));
    }

    #[test]
    fn methods_are_checked() {
        assert_eq!(
            payment(&request(json!({"httpMethod": "GET"}))),
            Err(Rejection::Method("POST"))
        );
        let deletion = request(json!({"httpMethod": "DELETE"}));
        assert_eq!(payment_to_verify(&deletion), Err(Rejection::Method("GET, POST")));
    }

    #[test]
    fn a_payment_to_verify_is_named_in_query_or_body() {
        let query = request(json!({"httpMethod": "GET", "queryStringParameters": {"transactionId": "order-00001"}}));
        let body = post(&json!({"transactionId": "order-00001"}));
        assert_eq!(payment_to_verify(&query), payment_to_verify(&body));
        let card =
            request(json!({"httpMethod": "GET", "queryStringParameters": {"transactionId": "4111111111111111"}}));
        assert_eq!(payment_to_verify(&card), Err(Rejection::CardNumber));
        assert!(matches!(
            payment_to_verify(&request(json!({"httpMethod": "GET"}))),
            Err(Rejection::Invalid(_))
        ));
    }
}
