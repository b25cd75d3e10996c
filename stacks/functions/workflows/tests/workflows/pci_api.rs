//! `pci_api`'s own checks.

use std::{sync::Arc, time::Duration};

use lambda_runner::Redelivery;
use serde_json::{Value, json};
use workflows::{Request, System, card, cloud, settled, systems::PciApi};

const PATIENCE: Duration = Duration::from_secs(120);
const ID: &str = "journey-00001";

/// A payment is validated, recorded, queued, processed, audited and told, and its repetitions change nothing.
pub(crate) async fn a_payment_goes_all_the_way(system: Arc<PciApi>) {
    let emulator = system.emulator();
    let runner = system
        .setup()
        .redelivery(Redelivery::AtOnce)
        .start()
        .await
        .expect("a runner");
    let polling = runner.poll().await.expect("polling");
    let request = system.payment(ID, 1250);
    let accepted = system.api().call(&runner, &request).await;
    assert_eq!(accepted.status, 202, "{}", accepted.body);
    settled(system.as_ref(), PATIENCE).await;
    assert_eq!(system.api().call(&runner, &request).await, accepted, "a repetition");
    let other = system.payment(ID, 9999);
    assert_eq!(system.api().call(&runner, &other).await.status, 409);
    settled(system.as_ref(), PATIENCE).await;
    polling.stop().await.expect("it stops");

    let changes = system.changes().await;
    let states: Vec<_> = changes
        .iter()
        .filter(|(id, ..)| id == ID)
        .map(|(.., state)| state.as_str())
        .collect();
    assert_eq!(states, ["VALIDATED", "PROCESSED", "NOTIFIED"]);
    let keys = cloud::keys(emulator, &system.bucket).await;
    let keys: Vec<_> = keys
        .iter()
        .filter(|key| key.ends_with(&format!("/{ID}.json")))
        .collect();
    let [key] = keys[..] else {
        panic!("one record, not {keys:?}")
    };
    let record: Value = serde_json::from_str(&cloud::record(emulator, &system.bucket, key).await).expect("JSON");
    assert_eq!(
        (&record["amount"], &record["environment"]),
        (&json!(1250), &json!("dev"))
    );
    assert_eq!(record["correlationId"], format!("correlation-{ID}"));
    assert_eq!(system.told().await.get(ID), Some(&1));
}

/// Fraud is declined for good, mistakes are named, and the velocity's counts go when the table's expiry says so.
pub(crate) async fn what_is_wrong_is_refused(system: Arc<PciApi>) {
    let runner = system.setup().start().await.expect("a runner");
    let api = system.api();
    for _ in 0..2 {
        let declined = api.call(&runner, &system.payment("refused-large", 1_000_001)).await;
        assert_eq!(declined.status, 422, "{}", declined.body);
    }
    let mistaken = api.call(&runner, &system.payment("refused-amount", 0)).await;
    assert_eq!(mistaken.status, 400, "{}", mistaken.body);
    assert_eq!(api.call(&runner, &Request::get("/payments")).await.status, 404);

    let card = card::details_for("refused-card");
    let mut answers = Vec::new();
    for place in 0..11 {
        let id = format!("refused-velocity-{place}");
        let body = json!({"transactionId": id, "amount": 1250, "currency": "USD", "card": card});
        answers.push(
            api.call(&runner, &Request::post("/payments", body.to_string()))
                .await
                .status,
        );
    }
    assert_eq!(
        answers,
        [vec![202; 10], vec![422]].concat(),
        "ten payments of a card in ten minutes"
    );
    let expiry = cloud::expiry(system.emulator(), &system.table).await;
    let items = cloud::items(system.emulator(), &system.table).await;
    let (passing, lasting): (Vec<_>, Vec<_>) = items.iter().partition(|item| item.contains_key(&expiry));
    assert!(
        passing
            .iter()
            .all(|item| item["transactionId"].starts_with("velocity#")),
        "{passing:?}"
    );
    assert!(!passing.is_empty() && !lasting.is_empty());
    assert!(
        lasting
            .iter()
            .all(|item| !item["transactionId"].starts_with("velocity#")),
        "{lasting:?}"
    );

    // What was accepted is processed before the next check.
    let polling = runner.poll().await.expect("polling");
    settled(system.as_ref(), PATIENCE).await;
    polling.stop().await.expect("it stops");
    system.told().await;
}
