//! The three programs as Lambda runs them: TLS to PostgreSQL, and AWS through the SDK.

use std::collections::HashMap;

use aws_types::SdkConfig;
use payments::database::Tls;
use serde_json::{Value, json};
use test_support::{
    Emulator, Lambda, buckets,
    postgres::{self, PASSWORD, Postgres},
    queues::{self, Batch},
    secrets,
};

use crate::support::BUCKET;

const CARD: &str = "4111111111111111";
const TOKEN: &str = "tok_visa_1";

fn post(body: &Value) -> Value {
    let headers = json!({"X-Correlation-Id": "correlation-1"});
    json!({"httpMethod": "POST", "headers": headers, "body": body.to_string(), "requestContext": {"requestId": "r-1"}})
}

fn payment(amount: u32, token: &str) -> Value {
    post(&json!({"transactionId": "order-00001", "amount": amount, "currency": "EUR", "paymentToken": token}))
}

/// Makes the queue, the bucket and the secret, and tells what the functions are given.
async fn variables(postgres: &Postgres, emulator: &Emulator, config: &SdkConfig) -> HashMap<&'static str, String> {
    buckets::make(config, BUCKET).await;
    let database = postgres.settings(Tls::ChannelBound);
    let mut variables = emulator.variables();
    variables.extend([
        ("ENVIRONMENT", "test".to_owned()),
        ("DATABASE_HOST", database.host),
        ("DATABASE_PORT", database.port.to_string()),
        ("DATABASE_NAME", database.name),
        (
            "DATABASE_SECRET_ARN",
            secrets::make(config, "database", &postgres::secret()).await,
        ),
        ("QUEUE_URL", queues::make(config, "settlements").await),
        ("AUDIT_BUCKET", BUCKET.to_owned()),
    ]);
    variables
}

#[tokio::test]
async fn a_payment_goes_all_the_way() {
    let postgres = Postgres::start();
    let emulator = Emulator::start();
    let config = emulator.patient_config();
    let variables = variables(&postgres, &emulator, &config).await;

    let process = Lambda::start(env!("CARGO_BIN_EXE_process-payment"), &variables);
    let accepted = process.invoke(payment(1250, TOKEN));
    assert_eq!(accepted["statusCode"], 202, "{accepted}\n{}", process.logged());
    assert_eq!(accepted["headers"]["X-Correlation-Id"], "correlation-1");
    assert_eq!(process.invoke(payment(1250, TOKEN)), accepted);
    assert_eq!(process.invoke(payment(9999, TOKEN))["statusCode"], 409);
    let refused = process.invoke(payment(1250, CARD));
    assert_eq!(refused["statusCode"], 400);
    assert!(!refused.to_string().contains(CARD));

    let queued = Batch::receive(&config, &variables["QUEUE_URL"]).await;
    let [message] = &queued.bodies()[..] else {
        panic!("one message is queued")
    };
    let notify = Lambda::start(env!("CARGO_BIN_EXE_notify-payment"), &variables);
    let records = json!([{"messageId": "m-1", "body": "poison"}, {"messageId": "m-2", "body": message}]);
    let failures = notify.invoke(json!({ "Records": records }));
    assert_eq!(
        failures,
        json!({"batchItemFailures": [{"itemIdentifier": "m-1"}]}),
        "{}",
        notify.logged()
    );

    let verify = Lambda::start(env!("CARGO_BIN_EXE_verify-payment"), &variables);
    let found = verify.invoke(post(&json!({"transactionId": "order-00001"})));
    assert_eq!(found["statusCode"], 200, "{}", verify.logged());
    assert!(
        found["body"]
            .as_str()
            .is_some_and(|body| body.contains(r#""state":"settled""#)),
        "{found}"
    );
    assert_eq!(
        verify.invoke(post(&json!({"transactionId": "order-99999"})))["statusCode"],
        404
    );

    let keys = buckets::keys(&config, BUCKET).await;
    assert_eq!(keys.len(), 2, "{keys:?}");
    for key in keys {
        let text = buckets::text(&config, BUCKET, &key).await;
        assert_keeps_secrets(&text);
        let record: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(record["correlationId"], "correlation-1", "the message carries it on");
    }
    let logs = [&process, &notify, &verify].map(Lambda::logged).concat();
    assert_keeps_secrets(&logs);
    assert_is_structured(&logs);
}

#[test]
fn a_function_without_its_variables_says_which() {
    let lambda = Lambda::start(env!("CARGO_BIN_EXE_verify-payment"), &HashMap::new());
    let logged = std::iter::repeat_with(|| lambda.logged())
        .take(100)
        .inspect(|_| std::thread::sleep(std::time::Duration::from_millis(50)))
        .find(|log| !log.is_empty());
    assert!(logged.is_some_and(|log| log.contains("DATABASE_HOST")));
}

fn assert_keeps_secrets(text: &str) {
    for secret in [CARD, TOKEN, PASSWORD] {
        assert!(!text.contains(secret), "{secret} shows in:\n{text}");
    }
}

fn assert_is_structured(logs: &str) {
    for line in logs.lines() {
        serde_json::from_str::<Value>(line).unwrap_or_else(|_| panic!("not JSON: {line}"));
    }
    assert!(logs.contains(r#""correlation_id":"correlation-1""#));
}
