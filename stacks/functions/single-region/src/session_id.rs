//! The names of customers' sessions.

use std::fmt;

use payments::card_number;

/// The caller's name for one customer's session. It is no proof of who calls: whoever knows it shares the session.
///
/// It has no `#` in it, so that it never is the key of another kind of item in the sessions' table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionId(String);

impl SessionId {
    /// What a valid identifier is, for whoever sent another.
    pub const RULE: &str = "8 to 64 letters, digits, '-' and '_', without a card number";

    /// Takes a valid identifier.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        let fits = (8..=64).contains(&text.len()) && plain && !card_number::appears_in(text);
        fits.then(|| Self(text.to_owned()))
    }

    /// The identifier's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_no_other_items_key_and_no_card_number() {
        assert!(SessionId::parse("550e8400-e29b-41d4-a716-446655440000").is_some());
        for text in [
            "",
            "short",
            "transaction#order-00001",
            "velocity#tok_1",
            "session 00001",
            "session-00001\n",
            "séance-00001",
            "4111111111111111",
            "session_4111_1111_1111_1111",
            &"x".repeat(65),
        ] {
            assert_eq!(SessionId::parse(text), None, "{text}");
        }
    }
}
