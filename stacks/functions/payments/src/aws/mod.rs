//! AWS, through its SDK.

mod bucket;
mod config;
mod queue;
mod secret;
#[cfg(feature = "dynamodb")]
mod table;
#[cfg(feature = "sns")]
mod topic;

pub use bucket::Bucket;
pub use config::{config, config_with, http_client};
pub use queue::Queue;
pub use secret::Secret;
#[cfg(feature = "dynamodb")]
pub use table::{Item, Outcome, Table, TableError};
#[cfg(feature = "sns")]
pub use topic::Topic;

use std::error::Error;

/// A call to AWS that failed, with its causes on one line: the SDK's own `Display` says next to nothing.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct CallError(String);

impl CallError {
    /// The failure as the SDK reports it.
    pub fn new(error: &dyn Error) -> Self {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            text = format!("{text}: {error}");
            cause = error.source();
        }
        Self(text)
    }
}
