//! What the tests and the command line do on a machine that lacks something: they fail, and say what and how to get it.

#![allow(missing_docs, reason = "the names in a test say what they are for")]
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use std::panic::catch_unwind;

use support::{Answer, Workspace, require_terraform};

#[test]
fn without_terraform_a_test_fails_and_says_so() {
    let empty = tempfile::tempdir().unwrap();
    for path in [None, Some(empty.path().as_os_str())] {
        let path = path.map(ToOwned::to_owned);
        let panic = catch_unwind(|| require_terraform(path.as_deref())).expect_err("it has to fail");
        let message = panic.downcast_ref::<String>().unwrap();
        for part in [
            "terraform",
            "not found on the PATH",
            "https://developer.hashicorp.com/terraform/install",
        ] {
            assert!(message.contains(part), "{message}");
        }
    }
    // And where it is, it is found.
    require_terraform(std::env::var_os("PATH").as_deref());
}

#[test]
fn a_terraform_that_does_not_run_counts_as_missing() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("terraform"), "no program").unwrap();
    let path = directory.path().as_os_str().to_owned();
    assert!(catch_unwind(|| require_terraform(Some(&path))).is_err());
}

#[test]
fn without_terraform_no_command_that_needs_it_succeeds() {
    let workspace = Workspace::new();
    let empty = tempfile::tempdir().unwrap();
    for arguments in [
        &["validate", "multi_environment"][..],
        &["plan", "multi_environment", "--env", "dev", "--local"],
        &["apply", "multi_environment", "--env", "dev", "--local"],
        &["destroy", "multi_environment", "--env", "dev", "--local"],
    ] {
        let output = workspace.command(arguments).env("PATH", empty.path()).output().unwrap();
        let answer = Answer::of(&output);
        assert_eq!(answer.code, 127, "{arguments:?}: {answer:?}");
        for part in [
            "terraform was not found on PATH",
            "https://developer.hashicorp.com/terraform/install",
        ] {
            assert!(answer.error.contains(part), "{arguments:?}: {answer:?}");
        }
    }
    // Nothing was started or written on the way.
    assert!(paydsl::local::Emulator::running(workspace.root()).is_none());
    assert!(!workspace.root().join("generated").exists());
}

#[test]
fn synth_needs_no_terraform() {
    let workspace = Workspace::new();
    let empty = tempfile::tempdir().unwrap();
    let output = workspace
        .command(&["synth"])
        .env("PATH", empty.path())
        .output()
        .unwrap();
    Answer::of(&output).succeeded(&["synth"]);
    assert!(
        workspace
            .root()
            .join("generated/multi_environment/network/main.tf.json")
            .is_file()
    );
}

#[test]
fn production_is_refused_before_anything_is_started() {
    let workspace = Workspace::new();
    for (action, confirmation) in [
        ("apply", &[][..]),
        ("apply", &["--confirm", "dev"]),
        ("destroy", &[]),
        ("destroy", &["--confirm", "production"]),
    ] {
        let command = [&[action, "multi_environment", "--env", "prod", "--local"], confirmation].concat();
        let answer = workspace.run(&command);
        assert_ne!(answer.code, 0, "{command:?}");
        assert!(
            answer.error.contains("--confirm prod") || answer.error.contains("does not confirm prod"),
            "{command:?}: {answer:?}"
        );
    }
    assert!(paydsl::local::Emulator::running(workspace.root()).is_none());
}
