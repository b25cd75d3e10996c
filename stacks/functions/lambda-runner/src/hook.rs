//! Hooks: what a test does in the middle of an invocation.

use std::sync::Arc;

/// A function's request to AWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call<'a> {
    /// Name of the function.
    pub function: &'a str,
    /// The service as its signature names it: `sqs`, `s3`, `dynamodb`.
    pub service: &'a str,
    /// The operation where the request names it (`SendMessage`), else its method (`PUT`).
    pub operation: &'a str,
    /// The path: for S3, bucket and key.
    pub path: &'a str,
    /// Whether AWS has heard of it yet.
    pub moment: Moment,
}

/// When, about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// AWS has not got it.
    Before,
    /// AWS has done it, and the function does not know.
    After,
}

/// What happens then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It goes on.
    Continue,
    /// The function's process is killed there and then (SIGKILL).
    Kill,
}

/// Asked before and after each request of a function to AWS.
pub type Hook = Arc<dyn Fn(&Call<'_>) -> Verdict + Send + Sync>;
