//! Documents that `policy!` makes: rules see through them, and a reason in a statement counts for its rule.

use paydsl::policy::least_privilege;
use paydsl::prelude::*;

use super::{Env, found, line_of, report};

#[component]
fn reader(name: &str, role: Value<Str>) {
    let policy = aws_iam_role_policy {
        role: role,
        policy: policy!(
            #[exempt("least-privilege", reason = "it reads whatever there is")]
            allow {
                action: "s3:Get*",
                resource: "*"
            },
            allow {
                action: "s3:PutObject",
                resource: "arn:aws:s3:::x/*"
            },
        ),
    };
}

#[stack]
pub fn written(env: &Env) {
    let role = aws_iam_role {
        name: "x",
        assume_role_policy: policy!(allow {
            action: "sts:AssumeRole",
            principal: service("ec2.amazonaws.com"),
        }),
    };
    reader("a", role.id);
    // The document reaches its resource by a local.
    let document = local {
        value: policy!(
            #[exempt("sound-permissions", reason = "newer than the data")]
            allow {
                action: "s3:FrobnicateObject",
                resource: "arn:aws:s3:::x/*"
            },
        ),
    };
    let by_local = aws_iam_role_policy {
        role: role.id,
        policy: document,
    };
}

/// What actions are about is not known to the macro here, but in each environment.
#[stack]
pub fn found_later(env: &Env) {
    let everything = env.name("x").at_most("*");
    let policy = aws_iam_policy {
        policy: policy!(
            allow {
                action: "s3:GetObject",
                resource: everything
            },
            #[exempt("least-privilege", reason = "all of them")]
            allow {
                action: "s3:GetObject",
                resource: everything
            },
        ),
    };
}

/// A text that hides from the macro what it is.
trait Hidden {
    fn at_most(self, text: &str) -> Value<Str>;
}

impl Hidden for Value<Str> {
    fn at_most(self, text: &str) -> Value<Str> {
        text.into_value()
    }
}

/// AWS takes nothing but `*` for these actions, whoever writes the document.
#[stack]
pub fn nothing_narrower(env: &Env) {
    let tracing = data::aws_iam_policy_document {
        statement: [block {
            actions: ["xray:PutTraceSegments", "ecr:GetAuthorizationToken"],
            resources: ["*"],
        }],
    };
    let one_can_be_named = data::aws_iam_policy_document {
        statement: [block {
            actions: ["xray:PutTraceSegments", "s3:GetObject"],
            resources: ["*"],
        }],
    };
}

#[test]
fn a_reason_in_a_statement_counts_for_its_rule() {
    let report = report([least_privilege()], &[written]);
    assert_eq!(report.findings, []);
    let listed: Vec<String> = report
        .exceptions
        .iter()
        .map(|exception| {
            let on: Vec<&str> = exception.declarations.iter().map(|on| on.address.as_str()).collect();
            let messages: Vec<&str> = exception
                .findings
                .iter()
                .map(|finding| finding.message.as_str())
                .collect();
            format!("{} ({}) {on:?} {messages:?}", exception.rule, exception.reason)
        })
        .collect();
    assert_eq!(
        listed,
        [
            r#"least-privilege (it reads whatever there is) ["aws_iam_role_policy.a_policy"] ["allows the actions \"s3:Get*\" and the resources \"*\" in a statement without `sid`"]"#,
            r#"sound-permissions (newer than the data) ["aws_iam_role_policy.by_local"] []"#,
        ]
    );
    let source = include_str!("statements.rs");
    assert_eq!(
        report.exceptions[0].site.line,
        line_of(source, "it reads whatever there is")
    );
}

#[test]
fn a_reason_counts_for_its_statement_only() {
    let report = report([least_privilege()], &[found_later]);
    let findings: Vec<&str> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(findings, [r#"allows the resources "*" in a statement without `sid`"#]);
    assert_eq!(report.exceptions.len(), 1);
    assert_eq!(report.exceptions[0].findings.len(), 1);
}

#[test]
fn what_knows_nothing_narrower_needs_no_reason() {
    assert_eq!(
        found(least_privilege(), nothing_narrower),
        [r#"data.aws_iam_policy_document.one_can_be_named allows the resources "*" in a statement without `sid`"#]
    );
}
