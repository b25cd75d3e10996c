//! A queue in SQS.

use aws_sdk_sqs::{
    Client,
    operation::send_message::builders::SendMessageFluentBuilder,
    types::{MessageAttributeValue, MessageSystemAttributeNameForSends, MessageSystemAttributeValue},
};
use aws_types::SdkConfig;

use super::CallError;
use crate::{origin::Origin, sqs_event::CORRELATION_ID};

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
        deliver(self.message(body)).await
    }

    /// Sends a message that carries where it comes from in its attributes.
    ///
    /// # Errors
    ///
    /// When SQS does not take it, or does not say that it did.
    pub async fn send_from(&self, origin: &Origin, body: String) -> Result<(), CallError> {
        let correlation_id = MessageAttributeValue::builder()
            .data_type("String")
            .string_value(origin.correlation_id.as_str());
        let correlation_id = correlation_id.build().map_err(|error| CallError::new(&error))?;
        let mut message = self.message(body).message_attributes(CORRELATION_ID, correlation_id);
        if let Some(trace) = &origin.trace {
            let header = MessageSystemAttributeValue::builder()
                .data_type("String")
                .string_value(trace);
            let header = header.build().map_err(|error| CallError::new(&error))?;
            message = message.message_system_attributes(MessageSystemAttributeNameForSends::AwsTraceHeader, header);
        }
        deliver(message).await
    }

    fn message(&self, body: String) -> SendMessageFluentBuilder {
        self.client.send_message().queue_url(&self.url).message_body(body)
    }
}

async fn deliver(message: SendMessageFluentBuilder) -> Result<(), CallError> {
    message.send().await.map(drop).map_err(|error| CallError::new(&error))
}
