//! Card numbers: one for each payment, and the search for them where they must not be.

use serde_json::{Value, json};

use crate::merchant::now;

/// What all of ours begin with.
const ISSUER: &str = "4929";
const LENGTH: usize = 16;

/// A number as a real card could have it, the same for the same text.
#[must_use]
pub fn number_for(text: &str) -> String {
    // FNV-1a: short, and even over short texts.
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let start = format!("{ISSUER}{:011}", hash % 100_000_000_000);
    let check = (0..10)
        .map(|digit| format!("{start}{digit}"))
        .find(|number| is_valid(number));
    check.expect("one of ten digits fits")
}

/// A payment's `card`, the same number for the same text, good for years to come.
#[must_use]
pub fn details_for(text: &str) -> Value {
    // A year has 365.2425 days.
    let year = 1970 + now() / 31_556_952;
    json!({"number": number_for(text), "expiryMonth": 12, "expiryYear": year + 3})
}

/// The first of our numbers that a text holds.
#[must_use]
pub fn found_in(text: &str) -> Option<&str> {
    let runs = text.split(|c: char| !c.is_ascii_digit());
    runs.flat_map(|run| (0..(run.len() + 1).saturating_sub(LENGTH)).map(move |start| &run[start..start + LENGTH]))
        .find(|number| number.starts_with(ISSUER) && is_valid(number))
}

/// Luhn's check.
fn is_valid(number: &str) -> bool {
    let digits = number.bytes().rev().map(|digit| u32::from(digit - b'0'));
    let sum: u32 = digits
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit) {
            (0, _) => digit,
            (_, 0..=4) => 2 * digit,
            _ => 2 * digit - 9,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_valid_different_and_found() {
        assert!(is_valid("4111111111111111") && !is_valid("4111111111111112"));
        let number = number_for("order-1");
        assert!(is_valid(&number) && number.len() == LENGTH);
        assert_ne!(number, number_for("order-2"));
        assert_eq!(found_in(&format!("x7{number}9")), Some(number.as_str()));
        assert_eq!(found_in("4929 1111 and 1700000000000"), None);
    }
}
