//! How a function's process ends.

use std::process::ExitCode;

/// Logs how the function ended, which it only does when it cannot go on.
pub fn ended(outcome: Result<(), lambda_runtime::Error>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the function cannot run");
            ExitCode::FAILURE
        }
    }
}
