//! The environments, and all that may differ between them.

use paydsl::prelude::*;

/// Development, staging and production.
#[environments]
pub mod env {
    /// What differs between environments.
    pub struct Env {
        /// The region that everything is in.
        pub region: Str,
        /// The addresses of the VPC.
        pub vpc_cidr: Str,
        /// The class of the database's instance.
        pub instance_class: Str,
        /// How many days the database's backups are kept.
        pub backup_days: Num,
    }

    /// Development.
    pub const DEV: Env = Env {
        region: "us-east-1",
        vpc_cidr: "10.0.0.0/16",
        instance_class: "db.t3.medium",
        backup_days: 3,
    };

    /// Staging.
    pub const STAGING: Env = Env {
        region: "us-east-2",
        vpc_cidr: "10.1.0.0/16",
        instance_class: "db.t3.medium",
        backup_days: 3,
    };

    /// Production.
    #[protected]
    pub const PROD: Env = Env {
        region: "us-east-1",
        vpc_cidr: "10.2.0.0/16",
        instance_class: "db.r5.large",
        backup_days: 7,
    };
}
