//! A bucket for records that are kept: versioned, encrypted, private, and cheap for what is old.

use paydsl::prelude::*;

/// A bucket.
#[derive(Clone, Copy)]
pub(crate) struct Bucket {
    pub(crate) name: Value<Str>,
    pub(crate) arn: Value<Str>,
    /// The name again, known only once services may write into the bucket.
    pub(crate) open_to_writers: Value<Str>,
}

/// What becomes of objects with age.
#[derive(Clone, Copy)]
pub(crate) struct Ageing {
    /// The storage class that they move to.
    pub(crate) storage_class: &'static str,
    /// After how many days.
    pub(crate) days: u32,
    /// After how many days they go; none if they are kept.
    pub(crate) expire_days: Option<u32>,
}

/// What tells buckets apart.
pub(crate) struct Settings<'s> {
    /// What its name is made of.
    pub(crate) resource: &'s str,
    pub(crate) ageing: Ageing,
    /// Services of AWS that write into it: `logging.s3.amazonaws.com`.
    pub(crate) writers: &'s [&'s str],
    /// The bucket that its access log is written to.
    pub(crate) access_log: Option<Bucket>,
}

/// A bucket called `s3-<resource>-<account>`: bucket names are unique among all accounts of AWS.
///
/// It is encrypted with the AWS-managed key `aws/s3`, which S3 takes if no key is named; where services write their logs,
/// with S3's own, because not all of them can use the other.
#[component]
pub(crate) fn record_bucket(name: &str, env: &impl Environment, settings: Settings<'_>) -> Bucket {
    let resource = settings.resource;
    let ageing = settings.ageing;
    let account = data::aws_caller_identity {};
    let algorithm = if settings.writers.is_empty() {
        "aws:kms"
    } else {
        "AES256"
    };

    #[exempt(
        "checkov:CKV_AWS_18",
        reason = "only buckets of logs have no access log: a log of the log is asked for nowhere"
    )]
    #[exempt(
        "checkov:CKV_AWS_144",
        reason = "each request is for one region, and none asks for a copy in another"
    )]
    #[exempt(
        "checkov:CKV_AWS_145",
        reason = "services that write logs cannot all use a KMS key, so their buckets have S3's own encryption"
    )]
    #[exempt(
        "checkov:CKV2_AWS_62",
        reason = "nothing waits for new records: they are read when somebody asks for them"
    )]
    let bucket = aws_s3_bucket {
        bucket: env.name(tf!("s3-{resource}-{account.account_id}")),
        force_destroy: true,
        tags: env.tags(tf!("s3-{resource}")),
    };

    let versioning = aws_s3_bucket_versioning {
        bucket: bucket.id,
        versioning_configuration: block { status: "Enabled" },
    };

    let encryption = aws_s3_bucket_server_side_encryption_configuration {
        bucket: bucket.id,
        rule: [block {
            apply_server_side_encryption_by_default: block {
                sse_algorithm: algorithm,
            },
            bucket_key_enabled: true,
        }],
    };

    let lifecycle = aws_s3_bucket_lifecycle_configuration {
        bucket: bucket.id,
        rule: [
            block {
                id: "archive",
                status: "Enabled",
                filter: [block {}],
                transition: [block {
                    days: ageing.days,
                    storage_class: ageing.storage_class,
                }],
                noncurrent_version_transition: ageing.expire_days.is_none().then(|| block {
                    noncurrent_days: ageing.days,
                    storage_class: ageing.storage_class,
                }),
                expiration: ageing.expire_days.map(|days| block { days: days }),
                // What expires becomes a noncurrent version, whose days are counted anew: it goes on the next.
                noncurrent_version_expiration: ageing.expire_days.map(|_| block { noncurrent_days: 1 }),
            },
            block {
                id: "clean-up",
                status: "Enabled",
                filter: [block {}],
                abort_incomplete_multipart_upload: [block {
                    days_after_initiation: 7,
                }],
            },
        ],
        depends_on: [versioning],
    };

    if let Some(log) = settings.access_log {
        let logging = aws_s3_bucket_logging {
            bucket: bucket.id,
            target_bucket: log.open_to_writers,
            target_prefix: tf!("{resource}/"),
        };
    }

    let open_to_writers = closed("closed", bucket, settings.writers);

    Bucket {
        name: bucket.bucket,
        arn: bucket.arn,
        open_to_writers,
    }
}

/// Closes a bucket to the public and to unencrypted connections; `writers` are services that may put objects.
#[component]
fn closed(name: &str, bucket: aws_s3_bucket, writers: &[&str]) -> Value<Str> {
    let account = data::aws_caller_identity {};
    let access = aws_s3_bucket_public_access_block {
        bucket: bucket.id,
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
    };
    let ownership = aws_s3_bucket_ownership_controls {
        bucket: bucket.id,
        rule: block {
            object_ownership: "BucketOwnerEnforced",
        },
    };
    // CloudTrail looks whether the bucket is the account's own before it writes.
    let lookers = writers.iter().filter(|service| **service == "cloudtrail.amazonaws.com");
    let statements = data::aws_iam_policy_document {
        statement: [block {
            sid: "DenyUnencryptedTransport",
            effect: "Deny",
            actions: ["s3:*"],
            resources: [bucket.arn, tf!("{bucket.arn}/*")],
            principals: [block {
                r#type: "*",
                identifiers: ["*"],
            }],
            condition: [block {
                test: "Bool",
                variable: "aws:SecureTransport",
                values: ["false"],
            }],
        }]
        .into_iter()
        .chain(lookers.map(|service| block {
            effect: "Allow",
            actions: ["s3:GetBucketAcl"],
            resources: [bucket.arn],
            principals: [block {
                r#type: "Service",
                identifiers: [service],
            }],
            condition: [block {
                test: "StringEquals",
                variable: "aws:SourceAccount",
                values: [account.account_id],
            }],
        }))
        .chain(writers.iter().map(|service| block {
            effect: "Allow",
            actions: ["s3:PutObject"],
            resources: [tf!("{bucket.arn}/*")],
            principals: [block {
                r#type: "Service",
                identifiers: [service],
            }],
            condition: [block {
                test: "StringEquals",
                variable: "aws:SourceAccount",
                values: [account.account_id],
            }],
        })),
    };
    let policy = aws_s3_bucket_policy {
        bucket: bucket.id,
        policy: statements.json,
        depends_on: [access],
    };

    policy.bucket
}
