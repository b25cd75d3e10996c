//! Refusing requests: everything a caller sends is checked, and nothing of it is repeated in a complaint.

use serde::Serialize;

use crate::api::ApiRequest;

/// The longest body that is read, in bytes.
pub const MAX_BODY: usize = 8 * 1024;

/// Why a request was refused.
#[derive(Debug, PartialEq, Eq)]
pub enum Rejection {
    /// The endpoint does not know the method; these it knows.
    Method(&'static str),
    /// The body is encoded, so it is not JSON.
    Encoded,
    /// The body is longer than any payment.
    TooLong,
    /// The body is not one JSON object.
    NotAnObject,
    /// A card number stands somewhere in the request.
    CardNumber,
    /// Fields are missing or wrong.
    Invalid(Vec<Problem>),
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The field.
    pub field: &'static str,
    /// What it must be.
    pub message: &'static str,
}

impl Problem {
    /// A complaint about a field.
    pub fn new(field: &'static str, message: &'static str) -> Self {
        Self { field, message }
    }

    /// The complaint about a field that is not expected: its name is the caller's, so it is not repeated.
    pub fn unknown_field() -> Self {
        Self::new("(other)", "the body has a field that this endpoint does not know")
    }
}

/// The request's body, when it is text of a length that is read.
///
/// # Errors
///
/// When it is encoded or too long.
pub fn body(request: &ApiRequest) -> Result<&str, Rejection> {
    let body = request.body.as_deref().unwrap_or_default();
    if request.is_base64_encoded {
        return Err(Rejection::Encoded);
    }
    if body.len() > MAX_BODY {
        return Err(Rejection::TooLong);
    }
    Ok(body)
}
