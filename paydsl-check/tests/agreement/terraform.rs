//! Terraform with the modules' provider, installed once.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value as Json;
use tempfile::TempDir;

const AWS: (&str, &str) = ("hashicorp/aws", "5.100.0");

/// An initialised root module: its data and lock file serve all copies of it.
pub(crate) struct Terraform {
    directory: TempDir,
}

impl Terraform {
    pub(crate) fn new(modules: &Path) -> Self {
        let terraform = Terraform {
            directory: tempfile::tempdir().unwrap(),
        };
        let root = terraform.directory.path();
        copy(modules, &root.join("modules"));
        let output = terraform.run(
            &root.join("modules"),
            &["init", "-input=false", "-backend=false", "-no-color"],
        );
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        terraform
    }

    fn run(&self, module: &Path, arguments: &[&str]) -> Output {
        let root = self.directory.path();
        let mut command = Command::new("terraform");
        command
            .current_dir(module)
            .args(arguments)
            .env("TF_DATA_DIR", root.join("data"))
            .env("CHECKPOINT_DISABLE", "1")
            .env_remove("TF_WORKSPACE")
            .env_remove("TF_CLI_ARGS");
        paydsl::cli::provider_installation(&mut command, &[AWS], root).unwrap();
        command.output().expect("terraform has to be on PATH for these tests")
    }

    /// The errors that `terraform validate` finds in a copy of the modules, by file and line.
    pub(crate) fn errors(&self, module: &Path) -> BTreeMap<(String, usize), String> {
        let lock = ".terraform.lock.hcl";
        fs::copy(self.directory.path().join("modules").join(lock), module.join(lock)).unwrap();
        let output = self.run(module, &["validate", "-json"]);
        let answer: Json = serde_json::from_slice(&output.stdout).unwrap();
        let all = answer["diagnostics"].as_array().unwrap();
        let errors = all.iter().filter(|diagnostic| diagnostic["severity"] == "error");
        let place = |error: &Json| {
            let file = error["range"]["filename"].as_str().unwrap_or_default().to_owned();
            let line = error["range"]["start"]["line"].as_u64().unwrap_or_default() as usize;
            ((file, line), format!("{}: {}", error["summary"], error["detail"]))
        };
        errors.map(place).collect()
    }
}

/// Copies a directory's files, and those of the directories in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => {
                fs::copy(entry.path(), target).unwrap();
            }
        }
    }
}
