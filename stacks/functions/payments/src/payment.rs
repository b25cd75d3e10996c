//! A payment, whose every part is valid by construction.

use std::fmt;

use crate::{card_number, currency::Currency};

/// The caller's name for one payment: sent again, it means the same payment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TransactionId(String);

impl TransactionId {
    /// What a valid identifier is, for whoever sent another.
    pub const RULE: &str = "8 to 64 letters, digits, '-' and '_', without a card number";

    /// Takes a valid identifier.
    pub fn parse(text: &str) -> Option<Self> {
        is_reference(text, 8..=64).then(|| Self(text.to_owned()))
    }

    /// The identifier's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TransactionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What the card vault gave out in a card's place. Kept out of logs, messages and audit records all the same.
#[derive(Clone, PartialEq, Eq)]
pub struct PaymentToken(String);

impl PaymentToken {
    /// What a valid token is, for whoever sent another.
    pub const RULE: &str = "8 to 128 letters, digits, '-' and '_', never a card number";

    /// Takes a valid token.
    pub fn parse(text: &str) -> Option<Self> {
        is_reference(text, 8..=128).then(|| Self(text.to_owned()))
    }

    /// The token itself, for the one place that stores it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PaymentToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PaymentToken(…)")
    }
}

/// An amount in the currency's minor unit (cents), above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount(i64);

impl Amount {
    /// What a valid amount is, for whoever sent another.
    pub const RULE: &str = "a whole number of the currency's minor unit from 1 to 99999999999";

    /// The greatest amount: eleven digits, too few to be a card number.
    const MAX: i64 = 99_999_999_999;

    /// Takes a valid amount.
    pub fn parse(minor_units: i64) -> Option<Self> {
        (1..=Self::MAX).contains(&minor_units).then_some(Self(minor_units))
    }

    /// The amount in minor units.
    pub fn minor_units(self) -> i64 {
        self.0
    }
}

/// What a caller asks to be paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// The caller's name for it.
    pub transaction_id: TransactionId,
    /// How much.
    pub amount: Amount,
    /// In what.
    pub currency: Currency,
    /// From which card, without its number.
    pub token: PaymentToken,
}

/// Whether a text is a reference of a length that fits and no card number.
fn is_reference(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        && !card_number::appears_in(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_positive_and_bounded() {
        assert_eq!(Amount::parse(1).map(Amount::minor_units), Some(1));
        assert!(Amount::parse(99_999_999_999).is_some());
        for amount in [0, -1, 100_000_000_000, i64::MIN, i64::MAX] {
            assert_eq!(Amount::parse(amount), None, "{amount}");
        }
    }

    #[test]
    fn references_are_plain_and_no_card_numbers() {
        assert!(TransactionId::parse("550e8400-e29b-41d4-a716-446655440000").is_some());
        for text in [
            "short",
            "has space",
            "../../etc/passwd",
            "4111111111111111",
            "tok_4111111111111111",
        ] {
            assert_eq!(TransactionId::parse(text), None, "{text}");
            assert_eq!(PaymentToken::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_token_does_not_show_itself() {
        let token = PaymentToken::parse("tok_secret_1").expect("a valid token");
        assert!(!format!("{token:?}").contains("secret"));
    }
}
