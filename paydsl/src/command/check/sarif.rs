//! Findings as SARIF.

use std::fmt::Display;
use std::path::{Component, Path};

use paydsl_check::{Finding, Place, Problem, Report};
use serde_json::{Value, json};

use crate::sarif;

/// A log with one run, its rules those that something breaks. What could not be read, and which archives are `broken`,
/// stands in it too: without results the run would look clean.
pub(super) fn report(report: &Report, broken: &[impl Display]) -> Value {
    let mut rules: Vec<&str> = report.findings.iter().map(|finding| finding.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let results: Vec<Value> = report.findings.iter().map(|finding| result(finding, &rules)).collect();
    let descriptors: Vec<Value> = rules
        .iter()
        .map(|rule| sarif::descriptor(rule, summary(rule)))
        .collect();
    let mut log = sarif::log(&descriptors, &results);
    let archives = broken
        .iter()
        .map(|error| json!({ "level": "error", "message": { "text": error.to_string() } }));
    let notifications: Vec<Value> = archives.chain(report.problems.iter().map(notification)).collect();
    log["runs"][0]["invocations"] = json!([{
        "executionSuccessful": notifications.is_empty(),
        "toolExecutionNotifications": notifications,
    }]);
    log
}

fn notification(problem: &Problem) -> Value {
    json!({
        "level": "error",
        "message": { "text": problem.message },
        "locations": [{ "physicalLocation": physical(&problem.place) }],
    })
}

fn summary(rule: &str) -> &'static str {
    match rule {
        "unknown-type" => "Types are those that the provider has",
        "unknown-name" => "Arguments, blocks, attributes and functions are those that there are",
        "not-settable" => "What the provider sets is not given",
        "required" => "What is required is given",
        "type" => "Values are of their arguments' types",
        "block-count" => "There are as many blocks as there may be",
        "one-of" => "Values are among those that the provider allows",
        "number" => "Numbers are of the size that the provider allows",
        "length" => "Texts are of the length that the provider allows",
        "items" => "There are as many elements as the provider allows",
        "pattern" => "Texts match the provider's patterns",
        "form" => "Texts have the form that the provider demands",
        "sentence" => "Values satisfy the provider's own checks",
        "combination" => "Arguments that need or exclude each other do so",
        "reference" => "References are to what their argument can hold",
        "undeclared" => "What is referred to is declared",
        "instance" => "Of what has instances, one is referred to",
        "plan" => "Configurations are those that the provider plans",
        _ => "",
    }
}

fn result(finding: &Finding, rules: &[&str]) -> Value {
    let parts = [finding.rule, &finding.address, &finding.message];
    json!({
        "ruleId": finding.rule,
        "ruleIndex": rules.iter().position(|rule| *rule == finding.rule),
        "level": "error",
        "message": { "text": format!("{} {}.", finding.address, finding.message) },
        "locations": [{
            "physicalLocation": physical(&finding.place),
            "logicalLocations": [{ "fullyQualifiedName": finding.address, "kind": "resource" }],
        }],
        // The same however the lines move.
        "partialFingerprints": { "paydsl/v1": sarif::fingerprint(&parts) },
    })
}

fn physical(place: &Place) -> Value {
    let (file, inside) = portable(&place.file);
    let mut location = json!({ "uri": sarif::uri(&file) });
    if inside {
        location["uriBaseId"] = "%SRCROOT%".into();
    }
    json!({
        "artifactLocation": location,
        "region": { "startLine": place.line.max(1), "startColumn": place.column.max(1) },
    })
}

/// A path with slashes, and whether it is below the current directory.
fn portable(path: &Path) -> (String, bool) {
    let names: Vec<_> = path
        .components()
        .filter_map(|component| match component {
            Component::Normal(name) => Some(name.to_string_lossy()),
            Component::ParentDir => Some("..".into()),
            _ => None,
        })
        .collect();
    let relative = names.join("/");
    match path.is_absolute() {
        true => (format!("/{relative}"), false),
        false => (relative, true),
    }
}
