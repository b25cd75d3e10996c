//! What can go wrong with the database.

/// A database that failed. The causes are in [`std::error::Error::source`], and all on one line in [`Self::chain`].
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// PostgreSQL refused or broke off.
    #[error("the database failed")]
    Refused(#[from] tokio_postgres::Error),
    /// PostgreSQL did not answer in time.
    #[error("the database did not answer in time")]
    Timeout,
    /// The TLS configuration cannot be made.
    #[error("the connection to the database cannot be secured: {0}")]
    Tls(String),
    /// Secrets Manager failed, or the secret is no database secret.
    #[error("the database's secret cannot be read: {0}")]
    Secret(String),
}

impl DatabaseError {
    /// The error with everything that caused it, on one line, for the log.
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
