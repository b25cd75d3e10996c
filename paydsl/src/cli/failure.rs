//! Why a command could not do what it was asked.

use std::fmt;

/// What to tell the user, and the exit code.
#[derive(Debug)]
pub(crate) struct Failure {
    messages: Vec<String>,
    pub(crate) code: u8,
}

impl Failure {
    /// One reason.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Failure::all(vec![message.into()])
    }

    /// Several reasons, all reported at once.
    pub(crate) fn all(messages: Vec<String>) -> Self {
        Failure { messages, code: 1 }
    }

    /// Exits with another code.
    pub(crate) fn with_code(mut self, code: u8) -> Self {
        self.code = code;
        self
    }
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Failure::new(message)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for message in &self.messages {
            writeln!(f, "error: {message}")?;
        }
        Ok(())
    }
}
