//! The monitoring stack: alarms on the database and the API, and one dashboard of all services.

use paydsl::prelude::*;

use super::application::Application;
use super::data::{Data, MAX_CONNECTIONS};
use super::env::Env;
use crate::components::{
    Dimensions, Graph, Ratio, Series, Threshold, dashboard, ratio_alarm, service_graphs, threshold_alarm,
};

/// What the monitoring exports.
#[derive(Outputs)]
pub struct Monitoring {
    /// Where the console shows the dashboard.
    pub dashboard_url: Value<Str>,
}

/// The share, in percent, of processor and connections at which the database's alarms ring.
const DATABASE_PERCENT: u32 = 80;
/// What an instance of the database does, as its metrics carry it; who does what changes when the database fails over.
const WRITER: &str = "WRITER";
const READER: &str = "READER";

/// An alarm on the database.
struct DatabaseAlarm {
    name: &'static str,
    resource: &'static str,
    /// What has happened when it rings.
    happened: &'static str,
    role: &'static str,
    metric: &'static str,
    statistic: &'static str,
    threshold: Value<Num>,
}

/// Everything that watches.
#[stack]
pub fn monitoring(env: &Env, data: Remote<Data>, application: Remote<Application>) -> Monitoring {
    for alarm in database_alarms() {
        threshold_alarm(
            alarm.name,
            env,
            Threshold {
                resource: alarm.resource,
                description: tf!("{data.cluster_identifier}: {alarm.happened}"),
                namespace: "AWS/RDS",
                metric: alarm.metric,
                dimensions: of_role(data.cluster_identifier, alarm.role),
                statistic: alarm.statistic,
                period: 300,
                threshold: alarm.threshold,
                topics: vec![data.alarms_topic_arn],
            },
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
    let of_database = |metric, statistic| {
        [("writer", WRITER), ("reader", READER)].map(|(label, role)| Series {
            label,
            namespace: "AWS/RDS",
            metric,
            dimensions: of_role(data.cluster_identifier, role),
            statistic,
        })
    };
    for (title, metric, statistic) in [
        ("Database processor (percent)", "CPUUtilization", "Average"),
        ("Database connections", "DatabaseConnections", "Maximum"),
        ("Database reads (seconds)", "ReadLatency", "Average"),
        ("Database commits (milliseconds)", "CommitLatency", "Average"),
    ] {
        graphs.push(Graph {
            title,
            series: of_database(metric, statistic).into(),
        });
    }
    let of_queue = |label, queue, metric| Series {
        label,
        namespace: "AWS/SQS",
        metric,
        dimensions: vec![("QueueName", queue)],
        statistic: "Maximum",
    };
    let (waiting, oldest) = ("ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage");
    graphs.push(Graph {
        title: "Messages waiting",
        series: vec![
            of_queue("transactions", data.transactions_queue, waiting),
            of_queue("transactions failed", data.transactions_dead_letters, waiting),
            of_queue("notifications", data.notifications_queue, waiting),
            of_queue("notifications failed", data.notifications_dead_letters, waiting),
        ],
    });
    graphs.push(Graph {
        title: "Oldest message (seconds)",
        series: vec![
            of_queue("transactions", data.transactions_queue, oldest),
            of_queue("notifications", data.notifications_queue, oldest),
        ],
    });
    let of_topic = |label, topic, metric| Series {
        label,
        namespace: "AWS/SNS",
        metric,
        dimensions: vec![("TopicName", topic)],
        statistic: "Sum",
    };
    graphs.push(Graph {
        title: "Told",
        series: vec![
            of_topic("payments", data.payments_topic, "NumberOfMessagesPublished"),
            of_topic("payments failed", data.payments_topic, "NumberOfNotificationsFailed"),
            of_topic("alarms", data.alarms_topic, "NumberOfMessagesPublished"),
            of_topic("alarms failed", data.alarms_topic, "NumberOfNotificationsFailed"),
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

/// All alarms on the database. Instances are watched by what they do: the mean of a busy writer and an idle reader would ring
/// for neither.
fn database_alarms() -> [DatabaseAlarm; 6] {
    let processor = |name, resource, happened, role| DatabaseAlarm {
        name,
        resource,
        happened,
        role,
        metric: "CPUUtilization",
        statistic: "Average",
        threshold: DATABASE_PERCENT.into_value(),
    };
    let connections = |name, resource, happened, role| DatabaseAlarm {
        name,
        resource,
        happened,
        role,
        metric: "DatabaseConnections",
        statistic: "Maximum",
        threshold: (MAX_CONNECTIONS * DATABASE_PERCENT / 100).into_value(),
    };
    [
        processor(
            "writer_cpu",
            "aurora-writer-cpu",
            "80 percent of the writer's processor are in use",
            WRITER,
        ),
        processor(
            "reader_cpu",
            "aurora-reader-cpu",
            "80 percent of the reader's processor are in use",
            READER,
        ),
        connections(
            "writer_connections",
            "aurora-writer-connections",
            "80 percent of the connections that the writer takes are open",
            WRITER,
        ),
        connections(
            "reader_connections",
            "aurora-reader-connections",
            "80 percent of the connections that the reader takes are open",
            READER,
        ),
        DatabaseAlarm {
            name: "reads",
            resource: "aurora-read-latency",
            happened: "the writer takes 100 ms to read from storage",
            role: WRITER,
            metric: "ReadLatency",
            statistic: "Average",
            // Seconds.
            threshold: 0.1.into_value(),
        },
        DatabaseAlarm {
            name: "commits",
            resource: "aurora-commit-latency",
            happened: "the writer takes 100 ms to commit",
            role: WRITER,
            metric: "CommitLatency",
            statistic: "Average",
            // Milliseconds.
            threshold: 100.into_value(),
        },
    ]
}

/// The instances of a cluster that do the same.
fn of_role(cluster: Value<Str>, role: &'static str) -> Dimensions {
    vec![("DBClusterIdentifier", cluster), ("Role", role.into_value())]
}
