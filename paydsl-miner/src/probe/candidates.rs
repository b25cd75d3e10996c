//! Values to try: such as no validator passes, and such as some do.

use paydsl_schema::{Form, Rule, Type};

use crate::value::Value;

/// No validator passes these: together they break every rule that has a message.
pub(crate) fn hopeless(ty: &Type, name: &str) -> Vec<Value> {
    match ty {
        Type::Number => [-999_999_999.0, 0.0, HALF, 9_999_999_999.0, -1.0]
            .map(Value::Number)
            .to_vec(),
        Type::Bool => [true, false].map(Value::Bool).to_vec(),
        _ => {
            let mut texts = vec![GARBAGE.to_owned(), String::new(), "x".repeat(LONG)];
            if is_document(name) {
                texts.push("x".repeat(VERY_LONG));
            }
            texts.into_iter().map(Value::String).collect()
        }
    }
}

/// Whether a value that stands in a message is no other value: a text or a number that is in no message by chance.
pub(crate) fn is_unmistakable(value: &str) -> bool {
    value.contains(GARBAGE) || value == HALF.to_string()
}

/// No whole number.
const HALF: f64 = 1.5;

/// Nothing that can be written as a bound is between it and zero.
pub(crate) const NEXT_TO_ZERO: f64 = 0.000_000_1;

/// Neither a word, nor a number, nor anything else.
const GARBAGE: &str = "☃ ☃";

/// Longer than most texts may be.
const LONG: usize = 70_000;

/// Longer than a document may be.
const VERY_LONG: usize = 1_100_000;

fn is_document(name: &str) -> bool {
    [
        "policy",
        "definition",
        "document",
        "body",
        "content",
        "template",
        "script",
        "json",
    ]
    .iter()
    .any(|word| name.contains(word))
}

/// Values that one validator or another passes; of them, what a rule refuses and the provider accepts shows that the rule
/// is not all there is.
pub(crate) fn plausible(ty: &Type, rules: &[Rule]) -> Vec<Value> {
    plausible_of(ty, rules, TEXTS)
}

/// The same for a type about which every question takes long.
pub(crate) fn few_plausible(ty: &Type, rules: &[Rule]) -> Vec<Value> {
    plausible_of(ty, rules, FEW_TEXTS)
}

fn plausible_of(ty: &Type, rules: &[Rule], texts: &[&str]) -> Vec<Value> {
    let mut values = Vec::new();
    for rule in rules {
        of_rule(rule, ty, &mut values);
    }
    match ty {
        Type::Number => values.extend([1.0, 2.0, 60.0, 1000.0].map(Value::Number)),
        Type::Bool => {}
        _ => values.extend(texts.iter().map(|&text| Value::from(text))),
    }
    let mut distinct: Vec<Value> = Vec::new();
    for value in values {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    distinct
}

/// One of each form that is common in giants.
const FEW_TEXTS: &[&str] = &[
    "",
    "abc",
    "1",
    "123456789012",
    "us-east-1",
    "https://example.com/a",
    "arn:aws:iam::123456789012:role/a",
    "10.0.0.0/16",
    "{}",
    "2030-01-02T03:04:05Z",
];

/// One of each common form.
pub(crate) const TEXTS: &[&str] = &[
    "",
    "a",
    "abc",
    "ABC",
    "aA1-b_c",
    "1",
    "0",
    "-1",
    "123456789012",
    "us-east-1",
    "us-east-1a",
    "example.com",
    "a@example.com",
    "https://example.com/a",
    "s3://bucket/key",
    "arn:aws:iam::123456789012:role/a",
    "arn:aws:s3:::bucket",
    "arn:x:y:::z",
    "10.0.0.0/16",
    "10.0.0.0/8",
    "10.0.0.0/30",
    "10.0.0.1/16",
    "10.0.0.1",
    "2001:db8::/32",
    "2001:db8::/56",
    "2001:db8::1",
    "{}",
    "[]",
    "{\"Version\":\"2012-10-17\",\"Statement\":[]}",
    "2030-01-02T03:04:05Z",
    "2030-01-02T03:04:05+01:00",
    "2030-01-02",
    "30s",
    "1h30m",
    "PT1H",
    "03:04",
    "03:00-04:00",
    "sun:03:00-sun:04:00",
    "rate(5 minutes)",
    "cron(0 20 * * ? *)",
    "YQ==",
    "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    "alias/a",
    "true",
    "null",
    "*",
    "/",
    "/a/b/",
    "name with spaces",
    "ümlaut",
    "[a-z",
];

fn of_rule(rule: &Rule, ty: &Type, values: &mut Vec<Value>) {
    match rule {
        Rule::OneOf { values: members, .. } => {
            for member in members.iter().take(2).chain(members.last()) {
                values.extend(typed(member, ty));
            }
            for flipped in members.iter().filter_map(|member| other_case(member)).take(2) {
                values.extend(typed(&flipped, ty));
            }
        }
        Rule::NoneOf(members) => values.extend(members.iter().take(2).filter_map(|member| typed(member, ty))),
        Rule::Range { min, max } => {
            if *min == Some(0.0) && *ty == Type::Number {
                values.push(Value::Number(NEXT_TO_ZERO));
            }
            for bound in [min, max].into_iter().flatten() {
                let around = [*bound, bound - 1.0, bound + 1.0];
                values.extend(around.into_iter().filter_map(|number| typed(&number.to_string(), ty)));
            }
        }
        Rule::GreaterThan(bound) => {
            values.extend(
                [*bound, bound + 1.0]
                    .into_iter()
                    .filter_map(|number| typed(&number.to_string(), ty)),
            );
        }
        Rule::DivisibleBy(divisor) => {
            for factor in [1, 2, 10] {
                values.extend(typed(&(divisor * factor).to_string(), ty));
                values.extend(typed(&(divisor * factor + 1).to_string(), ty));
            }
        }
        Rule::Length { min, max, .. } => {
            let lengths = [min.map(|min| min.saturating_sub(1)), *min, *max, max.map(|max| max + 1)];
            for length in lengths.into_iter().flatten().filter(|&length| length < 100_000) {
                let length = usize::try_from(length).unwrap_or_default();
                values.push(Value::String("a".repeat(length)));
            }
        }
        Rule::Form(Form::Cidr { min, max, .. }) => {
            for bits in [*min, *max, min.saturating_sub(1), max.saturating_add(1)] {
                values.push(Value::String(format!("0.0.0.0/{bits}")));
                values.push(Value::String(format!("::/{bits}")));
            }
        }
        _ => {}
    }
}

fn typed(text: &str, ty: &Type) -> Option<Value> {
    match ty {
        Type::Number => text.parse().ok().map(Value::Number),
        _ => Some(Value::from(text)),
    }
}

/// The text in the other case; `None` if it has none.
pub(crate) fn other_case(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let other = if lower == text { text.to_uppercase() } else { lower };
    (other != text).then_some(other)
}
