//! `serverless`'s own checks.

use std::{sync::Arc, time::Duration};

use lambda_runner::{Redelivery, Runner};
use serde_json::json;
use workflows::{Request, System, cloud, settled, systems::Serverless};

const PATIENCE: Duration = Duration::from_secs(120);

/// A payment is recorded, queued, processed and told to its merchant once, and its repetitions change nothing.
pub(crate) async fn a_payment_goes_all_the_way(system: Arc<Serverless>) {
    let id = "journey-00001";
    let runner = start(&system).await;
    let api = system.api();
    let request = system.payment(id, 1250);
    let accepted = api.call(&runner, &request).await;
    assert_eq!(accepted.status, 202, "{}", accepted.body);
    work_off(&system, &runner).await;
    assert_eq!(api.call(&runner, &request).await, accepted, "a repetition");
    assert_eq!(api.call(&runner, &system.payment(id, 9999)).await.status, 409);
    let large = api.call(&runner, &system.payment("journey-large", 1_000_001)).await;
    assert_eq!(large.status, 422, "{}", large.body);
    assert_eq!(api.call(&runner, &system.payment("journey-none", 0)).await.status, 400);
    work_off(&system, &runner).await;

    let found = api.call(&runner, &Request::get(&format!("/transaction/{id}"))).await;
    assert_eq!(found.body["status"], "PROCESSED", "{}", found.body);
    assert_eq!(
        api.call(&runner, &Request::get("/transaction/journey-none"))
            .await
            .status,
        404
    );
    assert_eq!(system.history(id).await, ["RECEIVED", "PROCESSED"]);
    let notices = system.notices(id);
    let [notice] = &notices[..] else {
        panic!("one notice, not {notices:?}")
    };
    assert_eq!(notice.idempotency_key, format!("{id}.transaction.processed"));
    assert_eq!(notice.body["amount"], 1250);
    assert_eq!(system.notices("journey-large").len(), 0);
}

/// A genuine alert stops a payment, or marks one that was processed; forged and expired ones do nothing at all.
pub(crate) async fn only_genuine_fraud_alerts_stop_payments(system: Arc<Serverless>) {
    let runner = start(&system).await;
    let api = system.api();
    let (stopped, untouched, late) = ("fraud-stopped", "fraud-untouched", "fraud-late");
    for id in [stopped, untouched] {
        assert_eq!(api.call(&runner, &system.payment(id, 1250)).await.status, 202);
    }
    let forger = Some("a secret that the fraud service does not have");
    let altered = system.alert("alert-altered", untouched, 0, None);
    for refused in [
        system.alert("alert-forged", untouched, 0, forger),
        system.alert("alert-expired", untouched, 301, None),
        system.alert("alert-early", untouched, -120, None),
        altered.with_body(&altered.body().replace("stolen", "Stolen")),
        Request::post("/fraud-webhook", altered.body()),
    ] {
        let answer = api.call(&runner, &refused).await;
        assert_eq!(answer.status, 401, "{refused:?}: {}", answer.body);
    }
    let alert = system.alert("alert-00001", stopped, 0, None);
    let taken = api.call(&runner, &alert).await;
    assert_eq!(taken.status, 200, "{}", taken.body);
    let again = system.alert("alert-00001", stopped, 5, None);
    assert_eq!(api.call(&runner, &again).await, taken, "the same alert again");
    work_off(&system, &runner).await;
    assert_eq!(api.call(&runner, &system.payment(late, 1250)).await.status, 202);
    work_off(&system, &runner).await;
    let marking = system.alert("alert-00002", late, 299, None);
    assert_eq!(api.call(&runner, &marking).await.status, 200);
    work_off(&system, &runner).await;

    assert_eq!(system.history(stopped).await, ["RECEIVED", "FLAGGED", "BLOCKED"]);
    assert_eq!(system.history(untouched).await, ["RECEIVED", "PROCESSED"]);
    let found = api.call(&runner, &Request::get(&format!("/transaction/{late}"))).await;
    assert_eq!(
        (&found.body["status"], &found.body["review"]),
        (&json!("PROCESSED"), &json!("REVIEW"))
    );
    let alerts = cloud::items(system.emulator(), &system.alerts).await;
    let mut kept: Vec<_> = alerts.iter().map(|alert| alert["alert_id"].as_str()).collect();
    kept.sort_unstable();
    assert_eq!(kept, ["alert-00001", "alert-00002"]);
    let told = |id: &str| -> Vec<String> {
        let notices = system.notices(id);
        let mut events: Vec<_> = notices.iter().map(|notice| notice.body["event"].to_string()).collect();
        events.sort_unstable();
        events
    };
    assert_eq!(told(stopped), [r#""fraud.alert""#, r#""transaction.blocked""#]);
    assert_eq!(told(untouched), [r#""transaction.processed""#]);
    assert_eq!(told(late), [r#""fraud.alert""#, r#""transaction.processed""#]);
}

async fn start(system: &Serverless) -> Runner {
    let setup = system.setup().redelivery(Redelivery::AtOnce);
    setup.start().await.expect("a runner")
}

/// Has the queues worked off.
async fn work_off(system: &Serverless, runner: &Runner) {
    let polling = runner.poll().await.expect("polling");
    settled(system, PATIENCE).await;
    polling.stop().await.expect("it stops");
}
