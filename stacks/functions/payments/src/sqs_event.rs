//! The events an SQS event source mapping sends, and the answer that reports failures one by one.

use serde::{Deserialize, Serialize};

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
