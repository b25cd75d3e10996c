//! What can go wrong outside this code. Causes are logged, never answered.

use payments::{aws::TableError, database::DatabaseError};

use crate::parameters::ParameterError;

/// A dependency that failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The configuration is incomplete, or Parameter Store failed.
    #[error(transparent)]
    Parameters(#[from] ParameterError),
    /// DynamoDB failed.
    #[error("the table failed: {0}")]
    Table(#[from] TableError),
    /// Other requests kept changing the session.
    #[error("the session is written by too many at once")]
    Contention,
    /// PostgreSQL failed.
    #[error("{}", .0.chain())]
    Database(DatabaseError),
    /// An item or a row holds what no valid payment does.
    #[error("the stored payment's {0} is not valid")]
    StoredValue(&'static str),
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

impl From<DatabaseError> for Failure {
    fn from(error: DatabaseError) -> Self {
        Self::Database(error)
    }
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Database(error.into())
    }
}
