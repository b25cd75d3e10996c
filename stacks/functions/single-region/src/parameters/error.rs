//! What can be wrong with the parameters. No complaint quotes a value.

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ParameterError {
    /// Parameter Store did not answer.
    #[error("Parameter Store failed: {0}")]
    Store(String),
    /// There is no such parameter.
    #[error("the parameter {0} is missing")]
    Missing(String),
    /// The parameter is nothing it may be.
    #[error("the parameter {name} must be {expected}")]
    Malformed {
        /// Its name, with its path.
        name: String,
        /// What it must be.
        expected: &'static str,
    },
    /// An environment variable that goes with the parameters is wrong.
    #[error(transparent)]
    Setting(#[from] payments::settings::SettingsError),
}
