//! A payment as the database holds it.

use payments::{payment::Payment, timestamp::Timestamp};

use crate::state::State;

/// A recorded payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPayment {
    /// What was asked for.
    pub payment: Payment,
    /// Where it stands.
    pub state: State,
    /// When it was recorded.
    pub received_at: Timestamp,
    /// When it was settled, if it was.
    pub settled_at: Option<Timestamp>,
    /// Whether it is audited and its settlement queued: until then, sending it again finishes the work.
    pub dispatched: bool,
}
