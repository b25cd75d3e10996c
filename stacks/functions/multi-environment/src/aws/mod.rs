//! AWS, through its SDK.

mod config;
mod s3;
mod secrets_manager;
mod sqs;

pub use config::config;
pub use s3::AuditBucket;
pub use secrets_manager::DatabaseSecret;
pub use sqs::Queue;

use std::error::Error;

/// An SDK error with its causes on one line: the SDK's own `Display` says next to nothing.
fn explain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
