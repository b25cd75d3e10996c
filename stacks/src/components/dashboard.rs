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

/// One graph of metrics as they are.
pub(crate) struct Graph {
    pub(crate) title: &'static str,
    pub(crate) series: Vec<Series>,
}

/// The sums of some metrics, in percent of another's.
pub(crate) struct Shares {
    pub(crate) title: &'static str,
    pub(crate) namespace: &'static str,
    pub(crate) dimensions: Dimensions,
    /// The metrics, each with its label.
    pub(crate) parts: &'static [(&'static str, &'static str)],
    pub(crate) whole: &'static str,
}

/// What a dashboard shows.
pub(crate) enum Widget {
    Graph(Graph),
    Shares(Shares),
}

impl From<Graph> for Widget {
    fn from(graph: Graph) -> Self {
        Self::Graph(graph)
    }
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
    widgets: Vec<impl Into<Widget>>,
) -> Dashboard {
    let this = aws_cloudwatch_dashboard {
        dashboard_name: env.name(tf!("dashboard-{resource}")),
        dashboard_body: jsonencode(body(region, widgets)),
    };

    Dashboard {
        url: tf!(
            "https://{region}.console.aws.amazon.com/cloudwatch/home?region={region}#dashboards:name={this.dashboard_name}"
        ),
    }
}

/// The body as CloudWatch's dashboard format has it.
fn body(region: Value<Str>, widgets: Vec<impl Into<Widget>>) -> Value<Any> {
    let widgets: Vec<Value<Any>> = widgets
        .into_iter()
        .enumerate()
        .map(|(index, shown)| widget(region, index, shown.into()))
        .collect();
    any(vec![("widgets", any(widgets))])
}

fn widget(region: Value<Str>, index: usize, shown: Widget) -> Value<Any> {
    let columns = 24 / WIDTH;
    let (title, metrics): (_, Vec<Value<Any>>) = match shown {
        Widget::Graph(graph) => (graph.title, graph.series.into_iter().map(metric).collect()),
        Widget::Shares(shares) => (shares.title, percentages(&shares)),
    };
    any(vec![
        ("type", any("metric")),
        ("x", any(index % columns * WIDTH)),
        ("y", any(index / columns * HEIGHT)),
        ("width", any(WIDTH)),
        ("height", any(HEIGHT)),
        (
            "properties",
            any(vec![
                ("title", any(title)),
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
    line(
        series.namespace,
        series.metric,
        series.dimensions,
        vec![("stat", any(series.statistic)), ("label", any(series.label))],
    )
}

/// An expression for each share, and unseen the metrics that it is made of.
fn percentages(shares: &Shares) -> Vec<Value<Any>> {
    let unseen = |id: &str, metric| {
        let options = vec![("stat", any("Sum")), ("id", any(id)), ("visible", any(false))];
        line(shares.namespace, metric, shares.dimensions.clone(), options)
    };
    let mut lines = vec![unseen("whole", shares.whole)];
    for (index, (label, part)) in shares.parts.iter().enumerate() {
        let id = format!("part{index}");
        lines.push(unseen(&id, part));
        // Without a request there is nothing to have a share in.
        let expression = format!("IF(whole > 0, 100 * FILL({id}, 0) / whole, 0)");
        lines.push(any(vec![any(vec![
            ("expression", any(expression)),
            ("label", any(*label)),
        ])]));
    }
    lines
}

fn line(
    namespace: &'static str,
    metric: &'static str,
    dimensions: Dimensions,
    options: Vec<(&'static str, Value<Any>)>,
) -> Value<Any> {
    let mut parts = vec![any(namespace), any(metric)];
    for (dimension, value) in dimensions {
        parts.extend([any(dimension), any(value)]);
    }
    parts.push(any(options));
    any(parts)
}

fn any(value: impl IntoValue<Any>) -> Value<Any> {
    value.into_value()
}
