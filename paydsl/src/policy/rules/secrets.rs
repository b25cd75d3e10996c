//! Secrets.

use crate::policy::{Piece, Rule};

/// Arguments that hold a secret.
const SECRET: &[(&str, &str)] = &[
    ("aws_db_instance", "password"),
    ("aws_docdb_cluster", "master_password"),
    ("aws_elasticache_replication_group", "auth_token"),
    ("aws_neptune_cluster", "master_password"),
    ("aws_rds_cluster", "master_password"),
    ("aws_redshift_cluster", "master_password"),
    ("aws_secretsmanager_secret_version", "secret_string"),
];

/// `no-plain-secrets`: no password or secret stands in the code.
///
/// PCI DSS 8.6.2: passwords are not hard coded.
pub fn no_plain_secrets() -> Rule {
    Rule::new("no-plain-secrets", |stack, findings| {
        for (kind, argument) in SECRET {
            for resource in stack.resources(kind) {
                let secret = resource.get(argument);
                let is_plain = |piece: &Piece<'_>| matches!(piece, Piece::Literal(_) | Piece::Suffix(_));
                if !secret.is_absent() && secret.pieces().iter().all(is_plain) {
                    findings.add(resource, format!("has its `{argument}` in the code"));
                }
            }
        }
    })
    .summary("No password or secret stands in the code")
    .remedy("let AWS keep it (`manage_master_user_password: true`), or read it from a sensitive variable or `random_password`")
    .pci_dss(&["8.6.2"])
}
