//! Payments one by one.

use std::time::Duration;

use lambda_runner::ApiRequest;
use serde_json::{Value, json};

use super::world::{ATTEMPTS, NOTIFY, PROCESS, VERIFY, World, logged, payment, post};
use test_support::postgres::PASSWORD;

const PATIENCE: Duration = Duration::from_secs(60);
const CARD: &str = "4111111111111111";
const TOKEN: &str = "tok_visa_1";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_is_recorded_audited_queued_and_settled_once() {
    let world = World::deploy().await;
    let runner = world.setup().start().await.expect("a runner");
    let accepted = post(&runner, &payment("order-00001", 1250, TOKEN)).await;
    assert_eq!(accepted["statusCode"], 202, "{accepted}");
    assert_eq!(accepted["headers"]["X-Correlation-Id"], "correlation-order-00001");

    let polling = runner.poll().await.expect("polling");
    world.drained(PATIENCE).await;
    assert_eq!(
        post(&runner, &payment("order-00001", 1250, TOKEN)).await,
        accepted,
        "a duplicate"
    );
    assert_eq!(
        post(&runner, &payment("order-00001", 9999, TOKEN)).await["statusCode"],
        409
    );
    assert_eq!(
        post(&runner, &payment("order-00002", 1250, CARD)).await["statusCode"],
        400
    );
    world.drained(PATIENCE).await;
    polling.stop().await.expect("it stops");

    let question = ApiRequest::new("GET", "/verify-payment").query("transactionId", "order-00001");
    let found = runner.invoke(VERIFY, &question.event()).await.expect("an answer");
    assert_eq!(found["statusCode"], 200, "{found}");
    let found: Value = serde_json::from_str(found["body"].as_str().expect("a body")).expect("JSON");
    assert_eq!(found["state"], "settled");

    let rows = world
        .database()
        .await
        .query("SELECT amount, state FROM payments", &[])
        .await
        .expect("rows");
    let rows: Vec<(i64, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    assert_eq!(rows, [(1250, "settled".to_owned())]);
    assert_audited(&world, &found).await;
    assert!(world.dead_letters().await.is_empty());
    for function in [PROCESS, NOTIFY, VERIFY] {
        let log = logged(&runner, function);
        for secret in [CARD, TOKEN, PASSWORD] {
            assert!(!log.contains(secret), "{secret} shows in:\n{log}");
        }
    }
}

/// Each event has one record, which says what the API says.
async fn assert_audited(world: &World, found: &Value) {
    let mut keys = world.audit_keys().await;
    keys.sort_unstable();
    let [processed, settled] = &keys[..] else {
        panic!("two records: {keys:?}")
    };
    for (key, event, moment) in [
        (processed, "processed", "receivedAt"),
        (settled, "settled", "settledAt"),
    ] {
        assert!(key.ends_with(&format!("/order-00001/{event}.json")), "{key}");
        let record = world.audit_record(key).await;
        assert_eq!(
            record["correlationId"], "correlation-order-00001",
            "carried on through the queue"
        );
        assert_eq!((&record["event"], &record["amount"]), (&json!(event), &json!(1250)));
        assert_eq!(record["occurredAt"], found[moment]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn poison_ends_in_the_dead_letter_queue_and_harms_nothing_else() {
    let world = World::deploy().await;
    let runner = world.setup().start().await.expect("a runner");
    let polling = runner.poll().await.expect("polling");
    let unknown = json!({"transactionId": "order-99999", "correlationId": "c-1"}).to_string();
    let poison = ["poison", unknown.as_str(), "{}", r#"{"transactionId": 7}"#];
    for (place, body) in poison.iter().enumerate() {
        world.send(body).await;
        let id = format!("order-{place:05}");
        assert_eq!(post(&runner, &payment(&id, 1250, TOKEN)).await["statusCode"], 202);
    }
    world.drained(PATIENCE).await;
    polling.stop().await.expect("it stops");

    let mut dead = world.dead_letters().await;
    dead.sort_unstable();
    let mut expected = poison.map(str::to_owned);
    expected.sort_unstable();
    assert_eq!(dead, expected);
    let settled = world
        .database()
        .await
        .query("SELECT FROM payments WHERE state = 'settled'", &[])
        .await;
    assert_eq!(settled.expect("rows").len(), poison.len());
    let tried = logged(&runner, NOTIFY).matches("no such payment to settle").count();
    assert!(
        (1..=ATTEMPTS).contains(&tried),
        "the message of an unknown payment was tried {tried} times"
    );
}
