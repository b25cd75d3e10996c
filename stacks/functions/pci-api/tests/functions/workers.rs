//! The processor and the notifier.

use payments::payment::TransactionId;
use pci_api::{
    handlers::{notify, process},
    state::State,
};
use serde_json::{Value, json};
use test_support::queues::{Batch, event_of, failed};

use crate::support::{
    requests::{NUMBER, by_card, post},
    table::histories,
    world::{MAX_AMOUNT, World, ledger},
};

const ORDER: &str = r#"{"transactionId":"order-00001"}"#;

async fn state_of(world: &World, id: &str) -> State {
    let id = TransactionId::parse(id).expect("an id");
    let found = ledger(&world.config).find(&id).await;
    found.expect("the table").expect("a payment").state
}

#[tokio::test]
async fn a_payment_goes_all_the_way_once() {
    let world = World::new().await;
    let config = &world.config;
    let body = by_card("order-00001", 1250, NUMBER);
    let accepted = post(&world.validator(config, 10), &body).await;

    let processor = world.processor(config);
    let batch = Batch::receive(config, &world.payments).await;
    for _ in 0..2 {
        assert_eq!(failed(&process(&processor, &batch.event(), None).await), [""; 0]);
    }
    let versions = world.audit_versions().await;
    let [(key, tags)] = &versions.iter().collect::<Vec<_>>()[..] else {
        panic!("one record, not {versions:?}")
    };
    assert_eq!(tags.len(), 2, "it was written by each delivery");
    assert_eq!(tags[0], tags[1], "with the same bytes");
    let record: Value = serde_json::from_str(&world.audit_record(key).await).expect("JSON");
    let date = record["occurredAt"]
        .as_str()
        .and_then(|at| at.get(..10))
        .expect("a date");
    assert_eq!(**key, format!("payments/{date}/order-00001.json"));
    assert_eq!(record["correlationId"], "correlation-1");
    assert_eq!(record["amount"], 1250);

    let batch = Batch::receive(config, &world.notifications).await;
    assert_eq!(batch.len(), 2);
    let notifier = world.notifier(config);
    assert_eq!(failed(&notify(&notifier, &batch.event(), None).await), [""; 0]);
    let inbox = Batch::receive(config, &world.inbox).await;
    assert_eq!(inbox.len(), 1, "the second message finds it told");
    let letter: Value =
        serde_json::from_str(inbox.json()["Records"][0]["body"].as_str().expect("a body")).expect("JSON");
    assert_eq!(letter["Subject"], "Payment processed in test");
    assert_eq!(letter["MessageAttributes"]["state"]["Value"], "PROCESSED");
    assert_eq!(letter["MessageAttributes"]["correlationId"]["Value"], "correlation-1");
    let message: Value = serde_json::from_str(letter["Message"].as_str().expect("a message")).expect("JSON");
    assert_eq!(
        (&message["transactionId"], &message["amount"]),
        (&json!("order-00001"), &json!(1250))
    );

    assert_eq!(state_of(&world, "order-00001").await, State::Notified);
    assert_eq!(
        histories(config).await["order-00001"],
        ["VALIDATED", "PROCESSED", "NOTIFIED"]
    );
    assert_eq!(
        post(&world.validator(config, 10), &body).await,
        accepted,
        "a repetition is answered as before"
    );
    assert_eq!(failed(&process(&processor, &event_of(&[ORDER]), None).await), [""; 0]);
    assert_eq!(
        histories(config).await["order-00001"],
        ["VALIDATED", "PROCESSED", "NOTIFIED"]
    );
}

#[tokio::test]
async fn what_cannot_be_handled_is_reported_and_nothing_else() {
    let world = World::new().await;
    let config = &world.config;
    let validator = world.validator(config, 10);
    post(&validator, &by_card("order-00001", 1250, NUMBER)).await;
    post(&validator, &by_card("order-00002", MAX_AMOUNT + 1, NUMBER)).await;
    let declined = r#"{"transactionId":"order-00002"}"#;
    let unknown = r#"{"transactionId":"order-99999"}"#;
    let bodies = ["poison", ORDER, declined, unknown, "{}"];

    let too_early = notify(&world.notifier(config), &event_of(&bodies), None).await;
    assert_eq!(failed(&too_early), ["m-0", "m-1", "m-2", "m-3", "m-4"]);
    let response = process(&world.processor(config), &event_of(&bodies), None).await;
    assert_eq!(failed(&response), ["m-0", "m-2", "m-3", "m-4"]);
    assert_eq!(state_of(&world, "order-00001").await, State::Processed);
    assert_eq!(state_of(&world, "order-00002").await, State::Declined);
    let response = notify(&world.notifier(config), &event_of(&bodies), None).await;
    assert_eq!(failed(&response), ["m-0", "m-2", "m-3", "m-4"]);
}

#[tokio::test]
async fn poison_ends_in_the_dead_letter_queue() {
    let world = World::new().await;
    let config = &world.config;
    post(&world.validator(config, 10), &by_card("order-00001", 1250, NUMBER)).await;
    let poison = aws_sdk_sqs::Client::new(config)
        .send_message()
        .queue_url(&world.payments)
        .message_body("poison");
    poison.send().await.expect("the poison is queued");

    let processor = world.processor(config);
    for _ in 0..5 {
        let batch = Batch::receive(config, &world.payments).await;
        let response = process(&processor, &batch.event(), None).await;
        batch.settle(config, &world.payments, &response).await;
    }
    assert_eq!(Batch::receive(config, &world.payments).await.len(), 0);
    let dead = Batch::receive(config, &world.dead_letters).await;
    assert_eq!(dead.json()["Records"][0]["body"], "poison");
    assert_eq!(dead.len(), 1);
    assert_eq!(state_of(&world, "order-00001").await, State::Processed);
}
