//! Reading a request to pay by card or by token: everything a caller sends is checked here, and nothing of it is repeated
//! in a complaint.

use zeroize::Zeroizing;

use crate::{
    api::ApiRequest,
    card::{CardNumber, Expiry, Token},
    correlation::CorrelationId,
    currency::Currency,
    fields::Fields,
    moment::Moment,
    origin::Origin,
    payment::{Amount, TransactionId},
    request::{Problem, Rejection, body},
};

/// The fields that every system has.
const FIELDS: &[&str] = &["transactionId", "amount", "currency", "card", "paymentToken"];

/// A request to pay, checked; its card is not looked up yet.
pub struct PaymentRequest {
    /// The caller's name for the payment.
    pub transaction_id: TransactionId,
    /// How much.
    pub amount: Amount,
    /// In what.
    pub currency: Currency,
    /// From which card.
    pub source: Source,
}

/// How a request names a card.
pub enum Source {
    /// By its number.
    Number(CardNumber, Expiry),
    /// By the token an earlier answer gave out.
    Token(Token),
}

/// Reads a field of a system's own; it adds what is wrong to the problems. What the last argument recognises must not be
/// taken: it holds the card's number.
pub type ReadOwn<'a, T> = &'a dyn Fn(&Fields<'_>, &mut Vec<Problem>, &dyn Fn(&str) -> bool) -> Option<T>;

/// Reads the payment a request asks for, and the fields that only this system has, whose names are `own`.
///
/// Where `origin` holds the card's number, however disguised, it is replaced: the caller chose it, and it is logged.
///
/// # Errors
///
/// When the request is not valid, with everything that is wrong about its fields.
pub fn read<T>(
    request: &ApiRequest,
    origin: &mut Origin,
    now: Moment,
    own: &[&str],
    read_own: ReadOwn<'_, T>,
) -> Result<(PaymentRequest, T), Rejection> {
    if request.http_method != "POST" {
        return Err(Rejection::Method("POST"));
    }
    let fields = Fields::read(body(request)?).ok_or(Rejection::NotAnObject)?;
    let number = card_number(&fields);
    let meant = meant_number(&fields);
    let hidden = |text: &str| meant.as_ref().is_some_and(|number| number.hides_in(text));
    conceal(origin, request, hidden);

    let mut problems = fields.check_names("(other)", &[FIELDS, own].concat());
    let id = fields
        .text("transactionId")
        .and_then(|text| TransactionId::parse(&text));
    let id = id.filter(|id| !hidden(id.as_str()));
    let id = need(&mut problems, "transactionId", TransactionId::RULE, id);
    let amount = fields.number("amount").and_then(Amount::parse);
    let amount = need(&mut problems, "amount", Amount::RULE, amount);
    let currency = fields.text("currency").and_then(|text| Currency::parse(&text));
    let currency = need(&mut problems, "currency", Currency::RULE, currency);
    let own = read_own(&fields, &mut problems, &hidden);
    let source = source(&fields, number, now, &mut problems);
    match (id, amount, currency, source, own) {
        (Some(transaction_id), Some(amount), Some(currency), Some(source), Some(own)) if problems.is_empty() => {
            let payment = PaymentRequest {
                transaction_id,
                amount,
                currency,
                source,
            };
            Ok((payment, own))
        }
        _ => Err(Rejection::Invalid(problems)),
    }
}

/// The card's number, be the rest as wrong as it may.
fn card_number(fields: &Fields<'_>) -> Option<CardNumber> {
    CardNumber::parse(fields.object("card")?.text_in_place("number")?)
}

/// The number that the card's field means, however it is written: what must not be repeated even where it is refused.
fn meant_number(fields: &Fields<'_>) -> Option<CardNumber> {
    let card = fields.object("card")?;
    let text = card.text("number").map(Zeroizing::new);
    let text = text.or_else(|| Some(Zeroizing::new(card.number("number")?.to_string())))?;
    let digits: Zeroizing<String> = Zeroizing::new(text.chars().filter(char::is_ascii_digit).collect());
    CardNumber::parse(&digits)
}

/// Takes out of an origin what holds a card's number.
fn conceal(origin: &mut Origin, request: &ApiRequest, hidden: impl Fn(&str) -> bool) {
    if hidden(origin.correlation_id.as_str()) {
        origin.correlation_id = CorrelationId::choose(None, request.request_id().unwrap_or_default());
    }
    origin.trace = origin.trace.take().filter(|trace| !hidden(trace));
}

/// The card, by its number or by its token.
fn source(fields: &Fields<'_>, number: Option<CardNumber>, now: Moment, problems: &mut Vec<Problem>) -> Option<Source> {
    match (fields.has("card"), fields.has("paymentToken")) {
        (true, false) => {
            let card = fields.object("card");
            let rule = "an object with number, expiryMonth and expiryYear";
            let card = need(problems, "card", rule, card)?;
            card_by_number(&card, number, now, problems)
        }
        (false, true) => {
            let token = fields.text("paymentToken").and_then(|text| Token::parse(&text));
            need(problems, "paymentToken", Token::RULE, token).map(Source::Token)
        }
        _ => need(problems, "card", "either a card or a paymentToken", None),
    }
}

fn card_by_number(
    card: &Fields<'_>,
    number: Option<CardNumber>,
    now: Moment,
    problems: &mut Vec<Problem>,
) -> Option<Source> {
    problems.extend(card.check_names("card.(other)", &["number", "expiryMonth", "expiryYear"]));
    let number = need(problems, "card.number", CardNumber::RULE, number);
    let month = card.number("expiryMonth").and_then(Expiry::month);
    let month = need(problems, "card.expiryMonth", Expiry::MONTH_RULE, month);
    let year = card.number("expiryYear").and_then(Expiry::year);
    let year = need(problems, "card.expiryYear", Expiry::YEAR_RULE, year);
    let expiry = Some(Expiry::new(year?, month?)).filter(|expiry| !expiry.is_past(now));
    let expiry = need(problems, "card.expiryYear", Expiry::PAST, expiry);
    Some(Source::Number(number?, expiry?))
}

/// The value, or a problem.
pub fn need<T>(problems: &mut Vec<Problem>, field: &'static str, rule: &'static str, value: Option<T>) -> Option<T> {
    if value.is_none() {
        problems.push(Problem::new(field, rule));
    }
    value
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::request::MAX_BODY;

    const NUMBER: &str = "4111111111111111";

    /// 2026-01-31T23:59:59.120Z.
    fn now() -> Moment {
        Moment::from_millis(1_769_903_999_120).expect("a moment")
    }

    fn valid() -> Value {
        let card = json!({"number": NUMBER, "expiryMonth": 1, "expiryYear": 2026});
        json!({"transactionId": "order-00001", "amount": 1250, "currency": "EUR", "card": card})
    }

    fn read_text(body: &str, headers: Value) -> (Result<PaymentRequest, Rejection>, Origin) {
        let event =
            json!({"httpMethod": "POST", "body": body, "headers": headers, "requestContext": {"requestId": "r-1"}});
        let request: ApiRequest = serde_json::from_value(event).expect("an event");
        let mut origin = Origin::of_request(&request, "invocation-1", None);
        let payment = super::read(&request, &mut origin, now(), &["note"], &|_, _, _| Some(()));
        (payment.map(|(payment, ())| payment), origin)
    }

    fn read(body: &Value) -> Result<PaymentRequest, Rejection> {
        read_text(&body.to_string(), Value::Null).0
    }

    fn with(pointer: &str, value: Value) -> Value {
        let mut body = valid();
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        body.pointer_mut(parent).expect("the parent")[name] = value;
        body
    }

    fn fields_at_fault(body: &Value) -> Vec<&'static str> {
        match read(body) {
            Err(Rejection::Invalid(problems)) => problems.iter().map(|problem| problem.field).collect(),
            Err(other) => panic!("expected problems, got {other:?}"),
            Ok(_) => panic!("expected problems with {body}"),
        }
    }

    #[test]
    fn reads_a_payment_by_card() {
        let Ok(payment) = read(&valid()) else {
            panic!("a payment")
        };
        assert_eq!(payment.transaction_id.as_str(), "order-00001");
        assert_eq!(payment.amount.minor_units(), 1250);
        assert_eq!(payment.currency.code(), "EUR");
        let Source::Number(number, expiry) = payment.source else {
            panic!("a number")
        };
        assert!(number.hides_in(NUMBER));
        assert_eq!(expiry, Expiry::new(2026, 1));
    }

    #[test]
    fn reads_a_payment_by_token() {
        let token = format!("tok_{}", "ab".repeat(16));
        let body = json!({"transactionId": "order-00001", "amount": 1250, "currency": "EUR", "paymentToken": token});
        let Ok(payment) = read(&body) else { panic!("a payment") };
        assert!(matches!(payment.source, Source::Token(found) if found.expose() == token));
    }

    #[test]
    fn every_problem_is_told_at_once() {
        assert_eq!(
            fields_at_fault(&json!({})),
            ["transactionId", "amount", "currency", "card"]
        );
        let body = json!({"transactionId": 1, "amount": "1", "currency": "eur", "surprise": 1,
                          "card": {"number": "4111111111111112", "expiryMonth": 13, "expiryYear": 26, "cvc": "123"}});
        assert_eq!(
            fields_at_fault(&body),
            [
                "(other)",
                "transactionId",
                "amount",
                "currency",
                "card.(other)",
                "card.number",
                "card.expiryMonth",
                "card.expiryYear"
            ]
        );
    }

    #[test]
    fn each_field_is_checked() {
        for (pointer, value, field) in [
            ("/amount", json!(0), "amount"),
            ("/amount", json!(12.0), "amount"),
            ("/amount", json!(100_000_000_000_i64), "amount"),
            ("/amount", json!(null), "amount"),
            ("/currency", json!("XXX"), "currency"),
            ("/transactionId", json!("short"), "transactionId"),
            ("/transactionId", json!(NUMBER), "transactionId"),
            ("/transactionId", json!("4111_1111_1111_1111"), "transactionId"),
            ("/transactionId", json!("4111a1111b1111c1111"), "transactionId"),
            ("/card", json!(NUMBER), "card"),
            ("/card", json!([NUMBER]), "card"),
            ("/card/number", json!(4_111_111_111_111_111_i64), "card.number"),
            ("/card/number", json!("4111 1111 1111 1111"), "card.number"),
            ("/card/expiryMonth", json!("1"), "card.expiryMonth"),
            ("/card/expiryYear", json!(2025), "card.expiryYear"),
            ("/paymentToken", json!(format!("tok_{}", "ab".repeat(16))), "card"),
            ("/cardNumber", json!(NUMBER), "(other)"),
        ] {
            let body = with(pointer, value);
            assert_eq!(fields_at_fault(&body), [field], "{body}");
        }
    }

    #[test]
    fn no_complaint_repeats_what_was_sent() {
        let hostile = json!({NUMBER: NUMBER, "transactionId": NUMBER, "amount": NUMBER, "currency": NUMBER,
                             "card": {NUMBER: NUMBER, "number": "4111-1111-1111-1111"}, "paymentToken": NUMBER});
        let rejection = read(&hostile).err().expect("a rejection");
        assert!(!format!("{rejection:?}").contains("1111"), "{rejection:?}");
    }

    #[test]
    fn a_field_that_stands_twice_is_refused() {
        let body = valid().to_string().replacen('{', "{\"amount\":1,", 1);
        let rejection = read_text(&body, Value::Null).0.err().expect("a rejection");
        let Rejection::Invalid(problems) = rejection else {
            panic!("{rejection:?}")
        };
        assert_eq!(problems, [Problem::new("(other)", "a field stands there twice")]);
    }

    #[test]
    fn bodies_that_are_no_object_are_refused() {
        for body in ["", "[]", "{", "\"text\"", "null", "{} {}", &"[".repeat(5000)] {
            let rejection = read_text(body, Value::Null).0.err();
            assert_eq!(rejection, Some(Rejection::NotAnObject), "{body}");
        }
        let rejection = read_text(&" ".repeat(MAX_BODY + 1), Value::Null).0.err();
        assert_eq!(rejection, Some(Rejection::TooLong));
    }

    #[test]
    fn a_card_number_in_the_origin_is_forgotten_even_of_a_request_that_is_refused() {
        let headers = json!({"X-Correlation-Id": "4111x1111x1111x1111"});
        for body in [
            valid(),
            with("/amount", json!(0)),
            with("/card/number", json!("4111 1111 1111 1111")),
            with("/card/number", json!(4_111_111_111_111_111_i64)),
        ] {
            let (_, origin) = read_text(&body.to_string(), headers.clone());
            assert_eq!(origin.correlation_id.as_str(), "r-1");
        }
        let (_, origin) = read_text(&valid().to_string(), json!({"X-Correlation-Id": "c-1"}));
        assert_eq!(origin.correlation_id.as_str(), "c-1");
    }
}
