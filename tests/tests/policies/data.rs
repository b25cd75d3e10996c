//! What stores data: destroyable, encrypted, private, recoverable.

use paydsl::policy::{
    bucket_versioning, destroyability, encryption_at_rest, encryption_in_transit, key_rotation, no_plain_secrets,
    no_public_data_stores, point_in_time_recovery,
};
use paydsl::prelude::*;

use super::{Env, found};

/// Everything that stores data, as it should be.
#[stack]
pub fn sound(env: &Env) {
    let bucket = aws_s3_bucket {
        bucket: env.name("s3-audit"),
        force_destroy: true,
    };
    let encryption = aws_s3_bucket_server_side_encryption_configuration {
        // By its name, as if it were written elsewhere.
        bucket: env.name("s3-audit"),
        rule: [block {
            apply_server_side_encryption_by_default: block {
                sse_algorithm: "aws:kms",
            },
        }],
    };
    let versioning = aws_s3_bucket_versioning {
        bucket: bucket.id,
        versioning_configuration: block { status: "Enabled" },
    };
    let access = aws_s3_bucket_public_access_block {
        bucket: bucket.id,
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
    };
    let transport = data::aws_iam_policy_document {
        statement: [block {
            effect: "Deny",
            actions: ["s3:*"],
            resources: [bucket.arn],
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
    let combined = data::aws_iam_policy_document {
        source_policy_documents: [transport.json],
    };
    let policy = aws_s3_bucket_policy {
        bucket: bucket.id,
        policy: combined.json,
    };
    // As many as `each` makes, with all that belongs to them.
    let copies = each(["a", "b"], |name, _| aws_s3_bucket {
        bucket: env.name(tf!("s3-{name}")),
        force_destroy: true,
    });
    let copies_encryption = each(copies.id, |_, id| aws_s3_bucket_server_side_encryption_configuration {
        bucket: id,
        rule: [block {
            apply_server_side_encryption_by_default: block {
                sse_algorithm: "aws:kms",
            },
        }],
    });
    let copies_versioning = each(copies.id, |_, id| aws_s3_bucket_versioning {
        bucket: id,
        versioning_configuration: block { status: "Enabled" },
    });
    let copies_access = each(copies.id, |_, id| aws_s3_bucket_public_access_block {
        bucket: id,
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
    });
    let copies_policy = each(copies.id, |_, id| aws_s3_bucket_policy {
        bucket: id,
        policy: transport.json,
    });
    let parameters = aws_db_parameter_group {
        name: env.name("rds-parameters"),
        family: "postgres16",
        parameter: [block {
            name: "rds.force_ssl",
            value: "1",
        }],
    };
    let database = aws_db_instance {
        identifier: env.name("rds-payments"),
        engine: "postgres",
        instance_class: "db.t3.medium",
        storage_encrypted: true,
        manage_master_user_password: true,
        parameter_group_name: parameters.name,
        skip_final_snapshot: true,
        deletion_protection: false,
        publicly_accessible: false,
    };
    let replica = aws_db_instance {
        instance_class: "db.t3.medium",
        replicate_source_db: database.identifier,
    };
    let table = aws_dynamodb_table {
        name: env.name("dynamodb-payments"),
        hash_key: "id",
        server_side_encryption: block { enabled: true },
        point_in_time_recovery: block { enabled: true },
    };
    let queue = aws_sqs_queue {
        name: env.name("sqs-payments"),
        sqs_managed_sse_enabled: true,
    };
    let topic = aws_sns_topic {
        name: env.name("sns-payments"),
        kms_master_key_id: "alias/aws/sns",
    };
    let key = aws_kms_key {
        deletion_window_in_days: 7,
        enable_key_rotation: true,
    };
    let signing = aws_kms_key {
        deletion_window_in_days: 7,
        key_usage: "SIGN_VERIFY",
        customer_master_key_spec: "RSA_2048",
    };
    let secret = aws_secretsmanager_secret {
        name: env.name("secret-key"),
        recovery_window_in_days: 0,
    };
    let password: Value<Str> = variable { sensitive: true };
    let version = aws_secretsmanager_secret_version {
        secret_id: secret.id,
        secret_string: password,
    };
}

/// The same with everything wrong.
#[stack]
pub fn broken(env: &Env) {
    let bucket = aws_s3_bucket {
        bucket: env.name("s3-audit"),
        acl: "public-read",
    };
    let versioning = aws_s3_bucket_versioning {
        bucket: bucket.id,
        versioning_configuration: block { status: "Suspended" },
    };
    let access = aws_s3_bucket_public_access_block {
        bucket: bucket.id,
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: false,
    };
    let everybody = data::aws_iam_policy_document {
        statement: [block {
            sid: "Read",
            actions: ["s3:GetObject"],
            resources: [tf!("{bucket.arn}/*")],
            principals: [block {
                r#type: "*",
                identifiers: ["*"],
            }],
        }],
    };
    let policy = aws_s3_bucket_policy {
        bucket: bucket.id,
        policy: everybody.json,
    };
    let alone = aws_s3_bucket {
        bucket: env.name("s3-alone"),
        force_destroy: env.is_kept,
    };
    let database = aws_db_instance {
        identifier: env.name("rds-payments"),
        engine: "postgres",
        instance_class: "db.t3.medium",
        password: "hunter2",
        publicly_accessible: true,
        deletion_protection: env.is_kept,
        delete_automated_backups: false,
    };
    let table = aws_dynamodb_table {
        name: env.name("dynamodb-payments"),
        hash_key: "id",
        deletion_protection_enabled: true,
    };
    let queue = aws_sqs_queue {
        name: env.name("sqs-payments"),
        policy: jsonencode([(
            "Statement",
            [[("Effect", "Allow"), ("Principal", "*"), ("Action", "sqs:SendMessage")]],
        )]),
    };
    let topic = aws_sns_topic {
        name: env.name("sns-payments"),
    };
    let key = aws_kms_key { description: "x" };
    let secret = aws_secretsmanager_secret {
        name: env.name("secret-key"),
        lifecycle: block { prevent_destroy: true },
    };
    let version = aws_secretsmanager_secret_version {
        secret_id: secret.id,
        secret_string: "sk_live",
    };
    let balancer = aws_lb {
        subnets: ["subnet-1", "subnet-2"],
        name: env.name("alb-api"),
        enable_deletion_protection: true,
    };
    let plain = aws_lb_listener {
        load_balancer_arn: balancer.arn,
        port: 80,
        protocol: "HTTP",
        default_action: [block {
            r#type: "fixed-response",
            fixed_response: block {
                content_type: "text/plain",
            },
        }],
    };
    let redirecting = aws_lb_listener {
        load_balancer_arn: balancer.arn,
        port: 80,
        protocol: "HTTP",
        default_action: [block {
            r#type: "redirect",
            redirect: block {
                protocol: "HTTPS",
                port: "443",
                status_code: "HTTP_301",
            },
        }],
    };
    let old = aws_lb_listener {
        load_balancer_arn: balancer.arn,
        port: 443,
        protocol: "HTTPS",
        ssl_policy: "ELBSecurityPolicy-TLS-1-1-2017-01",
        default_action: [block {
            r#type: "fixed-response",
            fixed_response: block {
                content_type: "text/plain",
            },
        }],
    };
    let webhook = aws_sns_topic_subscription {
        topic_arn: topic.arn,
        protocol: "http",
        endpoint: "http://example.com",
    };
}

#[test]
fn a_sound_stack_passes() {
    for rule in [
        destroyability(),
        encryption_at_rest(),
        encryption_in_transit(),
        no_public_data_stores(),
        bucket_versioning(),
        point_in_time_recovery(),
        key_rotation(),
        no_plain_secrets(),
    ] {
        let name = rule.name;
        assert_eq!(found(rule, sound), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn everything_can_be_destroyed() {
    assert_eq!(
        found(destroyability(), broken),
        [
            "aws_s3_bucket.bucket cannot be destroyed: it keeps its objects",
            "aws_s3_bucket.alone cannot be destroyed: it keeps its objects (dev)",
            "aws_db_instance.database cannot be destroyed: it demands a final snapshot",
            "aws_db_instance.database leaves its automated backups behind",
            "aws_db_instance.database cannot be destroyed while `deletion_protection` is true (prod)",
            "aws_dynamodb_table.table cannot be destroyed while `deletion_protection_enabled` is true",
            "aws_kms_key.key lives on for longer than it has to after it is destroyed",
            "aws_secretsmanager_secret.secret keeps its name for days after it is destroyed",
            "aws_secretsmanager_secret.secret cannot be destroyed while `prevent_destroy` is true",
            "aws_lb.balancer cannot be destroyed while `enable_deletion_protection` is true",
        ]
    );
}

#[test]
fn whatever_stores_data_is_encrypted() {
    assert_eq!(
        found(encryption_at_rest(), broken),
        [
            "aws_s3_bucket.bucket does not say how it is encrypted at rest",
            "aws_s3_bucket.alone does not say how it is encrypted at rest",
            "aws_db_instance.database is not encrypted at rest",
            "aws_dynamodb_table.table is not encrypted at rest",
            "aws_sqs_queue.queue is not encrypted at rest",
            "aws_sns_topic.topic is not encrypted at rest",
        ]
    );
}

#[test]
fn nothing_is_sent_that_is_not_encrypted() {
    assert_eq!(
        found(encryption_in_transit(), broken),
        [
            "aws_s3_bucket.bucket takes requests that are not encrypted",
            "aws_s3_bucket.alone takes requests that are not encrypted",
            "aws_db_instance.database takes connections that are not encrypted",
            "aws_lb_listener.plain answers plain HTTP",
            "aws_lb_listener.old takes TLS older than 1.2 (`ELBSecurityPolicy-TLS-1-1-2017-01`)",
            "aws_sns_topic_subscription.webhook delivers over plain HTTP",
        ]
    );
}

#[test]
fn nothing_that_stores_data_is_public() {
    assert_eq!(
        found(no_public_data_stores(), broken),
        [
            "aws_s3_bucket.bucket lets everybody read",
            "aws_s3_bucket_public_access_block.access does not block all public access",
            "data.aws_iam_policy_document.everybody lets everybody in by statement `Read`",
            "aws_s3_bucket.alone does not block public access",
            "aws_db_instance.database can be reached from the internet",
            "aws_sqs_queue.queue lets everybody in by a statement without `sid`",
        ]
    );
}

#[test]
fn what_is_stored_is_not_lost_and_keys_and_secrets_are_kept_well() {
    assert_eq!(
        found(bucket_versioning(), broken),
        [
            "aws_s3_bucket.bucket has no versions",
            "aws_s3_bucket.alone has no versions"
        ]
    );
    assert_eq!(
        found(point_in_time_recovery(), broken),
        ["aws_dynamodb_table.table cannot be recovered to a point in time"]
    );
    assert_eq!(found(key_rotation(), broken), ["aws_kms_key.key is never rotated"]);
    assert_eq!(
        found(no_plain_secrets(), broken),
        [
            "aws_db_instance.database has its `password` in the code",
            "aws_secretsmanager_secret_version.version has its `secret_string` in the code",
        ]
    );
}
