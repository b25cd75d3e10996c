//! What stands in the way of `destroy`.

use crate::policy::{Findings, ResourceView, Rule, StackView};

/// Arguments that have to be `true`.
const TRUE: &[(&str, &str, &str)] = &[
    ("aws_athena_workgroup", "force_destroy", "keeps its queries"),
    ("aws_backup_vault", "force_destroy", "keeps its recovery points"),
    ("aws_db_instance", "skip_final_snapshot", "demands a final snapshot"),
    ("aws_docdb_cluster", "skip_final_snapshot", "demands a final snapshot"),
    ("aws_ecr_repository", "force_delete", "keeps its images"),
    ("aws_iam_user", "force_destroy", "keeps its access keys"),
    ("aws_neptune_cluster", "skip_final_snapshot", "demands a final snapshot"),
    ("aws_rds_cluster", "skip_final_snapshot", "demands a final snapshot"),
    (
        "aws_redshift_cluster",
        "skip_final_snapshot",
        "demands a final snapshot",
    ),
    ("aws_route53_zone", "force_destroy", "keeps its records"),
    ("aws_s3_bucket", "force_destroy", "keeps its objects"),
];

/// Arguments that must not be `true`.
const NOT_TRUE: &[(&str, &str)] = &[
    ("aws_cloudwatch_log_group", "skip_destroy"),
    ("aws_db_instance", "deletion_protection"),
    ("aws_docdb_cluster", "deletion_protection"),
    ("aws_dynamodb_table", "deletion_protection_enabled"),
    ("aws_instance", "disable_api_termination"),
    ("aws_lambda_function", "skip_destroy"),
    ("aws_lambda_layer_version", "skip_destroy"),
    ("aws_lb", "enable_deletion_protection"),
    ("aws_neptune_cluster", "deletion_protection"),
    ("aws_networkfirewall_firewall", "delete_protection"),
    ("aws_rds_cluster", "deletion_protection"),
];

/// The shortest time that AWS keeps a key which is to be deleted, in days.
const KEY_WINDOW: f64 = 7.0;

/// `destroyability`: everything can be destroyed by `destroy` alone, and nothing is left: no deletion protection, no
/// final snapshots, nothing kept in buckets, vaults and repositories, no `prevent_destroy`, secrets deleted at once, keys
/// after the shortest time there is.
///
/// PCI DSS 3.2.1: account data is disposed of when it is no longer needed.
pub fn destroyability() -> Rule {
    Rule::new("destroyability", check)
        .summary("Everything can be destroyed without manual steps, and nothing is left")
        .remedy("delete what protects it")
        .pci_dss(&["3.2.1"])
}

fn check(stack: &StackView<'_>, findings: &mut Findings<'_>) {
    for (kind, argument, what) in TRUE {
        for resource in stack.resources(kind) {
            if resource.get(argument).is_absent_or_false() && !has_no_end(resource) {
                findings.add_with(
                    resource,
                    format!("cannot be destroyed: it {what}"),
                    format!("write `{argument}: true`"),
                );
            }
        }
    }
    for (kind, argument) in NOT_TRUE {
        for resource in stack.resources(kind) {
            if resource.get(argument).is_true() {
                findings.add_with(
                    resource,
                    format!("cannot be destroyed while `{argument}` is true"),
                    format!("write `{argument}: false`"),
                );
            }
        }
    }
    for instance in stack.resources("aws_db_instance") {
        if instance.get("delete_automated_backups").is_false() {
            findings.add_with(
                instance,
                "leaves its automated backups behind",
                "write `delete_automated_backups: true`",
            );
        }
    }
    for secret in stack.resources("aws_secretsmanager_secret") {
        let window = secret.get("recovery_window_in_days");
        if window.is_absent() || window.number().is_some_and(|days| days > 0.0) {
            findings.add_with(
                secret,
                "keeps its name for days after it is destroyed",
                "write `recovery_window_in_days: 0`",
            );
        }
    }
    for kind in ["aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key"] {
        for key in stack.resources(kind) {
            let window = key.get("deletion_window_in_days");
            if window.is_absent() || window.number().is_some_and(|days| days > KEY_WINDOW) {
                findings.add_with(
                    key,
                    "lives on for longer than it has to after it is destroyed",
                    "write `deletion_window_in_days: 7`, the shortest there is",
                );
            }
        }
    }
    for pool in stack.resources("aws_cognito_user_pool") {
        if pool.get("deletion_protection").is_text("ACTIVE") {
            findings.add_with(
                pool,
                "cannot be destroyed while it is protected",
                "write `deletion_protection: \"INACTIVE\"`",
            );
        }
    }
    for resource in stack.all_resources() {
        if resource.get("lifecycle.prevent_destroy").is_true() {
            findings.add_with(
                resource,
                "cannot be destroyed while `prevent_destroy` is true",
                "delete it from `lifecycle`",
            );
        }
    }
}

/// A replica's end takes no snapshot.
fn has_no_end(resource: ResourceView<'_>) -> bool {
    resource.kind() == "aws_db_instance" && resource.has("replicate_source_db")
}
