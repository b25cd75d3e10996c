//! Many processors at once, with every message delivered twice.

use std::{collections::HashMap, rc::Rc, sync::Arc, time::Instant};

use payments::{
    card::{Card, Expiry, LastFour, Token},
    correlation::CorrelationId,
    currency::Currency,
    moment::Moment,
    payment::{Amount, TransactionId},
};
use pci_api::{
    handlers::{Process, process},
    stored_payment::Payment,
};
use test_support::queues::{event_of, failed};
use tokio::task::{JoinSet, LocalSet};

use crate::support::{
    table::histories,
    world::{World, ledger},
};

const PAYMENTS: usize = 1000;
const WORKERS: usize = 200;

#[tokio::test]
async fn two_hundred_workers_process_each_of_a_thousand_payments_once() {
    let world = World::new().await;
    let ids: Vec<String> = (0..PAYMENTS).map(|place| format!("order-{place:05}")).collect();
    record_all(&world, &ids).await;

    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| fastrand::u64(..));
    eprintln!("SEED={seed} delivers the messages in this order again");
    let mut deliveries: Vec<String> = ids.iter().chain(&ids).cloned().collect();
    fastrand::Rng::with_seed(seed).shuffle(&mut deliveries);

    let start = Instant::now();
    let processor = Rc::new(world.processor(&world.config));
    let mut workers = JoinSet::new();
    let here = LocalSet::new();
    for share in deliveries.chunks(deliveries.len() / WORKERS) {
        workers.spawn_local_on(work(Rc::clone(&processor), share.to_vec()), &here);
    }
    let redelivered: usize = here.run_until(workers.join_all()).await.into_iter().sum();
    eprintln!(
        "{} deliveries and {redelivered} again in {:?}",
        deliveries.len(),
        start.elapsed()
    );

    let histories = histories(&world.config).await;
    let wrong: HashMap<_, _> = histories
        .iter()
        .filter(|(_, states)| states[..] != ["VALIDATED", "PROCESSED"])
        .collect();
    assert!(wrong.is_empty(), "seed {seed}: {wrong:?}");
    assert_eq!(histories.len(), PAYMENTS, "seed {seed}");
    let versions = world.audit_versions().await;
    assert_eq!(versions.len(), PAYMENTS, "seed {seed}: one record for each payment");
    for (key, tags) in versions {
        assert!(
            tags.iter().all(|tag| *tag == tags[0]),
            "seed {seed}: {key} has different bytes"
        );
    }
}

/// Processes a share of the messages, those that fail again, as the queue does. Returns how many those were.
async fn work(processor: Rc<Process>, mut messages: Vec<String>) -> usize {
    let mut redelivered = 0;
    for _ in 0..20 {
        let bodies: Vec<_> = messages
            .iter()
            .map(|id| format!(r#"{{"transactionId":"{id}"}}"#))
            .collect();
        let bodies: Vec<_> = bodies.iter().map(String::as_str).collect();
        let response = process(&processor, &event_of(&bodies), None).await;
        let places = failed(&response)
            .into_iter()
            .map(|name| name["m-".len()..].parse::<usize>().expect("a place"));
        messages = places.map(|place| messages[place].clone()).collect();
        if messages.is_empty() {
            return redelivered;
        }
        redelivered += messages.len();
    }
    panic!("{messages:?} are never processed")
}

async fn record_all(world: &World, ids: &[String]) {
    let ledger = Arc::new(ledger(&world.config));
    let mut tasks = JoinSet::new();
    for share in ids.chunks(ids.len() / 20) {
        let (ledger, share) = (Arc::clone(&ledger), share.to_vec());
        tasks.spawn(async move {
            for id in share {
                let correlation = CorrelationId::choose(None, &id);
                let payment = payment(&id);
                let recording = ledger.accept(&payment, 1, &correlation, Moment::now());
                recording.await.expect("the payment is recorded");
            }
        });
    }
    tasks.join_all().await;
}

/// A payment with a card of its own.
fn payment(id: &str) -> Payment {
    let digits: String = id.chars().filter(char::is_ascii_digit).collect();
    Payment {
        transaction_id: TransactionId::parse(id).expect("an id"),
        amount: Amount::parse(1250).expect("an amount"),
        currency: Currency::parse("USD").expect("a currency"),
        card: Card {
            token: Token::parse(&format!("tok_{digits:0>32}")).expect("a token"),
            last_four: LastFour::parse("1111").expect("digits"),
            expiry: Expiry::new(2099, 12),
        },
    }
}
