//! A CloudWatch dashboard: graphs of metrics, three in a row.

use paydsl::prelude::*;

use super::Dimensions;

/// One line of a graph.
pub(crate) struct Series {
    pub(crate) label: &'static str,
    pub(crate) namespace: &'static str,
    pub(crate) metric: &'static str,
    pub(crate) dimensions: Dimensions,
    /// `Sum`, `Average`, `p99`, ...
    pub(crate) statistic: &'static str,
}

/// One graph.
pub(crate) struct Graph {
    pub(crate) title: &'static str,
    pub(crate) series: Vec<Series>,
}

/// A dashboard.
#[derive(Clone, Copy)]
pub(crate) struct Dashboard {
    /// Where the console shows it.
    pub(crate) url: Value<Str>,
}

/// Columns and rows of CloudWatch's grid that a graph takes; the grid is 24 columns wide.
const WIDTH: usize = 8;
const HEIGHT: usize = 6;

/// A dashboard called `dashboard-<resource>`.
#[component]
pub(crate) fn dashboard(
    name: &str,
    env: &impl Environment,
    resource: &str,
    region: Value<Str>,
    graphs: Vec<Graph>,
) -> Dashboard {
    let this = aws_cloudwatch_dashboard {
        dashboard_name: env.name(tf!("dashboard-{resource}")),
        dashboard_body: jsonencode(body(region, graphs)),
    };

    Dashboard {
        url: tf!(
            "https://{region}.console.aws.amazon.com/cloudwatch/home?region={region}#dashboards:name={this.dashboard_name}"
        ),
    }
}

/// The body as CloudWatch's dashboard format has it.
fn body(region: Value<Str>, graphs: Vec<Graph>) -> Value<Any> {
    let widgets: Vec<Value<Any>> = graphs
        .into_iter()
        .enumerate()
        .map(|(index, graph)| widget(region, index, graph))
        .collect();
    any(vec![("widgets", any(widgets))])
}

fn widget(region: Value<Str>, index: usize, graph: Graph) -> Value<Any> {
    let columns = 24 / WIDTH;
    let metrics: Vec<Value<Any>> = graph.series.into_iter().map(metric).collect();
    any(vec![
        ("type", any("metric")),
        ("x", any(index % columns * WIDTH)),
        ("y", any(index / columns * HEIGHT)),
        ("width", any(WIDTH)),
        ("height", any(HEIGHT)),
        (
            "properties",
            any(vec![
                ("title", any(graph.title)),
                ("region", any(region)),
                ("view", any("timeSeries")),
                ("period", any(60)),
                ("metrics", any(metrics)),
            ]),
        ),
    ])
}

/// `[namespace, metric, dimension, value, .., {stat, label}]`.
fn metric(series: Series) -> Value<Any> {
    let mut parts = vec![any(series.namespace), any(series.metric)];
    for (dimension, value) in series.dimensions {
        parts.extend([any(dimension), any(value)]);
    }
    parts.push(any(vec![("stat", series.statistic), ("label", series.label)]));
    any(parts)
}

fn any(value: impl IntoValue<Any>) -> Value<Any> {
    value.into_value()
}
