//! The provider as the oracle of the mistakes that the engine is tested with: real terraform refuses each of them, and accepts
//! what is right instead.

#[path = "../../paydsl-schema/tests/mistakes/cases.rs"]
mod cases;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use cases::Case;
use serde_json::{Value as Json, json};

#[test]
fn terraform_refuses_each_mistake_and_accepts_what_is_right() {
    let directory = tempfile::tempdir().expect("a directory");
    let requirements = json!({"terraform": {"required_providers": {
        "aws": {"source": "hashicorp/aws", "version": "5.100.0"}
    }}});
    write(&directory.path().join("terraform.tf.json"), &requirements);
    let cases = cases::all();
    for (number, case) in cases.iter().enumerate() {
        for (kind, configuration) in [("wrong", &case.wrong), ("right", &case.right)] {
            let file = file_name(kind, number);
            write(
                &directory.path().join(&file),
                &module(case, &format!("{kind}_{number}"), configuration),
            );
        }
    }
    terraform(directory.path(), &["init", "-input=false"]);
    let report = terraform(directory.path(), &["validate", "-json"]);
    let report: Json = serde_json::from_slice(&report).expect("JSON");
    let mut refused = BTreeSet::new();
    let mut failures = String::new();
    for diagnostic in report["diagnostics"].as_array().expect("diagnostics") {
        if diagnostic["severity"] != "error" {
            continue;
        }
        let file = diagnostic["range"]["filename"].as_str().unwrap_or_default().to_owned();
        if file.starts_with("right") || file.is_empty() {
            failures += &format!("{file}: {} {}\n", diagnostic["summary"], diagnostic["detail"]);
        }
        refused.insert(file);
    }
    for (number, case) in cases.iter().enumerate() {
        if !refused.contains(&file_name("wrong", number)) {
            failures += &format!("{} is accepted: {} {}\n", case.place, case.type_name, case.wrong);
        }
        if refused.contains(&file_name("right", number)) {
            failures += &format!("{} is not right (number {number})\n", case.place);
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

fn file_name(kind: &str, number: usize) -> String {
    format!("{kind}_{number}.tf.json")
}

fn module(case: &Case, name: &str, configuration: &Json) -> Json {
    let section = if case.is_data { "data" } else { "resource" };
    json!({section: {case.type_name.as_str(): {name: literal(configuration)}}})
}

/// In Terraform's JSON every text is a template.
fn literal(value: &Json) -> Json {
    match value {
        Json::String(text) => text.replace("${", "$${").replace("%{", "%%{").into(),
        Json::Array(elements) => elements.iter().map(literal).collect(),
        Json::Object(fields) => Json::Object(
            fields
                .iter()
                .map(|(name, value)| (name.clone(), literal(value)))
                .collect(),
        ),
        other => other.clone(),
    }
}

fn write(file: &Path, module: &Json) {
    std::fs::write(file, module.to_string()).expect("a file");
}

fn terraform(directory: &Path, arguments: &[&str]) -> Vec<u8> {
    let mut command = Command::new("terraform");
    command
        .args(arguments)
        .current_dir(directory)
        .env("CHECKPOINT_DISABLE", "1");
    paydsl::cli::provider_installation(&mut command, &[("hashicorp/aws", "5.100.0")], directory)
        .expect("an installation");
    command.output().expect("terraform has to be on the PATH").stdout
}
