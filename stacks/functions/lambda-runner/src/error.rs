//! What can go wrong.

use std::{fmt, io, path::PathBuf};

use serde::Deserialize;
use serde_json::{Value, json};

/// A failure of the runner, of the emulator, or of a function.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The function failed: what its caller gets from Lambda.
    #[error(transparent)]
    Function(#[from] FunctionError),
    /// No code was given for this function.
    #[error("{0} is not a function of this runner: name its code first")]
    UnknownFunction(String),
    /// The program cannot be started.
    #[error("{} cannot be started: {source}", program.display())]
    Start {
        /// Which.
        program: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Nothing can be served on loopback, or a file of the runner's own cannot be written.
    #[error("{what}: {source}")]
    Machine {
        /// What was tried.
        what: &'static str,
        /// Why it failed.
        source: io::Error,
    },
    /// The emulator cannot be reached.
    #[error("the emulated AWS does not answer: {0}")]
    Unreachable(String),
    /// The emulator refuses a request.
    #[error("the emulated AWS answers {status} to {request}: {body}")]
    Refused {
        /// Service and operation.
        request: String,
        /// The HTTP status.
        status: u16,
        /// What it says.
        body: String,
    },
    /// The emulator's answer is not what the service's documentation says.
    #[error("the emulated AWS's answer to {request} cannot be read: {reason}")]
    Unreadable {
        /// Service and operation.
        request: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl Error {
    pub(crate) fn machine(what: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Machine { what, source }
    }
}

/// A function's failure, in Lambda's own words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FunctionError {
    /// What kind: the function's own, or one of the constants here.
    #[serde(default)]
    pub error_type: String,
    /// What happened.
    #[serde(default)]
    pub error_message: String,
}

impl FunctionError {
    /// The program ended, or was killed.
    pub const EXIT: &str = "Runtime.ExitError";
    /// The function's timeout passed.
    pub const TIMEOUT: &str = "Sandbox.Timedout";
    /// The answer is not JSON.
    pub const NOT_JSON: &str = "Runtime.InvalidResponse";

    pub(crate) fn new(error_type: &str, error_message: String) -> Self {
        Self {
            error_type: error_type.to_owned(),
            error_message,
        }
    }

    /// The payload that Lambda answers with.
    #[must_use]
    pub fn payload(&self) -> Value {
        json!({"errorType": self.error_type, "errorMessage": self.error_message})
    }
}

impl fmt::Display for FunctionError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.error_type, self.error_message)
    }
}

impl std::error::Error for FunctionError {}
