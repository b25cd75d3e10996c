//! A secret in Secrets Manager.

use aws_sdk_secretsmanager::Client;
use aws_types::SdkConfig;

use super::CallError;

/// A secret that is text.
pub struct Secret {
    client: Client,
    arn: String,
}

impl Secret {
    /// A secret by its ARN.
    pub fn new(config: &SdkConfig, arn: String) -> Self {
        Self {
            client: Client::new(config),
            arn,
        }
    }

    /// Fetches the text as it is now; `None` when the secret is not text.
    ///
    /// # Errors
    ///
    /// When Secrets Manager does not give it.
    pub async fn fetch(&self) -> Result<Option<String>, CallError> {
        let answer = self.client.get_secret_value().secret_id(&self.arn).send().await;
        answer
            .map(|secret| secret.secret_string)
            .map_err(|error| CallError::new(&error))
    }
}
