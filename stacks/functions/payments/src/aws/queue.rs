//! A queue in SQS.

use aws_sdk_sqs::Client;
use aws_types::SdkConfig;

use super::CallError;

/// A queue that messages are sent to.
pub struct Queue {
    client: Client,
    url: String,
}

impl Queue {
    /// A queue by its URL.
    pub fn new(config: &SdkConfig, url: String) -> Self {
        Self {
            client: Client::new(config),
            url,
        }
    }

    /// Sends a message.
    ///
    /// # Errors
    ///
    /// When SQS does not take it, or does not say that it did.
    pub async fn send(&self, body: String) -> Result<(), CallError> {
        let request = self.client.send_message().queue_url(&self.url).message_body(body);
        request.send().await.map(drop).map_err(|error| CallError::new(&error))
    }
}
