//! Dependency order, and what a failure stops.

use super::support::Workspace;

/// Where a line begins with `text`.
fn position(output: &str, text: &str) -> usize {
    output
        .lines()
        .position(|line| line.starts_with(text))
        .unwrap_or_else(|| panic!("no line {text:?} in:\n{output}"))
}

#[test]
fn stacks_are_applied_after_what_they_read_and_destroyed_before_it() {
    let workspace = Workspace::new();
    let text = workspace.ok(&["apply", "shop", "--env", "dev", "--auto-approve"]);
    assert!(
        position(&text, "network | apply done") < position(&text, "application | apply"),
        "{text}"
    );
    let text = workspace.ok(&["plan", "shop", "--env", "dev", "--", "-detailed-exitcode"]);
    assert!(text.contains("application | No changes."), "{text}");
    let text = workspace.ok(&["destroy", "shop", "--env", "dev", "--auto-approve"]);
    assert!(
        position(&text, "application | destroy done") < position(&text, "network | destroy"),
        "{text}"
    );
}

#[test]
fn a_failure_stops_only_what_depends_on_it_and_keeps_terraforms_exit_code() {
    let workspace = Workspace::new();
    let answer = workspace.run_edited("failing", &["apply", "shop", "--env", "dev", "--auto-approve"]);
    assert!(answer.out.contains("audit | apply done"), "{}", answer.out);
    assert!(
        answer.out.contains("network | apply failed with exit code 1"),
        "{}",
        answer.out
    );
    assert!(
        answer.out.contains("application | skipped, because network failed"),
        "{}",
        answer.out
    );
    answer.failed(
        1,
        &[
            "network | Error: Invalid function argument",
            "in resource.terraform_data.failing:  (stacks/src/fixture.rs:16)",
        ],
    );
}

#[test]
fn the_exit_code_of_a_detailed_plan_is_terraforms() {
    let workspace = Workspace::new();
    let answer = workspace.run(&["plan", "shop/network", "--env", "dev", "--", "-detailed-exitcode"]);
    assert_eq!(answer.code, 2, "{}{}", answer.out, answer.error);
}

#[test]
fn a_stack_alone_says_what_to_apply_first() {
    let workspace = Workspace::new();
    workspace
        .run(&["apply", "shop/application", "--env", "dev", "--auto-approve"])
        .failed(
            1,
            &[
                "Unable to find remote state",
                "Apply it first: `apply shop/network --env dev`",
            ],
        );
    assert!(!workspace.path("generated/shop/network/main.tf.json").exists());
    workspace.ok(&["apply", "shop/network", "--env", "dev", "--auto-approve"]);
    workspace.ok(&["apply", "shop/application", "--env", "dev", "--auto-approve"]);
}

/// As a terminal does at Control-C: the signal goes to the whole process group.
#[cfg(unix)]
#[test]
fn an_interrupt_lets_terraform_write_its_state_and_begins_nothing_more() {
    use std::io::{BufRead as _, BufReader, Read as _};
    use std::os::unix::process::CommandExt as _;
    use std::process::{Command, Stdio};

    let workspace = Workspace::new();
    let mut command = workspace.command("slow", &["apply", "shop", "--env", "dev", "--auto-approve"]);
    let mut child = command
        .process_group(0)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut text = String::new();
    while !text.contains("terraform_data.slow (local-exec): Executing") {
        assert!(out.read_line(&mut text).unwrap() > 0, "{text}");
    }
    let group = format!("-{}", child.id());
    assert!(
        Command::new("kill")
            .args(["-INT", "--", &group])
            .status()
            .unwrap()
            .success()
    );
    out.read_to_string(&mut text).unwrap();
    assert!(!child.wait().unwrap().success());
    assert!(text.contains("application | skipped, because"), "{text}");
    let state = workspace.read("generated/shop/network/terraform.tfstate.d/dev/terraform.tfstate");
    assert!(state.contains("\"copy\"") && state.contains("\"slow\""), "{state}");
}
