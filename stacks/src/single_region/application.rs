//! The application stack: the API at its domain, and its three functions.

use paydsl::prelude::*;

use super::data::Data;
use super::env::Env;
use super::network::Network;
use super::{FUNCTION_TIMEOUT, RETENTION_DAYS};
use crate::components::permissions::{
    encrypts, publishes, reads_secret, records_items, sends_messages, takes_messages, writes_records,
};
use crate::components::{
    Authorization, Endpoint, ErrorAlarm, Placement, Runtime, api_domain, consumer, function, payment_schema, rest_api,
    service_access,
};

/// What the application exports.
#[derive(Outputs)]
pub struct Application {
    /// URL of the API at its own domain.
    pub api_url: Value<Str>,
    /// URL that payments are posted to.
    pub payments_url: Value<Str>,
    /// Name of the API, as its metrics carry it.
    pub api_name: Value<Str>,
    /// Name of the function that validates payments.
    pub validation_function: Value<Str>,
    /// Name of the function that processes transactions.
    pub processing_function: Value<Str>,
    /// Name of the function that tells of them.
    pub notification_function: Value<Str>,
}

/// The functions, by the names of their code.
pub(super) const FUNCTIONS: [&str; 3] = ["payment-validation", "transaction-processing", "notification"];

/// Megabytes of memory of each function.
const MEMORY_SIZE: u32 = 512;
/// Ten thousand requests a second; and as many at once as AWS lets an account have.
const THROTTLING: rest_api::Throttling = rest_api::Throttling {
    rate: 10_000.0,
    burst: 5_000,
};

/// Everything that handles payments.
#[stack]
pub fn application(env: &Env, network: Remote<Network>, data: Remote<Data>) -> Application {
    let access = service_access(
        "functions",
        env,
        service_access::Settings {
            resource: "single-region-lambda",
            description: "Functions that do not use the database",
            vpc_id: network.vpc_id,
            endpoint_security_group_id: network.endpoint_security_group_id,
            prefix_list_ids: vec![("DynamoDB", network.dynamodb_prefix_list_id)],
        },
    );
    let settings =
        |resource: &'static str, description, security_group_id, variables: Vec<_>, policy| function::Settings {
            resource,
            description,
            code: resource,
            runtime: Runtime::Rust,
            memory_size: MEMORY_SIZE,
            timeout: FUNCTION_TIMEOUT,
            concurrency: None,
            placement: Some(Placement {
                subnet_ids: network.private_subnet_ids,
                security_group_id,
            }),
            variables: [
                ("ENVIRONMENT", env.environment()),
                ("PARAMETER_PREFIX", data.parameter_prefix),
            ]
            .into_iter()
            .chain(variables)
            .collect(),
            policy,
            retention_days: RETENTION_DAYS,
            alarm: ErrorAlarm::Percent(5),
            topics: vec![data.alarms_topic_arn],
        };

    let configuration = data::aws_iam_policy_document {
        statement: [block {
            sid: "ReadConfiguration",
            actions: ["ssm:GetParametersByPath"],
            resources: [data.parameters_arn],
        }],
    };
    // Only the validation needs the key of the tokens, which is among the parameters: to others it stays encrypted.
    let plain_configuration = data::aws_iam_policy_document {
        source_policy_documents: [configuration.json],
        statement: [block {
            sid: "LeaveSecretsEncrypted",
            effect: "Deny",
            actions: ["kms:Decrypt"],
            resources: ["*"],
            condition: [block {
                test: "StringEquals",
                variable: "kms:ViaService",
                values: [tf!("ssm.{env.region}.amazonaws.com")],
            }],
        }],
    };

    let validation = data::aws_iam_policy_document {
        source_policy_documents: [configuration.json],
        statement: [
            records_items("KeepSessions", data.sessions_table_arn),
            sends_messages("SendTransactions", data.transactions_queue_arn),
        ],
    };
    let validator = function(
        "validation",
        env,
        settings(
            "payment-validation",
            "Validates payments and checks them for fraud",
            access,
            vec![
                ("SESSIONS_TABLE", data.sessions_table),
                ("TRANSACTIONS_QUEUE_URL", data.transactions_queue_url),
            ],
            validation.json,
        ),
    );

    let processing = data::aws_iam_policy_document {
        source_policy_documents: [plain_configuration.json],
        statement: [
            reads_secret("ReadPassword", data.database_secret_arn),
            takes_messages("TakeTransactions", data.transactions_queue_arn),
            sends_messages("SendNotifications", data.notifications_queue_arn),
            writes_records("WriteAuditRecords", data.audit_bucket_arn),
        ],
    };
    let processor = function(
        "processing",
        env,
        settings(
            "transaction-processing",
            "Records and processes transactions, each once",
            data.database_client_security_group_id,
            vec![
                ("AUDIT_BUCKET", data.audit_bucket),
                ("NOTIFICATIONS_QUEUE_URL", data.notifications_queue_url),
            ],
            processing.json,
        ),
    );
    consumer("transactions", env, data.transactions_queue_arn, processor, 10);

    let notification = data::aws_iam_policy_document {
        source_policy_documents: [plain_configuration.json],
        statement: [
            takes_messages("TakeNotifications", data.notifications_queue_arn),
            publishes("TellOfPayments", data.payments_topic_arn),
            encrypts("EncryptForTopic", data.payments_topic_key_arn),
        ],
    };
    let notifier = function(
        "notification",
        env,
        settings(
            "notification",
            "Tells of payments",
            access,
            vec![("TOPIC_ARN", data.payments_topic_arn)],
            notification.json,
        ),
    );
    consumer("notifications", env, data.notifications_queue_arn, notifier, 10);

    let endpoint = |path, method, function, body| Endpoint {
        path,
        method,
        authorization: Authorization::Iam,
        backend: rest_api::Backend::Function(function),
        body,
        required: &[],
    };
    let api = rest_api(
        "api",
        env,
        rest_api::Settings {
            resource: "single-region-payments",
            description: "Payments: validation, processing and notification",
            endpoints: &[
                endpoint(
                    "payments",
                    "POST",
                    validator,
                    Some(payment_schema(&["transactionId", "sessionId"])),
                ),
                endpoint("payments/{transactionId}", "GET", processor, None),
            ],
            throttling: THROTTLING,
            usage_plan: None,
            // Card numbers are in the requests.
            log_bodies: false,
            retention_days: RETENTION_DAYS,
        },
    );
    let url = api_domain(
        "domain",
        env,
        "single-region-payments",
        network.domain,
        network.zone_id,
        network.certificate_arn,
        &api,
    );

    Application {
        api_url: url,
        payments_url: tf!("{url}/payments"),
        api_name: api.name,
        validation_function: validator.name,
        processing_function: processor.name,
        notification_function: notifier.name,
    }
}
