//! Many payments at once: `PAYMENTS=10000` for as many, 500 unless said otherwise.

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use lambda_runner::{Report, Runner};
use tokio::task::JoinSet;

use super::world::{PROCESS, World, payment, post};

const WORKERS: usize = 8;
/// Of so many payments one is sent a second time.
const DUPLICATES: usize = 10;
/// For so many payments one message is sent that nobody can settle.
const POISON: usize = 100;

/// What became of the payments.
struct Counts {
    recorded: i64,
    settled: i64,
    dispatched: i64,
    records: usize,
    distinct_records: usize,
    /// Changes of a payment's state, and different ones among them.
    transitions: (i64, i64),
    dead: usize,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_payment_is_settled_exactly_once() {
    let payments = std::env::var("PAYMENTS").map_or(500, |text| text.parse().expect("PAYMENTS is a number"));
    let world = World::deploy().await;
    let runner = world.setup().concurrency(WORKERS).start().await.expect("a runner");
    world.note_transitions(&runner).await;
    let polling = runner.poll().await.expect("polling");
    let begun = Instant::now();
    send_all(&runner, payments).await;
    for number in 0..payments / POISON {
        world.send(&format!("poison {number}")).await;
    }
    world.drained(Duration::from_secs(60 + payments as u64 / 2)).await;
    polling.stop().await.expect("it stops");
    let took = begun.elapsed();

    let counts = count(&world).await;
    let report = runner.report();
    println!(
        "{payments} payments and {} duplicates by {WORKERS} workers in {:.1} s: {} recorded, {} settled, {} audit records, \
         {} poison messages in the dead letter queue of {} sent\n{report}",
        payments / DUPLICATES,
        took.as_secs_f64(),
        counts.recorded,
        counts.settled,
        counts.records,
        counts.dead,
        payments / POISON,
    );
    let whole = i64::try_from(payments).expect("a count");
    assert_eq!(
        (counts.recorded, counts.settled, counts.dispatched),
        (whole, whole, whole)
    );
    assert_eq!((counts.records, counts.distinct_records), (2 * payments, 2 * payments));
    assert_eq!(
        counts.transitions,
        (2 * whole, 2 * whole),
        "recorded once, settled once"
    );
    assert_eq!(counts.dead, payments / POISON);
    assert_undisturbed(&report, payments);
}

/// All payments, by workers that do not wait for one another; some of them twice, at the same time.
async fn send_all(runner: &Runner, payments: usize) {
    let mut workers = JoinSet::new();
    for worker in 0..WORKERS {
        let runner = runner.clone();
        workers.spawn(async move {
            for number in (worker..payments).step_by(WORKERS) {
                let request = payment(&format!("order-{number:08}"), 1250, "tok_visa_1");
                let twice = number % DUPLICATES == 0;
                let (first, second) = tokio::join!(post(&runner, &request), async {
                    if twice {
                        Some(post(&runner, &request).await)
                    } else {
                        None
                    }
                });
                assert_eq!(first["statusCode"], 202, "{first}");
                assert!(
                    second.is_none_or(|second| second == first),
                    "a duplicate is answered alike"
                );
            }
        });
    }
    workers.join_all().await;
}

async fn count(world: &World) -> Counts {
    let sums =
        "SELECT count(*), count(*) FILTER (WHERE state = 'settled'), count(*) FILTER (WHERE dispatched) FROM payments";
    let row = world.database().await.query_one(sums, &[]).await.expect("a row");
    let keys = world.audit_keys().await;
    let events: HashSet<Vec<&str>> = keys.iter().map(|key| key.rsplit('/').take(2).collect()).collect();
    let dead = world.dead_letters().await;
    assert!(
        dead.iter().all(|body| body.starts_with("poison ")),
        "a payment was given up"
    );
    Counts {
        recorded: row.get(0),
        settled: row.get(1),
        dispatched: row.get(2),
        records: keys.len(),
        distinct_records: events.len(),
        transitions: world.transitions().await,
        dead: dead.len(),
    }
}

/// Times are no matter of this test: so many workers mostly wait for the one thread of the emulated AWS.
fn assert_undisturbed(report: &Report, payments: usize) {
    for row in &report.0 {
        assert_eq!((row.failures, row.failed_starts), (0, 0), "{}", row.function);
        assert!(row.cold_starts.count <= WORKERS, "{}", row.function);
    }
    let processing = report.0.iter().find(|row| row.function == PROCESS).expect("a function");
    assert!(processing.invocations.count >= payments + payments / DUPLICATES);
}
