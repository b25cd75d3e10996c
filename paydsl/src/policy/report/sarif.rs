//! Findings and exceptions as SARIF 2.1.0, which code hosts show beside the lines they are about.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::{environments, sentence};
use crate::policy::scanner::rule_of_scanner;
use crate::policy::{Exception, Finding, Report, Rule, UNKNOWN_RULE, UNUSED_EXEMPTION};
use crate::sarif::{self, uri};
use crate::synth::place;

/// The report as a log with one run; `rules` are those in force. What the code excepts is there, suppressed.
pub(crate) fn report(report: &Report, rules: &[&Rule], root: &Path) -> Value {
    let mut descriptors: Vec<Value> = rules.iter().map(|rule| descriptor(rule)).collect();
    descriptors.extend([
        sarif::descriptor(UNKNOWN_RULE, "Exceptions are from rules that there are"),
        sarif::descriptor(UNUSED_EXEMPTION, "Exceptions are needed"),
    ]);
    descriptors.extend(scanners_descriptors(report));
    let open = report
        .findings
        .iter()
        .map(|finding| result(finding, None, &descriptors, root));
    let excepted = report.exceptions.iter().flat_map(|exception| {
        let unseen = findings_of_scanner(exception);
        let findings = exception.findings.iter().chain(&unseen);
        let results = findings.map(|finding| result(finding, Some(exception.reason), &descriptors, root));
        results.collect::<Vec<_>>()
    });
    let results: Vec<Value> = open.chain(excepted).collect();
    sarif::log(&descriptors, &results)
}

fn descriptor(rule: &Rule) -> Value {
    let tags = rule.pci_dss.iter().map(|number| format!("PCI DSS v4 {number}"));
    let mut descriptor = sarif::descriptor(rule.name, rule.summary);
    if !rule.remedy.is_empty() {
        descriptor["help"] = json!({ "text": rule.remedy });
    }
    descriptor["properties"] = json!({ "tags": tags.collect::<Vec<_>>() });
    descriptor
}

/// The rules of other scanners that the code makes exceptions from, each once.
fn scanners_descriptors(report: &Report) -> Vec<Value> {
    let mut names: Vec<&str> = report.exceptions.iter().map(|exception| exception.rule).collect();
    names.sort_unstable();
    names.dedup();
    let described = names.into_iter().filter_map(|name| {
        let (scanner, rule) = rule_of_scanner(name)?;
        Some(sarif::descriptor(name, &format!("{rule} of {scanner}")))
    });
    described.collect()
}

/// What another scanner finds where the code makes an exception from its rule.
fn findings_of_scanner(exception: &Exception) -> Vec<Finding> {
    let Some((scanner, rule)) = rule_of_scanner(exception.rule) else {
        return Vec::new();
    };
    let on = exception.declarations.iter().map(|on| Finding {
        rule: exception.rule,
        project: on.project.clone(),
        stack: on.stack,
        address: on.address.clone(),
        site: exception.site,
        message: format!("is excepted from {rule} of {scanner}"),
        remedy: String::new(),
        environments: Vec::new(),
        everywhere: true,
        pci_dss: &[],
    });
    on.collect()
}

fn result(finding: &Finding, reason: Option<&str>, descriptors: &[Value], root: &Path) -> Value {
    let source = place(finding.site, root);
    let file = source.rsplit_once(':').map_or(source.as_str(), |(file, _)| file);
    let address = format!("{}/{}/{}", finding.project, finding.stack, finding.address);
    let suppressions: Vec<Value> = reason
        .iter()
        .map(|reason| json!({ "kind": "inSource", "justification": reason }))
        .collect();
    let mut message = format!(
        "{}, {}.",
        sentence(finding),
        environments(&finding.environments, finding.everywhere)
    );
    if !finding.remedy.is_empty() {
        let _ = write!(message, " Remedy: {}.", finding.remedy);
    }
    json!({
        "ruleId": finding.rule,
        "ruleIndex": descriptors.iter().position(|known| known["id"] == finding.rule),
        "level": "error",
        "message": { "text": message },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": uri(file), "uriBaseId": "%SRCROOT%" },
                "region": { "startLine": finding.site.line.max(1) },
            },
            "logicalLocations": [{ "fullyQualifiedName": address, "kind": "resource" }],
        }],
        // The same however the lines move.
        "partialFingerprints": { "paydsl/v1": fingerprint(finding) },
        "suppressions": suppressions,
        "properties": { "environments": finding.environments, "pciDss": finding.pci_dss },
    })
}

fn fingerprint(finding: &Finding) -> String {
    let parts = [
        finding.rule,
        &finding.project,
        finding.stack,
        &finding.address,
        &finding.message,
    ];
    sarif::fingerprint(&parts)
}
