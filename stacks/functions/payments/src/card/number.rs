//! A card's number, while it is needed.

use crate::card_number::is_card_number;
use zeroize::Zeroizing;

/// A card's number, valid by the Luhn check.
///
/// It can neither be printed, nor serialised, nor copied, nor compared, and its memory is overwritten when it is
/// dropped. What is out of this type's reach are the buffers the request came in: Lambda's runtime and TLS own those.
///
/// ```compile_fail
/// let number = payments::card::CardNumber::parse("4111111111111111");
/// println!("{number:?}");
/// ```
///
/// ```compile_fail
/// let number = payments::card::CardNumber::parse("4111111111111111").unwrap();
/// println!("{number}");
/// ```
///
/// ```compile_fail
/// let number = payments::card::CardNumber::parse("4111111111111111").unwrap();
/// serde_json::to_string(&number);
/// ```
///
/// ```compile_fail
/// let number = payments::card::CardNumber::parse("4111111111111111").unwrap();
/// let copy = number.clone();
/// ```
pub struct CardNumber(Zeroizing<Vec<u8>>);

impl CardNumber {
    /// What a valid number is, for whoever sent another.
    pub const RULE: &str = "a card number: 13 to 19 digits without spaces, as text";

    /// Takes a valid number.
    pub fn parse(text: &str) -> Option<Self> {
        is_card_number(text).then(|| Self(Zeroizing::new(text.as_bytes().to_vec())))
    }

    /// The digits people recognise the card by.
    pub fn last_four(&self) -> LastFour {
        let digits = self.0.iter().skip(self.0.len() - LastFour::LENGTH);
        LastFour(digits.map(|&digit| char::from(digit)).collect())
    }

    /// Whether a text holds the number, whatever stands between its digits.
    pub fn hides_in(&self, text: &str) -> bool {
        let digits: Zeroizing<Vec<u8>> = Zeroizing::new(text.bytes().filter(u8::is_ascii_digit).collect());
        digits.windows(self.0.len()).any(|window| window == &self.0[..])
    }

    /// The digits, for the one place that makes a token of them.
    pub(super) fn digits(&self) -> &[u8] {
        &self.0
    }
}

/// The last four digits of a card's number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastFour(String);

impl LastFour {
    const LENGTH: usize = 4;

    /// Takes four digits.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == Self::LENGTH && text.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| Self(text.to_owned()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_its_last_digits_only() {
        let number = CardNumber::parse("4242424242424242").expect("a number");
        assert_eq!(number.last_four().as_str(), "4242");
        let number = CardNumber::parse("5105105105105100").expect("a number");
        assert_eq!(number.last_four().as_str(), "5100");
    }

    #[test]
    fn refuses_what_is_no_card_number() {
        for text in [
            "",
            "4111111111111112",
            "4111 1111 1111 1111",
            "4242",
            "４１１１１１１１１１１１１１１１",
        ] {
            assert!(CardNumber::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn is_found_whatever_stands_between_its_digits() {
        let number = CardNumber::parse("4111111111111111").expect("a number");
        for text in [
            "4111111111111111",
            "order-4111x1111x1111x1111-1",
            "4-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1",
        ] {
            assert!(number.hides_in(text), "{text}");
        }
        for text in ["", "order-00001", "411111111111111", "1111111111111111"] {
            assert!(!number.hides_in(text), "{text}");
        }
    }
}
