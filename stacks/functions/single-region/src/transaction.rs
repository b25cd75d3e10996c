//! A payment as it was asked for, and as PostgreSQL holds it.

use payments::{
    card::{LastFour, Token},
    correlation::CorrelationId,
    currency::Currency,
    payment::{Amount, TransactionId},
    timestamp::Timestamp,
};

use crate::state::State;

/// A valid payment, without its card's number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// The caller's name for it: sent again, it means the same payment.
    pub id: TransactionId,
    /// How much.
    pub amount: Amount,
    /// In what.
    pub currency: Currency,
    /// From which card.
    pub token: Token,
    /// The card's last digits.
    pub last_four: LastFour,
}

/// A recorded payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTransaction {
    /// What was asked for.
    pub transaction: Transaction,
    /// Where it stands.
    pub state: State,
    /// The request that brought it.
    pub correlation_id: CorrelationId,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// When it was processed, if it was.
    pub processed_at: Option<Timestamp>,
}
