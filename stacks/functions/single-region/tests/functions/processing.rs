//! The processing and the notification.

use payments::{api::ApiRequest, batch::Message};
use serde_json::{Value, json};
use single_region::{
    handlers::{Process, find, notify, process},
    transaction::Transaction,
};
use test_support::{
    postgres::Postgres,
    queues::{Batch, drain, event_of, failed},
};

use crate::support::{
    requests::{NUMBER, by_card, post, question, said},
    world::World,
};

/// A message that calls for a payment.
fn message(id: &str, amount: i64) -> String {
    let token = format!("tok_{}", "ab".repeat(16));
    json!({"transactionId": id, "amount": amount, "currency": "USD", "paymentToken": token, "cardLastFour": "1111"})
        .to_string()
}

async fn where_stands(processing: &Process, id: &str) -> (u16, Value) {
    let request: ApiRequest = serde_json::from_value(question(id)).expect("a request");
    let answer = find(&processing.transactions, &request, "invocation-1").await;
    (answer.status_code, said(&answer)["state"].clone())
}

async fn entries(postgres: &Postgres) -> Vec<(String, i64)> {
    let statement = "SELECT transaction_id, amount FROM ledger ORDER BY entry";
    let rows = postgres.connect().await.query(statement, &[]).await.expect("rows");
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

#[tokio::test]
async fn a_payment_goes_all_the_way_once() {
    let (world, postgres) = (World::new().await, Postgres::start());
    world.set_database(postgres.port()).await;
    let config = &world.config;
    post(&world.validation(config), &by_card("order-00001", 1250, NUMBER)).await;

    let processing = world.processing(config);
    assert_eq!(
        where_stands(&processing, "order-00001").await,
        (404, Value::Null),
        "it waits in the queue"
    );
    let batch = Batch::receive(config, &world.transactions).await;
    for _ in 0..2 {
        assert_eq!(failed(&process(&processing, &batch.event(), None).await), [""; 0]);
    }
    assert_eq!(
        where_stands(&processing, "order-00001").await,
        (200, json!("COMPLETED"))
    );
    assert_eq!(entries(&postgres).await, [("order-00001".to_owned(), 1250)]);
    let versions = world.audit_versions().await;
    let [(key, tags)] = &versions.iter().collect::<Vec<_>>()[..] else {
        panic!("one record, not {versions:?}")
    };
    assert_eq!(tags.len(), 1, "the second delivery found it done");
    let record: Value = serde_json::from_str(&world.audit_record(key).await).expect("JSON");
    let date = record["occurredAt"]
        .as_str()
        .and_then(|at| at.get(..10))
        .expect("a date");
    assert_eq!(**key, format!("payments/{date}/order-00001.json"));
    assert_eq!(
        (&record["correlationId"], &record["amount"]),
        (&json!("correlation-1"), &json!(1250))
    );

    let batch = Batch::receive(config, &world.notifications).await;
    assert_eq!(batch.len(), 1);
    let notification = world.notification(config);
    for _ in 0..2 {
        assert_eq!(failed(&notify(&notification, &batch.event(), None).await), [""; 0]);
    }
    let inbox = drain(config, &world.inbox).await;
    assert_eq!(inbox.len(), 1, "this process knows what it told");
    let letter: Value = serde_json::from_str(inbox[0]["body"].as_str().expect("a body")).expect("JSON");
    assert_eq!(letter["Subject"], "Payment processed in test");
    assert_eq!(letter["MessageAttributes"]["eventId"]["Value"], "order-00001.PROCESSED");
    assert_eq!(letter["MessageAttributes"]["correlationId"]["Value"], "correlation-1");
    let told: Value = serde_json::from_str(letter["Message"].as_str().expect("a message")).expect("JSON");
    assert_eq!(
        (&told["transactionId"], &told["amount"]),
        (&json!("order-00001"), &json!(1250))
    );

    let another = world.notification(config);
    assert_eq!(failed(&notify(&another, &batch.event(), None).await), [""; 0]);
    let repeated = drain(config, &world.inbox).await;
    assert_eq!(repeated.len(), 1, "another process does not know: at least once");
    assert!(repeated[0].to_string().contains("order-00001.PROCESSED"));
}

#[tokio::test]
async fn without_notifications_nobody_is_told() {
    let world = World::new().await;
    world.set("features/notifications", "disabled").await;
    let news = json!({"transactionId": "order-00001", "amount": 1250, "currency": "USD", "cardLastFour": "1111",
                      "processedAt": "2026-01-31T23:59:59.123456Z"});
    let event = event_of(&[&news.to_string(), "poison"]);
    let response = notify(&world.notification(&world.config), &event, None).await;
    assert_eq!(failed(&response), ["m-1"], "only poison is delivered again");
    assert!(drain(&world.config, &world.inbox).await.is_empty());
    world.set("features/notifications", "enabled").await;
    let response = notify(&world.notification(&world.config), &event, None).await;
    assert_eq!(failed(&response), ["m-1"]);
    assert_eq!(drain(&world.config, &world.inbox).await.len(), 1);
}

#[tokio::test]
async fn a_message_with_other_content_is_never_processed() {
    let (world, postgres) = (World::new().await, Postgres::start());
    world.set_database(postgres.port()).await;
    let processing = world.processing(&world.config);
    let [first, other] = [message("order-00001", 1250), message("order-00001", 9999)];
    assert!(Transaction::from_body(&other).is_some());
    let response = process(&processing, &event_of(&[&first, &other, &first]), None).await;
    assert_eq!(failed(&response), ["m-1"]);
    assert_eq!(entries(&postgres).await, [("order-00001".to_owned(), 1250)]);
}

#[tokio::test]
async fn poison_ends_in_the_dead_letter_queue() {
    let (world, postgres) = (World::new().await, Postgres::start());
    world.set_database(postgres.port()).await;
    let config = &world.config;
    post(&world.validation(config), &by_card("order-00001", 1250, NUMBER)).await;
    let card = message("order-00002", 1).replace("\"1111\"", &format!("\"{NUMBER}\""));
    for poison in ["poison", &card] {
        let request = aws_sdk_sqs::Client::new(config)
            .send_message()
            .queue_url(&world.transactions)
            .message_body(poison);
        request.send().await.expect("the poison is queued");
    }
    let processing = world.processing(config);
    for _ in 0..5 {
        let batch = Batch::receive(config, &world.transactions).await;
        let response = process(&processing, &batch.event(), None).await;
        batch.settle(config, &world.transactions, &response).await;
    }
    assert!(Batch::receive(config, &world.transactions).await.is_empty());
    assert_eq!(drain(config, &world.dead_letters).await.len(), 2);
    assert_eq!(entries(&postgres).await, [("order-00001".to_owned(), 1250)]);
}

#[tokio::test]
async fn the_database_may_move() {
    let (world, first, second) = (World::new().await, Postgres::start(), Postgres::start());
    world.set_database(first.port()).await;
    let mut processing = world.processing(&world.config);
    let store = crate::support::world::store(&world.config, single_region::parameters::Encrypted::Leave);
    let parameters = single_region::parameters::Parameters::new(store, single_region::configuration::Processing::read);
    processing.transactions =
        single_region::database::Transactions::new(&world.config, parameters.kept_for(std::time::Duration::ZERO));
    let event = event_of(&[&message("order-00001", 1250)]);
    assert_eq!(failed(&process(&processing, &event, None).await), [""; 0]);
    world.set_database(second.port()).await;
    assert_eq!(
        where_stands(&processing, "order-00001").await,
        (404, Value::Null),
        "the new one knows nothing yet"
    );
    assert_eq!(entries(&first).await.len(), 1);
}

#[tokio::test]
async fn questions_that_name_no_payment_are_refused() {
    let (world, postgres) = (World::new().await, Postgres::start());
    world.set_database(postgres.port()).await;
    let processing = world.processing(&world.config);
    assert_eq!(where_stands(&processing, "order-99999").await.0, 404);
    assert_eq!(where_stands(&processing, NUMBER).await.0, 400);
    assert_eq!(where_stands(&processing, "x'; DROP TABLE ledger; --").await.0, 400);
    let mut event = question("order-99999");
    event["httpMethod"] = json!("DELETE");
    let request: ApiRequest = serde_json::from_value(event).expect("a request");
    assert_eq!(find(&processing.transactions, &request, "i-1").await.status_code, 405);
}
