//! The data stack: the database and its backups, the containers' images, and where logs are kept.

use paydsl::prelude::*;

use super::RETENTION_DAYS;
use super::env::Env;
use super::network::Network;
use crate::components::{Ageing, Capacity, aurora, bucket, customer_key, nightly_backup, record_bucket, topic};

/// What other stacks may read from the data.
#[derive(Outputs)]
pub struct Data {
    /// ARN of the key that database, backups and images are encrypted with.
    pub key_arn: Value<Str>,
    /// Identifier of the database's cluster.
    pub cluster_identifier: Value<Str>,
    /// ARN of the database's cluster.
    pub cluster_arn: Value<Str>,
    /// Host that the database is reached at.
    pub database_endpoint: Value<Str>,
    /// Port of the database.
    pub database_port: Value<Num>,
    /// Name of the database.
    pub database_name: Value<Str>,
    /// ARN of the secret with the database's user and password, which RDS changes every week.
    pub database_secret_arn: Value<Str>,
    /// URL of the repository of the application's images.
    pub repository_url: Value<Str>,
    /// ARN of the repository of the application's images.
    pub repository_arn: Value<Str>,
    /// Name of the bucket that logs are exported to.
    pub log_archive_bucket: Value<Str>,
    /// ARN of the bucket that logs are exported to.
    pub log_archive_bucket_arn: Value<Str>,
    /// Name of the bucket of the load balancer's access log, once it may be written to.
    pub access_log_bucket: Value<Str>,
    /// ARN of the bucket of the load balancer's access log.
    pub access_log_bucket_arn: Value<Str>,
    /// Name of the bucket of the account's audit trail, once it may be written to.
    pub audit_trail_bucket: Value<Str>,
    /// ARN of the topic that alarms ring at.
    pub alarms_topic_arn: Value<Str>,
    /// ARN of the key that the topic is encrypted with.
    pub alarms_topic_key_arn: Value<Str>,
    /// Name of the vault of the database's backups.
    pub backup_vault: Value<Str>,
}

/// Everything that outlives a deployment of the application.
#[stack]
pub fn data(env: &Env, network: Remote<Network>) -> Data {
    let key = customer_key(
        "key",
        env,
        "web",
        "Encrypts the database, its backups, and the application's images",
        Vec::new(),
    );
    let database = aurora(
        "database",
        env,
        aurora::Settings {
            resource: "web",
            capacity: Capacity::Serverless { min: 0.5, max: 2.0 },
            // One writes, the others stand by, each in a zone of its own.
            instances: 3,
            key_arn: Some(key.arn),
            backup_days: env.backup_days,
            // What two units have memory for. Each copy holds eight, and there are twice as many while a version comes in.
            max_connections: 180,
            subnet_ids: network.database_subnet_ids,
            security_group_id: network.database_security_group_id,
            retention_days: RETENTION_DAYS,
        },
    );
    let vault = nightly_backup("backup", env, "web", vec![database.arn], env.backup_days);

    let images = aws_ecr_repository {
        name: env.name("ecr-payment-app"),
        image_tag_mutability: "IMMUTABLE",
        image_scanning_configuration: block { scan_on_push: true },
        encryption_configuration: [block {
            encryption_type: "KMS",
            kms_key: key.arn,
        }],
        force_delete: true,
        tags: env.tags("ecr-payment-app"),
    };

    let seven_years = Ageing {
        storage_class: "GLACIER",
        days: 90,
        expire_days: Some(RETENTION_DAYS),
    };
    let access_log = record_bucket(
        "access_log",
        env,
        bucket::Settings {
            resource: "web-access-log",
            ageing: seven_years,
            writers: &[
                "logging.s3.amazonaws.com",
                "logdelivery.elasticloadbalancing.amazonaws.com",
            ],
            access_log: None,
        },
    );
    let log_archive = record_bucket(
        "log_archive",
        env,
        bucket::Settings {
            resource: "web-log-archive",
            ageing: seven_years,
            writers: &[],
            access_log: Some(access_log),
        },
    );
    let audit_trail = record_bucket(
        "audit_trail",
        env,
        bucket::Settings {
            resource: "web-audit-trail",
            ageing: seven_years,
            writers: &["cloudtrail.amazonaws.com"],
            access_log: Some(access_log),
        },
    );
    let alarms = topic("alarms", env, "web-alarms", env.operations_email);

    Data {
        key_arn: key.arn,
        cluster_identifier: database.identifier,
        cluster_arn: database.arn,
        database_endpoint: database.endpoint,
        database_port: database.port,
        database_name: database.database,
        database_secret_arn: database.secret_arn,
        repository_url: images.repository_url,
        repository_arn: images.arn,
        log_archive_bucket: log_archive.name,
        log_archive_bucket_arn: log_archive.arn,
        access_log_bucket: access_log.open_to_writers,
        access_log_bucket_arn: access_log.arn,
        audit_trail_bucket: audit_trail.open_to_writers,
        alarms_topic_arn: alarms.arn,
        alarms_topic_key_arn: alarms.key_arn,
        backup_vault: vault,
    }
}
