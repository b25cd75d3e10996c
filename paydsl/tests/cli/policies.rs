//! Policies from the command line: what they stop, and how findings and exceptions are told.

use serde_json::Value as Json;

use super::support::Workspace;

/// The OASIS standard's own schema.
const SARIF: &str = include_str!("sarif-2.1.0.schema.json");

const FINDING: &str = "\
stacks/src/fixture.rs:11: terraform_data.main is small [never-small]
  in stack shop/network, in dev, staging
  remedy: make it large
  PCI DSS v4: 1.2.3
";

/// The schema, without the one pattern in it that is no regular expression, of properties that are not written here.
fn sarif_schema() -> Json {
    const WRONG: &str = "^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$";
    assert!(SARIF.contains(WRONG));
    json(&SARIF.replace(WRONG, "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"))
}

fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn findings_stop_synth_plan_and_apply_before_anything_is_written() {
    let workspace = Workspace::new();
    let error = format!("error: {FINDING}");
    for arguments in [
        &["synth"][..],
        &["synth", "--check"],
        &["validate", "shop/network"],
        &["plan", "shop/network", "--env", "prod"],
        &["apply", "shop/network", "--env", "dev", "--auto-approve"],
    ] {
        workspace.run_edited("guarded", arguments).failed(1, &[&error]);
        assert!(!workspace.path("generated").exists(), "{arguments:?}");
    }
}

#[test]
fn what_breaks_a_rule_can_still_be_destroyed() {
    let workspace = Workspace::new();
    let dev = ["shop/network", "--env", "dev", "--auto-approve"];
    workspace.ok(&[&["apply"], &dev[..]].concat());
    workspace
        .run_edited("guarded", &[&["apply"], &dev[..]].concat())
        .failed(1, &["never-small"]);
    workspace
        .run_edited("guarded", &[&["destroy"], &dev[..]].concat())
        .succeeded();
}

#[test]
fn findings_are_printed_and_counted() {
    let workspace = Workspace::new();
    let answer = workspace.run_edited("guarded", &["policies"]);
    assert_eq!(answer.code, 1);
    assert_eq!(answer.out, format!("{FINDING}\n1 finding, no exceptions\n"));
    let answer = workspace.run_edited("guarded", &["policies", "shop/audit"]);
    assert_eq!(answer.succeeded(), "no findings, no exceptions\n");
    assert_eq!(workspace.ok(&["policies"]), "no findings, no exceptions\n");
    assert!(!workspace.path("generated").exists(), "looking writes nothing");
}

#[test]
fn exceptions_are_listed_with_their_reasons() {
    let workspace = Workspace::new();
    workspace.run_edited("guarded excepted", &["synth"]).succeeded();
    let answer = workspace.run_edited("guarded excepted", &["policies", "--exceptions"]);
    assert_eq!(
        answer.succeeded(),
        "stacks/src/fixture.rs:10: except never-small: small is enough
  on terraform_data.main of shop/network
  which is small

no findings, 1 exception
"
    );
}

#[test]
fn exceptions_from_another_scanners_rules_are_listed_and_suppressed() {
    let workspace = Workspace::new();
    let answer = workspace.run_edited("guarded excepted scanned", &["policies", "--exceptions"]);
    assert_eq!(
        answer.succeeded(),
        "stacks/src/fixture.rs:10: except never-small: small is enough
  on terraform_data.main of shop/network
  which is small

stacks/src/fixture.rs:12: except checkov:CKV_AWS_1: small is enough
  on terraform_data.copy of shop/network

no findings, 2 exceptions
"
    );
    let report = json(
        &workspace
            .run_edited("guarded excepted scanned", &["policies", "--format", "json"])
            .succeeded(),
    );
    let expected = serde_json::json!({
        "rule": "checkov:CKV_AWS_1",
        "reason": "small is enough",
        "source": "stacks/src/fixture.rs:12",
        "on": [{ "project": "shop", "stack": "network", "address": "terraform_data.copy" }],
        "findings": [],
    });
    assert_eq!(report["exceptions"][1], expected);
    let log = json(
        &workspace
            .run_edited("guarded excepted scanned", &["policies", "--format", "sarif"])
            .succeeded(),
    );
    let schema = jsonschema::validator_for(&sarif_schema()).unwrap();
    let errors: Vec<String> = schema.iter_errors(&log).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    let run = &log["runs"][0];
    let [_, result] = run["results"].as_array().unwrap().as_slice() else {
        panic!("{log}");
    };
    assert_eq!(result["ruleId"], "checkov:CKV_AWS_1");
    let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
    assert_eq!(rule["shortDescription"]["text"], "CKV_AWS_1 of checkov");
    let suppressions = serde_json::json!([{ "kind": "inSource", "justification": "small is enough" }]);
    assert_eq!(result["suppressions"], suppressions);
    assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startLine"], 12);
}

#[test]
fn an_exception_that_nothing_needs_or_from_no_rule_is_a_finding() {
    let workspace = Workspace::new();
    let unneeded = "fixture.rs:12: terraform_data.copy is excepted from `never-small` and keeps it [unused-exemption]";
    workspace
        .run_edited("guarded excepted unneeded", &["synth"])
        .failed(1, &[unneeded]);
    let misspelt = "is excepted from `never-smal`, which is no rule [unknown-rule]";
    let remedy = "remedy: write `#[exempt(\"never-small\", ..)]`";
    workspace
        .run_edited("guarded excepted misspelt", &["synth"])
        .failed(1, &[misspelt, remedy]);
    // Another stack may need it.
    workspace
        .run_edited("guarded excepted unneeded", &["synth", "shop/network"])
        .succeeded();
}

#[test]
fn json_has_findings_and_exceptions() {
    let workspace = Workspace::new();
    let answer = workspace.run_edited("guarded", &["policies", "--format", "json"]);
    assert_eq!(answer.code, 1);
    let finding = &json(&answer.out)["findings"][0];
    let expected = serde_json::json!({
        "rule": "never-small",
        "source": "stacks/src/fixture.rs:11",
        "project": "shop",
        "stack": "network",
        "address": "terraform_data.main",
        "message": "is small",
        "remedy": "make it large",
        "environments": ["dev", "staging"],
        "pci_dss": ["1.2.3"],
    });
    assert_eq!(*finding, expected);
    let answer = workspace.run_edited("guarded excepted", &["policies", "--format", "json"]);
    let report = json(&answer.succeeded());
    assert_eq!(report["findings"], serde_json::json!([]));
    let exception = &report["exceptions"][0];
    assert_eq!(exception["reason"], "small is enough");
    assert_eq!(exception["source"], "stacks/src/fixture.rs:10");
    assert_eq!(exception["on"][0]["address"], "terraform_data.main");
    assert_eq!(exception["findings"][0], expected);
}

#[test]
fn sarif_is_valid_by_the_standards_own_schema() {
    let schema = jsonschema::validator_for(&sarif_schema()).unwrap();
    let workspace = Workspace::new();
    let mut fingerprints = Vec::new();
    for (edits, suppressions) in [
        ("guarded", serde_json::json!([])),
        (
            "guarded excepted",
            serde_json::json!([{ "kind": "inSource", "justification": "small is enough" }]),
        ),
    ] {
        let log = json(&workspace.run_edited(edits, &["policies", "--format", "sarif"]).out);
        let errors: Vec<String> = schema.iter_errors(&log).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
        let run = &log["runs"][0];
        let result = &run["results"][0];
        assert_eq!(result["ruleId"], "never-small");
        let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], "never-small");
        assert_eq!(rule["properties"]["tags"], serde_json::json!(["PCI DSS v4 1.2.3"]));
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "stacks/src/fixture.rs");
        assert_eq!(place["region"]["startLine"], 11);
        assert_eq!(result["suppressions"], suppressions);
        fingerprints.push(result["partialFingerprints"]["paydsl/v1"].clone());
    }
    assert_eq!(fingerprints[0], fingerprints[1]);
    // A log without results is one too, and the schema refuses what is none.
    let empty = json(&workspace.ok(&["policies", "--format", "sarif"]));
    assert!(schema.is_valid(&empty));
    assert!(!schema.is_valid(&serde_json::json!({ "version": "2.1.0" })));
}

#[test]
fn the_rules_are_listed_with_what_they_serve() {
    let workspace = Workspace::new();
    let list = workspace.run_edited("guarded", &["policies", "--list"]).succeeded();
    assert!(
        list.starts_with("never-small: Nothing is small\n  PCI DSS v4: 1.2.3\n  in force in shop\n"),
        "{list}"
    );
    assert!(list.contains(
        "encryption-at-rest: Whatever stores data is encrypted\n  PCI DSS v4: 3.5.1\n  in force in no project"
    ));
}
