//! The application stack: the API, its three functions and what is seen of them.

use paydsl::prelude::*;

use super::FUNCTION_TIMEOUT;
use super::data::Data;
use super::env::Env;
use crate::components::permissions::{changes_items, records_items, sends_messages, takes_messages};
use crate::components::{
    Authorization, Concurrency, Endpoint, ErrorAlarm, Ratio, Runtime, consumer, dashboard, function, object_schema,
    parameter, payment_schema, ratio_alarm, rest_api, secret_parameter, service_graphs,
};

/// What the application exports.
#[derive(Outputs)]
pub struct Application {
    /// URL that the API is invoked at.
    pub api_url: Value<Str>,
    /// ARN of the function that accepts and processes transactions.
    pub transaction_processor_arn: Value<Str>,
    /// ARN of the function that takes fraud alerts.
    pub fraud_handler_arn: Value<Str>,
    /// ARN of the function that tells merchants.
    pub notification_sender_arn: Value<Str>,
    /// Where the console shows the dashboard.
    pub dashboard_url: Value<Str>,
}

/// The code of all functions: one archive, three handlers.
pub(super) const CODE: &str = "serverless";

/// Megabytes of memory of each function: 3 GB.
const MEMORY_SIZE: u32 = 3072;
/// Days that logs are kept.
const RETENTION_DAYS: u32 = 7;
/// Copies of the transaction processor, kept for it and the most it gets.
const PROCESSOR_CONCURRENCY: u32 = 50;
/// A thousand requests a second, and as many at once.
const THROTTLING: rest_api::Throttling = rest_api::Throttling {
    rate: 1000.0,
    burst: 1000,
};

/// Everything that handles transactions.
#[stack]
pub fn application(env: &Env, data: Remote<Data>) -> Application {
    let settings = |resource: &'static str, handler, description, variables: Vec<_>, policy| function::Settings {
        resource,
        description,
        code: CODE,
        runtime: Runtime::Python(handler),
        memory_size: MEMORY_SIZE,
        timeout: FUNCTION_TIMEOUT,
        concurrency: None,
        placement: None,
        variables: [
            ("ENVIRONMENT", env.environment()),
            ("TRANSACTIONS_TABLE", data.transactions_table),
            ("PARAMETER_PREFIX", data.parameter_prefix),
        ]
        .into_iter()
        .chain(variables)
        .collect(),
        policy,
        retention_days: RETENTION_DAYS,
        alarm: ErrorAlarm::Percent(1),
        topics: vec![data.alarm_topic_arn],
    };

    let processing = data::aws_iam_policy_document {
        statement: [
            records_items("RecordTransactions", data.transactions_table_arn),
            takes_messages("TakeTransactions", data.transaction_queue_arn),
            block {
                sid: "SendMessages",
                actions: ["sqs:SendMessage"],
                resources: [data.transaction_queue_arn, data.notification_queue_arn],
            },
            block {
                sid: "ReadTokenKey",
                actions: ["ssm:GetParameter"],
                resources: [data.token_key_arn],
            },
        ],
    };
    let processor = function(
        "transaction_processor",
        env,
        function::Settings {
            concurrency: Some(Concurrency {
                reserved: PROCESSOR_CONCURRENCY.into_value(),
                provisioned: None,
            }),
            ..settings(
                "transaction-processor",
                "transaction_processor.handler",
                "Accepts transactions and processes them, each once",
                vec![
                    ("TRANSACTION_QUEUE_URL", data.transaction_queue_url),
                    ("NOTIFICATION_QUEUE_URL", data.notification_queue_url),
                    // In the currency's minor unit: ten thousand.
                    ("MAX_AMOUNT", "1000000".into_value()),
                    // Payments with one card in ten minutes.
                    ("VELOCITY_LIMIT", "10".into_value()),
                ],
                processing.json,
            )
        },
    );
    consumer("transactions", env, data.transaction_queue_arn, processor, 10);

    let handling = data::aws_iam_policy_document {
        statement: [
            block {
                sid: "RecordAlerts",
                actions: ["dynamodb:GetItem", "dynamodb:PutItem"],
                resources: [data.fraud_alerts_table_arn],
            },
            changes_items("FlagTransactions", data.transactions_table_arn),
            sends_messages("SendNotifications", data.notification_queue_arn),
            block {
                sid: "ReadSigningSecret",
                actions: ["ssm:GetParameter"],
                resources: [data.fraud_webhook_secret_arn],
            },
        ],
    };
    let fraud = function(
        "fraud_handler",
        env,
        settings(
            "fraud-handler",
            "fraud_handler.handler",
            "Takes fraud alerts and flags their transactions",
            vec![
                ("FRAUD_ALERTS_TABLE", data.fraud_alerts_table),
                ("NOTIFICATION_QUEUE_URL", data.notification_queue_url),
            ],
            handling.json,
        ),
    );

    let sending = data::aws_iam_policy_document {
        statement: [
            changes_items("MarkTransactions", data.transactions_table_arn),
            takes_messages("TakeNotifications", data.notification_queue_arn),
            block {
                sid: "ReadWebhook",
                actions: ["ssm:GetParameter"],
                resources: [data.merchant_webhook_url_arn, data.merchant_webhook_secret_arn],
            },
        ],
    };
    let sender = function(
        "notification_sender",
        env,
        settings(
            "notification-sender",
            "notification_sender.handler",
            "Tells merchants of their transactions",
            Vec::new(),
            sending.json,
        ),
    );
    consumer("notifications", env, data.notification_queue_arn, sender, 10);

    let endpoint = |path, method, function, body, required| Endpoint {
        path,
        method,
        authorization: Authorization::ApiKey,
        backend: rest_api::Backend::Function(function),
        body,
        required,
    };
    let api = rest_api(
        "api",
        env,
        rest_api::Settings {
            resource: "transactions",
            description: "Transactions and fraud alerts",
            endpoints: &[
                endpoint(
                    "transactions",
                    "POST",
                    processor,
                    Some(payment_schema(&["merchantId"])),
                    &[],
                ),
                endpoint(
                    "fraud-webhook",
                    "POST",
                    fraud,
                    Some(object_schema()),
                    &["method.request.header.X-Signature"],
                ),
                endpoint("transaction/{id}", "GET", processor, None, &[]),
            ],
            throttling: THROTTLING,
            usage_plan: Some(rest_api::UsagePlan {
                throttling: THROTTLING,
                clients: &["merchants", "fraud-detection"],
            }),
            // Card numbers are in the requests.
            log_bodies: false,
            retention_days: RETENTION_DAYS,
        },
    );
    for (client, value) in api.keys {
        let path = format!("api-keys/{client}");
        secret_parameter(
            &format!("key-{client}"),
            env,
            data.parameter_prefix,
            &path,
            "A key of the API",
            value,
        );
    }

    parameter(
        "fraud_webhook_url",
        env,
        data.parameter_prefix,
        "fraud-webhook-url",
        "Where the fraud service sends its alerts",
        tf!("{api.url}/fraud-webhook"),
    );

    // Functions answer what fails with 503: then the API has an error, and they have none.
    ratio_alarm(
        "api_errors",
        env,
        Ratio {
            resource: "transactions-api-5xx",
            description: tf!("More than one percent of the requests to {api.name} failed in five minutes"),
            namespace: "AWS/ApiGateway",
            part: "5XXError",
            whole: "Count",
            dimensions: vec![("ApiName", api.name)],
            percent: 1,
            topics: vec![data.alarm_topic_arn],
        },
    );

    let board = dashboard(
        "dashboard",
        env,
        "transactions",
        env.region,
        service_graphs(
            &[
                ("processor", processor.name),
                ("fraud", fraud.name),
                ("sender", sender.name),
            ],
            &[
                ("transactions", data.transactions_table),
                ("alerts", data.fraud_alerts_table),
            ],
            api.name,
        ),
    );

    Application {
        api_url: api.url,
        transaction_processor_arn: processor.arn,
        fraud_handler_arn: fraud.arn,
        notification_sender_arn: sender.arn,
        dashboard_url: board.url,
    }
}
