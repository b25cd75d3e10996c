//! A payment as it was asked for, and as the ledger holds it.

use payments::{
    card::{Card, LastFour, Token},
    correlation::CorrelationId,
    currency::Currency,
    moment::Moment,
    payment::{Amount, TransactionId},
};

use crate::state::State;

/// A valid payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// The caller's name for it: sent again, it means the same payment.
    pub transaction_id: TransactionId,
    /// How much.
    pub amount: Amount,
    /// In what.
    pub currency: Currency,
    /// From which card.
    pub card: Card,
}

/// A recorded payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPayment {
    /// The caller's name for it.
    pub transaction_id: TransactionId,
    /// How much.
    pub amount: Amount,
    /// In what.
    pub currency: Currency,
    /// From which card.
    pub token: Token,
    /// The card's last digits.
    pub last_four: LastFour,
    /// Where it stands.
    pub state: State,
    /// The request that brought it.
    pub correlation_id: CorrelationId,
    /// When it was recorded.
    pub received_at: Moment,
    /// When its state last changed.
    pub changed_at: Moment,
    /// When it was processed, if it was.
    pub processed_at: Option<Moment>,
}

impl StoredPayment {
    /// Whether this is what was asked for.
    pub fn is(&self, payment: &Payment) -> bool {
        self.transaction_id == payment.transaction_id
            && self.amount == payment.amount
            && self.currency == payment.currency
            && self.token == payment.card.token
    }
}
