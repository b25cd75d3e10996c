//! What can go wrong outside this code. Causes are logged, never answered.

use payments::aws::TableError;

/// A dependency that failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// DynamoDB failed.
    #[error("the table failed: {0}")]
    Table(#[from] TableError),
    /// An item holds what no valid payment does.
    #[error("the stored payment's {0} is not valid")]
    StoredValue(&'static str),
    /// There is no key to make tokens with.
    #[error("the key of the tokens cannot be read: {0}")]
    TokenKey(String),
    /// S3 failed.
    #[error("the audit record cannot be written: {0}")]
    Audit(String),
    /// SQS failed.
    #[error("the message cannot be queued: {0}")]
    Queue(String),
    /// SNS failed.
    #[error("the notification cannot be published: {0}")]
    Topic(String),
}
