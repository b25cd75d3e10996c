//! The three programs as Lambda runs them: TLS to PostgreSQL, and AWS through the SDK.

use std::collections::HashMap;

use serde_json::{Value, json};
use test_support::{
    Lambda,
    postgres::{PASSWORD, Postgres, other_authority},
    queues::Batch,
};

use crate::support::{
    requests::{NUMBER, by_card, event, question},
    world::{TOKEN_KEY, World},
};

#[tokio::test]
async fn a_payment_goes_all_the_way() {
    let (world, postgres) = (World::new().await, Postgres::start());
    world.set_database(postgres.port()).await;
    let mut variables = world.variables();
    let authority = postgres.authority().to_string_lossy().into_owned();
    variables.insert("DATABASE_CA_PEM_FILE", authority);

    let validation = Lambda::start(env!("CARGO_BIN_EXE_payment-validation"), &variables);
    let body = by_card("order-00001", 1250, NUMBER).to_string();
    let accepted = validation.invoke(event(&body, "correlation-1"));
    assert_eq!(accepted["statusCode"], 202, "{accepted}\n{}", validation.logged());
    assert_eq!(validation.invoke(event(&body, "correlation-1")), accepted);

    let processing = Lambda::start(env!("CARGO_BIN_EXE_transaction-processing"), &variables);
    let mut batch = Batch::receive(&world.config, &world.transactions).await.json();
    let records = batch["Records"].as_array_mut().expect("records");
    assert_eq!(records.len(), 1);
    records.push(json!({"messageId": "m-poison", "body": "poison"}));
    let response = processing.invoke(batch);
    let poison = json!({"batchItemFailures": [{"itemIdentifier": "m-poison"}]});
    assert_eq!(response, poison, "{}", processing.logged());
    let found = processing.invoke(question("order-00001"));
    assert_eq!(found["statusCode"], 200, "{}", processing.logged());
    let said: Value = serde_json::from_str(found["body"].as_str().expect("a body")).expect("JSON");
    assert_eq!((&said["state"], &said["amount"]), (&json!("COMPLETED"), &json!(1250)));
    assert_eq!(processing.invoke(question("order-99999"))["statusCode"], 404);

    let notification = Lambda::start(env!("CARGO_BIN_EXE_notification"), &variables);
    let batch = Batch::receive(&world.config, &world.notifications).await.json();
    assert_eq!(
        notification.invoke(batch),
        json!({"batchItemFailures": []}),
        "{}",
        notification.logged()
    );
    assert_eq!(Batch::receive(&world.config, &world.inbox).await.len(), 1);

    let logs = [&validation, &processing, &notification].map(Lambda::logged).concat();
    for line in logs.lines() {
        serde_json::from_str::<Value>(line).unwrap_or_else(|_| panic!("not JSON: {line}"));
    }
    assert!(logs.contains(r#""correlation_id":"correlation-1""#), "{logs}");
    for secret in [NUMBER, TOKEN_KEY, PASSWORD, "tok_"] {
        assert!(!logs.contains(secret), "{secret} shows in:\n{logs}");
    }
}

#[tokio::test]
async fn a_database_that_is_not_proven_gets_no_payment() {
    let (world, postgres) = (World::new().await, Postgres::start());
    world.set_database(postgres.port()).await;
    let directory = tempfile::TempDir::new().expect("a directory");
    let mut variables = world.variables();
    let other = other_authority(directory.path()).to_string_lossy().into_owned();
    variables.insert("DATABASE_CA_PEM_FILE", other);
    let processing = Lambda::start(env!("CARGO_BIN_EXE_transaction-processing"), &variables);
    assert_eq!(processing.invoke(question("order-00001"))["statusCode"], 503);
    assert!(processing.logged().contains("certificate"), "{}", processing.logged());
    variables.remove("DATABASE_CA_PEM_FILE");
    let processing = Lambda::start(env!("CARGO_BIN_EXE_transaction-processing"), &variables);
    let answer = processing.invoke(question("order-00001"));
    assert_eq!(
        answer["statusCode"],
        404,
        "channel binding proves it: {}",
        processing.logged()
    );
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let world = World::new().await;
    for (program, name) in [
        (env!("CARGO_BIN_EXE_payment-validation"), "PARAMETER_PREFIX"),
        (env!("CARGO_BIN_EXE_transaction-processing"), "AUDIT_BUCKET"),
        (env!("CARGO_BIN_EXE_notification"), "TOPIC_ARN"),
    ] {
        let variables: HashMap<_, _> = world.variables().into_iter().filter(|(key, _)| *key != name).collect();
        let lambda = Lambda::start(program, &variables);
        let logged = std::iter::repeat_with(|| lambda.logged())
            .take(200)
            .inspect(|_| std::thread::sleep(std::time::Duration::from_millis(50)))
            .find(|log| !log.is_empty());
        assert!(logged.is_some_and(|log| log.contains(name)), "{name}");
    }
    let processing = Lambda::start(env!("CARGO_BIN_EXE_transaction-processing"), &world.variables());
    assert_eq!(processing.invoke(question("order-00001"))["statusCode"], 503);
    let logged = processing.logged();
    assert!(
        logged.contains("the parameter /single-region-test/database/"),
        "{logged}"
    );
}
