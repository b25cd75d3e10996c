//! What may be done by whom.

use paydsl::policy::{least_privilege, session_duration};
use paydsl::prelude::*;

use super::{Env, found};

#[stack]
pub fn sound(env: &Env) {
    let bucket = aws_s3_bucket { bucket: "x" };
    let trust = data::aws_iam_policy_document {
        statement: [block {
            actions: ["sts:AssumeRole"],
            principals: [block {
                r#type: "Service",
                identifiers: ["lambda.amazonaws.com"],
            }],
        }],
    };
    let role = aws_iam_role {
        name: "x",
        assume_role_policy: trust.json,
        max_session_duration: 3600,
    };
    let silent = aws_iam_role {
        name: "y",
        assume_role_policy: trust.json,
    };
    let narrow = aws_iam_role_policy {
        role: role.id,
        policy: jsonencode([
            ("Version", "2012-10-17"),
            (
                "Statement",
                [
                    [
                        ("Effect", "Allow"),
                        ("Action", "s3:PutObject"),
                        ("Resource", tf!("{bucket.arn}/*")),
                    ],
                    [("Effect", "Deny"), ("Action", "*"), ("Resource", "*")],
                ],
            ),
        ]),
    };
    let account = data::aws_caller_identity {};
    let key_policy = data::aws_iam_policy_document {
        statement: [block {
            actions: ["kms:*"],
            resources: ["*"],
            principals: [block {
                r#type: "AWS",
                identifiers: [tf!("arn:aws:iam::{account.account_id}:root")],
            }],
        }],
    };
    let attachment = aws_iam_role_policy_attachment {
        role: role.name,
        policy_arn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    };
}

#[stack]
pub fn broken(env: &Env) {
    let everything = data::aws_iam_policy_document {
        statement: [
            block {
                sid: "All",
                actions: ["*"],
                resources: ["*"],
            },
            block {
                actions: ["s3:Get*", "s3:PutObject"],
                resources: ["arn:aws:s3:::*"],
            },
            block {
                not_actions: ["iam:PassRole"],
                resources: ["arn:aws:s3:::x"],
            },
        ],
    };
    let role = aws_iam_role {
        name: "x",
        assume_role_policy: everything.json,
        max_session_duration: 43200,
    };
    let inline = aws_iam_role_policy {
        role: role.id,
        policy: jsonencode([(
            "Statement",
            [[
                ("Sid", "Any"),
                ("Effect", "Allow"),
                ("Action", "sqs:SendMessage"),
                ("Resource", "*"),
            ]],
        )]),
    };
    let written = aws_iam_role_policy {
        role: role.id,
        policy: r#"{"Statement": {"Effect": "Allow", "Action": ["sqs:*"], "Resource": "arn:aws:sqs:us-east-1:1:x"}}"#,
    };
    let attachment = aws_iam_role_policy_attachment {
        role: role.name,
        policy_arn: "arn:aws:iam::aws:policy/AmazonS3FullAccess",
    };
}

#[test]
fn policies_name_what_they_allow() {
    assert_eq!(found(least_privilege(), sound), Vec::<String>::new());
    assert_eq!(
        found(least_privilege(), broken),
        [
            r#"data.aws_iam_policy_document.everything allows the actions "*" and the resources "*" in statement `All`"#,
            r#"data.aws_iam_policy_document.everything allows the actions "s3:Get*" and the resources "arn:aws:s3:::*" in a statement without `sid`"#,
            "data.aws_iam_policy_document.everything allows all actions but some (`not_actions`) in a statement without `sid`",
            r#"aws_iam_role_policy.inline allows the resources "*" in statement `Any`"#,
            r#"aws_iam_role_policy.written allows the actions "sqs:*" in a statement without `sid`"#,
            "aws_iam_role_policy_attachment.attachment attaches `AmazonS3FullAccess`, which allows more than any task needs",
        ]
    );
}

#[test]
fn sessions_end_in_time() {
    assert_eq!(found(session_duration(3600), sound), Vec::<String>::new());
    assert_eq!(
        found(session_duration(3600), broken),
        ["aws_iam_role.role has sessions of up to 43200 seconds"]
    );
    // AWS's own maximum is an hour where a role does not say.
    assert_eq!(
        found(session_duration(1800), sound),
        [
            "aws_iam_role.role has sessions of up to 3600 seconds",
            "aws_iam_role.silent has sessions of up to 3600 seconds",
        ]
    );
}
