//! The event that an SQS event source mapping makes, and what the function's answer to it means.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use crate::queue::Message;

/// The event for a batch.
pub(crate) fn event(queue_arn: &str, messages: &[Message]) -> Value {
    let region = queue_arn.split(':').nth(3).unwrap_or_default();
    let records: Vec<_> = messages
        .iter()
        .map(|message| {
            json!({
                "messageId": message.message_id,
                "receiptHandle": message.receipt_handle,
                "body": message.body,
                "attributes": object(&message.attributes),
                "messageAttributes": attributes(&message.message_attributes),
                "md5OfBody": message.md5_of_body,
                "eventSource": "aws:sqs",
                "eventSourceARN": queue_arn,
                "awsRegion": region,
            })
        })
        .collect();
    json!({ "Records": records })
}

/// The messages of a batch that the function's answer reports as failed.
///
/// As Lambda has it: an answer that cannot be understood, or names a message that is not of the batch, fails the
/// whole batch; no answer, or one that reports nothing, fails none.
pub(crate) fn failed<'m>(answer: &Value, messages: &'m [Message]) -> HashSet<&'m str> {
    let all = || messages.iter().map(|message| message.message_id.as_str()).collect();
    let failures = match answer.get("batchItemFailures") {
        None | Some(Value::Null) => return HashSet::new(),
        Some(Value::Array(failures)) => failures,
        Some(_) => return all(),
    };
    let of_the_batch = |failure: &Value| {
        let id = failure["itemIdentifier"].as_str()?;
        messages
            .iter()
            .map(|message| message.message_id.as_str())
            .find(|known| *known == id)
    };
    failures
        .iter()
        .map(of_the_batch)
        .collect::<Option<HashSet<_>>>()
        .unwrap_or_else(all)
}

/// SQS capitalises the parts of an attribute, and Lambda does not.
fn attributes(attributes: &Value) -> Value {
    let renamed = object(attributes).into_iter().map(|(name, value)| {
        let value = json!({
            "stringValue": value["StringValue"],
            "binaryValue": value["BinaryValue"],
            "stringListValues": [],
            "binaryListValues": [],
            "dataType": value["DataType"],
        });
        (name, without_nulls(value))
    });
    Value::Object(renamed.collect())
}

fn without_nulls(value: Value) -> Value {
    let kept = object(&value).into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(kept.collect())
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages() -> Vec<Message> {
        ["m-1", "m-2"]
            .map(|id| Message {
                message_id: id.to_owned(),
                receipt_handle: format!("r-{id}"),
                body: "b".to_owned(),
                md5_of_body: "92eb5ffee6ae2fec3ad71c777531578f".to_owned(),
                attributes: json!({"ApproximateReceiveCount": "1", "AWSTraceHeader": "Root=1"}),
                message_attributes: json!({"correlationId": {"StringValue": "c-1", "DataType": "String"}}),
            })
            .to_vec()
    }

    #[test]
    fn an_event_is_in_lambdas_words() {
        let event = event("arn:aws:sqs:us-east-2:123456789012:q", &messages());
        let record = &event["Records"][1];
        assert_eq!((&record["messageId"], &record["body"]), (&json!("m-2"), &json!("b")));
        assert_eq!(record["awsRegion"], "us-east-2");
        assert_eq!(record["attributes"]["AWSTraceHeader"], "Root=1");
        let expected =
            json!({"stringValue": "c-1", "stringListValues": [], "binaryListValues": [], "dataType": "String"});
        assert_eq!(record["messageAttributes"]["correlationId"], expected);
    }

    #[test]
    fn an_answer_tells_what_failed() {
        let messages = messages();
        let failed = |answer: Value| {
            let mut failed: Vec<_> = failed(&answer, &messages).into_iter().collect();
            failed.sort_unstable();
            failed
        };
        for none in [
            Value::Null,
            json!({}),
            json!({"batchItemFailures": []}),
            json!({"batchItemFailures": null}),
        ] {
            assert!(failed(none).is_empty());
        }
        assert_eq!(
            failed(json!({"batchItemFailures": [{"itemIdentifier": "m-2"}]})),
            ["m-2"]
        );
        for all in [
            json!({"batchItemFailures": "m-2"}),
            json!({"batchItemFailures": [{"itemIdentifier": ""}]}),
            json!({"batchItemFailures": [{"itemIdentifier": "m-1"}, {"itemIdentifier": "m-9"}]}),
            json!({"batchItemFailures": [{}]}),
        ] {
            assert_eq!(failed(all.clone()), ["m-1", "m-2"], "{all}");
        }
    }
}
