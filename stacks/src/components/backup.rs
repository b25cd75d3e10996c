//! Daily backups in a vault of their own, under the customer's key.

use paydsl::prelude::*;

use super::{customer_key, service_role};

/// A vault called `backup-<resource>` and a plan that backs `resources` (their ARNs) up every night and keeps the backups for
/// `keep_days`.
#[component]
pub(crate) fn nightly_backup(
    name: &str,
    env: &impl Environment,
    resource: &str,
    resources: Vec<Value<Str>>,
    keep_days: Value<Num>,
) -> Value<Str> {
    let key = customer_key(
        "encryption",
        env,
        &format!("backup-{resource}"),
        "Encrypts the backups of databases",
        vec![data::aws_iam_policy_document::statement {
            sid: "UsedByBackups",
            actions: [
                "kms:Encrypt",
                "kms:Decrypt",
                "kms:ReEncryptFrom",
                "kms:ReEncryptTo",
                "kms:GenerateDataKey",
                "kms:GenerateDataKeyWithoutPlaintext",
                "kms:DescribeKey",
            ],
            resources: ["*"],
            principals: [block {
                r#type: "Service",
                identifiers: ["backup.amazonaws.com"],
            }],
        }],
    );
    let vault = aws_backup_vault {
        name: env.name(tf!("backup-{resource}")),
        kms_key_arn: key.arn,
        // Recovery points go with the vault, so that an environment can be taken down.
        force_destroy: true,
        tags: env.tags(tf!("backup-{resource}")),
    };
    let plan = aws_backup_plan {
        name: env.name(tf!("backup-plan-{resource}")),
        rule: [block {
            rule_name: "nightly",
            target_vault_name: vault.name,
            schedule: "cron(0 3 * * ? *)",
            start_window: 60,
            completion_window: 180,
            lifecycle: block {
                delete_after: keep_days,
            },
        }],
        tags: env.tags(tf!("backup-plan-{resource}")),
    };
    let role = service_role("service", env, &format!("backup-{resource}"), "backup.amazonaws.com");
    let backing_up = aws_iam_role_policy_attachment {
        role: role.name,
        policy_arn: "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
    };
    let restoring = aws_iam_role_policy_attachment {
        role: role.name,
        policy_arn: "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
    };
    let selection = aws_backup_selection {
        name: env.name(tf!("backup-selection-{resource}")),
        plan_id: plan.id,
        iam_role_arn: role.arn,
        resources: resources,
        depends_on: [backing_up, restoring],
    };

    vault.name
}
