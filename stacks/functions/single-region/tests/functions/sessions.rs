//! Customers' sessions.

use payments::moment::Moment;
use serde_json::json;
use single_region::sessions::{DECLINES_ALLOWED, SESSION_LIFE, TRANSACTION_LIFE};
use test_support::queues::drain;

use crate::support::{
    requests::{NUMBER, SESSION, by_card, in_session, post_at, said},
    table::{item, value},
    world::{MAX_AMOUNT, World},
};

const START: i64 = 1_800_000_000;

/// A moment, in seconds after the start.
fn at(seconds: i64) -> Moment {
    Moment::from_millis((START + seconds) * 1000).expect("a moment")
}

async fn pay(world: &World, id: &str, amount: i64, now: Moment) -> u16 {
    let body = by_card(id, amount, NUMBER).to_string();
    post_at(&world.validation(&world.config), &body, now).await.status_code
}

/// Declines as many payments as it takes to block the session.
async fn block(world: &World, now: Moment) {
    for number in 0..DECLINES_ALLOWED {
        assert_eq!(
            pay(world, &format!("order-big-{number}"), MAX_AMOUNT + 1, now).await,
            422
        );
    }
}

#[tokio::test]
async fn a_session_counts_what_is_attempted_in_it() {
    let world = World::new().await;
    assert_eq!(pay(&world, "order-00001", 1250, at(0)).await, 202);
    assert_eq!(pay(&world, "order-00002", MAX_AMOUNT + 1, at(60)).await, 422);
    assert_eq!(
        pay(&world, "order-00002", MAX_AMOUNT + 1, at(61)).await,
        422,
        "stays declined"
    );
    let session = item(&world.config, SESSION).await.expect("the session");
    let seen = |name| value(&session, name).map(str::to_owned);
    assert_eq!(
        (seen("attempts"), seen("declined")),
        (Some("2".to_owned()), Some("1".to_owned()))
    );
    assert_eq!(seen("lastSeen"), Some(at(60).millis().to_string()));
    assert_eq!(seen("expiresAt"), Some((START + 60 + SESSION_LIFE).to_string()));
    assert_eq!(seen("blockedAt"), None);
    assert_eq!(
        drain(&world.config, &world.transactions).await.len(),
        1,
        "what is declined is not processed"
    );

    // DynamoDB has not removed it yet, and still it is forgotten.
    let later = 60 + SESSION_LIFE;
    assert_eq!(pay(&world, "order-00003", 1250, at(later)).await, 202);
    let session = item(&world.config, SESSION).await.expect("the session");
    assert_eq!(
        (value(&session, "attempts"), value(&session, "declined")),
        (Some("1"), Some("0"))
    );
}

#[tokio::test]
async fn too_many_declined_payments_block_a_session() {
    let world = World::new().await;
    assert_eq!(pay(&world, "order-00001", 1250, at(0)).await, 202);
    block(&world, at(1)).await;
    assert_eq!(pay(&world, "order-00002", 1250, at(2)).await, 403);
    let other = in_session(by_card("order-00003", 1250, NUMBER), "session-00002").to_string();
    let validation = world.validation(&world.config);
    assert_eq!(
        post_at(&validation, &other, at(2)).await.status_code,
        202,
        "another session"
    );
    assert_eq!(
        pay(&world, "order-00001", 1250, at(3)).await,
        202,
        "what was accepted stays so"
    );
    assert_eq!(
        pay(&world, "order-big-0", MAX_AMOUNT + 1, at(3)).await,
        422,
        "and what was declined"
    );
    assert!(
        item(&world.config, "transaction#order-00002").await.is_none(),
        "nothing was decided"
    );

    assert_eq!(
        pay(&world, "order-00002", 1250, at(1 + SESSION_LIFE)).await,
        403,
        "trying again kept it blocked"
    );
    assert_eq!(pay(&world, "order-00002", 1250, at(1 + 2 * SESSION_LIFE)).await, 202);
}

#[tokio::test]
async fn declines_at_once_are_all_counted() {
    let world = World::new().await;
    let mut tasks = tokio::task::JoinSet::new();
    for place in 0..12 {
        let validation = world.validation(&world.config);
        let body = by_card(&format!("order-{place:05}"), MAX_AMOUNT + 1, NUMBER).to_string();
        tasks.spawn(async move { post_at(&validation, &body, at(0)).await.status_code });
    }
    let answers = tasks.join_all().await;
    let count = |status| answers.iter().filter(|answer| **answer == status).count();
    let allowed = DECLINES_ALLOWED as usize;
    assert_eq!((count(422), count(403)), (allowed, 12 - allowed), "{answers:?}");
    let session = item(&world.config, SESSION).await.expect("the session");
    assert_eq!(
        (value(&session, "declined"), value(&session, "attempts")),
        (Some("5"), Some("12"))
    );
    assert!(value(&session, "blockedAt").is_some());
}

#[tokio::test]
async fn without_fraud_checks_nothing_is_declined_or_blocked() {
    let world = World::new().await;
    block(&world, at(0)).await;
    world.set("features/fraud-checks", "disabled").await;
    for number in 0..6 {
        let mut yen = by_card(&format!("order-{number:05}"), MAX_AMOUNT + 1, NUMBER);
        yen["currency"] = json!("JPY");
        let answer = post_at(&world.validation(&world.config), &yen.to_string(), at(1)).await;
        assert_eq!(answer.status_code, 202, "{}", said(&answer));
    }
    assert_eq!(
        pay(&world, "order-big-0", MAX_AMOUNT + 1, at(2)).await,
        422,
        "declined before"
    );
    world.set("features/fraud-checks", "enabled").await;
    assert_eq!(pay(&world, "order-00009", 1250, at(3)).await, 403, "still blocked");
}

#[tokio::test]
async fn a_payment_that_is_forgotten_is_a_new_one() {
    let world = World::new().await;
    assert_eq!(pay(&world, "order-00001", 1250, at(0)).await, 202);
    assert_eq!(pay(&world, "order-00001", 1251, at(TRANSACTION_LIFE - 1)).await, 409);
    assert_eq!(pay(&world, "order-00001", 1251, at(TRANSACTION_LIFE)).await, 202);
    assert_eq!(pay(&world, "order-00001", 1250, at(TRANSACTION_LIFE)).await, 409);
}
