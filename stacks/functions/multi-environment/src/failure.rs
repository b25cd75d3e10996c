//! What can go wrong outside this code. Causes are logged, never answered.

use payments::database::DatabaseError;

/// A dependency that failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// PostgreSQL failed.
    #[error("{}", .0.chain())]
    Database(DatabaseError),
    /// A row holds what no valid payment does.
    #[error("the stored payment's {0} is not valid")]
    StoredValue(&'static str),
    /// S3 failed.
    #[error("the audit record cannot be written: {0}")]
    Audit(String),
    /// SQS failed.
    #[error("the settlement cannot be queued: {0}")]
    Queue(String),
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
