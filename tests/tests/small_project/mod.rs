//! The command line of `examples/small_project`, run in a workspace.

#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::support::{Answer, Workspace, repository};

fn command(workspace: &Workspace, arguments: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.args(arguments).current_dir(workspace.root());
    // What the caller's shell may have set for other projects.
    for name in ["TF_WORKSPACE", "TF_DATA_DIR", "TF_CLI_ARGS", "SMALL_PROJECT"] {
        command.env_remove(name);
    }
    command
}

/// Runs the small project's command line in a workspace.
pub fn run(workspace: &Workspace, arguments: &[&str]) -> Answer {
    Answer::of(&command(workspace, arguments).output().unwrap())
}

/// The same after an edit of the project's source.
pub fn run_edited(workspace: &Workspace, arguments: &[&str]) -> Answer {
    let mut command = command(workspace, arguments);
    Answer::of(&command.env("SMALL_PROJECT", "edited").output().unwrap())
}

/// Runs what has to succeed; returns what it printed.
#[track_caller]
pub fn ok(workspace: &Workspace, arguments: &[&str]) -> String {
    run(workspace, arguments).succeeded(arguments)
}

/// The Rust line on which this text stands in the small project, as `file:line`.
#[track_caller]
pub fn line(text: &str) -> String {
    let source = std::fs::read_to_string(repository().join(SOURCE)).unwrap();
    let index = source.lines().position(|line| line.contains(text));
    format!(
        "{SOURCE}:{}",
        index.unwrap_or_else(|| panic!("no line with {text}")) + 1
    )
}

const SOURCE: &str = "tests/examples/small_project/main.rs";

/// The program, built if it is not up to date: `cargo test --test NAME` alone does not build examples.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        // <target>/<profile>/deps/<this test>
        let test = std::env::current_exe().unwrap();
        let profile = test.ancestors().nth(2).unwrap();
        let mut build = Command::new(env!("CARGO"));
        build.current_dir(repository()).args(["build", "--quiet", "--package"]);
        build.args(["paydsl-tests", "--example", "small_project", "--target-dir"]);
        build.arg(profile.parent().unwrap());
        if profile.ends_with("release") {
            build.arg("--release");
        }
        assert!(
            build.status().unwrap().success(),
            "the example small_project does not build"
        );
        profile.join(format!("examples/small_project{}", std::env::consts::EXE_SUFFIX))
    })
}
