//! Making tokens.

use payments::{
    aws::Secret,
    card::{CardNumber, Token, TokenKey},
};
use tokio::sync::OnceCell;

use crate::failure::Failure;

/// What puts tokens in the place of card numbers, with a key that is fetched once in the life of a process.
pub struct Tokeniser {
    secret: Secret,
    key: OnceCell<TokenKey>,
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
        Ok(key.token_of(number))
    }

    async fn fetch_key(&self) -> Result<TokenKey, Failure> {
        let text = self.secret.fetch().await;
        let text = text.map_err(|error| Failure::TokenKey(error.to_string()))?;
        text.and_then(TokenKey::new)
            .ok_or_else(|| Failure::TokenKey(format!("the secret is not {}", TokenKey::RULE)))
    }
}
