//! Requests at the same time: none overwrites what another one wrote.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread;

use serde_json::{Value, json};

use super::Workspace;

const WRITERS: usize = 8;
const ROUNDS: usize = 20;
const MESSAGES: usize = 150;

/// What a service whose protocol is JSON answers, with the status.
fn ask(endpoint: &str, service: &str, target: &str, body: &Value) -> (u16, Value) {
    let address = endpoint.strip_prefix("http://").expect("plain HTTP");
    let body = body.to_string();
    let mut stream = TcpStream::connect(address).expect("it listens");
    write!(
        stream,
        "POST / HTTP/1.1\r\nHost: {address}\r\nX-Amz-Target: {target}\r\nContent-Type: application/x-amz-json-1.0\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, \
         Signature=0\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answered");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a body");
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
    (
        status.unwrap_or_else(|| panic!("no status in {head}")),
        serde_json::from_str(body).unwrap_or_else(|error| panic!("{target}: {error} in {body}")),
    )
}

fn dynamodb(endpoint: &str, operation: &str, body: &Value) -> (u16, Value) {
    ask(endpoint, "dynamodb", &format!("DynamoDB_20120810.{operation}"), body)
}

fn sqs(endpoint: &str, operation: &str, body: &Value) -> Value {
    let (status, answer) = ask(endpoint, "sqs", &format!("AmazonSQS.{operation}"), body);
    assert_eq!(status, 200, "{operation}: {answer}");
    answer
}

fn make_table(endpoint: &str) {
    let table = json!({"TableName": "t", "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}]});
    assert_eq!(dynamodb(endpoint, "CreateTable", &table).0, 200);
}

fn new_item(key: &str) -> Value {
    json!({"TableName": "t", "Item": {"k": {"S": key}}, "ConditionExpression": "attribute_not_exists(k)"})
}

fn keys(endpoint: &str) -> Vec<String> {
    let (_, found) = dynamodb(endpoint, "Scan", &json!({"TableName": "t"}));
    let items = found["Items"].as_array().expect("items");
    let mut keys: Vec<_> = items
        .iter()
        .filter_map(|item| item["k"]["S"].as_str().map(str::to_owned))
        .collect();
    keys.sort_unstable();
    keys
}

#[test]
fn of_conditional_writes_at_the_same_time_one_succeeds() {
    let workspace = Workspace::new();
    let emulator = workspace.up();
    let endpoint = emulator.endpoint();
    make_table(&endpoint);
    for round in 0..ROUNDS {
        let item = new_item(&format!("k-{round}"));
        let write = || dynamodb(&endpoint, "PutItem", &item).0;
        let answers: Vec<u16> = thread::scope(|scope| {
            let writers: Vec<_> = (0..WRITERS).map(|_| scope.spawn(write)).collect();
            writers
                .into_iter()
                .map(|writer| writer.join().expect("it ends"))
                .collect()
        });
        let succeeded = answers.iter().filter(|status| **status == 200).count();
        assert_eq!(succeeded, 1, "{answers:?}");
    }
}

#[test]
fn a_cancelled_transaction_undoes_its_own_writes_and_no_others() {
    let workspace = Workspace::new();
    let emulator = workspace.up();
    let endpoint = emulator.endpoint();
    make_table(&endpoint);
    assert_eq!(dynamodb(&endpoint, "PutItem", &new_item("taken")).0, 200);
    let put = |key: &str| json!({"Put": new_item(key)});
    thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0..ROUNDS {
                let writes = [put(&format!("cancelled-{round}")), put("taken")];
                let (status, answer) = dynamodb(&endpoint, "TransactWriteItems", &json!({"TransactItems": writes}));
                assert_eq!(status, 400, "{answer}");
            }
        });
        scope.spawn(|| {
            for round in 0..ROUNDS {
                assert_eq!(
                    dynamodb(&endpoint, "PutItem", &new_item(&format!("kept-{round:02}"))).0,
                    200
                );
            }
        });
    });
    let mut expected: Vec<_> = (0..ROUNDS).map(|round| format!("kept-{round:02}")).collect();
    expected.push("taken".to_owned());
    assert_eq!(keys(&endpoint), expected);
}

#[test]
fn a_message_that_is_sent_while_others_are_deleted_is_not_lost() {
    let workspace = Workspace::new();
    let emulator = workspace.up();
    let endpoint = emulator.endpoint();
    let queue = sqs(&endpoint, "CreateQueue", &json!({"QueueName": "q"}))["QueueUrl"].clone();
    let send = |first: usize| {
        for number in (first..MESSAGES).step_by(2) {
            let message = json!({"QueueUrl": queue, "MessageBody": number.to_string()});
            sqs(&endpoint, "SendMessage", &message);
        }
    };
    let take = || {
        let mut taken = Vec::new();
        loop {
            let some = json!({"QueueUrl": queue, "MaxNumberOfMessages": 3, "WaitTimeSeconds": 3});
            let received = sqs(&endpoint, "ReceiveMessage", &some);
            let Some(messages) = received["Messages"].as_array().filter(|messages| !messages.is_empty()) else {
                return taken;
            };
            for message in messages {
                let done = json!({"QueueUrl": queue, "ReceiptHandle": message["ReceiptHandle"]});
                sqs(&endpoint, "DeleteMessage", &done);
                taken.push(message["Body"].as_str().expect("text").to_owned());
            }
        }
    };
    let mut taken: Vec<String> = thread::scope(|scope| {
        let takers = [scope.spawn(take), scope.spawn(take)];
        for first in [0, 1] {
            scope.spawn({
                let send = &send;
                move || send(first)
            });
        }
        takers
            .into_iter()
            .flat_map(|taker| taker.join().expect("it ends"))
            .collect()
    });
    taken.sort_unstable();
    let mut sent: Vec<_> = (0..MESSAGES).map(|number| number.to_string()).collect();
    sent.sort_unstable();
    assert_eq!(taken, sent, "each once");
}
