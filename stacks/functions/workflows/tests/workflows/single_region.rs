//! `single_region`'s own checks.

use std::{sync::Arc, time::Duration};

use lambda_runner::Redelivery;
use serde_json::{Value, json};
use workflows::{Request, System, card, cloud, settled, systems::SingleRegion};

const PATIENCE: Duration = Duration::from_secs(120);
const ID: &str = "journey-00001";

/// A payment is validated, recorded, queued, processed, audited and told, and its repetitions change nothing.
pub(crate) async fn a_payment_goes_all_the_way(system: Arc<SingleRegion>) {
    let emulator = system.emulator();
    let setup = system.setup().redelivery(Redelivery::AtOnce);
    let runner = setup.start().await.expect("a runner");
    let polling = runner.poll().await.expect("polling");
    let (api, request) = (system.api(), system.payment(ID, 1250));
    let accepted = api.call(&runner, &request).await;
    assert_eq!(accepted.status, 202, "{}", accepted.body);
    settled(system.as_ref(), PATIENCE).await;
    assert_eq!(api.call(&runner, &request).await, accepted, "a repetition");
    assert_eq!(api.call(&runner, &system.payment(ID, 9999)).await.status, 409);
    settled(system.as_ref(), PATIENCE).await;
    polling.stop().await.expect("it stops");

    let found = api.call(&runner, &Request::get(&format!("/payments/{ID}"))).await;
    assert_eq!(
        (&found.body["state"], &found.body["amount"]),
        (&json!("COMPLETED"), &json!(1250)),
        "{}",
        found.body
    );
    let none = api.call(&runner, &Request::get("/payments/journey-none")).await;
    assert_eq!(none.status, 404, "{}", none.body);
    assert_eq!(system.processed().await.get(ID), Some(&1));
    let keys = cloud::keys(emulator, &system.bucket).await;
    let keys: Vec<_> = keys.iter().filter(|key| key.contains(ID)).collect();
    let [key] = keys[..] else {
        panic!("one record, not {keys:?}")
    };
    let record: Value = serde_json::from_str(&cloud::record(emulator, &system.bucket, key).await).expect("JSON");
    assert_eq!(
        (&record["amount"], &record["environment"]),
        (&json!(1250), &json!("dev"))
    );
    assert_eq!(system.told().await.get(ID), Some(&1));
}

/// Limits are the deployed parameters, five refusals block a session, and an operator can switch the checks off.
pub(crate) async fn checks_are_as_the_parameters_say(system: Arc<SingleRegion>) {
    let start = async || {
        let setup = system.setup().redelivery(Redelivery::AtOnce);
        setup.start().await.expect("a runner")
    };
    let (api, runner) = (system.api(), start().await);
    let card = card::details_for("checks-card");
    let large = |place: usize| {
        let body = json!({"transactionId": format!("checks-{place:05}"), "sessionId": "session-checks",
            "amount": 1_000_001, "currency": "USD", "card": card});
        Request::post("/payments", body.to_string())
    };
    for place in 0..5 {
        let declined = api.call(&runner, &large(place)).await;
        assert_eq!(declined.status, 422, "{}", declined.body);
    }
    assert_eq!(api.call(&runner, &large(5)).await.status, 403, "the session is blocked");
    assert_eq!(api.call(&runner, &system.payment("checks-zero", 0)).await.status, 400);

    let expiry = cloud::expiry(system.emulator(), &system.table).await;
    let items = cloud::items(system.emulator(), &system.table).await;
    let session = items.iter().find(|item| item["sessionId"] == "session-checks");
    assert!(session.is_some_and(|item| item.contains_key(&expiry)), "{session:?}");

    let switch = format!("{}/features/fraud-checks", system.prefix);
    cloud::set_parameter(system.emulator(), &switch, "disabled").await;
    // Functions keep what they read for five minutes; new ones read it anew.
    let runner = start().await;
    assert_eq!(api.call(&runner, &large(6)).await.status, 202);
    cloud::set_parameter(system.emulator(), &switch, "enabled").await;
    // What was accepted is processed before the next check.
    let polling = runner.poll().await.expect("polling");
    settled(system.as_ref(), PATIENCE).await;
    polling.stop().await.expect("it stops");
    assert_eq!(system.told().await.get("checks-00006"), Some(&1));
}
