//! `paydsl check` of all the Terraform in this repository. Terraform accepts each of these modules, other tests see to that,
//! so nothing may be found in any; and in both formats that `synth` writes the same has to be checked.

#![allow(missing_docs, reason = "the names in a test say what they are for")]
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use paydsl_schema::Providers;
use support::{Workspace, repository};

/// How many declarations of a module are checked; there is nothing to find, to miss or to note in it.
#[track_caller]
fn checked(directory: &Path) -> usize {
    let report = paydsl_check::check(directory, Providers::builtin());
    assert_eq!(report.problems, [], "{}", directory.display());
    assert_eq!(report.findings, [], "{}", directory.display());
    assert_eq!(report.notes, Vec::<String>::new(), "{}", directory.display());
    report.checked
}

fn is_terraform(path: &Path) -> bool {
    let name = path.to_string_lossy();
    name.ends_with(".tf") || name.ends_with(".tf.json")
}

#[test]
fn both_formats_are_checked_alike() {
    let [json, hcl] = ["json", "hcl"].map(|format| {
        let workspace = Workspace::new();
        let _ = workspace.ok(&["synth", "--format", format]);
        let generated = workspace.root().join("generated");
        let files = workspace.files("generated").into_iter().map(|(path, _)| path);
        let stacks = files.filter(|path| is_terraform(path) && path.to_string_lossy().contains("main.tf"));
        let stacks = stacks.map(|path| path.parent().unwrap().to_owned());
        stacks
            .map(|stack| {
                let number = checked(&generated.join(&stack));
                (stack, number)
            })
            .collect::<BTreeMap<PathBuf, usize>>()
    });
    assert_eq!(json, hcl);
    assert!(json.len() >= 15 && json.values().all(|number| *number > 10), "{json:?}");
    assert!(json.values().sum::<usize>() > 500, "{json:?}");
}

#[test]
fn nothing_is_found_in_what_this_repository_has() {
    let root = repository();
    let mut modules = BTreeMap::new();
    collect(&root, &mut modules);
    let mut files = 0;
    for (directory, names) in &modules {
        files += names.len();
        if directory.ends_with("paydsl/tests/emulator") {
            // Each of these is a module of its own.
            for name in names {
                let alone = tempfile::tempdir().unwrap();
                fs::copy(directory.join(name), alone.path().join("main.tf")).unwrap();
                assert!(checked(alone.path()) > 20, "{}", name.display());
            }
        } else {
            let _ = checked(directory);
        }
    }
    assert!(modules.len() > 30 && files > 100, "{modules:?}");
}

/// The directories with Terraform's files below a directory, and their names; neither what is built nor what is hidden.
fn collect(directory: &Path, modules: &mut BTreeMap<PathBuf, Vec<PathBuf>>) {
    for entry in fs::read_dir(directory).unwrap() {
        let entry = entry.unwrap();
        let (path, name) = (entry.path(), PathBuf::from(entry.file_name()));
        let hidden = name.to_string_lossy().starts_with('.');
        if entry.file_type().unwrap().is_dir() {
            if !hidden && !["target", "code"].contains(&&*name.to_string_lossy()) {
                collect(&path, modules);
            }
        } else if !hidden && is_terraform(&name) {
            modules.entry(directory.to_owned()).or_default().push(name);
        }
    }
}
