//! The data stack: the database, sessions, records, messages, and the configuration of all services.

use paydsl::prelude::*;

use super::env::Env;
use super::network::Network;
use super::{FUNCTION_TIMEOUT, RETENTION_DAYS};
use crate::components::{
    Ageing, Capacity, aurora, bucket, parameter, queue, queue_with_dead_letters, random_parameter, record_bucket,
    service_access, table, topic,
};

/// What other stacks may read from the data.
#[derive(Outputs)]
pub struct Data {
    /// Identifier of the database's cluster.
    pub cluster_identifier: Value<Str>,
    /// Host that writes go to.
    pub database_endpoint: Value<Str>,
    /// Host that reads may go to.
    pub database_reader_endpoint: Value<Str>,
    /// ARN of the secret with the database's user and password.
    pub database_secret_arn: Value<Str>,
    /// ID of the security group of functions that use the database.
    pub database_client_security_group_id: Value<Str>,
    /// Name of the table of sessions.
    pub sessions_table: Value<Str>,
    /// ARN of the table of sessions.
    pub sessions_table_arn: Value<Str>,
    /// Name of the bucket of audit records.
    pub audit_bucket: Value<Str>,
    /// ARN of the bucket of audit records.
    pub audit_bucket_arn: Value<Str>,
    /// Name of the queue of transactions to process.
    pub transactions_queue: Value<Str>,
    /// Name of the queue of transactions that could not be processed.
    pub transactions_dead_letters: Value<Str>,
    /// Name of the queue of transactions to tell of.
    pub notifications_queue: Value<Str>,
    /// Name of the queue of transactions that could not be told of.
    pub notifications_dead_letters: Value<Str>,
    /// URL of the queue of transactions to process.
    pub transactions_queue_url: Value<Str>,
    /// ARN of the queue of transactions to process.
    pub transactions_queue_arn: Value<Str>,
    /// URL of the queue of transactions to tell of.
    pub notifications_queue_url: Value<Str>,
    /// ARN of the queue of transactions to tell of.
    pub notifications_queue_arn: Value<Str>,
    /// Name of the topic of payments.
    pub payments_topic: Value<Str>,
    /// Name of the topic that alarms ring at.
    pub alarms_topic: Value<Str>,
    /// ARN of the topic of payments.
    pub payments_topic_arn: Value<Str>,
    /// ARN of the key that the topic of payments is encrypted with.
    pub payments_topic_key_arn: Value<Str>,
    /// ARN of the topic that alarms ring at.
    pub alarms_topic_arn: Value<Str>,
    /// What the names of all parameters start with.
    pub parameter_prefix: Value<Str>,
    /// ARN of all parameters.
    pub parameters_arn: Value<Str>,
}

/// The most connections that an instance of the database takes.
pub(super) const MAX_CONNECTIONS: u32 = 1000;

/// Everything that outlives a deployment of the functions.
#[stack]
pub fn data(env: &Env, network: Remote<Network>) -> Data {
    // --- who may talk to the database

    let clients = service_access(
        "clients",
        env,
        service_access::Settings {
            resource: "single-region-processing",
            description: "Functions that use the database",
            vpc_id: network.vpc_id,
            endpoint_security_group_id: network.endpoint_security_group_id,
            prefix_list_ids: vec![("S3", network.s3_prefix_list_id)],
        },
    );
    let database_access = aws_security_group {
        name: env.name("security-group-aurora"),
        description: "Payment database",
        vpc_id: network.vpc_id,
        tags: env.tags("security-group-aurora"),
    };
    let database_ingress = aws_vpc_security_group_ingress_rule {
        security_group_id: database_access.id,
        description: "PostgreSQL from the functions that use it",
        referenced_security_group_id: clients,
        ip_protocol: "tcp",
        from_port: 5432,
        to_port: 5432,
        tags: env.tags("rule-database-ingress"),
    };
    let clients_to_database = aws_vpc_security_group_egress_rule {
        security_group_id: clients,
        description: "PostgreSQL to the database",
        referenced_security_group_id: database_access.id,
        ip_protocol: "tcp",
        from_port: 5432,
        to_port: 5432,
        tags: env.tags("rule-clients-to-database"),
    };

    // --- what is kept

    let database = aurora(
        "database",
        env,
        aurora::Settings {
            resource: "single-region",
            capacity: Capacity::Provisioned(env.instance_class),
            instances: 2,
            key_arn: None,
            backup_days: 7.into_value(),
            max_connections: MAX_CONNECTIONS,
            subnet_ids: network.database_subnet_ids,
            security_group_id: database_access.id,
            retention_days: RETENTION_DAYS,
        },
    );
    let sessions = table(
        "sessions",
        env,
        table::Settings {
            resource: "sessions",
            partition_key: ("sessionId", "S"),
            sort_key: None,
            expires_at: Some("expiresAt"),
        },
    );
    let archive = Ageing {
        storage_class: "GLACIER",
        days: 90,
        expire_days: None,
    };
    let access_log = record_bucket(
        "access_log",
        env,
        bucket::Settings {
            resource: "single-region-access-log",
            ageing: archive,
            writers: &["logging.s3.amazonaws.com"],
            access_log: None,
        },
    );
    let audit = record_bucket(
        "audit",
        env,
        bucket::Settings {
            resource: "single-region-audit",
            ageing: archive,
            writers: &[],
            access_log: Some(access_log),
        },
    );

    // --- what is told, and to whom

    let payments = topic("payments", env, "payments", env.operations_email);
    let alarms = topic("alarms", env, "single-region-alarms", env.operations_email);
    let messages = |resource: &'static str| queue::Settings {
        resource,
        fifo: false,
        max_receive_count: 5,
        function_timeout: FUNCTION_TIMEOUT,
        topics: vec![alarms.arn],
    };
    let to_process = queue_with_dead_letters("transactions", env, messages("single-region-transactions"));
    let to_tell = queue_with_dead_letters("notifications", env, messages("single-region-notifications"));

    // --- what all services are configured by

    let prefix = tf!("/{env.name(\"single-region\")}");
    let configured: [(&str, &str, &str, Value<Str>); 9] = [
        (
            "database_host",
            "database/host",
            "Host that writes go to",
            database.endpoint,
        ),
        (
            "database_reader",
            "database/reader-host",
            "Host that reads may go to",
            database.reader_endpoint,
        ),
        (
            "database_port",
            "database/port",
            "Port of the database",
            tostring(database.port),
        ),
        (
            "database_name",
            "database/name",
            "Name of the database",
            database.database,
        ),
        (
            "database_secret",
            "database/secret-arn",
            "Where the database's user and password are",
            database.secret_arn,
        ),
        (
            "api_url",
            "api/url",
            "Where the API is",
            tf!("https://{network.domain}"),
        ),
        (
            "fraud_checks",
            "features/fraud-checks",
            "Whether payments are checked for fraud: enabled or disabled",
            "enabled".into_value(),
        ),
        (
            "send_notifications",
            "features/notifications",
            "Whether payments are told of: enabled or disabled",
            "enabled".into_value(),
        ),
        (
            "max_amount",
            "limits/max-amount",
            "The greatest amount, in the currency's minor unit",
            "1000000".into_value(),
        ),
    ];
    for (name, path, description, value) in configured {
        parameter(name, env, prefix, path, description, value);
    }
    parameter(
        "velocity",
        env,
        prefix,
        "limits/velocity",
        "Payments with one card in ten minutes",
        "10".into_value(),
    );
    random_parameter(
        "token_key",
        env,
        prefix,
        "token-key",
        "What card numbers are tokenised with",
    );
    let account = data::aws_caller_identity {};

    Data {
        cluster_identifier: database.identifier,
        database_endpoint: database.endpoint,
        database_reader_endpoint: database.reader_endpoint,
        database_secret_arn: database.secret_arn,
        database_client_security_group_id: clients,
        sessions_table: sessions.name,
        sessions_table_arn: sessions.arn,
        audit_bucket: audit.name,
        audit_bucket_arn: audit.arn,
        transactions_queue: to_process.name,
        transactions_dead_letters: to_process.dead_letter_name,
        notifications_queue: to_tell.name,
        notifications_dead_letters: to_tell.dead_letter_name,
        transactions_queue_url: to_process.url,
        transactions_queue_arn: to_process.arn,
        notifications_queue_url: to_tell.url,
        notifications_queue_arn: to_tell.arn,
        payments_topic: payments.name,
        alarms_topic: alarms.name,
        payments_topic_arn: payments.arn,
        payments_topic_key_arn: payments.key_arn,
        alarms_topic_arn: alarms.arn,
        parameter_prefix: prefix,
        parameters_arn: tf!("arn:aws:ssm:{env.region}:{account.account_id}:parameter{prefix}"),
    }
}
