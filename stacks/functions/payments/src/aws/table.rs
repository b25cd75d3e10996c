//! A table in DynamoDB.

use std::{collections::HashMap, time::Duration};

use aws_sdk_dynamodb::{
    Client,
    operation::transact_write_items::TransactWriteItemsError,
    types::{
        AttributeValue, TransactWriteItem,
        builders::{PutBuilder, UpdateBuilder},
    },
};
use aws_types::SdkConfig;
use tokio::time::sleep;

use super::CallError;

/// An item, or an item's key.
pub type Item = HashMap<String, AttributeValue>;

/// How often a transaction is tried that meets another on the same items.
const ATTEMPTS: u32 = 6;
/// The longest pause before the second attempt, in milliseconds; it doubles with each that follows.
const PAUSE: u64 = 40;

/// A table, by its name.
pub struct Table {
    client: Client,
    name: String,
}

/// How a transaction ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All was written.
    Written,
    /// Nothing was written, for the conditions of the items in these places do not hold.
    Refused(Vec<usize>),
}

/// A table that failed.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// DynamoDB did not do as asked.
    #[error(transparent)]
    Call(#[from] CallError),
    /// Others kept writing the same items.
    #[error("the table's items are written by too many at once")]
    Contention,
}

/// What an error means.
enum Setback {
    Refused(Vec<usize>),
    Contention,
    Failed,
}

impl Table {
    /// A table by its name.
    pub fn new(config: &SdkConfig, name: String) -> Self {
        Self {
            client: Client::new(config),
            name,
        }
    }

    /// Reads an item as it is now.
    ///
    /// # Errors
    ///
    /// When the table fails.
    pub async fn read(&self, key: Item) -> Result<Option<Item>, TableError> {
        let request = self.client.get_item().table_name(&self.name).set_key(Some(key));
        let answer = request.consistent_read(true).send().await;
        answer
            .map(|found| found.item)
            .map_err(|error| CallError::new(&error).into())
    }

    /// Writes all items or none.
    ///
    /// # Errors
    ///
    /// When the table fails, or others keep writing the same items. Then it is unknown whether all was written.
    pub async fn transact(&self, items: Vec<TransactWriteItem>) -> Result<Outcome, TableError> {
        for attempt in 0..ATTEMPTS {
            let transaction = self.client.transact_write_items();
            let Err(error) = transaction.set_transact_items(Some(items.clone())).send().await else {
                return Ok(Outcome::Written);
            };
            match setback(error.as_service_error()) {
                Setback::Refused(places) => return Ok(Outcome::Refused(places)),
                Setback::Contention => sleep(Duration::from_millis(fastrand::u64(1..=PAUSE << attempt))).await,
                Setback::Failed => return Err(CallError::new(&error).into()),
            }
        }
        Err(TableError::Contention)
    }

    /// Puts an item on the builder's condition, as part of a transaction.
    ///
    /// # Errors
    ///
    /// When the item is incomplete.
    pub fn put(&self, item: Item, put: PutBuilder) -> Result<TransactWriteItem, TableError> {
        let put = put.table_name(&self.name).set_item(Some(item)).build();
        let put = put.map_err(|error| CallError::new(&error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// Changes an item as the builder says, as part of a transaction.
    ///
    /// # Errors
    ///
    /// When the change is incomplete.
    pub fn update(&self, key: Item, update: UpdateBuilder) -> Result<TransactWriteItem, TableError> {
        let update = update.table_name(&self.name).set_key(Some(key)).build();
        let update = update.map_err(|error| CallError::new(&error))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }
}

fn setback(error: Option<&TransactWriteItemsError>) -> Setback {
    let reasons = match error {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => cancelled.cancellation_reasons(),
        Some(TransactWriteItemsError::TransactionInProgressException(_)) => return Setback::Contention,
        _ => return Setback::Failed,
    };
    let places = |code: &str| {
        let found = reasons
            .iter()
            .enumerate()
            .filter(|(_, reason)| reason.code() == Some(code));
        found.map(|(place, _)| place).collect::<Vec<_>>()
    };
    let refused = places("ConditionalCheckFailed");
    if !refused.is_empty() {
        Setback::Refused(refused)
    } else if !places("TransactionConflict").is_empty() {
        Setback::Contention
    } else {
        Setback::Failed
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::types::{CancellationReason, error::TransactionCanceledException};

    use super::*;

    fn cancelled(codes: &[&str]) -> TransactWriteItemsError {
        let reasons = codes
            .iter()
            .map(|code| CancellationReason::builder().code(*code).build());
        let cancelled = TransactionCanceledException::builder()
            .set_cancellation_reasons(Some(reasons.collect()))
            .build();
        TransactWriteItemsError::TransactionCanceledException(cancelled)
    }

    #[test]
    fn a_condition_that_fails_outweighs_a_conflict() {
        let setback = setback(Some(&cancelled(&[
            "None",
            "TransactionConflict",
            "ConditionalCheckFailed",
        ])));
        assert!(matches!(setback, Setback::Refused(places) if places == [2]));
    }

    #[test]
    fn a_conflict_is_worth_another_attempt() {
        assert!(matches!(
            setback(Some(&cancelled(&["TransactionConflict", "None"]))),
            Setback::Contention
        ));
        assert!(matches!(
            setback(Some(&cancelled(&["ValidationError"]))),
            Setback::Failed
        ));
    }
}
