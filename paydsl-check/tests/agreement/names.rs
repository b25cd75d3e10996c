//! References, and what calls of modules give.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use paydsl_schema::Providers;
use serde_json::Value as Json;
use tempfile::TempDir;

use super::Line;
use super::terraform::{Terraform, copy};

/// The module with the mistakes. Their files are called otherwise here, so that all that is called so is right.
fn module() -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/agreement/names"),
        directory.path(),
    );
    for name in ["main.tf", "more.tf.json"] {
        let path = directory.path().join(name);
        fs::rename(directory.path().join(format!("{name}.mistakes")), path).unwrap();
    }
    directory
}

/// The lines that say that there is a mistake on them.
fn marked(root: &Path) -> BTreeSet<Line> {
    let mut lines = BTreeSet::new();
    for name in ["main.tf", "more.tf.json"] {
        let text = fs::read_to_string(root.join(name)).unwrap();
        let marked = text.lines().enumerate().filter(|(_, line)| line.contains("mistake"));
        lines.extend(marked.map(|(number, _)| (name.to_owned(), number + 1)));
    }
    // The heading explains the word.
    lines.remove(&("main.tf".to_owned(), 1));
    lines
}

/// The lines on which the check finds something that is of a kind.
fn found(root: &Path) -> BTreeSet<Line> {
    let report = paydsl_check::check(root, Providers::builtin());
    assert_eq!(report.problems, []);
    let line = |finding: paydsl_check::Finding| {
        let file = finding.place.file.strip_prefix(root).unwrap().display().to_string();
        (file, finding.place.line)
    };
    report.findings.into_iter().map(line).collect()
}

#[test]
fn references_to_what_is_not_there_are_refused_on_the_lines_where_terraform_refuses_them() {
    let directory = module();
    let terraform = Terraform::new(directory.path());
    let marked = marked(directory.path());
    assert!(marked.len() >= 28, "{}", marked.len());
    let refused = terraform.errors(directory.path());
    assert_eq!(
        refused.keys().cloned().collect::<BTreeSet<Line>>(),
        marked,
        "{refused:#?}"
    );
    assert_eq!(found(directory.path()), marked);
}

#[test]
fn a_call_gives_the_variables_that_the_module_has() {
    let names = module();
    let terraform = Terraform::new(names.path());
    for (given, line) in [("  nam = \"x\"\n  name = \"y\"\n", 3), ("  size = 3\n", 1)] {
        let directory = tempfile::tempdir().unwrap();
        copy(&names.path().join("child"), &directory.path().join("child"));
        let text = format!("module \"one\" {{\n  source = \"./child\"\n{given}}}\n");
        fs::write(directory.path().join("main.tf"), text).unwrap();
        let wanted = BTreeSet::from([("main.tf".to_owned(), line)]);
        let refused = terraform.errors(directory.path());
        assert_eq!(refused.into_keys().collect::<BTreeSet<Line>>(), wanted);
        assert_eq!(found(directory.path()), wanted);
    }
}

#[test]
fn nothing_is_declared_twice() {
    let names = module();
    let terraform = Terraform::new(names.path());
    for block in [
        "resource \"aws_sqs_queue\" \"a\" {}",
        "data \"aws_region\" \"a\" {}",
        "variable \"a\" {}",
        "output \"a\" {\n value = 1\n}",
        "provider \"aws\" {}",
        "provider \"aws\" {\n alias = \"a\"\n}",
    ] {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        fs::write(root.join("a.tf"), format!("{block}\n")).unwrap();
        fs::write(root.join("b.tf"), format!("\n{block}\n")).unwrap();
        let refused = terraform.errors(root);
        let lines: Vec<&Line> = refused.keys().collect();
        assert_eq!(lines, [&("b.tf".to_owned(), 2)], "{block}: {refused:?}");
        let report = paydsl_check::check(root, Providers::builtin());
        let problems: Vec<String> = report
            .problems
            .iter()
            .map(|problem| problem.place.to_string())
            .collect();
        assert_eq!(problems, [format!("{}:2:1", root.join("b.tf").display())], "{block}");
        // An override file adds to what is there.
        fs::remove_file(root.join("b.tf")).unwrap();
        fs::write(root.join("b_override.tf"), format!("{block}\n")).unwrap();
        assert_eq!(paydsl_check::check(root, Providers::builtin()).problems, [], "{block}");
    }
}

#[test]
fn every_function_of_terraform_is_known() {
    let output = Command::new("terraform")
        .args(["metadata", "functions", "-json"])
        .output()
        .expect("terraform has to be on PATH for these tests");
    let metadata: Json = serde_json::from_slice(&output.stdout).unwrap();
    let names: Vec<&String> = metadata["function_signatures"].as_object().unwrap().keys().collect();
    assert!(names.len() > 100, "{}", names.len());
    let directory = tempfile::tempdir().unwrap();
    let calls: Vec<String> = names.iter().map(|name| format!("{name}()")).collect();
    let text = format!("locals {{\n  all = [{}]\n}}\n", calls.join(", "));
    fs::write(directory.path().join("main.tf"), text).unwrap();
    assert_eq!(found(directory.path()), BTreeSet::new());
}
