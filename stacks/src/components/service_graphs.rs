//! What is seen of an API with functions and tables behind it.

use paydsl::prelude::*;

use super::{Graph, Series};

/// Invocations, error rate and duration of each function, the capacity each table consumes, requests and latency of the API.
/// Each is given by its name; functions and tables with their labels besides.
pub(crate) fn service_graphs(
    functions: &[(&'static str, Value<Str>)],
    tables: &[(&'static str, Value<Str>)],
    api: Value<Str>,
) -> Vec<Graph> {
    let of_functions = |title, metric, statistic| Graph {
        title,
        series: functions
            .iter()
            .map(|(label, function)| Series {
                label,
                namespace: "AWS/Lambda",
                metric,
                dimensions: vec![("FunctionName", *function)],
                statistic,
            })
            .collect(),
    };
    let of_tables = |title, metric| Graph {
        title,
        series: tables
            .iter()
            .map(|(label, table)| Series {
                label,
                namespace: "AWS/DynamoDB",
                metric,
                dimensions: vec![("TableName", *table)],
                statistic: "Sum",
            })
            .collect(),
    };
    let of_api = |label, metric, statistic| Series {
        label,
        namespace: "AWS/ApiGateway",
        metric,
        dimensions: vec![("ApiName", api)],
        statistic,
    };
    vec![
        of_functions("Function invocations", "Invocations", "Sum"),
        // Errors are zeroes and ones: their average is the rate.
        of_functions("Function error rate", "Errors", "Average"),
        of_functions("Function duration (p99)", "Duration", "p99"),
        of_tables("Read capacity consumed", "ConsumedReadCapacityUnits"),
        of_tables("Write capacity consumed", "ConsumedWriteCapacityUnits"),
        Graph {
            title: "API requests",
            series: vec![
                of_api("requests", "Count", "Sum"),
                of_api("refused", "4XXError", "Sum"),
                of_api("failed", "5XXError", "Sum"),
            ],
        },
        Graph {
            title: "API latency",
            series: vec![of_api("p50", "Latency", "p50"), of_api("p99", "Latency", "p99")],
        },
    ]
}
