//! Deploying to the emulated AWS what tests need, without terraform's minutes.

use serde_json::{Value, json};

use crate::{
    deployed::{Function, Mapping},
    emulator::{Ask, Emulator},
    error::Error,
};

/// The account of everything in the emulator.
const ACCOUNT: &str = "123456789012";
/// The role of every function made here. Nothing asks what it allows.
const ROLE: &str = "lambda-runner";
/// An archive without files, in base64: the code lies on this machine.
const NO_CODE: &str = "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==";

impl Emulator {
    /// Makes a function. Its ARN is the emulator's to say, whatever `function` has.
    ///
    /// # Errors
    /// It exists, or the emulator does not answer.
    pub async fn create_function(&self, function: &Function) -> Result<(), Error> {
        self.ensure_role().await?;
        let body = json!({
            "FunctionName": function.name,
            "Runtime": "provided.al2023",
            "Role": role_arn(),
            "Handler": function.handler,
            "Timeout": function.timeout.as_secs(),
            "MemorySize": function.memory,
            "Environment": {"Variables": function.variables},
            "Code": {"ZipFile": NO_CODE},
        });
        self.post("/2015-03-31/functions", &body).await
    }

    /// Feeds a function from a queue. The mapping's id is the emulator's to say, whatever `mapping` has.
    ///
    /// # Errors
    /// Queue or function do not exist, or the emulator does not answer.
    pub async fn create_mapping(&self, mapping: &Mapping) -> Result<(), Error> {
        let mut body = json!({
            "EventSourceArn": mapping.queue_arn,
            "FunctionName": mapping.function,
            "BatchSize": mapping.batch_size,
            "Enabled": mapping.enabled,
        });
        if mapping.reports_failures {
            body["FunctionResponseTypes"] = json!(["ReportBatchItemFailures"]);
        }
        if let Some(most) = mapping.maximum_concurrency {
            body["ScalingConfig"] = json!({"MaximumConcurrency": most});
        }
        self.post("/2015-03-31/event-source-mappings/", &body).await
    }

    /// Makes a queue with these attributes, as SQS names them, and tells its ARN.
    ///
    /// # Errors
    /// It exists with others, or the emulator does not answer.
    pub async fn create_queue(&self, name: &str, attributes: &Value) -> Result<String, Error> {
        let body = json!({"QueueName": name, "Attributes": attributes});
        self.ask_json("sqs", "AmazonSQS.CreateQueue", &body).await?;
        Ok(format!("arn:aws:sqs:{}:{ACCOUNT}:{name}", self.region()))
    }

    /// The emulator checks that a function's role exists.
    async fn ensure_role(&self) -> Result<(), Error> {
        let body = format!(
            "Action=CreateRole&Version=2010-05-08&RoleName={ROLE}&AssumeRolePolicyDocument=%7B%22Version%22%3A%222012-10-17%22\
             %2C%22Statement%22%3A%5B%5D%7D"
        );
        let outcome = self
            .ask(Ask {
                service: "iam",
                method: "POST",
                path: "/",
                headers: &[("content-type", "application/x-www-form-urlencoded")],
                body: &body,
            })
            .await;
        match outcome {
            Err(Error::Refused { body, .. }) if body.contains("EntityAlreadyExists") => Ok(()),
            outcome => outcome.map(drop),
        }
    }

    async fn post(&self, path: &str, body: &Value) -> Result<(), Error> {
        let ask = Ask {
            service: "lambda",
            method: "POST",
            path,
            headers: &[("content-type", "application/json")],
            body: &body.to_string(),
        };
        self.ask(ask).await.map(drop)
    }
}

fn role_arn() -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/{ROLE}")
}
