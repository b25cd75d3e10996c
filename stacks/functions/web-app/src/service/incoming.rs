//! Reading requests: everything a caller sends is checked here, and nothing of it is repeated in a complaint.

use payments::{
    card_number,
    card_payment::need,
    currency::Currency,
    fields::Fields,
    payment::{Amount, Payment, PaymentToken, TransactionId},
    request::{Problem, Rejection},
};
use serde_json::Value;

const FIELDS: [&str; 4] = ["transactionId", "amount", "currency", "paymentToken"];

/// Reads the payment a body asks for.
///
/// # Errors
///
/// When the body is not valid, with everything that is wrong about its fields.
pub(super) fn payment(body: &[u8]) -> Result<Payment, Rejection> {
    let text = std::str::from_utf8(body).map_err(|_| Rejection::NotAnObject)?;
    let value: Value = serde_json::from_str(text).map_err(|_| Rejection::NotAnObject)?;
    if card_number::appears_in_json(&value) {
        return Err(Rejection::CardNumber);
    }
    let fields = Fields::read(text).ok_or(Rejection::NotAnObject)?;
    let mut problems = fields.check_names("(other)", &FIELDS);
    let id = fields
        .text("transactionId")
        .and_then(|text| TransactionId::parse(&text));
    let id = need(&mut problems, "transactionId", TransactionId::RULE, id);
    let amount = fields.number("amount").and_then(Amount::parse);
    let amount = need(&mut problems, "amount", Amount::RULE, amount);
    let currency = fields.text("currency").and_then(|text| Currency::parse(&text));
    let currency = need(&mut problems, "currency", Currency::RULE, currency);
    let token = fields.text("paymentToken").and_then(|text| PaymentToken::parse(&text));
    let token = need(&mut problems, "paymentToken", PaymentToken::RULE, token);
    match (id, amount, currency, token) {
        (Some(transaction_id), Some(amount), Some(currency), Some(token)) if problems.is_empty() => Ok(Payment {
            transaction_id,
            amount,
            currency,
            token,
        }),
        _ => Err(Rejection::Invalid(problems)),
    }
}

/// Reads the payment a path asks about.
///
/// # Errors
///
/// When it names none.
pub(super) fn transaction_id(text: &str) -> Result<TransactionId, Rejection> {
    if card_number::appears_in(text) {
        return Err(Rejection::CardNumber);
    }
    let problem = Problem::new("transactionId", TransactionId::RULE);
    TransactionId::parse(text).ok_or_else(|| Rejection::Invalid(vec![problem]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn valid() -> Value {
        json!({"transactionId": "order-00001", "amount": 1250, "currency": "SGD", "paymentToken": "tok_visa_1"})
    }

    #[test]
    fn reads_a_payment() {
        let payment = payment(valid().to_string().as_bytes()).expect("a payment");
        assert_eq!(payment.transaction_id.as_str(), "order-00001");
        assert_eq!((payment.amount.minor_units(), payment.currency.code()), (1250, "SGD"));
    }

    #[test]
    fn tells_every_problem_and_repeats_nothing() {
        let Err(Rejection::Invalid(problems)) = payment(b"{}") else {
            panic!("problems")
        };
        assert_eq!(problems.iter().map(|problem| problem.field).collect::<Vec<_>>(), FIELDS);
        for (field, value) in [
            ("amount", json!(0)),
            ("amount", json!(1.5)),
            ("currency", json!("sgd")),
            ("transactionId", json!("x")),
            ("paymentToken", json!(["tok_visa_1"])),
        ] {
            let mut body = valid();
            body[field] = value;
            let expected = Err(Rejection::Invalid(vec![Problem::new(
                field,
                match field {
                    "amount" => Amount::RULE,
                    "currency" => Currency::RULE,
                    "transactionId" => TransactionId::RULE,
                    _ => PaymentToken::RULE,
                },
            )]));
            assert_eq!(payment(body.to_string().as_bytes()), expected, "{body}");
        }
    }

    #[test]
    fn card_numbers_are_refused_wherever_they_stand() {
        for field in ["transactionId", "paymentToken", "note"] {
            let mut body = valid();
            body[field] = json!("4111 1111 1111 1111");
            assert_eq!(
                payment(body.to_string().as_bytes()),
                Err(Rejection::CardNumber),
                "{field}"
            );
        }
        assert_eq!(transaction_id("4111111111111111"), Err(Rejection::CardNumber));
        assert_eq!(payment(b"\xff"), Err(Rejection::NotAnObject));
    }
}
