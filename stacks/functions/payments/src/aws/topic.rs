//! A topic in SNS.

use aws_sdk_sns::{Client, types::MessageAttributeValue};
use aws_types::SdkConfig;

use super::CallError;

/// A topic that news is published to.
pub struct Topic {
    client: Client,
    arn: String,
}

impl Topic {
    /// A topic by its ARN.
    pub fn new(config: &SdkConfig, arn: String) -> Self {
        Self {
            client: Client::new(config),
            arn,
        }
    }

    /// Publishes a message with attributes that subscribers may filter by. Publishing it again sends it again.
    ///
    /// # Errors
    ///
    /// When SNS does not take it, or does not say that it did.
    pub async fn publish(&self, subject: &str, message: &str, attributes: &[(&str, &str)]) -> Result<(), CallError> {
        let mut request = self
            .client
            .publish()
            .topic_arn(&self.arn)
            .subject(subject)
            .message(message);
        for (name, value) in attributes {
            let value = MessageAttributeValue::builder()
                .data_type("String")
                .string_value(*value);
            let value = value.build().map_err(|error| CallError::new(&error))?;
            request = request.message_attributes(*name, value);
        }
        let published = request.send().await;
        published.map(drop).map_err(|error| CallError::new(&error))
    }
}
