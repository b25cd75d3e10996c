//! Changing a payment's state.

use aws_sdk_dynamodb::types::{
    TransactWriteItem,
    builders::{PutBuilder, UpdateBuilder},
};
use payments::{
    aws::{Outcome, TableError},
    correlation::CorrelationId,
    moment::Moment,
    payment::TransactionId,
};

use super::{
    Ledger,
    item::{
        self,
        attribute::{CHANGED_AT, PROCESSED_AT, STATE},
        number, text,
    },
    key,
};
use crate::{failure::Failure, state::State, stored_payment::StoredPayment};

/// How often a payment is read again that another worker changed meanwhile. Its states are few.
const ATTEMPTS: usize = 4;

impl Ledger {
    /// Brings a payment from one state to the next if it is still there, and tells how it stands; `None` when there is
    /// no such payment. Of any number of workers that do so at once, one makes the change.
    ///
    /// # Errors
    ///
    /// When the table fails; then the change may be made or not.
    pub async fn advance(
        &self,
        id: &TransactionId,
        (from, to): (State, State),
        correlation: &CorrelationId,
        now: Moment,
    ) -> Result<Option<StoredPayment>, Failure> {
        for _ in 0..ATTEMPTS {
            let stored = match self.find(id).await? {
                Some(stored) if stored.state == from => stored,
                elsewhere => return Ok(elsewhere),
            };
            let next = changed(&stored, to, now);
            let items = vec![
                self.update(&stored, &next)?,
                self.table.put(
                    item::of_change(id, to, next.changed_at, correlation),
                    PutBuilder::default(),
                )?,
            ];
            if self.table.transact(items).await? == Outcome::Written {
                return Ok(Some(next));
            }
        }
        Err(TableError::Contention.into())
    }

    /// The change, where the payment is as it was read.
    fn update(&self, stored: &StoredPayment, next: &StoredPayment) -> Result<TransactWriteItem, TableError> {
        let mut expression = "SET #state = :to, #changedAt = :now".to_owned();
        let mut update = UpdateBuilder::default()
            .condition_expression("#state = :from AND #changedAt = :seen")
            .expression_attribute_names("#state", STATE)
            .expression_attribute_names("#changedAt", CHANGED_AT)
            .expression_attribute_values(":from", text(stored.state.name()))
            .expression_attribute_values(":seen", number(stored.changed_at.millis()))
            .expression_attribute_values(":to", text(next.state.name()))
            .expression_attribute_values(":now", number(next.changed_at.millis()));
        if next.processed_at != stored.processed_at {
            expression.push_str(", #processedAt = :now");
            update = update.expression_attribute_names("#processedAt", PROCESSED_AT);
        }
        let key = key::payment(&stored.transaction_id);
        self.table.update(key, update.update_expression(expression))
    }
}

/// The payment after the change.
fn changed(stored: &StoredPayment, to: State, now: Moment) -> StoredPayment {
    let changed_at = now.after(stored.changed_at);
    let processed_at = (to == State::Processed).then_some(changed_at);
    StoredPayment {
        state: to,
        changed_at,
        processed_at: processed_at.or(stored.processed_at),
        ..stored.clone()
    }
}
