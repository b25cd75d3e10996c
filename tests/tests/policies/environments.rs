//! Several stacks, several environments.

use paydsl::policy::{Finding, destroyability, payments, retention};
use paydsl::prelude::*;
use paydsl::project::AnyProject;

use super::{Env, env, line_of, report};

#[component]
fn bucket(name: &str, env: &Env) {
    let this = aws_s3_bucket {
        bucket: env.name(tf!("s3-{name}")),
    };
}

#[stack]
pub fn first(env: &Env) {
    bucket("a", env);
    bucket("b", env);
}

#[stack]
pub fn second(env: &Env) {
    let kept = aws_dynamodb_table {
        name: env.name("dynamodb-x"),
        hash_key: "id",
        deletion_protection_enabled: env.is_kept,
    };
}

#[test]
fn findings_tell_stack_address_line_and_environments() {
    let report = report([destroyability()], &[first, second]);
    let told = |finding: &Finding| format!("{} {} {:?}", finding.stack, finding.address, finding.environments);
    let told: Vec<String> = report.findings.iter().map(told).collect();
    assert_eq!(
        told,
        [
            "first aws_s3_bucket.a_this [\"dev\", \"prod\"]",
            "first aws_s3_bucket.b_this [\"dev\", \"prod\"]",
            "second aws_dynamodb_table.kept [\"prod\"]",
        ]
    );
    let source = include_str!("environments.rs");
    let lines: Vec<u32> = report.findings.iter().map(|finding| finding.site.line).collect();
    let (bucket, table) = (
        line_of(source, "let this = aws_s3_bucket"),
        line_of(source, "let kept = aws_dynamodb"),
    );
    assert_eq!(lines, [bucket, bucket, table]);
}

#[test]
fn a_rule_takes_the_place_of_another_of_its_name() {
    let project: AnyProject = Project::new("shop", env::all())
        .policies(payments())
        .policies([retention(2557)])
        .into();
    let names: Vec<&str> = project.policies.iter().map(|rule| rule.name).collect();
    assert_eq!(names.iter().filter(|name| **name == "retention").count(), 1);
    assert_eq!(names.len(), payments().len());
}

#[test]
fn a_project_without_rules_is_not_judged() {
    assert!(report([], &[first, second]).is_clean());
}
