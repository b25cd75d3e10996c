//! The settlement queue in SQS.

use aws_sdk_sqs::Client;
use aws_types::SdkConfig;

use super::explain;
use crate::{failure::Failure, message::SettlementMessage, ports::SettlementQueue};

/// The queue of the settlements.
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
}

impl SettlementQueue for Queue {
    async fn send(&self, message: &SettlementMessage) -> Result<(), Failure> {
        let request = self
            .client
            .send_message()
            .queue_url(&self.url)
            .message_body(message.to_body());
        request
            .send()
            .await
            .map(drop)
            .map_err(|error| Failure::Queue(explain(&error)))
    }
}
