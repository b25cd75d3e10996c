//! Queues, as Lambda's event source mappings read them.

use aws_sdk_sqs::{
    Client,
    types::{Message, MessageSystemAttributeName},
};
use aws_types::SdkConfig;
use payments::sqs_event::{BatchResponse, SqsEvent};
use serde_json::{Map, Value, json};

/// Makes a queue, and tells its URL.
pub async fn make(config: &SdkConfig, name: &str) -> String {
    let request = Client::new(config).create_queue().queue_name(name);
    request.send().await.expect("the queue").queue_url.expect("its URL")
}

/// Messages that were received, in the form of an event.
pub struct Batch {
    messages: Vec<Message>,
}

impl Batch {
    /// Receives up to ten messages. They stay in the queue until [`Batch::settle`].
    pub async fn receive(config: &SdkConfig, queue: &str) -> Self {
        let request = Client::new(config)
            .receive_message()
            .queue_url(queue)
            .max_number_of_messages(10)
            .message_attribute_names("All")
            .message_system_attribute_names(MessageSystemAttributeName::All);
        let answer = request.send().await.expect("messages");
        Self {
            messages: answer.messages.unwrap_or_default(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.messages.len()
    }

    /// What they say, one by one.
    pub fn bodies(&self) -> Vec<&str> {
        self.messages.iter().filter_map(Message::body).collect()
    }

    /// The event, in JSON.
    pub fn json(&self) -> Value {
        let records: Vec<Value> = self.messages.iter().map(record).collect();
        json!({ "Records": records })
    }

    /// The event.
    pub fn event(&self) -> SqsEvent {
        serde_json::from_value(self.json()).expect("an event")
    }

    /// Deletes what is done.
    pub async fn settle(&self, config: &SdkConfig, queue: &str, response: &BatchResponse) {
        for message in &self.messages {
            if failed(response).contains(&message.message_id().unwrap_or_default()) {
                continue;
            }
            let handle = message.receipt_handle().expect("a handle");
            let request = Client::new(config)
                .delete_message()
                .queue_url(queue)
                .receipt_handle(handle);
            request.send().await.expect("the message is deleted");
        }
    }
}

/// An event of messages with these bodies and no attributes, named `m-0`, `m-1` and so on.
pub fn event_of(bodies: &[&str]) -> SqsEvent {
    let record = |(place, body): (usize, &&str)| json!({"messageId": format!("m-{place}"), "body": body});
    let records: Vec<_> = bodies.iter().enumerate().map(record).collect();
    serde_json::from_value(json!({"Records": records})).expect("an event")
}

/// Everything in a queue; it is taken out.
pub async fn drain(config: &SdkConfig, queue: &str) -> Vec<Value> {
    let mut records = Vec::new();
    loop {
        let batch = Batch::receive(config, queue).await;
        if batch.is_empty() {
            return records;
        }
        batch.settle(config, queue, &BatchResponse::default()).await;
        records.extend(batch.messages.iter().map(record));
    }
}

/// The messages a response reports.
pub fn failed(response: &BatchResponse) -> Vec<&str> {
    let failures = response.batch_item_failures.iter();
    failures.map(|failure| failure.item_identifier.as_str()).collect()
}

fn record(message: &Message) -> Value {
    let attributes = message.attributes.iter().flatten();
    let attributes: Map<_, _> = attributes
        .map(|(name, value)| (name.to_string(), json!(value)))
        .collect();
    let own = message.message_attributes.iter().flatten();
    let own: Map<_, _> = own
        .map(|(name, value)| {
            let value = json!({"stringValue": value.string_value(), "dataType": value.data_type()});
            (name.clone(), value)
        })
        .collect();
    json!({"messageId": message.message_id(), "body": message.body(), "attributes": attributes, "messageAttributes": own})
}
