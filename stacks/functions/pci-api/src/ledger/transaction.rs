//! Running a transaction.

use std::time::Duration;

use aws_sdk_dynamodb::{operation::transact_write_items::TransactWriteItemsError, types::TransactWriteItem};
use payments::aws::CallError;
use tokio::time::sleep;

use super::Ledger;
use crate::failure::Failure;

/// How often a transaction is tried that meets another on the same items.
const ATTEMPTS: u32 = 6;
/// The longest pause before the second attempt, in milliseconds; it doubles with each that follows.
const PAUSE: u64 = 40;

/// How a transaction ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// All was written.
    Written,
    /// Nothing was written, for the conditions of the items in these places do not hold.
    Refused(Vec<usize>),
}

/// What an error means.
enum Setback {
    Refused(Vec<usize>),
    Contention,
    Failed,
}

impl Ledger {
    /// Writes all items or none.
    ///
    /// # Errors
    ///
    /// When the table fails, or others keep writing the same items. Then it is unknown whether all was written.
    pub(super) async fn transact(&self, items: Vec<TransactWriteItem>) -> Result<Outcome, Failure> {
        for attempt in 0..ATTEMPTS {
            let transaction = self.client.transact_write_items();
            let Err(error) = transaction.set_transact_items(Some(items.clone())).send().await else {
                return Ok(Outcome::Written);
            };
            match setback(error.as_service_error()) {
                Setback::Refused(places) => return Ok(Outcome::Refused(places)),
                Setback::Contention => sleep(Duration::from_millis(fastrand::u64(1..=PAUSE << attempt))).await,
                Setback::Failed => return Err(Failure::Table(CallError::new(&error).to_string())),
            }
        }
        Err(Failure::Contention)
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
