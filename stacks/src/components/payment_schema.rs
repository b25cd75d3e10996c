//! What a payment has to be before anything behind an API sees it, as a JSON schema (draft 4, which API Gateway knows).

use paydsl::prelude::*;

/// A payment with an amount, a currency, and a card or the token of one. `references` are the texts that it has to carry
/// besides, such as its transaction's identifier.
pub(crate) fn payment_schema(references: &[&'static str]) -> Value<Str> {
    let card = object(
        &["number", "expiryMonth", "expiryYear"],
        vec![
            ("number", of_type("string")),
            ("expiryMonth", of_type("integer")),
            ("expiryYear", of_type("integer")),
        ],
    );
    let mut required = references.to_vec();
    required.extend(["amount", "currency"]);
    let mut properties: Vec<(&str, Value<Any>)> = references.iter().map(|name| (*name, text(1, 64))).collect();
    properties.extend([
        ("amount", any(vec![("type", any("integer")), ("minimum", any(1))])),
        ("currency", text(3, 3)),
        ("card", card),
        ("paymentToken", text(8, 128)),
    ]);
    jsonencode(object(&required, properties))
}

/// Any JSON object: what is signed as a whole is looked at only once its signature is known to be right.
pub(crate) fn object_schema() -> Value<Str> {
    jsonencode(object(&[], Vec::new()))
}

fn object(required: &[&str], properties: Vec<(&str, Value<Any>)>) -> Value<Any> {
    let mut schema = vec![
        ("$schema", any("http://json-schema.org/draft-04/schema#")),
        ("type", any("object")),
    ];
    // Draft 4 has no empty list of what is required.
    if !required.is_empty() {
        schema.push(("required", any(required.to_vec())));
        schema.push(("properties", any(properties)));
    }
    any(schema)
}

fn of_type(name: &str) -> Value<Any> {
    any(vec![("type", name)])
}

fn text(least: u32, most: u32) -> Value<Any> {
    any(vec![
        ("type", any("string")),
        ("minLength", any(least)),
        ("maxLength", any(most)),
    ])
}

fn any(value: impl IntoValue<Any>) -> Value<Any> {
    value.into_value()
}
