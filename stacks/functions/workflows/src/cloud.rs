//! What is asked of the emulated AWS beside the functions: what is in tables, queues and buckets.

use std::collections::BTreeMap;

use lambda_runner::{Ask, Emulator};
use serde_json::{Value, json};
use uuid::Uuid;

/// An item of a table, its texts and numbers as text.
pub type Item = BTreeMap<String, String>;

/// Everything in a table.
pub async fn items(emulator: &Emulator, table: &str) -> Vec<Item> {
    let mut items = Vec::new();
    let mut request = json!({"TableName": table, "ConsistentRead": true});
    loop {
        let mut page = ask(emulator, "dynamodb", "DynamoDB_20120810.Scan", &request).await;
        items.extend(page["Items"].as_array().into_iter().flatten().map(item));
        match page["LastEvaluatedKey"].take() {
            Value::Null => return items,
            key => request["ExclusiveStartKey"] = key,
        }
    }
}

/// The attribute by which a table forgets items.
pub async fn expiry(emulator: &Emulator, table: &str) -> String {
    let request = json!({"TableName": table});
    let answer = ask(emulator, "dynamodb", "DynamoDB_20120810.DescribeTimeToLive", &request).await;
    let description = &answer["TimeToLiveDescription"];
    assert_eq!(description["TimeToLiveStatus"], "ENABLED", "{answer}");
    text(&description["AttributeName"])
}

/// A message taken out of a queue.
#[derive(Clone, Debug)]
pub struct Message {
    /// What it says.
    pub body: String,
    /// How often it was received, this time included.
    pub received: usize,
}

/// Everything in a queue; it is taken out.
pub async fn drain(emulator: &Emulator, queue: &str) -> Vec<Message> {
    let url = queue_url(emulator, queue).await;
    let mut drained = Vec::new();
    loop {
        let request =
            json!({"QueueUrl": url, "MaxNumberOfMessages": 10, "WaitTimeSeconds": 0, "AttributeNames": ["All"]});
        let answer = ask(emulator, "sqs", "AmazonSQS.ReceiveMessage", &request).await;
        let Some(messages) = answer["Messages"].as_array().filter(|messages| !messages.is_empty()) else {
            return drained;
        };
        let entries: Vec<_> = messages
            .iter()
            .enumerate()
            .map(|(place, message)| json!({"Id": place.to_string(), "ReceiptHandle": message["ReceiptHandle"]}))
            .collect();
        let request = json!({"QueueUrl": url, "Entries": entries});
        ask(emulator, "sqs", "AmazonSQS.DeleteMessageBatch", &request).await;
        drained.extend(messages.iter().map(|message| {
            Message {
                body: text(&message["Body"]),
                received: text(&message["Attributes"]["ApproximateReceiveCount"])
                    .parse()
                    .expect("a number"),
            }
        }));
    }
}

/// Puts a message into a queue, as an intruder might.
pub async fn send(emulator: &Emulator, queue: &str, body: &str) {
    let mut request = json!({"QueueUrl": queue_url(emulator, queue).await, "MessageBody": body});
    if queue.ends_with(".fifo") {
        // A group of its own, so that it holds up no other message.
        request["MessageGroupId"] = json!(Uuid::new_v4().to_string());
    }
    ask(emulator, "sqs", "AmazonSQS.SendMessage", &request).await;
}

/// Makes a queue that gets whatever is told to a topic.
pub async fn subscribe(emulator: &Emulator, topic: &str, queue: &str) {
    let arn = emulator.create_queue(queue, &json!({})).await.expect("a queue");
    let body = format!("Action=Subscribe&Version=2010-03-31&TopicArn={topic}&Protocol=sqs&Endpoint={arn}");
    let ask = Ask {
        service: "sns",
        method: "POST",
        path: "/",
        headers: &[("content-type", "application/x-www-form-urlencoded")],
        body: &body,
    };
    emulator.ask(ask).await.expect("a subscription");
}

/// A queue's dead letter queue, and how often a message is tried before it goes there.
pub async fn redrive(emulator: &Emulator, queue: &str) -> (String, usize) {
    let request = json!({"QueueUrl": queue_url(emulator, queue).await, "AttributeNames": ["RedrivePolicy"]});
    let answer = ask(emulator, "sqs", "AmazonSQS.GetQueueAttributes", &request).await;
    let policy: Value = serde_json::from_str(&text(&answer["Attributes"]["RedrivePolicy"])).expect("JSON");
    let arn = text(&policy["deadLetterTargetArn"]);
    let most = policy["maxReceiveCount"].as_u64().and_then(|most| most.try_into().ok());
    (
        arn.rsplit(':').next().expect("a name").to_owned(),
        most.unwrap_or_else(|| panic!("no count in {policy}")),
    )
}

/// The keys of all objects of a bucket.
pub async fn keys(emulator: &Emulator, bucket: &str) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    loop {
        let after = keys.last().map(|key| format!("&start-after={key}")).unwrap_or_default();
        let page = object(emulator, &format!("/{bucket}?list-type=2{after}")).await;
        let found = page.split("<Key>").skip(1).filter_map(|rest| rest.split('<').next());
        keys.extend(found.map(str::to_owned));
        if !page.contains("<IsTruncated>true") {
            return keys;
        }
    }
}

/// The text of an object.
pub async fn record(emulator: &Emulator, bucket: &str, key: &str) -> String {
    object(emulator, &format!("/{bucket}/{key}")).await
}

/// Keeps another value in a secret, as an operator would.
pub async fn set_secret(emulator: &Emulator, secret: &str, value: &str) {
    let request =
        json!({"SecretId": secret, "SecretString": value, "ClientRequestToken": "0123456789abcdef0123456789abcdef"});
    ask(emulator, "secretsmanager", "secretsmanager.PutSecretValue", &request).await;
}

/// Sets a parameter that is there, as an operator would.
pub async fn set_parameter(emulator: &Emulator, name: &str, value: &str) {
    // One that was not deployed is none that the functions read.
    parameter(emulator, name).await;
    let request = json!({"Name": name, "Value": value, "Overwrite": true});
    ask(emulator, "ssm", "AmazonSSM.PutParameter", &request).await;
}

/// A parameter, deciphered.
pub async fn parameter(emulator: &Emulator, name: &str) -> String {
    let request = json!({"Name": name, "WithDecryption": true});
    let answer = ask(emulator, "ssm", "AmazonSSM.GetParameter", &request).await;
    text(&answer["Parameter"]["Value"])
}

async fn queue_url(emulator: &Emulator, queue: &str) -> String {
    let answer = ask(emulator, "sqs", "AmazonSQS.GetQueueUrl", &json!({"QueueName": queue})).await;
    text(&answer["QueueUrl"])
}

async fn object(emulator: &Emulator, path: &str) -> String {
    let ask = Ask {
        service: "s3",
        method: "GET",
        path,
        headers: &[],
        body: "",
    };
    let answer = emulator.ask(ask).await.unwrap_or_else(|error| panic!("{error}"));
    String::from_utf8(answer.body.to_vec()).expect("text")
}

pub(crate) async fn ask(emulator: &Emulator, service: &str, target: &str, body: &Value) -> Value {
    let answer = emulator.ask_json(service, target, body).await;
    answer.unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) fn item(attributes: &Value) -> Item {
    let attributes = attributes.as_object().into_iter().flatten();
    attributes
        .map(|(name, value)| {
            let plain = value["S"].as_str().or_else(|| value["N"].as_str());
            (name.clone(), plain.map_or_else(|| value.to_string(), str::to_owned))
        })
        .collect()
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("no text but {value}"))
        .to_owned()
}
