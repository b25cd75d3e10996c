//! The application stack: the API, its functions, the database, the audit bucket and the queue.

use paydsl::prelude::*;

use super::env::Env;
use super::network::Network;
use crate::components::permissions::{reads_secret, sends_messages, takes_messages, writes_records};
use crate::components::{
    Ageing, Authorization, Endpoint, ErrorAlarm, Placement, Runtime, bucket, consumer, database, function, postgres,
    queue, queue_with_dead_letters, record_bucket, rest_api, service_access,
};

/// Megabytes of memory of every function in every environment.
const MEMORY_SIZE: u32 = 256;
/// Seconds that every function may run in every environment.
const TIMEOUT: u32 = 30;
/// Days that logs are kept.
const RETENTION_DAYS: u32 = 365;

/// What the application exports.
#[derive(Outputs)]
pub struct Application {
    /// URL of the API's stage.
    pub api_url: Value<Str>,
    /// URL that payments are posted to.
    pub process_payment_url: Value<Str>,
    /// URL that payments are looked up at.
    pub verify_payment_url: Value<Str>,
    /// Host and port of the database.
    pub database_endpoint: Value<Str>,
    /// Name of the bucket of audit records.
    pub audit_bucket: Value<Str>,
    /// URL of the queue of payments to settle.
    pub queue_url: Value<Str>,
    /// URL of the queue of payments that could not be settled.
    pub dead_letter_queue_url: Value<Str>,
}

/// Everything that handles payments.
#[stack]
pub fn application(env: &Env, network: Remote<Network>) -> Application {
    // --- who may talk to whom

    let functions = service_access(
        "functions",
        env,
        service_access::Settings {
            resource: "lambda",
            description: "Payment functions",
            vpc_id: network.vpc_id,
            endpoint_security_group_id: network.endpoint_security_group_id,
            prefix_list_ids: vec![("S3", network.s3_prefix_list_id)],
        },
    );
    let database_access = aws_security_group {
        name: env.name("security-group-rds"),
        description: "Payment database",
        vpc_id: network.vpc_id,
        tags: env.tags("security-group-rds"),
    };
    let database_ingress = aws_vpc_security_group_ingress_rule {
        security_group_id: database_access.id,
        description: "PostgreSQL from the functions",
        referenced_security_group_id: functions,
        ip_protocol: "tcp",
        from_port: 5432,
        to_port: 5432,
        tags: env.tags("rule-database-ingress"),
    };
    let functions_to_database = aws_vpc_security_group_egress_rule {
        security_group_id: functions,
        description: "PostgreSQL to the database",
        referenced_security_group_id: database_access.id,
        ip_protocol: "tcp",
        from_port: 5432,
        to_port: 5432,
        tags: env.tags("rule-functions-to-database"),
    };
    // --- where payments, records and messages are kept

    let database = postgres(
        "database",
        env,
        database::Settings {
            resource: "payments",
            instance_class: env.instance_class,
            backup_days: env.backup_days,
            subnet_ids: network.private_subnet_ids,
            security_group_id: database_access.id,
        },
    );
    let audit = record_bucket(
        "audit",
        env,
        bucket::Settings {
            resource: "audit",
            ageing: Ageing {
                storage_class: "INTELLIGENT_TIERING",
                days: 30,
                expire_days: None,
            },
            writers: &[],
            access_log: None,
        },
    );
    let settlements = queue_with_dead_letters(
        "settlements",
        env,
        queue::Settings {
            resource: "settlements",
            fifo: false,
            max_receive_count: 5,
            function_timeout: TIMEOUT,
            topics: Vec::new(),
        },
    );

    // --- what handles them

    let connection = |rest: Vec<(&'static str, Value<Str>)>| {
        let mut variables = vec![
            ("DATABASE_HOST", database.address),
            ("DATABASE_PORT", tostring(database.port)),
            ("DATABASE_NAME", database.name),
            ("DATABASE_SECRET_ARN", database.secret_arn),
        ];
        variables.extend(rest);
        variables
    };

    // What all functions have in common.
    let settings = |resource: &'static str, description, variables, policy| function::Settings {
        resource,
        description,
        code: resource,
        runtime: Runtime::Rust,
        memory_size: MEMORY_SIZE,
        timeout: TIMEOUT,
        concurrency: None,
        placement: Some(Placement {
            subnet_ids: network.private_subnet_ids,
            security_group_id: functions,
        }),
        variables,
        policy,
        retention_days: RETENTION_DAYS,
        alarm: ErrorAlarm::Count(5),
        topics: Vec::new(),
    };

    let process_permissions = data::aws_iam_policy_document {
        statement: [
            reads_secret("ReadPassword", database.secret_arn),
            sends_messages("SendSettlements", settlements.arn),
            writes_records("WriteAuditRecords", audit.arn),
        ],
    };
    let process = function(
        "process",
        env,
        settings(
            "process-payment",
            "Validates and records payments",
            connection(vec![
                ("ENVIRONMENT", env.environment()),
                ("AUDIT_BUCKET", audit.name),
                ("QUEUE_URL", settlements.url),
            ]),
            process_permissions.json,
        ),
    );

    let verify_permissions = data::aws_iam_policy_document {
        statement: [reads_secret("ReadPassword", database.secret_arn)],
    };
    let verify = function(
        "verify",
        env,
        settings(
            "verify-payment",
            "Tells where a payment stands",
            connection(Vec::new()),
            verify_permissions.json,
        ),
    );

    let notify_permissions = data::aws_iam_policy_document {
        statement: [
            reads_secret("ReadPassword", database.secret_arn),
            takes_messages("TakeSettlements", settlements.arn),
            writes_records("WriteAuditRecords", audit.arn),
        ],
    };
    let notify = function(
        "notify",
        env,
        settings(
            "notify-payment",
            "Settles payments from the queue",
            connection(vec![("ENVIRONMENT", env.environment()), ("AUDIT_BUCKET", audit.name)]),
            notify_permissions.json,
        ),
    );
    consumer("settlement", env, settlements.arn, notify, 5);

    // --- how they come in

    let endpoint = |path, method, function| Endpoint {
        path,
        method,
        authorization: Authorization::Iam,
        backend: rest_api::Backend::Function(function),
        body: None,
        required: &[],
    };
    let api = rest_api(
        "api",
        env,
        rest_api::Settings {
            resource: "payments",
            description: "Payments: processing and verification",
            endpoints: &[
                endpoint("process-payment", "POST", process),
                endpoint("verify-payment", "GET", verify),
            ],
            throttling: rest_api::Throttling {
                rate: 500.0,
                burst: 250,
            },
            usage_plan: None,
            // As demanded. Card numbers are refused by the functions, but what a caller sends against the rules is in these
            // logs.
            log_bodies: true,
            retention_days: RETENTION_DAYS,
        },
    );

    Application {
        api_url: api.url,
        process_payment_url: tf!("{api.url}/process-payment"),
        verify_payment_url: tf!("{api.url}/verify-payment"),
        database_endpoint: database.endpoint,
        audit_bucket: audit.name,
        queue_url: settlements.url,
        dead_letter_queue_url: settlements.dead_letter_url,
    }
}
