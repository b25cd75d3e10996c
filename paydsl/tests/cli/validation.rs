//! What a provider would refuse, from the command line: told before anything is written.

use std::path::Path;

use paydsl_schema::{BlockRules, EXTENSION, Mined, Rule, Source, write};

use super::support::Workspace;

const REPORT: &str = r#"{"provider_schemas":{"x":{"resource_schemas":{"x_queue":{"block":{"attributes":{
    "size":{"type":"string","required":true},
    "seconds":{"type":"number","optional":true}}}}}}}}"#;

const MISTAKES: &str = "\
error: stacks/src/fixture.rs:18: x_queue.jobs `seconds` must be between 1 and 900, not 1000; the nearest is 900
  in stack shop/network, in every environment
error: stacks/src/fixture.rs:18: x_queue.jobs `size` must be \"small\", not \"large\"
  in stack shop/network, in prod only
  the value is made of `env.size`
";

/// Writes the archive of a provider whose queues are small and quick.
fn write_archive(workspace: &Path) {
    let rules = [
        (
            "size",
            Rule::OneOf {
                values: ["small".into()].into(),
                ignores_case: false,
            },
        ),
        (
            "seconds",
            Rule::Range {
                min: Some(1.0),
                max: Some(900.0),
            },
        ),
    ];
    let queue = BlockRules {
        arguments: rules
            .into_iter()
            .map(|(name, rule)| (name.into(), vec![rule]))
            .collect(),
        ..BlockRules::default()
    };
    let mined = Mined {
        resources: [("x_queue".into(), queue)].into(),
        ..Mined::default()
    };
    let source = Source {
        address: "x",
        source: "x/x",
        version: "1.0.0",
        local_name: "x",
    };
    let archive = write(REPORT, source, &mined).expect("an archive");
    let providers = workspace.join("providers");
    std::fs::create_dir_all(&providers).expect("a directory");
    std::fs::write(providers.join(format!("x-1.0.0.{EXTENSION}")), archive).expect("written");
}

#[test]
fn mistakes_stop_synth_plan_and_apply_before_anything_is_written() {
    let workspace = Workspace::new();
    write_archive(&workspace.path("."));
    for arguments in [
        &["synth"][..],
        &["synth", "--check"],
        &["synth", "shop/network"],
        &["validate", "shop/network"],
        &["plan", "shop/network", "--env", "dev"],
        &["plan", "shop/network", "--env", "dev", "--suffix", "pr-42"],
        &["apply", "shop/network", "--env", "dev", "--auto-approve"],
    ] {
        let answer = workspace.run_edited("queued", arguments);
        assert_eq!(answer.error, MISTAKES, "{arguments:?}");
        answer.failed(1, &[]);
        assert!(!workspace.path("generated").exists(), "{arguments:?}");
    }
    workspace.run_edited("queued", &["synth", "shop/audit"]).succeeded();
    // Policies are the project's; what a provider wants is not theirs.
    workspace.run_edited("queued", &["policies"]).succeeded();
}

#[test]
fn mistakes_are_told_beside_the_findings_of_policies() {
    let workspace = Workspace::new();
    write_archive(&workspace.path("."));
    let finding = "stacks/src/fixture.rs:11: terraform_data.main is small [never-small]";
    workspace
        .run_edited("queued guarded", &["synth"])
        .failed(1, &[MISTAKES, finding]);
}

#[test]
fn without_the_providers_archive_the_stack_is_written() {
    let workspace = Workspace::new();
    workspace.run_edited("queued", &["synth"]).succeeded();
    assert!(
        workspace
            .read("generated/shop/network/main.tf.json")
            .contains("x_queue")
    );
}

#[test]
fn a_damaged_archive_is_named() {
    let workspace = Workspace::new();
    write_archive(&workspace.path("."));
    let archive = format!("providers/x-1.0.0.{EXTENSION}");
    workspace.write(&archive, "PAYDSL");
    workspace
        .run_edited("queued", &["synth"])
        .failed(1, &[&archive, "paydsl provider add"]);
    assert!(!workspace.path("generated").exists());
}
