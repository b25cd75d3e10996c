//! The way of a log group's lines into a bucket, for as long as the law asks.

use paydsl::prelude::*;

use super::{Bucket, service_role};

/// A log group.
pub(crate) struct LogGroup {
    pub(crate) name: Value<Str>,
    /// Its name as part of Terraform's.
    pub(crate) key: &'static str,
}

/// A stream called `firehose-<resource>` that every line of the log groups goes through into `bucket`, encrypted on its way
/// with the customer's key.
#[component]
pub(crate) fn log_archive(
    name: &str,
    env: &impl Environment,
    resource: &str,
    bucket: Bucket,
    key_arn: Value<Str>,
    log_groups: Vec<LogGroup>,
    retention_days: u32,
) -> Value<Str> {
    #[exempt(
        "checkov:CKV_AWS_158",
        reason = "CloudWatch encrypts logs by itself, and no request asks for a key of the customer's own for them"
    )]
    let failures = aws_cloudwatch_log_group {
        name: tf!("/aws/kinesisfirehose/{env.name(tf!(\"firehose-{resource}\"))}"),
        retention_in_days: retention_days,
        tags: env.tags(tf!("log-firehose-{resource}")),
    };
    let failure_stream = aws_cloudwatch_log_stream {
        name: "delivery",
        log_group_name: failures.name,
    };

    let delivery = service_role(
        "delivery",
        env,
        &format!("firehose-{resource}"),
        "firehose.amazonaws.com",
    );
    let delivery_policy = aws_iam_role_policy {
        name: "deliver",
        role: delivery.id,
        policy: policy!(
            allow {
                sid: "WriteObjects",
                action: [
                    "s3:AbortMultipartUpload",
                    "s3:GetBucketLocation",
                    "s3:ListBucket",
                    "s3:ListBucketMultipartUploads",
                    "s3:PutObject",
                ],
                resource: [bucket.arn, tf!("{bucket.arn}/*")],
            },
            allow {
                sid: "LogFailures",
                action: "logs:PutLogEvents",
                resource: tf!("{failures.arn}:*"),
            },
        ),
    };

    let stream = aws_kinesis_firehose_delivery_stream {
        name: env.name(tf!("firehose-{resource}")),
        destination: "extended_s3",
        server_side_encryption: block {
            enabled: true,
            key_type: "CUSTOMER_MANAGED_CMK",
            key_arn: key_arn,
        },
        extended_s3_configuration: block {
            bucket_arn: bucket.arn,
            role_arn: delivery.arn,
            prefix: "logs/!{timestamp:yyyy/MM/dd}/",
            error_output_prefix: "failed/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/",
            buffering_interval: 300,
            buffering_size: 64,
            // CloudWatch compresses what it sends; once more would only cost.
            compression_format: "UNCOMPRESSED",
            cloudwatch_logging_options: block {
                enabled: true,
                log_group_name: failures.name,
                log_stream_name: failure_stream.name,
            },
        },
        tags: env.tags(tf!("firehose-{resource}")),
        depends_on: [delivery_policy],
    };

    let sender = service_role("sender", env, &format!("logs-{resource}"), "logs.amazonaws.com");
    let sender_policy = aws_iam_role_policy {
        name: "send",
        role: sender.id,
        policy: policy!(allow {
            sid: "SendLines",
            action: ["firehose:PutRecord", "firehose:PutRecordBatch"],
            resource: stream.arn,
        }),
    };
    for group in log_groups {
        #[key(group.key)]
        let lines = aws_cloudwatch_log_subscription_filter {
            name: env.name(tf!("subscription-filter-archive-{group.key}")),
            log_group_name: group.name,
            // Every line.
            filter_pattern: "",
            destination_arn: stream.arn,
            role_arn: sender.arn,
            distribution: "ByLogStream",
            depends_on: [sender_policy],
        };
    }

    stream.arn
}
