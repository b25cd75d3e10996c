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
        /// The application's domain, a zone of its own that its parent delegates to.
        pub domain: Str,
        /// Who is told of alarms.
        pub operations_email: Str,
        /// The tag of the container's image that a new environment starts with; deployments bring later ones.
        pub image_tag: Str,
        /// How many copies of the application run at least.
        pub min_copies: Num,
        /// How many copies of the application run at most.
        pub max_copies: Num,
        /// Days that backups are kept.
        pub backup_days: Num,
    }

    /// Development.
    pub const DEV: Env = Env {
        region: "ap-southeast-1",
        vpc_cidr: "10.20.0.0/16",
        domain: "pay-dev.example.com",
        operations_email: "operations-dev@example.com",
        image_tag: "1.0.0",
        min_copies: 3,
        max_copies: 6,
        backup_days: 7,
    };

    /// Staging.
    pub const STAGING: Env = Env {
        vpc_cidr: "10.21.0.0/16",
        domain: "pay-staging.example.com",
        operations_email: "operations-staging@example.com",
        ..DEV
    };

    /// Production.
    #[protected]
    pub const PROD: Env = Env {
        vpc_cidr: "10.22.0.0/16",
        domain: "pay.example.com",
        operations_email: "operations@example.com",
        min_copies: 6,
        max_copies: 10,
        backup_days: 35,
        ..DEV
    };
}
