//! The environments, and all that may differ between them.

use paydsl::prelude::*;

/// Development, staging and production.
#[environments]
pub mod env {
    /// What differs between environments.
    pub struct Env {
        /// The region that everything is in. The request says "Ohio (eu-south-2)": the code is what is built, and it is
        /// Spain's. Moving is changing this word.
        pub region: Str,
        /// The addresses of the VPC.
        pub vpc_cidr: Str,
        /// Who is told of payments and alarms.
        pub stakeholder_email: Str,
        /// How many copies of each function may run at once; kept for it alone.
        pub reserved_concurrency: Num,
        /// How many copies of each function are kept warm.
        pub provisioned_concurrency: Num,
        /// Days that backups are kept.
        pub backup_days: Num,
    }

    /// Development.
    pub const DEV: Env = Env {
        region: "eu-south-2",
        vpc_cidr: "10.0.0.0/16",
        stakeholder_email: "payments-dev@example.com",
        reserved_concurrency: 20,
        provisioned_concurrency: 1,
        backup_days: 7,
    };

    /// Staging.
    pub const STAGING: Env = Env {
        stakeholder_email: "payments-staging@example.com",
        ..DEV
    };

    /// Production.
    #[protected]
    pub const PROD: Env = Env {
        stakeholder_email: "payments@example.com",
        reserved_concurrency: 200,
        provisioned_concurrency: 20,
        backup_days: 35,
        ..DEV
    };
}
