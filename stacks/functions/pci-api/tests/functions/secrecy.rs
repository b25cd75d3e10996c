//! No card number is stored, sent or logged, whatever callers do: the deployed programs run, and then everything they
//! left behind is searched.

use serde_json::{Value, json};
use test_support::{Lambda, queues::Batch};

use crate::support::{
    requests::{by_card, event},
    table::items,
    world::{MAX_AMOUNT, World},
};

/// Numbers as real cards have them, of several schemes and lengths.
const NUMBERS: [&str; 6] = [
    "4111111111111111",
    "5555555555554444",
    "378282246310005",
    "6011111111111117",
    "30569309025904",
    "4917610000000000003",
];

/// The first of these numbers that a text holds, in any grouping and in hexadecimal.
fn leaked(text: &str) -> Option<&'static str> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let reversed: String = digits.chars().rev().collect();
    let hex = |number: &str| number.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    NUMBERS.into_iter().find(|number| {
        digits.contains(number) || reversed.contains(number) || text.to_lowercase().contains(&hex(number))
    })
}

fn assert_keeps_secrets(what: &str, text: &str) {
    assert_eq!(leaked(text), None, "in {what}:\n{text}");
}

/// Every way a caller might bring a number in, with the statuses it may be answered with.
fn attempts(number: &str, place: usize) -> Vec<(Value, &'static [u64])> {
    let id = |kind: &str| format!("order-{kind}-{place}");
    let valid = by_card(&id("valid"), 1250, number);
    let grouped = |by: &str| {
        let groups: Vec<_> = number
            .as_bytes()
            .chunks(4)
            .map(|group| String::from_utf8_lossy(group))
            .collect();
        groups.join(by)
    };
    let with = |field: &str, value: Value| {
        let mut body = by_card(&id("wrong"), 1250, number);
        body[field] = value;
        body.to_string()
    };
    let said = |body: String| event(&body, "correlation-1");
    let mut traced = said(valid.to_string());
    traced["headers"]["X-Amzn-Trace-Id"] = json!(format!("Root=1-0-0;Card={number}"));
    let mut attempts = vec![
        (said(valid.to_string()), &[202][..]),
        (traced, &[202]),
        (said(valid.to_string().replace("1250", "1251")), &[409]),
        (said(by_card(&id("large"), MAX_AMOUNT + 1, number).to_string()), &[422]),
        (
            event(&by_card(&id("header"), 1250, number).to_string(), number),
            &[202, 422],
        ),
        (
            event(&by_card(&id("groups"), 1250, number).to_string(), &grouped("x")),
            &[202, 422],
        ),
        (event(&with("amount", json!(0)), &grouped("y")), &[400]),
        (event("not JSON", &grouped("-")), &[400]),
        (said(format!("{valid}{}", "4".repeat(9000))), &[413]),
        (
            said(valid.to_string()[..valid.to_string().len() - 1].to_owned()),
            &[400],
        ),
        (said(with("paymentToken", json!(format!("tok_{number:0<32}")))), &[400]),
    ];
    for by in ["", "-", "_", "a", "-x-"] {
        attempts.push((
            said(with("transactionId", json!(format!("id-{}", grouped(by))))),
            &[400],
        ));
    }
    for field in ["amount", "currency", "card", "paymentToken", number] {
        attempts.push((said(with(field, json!(number))), &[400]));
        attempts.push((said(with(field, json!({"number": number}))), &[400]));
    }
    attempts
}

#[tokio::test]
async fn no_card_number_is_left_behind() {
    let world = World::new().await;
    let variables = world.variables();
    let validator = Lambda::start(env!("CARGO_BIN_EXE_payment-validator"), &variables);
    let mut accepted = 0;
    for (place, number) in NUMBERS.into_iter().enumerate() {
        for (event, statuses) in attempts(number, place) {
            let answer = validator.invoke(event.clone());
            let status = answer["statusCode"].as_u64().unwrap_or_default();
            assert!(statuses.contains(&status), "{event}\n{answer}\n{}", validator.logged());
            accepted += usize::from(status == 202);
            assert_keeps_secrets("an answer", &answer.to_string());
        }
    }

    let processor = Lambda::start(env!("CARGO_BIN_EXE_payment-processor"), &variables);
    let processed = drain(&world, &world.payments, &processor).await;
    let notifier = Lambda::start(env!("CARGO_BIN_EXE_payment-notifier"), &variables);
    drain(&world, &world.notifications, &notifier).await;
    let inbox = drain(&world, &world.inbox, &notifier).await;
    assert_eq!(Batch::receive(&world.config, &world.dead_letters).await.len(), 0);

    let items = items(&world.config).await;
    let records = world.audit_versions().await;
    assert!(
        records.len() >= 2 * NUMBERS.len() && records.len() <= accepted,
        "{} records",
        records.len()
    );
    assert!(items.len() > 3 * records.len(), "{} items", items.len());
    assert_eq!(inbox.len(), records.len(), "each payment is told once");
    for item in &items {
        assert_keeps_secrets("an item", &format!("{item:?}"));
    }
    for key in records.keys() {
        assert_keeps_secrets("a key", key);
        assert_keeps_secrets("a record", &world.audit_record(key).await);
    }
    for message in processed.iter().chain(&inbox) {
        assert_keeps_secrets("a message", &message.to_string());
    }
    assert!(
        processed
            .iter()
            .any(|message| message["attributes"]["AWSTraceHeader"] == Lambda::TRACE)
    );
    for function in [&validator, &processor, &notifier] {
        let log = function.logged();
        assert!(log.lines().count() >= records.len(), "{log}");
        for line in log.lines() {
            serde_json::from_str::<Value>(line).unwrap_or_else(|_| panic!("not JSON: {line}"));
            assert_keeps_secrets("a line of a log", line);
        }
        assert!(log.contains(r#""correlation_id":"correlation-1""#), "{log}");
        assert!(!log.contains("tok_"), "a token in the log:\n{log}");
    }
}

#[test]
fn the_search_finds_what_it_is_for() {
    for text in [
        "4111111111111111",
        "x 4111-1111-1111-1111",
        "4a1b1c1d1e1f1g1h1i1j1k1l1m1n1o1",
        "34313131313131313131313131313131",
        "1111111111111114",
    ] {
        assert_eq!(leaked(text), Some("4111111111111111"), "{text}");
    }
    assert_eq!(leaked("order-00001 1111"), None);
}

/// Gives a function all messages of a queue, and returns them.
async fn drain(world: &World, queue: &str, function: &Lambda) -> Vec<Value> {
    let mut messages = Vec::new();
    loop {
        let batch = Batch::receive(&world.config, queue).await;
        if batch.is_empty() {
            return messages;
        }
        let event = batch.json();
        messages.extend(event["Records"].as_array().cloned().unwrap_or_default());
        if queue != world.inbox {
            let answer = function.invoke(event);
            assert_eq!(answer, json!({"batchItemFailures": []}), "{}", function.logged());
        }
        batch
            .settle(&world.config, queue, &payments::sqs_event::BatchResponse::default())
            .await;
    }
}
