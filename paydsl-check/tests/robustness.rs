//! Whatever a directory holds, there is an answer: findings, or what could not be read and where.

#![allow(missing_docs, reason = "the names in a test say what they are for")]
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::fs;
use std::path::{Path, PathBuf};

use paydsl_check::{Report, check};
use paydsl_schema::Providers;
use proptest::prelude::*;

fn checked(files: &[(&str, &[u8])]) -> Report {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(directory.path().join(name), text).unwrap();
    }
    check(directory.path(), Providers::builtin())
}

/// The modules of the other tests.
fn samples() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/agreement/modules");
    let directories = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let files = directories.flat_map(|directory| ["main.tf", "main.tf.json"].map(|name| directory.join(name)));
    let mut samples: Vec<(PathBuf, String)> = files
        .filter_map(|path| Some((path.clone(), fs::read_to_string(path).ok()?)))
        .collect();
    samples.sort();
    assert!(samples.len() > 10);
    samples
}

fn name(path: &Path) -> &'static str {
    match path.extension().is_some_and(|extension| extension == "json") {
        true => "main.tf.json",
        false => "main.tf",
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..300), json in any::<bool>()) {
        let name = if json { "x.tf.json" } else { "x.tf" };
        let report = checked(&[(name, &bytes)]);
        for problem in report.problems {
            prop_assert!(!problem.message.is_empty());
        }
    }

    #[test]
    fn any_text_is_answered(text in "([a-z]{1,4}|[ \n\t\"'${}%()\\[\\]=:,.?!<>*/+&|#~-]|<<E\n|for |if |in |\\$\\{|%\\{|null|1|é){0,120}") {
        checked(&[("x.tf", text.as_bytes()), ("y.tf.json", text.as_bytes())]);
    }

    #[test]
    fn truncated_files_are_answered(number in any::<prop::sample::Index>(), end in any::<prop::sample::Index>()) {
        let samples = samples();
        let (path, text) = number.get(&samples);
        let bytes = text.as_bytes();
        checked(&[(name(path), &bytes[..end.index(bytes.len())])]);
    }

    #[test]
    fn changed_files_are_answered(
        number in any::<prop::sample::Index>(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), "[ \n\"${}%()\\[\\]=:,.?a0-]{0,3}", 0usize..6), 1..6),
    ) {
        let samples = samples();
        let (path, text) = number.get(&samples);
        let mut bytes = text.clone().into_bytes();
        for (at, insert, remove) in changes {
            let start = at.index(bytes.len());
            let end = (start + remove).min(bytes.len());
            bytes.splice(start..end, insert.into_bytes());
        }
        let report = checked(&[(name(path), &bytes)]);
        for finding in report.findings {
            prop_assert!(finding.place.line > 0 && finding.place.column > 0);
        }
    }
}

#[test]
fn what_is_nested_too_deeply_is_told() {
    for open in [
        "[",
        "{a=",
        "(",
        "f(",
        "!",
        "-",
        "\"${",
        "[for x in ",
        "x ? ",
        "true ? 1 : ",
    ] {
        let text = format!("locals {{\n  a = {}\n}}\n", open.repeat(20_000));
        let report = checked(&[("x.tf", text.as_bytes())]);
        assert_eq!(report.problems.len(), 1, "{open}");
    }
    let blocks = "a {\n".repeat(20_000);
    assert_eq!(checked(&[("x.tf", blocks.as_bytes())]).problems.len(), 1);
    let arrays = "[".repeat(20_000);
    assert_eq!(checked(&[("x.tf.json", arrays.as_bytes())]).problems.len(), 1);
    let sum = format!("locals {{\n  a = {}1\n}}\n", "1 + ".repeat(20_000));
    assert_eq!(checked(&[("x.tf", sum.as_bytes())]).problems.len(), 1);
}

#[test]
fn what_cannot_be_read_is_told_with_its_place() {
    for (name, text, line, column, said) in [
        (
            "a.tf",
            "resource \"aws_vpc\" \"x\" {\n  cidr_block = \n}\n",
            2,
            16,
            "an expression is missing",
        ),
        ("a.tf", "locals {\n  a = 1\n  a = 2\n}\n", 3, 3, "given twice"),
        ("a.tf", "locals {\n  a = \"x\n}\n", 2, 7, "closing quote"),
        ("a.tf", "locals {\n  a = 1 2\n}\n", 2, 9, "end of the line"),
        ("a.tf", "locals {\n", 2, 1, "closing brace"),
        ("a.tf", "locals {\n  é = <<X\n  é\n}\n", 2, 7, "end of this heredoc"),
        ("a.tf", "resource \"aws_vpc\" {\n}\n", 1, 1, "two labels"),
        ("a.tf.json", "{\n  \"locals\": }\n", 2, 13, "brace"),
        ("a.tf.json", "[1]", 1, 1, "object"),
        ("a.tf.json", "", 1, 1, "empty"),
        ("a.tf.json", "{\"locals\": {\"a\": \"${\"}}", 1, 18, "expression"),
        ("a.tf", "\0\u{1}", 1, 1, "name of an argument"),
    ] {
        // The other file is checked all the same.
        let report = checked(&[
            (name, text.as_bytes()),
            ("z.tf", b"resource \"aws_vpc\" \"z\" {\n  no = 1\n}\n"),
        ]);
        let [problem] = report.problems.as_slice() else {
            panic!("{text:?}: {:?}", report.problems)
        };
        assert_eq!(
            (problem.place.line, problem.place.column),
            (line, column),
            "{text:?}: {}",
            problem.message
        );
        assert!(problem.message.contains(said), "{text:?}: {}", problem.message);
        assert_eq!(report.findings.len(), 1, "{text:?}");
    }
}

#[test]
fn files_that_are_no_texts_are_told() {
    let report = checked(&[("a.tf", &[0xff, 0xfe, 0x00])]);
    assert!(report.problems[0].message.contains("UTF-8"), "{:?}", report.problems);

    let directory = tempfile::tempdir().unwrap();
    fs::create_dir(directory.path().join("b.tf")).unwrap();
    let report = check(directory.path(), Providers::builtin());
    assert!(
        report.problems[0].message.contains("no regular file"),
        "{:?}",
        report.problems
    );

    let empty = tempfile::tempdir().unwrap();
    let report = check(empty.path(), Providers::builtin());
    assert!(
        report.problems[0].message.contains("no Terraform configuration"),
        "{:?}",
        report.problems
    );
    let report = check(&empty.path().join("none"), Providers::builtin());
    assert!(
        report.problems[0].message.contains("cannot be read"),
        "{:?}",
        report.problems
    );
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_broken_ones_told() {
    let directory = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    fs::write(
        elsewhere.path().join("x"),
        "resource \"aws_vpc\" \"x\" {\n  no = 1\n}\n",
    )
    .unwrap();
    std::os::unix::fs::symlink(elsewhere.path().join("x"), directory.path().join("x.tf")).unwrap();
    std::os::unix::fs::symlink("/nowhere/at/all", directory.path().join("y.tf")).unwrap();
    let report = check(directory.path(), Providers::builtin());
    assert_eq!(report.findings.len(), 1);
    assert!(
        report.problems[0].message.contains("leads nowhere"),
        "{:?}",
        report.problems
    );
}
