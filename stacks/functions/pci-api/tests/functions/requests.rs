//! The validator.

use payments::moment::Moment;
use pci_api::state::State;
use serde_json::json;
use test_support::queues::Batch;

use crate::support::{
    requests::{NUMBER, by_card, by_token, post, post_at, said},
    table::{histories, items, value},
    world::{MAX_AMOUNT, World, ledger},
};

#[tokio::test]
async fn a_payment_is_recorded_and_queued() {
    let world = World::new().await;
    let validator = world.validator(&world.config, 10);
    let answer = post(&validator, &by_card("order-00001", 1250, NUMBER)).await;
    assert_eq!(answer.status_code, 202, "{}", answer.body);
    assert_eq!(answer.headers["X-Correlation-Id"], "correlation-1");
    let said = said(&answer);
    assert_eq!(said["state"], "VALIDATED");
    assert_eq!(said["cardLastFour"], "1111");

    let id = payments::payment::TransactionId::parse("order-00001").expect("an id");
    let stored = ledger(&world.config)
        .find(&id)
        .await
        .expect("the table")
        .expect("a payment");
    assert_eq!(stored.state, State::Validated);
    assert_eq!(stored.amount.minor_units(), 1250);
    assert_eq!(stored.correlation_id.as_str(), "correlation-1");
    assert_eq!(said["paymentToken"], stored.token.expose());

    let batch = Batch::receive(&world.config, &world.payments).await;
    let event = batch.json();
    assert_eq!(event["Records"][0]["body"], r#"{"transactionId":"order-00001"}"#);
    assert_eq!(
        event["Records"][0]["messageAttributes"]["correlationId"]["stringValue"],
        "correlation-1"
    );
}

#[tokio::test]
async fn an_id_stands_for_one_payment() {
    let world = World::new().await;
    let validator = world.validator(&world.config, 10);
    let body = by_card("order-00001", 1250, NUMBER);
    let first = post(&validator, &body).await;
    assert_eq!(post(&validator, &body).await, first);
    let token = said(&first)["paymentToken"].as_str().expect("a token").to_owned();
    assert_eq!(post(&validator, &by_token("order-00001", 1250, &token)).await, first);

    let euros = {
        let mut body = body.clone();
        body["currency"] = json!("EUR");
        body
    };
    for other in [
        by_card("order-00001", 1251, NUMBER),
        by_card("order-00001", 1250, "5555555555554444"),
        by_card("order-00001", MAX_AMOUNT + 1, NUMBER),
        euros,
    ] {
        assert_eq!(post(&validator, &other).await.status_code, 409, "{other}");
    }
    assert_eq!(post(&validator, &body).await, first);
    assert_eq!(histories(&world.config).await["order-00001"], ["VALIDATED"]);
}

#[tokio::test]
async fn many_at_once_record_one_payment() {
    let world = World::new().await;
    let body = by_card("order-00001", 1250, NUMBER);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let (validator, body) = (world.validator(&world.config, 1), body.clone());
        tasks.spawn(async move { post(&validator, &body).await });
    }
    let answers = tasks.join_all().await;
    for answer in &answers {
        assert_eq!(answer.status_code, 202, "{}", answer.body);
        assert_eq!(answer, &answers[0]);
    }
    assert_eq!(histories(&world.config).await["order-00001"], ["VALIDATED"]);
}

#[tokio::test]
async fn a_token_pays_when_it_was_given_out() {
    let world = World::new().await;
    let validator = world.validator(&world.config, 10);
    let unknown = format!("tok_{NUMBER}{}", "0".repeat(16));
    let refused = post(&validator, &by_token("order-00001", 1250, &unknown)).await;
    assert_eq!(refused.status_code, 400);
    assert_eq!(said(&refused)["error"]["problems"][0]["field"], "paymentToken");
    assert!(
        items(&world.config).await.is_empty(),
        "a token in disguise is not stored"
    );

    let card = said(&post(&validator, &by_card("order-00002", 1250, NUMBER)).await);
    let token = card["paymentToken"].as_str().expect("a token");
    let answer = post(&validator, &by_token("order-00003", 1250, token)).await;
    assert_eq!(
        (answer.status_code, &said(&answer)["cardLastFour"]),
        (202, &json!("1111"))
    );
    // 2100-01-01, the month after the card's.
    let late = Moment::from_millis(4_102_444_800_000).expect("a moment");
    let expired = post_at(&validator, &by_token("order-00004", 1250, token).to_string(), late).await;
    assert_eq!(expired.status_code, 400);
}

#[tokio::test]
async fn fraud_is_declined_and_stays_so() {
    let world = World::new().await;
    let validator = world.validator(&world.config, 10);
    let mut yen = by_card("order-yen-1", 1250, NUMBER);
    yen["currency"] = json!("JPY");
    for (body, reason) in [
        (by_card("order-big-1", MAX_AMOUNT + 1, NUMBER), "amount"),
        (yen, "currency"),
    ] {
        for _ in 0..2 {
            let answer = post(&validator, &body).await;
            assert_eq!(
                (answer.status_code, &said(&answer)["error"]["code"]),
                (422, &json!("declined"))
            );
            assert!(!answer.body.contains(reason), "the caller is not told why");
        }
        let id = body["transactionId"].as_str().expect("an id");
        assert_eq!(histories(&world.config).await[id], ["DECLINED"]);
        let items = items(&world.config).await;
        let reasons = items.iter().filter(|item| value(item, "transactionId") == Some(id));
        assert_eq!(
            reasons
                .filter_map(|item| value(item, "declineReason"))
                .collect::<Vec<_>>(),
            [reason]
        );
    }
    assert_eq!(
        post(&validator, &by_card("order-max-1", MAX_AMOUNT, NUMBER))
            .await
            .status_code,
        202
    );
    let queued = Batch::receive(&world.config, &world.payments).await;
    assert_eq!(queued.len(), 1, "what is declined is not processed");
}

#[tokio::test]
async fn a_card_pays_only_so_often_in_a_window() {
    let world = World::new().await;
    let validator = world.validator(&world.config, 3);
    let start = Moment::from_millis(1_800_000_000_000).expect("a moment");
    let later = |minutes: i64| Moment::from_millis(start.millis() + minutes * 60_000).expect("a moment");
    let pay = async |id: &str, number: &str, now: Moment| {
        let body = by_card(id, 1250, number).to_string();
        post_at(&validator, &body, now).await.status_code
    };
    for round in 0..2 {
        for (minute, id) in ["order-00001", "order-00002", "order-00003"].into_iter().enumerate() {
            let minute = i64::try_from(minute).expect("a minute");
            assert_eq!(
                pay(id, NUMBER, later(minute)).await,
                202,
                "round {round}: {id} counts once"
            );
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

    let items = items(&world.config).await;
    let mut counts: Vec<_> = items
        .iter()
        .filter(|item| value(item, "transactionId").is_some_and(|id| id.starts_with("velocity#tok_")))
        .map(|item| ["timestamp", "payments", "expiresAt"].map(|name| value(item, name).expect("a value")))
        .collect();
    counts.sort_unstable();
    assert_eq!(
        counts,
        [
            ["1800000000000", "1", "1800001200"],
            ["1800000000000", "3", "1800001200"],
            ["1800000600000", "1", "1800001800"]
        ]
    );
}

#[tokio::test]
async fn payments_of_one_card_at_once_stay_within_the_limit() {
    let world = World::new().await;
    let mut tasks = tokio::task::JoinSet::new();
    for place in 0..20 {
        let validator = world.validator(&world.config, 5);
        let body = by_card(&format!("order-{place:05}"), 1250, NUMBER).to_string();
        let now = Moment::from_millis(1_800_000_000_000).expect("a moment");
        tasks.spawn(async move { post_at(&validator, &body, now).await.status_code });
    }
    let answers = tasks.join_all().await;
    let count = |status| answers.iter().filter(|answer| **answer == status).count();
    assert_eq!((count(202), count(422)), (5, 15), "{answers:?}");
}

#[tokio::test]
async fn forged_and_oversized_requests_leave_no_trace() {
    let world = World::new().await;
    let validator = world.validator(&world.config, 10);
    let valid = by_card("order-00001", 1250, NUMBER).to_string();
    for (body, status) in [
        (String::new(), 400),
        ("null".to_owned(), 400),
        (valid.replace("1250", "1250.5"), 400),
        (valid.replace("\"amount\"", "\"amount\":1,\"amount\""), 400),
        (valid.replace("order-00001", "token#tok_1"), 400),
        (valid.replace("order-00001", "velocity#tok"), 400),
        (valid.replace('}', ",\"x\":{}}"), 400),
        (valid.replace(NUMBER, "4111111111111112"), 400),
        (format!("{valid}{}", " ".repeat(9000)), 413),
        ("{\"a\":".repeat(200), 400),
    ] {
        let answer = post_at(&validator, &body, Moment::now()).await;
        assert_eq!(answer.status_code, status, "{body}: {}", answer.body);
    }
    assert!(items(&world.config).await.is_empty());
    assert_eq!(Batch::receive(&world.config, &world.payments).await.len(), 0);
}
