//! `list` and `synth`.

use std::fs;
use std::process::Stdio;

use serde_json::{Value, json};

use super::support::Workspace;

#[test]
fn list_names_every_stack_with_its_environments_and_what_it_reads() {
    let workspace = Workspace::new();
    let stacks: Value = serde_json::from_str(&workspace.ok(&["list", "--json"])).unwrap();
    assert_eq!(stacks.as_array().unwrap().len(), 3);
    let application = stacks
        .as_array()
        .unwrap()
        .iter()
        .find(|stack| stack["stack"] == "application")
        .unwrap();
    assert_eq!(
        *application,
        json!({
            "project": "shop",
            "stack": "application",
            "target": "shop/application",
            "environments": ["dev", "staging", "prod"],
            "protected": ["prod"],
            "depends_on": ["network"],
            "path": "generated/shop/application",
            "source": "stacks/src/fixture.rs:20",
        })
    );
    let text = workspace.ok(&["list"]);
    assert!(
        text.contains("prod (protected)") && text.contains("shop/application, reads network"),
        "{text}"
    );
}

#[test]
fn two_synths_give_equal_bytes_and_the_second_touches_nothing() {
    let (one, two) = (Workspace::new(), Workspace::new());
    one.ok(&["synth"]);
    two.ok(&["synth"]);
    let contents = |workspace: &Workspace| {
        let files = workspace.files("generated").into_iter();
        files
            .map(|(path, text)| (path.strip_prefix(workspace.path("")).unwrap().to_owned(), text))
            .collect::<Vec<_>>()
    };
    assert_eq!(contents(&one), contents(&two));
    let modified = || {
        fs::metadata(one.path("generated/shop/network/main.tf.json"))
            .unwrap()
            .modified()
            .unwrap()
    };
    let before = modified();
    let text = one.ok(&["synth"]);
    assert_eq!(modified(), before);
    assert!(
        text.contains("generated/shop/network: 2 addresses, 0 written, 7 unchanged"),
        "{text}"
    );
}

#[test]
fn the_root_is_found_from_below_and_out_writes_elsewhere() {
    let workspace = Workspace::new();
    fs::create_dir_all(workspace.path("stacks/src")).unwrap();
    let mut command = workspace.command("", &["synth"]);
    assert!(
        command
            .current_dir(workspace.path("stacks/src"))
            .status()
            .unwrap()
            .success()
    );
    assert!(workspace.path("generated/shop/network/main.tf.json").is_file());
    workspace.ok(&["synth", "shop/network", "--out", "elsewhere"]);
    assert!(workspace.path("elsewhere/shop/network/main.tf.json").is_file());
    assert!(!workspace.path("elsewhere/shop/audit").exists());
}

#[test]
fn sources_lead_from_addresses_to_rust() {
    let workspace = Workspace::new();
    workspace.ok(&["synth"]);
    let sources: Value = serde_json::from_str(&workspace.read("generated/shop/network/sources.json")).unwrap();
    assert_eq!(
        sources,
        json!({"terraform_data.copy": "stacks/src/fixture.rs:13", "terraform_data.main": "stacks/src/fixture.rs:11"})
    );
}

#[test]
fn nobody_has_to_read_what_is_printed() {
    let workspace = Workspace::new();
    for arguments in [&["list"][..], &["list", "--json"], &["synth"], &["policies", "--list"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = workspace.command("", arguments);
        let child = command.stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && !said.contains("panicked"),
            "{arguments:?}: {said}"
        );
    }
    assert!(workspace.path("generated/shop/application/main.tf.json").is_file());
}

#[test]
fn check_lists_what_differs_and_writes_nothing() {
    let workspace = Workspace::new();
    workspace
        .run(&["synth", "--check"])
        .failed(1, &["generated/shop/network/main.tf.json is missing"]);
    assert!(!workspace.path("generated").exists());
    workspace.ok(&["synth"]);
    workspace.ok(&["synth", "--check"]);
    let file = "generated/shop/audit/main.tf.json";
    let edited = workspace.read(file).replace("\"audit\"", "\"tampered\"");
    workspace.write(file, &edited);
    workspace.write("generated/shop/audit/outputs.tf", "");
    workspace.run(&["synth", "--check"]).failed(
        1,
        &[
            "generated/shop/audit/main.tf.json differs from line",
            "- \"input\": \"tampered\"",
            "+ \"input\": \"audit\"",
            "generated/shop/audit/outputs.tf is no longer part of the stack",
        ],
    );
    assert_eq!(workspace.read(file), edited);
}

#[test]
fn stale_files_go_and_foreign_ones_stay() {
    let workspace = Workspace::new();
    workspace.ok(&["synth"]);
    let directory = "generated/shop/network";
    for foreign in ["mine.tf", ".terraform.lock.hcl", "terraform.tfstate"] {
        workspace.write(&format!("{directory}/{foreign}"), "");
    }
    workspace.run_edited("silent", &["synth"]).succeeded();
    assert!(!workspace.path("generated/shop/network/outputs.tf.json").exists());
    for foreign in ["mine.tf", ".terraform.lock.hcl", "terraform.tfstate"] {
        assert!(workspace.path(&format!("{directory}/{foreign}")).exists(), "{foreign}");
    }
}

#[test]
fn switching_the_format_removes_the_other_formats_files() {
    let workspace = Workspace::new();
    workspace.ok(&["synth"]);
    workspace.ok(&["synth", "--format", "hcl"]);
    assert!(workspace.path("generated/shop/network/main.tf").exists());
    assert!(!workspace.path("generated/shop/network/main.tf.json").exists());
    workspace.ok(&["validate", "shop/network"]);
    assert!(
        workspace.path("generated/shop/network/main.tf").exists(),
        "validate keeps the format that is there"
    );
    workspace.ok(&["synth", "--format", "json"]);
    assert!(!workspace.path("generated/shop/network/main.tf").exists());
}

#[test]
fn all_mistakes_of_all_stacks_are_told_and_nothing_is_written() {
    let workspace = Workspace::new();
    workspace.run_edited("mistaken", &["synth"]).failed(
        1,
        &[
            "stacks/src/fixture.rs:14: network is mistaken",
            "stacks/src/fixture.rs:15: network is mistaken again",
            "stacks/src/fixture.rs:21: application is mistaken",
        ],
    );
    assert!(!workspace.path("generated").exists());
    workspace
        .run_edited("panicking", &["synth"])
        .failed(1, &["no such application", "fixture.rs:20: the function of stack"]);
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_are_refused() {
    let workspace = Workspace::new();
    let outside = tempfile::tempdir().unwrap();
    fs::create_dir_all(workspace.path("generated/shop")).unwrap();
    std::os::unix::fs::symlink(outside.path(), workspace.path("generated/shop/network")).unwrap();
    workspace
        .run(&["synth"])
        .failed(1, &["is a symbolic link that leads out of"]);
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}
