//! Recording new payments.

use aws_sdk_dynamodb::types::{
    TransactWriteItem,
    builders::{PutBuilder, UpdateBuilder},
};
use payments::{
    aws::{Outcome, TableError},
    correlation::CorrelationId,
    fraud::Reason,
    moment::Moment,
};

use super::{
    Ledger,
    item::{self, number},
    key,
};
use crate::{
    failure::Failure,
    state::State,
    stored_payment::{Payment, StoredPayment},
};

/// The payment's place in the transaction that records it.
const PAYMENT: usize = 0;

/// What became of a payment that was to be recorded.
#[derive(Debug, PartialEq, Eq)]
pub enum Recording {
    /// What stands under its transaction id now: this payment, or one that came before.
    Standing(Box<StoredPayment>),
    /// Nothing was recorded: its card paid as often in this window as it may.
    TooOften,
}

impl Ledger {
    /// Records a payment to be processed, if its card may pay once more: `limit` is how often it may in ten minutes.
    ///
    /// # Errors
    ///
    /// When the table fails; then the payment may be recorded or not.
    pub async fn accept(
        &self,
        payment: &Payment,
        limit: u32,
        correlation: &CorrelationId,
        now: Moment,
    ) -> Result<Recording, Failure> {
        let stored = stored(payment, State::Validated, correlation, now);
        let items = vec![
            self.first(&stored, None)?,
            self.change(&stored)?,
            self.count(payment, limit, now)?,
            self.table.put(item::of_card(&payment.card), PutBuilder::default())?,
        ];
        match self.table.transact(items).await? {
            Outcome::Written => Ok(Recording::Standing(Box::new(stored))),
            Outcome::Refused(places) if places.contains(&PAYMENT) => {
                self.standing(payment).await.map(Recording::Standing)
            }
            Outcome::Refused(_) => Ok(Recording::TooOften),
        }
    }

    /// Records a payment that is declined, and tells what stands under its transaction id now.
    ///
    /// # Errors
    ///
    /// When the table fails; then the payment may be recorded or not.
    pub async fn decline(
        &self,
        payment: &Payment,
        reason: Reason,
        correlation: &CorrelationId,
        now: Moment,
    ) -> Result<Box<StoredPayment>, Failure> {
        let stored = stored(payment, State::Declined, correlation, now);
        let items = vec![self.first(&stored, Some(reason))?, self.change(&stored)?];
        match self.table.transact(items).await? {
            Outcome::Written => Ok(Box::new(stored)),
            Outcome::Refused(_) => self.standing(payment).await,
        }
    }

    /// The payment that stood in the way. None is ever deleted, so it is there.
    async fn standing(&self, payment: &Payment) -> Result<Box<StoredPayment>, Failure> {
        let found = self.find(&payment.transaction_id).await?;
        found.map(Box::new).ok_or(Failure::StoredValue(key::PARTITION))
    }

    /// The payment, where there is none.
    fn first(&self, stored: &StoredPayment, reason: Option<Reason>) -> Result<TransactWriteItem, TableError> {
        let condition = PutBuilder::default().condition_expression("attribute_not_exists(transactionId)");
        self.table.put(item::of_payment(stored, reason), condition)
    }

    /// The change that brought the payment to the state it is in.
    fn change(&self, stored: &StoredPayment) -> Result<TransactWriteItem, TableError> {
        let (id, correlation) = (&stored.transaction_id, &stored.correlation_id);
        let change = item::of_change(id, stored.state, stored.changed_at, correlation);
        self.table.put(change, PutBuilder::default())
    }

    /// One payment more in the card's window, where the limit is not reached.
    fn count(&self, payment: &Payment, limit: u32, now: Moment) -> Result<TransactWriteItem, TableError> {
        let update = UpdateBuilder::default()
            .update_expression("ADD payments :one SET expiresAt = :expiresAt")
            .condition_expression("attribute_not_exists(payments) OR payments < :limit")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":limit", number(limit.into()))
            .expression_attribute_values(":expiresAt", number(key::window_expires_at(now)));
        self.table.update(key::window(&payment.card.token, now), update)
    }
}

fn stored(payment: &Payment, state: State, correlation: &CorrelationId, now: Moment) -> StoredPayment {
    StoredPayment {
        transaction_id: payment.transaction_id.clone(),
        amount: payment.amount,
        currency: payment.currency,
        token: payment.card.token.clone(),
        last_four: payment.card.last_four.clone(),
        state,
        correlation_id: correlation.clone(),
        received_at: now,
        changed_at: now,
        processed_at: None,
    }
}
