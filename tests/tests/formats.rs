//! The systems' modules in both formats: stable, valid, formatted, and planned alike.

#![allow(missing_docs, reason = "the names in a test say what they are for")]
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use serde_json::Value as Json;
use support::{Answer, Workspace, ok, repository, terraform};

#[test]
fn what_is_committed_is_what_the_stacks_say() {
    let check = |root: &std::path::Path| {
        let workspace = Workspace::new();
        let mut command = workspace.command(&["synth", "--check"]);
        Answer::of(&command.current_dir(root).output().unwrap())
    };
    let _ = check(&repository()).succeeded(&["synth", "--check"]);

    // The check tells a difference: one changed byte is enough.
    let workspace = Workspace::new();
    let _ = workspace.ok(&["synth"]);
    let _ = check(workspace.root()).succeeded(&["synth", "--check"]);
    let file = workspace
        .root()
        .join("generated/multi_environment/application/main.tf.json");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replacen("256", "512", 1)).unwrap();
    let answer = check(workspace.root());
    assert_ne!(answer.code, 0, "{answer:?}");
}

#[test]
fn both_formats_are_stable_formatted_and_valid() {
    for (format, extension, other) in [("json", ".tf.json", ".tf"), ("hcl", ".tf", ".tf.json")] {
        let workspace = Workspace::new();
        let _ = workspace.ok(&["synth", "--format", format]);
        let first = workspace.files("generated");
        let _ = workspace.ok(&["synth", "--format", format]);
        assert!(
            first == workspace.files("generated"),
            "two syntheses in {format} differ"
        );
        // And neither do they depend on where they are written.
        let elsewhere = Workspace::new();
        let _ = elsewhere.ok(&["synth", "--format", format]);
        assert!(first == elsewhere.files("generated"), "{format} depends on its place");

        let ends = |extension: &str| {
            let names = first.iter().map(|(path, _)| path.to_string_lossy());
            names.filter(|name| name.ends_with(extension)).count()
        };
        assert!(ends(extension) >= 10, "{format}: {first:?}");
        assert_eq!(ends(other), 0, "{format}");

        if format == "hcl" {
            let mut fmt = terraform();
            fmt.current_dir(workspace.root());
            let _ = ok(fmt, &["fmt", "-check", "-diff", "-recursive", "-no-color", "generated"]);
            // Of the JSON, the systems' own tests have terraform validate and plan all there is.
            let text = workspace.ok(&["validate"]);
            let stacks = first.iter().filter(|(path, _)| path.ends_with("main.tf")).count();
            assert!(stacks >= 15, "{first:?}");
            assert_eq!(text.matches("The configuration is valid").count(), stacks, "{text}");
            // What validate writes is the same again.
            let after = workspace.files("generated");
            assert!(
                first.iter().all(|file| after.contains(file)),
                "validate changed {format}"
            );
        }
    }
}

#[test]
fn both_formats_give_equal_plans() {
    let workspace = Workspace::new();
    let _ = workspace.ok(&["apply", "multi_environment/network", "--env", "dev", "--local"]);
    let planned = |format: &str| -> Vec<(String, Json)> {
        let cases = [("application", "dev"), ("network", "dev"), ("network", "staging")];
        let plan = |(stack, environment): (&str, &str)| {
            let target = format!("multi_environment/{stack}");
            let file = format!("{format}-{environment}.plan");
            let out = format!("-out={file}");
            // Nothing, or changes, but no error.
            let _ = workspace.ok(&["plan", &target, "--env", environment, "--local", "--", &out]);
            let module = workspace.root().join(".paydsl/local").join(&target);
            let written = std::fs::read_dir(&module).unwrap().flatten();
            let is_json = written.into_iter().any(|entry| entry.file_name() == "main.tf.json");
            assert_eq!(is_json, format == "json");
            let data = workspace
                .root()
                .join(".paydsl/data/local")
                .join(&target)
                .join(environment);
            let shown = ok(
                workspace.terraform(&module, &data, environment),
                &["show", "-json", &file],
            );
            let mut plan: Json = serde_json::from_str(&shown).unwrap();
            // When it was made, the text it was made of, and what Terraform lists in no order.
            for key in ["timestamp", "configuration", "relevant_attributes", "checks"] {
                plan.as_object_mut().unwrap().remove(key);
            }
            (format!("{stack} {environment}"), plan)
        };
        cases.map(plan).into()
    };
    let json = planned("json");
    let _ = workspace.ok(&["synth", "--format", "hcl", "--out", ".paydsl/local"]);
    let hcl = planned("hcl");
    let changes = |plan: &Json| plan["resource_changes"].as_array().map_or(0, Vec::len);
    assert!(
        changes(&json[0].1) > 50 && changes(&json[2].1) > 25,
        "a plan of nothing proves nothing"
    );
    for ((case, json), (_, hcl)) in json.iter().zip(&hcl) {
        let lines = [json, hcl].map(|plan| serde_json::to_string_pretty(plan).unwrap());
        let differing: Vec<_> = lines[0]
            .lines()
            .zip(lines[1].lines())
            .filter(|(a, b)| a != b)
            .take(9)
            .collect();
        assert!(json == hcl, "{case}: {differing:#?}");
    }
}
