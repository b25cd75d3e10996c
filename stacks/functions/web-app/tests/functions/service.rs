//! The service over real HTTP.

use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use test_support::postgres::{PASSWORD, other_authority};
use tokio::{net::TcpStream, task::JoinSet, time::sleep};

use crate::{http::send, running::Running};

const CARD: &str = "4111111111111111";
const TOKEN: &str = "tok_visa_secret_1";

fn payment(id: &str, amount: i64) -> String {
    json!({"transactionId": id, "amount": amount, "currency": "SGD", "paymentToken": TOKEN}).to_string()
}

#[tokio::test]
async fn a_payment_is_recorded_once_and_found() {
    let running = Running::start(&[]).await;
    let first = running.post(&payment("order-00001", 1250)).await;
    assert_eq!(
        (first.status, first.correlation.as_str()),
        (202, "correlation-1"),
        "{}",
        running.logged()
    );
    assert_eq!(running.post(&payment("order-00001", 1250)).await, first);
    assert_eq!(running.post(&payment("order-00001", 1251)).await.status, 409);
    let found = running.get("/payments/order-00001").await;
    assert_eq!((found.status, &found.body), (200, &first.body));
    assert_ne!(
        found.correlation,
        running.get("/payments/order-00001").await.correlation,
        "each has its own"
    );
    assert_eq!(running.get("/payments/order-99999").await.status, 404);
    assert_eq!(running.get("/health").await.body, json!({"status": "ok"}));

    let rows = running
        .postgres
        .connect()
        .await
        .query("SELECT amount FROM payments", &[])
        .await
        .expect("rows");
    assert_eq!(rows.iter().map(|row| row.get::<_, i64>(0)).collect::<Vec<_>>(), [1250]);
    let statement = "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
                     WHERE application_name = 'web-app' AND NOT ssl";
    let clear: i64 = running
        .postgres
        .connect()
        .await
        .query_one(statement, &[])
        .await
        .expect("a row")
        .get(0);
    assert_eq!(clear, 0, "every connection is encrypted");
}

#[tokio::test]
async fn what_is_not_valid_is_refused_and_nothing_of_it_repeated() {
    let running = Running::start(&[]).await;
    // Which makes the table.
    assert_eq!(running.get("/health").await.status, 200);
    let long = payment("order-00001", 1250) + &" ".repeat(9000);
    for (body, status) in [
        ("", 400),
        ("[]", 400),
        ("{}", 400),
        (&*payment(CARD, 1250), 400),
        (&payment("order-00001", 0), 400),
        (&payment("order-00001", 1).replace(TOKEN, CARD), 400),
        (&payment("x'; DROP TABLE payments; --", 1), 400),
        (&long, 413),
    ] {
        let answer = running.post(body).await;
        assert_eq!(answer.status, status, "{body}: {answer:?}");
        assert!(!answer.body.to_string().contains("DROP"), "{answer:?}");
    }
    for (method, path, status) in [
        ("GET", "/payments", 405),
        ("DELETE", "/payments/order-00001", 405),
        ("POST", "/health", 405),
        ("GET", "/payments/4111111111111111", 400),
        ("GET", "/payments/4111%201111%201111%201111", 400),
        ("GET", "/4111111111111111", 404),
        ("GET", "/payments/a/b", 404),
    ] {
        let answer = send(running.port, method, path, &format!("X-Correlation-Id: {CARD}\r\n"), "").await;
        let answer = answer.expect("an answer");
        assert_eq!(answer.status, status, "{method} {path}: {answer:?}");
        assert!(!format!("{answer:?}").contains("1111"), "{answer:?}");
    }
    let rows = running
        .postgres
        .connect()
        .await
        .query("SELECT 1 FROM payments", &[])
        .await;
    assert!(rows.is_ok_and(|rows| rows.is_empty()), "nothing is stored");
}

#[tokio::test]
async fn many_callers_at_once_record_each_payment_once() {
    const PAYMENTS: usize = 200;
    let running = Running::start(&[]).await;
    let mut callers = JoinSet::new();
    for caller in 0..2 * PAYMENTS {
        let (port, body) = (running.port, payment(&format!("order-{:05}", caller % PAYMENTS), 1250));
        callers.spawn(async move {
            send(port, "POST", "/payments", "", &body)
                .await
                .expect("an answer")
                .status
        });
    }
    let statuses = callers.join_all().await;
    assert!(
        statuses.iter().all(|status| *status == 202),
        "{statuses:?}\n{}",
        running.logged()
    );
    let statement = "SELECT count(*) FROM payments";
    let count: i64 = running
        .postgres
        .connect()
        .await
        .query_one(statement, &[])
        .await
        .expect("a row")
        .get(0);
    assert_eq!(usize::try_from(count), Ok(PAYMENTS));
}

#[tokio::test]
async fn what_is_under_way_is_finished_when_the_service_is_told_to_end() {
    let mut running = Running::start(&[]).await;
    assert_eq!(running.get("/health").await.status, 200);
    let other = running.postgres.connect().await;
    other
        .batch_execute("BEGIN; LOCK TABLE payments")
        .await
        .expect("the lock");
    let (port, body) = (running.port, payment("order-00001", 1250));
    let under_way = tokio::spawn(async move { send(port, "POST", "/payments", "", &body).await });
    let waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'web-app'";
    // In a transaction one would see what was there when one first looked.
    let observer = running.postgres.connect().await;
    while observer.query_one(waiting, &[]).await.expect("a row").get::<_, i64>(0) == 0 {
        sleep(Duration::from_millis(20)).await;
    }
    running.terminate();
    while TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
        sleep(Duration::from_millis(20)).await;
    }
    assert!(!under_way.is_finished(), "it waits for the lock");
    other.batch_execute("COMMIT").await.expect("the lock is released");
    let answer = under_way.await.expect("it ends").expect("an answer");
    assert_eq!(answer.status, 202, "{}", running.logged());
    assert!(running.ended().await.success(), "{}", running.logged());
}

#[tokio::test]
async fn a_database_that_is_not_proven_gets_no_payment() {
    let directory = TempDir::new().expect("a directory");
    let other = other_authority(directory.path()).to_string_lossy().into_owned();
    let running = Running::start(&[("DATABASE_CA_PEM_FILE", other)]).await;
    let answer = running.post(&payment("order-00001", 1250)).await;
    assert_eq!(
        (answer.status, &answer.body["error"]["code"]),
        (503, &json!("unavailable"))
    );
    assert_eq!(running.get("/health").await.status, 503);
    assert!(running.logged().contains("certificate"), "{}", running.logged());
}

#[tokio::test]
async fn the_log_is_structured_and_keeps_secrets() {
    let running = Running::start(&[]).await;
    running.post(&payment("order-00001", 1250)).await;
    running.post(&payment("order-00002", 1250).replace(TOKEN, CARD)).await;
    running.get(&format!("/payments/{CARD}")).await;
    running.get(&format!("/{CARD}?card={CARD}")).await;
    let logged = running.logged();
    for secret in [CARD, TOKEN, PASSWORD] {
        assert!(!logged.contains(secret), "{secret} shows in:\n{logged}");
    }
    let lines = logged
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let answered: Vec<_> = lines.filter(|line| line["message"] == "request answered").collect();
    assert_eq!(answered.len(), 3, "{logged}");
    assert_eq!(
        (&answered[0]["correlation_id"], &answered[0]["status"]),
        (&json!("correlation-1"), &json!(202))
    );
    assert_eq!(answered[2]["route"], "GET /payments/{transactionId}");
}
