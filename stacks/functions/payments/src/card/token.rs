//! Tokens: what is stored in a card number's place.

use std::fmt;

/// `tok_` and 32 hexadecimal digits: the first half of a keyed hash of the number. Whoever lacks the key learns
/// nothing from it; one number always has one token. Kept out of logs, messages and audit records all the same.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// What a valid token is, for whoever sent another.
    pub const RULE: &str = "a token that an earlier answer gave out, for a card that has not expired";

    const PREFIX: &str = "tok_";
    const DIGITS: usize = 32;

    /// Takes the form of a token. Whether it was given out, the ledger knows.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(Self::PREFIX)?;
        let fits = digits.len() == Self::DIGITS && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        fits.then(|| Self(text.to_owned()))
    }

    /// The token of a hash, of which the first 16 bytes count.
    pub(super) fn of_hash(hash: &[u8]) -> Self {
        let digits = hash.iter().take(Self::DIGITS / 2).map(|byte| format!("{byte:02x}"));
        Self(std::iter::once(Self::PREFIX.to_owned()).chain(digits).collect())
    }

    /// The token itself, for where it is stored and for its owner.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_makes_and_nothing_else() {
        let token = Token::of_hash(&[0xab; 32]);
        assert_eq!(token.expose(), format!("tok_{}", "ab".repeat(16)));
        assert_eq!(Token::parse(token.expose()), Some(token.clone()));
        assert!(!format!("{token:?}").contains("ab"));
        for text in [
            "",
            "tok_",
            "tok_abc",
            &"a".repeat(36),
            &format!("tok_{}", "AB".repeat(16)),
        ] {
            assert_eq!(Token::parse(text), None, "{text}");
        }
    }
}
