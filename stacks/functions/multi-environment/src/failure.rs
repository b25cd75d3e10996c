//! What can go wrong outside this code. Causes are logged, never answered.

/// A dependency that failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// PostgreSQL refused or broke off.
    #[error("the database failed")]
    Database(#[from] tokio_postgres::Error),
    /// PostgreSQL did not answer in time.
    #[error("the database did not answer in time")]
    DatabaseTimeout,
    /// A row holds what no valid payment does.
    #[error("the stored payment's {0} is not valid")]
    StoredValue(&'static str),
    /// The TLS configuration cannot be made.
    #[error("the connection to the database cannot be secured: {0}")]
    Tls(String),
    /// Secrets Manager failed, or the secret is no database secret.
    #[error("the database's secret cannot be read: {0}")]
    Secret(String),
    /// S3 failed.
    #[error("the audit record cannot be written: {0}")]
    Audit(String),
    /// SQS failed.
    #[error("the settlement cannot be queued: {0}")]
    Queue(String),
}

impl Failure {
    /// The failure with everything that caused it, on one line, for the log.
    pub fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        text
    }
}
