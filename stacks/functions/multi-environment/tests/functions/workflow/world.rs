//! Functions, queues, bucket, secret and database, deployed for one test.

use std::{collections::BTreeMap, time::Duration};

use aws_sdk_sqs::types::QueueAttributeName;
use aws_types::SdkConfig;
use lambda_runner::{ApiRequest, Code, Emulator, Error, Function, Mapping, Redelivery, Runner, Setup};
use payments::database::Tls;
use serde_json::{Value, json};
use test_support::{
    buckets,
    postgres::{self, Postgres},
    queues, secrets,
};
use tokio::time::{Instant, sleep};
use tokio_postgres::Client;

use crate::support::BUCKET;

pub(crate) const PROCESS: &str = "lambda-process-payment-test";
pub(crate) const NOTIFY: &str = "lambda-notify-payment-test";
pub(crate) const VERIFY: &str = "lambda-verify-payment-test";

const FUNCTIONS: [(&str, &str); 3] = [
    (PROCESS, env!("CARGO_BIN_EXE_process-payment")),
    (NOTIFY, env!("CARGO_BIN_EXE_notify-payment")),
    (VERIFY, env!("CARGO_BIN_EXE_verify-payment")),
];
const QUEUE: &str = "sqs-settlements-test";
const DEAD_LETTERS: &str = "sqs-settlements-dlq-test";
/// How often a message is tried, as the stack has it.
pub(crate) const ATTEMPTS: usize = 5;

const NOTE_TRANSITIONS: &str = "
CREATE TABLE transitions (transaction_id text, state text);
CREATE FUNCTION note_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO transitions VALUES (NEW.transaction_id, NEW.state);
    RETURN NULL;
END $$;
CREATE TRIGGER note_transition AFTER INSERT OR UPDATE OF state ON payments
    FOR EACH ROW EXECUTE FUNCTION note_transition();
";

/// What was deployed, and the servers it runs on.
pub(crate) struct World {
    pub(crate) emulator: Emulator,
    _moto: test_support::Emulator,
    config: SdkConfig,
    postgres: Postgres,
    queue: String,
    dead_letters: String,
}

impl World {
    /// Deploys everything, as the stack does.
    pub(crate) async fn deploy() -> Self {
        let (moto, postgres) = (test_support::Emulator::start(), Postgres::start());
        let emulator = Emulator::new(&moto.variables()["AWS_ENDPOINT_URL"], "us-east-1");
        let config = moto.patient_config();
        let dead_letters = queues::make(&config, DEAD_LETTERS, &[]).await;
        let redrive = queues::redrive(DEAD_LETTERS, ATTEMPTS);
        let attributes = [
            (QueueAttributeName::VisibilityTimeout, "180"),
            (QueueAttributeName::RedrivePolicy, &redrive),
        ];
        let queue = queues::make(&config, QUEUE, &attributes).await;
        buckets::make(&config, BUCKET).await;
        let secret_arn = secrets::make(&config, "database", &postgres::secret()).await;
        let world = Self {
            emulator,
            _moto: moto,
            config,
            postgres,
            queue,
            dead_letters,
        };
        for (name, _) in FUNCTIONS {
            world.make_function(name, &secret_arn).await;
        }
        let mapping = Mapping {
            id: String::new(),
            queue_arn: queues::arn(QUEUE),
            function: NOTIFY.to_owned(),
            batch_size: 5,
            reports_failures: true,
            maximum_concurrency: None,
            enabled: true,
        };
        world.emulator.create_mapping(&mapping).await.expect("a mapping");
        world
    }

    /// The programs, to be run with the deployed variables, but for the database: that one is on this machine.
    pub(crate) fn setup(&self) -> Setup {
        let database = self.postgres.settings(Tls::ChannelBound);
        let setup = Setup::new(self.emulator.clone())
            .variable("DATABASE_HOST", &database.host)
            .variable("DATABASE_PORT", &database.port.to_string())
            .redelivery(Redelivery::AtOnce);
        FUNCTIONS.into_iter().fold(setup, |setup, (name, program)| {
            setup.function(name, Code::Executable(program.into()))
        })
    }

    /// A connection to the database.
    pub(crate) async fn database(&self) -> Client {
        self.postgres.connect().await
    }

    /// Has the database note each change of a payment's state from now on: the bank's statement, as it were.
    pub(crate) async fn note_transitions(&self, runner: &Runner) {
        // Any function that connects makes the table.
        let question = ApiRequest::new("GET", "/verify-payment").query("transactionId", "order-none");
        let answer = runner.invoke(VERIFY, &question.event()).await.expect("an answer");
        assert_eq!(answer["statusCode"], 404, "{answer}");
        let made = self.database().await.batch_execute(NOTE_TRANSITIONS).await;
        made.expect("a trigger");
    }

    /// How many changes of state were noted, and how many different ones.
    pub(crate) async fn transitions(&self) -> (i64, i64) {
        let counts = "SELECT count(*), count(DISTINCT (transaction_id, state)) FROM transitions";
        let row = self.database().await.query_one(counts, &[]).await.expect("a row");
        (row.get(0), row.get(1))
    }

    /// Waits until all messages are settled or given up.
    pub(crate) async fn drained(&self, patience: Duration) {
        let deadline = Instant::now() + patience;
        loop {
            let depth = self.emulator.depth(QUEUE).await.expect("a depth");
            if depth.total() == 0 {
                return;
            }
            assert!(Instant::now() < deadline, "not drained after {patience:?}: {depth:?}");
            sleep(Duration::from_millis(100)).await;
        }
    }

    /// Puts a message into the queue, as an intruder might.
    pub(crate) async fn send(&self, body: &str) {
        queues::send(&self.config, &self.queue, body).await;
    }

    /// The bodies of all messages that were given up; they are taken out.
    pub(crate) async fn dead_letters(&self) -> Vec<String> {
        let records = queues::drain(&self.config, &self.dead_letters).await;
        let body = |record: &Value| record["body"].as_str().expect("a body").to_owned();
        records.iter().map(body).collect()
    }

    /// The keys of the audit records.
    pub(crate) async fn audit_keys(&self) -> Vec<String> {
        buckets::keys(&self.config, BUCKET).await
    }

    /// One audit record.
    pub(crate) async fn audit_record(&self, key: &str) -> Value {
        let text = buckets::text(&self.config, BUCKET, key).await;
        serde_json::from_str(&text).expect("JSON")
    }

    async fn make_function(&self, name: &str, secret_arn: &str) {
        let database = self.postgres.settings(Tls::ChannelBound);
        let variables = [
            ("DATABASE_HOST", "database.internal"),
            ("DATABASE_PORT", "5432"),
            ("DATABASE_NAME", &database.name),
            ("DATABASE_SECRET_ARN", secret_arn),
            ("ENVIRONMENT", "test"),
            ("AUDIT_BUCKET", BUCKET),
            ("QUEUE_URL", &self.queue),
        ];
        let function = Function {
            name: name.to_owned(),
            arn: String::new(),
            handler: "bootstrap".to_owned(),
            timeout: Duration::from_secs(30),
            memory: 256,
            variables: BTreeMap::from(variables.map(|(name, value)| (name.to_owned(), value.to_owned()))),
        };
        self.emulator.create_function(&function).await.expect("a function");
    }
}

/// The request for a payment.
pub(crate) fn payment(id: &str, amount: u64, token: &str) -> ApiRequest {
    let body = json!({"transactionId": id, "amount": amount, "currency": "EUR", "paymentToken": token});
    ApiRequest::new("POST", "/process-payment")
        .header("X-Correlation-Id", &format!("correlation-{id}"))
        .body(body.to_string())
}

/// Sends a request as callers do: again, while the answer says that this is safe.
pub(crate) async fn post(runner: &Runner, request: &ApiRequest) -> Value {
    for _ in 0..20 {
        match runner.invoke(PROCESS, &request.event()).await {
            Ok(answer) if answer["statusCode"] != 503 => return answer,
            // API Gateway makes a 502 of a function's failure.
            Ok(_) | Err(Error::Function(_)) => {}
            Err(error) => panic!("the function cannot be run: {error}"),
        }
    }
    panic!(
        "twenty attempts failed; the function wrote:\n{}",
        logged(runner, PROCESS)
    );
}

/// What a function wrote.
pub(crate) fn logged(runner: &Runner, function: &str) -> String {
    runner.logged(function).expect("a log")
}
