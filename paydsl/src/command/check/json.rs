//! Findings as JSON.

use paydsl_check::{Finding, Report};
use serde_json::{Value, json};

/// An array with an object for each finding.
pub(super) fn report(report: &Report) -> Value {
    report.findings.iter().map(finding).collect()
}

fn finding(finding: &Finding) -> Value {
    json!({
        "address": finding.address,
        "path": finding.path,
        "rule": finding.rule,
        "message": finding.message,
        "file": finding.place.file.display().to_string(),
        "line": finding.place.line,
        "column": finding.place.column,
        "defaults": finding.rests_on,
    })
}
