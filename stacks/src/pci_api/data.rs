//! The data stack: where transactions, audit records and messages are kept.

use paydsl::prelude::*;

use super::env::Env;
use super::{FUNCTION_TIMEOUT, LOG_RETENTION_DAYS};
use crate::components::{
    Ageing, bucket, nightly_backup, queue, queue_with_dead_letters, random_secret, record_bucket, table, topic,
};

/// What other stacks may read from the data.
#[derive(Outputs)]
pub struct Data {
    /// Name of the table of transactions.
    pub table_name: Value<Str>,
    /// ARN of the table of transactions.
    pub table_arn: Value<Str>,
    /// Name of the bucket of audit records.
    pub audit_bucket: Value<Str>,
    /// ARN of the bucket of audit records.
    pub audit_bucket_arn: Value<Str>,
    /// URL of the queue of payments to process.
    pub payments_queue_url: Value<Str>,
    /// ARN of the queue of payments to process.
    pub payments_queue_arn: Value<Str>,
    /// URL of the queue of payments to tell of.
    pub notifications_queue_url: Value<Str>,
    /// ARN of the queue of payments to tell of.
    pub notifications_queue_arn: Value<Str>,
    /// ARN of the topic that stakeholders are subscribed to.
    pub topic_arn: Value<Str>,
    /// ARN of the key that the topic is encrypted with.
    pub topic_key_arn: Value<Str>,
    /// ARN of the secret that card numbers are tokenised with.
    pub token_key_arn: Value<Str>,
    /// Name of the vault of the table's backups.
    pub backup_vault: Value<Str>,
}

/// Everything that outlives a deployment of the functions.
#[stack]
pub fn data(env: &Env) -> Data {
    let transactions = table(
        "transactions",
        env,
        table::Settings {
            resource: "transactions",
            partition_key: ("transactionId", "S"),
            sort_key: Some(("timestamp", "N")),
            expires_at: Some("expiresAt"),
        },
    );
    let vault = nightly_backup("backup", env, "pci", vec![transactions.arn], env.backup_days);

    let access_log = record_bucket(
        "access_log",
        env,
        bucket::Settings {
            resource: "pci-access-log",
            ageing: Ageing {
                storage_class: "GLACIER",
                days: 90,
                expire_days: Some(LOG_RETENTION_DAYS),
            },
            writers: &["logging.s3.amazonaws.com"],
            access_log: None,
        },
    );
    let audit = record_bucket(
        "audit",
        env,
        bucket::Settings {
            resource: "pci-audit",
            ageing: Ageing {
                storage_class: "GLACIER",
                days: 90,
                expire_days: None,
            },
            writers: &[],
            access_log: Some(access_log),
        },
    );

    let notifications = topic("notifications", env, "pci-notifications", env.stakeholder_email);

    let messages = |resource: &'static str| queue::Settings {
        resource,
        fifo: false,
        max_receive_count: 5,
        function_timeout: FUNCTION_TIMEOUT,
        topics: vec![notifications.arn],
    };
    let to_process = queue_with_dead_letters("payments", env, messages("pci-payments"));
    let to_tell = queue_with_dead_letters("messages", env, messages("pci-notifications"));

    let token_key_arn = random_secret(
        "token_key",
        env,
        "pci-token-key",
        "What card numbers are tokenised with",
    );

    Data {
        table_name: transactions.name,
        table_arn: transactions.arn,
        audit_bucket: audit.name,
        audit_bucket_arn: audit.arn,
        payments_queue_url: to_process.url,
        payments_queue_arn: to_process.arn,
        notifications_queue_url: to_tell.url,
        notifications_queue_arn: to_tell.arn,
        topic_arn: notifications.arn,
        topic_key_arn: notifications.key_arn,
        token_key_arn,
        backup_vault: vault,
    }
}
