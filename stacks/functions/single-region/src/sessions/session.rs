//! One customer's session.

/// A session that is not forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// How many payments were attempted.
    pub attempts: u32,
    /// How many of them were declined.
    pub declined: u32,
    /// Whether new payments are refused.
    pub blocked: bool,
}
