//! `policy!` to the end: the JSON is what is meant, as Terraform itself makes it, and the provider takes it.

#![allow(missing_docs, reason = "the names in a test say what they are for")]

mod support;

use std::fs;
use std::path::Path;

use paydsl::emit::Format;
use paydsl::prelude::*;
use paydsl::project::AnyProject;
use paydsl::synth::{Sources, render, synthesize};
use serde_json::{Value as Json, json};

#[environments]
pub mod env {
    pub struct Env {
        pub region: Str,
        pub account: Str,
    }

    pub const DEV: Env = Env {
        region: "us-east-1",
        account: "123456789012",
    };
}

/// Documents as JSON text.
#[derive(Outputs)]
pub struct Documents {
    pub trust: Value<Str>,
    pub mixed: Value<Str>,
    pub conditions: Value<Str>,
}

#[stack]
pub fn documents(env: &Env) -> Documents {
    let services = vec!["lambda.amazonaws.com", "edgelambda.amazonaws.com"];
    Documents {
        trust: policy!(allow {
            action: "sts:AssumeRole",
            principal: service(services),
        }),
        mixed: policy! {
            allow {
                sid: "Read",
                action: ["s3:GetObject", "s3:ListBucket"],
                resource: ["arn:aws:s3:::b", tf!("arn:aws:s3:::b/{env.account}/${{aws:username}}/*")],
                principal: [aws(env.account, "arn:aws:iam::123456789012:role/x"), service("ec2.amazonaws.com")],
            },
            deny {
                sid: "Transport",
                action: "s3:*",
                resource: "*",
                principal: "*",
                condition: bool("aws:SecureTransport", false),
            },
        },
        conditions: policy!(
            #[exempt("least-privilege", reason = "it shows all elements")]
            allow {
                not_action: "iam:*",
                not_resource: "arn:aws:s3:::b",
                condition: [
                    string_equals("aws:PrincipalOrgID", "o-1"),
                    string_equals("aws:ResourceAccount", [env.account, "210987654321"]),
                    if_exists(numeric_less_than("aws:MultiFactorAuthAge", 3600)),
                    for_any_value(string_like("aws:PrincipalOrgPaths", "o-1/*")),
                    for_all_values(if_exists(string_equals("aws:TagKeys", "Team", "Cost"))),
                    string_like(tf!("aws:PrincipalTag/{env.region}"), "a*"),
                ],
            }
        ),
    }
}

#[stack]
pub fn roles(env: &Env) {
    let bucket = aws_s3_bucket {
        bucket: "b-123456789012",
    };
    let role = aws_iam_role {
        name: "x",
        assume_role_policy: policy!(allow {
            action: "sts:AssumeRole",
            principal: service("lambda.amazonaws.com"),
        }),
    };
    let reading = aws_iam_role_policy {
        role: role.id,
        policy: policy!(
            allow {
                sid: "List",
                action: "s3:ListBucket",
                resource: bucket.arn
            },
            allow {
                sid: "Read",
                action: "s3:GetObject",
                resource: tf!("{bucket.arn}/*")
            },
        ),
    };
    let own = aws_s3_bucket_policy {
        bucket: bucket.id,
        policy: policy!(deny {
            action: "s3:*",
            resource: [bucket.arn, tf!("{bucket.arn}/*")],
            principal: "*",
            condition: bool("aws:SecureTransport", false),
        }),
    };
}

fn write(stack: usize, directory: &Path, format: Format) {
    let project = Project::new("documents", env::all()).stack(documents).stack(roles);
    let project: AnyProject = project.into();
    let module = synthesize(&project, project.ordered()[stack], &Backend::local());
    assert_eq!(module.errors, Vec::<String>::new());
    let sources = Sources::of(&module, Path::new("/"));
    for (name, text) in render(&module, format, &sources, None) {
        fs::write(directory.join(name), text).expect("a file");
    }
}

fn terraform(directory: &Path) -> std::process::Command {
    let mut command = support::terraform();
    command.current_dir(directory).env("TF_WORKSPACE", "dev");
    paydsl::cli::provider_installation(&mut command, &[("hashicorp/aws", "5.100.0")], directory)
        .expect("an installation");
    command
}

fn made(format: Format) {
    let directory = tempfile::tempdir().expect("a directory");
    write(0, directory.path(), format);
    support::ok(terraform(directory.path()), &["init", "-input=false", "-no-color"]);
    support::ok(
        terraform(directory.path()),
        &["apply", "-auto-approve", "-input=false", "-no-color"],
    );
    let outputs = support::ok(terraform(directory.path()), &["output", "-json"]);
    let outputs: Json = serde_json::from_str(&outputs).expect("JSON");
    let document = |name: &str| -> Json {
        serde_json::from_str(outputs[name]["value"].as_str().expect(name)).expect("a document")
    };
    assert_eq!(
        document("trust"),
        json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow",
            "Principal": {"Service": ["lambda.amazonaws.com", "edgelambda.amazonaws.com"]},
            "Action": "sts:AssumeRole",
        }]})
    );
    assert_eq!(
        document("mixed"),
        json!({"Version": "2012-10-17", "Statement": [
            {
                "Sid": "Read",
                "Effect": "Allow",
                "Principal": {
                    "AWS": ["123456789012", "arn:aws:iam::123456789012:role/x"],
                    "Service": "ec2.amazonaws.com",
                },
                "Action": ["s3:GetObject", "s3:ListBucket"],
                "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/123456789012/${aws:username}/*"],
            },
            {
                "Sid": "Transport",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": "*",
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
        ]})
    );
    assert_eq!(
        document("conditions")["Statement"][0]["Condition"],
        json!({
            "StringEquals": {
                "aws:PrincipalOrgID": "o-1",
                "aws:ResourceAccount": ["123456789012", "210987654321"],
            },
            "NumericLessThanIfExists": {"aws:MultiFactorAuthAge": "3600"},
            "ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-1/*"},
            "ForAllValues:StringEqualsIfExists": {"aws:TagKeys": ["Team", "Cost"]},
            "StringLike": {"aws:PrincipalTag/us-east-1": "a*"},
        })
    );
}

#[test]
fn documents_are_what_is_meant_written_as_json() {
    made(Format::Json);
}

#[test]
fn documents_are_what_is_meant_written_as_hcl() {
    made(Format::Hcl);
}

#[test]
fn the_provider_takes_them() {
    let directory = tempfile::tempdir().expect("a directory");
    write(1, directory.path(), Format::Json);
    support::ok(
        terraform(directory.path()),
        &["init", "-input=false", "-no-color", "-backend=false"],
    );
    support::ok(terraform(directory.path()), &["validate", "-no-color"]);
}
