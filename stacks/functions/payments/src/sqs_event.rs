//! The events an SQS event source mapping sends, and the answer that reports failures one by one.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::origin::Origin;

/// The message attribute that carries the correlation identifier.
pub const CORRELATION_ID: &str = "correlationId";

/// The system attribute that carries the X-Ray trace.
const TRACE: &str = "AWSTraceHeader";

/// A batch of messages.
#[derive(Deserialize)]
pub struct SqsEvent {
    /// The messages.
    #[serde(rename = "Records")]
    pub records: Vec<SqsRecord>,
}

/// One message.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SqsRecord {
    /// The queue's name for it.
    pub message_id: String,
    /// What it says.
    #[serde(default)]
    pub body: String,
    /// What SQS says about it.
    #[serde(default)]
    attributes: HashMap<String, String>,
    /// What its sender says about it.
    #[serde(default)]
    message_attributes: HashMap<String, MessageAttribute>,
}

/// A message attribute, as far as it is text.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MessageAttribute {
    #[serde(default)]
    string_value: Option<String>,
}

impl SqsRecord {
    /// The request behind the message. `trace` is the invocation's, for a message that carries none.
    pub fn origin(&self, trace: Option<&str>) -> Origin {
        let correlation_id = self
            .message_attributes
            .get(CORRELATION_ID)
            .and_then(|attribute| attribute.string_value.as_deref());
        let own = self.attributes.get(TRACE).map(String::as_str);
        Origin::of_message(correlation_id, &self.message_id, own.or(trace))
    }
}

/// The messages to deliver again; the others are deleted. Needs `ReportBatchItemFailures` on the mapping.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchResponse {
    /// What failed.
    pub batch_item_failures: Vec<BatchItemFailure>,
}

/// A message that failed.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchItemFailure {
    /// The message's name.
    pub item_identifier: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_service_sends() {
        let event: SqsEvent = serde_json::from_str(
            r#"{"Records":[{"messageId":"m-1","receiptHandle":"h","body":"b","attributes":
                {"ApproximateReceiveCount":"1","AWSTraceHeader":"Root=1-5759e988-bd862e3fe1be46a994272793"},
                "messageAttributes":{"correlationId":{"stringValue":"c-1","stringListValues":[],"dataType":"String"}},
                "md5OfBody":"x","eventSource":"aws:sqs"},{"messageId":"m-2","body":"b"}]}"#,
        )
        .expect("an event");
        let origin = event.records[0].origin(Some("Root=1-0-0"));
        assert_eq!(origin.correlation_id.as_str(), "c-1");
        assert_eq!(
            origin.trace.as_deref(),
            Some("Root=1-5759e988-bd862e3fe1be46a994272793")
        );
        let origin = event.records[1].origin(Some("Root=1-0-0"));
        assert_eq!(origin.correlation_id.as_str(), "m-2");
        assert_eq!(origin.trace.as_deref(), Some("Root=1-0-0"));
    }

    #[test]
    fn answers_in_the_services_words() {
        let response = BatchResponse {
            batch_item_failures: vec![BatchItemFailure {
                item_identifier: "m-1".to_owned(),
            }],
        };
        let text = serde_json::to_string(&response).expect("JSON");
        assert_eq!(text, r#"{"batchItemFailures":[{"itemIdentifier":"m-1"}]}"#);
    }
}
