//! What functions may do, as statements of their policies; each names the resource it is about.

use paydsl::prelude::*;

/// Reads and writes single items of a table, on conditions too; neither searches it nor deletes.
#[helper]
pub(crate) fn records_items(sid: &str, arn: Value<Str>) -> data::aws_iam_policy_document::statement {
    data::aws_iam_policy_document::statement {
        sid: sid,
        actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
        resources: [arn],
    }
}

/// Reads and changes single items of a table.
#[helper]
pub(crate) fn changes_items(sid: &str, arn: Value<Str>) -> data::aws_iam_policy_document::statement {
    data::aws_iam_policy_document::statement {
        sid: sid,
        actions: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
        resources: [arn],
    }
}

/// Takes messages from a queue, as the mapping from queue to function does in its name.
#[helper]
pub(crate) fn takes_messages(sid: &str, arn: Value<Str>) -> data::aws_iam_policy_document::statement {
    data::aws_iam_policy_document::statement {
        sid: sid,
        actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        resources: [arn],
    }
}

/// Sends messages to a queue.
#[helper]
pub(crate) fn sends_messages(sid: &str, arn: Value<Str>) -> data::aws_iam_policy_document::statement {
    data::aws_iam_policy_document::statement {
        sid: sid,
        actions: ["sqs:SendMessage"],
        resources: [arn],
    }
}

/// Reads a secret of Secrets Manager.
#[helper]
pub(crate) fn reads_secret(sid: &str, arn: Value<Str>) -> data::aws_iam_policy_document::statement {
    data::aws_iam_policy_document::statement {
        sid: sid,
        actions: ["secretsmanager:GetSecretValue"],
        resources: [arn],
    }
}

/// Publishes to a topic.
#[helper]
pub(crate) fn publishes(sid: &str, arn: Value<Str>) -> data::aws_iam_policy_document::statement {
    data::aws_iam_policy_document::statement {
        sid: sid,
        actions: ["sns:Publish"],
        resources: [arn],
    }
}

/// Encrypts with a key, as publishing to an encrypted topic needs.
#[helper]
pub(crate) fn encrypts(sid: &str, arn: Value<Str>) -> data::aws_iam_policy_document::statement {
    data::aws_iam_policy_document::statement {
        sid: sid,
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: [arn],
    }
}

/// Writes payment records into a bucket; neither reads nor deletes what is there.
#[helper]
pub(crate) fn writes_records(sid: &str, bucket_arn: Value<Str>) -> data::aws_iam_policy_document::statement {
    data::aws_iam_policy_document::statement {
        sid: sid,
        actions: ["s3:PutObject"],
        resources: [tf!("{bucket_arn}/payments/*")],
    }
}
