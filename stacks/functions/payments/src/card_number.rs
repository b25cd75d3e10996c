//! Recognising card numbers, so that none is ever stored, logged or echoed.
//!
//! A card number is 13 to 19 digits that pass the Luhn check. It is looked for in two shapes: digits in one run,
//! wherever they stand (`tok_4111111111111111`), and digits in groups as printed on a card
//! (`4111 1111 1111 1111`). A UUID is neither: its longest run is twelve digits, and its groups of four are
//! only three.

use std::ops::RangeInclusive;

use serde_json::Value;

/// How many digits a card number has.
const LENGTH: RangeInclusive<usize> = 13..=19;

/// How many digits a printed group has.
const GROUP: RangeInclusive<usize> = 2..=7;

/// What may stand between two groups.
const SEPARATORS: [char; 4] = [' ', '-', '.', '_'];

/// Whether a JSON value holds a card number anywhere: in a key, a string or a number.
pub fn appears_in_json(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) => false,
        Value::Number(number) => appears_in(&number.to_string()),
        Value::String(text) => appears_in(text),
        Value::Array(values) => values.iter().any(appears_in_json),
        Value::Object(fields) => fields
            .iter()
            .any(|(key, value)| appears_in(key) || appears_in_json(value)),
    }
}

/// Whether a text holds a card number.
pub fn appears_in(text: &str) -> bool {
    runs(text).iter().any(|run| holds_number(run)) || grouped(text).iter().any(|digits| holds_number(digits))
}

/// The unbroken runs of digits.
fn runs(text: &str) -> Vec<Vec<u8>> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|run| !run.is_empty())
        .map(digits)
        .collect()
}

/// The digits of neighbouring groups, separated by a single space, hyphen, dot or underscore, taken together.
fn grouped(text: &str) -> Vec<Vec<u8>> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && !SEPARATORS.contains(&c))
        .flat_map(grouped_in_phrase)
        .collect()
}

/// The same within a stretch of letters, digits and separators. A group with a letter in it ends a number.
fn grouped_in_phrase(phrase: &str) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut current = Vec::new();
    for group in phrase.split(SEPARATORS) {
        if GROUP.contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_digit()) {
            current.extend(digits(group));
        } else {
            found.push(std::mem::take(&mut current));
        }
    }
    found.push(current);
    found
}

fn digits(run: &str) -> Vec<u8> {
    run.bytes().map(|byte| byte - b'0').collect()
}

/// Whether the digits are a card number or, being more than one can have, contain one.
fn holds_number(digits: &[u8]) -> bool {
    if LENGTH.contains(&digits.len()) {
        return passes_luhn(digits.iter().copied());
    }
    digits.len() > *LENGTH.end()
        && LENGTH
            .into_iter()
            .any(|length| digits.windows(length).any(|window| passes_luhn(window.iter().copied())))
}

/// Whether a text is a card number and nothing else: 13 to 19 digits that pass the Luhn check.
pub fn is_card_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
        && LENGTH.contains(&text.len())
        && passes_luhn(text.bytes().map(|byte| byte - b'0'))
}

/// The check of ISO/IEC 7812: from the right, every second digit doubled, the digits' sum divisible by ten.
fn passes_luhn(digits: impl DoubleEndedIterator<Item = u8> + Clone) -> bool {
    let sum: u32 = digits
        .clone()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit) {
            (1, digit) if digit > 4 => u32::from(digit) * 2 - 9,
            (1, digit) => u32::from(digit) * 2,
            (_, digit) => u32::from(digit),
        })
        .sum();
    sum.is_multiple_of(10) && digits.into_iter().any(|digit| digit != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognises_the_schemes_test_numbers() {
        for number in [
            "4111111111111111",
            "5555555555554444",
            "378282246310005",
            "6011111111111117",
            "30569309025904",
            "4222222222222",
        ] {
            assert!(appears_in(number), "{number}");
        }
    }

    #[test]
    fn recognises_a_number_however_it_is_dressed() {
        for text in [
            "4111 1111 1111 1111",
            "4111-1111-1111-1111",
            "4111_1111_1111_1111",
            "tok_4111_1111_1111_1111",
            "3782.822463.10005",
            "tok_4111111111111111",
            "x4111111111111111x",
            "card: 4111 1111 1111 1111, thanks",
            "41111111111111111228",
        ] {
            assert!(appears_in(text), "{text}");
        }
    }

    #[test]
    fn leaves_other_digits_alone() {
        for text in [
            "4111111111111112",
            "",
            "99999999999",
            "order-2024-06-30",
            "00000000-0000-4000-8000-000000000000",
            "550e8400-e29b-41d4-a716-446655440000",
            "12345678-1234-1234-1234-123456789012",
            "0000000000000000",
        ] {
            assert!(!appears_in(text), "{text}");
        }
    }

    #[test]
    fn a_card_number_is_nothing_but_digits_that_pass() {
        assert!(is_card_number("4111111111111111"));
        for text in [
            "",
            "4111 1111 1111 1111",
            "4111111111111112",
            "x4111111111111111",
            "42",
            "41111111111111111228",
            "0000000000000000",
        ] {
            assert!(!is_card_number(text), "{text}");
        }
    }

    #[test]
    fn looks_into_every_part_of_a_json_value() {
        for text in [
            r#"{"a": "4111111111111111"}"#,
            r#"{"a": [{"b": 4111111111111111}]}"#,
            r#"{"4111111111111111": null}"#,
            r#"{"a": "\u0034111 1111 1111 1111"}"#,
        ] {
            let value = serde_json::from_str(text).expect("valid JSON");
            assert!(appears_in_json(&value), "{text}");
        }
    }
}
