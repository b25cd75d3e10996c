//! Making tokens.

use hmac::{Hmac, KeyInit, Mac};
use payments::aws::Secret;
use sha2::Sha256;
use tokio::sync::OnceCell;
use zeroize::Zeroizing;

use super::{CardNumber, Token};
use crate::failure::Failure;

/// The shortest key, in bytes: as long as the hash. Card numbers are so few that only the key hides them.
const SHORTEST_KEY: usize = 32;

/// What puts tokens in the place of card numbers, with a key that is fetched once in the life of a process.
pub struct Tokeniser {
    secret: Secret,
    key: OnceCell<Zeroizing<Vec<u8>>>,
}

impl Tokeniser {
    /// A tokeniser whose key is the text of a secret.
    pub fn new(secret: Secret) -> Self {
        Self {
            secret,
            key: OnceCell::new(),
        }
    }

    /// The token of a number.
    ///
    /// # Errors
    ///
    /// When there is no key: Secrets Manager does not give it, or it is too short.
    pub async fn tokenise(&self, number: &CardNumber) -> Result<Token, Failure> {
        let key = self.key.get_or_try_init(|| self.fetch_key()).await?;
        hash(key, number)
    }

    async fn fetch_key(&self) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let text = self.secret.fetch().await;
        let text = text.map_err(|error| Failure::TokenKey(error.to_string()))?;
        let key = text.map(|text| Zeroizing::new(text.into_bytes()));
        key.filter(|key| key.len() >= SHORTEST_KEY)
            .ok_or_else(|| Failure::TokenKey(format!("the secret is not text of at least {SHORTEST_KEY} bytes")))
    }
}

fn hash(key: &[u8], number: &CardNumber) -> Result<Token, Failure> {
    let hash = Hmac::<Sha256>::new_from_slice(key);
    let mut hash = hash.map_err(|error| Failure::TokenKey(error.to_string()))?;
    hash.update(number.digits());
    Ok(Token::of_hash(&hash.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(key: &str, number: &str) -> Token {
        hash(key.as_bytes(), &CardNumber::parse(number).expect("a number")).expect("a token")
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
}
