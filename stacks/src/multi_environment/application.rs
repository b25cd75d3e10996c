//! The application stack: the API, its functions, the database, the audit bucket and the queue.

use paydsl::prelude::*;

use super::env::Env;
use super::network::Network;
use crate::components::{
    Endpoint, Settings, TIMEOUT, audit_bucket, function, postgres, queue_with_dead_letters, rest_api,
};

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

    let functions = aws_security_group {
        name: env.name("security-group-lambda"),
        description: "Payment functions",
        vpc_id: network.vpc_id,
        tags: env.tags("security-group-lambda"),
    };
    let database_access = aws_security_group {
        name: env.name("security-group-rds"),
        description: "Payment database",
        vpc_id: network.vpc_id,
        tags: env.tags("security-group-rds"),
    };
    let database_ingress = aws_vpc_security_group_ingress_rule {
        security_group_id: database_access.id,
        description: "PostgreSQL from the functions",
        referenced_security_group_id: functions.id,
        ip_protocol: "tcp",
        from_port: 5432,
        to_port: 5432,
    };
    let functions_to_database = aws_vpc_security_group_egress_rule {
        security_group_id: functions.id,
        description: "PostgreSQL to the database",
        referenced_security_group_id: database_access.id,
        ip_protocol: "tcp",
        from_port: 5432,
        to_port: 5432,
    };
    let functions_to_services = aws_vpc_security_group_egress_rule {
        security_group_id: functions.id,
        description: "HTTPS to the endpoints of AWS services",
        referenced_security_group_id: network.endpoint_security_group_id,
        ip_protocol: "tcp",
        from_port: 443,
        to_port: 443,
    };
    let functions_to_s3 = aws_vpc_security_group_egress_rule {
        security_group_id: functions.id,
        description: "HTTPS to S3",
        prefix_list_id: network.s3_prefix_list_id,
        ip_protocol: "tcp",
        from_port: 443,
        to_port: 443,
    };

    // --- where payments, records and messages are kept

    let database = postgres("database", env, "payments", network.private_subnet_ids, database_access);
    let audit = audit_bucket("audit", env, "audit");
    let queue = queue_with_dead_letters("settlements", env, "settlements", TIMEOUT);

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

    let process_permissions = data::aws_iam_policy_document {
        statement: [
            block {
                sid: "ReadPassword",
                actions: ["secretsmanager:GetSecretValue"],
                resources: [database.secret_arn],
            },
            block {
                sid: "SendSettlements",
                actions: ["sqs:SendMessage"],
                resources: [queue.arn],
            },
            block {
                sid: "WriteAuditRecords",
                actions: ["s3:PutObject"],
                resources: [tf!("{audit.arn}/payments/*")],
            },
        ],
    };
    let process = function(
        "process",
        env,
        Settings {
            resource: "process-payment",
            description: "Validates and records payments",
            subnet_ids: network.private_subnet_ids,
            variables: connection(vec![
                ("ENVIRONMENT", env.environment()),
                ("AUDIT_BUCKET", audit.name),
                ("QUEUE_URL", queue.url),
            ]),
            policy: process_permissions.json,
        },
        functions,
    );

    let verify_permissions = data::aws_iam_policy_document {
        statement: [block {
            sid: "ReadPassword",
            actions: ["secretsmanager:GetSecretValue"],
            resources: [database.secret_arn],
        }],
    };
    let verify = function(
        "verify",
        env,
        Settings {
            resource: "verify-payment",
            description: "Tells where a payment stands",
            subnet_ids: network.private_subnet_ids,
            variables: connection(Vec::new()),
            policy: verify_permissions.json,
        },
        functions,
    );

    let notify_permissions = data::aws_iam_policy_document {
        statement: [
            block {
                sid: "ReadPassword",
                actions: ["secretsmanager:GetSecretValue"],
                resources: [database.secret_arn],
            },
            block {
                sid: "TakeSettlements",
                actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
                resources: [queue.arn],
            },
            block {
                sid: "WriteAuditRecords",
                actions: ["s3:PutObject"],
                resources: [tf!("{audit.arn}/payments/*")],
            },
        ],
    };
    let notify = function(
        "notify",
        env,
        Settings {
            resource: "notify-payment",
            description: "Settles payments from the queue",
            subnet_ids: network.private_subnet_ids,
            variables: connection(vec![("ENVIRONMENT", env.environment()), ("AUDIT_BUCKET", audit.name)]),
            policy: notify_permissions.json,
        },
        functions,
    );
    let settlements = aws_lambda_event_source_mapping {
        event_source_arn: queue.arn,
        function_name: notify.arn,
        batch_size: 5,
        // Only what failed is tried again; the rest of a batch is done.
        function_response_types: ["ReportBatchItemFailures"],
    };

    let unsettled = aws_cloudwatch_metric_alarm {
        alarm_name: env.name("alarm-settlements-dlq"),
        alarm_description: "A payment could not be settled and is in the dead letter queue",
        namespace: "AWS/SQS",
        metric_name: "ApproximateNumberOfMessagesVisible",
        dimensions: [("QueueName", queue.dead_letter_name)],
        statistic: "Maximum",
        period: 300,
        evaluation_periods: 1,
        threshold: 1,
        comparison_operator: "GreaterThanOrEqualToThreshold",
        treat_missing_data: "notBreaching",
        tags: env.tags("alarm-settlements-dlq"),
    };

    // --- how they come in

    let api = rest_api(
        "api",
        env,
        "payments",
        &[
            Endpoint {
                path: "process-payment",
                method: "POST",
                function: process,
            },
            Endpoint {
                path: "verify-payment",
                method: "GET",
                function: verify,
            },
        ],
    );

    Application {
        api_url: api.url,
        process_payment_url: tf!("{api.url}/process-payment"),
        verify_payment_url: tf!("{api.url}/verify-payment"),
        database_endpoint: database.endpoint,
        audit_bucket: audit.name,
        queue_url: queue.url,
        dead_letter_queue_url: queue.dead_letter_url,
    }
}
