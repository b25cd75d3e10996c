//! The monitoring stack: alarms on the database and the API, and one dashboard of all services.

use paydsl::prelude::*;

use super::application::Application;
use super::data::{Data, MAX_CONNECTIONS};
use super::env::Env;
use crate::components::{Graph, Ratio, Series, Threshold, dashboard, ratio_alarm, service_graphs, threshold_alarm};

/// What the monitoring exports.
#[derive(Outputs)]
pub struct Monitoring {
    /// Where the console shows the dashboard.
    pub dashboard_url: Value<Str>,
}

/// The share, in percent, of processor and connections at which the database's alarms ring.
const DATABASE_PERCENT: u32 = 80;
/// Milliseconds that the database may take to answer.
const DATABASE_LATENCY: u32 = 100;

/// Everything that watches.
#[stack]
pub fn monitoring(env: &Env, data: Remote<Data>, application: Remote<Application>) -> Monitoring {
    let of_database = |resource, description: &str, metric, statistic, threshold: u32| Threshold {
        resource,
        description: tf!("{data.cluster_identifier}: {description}"),
        namespace: "AWS/RDS",
        metric,
        dimensions: vec![("DBClusterIdentifier", data.cluster_identifier)],
        statistic,
        period: 300,
        threshold: threshold.into_value(),
        topics: vec![data.alarms_topic_arn],
    };
    threshold_alarm(
        "database_cpu",
        env,
        of_database(
            "aurora-cpu",
            "80 percent of its processor are in use",
            "CPUUtilization",
            "Average",
            DATABASE_PERCENT,
        ),
    );
    threshold_alarm(
        "database_connections",
        env,
        of_database(
            "aurora-connections",
            "80 percent of the connections that it takes are open",
            "DatabaseConnections",
            "Maximum",
            MAX_CONNECTIONS * DATABASE_PERCENT / 100,
        ),
    );
    for (name, resource, metric) in [
        ("database_reads", "aurora-read-latency", "SelectLatency"),
        ("database_writes", "aurora-write-latency", "CommitLatency"),
    ] {
        threshold_alarm(
            name,
            env,
            of_database(
                resource,
                "it takes 100 ms to answer",
                metric,
                "Average",
                DATABASE_LATENCY,
            ),
        );
    }
    ratio_alarm(
        "api_errors",
        env,
        Ratio {
            resource: "single-region-api-5xx",
            description: tf!("More than one percent of the requests to {application.api_name} failed in five minutes"),
            namespace: "AWS/ApiGateway",
            part: "5XXError",
            whole: "Count",
            dimensions: vec![("ApiName", application.api_name)],
            percent: 1,
            topics: vec![data.alarms_topic_arn],
        },
    );

    let mut graphs = service_graphs(
        &[
            ("validation", application.validation_function),
            ("processing", application.processing_function),
            ("notification", application.notification_function),
        ],
        &[("sessions", data.sessions_table)],
        application.api_name,
    );
    let database = |label, metric, statistic| Series {
        label,
        namespace: "AWS/RDS",
        metric,
        dimensions: vec![("DBClusterIdentifier", data.cluster_identifier)],
        statistic,
    };
    graphs.push(Graph {
        title: "Database processor (percent) and connections",
        series: vec![
            database("processor", "CPUUtilization", "Average"),
            database("connections", "DatabaseConnections", "Maximum"),
        ],
    });
    graphs.push(Graph {
        title: "Database latency (ms)",
        series: vec![
            database("reads", "SelectLatency", "Average"),
            database("commits", "CommitLatency", "Average"),
        ],
    });
    let bucket = |label, metric, storage: &'static str| Series {
        label,
        namespace: "AWS/S3",
        metric,
        dimensions: vec![("BucketName", data.audit_bucket), ("StorageType", storage.into_value())],
        statistic: "Average",
    };
    graphs.push(Graph {
        title: "Audit records",
        series: vec![
            bucket("objects", "NumberOfObjects", "AllStorageTypes"),
            bucket("bytes", "BucketSizeBytes", "StandardStorage"),
        ],
    });
    let board = dashboard("dashboard", env, "single-region-payments", env.region, graphs);

    Monitoring {
        dashboard_url: board.url,
    }
}
