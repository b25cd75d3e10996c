//! The ledger: how payments stand in the DynamoDB table, whose key is `transactionId` (text) and `timestamp` (number).
//!
//! | `transactionId`    | `timestamp`           | what the item is                                                  |
//! |--------------------|-----------------------|-------------------------------------------------------------------|
//! | the payment's      | 0                     | the payment as it stands now                                      |
//! | the payment's      | milliseconds          | the change of its state at that moment; never written again       |
//! | `velocity#<token>` | milliseconds          | how many payments of a card were accepted in the window that began then; `expiresAt` (seconds) lets it go |
//! | `token#<token>`    | 0                     | a card that was accepted: its last four digits and its expiry     |
//!
//! No transaction id has a `#` in it, so the kinds never mix.
//!
//! **Once, whatever happens.** All conditions are on the item with timestamp 0. A payment is recorded by one
//! `TransactWriteItems` that demands that there is no such item; it writes that item, the first change, the card and the
//! window's count. So a request that is sent again finds the payment and counts nothing twice. A state is changed by
//! one `TransactWriteItems` that demands the state it comes from *and* the moment of the last change; of any number of
//! workers one succeeds, and the others see what it did. The SDK gives each transaction a `ClientRequestToken`, so that
//! its own repetition, after an answer that was lost, is no second transaction.
//!
//! **Order.** Every step after a change of state may be repeated: sending to a queue, writing an audit record made of
//! what is stored, publishing. So the change goes first, the steps follow, and whoever finds the change made repeats
//! the steps:
//!
//! | step                                    | a kill right after it is healed by                            |
//! |-----------------------------------------|---------------------------------------------------------------|
//! | validator records `VALIDATED`           | the caller's repetition, which sends the message              |
//! | validator sends to the payments queue   | nothing is missing: the repetition sends one message too many |
//! | processor records `PROCESSED`           | the message's next delivery, which audits and sends           |
//! | processor writes the audit record       | the same; the record is the same bytes under the same key     |
//! | processor sends to the notifications queue | the same; the notifier gets one message too many           |
//! | notifier publishes                      | the message's next delivery, which publishes again: the topic gets it at least once |
//! | notifier records `NOTIFIED`             | nothing is missing                                            |
//!
//! Clocks of two machines disagree, so a change is never dated before the change it follows.

mod advance;
mod item;
mod key;
mod lookup;
mod record;

pub use record::Recording;

use aws_types::SdkConfig;
use payments::aws::Table;

/// The ledger's table.
pub struct Ledger {
    table: Table,
}

impl Ledger {
    /// A table by its name.
    pub fn new(config: &SdkConfig, table: String) -> Self {
        Self {
            table: Table::new(config, table),
        }
    }
}
