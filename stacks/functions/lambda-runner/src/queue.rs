//! Queues in the emulated AWS.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{emulator::Emulator, error::Error};

/// How many messages one request may concern.
const MOST: usize = 10;

/// A message that was received.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Message {
    pub(crate) message_id: String,
    pub(crate) receipt_handle: String,
    #[serde(default)]
    pub(crate) body: String,
    #[serde(default, rename = "MD5OfBody")]
    pub(crate) md5_of_body: String,
    #[serde(default)]
    pub(crate) attributes: Value,
    #[serde(default)]
    pub(crate) message_attributes: Value,
}

/// How many messages a queue holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Depth {
    /// Waiting to be received.
    pub visible: usize,
    /// Received, and neither deleted nor visible again.
    pub in_flight: usize,
    /// Not to be received yet.
    pub delayed: usize,
}

impl Depth {
    /// All of them.
    #[must_use]
    pub fn total(self) -> usize {
        self.visible + self.in_flight + self.delayed
    }
}

/// A queue.
#[derive(Clone)]
pub(crate) struct Queue {
    emulator: Emulator,
    url: String,
}

impl Queue {
    /// The queue of an ARN.
    pub(crate) async fn of(emulator: &Emulator, arn: &str) -> Result<Self, Error> {
        let name = arn.rsplit(':').next().unwrap_or_default();
        let target = "AmazonSQS.GetQueueUrl";
        let answer = emulator.ask_json("sqs", target, &json!({"QueueName": name})).await?;
        let url = answer["QueueUrl"].as_str().ok_or_else(|| Error::Unreadable {
            request: target.to_owned(),
            reason: "no QueueUrl".to_owned(),
        })?;
        Ok(Self {
            emulator: emulator.clone(),
            url: url.to_owned(),
        })
    }

    /// Takes `most` messages at most; none when none is there now.
    pub(crate) async fn receive(&self, most: usize) -> Result<Vec<Message>, Error> {
        let mut messages = Vec::new();
        while messages.len() < most {
            let received = self.receive_some(MOST.min(most - messages.len())).await?;
            if received.is_empty() {
                break;
            }
            messages.extend(received);
        }
        Ok(messages)
    }

    /// Deletes messages.
    pub(crate) async fn delete(&self, messages: &[&Message]) -> Result<(), Error> {
        for some in messages.chunks(MOST) {
            let entries: Vec<_> = some
                .iter()
                .enumerate()
                .map(|(place, message)| json!({"Id": place.to_string(), "ReceiptHandle": message.receipt_handle}))
                .collect();
            let answer = self.ask("DeleteMessageBatch", json!({ "Entries": entries })).await?;
            if let Some(failed) = answer["Failed"].as_array().filter(|failed| !failed.is_empty()) {
                tracing::warn!(?failed, "messages were not deleted, and will be delivered again");
            }
        }
        Ok(())
    }

    /// Has a message delivered again now, instead of when its time is up.
    pub(crate) async fn release(&self, message: &Message) -> Result<(), Error> {
        let body = json!({"ReceiptHandle": message.receipt_handle, "VisibilityTimeout": 0});
        self.ask("ChangeMessageVisibility", body).await.map(drop)
    }

    /// How many messages it holds.
    pub(crate) async fn depth(&self) -> Result<Depth, Error> {
        let answer = self
            .ask("GetQueueAttributes", json!({"AttributeNames": ["All"]}))
            .await?;
        let number = |name: &str| {
            let text = answer["Attributes"][name].as_str();
            text.and_then(|text| text.parse().ok()).unwrap_or_default()
        };
        Ok(Depth {
            visible: number("ApproximateNumberOfMessages"),
            in_flight: number("ApproximateNumberOfMessagesNotVisible"),
            delayed: number("ApproximateNumberOfMessagesDelayed"),
        })
    }

    async fn receive_some(&self, most: usize) -> Result<Vec<Message>, Error> {
        let body = json!({
            "MaxNumberOfMessages": most,
            // Requests take turns: one that waits would keep all others waiting.
            "WaitTimeSeconds": 0,
            "AttributeNames": ["All"],
            "MessageAttributeNames": ["All"],
        });
        let mut answer = self.ask("ReceiveMessage", body).await?;
        match answer["Messages"].take() {
            Value::Null => Ok(Vec::new()),
            messages => serde_json::from_value(messages).map_err(|error| Error::Unreadable {
                request: "AmazonSQS.ReceiveMessage".to_owned(),
                reason: error.to_string(),
            }),
        }
    }

    async fn ask(&self, operation: &str, mut body: Value) -> Result<Value, Error> {
        body["QueueUrl"] = json!(self.url);
        self.emulator
            .ask_json("sqs", &format!("AmazonSQS.{operation}"), &body)
            .await
    }
}

impl Emulator {
    /// How many messages the queue of this ARN or name holds.
    ///
    /// # Errors
    /// There is no such queue, or the emulator does not answer.
    pub async fn depth(&self, queue: &str) -> Result<Depth, Error> {
        Queue::of(self, queue).await?.depth().await
    }
}
