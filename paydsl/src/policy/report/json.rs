//! Findings and exceptions as JSON.

use std::path::Path;

use serde_json::{Value, json};

use crate::policy::{Exception, Finding, Report};
use crate::synth::place;

/// The whole report: an object with `findings` and `exceptions`; files are named relative to `root`.
pub(crate) fn report(report: &Report, root: &Path) -> Value {
    json!({
        "findings": findings(&report.findings, root),
        "exceptions": report.exceptions.iter().map(|known| exception(known, root)).collect::<Vec<_>>(),
    })
}

fn findings(findings: &[Finding], root: &Path) -> Vec<Value> {
    findings.iter().map(|known| finding(known, root)).collect()
}

fn finding(finding: &Finding, root: &Path) -> Value {
    json!({
        "rule": finding.rule,
        "source": place(finding.site, root),
        "project": finding.project,
        "stack": finding.stack,
        "address": finding.address,
        "message": finding.message,
        "remedy": finding.remedy,
        "environments": finding.environments,
        "pci_dss": finding.pci_dss,
    })
}

fn exception(exception: &Exception, root: &Path) -> Value {
    let on = exception.declarations.iter().map(|on| {
        json!({
            "project": on.project,
            "stack": on.stack,
            "address": on.address,
        })
    });
    json!({
        "rule": exception.rule,
        "reason": exception.reason,
        "source": place(exception.site, root),
        "on": on.collect::<Vec<_>>(),
        "findings": findings(&exception.findings, root),
    })
}
