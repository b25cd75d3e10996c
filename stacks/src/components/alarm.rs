//! Alarms: on a metric that passes a threshold, and on the share of one metric in another.

use paydsl::prelude::*;

/// Which series of a metric is meant: `[("FunctionName", function.name)]`.
pub(crate) type Dimensions = Vec<(&'static str, Value<Str>)>;

/// An alarm on one metric.
pub(crate) struct Threshold<'s> {
    /// What its name is made of.
    pub(crate) resource: &'s str,
    /// What has happened when it rings.
    pub(crate) description: Value<Str>,
    pub(crate) namespace: &'static str,
    pub(crate) metric: &'static str,
    pub(crate) dimensions: Dimensions,
    /// `Sum`, `Average`, ..., or a percentile: `p99`.
    pub(crate) statistic: &'static str,
    /// Seconds over which the statistic is taken.
    pub(crate) period: u32,
    /// The value from which on it rings.
    pub(crate) threshold: Value<Num>,
    /// Where it rings.
    pub(crate) topics: Vec<Value<Str>>,
}

/// An alarm called `alarm-<resource>`, which rings when the metric reaches the threshold in one period. Returns its name.
#[component]
pub(crate) fn threshold_alarm(name: &str, env: &impl Environment, alarm: Threshold<'_>) -> Value<Str> {
    let resource = alarm.resource;
    let is_percentile = alarm.statistic.starts_with('p');
    let this = aws_cloudwatch_metric_alarm {
        alarm_name: env.name(tf!("alarm-{resource}")),
        alarm_description: alarm.description,
        namespace: alarm.namespace,
        metric_name: alarm.metric,
        dimensions: alarm.dimensions,
        statistic: (!is_percentile).then_some(alarm.statistic),
        extended_statistic: is_percentile.then_some(alarm.statistic),
        period: alarm.period,
        evaluation_periods: 1,
        threshold: alarm.threshold,
        comparison_operator: "GreaterThanOrEqualToThreshold",
        treat_missing_data: "notBreaching",
        alarm_actions: alarm.topics.clone(),
        ok_actions: alarm.topics,
        tags: env.tags(tf!("alarm-{resource}")),
    };

    this.alarm_name
}

/// An alarm on the share of one metric in another.
pub(crate) struct Ratio<'s> {
    /// What its name is made of.
    pub(crate) resource: &'s str,
    /// What has happened when it rings.
    pub(crate) description: Value<Str>,
    pub(crate) namespace: &'static str,
    /// The metric that counts what went wrong.
    pub(crate) part: &'static str,
    /// The metric that counts all there was.
    pub(crate) whole: &'static str,
    pub(crate) dimensions: Dimensions,
    /// The share in percent above which it rings.
    pub(crate) percent: u32,
    /// Where it rings.
    pub(crate) topics: Vec<Value<Str>>,
}

/// An alarm called `alarm-<resource>`, which rings when more than a share of five minutes' events went wrong.
/// Returns its name.
#[component]
pub(crate) fn ratio_alarm(name: &str, env: &impl Environment, alarm: Ratio<'_>) -> Value<Str> {
    let resource = alarm.resource;
    let this = aws_cloudwatch_metric_alarm {
        alarm_name: env.name(tf!("alarm-{resource}")),
        alarm_description: alarm.description,
        evaluation_periods: 1,
        threshold: alarm.percent,
        comparison_operator: "GreaterThanThreshold",
        treat_missing_data: "notBreaching",
        metric_query: [
            block {
                id: "rate",
                label: "percent",
                // Nothing happened: nothing went wrong.
                expression: "IF(whole > 0, 100 * part / whole, 0)",
                return_data: true,
            },
            block {
                id: "part",
                metric: block {
                    namespace: alarm.namespace,
                    metric_name: alarm.part,
                    dimensions: alarm.dimensions.clone(),
                    stat: "Sum",
                    period: 300,
                },
            },
            block {
                id: "whole",
                metric: block {
                    namespace: alarm.namespace,
                    metric_name: alarm.whole,
                    dimensions: alarm.dimensions,
                    // A metric of zeroes and ones, such as 5XXError, has its whole as its own count of samples.
                    stat: if alarm.part == alarm.whole {
                        "SampleCount"
                    } else {
                        "Sum"
                    },
                    period: 300,
                },
            },
        ],
        alarm_actions: alarm.topics.clone(),
        ok_actions: alarm.topics,
        tags: env.tags(tf!("alarm-{resource}")),
    };

    this.alarm_name
}
