//! Many payments at once: 500 of them, each delivered twice, by eight workers.

use std::{collections::HashSet, time::Instant};

use serde_json::json;
use single_region::handlers::process;
use test_support::{
    postgres::Postgres,
    queues::{drain, event_of, failed},
};
use tokio::task::{JoinSet, LocalSet};

use crate::support::world::World;

const PAYMENTS: usize = 500;
const WORKERS: usize = 8;
/// As many as an event source mapping gives a function at once.
const BATCH: usize = 10;

fn message(number: usize) -> String {
    let token = format!("tok_{}", "ab".repeat(16));
    json!({"transactionId": format!("order-{number:05}"), "amount": 1250, "currency": "USD", "paymentToken": token,
           "cardLastFour": "1111"})
    .to_string()
}

#[tokio::test]
async fn every_payment_is_processed_exactly_once() {
    let (world, postgres) = (World::new().await, Postgres::start());
    world.set_database(postgres.port()).await;
    // Each payment twice, and the second delivery of most while the first is under way.
    let deliveries: Vec<usize> = (0..PAYMENTS).step_by(BATCH).flat_map(|start| [start, start]).collect();
    let begun = Instant::now();
    let mut workers = JoinSet::new();
    let local = LocalSet::new();
    for worker in 0..WORKERS {
        let processing = world.processing(&world.config);
        let own: Vec<usize> = deliveries.iter().copied().skip(worker).step_by(WORKERS).collect();
        workers.spawn_local_on(
            async move {
                for start in own {
                    let bodies: Vec<String> = (start..start + BATCH).map(message).collect();
                    let bodies: Vec<&str> = bodies.iter().map(String::as_str).collect();
                    let response = process(&processing, &event_of(&bodies), None).await;
                    assert_eq!(failed(&response), [""; 0]);
                }
            },
            &local,
        );
    }
    local.run_until(workers.join_all()).await;
    let took = begun.elapsed();

    let client = postgres.connect().await;
    let statement = "SELECT count(*), count(DISTINCT transaction_id), sum(amount)::bigint FROM ledger";
    let row = client.query_one(statement, &[]).await.expect("a row");
    let (entries, distinct, sum): (i64, i64, i64) = (row.get(0), row.get(1), row.get(2));
    let whole = i64::try_from(PAYMENTS).expect("a count");
    assert_eq!((entries, distinct, sum), (whole, whole, whole * 1250));
    let statement = "SELECT count(*) FROM transactions WHERE state = 'COMPLETED'";
    let completed: i64 = client.query_one(statement, &[]).await.expect("a row").get(0);
    assert_eq!(completed, whole);
    let versions = world.audit_versions().await;
    assert_eq!(versions.len(), PAYMENTS);
    assert!(versions.values().all(|tags| tags.iter().all(|tag| *tag == tags[0])));
    let told = drain(&world.config, &world.notifications).await;
    let distinct: HashSet<&str> = told.iter().filter_map(|record| record["body"].as_str()).collect();
    assert_eq!(distinct.len(), PAYMENTS);
    println!(
        "{PAYMENTS} payments, each delivered twice to {WORKERS} workers in {:.1} s: {entries} entries in the ledger, {} audit \
         records, {} notifications of {} payments",
        took.as_secs_f64(),
        versions.len(),
        told.len(),
        distinct.len(),
    );
}
