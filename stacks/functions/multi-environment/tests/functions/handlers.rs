//! The handlers against a real PostgreSQL.

use std::sync::atomic::Ordering;

use multi_environment::{
    database::Payments,
    handlers::{Notify, Process, Verify, notify, process, verify},
};
use payments::{
    api::{ApiRequest, ApiResponse},
    database::{DatabaseSettings, Tls},
};
use serde_json::{Value, json};
use test_support::{
    postgres::{PASSWORD, Postgres, USER, other_authority},
    queues::{event_of, failed},
};

use crate::support::{
    fakes::{Audit, Queue},
    vault::Vault,
};

fn payments(postgres: &Postgres, vault: &Vault) -> Payments {
    Payments::new(postgres.settings(Tls::Disabled), vault.secret())
}

fn processing(postgres: &Postgres, vault: &Vault) -> Process<Audit, Queue> {
    Process {
        payments: payments(postgres, vault),
        audit: Audit::default(),
        queue: Queue::default(),
        environment: "test".to_owned(),
    }
}

fn payment(id: &str, amount: u32) -> ApiRequest {
    let body = json!({"transactionId": id, "amount": amount, "currency": "EUR", "paymentToken": "tok_visa_1"});
    serde_json::from_value(json!({"httpMethod": "POST", "body": body.to_string()})).expect("a request")
}

fn question(id: &str) -> ApiRequest {
    serde_json::from_value(json!({"httpMethod": "GET", "queryStringParameters": {"transactionId": id}}))
        .expect("a request")
}

fn body(response: &ApiResponse) -> Value {
    serde_json::from_str(&response.body).expect("JSON")
}

#[tokio::test]
async fn a_payment_is_recorded_once() {
    let postgres = Postgres::start();
    let vault = Vault::of(USER, PASSWORD).await;
    let needs = processing(&postgres, &vault);

    let first = process(&needs, &payment("order-00001", 1250), "r-1").await;
    let replay = process(&needs, &payment("order-00001", 1250), "r-1").await;
    assert_eq!(first.status_code, 202);
    assert_eq!(first, replay);

    let other = process(&needs, &payment("order-00001", 9999), "r-2").await;
    assert_eq!(other.status_code, 409);

    assert_eq!(needs.queue.messages.lock().expect("the lock").len(), 1);
    assert_eq!(needs.audit.keys().len(), 1);
    assert_eq!(vault.fetches(), 1);
    let client = postgres.connect().await;
    let rows = client.query("SELECT amount FROM payments", &[]).await.expect("rows");
    assert_eq!(rows.iter().map(|row| row.get::<_, i64>(0)).collect::<Vec<_>>(), [1250]);
}

#[tokio::test]
async fn functions_that_start_together_record_one_payment() {
    let postgres = Postgres::start();
    let vault = Vault::of(USER, PASSWORD).await;
    let functions: Vec<_> = (0..12).map(|_| processing(&postgres, &vault)).collect();
    let request = payment("order-00001", 1250);

    let answers = futures_of(functions.iter().map(|needs| process(needs, &request, "r-1"))).await;
    for answer in &answers {
        assert_eq!(answer.status_code, 202, "{}", answer.body);
        assert_eq!(answer.body, answers[0].body);
    }
    let client = postgres.connect().await;
    let count: i64 = client
        .query_one("SELECT count(*) FROM payments", &[])
        .await
        .expect("a row")
        .get(0);
    assert_eq!(count, 1);
}

#[tokio::test]
async fn a_request_that_failed_half_way_is_finished_by_its_replay() {
    let postgres = Postgres::start();
    let vault = Vault::of(USER, PASSWORD).await;
    let needs = processing(&postgres, &vault);

    needs.queue.broken.store(true, Ordering::Relaxed);
    let first = process(&needs, &payment("order-00001", 1250), "r-1").await;
    assert_eq!(first.status_code, 503);
    assert!(!first.body.contains("broken"));

    needs.queue.broken.store(false, Ordering::Relaxed);
    let replay = process(&needs, &payment("order-00001", 1250), "r-1").await;
    assert_eq!(replay.status_code, 202);
    assert_eq!(needs.queue.messages.lock().expect("the lock").len(), 1);
}

#[tokio::test]
async fn a_queued_payment_settles_once_and_poison_is_reported() {
    let postgres = Postgres::start();
    let vault = Vault::of(USER, PASSWORD).await;
    let needs = processing(&postgres, &vault);
    let worker = Notify {
        payments: payments(&postgres, &vault),
        audit: Audit::default(),
        environment: "test".to_owned(),
    };
    let accepted = process(&needs, &payment("order-00001", 1250), "r-1").await;
    let message = needs.queue.messages.lock().expect("the lock")[0].to_body();
    let unknown = message.replace("order-00001", "order-99999");

    let event = event_of(&["poison", &message, &message, &unknown]);
    let response = notify(&worker, &event).await;
    assert_eq!(failed(&response), ["m-0", "m-3"]);
    let keys = worker.audit.keys();
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0], keys[1], "a message delivered twice is audited under one key");
    assert!(keys[0].ends_with("/order-00001/settled.json"));

    let lookup = Verify {
        payments: payments(&postgres, &vault),
    };
    let found = verify(&lookup, &question("order-00001"), "r-2").await;
    assert_eq!((found.status_code, &body(&found)["state"]), (200, &json!("settled")));
    assert_eq!(verify(&lookup, &question("order-99999"), "r-3").await.status_code, 404);

    let replay = process(&needs, &payment("order-00001", 1250), "r-1").await;
    assert_eq!(
        replay, accepted,
        "a replay is answered like the first request, settled or not"
    );
}

#[tokio::test]
async fn a_rotated_secret_and_a_broken_connection_are_survived() {
    let postgres = Postgres::start();
    let vault = Vault::of(USER, PASSWORD).await;
    let lookup = Verify {
        payments: payments(&postgres, &vault),
    };
    assert_eq!(verify(&lookup, &question("order-00001"), "r-1").await.status_code, 404);

    let client = postgres.connect().await;
    let others = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
                  WHERE pid <> pg_backend_pid() AND application_name = 'multi-environment'";
    client.execute(others, &[]).await.expect("the connection is cut");
    assert_eq!(verify(&lookup, &question("order-00001"), "r-2").await.status_code, 404);
    assert_eq!(vault.fetches(), 1, "the cached secret still fits");

    client
        .batch_execute(&format!("ALTER ROLE {USER} PASSWORD 'rotated'"))
        .await
        .expect("the password is rotated");
    client.execute(others, &[]).await.expect("the connection is cut");
    assert_eq!(verify(&lookup, &question("order-00001"), "r-3").await.status_code, 503);
    vault.rotate(USER, "rotated").await;
    assert_eq!(verify(&lookup, &question("order-00001"), "r-4").await.status_code, 404);
}

#[tokio::test]
async fn tls_proves_the_server() {
    let postgres = Postgres::start();
    let client = postgres.connect().await;
    client
        .batch_execute(
            "SET password_encryption = 'md5'; CREATE ROLE weak LOGIN SUPERUSER PASSWORD 'weak';
             SET password_encryption = 'scram-sha-256'; CREATE ROLE strong LOGIN SUPERUSER PASSWORD 'strong';",
        )
        .await
        .expect("the roles");
    let vault = Vault::of("strong", "strong").await;
    let stranger = other_authority(postgres.authority().parent().expect("the directory"));

    assert_eq!(status(postgres.settings(Tls::ChannelBound), &vault).await, 404);
    let verified = postgres.settings(Tls::Verified(postgres.authority()));
    assert_eq!(status(verified.clone(), &vault).await, 404);
    assert_eq!(
        status(postgres.settings(Tls::Verified(stranger)), &vault).await,
        503,
        "signed by another authority"
    );
    let nowhere = postgres.settings(Tls::Verified("/nowhere.pem".into()));
    assert_eq!(status(nowhere, &vault).await, 503);
    let mut misnamed = verified.clone();
    misnamed.host = "127.0.0.1".to_owned();
    assert_eq!(
        status(misnamed, &vault).await,
        503,
        "the certificate is for another name"
    );

    vault.rotate("weak", "weak").await;
    assert_eq!(
        status(postgres.settings(Tls::ChannelBound), &vault).await,
        503,
        "no channel binding without SCRAM"
    );
    assert_eq!(status(verified, &vault).await, 404);
}

async fn status(settings: DatabaseSettings, vault: &Vault) -> u16 {
    let payments = Payments::new(settings, vault.secret());
    let answer = verify(&Verify { payments }, &question("order-00001"), "r-1").await;
    answer.status_code
}

/// Polls all futures together on this thread.
async fn futures_of<T>(futures: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut pending: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        for (future, answer) in &mut pending {
            if answer.is_none()
                && let std::task::Poll::Ready(value) = future.as_mut().poll(context)
            {
                *answer = Some(value);
            }
        }
        let done = pending.iter().all(|(_, answer)| answer.is_some());
        if done {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    pending.into_iter().filter_map(|(_, answer)| answer).collect()
}
