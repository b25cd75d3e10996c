//! The environments, and all that may differ between them.

use paydsl::prelude::*;

/// Development, staging and production.
#[environments]
pub mod env {
    /// What differs between environments.
    pub struct Env {
        /// The region that everything is in.
        pub region: Str,
        /// Who is told of alarms.
        pub operations_email: Str,
        /// Where merchants are told of their payments.
        pub merchant_webhook_url: Str,
    }

    /// Development.
    pub const DEV: Env = Env {
        region: "us-east-2",
        operations_email: "operations-dev@example.com",
        merchant_webhook_url: "https://merchants-dev.example.com/payments",
    };

    /// Staging.
    pub const STAGING: Env = Env {
        operations_email: "operations-staging@example.com",
        merchant_webhook_url: "https://merchants-staging.example.com/payments",
        ..DEV
    };

    /// Production.
    #[protected]
    pub const PROD: Env = Env {
        operations_email: "operations@example.com",
        merchant_webhook_url: "https://merchants.example.com/payments",
        ..DEV
    };
}
