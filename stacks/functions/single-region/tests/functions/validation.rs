//! `POST /payments`.

use payments::moment::Moment;
use serde_json::json;
use test_support::queues::{Batch, drain};

use crate::support::{
    requests::{NUMBER, SESSION, by_card, by_token, in_session, post, post_at, said},
    table::{item, items, value},
    world::{MAX_AMOUNT, TOKEN_KEY, VELOCITY, World},
};

#[tokio::test]
async fn a_payment_is_accepted_and_queued() {
    let world = World::new().await;
    let answer = post(&world.validation(&world.config), &by_card("order-00001", 1250, NUMBER)).await;
    assert_eq!(answer.status_code, 202, "{}", answer.body);
    assert_eq!(answer.headers["X-Correlation-Id"], "correlation-1");
    assert_eq!(
        answer.headers["Location"],
        "https://api.example.com/test/payments/order-00001"
    );
    let said = said(&answer);
    assert_eq!(
        (&said["state"], &said["cardLastFour"]),
        (&json!("ACCEPTED"), &json!("1111"))
    );

    let batch = Batch::receive(&world.config, &world.transactions).await;
    let message: serde_json::Value = serde_json::from_str(batch.bodies()[0]).expect("JSON");
    let token = said["paymentToken"].as_str().expect("a token");
    assert_eq!(
        message,
        json!({"transactionId": "order-00001", "amount": 1250, "currency": "USD", "paymentToken": token,
               "cardLastFour": "1111"})
    );
    let correlation = &batch.json()["Records"][0]["messageAttributes"]["correlationId"]["stringValue"];
    assert_eq!(correlation, "correlation-1");
    let found = items(&world.config).await;
    let text = format!("{found:?}");
    assert!(!text.contains(NUMBER) && !text.contains(TOKEN_KEY), "{text}");
}

#[tokio::test]
async fn an_id_stands_for_one_payment() {
    let world = World::new().await;
    let validation = world.validation(&world.config);
    let body = by_card("order-00001", 1250, NUMBER);
    let first = post(&validation, &body).await;
    assert_eq!(post(&validation, &body).await, first);
    let token = said(&first)["paymentToken"].as_str().expect("a token").to_owned();
    assert_eq!(post(&validation, &by_token("order-00001", 1250, &token)).await, first);
    let mut euros = body.clone();
    euros["currency"] = json!("EUR");
    for other in [
        by_card("order-00001", 1251, NUMBER),
        by_card("order-00001", 1250, "5555555555554444"),
        by_card("order-00001", MAX_AMOUNT + 1, NUMBER),
        in_session(body.clone(), "session-00002"),
        euros,
    ] {
        assert_eq!(post(&validation, &other).await.status_code, 409, "{other}");
    }
    assert_eq!(post(&validation, &body).await, first);
    assert_eq!(
        drain(&world.config, &world.transactions).await.len(),
        1,
        "it is queued once"
    );
    let session = item(&world.config, SESSION).await.expect("the session");
    assert_eq!(value(&session, "attempts"), Some("1"), "no repetition counts");
    assert!(item(&world.config, "session-00002").await.is_none());
}

#[tokio::test]
async fn many_at_once_are_one_payment() {
    let world = World::new().await;
    let body = by_card("order-00001", 1250, NUMBER);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let (validation, body) = (world.validation(&world.config), body.clone());
        tasks.spawn(async move { post(&validation, &body).await });
    }
    let answers = tasks.join_all().await;
    for answer in &answers {
        assert_eq!(answer.status_code, 202, "{}", answer.body);
        let key = |answer: &payments::api::ApiResponse| said(answer)["receivedAt"].clone();
        assert_eq!(key(answer), key(&answers[0]));
    }
    let session = item(&world.config, SESSION).await.expect("the session");
    assert_eq!(value(&session, "attempts"), Some("1"));
}

#[tokio::test]
async fn a_token_pays_when_it_was_given_out() {
    let world = World::new().await;
    let validation = world.validation(&world.config);
    let unknown = format!("tok_{NUMBER}{}", "0".repeat(16));
    let refused = post(&validation, &by_token("order-00001", 1250, &unknown)).await;
    assert_eq!(refused.status_code, 400);
    assert_eq!(said(&refused)["error"]["problems"][0]["field"], "paymentToken");
    assert!(
        items(&world.config).await.is_empty(),
        "a token in disguise is not stored"
    );

    let card = said(&post(&validation, &by_card("order-00002", 1250, NUMBER)).await);
    let token = card["paymentToken"].as_str().expect("a token");
    let answer = post(&validation, &by_token("order-00003", 1250, token)).await;
    assert_eq!(
        (answer.status_code, &said(&answer)["cardLastFour"]),
        (202, &json!("1111"))
    );
    // 2100-01-01, the month after the card's.
    let late = Moment::from_millis(4_102_444_800_000).expect("a moment");
    let expired = post_at(&validation, &by_token("order-00004", 1250, token).to_string(), late).await;
    assert_eq!(expired.status_code, 400);
}

#[tokio::test]
async fn a_card_pays_only_so_often_in_a_window() {
    let world = World::new().await;
    let validation = world.validation(&world.config);
    let start = Moment::from_millis(1_800_000_000_000).expect("a moment");
    let later = |minutes: i64| Moment::from_millis(start.millis() + minutes * 60_000).expect("a moment");
    let pay = async |id: &str, number: &str, now: Moment| {
        let body = by_card(id, 1250, number).to_string();
        post_at(&validation, &body, now).await.status_code
    };
    for round in 0..2 {
        for number in 0..VELOCITY {
            let id = format!("order-{number:05}");
            assert_eq!(pay(&id, NUMBER, later(1)).await, 202, "round {round}: {id} counts once");
        }
    }
    assert_eq!(pay("order-00004", NUMBER, later(9)).await, 422);
    assert_eq!(
        pay("order-00005", "5555555555554444", later(9)).await,
        202,
        "another card"
    );
    assert_eq!(pay("order-00006", NUMBER, later(10)).await, 202, "another window");
    assert_eq!(pay("order-00004", NUMBER, later(10)).await, 422, "declined for good");
}

#[tokio::test]
async fn payments_of_one_card_at_once_stay_within_the_limit() {
    let world = World::new().await;
    let mut tasks = tokio::task::JoinSet::new();
    for place in 0..20 {
        let validation = world.validation(&world.config);
        let body = by_card(&format!("order-{place:05}"), 1250, NUMBER);
        // Sessions of their own: none gets blocked.
        let body = in_session(body, &format!("session-{place:05}")).to_string();
        let now = Moment::from_millis(1_800_000_000_000).expect("a moment");
        tasks.spawn(async move { post_at(&validation, &body, now).await.status_code });
    }
    let answers = tasks.join_all().await;
    let count = |status| answers.iter().filter(|answer| **answer == status).count();
    assert_eq!((count(202), count(422)), (VELOCITY, 20 - VELOCITY), "{answers:?}");
}

#[tokio::test]
async fn forged_and_oversized_requests_leave_no_trace() {
    let world = World::new().await;
    let validation = world.validation(&world.config);
    let valid = by_card("order-00001", 1250, NUMBER).to_string();
    for (body, status) in [
        (String::new(), 400),
        ("null".to_owned(), 400),
        (valid.replace("1250", "1250.5"), 400),
        (valid.replace("\"amount\"", "\"amount\":1,\"amount\""), 400),
        (valid.replace("order-00001", "token#tok_1"), 400),
        (valid.replace(SESSION, "transaction#order-00001"), 400),
        (valid.replace(SESSION, "velocity#0#tok_00000000"), 400),
        (valid.replace(SESSION, "token#tok_0000000000000000"), 400),
        (valid.replace(SESSION, NUMBER), 400),
        (valid.replace(SESSION, "4111x1111x1111x1111"), 400),
        (valid.replace(SESSION, &"s".repeat(65)), 400),
        (valid.replace(SESSION, "' OR '1'='1"), 400),
        (valid.replace("\"session-00001\"", "{\"S\":\"session-00001\"}"), 400),
        (valid.replace("sessionId", "session"), 400),
        (valid.replace(NUMBER, "4111111111111112"), 400),
        (format!("{valid}{}", " ".repeat(9000)), 413),
        ("{\"a\":".repeat(200), 400),
    ] {
        let answer = post_at(&validation, &body, Moment::now()).await;
        assert_eq!(answer.status_code, status, "{body}: {}", answer.body);
        assert!(!answer.body.contains("1111"), "{}", answer.body);
    }
    assert!(items(&world.config).await.is_empty());
    assert!(Batch::receive(&world.config, &world.transactions).await.is_empty());
}
