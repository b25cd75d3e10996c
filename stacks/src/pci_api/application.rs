//! The application stack: the API, its three functions and what is seen of them.

use paydsl::prelude::*;

use super::data::Data;
use super::env::Env;
use super::network::Network;
use super::{FUNCTION_TIMEOUT, LOG_RETENTION_DAYS};
use crate::components::permissions::{
    encrypts, publishes, reads_secret, records_items, sends_messages, takes_messages, writes_records,
};
use crate::components::{
    Authorization, Concurrency, Endpoint, ErrorAlarm, Graph, Placement, Ratio, Runtime, Series, Threshold, consumer,
    dashboard, function, payment_schema, ratio_alarm, rest_api, service_access, service_graphs, threshold_alarm,
};

/// What the application exports.
#[derive(Outputs)]
pub struct Application {
    /// URL of the API's stage.
    pub api_url: Value<Str>,
    /// URL that payments are posted to.
    pub payments_url: Value<Str>,
    /// Name of the bucket of audit records.
    pub audit_bucket: Value<Str>,
    /// Name of the table of transactions.
    pub table_name: Value<Str>,
    /// Where the console shows the dashboard.
    pub dashboard_url: Value<Str>,
}

/// The functions, by the names of their code: validation and fraud checks, processing, notification.
pub(super) const FUNCTIONS: [&str; 3] = ["payment-validator", "payment-processor", "payment-notifier"];

/// Megabytes of memory of each function.
const MEMORY_SIZE: u32 = 512;
/// Days that the functions' logs are kept.
const FUNCTION_LOG_DAYS: u32 = 7;
/// Milliseconds that a request, or the processing of a batch of payments, may take.
const LATENCY: u32 = 1000;
/// Ten thousand requests a minute, as a rate a second; and how many may come at once.
const REQUEST_RATE: rest_api::Throttling = rest_api::Throttling {
    rate: 166.67,
    burst: 333,
};

/// Everything that handles payments.
#[stack]
pub fn application(env: &Env, network: Remote<Network>, data: Remote<Data>) -> Application {
    let access = service_access(
        "functions",
        env,
        service_access::Settings {
            resource: "pci-lambda",
            description: "Payment functions",
            vpc_id: network.vpc_id,
            endpoint_security_group_id: network.endpoint_security_group_id,
            prefix_list_ids: vec![
                ("S3", network.s3_prefix_list_id),
                ("DynamoDB", network.dynamodb_prefix_list_id),
            ],
        },
    );
    let settings = |resource: &'static str, description, variables: Vec<_>, policy| function::Settings {
        resource,
        description,
        code: resource,
        runtime: Runtime::Rust,
        memory_size: MEMORY_SIZE,
        timeout: FUNCTION_TIMEOUT,
        concurrency: Some(Concurrency {
            reserved: env.reserved_concurrency,
            provisioned: Some(env.provisioned_concurrency),
        }),
        placement: Some(Placement {
            subnet_ids: network.private_subnet_ids,
            security_group_id: access,
        }),
        variables: [
            ("ENVIRONMENT", env.environment()),
            ("TRANSACTIONS_TABLE", data.table_name),
        ]
        .into_iter()
        .chain(variables)
        .collect(),
        policy,
        retention_days: FUNCTION_LOG_DAYS,
        alarm: ErrorAlarm::Percent(1),
        topics: vec![data.topic_arn],
    };

    let validation = data::aws_iam_policy_document {
        statement: [
            records_items("RecordTransactions", data.table_arn),
            sends_messages("SendPayments", data.payments_queue_arn),
            reads_secret("ReadTokenKey", data.token_key_arn),
        ],
    };
    let validator = function(
        "validator",
        env,
        settings(
            "payment-validator",
            "Validates payments and checks them for fraud",
            vec![
                ("PAYMENTS_QUEUE_URL", data.payments_queue_url),
                ("TOKEN_KEY_SECRET_ARN", data.token_key_arn),
                // In the currency's minor unit: ten thousand.
                ("MAX_AMOUNT", "1000000".into_value()),
                // Payments with one card in ten minutes.
                ("VELOCITY_LIMIT", "10".into_value()),
            ],
            validation.json,
        ),
    );

    let processing = data::aws_iam_policy_document {
        statement: [
            records_items("RecordTransactions", data.table_arn),
            takes_messages("TakePayments", data.payments_queue_arn),
            sends_messages("SendNotifications", data.notifications_queue_arn),
            writes_records("WriteAuditRecords", data.audit_bucket_arn),
        ],
    };
    let processor = function(
        "processor",
        env,
        settings(
            "payment-processor",
            "Processes payments, each once",
            vec![
                ("AUDIT_BUCKET", data.audit_bucket),
                ("NOTIFICATIONS_QUEUE_URL", data.notifications_queue_url),
            ],
            processing.json,
        ),
    );
    consumer("payments", env, data.payments_queue_arn, processor, 10);

    let notification = data::aws_iam_policy_document {
        statement: [
            records_items("RecordTransactions", data.table_arn),
            takes_messages("TakeNotifications", data.notifications_queue_arn),
            publishes("TellStakeholders", data.topic_arn),
            encrypts("EncryptForTopic", data.topic_key_arn),
        ],
    };
    let notifier = function(
        "notifier",
        env,
        settings(
            "payment-notifier",
            "Tells stakeholders of payments",
            vec![("NOTIFICATIONS_TOPIC_ARN", data.topic_arn)],
            notification.json,
        ),
    );
    consumer("notifications", env, data.notifications_queue_arn, notifier, 10);

    let api = rest_api(
        "api",
        env,
        rest_api::Settings {
            resource: "pci-payments",
            description: "Payments: validation, processing and notification",
            endpoints: &[Endpoint {
                path: "payments",
                method: "POST",
                authorization: Authorization::Iam,
                backend: rest_api::Backend::Function(validator),
                body: Some(payment_schema(&["transactionId"])),
                required: &[],
            }],
            throttling: REQUEST_RATE,
            usage_plan: None,
            // Card numbers are in the requests.
            log_bodies: false,
            retention_days: LOG_RETENTION_DAYS,
        },
    );

    // A request that a function could not handle is answered with 503, which is no error of the function.
    ratio_alarm(
        "failures",
        env,
        Ratio {
            resource: "pci-payments-5xx",
            description: tf!("More than one percent of the requests to {api.name} failed in five minutes"),
            namespace: "AWS/ApiGateway",
            part: "5XXError",
            whole: "Count",
            dimensions: vec![("ApiName", api.name)],
            percent: 1,
            topics: vec![data.topic_arn],
        },
    );
    let slow = |resource, description, namespace, metric, dimensions| Threshold {
        resource,
        description,
        namespace,
        metric,
        dimensions,
        statistic: "p99",
        period: 300,
        threshold: LATENCY.into_value(),
        topics: vec![data.topic_arn],
    };
    threshold_alarm(
        "slow_requests",
        env,
        slow(
            "pci-payments-latency",
            tf!("One of a hundred requests to {api.name} takes a second or longer"),
            "AWS/ApiGateway",
            "Latency",
            vec![("ApiName", api.name)],
        ),
    );
    threshold_alarm(
        "slow_processing",
        env,
        slow(
            "payment-processor-latency",
            tf!("One of a hundred runs of {processor.name} takes a second or longer"),
            "AWS/Lambda",
            "Duration",
            vec![("FunctionName", processor.name)],
        ),
    );

    let mut graphs = service_graphs(
        &[
            ("validator", validator.name),
            ("processor", processor.name),
            ("notifier", notifier.name),
        ],
        &[("transactions", data.table_name)],
        api.name,
    );
    let waiting = |label, queue_arn: Value<Str>| Series {
        label,
        namespace: "AWS/SQS",
        metric: "ApproximateAgeOfOldestMessage",
        // `arn:aws:sqs:<region>:<account>:<name>`
        dimensions: vec![("QueueName", element(split(":", queue_arn), 5))],
        statistic: "Maximum",
    };
    graphs.push(Graph {
        title: "Oldest waiting message (s)",
        series: vec![
            waiting("payments", data.payments_queue_arn),
            waiting("notifications", data.notifications_queue_arn),
        ],
    });
    let board = dashboard("dashboard", env, "pci-payments", env.region, graphs);

    Application {
        api_url: api.url,
        payments_url: tf!("{api.url}/payments"),
        audit_bucket: data.audit_bucket,
        table_name: data.table_name,
        dashboard_url: board.url,
    }
}
