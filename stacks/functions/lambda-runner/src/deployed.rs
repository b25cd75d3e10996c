//! What is deployed in the emulated AWS: functions, and the queues they take from.

use std::{collections::BTreeMap, time::Duration};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    emulator::{Ask, Emulator},
    error::Error,
};

const FUNCTIONS: &str = "/2015-03-31/functions/";
const MAPPINGS: &str = "/2015-03-31/event-source-mappings/";

/// A function as it is deployed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// `module.function` of a managed runtime.
    pub handler: String,
    /// How long it may run.
    pub timeout: Duration,
    /// Its memory, in megabytes: told to it, not enforced.
    pub memory: u32,
    /// Its environment variables.
    pub variables: BTreeMap<String, String>,
}

/// A queue that a function is fed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// Its id.
    pub id: String,
    /// The queue.
    pub queue_arn: String,
    /// Name of the function.
    pub function: String,
    /// How many messages one invocation gets at most.
    pub batch_size: usize,
    /// Whether the function reports failed messages one by one (`ReportBatchItemFailures`).
    pub reports_failures: bool,
    /// How many invocations may run at the same time, where that is limited.
    pub maximum_concurrency: Option<usize>,
    /// Whether it delivers.
    pub enabled: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Configuration {
    function_name: String,
    function_arn: String,
    #[serde(default)]
    handler: Option<String>,
    #[serde(default = "default_timeout")]
    timeout: u64,
    #[serde(default = "default_memory")]
    memory_size: u32,
    #[serde(default)]
    environment: Option<Environment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Environment {
    #[serde(default)]
    variables: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Source {
    #[serde(rename = "UUID")]
    uuid: String,
    event_source_arn: String,
    function_arn: String,
    batch_size: usize,
    state: String,
    #[serde(default)]
    function_response_types: Option<Vec<String>>,
    #[serde(default)]
    scaling_config: Option<ScalingConfig>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ScalingConfig {
    #[serde(default)]
    maximum_concurrency: Option<usize>,
}

impl Emulator {
    /// A function, by its name.
    ///
    /// # Errors
    /// There is none, or the emulator does not answer.
    pub async fn function(&self, name: &str) -> Result<Function, Error> {
        let configuration = self
            .lambda("GET", &format!("{FUNCTIONS}{name}/configuration"), "")
            .await?;
        read::<Configuration>("GetFunctionConfiguration", configuration).map(Function::from)
    }

    /// All queues that feed functions.
    ///
    /// # Errors
    /// The emulator does not answer.
    pub async fn mappings(&self) -> Result<Vec<Mapping>, Error> {
        let answer = self.lambda("GET", MAPPINGS, "").await?;
        let sources: Vec<Source> = read("ListEventSourceMappings", answer["EventSourceMappings"].clone())?;
        let queues = sources
            .into_iter()
            .filter(|source| source.event_source_arn.split(':').nth(2) == Some("sqs"));
        Ok(queues.map(Mapping::from).collect())
    }

    /// Turns the emulator's own delivery on or off: it would start Docker for each message that is sent.
    pub(crate) async fn set_delivery(&self, mapping: &Mapping, enabled: bool) -> Result<(), Error> {
        let body = json!({"Enabled": enabled, "FunctionName": mapping.function}).to_string();
        self.lambda("PUT", &format!("{MAPPINGS}{}", mapping.id), &body)
            .await
            .map(drop)
    }

    async fn lambda(&self, method: &str, path: &str, body: &str) -> Result<Value, Error> {
        let ask = Ask {
            service: "lambda",
            method,
            path,
            headers: &[("content-type", "application/json")],
            body,
        };
        self.ask(ask).await?.json(path)
    }
}

impl From<Configuration> for Function {
    fn from(read: Configuration) -> Self {
        Self {
            name: read.function_name,
            arn: read.function_arn,
            handler: read.handler.unwrap_or_default(),
            timeout: Duration::from_secs(read.timeout),
            memory: read.memory_size,
            variables: read
                .environment
                .and_then(|environment| environment.variables)
                .unwrap_or_default(),
        }
    }
}

impl From<Source> for Mapping {
    fn from(read: Source) -> Self {
        let reports = |types: Vec<String>| types.iter().any(|name| name == "ReportBatchItemFailures");
        Self {
            id: read.uuid,
            queue_arn: read.event_source_arn,
            // arn:aws:lambda:REGION:ACCOUNT:function:NAME, and an alias or version where the mapping names one.
            function: read.function_arn.split(':').nth(6).unwrap_or_default().to_owned(),
            batch_size: read.batch_size.max(1),
            reports_failures: read.function_response_types.is_some_and(reports),
            maximum_concurrency: read.scaling_config.and_then(|config| config.maximum_concurrency),
            enabled: read.state == "Enabled",
        }
    }
}

fn read<T: for<'de> Deserialize<'de>>(request: &str, value: Value) -> Result<T, Error> {
    serde_json::from_value(value).map_err(|error| Error::Unreadable {
        request: request.to_owned(),
        reason: error.to_string(),
    })
}

fn default_timeout() -> u64 {
    3
}

fn default_memory() -> u32 {
    128
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_to_an_alias_names_its_function() {
        let source = json!({"UUID": "u", "EventSourceArn": "arn:aws:sqs:us-east-1:1:q", "State": "Enabled", "BatchSize": 5,
            "FunctionArn": "arn:aws:lambda:us-east-1:1:function:pay:live", "ScalingConfig": {"MaximumConcurrency": 2},
            "FunctionResponseTypes": ["ReportBatchItemFailures"]});
        let mapping = Mapping::from(read::<Source>("a mapping", source).expect("a mapping"));
        assert_eq!((mapping.function.as_str(), mapping.batch_size), ("pay", 5));
        assert!(mapping.reports_failures && mapping.enabled);
        assert_eq!(mapping.maximum_concurrency, Some(2));
    }

    #[test]
    fn a_function_without_variables_has_none() {
        let configuration = json!({"FunctionName": "f", "FunctionArn": "arn", "Environment": null, "Timeout": 30});
        let function = Function::from(read::<Configuration>("a function", configuration).expect("a function"));
        assert_eq!(
            (function.variables.len(), function.timeout),
            (0, Duration::from_secs(30))
        );
    }
}
