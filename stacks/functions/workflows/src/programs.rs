//! Programs of this repository, built by cargo.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

/// Where built programs lie, by their names.
pub(crate) type Programs = BTreeMap<String, PathBuf>;

/// Builds the programs of the functions' workspace, with the optimisations that this very program has.
#[must_use]
pub(crate) fn functions() -> Programs {
    let directory = functions_directory();
    if cfg!(debug_assertions) {
        // As `cargo test` builds them, which has usually just done so: for another choice of packages, features of
        // dependencies differ, and all of the AWS SDK would be compiled once more.
        return built(cargo(&directory, "test").args(["--workspace", "--no-run"]));
    }
    let mut command = cargo(&directory, "build");
    for package in ["multi-environment", "pci-api", "single-region"] {
        command.args(["--package", package]);
    }
    built(command.args(["--release", "--bins"]))
}

/// Builds the `stacks` command.
#[must_use]
pub(crate) fn stacks() -> PathBuf {
    let mut command = cargo(&functions_directory().join("../.."), "build");
    // The directory of one workspace's results is not another's.
    command.env_remove("CARGO_TARGET_DIR").args(["--package", "stacks"]);
    let mut programs = built(&mut command);
    programs.remove("stacks").expect("a program called stacks")
}

/// The emulator's Python, which has Lambda's boto3; there is one as soon as an emulator ran.
#[must_use]
pub(crate) fn python() -> PathBuf {
    let directory = |name: &str| env::var_os(name).map(PathBuf::from);
    let cache = directory("PAYDSL_CACHE_DIR")
        .or_else(|| Some(directory("XDG_CACHE_HOME")?.join("paydsl")))
        .or_else(|| Some(directory("HOME")?.join(".cache/paydsl")));
    let cache = cache.expect("a place for the emulator's packages");
    let entries = fs::read_dir(&cache).into_iter().flatten().flatten();
    let complete = entries.map(|entry| entry.path()).filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name.starts_with("emulator-") && path.join(".complete").exists()
    });
    let newest = complete.max_by_key(|path| path.metadata().and_then(|data| data.modified()).ok());
    newest
        .unwrap_or_else(|| panic!("no emulator below {}", cache.display()))
        .join("bin/python")
}

/// The directory of the functions' workspace.
pub(crate) fn functions_directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn cargo(directory: &Path, subcommand: &str) -> Command {
    let mut command = Command::new("cargo");
    command
        .current_dir(directory)
        .args([subcommand, "--message-format=json-render-diagnostics"])
        .stderr(Stdio::inherit());
    // What cargo says of this very package is not for another cargo: build scripts that look at it would run again.
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(name.as_ref());
        }
    }
    command
}

fn built(command: &mut Command) -> Programs {
    let output = command.output().expect("these tests need cargo on the PATH");
    assert!(output.status.success(), "{command:?}: {}", output.status);
    let messages = String::from_utf8(output.stdout).expect("text");
    let artifacts = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    artifacts
        // A program's own tests are an executable of its name, too.
        .filter(|artifact| artifact["profile"]["test"] == false)
        .filter_map(|artifact| {
            let path = artifact["executable"].as_str()?.into();
            Some((artifact["target"]["name"].as_str()?.to_owned(), path))
        })
        .collect()
}
