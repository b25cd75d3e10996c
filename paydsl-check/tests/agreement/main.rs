//! What `terraform validate` says of modules in the style of public ones, and of mistakes in them, is what is found here:
//! on the same lines, and nothing else.

#![allow(missing_docs, reason = "the names in a test say what they are for")]
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod edits;
mod names;
mod terraform;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use edits::{Edit, SCHEMA, VALUES};
use paydsl_schema::Providers;
use terraform::{Terraform, copy};

/// A file below the root module, and a line in it.
type Line = (String, usize);

#[test]
fn modules_are_accepted_and_mistakes_refused_on_the_lines_where_terraform_refuses_them() {
    let terraform = Terraform::new(&modules());
    let all: Vec<&Edit> = SCHEMA.iter().chain(VALUES).collect();
    assert!(all.len() >= 100, "{}", all.len());
    // Without any edit first.
    let mut batches = vec![Vec::new()];
    batches.extend(in_batches(&all));
    let mut differences = Vec::new();
    for pair in batches.chunks(2) {
        // A validation takes a gigabyte.
        std::thread::scope(|scope| {
            let running: Vec<_> = pair
                .iter()
                .map(|batch| scope.spawn(|| compare(&terraform, batch)))
                .collect();
            for batch in running {
                differences.extend(batch.join().unwrap());
            }
        });
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

fn modules() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/agreement/modules")
}

/// At most one mistake of a module at a time: Terraform does not look at what depends on something wrong.
fn in_batches<'e>(edits: &[&'e Edit]) -> Vec<Vec<&'e Edit>> {
    let mut number_of: BTreeMap<&str, usize> = BTreeMap::new();
    let mut batches: Vec<Vec<&Edit>> = Vec::new();
    for edit in edits {
        let number = number_of.entry(edit.module).or_default();
        if batches.len() <= *number {
            batches.push(Vec::new());
        }
        batches[*number].push(edit);
        *number += 1;
    }
    batches
}

/// Makes the mistakes, and says where Terraform or the check find others than these.
fn compare(terraform: &Terraform, edits: &[&Edit]) -> Vec<String> {
    let directory = tempfile::tempdir().unwrap();
    copy(&modules(), directory.path());
    let wanted: BTreeSet<Line> = edits.iter().map(|edit| make(edit, directory.path())).collect();
    assert_eq!(wanted.len(), edits.len(), "two mistakes on one line");
    let mut differences = Vec::new();
    for (who, found) in [
        ("terraform", terraform.errors(directory.path())),
        ("the check", checked(directory.path())),
    ] {
        let missing = wanted.iter().filter(|line| !found.contains_key(*line));
        differences.extend(missing.map(|line| format!("{who} does not refuse {}:{}", line.0, line.1)));
        let more = found.iter().filter(|(line, _)| !wanted.contains(*line));
        differences.extend(more.map(|(line, said)| format!("{who} refuses {}:{}: {said}", line.0, line.1)));
    }
    differences
}

/// Makes a mistake; returns its line.
fn make(edit: &Edit, root: &Path) -> Line {
    let names = ["main.tf", "main.tf.json"].map(|name| format!("{}/{name}", edit.module));
    let name = names.into_iter().find(|name| root.join(name).is_file()).unwrap();
    let path = root.join(&name);
    let text = fs::read_to_string(&path).unwrap();
    let only = |text: &str, part: &str| assert_eq!(text.matches(part).count(), 1, "{name}: {part}");
    only(&text, edit.from);
    let text = text.replace(edit.from, edit.to);
    fs::write(&path, &text).unwrap();
    let marked = if edit.line.is_empty() { edit.to } else { edit.line };
    only(&text, marked);
    let before = &text[..text.find(marked).unwrap()];
    (name, before.matches('\n').count() + 1)
}

/// What the check finds, by line.
fn checked(root: &Path) -> BTreeMap<Line, String> {
    let report = paydsl_check::check(root, Providers::builtin());
    assert_eq!(report.problems, [], "{}", root.display());
    assert_eq!(report.notes, Vec::<String>::new());
    assert!(report.checked > 100, "{}", report.checked);
    let line = |finding: paydsl_check::Finding| {
        let file = finding.place.file.strip_prefix(root).unwrap().display().to_string();
        (
            (file, finding.place.line),
            format!("{} {}", finding.address, finding.message),
        )
    };
    report.findings.into_iter().map(line).collect()
}
