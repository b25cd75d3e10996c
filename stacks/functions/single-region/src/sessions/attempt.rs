//! Attempts to pay, and what became of them.

use payments::{card::Card, correlation::CorrelationId, fraud::Reason, moment::Moment};

use crate::{session_id::SessionId, transaction::Transaction};

/// A valid payment of a session, at a moment.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The payment.
    pub transaction: Transaction,
    /// Its card.
    pub card: Card,
    /// Its session.
    pub session: SessionId,
    /// The request that brought it.
    pub correlation_id: CorrelationId,
    /// When it came.
    pub received_at: Moment,
}

/// What was decided about a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is to be processed.
    Accepted,
    /// It is refused for fraud.
    Declined(Reason),
}

/// A payment that was decided about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The payment.
    pub transaction: Transaction,
    /// Its session.
    pub session: SessionId,
    /// What was decided.
    pub verdict: Verdict,
    /// The request that brought it.
    pub correlation_id: CorrelationId,
    /// When it came.
    pub received_at: Moment,
    /// Whether it is known that its message was sent.
    pub queued: bool,
}

impl Standing {
    /// What an attempt becomes.
    pub fn of(attempt: &Attempt, verdict: Verdict) -> Self {
        Self {
            transaction: attempt.transaction.clone(),
            session: attempt.session.clone(),
            verdict,
            correlation_id: attempt.correlation_id.clone(),
            received_at: attempt.received_at,
            queued: false,
        }
    }

    /// Whether this is what was attempted: the same payment in the same session.
    pub fn is(&self, attempt: &Attempt) -> bool {
        self.transaction == attempt.transaction && self.session == attempt.session
    }
}
