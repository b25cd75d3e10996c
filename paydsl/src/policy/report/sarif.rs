//! Findings and exceptions as SARIF 2.1.0, which code hosts show beside the lines they are about.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{environments, sentence};
use crate::policy::scanner::rule_of_scanner;
use crate::policy::{Exception, Finding, Report, Rule, UNKNOWN_RULE, UNUSED_EXEMPTION};
use crate::synth::place;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The report as a log with one run; `rules` are those in force. What the code excepts is there, suppressed.
pub(crate) fn report(report: &Report, rules: &[&Rule], root: &Path) -> Value {
    let mut descriptors: Vec<Value> = rules.iter().map(|rule| descriptor(rule)).collect();
    descriptors.extend([
        own_descriptor(UNKNOWN_RULE, "Exceptions are from rules that there are"),
        own_descriptor(UNUSED_EXEMPTION, "Exceptions are needed"),
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
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": "paydsl",
                    "version": env!("CARGO_PKG_VERSION"),
                    "informationUri": env!("CARGO_PKG_REPOSITORY"),
                    "rules": descriptors,
                },
            },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn descriptor(rule: &Rule) -> Value {
    let tags = rule.pci_dss.iter().map(|number| format!("PCI DSS v4 {number}"));
    let mut descriptor = own_descriptor(rule.name, rule.summary);
    if !rule.remedy.is_empty() {
        descriptor["help"] = json!({ "text": rule.remedy });
    }
    descriptor["properties"] = json!({ "tags": tags.collect::<Vec<_>>() });
    descriptor
}

fn own_descriptor(name: &str, summary: &str) -> Value {
    json!({
        "id": name,
        // The schema wants text.
        "shortDescription": { "text": if summary.is_empty() { name } else { summary } },
        "defaultConfiguration": { "level": "error" },
    })
}

/// The rules of other scanners that the code makes exceptions from, each once.
fn scanners_descriptors(report: &Report) -> Vec<Value> {
    let mut names: Vec<&str> = report.exceptions.iter().map(|exception| exception.rule).collect();
    names.sort_unstable();
    names.dedup();
    let described = names.into_iter().filter_map(|name| {
        let (scanner, rule) = rule_of_scanner(name)?;
        Some(own_descriptor(name, &format!("{rule} of {scanner}")))
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
    let digest = Sha256::digest(parts.join("\0").as_bytes());
    digest.iter().take(16).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A relative path as a URI.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_' | b'~') {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn a_path_becomes_a_uri() {
        assert_eq!(uri("stacks/src/a b%.rs"), "stacks/src/a%20b%25.rs");
        assert_eq!(uri("é.rs"), "%C3%A9.rs");
    }
}
