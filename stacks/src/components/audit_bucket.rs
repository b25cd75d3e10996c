//! A bucket for audit records: versioned, encrypted, private, and cheap for what is old.

use paydsl::prelude::*;

use crate::multi_environment::env::Env;

/// A bucket.
#[derive(Clone, Copy)]
pub(crate) struct AuditBucket {
    pub(crate) name: Value<Str>,
    pub(crate) arn: Value<Str>,
}

/// A bucket called `s3-<resource>-<account>`: bucket names are unique among all accounts of AWS.
#[component]
pub(crate) fn audit_bucket(name: &str, env: &Env, resource: &str) -> AuditBucket {
    let account = data::aws_caller_identity {};

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
                sse_algorithm: "aws:kms",
            },
            bucket_key_enabled: true,
        }],
    };

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

    let lifecycle = aws_s3_bucket_lifecycle_configuration {
        bucket: bucket.id,
        rule: [
            block {
                id: "archive",
                status: "Enabled",
                filter: [block {}],
                transition: [block {
                    days: 30,
                    storage_class: "INTELLIGENT_TIERING",
                }],
                noncurrent_version_transition: [block {
                    noncurrent_days: 30,
                    storage_class: "INTELLIGENT_TIERING",
                }],
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

    let encrypted_transport = data::aws_iam_policy_document {
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
        }],
    };
    let policy = aws_s3_bucket_policy {
        bucket: bucket.id,
        policy: encrypted_transport.json,
        depends_on: [access],
    };

    AuditBucket {
        name: bucket.bucket,
        arn: bucket.arn,
    }
}
