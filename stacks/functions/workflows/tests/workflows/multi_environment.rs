//! `multi_environment`'s own checks.

use std::{sync::Arc, time::Duration};

use lambda_runner::Redelivery;
use serde_json::{Value, json};
use test_support::postgres::PASSWORD;
use workflows::{Request, System, cloud, settled, systems::MultiEnvironment};

const PATIENCE: Duration = Duration::from_secs(120);
const ID: &str = "journey-00001";
/// What payments are made with.
const TOKEN: &str = "tok_visa_1";

/// A payment is recorded, audited, queued and settled, and its repetitions change nothing.
pub(crate) async fn a_payment_goes_all_the_way(system: Arc<MultiEnvironment>) {
    let setup = system.setup().redelivery(Redelivery::AtOnce);
    let runner = setup.start().await.expect("a runner");
    let (api, request) = (system.api(), system.payment(ID, 1250));
    let accepted = api.call(&runner, &request).await;
    assert_eq!(accepted.status, 202, "{}", accepted.body);
    let polling = runner.poll().await.expect("polling");
    settled(system.as_ref(), PATIENCE).await;
    assert_eq!(api.call(&runner, &request).await, accepted, "a repetition");
    assert_eq!(api.call(&runner, &system.payment(ID, 9999)).await.status, 409);
    assert_eq!(api.call(&runner, &system.payment("journey-zero", 0)).await.status, 400);
    settled(system.as_ref(), PATIENCE).await;
    polling.stop().await.expect("it stops");

    let question = |id| Request::get("/verify-payment").query("transactionId", id);
    let found = api.call(&runner, &question(ID)).await;
    assert_eq!(
        (found.status, &found.body["state"]),
        (200, &json!("settled")),
        "{}",
        found.body
    );
    assert_eq!(api.call(&runner, &question("journey-zero")).await.status, 404);
    assert_eq!(system.processed().await.get(ID), Some(&1));
    let keys = cloud::keys(system.emulator(), &system.bucket).await;
    let keys: Vec<_> = keys.iter().filter(|key| key.contains(ID)).collect();
    assert_eq!(keys.len(), 2, "{keys:?}");
    for (key, event) in keys.into_iter().zip(["processed", "settled"]) {
        assert!(key.ends_with(&format!("/{ID}/{event}.json")), "{key}");
        let record = cloud::record(system.emulator(), &system.bucket, key).await;
        let record: Value = serde_json::from_str(&record).expect("JSON");
        assert_eq!(
            (&record["event"], &record["environment"]),
            (&json!(event), &json!("dev"))
        );
        assert_eq!(record["correlationId"], format!("correlation-{ID}"));
        assert!(!record.to_string().contains(TOKEN), "{record}");
    }
    for measured in &runner.report().0 {
        let log = runner.logged(&measured.function).expect("a log");
        for secret in [TOKEN, PASSWORD] {
            assert!(!log.contains(secret), "{secret} shows in:\n{log}");
        }
    }
}
