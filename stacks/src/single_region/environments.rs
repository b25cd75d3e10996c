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
        /// The domain that the API's is below; it delegates to the API's zone.
        pub parent_domain: Str,
        /// Who is told of payments and alarms.
        pub operations_email: Str,
        /// The class of the database's instances.
        pub instance_class: Str,
    }

    /// Development.
    pub const DEV: Env = Env {
        region: "us-east-1",
        vpc_cidr: "10.10.0.0/16",
        parent_domain: "example.com",
        operations_email: "operations-dev@example.com",
        instance_class: "db.r6g.large",
    };

    /// Staging.
    pub const STAGING: Env = Env {
        vpc_cidr: "10.11.0.0/16",
        operations_email: "operations-staging@example.com",
        ..DEV
    };

    /// Production.
    #[protected]
    pub const PROD: Env = Env {
        vpc_cidr: "10.12.0.0/16",
        operations_email: "operations@example.com",
        instance_class: "db.r6g.2xlarge",
        ..DEV
    };
}
