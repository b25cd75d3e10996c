//! Functions that are killed between any two of their requests to AWS, before one is sent or after it arrived, and
//! whose work is then given to another.

use pci_api::handlers::{notify, process};
use test_support::queues::{Batch, event_of, failed};

use crate::support::{
    mortal::{Death, Mortal},
    requests::{NUMBER, by_card, post},
    table::{histories, items, value},
    world::World,
};

fn message(id: &str) -> String {
    format!(r#"{{"transactionId":"{id}"}}"#)
}

/// How many requests each function makes for a payment: what the tests below must die in.
async fn requests(world: &World) -> [usize; 3] {
    let id = "order-count";
    let (validating, config) = Mortal::new(&world.config, Death::Never);
    let answer = post(&world.validator(&config, 1000), &by_card(id, 1250, NUMBER)).await;
    assert_eq!(answer.status_code, 202, "{}", answer.body);
    let (processing, config) = Mortal::new(&world.config, Death::Never);
    let response = process(&world.processor(&config), &event_of(&[&message(id)]), None).await;
    assert_eq!(failed(&response), [""; 0]);
    let (notifying, config) = Mortal::new(&world.config, Death::Never);
    let response = notify(&world.notifier(&config), &event_of(&[&message(id)]), None).await;
    assert_eq!(failed(&response), [""; 0]);
    for queue in [&world.payments, &world.inbox] {
        queued(world, queue, id).await;
    }
    [validating, processing, notifying].map(|mortal| mortal.requests())
}

#[tokio::test]
async fn a_killed_validators_work_is_finished_by_the_repetition() {
    let world = World::new().await;
    let [requests, ..] = requests(&world).await;
    assert_eq!(requests, 3, "the key, the transaction, the message");
    for (place, death) in Death::all(requests).enumerate() {
        let id = format!("order-{place:05}");
        let body = by_card(&id, 1250, NUMBER);
        let (_, config) = Mortal::new(&world.config, death);
        let killed = post(&world.validator(&config, 1000), &body).await;
        assert_eq!(killed.status_code, 503, "{death:?}: {}", killed.body);
        let healed = post(&world.validator(&world.config, 1000), &body).await;
        assert_eq!(healed.status_code, 202, "{death:?}: {}", healed.body);
        let messages = queued(&world, &world.payments, &id).await;
        assert!((1..=2).contains(&messages), "{death:?}: {messages} messages");
    }
    for (id, history) in histories(&world.config).await {
        assert_eq!(history[0], "VALIDATED");
        assert!(history.len() == 1 || id == "order-count", "{id}: {history:?}");
    }
    let items = items(&world.config).await;
    let counts = items
        .iter()
        .filter(|item| value(item, "transactionId").is_some_and(|id| id.starts_with("velocity#")));
    let counts: usize = counts
        .filter_map(|item| value(item, "payments")?.parse::<usize>().ok())
        .sum();
    assert_eq!(counts, 1 + 2 * requests, "each payment counts once");
}

#[tokio::test]
async fn a_killed_processors_work_is_finished_by_the_next_delivery() {
    let world = World::new().await;
    let [_, requests, _] = requests(&world).await;
    assert_eq!(requests, 4, "reading, the transaction, the record, the message");
    for (place, death) in Death::all(requests).enumerate() {
        let id = format!("order-{place:05}");
        post(&world.validator(&world.config, 1000), &by_card(&id, 1250, NUMBER)).await;
        let event = event_of(&[&message(&id)]);
        let (_, config) = Mortal::new(&world.config, death);
        let killed = process(&world.processor(&config), &event, None).await;
        assert_eq!(failed(&killed), ["m-0"], "{death:?}");
        let healed = process(&world.processor(&world.config), &event, None).await;
        assert_eq!(failed(&healed), [""; 0], "{death:?}");
        assert_eq!(
            histories(&world.config).await[&id],
            ["VALIDATED", "PROCESSED"],
            "{death:?}"
        );
    }
    let versions = world.audit_versions().await;
    assert_eq!(versions.len(), 1 + 2 * requests, "a record for each payment");
    for (key, tags) in versions {
        assert!(
            tags.iter().all(|tag| *tag == tags[0]),
            "{key} always has the same bytes"
        );
    }
}

#[tokio::test]
async fn a_killed_notifiers_work_is_finished_by_the_next_delivery() {
    let world = World::new().await;
    let [.., requests] = requests(&world).await;
    assert_eq!(requests, 4, "reading, publishing, reading again, the transaction");
    for (place, death) in Death::all(requests).enumerate() {
        let id = format!("order-{place:05}");
        post(&world.validator(&world.config, 1000), &by_card(&id, 1250, NUMBER)).await;
        let event = event_of(&[&message(&id)]);
        process(&world.processor(&world.config), &event, None).await;
        let (_, config) = Mortal::new(&world.config, death);
        let killed = notify(&world.notifier(&config), &event, None).await;
        assert_eq!(failed(&killed), ["m-0"], "{death:?}");
        let healed = notify(&world.notifier(&world.config), &event, None).await;
        assert_eq!(failed(&healed), [""; 0], "{death:?}");
        let history = &histories(&world.config).await[&id];
        assert_eq!(history[..], ["VALIDATED", "PROCESSED", "NOTIFIED"], "{death:?}");
        let told = queued(&world, &world.inbox, &id).await;
        assert!((1..=2).contains(&told), "{death:?}: told {told} times");
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_makes_no_second_transaction() {
    let world = World::new().await;
    let id = "order-00001";
    let (mortal, config) = Mortal::new(&world.config, Death::Unheard(1));
    let answer = post(&world.validator(&config, 1), &by_card(id, 1250, NUMBER)).await;
    assert_eq!(answer.status_code, 202, "{}", answer.body);
    assert_sent_twice(&mortal);

    let (mortal, config) = Mortal::new(&world.config, Death::Unheard(1));
    let response = process(&world.processor(&config), &event_of(&[&message(id)]), None).await;
    assert_eq!(failed(&response), [""; 0]);
    assert_sent_twice(&mortal);
    assert_eq!(histories(&world.config).await[id], ["VALIDATED", "PROCESSED"]);
}

/// The SDK sent one transaction twice, with one token, by which AWS (but not moto) knows it again.
fn assert_sent_twice(mortal: &Mortal) {
    let bodies = mortal.bodies();
    let transactions: Vec<_> = bodies
        .iter()
        .filter(|body| body.contains("ClientRequestToken"))
        .collect();
    assert_eq!(transactions.len(), 2, "{bodies:?}");
    assert_eq!(transactions[0], transactions[1]);
}

/// How many messages about a payment a queue holds; they are taken out of it.
async fn queued(world: &World, queue: &str, id: &str) -> usize {
    let mut count = 0;
    loop {
        let batch = Batch::receive(&world.config, queue).await;
        if batch.is_empty() {
            return count;
        }
        count += batch.bodies().iter().filter(|body| body.contains(id)).count();
        batch
            .settle(&world.config, queue, &payments::sqs_event::BatchResponse::default())
            .await;
    }
}
