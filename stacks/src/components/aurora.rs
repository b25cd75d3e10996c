//! An Aurora PostgreSQL cluster over several zones, encrypted, its password kept and rotated by RDS in Secrets Manager.

use paydsl::prelude::*;

use super::service_role;

/// A cluster.
#[derive(Clone, Copy)]
pub(crate) struct Cluster {
    pub(crate) identifier: Value<Str>,
    pub(crate) arn: Value<Str>,
    pub(crate) endpoint: Value<Str>,
    pub(crate) reader_endpoint: Value<Str>,
    pub(crate) port: Value<Num>,
    pub(crate) database: Value<Str>,
    /// Where the user and password are.
    pub(crate) secret_arn: Value<Str>,
}

/// What a cluster's instances are.
#[derive(Clone, Copy)]
pub(crate) enum Capacity {
    /// Instances of a class.
    Provisioned(Value<Str>),
    /// Serverless v2, between so many and so many Aurora capacity units.
    Serverless { min: f64, max: f64 },
}

/// What tells clusters apart.
pub(crate) struct Settings<'s> {
    /// What its name is made of.
    pub(crate) resource: &'s str,
    pub(crate) capacity: Capacity,
    /// How many instances there are, each in another zone: the first writes, the others stand by and read.
    pub(crate) instances: u32,
    /// The customer's key for storage and backups; AWS's own (`aws/rds`) if there is none.
    pub(crate) key_arn: Option<Value<Str>>,
    /// Days that backups are kept.
    pub(crate) backup_days: Value<Num>,
    /// The most connections an instance takes.
    pub(crate) max_connections: u32,
    pub(crate) subnet_ids: Value<List<Str>>,
    pub(crate) security_group_id: Value<Str>,
    /// Days that its logs are kept.
    pub(crate) retention_days: u32,
}

/// A cluster called `aurora-<resource>`.
///
/// It takes only encrypted connections, and can be destroyed without anything left: no protection, no final snapshot, no
/// backups that outlive it.
#[component]
pub(crate) fn aurora(name: &str, env: &impl Environment, settings: Settings<'_>) -> Cluster {
    let resource = settings.resource;

    let subnets = aws_db_subnet_group {
        name: env.name(tf!("rds-{resource}-subnets")),
        subnet_ids: settings.subnet_ids,
        tags: env.tags(tf!("rds-{resource}-subnets")),
    };

    let parameters = aws_rds_cluster_parameter_group {
        name: env.name(tf!("aurora-{resource}-parameters")),
        family: "aurora-postgresql16",
        description: "Encrypted connections only; slow statements are logged",
        parameter: [
            block {
                name: "rds.force_ssl",
                value: "1",
            },
            // A method that proves the server to the client as well.
            block {
                name: "password_encryption",
                value: "scram-sha-256",
            },
            block {
                name: "max_connections",
                value: settings.max_connections.to_string(),
                apply_method: "pending-reboot",
            },
            // Who changes the tables is noted, whatever changes in them is not.
            block {
                name: "log_statement",
                value: "ddl",
            },
            // Milliseconds: what takes longer than that is too slow. Without their parameters, which may be secret.
            block {
                name: "log_min_duration_statement",
                value: "100",
            },
            block {
                name: "log_parameter_max_length",
                value: "0",
            },
        ],
        lifecycle: block {
            create_before_destroy: true,
        },
        tags: env.tags(tf!("aurora-{resource}-parameters")),
    };

    #[exempt(
        "checkov:CKV_AWS_158",
        reason = "CloudWatch encrypts logs by itself, and no request asks for a key of the customer's own for them"
    )]
    let log_group = aws_cloudwatch_log_group {
        name: tf!("/aws/rds/cluster/{env.name(tf!(\"aurora-{resource}\"))}/postgresql"),
        retention_in_days: settings.retention_days,
        tags: env.tags(tf!("log-aurora-{resource}")),
    };

    let serverless = match settings.capacity {
        Capacity::Serverless { min, max } => Some((min, max)),
        Capacity::Provisioned(_) => None,
    };
    #[exempt(
        "checkov:CKV_AWS_139",
        reason = "everything has to be destroyable without manual work"
    )]
    #[exempt(
        "checkov:CKV_AWS_327",
        reason = "the customer's own key is used where the request asks for it, AWS's elsewhere"
    )]
    #[exempt(
        "checkov:CKV2_AWS_8",
        reason = "the request asks for the cluster's automated backups; a vault besides is for who asks for one"
    )]
    let cluster = aws_rds_cluster {
        cluster_identifier: env.name(tf!("aurora-{resource}")),
        engine: "aurora-postgresql",
        engine_mode: "provisioned",
        engine_version: "16.4",
        database_name: "payments",
        master_username: "payments",
        manage_master_user_password: true,
        master_user_secret_kms_key_id: settings.key_arn,
        storage_encrypted: true,
        kms_key_id: settings.key_arn,
        db_subnet_group_name: subnets.name,
        db_cluster_parameter_group_name: parameters.name,
        vpc_security_group_ids: [settings.security_group_id],
        iam_database_authentication_enabled: true,
        backup_retention_period: settings.backup_days,
        preferred_backup_window: "03:00-04:00",
        preferred_maintenance_window: "sun:04:30-sun:05:30",
        copy_tags_to_snapshot: true,
        enabled_cloudwatch_logs_exports: ["postgresql"],
        apply_immediately: true,
        deletion_protection: false,
        skip_final_snapshot: true,
        delete_automated_backups: true,
        serverlessv2_scaling_configuration: serverless.map(|(min, max)| block {
            min_capacity: min,
            max_capacity: max,
        }),
        tags: env.tags(tf!("aurora-{resource}")),
        depends_on: [log_group],
    };

    let monitoring = service_role(
        "monitoring",
        env,
        &format!("aurora-{resource}-monitoring"),
        "monitoring.rds.amazonaws.com",
    );
    let monitoring_policy = aws_iam_role_policy_attachment {
        role: monitoring.name,
        policy_arn: "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
    };

    let class = match settings.capacity {
        Capacity::Provisioned(class) => class,
        Capacity::Serverless { .. } => "db.serverless".into_value(),
    };
    let instance = count(settings.instances, |i| aws_rds_cluster_instance {
        identifier: env.name(tf!("aurora-{resource}-{i}")),
        cluster_identifier: cluster.id,
        engine: "aurora-postgresql",
        engine_version: cluster.engine_version,
        instance_class: class,
        publicly_accessible: false,
        auto_minor_version_upgrade: true,
        copy_tags_to_snapshot: true,
        monitoring_interval: 60,
        monitoring_role_arn: monitoring.arn,
        performance_insights_enabled: true,
        performance_insights_kms_key_id: settings.key_arn,
        // The lower the tier, the sooner an instance takes over; the writer is the first.
        promotion_tier: i,
        tags: env.tags(tf!("aurora-{resource}-{i}")),
        depends_on: [monitoring_policy],
    });

    Cluster {
        identifier: cluster.cluster_identifier,
        arn: cluster.arn,
        endpoint: cluster.endpoint,
        reader_endpoint: cluster.reader_endpoint,
        port: cluster.port,
        database: cluster.database_name,
        secret_arn: cluster.master_user_secret.at(0).secret_arn,
    }
}
