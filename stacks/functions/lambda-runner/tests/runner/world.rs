//! An emulated AWS with functions of one test.

use std::{collections::BTreeMap, time::Duration};

use lambda_runner::{Code, Emulator, Function, Mapping, Setup};
use serde_json::{Value, json};
use test_support::Emulator as Moto;

use crate::programs::Programs;

/// The name of the function every test is about.
pub(crate) const FUNCTION: &str = "lambda-test-dev";

pub(crate) struct World {
    // Dropped last of all, so that nothing asks a server that is gone.
    pub(crate) emulator: Emulator,
    pub(crate) programs: Programs,
    _moto: Moto,
}

impl World {
    /// An emulator without anything in it.
    pub(crate) fn new() -> Self {
        let moto = Moto::start();
        Self {
            emulator: Emulator::new(&moto.variables()["AWS_ENDPOINT_URL"], "us-east-1"),
            programs: Programs::new(),
            _moto: moto,
        }
    }

    /// Deploys the function, with one variable and three seconds to run.
    pub(crate) async fn deploy(&self, handler: &str) {
        let function = Function {
            name: FUNCTION.to_owned(),
            arn: String::new(),
            handler: handler.to_owned(),
            timeout: Duration::from_secs(3),
            memory: 256,
            variables: BTreeMap::from([("GREETING".to_owned(), "deployed".to_owned())]),
        };
        self.emulator.create_function(&function).await.expect("a function");
    }

    /// Deploys a Python function of this source, whose handler is `handler`.
    pub(crate) async fn python(&self, source: &str) -> Setup {
        self.deploy("function.handler").await;
        self.programs.module("function", source);
        self.python_again()
    }

    /// The same function, for one more runner.
    pub(crate) fn python_again(&self) -> Setup {
        let code = Code::Python {
            interpreter: self.programs.interpreter().to_owned(),
            directory: self.programs.directory().to_owned(),
        };
        Setup::new(self.emulator.clone()).function(FUNCTION, code)
    }

    /// Makes a queue with a dead letter queue and feeds the function from it; tells both ARNs.
    pub(crate) async fn feed(&self, suffix: &str, batch_size: usize, reports_failures: bool) -> [String; 2] {
        let fifo = if suffix.is_empty() {
            json!({})
        } else {
            json!({"FifoQueue": "true"})
        };
        let dead = self
            .emulator
            .create_queue(&format!("dead{suffix}"), &fifo)
            .await
            .expect("a queue");
        let mut attributes = fifo;
        attributes["RedrivePolicy"] = json!(json!({"deadLetterTargetArn": dead, "maxReceiveCount": 3}).to_string());
        attributes["VisibilityTimeout"] = json!("60");
        let queue = self
            .emulator
            .create_queue(&format!("work{suffix}"), &attributes)
            .await
            .expect("a queue");
        let mapping = Mapping {
            id: String::new(),
            queue_arn: queue.clone(),
            function: FUNCTION.to_owned(),
            batch_size,
            reports_failures,
            maximum_concurrency: None,
            enabled: true,
        };
        self.emulator.create_mapping(&mapping).await.expect("a mapping");
        [queue, dead]
    }

    /// Sends a message to the queue, with these parameters beside its body.
    pub(crate) async fn send(&self, queue: &str, body: &str, more: &Value) {
        let url = self.url(queue).await;
        let mut request = json!({"QueueUrl": url, "MessageBody": body});
        for (name, value) in more.as_object().expect("an object") {
            request[name] = value.clone();
        }
        self.emulator
            .ask_json("sqs", "AmazonSQS.SendMessage", &request)
            .await
            .expect("it is sent");
    }

    /// Waits until the queue holds nothing, in flight or not.
    pub(crate) async fn drained(&self, queue: &str) {
        for _ in 0..600 {
            if self.emulator.depth(queue).await.expect("a depth").total() == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{queue} is not empty after 30 seconds");
    }

    async fn url(&self, queue: &str) -> String {
        let name = queue.rsplit(':').next().expect("a name");
        let answer = self
            .emulator
            .ask_json("sqs", "AmazonSQS.GetQueueUrl", &json!({"QueueName": name}))
            .await;
        answer.expect("a URL")["QueueUrl"].as_str().expect("a URL").to_owned()
    }
}
