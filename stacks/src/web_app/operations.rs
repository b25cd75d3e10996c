//! The operations stack: logs and the audit trail for seven years, traces, the dashboard, and a look at the backups every day.

use paydsl::prelude::*;

use super::RETENTION_DAYS;
use super::application::Application;
use super::data::Data;
use super::env::Env;
use super::network::Network;
use crate::components::{
    Bucket, ErrorAlarm, Graph, LogGroup, Placement, Runtime, Series, Shares, Widget, dashboard, function, log_archive,
};

/// What the operations export.
#[derive(Outputs)]
pub struct Operations {
    /// Where the console shows the dashboard.
    pub dashboard_url: Value<Str>,
    /// Name of the function that verifies the backups.
    pub backup_verifier: Value<Str>,
}

/// The function that verifies backups, by the name of its code.
pub(super) const BACKUP_VERIFIER: &str = "backup-verifier";

/// The share of requests that is traced.
const SAMPLING_RATE: f64 = 0.1;
/// What our own metrics are filed under.
const NAMESPACE: &str = "Payments/WebApp";

/// Everything that watches.
#[stack]
pub fn operations(
    env: &Env,
    network: Remote<Network>,
    data: Remote<Data>,
    application: Remote<Application>,
) -> Operations {
    // --- logs and traces

    let archive = log_archive(
        "archive",
        env,
        "web-logs",
        Bucket {
            name: data.log_archive_bucket,
            arn: data.log_archive_bucket_arn,
            open_to_writers: data.log_archive_bucket,
        },
        data.key_arn,
        vec![LogGroup {
            name: application.log_group,
            key: "application",
        }],
        RETENTION_DAYS,
    );
    // Who did what to the account's resources: keys, secrets, roles and networks, whether or not it was allowed.
    #[exempt(
        "checkov:CKV_AWS_35",
        reason = "S3 encrypts the trail; the customer's own key is asked for where the database and its backups are kept"
    )]
    #[exempt(
        "checkov:CKV_AWS_252",
        reason = "nobody waits for the trail's files: they are kept for seven years, for whoever has to look into them"
    )]
    #[exempt(
        "checkov:CKV2_AWS_10",
        reason = "the trail is asked for to look back, for which it is in a bucket; alarms are on what the system does"
    )]
    let trail = aws_cloudtrail {
        name: env.name("cloudtrail-web"),
        s3_bucket_name: data.audit_trail_bucket,
        is_multi_region_trail: true,
        include_global_service_events: true,
        enable_log_file_validation: true,
        enable_logging: true,
        tags: env.tags("cloudtrail-web"),
    };
    let sampling = aws_xray_sampling_rule {
        rule_name: env.name("xray-web"),
        priority: 1000,
        version: 1,
        reservoir_size: 0,
        fixed_rate: SAMPLING_RATE,
        host: "*",
        http_method: "*",
        resource_arn: "*",
        service_name: "*",
        service_type: "*",
        url_path: "*",
        tags: env.tags("xray-web"),
    };
    let accepted = aws_cloudwatch_log_metric_filter {
        name: env.name("metric-filter-accepted-payments"),
        log_group_name: application.log_group,
        pattern: r#"{ $.message = "request answered" && $.route = "POST /payments" && $.status = 202 }"#,
        metric_transformation: block {
            namespace: NAMESPACE,
            name: "AcceptedPayments",
            value: "1",
            default_value: "0",
        },
    };

    // --- backups

    let inspecting = data::aws_iam_policy_document {
        statement: [
            block {
                sid: "InspectSnapshots",
                actions: ["rds:DescribeDBClusters", "rds:DescribeDBClusterSnapshots"],
                resources: [
                    data.cluster_arn,
                    // Snapshots of the cluster have names that RDS makes up.
                    tf!("{replace(data.cluster_arn, \":cluster:\", \":cluster-snapshot:\")}*"),
                    tf!("{replace(data.cluster_arn, \":cluster:\", \":cluster-snapshot:rds:\")}*"),
                ],
            },
            block {
                sid: "AlertOnFailure",
                actions: ["sns:Publish"],
                resources: [data.alarms_topic_arn],
            },
            block {
                sid: "EncryptForTopic",
                actions: ["kms:Decrypt", "kms:GenerateDataKey"],
                resources: [data.alarms_topic_key_arn],
            },
        ],
    };
    let verifier = function(
        "backup_verifier",
        env,
        function::Settings {
            resource: BACKUP_VERIFIER,
            description: "Looks at the database's backups: there, young, whole and encrypted",
            code: BACKUP_VERIFIER,
            runtime: Runtime::Rust,
            memory_size: 256,
            timeout: 60,
            concurrency: None,
            placement: Some(Placement {
                subnet_ids: network.private_subnet_ids,
                security_group_id: network.function_security_group_id,
            }),
            variables: vec![
                ("ENVIRONMENT", env.environment()),
                ("CLUSTER_IDENTIFIER", data.cluster_identifier),
                ("KMS_KEY_ARN", data.key_arn),
                ("MAX_AGE_HOURS", "26".into_value()),
                ("ALERT_TOPIC_ARN", data.alarms_topic_arn),
                ("METRIC_NAMESPACE", NAMESPACE.into_value()),
            ],
            policy: inspecting.json,
            retention_days: RETENTION_DAYS,
            alarm: ErrorAlarm::Count(1),
            topics: vec![data.alarms_topic_arn],
        },
    );
    let daily = aws_cloudwatch_event_rule {
        name: env.name("eventbridge-backup-verification"),
        description: "Two hours after the backup",
        schedule_expression: "cron(0 6 * * ? *)",
        tags: env.tags("eventbridge-backup-verification"),
    };
    let verification = aws_cloudwatch_event_target {
        rule: daily.name,
        arn: verifier.arn,
        retry_policy: block {
            maximum_retry_attempts: 2,
            maximum_event_age_in_seconds: 3600,
        },
    };
    let scheduled = aws_lambda_permission {
        statement_id: "AllowSchedule",
        action: "lambda:InvokeFunction",
        function_name: verifier.name,
        principal: "events.amazonaws.com",
        source_arn: daily.arn,
    };
    // Silence is no proof: a day without a verification rings as well.
    let unverified = aws_cloudwatch_metric_alarm {
        alarm_name: env.name("alarm-backup-unverified"),
        alarm_description: "The backups were not looked at for a day",
        namespace: "AWS/Lambda",
        metric_name: "Invocations",
        dimensions: [("FunctionName", verifier.name)],
        statistic: "Sum",
        period: 86_400,
        evaluation_periods: 1,
        threshold: 1,
        comparison_operator: "LessThanThreshold",
        treat_missing_data: "breaching",
        alarm_actions: [data.alarms_topic_arn],
        ok_actions: [data.alarms_topic_arn],
        tags: env.tags("alarm-backup-unverified"),
    };

    // --- what is seen

    let balancer = |label, metric, statistic| Series {
        label,
        namespace: "AWS/ApplicationELB",
        metric,
        dimensions: vec![("LoadBalancer", application.balancer_arn_suffix)],
        statistic,
    };
    let api = |label, metric, statistic| Series {
        label,
        namespace: "AWS/ApiGateway",
        metric,
        dimensions: vec![("ApiName", application.api_name)],
        statistic,
    };
    let service = |label, metric| Series {
        label,
        namespace: "AWS/ECS",
        metric,
        dimensions: vec![
            ("ClusterName", application.cluster_name),
            ("ServiceName", application.service_name),
        ],
        statistic: "Average",
    };
    let database = |label, metric| Series {
        label,
        namespace: "AWS/RDS",
        metric,
        dimensions: vec![("DBClusterIdentifier", data.cluster_identifier)],
        statistic: "Average",
    };
    let board = dashboard(
        "dashboard",
        env,
        "web",
        env.region,
        vec![
            Widget::Graph(Graph {
                title: "Response time (s)",
                series: vec![
                    balancer("p50", "TargetResponseTime", "p50"),
                    balancer("p99", "TargetResponseTime", "p99"),
                ],
            }),
            Widget::Shares(Shares {
                title: "Error rate (percent of requests)",
                namespace: "AWS/ApplicationELB",
                dimensions: vec![("LoadBalancer", application.balancer_arn_suffix)],
                parts: &[
                    ("failed", "HTTPCode_Target_5XX_Count"),
                    ("not answered", "HTTPCode_ELB_5XX_Count"),
                    ("refused", "HTTPCode_Target_4XX_Count"),
                ],
                whole: "RequestCount",
            }),
            Widget::Shares(Shares {
                title: "API error rate (percent of requests)",
                namespace: "AWS/ApiGateway",
                dimensions: vec![("ApiName", application.api_name)],
                parts: &[("failed", "5XXError"), ("refused", "4XXError")],
                whole: "Count",
            }),
            Widget::Graph(Graph {
                title: "Transactions",
                series: vec![
                    balancer("requests", "RequestCount", "Sum"),
                    api("API requests", "Count", "Sum"),
                    Series {
                        label: "accepted payments",
                        namespace: NAMESPACE,
                        metric: "AcceptedPayments",
                        dimensions: Vec::new(),
                        statistic: "Sum",
                    },
                ],
            }),
            Widget::Graph(Graph {
                title: "Containers (percent)",
                series: vec![
                    service("processor", "CPUUtilization"),
                    service("memory", "MemoryUtilization"),
                ],
            }),
            Widget::Graph(Graph {
                title: "Database",
                series: vec![
                    database("capacity units", "ServerlessDatabaseCapacity"),
                    database("connections", "DatabaseConnections"),
                ],
            }),
            Widget::Graph(Graph {
                title: "Refused by the firewall",
                series: vec![Series {
                    label: "refused",
                    namespace: "AWS/WAFV2",
                    metric: "BlockedRequests",
                    dimensions: vec![
                        ("WebACL", application.web_acl_metric),
                        ("Region", env.region),
                        ("Rule", "ALL".into_value()),
                    ],
                    statistic: "Sum",
                }],
            }),
        ],
    );

    Operations {
        dashboard_url: board.url,
        backup_verifier: verifier.name,
    }
}
