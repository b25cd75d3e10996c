use paydsl::prelude::*;

#[environments]
pub mod env {
    pub struct Env {
        pub region: Str,
    }
    pub const DEV: Env = Env { region: "us-east-1" };
}

#[stack]
pub fn broken(env: &Env) {
    let calls = aws_sns_topic { name: "calls" };
    let errors = aws_cloudwatch_metric_alarm {
        alarm_name: "errors",
        comparison_operator: "GreaterThanThreshold",
        evaluation_periods: 1,
        metric_name: "Errors",
        namespace: "AWS/Lambda",
        period: 60,
        statistic: "Sum",
        threshold: 0,
        alarm_actions: [calls.arn, calls.name],
    };
}

fn main() {}
