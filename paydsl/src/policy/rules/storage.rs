//! What is stored: encrypted, and not lost.

use crate::policy::{Findings, ResourceView, Rule, StackView};

/// Arguments that have to be `true` for what is stored to be encrypted.
const ENCRYPTED: &[(&str, &str)] = &[
    ("aws_db_instance", "storage_encrypted"),
    ("aws_docdb_cluster", "storage_encrypted"),
    ("aws_dynamodb_table", "server_side_encryption.enabled"),
    ("aws_ebs_volume", "encrypted"),
    ("aws_efs_file_system", "encrypted"),
    ("aws_elasticache_replication_group", "at_rest_encryption_enabled"),
    ("aws_instance", "root_block_device.encrypted"),
    ("aws_neptune_cluster", "storage_encrypted"),
    ("aws_opensearch_domain", "encrypt_at_rest.enabled"),
    ("aws_rds_cluster", "storage_encrypted"),
    ("aws_redshift_cluster", "encrypted"),
];

/// `encryption-at-rest`: whatever stores data says that it is encrypted: databases, tables, buckets, queues, topics,
/// streams, volumes, file systems, caches.
///
/// PCI DSS 3.5.1: account data is unreadable wherever it is stored.
pub fn encryption_at_rest() -> Rule {
    Rule::new("encryption-at-rest", |stack, findings| {
        for (kind, argument) in ENCRYPTED {
            for resource in stack.resources(kind) {
                if resource.get(argument).is_absent_or_false() && !is_inherited(resource) {
                    findings.add_with(
                        resource,
                        "is not encrypted at rest",
                        format!("write `{argument}: true`"),
                    );
                }
            }
        }
        buckets(stack, findings);
        messages(stack, findings);
    })
    .summary("Whatever stores data is encrypted")
    .remedy("encrypt it")
    .pci_dss(&["3.5.1"])
}

/// A copy is encrypted as what it is a copy of.
fn is_inherited(resource: ResourceView<'_>) -> bool {
    [
        "replicate_source_db",
        "snapshot_identifier",
        "replication_source_identifier",
    ]
    .iter()
    .any(|source| resource.has(source))
}

fn buckets(stack: &StackView<'_>, findings: &mut Findings<'_>) {
    let encryption = stack.by_reference("aws_s3_bucket_server_side_encryption_configuration", "bucket");
    for bucket in stack.resources("aws_s3_bucket") {
        if encryption.of(&bucket).is_empty() && !bucket.has("server_side_encryption_configuration") {
            findings.add_with(
                bucket,
                "does not say how it is encrypted at rest",
                "declare an `aws_s3_bucket_server_side_encryption_configuration` for it",
            );
        }
    }
}

fn messages(stack: &StackView<'_>, findings: &mut Findings<'_>) {
    for queue in stack.resources("aws_sqs_queue") {
        if queue.get("sqs_managed_sse_enabled").is_absent_or_false() && !queue.has("kms_master_key_id") {
            findings.add_with(
                queue,
                "is not encrypted at rest",
                "write `sqs_managed_sse_enabled: true`, or name a key by `kms_master_key_id`",
            );
        }
    }
    for topic in stack.resources("aws_sns_topic") {
        if !topic.has("kms_master_key_id") {
            findings.add_with(
                topic,
                "is not encrypted at rest",
                "name a key: `kms_master_key_id: \"alias/aws/sns\"`, or one of your own",
            );
        }
    }
    for stream in stack.resources("aws_kinesis_stream") {
        let how = stream.get("encryption_type");
        if how.is_absent() || how.is_text("NONE") {
            findings.add_with(
                stream,
                "is not encrypted at rest",
                "write `encryption_type: \"KMS\"` and name a key by `kms_key_id`",
            );
        }
    }
}

/// `bucket-versioning`: every bucket keeps what was overwritten or deleted.
///
/// PCI DSS 10.3.2, 10.3.4: records cannot be changed without a trace.
pub fn bucket_versioning() -> Rule {
    Rule::new("bucket-versioning", |stack, findings| {
        let versioning = stack.by_reference("aws_s3_bucket_versioning", "bucket");
        for bucket in stack.resources("aws_s3_bucket") {
            let on = |of: &ResourceView<'_>| {
                let status = of.get("versioning_configuration.status");
                status.text().is_none_or(|status| status == "Enabled")
            };
            if !versioning.of(&bucket).iter().any(on) {
                findings.add(bucket, "has no versions");
            }
        }
    })
    .summary("Buckets keep what was overwritten or deleted")
    .remedy("declare an `aws_s3_bucket_versioning` for it, with the status \"Enabled\"")
    .pci_dss(&["10.3.2", "10.3.4"])
}

/// `point-in-time-recovery`: every DynamoDB table can be brought back to any second of the last weeks.
///
/// PCI DSS 10.3.3: records are backed up.
pub fn point_in_time_recovery() -> Rule {
    Rule::new("point-in-time-recovery", |stack, findings| {
        for table in stack.resources("aws_dynamodb_table") {
            if table.get("point_in_time_recovery.enabled").is_absent_or_false() {
                findings.add(table, "cannot be recovered to a point in time");
            }
        }
    })
    .summary("Tables can be recovered to a point in time")
    .remedy("write `point_in_time_recovery: block { enabled: true }`")
    .pci_dss(&["10.3.3"])
}
