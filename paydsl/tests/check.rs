//! `paydsl check`, as a command: what it prints, and with what it exits.

#![allow(missing_docs, reason = "the names in a test say what they are for")]
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value as Json, json};
use tempfile::TempDir;

const SARIF: &str = include_str!("cli/sarif-2.1.0.schema.json");

/// A variable, a bucket and what is wrong with others.
const MAIN: &str = r#"variable "size" {
  default = "large"
}

resource "aws_vpc" "main" {
  cidr_blok          = "10.0.0.0/16"
  enable_dns_support = "maybe"
}

resource "aws_sqs_queue" "jobs" {
  delay_seconds = var.size
}
"#;

struct Answer {
    code: i32,
    out: String,
    error: String,
}

fn directory(files: &[(&str, &str)]) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    directory
}

fn run(directory: &Path, arguments: &[&str]) -> Answer {
    let mut command = Command::new(env!("CARGO_BIN_EXE_paydsl"));
    // Nothing on the PATH: it needs no terraform.
    let output = command
        .current_dir(directory)
        .args(arguments)
        .env("PATH", "")
        .output()
        .unwrap();
    Answer {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        error: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn findings_stand_on_their_lines() {
    let answer = run(directory(&[("main.tf", MAIN)]).path(), &["check"]);
    assert_eq!(answer.error, "");
    let wanted = "\
error: main.tf:6:3: aws_vpc.main `cidr_blok` is no argument or block here; the nearest is `cidr_block` [unknown-name]
error: main.tf:7:24: aws_vpc.main `enable_dns_support` must be true or false, not \"maybe\" [type]
error: main.tf:11:19: aws_sqs_queue.jobs `delay_seconds` must be a number, not \"large\" (by the default of variable `size`) [type]
3 findings in 2 declarations
";
    assert_eq!((answer.out.as_str(), answer.code), (wanted, 1));
}

#[test]
fn findings_are_told_as_json() {
    let answer = run(
        directory(&[("main.tf", MAIN)]).path(),
        &["check", ".", "--format", "json"],
    );
    assert_eq!(answer.code, 1);
    let all: Json = serde_json::from_str(&answer.out).unwrap();
    assert_eq!(all.as_array().unwrap().len(), 3);
    let wanted = json!({
        "address": "aws_sqs_queue.jobs",
        "path": "delay_seconds",
        "rule": "type",
        "message": "`delay_seconds` must be a number, not \"large\" (by the default of variable `size`)",
        "file": "main.tf",
        "line": 11,
        "column": 19,
        "defaults": ["size"],
    });
    assert_eq!(all[2], wanted);
}

#[test]
fn findings_are_told_as_sarif() {
    // Without the one pattern in it that is no regular expression.
    let schema = SARIF.replace(
        "^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$",
        "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$",
    );
    let schema: Json = serde_json::from_str(&schema).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for (files, results) in [(&[("a b.tf", MAIN)], 3), (&[("main.tf", "locals {}\n")], 0)] {
        let answer = run(directory(files).path(), &["check", "--format", "sarif"]);
        let log: Json = serde_json::from_str(&answer.out).unwrap();
        let faults: Vec<String> = schema.iter_errors(&log).map(|error| error.to_string()).collect();
        assert_eq!(faults, Vec::<String>::new());
        let found = log["runs"][0]["results"].as_array().unwrap();
        assert_eq!(found.len(), results);
        if let Some(first) = found.first() {
            let place = &first["locations"][0]["physicalLocation"];
            assert_eq!(place["artifactLocation"]["uri"], "a%20b.tf");
            assert_eq!(place["region"], json!({ "startLine": 6, "startColumn": 3 }));
        }
    }
}

#[test]
fn what_is_right_is_no_finding() {
    let text = "resource \"aws_vpc\" \"main\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n";
    let answer = run(directory(&[("main.tf", text)]).path(), &["check"]);
    assert_eq!(
        (answer.out.as_str(), answer.code),
        ("no findings in 1 declaration\n", 0)
    );
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_checked() {
    let files = [("bad.tf", "locals {\n  a =\n}\n"), ("main.tf", MAIN)];
    let answer = run(directory(&files).path(), &["check", "--format", "json"]);
    assert_eq!(answer.code, 2);
    assert_eq!(
        answer.error,
        "error: bad.tf:2:6: an expression is missing: the line ends here\n"
    );
    let all: Json = serde_json::from_str(&answer.out).unwrap();
    assert_eq!(all.as_array().unwrap().len(), 3);

    let text = run(directory(&files).path(), &["check"]).out;
    assert!(text.ends_with("; not everything could be read\n"), "{text}");
    assert_eq!(run(directory(&files[..1]).path(), &["check"]).out, "");

    // A log without results must not look like a run that found nothing.
    let sarif = |files: &[(&str, &str)]| -> Json {
        let answer = run(directory(files).path(), &["check", "--format", "sarif"]);
        let log: Json = serde_json::from_str(&answer.out).unwrap();
        log["runs"][0]["invocations"][0].clone()
    };
    let invocation = sarif(&files[..1]);
    assert_eq!(invocation["executionSuccessful"], false);
    let notification = &invocation["toolExecutionNotifications"][0];
    assert_eq!(
        notification["message"]["text"],
        "an expression is missing: the line ends here"
    );
    let place = &notification["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "bad.tf");
    assert_eq!(place["region"]["startLine"], 2);
    let invocation = sarif(&files[1..]);
    assert_eq!(invocation["executionSuccessful"], true);
    assert_eq!(invocation["toolExecutionNotifications"], serde_json::json!([]));

    let nowhere = run(directory(&[]).path(), &["check", "nowhere"]);
    assert_eq!(nowhere.code, 2);
    assert!(nowhere.error.contains("nowhere"), "{}", nowhere.error);
    assert_eq!(run(directory(&[]).path(), &["check", "--format", "xml"]).code, 2);
}

#[test]
fn a_damaged_archive_is_named_and_never_passes() {
    let whole = fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../paydsl-schema/providers/terraform-1.11.4.paydsl"
    ))
    .unwrap();
    let right = "resource \"terraform_data\" \"a\" {}\n";
    let wrong = "resource \"terraform_data\" \"a\" {\n  inptu = 1\n}\n";
    let with = |archive: &[u8], text: &str| {
        let directory = directory(&[("main.tf", text), ("providers/terraform-9.9.9.paydsl", "")]);
        fs::write(directory.path().join("providers/terraform-9.9.9.paydsl"), archive).unwrap();
        run(directory.path(), &["check"])
    };
    for (text, code) in [(right, 0), (wrong, 1)] {
        let answer = with(&whole, text);
        assert_eq!((answer.code, answer.error.as_str()), (code, ""), "{}", answer.out);
    }

    let mut damaged: Vec<(String, Vec<u8>)> = vec![("a text".to_owned(), b"no archive".to_vec())];
    let last = whole.len() - 1;
    for length in [0, 1, 6, 7, 8, 15, 16, 17, whole.len() / 2, last] {
        damaged.push((format!("{length} bytes of it"), whole[..length].to_vec()));
    }
    for (number, position) in [0, 6, 8, 15, 16, 20, 60, whole.len() / 3, whole.len() / 2, last]
        .into_iter()
        .enumerate()
    {
        let mut bytes = whole.clone();
        bytes[position] ^= 1 << (number % 8);
        damaged.push((format!("another bit in byte {position}"), bytes));
    }
    let longer = whole.iter().copied().chain([0]).collect();
    damaged.push(("a byte more".to_owned(), longer));
    let place = std::path::MAIN_SEPARATOR_STR;
    for (what, bytes) in damaged {
        for text in [right, wrong] {
            let answer = with(&bytes, text);
            assert_eq!(answer.code, 2, "{what}: {}{}", answer.out, answer.error);
            let told = answer.error.lines().collect::<Vec<_>>();
            let [line] = told[..] else {
                panic!("{what}: {told:?}");
            };
            assert!(line.starts_with("error: "), "{what}: {line}");
            let file = format!("providers{place}terraform-9.9.9.paydsl: ");
            assert!(line.contains(&file), "{what}: {line}");
            assert!(
                line.ends_with("; write it anew with `paydsl provider add`"),
                "{what}: {line}"
            );
        }
    }
}

#[test]
fn an_archive_of_another_format_is_named() {
    let mut bytes = fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../paydsl-schema/providers/aws-5.100.0.paydsl"
    ))
    .unwrap();
    assert!(bytes.starts_with(b"PAYDSL\0"));
    let version = bytes[7];
    for other in [version - 1, version + 1, u8::MAX] {
        bytes[7] = other;
        let directory = directory(&[("main.tf", MAIN), ("providers/aws-6.0.0.paydsl", "")]);
        fs::write(directory.path().join("providers/aws-6.0.0.paydsl"), &bytes).unwrap();
        let answer = run(directory.path(), &["check"]);
        assert_eq!(answer.code, 2);
        let wanted = format!("aws-6.0.0.paydsl: this archive has format {other}, and this paydsl reads format ");
        assert!(answer.error.contains(&wanted), "{}", answer.error);
    }
}

/// A module that requires a version of the AWS provider, with a type that this does not have.
fn requiring(constraint: &str) -> String {
    format!(
        "terraform {{\n  required_providers {{\n    aws = {{\n      source  = \"hashicorp/aws\"\n      \
         version = \"{constraint}\"\n    }}\n  }}\n}}\n\
         resource \"google_x\" \"a\" {{}}\ndata \"google_y\" \"b\" {{}}\nresource \"aws_vcp\" \"c\" {{}}\n"
    )
}

#[test]
fn providers_that_are_not_known_and_other_versions_are_notes() {
    let answer = run(directory(&[("main.tf", &requiring("~> 5.99.1"))]).path(), &["check"]);
    let wanted = "\
error: main.tf:11:10: aws_vcp.c is of no resource type of hashicorp/aws 5.100.0; did you mean `aws_vpc`? [unknown-type]
note: hashicorp/aws ~> 5.99.1 is required; checked is what version 5.100.0 demands
note: 2 declarations of hashicorp/google not checked: there is no archive of that provider; `paydsl provider add` writes one
1 finding in 1 declaration
";
    assert_eq!((answer.out.as_str(), answer.code), (wanted, 1));
}

#[test]
fn other_major_versions_are_not_checked() {
    let lock = "provider \"registry.terraform.io/hashicorp/aws\" {\n  version     = \"6.2.0\"\n  constraints = \">= 5.0.0\"\n}\n";
    for (constraint, lock, said) in [
        (">= 6.0", None, ">= 6.0 is required"),
        ("~> 4.0", None, "~> 4.0 is required"),
        (">= 5.0", Some(lock), "6.2.0 and >= 5.0 is required"),
    ] {
        let text = requiring(constraint);
        let mut files = vec![("main.tf", text.as_str())];
        files.extend(lock.map(|lock| (".terraform.lock.hcl", lock)));
        let answer = run(directory(&files).path(), &["check"]);
        let wanted = format!(
            "note: 1 declaration of hashicorp/aws not checked: {said}, and the archive is of 5.100.0; \
             `paydsl provider add hashicorp/aws VERSION` writes another\n"
        );
        assert!(answer.out.starts_with(&wanted), "{}", answer.out);
        assert!(
            answer.out.ends_with("\nno findings in no declarations\n"),
            "{}",
            answer.out
        );
        assert_eq!(answer.code, 0);
    }
    // What a module requires counts wherever it is called from.
    let main = "module \"inner\" {\n  source = \"./inner\"\n}\nresource \"aws_vcp\" \"c\" {}\n";
    let files = [("main.tf", main), ("inner/main.tf", &requiring(">= 6.0"))];
    let answer = run(directory(&files).path(), &["check"]);
    assert!(
        answer.out.contains("2 declarations of hashicorp/aws not checked"),
        "{}",
        answer.out
    );
}

#[test]
fn local_modules_are_checked_once_and_their_arguments_are_unknown() {
    let module = "variable \"delay\" {\n  default = \"soon\"\n}\nvariable \"age\" {\n  default = \"old\"\n}\n\
                  resource \"aws_sqs_queue\" \"q\" {\n  delay_seconds             = var.delay\n  message_retention_seconds = var.age\n}\n";
    let main = "module \"a\" {\n  source = \"./queue\"\n  delay  = 3\n}\nmodule \"b\" {\n  source = \"./queue\"\n}\n\
                module \"c\" {\n  source = \"registry/of/others\"\n}\n";
    let answer = run(
        directory(&[("main.tf", main), ("queue/main.tf", module)]).path(),
        &["check"],
    );
    assert!(
        answer
            .out
            .contains("queue/main.tf:9:31: module.a.aws_sqs_queue.q `message_retention_seconds`"),
        "{}",
        answer.out
    );
    assert!(answer.out.ends_with("1 finding in 1 declaration\n"), "{}", answer.out);
    let missing = run(
        directory(&[("main.tf", "module \"a\" {\n  source = \"./no\"\n}\n")]).path(),
        &["check"],
    );
    assert_eq!(missing.code, 2);
    assert!(
        missing.error.starts_with("error: main.tf:2:3: module `./no`"),
        "{}",
        missing.error
    );
}

#[test]
fn overrides_take_the_place_of_what_they_override() {
    let wrong = "resource \"aws_sqs_queue\" \"q\" {\n  delay_seconds = \"soon\"\n}\n";
    let right = r#"{"resource": {"aws_sqs_queue": {"q": {"delay_seconds": 3}}}}"#;
    let answer = run(
        directory(&[("main.tf", wrong), ("main_override.tf.json", right)]).path(),
        &["check"],
    );
    assert_eq!(
        (answer.out.as_str(), answer.code),
        ("no findings in 1 declaration\n", 0)
    );
}

#[test]
fn values_in_files_take_the_place_of_defaults() {
    let answer = run(
        directory(&[("main.tf", MAIN), ("terraform.tfvars", "size = 3\n")]).path(),
        &["check"],
    );
    assert!(answer.out.ends_with("2 findings in 2 declarations\n"), "{}", answer.out);
}

#[test]
fn a_default_plays_no_part_where_there_is_no_instance() {
    let text = "variable \"on\" {\n  default = false\n}\nvariable \"delay\" {\n  default = \"soon\"\n}\n\
                resource \"aws_sqs_queue\" \"q\" {\n  count         = var.on ? 1 : 0\n  delay_seconds = var.delay\n}\n";
    let answer = run(directory(&[("main.tf", text)]).path(), &["check"]);
    assert_eq!(
        (answer.out.as_str(), answer.code),
        ("no findings in 1 declaration\n", 0)
    );
}

#[test]
fn references_that_can_never_be_right_are_findings() {
    let text = "resource \"aws_kms_key\" \"k\" {}\nresource \"aws_s3_bucket\" \"b\" {}\nlocals {\n  name = aws_s3_bucket.b.bucket\n}\n\
                resource \"aws_cloudwatch_log_group\" \"l\" {\n  count      = 2\n  kms_key_id = aws_kms_key.k.arn\n}\n\
                resource \"aws_lambda_permission\" \"p\" {\n  action        = \"lambda:InvokeFunction\"\n  function_name = \"f\"\n  \
                principal     = \"s3.amazonaws.com\"\n  source_arn    = local.name\n}\n";
    let answer = run(directory(&[("main.tf", text)]).path(), &["check"]);
    assert!(
        answer
            .out
            .contains("main.tf:14:19: aws_lambda_permission.p `source_arn` must be an ARN"),
        "{}",
        answer.out
    );
    assert!(answer.out.contains("`aws_s3_bucket.b.bucket`"), "{}", answer.out);
    assert!(answer.out.ends_with("1 finding in 4 declarations\n"), "{}", answer.out);
}

#[test]
fn secrets_are_never_shown() {
    let text = "variable \"token\" {\n  default   = \"hunter2 is long enough\"\n  sensitive = true\n}\n\
                resource \"aws_vpc\" \"v\" {\n  enable_dns_support = var.token\n}\n\
                resource \"aws_db_instance\" \"d\" {\n  instance_class = \"db.t4g.micro\"\n  password       = [\"hunter2\"]\n}\n";
    for format in ["text", "json", "sarif"] {
        let answer = run(directory(&[("main.tf", text)]).path(), &["check", "--format", format]);
        assert_eq!(answer.code, 1, "{}", answer.out);
        assert!(
            !answer.out.contains("hunter2") && !answer.error.contains("hunter2"),
            "{}",
            answer.out
        );
    }
}
