//! An encrypted SNS topic, with people who are told by mail.

use paydsl::prelude::*;

use super::customer_key;

/// A topic.
#[derive(Clone, Copy)]
pub(crate) struct Topic {
    /// The name that metrics carry.
    pub(crate) name: Value<Str>,
    pub(crate) arn: Value<Str>,
    /// The key that publishers encrypt with.
    pub(crate) key_arn: Value<Str>,
}

/// The services that alarms and events come from.
const ALARMS: [&str; 2] = ["cloudwatch.amazonaws.com", "events.amazonaws.com"];

/// A topic called `sns-<resource>`, of which `email` is told.
///
/// Its key is its own: CloudWatch cannot publish to a topic under the AWS-managed key.
#[component]
pub(crate) fn topic(name: &str, env: &impl Environment, resource: &str, email: Value<Str>) -> Topic {
    let account = data::aws_caller_identity {};
    let key = customer_key(
        "encryption",
        env,
        &format!("sns-{resource}"),
        &format!("Encrypts the topic {resource}"),
        vec![data::aws_iam_policy_document::statement {
            sid: "UsedByAlarms",
            actions: ["kms:Decrypt", "kms:GenerateDataKey"],
            resources: ["*"],
            principals: [block {
                r#type: "Service",
                identifiers: ALARMS,
            }],
            condition: [block {
                test: "StringEquals",
                variable: "aws:SourceAccount",
                values: [account.account_id],
            }],
        }],
    );
    let topic = aws_sns_topic {
        name: env.name(tf!("sns-{resource}")),
        kms_master_key_id: key.arn,
        tags: env.tags(tf!("sns-{resource}")),
    };
    let publishers = data::aws_iam_policy_document {
        statement: [block {
            sid: "PublishFromAlarms",
            actions: ["sns:Publish"],
            resources: [topic.arn],
            principals: [block {
                r#type: "Service",
                identifiers: ALARMS,
            }],
            condition: [block {
                test: "StringEquals",
                variable: "aws:SourceAccount",
                values: [account.account_id],
            }],
        }],
    };
    let policy = aws_sns_topic_policy {
        arn: topic.arn,
        policy: publishers.json,
    };
    let mail = aws_sns_topic_subscription {
        topic_arn: topic.arn,
        protocol: "email",
        endpoint: email,
    };

    Topic {
        name: topic.name,
        arn: topic.arn,
        key_arn: key.arn,
    }
}
