//! No card number is stored, sent or logged, whatever callers do: the deployed programs run, and then everything they left
//! behind is searched.

use serde_json::{Value, json};
use test_support::{
    Lambda,
    postgres::{PASSWORD, Postgres},
    queues::{Batch, drain},
};

use crate::support::{
    requests::{by_card, event, question},
    table::items,
    world::{MAX_AMOUNT, TOKEN_KEY, World},
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

/// The first of these numbers that a text holds, in any grouping, backwards and in hexadecimal.
fn leaked(text: &str) -> Option<&'static str> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let backwards: String = digits.chars().rev().collect();
    let hexadecimal = |number: &str| number.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    let lower = text.to_lowercase();
    NUMBERS
        .into_iter()
        .find(|number| digits.contains(number) || backwards.contains(number) || lower.contains(&hexadecimal(number)))
}

fn assert_keeps_secrets(what: &str, text: &str) {
    assert_eq!(leaked(text), None, "in {what}:\n{text}");
    for secret in [TOKEN_KEY, PASSWORD] {
        assert!(!text.contains(secret), "{secret} in {what}:\n{text}");
    }
}

/// Every way a caller might bring a number in.
fn bodies(number: &str, place: usize) -> Vec<Value> {
    let id = |kind: &str| format!("order-{kind}-{place}");
    let grouped = |by: &str| {
        let groups: Vec<_> = number.as_bytes().chunks(4).map(String::from_utf8_lossy).collect();
        groups.join(by)
    };
    let with = |kind: &str, field: &str, value: Value| {
        let mut body = by_card(&id(kind), 1250, number);
        body[field] = value;
        body
    };
    vec![
        by_card(&id("good"), 1250, number),
        by_card(&id("fraud"), MAX_AMOUNT + 1, number),
        with("a", "transactionId", json!(number)),
        with("b", "transactionId", json!(grouped("x"))),
        with("c", "sessionId", json!(number)),
        with("d", "sessionId", json!(grouped("-"))),
        with("e", "sessionId", json!(grouped("x"))),
        with("f", "currency", json!(number)),
        with("g", "amount", json!(number.parse::<u64>().unwrap_or_default())),
        with("h", "paymentToken", json!(format!("tok_{number}"))),
        with("i", "note", json!(number)),
        with("j", number, json!(1)),
        by_card(&id("grouped"), 1250, &grouped(" ")),
    ]
}

#[tokio::test]
async fn no_card_number_is_left_anywhere() {
    let (world, postgres) = (World::new().await, Postgres::start());
    world.set_database(postgres.port()).await;
    let variables = world.variables();
    let validation = Lambda::start(env!("CARGO_BIN_EXE_payment-validation"), &variables);
    let mut accepted = 0;
    for (place, number) in NUMBERS.into_iter().enumerate() {
        let mut bodies = bodies(number, place);
        // Each number in a session of its own, so that none is blocked.
        for body in &mut bodies {
            if body["sessionId"] == "session-00001" {
                body["sessionId"] = json!(format!("session-{place:05}"));
            }
            let grouped: Vec<_> = number.as_bytes().chunks(4).map(String::from_utf8_lossy).collect();
            for correlation in ["correlation-1", number, &grouped.join("x")] {
                let answer = validation.invoke(event(&body.to_string(), correlation));
                assert_keeps_secrets("an answer", &answer.to_string());
                accepted += usize::from(answer["statusCode"] == 202);
            }
        }
    }
    assert_eq!(
        accepted,
        3 * NUMBERS.len(),
        "the search is among payments that were accepted"
    );

    let processing = Lambda::start(env!("CARGO_BIN_EXE_transaction-processing"), &variables);
    let notification = Lambda::start(env!("CARGO_BIN_EXE_notification"), &variables);
    let poison = |number: &str| json!({"messageId": "m-1", "body": format!("{{\"transactionId\":\"{number}\"}}")});
    for (queue, function) in [
        (&world.transactions, &processing),
        (&world.notifications, &notification),
    ] {
        loop {
            let batch = Batch::receive(&world.config, queue).await;
            if batch.is_empty() {
                break;
            }
            assert_keeps_secrets("a queue", &batch.json().to_string());
            assert_eq!(function.invoke(batch.json()), json!({"batchItemFailures": []}));
            let done = payments::sqs_event::BatchResponse::default();
            batch.settle(&world.config, queue, &done).await;
        }
        for number in NUMBERS {
            function.invoke(json!({"Records": [poison(number)]}));
        }
    }
    for number in NUMBERS {
        assert_keeps_secrets("an answer", &processing.invoke(question(number)).to_string());
    }

    let items = items(&world.config).await;
    assert!(items.len() >= 4 * NUMBERS.len(), "{} items", items.len());
    for item in items {
        assert_keeps_secrets("the table", &format!("{item:?}"));
    }
    let told = drain(&world.config, &world.inbox).await;
    assert_eq!(told.len(), NUMBERS.len());
    for letter in told {
        let letter: Value = serde_json::from_str(letter["body"].as_str().expect("a body")).expect("JSON");
        // Moto's signatures and identifiers are random digits, and not of our making.
        assert_keeps_secrets(
            "the topic",
            &format!(
                "{}{}{}",
                letter["Subject"], letter["Message"], letter["MessageAttributes"]
            ),
        );
    }
    let versions = world.audit_versions().await;
    assert_eq!(versions.len(), NUMBERS.len());
    for key in versions.keys() {
        assert_keeps_secrets("the bucket", &format!("{key} {}", world.audit_record(key).await));
    }
    let statement = "SELECT t::text FROM transactions t UNION ALL SELECT l::text FROM ledger l";
    let rows = postgres.connect().await.query(statement, &[]).await.expect("rows");
    assert_eq!(rows.len(), 2 * NUMBERS.len());
    for row in rows {
        assert_keeps_secrets("the database", row.get(0));
    }
    for function in [&validation, &processing, &notification] {
        let logged = function.logged();
        assert!(!logged.is_empty());
        for line in logged.lines() {
            assert_keeps_secrets("the log", line);
        }
    }
}
