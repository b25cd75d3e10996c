//! Making tokens.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{CardNumber, Token};

/// The key that puts tokens in the place of card numbers. Its memory is overwritten when it is dropped.
#[derive(Clone)]
pub struct TokenKey {
    hash: Hmac<Sha256>,
}

impl TokenKey {
    /// What a valid key is, for whoever configured another.
    pub const RULE: &str = "text of at least 32 bytes";

    /// The shortest key, in bytes: as long as the hash. Card numbers are so few that only the key hides them.
    const SHORTEST: usize = 32;

    /// Takes a key that is long enough.
    pub fn new(text: String) -> Option<Self> {
        let key = Zeroizing::new(text.into_bytes());
        let long_enough = key.len() >= Self::SHORTEST;
        let hash = Hmac::new_from_slice(&key).ok().filter(|_| long_enough)?;
        Some(Self { hash })
    }

    /// The token of a number: always the same.
    pub fn token_of(&self, number: &CardNumber) -> Token {
        let mut hash = self.hash.clone();
        hash.update(number.digits());
        Token::of_hash(&hash.finalize().into_bytes())
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TokenKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(key: &str, number: &str) -> Token {
        let key = TokenKey::new(key.to_owned()).expect("a key");
        key.token_of(&CardNumber::parse(number).expect("a number"))
    }

    #[test]
    fn is_hmac_sha256_of_the_number() {
        // printf 4111111111111111 | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef
        let known = token("0123456789abcdef0123456789abcdef", "4111111111111111");
        assert_eq!(known.expose(), "tok_7b7e6cb2715c7b1c37110f035123abd3");
    }

    #[test]
    fn differs_with_key_and_number() {
        let key = "0123456789abcdef0123456789abcdef";
        let one = token(key, "4111111111111111");
        assert_eq!(one, token(key, "4111111111111111"));
        assert_ne!(one, token(key, "5555555555554444"));
        assert_ne!(one, token("another key of thirty-two bytes!", "4111111111111111"));
    }

    #[test]
    fn a_short_key_is_none_and_no_key_shows_itself() {
        assert!(TokenKey::new("hunter2".to_owned()).is_none());
        let key = TokenKey::new("hunter2".repeat(5)).expect("a key");
        assert_eq!(format!("{key:?}"), "TokenKey(…)");
    }
}
