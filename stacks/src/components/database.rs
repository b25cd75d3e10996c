//! A PostgreSQL database in private subnets, encrypted, its password kept by RDS in Secrets Manager.

use paydsl::prelude::*;

use super::service_role;

/// A database.
#[derive(Clone, Copy)]
pub(crate) struct Database {
    pub(crate) address: Value<Str>,
    pub(crate) port: Value<Num>,
    pub(crate) endpoint: Value<Str>,
    pub(crate) name: Value<Str>,
    /// Where the user and password are.
    pub(crate) secret_arn: Value<Str>,
}

/// What tells databases apart.
pub(crate) struct Settings<'s> {
    /// What its name is made of.
    pub(crate) resource: &'s str,
    pub(crate) instance_class: Value<Str>,
    /// Days that backups are kept.
    pub(crate) backup_days: Value<Num>,
    pub(crate) subnet_ids: Value<List<Str>>,
    pub(crate) security_group_id: Value<Str>,
}

/// A PostgreSQL instance called `rds-<resource>`.
///
/// Encrypted with the AWS-managed key `aws/rds`, which RDS takes if no key is named. It can be destroyed without anything
/// left: no protection, no final snapshot, no backups that outlive it.
#[component]
pub(crate) fn postgres(name: &str, env: &impl Environment, settings: Settings<'_>) -> Database {
    let resource = settings.resource;
    let subnets = aws_db_subnet_group {
        name: env.name(tf!("rds-{resource}-subnets")),
        subnet_ids: settings.subnet_ids,
        tags: env.tags(tf!("rds-{resource}-subnets")),
    };

    let parameters = aws_db_parameter_group {
        name: env.name(tf!("rds-{resource}-parameters")),
        family: "postgres16",
        parameter: [
            // Only encrypted connections, and passwords by a method that proves the server to the client as well.
            block {
                name: "rds.force_ssl",
                value: "1",
            },
            block {
                name: "password_encryption",
                value: "scram-sha-256",
            },
        ],
        lifecycle: block {
            create_before_destroy: true,
        },
        tags: env.tags(tf!("rds-{resource}-parameters")),
    };

    let monitoring = service_role(
        "monitoring",
        env,
        &format!("rds-{resource}-monitoring"),
        "monitoring.rds.amazonaws.com",
    );
    let monitoring_policy = aws_iam_role_policy_attachment {
        role: monitoring.name,
        policy_arn: "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
    };

    #[exempt(
        "checkov:CKV_AWS_157",
        reason = "sizes and days of backups are what the request asks for; nothing in it asks for a second instance"
    )]
    #[exempt(
        "checkov:CKV_AWS_293",
        reason = "everything has to be destroyable without manual work"
    )]
    #[exempt("checkov:CKV_AWS_354", reason = "keys managed by AWS are asked for")]
    let instance = aws_db_instance {
        identifier: env.name(tf!("rds-{resource}")),
        engine: "postgres",
        engine_version: "16.4",
        instance_class: settings.instance_class,
        allocated_storage: 100,
        max_allocated_storage: 500,
        storage_type: "gp3",
        storage_encrypted: true,
        db_name: "payments",
        username: "payments",
        manage_master_user_password: true,
        db_subnet_group_name: subnets.name,
        parameter_group_name: parameters.name,
        vpc_security_group_ids: [settings.security_group_id],
        publicly_accessible: false,
        backup_retention_period: settings.backup_days,
        backup_window: "03:00-04:00",
        maintenance_window: "sun:04:30-sun:05:30",
        copy_tags_to_snapshot: true,
        auto_minor_version_upgrade: true,
        iam_database_authentication_enabled: true,
        monitoring_interval: 60,
        monitoring_role_arn: monitoring.arn,
        performance_insights_enabled: true,
        enabled_cloudwatch_logs_exports: ["postgresql"],
        apply_immediately: true,
        deletion_protection: false,
        skip_final_snapshot: true,
        delete_automated_backups: true,
        tags: env.tags(tf!("rds-{resource}")),
        depends_on: [monitoring_policy],
    };

    Database {
        address: instance.address,
        port: instance.port,
        endpoint: instance.endpoint,
        name: instance.db_name,
        secret_arn: instance.master_user_secret.at(0).secret_arn,
    }
}
