//! Functions that are killed between any two of their steps, before one or right after it, and whose work is then given to
//! another. Steps are requests to AWS and round trips to the database.

use std::collections::HashMap;

use serde_json::json;
use single_region::handlers::{notify, process};
use test_support::{
    MortalDatabase,
    life::{Death, Life},
    postgres::Postgres,
    queues::{drain, event_of, failed},
};

use crate::support::{
    requests::{NUMBER, SESSION, by_card, in_session, post},
    table::{item, value},
    world::World,
};

#[tokio::test]
async fn a_killed_validations_work_is_finished_by_the_repetition() {
    let world = World::new().await;
    world.set("limits/velocity", "1000").await;
    let life = Life::until(Death::Never);
    let body = by_card("order-count", 1250, NUMBER);
    let answer = post(&world.validation(&life.config(&world.config)), &body).await;
    assert_eq!(answer.status_code, 202, "{}", answer.body);
    assert_eq!(
        life.steps(),
        5,
        "the parameters, the session, the transaction, the message, the note"
    );
    drain(&world.config, &world.transactions).await;

    for (place, death) in Death::all(life.steps()).enumerate() {
        let session = format!("session-of-{place:05}");
        let body = in_session(by_card(&format!("order-{place:05}"), 1250, NUMBER), &session);
        let killed = post(&world.validation(&Life::until(death).config(&world.config)), &body).await;
        // The message is sent before the last step, so that the caller may be told.
        let expected = if matches!(death, Death::Before(4) | Death::After(4)) {
            202
        } else {
            503
        };
        assert_eq!(killed.status_code, expected, "{death:?}: {}", killed.body);
        let healed = post(&world.validation(&world.config), &body).await;
        assert_eq!(healed.status_code, 202, "{death:?}: {}", healed.body);
        let messages = drain(&world.config, &world.transactions).await.len();
        assert!((1..=2).contains(&messages), "{death:?}: {messages} messages");
        let session = item(&world.config, &session).await.expect("the session");
        assert_eq!(value(&session, "attempts"), Some("1"), "{death:?}");
    }
    assert!(item(&world.config, SESSION).await.is_some());
}

#[tokio::test]
async fn a_killed_processings_work_is_finished_by_the_next_delivery() {
    let (world, postgres) = (World::new().await, Postgres::start());
    let token = format!("tok_{}", "ab".repeat(16));
    let event_for = |id: &str| {
        let message = json!({"transactionId": id, "amount": 1250, "currency": "USD", "paymentToken": token,
                             "cardLastFour": "1111"});
        event_of(&[&message.to_string()])
    };
    let steps = {
        let life = Life::until(Death::Never);
        world
            .set_database(MortalDatabase::before(postgres.port(), &life).port())
            .await;
        let processing = world.processing_in_the_clear(&life.config(&world.config));
        let response = process(&processing, &event_for("order-count"), None).await;
        assert_eq!(failed(&response), [""; 0]);
        life.steps()
    };
    // Four requests to AWS: parameters, secret, record, message. The rest are the database's: the schema, three statements
    // prepared and executed, and the probes of the connection.
    assert!((4 + 7..4 + 16).contains(&steps), "{steps} steps");
    drain(&world.config, &world.notifications).await;

    for (place, death) in Death::all(steps).enumerate() {
        let id = format!("order-{place:05}");
        let event = event_for(&id);
        let life = Life::until(death);
        world
            .set_database(MortalDatabase::before(postgres.port(), &life).port())
            .await;
        let killed = process(
            &world.processing_in_the_clear(&life.config(&world.config)),
            &event,
            None,
        )
        .await;
        assert_eq!(failed(&killed), ["m-0"], "{death:?}");
        world.set_database(postgres.port()).await;
        let healed = process(&world.processing(&world.config), &event, None).await;
        assert_eq!(failed(&healed), [""; 0], "{death:?}");
        let told = drain(&world.config, &world.notifications).await.len();
        assert!((1..=2).contains(&told), "{death:?}: told {told} times");
    }

    let client = postgres.connect().await;
    let statement = "SELECT t.transaction_id, t.state, count(l.entry) FROM transactions t \
                     LEFT JOIN ledger l USING (transaction_id) GROUP BY 1, 2";
    let rows = client.query(statement, &[]).await.expect("rows");
    assert_eq!(rows.len(), 1 + 2 * steps);
    for row in &rows {
        let (id, state, entries): (&str, &str, i64) = (row.get(0), row.get(1), row.get(2));
        assert_eq!((state, entries), ("COMPLETED", 1), "{id}");
    }
    let versions: HashMap<_, _> = world.audit_versions().await;
    assert_eq!(versions.len(), 1 + 2 * steps, "a record for each payment");
    for (key, tags) in versions {
        assert!(
            tags.iter().all(|tag| *tag == tags[0]),
            "{key} always has the same bytes"
        );
    }
}

#[tokio::test]
async fn a_killed_notifications_work_is_finished_by_the_next_delivery() {
    let world = World::new().await;
    let event_for = |id: &str| {
        let news = json!({"transactionId": id, "amount": 1250, "currency": "USD", "cardLastFour": "1111",
                          "processedAt": "2026-01-31T23:59:59.123456Z"});
        event_of(&[&news.to_string()])
    };
    for (place, death) in Death::all(2).enumerate() {
        let event = event_for(&format!("order-{place:05}"));
        let life = Life::until(death);
        let killed = notify(&world.notification(&life.config(&world.config)), &event, None).await;
        assert_eq!(failed(&killed), ["m-0"], "{death:?}");
        let healed = notify(&world.notification(&world.config), &event, None).await;
        assert_eq!(failed(&healed), [""; 0], "{death:?}");
        let told = drain(&world.config, &world.inbox).await.len();
        let expected = if matches!(death, Death::After(1)) { 2 } else { 1 };
        assert_eq!(told, expected, "{death:?}: at least once");
    }
}
