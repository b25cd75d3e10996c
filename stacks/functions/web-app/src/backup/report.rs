//! Telling what was found: to CloudWatch, and to people.

use aws_sdk_rds::primitives::DateTime;
use serde_json::{Value, json};

use super::Inspection;

/// The longest subject that SNS takes, in bytes.
const MAX_SUBJECT: usize = 100;

/// What was found, of which cluster, and when.
pub struct Report<'a> {
    /// The environment's name.
    pub environment: &'a str,
    /// The cluster's name.
    pub cluster: &'a str,
    /// What was found.
    pub inspection: &'a Inspection,
    /// When.
    pub now: DateTime,
}

impl Report<'_> {
    /// The report as a line of the log that CloudWatch makes metrics of. A metric without a value is left out: CloudWatch
    /// would refuse the whole line.
    pub fn metrics(&self, namespace: &str) -> Value {
        let problems = &self.inspection.problems;
        let mut metrics = vec![
            json!({"Name": "BackupsVerified", "Unit": "Count"}),
            json!({"Name": "BackupVerificationFailures", "Unit": "Count"}),
        ];
        let mut line = self.facts();
        line["BackupsVerified"] = json!(u8::from(problems.is_empty()));
        line["BackupVerificationFailures"] = json!(problems.len());
        if let Some(age) = self.inspection.age {
            metrics.push(json!({"Name": "BackupAge", "Unit": "Seconds"}));
            line["BackupAge"] = json!(age);
        }
        line["_aws"] = json!({
            "Timestamp": self.now.secs() * 1000,
            "CloudWatchMetrics": [{
                "Namespace": namespace,
                "Dimensions": [["Environment", "ClusterIdentifier"]],
                "Metrics": metrics,
            }],
        });
        line
    }

    /// The alert's subject, as SNS takes it.
    pub fn subject(&self) -> String {
        let subject = format!("Backup verification failed in {}: {}", self.environment, self.cluster);
        let printable = subject.chars().filter(|c| c.is_ascii_graphic() || *c == ' ');
        printable.take(MAX_SUBJECT).collect()
    }

    /// The alert.
    pub fn alert(&self) -> String {
        self.facts().to_string()
    }

    fn facts(&self) -> Value {
        let problems = self.inspection.problems.iter();
        let problems: Vec<_> = problems
            .map(|problem| json!({"code": problem.code, "detail": problem.detail}))
            .collect();
        json!({
            "Environment": self.environment,
            "ClusterIdentifier": self.cluster,
            "Snapshot": self.inspection.snapshot,
            "Problems": problems,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backup::Problem;

    fn report(inspection: &Inspection) -> Report<'_> {
        Report {
            environment: "test",
            cluster: "payments",
            inspection,
            now: DateTime::from_secs(1_800_000_000),
        }
    }

    #[test]
    fn every_metric_has_a_value() {
        let good = Inspection {
            age: Some(60),
            ..Inspection::default()
        };
        let bad = Inspection::failed(Problem::new("no-snapshot", "none"));
        for (inspection, verified, failures, count) in [(&good, 1, 0, 3), (&bad, 0, 1, 2)] {
            let line = report(inspection).metrics("Payments");
            assert_eq!(
                (&line["BackupsVerified"], &line["BackupVerificationFailures"]),
                (&json!(verified), &json!(failures))
            );
            let directive = &line["_aws"]["CloudWatchMetrics"][0];
            let metrics = directive["Metrics"].as_array().expect("metrics");
            assert_eq!(metrics.len(), count);
            for metric in metrics {
                assert!(line[metric["Name"].as_str().expect("a name")].is_number(), "{metric}");
            }
            for dimension in directive["Dimensions"][0].as_array().expect("dimensions") {
                assert!(line[dimension.as_str().expect("a name")].is_string(), "{dimension}");
            }
            assert_eq!(line["_aws"]["Timestamp"], json!(1_800_000_000_000_i64));
        }
    }

    #[test]
    fn the_subject_is_one_sns_takes() {
        let inspection = Inspection::default();
        let mut report = report(&inspection);
        let long = "x".repeat(200);
        report.cluster = &long;
        report.environment = "tést\n";
        assert_eq!(report.subject().len(), MAX_SUBJECT);
        assert!(report.subject().starts_with("Backup verification failed in tst: x"));
    }
}
