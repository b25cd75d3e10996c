//! The data stack: tables, queues and configuration.

use paydsl::prelude::*;

use super::FUNCTION_TIMEOUT;
use super::env::Env;
use crate::components::{
    Threshold, parameter, queue, queue_with_dead_letters, random_parameter, table, threshold_alarm, topic,
};

/// What other stacks may read from the data.
#[derive(Outputs)]
pub struct Data {
    /// Name of the table of transactions.
    pub transactions_table: Value<Str>,
    /// ARN of the table of transactions.
    pub transactions_table_arn: Value<Str>,
    /// Name of the table of fraud alerts.
    pub fraud_alerts_table: Value<Str>,
    /// ARN of the table of fraud alerts.
    pub fraud_alerts_table_arn: Value<Str>,
    /// URL of the queue of transactions to process.
    pub transaction_queue_url: Value<Str>,
    /// ARN of the queue of transactions to process.
    pub transaction_queue_arn: Value<Str>,
    /// URL of the queue of merchants to tell.
    pub notification_queue_url: Value<Str>,
    /// ARN of the queue of merchants to tell.
    pub notification_queue_arn: Value<Str>,
    /// What the names of all parameters start with.
    pub parameter_prefix: Value<Str>,
    /// ARN of the parameter with the key that card numbers are tokenised with.
    pub token_key_arn: Value<Str>,
    /// ARN of the parameter with the secret that fraud webhooks are signed with.
    pub fraud_webhook_secret_arn: Value<Str>,
    /// ARN of the parameter with the URL of the merchants' webhook.
    pub merchant_webhook_url_arn: Value<Str>,
    /// ARN of the parameter with the secret that merchants' webhooks are signed with.
    pub merchant_webhook_secret_arn: Value<Str>,
    /// ARN of the topic that alarms ring at.
    pub alarm_topic_arn: Value<Str>,
}

/// Seconds that a message may wait before it rings: fifteen minutes. A message that failed comes again only after half an hour,
/// so that a dead letter tells of a failure an hour and a half late.
const LONGEST_WAIT: u32 = 900;

/// Everything that outlives a deployment of the functions.
#[stack]
pub fn data(env: &Env) -> Data {
    let transactions = table(
        "transactions",
        env,
        table::Settings {
            resource: "transactions",
            partition_key: ("transaction_id", "S"),
            sort_key: None,
            expires_at: Some("expires_at"),
        },
    );
    let fraud_alerts = table(
        "fraud_alerts",
        env,
        table::Settings {
            resource: "fraud-alerts",
            partition_key: ("alert_id", "S"),
            sort_key: Some(("timestamp", "N")),
            expires_at: None,
        },
    );

    let alarms = topic("alarms", env, "serverless-alarms", env.operations_email);

    let messages = |resource: &'static str| queue::Settings {
        resource,
        fifo: true,
        max_receive_count: 3,
        function_timeout: FUNCTION_TIMEOUT,
        topics: vec![alarms.arn],
    };
    let to_process = queue_with_dead_letters("processing", env, messages("transaction-processing"));
    let to_tell = queue_with_dead_letters("notifications", env, messages("notifications"));

    for (name, resource, queue) in [
        ("processing_delay", "transaction-processing-age", to_process),
        ("notifications_delay", "notifications-age", to_tell),
    ] {
        threshold_alarm(
            name,
            env,
            Threshold {
                resource,
                description: tf!("A message of {queue.name} has been waiting for {LONGEST_WAIT} seconds"),
                namespace: "AWS/SQS",
                metric: "ApproximateAgeOfOldestMessage",
                dimensions: vec![("QueueName", queue.name)],
                statistic: "Maximum",
                period: 300,
                threshold: LONGEST_WAIT.into_value(),
                topics: vec![alarms.arn],
            },
        );
    }

    let prefix = tf!("/{env.name(\"serverless\")}");
    let token_key_arn = random_parameter(
        "token_key",
        env,
        prefix,
        "token-key",
        "What card numbers are tokenised with",
    );
    let fraud_webhook_secret_arn = random_parameter(
        "fraud_webhook_secret",
        env,
        prefix,
        "fraud-webhook-secret",
        "What fraud webhooks are signed with",
    );
    let merchant_webhook_secret_arn = random_parameter(
        "merchant_webhook_secret",
        env,
        prefix,
        "merchant-webhook-secret",
        "What merchants' webhooks are signed with",
    );
    let merchant_webhook_url_arn = parameter(
        "merchant_webhook_url",
        env,
        prefix,
        "merchant-webhook-url",
        "Where merchants are told of their payments",
        env.merchant_webhook_url,
    );

    Data {
        transactions_table: transactions.name,
        transactions_table_arn: transactions.arn,
        fraud_alerts_table: fraud_alerts.name,
        fraud_alerts_table_arn: fraud_alerts.arn,
        transaction_queue_url: to_process.url,
        transaction_queue_arn: to_process.arn,
        notification_queue_url: to_tell.url,
        notification_queue_arn: to_tell.arn,
        parameter_prefix: prefix,
        token_key_arn,
        fraud_webhook_secret_arn,
        merchant_webhook_url_arn,
        merchant_webhook_secret_arn,
        alarm_topic_arn: alarms.arn,
    }
}
